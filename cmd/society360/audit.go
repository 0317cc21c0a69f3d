package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
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

func (f *auditFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.who, "who", "", "only what this account did: its e-mail, or part of its name")
	flags.StringArrayVar(&f.actions, "action", nil, "only this action, or those that begin so, such as PAYMENT, or hold it, such as LOGIN; may be given several times")
	flags.StringVar(&f.resource, "resource", "", "only rows about this table, such as visitor_logs")
	flags.StringVar(&f.id, "id", "", "only rows about the one of --resource with this ID")
	flags.StringVar(&f.address, "address", "", "only what was done from this address")
	flags.StringVar(&f.text, "text", "", "only rows with this in their details; within seven days, or with --id")
	spans(cmd, &f.days, "done")
}

// check finds mistakes before a database is opened.
func (f *auditFlags) check() error {
	if _, err := uuid.Parse(f.id); f.id != "" && (err != nil || f.resource == "") {
		return usage("--id needs a UUID, and --resource beside it")
	}
	return f.days.check()
}

// filter asks the trail for what the flags name; zone is the society's.
func (f *auditFlags) filter(ctx context.Context, store *data.Store, actor data.Actor) (filter data.AuditFilter, zone *time.Location, err error) {
	filter = data.AuditFilter{Resource: f.resource, Address: f.address, Text: f.text}
	if id, err := uuid.Parse(f.id); err == nil {
		filter.ResourceID = &id
	}
	if zone, err = zoneOf(ctx, store); err != nil {
		return filter, nil, err
	}
	if filter.From, filter.To, err = f.days.instants(zone, time.Now()); err != nil {
		return filter, nil, err
	}
	if f.who != "" {
		if filter.Person, err = auditPerson(ctx, store, actor, f.who); err != nil {
			return filter, nil, err
		}
	}
	if len(f.actions) > 0 {
		words, err := store.AuditWords(ctx, actor)
		if err != nil {
			return filter, nil, err
		}
		for _, text := range f.actions {
			filter.Actions = append(filter.Actions, words.ActionsNamed(text)...)
		}
	}
	return filter, zone, nil
}

// auditPerson is the one account that a text names.
func auditPerson(ctx context.Context, store *data.Store, actor data.Actor, who string) (*uuid.UUID, error) {
	people, err := store.AuditPeople(ctx, actor, who)
	switch {
	case err != nil:
		return nil, err
	case len(people) == 0:
		return nil, fail(nil, "No account has the e-mail or the name %s; a part of a name needs three letters.", data.Clean(who))
	case len(people) == 1 || strings.EqualFold(people[0].Email, who):
		return &people[0].ID, nil
	}
	emails := make([]string, len(people))
	for i, p := range people {
		emails[i] = p.Email
	}
	return nil, fail(nil, "Several accounts are called so; name one by its e-mail: %s.", strings.Join(emails, ", "))
}

func (a *app) auditList() *cobra.Command {
	var f listFlags
	var of auditFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the audit trail, newest first",
		Example: `  society360 audit list --who guard@demo.example --from 2026-11-20 --to 2026-11-21
  society360 audit list --action PAYMENT_REVERSED --from 2026-11-01 --json
  society360 audit list --resource visitor_logs --id 0193a7c2-5d1e-7c3a-9f00-2b1c7d9e4a55`,
		Args: a.takes(),
	}
	a.lists(cmd, &f)
	of.add(cmd)
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		filter, zone, err := of.filter(ctx, store, actor)
		if err != nil {
			return err
		}
		return writeList(ctx, a, &f, zone, auditColumns(), func(ctx context.Context, after *data.AuditRow, limit int) ([]data.AuditRow, bool, error) {
			filter.Limit = limit
			if after != nil {
				filter.After = after.Cursor()
			}
			page, err := store.AuditRows(ctx, actor, filter)
			return page.Rows, page.More, err
		})
	})), f.check, of.check)
	return cmd
}

func auditColumns() []column[data.AuditRow] {
	optional := func(id *uuid.UUID) any {
		if id == nil {
			return nil
		}
		return id.String()
	}
	return []column[data.AuditRow]{
		{name: "id", wide: true, value: func(r data.AuditRow) any { return r.ID.String() }},
		{name: "at", value: func(r data.AuditRow) any { return r.At }},
		{name: "action", value: func(r data.AuditRow) any { return string(r.Action) }},
		{name: "who", value: func(r data.AuditRow) any { return r.Who }},
		{name: "role", wide: true, value: func(r data.AuditRow) any { return r.Role }},
		{name: "email", wide: true, value: func(r data.AuditRow) any { return r.Email }},
		{name: "user_id", wide: true, value: func(r data.AuditRow) any { return optional(r.UserID) }},
		{name: "resource", value: func(r data.AuditRow) any { return r.Resource }},
		{name: "resource_id", wide: true, value: func(r data.AuditRow) any { return optional(r.ResourceID) }},
		{name: "label", value: func(r data.AuditRow) any { return r.Label }},
		{name: "address", value: func(r data.AuditRow) any { return r.Address }},
		{name: "client", wide: true, value: func(r data.AuditRow) any { return r.Client }},
		{name: "gate", wide: true, value: func(r data.AuditRow) any { return r.Gate }},
		{name: "notes", wide: true, value: func(r data.AuditRow) any { return r.Notes }},
		{name: "changes", wide: true, value: func(r data.AuditRow) any { return changesLine(data.Diff(r.Details)) }},
	}
}

// changesLine tells a row's changes on one line: "status: -open +resolved".
func changesLine(changes []data.Change) string {
	var told []string
	for _, c := range changes {
		switch c.Kind {
		case data.FieldAdded:
			told = append(told, c.Field+": +"+c.After)
		case data.FieldRemoved:
			told = append(told, c.Field+": -"+c.Before)
		case data.FieldChanged:
			told = append(told, c.Field+": -"+c.Before+" +"+c.After)
		case data.FieldSaid:
			told = append(told, c.Field+": "+c.After)
		}
	}
	return strings.Join(told, "; ")
}

func (a *app) auditExport() *cobra.Command {
	var of auditFlags
	format := string(data.AuditCSV)
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write exactly what a filter shows to a new file, and audit that",
		Long: `Export writes the rows that the same flags show with audit list to a new file,
or to standard output where it is -. The trail records the export: its filter
and how many rows it had. A file is there whole or not at all.`,
		Example: `  society360 audit export november.csv --from 2026-11-01 --to 2026-11-30 --as admin@demo.example
  society360 audit export - --format jsonl --action PAYMENT | jq .action`,
		Args: a.takes("the file to write, or - for standard output"),
	}
	of.add(cmd)
	choose(cmd, &format, "format", "what is written", string(data.AuditCSV), string(data.AuditJSONLines))
	a.actsAs(cmd)
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		filter, _, err := of.filter(ctx, store, actor)
		if err != nil {
			return err
		}
		return a.exportTo(args[0], func(w io.Writer) error {
			said := time.Now()
			rows, err := store.ExportAudit(ctx, actor, uuid.Must(uuid.NewV7()), filter, data.AuditFormat(format), w, func(rows int) {
				if now := time.Now(); now.Sub(said) >= sayEvery {
					said = now
					a.say("%d rows ...", rows)
				}
			})
			if err == nil && args[0] != "-" {
				a.say("Wrote %d rows to %s.", rows, args[0])
			}
			return err
		})
	})), of.check)
	return cmd
}

// sayEvery is how often a long export says how far it is.
const sayEvery = 2 * time.Second

// exportTo has write make a file that is not there yet, whole or not at all.
// Standard output, too, gets nothing before write has succeeded.
func (a *app) exportTo(path string, write func(w io.Writer) error) error {
	folder, aside := filepath.Dir(path), path == "-"
	if aside {
		folder = ""
	} else if _, err := os.Lstat(path); err == nil {
		return fail(nil, "The file %s is there already; name another one.", path)
	}
	file, err := os.CreateTemp(folder, ".society360-*")
	if err != nil {
		return fail(err, "The file %s cannot be written.", path)
	}
	defer func() { _, _ = file.Close(), os.Remove(file.Name()) }()
	if err := write(file); err != nil {
		return err
	}
	if aside {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		_, err := io.Copy(a.out, file)
		return err
	}
	// A link, unlike a rename, never takes the place of a file made meanwhile.
	err = errors.Join(file.Sync(), os.Link(file.Name(), path))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = reserve(file.Name(), path) // this file system may know no links
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fail(err, "The file %s is there already; name another one.", path)
	case err != nil:
		return fail(err, "The file %s could not be written whole; is the disk full?", path)
	}
	return nil
}
