package money

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Allocation is the share of a payment that goes to one bill.
type Allocation struct {
	Bill        uuid.UUID `json:"bill"`
	Type        string    `json:"type"`
	Description string    `json:"description"`
	DueDate     value.Day `json:"due_date"`
	// Due is what was due on the bill when the payment was planned, Amount its share
	// of the payment.
	Due    value.Paise `json:"due"`
	Amount value.Paise `json:"amount"`
}

// Plan is how a payment of amount settles what the unit owes, oldest due date
// first; only keeps to some of the bills, empty for all. over is the rest of the
// amount, for which nothing is due.
func (d UnitDues) Plan(amount value.Paise, only []uuid.UUID) (plan []Allocation, over value.Paise) {
	return d.plan(amount, only, Bill.Due)
}

// PlanClaim is Plan of what is due and nobody claims to have paid already.
func (d UnitDues) PlanClaim(amount value.Paise, only []uuid.UUID) (plan []Allocation, over value.Paise) {
	return d.plan(amount, only, Bill.Claimable)
}

// plan shares an amount out over the open bills, to each at most what open gives.
func (d UnitDues) plan(amount value.Paise, only []uuid.UUID, open func(Bill) value.Paise) (plan []Allocation, over value.Paise) {
	for _, b := range d.Open {
		if amount <= 0 {
			break
		}
		due := open(b)
		if due == 0 || len(only) > 0 && !slices.Contains(only, b.ID) {
			continue
		}
		share := min(amount, due)
		amount -= share
		plan = append(plan, Allocation{
			Bill: b.ID, Type: b.Type, Description: b.Description, DueDate: b.DueDate, Due: due, Amount: share,
		})
	}
	return plan, max(0, amount)
}

// PaymentDraft is a payment to be recorded. Field names for complaints: unit,
// amount, method, reference, bank, cheque_date, received_on, payer, note.
type PaymentDraft struct {
	Unit   uuid.UUID
	Amount value.Paise
	// Bills keeps to some of the unit's bills; empty for all that are due, oldest
	// due date first.
	Bills []uuid.UUID
	// Shown is how the person saw the amount shared out (UnitDues.Plan): just that
	// is recorded, or nothing. Empty: shared out as Bills says, when it is saved.
	Shown  []Allocation
	Method PaymentMethod
	// Reference is the transaction's, or the number of a cheque or draft; empty for
	// cash. That of a resident's simulated payment is made up where there is none.
	Reference string
	// Bank is the one that a cheque or a draft is drawn on.
	Bank string
	// ChequeDate is a cheque's own date, today where it is no day; it may lie ahead.
	ChequeDate value.Day
	// ReceivedOn is the day on which the money was received, today where it is no day.
	ReceivedOn value.Day
	// Payer lives or lived in the unit, or nil; a resident is their own payer. PaidBy is
	// the name of a payer of whom neither is so.
	Payer  *uuid.UUID
	PaidBy string
	// Note goes into the audit row.
	Note string
	// Again saves it though its reference is on another payment.
	Again bool
}

// PaymentDone is what was recorded: a payment for each bill, under one receipt. A
// cheque has none until it was cleared.
type PaymentDone struct {
	Payments []Payment
	// Receipt is the receipt's number, "2026-000123".
	Receipt   string
	ReceiptID uuid.UUID
}

// Pay records a payment over one or more bills of a unit, in one transaction and
// one round trip, with one receipt; never more than is due. Cash is recorded by
// an admin; staff record none unless billing.staff_records_payments; a resident
// makes a payment of their own unit's bills only where billing.resident_payments
// is simulated, and it is marked so (see ClaimPayment). A cheque is taken: it is
// pending, under no receipt, and never more than is due and nobody claims (see
// ClearCheque). Where the dues changed so that what was shown no longer fits, nothing is saved and the error says what is
// due now.
func (s *Store) Pay(ctx context.Context, actor role.Actor, intent uuid.UUID, n PaymentDraft) (PaymentDone, error) {
	allowed, err := actor.Permit(role.RecordPayments)
	if err != nil {
		return PaymentDone{}, err
	}
	if allowed == role.OwnUnits {
		n.Payer, n.PaidBy, n.ReceivedOn = &actor.UserID, "", value.Day{}
		if n.Method.valid() && n.Method.NeedsReference() && value.Clean(n.Reference) == "" {
			// Of the key, so that a repeat asks for the same.
			n.Reference = "SIM" + strings.ToUpper(hex.EncodeToString(intent[10:]))
		}
	}
	today := s.settings.ThisDay()
	if bad := n.chequeDay(today).of(receivedDay(n.ReceivedOn, today).of(n.checks(actor))); bad != nil {
		return PaymentDone{}, bad
	}
	if n.Method == Cheque {
		return s.takeCheque(ctx, actor, intent, allowed, n)
	}
	shown, amounts := n.shares()
	may := n.mayBePaid(actor, allowed)
	payments, err := register.Run[[]Payment](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.PaymentRecorded, Resource: "payments", Many: true, Notes: n.Note,
		Payload: []any{n.Unit, n.Amount, n.Bills, shown, amounts, n.Method, n.Reference, n.Bank, n.ReceivedOn, n.payer(), n.Note},
		Lock:    n.referenceLock(),
		Hold:    lockDue,
		Change: `due AS (
				SELECT b.id, b.due_date, ` + billDue + ` AS due FROM bills b
				WHERE ` + dueOfBills + ` AND ` + lockedBill + ` AND b.voided_at IS NULL
				  AND EXISTS (SELECT FROM actor) AND ` + scopeBills(allowed) + `
			),` + n.shareSQL() + may.Judged() + `,` + recordShares(),
		Args: pgx.NamedArgs{
			"id": value.NewID(), "receipt": value.NewID(), "unit": n.Unit, "amount": n.Amount, "bills": append([]uuid.UUID{}, n.Bills...),
			"shown": shown, "amounts": amounts, "method": string(n.Method), "reference": value.Tidy(n.Reference), "bank": value.Tidy(n.Bank), "payer": n.Payer, "paid_by": value.Tidy(n.PaidBy),
			"simulated": allowed == role.OwnUnits, "received_on": n.ReceivedOn, "reference_key": ReferenceKey(n.Reference),
		},
		Refuse: may.RefuseOf(n.readDue(actor, allowed)),
	})
	return paymentDone(payments), err
}

// lockDue locks the bills of a unit that have something due, in the order in which
// everything locks them, and notes for the rest of the transaction which these are; no
// day is closed until it ends.
const lockDue = `WITH days AS MATERIALIZED (` + holdDays + `)
	SELECT set_config('society360.locked', coalesce(string_agg(held.id::text, ','), ''), true), (SELECT count(*) FROM days)
	FROM (SELECT b.id FROM bills b WHERE b.unit_id = @unit AND ` + billDue + ` > 0 ORDER BY b.id FOR NO KEY UPDATE) held`

// lockedBill is true of a bill b that lockDue locked. One that has something due only
// since then is passed over: to lock it now would be out of order, and even with SKIP
// LOCKED the server waits where an update of the row was rolled back.
const lockedBill = `b.id = ANY (string_to_array(nullif(current_setting('society360.locked', true), ''), ',')::uuid[])`

// dueOfBills is true of a bill b with something due that may be paid: of the unit, and
// of some of its bills only where these are named.
const dueOfBills = `b.unit_id = @unit AND ` + billDue + ` > 0
	AND (cardinality(@bills::uuid[]) = 0 OR b.id = ANY (@bills::uuid[]))`

// paymentDone is what was recorded under one receipt.
func paymentDone(payments []Payment) PaymentDone {
	if len(payments) == 0 {
		return PaymentDone{}
	}
	done := PaymentDone{Payments: payments, Receipt: payments[0].Receipt}
	if payments[0].ReceiptID != nil {
		done.ReceiptID = *payments[0].ReceiptID
	}
	return done
}

// mayBePaid holds the rules of a payment that need the database; each is looked at
// when its shares are known. Their complaints speak of what is due.
func (n *PaymentDraft) mayBePaid(actor role.Actor, allowed role.Scope) register.Rules[value.Paise] {
	return register.Rules[value.Paise]{
		payableUnit[value.Paise](allowed),
		{Holds: mayRecord(actor), Says: mayNotRecord(actor)},
		{Holds: dayReceived + ` <= ` + settings.TodaySQL, Says: fault.Complaints(map[string]error{"received_on": receivedAhead()})},
		{Holds: `@method::text = '` + string(Cheque) + `' OR ` + isOpen(dayReceived), Says: dayClosed("received_on")},
		{Holds: `@payer::uuid IS NULL OR ` + payerOfUnit, Says: fault.Wrong("payer", "Nobody of that name belongs to this unit.")},
		n.notTwice(allowed),
		{Holds: sharesMakeAmount, Of: func(due value.Paise) error {
			if due < n.Amount {
				return tooMuch(due)
			}
			return sharedElse(due)
		}},
	}
}

// payableUnit is the rule that the unit is there, for this actor.
func payableUnit[T any](allowed role.Scope) register.Rule[T] {
	return register.Rule[T]{
		Holds: `EXISTS (SELECT FROM units u WHERE u.id = @unit AND ` + homes.ScopeUnits(allowed) + `)`,
		Says:  fault.Missing("This unit is no longer there."),
	}
}

// sharesMakeAmount: every share that was shown still fits, or enough is due.
const sharesMakeAmount = `(SELECT sum(amount) FROM share) = @amount::numeric`

const payerOfUnit = `EXISTS (SELECT FROM user_units l WHERE l.unit_id = @unit AND l.user_id = @payer)`

func tooMuch(due value.Paise) error {
	if due == 0 {
		return fault.Wrong("amount", "Nothing is due any more; nothing was saved.")
	}
	return fault.Wrong("amount", "Only %s is due now; nothing was saved.", due)
}

// sharedElse refuses an amount that is due, but not as it was shown.
func sharedElse(due value.Paise) error {
	return fault.Refuse("Nothing was saved: %s is due now. Look at the shares again.", due)
}

// readDue is what is due on the bills that are to be paid, and that this actor reaches.
func (n *PaymentDraft) readDue(actor role.Actor, allowed role.Scope) func(context.Context, connect.DB) (value.Paise, error) {
	return func(ctx context.Context, d connect.DB) (value.Paise, error) {
		now, err := register.One[struct{ Due value.Paise }](ctx, d, `SELECT coalesce(sum(`+billDue+`), 0) AS due FROM bills b
			WHERE `+dueOfBills+` AND `+scopeBills(allowed),
			pgx.NamedArgs{"unit": n.Unit, "bills": append([]uuid.UUID{}, n.Bills...), "actor": value.NullID(actor.UserID)})
		return now.Due, err
	}
}

// checks puts n right and returns a complaint for each bad field, nil if none.
func (n *PaymentDraft) checks(actor role.Actor) *fault.Error {
	bad := map[string]error{}
	complain := func(field, format string) { bad[field] = &fault.Error{Kind: fault.Invalid, Format: format} }
	n.Reference, n.Bank, n.PaidBy, n.Note = value.ASCIIDigits(value.Clean(n.Reference)), value.Clean(n.Bank), value.Clean(n.PaidBy), value.Clean(n.Note)
	if n.Unit == uuid.Nil {
		complain("unit", "Which unit? Type its number, such as A-101.")
	}
	if wrong := value.WrongAmount(n.Amount); wrong != "" {
		complain("amount", wrong)
	}
	switch {
	case !n.Method.valid():
		complain("method", "How was it paid?")
	case n.Method == Cash && !takesCash(actor):
		complain("method", "Cash is recorded by an admin.")
	case n.Method.OnPaper() && !takesPaper(actor):
		complain("method", "A cheque or a draft is handed in at the office, which records it.")
	case n.Method.OnPaper() && n.Reference == "":
		complain("reference", "Type the number that is printed on it.")
	case n.Method.NeedsReference() && n.Reference == "":
		complain("reference", "This way of paying has a transaction reference; type it.")
	case !n.Method.NeedsReference() && n.Reference != "":
		complain("reference", "Cash has no reference; what is to be remembered goes into the note.")
	}
	switch {
	case n.Payer != nil && n.PaidBy != "":
		complain("payer", "Only one of the two paid: the resident, or somebody else by name.")
	case utf8.RuneCountInString(n.PaidBy) > 100:
		complain("payer", "A name has at most 100 characters.")
	}
	if utf8.RuneCountInString(n.Note) > maxText {
		complain("note", noteTooLong)
	}
	if utf8.RuneCountInString(n.Reference) > 100 {
		complain("reference", "A reference has at most 100 characters.")
	}
	switch {
	case n.Method.OnPaper() && n.Bank == "":
		complain("bank", "Which bank is it drawn on?")
	case !n.Method.OnPaper():
		n.Bank = ""
	case utf8.RuneCountInString(n.Bank) > 100:
		complain("bank", "A bank's name has at most 100 characters.")
	}
	sum := value.Paise(0)
	for _, a := range n.Shown {
		if a.Amount <= 0 || a.Amount > value.MaxAmount {
			complain("amount", "Every share needs an amount above zero.")
		}
		sum += a.Amount
	}
	if len(n.Shown) > 0 && sum != n.Amount {
		complain("amount", "The shares are not the amount; look at them again.")
	}
	return fault.Complaints(bad)
}

// payer is whom it names, as the key of a repeat has it.
func (n *PaymentDraft) payer() any {
	if n.PaidBy != "" {
		return n.PaidBy
	}
	return n.Payer
}

// shares are the bills and amounts of what was shown.
func (n *PaymentDraft) shares() (bills []uuid.UUID, amounts []value.Paise) {
	bills, amounts = []uuid.UUID{}, []value.Paise{}
	for _, a := range n.Shown {
		bills, amounts = append(bills, a.Bill), append(amounts, a.Amount)
	}
	return bills, amounts
}

// shareSQL shares the amount out over the locked bills: as it was shown where
// each share still fits, or else oldest due date first.
func (n *PaymentDraft) shareSQL() string {
	if len(n.Shown) > 0 {
		return `
			share AS (
				SELECT d.id, d.due_date, d.due, s.amount FROM due d
				JOIN unnest(@shown::uuid[], @amounts::numeric[]) AS s(id, amount) ON s.id = d.id
				WHERE s.amount <= d.due
			),`
	}
	return `
			share AS (
				SELECT d.id, d.due_date, d.due, least(d.due, @amount::numeric - d.before) AS amount
				FROM (SELECT id, due_date, due, coalesce(sum(due) OVER (ORDER BY due_date, id
						ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before FROM due) d
				WHERE d.before < @amount::numeric
			),`
}

// recordShares records the shares under one receipt. The year's counter stays locked
// until the payment is committed: a payment that is not gives its number back.
func recordShares() string {
	return `
			whole AS (
				SELECT extract(year FROM ` + settings.TodaySQL + `)::int AS year FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
			),
			` + nextReceipt + `
			paid AS (
				INSERT INTO payments AS y (id, bill_id, payer_id, amount_paid, payment_method, transaction_reference, payment_date, received_on,
					bank, paid_by_name, status, recorded_by, simulated)
				SELECT ` + register.NthID(`@id`, `row_number() OVER (ORDER BY s.due_date, s.id)`) + `,
					s.id, @payer, s.amount, @method, @reference, ` + momentReceived + `, ` + dayReceived + `, @bank, nullif(@paid_by::text, ''), 'success', @actor, @simulated::boolean
				FROM share s CROSS JOIN receipt
				RETURNING ` + paymentRow.Returning + `
			),
			linked AS (
				INSERT INTO receipt_payments (payment_id, receipt_id) SELECT y.id, r.id FROM paid y CROSS JOIN receipt r
			),` + lessenFees(`SELECT s.id AS bill, s.amount, `+dayReceived+` AS received, NULL::timestamptz AS claimed FROM share s`) + `
			change AS (
				SELECT y.id, jsonb_build_object('due', s.due) AS before,
					jsonb_strip_nulls(` + paymentRow.Snapshot + `) || jsonb_build_object('due', s.due - s.amount, 'receipt', ` + receiptNumber + `) AS after,
					` + paymentRow.Result() + ` || ` + feeWaived + ` AS result,
					row_number() OVER (ORDER BY s.due_date, s.id) AS ord
				FROM paid y JOIN share s ON s.id = y.bill_id CROSS JOIN receipt r` + paymentPeople + `
			)`
}

// nextReceipt gives the next number of the year that the CTE whole gives, and
// none where it has no row.
const nextReceipt = `counter AS (
		INSERT INTO receipt_counters AS c (year, last)
		SELECT year, 1 FROM whole
		ON CONFLICT (year) DO UPDATE SET last = c.last + 1
		RETURNING year, last
	),
	receipt AS (
		INSERT INTO receipts (id, year, number, issued_at) SELECT @receipt, c.year, c.last, now() FROM counter c
		RETURNING id, year, number
	),`

// mayRecord is the part of the permission that a setting decides.
func mayRecord(actor role.Actor) string {
	switch actor.Role {
	case role.Staff:
		return staffMayRecord
	case role.Resident:
		return residentsPay + ` = '` + string(ResidentsSimulate) + `'`
	case role.Admin, role.Guard:
	}
	return `true`
}

// mayNotRecord refuses an actor whom that setting does not let record.
func mayNotRecord(actor role.Actor) error {
	if actor.Role == role.Resident {
		return &fault.Error{Kind: fault.Forbidden, Format: "Residents do not pay in this way here. Nothing was saved."}
	}
	return &fault.Error{Kind: fault.Forbidden, Format: "Staff may not record payments here; an admin may, or may allow it in the settings."}
}
