package money

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Receipt is a numbered receipt for the payments of one intent. Numbers run from
// 1 in each year of the society's calendar, without gaps.
type Receipt struct {
	ID uuid.UUID `json:"id"`
	// Number is the year and the number in it: "2026-000123".
	Number   string    `json:"number"`
	IssuedAt time.Time `json:"issued_at"`
	// Society is the society's name today.
	Society string     `json:"society"`
	UnitID  *uuid.UUID `json:"unit_id"`
	Unit    string     `json:"unit"`
	Block   string     `json:"block"`
	// Payer is empty where it is not known whose money it was.
	Payer     string        `json:"payer"`
	Method    PaymentMethod `json:"method"`
	Reference string        `json:"reference"`
	Bank      string        `json:"bank"`
	// PaidAt is when it was paid. ReceivedBy is who recorded it, or confirmed the
	// payer's claim; empty where nobody of the office received it, because another
	// program or the payer recorded it.
	PaidAt     time.Time `json:"paid_at"`
	ReceivedBy string    `json:"received_by"`
	// Confirmed says that it is for a claim or a cheque, which ReceivedBy confirmed.
	// DayOnly says that of PaidAt only the day is known: of these, and of what was
	// recorded on a later day. Simulated says that no money was paid.
	Confirmed bool `json:"confirmed"`
	DayOnly   bool `json:"day_only"`
	Simulated bool `json:"simulated"`
	// Total is the sum of all lines, Reversed that of the payments taken back: where
	// the two are equal the receipt is cancelled.
	Total    value.Paise   `json:"total"`
	Reversed value.Paise   `json:"reversed"`
	Lines    []ReceiptLine `json:"lines"`
}

// Cancelled reports whether every payment of the receipt was taken back.
func (r Receipt) Cancelled() bool { return r.Reversed == r.Total }

// ReceiptLine is what was paid on one bill.
type ReceiptLine struct {
	PaymentID   uuid.UUID  `json:"payment_id"`
	BillID      *uuid.UUID `json:"bill_id"`
	BillType    string     `json:"bill_type"`
	Description string     `json:"description"`
	// Month is the first day of the month that a bill run raised the bill for.
	Month    *value.Day  `json:"month"`
	BillDate value.Day   `json:"bill_date"`
	Amount   value.Paise `json:"amount"`
	// BillAmount and BillDue are what the bill is for and what is due on it now.
	BillAmount value.Paise `json:"bill_amount"`
	BillDue    value.Paise `json:"bill_due"`
	// ReversedAt and Reason are set where the payment was taken back.
	ReversedAt *time.Time `json:"reversed_at"`
	Reason     string     `json:"reason"`
}

// receiptRow is a line with what it shares with the others of its receipt.
type receiptRow struct {
	ReceiptLine
	Receipt uuid.UUID
	Number  string
	Issued  time.Time
	UnitID  *uuid.UUID
	Unit    string
	Block   string
	Payer   string
	Method  PaymentMethod
	Ref     string
	Bank    string
	PaidAt  time.Time
	By      string
	Society string

	Confirmed, DayOnly, Simulated bool
}

const receiptRows = `SELECT y.id AS payment_id, y.bill_id, coalesce(b.bill_type, '') AS bill_type,
		coalesce(b.description, '') AS description, b.run_month AS month, b.bill_date, y.amount_paid AS amount,
		coalesce(b.amount, 0) AS bill_amount, coalesce(greatest(` + billDue + `, 0), 0) AS bill_due,
		CASE WHEN y.status = 'failed' THEN coalesce(y.reversed_at, r.issued_at) END AS reversed_at,
		coalesce(y.reversal_reason, '') AS reason,
		r.id AS receipt, ` + receiptNumber + ` AS number, r.issued_at AS issued, b.unit_id,
		coalesce(u.label, u.unit_number, '') AS unit, coalesce(k.name, '') AS block, ` + payerName + ` AS payer,
		coalesce(y.payment_method, '') AS method, coalesce(y.transaction_reference, '') AS ref, coalesce(y.bank, '') AS bank, ` + paidAt + ` AS paid_at,
		y.claim_id IS NOT NULL AS confirmed,
		y.claim_id IS NOT NULL OR coalesce(y.received_on < (r.issued_at AT TIME ZONE (SELECT society360_zone()))::date, false) AS day_only, ` + simulated + ` AS simulated,
		CASE WHEN y.claim_id IS NOT NULL THEN coalesce(d.full_name, '') WHEN y.recorded_by = y.payer_id AND y.payment_method <> '` + string(Cash) + `' THEN '' ELSE coalesce(w.full_name, '') END AS by,
		coalesce((SELECT config_value FROM system_config WHERE config_key = '` + settings.SocietyName + `'), '') AS society
	FROM receipts r JOIN receipt_payments rp ON rp.receipt_id = r.id JOIN payments y ON y.id = rp.payment_id` +
	paymentPeople + ` LEFT JOIN blocks k ON k.id = u.block_id`

// Receipt returns a receipt. A resident sees those of their own units' bills
// only; others are NotFound.
func (s *Store) Receipt(ctx context.Context, actor role.Actor, id uuid.UUID) (Receipt, error) {
	return s.receiptWhere(ctx, actor, `r.id = @id`, pgx.NamedArgs{"id": id})
}

// ReceiptByNumber returns the receipt of a number such as "2026-000123", however
// many zeros it is typed with. NotFound: there is none for this actor.
func (s *Store) ReceiptByNumber(ctx context.Context, actor role.Actor, number string) (Receipt, error) {
	if _, err := actor.Permit(role.ReadBills); err != nil {
		return Receipt{}, err
	}
	year, n, ok := readReceiptNumber(number)
	if !ok {
		return Receipt{}, fault.Wrong("number", "A receipt's number is its year and a number, such as 2026-000123.")
	}
	return s.receiptWhere(ctx, actor, `r.year = @year AND r.number = @number`, pgx.NamedArgs{"year": year, "number": n})
}

// readReceiptNumber reads a receipt's number as typed, however many zeros it has; ok
// is false where it is none.
func readReceiptNumber(typed string) (year, number int32, ok bool) {
	first, rest, _ := strings.Cut(strings.TrimSpace(typed), "-")
	y, wrong := strconv.ParseInt(first, 10, 32)
	n, bad := strconv.ParseInt(rest, 10, 32)
	if wrong != nil || bad != nil || len(first) != 4 {
		return 0, 0, false
	}
	return int32(y), int32(n), true
}

// ReceiptOf returns the receipt of a payment. NotFound: none was issued yet; see
// IssueReceipt.
func (s *Store) ReceiptOf(ctx context.Context, actor role.Actor, payment uuid.UUID) (Receipt, error) {
	return s.receiptWhere(ctx, actor, `r.id = (SELECT receipt_id FROM receipt_payments WHERE payment_id = @id)`, pgx.NamedArgs{"id": payment})
}

// wholeReceipt is the condition that a scope reaches every bill of a receipt r: a part
// of one would have another sum.
func wholeReceipt(s role.Scope) string {
	return `NOT EXISTS (SELECT FROM receipt_payments other JOIN payments line ON line.id = other.payment_id
		LEFT JOIN bills b ON b.id = line.bill_id WHERE other.receipt_id = r.id AND (` + scopeBills(s) + `) IS NOT TRUE)`
}

func (s *Store) receiptWhere(ctx context.Context, actor role.Actor, condition string, args pgx.NamedArgs) (Receipt, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return Receipt{}, err
	}
	args["actor"] = value.NullID(actor.UserID)
	if allowed == role.OwnUnits {
		condition += ` AND ` + wholeReceipt(allowed)
	}
	rows, err := register.List[receiptRow](ctx, s.reg, receiptRows+` WHERE `+condition+` AND `+scopeBills(allowed)+
		` ORDER BY b.due_date, b.id, y.id`, args)
	if err != nil {
		return Receipt{}, err
	}
	if len(rows) == 0 {
		return Receipt{}, fault.Missing("There is no such receipt.")
	}
	return receiptOf(rows), nil
}

// receiptOf puts the lines of a receipt together.
func receiptOf(rows []receiptRow) Receipt {
	first := rows[0]
	society := settings.Of(map[string]string{settings.SocietyName: first.Society}).Society()
	r := Receipt{
		ID: first.Receipt, Number: first.Number, IssuedAt: first.Issued, Society: society,
		UnitID: first.UnitID, Unit: first.Unit, Block: first.Block, Payer: first.Payer, Method: first.Method,
		Reference: first.Ref, Bank: first.Bank, PaidAt: first.PaidAt, ReceivedBy: first.By,
		Confirmed: first.Confirmed, DayOnly: first.DayOnly, Simulated: first.Simulated,
	}
	for _, row := range rows {
		r.Lines = append(r.Lines, row.ReceiptLine)
		r.Total += row.Amount
		if row.ReversedAt != nil {
			r.Reversed += row.Amount
		}
	}
	return r
}
