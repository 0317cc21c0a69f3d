package money

import (
	"context"
	"maps"
	"time"

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

// A cheque is good for three months from its date; one of more than a year ahead is a
// slip of the pen.
const (
	chequeMonths     = 3
	chequeYearsAhead = 1
)

// chequeDay looks at a cheque's own date; no day is today.
func (n *PaymentDraft) chequeDay(today value.Day) dayComplaint {
	c := dayComplaint{field: "cheque_date"}
	stale := value.DayOf(today.In(time.UTC).AddDate(0, -chequeMonths, 0))
	switch {
	case n.Method != Cheque || n.ChequeDate.IsZero():
	case n.ChequeDate.Before(stale):
		c.wrong = &fault.Error{Kind: fault.Invalid, Format: "It is over three months old; no bank takes it any more."}
	case today.AddYears(chequeYearsAhead).Before(n.ChequeDate):
		c.wrong = &fault.Error{Kind: fault.Invalid, Format: "It is dated more than a year ahead; look at it again."}
	}
	return c
}

// takeCheque records a cheque as pending payments of one claim_id. It is received on
// its own date, or on the day it was handed in where that is later.
func (s *Store) takeCheque(ctx context.Context, actor role.Actor, intent uuid.UUID, allowed role.Scope, n PaymentDraft) (PaymentDone, error) {
	shown, amounts := n.shares()
	may := n.mayBePaid(actor, allowed)
	payments, err := register.Run[[]Payment](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.ChequeTaken, Resource: "payments", Many: true, Notes: n.Note,
		Payload: []any{n.Unit, n.Amount, n.Bills, shown, amounts, n.Method, n.Reference, n.Bank, n.ChequeDate, n.ReceivedOn, n.payer(), n.Note},
		Lock:    n.referenceLock(),
		Hold:    lockDue,
		Change: `due AS (
				SELECT b.id, b.due_date, ` + billDue + ` - ` + claimedOf + ` AS due FROM bills b
				WHERE ` + dueOfBills + ` AND ` + lockedBill + ` AND ` + billDue + ` > ` + claimedOf + ` AND b.voided_at IS NULL
				  AND EXISTS (SELECT FROM actor) AND ` + scopeBills(allowed) + `
			),` + n.shareSQL() + may.Judged() + `,
			taken AS (
				INSERT INTO payments AS y (id, bill_id, payer_id, amount_paid, payment_method, transaction_reference, payment_date, received_on,
					cheque_date, bank, paid_by_name, status, recorded_by, claim_id, claimed_at)
				SELECT ` + register.NthID(`@id`, `row_number() OVER (ORDER BY s.due_date, s.id)`) + `,
					s.id, @payer, s.amount, @method, @reference, ` + momentReceived + `, greatest(` + dayReceived + `, c.day), c.day, @bank, nullif(@paid_by::text, ''),
					'pending', @actor, @id, statement_timestamp()
				FROM share s CROSS JOIN judged CROSS JOIN (SELECT coalesce(@cheque_date::date, ` + settings.TodaySQL + `) AS day) c
				WHERE judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + paymentRow.Returning + `
			),
			change AS (
				SELECT y.id, NULL::jsonb AS before, jsonb_strip_nulls(` + paymentRow.Snapshot + `) AS after,
					` + paymentRow.Result() + ` AS result,
					row_number() OVER (ORDER BY s.due_date, s.id) AS ord
				FROM taken y JOIN share s ON s.id = y.bill_id` + paymentPeople + noReceipt + `
			)`,
		Args: pgx.NamedArgs{
			"id": value.NewID(), "unit": n.Unit, "amount": n.Amount, "bills": append([]uuid.UUID{}, n.Bills...), "shown": shown, "amounts": amounts,
			"method": string(n.Method), "reference": value.Tidy(n.Reference), "bank": value.Tidy(n.Bank), "payer": n.Payer, "paid_by": value.Tidy(n.PaidBy), "received_on": n.ReceivedOn, "cheque_date": n.ChequeDate,
			"reference_key": ReferenceKey(n.Reference),
		},
		Refuse: may.RefuseOf(n.readClaimable),
	})
	return paymentDone(payments), err
}

// readClaimable is what is due on the bills that are to be paid and nobody claims.
func (n *PaymentDraft) readClaimable(ctx context.Context, d connect.DB) (value.Paise, error) {
	now, err := register.One[struct{ Due value.Paise }](ctx, d, `SELECT coalesce(sum(greatest(`+billDue+` - `+claimedOf+`, 0)), 0) AS due
		FROM bills b WHERE `+dueOfBills, pgx.NamedArgs{"unit": n.Unit, "bills": append([]uuid.UUID{}, n.Bills...)})
	return now.Due, err
}

// merged are the arguments of a statement from two sources.
func merged(some, more pgx.NamedArgs) pgx.NamedArgs {
	maps.Copy(more, some)
	return more
}
