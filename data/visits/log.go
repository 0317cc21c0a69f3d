package visits

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Approval is whose word let a visitor in, and how it came.
type Approval struct {
	Channel Channel `json:"channel"`
	// By is the resident of the visit's unit whose word it was; nil where the
	// desk decided.
	By *uuid.UUID `json:"by"`
}

// Text is who comes, to whom and what for: what a new visit says, and what a
// correction of one puts right. Field names for complaints: name, phone, unit,
// purpose, plate, party.
type Text struct {
	Name      string    `json:"name"`
	Phone     string    `json:"phone"`
	UnitID    uuid.UUID `json:"unit_id"`
	Purpose   string    `json:"purpose"`
	Plate     string    `json:"plate"`
	PartySize int       `json:"party_size"`
}

// Text is what the visit says of its visitor, as a correction begins with it.
func (v Visit) Text() Text {
	t := Text{Name: v.Name, Phone: v.Phone, Purpose: v.Purpose, Plate: v.Plate, PartySize: max(1, v.PartySize)}
	if v.UnitID != nil {
		t.UnitID = *v.UnitID
	}
	return t
}

// typed is a text that a person types: the field's name for complaints, the column,
// the text, and how many characters fit.
type typed struct {
	field, column string
	text          *string
	most          int
}

func (t *Text) typed() []typed {
	return []typed{
		{"name", "visitor_name", &t.Name, 100},
		{"phone", "visitor_phone", &t.Phone, 20},
		{"purpose", "purpose", &t.Purpose, 100},
		{"plate", "vehicle_number", &t.Plate, 20},
	}
}

// assignments give a visit's row its text.
func (t *Text) assignments() register.Assignments {
	given := register.Assignments{{Column: "unit_id", Value: t.UnitID}, {Column: "party_size", Value: t.PartySize}}
	for _, f := range t.typed() {
		given = append(given, register.Assignments{{Column: f.column, Value: value.Tidy(*f.text)}}...)
	}
	return given
}

// check cleans the text and adds what is wrong with it to bad, but for what is odd
// about its phone.
func (t *Text) check(bad fault.Fields) {
	for _, f := range t.typed() {
		*f.text = value.Clean(*f.text)
		bad.Length(f.field, *f.text, f.most)
	}
	if t.Name == "" {
		bad.Add("name", "Who is it? A visit needs a name.")
	}
	if t.UnitID == uuid.Nil {
		bad.Add("unit", "Which unit? Type its number, such as A-101.")
	}
	if t.PartySize == 0 {
		t.PartySize = 1
	}
	if err := CheckParty(t.PartySize); err != nil {
		bad["party"] = err
	}
}

// CheckParty refuses what is no number of people. Whoever asks nobody for one gives 0
// in a Text, which is taken for 1; a form that asks checks what was typed.
func CheckParty(people int) error {
	if people < 1 || people > 99 {
		return &fault.Error{Kind: fault.Invalid, Format: "A party has 1 to 99 people."}
	}
	return nil
}

// checkPhone adds to bad what is odd about a phone, unless the person knows; what has
// no digit is no phone.
func checkPhone(phone string, known bool, region string, bad fault.Fields) {
	if odd := value.OddPhone(phone, region); odd != nil && (!known || value.OnlyDigits(phone) == "") {
		bad["phone"] = odd
	}
}

// Draft is what a guard or a resident says of a visitor. Field names for
// complaints: those of Text, note, by, status.
type Draft struct {
	Text
	Gate     string   `json:"gate"`
	Note     string   `json:"note"`
	Approval Approval `json:"approval"`
	// ExpectedArrival is for announced visitors.
	ExpectedArrival *time.Time `json:"expected_arrival"`
	// Insist is what the guard was asked about and does all the same.
	Insist Insist `json:"insist"`
	// OddPhone says that the person was told what is odd about the phone and insists.
	OddPhone bool `json:"odd_phone"`
}

// checks returns the complaints about a visit's typed fields, nil if none.
func (n *Draft) checks(region string, today value.Day) error {
	bad := fault.Fields{}
	n.check(bad)
	checkPhone(n.Phone, n.OddPhone, region, bad)
	checkOverride(&n.Insist, bad)
	n.Note, n.Gate = value.Clean(n.Note), value.Limit(value.Clean(n.Gate), 50)
	bad.Length("note", n.Note, 500)
	if n.ExpectedArrival != nil {
		if e := value.ArrivalDays().Wrong(value.DayOf(*n.ExpectedArrival), today); e != nil {
			bad["expected_arrival"] = e
		}
	}
	if !n.Approval.Channel.valid() || (n.Approval.Channel == NoApproval && n.Approval.By != nil) {
		bad.Add("by", "How did the approval come?")
	}
	return bad.Err()
}

// logged is the action under which a new visit of a status is audited.
func (s Status) logged() action.Action {
	switch s {
	case Pending:
		return action.VisitorAnnounced
	case Approved:
		return action.VisitorPreApproved
	case Denied:
		return action.VisitorDenied
	}
	return action.VisitorCheckedIn
}

// Log puts a new visit into the register as pending, approved, checked_in
// or denied. A resident may log approved visits of their own units only, and is
// the approver; at the desk an approved visit has its channel. Refused: approval
// is required and missing, the approver does not live there, or the guard has to
// insist: the phone or the vehicle is inside (ErrDuplicateInside, ErrVehicleInside),
// or somebody of that name is expected at the unit (ErrExpected). Who is barred is
// refused (ErrBarred) but to be turned away.
func (s *Store) Log(ctx context.Context, actor role.Actor, intent uuid.UUID, as Status, n Draft) (Visit, error) {
	allowed := role.Everything
	if as == Approved && actor.Role == role.Resident {
		own, err := actor.Permit(role.ApproveVisits)
		if err != nil {
			return Visit{}, err
		}
		allowed, n.Approval = own, Approval{Channel: ByResident, By: &actor.UserID}
	} else if _, err := actor.Permit(role.LogVisits); err != nil {
		return Visit{}, err
	}
	if as == "" || !Status("").CanBecome(as) {
		return Visit{}, fault.Wrong("status", "A visit cannot begin like this.")
	}
	if bad := n.checks(s.settings.Region(), s.settings.ThisDay()); bad != nil {
		return Visit{}, bad
	}
	if as == Approved && n.Approval.Channel == NoApproval {
		// Else a walk-in could be approved by nobody and let in by the next key,
		// whatever security.require_approval says.
		return Visit{}, fault.Wrong("approval", "How did the approval come?")
	}
	text := n.assignments()
	args := s.typedArgs(n.Text, text.Into(pgx.NamedArgs{
		"id": value.NewID(), "unit": n.UnitID, "gate": value.Tidy(n.Gate),
		"status": string(as), "expected": n.ExpectedArrival,
		"by": n.Approval.By, "channel": string(n.Approval.Channel), "scoped": allowed == role.OwnUnits,
	}))
	may, row := n.mayBeLogged(as, allowed, args), plainRow
	if as != Denied {
		may = append(may, s.notBarred(actor, n.Insist, typedBar(), args))
	}
	switch {
	case as == Approved:
		row = visitRow
	case n.Approval.By == nil:
		row = unnamedRow
	}
	held := ""
	if as == CheckedIn {
		held = holdTyped()
	}
	return register.Run[Visit](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: as.logged(), Resource: "visitor_logs", Hold: held,
		Payload: []any{as, n},
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO visitor_logs AS v (id, ` + text.Columns() + `, entry_gate, status, created_at,
					expected_arrival, approved_at, check_in_time, security_guard_id, approved_by_user_id)
				SELECT @id, ` + text.Values() + `, CASE WHEN @status = 'checked_in' THEN @gate END, @status, now(),
					@expected::timestamptz, CASE WHEN @status = 'approved' OR @channel <> '' THEN now() END,
					CASE WHEN @status = 'checked_in' THEN now() END, CASE WHEN @scoped THEN NULL ELSE @actor::uuid END, @by
				FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + row.Returning + `
			),` + row.Added(),
		New: true, Args: args, Notes: n.Note, Details: n.Insist.overridden(n.Approval.Details()), Refuse: may.Refuse,
	})
}

// mayBeLogged holds the rules of a new visit that need the database: the unit is
// there and within the scope, the approver lives in it, approval is given where
// it is required; and unless the guard knows, nobody with this phone or vehicle is
// inside, and nobody of this name is expected there. args are those of the write.
func (n *Draft) mayBeLogged(as Status, allowed role.Scope, args pgx.NamedArgs) register.Rules[Visit] {
	expected := `o.unit_id = @unit AND ` + oneOfName()
	return register.Rules[Visit]{
		homes.UnitIsThere[Visit](allowed),
		n.Approval.wordIsTheirs(`@unit`),
		{
			Sure:  as != CheckedIn || n.Approval.Channel != NoApproval,
			Holds: `NOT ` + approvalRequiredSQL, Says: approvalNeeded(),
		},
		{
			Sure:  allowed == role.OwnUnits || as == Approved || n.Insist.Another,
			Holds: `NOT EXISTS (SELECT FROM visitor_logs o WHERE ` + expected + `)`,
			Ask:   meets(ErrExpected, "%s is expected already, %s (%s).", expected, args),
		},
		{
			Sure:  as != CheckedIn || n.Insist.Phone,
			Holds: `@phone_number = '' OR NOT EXISTS (` + inside(phoneTyped()) + `)`,
			Ask:   phoneIsInside(phoneTyped(), args),
		},
		{
			Sure:  as != CheckedIn || n.Insist.Plate,
			Holds: `NOT EXISTS (` + inside(vehicleTyped()) + `)`,
			Ask:   vehicleIsInside(vehicleTyped(), n.Plate, args),
		},
	}
}

// typedArgs adds to args what the conditions on what was typed name.
func (s *Store) typedArgs(t Text, args pgx.NamedArgs) pgx.NamedArgs {
	return value.PhoneArgs(value.VehicleArgs(args, t.Plate), t.Phone, s.settings.Region())
}

// Details is what an approval adds to the audit row.
func (a Approval) Details() map[string]any {
	if a.Channel == NoApproval {
		return nil
	}
	return map[string]any{"approval": string(a.Channel)}
}
