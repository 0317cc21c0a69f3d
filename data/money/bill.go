// Package money is bills, payments, claims, receipts and late fees.
package money

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// BillStatus is how a bill stands today. It is derived at each reading, so that it is
// right as soon as a due date has passed, before the nightly mark; bills.status is
// kept equal for other programs.
type BillStatus string

// The platform's statuses, and void, which is stored as paid: a voided bill is
// waived in full.
const (
	Unpaid        BillStatus = "unpaid"
	PartiallyPaid BillStatus = "partially_paid"
	Paid          BillStatus = "paid"
	Overdue       BillStatus = "overdue"
	Void          BillStatus = "void"
)

// BillStatuses are all of them, in the order in which a filter shows them.
func BillStatuses() []BillStatus {
	return []BillStatus{Overdue, Unpaid, PartiallyPaid, Paid, Void}
}

// Word is the status in a word or two.
func (s BillStatus) Word() string {
	switch s {
	case Unpaid:
		return "unpaid"
	case PartiallyPaid:
		return "part paid"
	case Paid:
		return "paid"
	case Overdue:
		return "overdue!"
	case Void:
		return "void"
	}
	return string(s)
}

// Bill is a row of bills. Amounts are paise.
type Bill struct {
	ID     uuid.UUID  `json:"id"`
	UnitID *uuid.UUID `json:"unit_id"`
	// Unit is the unit's label such as "A-101", empty where there is none.
	Unit string `json:"unit"`
	// Type is one of BillTypes, LateFee, or what another program calls it.
	Type   string      `json:"type"`
	Amount value.Paise `json:"amount"`
	// Waived is what nobody is asked for any more, Paid the sum of the successful
	// payments.
	Waived   value.Paise `json:"waived"`
	Paid     value.Paise `json:"paid"`
	BillDate value.Day   `json:"bill_date"`
	DueDate  value.Day   `json:"due_date"`
	// Claimed is what residents say they paid and the office has not decided on; it is
	// due until then. Held is what of it is claimed as paid on the due date or an
	// earlier day: until that is decided the bill is overdue as to the rest alone.
	Claimed     value.Paise `json:"claimed"`
	Held        value.Paise `json:"held"`
	Status      BillStatus  `json:"status"`
	Description string      `json:"description"`
	// LateFeeOf is the bill on which a late fee was charged. FeeBase, what was due of
	// that bill then, and FeePercent ("5" or "2.5") are the fee's arithmetic; nil and
	// empty unless this program charged the fee.
	LateFeeOf  *uuid.UUID   `json:"late_fee_of"`
	FeeBase    *value.Paise `json:"fee_base"`
	FeePercent string       `json:"fee_percent"`
	// CauseGone says of a late fee with something due that what it was charged for is no
	// more: the bill was voided, made out for less, or was not late on the fee's day.
	CauseGone bool `json:"cause_gone"`
	// RunMonth is the first day of the month that a bill run raised the bill for, also
	// where the run was taken back.
	RunMonth *value.Day `json:"run_month"`
	// VoidedAt and VoidReason are set on a voided bill.
	VoidedAt   *time.Time `json:"voided_at"`
	VoidReason string     `json:"void_reason"`
	CreatedAt  time.Time  `json:"created_at"`
	// Version changes with every change of the row; a correction names the one it
	// was made from.
	Version string `json:"version"`
}

// Due is what is still owed on the bill, never below zero.
func (b Bill) Due() value.Paise { return max(0, b.Amount-b.Waived-b.Paid) }

// Claimable is what is due on the bill and nobody claims to have paid.
func (b Bill) Claimable() value.Paise { return max(0, b.Due()-b.Claimed) }

// billDue is what is due on a bill b, written as idx_bills_due has it.
const billDue = `b.amount - b.waived_amount - b.amount_paid`

// Late is what is due on the bill and no claim holds back, whether or not its due
// date has passed.
func (b Bill) Late() value.Paise { return max(0, b.Due()-b.Held) }

// billStatus is the derived status of a bill b. One that claims hold back whole
// (Bill.Held) has the status of its due date.
const billStatus = `CASE WHEN b.voided_at IS NOT NULL THEN 'void' ELSE
	society360_bill_status(b.amount, b.waived_amount, b.amount_paid, b.due_date,
		CASE WHEN b.due_date < ` + settings.TodaySQL + ` AND ` + billDue + ` > 0 AND ` + billDue + ` <= ` + heldOf + ` THEN b.due_date ELSE ` + settings.TodaySQL + ` END) END`

// billRow is a bill as b bills has it, with its unit u.
var billRow = register.Describe(
	"bills", "b", ` LEFT JOIN units u ON u.id = b.unit_id`,
	register.Column{Name: "id"},
	register.Column{Name: "unit_id", Audited: true},
	register.Column{Field: "unit", Read: `coalesce(u.label, u.unit_number, '')`},
	register.Column{Name: "bill_type", Field: "type", Audited: true},
	register.Column{Name: "amount", Audited: true},
	register.Column{Name: "waived_amount", Field: "waived", Audited: true},
	register.Column{Name: "amount_paid", Field: "paid", Audited: true},
	register.Column{Name: "bill_date", Audited: true},
	register.Column{Name: "due_date", Audited: true},
	register.Column{Field: "claimed", Read: claimedOf},
	register.Column{Field: "held", Read: heldOf},
	register.Column{Name: "status", Read: billStatus, Or: `'unpaid'`, Audited: true},
	register.Column{Name: "description", Text: true, Audited: true},
	register.Column{Name: "late_fee_of", Audited: true},
	register.Column{Name: "fee_base", Audited: true},
	register.Column{Name: "fee_percent", Read: `coalesce(trim_scale(b.fee_percent)::text, '')`, Audited: true},
	register.Column{Field: "cause_gone", Read: `CASE WHEN b.late_fee_of IS NULL OR b.voided_at IS NOT NULL OR ` + billDue + ` <= 0 THEN false ELSE ` + CauseGone + ` END`},
	register.Column{Name: "run_month", Read: `coalesce(b.run_month, CASE WHEN b.late_fee_of IS NULL THEN (SELECT r.month FROM society360_bill_runs r WHERE r.id = b.run_id) END)`, Audited: true},
	register.Column{Name: "run_id", Field: register.NotRead, Audited: true},
	register.Column{Name: "voided_at", Audited: true},
	register.Column{Name: "void_reason", Text: true},
	register.Column{Name: "created_at", Read: `coalesce(b.created_at, b.bill_date::timestamp AT TIME ZONE 'UTC')`},
	register.Column{Name: "xmin", Field: "version", Read: `b.xmin::text`},
).NoKey()

// scopeBills keeps a resident to the bills of their own units: an owner to all of
// them, another resident, and who has moved out, to those that are dated in their own
// time there. Their units are found first, of which there are few: behind an OR no index
// would serve.
func scopeBills(s role.Scope) string {
	if s == role.OwnUnits {
		return `(b.unit_id = ANY (ARRAY` + homes.EverUnitIDs + `) AND (` + homes.OwnsNow(`b.unit_id`) + ` OR ` + homes.LivedThen(`b.unit_id`, `b.bill_date`) + `))`
	}
	return `true`
}

// Bill returns one bill. A resident sees those of their own units only; others
// are NotFound.
func (s *Store) Bill(ctx context.Context, actor role.Actor, id uuid.UUID) (Bill, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return Bill{}, err
	}
	return billByID(ctx, s.reg, actor, allowed, id)
}

func billByID(ctx context.Context, d connect.DB, actor role.Actor, allowed role.Scope, id uuid.UUID) (Bill, error) {
	return register.One[Bill](ctx, d, billRow.Query()+` WHERE b.id = @id AND `+scopeBills(allowed), pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)})
}
