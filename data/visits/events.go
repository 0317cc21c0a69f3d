package visits

import (
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/event"
)

// Waits is the event that a visitor waits for a resident's word, one of so many who do.
func (v Visit) Waits(all int) event.Event {
	e := event.Event{ID: v.ID, Format: "%s waits at the gate for your word (%s).", Args: []any{v.Name, v.Unit}}
	if all > 1 {
		e.Format, e.Args = "%s waits at the gate for your word (%s), %d wait in all.", append(e.Args, all)
	}
	return e
}

// CameIn is the event that a visitor whom a resident announced was let in.
func (v Visit) CameIn() event.Event {
	e := event.Event{ID: v.ID, Tone: event.Yes, Format: "%s came in (%s).", Args: []any{v.Name, v.Unit}}
	if v.CheckInTime != nil {
		e.Format, e.Args = "%s came in at %s (%s).", []any{v.Name, *v.CheckInTime, v.Unit}
	}
	return e
}

// Decided is the event that a visitor who waited was let in or turned away, by the
// visit's trail; false where it was neither, or the person of that name did it. Who
// it was is not told where another program wrote, which leaves no trail.
func (v Visit) Decided(trail []Step, notBy string) (event.Event, bool) {
	decided := action.VisitorApproved
	if v.Status == Denied {
		decided = action.VisitorDenied
	}
	var last Step
	for _, step := range trail {
		if step.Action == action.VisitorApproved || step.Action == action.VisitorDenied {
			last = step
		}
	}
	if last.Action != decided {
		last = Step{}
	}
	who := last.Who
	if v.Status == Approved && v.Approver != "" {
		who = v.Approver
	}
	e := event.Event{ID: v.ID, Tone: event.No}
	switch {
	case last.Who != "" && last.Who == notBy:
		return e, false
	case v.Status == Approved && who == "":
		e.Tone, e.Format, e.Args = event.Yes, "Yes: %s may enter (%s).", []any{v.Name, v.Unit}
	case v.Status == Approved:
		e.Tone, e.Format, e.Args = event.Yes, "%s said yes: %s may enter (%s).", []any{who, v.Name, v.Unit}
	case v.Status != Denied:
		return e, false
	case who == "":
		e.Format, e.Args = "No: %s (%s) is turned away.", []any{v.Name, v.Unit}
	case last.Note == "":
		e.Format, e.Args = "%s said no to %s (%s).", []any{who, v.Name, v.Unit}
	default:
		e.Format, e.Args = "%s said no to %s (%s): %s.", []any{who, v.Name, v.Unit, strings.TrimRight(last.Note, ". ")}
	}
	return e, true
}
