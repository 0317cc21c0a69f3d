package directory

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Record is a unit with all that an admin sees of it.
type Record struct {
	homes.UnitRow
	homes.UnitHangs
	CreatedAt time.Time
	// People are its residents, those who live there now first, then those who
	// are to move in, then those who moved out, the latest first; at most 200.
	People []homes.Residency
	// Inside of the visits are inside now, OpenTickets not yet resolved.
	Inside, OpenTickets int
	// Due is what is owed for the unit.
	Due value.Paise
}

// Record returns one unit with its residents past and present and what
// hangs on it. Admins only.
func (s *Store) Record(ctx context.Context, actor role.Actor, id uuid.UUID) (Record, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Record{}, err
	}
	record, err := register.One[Record](ctx, s.reg, `
		SELECT `+homes.UnitListed.Columns+`, `+homes.HangsColumns+`, coalesce(u.created_at, now()) AS created_at,
			coalesce((SELECT jsonb_agg(to_jsonb(t) - 'rank' ORDER BY t.rank) FROM (
				SELECT `+homes.ResidencyRow.Columns+`, row_number() OVER (ORDER BY NOT (`+homes.NotMovedOut(`l`)+`), coalesce(l.move_in_date > `+settings.TodaySQL+`, false),
					l.move_out_date DESC NULLS LAST, `+homes.ResidentOrder+`, l.id) AS rank
				FROM user_units l JOIN users p ON p.id = l.user_id WHERE l.unit_id = u.id ORDER BY rank LIMIT 200) t), '[]') AS people,
			(SELECT count(*) FROM visitor_logs v WHERE v.unit_id = u.id AND `+visits.IsInside+`) AS inside,
			(SELECT count(*) FROM maintenance_tickets t WHERE t.unit_id = u.id
				AND coalesce(t.status, 'open') IN ('open', 'in_progress')) AS open_tickets,
			(SELECT coalesce(sum(greatest(d.amount - d.waived_amount - d.amount_paid, 0)), 0) FROM bills d WHERE d.unit_id = u.id) AS due
		FROM units u`+homes.UnitListed.Joins+` WHERE u.id = @id`, pgx.NamedArgs{"id": id})
	for i := range record.People {
		record.People[i].Phone = value.MaskPhone(record.People[i].Phone, s.settings.Region())
	}
	return record, err
}
