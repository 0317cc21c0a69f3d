package money

import (
	"context"
	"maps"
	"slices"
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

// BillDraft is a bill to be raised by hand. Field names for complaints: unit,
// type, amount, bill_date, due_date, description.
type BillDraft struct {
	Unit uuid.UUID `json:"unit"`
	// Type is one of BillTypes.
	Type   string      `json:"type"`
	Amount value.Paise `json:"amount"`
	// BillDate is today where it is no day, DueDate then billing.due_days later.
	BillDate    value.Day `json:"bill_date"`
	DueDate     value.Day `json:"due_date"`
	Description string    `json:"description"`
}

// maxType is how long a type of bills may be, as the platform's column has it.
const maxType = 50

// maxText is how long a description, a reason or a note may be, in characters.
const maxText = 500

// noteTooLong is the complaint about a note that was not typed into a form, which stops
// at its end: nothing of it is cut off unsaid.
const noteTooLong = "This is too long; 500 characters fit."

// checks puts n right and returns a complaint for each bad field, nil if none.
func (n *BillDraft) checks(today value.Day, dueDays int) *fault.Error {
	bad := map[string]error{}
	complain := func(field, format string) { bad[field] = &fault.Error{Kind: fault.Invalid, Format: format} }
	n.Description = value.Clean(n.Description)
	if n.Unit == uuid.Nil {
		complain("unit", "Which unit? Type its number, such as A-101.")
	}
	if utf8.RuneCountInString(n.Type) > maxType || n.Type != value.Clean(n.Type) {
		complain("type", "No bill is for this; choose what it is for.")
	}
	if n.BillDate.IsZero() {
		n.BillDate = today
	}
	if n.DueDate.IsZero() {
		n.DueDate = n.BillDate.AddDays(dueDays)
	}
	checkBill(complain, n.Amount, n.BillDate, n.DueDate, n.Description)
	checkBillDays(bad, n.BillDate, n.DueDate, today)
	return fault.Complaints(bad)
}

// checkBill complains about what a bill raised and a bill corrected share.
func checkBill(complain func(field, format string), amount value.Paise, billDate, dueDate value.Day, description string) {
	if wrong := value.WrongAmount(amount); wrong != "" {
		complain("amount", wrong)
	}
	if dueDate.Before(billDate) {
		complain("due_date", "A bill is not due before its own date.")
	}
	if utf8.RuneCountInString(description) > maxText {
		complain("description", noteTooLong)
	}
}

// checkBillDays complains about days that are too far off.
func checkBillDays(bad map[string]error, billDate, dueDate, today value.Day) {
	for field, day := range map[string]value.Day{"bill_date": billDate, "due_date": dueDate} {
		if e := value.RegisterDays().Wrong(day, today); e != nil {
			bad[field] = e
		}
	}
}

// RaiseBill raises one bill by hand. Admins only.
func (s *Store) RaiseBill(ctx context.Context, actor role.Actor, intent uuid.UUID, n BillDraft) (Bill, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return Bill{}, err
	}
	if actor.IsProgram() { // it raises those of a run, not one by hand
		return Bill{}, role.Unnamed()
	}
	payload := n
	if bad := n.checks(s.settings.ThisDay(), DueDays().In(s.settings.Last())); bad != nil {
		return Bill{}, bad
	}
	types, heads, err := s.billTypes(ctx, n.Type)
	if err != nil {
		return Bill{}, err
	}
	may := register.Rules[Bill]{
		mayBill(n.Type, types),
		{Holds: `EXISTS (SELECT FROM units WHERE id = @unit)`, Says: homes.NoSuchUnit()},
	}
	return register.Run[Bill](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.BillCreated, Resource: "bills", Payload: payload,
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO bills AS b (id, unit_id, bill_type, amount, bill_date, due_date, status, description, created_at)
				SELECT @id, u.id, @type, @amount, @bill_date, @due_date, 'unpaid', @description, now()
				FROM units u CROSS JOIN judged WHERE u.id = @unit AND judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + billRow.Returning + `
			),` + billRow.Added(),
		Args: pgx.NamedArgs{
			"id": value.NewID(), "unit": n.Unit, "type": n.Type, "amount": n.Amount, "bill_date": n.BillDate,
			"due_date": n.DueDate, "description": value.Tidy(n.Description), "heads": heads,
		},
		Refuse: may.Refuse,
	})
}

// billTypes are the types of which one is to be raised. Where it is none of the
// platform's, heads is the text of the setting that lists it.
func (s *Store) billTypes(ctx context.Context, one string) (types []string, heads *string, err error) {
	if slices.Contains(platformTypes(), one) || one == Opening {
		return BillTypes(settings.Of(nil)), nil, nil
	}
	set, err := s.settings.Values(ctx)
	return BillTypes(set), set.Stored(furtherHeads().Setting), err
}

// billMove is a change of one bill's row under rules.
type billMove struct {
	action  action.Action
	id      uuid.UUID
	payload any
	reason  string
	// rules are on the row b, besides that it is not void; set is the list of
	// assignments.
	rules register.Rules[Bill]
	set   string
	// fee, where set, is what becomes of the late fee on the bill.
	fee  *feeRule
	args pgx.NamedArgs
}

// moveBill locks the bill, changes it if the rules hold, and audits the change with
// its reason, which it asks for.
func (s *Store) moveBill(ctx context.Context, actor role.Actor, intent uuid.UUID, m billMove) (Bill, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return Bill{}, err
	}
	reason, err := reasonGiven(m.reason, "Why? The reason stays with the bill; 500 characters fit.")
	if err != nil {
		return Bill{}, err
	}
	args := pgx.NamedArgs{"id": m.id, "reason": reason}
	maps.Copy(args, m.args)
	may := append(register.Rules[Bill]{
		{Holds: `b.voided_at IS NULL`, Says: fault.Already("This bill is void; nothing on it can be changed.")},
	}, m.rules...)
	change := billRow.Judged(`b.id = @id`, may.Broken()) + `,`
	if m.fee != nil {
		change += m.fee.follow()
	}
	return register.Run[Bill](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: m.action, Resource: "bills", Notes: reason,
		Payload: []any{m.id, m.payload, reason}, Args: args,
		Hold:   `SELECT FROM bills WHERE id = @id OR late_fee_of = @id ORDER BY id FOR NO KEY UPDATE`,
		Change: change + billRow.Updated(m.set) + `,` + billRow.Change("updated", `b.before`),
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Bill, error) {
			return billByID(ctx, d, actor, role.Everything, m.id)
		}),
	})
}

// reasonGiven is the reason of a change that wants one, cleaned; without one, or with
// one too long, it complains in the given words.
func reasonGiven(typed, otherwise string) (string, error) {
	reason := value.Clean(typed)
	if reason == "" || utf8.RuneCountInString(reason) > maxText {
		return "", fault.Wrong("reason", otherwise)
	}
	return reason, nil
}

// nothingIsPaid is the rule of what can be done with a bill only until somebody paid
// on it.
func nothingIsPaid() register.Rule[Bill] {
	return register.Rule[Bill]{Holds: `b.amount_paid = 0`, Of: func(b Bill) error {
		return fault.Refuse("%s is paid on this bill already: reverse the payment first.", b.Paid)
	}}
}

// BillCorrection is a wrong bill put right; field names as in BillDraft, and
// reason.
type BillCorrection struct {
	Amount      value.Paise `json:"amount"`
	BillDate    value.Day   `json:"bill_date"`
	DueDate     value.Day   `json:"due_date"`
	Description string      `json:"description"`
	Reason      string      `json:"reason"`
	// Seen is the bill as it was when the person began to correct it: what
	// somebody else changed since is not overwritten.
	Seen Bill `json:"-"`
}

// CorrectBill puts a wrong bill right while nothing is paid on it, and the late fee on
// it (FeeFates tells it before). The amount of a late fee itself follows from its
// arithmetic and stays; a part of it is waived instead. Admins only. Refused (*fault.Conflict[Bill]): somebody else changed it since
// it was seen.
func (s *Store) CorrectBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, c BillCorrection) (Bill, error) {
	c.Description = value.Clean(c.Description)
	bad := map[string]error{}
	checkBill(func(field, format string) { bad[field] = &fault.Error{Kind: fault.Invalid, Format: format} },
		c.Amount, c.BillDate, c.DueDate, c.Description)
	if c.BillDate != c.Seen.BillDate || c.DueDate != c.Seen.DueDate { // another program's own stay as they are
		checkBillDays(bad, c.BillDate, c.DueDate, s.settings.ThisDay())
	}
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return Bill{}, err
	}
	if e := fault.Complaints(bad); e != nil {
		return Bill{}, e
	}
	fee := ofCorrection()
	return s.moveBill(ctx, actor, intent, billMove{
		action: action.BillCorrected, id: id, payload: c, reason: c.Reason,
		rules: register.Rules[Bill]{
			nothingIsPaid(),
			{Holds: `@amount >= b.waived_amount`, Of: func(b Bill) error {
				return fault.Wrong("amount", "%s of this bill is waived; it cannot be for less.", b.Waived)
			}},
			{
				Holds: `b.amount = @amount OR b.bill_type <> '` + LateFee + `'`,
				Says:  fault.Wrong("amount", "A late fee follows from its percentage; waive a part of it instead."),
			},
			{Holds: `b.xmin::text = @version`, Ask: func(ctx context.Context, d connect.DB, now Bill) error {
				return register.Overtaken(ctx, d, billRow, id, c.Seen, now, "")
			}},
		},
		fee: &fee, set: `amount = @amount, bill_date = @bill_date, due_date = @due_date, description = @description`,
		args: pgx.NamedArgs{
			"amount": c.Amount, "bill_date": c.BillDate, "due_date": c.DueDate,
			"description": value.Tidy(c.Description), "version": c.Seen.Version,
		},
	})
}

// VoidBill takes back a bill that should not have been raised, while nothing is
// paid on it: it is waived in full, so that its stored status is paid and every
// other program sees nothing due, and voided_at tells it from one that was paid.
// What is due of the late fee on it is waived, unless something is paid on that
// (FeeFates tells it before). A void bill of a run in force is not raised again.
// Admins only.
func (s *Store) VoidBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (Bill, error) {
	fee := ofVoid()
	return s.moveBill(ctx, actor, intent, billMove{
		action: action.BillVoided, id: id, reason: reason,
		rules: register.Rules[Bill]{nothingIsPaid()},
		fee:   &fee,
		set:   `waived_amount = greatest(b.amount, 0), voided_at = now(), void_reason = @reason`,
	})
}

// WaiveBill waives amount of what is due on a bill, a late fee's too. Admins
// only. Less is due: Invalid (*fault.Conflict[Bill]) on the field amount.
func (s *Store) WaiveBill(ctx context.Context, actor role.Actor, intent, id uuid.UUID, amount value.Paise, reason string) (Bill, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return Bill{}, err
	}
	if wrong := value.WrongAmount(amount); wrong != "" {
		return Bill{}, fault.Wrong("amount", wrong)
	}
	return s.moveBill(ctx, actor, intent, billMove{
		action: action.BillWaived, id: id, payload: amount, reason: reason,
		rules: register.Rules[Bill]{
			{Holds: billDue + ` > 0`, Says: fault.Refuse("Nothing is due on this bill any more.")},
			{Holds: billDue + ` >= @amount`, Of: func(b Bill) error {
				e := fault.Wrong("amount", "Only %s is due on this bill.", b.Due())
				e.Cause = &fault.Conflict[Bill]{Now: b}
				return e
			}},
		},
		set:  `waived_amount = b.waived_amount + @amount`,
		args: pgx.NamedArgs{"amount": amount},
	})
}
