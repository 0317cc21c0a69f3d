package money

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
	"github.com/jackc/pgx/v5"
)

// errHasReceipt is the cause of the refusal to number a payment twice.
const errHasReceipt = fault.Sentence("the payment has a receipt")

// IssueReceipt returns the receipt of a payment. One that another program
// recorded gets its number when somebody first asks, in the year in which it was
// paid. Refused: the payment failed, or is pending.
func (s *Store) IssueReceipt(ctx context.Context, actor role.Actor, intent, payment uuid.UUID) (Receipt, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return Receipt{}, err
	}
	there, err := s.ReceiptOf(ctx, actor, payment)
	var known *fault.Error
	if err == nil || !errors.As(err, &known) || known.Kind != fault.NotFound {
		return there, err
	}
	may := mayHaveReceipt()
	_, err = register.Run[string](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.ReceiptIssued, Resource: "receipts", Payload: payment,
		Hold: `SELECT FROM payments WHERE id = @payment FOR NO KEY UPDATE`,
		Change: `
			judged AS (
				SELECT ` + paidAt + ` AS at, ` + may.Broken() + ` AS broken FROM payments y LEFT JOIN bills b ON b.id = y.bill_id
				WHERE y.id = @payment AND ` + scopeBills(allowed) + `
			),
			whole AS (
				SELECT extract(year FROM society360_local_date(at,
					(SELECT config_value FROM system_config WHERE config_key = '` + settings.Timezone + `')))::int AS year
				FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
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
		Args: pgx.NamedArgs{"payment": payment, "receipt": value.NewID()},
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Payment, error) {
			return register.One[Payment](ctx, d, paymentRow.Query()+` WHERE y.id = @id AND `+scopeBills(allowed),
				pgx.NamedArgs{"id": payment, "actor": value.NullID(actor.UserID)})
		}),
	})
	if err != nil && !errors.Is(err, errHasReceipt) {
		return Receipt{}, err
	}
	issued, err := s.ReceiptOf(ctx, actor, payment)
	return issued, fault.SavedUnshown(err)
}

// mayHaveReceipt holds the rules of a receipt for a payment y with its bill b.
func mayHaveReceipt() register.Rules[Payment] {
	there := fault.Already("This payment has its receipt already.") // given since this one asked
	there.Cause = errHasReceipt
	return register.Rules[Payment]{
		{Holds: `NOT EXISTS (SELECT FROM receipt_payments WHERE payment_id = @payment)`, Says: there},
		{Holds: paymentCounts, Of: func(p Payment) error {
			return fault.Refuse("Only a payment that succeeded has a receipt; this one is %s.", p.Status.Word())
		}},
		{Holds: `b.id IS NOT NULL`, Says: fault.Refuse("A payment of no bill has no receipt.")},
	}
}
