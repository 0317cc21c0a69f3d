package homes

import (
	"context"
	"errors"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// ErrNothingDue is the cause of a nightly step that found nothing to do.
const ErrNothingDue = fault.Sentence("nothing is due")

// MovedOut is what became of those whose day of moving out has come.
type MovedOut struct {
	Residents int `json:"residents"`
	// Owing are the units among theirs on which something is due.
	Owing []Owing `json:"owing"`
}

// Owing is a unit with what is due on it.
type Owing struct {
	Unit string      `json:"unit"`
	Due  value.Paise `json:"due"`
}

// MoveOutDue marks those as moved out whose day has come, each with an audit row, which
// says what their unit owes then. The nightly run calls it as the program. A second run
// does nothing.
func (s *Store) MoveOutDue(ctx context.Context, actor role.Actor, intent uuid.UUID) (MovedOut, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return MovedOut{}, err
	}
	moved, err := register.Run[MovedOut](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.MoveOutsCarriedOut, Resource: "user_units", Payload: "due", Lock: SocietyLock,
		Change: `
			turned AS (
				UPDATE user_units l SET status = 'moved_out'
				WHERE ` + NotMovedOut(`l`) + ` AND l.move_out_date <= ` + settings.TodaySQL + ` AND EXISTS (SELECT FROM actor)
				RETURNING l.id, l.unit_id, ` + ResidencyRow.Snapshot + ` || '{"status": "active"}' AS before, ` + ResidencyRow.Snapshot + ` AS after
			),
			gone AS (
				SELECT t.id, t.unit_id, d.due, t.before, t.after || jsonb_strip_nulls(jsonb_build_object('due', nullif(d.due, 0))) AS after
				FROM turned t CROSS JOIN LATERAL (
					SELECT coalesce(sum(greatest(b.amount - b.waived_amount - b.amount_paid, 0)), 0) AS due FROM bills b WHERE b.unit_id = t.unit_id
				) d
			),
			` + register.AuditEach("gone", action.ResidentMovedOut, "user_units") + `,
			change AS (
				SELECT NULL::uuid AS id, NULL::jsonb AS before, jsonb_build_object('moved_out', count(*)) AS after,
					jsonb_build_object('residents', count(*), 'owing', (
						SELECT jsonb_agg(jsonb_build_object('unit', o.unit, 'due', o.due) ORDER BY o.unit)
						FROM (SELECT DISTINCT coalesce(u.label, u.unit_number) AS unit, g.due FROM gone g JOIN units u ON u.id = g.unit_id WHERE g.due > 0) o
					)) AS result
				FROM gone HAVING count(*) > 0
			)`,
		Explain: func(context.Context, connect.DB) error {
			return &fault.Error{Kind: fault.NotFound, Format: "Nobody moves out today.", Cause: ErrNothingDue}
		},
	})
	if errors.Is(err, ErrNothingDue) {
		return MovedOut{}, nil
	}
	return moved, err
}

// toldAhead is the condition that a residency l is a primary contact beside another, while
// the trail has it as to become that on moving in: another program set its day to one that
// is past, with which its row was turned, and nobody made the other an ordinary resident.
// Of two whom another program made primary contacts, nobody knows who is meant.
func toldAhead() string {
	return `l.is_primary_contact AND ` + LivesHere + `
	AND EXISTS (SELECT FROM user_units o WHERE o.unit_id = l.unit_id AND o.id <> l.id AND o.is_primary_contact AND ` + NotMovedOut(`o`) + `)
	AND (SELECT a.details #>> '{after,primary_on_move_in}' FROM audit_logs a
		WHERE a.resource_type = 'user_units' AND a.resource_id = l.id AND (a.details -> 'after') ?| ARRAY['primary_on_move_in', 'is_primary_contact']
		ORDER BY a.created_at DESC NULLS LAST, a.id DESC LIMIT 1) = 'true'`
}

// MoveInDue updates the rows of those whose day of moving in has come: whoever was to
// become the primary contact is it now, in place of the others, and the unit is
// occupied. Each has an audit row; it returns how many. Their rights began with the
// day, with or without it. A second run does nothing.
func (s *Store) MoveInDue(ctx context.Context, actor role.Actor, intent uuid.UUID) (int, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return 0, err
	}
	moved, err := register.Run[int](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.MoveInsCarriedOut, Resource: "user_units", Payload: "due", Lock: SocietyLock,
		// Of several who were to be a unit's primary contact it is who came last. What
		// another program's change turned is told as a change, to either.
		Change: `
			due AS (
				SELECT l.id, w.turned, ` + ResidencyRow.Snapshot + ` AS before,
					w.wanted AND p.deleted_at IS NULL AND row_number() OVER (PARTITION BY l.unit_id, w.wanted, p.deleted_at IS NULL
						ORDER BY l.move_in_date DESC, l.created_at DESC NULLS LAST, l.id DESC) = 1 AS is_primary
				FROM user_units l JOIN users p ON p.id = l.user_id CROSS JOIN LATERAL (
					SELECT l.primary_on_move_in IS NULL AS turned,
						CASE WHEN l.primary_on_move_in IS NULL THEN nullif(` + toldAhead() + `, false) ELSE l.primary_on_move_in END AS wanted
				) w
				WHERE w.wanted IS NOT NULL AND ` + NotMovedOut(`l`) + ` AND l.move_in_date <= ` + settings.TodaySQL + `
				  AND EXISTS (SELECT FROM actor)
			),
			turned AS (
				UPDATE user_units l SET is_primary_contact = due.is_primary, primary_on_move_in = NULL FROM due
				WHERE l.id = due.id AND (l.primary_on_move_in IS NOT NULL OR due.turned)
				RETURNING l.id, l.unit_id, l.is_primary_contact, ` + ResidencyRow.Snapshot + ` AS after,
					due.before || CASE WHEN due.turned THEN jsonb_build_object('is_primary_contact', NOT l.is_primary_contact, 'primary_on_move_in', true) ELSE '{}' END AS before
			),
			` + register.AuditEach("turned", action.ResidentMovedIn, "user_units") + `,
			` + clearedPrimary("turned", `true`) + `,
			change AS (
				SELECT NULL::uuid AS id, NULL::jsonb AS before, jsonb_build_object('moved_in', count(*)) AS after,
					to_jsonb(count(*)) AS result
				FROM turned HAVING count(*) > 0
			)`,
		Explain: func(context.Context, connect.DB) error {
			return &fault.Error{Kind: fault.NotFound, Format: "Nobody moves in today.", Cause: ErrNothingDue}
		},
	})
	if errors.Is(err, ErrNothingDue) {
		return 0, nil
	}
	return moved, err
}
