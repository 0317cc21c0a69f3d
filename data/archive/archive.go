// Package archive moves what is old and over out of the tables that desks work on, into
// partitions by month, where histories and searches find it still. What may move the
// database's own functions say (society360_archive_rule), for the role that moves it owns
// nothing.
package archive

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// Store moves to the archive, and says what is there. It is safe for use by many
// goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register, settings *settings.Store) *Store {
	return &Store{reg: reg, settings: settings}
}

// Kind is what kind of row is archived, as the database's functions name it.
type Kind string

// The kinds, each with a table in the archive.
const (
	Visits  Kind = "visits"
	Tickets Kind = "tickets"
	Audit   Kind = "audit"
)

// Kinds are all kinds, in the order in which they are moved.
func Kinds() []Kind { return []Kind{Visits, Tickets, Audit} }

// Key is the setting of how many months a kind is kept.
func (k Kind) Key() string { return "general.archive_" + string(k) + "_months" }

// KindOf is the kind that a setting is about; false for another setting.
func KindOf(key string) (Kind, bool) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Key() == key })
	if i < 0 {
		return "", false
	}
	return kinds[i], true
}

// table is the live table of a kind, and the archive's.
func (k Kind) table() string {
	return map[Kind]string{Visits: "visitor_logs", Tickets: "maintenance_tickets", Audit: "audit_logs"}[k]
}

// monthBy is the column by which the archive's partitions go.
func (k Kind) monthBy() string {
	if k == Visits {
		return "at"
	}
	return "created_at"
}

// Month is what a kind has of one month.
type Month struct {
	Kind Kind `json:"kind"`
	// Month is its first day, in UTC, as the partitions are.
	Month value.Day `json:"month"`
	Rows  int       `json:"rows"`
	// Oldest is the earliest of the rows.
	Oldest time.Time `json:"oldest"`
}

// readTime bounds a count of whole tables.
const readTime = 5 * time.Minute

// Due returns what would go to the archive now, by month, if a kind were kept for so many
// months; 0 for what its setting says, and then nothing where that is for ever. It reads
// the live table whole, which may take seconds in a large society. Admins and the program
// only.
func (s *Store) Due(ctx context.Context, actor role.Actor, kind Kind, months int) ([]Month, error) {
	if _, err := actor.Permit(role.ArchiveRecords); err != nil {
		return nil, err
	}
	var span *int
	if months != 0 {
		span = &months
	}
	return long[Month](ctx, s, `SELECT @kind::text AS kind, d.month, d.rows, d.oldest FROM society360_archive_due(@kind, @months::int) d ORDER BY d.month`,
		pgx.NamedArgs{"kind": string(kind), "months": span})
}

// Part is one partition of the archive.
type Part struct {
	Kind Kind `json:"kind"`
	// Name is the table's, in the archive's schema.
	Name string `json:"name"`
	// Month is the first day of what it holds; nil where that is no one month.
	Month *value.Day `json:"month"`
	Rows  int        `json:"rows"`
	// Bytes is what it takes on the disk, its indexes counted in.
	Bytes int64 `json:"bytes"`
}

// List returns the partitions of the archive, by kind and month. It counts the archive's
// rows, which may take seconds. Admins and the program only.
func (s *Store) List(ctx context.Context, actor role.Actor) ([]Part, error) {
	if _, err := actor.Permit(role.ArchiveRecords); err != nil {
		return nil, err
	}
	var all []Part
	for _, k := range Kinds() {
		// The desk's role reads the rows through the view alone, and not by partition.
		parts, err := long[Part](ctx, s, `
			WITH counted AS (
				SELECT CASE WHEN a.`+k.monthBy()+` < '2000-01-01 00:00+00' THEN '`+k.table()+`_before_2000' ELSE '`+k.table()+`' || to_char(a.`+k.monthBy()+` AT TIME ZONE 'UTC', '"_"YYYY_MM') END AS name, count(*) AS rows
				FROM archived_`+k.table()+` a GROUP BY 1
			),
			parts AS (
				SELECT c.oid, c.relname::text AS name, substring(c.relname from '_(\d{4}_\d\d)$') AS month
				FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = p.relnamespace
				WHERE n.nspname = society360_archive_schema() AND p.relname = '`+k.table()+`'
			)
			SELECT @kind::text AS kind, p.name, to_date(p.month, 'YYYY_MM') AS month, pg_total_relation_size(p.oid) AS bytes,
				coalesce((SELECT c.rows FROM counted c WHERE c.name = p.name), CASE WHEN p.name = '`+k.table()+`_default'
					THEN (SELECT sum(c.rows) FROM counted c WHERE c.name <> ALL (SELECT o.name FROM parts o)) END, 0)::bigint AS rows
			FROM parts p ORDER BY p.month NULLS FIRST, p.name`, pgx.NamedArgs{"kind": string(k)})
		if err != nil {
			return nil, err
		}
		all = append(all, parts...)
	}
	return all, nil
}

// long reads a list that takes longer than a desk waits.
func long[T any](ctx context.Context, s *Store, sql string, args pgx.NamedArgs) ([]T, error) {
	items, err := register.Again(ctx, s.reg, func() ([]T, error) {
		batch := &pgx.Batch{}
		batch.Queue(`SELECT set_config('statement_timeout', @ms, true)`, pgx.NamedArgs{"ms": strconv.FormatInt(readTime.Milliseconds(), 10)})
		batch.Queue(sql, args)
		answers := s.reg.SendBatch(ctx, batch)
		defer func() { _ = answers.Close() }() // its error is one of those below
		if _, err := answers.Exec(); err != nil {
			return nil, err
		}
		rows, err := answers.Query()
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, pgx.RowToStructByName[T])
	})
	return value.Cleaned(items), hindered(err, connect.ReadError)
}

// hindered says what stands in the way of archiving; every other error as otherwise does.
func hindered(err error, otherwise func(error) error) error {
	switch {
	case err == nil:
		return nil
	case connect.Violates(err, "society360_archive"):
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: "Nothing goes to the archive: %s.", Args: []any{strings.TrimSuffix(value.Clean(connect.Said(err)), ".")}}
	case connect.StateOf(err) == connect.InsufficientRight || connect.StateOf(err) == "42883":
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: "The archive is not there for the desk's role, or cannot see all that refers to a row. Run society360 migrate up as the owner of the tables, and see doctor."}
	}
	return otherwise(err)
}
