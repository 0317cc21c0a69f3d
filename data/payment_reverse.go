package data

import (
	"context"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReversePayment takes a payment back: it is failed from now on, with its reason,
// and the bill has the dues that it had before. A late fee that was charged
// meanwhile stays: its arithmetic speaks of the day it was charged. The receipt
// keeps its number and says that the payment was reversed. Admins only.
func (s *Store) ReversePayment(ctx context.Context, actor Actor, intent, id uuid.UUID, reason string) (Payment, error) {
	if err := actor.mayAll(reversePayments); err != nil {
		return Payment{}, err
	}
	if reason = Clean(reason); reason == "" || utf8.RuneCountInString(reason) > maxText {
		return Payment{}, invalid("reason", "Why? The reason stays with the payment; 500 characters fit.")
	}
	return run[Payment](ctx, s, actor, write{
		intent: intent, action: PaymentReversed, resource: "payments", notes: reason, payload: []any{id, reason},
		// The payment before its bill, as the trigger takes them when another program
		// changes a payment: the other way round the two would wait for each other.
		hold: `WITH y AS (SELECT bill_id FROM payments WHERE id = @id FOR NO KEY UPDATE)
			SELECT FROM bills b WHERE b.id = (SELECT bill_id FROM y) FOR NO KEY UPDATE`,
		change: `
			held AS (
				SELECT y.id, ` + paymentSnapshot + ` AS before FROM payments y
				WHERE y.id = @id AND coalesce(y.status, 'success') = 'success' FOR NO KEY UPDATE
			),
			updated AS (
				UPDATE payments y SET status = 'failed', reversed_at = now(), reversal_reason = @reason
				FROM held WHERE y.id = held.id AND EXISTS (SELECT FROM actor)
				RETURNING held.before, ` + paymentReturning + `
			),
			change AS (
				SELECT y.id, y.before, ` + paymentSnapshot + ` AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + paymentColumns + `) x) AS result
				FROM updated y` + paymentJoins + `
			)`,
		args:    pgx.NamedArgs{"id": id, "reason": reason},
		explain: func(ctx context.Context, d db) error { return whyNotReversed(ctx, d, id) },
	})
}

func whyNotReversed(ctx context.Context, d db, id uuid.UUID) error {
	y, err := one[Payment](ctx, d, `SELECT `+paymentColumns+` FROM payments y`+paymentJoins+` WHERE y.id = @id`,
		pgx.NamedArgs{"id": id})
	switch {
	case err != nil:
		return err
	case y.ReversedAt != nil:
		return refused("This payment was reversed already at %s.", *y.ReversedAt)
	}
	return refused("Only a payment that succeeded can be reversed; this one is %s.", y.Status.Word())
}
