package screentest

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Trail is the store of the audit log.
type Trail struct{ s *Society }

// rows are those of the log that hold, newest first.
func (t Trail) rows(holds func(trail.Row) bool) (rows []trail.Row) {
	for _, row := range t.s.Trail.rows {
		if holds(*row) {
			rows = append(rows, *row)
		}
	}
	slices.SortStableFunc(rows, func(a, b trail.Row) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID.String(), a.ID.String()))
	})
	return rows
}

// pageOf is a page of rows, without the details that a brief list leaves out.
func (t Trail) pageOf(rows []trail.Row, f trail.Filter) (found trail.Page) {
	var behind func(trail.Row) bool
	if f.After != nil {
		behind = func(r trail.Row) bool { return r.ID == f.After.ID }
	}
	found.Rows, found.More = page(rows, behind, cmp.Or(f.Limit, t.s.Page))
	for i := range found.Rows {
		if r := &found.Rows[i]; f.Brief && len(r.Details) > 8<<10 {
			r.Details, r.Cut = json.RawMessage("null"), true
		}
	}
	return found
}

// filtered are the rows that a filter shows.
func (t Trail) filtered(f trail.Filter) ([]trail.Row, error) {
	if err := f.Check(t.s.Clock()); err != nil {
		return nil, err
	}
	return t.rows(func(r trail.Row) bool {
		text := string(r.Details) + r.Who + r.Email + r.Notes
		return (f.Person == nil || r.UserID != nil && *r.UserID == *f.Person) &&
			(len(f.Actions) == 0 || slices.Contains(f.Actions, r.Action)) &&
			(f.Resource == "" || t.isOf(r, f)) &&
			(len(f.Resources) == 0 || slices.Contains(f.Resources, r.Resource)) &&
			(f.Address == "" || r.Address == f.Address || strings.HasPrefix(r.Address, f.Address) && !isAddress(f.Address)) &&
			(f.Role == "" || r.Role == string(f.Role)) && (!f.Program || r.Scheduled()) &&
			(f.From.IsZero() || !r.At.Before(f.From)) && (f.To.IsZero() || r.At.Before(f.To)) &&
			strings.Contains(strings.ToLower(text), strings.ToLower(f.Text))
	}), nil
}

// isOf reports whether a row is about a filter's thing, or what belongs to it.
func (t Trail) isOf(r trail.Row, f trail.Filter) bool {
	switch {
	case f.ResourceID == nil:
		return r.Resource == f.Resource
	case r.ResourceID == nil:
		return false
	case r.Resource == f.Resource:
		return *r.ResourceID == *f.ResourceID
	case !f.Whole:
		return false
	case r.Resource == "payments" && f.Resource == "bills":
		p := t.s.Payments.by(*r.ResourceID)
		return p != nil && p.BillID != nil && *p.BillID == *f.ResourceID
	case r.Resource == "user_units":
		tie := t.s.Ties.by(*r.ResourceID)
		return tie != nil && (f.Resource == "users" && tie.UserID == *f.ResourceID || f.Resource == "units" && tie.UnitID == *f.ResourceID)
	}
	return false
}

// List returns a page of the trail, newest first.
func (t Trail) List(ctx context.Context, actor role.Actor, f trail.Filter) (trail.Page, error) {
	return read(ctx, t.s, actor, "Trail.List", func() (trail.Page, error) {
		t.s.sent(f)
		rows, err := t.filtered(f)
		return t.pageOf(rows, f), err
	})
}

// Session returns a page of what was done in the session that a row is of.
func (t Trail) Session(ctx context.Context, actor role.Actor, of trail.Row, after *trail.Cursor) (trail.Page, error) {
	return read(ctx, t.s, actor, "Trail.Session", func() (trail.Page, error) {
		t.s.sent(of)
		near := 24 * time.Hour
		if of.UserID == nil {
			near = 10 * time.Minute
		}
		same := func(r trail.Row) bool {
			return (r.UserID == nil) == (of.UserID == nil) && (r.UserID == nil || *r.UserID == *of.UserID) && r.Address == of.Address &&
				(strings.HasPrefix(r.Client+" ", of.Client+" ") || strings.HasPrefix(of.Client+" ", r.Client+" ")) && r.At.Sub(of.At).Abs() <= near
		}
		rows := t.rows(same)
		// A sign-out before the row and a sign-in after it are another session's.
		for i, r := range slices.Backward(rows) {
			if r.Action == action.UserLogin && !r.At.After(of.At) {
				rows = slices.DeleteFunc(rows, func(o trail.Row) bool { return o.At.Before(r.At) })
				break
			}
			if r.Action == action.UserLogout && r.At.Before(of.At) {
				rows = rows[:i]
			}
		}
		return t.pageOf(rows, trail.Filter{After: after, Brief: true}), nil
	})
}

// Get returns one row of the trail, with the names of what its details name.
func (t Trail) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (trail.Entry, error) {
	return read(ctx, t.s, actor, "Trail.Get", func() (trail.Entry, error) {
		row := t.s.Trail.by(id)
		if row == nil {
			return trail.Entry{}, gone()
		}
		entry := trail.Entry{Row: *row, Names: map[string]string{}}
		for _, text := range regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).FindAllString(string(row.Details), -1) {
			if of := uuid.MustParse(text); t.s.Units.by(of) != nil {
				entry.Names[text] = t.s.Units.by(of).Label
			}
		}
		return entry, nil
	})
}

// People returns the accounts of a name, or of an e-mail.
func (t Trail) People(ctx context.Context, actor role.Actor, term string) ([]trail.Person, error) {
	return read(ctx, t.s, actor, "Trail.People", func() (people []trail.Person, err error) {
		term = value.Clean(term)
		if _, ok := named("", term, true); !ok {
			return nil, nil
		}
		for _, a := range t.s.Accounts.rows {
			if is, _ := named(a.Name, term, true); is || strings.EqualFold(a.Email, term) || utf8.RuneCountInString(term) >= 3 && strings.HasPrefix(strings.ToLower(a.Email), strings.ToLower(term)) {
				people = append(people, trail.Person{ID: a.ID, Name: a.Name, Email: a.Email, Role: a.Role, Deleted: a.DeletedAt != nil})
			}
		}
		slices.SortFunc(people, func(a, b trail.Person) int {
			return cmp.Or(-compareBool(strings.EqualFold(a.Email, term), strings.EqualFold(b.Email, term)),
				-compareBool(localPart(a.Email, term), localPart(b.Email, term)), compareBool(a.Deleted, b.Deleted), cmp.Compare(nameKey(a.Name), nameKey(b.Name)),
				cmp.Compare(a.ID.String(), b.ID.String()))
		})
		return people[:min(8, len(people))], nil
	})
}

// localPart reports whether a term is an e-mail up to its @.
func localPart(email, term string) bool {
	local, _, _ := strings.Cut(email, "@")
	return strings.EqualFold(local, term)
}

// isAddress reports whether a filter names a whole address.
func isAddress(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil || text == "local"
}

// Words returns the actions and the tables that stand in the trail.
func (t Trail) Words(ctx context.Context, actor role.Actor) (trail.Words, error) {
	return read(ctx, t.s, actor, "Trail.Words", func() (w trail.Words, err error) {
		for _, r := range t.s.Trail.rows {
			w.Actions = append(w.Actions, string(r.Action))
			if r.Resource != "" {
				w.Resources = append(w.Resources, r.Resource)
			}
		}
		slices.Sort(w.Actions)
		slices.Sort(w.Resources)
		return trail.Words{Actions: slices.Compact(w.Actions), Resources: slices.Compact(w.Resources)}, nil
	})
}

// Export writes all rows that the filter shows.
func (t Trail) Export(ctx context.Context, actor role.Actor, key uuid.UUID, f trail.Filter, format trail.Format, w io.Writer, progress func(int)) (int, error) {
	return write(ctx, t.s, actor, "Trail.Export", key, func() (int, error) {
		t.s.sent(f)
		rows, err := t.filtered(f)
		if err != nil {
			return 0, err
		}
		table, lines := csv.NewWriter(w), json.NewEncoder(w)
		if format == trail.CSV {
			err = table.Write(trail.Columns())
		}
		for _, r := range rows {
			if format == trail.CSV {
				err = errors.Join(err, table.Write(r.Cells(t.s.Zone)))
				continue
			}
			line := map[string]string{}
			for i, cell := range r.Cells(t.s.Zone) {
				line[trail.Columns()[i]] = cell
			}
			err = errors.Join(err, lines.Encode(line))
		}
		table.Flush()
		progress(len(rows))
		t.s.told(actor, action.AuditExported, "audit_logs", uuid.Nil, "", "")
		return len(rows), err
	})
}
