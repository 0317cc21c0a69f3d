package money

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReversePayment takes a payment back: it is failed from now on, with its reason,
// and the bill has the dues that it had before. A late fee on the bill becomes what it
// would have been without the payment, unless something is paid on it (FeeFates tells
// it before). The receipt keeps its number and says that the payment was reversed.
// Admins only.
func (s *Store) ReversePayment(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (Payment, error) {
	if err := actor.PermitAll(role.ReversePayments); err != nil {
		return Payment{}, err
	}
	reason, err := reasonGiven(reason, reversalWhy)
	if err != nil {
		return Payment{}, err
	}
	may := register.Rules[Payment]{{Holds: paymentCounts, Of: Payment.cannotBeReversed}, todayOpen[Payment]()}
	return register.Run[Payment](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.PaymentReversed, Resource: "payments", Notes: reason, Payload: []any{id, reason},
		// The payment before its bill, as the trigger takes them when another program
		// changes a payment: the other way round the two would wait for each other.
		Hold: `WITH days AS MATERIALIZED (` + holdDays + `), y AS (SELECT bill_id FROM payments WHERE id = @id FOR NO KEY UPDATE)
			SELECT FROM bills b, (SELECT count(*) FROM days) held
			WHERE b.id = (SELECT bill_id FROM y) OR b.late_fee_of = (SELECT bill_id FROM y) ORDER BY b.id FOR NO KEY UPDATE OF b`,
		Change: paymentRow.Judged(`y.id = @id`, may.Broken()) + `,` + ofReversal(reversed(`y.id = @id`)).follow() +
			paymentRow.Updated(setReversed) + `,` + paymentRow.Change("updated", `y.before`),
		Args: pgx.NamedArgs{"id": id, "reason": reason},
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Payment, error) {
			return register.One[Payment](ctx, d, paymentRow.Query()+` WHERE y.id = @id`, pgx.NamedArgs{"id": id})
		}),
	})
}

const (
	reversalWhy = "Why? The reason stays with the payment; 500 characters fit."
	setReversed = `status = 'failed', reversed_at = now(), reversal_reason = @reason`
)

// cannotBeReversed refuses to take back a payment that does not count.
func (p Payment) cannotBeReversed() error {
	if p.ReversedAt != nil {
		return fault.Already("This payment was reversed already at %s.", *p.ReversedAt)
	}
	return fault.Refuse("Only a payment that succeeded can be reversed; this one is %s.", p.Status.Word())
}
