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
	if t.PartySize < 1 || t.PartySize > 99 {
		bad.Add("party", "A party has 1 to 99 people.")
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
	// SecondVisit says that the guard was told of the open visit of this phone and
	// insists.
	SecondVisit bool `json:"second_visit"`
	// OddPhone says that the person was told what is odd about the phone and insists.
	OddPhone bool `json:"odd_phone"`
}

// checks returns the complaints about a visit's typed fields, nil if none.
func (n *Draft) checks(region string, today value.Day) error {
	bad := fault.Fields{}
	n.check(bad)
	if odd := value.OddPhone(n.Phone, region); odd != nil && (!n.OddPhone || value.OnlyDigits(n.Phone) == "") {
		bad["phone"] = odd
	}
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
// is required and missing, the approver does not live there, or
// (ErrDuplicateInside) the phone has a visitor inside and SecondVisit is not set.
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
	lock := ""
	if as == CheckedIn {
		lock = lockOfPhone(n.Phone, s.settings.Region())
	}
	may, text := mayBeLogged(), n.assignments()
	return register.Run[Visit](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: as.logged(), Resource: "visitor_logs", Lock: lock,
		Payload: []any{as, n},
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO visitor_logs AS v (id, ` + text.Columns() + `, entry_gate, status, created_at,
					expected_arrival, approved_at, check_in_time, security_guard_id, approved_by_user_id)
				SELECT @id, ` + text.Values() + `, CASE WHEN @status = 'checked_in' THEN @gate END, @status, now(),
					@expected, CASE WHEN @status = 'approved' OR @channel <> '' THEN now() END,
					CASE WHEN @status = 'checked_in' THEN now() END, CASE WHEN @scoped THEN NULL ELSE @actor::uuid END, @by
				FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + visitRow.Returning + `
			),` + visitRow.Added(),
		Args: value.PhoneArgs(text.Into(pgx.NamedArgs{
			"id": value.NewID(), "unit": n.UnitID, "gate": value.Tidy(n.Gate),
			"status": string(as), "expected": n.ExpectedArrival,
			"by": n.Approval.By, "channel": string(n.Approval.Channel),
			"second": n.SecondVisit, "scoped": allowed == role.OwnUnits,
		}), n.Phone, s.settings.Region()),
		Notes: n.Note, Details: n.Approval.Details(), Refuse: may.Refuse,
	})
}

// mayBeLogged holds the rules of a new visit that need the database: the unit is
// there (and the resident's own), the approver lives in it, approval is given where
// it is required, and nobody with this phone is inside unless the guard knows.
func mayBeLogged() register.Rules[Visit] {
	return register.Rules[Visit]{
		homes.UnitIsThere[Visit](),
		wordIsTheirs(`@unit`),
		{Holds: `@status <> 'checked_in' OR @channel <> '' OR NOT ` + approvalRequiredSQL, Says: approvalNeeded()},
		{
			Holds: `@status <> 'checked_in' OR @second OR @phone_number = '' OR NOT EXISTS (` + openVisitOfPhone() + `)`,
			Says:  duplicateInside(),
		},
	}
}

func openVisitOfPhone() string {
	return `SELECT FROM visitor_logs o WHERE ` + value.PhoneIs(`o.visitor_phone`) + ` AND coalesce(o.status, 'checked_in') = 'checked_in'`
}

// Details is what an approval adds to the audit row.
func (a Approval) Details() map[string]any {
	if a.Channel == NoApproval {
		return nil
	}
	return map[string]any{"approval": string(a.Channel)}
}

// duplicateInside refuses a second open visit of one phone until a guard insists.
func duplicateInside() *fault.Error {
	e := fault.Refuse("Someone with this phone is inside already.")
	e.Cause = ErrDuplicateInside
	return e
}

// ErrDuplicateInside is the cause of a refused check-in that a guard may insist
// on, by setting SecondVisit.
const ErrDuplicateInside = fault.Sentence("the phone has an open visit")
