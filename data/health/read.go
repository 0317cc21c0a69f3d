package health

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// How long a statement may take: a quick check holds up no desk, and one that somebody
// asked to read a table whole ends all the same.
const (
	quickTime = 2 * time.Second
	deepTime  = 5 * time.Minute
)

func longest(deep bool) time.Duration {
	if deep {
		return deepTime
	}
	return quickTime
}

// page reads what a check found behind a place. What the database cannot judge is
// judged here, row by row as it comes: a page takes the memory of what it shows.
func (s *Store) page(ctx context.Context, actor role.Actor, c Check, after *Finding, limit int, within time.Duration) (Page, error) {
	if c.read != nil {
		found, err := c.read(ctx, s, actor)
		return cut(found, after, limit), err
	}
	args := pgx.NamedArgs{"after": "", "most": nil}
	if after != nil {
		args["after"] = after.Place
	}
	if c.keep == nil {
		args["most"] = limit + 1
	}
	batch := &pgx.Batch{}
	batch.Queue(`SELECT set_config('statement_timeout', @ms, true)`, pgx.NamedArgs{"ms": strconv.FormatInt(within.Milliseconds(), 10)})
	// What other programs left may lack any of it, and no row may hide the others.
	batch.Queue(`SELECT f.place, coalesce(f.thing, '-'), coalesce(f.stands, '-'), coalesce(f.open, ''), coalesce(f.command, '') FROM (`+c.sql+`) f
		WHERE f.place COLLATE "C" > @after ORDER BY f.place COLLATE "C" LIMIT @most`, args)
	answers := s.reg.SendBatch(connect.Allow(ctx, within+connect.AskTime), batch)
	defer func() { _ = answers.Close() }() // its error is one of those below
	if _, err := answers.Exec(); err != nil {
		return Page{}, connect.ReadError(err)
	}
	rows, err := answers.Query()
	if err != nil {
		return Page{}, c.tooLong(ctx, err)
	}
	defer rows.Close()
	page, region := Page{}, s.settings.Region()
	for rows.Next() {
		found, err := pgx.RowToStructByPos[Finding](rows)
		if err != nil {
			return Page{}, connect.ReadError(err)
		}
		place := found.Place // as the database orders it
		found = value.Cleaned(found)
		found.Place = place
		if c.keep != nil && !c.keep(found, region) {
			continue
		}
		if page.More = len(page.Findings) == limit; page.More {
			break
		}
		page.Findings = append(page.Findings, found)
	}
	rows.Close()
	return page, c.tooLong(ctx, rows.Err())
}

// tooLong is the error of a check that was given up.
func (c Check) tooLong(ctx context.Context, err error) error {
	if connect.StateOf(err) == connect.QueryCanceled && ctx.Err() == nil {
		return &fault.Error{Kind: fault.Refused, Cause: err, Format: "%s takes too long here now. Try again when less is going on.", Args: []any{c.Name}}
	}
	return connect.ReadError(err)
}

// cut is the page behind a place of findings that are there already.
func cut(found []Finding, after *Finding, limit int) Page {
	slices.SortFunc(found, func(a, b Finding) int { return strings.Compare(a.Place, b.Place) })
	if after != nil {
		found = slices.DeleteFunc(found, func(f Finding) bool { return f.Place <= after.Place })
	}
	n := min(limit, len(found))
	return Page{Findings: found[:n], More: len(found) > n}
}

// sizeOf is about how many rows a table has, as the server last counted.
func (s *Store) sizeOf(ctx context.Context, table string) (rows int, err error) {
	err = s.reg.QueryRow(ctx, `SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass($1)`, table).Scan(&rows)
	return rows, connect.ReadError(err)
}
