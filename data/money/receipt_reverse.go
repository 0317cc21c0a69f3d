package money

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReverseReceipt takes back all payments of a receipt that were not reversed yet, as
// ReversePayment takes back one: money that came in together goes out together, with
// one reason. Refused: all were reversed already. Admins only.
func (s *Store) ReverseReceipt(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]Payment, error) {
	if err := actor.PermitAll(role.ReversePayments); err != nil {
		return nil, err
	}
	reason, err := reasonGiven(reason, reversalWhy)
	if err != nil {
		return nil, err
	}
	may := register.Rules[Payment]{
		{Holds: `EXISTS (SELECT FROM receipts WHERE id = @id)`, Says: fault.Missing("There is no such receipt.")},
		{Holds: `EXISTS (SELECT FROM held)`, Says: fault.Already("Every payment of this receipt was reversed already.")},
		todayOpen[Payment](),
	}
	return register.Run[[]Payment](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.PaymentReversed, Resource: "payments", Many: true, Notes: reason, Payload: []any{id, reason},
		// The payments before their bills, as the trigger takes them.
		Hold: `WITH days AS MATERIALIZED (` + holdDays + `), y AS (
				SELECT y.bill_id FROM payments y WHERE y.id IN (` + paymentsOfReceipt + `) ORDER BY y.id FOR NO KEY UPDATE
			)
			SELECT FROM bills b, (SELECT count(*) FROM days) held
			WHERE b.id IN (SELECT bill_id FROM y) OR b.late_fee_of IN (SELECT bill_id FROM y) ORDER BY b.id FOR NO KEY UPDATE OF b`,
		Change: `
			held AS (
				SELECT y.id, ` + paymentRow.Snapshot + ` AS before FROM payments y
				WHERE y.id IN (` + paymentsOfReceipt + `) AND ` + paymentCounts + `
				ORDER BY y.id FOR NO KEY UPDATE
			),
			` + may.Judged() + `,` + ofReversal(reversed(`y.id IN (`+paymentsOfReceipt+`)`)).follow() + `
			updated AS (
				UPDATE payments y SET ` + setReversed + ` FROM held CROSS JOIN judged
				WHERE y.id = held.id AND judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING held.before, ` + paymentRow.Returning + `
			),
			change AS (
				SELECT y.id, y.before, ` + paymentRow.Snapshot + ` AS after,
					` + paymentRow.Result() + ` AS result, row_number() OVER (ORDER BY b.due_date, b.id) AS ord
				FROM updated y` + paymentRow.Joins + `
			)`,
		Args:   pgx.NamedArgs{"id": id, "reason": reason},
		Refuse: may.Refuse,
	})
}

// paymentsOfReceipt are the IDs of what was paid under a receipt.
const paymentsOfReceipt = `SELECT payment_id FROM receipt_payments WHERE receipt_id = @id`
