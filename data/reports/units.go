package reports

import (
	"context"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// BlockOccupancy is how the units of a block are used now.
type BlockOccupancy struct {
	// BlockID is nil for units of no block, and for all of them.
	BlockID *uuid.UUID `json:"block_id"`
	Block   string     `json:"block"`
	// Units are all; the next three are its parts by status.
	Units       int `json:"units"`
	Occupied    int `json:"occupied"`
	Vacant      int `json:"vacant"`
	Maintenance int `json:"under_maintenance"`
	// Owners, Tenants and Family are who lives there, or owns it, now.
	Owners  int `json:"owners"`
	Tenants int `json:"tenants"`
	Family  int `json:"family"`
}

// OccupancyReport is how the units are used now, and who moved within a range of
// days.
type OccupancyReport struct {
	// All are the units of every block.
	All BlockOccupancy
	// Blocks are in the order of their names.
	Blocks []BlockOccupancy
	// MovedIn and MovedOut count the residents whose day lies in the range and has
	// come; a move that was called off is neither.
	MovedIn, MovedOut int
}

// Occupancy counts units by status and residents by type, by block. Admins
// only; Invalid for a range that Check refuses.
func (s *Store) Occupancy(ctx context.Context, actor role.Actor, within Range) (OccupancyReport, error) {
	if _, err := actor.Permit(role.ReadReports); err != nil {
		return OccupancyReport{}, err
	}
	if err := within.Check(); err != nil {
		return OccupancyReport{}, err
	}
	const of = `@from AND @to`
	// homes.LivesHere, said so that the few who were deleted are looked up once and not
	// each of the many who live there.
	const standsHere = homes.ResidesNow + ` AND l.user_id IS NOT NULL
		AND l.user_id NOT IN (SELECT p.id FROM users p WHERE p.deleted_at IS NOT NULL)`
	type row struct {
		BlockOccupancy
		MovedIn, MovedOut int
	}
	rows, err := register.List[row](ctx, s.reg, `
		WITH moved AS (
			SELECT count(*) FILTER (WHERE m.move_in_date BETWEEN `+of+` AND m.move_in_date <= `+settings.TodaySQL+`) AS moved_in,
				count(*) FILTER (WHERE m.move_out_date BETWEEN `+of+` AND m.move_out_date <= `+settings.TodaySQL+`) AS moved_out
			FROM user_units m WHERE (m.move_in_date BETWEEN `+of+` OR m.move_out_date BETWEEN `+of+`)
				AND (m.move_out_date < m.move_in_date) IS NOT TRUE
		), counted AS (
			SELECT u.block_id, count(*) AS units, count(*) FILTER (WHERE u.status = 'occupied') AS occupied,
				count(*) FILTER (WHERE coalesce(u.status, 'vacant') = 'vacant') AS vacant,
				count(*) FILTER (WHERE u.status = 'under_maintenance') AS maintenance, 0 AS owners, 0 AS tenants, 0 AS family
			FROM units u GROUP BY u.block_id
			UNION ALL
			SELECT u.block_id, 0, 0, 0, 0, count(*) FILTER (WHERE l.resident_type = 'owner'),
				count(*) FILTER (WHERE l.resident_type = 'tenant'), count(*) FILTER (WHERE l.resident_type = 'family_member')
			FROM user_units l JOIN units u ON u.id = l.unit_id WHERE `+standsHere+` GROUP BY u.block_id
		)
		SELECT f.block_id, coalesce(k.name, '') AS block, f.units, f.occupied, f.vacant, f.maintenance, f.owners, f.tenants, f.family,
			m.moved_in, m.moved_out
		FROM moved m CROSS JOIN (SELECT c.block_id, sum(c.units)::int AS units, sum(c.occupied)::int AS occupied, sum(c.vacant)::int AS vacant,
				sum(c.maintenance)::int AS maintenance, sum(c.owners)::int AS owners, sum(c.tenants)::int AS tenants, sum(c.family)::int AS family
			FROM counted c GROUP BY c.block_id) f
		LEFT JOIN blocks k ON k.id = f.block_id
		ORDER BY k.sort_key COLLATE "C", f.block_id`, pgx.NamedArgs{"from": within.From, "to": within.To})
	if err != nil {
		return OccupancyReport{}, err
	}
	var r OccupancyReport
	for _, row := range rows {
		r.MovedIn, r.MovedOut = row.MovedIn, row.MovedOut
		r.Blocks = append(r.Blocks, row.BlockOccupancy)
		r.All.add(row.BlockOccupancy)
	}
	return r, nil
}

func (o *BlockOccupancy) add(b BlockOccupancy) {
	o.Units += b.Units
	o.Occupied += b.Occupied
	o.Vacant += b.Vacant
	o.Maintenance += b.Maintenance
	o.Owners += b.Owners
	o.Tenants += b.Tenants
	o.Family += b.Family
}
