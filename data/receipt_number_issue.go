package data

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// errHasReceipt is the cause of the refusal to number a payment twice.
const errHasReceipt = sentence("the payment has a receipt")

// IssueReceipt returns the receipt of a payment. One that another program
// recorded gets its number when somebody first asks, in the year in which it was
// paid. Refused: the payment failed, or is pending.
func (s *Store) IssueReceipt(ctx context.Context, actor Actor, intent, payment uuid.UUID) (Receipt, error) {
	allowed, err := actor.may(readBills)
	if err != nil {
		return Receipt{}, err
	}
	there, err := s.ReceiptOf(ctx, actor, payment)
	var known *Error
	if err == nil || !errors.As(err, &known) || known.Kind != NotFound {
		return there, err
	}
	_, err = run[string](ctx, s, actor, write{
		intent: intent, action: ReceiptIssued, resource: "receipts", payload: payment,
		hold: `SELECT FROM payments WHERE id = @payment FOR NO KEY UPDATE`,
		change: `
			whole AS (
				SELECT extract(year FROM society360_local_date(` + paidAt + `,
					(SELECT config_value FROM system_config WHERE config_key = '` + timezone + `')))::int AS year
				FROM payments y JOIN bills b ON b.id = y.bill_id
				WHERE y.id = @payment AND coalesce(y.status, 'success') = 'success' AND EXISTS (SELECT FROM actor)
				  AND NOT EXISTS (SELECT FROM receipt_payments WHERE payment_id = @payment) AND ` + scopeBills(allowed) + `
			),
			` + nextReceipt + `
			linked AS (
				INSERT INTO receipt_payments (payment_id, receipt_id) SELECT @payment, r.id FROM receipt r
			),
			change AS (
				SELECT r.id, NULL::jsonb AS before,
					jsonb_build_object('number', ` + receiptNumber + `, 'payment_id', @payment::uuid) AS after,
					to_jsonb(` + receiptNumber + `) AS result
				FROM receipt r
			)`,
		args:    pgx.NamedArgs{"payment": payment, "receipt": newID()},
		explain: func(ctx context.Context, d db) error { return whyNoReceipt(ctx, d, actor, allowed, payment) },
	})
	if err != nil && !errors.Is(err, errHasReceipt) {
		return Receipt{}, err
	}
	issued, err := s.ReceiptOf(ctx, actor, payment)
	return issued, SavedUnshown(err)
}

func whyNoReceipt(ctx context.Context, d db, actor Actor, allowed scope, payment uuid.UUID) error {
	y, err := one[Payment](ctx, d, `SELECT `+paymentColumns+` FROM payments y`+paymentJoins+` WHERE y.id = @id AND `+scopeBills(allowed),
		pgx.NamedArgs{"id": payment, "actor": nullID(actor.UserID)})
	switch {
	case err != nil:
		return err
	case y.ReceiptID != nil: // given by somebody else since this one asked
		e := refused("This payment has its receipt already.")
		e.Cause = errHasReceipt
		return e
	case y.Status != PaymentSucceeded:
		return refused("Only a payment that succeeded has a receipt; this one is %s.", y.Status.Word())
	}
	return refused("A payment of no bill has no receipt.")
}
