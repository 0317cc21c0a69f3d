package register

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// The archive is read by the statements that read the live tables, asked of the views
// beside these: what a list, a search or a right means is written once. The live table is
// read first, and the archive behind it: a row that moves between the two is then met
// twice, and never left out.

// archived are the places of a statement in which the archive is another table: a visit's
// moment is a column there, by which its partitions go, and no row has a version.
var archived = strings.NewReplacer( //nolint:gochecknoglobals // it never changes
	` visitor_logs v`, ` archived_visitor_logs v`,
	` maintenance_tickets t`, ` archived_maintenance_tickets t`,
	` audit_logs l`, ` archived_audit_logs l`,
	// By the moment alone, which bounds it, a partition is passed over.
	`(coalesce(v.check_in_time, v.created_at), v.id) < (@after_at, @after_id)`, `(v.at <= @after_at AND (v.at, v.id) < (@after_at, @after_id))`,
	`(t.created_at, t.id) < (@after_at, @after_id)`, `(t.created_at <= @after_at AND (t.created_at, t.id) < (@after_at, @after_id))`,
	`(l.created_at, l.id) < (@after_at, @after_id)`, `(l.created_at <= @after_at AND (l.created_at, l.id) < (@after_at, @after_id))`,
	`(l.created_at, l.id) >= (@end_at, @end_id)`, `(l.created_at >= @end_at AND (l.created_at, l.id) >= (@end_at, @end_id))`,
	`v.id = k.id`, `v.id = k.id AND v.at = k.at`,
	`t.id = k.id`, `t.id = k.id AND t.created_at = k.created_at`,
	`l.id = k.id`, `l.id = k.id AND l.created_at = k.at`,
	`coalesce(v.check_in_time, v.created_at)`, `v.at`,
	`v.check_in_time, v.created_at`, `v.check_in_time, v.created_at, v.at`,
	`v.xmin::text`, `''`, `t.xmin::text`, `''`,
)

// Archived is a read of visits v, tickets t or rows l of the trail, asked of the archive.
func Archived(sql string) string { return archived.Replace(sql) }

// OfBoth is a selection of rows where they stand, live or archived, each once.
func OfBoth(sql string) string { return `(` + sql + ` UNION ` + Archived(sql) + `)` }

// OfBothTrails is a selection of rows l of either trail, wherever the statement around it
// is asked.
func OfBothTrails(sql string) string {
	return `((` + strings.ReplaceAll(sql, ` audit_logs l`, ` audit_logs AS l`) + `) UNION ALL (` + Archived(sql) + `))`
}

// StepsOf are the rows of both trails about a row of a table.
func StepsOf(table, row string) string {
	sql := `SELECT l.id, l.created_at, l.action, l.details, l.user_id FROM audit_logs l WHERE l.resource_type = '` + table + `' AND l.resource_id = ` + row + `.id`
	return `(` + sql + ` UNION ALL ` + Archived(sql) + `)`
}

// youngest is the least age of what is archived: a setting has a month at least.
const youngest = 27 * 24 * time.Hour

// MayBeArchived reports whether a row of that moment can be in the archive.
func MayBeArchived(at time.Time) bool { return time.Since(at) > youngest }

// Place is where a row stands in a list of the newest first; the zero time is behind all
// others.
type Place struct {
	At time.Time
	ID uuid.UUID
}

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

// OneOfBoth reads a single row where it stands, live or archived; none is a NotFound error.
func OneOfBoth[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs) (row T, inArchive bool, err error) {
	row, err = One[T](ctx, d, sql, args)
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.NotFound {
		return row, false, err
	}
	row, err = One[T](ctx, d, Archived(sql), args)
	return row, err == nil, err
}

// ListBoth reads the live rows of a page of the newest first, and those of the archive
// among and behind them where the page reaches back so far.
func ListBoth[T any](ctx context.Context, d connect.DB, sql string, args pgx.NamedArgs, reach Reach, place func(T) Place, mark func(*T)) ([]T, error) {
	live, err := List[T](ctx, d, sql, args)
	if err != nil || !Reaches(reach, live, place) {
		return live, err
	}
	old, err := List[T](ctx, d, Archived(sql), args)
	if err != nil {
		return nil, err
	}
	for i := range old {
		mark(&old[i])
	}
	return Merged(live, old, place), nil
}

// Reach is how many rows a page has, and from when on.
type Reach struct {
	Limit int
	Since time.Time
}

// Reaches reports whether archived rows can be in a page: it has fewer live ones than that,
// or ends with one that is old enough, and does not end before.
func Reaches[T any](reach Reach, live []T, place func(T) Place) bool {
	return (len(live) < reach.Limit || MayBeArchived(place(live[len(live)-1]).At)) && (reach.Since.IsZero() || MayBeArchived(reach.Since))
}

// IsArchived refuses a change of what was moved to the archive.
func IsArchived() *fault.Error {
	return fault.Refuse("This is in the archive; it can be read, and not changed.")
}
