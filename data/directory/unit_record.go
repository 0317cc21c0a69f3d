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

// Stays is what a unit owes when somebody goes, and with whom it stays.
type Stays struct {
	Due value.Paise
	// With lives there still, an owner before others; nil where nobody does. Comes is
	// then who is to move in next, nil where nobody is.
	With, Comes *homes.Residency
	// Asks says that an owner goes, or the last who lives there: nobody else may know
	// of it.
	Asks bool
}

// StaysWith tells with whom what the unit owes stays when a resident moves out; of
// whoever is only to move in, or moved out, nothing.
func (r Record) StaysWith(goes homes.Residency) (s Stays) {
	if r.Due <= 0 || !goes.LivesThere() {
		return Stays{}
	}
	s.Due = r.Due
	for i, p := range r.People {
		switch {
		case p.ID == goes.ID:
		case p.LivesThere() && (s.With == nil || p.Type == "owner" && s.With.Type != "owner"):
			s.With = &r.People[i]
		case p.MovesIn() && s.Comes == nil:
			s.Comes = &r.People[i]
		}
	}
	s.Asks = s.With == nil || goes.Type == "owner"
	return s
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
