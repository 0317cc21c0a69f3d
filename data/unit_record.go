package data

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// UnitHangs counts what refers to a unit: with any of it the unit stays.
type UnitHangs struct {
	// Visits, Tickets and Bills are all of the unit's, Ties its residents past and
	// present.
	Visits, Bills, Tickets, Ties int
}

const hangsColumns = `(SELECT count(*) FROM visitor_logs h WHERE h.unit_id = u.id) AS visits,
	(SELECT count(*) FROM bills h WHERE h.unit_id = u.id) AS bills,
	(SELECT count(*) FROM maintenance_tickets h WHERE h.unit_id = u.id) AS tickets,
	(SELECT count(*) FROM user_units h WHERE h.unit_id = u.id) AS ties`

// None reports whether nothing that the program knows of hangs on the unit.
func (h UnitHangs) None() bool { return h == UnitHangs{} }

// String lists what hangs on the unit: "3 visits, 2 bills, 1 ticket, 1 resident".
func (h UnitHangs) String() string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{h.Visits, "visit", "visits"},
		{h.Bills, "bill", "bills"},
		{h.Tickets, "ticket", "tickets"},
		{h.Ties, "resident", "residents"},
	} {
		switch {
		case p.n == 1:
			parts = append(parts, "1 "+p.one)
		case p.n > 1:
			parts = append(parts, strconv.Itoa(p.n)+" "+p.many)
		}
	}
	if len(parts) == 0 {
		return "something of another program hangs on it"
	}
	return strings.Join(parts, ", ")
}

// UnitRecord is a unit with all that an admin sees of it.
type UnitRecord struct {
	UnitRow
	UnitHangs
	CreatedAt time.Time
	// People are its residents, those who live there now first, then those who
	// are to move in, then those who moved out, the latest first; at most 200.
	People []Residency
	// Inside of the visits are inside now, OpenTickets not yet resolved.
	Inside, OpenTickets int
	// Due is what is owed for the unit.
	Due value.Paise
}

// UnitRecord returns one unit with its residents past and present and what
// hangs on it. Admins only.
func (s *Store) UnitRecord(ctx context.Context, actor role.Actor, id uuid.UUID) (UnitRecord, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return UnitRecord{}, err
	}
	record, err := register.One[UnitRecord](ctx, s.reg, `
		SELECT `+unitListed.Columns+`, `+hangsColumns+`, coalesce(u.created_at, now()) AS created_at,
			coalesce((SELECT jsonb_agg(to_jsonb(t) - 'rank' ORDER BY t.rank) FROM (
				SELECT `+residencyRow.Columns+`, row_number() OVER (ORDER BY NOT (`+notMovedOut(`l`)+`), coalesce(l.move_in_date > `+settings.TodaySQL+`, false),
					l.move_out_date DESC NULLS LAST, `+residentOrder+`, l.id) AS rank
				FROM user_units l JOIN users p ON p.id = l.user_id WHERE l.unit_id = u.id ORDER BY rank LIMIT 200) t), '[]') AS people,
			(SELECT count(*) FROM visitor_logs v WHERE v.unit_id = u.id AND `+isInside+`) AS inside,
			(SELECT count(*) FROM maintenance_tickets t WHERE t.unit_id = u.id
				AND coalesce(t.status, 'open') IN ('open', 'in_progress')) AS open_tickets,
			(SELECT coalesce(sum(greatest(d.amount - d.waived_amount - d.amount_paid, 0)), 0) FROM bills d WHERE d.unit_id = u.id) AS due
		FROM units u`+unitListed.Joins+` WHERE u.id = @id`, pgx.NamedArgs{"id": id})
	for i := range record.People {
		record.People[i].Phone = value.MaskPhone(record.People[i].Phone)
	}
	return record, err
}
