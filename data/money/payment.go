package money

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// PaymentStatus is payments.status; NULL reads as success.
type PaymentStatus string

// The platform's statuses (the first three), and those that this program tells apart:
// a reversed payment is stored as failed, a resident's claim as pending while it
// waits for the office, and as failed once it was refused or withdrawn; so is a
// cheque until it was cleared, and once it bounced.
const (
	PaymentSucceeded PaymentStatus = "success"
	PaymentFailed    PaymentStatus = "failed"
	PaymentPending   PaymentStatus = "pending"
	PaymentTakenBack PaymentStatus = "reversed"
	PaymentClaimed   PaymentStatus = "claimed"
	PaymentRefused   PaymentStatus = "refused"
	PaymentWithdrawn PaymentStatus = "withdrawn"
	PaymentUncleared PaymentStatus = "uncleared"
	PaymentBounced   PaymentStatus = "bounced"
)

// PaymentStatuses are all of them, in the order in which a filter shows them.
func PaymentStatuses() []PaymentStatus {
	return []PaymentStatus{
		PaymentSucceeded, PaymentClaimed, PaymentUncleared, PaymentRefused, PaymentBounced, PaymentWithdrawn, PaymentTakenBack,
		PaymentFailed, PaymentPending,
	}
}

// Word is the status in a word.
func (s PaymentStatus) Word() string {
	switch s {
	case PaymentSucceeded:
		return "paid"
	case PaymentFailed:
		return "failed"
	case PaymentPending:
		return "pending"
	case PaymentTakenBack:
		return "reversed!"
	case PaymentClaimed:
		return "claimed"
	case PaymentRefused:
		return "refused!"
	case PaymentWithdrawn:
		return "withdrawn"
	case PaymentUncleared:
		return "uncleared"
	case PaymentBounced:
		return "bounced!"
	}
	return string(s)
}

// PaymentMethod is payments.payment_method.
type PaymentMethod string

// The platform's methods, and what else an office takes. Cash is recorded by an admin;
// a cheque counts once it was cleared, a demand draft at once.
const (
	UPI          PaymentMethod = "UPI"
	CreditCard   PaymentMethod = "Credit Card"
	DebitCard    PaymentMethod = "Debit Card"
	BankTransfer PaymentMethod = "Bank Transfer"
	Cash         PaymentMethod = "Cash"
	Cheque       PaymentMethod = "Cheque"
	DemandDraft  PaymentMethod = "Demand Draft"
)

// PaymentMethods are the methods of payment.
func PaymentMethods() []PaymentMethod {
	return []PaymentMethod{Cash, UPI, BankTransfer, CreditCard, DebitCard, Cheque, DemandDraft}
}

// NeedsReference reports whether a payment of this method has a transaction
// reference: all but cash do. That of a paper is its number.
func (m PaymentMethod) NeedsReference() bool { return m != Cash }

// OnPaper reports whether it is a cheque or a demand draft, which the office takes in
// hand.
func (m PaymentMethod) OnPaper() bool { return m == Cheque || m == DemandDraft }

func (m PaymentMethod) valid() bool { return slices.Contains(PaymentMethods(), m) }

// PaymentMethodsFor are the methods that the actor may record or claim a payment
// by, none where they may do neither: cash is an admin's, staff need
// billing.staff_records_payments and residents that billing.resident_payments is
// not "no", as this process last read them (Pay and ClaimPayment read them anew).
func (s *Store) PaymentMethodsFor(actor role.Actor) []PaymentMethod {
	if _, err := actor.Permit(role.RecordPayments); err != nil || actor.IsProgram() {
		return nil
	}
	switch settings := s.settings.Last(); {
	case actor.Role == role.Staff && !staffRecordsPayments().In(settings):
		return nil
	case actor.Role == role.Resident && PaymentsByResidents().In(settings) == ResidentsDoNot:
		return nil
	}
	methods := PaymentMethods()
	return slices.DeleteFunc(methods, func(m PaymentMethod) bool {
		return m == Cash && !takesCash(actor) || m.OnPaper() && !takesPaper(actor)
	})
}

// takesCash reports whether the actor may record cash.
func takesCash(actor role.Actor) bool { return actor.Role == role.Admin }

// takesPaper reports whether the actor may take a cheque or a draft: who pays by one
// hands it in.
func takesPaper(actor role.Actor) bool { return actor.Role != role.Resident }

// Payment is a row of payments with what it names.
type Payment struct {
	ID     uuid.UUID  `json:"id"`
	BillID *uuid.UUID `json:"bill_id"`
	// BillType and Description are the bill's.
	BillType    string     `json:"bill_type"`
	Description string     `json:"description"`
	UnitID      *uuid.UUID `json:"unit_id"`
	Unit        string     `json:"unit"`
	// PayerID is whose money it was, nil where it is not known, or where Payer is
	// somebody without an account.
	PayerID   *uuid.UUID    `json:"payer_id"`
	Payer     string        `json:"payer"`
	Amount    value.Paise   `json:"amount"`
	Method    PaymentMethod `json:"method"`
	Reference string        `json:"reference"`
	// At is when it was paid; noon where it was recorded on a later day, for then only
	// the day is known.
	At time.Time `json:"at"`
	// ReceivedOn is the day on which the money was received: whether it was late goes
	// by it. CountedOn is the day in whose takings and collection it counts, which is
	// another only for a cheque, and where AfterClosing says that it came in when its
	// own day was closed already.
	ReceivedOn   value.Day `json:"received_on"`
	CountedOn    value.Day `json:"counted_on"`
	AfterClosing bool      `json:"after_closing"`
	// ChequeDate is a cheque's own date, nil of all else.
	ChequeDate *value.Day `json:"cheque_date"`
	// Bank is the one that a cheque or a draft is drawn on.
	Bank   string        `json:"bank"`
	Status PaymentStatus `json:"status"`
	// RecordedBy is who recorded it at a desk, or claimed it; nil where another
	// program did.
	RecordedBy *uuid.UUID `json:"recorded_by"`
	Recorder   string     `json:"recorder"`
	// ReversedAt and ReversalReason are set on a reversed payment.
	ReversedAt     *time.Time `json:"reversed_at"`
	ReversalReason string     `json:"reversal_reason"`
	// ClaimID names the claim or the cheque that it is or was a part of, ClaimedAt is
	// when it was made or handed in; nil on what is none. DecidedAt and Decider tell who
	// confirmed it, refused it with RefusalReason, or took it back.
	ClaimID       *uuid.UUID `json:"claim_id"`
	ClaimedAt     *time.Time `json:"claimed_at"`
	DecidedAt     *time.Time `json:"decided_at"`
	Decider       string     `json:"decider"`
	RefusalReason string     `json:"refusal_reason"`
	// Simulated says that no money was paid.
	Simulated bool `json:"simulated"`
	// FeeWaived is told when it is recorded: what was waived of the late fee on its bill,
	// because the money was received before the fee was charged.
	FeeWaived value.Paise `db:"-" json:"fee_waived,omitempty"`
	// ReceiptID and Receipt ("2026-000123") are nil and empty until a receipt was
	// issued; see IssueReceipt.
	ReceiptID *uuid.UUID `json:"receipt_id"`
	Receipt   string     `json:"receipt"`
}

// DayOnly reports whether of At only its day is known, by the calendar of zone.
func (p Payment) DayOnly(zone *time.Location) bool {
	return p.ClaimID != nil || p.At.Equal(p.ReceivedOn.Noon(zone))
}

// paidAt is when a payment y was made, as idx_payments_time has it.
const paidAt = `coalesce(y.payment_date, '1970-01-01 00:00:00+00'::timestamptz)`

// receivedOn is the day on which the money of a payment y was received, countedOn
// the day in whose takings and collection it counts.
const (
	receivedOn   = `coalesce(y.received_on, (` + paidAt + ` AT TIME ZONE (SELECT society360_zone()))::date)`
	countedOn    = `coalesce(y.counted_on, ` + receivedOn + `)`
	afterClosing = `(y.counted_on IS NOT NULL AND y.cheque_date IS NULL)`
)

// paymentStatus is the status of a payment y, with reversed told from failed, and
// a claim from what another program left pending.
const paymentStatus = `CASE
	WHEN y.status = 'pending' AND y.claim_id IS NOT NULL THEN CASE WHEN y.cheque_date IS NULL THEN 'claimed' ELSE 'uncleared' END
	WHEN y.status = 'failed' AND y.reversed_at IS NOT NULL THEN 'reversed'
	WHEN y.status = 'failed' AND y.refusal_reason IS NOT NULL THEN CASE WHEN y.cheque_date IS NULL THEN 'refused' ELSE 'bounced' END
	WHEN y.status = 'failed' AND y.decided_at IS NOT NULL THEN 'withdrawn'
	ELSE coalesce(y.status, 'success') END`

// simulated is true of a payment y that never was money. One of before the column
// was there is known by the reference that was made up for it.
const simulated = `coalesce(y.simulated, y.recorded_by = y.payer_id AND y.transaction_reference ~ '^SIM[0-9A-F]{12}$', false)`

// elsewhere is true of a payment y that counts and that nobody of the office
// recorded or confirmed, as idx_payments_elsewhere has it.
const elsewhere = paymentCounts + ` AND y.decided_at IS NULL
	AND (y.recorded_by IS NULL OR y.recorded_by = y.payer_id)`

// receiptNumber writes a receipt r's number.
const receiptNumber = `r.year || '-' || lpad(r.number::text, greatest(6, length(r.number::text)), '0')`

// paymentPeople are the tables that a payment y names, beside its receipt r.
const paymentPeople = `
	LEFT JOIN bills b ON b.id = y.bill_id
	LEFT JOIN units u ON u.id = b.unit_id
	LEFT JOIN users p ON p.id = y.payer_id
	LEFT JOIN users w ON w.id = y.recorded_by
	LEFT JOIN users d ON d.id = y.decided_by`

// paymentReceipt is the receipt r of a payment y.
const paymentReceipt = `
	LEFT JOIN receipt_payments rp ON rp.payment_id = y.id
	LEFT JOIN receipts r ON r.id = rp.receipt_id`

// payerName is the name of who paid a payment y, whose account is p.
const payerName = `coalesce(p.full_name, y.paid_by_name, '')`

// paymentRow is a payment as y payments has it, with its bill b and that one's unit
// u, its payer p, recorder w and decider d, and its receipt r.
var paymentRow = register.Describe(
	"payments", "y", paymentPeople+paymentReceipt,
	register.Column{Name: "id"},
	register.Column{Name: "bill_id", Audited: true},
	register.Column{Field: "bill_type", Read: `coalesce(b.bill_type, '')`},
	register.Column{Field: "description", Read: `coalesce(b.description, '')`},
	register.Column{Field: "unit_id", Read: `b.unit_id`},
	register.Column{Field: "unit", Read: `coalesce(u.label, u.unit_number, '')`},
	register.Column{Name: "payer_id", Audited: true},
	register.Column{Name: "paid_by_name", Field: register.NotRead, Audited: true},
	register.Column{Field: "payer", Read: payerName},
	register.Column{Name: "amount_paid", Field: "amount", Audited: true},
	register.Column{Name: "payment_method", Field: "method", Text: true, Audited: true},
	register.Column{Name: "transaction_reference", Field: "reference", Text: true, Audited: true},
	register.Column{Name: "payment_date", Field: "at", Read: paidAt, Audited: true},
	register.Column{Name: "received_on", Read: receivedOn, Audited: true},
	register.Column{Name: "counted_on", Read: countedOn, Audited: true},
	register.Column{Name: "cheque_date", Audited: true},
	register.Column{Name: "bank", Text: true, Audited: true},
	register.Column{Field: "after_closing", Read: afterClosing},
	register.Column{Name: "status", Read: paymentStatus, Or: `'success'`, Audited: true},
	register.Column{Name: "recorded_by"},
	register.Column{Field: "recorder", Read: `coalesce(w.full_name, '')`},
	register.Column{Name: "reversed_at", Audited: true},
	register.Column{Name: "reversal_reason", Text: true},
	register.Column{Name: "claim_id", Audited: true},
	register.Column{Name: "claimed_at"},
	register.Column{Name: "decided_at", Audited: true},
	register.Column{Name: "decided_by", Field: register.NotRead},
	register.Column{Field: "decider", Read: `coalesce(d.full_name, '')`},
	register.Column{Name: "refusal_reason", Text: true},
	register.Column{Name: "simulated", Read: simulated},
	register.Column{Field: "receipt_id", Read: `r.id`},
	register.Column{Field: "receipt", Read: `coalesce(` + receiptNumber + `, '')`},
).NoKey()

// paymentCounts is true of a payment y that succeeded.
const paymentCounts = `coalesce(y.status, 'success') = 'success'`

// PaymentFilter chooses payments, newest first.
type PaymentFilter struct {
	// Unit, Bill and By (who recorded it) keep to one; nil for all.
	Unit, Bill, By *uuid.UUID
	// Search is a receipt's number, the beginning of a reference, an amount such as "rs
	// 500", on one bill or of all that was paid together, or as BillFilter has it; empty
	// for all.
	Search string
	// Method and Status keep to one; empty for all.
	Method PaymentMethod
	Status PaymentStatus
	// Claimed keeps to what is or was a claim, Elsewhere to what counts and nobody of
	// the office recorded or confirmed: another program did, or the payer.
	Claimed, Elsewhere bool
	// From and To bound the day it was paid in the society's zone, both included;
	// nil for open.
	From, To *value.Day
	// After continues behind the last row of the page before.
	After *PaymentCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// PaymentCursor is the place of a payment in the lists' order.
type PaymentCursor struct {
	At time.Time
	ID uuid.UUID
}

// Cursor is the payment's own place.
func (p Payment) Cursor() *PaymentCursor { return &PaymentCursor{At: p.At, ID: p.ID} }

// PaymentPage is a page of payments and whether there are more behind it.
type PaymentPage struct {
	Payments []Payment
	More     bool
}

// phoneDigits is the most that a phone has which is searched for among payments.
const phoneDigits = 10

// Payments returns a page of payments, newest first. A resident sees those on
// their own units' bills only. Invalid: a search with nothing to look for.
func (s *Store) Payments(ctx context.Context, actor role.Actor, f PaymentFilter) (PaymentPage, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return PaymentPage{}, err
	}
	f.Limit = pageSize(f.Limit)
	if err := value.RegisterDays().Within(f.From, f.To, s.settings.ThisDay()); err != nil {
		return PaymentPage{}, err
	}
	where, args := f.conditions(s.settings.Last().Zone())
	// The page's keys first, and then what its rows name: with all those joins in one
	// statement the planner no longer begins with what was searched.
	const order = ` ORDER BY ` + paidAt + ` DESC, y.id DESC`
	keys := ``
	if term := value.Limit(value.Clean(f.Search), 60); term != "" {
		if year, number, ok := readReceiptNumber(term); ok {
			where = append(where, `r.year = @year AND r.number = @number`)
			args["year"], args["number"] = year, number
		} else {
			arms, units, err := paymentArms(term, s.settings.Region(), allowed, args)
			if err != nil {
				return PaymentPage{}, err
			}
			keys = paymentsFound(arms, units, where, f.Unit != nil, allowed)
		}
		// What is longer is a bank's reference.
		if f.After == nil && allowed == role.Everything && len(value.OnlyDigits(term)) <= phoneDigits {
			accounts.CountPhoneSearch(ctx, s.reg, actor, term)
		}
	}
	if keys == "" {
		keys = `SELECT y.id FROM ` + paymentsIn(allowed) + paymentReceipt + ` WHERE ` + strings.Join(where, ` AND `) + order + ` LIMIT @limit`
	}
	args["actor"], args["limit"] = value.NullID(actor.UserID), f.Limit+1
	payments, err := register.List[Payment](ctx, s.reg, `SELECT `+paymentRow.Columns+` FROM (`+keys+`) k
		JOIN payments y ON y.id = k.id`+paymentRow.Joins+order, args)
	if err != nil {
		return PaymentPage{}, err
	}
	payments, more := cutPage(payments, f.Limit)
	return PaymentPage{Payments: payments, More: more}, nil
}

// paymentsIn are the payments y that a scope reaches, with their bill b. A resident's bills
// are few and found first, and the payments of each (OFFSET 0 keeps them from being looked
// up for each payment of all).
func paymentsIn(s role.Scope) string {
	if s == role.OwnUnits {
		return `(SELECT b.id, b.unit_id FROM bills b WHERE ` + scopeBills(s) + ` OFFSET 0) b
			CROSS JOIN LATERAL (SELECT ` + paymentColumns + `, o.amount_paid, o.transaction_reference, o.received_on, o.counted_on FROM payments o WHERE o.bill_id = b.id OFFSET 0) y`
	}
	return `payments y LEFT JOIN bills b ON b.id = y.bill_id`
}

// wholeTotal is true of a payment_totals t where a scope reaches every bill that was paid
// with it: the sum tells what was paid on the others.
func wholeTotal(s role.Scope) string {
	if s != role.OwnUnits {
		return `true`
	}
	return `NOT EXISTS (SELECT FROM payment_totals other JOIN payments line ON line.id = other.payment_id
		LEFT JOIN bills b ON b.id = line.bill_id WHERE other.made_with = t.made_with AND (` + scopeBills(s) + `) IS NOT TRUE)`
}

// conditions of the filter on a payment y and its bill b.
func (f PaymentFilter) conditions(zone *time.Location) (where []string, args pgx.NamedArgs) {
	where, args = []string{`true`}, pgx.NamedArgs{}
	add := func(condition, name string, value any) {
		where = append(where, condition)
		args[name] = value
	}
	if f.Unit != nil {
		add(`b.unit_id = @unit`, "unit", *f.Unit)
	}
	if f.Bill != nil {
		add(`y.bill_id = @bill`, "bill", *f.Bill)
	}
	if f.By != nil {
		add(`y.recorded_by = @by`, "by", *f.By)
	}
	if f.Method != "" {
		add(`y.payment_method = @method`, "method", string(f.Method))
	}
	if f.Status != "" {
		add(paymentStatus+` = @status`, "status", string(f.Status))
	}
	// Said in an index's own words, so that it serves.
	switch f.Status {
	case "", PaymentSucceeded:
	case PaymentClaimed, PaymentUncleared:
		where = append(where, openClaim)
	default:
		where = append(where, `coalesce(y.status, 'success') <> 'success'`)
	}
	if f.Claimed {
		where = append(where, `y.claim_id IS NOT NULL AND `+isClaim)
	}
	if f.Elsewhere {
		where = append(where, elsewhere)
	}
	if f.From != nil {
		add(paidAt+` >= @since`, "since", f.From.In(zone))
	}
	if f.To != nil {
		add(paidAt+` < @until`, "until", f.To.AddDays(1).In(zone))
	}
	if f.After != nil {
		add(`(`+paidAt+`, y.id) < (@after_at, @after_id)`, "after_at", f.After.At)
		args["after_id"] = f.After.ID
	}
	return where, args
}
