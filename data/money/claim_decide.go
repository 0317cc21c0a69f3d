package money

import (
	"cmp"
	"context"
	"errors"
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

// ofClaim is true of the payments y of a claim, whose ID or that of one of its
// payments is asked for.
const ofClaim = `y.claim_id = coalesce((SELECT c.claim_id FROM payments c WHERE c.id = @id), @id)`

// holdClaim locks the waiting payments of a claim and then their bills, in the order
// in which the trigger locks them when another program changes a payment, and the late
// fees on them.
const holdClaim = `WITH days AS MATERIALIZED (` + holdDays + `), y AS (
		SELECT y.bill_id FROM payments y WHERE ` + ofClaim + ` AND ` + openClaim + ` ORDER BY y.id FOR NO KEY UPDATE
	)
	SELECT FROM bills b, (SELECT count(*) FROM days) held
	WHERE b.id IN (SELECT bill_id FROM y) OR b.late_fee_of IN (SELECT bill_id FROM y) ORDER BY b.id FOR NO KEY UPDATE OF b`

// heldClaim is what of a claim waits, where a condition on its payments y holds.
func heldClaim(where string) string {
	return `
			held AS (
				SELECT y.id, y.bill_id, y.amount_paid, ` + receivedOn + ` AS received, y.claimed_at, ` + paymentRow.Snapshot + ` AS before FROM payments y
				WHERE ` + ofClaim + ` AND ` + openClaim + ` AND ` + where + ` AND EXISTS (SELECT FROM actor)
				ORDER BY y.id FOR NO KEY UPDATE
			),
			`
}

// mayBeDecided are the rules of the office's decision on a claim: the actor may take
// it, and the claim still waits.
func mayBeDecided(actor role.Actor) register.Rules[claimState] {
	return register.Rules[claimState]{
		{Holds: mayRecord(actor), Says: mayNotRecord(actor)},
		{Holds: claimWaits, Of: claimState.done},
	}
}

// claimWaits is true where something was held of a claim.
const claimWaits = `EXISTS (SELECT FROM held)`

// ConfirmClaim is the office's word that the money of a claim came in: its
// payments count from now on, under one receipt. id is the claim's or that of one of
// its payments. Whoever records payments confirms them. Refused, with nothing
// changed: it was decided already, or no longer fits what is due.
func (s *Store) ConfirmClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (PaymentDone, error) {
	if err := actor.PermitAll(role.RecordPayments); err != nil {
		return PaymentDone{}, err
	}
	return s.settle(ctx, actor, intent, id, settlement{
		action: action.ClaimConfirmed, payload: id, of: isClaim, rules: append(mayBeDecided(actor), fitsDues("claim")...),
	})
}

// settlement is how a claim or a cheque comes to count.
type settlement struct {
	action  action.Action
	payload any
	// of tells claims from cheques; counts is the day on which it counts, in SQL, where
	// that is not the day it was received.
	of, counts string
	rules      register.Rules[claimState]
	args       pgx.NamedArgs
}

// fitsDues are the rules that what is called kind still fits what is due.
func fitsDues(kind string) register.Rules[claimState] {
	return register.Rules[claimState]{
		{
			Holds: `NOT EXISTS (SELECT FROM held h JOIN bills b ON b.id = h.bill_id WHERE b.voided_at IS NOT NULL)`,
			Says: fault.Refuse("A bill of this " + kind + " is void now. Refuse the " + kind + " and say why; " +
				"what came in is recorded as a payment of other dues, or paid back."),
		},
		{Holds: `(SELECT count(*) FROM fits) = (SELECT count(*) FROM held)`, Of: func(now claimState) error {
			return fault.Refuse("Only %s of these %s is due now. Refuse the "+kind+" and say why; what came in besides is recorded as a payment.", now.Fits, now.Amount)
		}},
	}
}

// settle counts the payments of a claim or a cheque under one receipt.
func (s *Store) settle(ctx context.Context, actor role.Actor, intent, id uuid.UUID, c settlement) (PaymentDone, error) {
	may := c.rules
	payments, err := register.Run[[]Payment](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: c.action, Resource: "payments", Many: true, Payload: c.payload, Hold: holdClaim,
		Change: heldClaim(c.of) + `fits AS (
				SELECT h.id, h.before, h.amount_paid, h.received, h.claimed_at, b.id AS bill_id, b.due_date, ` + billDue + ` AS due FROM held h JOIN bills b ON b.id = h.bill_id
				WHERE h.amount_paid <= ` + billDue + `
			),
			` + may.Judged() + `,
			whole AS (
				SELECT extract(year FROM ` + settings.TodaySQL + `)::int AS year FROM judged WHERE broken = 0
			),
			` + nextReceipt + `
			updated AS (
				UPDATE payments y SET status = 'success', decided_at = now(), decided_by = @actor, counted_on = ` + cmp.Or(c.counts, `y.counted_on`) + `
				FROM fits CROSS JOIN receipt WHERE y.id = fits.id
				RETURNING fits.before, fits.due, fits.due_date, ` + paymentRow.Returning + `
			),
			linked AS (
				INSERT INTO receipt_payments (payment_id, receipt_id) SELECT y.id, r.id FROM updated y CROSS JOIN receipt r
			),` + lessenFees(`SELECT bill_id AS bill, amount_paid AS amount, received, claimed_at AS claimed FROM fits`) + `
			change AS (
				SELECT y.id, y.before || jsonb_build_object('due', y.due) AS before,
					` + paymentRow.Snapshot + ` || jsonb_build_object('due', y.due - y.amount_paid, 'receipt', ` + receiptNumber + `) AS after,
					` + paymentRow.Result() + ` || ` + feeWaived + ` AS result,
					row_number() OVER (ORDER BY y.due_date, y.bill_id) AS ord
				FROM updated y CROSS JOIN receipt r` + paymentPeople + `
			)`,
		Args:   merged(c.args, pgx.NamedArgs{"id": id, "receipt": value.NewID()}),
		Refuse: may.RefuseOf(claimOf(actor, id, c.of)),
	})
	return paymentDone(payments), err
}

// RefuseClaim is the office's word that the money of a claim did not come in, with
// the reason that its payer reads: its payments are failed, and hold back no overdue
// mark and no late fee any more: a fee that was charged meanwhile becomes what it would
// have been without the claim, unless something is paid on it (ClaimFates tells
// it before). Refused: it was decided already.
func (s *Store) RefuseClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]Payment, error) {
	if err := actor.PermitAll(role.RecordPayments); err != nil {
		return nil, err
	}
	reason, err := reasonGiven(reason, "Why? The payer reads the reason; 500 characters fit.")
	if err != nil {
		return nil, err
	}
	return s.failClaim(ctx, actor, intent, id, failedClaim{action: action.ClaimRefused, reason: reason, whose: isClaim, rules: mayBeDecided(actor)})
}

// WithdrawClaim takes one's own claim back while it waits. NotFound: it is of
// somebody else. Refused: it was decided already.
func (s *Store) WithdrawClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID) ([]Payment, error) {
	if _, err := actor.Permit(role.RecordPayments); err != nil {
		return nil, err
	}
	// Of somebody else's claim they learn nothing.
	return s.failClaim(ctx, actor, intent, id, failedClaim{
		action: action.ClaimWithdrawn, whose: ownClaim,
		rules: register.Rules[claimState]{{Holds: claimWaits, Of: func(now claimState) error {
			if !now.Own {
				return noSuchClaim()
			}
			return now.done()
		}}},
	})
}

// ownClaim is true of a payment y that the actor claimed. A cheque was taken by the
// office.
const ownClaim = `y.payer_id = @actor AND ` + isClaim

func noSuchClaim() error { return fault.Missing("There is no such claim.") }

// failedClaim is how a claim ends without the money: its payments y that meet the
// condition whose fail, under rules.
type failedClaim struct {
	action action.Action
	reason string
	whose  string
	// of tells claims from cheques; empty for claims.
	of    string
	rules register.Rules[claimState]
}

func (s *Store) failClaim(ctx context.Context, actor role.Actor, intent, id uuid.UUID, f failedClaim) ([]Payment, error) {
	return register.Run[[]Payment](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: f.action, Resource: "payments", Many: true, Notes: f.reason, Payload: []any{id, f.reason}, Hold: holdClaim,
		Change: heldClaim(f.whose) + f.rules.Judged() + `,` + ofReversal(claimed(f.whose)).follow() + `
			updated AS (
				UPDATE payments y SET status = 'failed', decided_at = now(), decided_by = @actor, refusal_reason = @reason
				FROM held CROSS JOIN judged WHERE y.id = held.id AND judged.broken = 0
				RETURNING held.before, ` + paymentRow.Returning + `
			),
			change AS (
				SELECT y.id, y.before, ` + paymentRow.Snapshot + ` AS after,
					` + paymentRow.Result() + ` AS result, row_number() OVER (ORDER BY b.due_date, b.id) AS ord
				FROM updated y` + paymentPeople + noReceipt + `
			)`,
		Args:   pgx.NamedArgs{"id": id, "reason": value.Tidy(f.reason)},
		Refuse: f.rules.RefuseOf(claimOf(actor, id, cmp.Or(f.of, isClaim))),
	})
}

// claimState is how a claim stands.
type claimState struct {
	// Status is of the payment that was asked for, empty where there is none; At, Who,
	// Why and Number tell of the decision on it.
	Status           PaymentStatus
	At               *time.Time
	Who, Why, Number string
	Own              bool
	// Amount is what of the claim waits, Fits what of that is due.
	Amount, Fits value.Paise
}

// claimOf reads how a claim or a cheque stands, as of says.
func claimOf(actor role.Actor, id uuid.UUID, of string) func(context.Context, connect.DB) (claimState, error) {
	return func(ctx context.Context, d connect.DB) (claimState, error) {
		now, err := register.One[claimState](ctx, d, `SELECT coalesce(`+paymentStatus+`, '') AS status, y.decided_at AS at, coalesce(z.full_name, '') AS who,
				coalesce(y.refusal_reason, '') AS why, coalesce(`+receiptNumber+`, '') AS number,
				coalesce(`+ownClaim+`, false) AS own, w.amount, w.fits
			FROM (SELECT coalesce(sum(y.amount_paid), 0) AS amount, coalesce(sum(least(y.amount_paid, greatest(`+billDue+`, 0))), 0) AS fits
				FROM payments y LEFT JOIN bills b ON b.id = y.bill_id WHERE `+ofClaim+` AND `+openClaim+`) w
			JOIN payments y ON y.id = @id AND y.claim_id IS NOT NULL AND `+of+`
			LEFT JOIN users z ON z.id = y.decided_by
			LEFT JOIN receipt_payments rp ON rp.payment_id = y.id LEFT JOIN receipts r ON r.id = rp.receipt_id`,
			pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)})
		if isNotFound(err) && of == isCheque {
			err = fault.Missing("There is no such cheque.")
		} else if isNotFound(err) {
			err = noSuchClaim()
		}
		return now, err
	}
}

// done is the refusal to decide a claim a second time.
func (c claimState) done() error {
	switch {
	case c.Status == PaymentSucceeded && c.At != nil:
		return fault.Already("%s confirmed this at %s: receipt %s.", c.by(), *c.At, c.Number)
	case c.Status == PaymentRefused && c.At != nil:
		return fault.Already("%s refused this at %s: %s", c.by(), *c.At, c.Why)
	case c.Status == PaymentBounced && c.At != nil:
		return fault.Already("%s said at %s that this bounced: %s", c.by(), *c.At, c.Why)
	case c.Status == PaymentWithdrawn && c.At != nil:
		return fault.Already("%s took this back at %s.", c.by(), *c.At)
	}
	return fault.Already("This claim does not wait any more: it is %s.", c.Status.Word())
}

// by is who decided; an account that was deleted for good has no name any more.
func (c claimState) by() string { return cmp.Or(c.Who, "Somebody") }

func isNotFound(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && e.Kind == fault.NotFound
}
