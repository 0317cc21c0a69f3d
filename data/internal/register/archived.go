package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// What is archived is read in two steps. Its keys are chosen by the statement that chooses
// live rows, asked of the archive's list, which has the same columns and indexes: what a
// list, a search or a right means is written once, for the name of either. The rows of
// these keys are then read by key and month. The live table is read first: a row that moves
// between the two is met twice, and never left out.

// A Table is where rows of a kind stand: live, and in the archive.
type Table struct {
	// Live is the table that desks work on, Listed what the archive lists of it.
	Live, Listed string
	// Whole are the archive's rows themselves, month the column that its months go by.
	Whole, month string
}

// What the archive lists, by the views that everybody reads it by.
const (
	ListedVisits  = `archived_visitor_logs_list`
	ListedTickets = `archived_maintenance_tickets_list`
	ListedTrail   = `archived_audit_logs_list`
)

// The tables of which rows are archived.
var (
	Visits  = Table{Live: `visitor_logs`, Listed: ListedVisits, Whole: `archived_visitor_logs`, month: `at`}                        //nolint:gochecknoglobals // it never changes
	Tickets = Table{Live: `maintenance_tickets`, Listed: ListedTickets, Whole: `archived_maintenance_tickets`, month: `created_at`} //nolint:gochecknoglobals // it never changes
	Trail   = Table{Live: `audit_logs`, Listed: ListedTrail, Whole: `archived_audit_logs`, month: `created_at`}                     //nolint:gochecknoglobals // it never changes
)

// TrailWhole are the archived rows of the trail as the archive lists them, with what it does
// not list. What is asked of that is asked of one row after another (OFFSET 0), behind what
// the list's indexes know.
const TrailWhole = `(SELECT k.id, k.user_id, k.action, k.resource_type, k.resource_id, k.ip_address, k.created_at, a.user_agent, a.details
	FROM ` + ListedTrail + ` k CROSS JOIN LATERAL (SELECT a.user_agent, a.details FROM archived_audit_logs a WHERE a.id = k.id AND a.created_at = k.created_at OFFSET 0) a)`

// Both is a selection from either, as from says it of a name.
func (t Table) Both(from func(table string) string) string {
	return `(` + from(t.Live) + ` UNION ALL ` + from(t.Listed) + `)`
}

// Place is where a row stands in a list of the newest first; the zero time is behind all
// others.
type Place struct {
	At time.Time
	ID uuid.UUID
}

// Rows says how archived rows of a table are read into T.
type Rows[T any] struct {
	Table
	columns, row, joins string
	place               func(T) Place
	mark                func(*T)
}

// RowsWith reads rows of a table by columns, and the joins that these name, in which the row
// has the name row; place is a row's, and mark says of it that it is archived.
func RowsWith[T any](table Table, row, columns, joins string, place func(T) Place, mark func(*T)) Rows[T] {
	return Rows[T]{Table: table, columns: columns, row: row, joins: joins, place: place, mark: mark}
}

// At reads the archived rows at some places, in no order.
func (r Rows[T]) At(ctx context.Context, places []Place, args pgx.NamedArgs, list Lister[T]) ([]T, error) {
	if len(places) == 0 {
		return nil, nil
	}
	args = maps.Clone(args)
	if args == nil {
		args = pgx.NamedArgs{}
	}
	ids, ats := make([]uuid.UUID, len(places)), make([]time.Time, len(places))
	for i, p := range places {
		ids[i], ats[i] = p.ID, p.At
	}
	args["archived_ids"], args["archived_ats"] = ids, ats
	rows, err := list(ctx, fmt.Sprintf(`SELECT %s FROM %s %s%s WHERE %s.%s = ANY (@archived_ats::timestamptz[]) AND %[3]s.id = ANY (@archived_ids::uuid[])`,
		r.columns, r.Whole, r.row, r.joins, r.row, r.month), args)
	for i := range rows {
		r.mark(&rows[i])
	}
	return rows, err
}

// Lister reads rows, as List does over some connection.
type Lister[T any] func(ctx context.Context, sql string, args pgx.NamedArgs) ([]T, error)

// Over is List over d.
func Over[T any](d connect.DB) Lister[T] {
	return func(ctx context.Context, sql string, args pgx.NamedArgs) ([]T, error) {
		return List[T](ctx, d, sql, args)
	}
}

// youngest is the least age of what is archived: a setting has a month at least.
const youngest = 27 * 24 * time.Hour

// MayBeArchived reports whether a row of that moment can be in the archive.
func MayBeArchived(at time.Time) bool { return time.Since(at) > youngest }

// Merged are the rows of both, each of the newest first, in that order. A row that is in
// both is the live one.
func Merged[T any](live, archived []T, place func(T) Place) []T {
	if len(archived) == 0 {
		return live
	}
	have := make(map[uuid.UUID]bool, len(live))
	for _, row := range live {
		have[place(row).ID] = true
	}
	all := slices.Clone(live)
	for _, row := range archived {
		if !have[place(row).ID] {
			all = append(all, row)
		}
	}
	slices.SortStableFunc(all, func(a, b T) int {
		one, other := place(a), place(b)
		if c := other.At.Compare(one.At); c != 0 {
			return c
		}
		return bytes.Compare(other.ID[:], one.ID[:])
	})
	return all
}

// OneOfBoth reads a single row where it stands: by the statement live, or of the place that
// the statement listed gives. None is a NotFound error.
func OneOfBoth[T any](ctx context.Context, d connect.DB, of Rows[T], live, listed string, args pgx.NamedArgs) (T, error) {
	row, err := One[T](ctx, d, live, args)
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.NotFound {
		return row, err
	}
	places, failed := List[Place](ctx, d, listed, args)
	if failed != nil {
		return row, failed
	}
	rows, failed := of.At(ctx, places, args, Over[T](d))
	if failed != nil || len(rows) == 0 {
		return row, errors.Join(failed, err)
	}
	return rows[0], nil
}

// A Page is a page of the newest first: how many rows it has, and from when on. Planned says
// that one plan serves its statements (PlannedOnce).
type Page struct {
	Limit   int
	Since   time.Time
	Planned bool
}

// list is List, or PlannedList for a page that is Planned.
func list[T any](ctx context.Context, d connect.DB, page Page, sql string, args pgx.NamedArgs) ([]T, error) {
	if page.Planned {
		return PlannedList[T](ctx, d, sql, args)
	}
	return List[T](ctx, d, sql, args)
}

// Archived reports whether the archive has any row of a table: where it has none, a list
// that may reach so far is spared a statement that takes longer to plan than this.
func Archived(ctx context.Context, d connect.DB, of Table) (bool, error) {
	r, is := d.(*Register)
	if is {
		if _, known := r.archived.Load(of.Listed); known {
			return true, nil
		}
	}
	found, err := One[struct{ Some bool }](ctx, d, `SELECT EXISTS (SELECT FROM `+of.Listed+`) AS some`, nil)
	if err == nil && found.Some && is {
		r.archived.Store(of.Listed, true)
	}
	return found.Some, err
}

// PageOfBoth reads the live rows of a page by the statement live, and those of the archive
// among and behind them, whose places listed gives, where the page reaches back so far.
func PageOfBoth[T any](ctx context.Context, d connect.DB, of Rows[T], page Page, live string, listed func() string, args pgx.NamedArgs) ([]T, error) {
	rows, err := list[T](ctx, d, page, live, args)
	if err != nil || !Reaches(page, rows, of.place) {
		return rows, err
	}
	// Asked behind the live table, as the archive itself.
	if some, err := Archived(ctx, d, of.Table); err != nil || !some {
		return rows, err
	}
	places, err := list[Place](ctx, d, page, listed(), args)
	if err != nil {
		return nil, err
	}
	old, err := of.At(ctx, places, args, Over[T](d))
	return Merged(rows, old, of.place), err
}

// Reaches reports whether archived rows can be in a page: it has fewer live ones than that,
// or ends with one that is old enough, and does not end before.
func Reaches[T any](page Page, live []T, place func(T) Place) bool {
	return (len(live) < page.Limit || MayBeArchived(place(live[len(live)-1]).At)) && (page.Since.IsZero() || MayBeArchived(page.Since))
}

// Who is who did a row l of the trail, by the account u that it names: as the row kept the
// name, but for somebody who was removed since.
func Who(l, u string) string {
	return `CASE WHEN ` + u + `.removed_at IS NULL THEN coalesce(` + l + `.details #>> '{actor,name}', ` + u + `.full_name, '') ELSE ` + u + `.full_name END`
}

// Steps reads what both trails have of the row @id of a table, the newest first and no more
// than most: columns of l, and of u, whose account it was. seen is what has to hold of it
// besides.
func Steps[T any](ctx context.Context, d connect.DB, table Table, columns, seen string, most int, args pgx.NamedArgs, place func(T) Place) ([]T, error) {
	const joins = ` LEFT JOIN users u ON u.id = l.user_id`
	args = maps.Clone(args)
	args["limit"] = most
	where := ` WHERE l.resource_type = '` + table.Live + `' AND l.resource_id = @id AND ` + seen + ` ORDER BY l.created_at DESC, l.id DESC LIMIT @limit`
	rows, err := List[T](ctx, d, `SELECT `+columns+` FROM `+Trail.Live+` l`+joins+where, args)
	if err != nil {
		return nil, err
	}
	places, err := List[Place](ctx, d, `SELECT l.id, l.created_at AS at FROM `+Trail.Listed+` l`+where, args)
	if err != nil {
		return nil, err
	}
	of := RowsWith(Trail, `l`, columns, joins, place, func(*T) {})
	old, err := of.At(ctx, places, args, Over[T](d))
	rows = Merged(rows, old, place)
	return rows[:min(most, len(rows))], err
}

// IsArchived refuses a change of what was moved to the archive.
func IsArchived() *fault.Error {
	return fault.Refuse("This is in the archive; it can be read, and not changed.")
}
