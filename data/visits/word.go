package visits

import (
	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
)

// Lapse is why an approval does not let its visitor in any more. It has to be
// given again.
type Lapse string

// Why an approval lapsed; NotLapsed is a valid one, or a visit without one.
const (
	NotLapsed Lapse = ""
	// LapsedUnused stayed unused longer than security.approval_hours.
	LapsedUnused Lapse = "unused"
	// LapsedMovedOut is the word of somebody who lived in the unit and does so no
	// longer.
	LapsedMovedOut Lapse = "moved_out"
	// LapsedAccount is the word of somebody whose account may not be used any more.
	LapsedAccount Lapse = "account"
	// LapsedRight is the word of somebody who may not approve for the unit: of
	// another role now, or not its resident.
	LapsedRight Lapse = "right"
)

// ErrLapsed is the cause of a check-in refused because the approval lapsed; the Lapse
// is as well.
const ErrLapsed = fault.Sentence("the approval lapsed")

// Error is the reason, of a refusal.
func (l Lapse) Error() string { return ErrLapsed.Error() + ": " + string(l) }

// Unwrap is ErrLapsed.
func (l Lapse) Unwrap() error { return ErrLapsed }

// Lapsed reports whether the visit's approval has to be given again.
func (v Visit) Lapsed() bool { return v.Lapse != NotLapsed }

// lapse is a visit v's Lapse. An approval rests on who gave it, whenever it is
// looked at: a resident's on their living in the unit, that of who may approve
// for every unit on their role, either on an account that may be used. Where
// nobody is named the word was the desk's own and rests on its hours alone. The
// list and the check-in read this one definition, so that a row says beforehand
// what the check-in would.
func lapse() string {
	return `CASE
	WHEN v.status IS DISTINCT FROM 'approved' THEN ''
	WHEN ` + unused + ` THEN 'unused'
	WHEN v.approved_by_user_id IS NULL THEN ''
	ELSE coalesce((SELECT CASE
			WHEN NOT ` + accounts.MaySignIn(`p`) + ` THEN 'account'
			WHEN ` + approvesEverywhere + ` OR ` + livesInUnit + ` THEN ''
			WHEN EXISTS (SELECT FROM user_units l WHERE l.user_id = p.id AND l.unit_id = v.unit_id
				AND (NOT ` + homes.NotMovedOut(`l`) + ` OR l.move_out_date IS NOT NULL)) THEN 'moved_out'
			ELSE 'right' END
		FROM users p LEFT JOIN roles pr ON pr.id = p.role_id WHERE p.id = v.approved_by_user_id), 'account') END`
}

const (
	// unused is true of an approved v whose approval waited too long.
	unused = WaitsFrom + ` < now() - ` + ApprovalSQL
	// approvesEverywhere is true of the role pr of who approves for every unit, as
	// Role.allows has it.
	approvesEverywhere = `pr.name IN ('admin', 'staff', 'guard')`
	// livesInUnit is true of a p who lives in the unit of v now.
	livesInUnit = `EXISTS (SELECT FROM user_units l WHERE l.user_id = p.id AND l.unit_id = v.unit_id AND ` + homes.LivesHere + `)`
)

// mayGiveWord is true where the account @by can be named as whose word it was for a
// unit, in SQL: who lives there now and may sign in, so that no approval is born
// lapsed.
func mayGiveWord(unit string) string {
	return `EXISTS (SELECT FROM user_units l JOIN users p ON p.id = l.user_id
		WHERE l.user_id = @by AND l.unit_id = ` + unit + ` AND ` + homes.LivesHere + ` AND ` + accounts.MaySignIn(`p`) + `)`
}

// wordIsTheirs is the rule that who is named for a word of approval, @by, may give it.
func (a Approval) wordIsTheirs(unit string) register.Rule[Visit] {
	return register.Rule[Visit]{
		Sure:  a.By == nil,
		Holds: mayGiveWord(unit),
		Says:  fault.Wrong("by", "Nobody of that name may approve for this unit now; name somebody else, or nobody."),
	}
}

// approvalNeeded is the complaint about a visitor inside without an approval, where
// security.require_approval asks for one.
func approvalNeeded() *fault.Error {
	return fault.Wrong("approval", "A resident has to approve first: by phone, intercom or in person.")
}

// WhyLapsed is the sentence for an approval that lapsed, whose format is the key
// of its translation; empty for one that did not.
func (v Visit) WhyLapsed() (format string, args []any) {
	unit := v.Unit
	if unit == "" {
		unit = "the unit"
	}
	switch v.Lapse {
	case LapsedUnused:
		return "The approval of %s lapsed unused.", []any{v.Name}
	case LapsedMovedOut:
		return "%s no longer lives in %s.", []any{v.Approver, unit}
	case LapsedAccount:
		return "The account of %s, who approved, is closed.", []any{v.Approver}
	case LapsedRight:
		return "%s may no longer approve for %s.", []any{v.Approver, unit}
	}
	return "", nil
}

// lapsed refuses a check-in whose approval lapsed; nil where it was given again since.
func (v Visit) lapsed() error {
	format, args := v.WhyLapsed()
	if format == "" {
		return nil
	}
	e := fault.Refuse(format, args...)
	e.Cause = v.Lapse
	return e
}
