package money

import (
	"context"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ClosingDraft is a day to be closed. Field names for complaints: day, counts, note.
type ClosingDraft struct {
	Day value.Day
	// Counts are those of the preview, each with what was counted: what the books have
	// is looked at again.
	Counts []CashCount
	Note   string
}

// CloseDay closes a day and every day before it: the desk records nothing more on
// them. What was counted stays with the closing. It waits for whoever records money
// just now. Admins only. Refused: it is closed already, which says by whom; or the
// books have another sum of cash than was shown. Invalid, field "day": a day to come;
// field "counts": a sum below zero; field "note": more than 500 characters.
func (s *Store) CloseDay(ctx context.Context, actor role.Actor, intent uuid.UUID, n ClosingDraft) (Closing, error) {
	if err := actor.PermitAll(role.CloseDays); err != nil {
		return Closing{}, err
	}
	if err := closableDay(n.Day, s.settings.ThisDay()); err != nil {
		return Closing{}, err
	}
	if n.Note = value.Clean(n.Note); utf8.RuneCountInString(n.Note) > maxText {
		return Closing{}, fault.Wrong("note", noteTooLong)
	}
	people, expected, counted := []*uuid.UUID{}, []value.Paise{}, []value.Paise{}
	for _, c := range n.Counts {
		if c.Counted < 0 || c.Counted > value.MaxAmount {
			return Closing{}, fault.Wrong("counts", "What was counted is an amount, such as 2950 or 0.")
		}
		people, expected, counted = append(people, c.PersonID), append(expected, c.Expected), append(counted, c.Counted)
	}
	may := register.Rules[Closing]{
		{Holds: `@day::date <= ` + settings.TodaySQL, Says: fault.Wrong("day", "This day is yet to come.")},
		{Holds: isOpen(`@day::date`), Of: func(last Closing) error {
			return fault.Already("%s closed %s at %s. Nothing was saved.", last.Closer, last.Day.Format("2 Jan 2006"), last.ClosedAt)
		}},
		{
			Holds: `NOT EXISTS (SELECT person_id, expected FROM books EXCEPT ALL SELECT person_id, expected FROM shown)
				AND NOT EXISTS (SELECT person_id, expected FROM shown EXCEPT ALL SELECT person_id, expected FROM books)`,
			Says: fault.Refuse("The books have other cash by now. Nothing was saved; look at it again."),
		},
	}
	return register.Run[Closing](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.DayClosed, Resource: "cash_closings", Notes: n.Note,
		Payload: []any{n.Day, people, expected, counted, n.Note},
		Hold:    closeDays,
		Change: `
			` + openSpan + `,
			books AS MATERIALIZED (` + cashOfSpan + `),
			shown AS (SELECT w.person_id, w.expected, w.counted FROM unnest(@people::uuid[], @expected::numeric[], @counted::numeric[]) AS w(person_id, expected, counted)),
			` + may.Judged() + `,
			inserted AS (
				INSERT INTO cash_closings AS c (id, day, from_day, note, closed_at, closed_by)
				SELECT @id, @day, span.first, @note, now(), @actor FROM span CROSS JOIN judged WHERE judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + closingRow.Returning + `
			),
			counts AS (
				INSERT INTO cash_counts AS n (closing_id, person_id, person, expected, counted)
				SELECT c.id, w.person_id, coalesce(z.full_name, ''), w.expected, w.counted
				FROM inserted c CROSS JOIN shown w LEFT JOIN users z ON z.id = w.person_id
				RETURNING n.person_id, n.person, n.expected, n.counted
			),
			change AS (
				SELECT c.id, NULL::jsonb AS before, ` + closingRow.Snapshot + ` || jsonb_build_object('counts', k.all) AS after,
					` + closingRow.Result() + ` || jsonb_build_object('counts', k.all) AS result
				FROM inserted c` + closingRow.Joins + ` CROSS JOIN (SELECT coalesce(jsonb_agg(to_jsonb(n) ORDER BY n.person_id IS NULL, n.person, n.person_id), '[]') AS all
					FROM counts n) k
			)`,
		Args: pgx.NamedArgs{
			"id": value.NewID(), "day": n.Day, "people": people, "expected": expected, "counted": counted, "note": value.Tidy(n.Note),
		},
		Refuse: may.RefuseOf(lastClosing),
	})
}

// UndoClosing takes the last closing back, with a reason: its days are open again as
// far as no closing before it holds them. What counted on a later day because of it
// stays there. Where id is the zero one it is whichever stands last, which a repeat does
// not look up anew. Admins only. Refused: another closing came after it, it was taken
// back already, or no day is closed.
func (s *Store) UndoClosing(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (Closing, error) {
	if err := actor.PermitAll(role.CloseDays); err != nil {
		return Closing{}, err
	}
	reason, err := reasonGiven(reason, "Why? The reason stays with the closing; 500 characters fit.")
	if err != nil {
		return Closing{}, err
	}
	may := register.Rules[Closing]{
		{Holds: `c.undone_at IS NULL`, Of: func(c Closing) error {
			if c.UndoneAt == nil {
				return nil
			}
			return fault.Already("%s took this closing back at %s.", c.Undoer, *c.UndoneAt)
		}},
		{Holds: `c.day = ` + closedThrough, Says: fault.Refuse("A later day is closed too: take the last closing back first.")},
	}
	which := `c.id = @id`
	if id == uuid.Nil {
		which = `c.id = (SELECT l.id FROM cash_closings l WHERE l.undone_at IS NULL ORDER BY l.day DESC LIMIT 1)`
	}
	return register.Run[Closing](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.DayReopened, Resource: "cash_closings", Notes: reason, Payload: []any{id, reason},
		Hold:   closeDays,
		Change: closingRow.Move(which, may.Broken(), `undone_at = now(), undone_by = @actor, undo_reason = @reason`),
		Args:   pgx.NamedArgs{"id": id, "reason": reason},
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Closing, error) {
			if id == uuid.Nil {
				last, err := lastClosing(ctx, d)
				if err == nil && last.ID == uuid.Nil {
					err = fault.Refuse("No day is closed.")
				}
				return last, err
			}
			return register.One[Closing](ctx, d, closingRow.Query()+` WHERE c.id = @id`, pgx.NamedArgs{"id": id})
		}),
	})
}
