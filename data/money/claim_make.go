package money

import (
	"context"
	"strconv"

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

// ClaimDraft is what a resident says they paid. Field names for complaints: unit,
// amount, method, reference, paid_on.
type ClaimDraft struct {
	Unit   uuid.UUID
	Amount value.Paise
	// Shown is how the person saw the amount shared out (UnitDues.PlanClaim): just
	// that is claimed, or nothing. Empty: shared out oldest due date first.
	Shown  []Allocation
	Method PaymentMethod
	// Reference is the transaction's.
	Reference string
	// PaidOn is the day on which it was paid, today where it is no day.
	PaidOn value.Day
}

// payment is the claim as a payment, which is checked and shared out alike.
func (n ClaimDraft) payment(actor role.Actor) PaymentDraft {
	return PaymentDraft{
		Unit: n.Unit, Amount: n.Amount, Shown: n.Shown, Method: n.Method, Reference: n.Reference, Payer: &actor.UserID,
	}
}

// claimDaysBack is how many days ago a claimed payment may lie at most: an older slip
// is taken to the office.
const claimDaysBack = 366

// maxOpenClaims is how many claims of a unit may wait at once, so that nobody
// buries the office's list.
const maxOpenClaims = 10

// openClaimsOfUnit is how many wait of the unit that is asked for.
const openClaimsOfUnit = `(SELECT count(DISTINCT y.claim_id) FROM payments y JOIN bills c ON c.id = y.bill_id
	WHERE c.unit_id = @unit AND ` + openClaim + ` AND ` + isClaim + `)`

// ClaimPayment records what a resident says to have paid on the bills of their own
// unit, where billing.resident_payments is claim: it is pending, without a receipt,
// and counts nothing until the office confirms it (ConfirmClaim). Never more than is
// due and nobody claims yet. It returns a payment for each bill. Where the dues
// changed so that what was shown no longer fits, nothing is saved and the error says
// what is left.
func (s *Store) ClaimPayment(ctx context.Context, actor role.Actor, intent uuid.UUID, n ClaimDraft) ([]Payment, error) {
	allowed, err := actor.Permit(role.RecordPayments)
	switch {
	case err != nil:
		return nil, err
	case allowed != role.OwnUnits:
		return nil, &fault.Error{Kind: fault.Forbidden, Format: "Only residents claim payments; the office records them."}
	}
	p := n.payment(actor)
	if bad := claimedDay(n.PaidOn, s.settings.ThisDay()).of(p.checks(actor)); bad != nil {
		return nil, bad
	}
	shown, amounts := p.shares()
	may := n.mayBeClaimed(actor, allowed)
	return register.Run[[]Payment](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.ClaimMade, Resource: "payments", Many: true,
		Payload: []any{n.Unit, n.Amount, shown, amounts, n.Method, p.Reference, n.PaidOn},
		// As Pay holds them: two who claim at once see each other's claims.
		Hold: lockDue,
		Change: `due AS (
				SELECT b.id, b.due_date, ` + billDue + ` - ` + claimedOf + ` AS due FROM bills b
				WHERE b.unit_id = @unit AND ` + lockedBill + ` AND ` + billDue + ` > 0 AND ` + billDue + ` > ` + claimedOf + `
				  AND b.voided_at IS NULL AND EXISTS (SELECT FROM actor) AND ` + scopeBills(allowed) + `
			),` + p.shareSQL() + may.Judged() + `,` + recordClaim(),
		Args: pgx.NamedArgs{
			"id": value.NewID(), "unit": n.Unit, "amount": n.Amount, "shown": shown, "amounts": amounts,
			"method": string(n.Method), "reference": value.Tidy(p.Reference), "received_on": n.PaidOn,
		},
		Refuse: may.RefuseOf(n.readClaimable(actor, allowed)),
	})
}

// recordClaim records the shares as one claim.
func recordClaim() string {
	return `
			claimed AS (
				INSERT INTO payments AS y (id, bill_id, payer_id, amount_paid, payment_method, transaction_reference, payment_date, status,
					recorded_by, claim_id, claimed_at, received_on)
				SELECT ` + register.NthID(`@id`, `row_number() OVER (ORDER BY s.due_date, s.id)`) + `,
					s.id, @actor, s.amount, @method, @reference,
					` + momentReceived + `, 'pending', @actor, @id, statement_timestamp(), ` + dayReceived + `
				FROM share s CROSS JOIN judged WHERE judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + paymentRow.Returning + `
			),
			change AS (
				SELECT y.id, NULL::jsonb AS before, jsonb_strip_nulls(` + paymentRow.Snapshot + `) AS after,
					` + paymentRow.Result() + ` AS result,
					row_number() OVER (ORDER BY s.due_date, s.id) AS ord
				FROM claimed y JOIN share s ON s.id = y.bill_id` + paymentPeople + noReceipt + `
			)`
}

// noReceipt stands for the receipt r of a payment that has none.
const noReceipt = `
				CROSS JOIN (SELECT NULL::uuid AS id, NULL::int AS year, NULL::int AS number) r`

// claimable is what can be claimed of a unit: Due is what is due on its bills, Open
// the part of it that nobody claims yet, Waiting how many claims wait for the office.
type claimable struct {
	Waiting   int
	Due, Open value.Paise
}

// mayBeClaimed holds the rules of a claim that need the database; each is looked at
// when its shares are known.
func (n ClaimDraft) mayBeClaimed(actor role.Actor, allowed role.Scope) register.Rules[claimable] {
	return register.Rules[claimable]{
		payableUnit[claimable](allowed),
		{Holds: residentsPay + ` = '` + string(ResidentsClaim) + `'`, Says: mayNotRecord(actor)},
		{Holds: dayReceived + ` <= ` + settings.TodaySQL, Says: fault.Complaints(map[string]error{"paid_on": paidAhead()})},
		{Holds: openClaimsOfUnit + ` < ` + strconv.Itoa(maxOpenClaims), Of: func(now claimable) error {
			return fault.Refuse("%d payments of this unit wait for the office already. Nothing was saved; ask the office to decide those first.", now.Waiting)
		}},
		{Holds: sharesMakeAmount, Of: func(now claimable) error {
			switch {
			case now.Open >= n.Amount:
				return sharedElse(now.Open)
			case now.Open == now.Due:
				return tooMuch(now.Due)
			case now.Open == 0:
				return fault.Wrong("amount", "All that is due waits for the office already; nothing was saved.")
			}
			return fault.Wrong("amount", "%s of the dues waits for the office already, %s is left; nothing was saved.", now.Due-now.Open, now.Open)
		}},
	}
}

// readClaimable reads what there is to be claimed now, by this actor.
func (n ClaimDraft) readClaimable(actor role.Actor, allowed role.Scope) func(context.Context, connect.DB) (claimable, error) {
	return func(ctx context.Context, d connect.DB) (claimable, error) {
		return register.One[claimable](ctx, d, `SELECT `+openClaimsOfUnit+` AS waiting,
				coalesce(sum(`+billDue+`), 0) AS due, coalesce(sum(greatest(`+billDue+` - `+claimedOf+`, 0)), 0) AS open
			FROM bills b WHERE b.unit_id = @unit AND `+billDue+` > 0 AND `+scopeBills(allowed),
			pgx.NamedArgs{"unit": n.Unit, "actor": value.NullID(actor.UserID)})
	}
}
