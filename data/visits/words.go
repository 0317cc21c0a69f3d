package visits

import (
	"github.com/civoranexus/society360/data/action"
)

// The words for a visit, the same on every screen. Each is an English sentence
// that is also the key of its translation, as the Format of an Error is.

// Word is the visit's state in a word or two.
func (v Visit) Word() string {
	switch v.Status {
	case Pending:
		return "waits"
	case Approved:
		if v.Lapsed() {
			return "lapsed!"
		}
		return "approved"
	case CheckedIn:
		return "inside"
	case CheckedOut:
		if v.PresumedLeft {
			return "presumed left"
		}
		return "left"
	case Denied:
		if v.Withdrawn() {
			return "withdrawn"
		}
		return "denied"
	}
	return string(v.Status)
}

// Word says how an approval came; it follows "approved".
func (c Channel) Word() string {
	switch c {
	case ByPhone:
		return "by phone"
	case ByIntercom:
		return "by intercom"
	case InPerson:
		return "in person"
	case ByResident:
		return "by the resident"
	case PreApproved:
		return "beforehand"
	}
	return string(c)
}

// Word says what the step did; an action that is none of a visit's reads as it
// is written in the audit log.
func (s Step) Word() string {
	switch s.Action {
	case action.VisitorAnnounced:
		return "logged, waits"
	case action.VisitorPreApproved:
		return "announced and approved"
	case action.VisitorApproved:
		return "approved"
	case action.VisitorDenied:
		return "denied"
	case action.VisitorDenialTold:
		return "told of the no"
	case action.VisitorWithdrawn:
		return "withdrawn"
	case action.VisitorCheckedIn:
		return "checked in"
	case action.VisitorCheckedOut:
		return "checked out"
	case action.VisitorCheckOutUndone:
		return "check-out taken back"
	case action.VisitorPresumedLeft:
		return "presumed left"
	case action.VisitorCorrected:
		switch {
		case s.Channel != NoApproval:
			return "corrected and approved"
		case s.TakenBack:
			return "corrected, approval taken back"
		}
		return "corrected"
	}
	return string(s.Action)
}
