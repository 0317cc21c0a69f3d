package main

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// auditCommand reads the audit trail.
func (a *app) auditCommand() *cobra.Command {
	return a.group("audit", "Read the audit trail, export it, or prove that nobody changed it",
		a.auditList(), a.auditExport(), a.auditVerify(), a.auditCheckProof(), a.auditKey(), a.auditGoOn(), a.auditHeads())
}

// auditFlags are the filter as it is typed.
type auditFlags struct {
	who, role, resource, id, address, text string
	actions                                []string
	program                                bool
	days                                   span
}

func (f *auditFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.who, "who", "", "only what this account did: its e-mail or the part before its @, or part of its name")
	choose(cmd, &f.role, "role", "only what accounts of this role did", roles()...)
	flags.BoolVar(&f.program, "program", false, "only what the program did by itself, or by a timer")
	either(cmd, "who", "program")
	either(cmd, "role", "program")
	flags.StringArrayVar(&f.actions, "action", nil, "only this action, or those that begin with it (PAYMENT) or contain it (LOGIN); may be given several times")
	flags.StringVar(&f.resource, "resource", "", "only rows about this table, such as visitor_logs, or those that begin with it (visitor) or contain it")
	flags.StringVar(&f.id, "id", "", "only rows about the one of --resource with this ID")
	flags.StringVar(&f.address, "address", "", "only what was done from this address, or from those that begin so (10.0.)")
	flags.StringVar(&f.text, "text", "", "only rows with this in their details; needs --id, or days that are at most seven")
	a.spans(cmd, &f.days, "done")
	a.check(cmd, f.check)
}

// check finds mistakes before a database is opened.
func (f *auditFlags) check() error {
	if _, err := uuid.Parse(f.id); f.id != "" && (err != nil || f.resource == "") {
		return usage("--id needs a UUID, and --resource beside it")
	}
	if f.address == "" {
		return nil
	}
	if err := trail.CheckAddress(f.address); err != nil {
		return usage("--address %s: %s", value.Clean(f.address), sentence(err, time.UTC))
	}
	return nil
}

// filter asks the trail for what the flags name.
func (f *auditFlags) filter(ctx context.Context, c call) (filter trail.Filter, err error) {
	filter = trail.Filter{Address: f.address, Text: f.text, Role: role.Role(f.role), Program: f.program}
	if id, err := uuid.Parse(f.id); err == nil {
		filter.ResourceID = &id
	}
	if filter.From, filter.To, err = f.days.instants(c.zone, time.Now()); err != nil {
		return filter, err
	}
	if f.who != "" {
		if filter.Person, err = auditPerson(ctx, c, f.who); err != nil {
			return filter, err
		}
	}
	if len(f.actions) > 0 || f.resource != "" {
		words, err := c.society.Trail.Words(ctx, c.actor)
		if err != nil {
			return filter, err
		}
		return f.named(filter, words)
	}
	return filter, nil
}

// named is the filter with the actions and the tables that were typed. What no row of
// the trail has is refused with what there is.
func (f *auditFlags) named(filter trail.Filter, words trail.Words) (trail.Filter, error) {
	for _, text := range f.actions {
		named, ok := words.ActionsNamed(text)
		if !ok {
			return filter, noneOf("--action", text, words.Actions)
		}
		filter.Actions = append(filter.Actions, named...)
	}
	kinds, ok := words.ResourcesNamed(f.resource)
	if !ok {
		return filter, noneOf("--resource", f.resource, words.Resources)
	}
	return filter.Of(kinds), nil
}

// noneOf refuses a filter that can find nothing, and says what can be asked for.
func noneOf(flag, typed string, there []string) error {
	if len(there) == 0 {
		return fail(nil, "%s %s finds nothing: the trail has no rows yet.", flag, value.Clean(typed))
	}
	return fail(nil, "%s %s finds nothing: the trail has %s.", flag, value.Clean(typed), strings.Join(there, ", "))
}

// auditPerson is the one account that a text names.
func auditPerson(ctx context.Context, c call, who string) (*uuid.UUID, error) {
	people, err := c.society.Trail.People(ctx, c.actor, who)
	switch {
	case err != nil:
		return nil, err
	case len(people) == 0 && utf8.RuneCountInString(value.Clean(who)) < 3:
		return nil, fail(nil, "No account has the e-mail or the name %s. Three letters or more find a part of a name.", value.Clean(who))
	case len(people) == 0:
		return nil, fail(nil, "No account has the e-mail %[1]s, or %[1]s in its name.", value.Clean(who))
	case len(people) == 1 || strings.EqualFold(people[0].Email, who) || isLocalPart(people[0], who) && !isLocalPart(people[1], who):
		return &people[0].ID, nil
	}
	emails := make([]string, len(people))
	for i, p := range people {
		emails[i] = p.Email
	}
	return nil, fail(nil, "Several accounts have that in their name; give the e-mail of one: %s.", strings.Join(emails, ", "))
}

// isLocalPart reports whether a text is an account's e-mail up to its @.
func isLocalPart(p trail.Person, text string) bool {
	before, _, _ := strings.Cut(p.Email, "@")
	return strings.EqualFold(before, value.Clean(text))
}

func (a *app) auditList() *cobra.Command {
	var of auditFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the audit trail, newest first",
		Example: `  society360 audit list --who guard@demo.example --from 2026-11-20 --to 2026-11-21
  society360 audit list --action PAYMENT_REVERSED --from 2026-11-01 --json
  society360 audit list --resource visitor_logs --id 0193a7c2-5d1e-7c3a-9f00-2b1c7d9e4a55`,
	}
	of.add(a, cmd)
	return lists(a, cmd, auditColumns(), func(ctx context.Context, c call) (pages[trail.Row], error) {
		filter, err := of.filter(ctx, c)
		return func(ctx context.Context, after *trail.Row, limit int) ([]trail.Row, bool, error) {
			filter.After, filter.Limit = behind(after, trail.Row.Cursor), limit
			page, err := c.society.Trail.List(ctx, c.actor, filter)
			return page.Rows, page.More, err
		}, err
	})
}

// auditColumns are those of an export, in its order.
func auditColumns() []column[trail.Row] {
	optional := func(id *uuid.UUID) any {
		if id == nil {
			return nil
		}
		return id.String()
	}
	return []column[trail.Row]{
		{name: "at", value: func(r trail.Row) any { return r.At }},
		{name: "action", value: func(r trail.Row) any { return string(r.Action) }},
		{name: "who", value: func(r trail.Row) any { return r.Who }},
		{name: "role", wide: true, value: func(r trail.Row) any { return r.Role }},
		{name: "email", wide: true, contacts: "audit_logs", value: func(r trail.Row) any { return r.Email }},
		{name: "resource", value: func(r trail.Row) any { return r.Resource }},
		{name: "label", value: func(r trail.Row) any { return r.Label }},
		{name: "address", value: func(r trail.Row) any { return r.Address }},
		{name: "client", wide: true, value: func(r trail.Row) any { return r.Client }},
		{name: "gate", wide: true, value: func(r trail.Row) any { return r.Gate }},
		{name: "operator", wide: true, value: func(r trail.Row) any { return r.Operator }},
		{name: "identity", wide: true, value: func(r trail.Row) any { return r.Identity }},
		{name: "notes", wide: true, value: func(r trail.Row) any { return r.Notes }},
		{name: "changes", wide: true, contacts: "audit_logs", value: func(r trail.Row) any { return r.Changes() }},
		{name: "details", wide: true, contacts: "audit_logs", value: func(r trail.Row) any { return object(r.Plain()) }},
		{name: "id", wide: true, value: func(r trail.Row) any { return r.ID.String() }},
		{name: "user_id", wide: true, value: func(r trail.Row) any { return optional(r.UserID) }},
		{name: "resource_id", wide: true, value: func(r trail.Row) any { return optional(r.ResourceID) }},
		{name: "archived", wide: true, value: func(r trail.Row) any { return r.Archived }},
	}
}
