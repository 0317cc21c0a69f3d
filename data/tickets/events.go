package tickets

import "github.com/civoranexus/society360/data/event"

// Given is the event that somebody gave the account a ticket.
func (t Ticket) Given(by string) event.Event {
	e := event.Event{ID: t.ID, Format: "You were given a ticket: %s (%s).", Args: []any{t.Title, t.Unit}}
	if by != "" {
		e.Format, e.Args = "%s gave you a ticket: %s (%s).", append([]any{by}, e.Args...)
	}
	return e
}

// Settled is the event that a ticket of the account's own units was resolved or
// rejected; false where it was neither.
func (t Ticket) Settled() (event.Event, bool) {
	e := event.Event{ID: t.ID, Args: []any{t.Title, t.Unit}}
	switch t.Status {
	case Resolved:
		e.Tone, e.Format = event.Yes, "Resolved: %s (%s). Confirm or reopen it."
	case Rejected:
		e.Tone, e.Format = event.No, "Rejected: %s (%s)."
	default:
		return e, false
	}
	return e, true
}
