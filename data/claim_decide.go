package data

import (
	"cmp"
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ofClaim is true of the payments y of a claim, whose ID or that of one of its
// payments is asked for.
const ofClaim = `y.claim_id = coalesce((SELECT c.claim_id FROM payments c WHERE c.id = @id), @id)`

// holdClaim locks what of a claim waits, and its bills after it, as the trigger
// takes them when another program changes a payment.
const holdClaim = `WITH y AS (
		SELECT y.bill_id FROM payments y WHERE ` + ofClaim + ` AND ` + openClaim + ` ORDER BY y.id FOR NO KEY UPDATE
	)
	SELECT FROM bills b WHERE b.id IN (SELECT bill_id FROM y) ORDER BY b.id FOR NO KEY UPDATE`

// heldClaim is what of a claim waits, with what is due on its bills; it gives
// nothing where the actor may not decide.
func heldClaim(may string) string {
	return `
		held AS (
			SELECT y.id, y.bill_id, y.amount_paid, ` + paymentSnapshot + ` AS before FROM payments y
			WHERE ` + ofClaim + ` AND ` + openClaim + ` AND EXISTS (SELECT FROM actor) AND ` + may + `
			ORDER BY y.id FOR NO KEY UPDATE
		),`
}

// ConfirmClaim is the office's word that the money of a claim came in: its
// payments count from now on, under one receipt. id is the claim's or that of one of
// its payments. Whoever records payments confirms them. Refused, with nothing
// changed: it was decided already, or no longer fits what is due.
func (s *Store) ConfirmClaim(ctx context.Context, actor Actor, intent, id uuid.UUID) (PaymentDone, error) {
	if err := actor.mayAll(recordPayments); err != nil {
		return PaymentDone{}, err
	}
	payments, err := run[[]Payment](ctx, s, actor, write{
		intent: intent, action: ClaimConfirmed, resource: "payments", many: true, payload: id, hold: holdClaim,
		change: heldClaim(mayRecord(actor)) + `
			fits AS (
				SELECT h.id, h.before, b.due_date, b.id AS bill, ` + billDue + ` AS due FROM held h JOIN bills b ON b.id = h.bill_id
				WHERE h.amount_paid <= ` + billDue + ` AND b.voided_at IS NULL
			),
			whole AS (
				SELECT extract(year FROM ` + todaySQL + `)::int AS year FROM fits HAVING count(*) = (SELECT count(*) FROM held) AND count(*) > 0
			),
			` + nextReceipt + `
			updated AS (
				UPDATE payments y SET status = 'success', decided_at = now(), decided_by = @actor
				FROM fits CROSS JOIN receipt WHERE y.id = fits.id
				RETURNING fits.before, fits.due, fits.due_date, ` + paymentReturning + `
			),
			linked AS (
				INSERT INTO receipt_payments (payment_id, receipt_id) SELECT y.id, r.id FROM updated y CROSS JOIN receipt r
			),
			change AS (
				SELECT y.id, y.before || jsonb_build_object('due', y.due) AS before,
					` + paymentSnapshot + ` || jsonb_build_object('due', y.due - y.amount_paid, 'receipt', ` + receiptNumber + `) AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + paymentColumns + `) x) AS result,
					row_number() OVER (ORDER BY y.due_date, y.bill_id) AS ord
				FROM updated y CROSS JOIN receipt r` + paymentPeople + `
			)`,
		args:    pgx.NamedArgs{"id": id, "receipt": newID()},
		explain: func(ctx context.Context, d db) error { return whyNotDecided(ctx, d, actor, id) },
	})
	if err != nil {
		return PaymentDone{}, err
	}
	done := PaymentDone{Payments: payments, Receipt: payments[0].Receipt}
	if payments[0].ReceiptID != nil {
		done.ReceiptID = *payments[0].ReceiptID
	}
	return done, nil
}

// RefuseClaim is the office's word that the money of a claim did not come in, with
// the reason that its payer reads: its payments are failed. What its bills' overdue
// marks and late fees waited for is over. Refused: it was decided already.
func (s *Store) RefuseClaim(ctx context.Context, actor Actor, intent, id uuid.UUID, reason string) ([]Payment, error) {
	if err := actor.mayAll(recordPayments); err != nil {
		return nil, err
	}
	if reason = Clean(reason); reason == "" || utf8.RuneCountInString(reason) > maxText {
		return nil, invalid("reason", "Why? The payer reads the reason; 500 characters fit.")
	}
	return s.failClaim(ctx, actor, intent, id, ClaimRefused, reason, mayRecord(actor))
}

// WithdrawClaim takes one's own claim back while it waits. NotFound: it is of
// somebody else. Refused: it was decided already.
func (s *Store) WithdrawClaim(ctx context.Context, actor Actor, intent, id uuid.UUID) ([]Payment, error) {
	if _, err := actor.may(recordPayments); err != nil {
		return nil, err
	}
	return s.failClaim(ctx, actor, intent, id, ClaimWithdrawn, "", ownClaim)
}

// ownClaim is true of a payment y that the actor claimed.
const ownClaim = `y.payer_id = @actor`

func (s *Store) failClaim(ctx context.Context, actor Actor, intent, id uuid.UUID, action Action, reason, may string) ([]Payment, error) {
	return run[[]Payment](ctx, s, actor, write{
		intent: intent, action: action, resource: "payments", many: true, notes: reason, payload: []any{id, reason}, hold: holdClaim,
		change: heldClaim(may) + `
			updated AS (
				UPDATE payments y SET status = 'failed', decided_at = now(), decided_by = @actor, refusal_reason = @reason
				FROM held WHERE y.id = held.id
				RETURNING held.before, ` + paymentReturning + `
			),
			change AS (
				SELECT y.id, y.before, ` + paymentSnapshot + ` AS after,
					(SELECT to_jsonb(x) FROM (SELECT ` + paymentColumns + `) x) AS result, row_number() OVER (ORDER BY b.due_date, b.id) AS ord
				FROM updated y` + paymentPeople + `
				CROSS JOIN (SELECT NULL::uuid AS id, NULL::int AS year, NULL::int AS number) r
			)`,
		args: pgx.NamedArgs{"id": id, "reason": tidy(reason)},
		explain: func(ctx context.Context, d db) error {
			if action == ClaimWithdrawn {
				return whyNotWithdrawn(ctx, d, actor, id)
			}
			return whyNotDecided(ctx, d, actor, id)
		},
	})
}

// claimState is how a claim stands.
type claimState struct {
	// Status is of the payment that was asked for, empty where there is none; At, Who,
	// Why and Number tell of the decision on it.
	Status           PaymentStatus
	At               *time.Time
	Who, Why, Number string
	Own, May         bool
	// Amount is what of the claim waits, Fits what of that is due; Void says that one
	// of its bills is.
	Amount, Fits Paise
	Void         bool
}

func readClaim(ctx context.Context, d db, actor Actor, id uuid.UUID) (claimState, error) {
	return one[claimState](ctx, d, `SELECT coalesce(`+paymentStatus+`, '') AS status, y.decided_at AS at, coalesce(z.full_name, '') AS who,
			coalesce(y.refusal_reason, '') AS why, coalesce(`+receiptNumber+`, '') AS number,
			coalesce(`+ownClaim+`, false) AS own, `+mayRecord(actor)+` AS may, w.amount, w.fits, w.void
		FROM (SELECT coalesce(sum(y.amount_paid), 0) AS amount, coalesce(sum(least(y.amount_paid, greatest(`+billDue+`, 0))), 0) AS fits,
				coalesce(bool_or(b.voided_at IS NOT NULL), false) AS void
			FROM payments y LEFT JOIN bills b ON b.id = y.bill_id WHERE `+ofClaim+` AND `+openClaim+`) w
		JOIN payments y ON y.id = @id AND y.claim_id IS NOT NULL
		LEFT JOIN users z ON z.id = y.decided_by
		LEFT JOIN receipt_payments rp ON rp.payment_id = y.id LEFT JOIN receipts r ON r.id = rp.receipt_id`,
		pgx.NamedArgs{"id": id, "actor": nullID(actor.UserID)})
}

// done is the answer to who comes too late.
func (c claimState) done() error {
	switch {
	case c.Status == PaymentSucceeded && c.At != nil:
		return refused("%s confirmed this at %s: receipt %s.", c.by(), *c.At, c.Number)
	case c.Status == PaymentRefused && c.At != nil:
		return refused("%s refused this at %s: %s", c.by(), *c.At, c.Why)
	case c.Status == PaymentWithdrawn && c.At != nil:
		return refused("%s took this back at %s.", c.by(), *c.At)
	}
	return refused("This waits for nobody any more: it is %s.", c.Status.Word())
}

// by is who decided; an account that was deleted for good has no name any more.
func (c claimState) by() string { return cmp.Or(c.Who, "Somebody") }

func isNotFound(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == NotFound
}

// whyNotDecided reads which of the rules refused the office.
func whyNotDecided(ctx context.Context, d db, actor Actor, id uuid.UUID) error {
	c, err := readClaim(ctx, d, actor, id)
	switch {
	case isNotFound(err):
		return notFound("There is no such claim.")
	case err != nil:
		return err
	case !c.May:
		return mayNotRecord(actor)
	case c.Amount == 0:
		return c.done()
	case c.Void:
		return refused("A bill of this claim is void now. Refuse the claim and say why; what came in is recorded as a payment of other dues, or paid back.")
	case c.Fits < c.Amount:
		return refused("Only %s of these %s is due now. Refuse the claim and say why; what came in besides is recorded as a payment.", c.Fits, c.Amount)
	}
	return refused("Somebody else changed this claim meanwhile; look at it again.")
}

// whyNotWithdrawn reads which of the rules refused its payer; of somebody else's
// claim they learn nothing.
func whyNotWithdrawn(ctx context.Context, d db, actor Actor, id uuid.UUID) error {
	c, err := readClaim(ctx, d, actor, id)
	switch {
	case isNotFound(err) || err == nil && !c.Own:
		return notFound("There is no such claim.")
	case err != nil:
		return err
	}
	return c.done()
}
