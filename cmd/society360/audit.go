package main

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// auditCommand reads the audit trail.
func (a *app) auditCommand() *cobra.Command {
	return a.group("audit", "Read the audit trail, or export it", a.auditList(), a.auditExport())
}

// auditFlags are the filter as it is typed.
type auditFlags struct {
	who, resource, id, address, text string
	actions                          []string
	days                             span
}

func (f *auditFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.who, "who", "", "only what this account did: its e-mail, or part of its name")
	flags.StringArrayVar(&f.actions, "action", nil, "only this action, or those that begin with it (PAYMENT) or contain it (LOGIN); may be given several times")
	flags.StringVar(&f.resource, "resource", "", "only rows about this table, such as visitor_logs")
	flags.StringVar(&f.id, "id", "", "only rows about the one of --resource with this ID")
	flags.StringVar(&f.address, "address", "", "only what was done from this address")
	flags.StringVar(&f.text, "text", "", "only rows with this in their details; needs --id, or days that are at most seven")
	a.spans(cmd, &f.days, "done")
	a.check(cmd, f.check)
}

// check finds mistakes before a database is opened.
func (f *auditFlags) check() error {
	if _, err := uuid.Parse(f.id); f.id != "" && (err != nil || f.resource == "") {
		return usage("--id needs a UUID, and --resource beside it")
	}
	return nil
}

// filter asks the trail for what the flags name.
func (f *auditFlags) filter(ctx context.Context, c call) (filter trail.Filter, err error) {
	filter = trail.Filter{Resource: f.resource, Address: f.address, Text: f.text}
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
	if len(f.actions) > 0 {
		words, err := c.society.Trail.Words(ctx, c.actor)
		if err != nil {
			return filter, err
		}
		for _, text := range f.actions {
			filter.Actions = append(filter.Actions, words.ActionsNamed(text)...)
		}
	}
	return filter, nil
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
	case len(people) == 1 || strings.EqualFold(people[0].Email, who):
		return &people[0].ID, nil
	}
	emails := make([]string, len(people))
	for i, p := range people {
		emails[i] = p.Email
	}
	return nil, fail(nil, "Several accounts have that in their name; give the e-mail of one: %s.", strings.Join(emails, ", "))
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

func auditColumns() []column[trail.Row] {
	optional := func(id *uuid.UUID) any {
		if id == nil {
			return nil
		}
		return id.String()
	}
	return []column[trail.Row]{
		{name: "id", wide: true, value: func(r trail.Row) any { return r.ID.String() }},
		{name: "at", value: func(r trail.Row) any { return r.At }},
		{name: "action", value: func(r trail.Row) any { return string(r.Action) }},
		{name: "who", value: func(r trail.Row) any { return r.Who }},
		{name: "role", wide: true, value: func(r trail.Row) any { return r.Role }},
		{name: "email", wide: true, value: func(r trail.Row) any { return r.Email }},
		{name: "user_id", wide: true, value: func(r trail.Row) any { return optional(r.UserID) }},
		{name: "resource", value: func(r trail.Row) any { return r.Resource }},
		{name: "resource_id", wide: true, value: func(r trail.Row) any { return optional(r.ResourceID) }},
		{name: "label", value: func(r trail.Row) any { return r.Label }},
		{name: "address", value: func(r trail.Row) any { return r.Address }},
		{name: "client", wide: true, value: func(r trail.Row) any { return r.Client }},
		{name: "gate", wide: true, value: func(r trail.Row) any { return r.Gate }},
		{name: "notes", wide: true, value: func(r trail.Row) any { return r.Notes }},
		{name: "changes", wide: true, value: func(r trail.Row) any { return changesLine(trail.Diff(r.Details)) }},
	}
}

// changesLine tells a row's changes on one line: "status: -open +resolved".
func changesLine(changes []trail.Change) string {
	var told []string
	for _, c := range changes {
		switch c.Kind {
		case trail.FieldAdded:
			told = append(told, c.Field+": +"+c.After)
		case trail.FieldRemoved:
			told = append(told, c.Field+": -"+c.Before)
		case trail.FieldChanged:
			told = append(told, c.Field+": -"+c.Before+" +"+c.After)
		case trail.FieldSaid:
			told = append(told, c.Field+": "+c.After)
		}
	}
	return strings.Join(told, "; ")
}
