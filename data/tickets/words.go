package tickets

import (
	"github.com/civoranexus/society360/data/action"
)

// The words for a ticket, the same on every screen. Each is an English sentence
// that is also the key of its translation, as the Format of an Error is.

// Word is the status in a word or two.
func (s Status) Word() string {
	switch s {
	case Open:
		return "open"
	case InProgress:
		return "in progress"
	case Resolved:
		return "resolved"
	case Closed:
		return "closed"
	case Rejected:
		return "rejected"
	}
	return string(s)
}

// Word is the priority in a word.
func (p Priority) Word() string {
	switch p {
	case Critical:
		return "critical"
	case High:
		return "high"
	case Medium:
		return "medium"
	case Low:
		return "low"
	}
	return string(p)
}

// Word says what the step did; an action that is none of a ticket's reads as it
// is written in the audit log.
func (s Step) Word() string {
	switch s.Action {
	case action.TicketCreated:
		return "raised"
	case action.TicketAssigned:
		return "assigned"
	case action.TicketStarted:
		return "started"
	case action.TicketReleased:
		return "given back"
	case action.TicketResolved:
		return "resolved"
	case action.TicketRejected:
		return "rejected"
	case action.TicketClosed:
		return "closed"
	case action.TicketReopened:
		return "reopened"
	case action.TicketUpdated:
		return "changed"
	case action.TicketCommented:
		return "comment"
	case action.TicketNoted:
		return "note for the office"
	}
	return string(s.Action)
}

// Word is the field's name as people call it.
func (c Change) Word() string {
	switch c.Field {
	case "assigned_to_id":
		return "with"
	case "description":
		return "text"
	}
	return c.Field
}

// Words are the field before and after as people read them; both are keys of
// translations where the field is a status or a priority, which coded tells.
func (c Change) Words() (before, after string, coded bool) {
	switch c.Field {
	case "status":
		return Status(c.Before).Word(), Status(c.After).Word(), true
	case "priority":
		return Priority(c.Before).Word(), Priority(c.After).Word(), true
	}
	return c.Before, c.After, false
}
