package data

import (
	"context"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReverseReceipt takes back all that was paid under a receipt and stands, as
// ReversePayment takes back one payment of it: money that came in at once goes
// out at once, with one reason. Refused: nothing of it stands any more. Admins
// only.
func (s *Store) ReverseReceipt(ctx context.Context, actor Actor, intent, id uuid.UUID, reason string) ([]Payment, error) {
	if err := actor.mayAll(reversePayments); err != nil {
		return nil, err
	}
	if reason = Clean(reason); reason == "" || utf8.RuneCountInString(reason) > maxText {
		return nil, invalid("reason", "Why? The reason stays with the payment; 500 characters fit.")
	}
	return run[[]Payment](ctx, s, actor, write{
		intent: intent, action: PaymentReversed, resource: "payments", many: true, notes: reason, payload: []any{id, reason},
		// The payments before their bills, as the trigger takes them.
		hold: `WITH y AS (
				SELECT y.bill_id FROM payments y WHERE y.id IN (` + paymentsOfReceipt + `) ORDER BY y.id FOR NO KEY UPDATE
			)
			SELECT FROM bills b WHERE b.id IN (SELECT bill_id FROM y) ORDER BY b.id FOR NO KEY UPDATE`,
		change: `
			held AS (
				SELECT y.id, ` + paymentSnapshot + ` AS before FROM payments y
				WHERE y.id IN (` + paymentsOfReceipt + `) AND coalesce(y.status, 'success') = 'success'
				ORDER BY y.id FOR NO KEY UPDATE
			),
			updated AS (
				UPDATE payments y SET status = 'failed', reversed_at = now(), reversal_reason = @reason
				FROM held WHERE y.id = held.id AND EXISTS (SELECT FROM actor)
				RETURNING held.before, ` + paymentReturning + `
			),
			change AS (
				SELECT y.id, y.before, ` + paymentSnapshot + ` AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + paymentColumns + `) x) AS result, row_number() OVER (ORDER BY b.due_date, b.id) AS ord
				FROM updated y` + paymentJoins + `
			)`,
		args: pgx.NamedArgs{"id": id, "reason": reason},
		explain: func(ctx context.Context, d db) error {
			there, err := one[struct{ There bool }](ctx, d, `SELECT EXISTS (SELECT FROM receipts WHERE id = @id) AS there`, pgx.NamedArgs{"id": id})
			switch {
			case err != nil:
				return err
			case !there.There:
				return notFound("There is no such receipt.")
			}
			return refused("Nothing of this receipt stands any more; it was reversed already.")
		},
	})
}

// paymentsOfReceipt are the IDs of what was paid under a receipt.
const paymentsOfReceipt = `SELECT payment_id FROM receipt_payments WHERE receipt_id = @id`
