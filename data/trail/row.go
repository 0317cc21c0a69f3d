// Package trail reads the audit log; it is written with each change (internal/register).
package trail

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Entry is one row of the trail with what its details refer to.
type Entry struct {
	Row
	// Names has a word for each account, unit, block, visit, ticket and bill whose ID
	// stands in the details, by that ID.
	Names map[string]string
}

// Get returns one row of the trail. Admins only.
func (s *Store) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (Entry, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return Entry{}, err
	}
	type named struct {
		Row
		IDs   []string
		Words []string
	}
	const columns, joins = auditColumns + `, n.ids, n.words`, auditJoins + namesIn
	of := register.RowsWith(register.Trail, `l`, columns, joins, func(n named) register.Place { return n.place() }, func(n *named) { n.Archived = true })
	row, err := register.OneOfBoth(ctx, s.reg, of,
		`SELECT `+columns+` FROM `+register.Trail.Live+` l`+joins+` WHERE l.id = @id`, `SELECT l.id, l.created_at AS at FROM `+register.Trail.Listed+` l WHERE l.id = @id`,
		pgx.NamedArgs{"id": id, "brief": math.MaxInt32, "fat": fatDetails, "packed": math.MaxInt32})
	if err != nil {
		return Entry{}, err
	}
	one := []Row{row.Row}
	if err = s.labelled(ctx, one); err == nil {
		err = s.mask(ctx, one)
	}
	if err != nil {
		return Entry{}, err
	}
	entry := Entry{Row: one[0], Names: make(map[string]string, len(row.IDs))}
	for i, id := range row.IDs {
		entry.Names[id] = row.Words[i]
	}
	return entry, nil
}

// namesIn joins to a row l the IDs that its details name, and a word for each.
const namesIn = ` CROSS JOIN LATERAL (
		WITH named (id) AS MATERIALIZED (
			SELECT DISTINCT (v #>> '{}')::uuid FROM jsonb_path_query(l.details, 'lax $.** ? (@.type() == "string")') v
			WHERE v #>> '{}' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
		)
		SELECT coalesce(array_agg(w.id), '{}') AS ids, coalesce(array_agg(w.word), '{}') AS words FROM (
			SELECT id::text, full_name AS word FROM users WHERE id IN (SELECT id FROM named)
			UNION ALL SELECT id::text, coalesce(label, unit_number) FROM units WHERE id IN (SELECT id FROM named)
			UNION ALL SELECT id::text, name FROM blocks WHERE id IN (SELECT id FROM named)
			UNION ALL SELECT id::text, visitor_name FROM visitor_logs WHERE id IN (SELECT id FROM named)
			UNION ALL SELECT id::text, title FROM maintenance_tickets WHERE id IN (SELECT id FROM named)
			UNION ALL SELECT id::text, visitor_name FROM ` + register.ListedVisits + ` WHERE id IN (SELECT id FROM named)
			UNION ALL SELECT id::text, title FROM ` + register.ListedTickets + ` WHERE id IN (SELECT id FROM named)
			UNION ALL SELECT id::text, concat_ws(' ', bill_type, bill_date) FROM bills WHERE id IN (SELECT id FROM named)
		) w
	) n`

// How far around a row its session is looked for. Of a session that is longer, or
// whose end was not recorded, what lies within a day is shown. A row of no account
// has no session: it shows ten minutes before and after.
const (
	sessionSpan = 24 * time.Hour
	nobodysSpan = 10 * time.Minute
)

// Session returns a page of what was done in the session that a row belongs
// to, newest first: by the same account, from the same address and client, from
// the sign-in before the row to the sign-out after it. Two desks of one account
// at one address cannot be told apart while both are open. A client counts as
// the same where one's name begins with the other's, for an SSH client signs in
// before it says which terminal it has. Long details are left out, as from a Brief
// list. Admins only.
func (s *Store) Session(ctx context.Context, actor role.Actor, of Row, after *Cursor) (Page, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return Page{}, err
	}
	if of.At.IsZero() {
		return Page{}, fault.Refuse("This row has no time; its session cannot be found.")
	}
	args := pgx.NamedArgs{"peer": of.Address, "program": of.Client, "at": of.At}
	f := Filter{After: after, Limit: 50, Brief: true}
	const same = `coalesce(l.ip_address, '') = @peer AND (coalesce(l.user_agent, '') = @program
		OR starts_with(coalesce(l.user_agent, ''), @program || ' ') OR starts_with(@program, coalesce(l.user_agent, '') || ' '))`
	if of.UserID == nil {
		f.From, f.To = of.At.Add(-nobodysSpan), of.At.Add(nobodysSpan)
		return s.auditPage(ctx, func(table string) string { return f.auditKeys(table, args, same, `l.user_id IS NULL`) }, register.TrailWhole, args, f)
	}
	f.Person, f.From, f.To = of.UserID, of.At.Add(-sessionSpan), of.At.Add(sessionSpan)
	// A session's own first and last row belong to it; a sign-out before the row
	// or a sign-in after it is another's.
	trails := []string{register.Trail.Live}
	if register.MayBeArchived(f.From) {
		trails = append(trails, register.TrailWhole)
	}
	edge := func(conditions, by string) string {
		ends := make([]string, len(trails))
		for i, table := range trails {
			ends[i] = `(SELECT l.created_at, l.id FROM ` + table + ` l WHERE l.user_id = @person AND l.created_at >= @since AND l.created_at < @until AND ` + same +
				` AND ` + conditions + ` ORDER BY l.created_at` + by + `, l.id` + by + ` LIMIT 1)`
		}
		return `SELECT e.created_at FROM (` + strings.Join(ends, ` UNION ALL `) + `) e ORDER BY e.created_at` + by + `, e.id` + by + ` LIMIT 1`
	}
	within := []string{
		same,
		`l.created_at >= coalesce((` + edge(`l.action = 'USER_LOGIN' AND l.created_at <= @at`, ` DESC`) + `), @since)`,
		`l.created_at > coalesce((` + edge(`l.action = 'USER_LOGOUT' AND l.created_at < @at`, ` DESC`) + `), '-infinity')`,
		`l.created_at <= coalesce((` + edge(`l.action = 'USER_LOGOUT' AND l.created_at >= @at`, ``) + `), @until)`,
		`l.created_at < coalesce((` + edge(`l.action = 'USER_LOGIN' AND l.created_at > @at`, ``) + `), @until)`,
	}
	return s.auditPage(ctx, func(table string) string { return f.auditKeys(table, args, within...) }, register.TrailWhole, args, f)
}
