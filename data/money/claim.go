package money

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Claim is what a resident says they paid and the office has not decided on: one
// transfer, for one or more bills of a unit.
type Claim struct {
	// ID is the claim's, Payment.ClaimID of each of its payments.
	ID     uuid.UUID  `json:"id"`
	UnitID *uuid.UUID `json:"unit_id"`
	Unit   string     `json:"unit"`
	// Payer is who claims it; Gone says that they live in the unit no longer, or
	// that their account was deleted.
	PayerID   *uuid.UUID    `json:"payer_id"`
	Payer     string        `json:"payer"`
	Gone      bool          `json:"gone"`
	Amount    value.Paise   `json:"amount"`
	Method    PaymentMethod `json:"method"`
	Reference string        `json:"reference"`
	// At is when they say it was paid; noon where it was an earlier day than that of
	// ClaimedAt, for then only the day is known.
	At        time.Time `json:"at"`
	ClaimedAt time.Time `json:"claimed_at"`
	// Bills is how many bills it is for. Fits is how much of Amount is due on them now:
	// a claim with less than all of it cannot be confirmed.
	Bills int         `json:"bills"`
	Fits  value.Paise `json:"fits"`
	// Repeats is the receipt, or the unit, of another payment with its reference; empty
	// where there is none.
	Repeats string `json:"repeats"`
}

// ClaimFilter chooses claims that wait, the oldest first.
type ClaimFilter struct {
	// Search is as BillFilter has it, part of a reference, or the whole amount; empty for
	// all.
	Search string
	// After continues behind the last row of the page before.
	After *ClaimCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// ClaimCursor is the place of a claim in the list's order.
type ClaimCursor struct {
	ClaimedAt time.Time
	ID        uuid.UUID
}

// Cursor is the claim's own place.
func (c Claim) Cursor() *ClaimCursor { return &ClaimCursor{ClaimedAt: c.ClaimedAt, ID: c.ID} }

// ClaimPage is a page of claims, whether there are more behind it, and how many wait
// in all.
type ClaimPage struct {
	Claims  []Claim
	More    bool
	Waiting int
}

// openClaim is true of a payment y of a claim or a cheque that waits, as
// idx_payments_claims has it; isClaim and isCheque tell the two apart.
const (
	openClaim = `y.status = 'pending' AND y.claim_id IS NOT NULL`
	isClaim   = `y.cheque_date IS NULL`
	isCheque  = `y.cheque_date IS NOT NULL`
)

// claimedOf is what is claimed on a bill b, or waits as a cheque.
const claimedOf = `(SELECT coalesce(sum(y.amount_paid), 0) FROM payments y WHERE y.bill_id = b.id AND ` + openClaim + `)`

// claimedOfUnit is what is claimed, or waits as a cheque, on the bills of a
// unit u that a scope reaches.
func claimedOfUnit(s role.Scope) string {
	return `(SELECT coalesce(sum(y.amount_paid), 0) FROM payments y JOIN bills b ON b.id = y.bill_id
		WHERE b.unit_id = u.id AND ` + openClaim + ` AND ` + scopeBills(s) + `)`
}

// heldOf is the part of a bill b whose overdue mark and late fee wait for the
// decision on claims that say it was paid by the due date, as the trigger on bills
// has it. heldBills is true of a bill of which some part does, as it is stored, so
// that for many of them the claims are read once.
const (
	heldOf = `(SELECT coalesce(sum(y.amount_paid), 0) FROM payments y
		WHERE y.bill_id = b.id AND ` + openClaim + ` AND ` + receivedOn + ` <= b.due_date)`
	heldBills = `EXISTS (SELECT FROM payments y JOIN bills c ON c.id = y.bill_id
		WHERE y.bill_id = b.id AND ` + openClaim + ` AND ` + receivedOn + ` <= c.due_date)`
)

// heldFee is true of what was received on a day and waits since a moment as a claim on
// a bill o, and held off its part of the late fee b on it, which was charged meanwhile.
// Both moments are of statements behind the bill's lock, and the due date is that of
// the fee's day: o may have been corrected since.
func heldFee(received, since string) string {
	return `(` + since + ` < b.created_at AND ` + received + ` <= coalesce(b.fee_due_date, o.due_date))`
}

// Claims returns a page of the claims that wait, the oldest first, to whoever
// looks up the bills of the whole society.
func (s *Store) Claims(ctx context.Context, actor role.Actor, f ClaimFilter) (ClaimPage, error) {
	if err := actor.PermitAll(role.ReadBills); err != nil {
		return ClaimPage{}, err
	}
	f.Limit = pageSize(f.Limit)
	where, args := []string{openClaim, isClaim}, pgx.NamedArgs{"limit": f.Limit + 1}
	if f.After != nil {
		where = append(where, `(y.claimed_at, y.claim_id) > (@after_at, @after_id)`)
		args["after_at"], args["after_id"] = f.After.ClaimedAt, f.After.ID
	}
	if found := s.findPending(f.Search, args); found != "" {
		where = append(where, found)
	}
	var waiting []struct{ Waiting int }
	var claims []Claim
	batch := &pgx.Batch{}
	queueList(batch, &waiting, `SELECT count(DISTINCT y.claim_id) AS waiting FROM payments y WHERE `+openClaim+` AND `+isClaim, nil)
	queueList(batch, &claims, `
		SELECT q.id, q.unit_id, coalesce(u.label, u.unit_number, '') AS unit, q.payer_id, coalesce(p.full_name, '') AS payer,
			NOT EXISTS (SELECT FROM user_units l WHERE l.unit_id = q.unit_id AND l.user_id = q.payer_id AND `+homes.LivesHere+`) AS gone,
			q.amount, q.method, q.reference, q.at, q.claimed_at, q.bills, q.fits, `+repeatsOf()+` AS repeats
		FROM (SELECT y.claim_id AS id, y.claimed_at, (array_agg(b.unit_id))[1] AS unit_id, (array_agg(y.payer_id))[1] AS payer_id,
				sum(y.amount_paid) AS amount, coalesce(min(y.payment_method), '') AS method,
				coalesce(min(y.transaction_reference), '') AS reference, min(`+paidAt+`) AS at, count(*) AS bills,
				coalesce(sum(least(y.amount_paid, greatest(`+billDue+`, 0))), 0) AS fits
			FROM payments y LEFT JOIN bills b ON b.id = y.bill_id
			WHERE `+strings.Join(where, ` AND `)+`
			GROUP BY y.claimed_at, y.claim_id ORDER BY y.claimed_at, y.claim_id LIMIT @limit) q
		LEFT JOIN units u ON u.id = q.unit_id LEFT JOIN users p ON p.id = q.payer_id
		ORDER BY q.claimed_at, q.id`, args)
	if err := s.reg.Read(ctx, batch); err != nil {
		return ClaimPage{}, err
	}
	claims, more := cutPage(value.Cleaned(claims), f.Limit)
	return ClaimPage{Claims: claims, More: more, Waiting: waiting[0].Waiting}, nil
}

// findPending is the condition on a waiting payment y and its bill b that a term
// means: a part of its reference however it is spaced, the amount of the whole claim or
// cheque, or its unit. Empty where nothing was typed.
func (s *Store) findPending(typed string, args pgx.NamedArgs) string {
	term := value.Limit(value.Clean(typed), 60)
	if term == "" {
		return ""
	}
	arms := []string{`y.transaction_reference ILIKE @like_reference`}
	args["like_reference"] = `%` + value.LikeEscape(term) + `%`
	if key := ReferenceKey(term); len(key) >= 4 {
		arms = append(arms, referenceOf("y")+` LIKE @like_key`)
		args["like_key"] = `%` + value.LikeEscape(key) + `%`
	}
	if sum, err := value.ReadAmount(term); err == nil {
		arms = append(arms, `y.claim_id IN (SELECT y.claim_id FROM payments y WHERE `+openClaim+` GROUP BY y.claim_id HAVING sum(y.amount_paid) = @sum)`)
		args["sum"] = sum
	}
	if units, err := unitsOf(term, s.settings.Region(), args); err == nil {
		arms = append(arms, `b.unit_id IN (`+units+`)`)
	}
	return `(` + strings.Join(arms, ` OR `) + `)`
}
