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

// FeeCause is what would take the cause of a late fee away, or bring it back: one of
// these is set.
type FeeCause struct {
	// Void is a bill that is voided; Correct one that is corrected to Amount and
	// DueDate.
	Void    *uuid.UUID
	Correct *uuid.UUID
	Amount  value.Paise
	DueDate value.Day
	// Payment is one that is reversed; Receipt is one whose payments all are.
	Payment *uuid.UUID
	Receipt *uuid.UUID
}

// FeeFate is what becomes of a late fee: Due is due of it now, and Becomes when it is
// done. Paid says that something is paid on it, so that it is left as it is.
type FeeFate struct {
	Fee     uuid.UUID   `json:"fee"`
	Unit    string      `json:"unit"`
	Due     value.Paise `json:"due"`
	Becomes value.Paise `json:"becomes"`
	Paid    bool        `json:"paid"`
}

// feeRule is what a late fee b becomes, in SQL: its amount, what that is a percentage
// of, and what of it is waived; on is the condition on it, from are further tables.
type feeRule struct {
	from, on             string
	amount, base, waived string
}

// feeOf is true of a late fee b that is not void.
const feeOf = `b.voided_at IS NULL AND b.fee_percent IS NOT NULL AND b.late_fee_of`

// CauseGone is true of a late fee b whose bill would not have borne it: another program
// voided it, lowered it or gave it a later due date.
const CauseGone = `EXISTS (SELECT FROM bills o WHERE o.id = b.late_fee_of
	AND (o.voided_at IS NOT NULL OR o.amount < b.fee_base OR o.due_date >= b.bill_date))`

// ofVoid waives the late fee on the bill @id whole.
func ofVoid() feeRule {
	return feeRule{on: feeOf + ` = @id`, amount: `b.amount`, base: `b.fee_base`, waived: `b.amount`}
}

// lateFeeGraceSQL is billing.late_fee_grace_days.
const lateFeeGraceSQL = `coalesce((SELECT c.config_value::text::int FROM system_config c WHERE c.config_key = '` + lateFeeGraceKey + `' AND c.config_value ~ '^[0-9]{1,3}$'), 0)`

// ofCorrection has the late fee on the bill @id follow its correction to @amount and
// @due_date: waived whole where the bill was not late on the fee's day, less where it
// is for less. It is never more.
func ofCorrection() feeRule {
	const (
		base = `b.fee_base + least(0, @amount::numeric - o.amount)`
		gone = `(@due_date::date + ` + lateFeeGraceSQL + ` >= b.bill_date OR round((` + base + `) * b.fee_percent / 100, 2) <= 0)`
		less = `CASE WHEN @amount::numeric < o.amount AND NOT ` + gone + ` THEN round((` + base + `) * b.fee_percent / 100, 2) ELSE b.amount END`
	)
	return feeRule{
		from: `JOIN bills o ON o.id = b.late_fee_of`, on: feeOf + ` = @id`,
		amount: less, base: `CASE WHEN NOT ` + gone + ` THEN ` + base + ` ELSE b.fee_base END`,
		waived: `CASE WHEN ` + gone + ` THEN b.amount ELSE least(b.waived_amount, ` + less + `) END`,
	}
}

// ofReversal has the late fees on bills follow the reversal of payments, a query of
// payments y by what they paid and when, and since when they waited, where they do. What
// was received on the fee's day or later held nothing off, nor did a claim that came
// behind the fee. Else the fee becomes what it would have been without: charged on
// more, where the payment stood before the fee, or with less of it waived, where the
// payment was recorded behind it. It is charged on no more than the payments would add:
// a bill that was corrected to more since is none of the fee's. Its base follows also
// where that makes no paisa of it: what is taken back next adds to it. A waiver of
// another reason stays.
func ofReversal(payments string) feeRule {
	would, stands := feeOn(`r.base`), feeOn(`r.base - r.amount`)
	more := `least(` + would + ` - ` + stands + `, ` + would + ` - (b.amount - b.waived_amount))`
	rise := `greatest(0, least(` + would + ` - b.amount, ` + more + `))`
	return feeRule{
		from: `JOIN LATERAL (
				SELECT sum(p.amount) AS amount, least(b.fee_base + sum(p.amount), ` + feeBase(`y.id <> ALL (array_agg(p.id))`) + `) AS base
				FROM (` + payments + `) p JOIN bills o ON o.id = p.bill
				WHERE o.id = b.late_fee_of AND p.received < b.bill_date AND o.voided_at IS NULL
				  AND (p.claimed IS NULL OR ` + heldFee(`p.received`, `p.claimed`) + `)
				GROUP BY o.id, o.amount, o.waived_amount
			) r ON ` + feesAreCharged,
		on:     feeOf + ` IN (SELECT p.bill FROM (` + payments + `) p)`,
		amount: `b.amount + ` + rise,
		base:   `CASE WHEN ` + rise + ` > 0 OR r.base > b.fee_base AND ` + would + ` = b.amount THEN r.base ELSE b.fee_base END`,
		waived: `b.waived_amount - least(b.waived_amount, greatest(0, ` + more + ` - ` + rise + `))`,
	}
}

// feeOn is what a late fee b is of a base, which may be below zero.
func feeOn(base string) string {
	return `round(greatest(` + base + `, 0) * b.fee_percent / 100, 2)`
}

// feeBase is what of a bill o was due on the day of the late fee b on it and nobody
// held back, by the payments y that a condition leaves in.
func feeBase(which string) string {
	return `o.amount - o.waived_amount - coalesce((SELECT sum(y.amount_paid) FROM payments y
					WHERE y.bill_id = o.id AND (` + paymentCounts + ` AND ` + receivedOn + ` < b.bill_date OR ` + openClaim + ` AND ` + heldFee(receivedOn, `y.claimed_at`) + `) AND ` + which + `), 0)`
}

// feesAreCharged is true unless billing.late_fees is no.
const feesAreCharged = `NOT EXISTS (SELECT FROM system_config c WHERE c.config_key = '` + lateFeesKey + `' AND c.config_value = '` + FeesNone + `')`

// reversed is the query of ofReversal: the payments y of a condition that count.
func reversed(which string) string {
	return `SELECT y.id, y.bill_id AS bill, y.amount_paid AS amount, ` + receivedOn + ` AS received, NULL::timestamptz AS claimed
		FROM payments y WHERE ` + which + ` AND ` + paymentCounts
}

// claimed is the query of ofReversal: what of the claim or cheque @id waits, where a
// condition on its payments y holds.
func claimed(whose string) string {
	return `SELECT y.id, y.bill_id AS bill, y.amount_paid AS amount, ` + receivedOn + ` AS received, y.claimed_at AS claimed
		FROM payments y WHERE ` + ofClaim + ` AND ` + openClaim + ` AND ` + whose
}

// fates is a query of the late fees under a rule that are changed by it; moves says
// that money is.
func (r feeRule) fates() string {
	return `SELECT b.id, b.unit_id, b.amount_paid, ` + billDue + ` AS due, f.amount, f.base, f.waived,
			(f.amount, f.waived) IS DISTINCT FROM (b.amount, b.waived_amount) AS moves
		FROM bills b ` + r.from + `
		CROSS JOIN LATERAL (SELECT ` + r.amount + ` AS amount, ` + r.base + ` AS base, ` + r.waived + ` AS waived) f
		WHERE ` + r.on + ` AND (f.amount, f.base, f.waived) IS DISTINCT FROM (b.amount, b.fee_base, b.waived_amount)`
}

// follow are CTEs that change the late fees as the rule says, those aside on which
// something is paid, each with its audit row. They are locked by then; nothing is
// changed where a rule of the write is broken.
func (r feeRule) follow() string {
	return `
			fates AS (SELECT f.id, f.amount, f.base, f.waived FROM (` + r.fates() + `) f WHERE f.amount_paid = 0),
			followed AS (
				UPDATE bills b SET amount = f.amount, fee_base = f.base, waived_amount = f.waived
				FROM (SELECT f.id, f.amount, f.base, f.waived, ` + billRow.Snapshot + ` AS before FROM fates f JOIN bills b ON b.id = f.id) f CROSS JOIN judged
				WHERE b.id = f.id AND judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING f.before, ` + billRow.Returning + `
			),
			followed_fees AS (SELECT b.id, b.before, ` + billRow.Snapshot + ` AS after FROM followed b),
			` + register.AuditEach("followed_fees", action.LateFeeFollowed, "bills") + `,`
}

// FeeFates returns what would become of the late fees that something gives or takes
// the cause of; those that nothing becomes of are left out. Admins only.
func (s *Store) FeeFates(ctx context.Context, actor role.Actor, of FeeCause) ([]FeeFate, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return nil, err
	}
	var rule feeRule
	args := pgx.NamedArgs{}
	switch {
	case of.Void != nil:
		rule, args["id"] = ofVoid(), *of.Void
	case of.Correct != nil:
		rule, args["id"], args["amount"], args["due_date"] = ofCorrection(), *of.Correct, of.Amount, of.DueDate
	case of.Payment != nil:
		rule, args["id"] = ofReversal(reversed(`y.id = @id`)), *of.Payment
	case of.Receipt != nil:
		rule, args["id"] = ofReversal(reversed(`y.id IN (`+paymentsOfReceipt+`)`)), *of.Receipt
	default:
		return nil, nil
	}
	return s.foretell(ctx, rule, args)
}

// ClaimFates returns what would become of late fees where a claim or a cheque is
// refused, withdrawn or bounced; id is its own or that of one of its payments. Whoever
// records payments; a resident learns it of their own claims.
func (s *Store) ClaimFates(ctx context.Context, actor role.Actor, id uuid.UUID) ([]FeeFate, error) {
	allowed, err := actor.Permit(role.RecordPayments)
	if err != nil {
		return nil, err
	}
	whose := `true`
	if allowed != role.Everything {
		whose = ownClaim
	}
	return s.foretell(ctx, ofReversal(claimed(whose)), pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)})
}

// foretell lists what a rule would make of late fees.
func (s *Store) foretell(ctx context.Context, rule feeRule, args pgx.NamedArgs) ([]FeeFate, error) {
	return register.List[FeeFate](ctx, s.reg, `
		SELECT f.id AS fee, coalesce(u.label, u.unit_number, '') AS unit, f.due, f.amount_paid <> 0 AS paid,
			CASE WHEN f.amount_paid <> 0 THEN f.due ELSE greatest(0, f.amount - f.waived) END AS becomes
		FROM (`+rule.fates()+`) f LEFT JOIN units u ON u.id = f.unit_id WHERE f.moves ORDER BY f.id`, args)
}
