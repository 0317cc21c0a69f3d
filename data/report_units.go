package data

import (
	"context"

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
	// MovedIn and MovedOut are residents whose date falls into the range.
	MovedIn, MovedOut int
}

// OccupancyReport counts units by status and residents by type, by block. Admins
// only; Invalid for a range that Check refuses.
func (s *Store) OccupancyReport(ctx context.Context, actor Actor, within ReportRange) (OccupancyReport, error) {
	if _, err := actor.may(readReports); err != nil {
		return OccupancyReport{}, err
	}
	if err := within.Check(); err != nil {
		return OccupancyReport{}, err
	}
	const lives = `(SELECT l.unit_id,
			count(*) FILTER (WHERE l.resident_type = 'owner') AS owners, count(*) FILTER (WHERE l.resident_type = 'tenant') AS tenants,
			count(*) FILTER (WHERE l.resident_type = 'family_member') AS family
		FROM user_units l JOIN users p ON p.id = l.user_id WHERE ` + livesHere + ` GROUP BY l.unit_id)`
	type row struct {
		Whole bool
		BlockOccupancy
		MovedIn, MovedOut int
	}
	rows, err := list[row](ctx, s.pool, `
		WITH used AS (
			SELECT u.block_id, coalesce(u.status, 'vacant') AS status, l.owners, l.tenants, l.family
			FROM units u LEFT JOIN `+lives+` l ON l.unit_id = u.id
		), moved AS (
			SELECT count(*) FILTER (WHERE m.move_in_date BETWEEN @from AND @to) AS moved_in,
				count(*) FILTER (WHERE m.move_out_date BETWEEN @from AND @to) AS moved_out
			FROM user_units m WHERE m.move_in_date BETWEEN @from AND @to OR m.move_out_date BETWEEN @from AND @to
		)
		SELECT f.whole, f.block_id, coalesce(k.name, '') AS block, f.units, f.occupied, f.vacant, f.maintenance, f.owners, f.tenants, f.family,
			m.moved_in, m.moved_out
		FROM (SELECT grouping(d.block_id) = 1 AS whole, d.block_id, count(*) AS units,
				count(*) FILTER (WHERE d.status = 'occupied') AS occupied, count(*) FILTER (WHERE d.status = 'vacant') AS vacant,
				count(*) FILTER (WHERE d.status = 'under_maintenance') AS maintenance,
				coalesce(sum(d.owners), 0)::int AS owners, coalesce(sum(d.tenants), 0)::int AS tenants, coalesce(sum(d.family), 0)::int AS family
			FROM used d GROUP BY GROUPING SETS ((), (d.block_id))) f
		CROSS JOIN moved m LEFT JOIN blocks k ON k.id = f.block_id
		ORDER BY f.whole DESC, k.name, f.block_id`, pgx.NamedArgs{"from": within.From, "to": within.To})
	if err != nil {
		return OccupancyReport{}, err
	}
	var r OccupancyReport
	for _, row := range rows {
		if row.Whole {
			r.All, r.MovedIn, r.MovedOut = row.BlockOccupancy, row.MovedIn, row.MovedOut
			continue
		}
		r.Blocks = append(r.Blocks, row.BlockOccupancy)
	}
	return r, nil
}
