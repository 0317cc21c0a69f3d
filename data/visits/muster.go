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
	var last *uuid.UUID
	if after != nil {
		last = &after.ID
	}
	// The place is looked up by the row's ID, because names are cleaned on
	// their way out and would not compare as the database orders them.
	lines, err := register.List[MusterLine](ctx, s.reg, `
		WITH m AS (
			SELECT v.id, coalesce(b.name, '') AS block, coalesce(u.label, '') AS unit, v.visitor_name AS name,
				coalesce(b.sort_key, '') COLLATE "C" AS block_key, coalesce(u.sort_key, '') COLLATE "C" AS unit_key,
				coalesce(v.visitor_phone, '') AS phone, coalesce(v.vehicle_number, '') AS plate, v.party_size,
				`+VisitAt+` AS at, `+IsInside+` AS inside
			FROM visitor_logs v LEFT JOIN units u ON u.id = v.unit_id LEFT JOIN blocks b ON b.id = u.block_id
			WHERE (`+IsInside+` OR v.id = @last) AND `+Scope(allowed)+`)
		SELECT id, block, unit, name, phone, plate, party_size, at FROM m
		WHERE inside AND (@last::uuid IS NULL OR (block_key, unit_key, name, id) > (SELECT block_key, unit_key, name, id FROM m WHERE id = @last))
		ORDER BY block_key, unit_key, name, id LIMIT @limit`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": page + 1, "last": last})
	if err != nil {
		return MusterPage{}, err
	}
	if len(lines) > page {
		return MusterPage{Lines: lines[:page], More: true}, nil
	}
	return MusterPage{Lines: lines}, nil
}
