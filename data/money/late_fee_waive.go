package money

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ChargedFees are the late fees of one day that have something due: Fees of them,
// Total in all. Due is each of them, as WaiveLateFees takes them.
type ChargedFees struct {
	Day   value.Day
	Fees  int
	Total value.Paise
	Due   []BillSum
}

// ChargedFees returns what is due of the late fees that were charged on a day.
// Admins only. Invalid: a day that is too far off, field "day".
func (s *Store) ChargedFees(ctx context.Context, actor role.Actor, day value.Day) (ChargedFees, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return ChargedFees{}, err
	}
	if err := value.RegisterDays().Field("day", day, s.settings.ThisDay()); err != nil {
		return ChargedFees{}, err
	}
	due, err := register.List[BillSum](ctx, s.reg, `SELECT b.id AS bill, `+billDue+` AS sum FROM bills b
		WHERE b.bill_type = '`+LateFee+`' AND b.bill_date = @day AND b.voided_at IS NULL AND `+billDue+` > 0
		ORDER BY b.id`, pgx.NamedArgs{"day": day})
	return ChargedFees{Day: day, Fees: len(due), Total: sumOf(due), Due: due}, err
}

// FeesWaived is what WaiveLateFees did: Fees waived, Total in all. Left is how
// many were shown and not waived, because something else is due of them now.
type FeesWaived struct {
	Fees  int
	Total value.Paise
	Left  int
}

// WaiveLateFees waives what is due of late fees, each as it was shown, with one
// reason for all. A fee that was paid, waived or voided meanwhile, in part or
// whole, is left. It works in transactions of at most 200 under keys made of the
// intent, each with its audit rows: a stopped one is completed by the same again.
// progress is told as in MarkOverdue. Admins only. Invalid: no reason, field
// "reason". On an error the result says what was done before it.
func (s *Store) WaiveLateFees(ctx context.Context, actor role.Actor, intent uuid.UUID, shown []BillSum, reason string, progress func(done, total int)) (FeesWaived, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return FeesWaived{}, err
	}
	if actor.IsProgram() { // it charges; whom to let off is a person's word
		return FeesWaived{}, role.Unnamed()
	}
	reason, err := reasonGiven(reason, "Why? The reason stays with the bill; 500 characters fit.")
	if err != nil {
		return FeesWaived{}, err
	}
	var result FeesWaived
	done := 0
	err = InChunks(ctx, shown, progress, func(chunk []BillSum) error {
		waived, err := s.waiveFees(ctx, actor, partOf(intent, done), chunk, reason)
		done += len(chunk)
		result.Fees += len(waived)
		for _, sum := range waived {
			result.Total += sum
		}
		return err
	})
	result.Left = done - result.Fees
	return result, err
}

// waiveFees waives some late fees whole, where each is under its lock what was
// shown, and returns what was waived of each.
func (s *Store) waiveFees(ctx context.Context, actor role.Actor, key uuid.UUID, shown []BillSum, reason string) ([]value.Paise, error) {
	bills, amounts := split(shown)
	return register.Run[[]value.Paise](ctx, s.reg, actor, register.Write{
		Intent: key, Action: action.BillWaived, Resource: "bills", Many: true, Notes: reason, Payload: []any{shown, reason},
		Hold: holdBills,
		Change: `
			held AS (
				SELECT b.id, w.sum, ` + billRow.Snapshot + ` AS before
				FROM bills b JOIN unnest(@bills::uuid[], @amounts::numeric[]) AS w(bill, sum) ON w.bill = b.id
				WHERE b.bill_type = '` + LateFee + `' AND b.voided_at IS NULL AND w.sum > 0 AND ` + billDue + ` = w.sum
					AND EXISTS (SELECT FROM actor)
				ORDER BY b.id FOR NO KEY UPDATE OF b
			),
			updated AS (
				UPDATE bills b SET waived_amount = b.waived_amount + held.sum FROM held WHERE b.id = held.id
				RETURNING held.before, held.sum, ` + billRow.Returning + `
			),
			change AS (
				SELECT b.id, b.before, ` + billRow.Snapshot + ` AS after, to_jsonb(b.sum) AS result, b.id AS ord FROM updated b
			)`,
		Args:    pgx.NamedArgs{"bills": bills, "amounts": amounts},
		Explain: nothingLeft,
	})
}
