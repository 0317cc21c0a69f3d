package visits

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Correction is a mistyped visit put right; field names as in Draft.
type Correction struct {
	Text
	Note string `json:"note"`
	// Approval is the word for the visit as corrected, given with a correction that
	// takes the former one back; see MayApprove. The zero Approval gives none.
	Approval Approval `json:"approval"`
	// Insist is what the guard was asked about and does all the same.
	Insist Insist `json:"insist"`
	// OddPhone is that of Draft.
	OddPhone bool `json:"odd_phone"`
	// Seen is the visit as it was when the person began to correct it: what
	// somebody else changed since is not overwritten.
	Seen Visit `json:"-"`
}

// TakesWordBack reports whether the correction takes back the approval of the
// visit: it was given for another unit, another person, or fewer people. A name
// spelled otherwise is the same person where the phone is the same; without a
// phone only the name says who it is. Phones are read as region's.
func (c Correction) TakesWordBack(region string) bool {
	if !c.Seen.approved() {
		return false
	}
	number := value.PhoneNumber(value.Clean(c.Phone), region)
	return c.Seen.UnitID == nil || *c.Seen.UnitID != c.UnitID ||
		number != value.PhoneNumber(c.Seen.Phone, region) ||
		max(1, c.PartySize) > max(1, c.Seen.PartySize) ||
		number == "" && value.Clean(c.Name) != c.Seen.Name
}

// MayApprove reports whether the correction can bring a new approval with it:
// the desk gives its own word again, and says who let somebody in who is inside.
// A resident's word is taken back for good, and the unit is asked anew.
func (c Correction) MayApprove(region string) bool {
	return c.TakesWordBack(region) && (c.Seen.Status == CheckedIn || c.Seen.ApproverID == nil)
}

// approved reports whether there is an approval to be taken back: one not used
// yet, or by which somebody is inside.
func (v Visit) approved() bool {
	return v.Status == Approved || v.Status == CheckedIn && (v.ApprovedAt != nil || v.ApproverID != nil)
}

// hasWord is approved of the row v.
const hasWord = `(v.status = 'approved' OR ` + IsInside + ` AND (v.approved_at IS NOT NULL OR v.approved_by_user_id IS NOT NULL))`

// takesWordBack is Correction.TakesWordBack of the row v under its lock, with the
// arguments of value.PhoneArgs. The name is compared with the one that was shown: the
// row's own may have been cleaned for that.
func takesWordBack() string {
	return `(` + hasWord + ` AND (v.unit_id IS DISTINCT FROM @unit_id::uuid OR @party_size::int > v.party_size
		OR ` + value.PhoneNumberOf(`coalesce(v.visitor_phone, '')`) + ` <> @phone_number::text
		OR @phone_number::text = '' AND @visitor_name::text <> @seen_name::text))`
}

// Correct changes what was mistyped on a visit that is still open. An approval
// that was given for something else is taken back with it: who is not inside yet
// waits for a new one, unless the correction brings it; who is inside stays so,
// and needs the new one where security.require_approval asks for it. Who is inside
// gets a phone or a vehicle that is inside already only where the guard insists
// (ErrDuplicateInside, ErrVehicleInside). Nobody is corrected into who is barred
// (ErrBarred).
func (s *Store) Correct(ctx context.Context, actor role.Actor, intent uuid.UUID, c Correction) (Visit, error) {
	typed := Draft{Text: c.Text, Note: c.Note, Approval: c.Approval, OddPhone: c.OddPhone || value.Clean(c.Phone) == c.Seen.Phone, Insist: c.Insist}
	bad := typed.checks(s.settings.Region(), s.settings.ThisDay())
	taken, text := takesWordBack(), typed.assignments()
	args := s.typedArgs(typed.Text, text.Into(pgx.NamedArgs{
		"version": c.Seen.Version, "seen_name": c.Seen.Name,
		"channel": string(c.Approval.Channel), "by": c.Approval.By,
	}))
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorCorrected, may: role.CorrectVisits, id: c.Seen.ID, payload: c, notes: typed.Note,
		details: typed.Insist.overridden(typed.Approval.Details()), bad: bad, hold: holdTyped(),
		rules: append(c.rules(taken, typed.Plate, args), s.notBarred(actor, typed.Insist, newlyTyped(), args)),
		set: text.Set() + `,
			status = CASE WHEN ` + taken + ` AND v.status = 'approved' AND @channel = '' THEN 'pending' ELSE v.status END,
			asked_at = CASE WHEN ` + taken + ` AND v.status = 'approved' AND @channel = '' THEN now() ELSE v.asked_at END,
			approved_at = CASE WHEN NOT ` + taken + ` THEN v.approved_at WHEN @channel <> '' THEN now() END,
			approved_by_user_id = CASE WHEN ` + taken + ` THEN @by::uuid ELSE v.approved_by_user_id END`,
		args: args, approved: true,
	})
}

// rules are those of a correction; taken is the condition that it takes the word
// back, plate the one that was typed, and args are those of the write.
func (c Correction) rules(taken, plate string, args pgx.NamedArgs) register.Rules[Visit] {
	samePhone := value.PhoneNumberOf(`coalesce(v.visitor_phone, '')`) + ` = @phone_number`
	sameVehicle := value.VehicleOf(`v.vehicle_number`) + ` = @vehicle`
	return register.Rules[Visit]{
		{Holds: isOpen, Ask: alreadyMoved},
		{Holds: `v.xmin::text = @version`, Ask: c.overtaken},
		{
			Sure:  c.Approval.Channel == NoApproval,
			Holds: taken + ` AND (` + IsInside + ` OR v.approved_by_user_id IS NULL)`,
			Says:  fault.Wrong("approval", "This correction takes no approval: where one is needed, the unit is asked."),
		},
		c.Approval.wordIsTheirs(`@unit_id`),
		{
			Sure:  c.Approval.Channel != NoApproval,
			Holds: `NOT (` + taken + ` AND ` + IsInside + ` AND ` + approvalRequiredSQL + `)`,
			Says:  approvalNeeded(),
		},
		{Holds: `EXISTS (SELECT FROM units WHERE id = @unit_id)`, Says: homes.NoSuchUnit()},
		{
			Sure:  c.Insist.Phone,
			Holds: `@phone_number = '' OR NOT (` + IsInside + `) OR ` + samePhone + ` OR NOT EXISTS (` + inside(phoneTyped()) + `)`,
			Ask:   phoneIsInside(phoneTyped(), args),
		},
		{
			Sure:  c.Insist.Plate,
			Holds: `NOT (` + IsInside + `) OR ` + sameVehicle + ` OR NOT EXISTS (` + inside(vehicleTyped()) + `)`,
			Ask:   vehicleIsInside(vehicleTyped(), plate, args),
		},
	}
}

// overtaken says what became of the visit while it was being corrected, and who did it.
func (c Correction) overtaken(ctx context.Context, d connect.DB, v Visit) error {
	last, err := visitRow.LastChange(ctx, d, v.ID, visitRow.Differing(c.Seen, v)...)
	if err != nil {
		return err
	}
	e := c.became(v)
	e.Cause = &fault.Conflict[Visit]{Now: v, Who: last.Who, At: last.At}
	return e
}

// became is the sentence of overtaken. It tells a new status apart from another
// correction: a guard who reads of a correction would look for another name, and not
// whether the visitor is inside.
func (c Correction) became(v Visit) *fault.Error {
	if v.Status != c.Seen.Status {
		switch v.Status {
		case Pending:
			return fault.Refuse("%s waits for approval meanwhile; look again, then save.", v.Name)
		case Approved:
			return fault.Refuse("%s was approved meanwhile; look again, then save.", v.Name)
		case CheckedIn:
			return fault.Refuse("%s was checked in meanwhile; look again, then save.", v.Name)
		}
	}
	return fault.Refuse("%s was corrected meanwhile; look again, then save.", v.Name)
}
