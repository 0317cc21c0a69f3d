package visits

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// MusterLine is one visitor inside, as the muster list calls them: by block,
// unit and name.
type MusterLine struct {
	ID        uuid.UUID
	Block     string
	Unit      string
	Name      string
	Phone     string
	Plate     string
	PartySize int
	At        time.Time
}

// MusterPage is a page of the muster list.
type MusterPage struct {
	Lines []MusterLine
	More  bool
}

// Muster returns a page of 200 visitors inside, in the order in which a warden walks:
// block, unit, name. after is the last line of the page before; nil for the first.
func (s *Store) Muster(ctx context.Context, actor role.Actor, after *MusterLine) (MusterPage, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return MusterPage{}, err
	}
	const page = 200
	args := pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": page + 1}
	if after != nil {
		args["last"] = after.ID
	}
	lines, err := register.List[MusterLine](ctx, s.reg, musterQuery(allowed, after != nil), args)
	if err != nil {
		return MusterPage{}, err
	}
	if len(lines) > page {
		return MusterPage{Lines: lines[:page], More: true}, nil
	}
	return MusterPage{Lines: lines}, nil
}

// musterQuery reads a page behind @last, where there is one. It goes from unit to unit in
// their order (OFFSET 0 keeps them in it), and ends with the page; who is with no unit
// stands before all. The place of @last is looked up, because names are cleaned on their
// way out and would not compare as the database orders them.
func musterQuery(allowed role.Scope, behind bool) string {
	const (
		units = `SELECT u.id, coalesce(b.sort_key, '') COLLATE "C" AS block_key, coalesce(u.sort_key, '') COLLATE "C" AS unit_key
				FROM units u LEFT JOIN blocks b ON b.id = u.block_id`
		walk  = `w.block_key, w.unit_key`
		place = walk + `, v.visitor_name, v.id`
	)
	last, reached, beyond := `SELECT`, `true`, `true`
	if behind {
		last = `SELECT coalesce(w.block_key, '') AS block_key, coalesce(w.unit_key, '') AS unit_key, v.visitor_name AS name, v.id
			FROM visitor_logs v LEFT JOIN (` + units + `) w ON w.id = v.unit_id WHERE v.id = @last`
		reached = `(coalesce(b.sort_key, '') COLLATE "C", coalesce(u.sort_key, '') COLLATE "C") >= (SELECT block_key, unit_key FROM last)`
		beyond = `(` + place + `) > (SELECT block_key, unit_key, name, id FROM last)`
	}
	where := ` WHERE ` + IsInside + ` AND ` + Scope(allowed) + ` AND ` + beyond
	return `WITH last AS MATERIALIZED (` + last + `)
		SELECT v.id, coalesce(b.name, '') AS block, coalesce(u.label, '') AS unit, v.visitor_name AS name,
			coalesce(v.visitor_phone, '') AS phone, coalesce(v.vehicle_number, '') AS plate, v.party_size, ` + VisitAt + ` AS at
		FROM (
			(SELECT v.id, ` + walk + ` FROM visitor_logs v CROSS JOIN (SELECT ''::text COLLATE "C" AS block_key, ''::text COLLATE "C" AS unit_key) w` +
		where + ` AND v.unit_id IS NULL ORDER BY v.visitor_name, v.id LIMIT @limit)
			UNION ALL
			(SELECT v.id, ` + walk + ` FROM (` + units + ` WHERE ` + reached + ` ORDER BY block_key, unit_key OFFSET 0) w JOIN visitor_logs v ON v.unit_id = w.id` +
		where + ` ORDER BY ` + place + ` LIMIT @limit)
		) w JOIN visitor_logs v ON v.id = w.id LEFT JOIN units u ON u.id = v.unit_id LEFT JOIN blocks b ON b.id = u.block_id
		ORDER BY ` + place + ` LIMIT @limit`
}
