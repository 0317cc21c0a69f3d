package visits

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// View is one of the gate's lists.
type View uint8

// The gate's lists.
const (
	// Inside is everybody who is inside, whatever the date.
	Inside View = iota
	// Expected are those who wait for approval or have it, in the order in which they
	// are due: from those due in the last two hours on, and behind them who is overdue
	// longer, the latest first. What lapsed more than a day ago is not listed.
	Expected
	// Today are those who came in since midnight in the society's zone; who was
	// turned away did not.
	Today
	// History is everything.
	History
	// Overstays are those who are inside longer than security.overstay_hours, the longest
	// first.
	Overstays
)

// Filter chooses visits, newest first; the expected and the overstays come in their own
// order.
type Filter struct {
	View View
	// Search is part of a name, a phone, a plate, or a unit; empty for all. In
	// the history a name or plate needs three characters.
	Search string
	// UnitID keeps to one unit; nil for all.
	UnitID *uuid.UUID
	// Status keeps to one status, as Visit.ListedAs has it; empty for all.
	Status Status
	// Since and Until bound the history, Until not included; zero for open.
	Since, Until time.Time
	// After continues behind the last row of the page before.
	After *Cursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// Cursor is the place of a row in the lists' orders: At and ID, or among the expected
// Late, Due and ID. Who becomes late between two pages comes twice; nobody is left
// out.
type Cursor struct {
	At, Due time.Time
	Late    bool
	ID      uuid.UUID
}

// Cursor is the visit's own place.
func (v Visit) Cursor() *Cursor { return &Cursor{At: v.At, Due: v.Due, Late: v.Late, ID: v.ID} }

func (v Visit) place() register.Place { return register.Place{At: v.At, ID: v.ID} }

// The orders of the lists, and the conditions that a row is behind that of the cursor.
const (
	newestFirst   = VisitAt + ` DESC, v.id DESC`
	behindNewest  = `(` + VisitAt + `, v.id) < (@after_at, @after_id)`
	longestFirst  = VisitAt + `, v.id`
	behindLongest = `(` + longestFirst + `) > (@after_at, @after_id)`
	dueFirst      = isLate + `, CASE WHEN ` + isLate + ` THEN -1 ELSE 1 END * extract(epoch FROM ` + WaitsFrom + `), v.id`
	behindDue     = `(` + dueFirst + `) > (@after_late::boolean, CASE WHEN @after_late THEN -1 ELSE 1 END * extract(epoch FROM @after_due::timestamptz), @after_id)`
)

// order is how the view is ordered, and the condition behind a cursor.
func (v View) order() (by, behind string) {
	switch v {
	case Expected:
		return dueFirst, behindDue
	case Overstays:
		return longestFirst, behindLongest
	}
	return newestFirst, behindNewest
}

// Page is a page of visits and whether there are more behind it.
type Page struct {
	Visits []Visit
	More   bool
}

// Conditions of the lists on a row v of visitor_logs, and VisitAt, the time that
// orders them. Each is written as its index is.
const (
	IsInside   = `coalesce(v.status, 'checked_in') = 'checked_in'`
	isOverstay = IsInside + ` AND ` + VisitAt + ` < now() - ` + OverstaySQL
	isOpen     = `coalesce(v.status, 'checked_in') IN ('pending', 'approved', 'checked_in')`
	IsExpected = `v.status IN ('pending', 'approved')
		AND ` + WaitsFrom + ` > now() - interval '1 day' - ` + ApprovalSQL
	VisitAt = `coalesce(v.check_in_time, v.created_at)`
	// cameIn is Visit.Came in SQL.
	cameIn = `(v.check_in_time IS NOT NULL OR coalesce(v.status, 'checked_in') IN ('checked_in', 'checked_out'))`
)

// List returns a page of one of the lists. A resident sees own units only.
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return Page{}, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	if err := value.RegisterDays().Between(f.Since, f.Until, s.settings.ThisDay()); err != nil {
		return Page{}, err
	}
	if allowed != role.Everything {
		return s.visitPage(ctx, actor, allowed, f)
	}
	page, err := register.Shared(ctx, s.reg, "visits "+f.key(), func(ctx context.Context) (Page, error) {
		return s.visitPage(ctx, actor, allowed, f)
	})
	page.Visits = slices.Clone(page.Visits)
	return page, err
}

// key names the filter's page.
func (f Filter) key() string {
	after, unit := Cursor{}, uuid.Nil
	if f.After != nil {
		after = *f.After
	}
	if f.UnitID != nil {
		unit = *f.UnitID
	}
	return fmt.Sprintf("%d %q %s %q %d %d %d %d %t %s %d", f.View, f.Search, unit, f.Status,
		f.Since.UnixNano(), f.Until.UnixNano(), after.At.UnixNano(), after.Due.UnixNano(), after.Late, after.ID, f.Limit)
}

func (s *Store) visitPage(ctx context.Context, actor role.Actor, allowed role.Scope, f Filter) (Page, error) {
	keys, by, args, err := s.visitKeys(register.Visits.Live, actor, allowed, f)
	if err != nil {
		return Page{}, err
	}
	sql := `SELECT ` + visitRow.Columns + ` FROM (` + keys + `) k JOIN visitor_logs v ON v.id = k.id` + visitRow.Joins + ` ORDER BY ` + by
	var visits []Visit
	if f.View == History && !f.Status.Open() { // of what is open nothing is archived
		visits, err = register.PageOfBoth(ctx, s.reg, archivedRows, register.Page{Limit: f.Limit + 1, Since: f.Since, Planned: f.Search != ""}, sql, func() string {
			keys, _, _, _ := s.visitKeys(register.Visits.Listed, actor, allowed, f) // asked the same, it has the same arguments
			return keys
		}, args)
	} else {
		visits, err = register.List[Visit](ctx, s.reg, sql, args)
	}
	if err == nil && f.View == Inside && allowed == role.Everything {
		err = s.markBarred(ctx, visits)
	}
	if err != nil {
		return Page{}, err
	}
	if len(visits) > f.Limit {
		return Page{Visits: visits[:f.Limit], More: true}, nil
	}
	return Page{Visits: visits}, nil
}

// visitKeys chooses the page's keys (id, at) in a table of visits, and says how they are
// ordered; names are read for those rows alone.
func (s *Store) visitKeys(table string, actor role.Actor, allowed role.Scope, f Filter) (keys, by string, args pgx.NamedArgs, err error) {
	where := []string{Scope(allowed)}
	args = pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": f.Limit + 1}
	switch f.View {
	case Inside:
		where = append(where, IsInside)
	case Expected:
		where = append(where, IsExpected)
	case Overstays:
		where = append(where, isOverstay)
	case Today:
		where = append(where, cameIn)
		f.Since = s.settings.Today()
	}
	var behind string
	by, behind = f.View.order()
	if !f.Since.IsZero() {
		where = append(where, VisitAt+` >= @since`)
		args["since"] = f.Since
	}
	if !f.Until.IsZero() {
		where = append(where, VisitAt+` < @until`)
		args["until"] = f.Until
	}
	if f.UnitID != nil {
		where = append(where, `v.unit_id = @unit`)
		args["unit"] = *f.UnitID
	}
	if f.After != nil {
		where = append(where, behind)
		args["after_at"], args["after_id"] = f.After.At, f.After.ID
		args["after_due"], args["after_late"] = f.After.Due, f.After.Late
	}
	base := len(where)
	switch f.Status {
	case "":
	case CheckedIn:
		where = append(where, IsInside) // which has an index of its own
	case Denied:
		where = append(where, `v.status = 'denied' AND v.withdrawn_at IS NULL`)
	case Withdrawn:
		where = append(where, `v.status = 'denied' AND v.withdrawn_at IS NOT NULL`)
	case Pending, Approved: // which have indexes of their own as well
		where = append(where, `v.status = '`+string(f.Status)+`'`)
	default:
		where = append(where, `v.status = @status`)
		args["status"] = string(f.Status)
	}
	list := listed{table: table, page: pageOf(table, where, by, allowed), base: where[:base], narrow: where[base:], rows: f.Limit + 1, short: f.View == Expected || f.View == Overstays || allowed != role.Everything}
	keys, err = list.keysQuery(value.NewSearch(f.Search, s.settings.Region()), f.View == History, args)
	return keys, by, args, err
}

// pager is a page of (id, at) with more conditions, of so many rows.
type pager func(limit string, more ...string) string

// pageOf is a page of a table's (id, at) under conditions and more of them. A resident's newest are
// those of each of their few units, whose index ends with the page, however long the
// unit's history is.
func pageOf(table string, where []string, by string, allowed role.Scope) pager {
	return func(limit string, more ...string) string {
		page := func(of string) string {
			return `(SELECT v.id, ` + VisitAt + ` AS at FROM ` + table + ` v WHERE ` +
				strings.Join(slices.Concat([]string{of}, where, more), ` AND `) + ` ORDER BY ` + by + ` LIMIT ` + limit + `)`
		}
		if allowed != role.OwnUnits || by != newestFirst {
			return page(`true`)
		}
		return `(SELECT v.id, v.at FROM (SELECT DISTINCT e.unit_id FROM ` + homes.EverUnitIDs + ` e) own
			CROSS JOIN LATERAL ` + page(`v.unit_id = own.unit_id`) + ` v ORDER BY v.at DESC, v.id DESC LIMIT ` + limit + `)`
	}
}

// Counts are the figures above the gate's lists.
type Counts struct {
	Inside, Expected, Today int
	// Waiting is how many of the expected have no approval yet.
	Waiting int
	// Longest is the visitor inside the longest, empty when nobody is.
	Longest      string
	LongestSince *time.Time
	Overstays    int
}

// Counts counts the lists in one round trip.
func (s *Store) Counts(ctx context.Context, actor role.Actor) (Counts, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return Counts{}, err
	}
	if allowed != role.Everything {
		return s.visitCounts(ctx, actor, allowed)
	}
	return register.Shared(ctx, s.reg, "counts", func(ctx context.Context) (Counts, error) {
		return s.visitCounts(ctx, actor, allowed)
	})
}

func (s *Store) visitCounts(ctx context.Context, actor role.Actor, allowed role.Scope) (Counts, error) {
	mine := Scope(allowed)
	return register.One[Counts](ctx, s.reg, `
		SELECT i.inside, i.overstays, e.expected, e.waiting,
			(SELECT count(*) FROM visitor_logs v WHERE `+VisitAt+` >= @since AND `+cameIn+` AND `+mine+`) AS today,
			coalesce(l.name, '') AS longest, l.at AS longest_since
		FROM (SELECT count(*) AS inside, count(*) FILTER (WHERE `+VisitAt+` < now() - `+OverstaySQL+`) AS overstays
				FROM visitor_logs v WHERE `+IsInside+` AND `+mine+`) i
		CROSS JOIN (SELECT count(*) AS expected, count(*) FILTER (WHERE v.status = 'pending') AS waiting
				FROM visitor_logs v WHERE `+IsExpected+` AND `+mine+`) e
		LEFT JOIN (SELECT v.visitor_name AS name, `+VisitAt+` AS at FROM visitor_logs v
				WHERE `+IsInside+` AND `+mine+` ORDER BY `+VisitAt+`, v.id LIMIT 1) l ON true`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID), "since": s.settings.Today()})
}
