package gate

import (
	"context"
	"errors"
	"strconv"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// saved tells that the visit is in the register and closes the form.
func (f *visitForm) saved(what string, out tui.Outcome[visits.Visit]) tea.Cmd {
	s := f.s
	open := f.Open()
	closed := f.Close()
	if !out.Answered {
		s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		return tea.Batch(closed, s.Stack.Refresh())
	}
	now := out.Val
	s.board.Put(now)
	name, unit := show.Visitor(now)
	switch waits := now.Status == visits.Pending; {
	case waits && open && f.seen == nil:
		s.board.TellOf(now, tui.NotifySuccess, s.env.T("%s waits for approval (%s). a approves.", name, unit))
	case waits && open && f.seen.Status == visits.Approved:
		s.board.TellOf(now, tui.NotifySuccess, s.env.T("Corrected %s (%s). The unit is asked anew; a approves.", name, unit))
	default:
		s.board.Tell(tui.NotifySuccess, f.done(now))
	}
	if !open || !now.Status.Open() {
		return tea.Batch(closed, s.Stack.Refresh())
	}
	return tea.Batch(closed, s.board.Follow(now))
}

// done is the sentence for what was saved.
func (f *visitForm) done(v visits.Visit) string {
	name, unit := show.Visitor(v)
	switch {
	case f.seen != nil:
		return f.corrected(v)
	case v.Status == visits.Pending:
		return f.s.env.T("%s waits for approval (%s).", name, unit)
	case v.Status == visits.Denied:
		return f.s.env.T("Denied entry to %s (%s).", name, unit)
	}
	return f.s.checkedIn(v)
}

// refused keeps the form and says why it was not saved.
func (f *visitForm) refused(err error) tea.Cmd {
	again := f.s.board.RereadAfter(err)
	if f.Open() && errors.Is(err, visits.ErrDuplicateInside) {
		return tea.Batch(again, f.lookAgainOrAsk())
	}
	f.Fail(err)
	switch {
	case !f.Open():
		return again
	case tui.IsOutage(err):
		// Of a visit that was awaited a step may be saved: the next save asks how it
		// stands.
		f.failed = f.failed || f.known.Expected != nil
		return tea.Batch(again, f.sync())
	}
	cmds := []tea.Cmd{again, f.lookAgain(false)}
	if f.seen != nil && isKind(err, fault.Refused) {
		cmds = append(cmds, f.readTheirs())
	}
	return tea.Batch(append(cmds, f.sync())...)
}

// lookAgainOrAsk finds out who is inside under the phone, then asks.
func (f *visitForm) lookAgainOrAsk() tea.Cmd {
	if cmd := f.lookAgain(true); cmd != nil {
		return cmd
	}
	return f.askInside()
}

// theirs is a visit as somebody else left it while it was being corrected.
type theirs struct {
	visit visits.Visit
	by    show.By
}

// readTheirs reads what somebody else saved, and who did. A step of the trail before
// the visit was last read for the form is not what refused the correction.
func (f *visitForm) readTheirs() tea.Cmd {
	store, actor, id, since := f.s.store, f.s.actor, f.seen.ID, f.since
	return f.theirs.Ask(func(ctx context.Context) (theirs, error) {
		now, trail, err := show.ReadVisit(store.Visits, actor, id.String())(ctx)
		found := theirs{visit: now}
		if n := len(trail); n > 0 && !trail[n-1].At.Before(since) {
			found.by = show.By{Who: trail[n-1].Who, At: trail[n-1].At}
		}
		return found, err
	})
}

// tookTheirs shows both: what was typed stays, what was not takes what somebody else
// saved. The next save is made knowing it.
func (f *visitForm) tookTheirs(found theirs, err error) tea.Cmd {
	now := found.visit
	if err != nil || !f.Open() || !now.Status.Open() || now.Version == f.seen.Version {
		return nil
	}
	was := *f.seen
	f.seen, f.since = &now, f.s.env.Clock()
	show.Conflict(f.s.env, f.Sheet, found.by, f.held(was, now))
	return f.sync()
}

// held are a visit's values in the form's fields, before and now. Of one phone written
// in two ways the person is told nothing.
func (f *visitForm) held(was, now visits.Visit) []show.Held[field] {
	env := f.s.env
	people := func(v visits.Visit) string { return strconv.Itoa(max(1, v.PartySize)) }
	phone := now.Phone
	if f.samePhone(was.Phone, phone) {
		phone = was.Phone
	}
	var unit *tui.Option
	if now.UnitID != nil {
		unit = &tui.Option{Value: now.UnitID.String(), Label: now.Unit}
	}
	return []show.Held[field]{
		{Key: phoneField, Label: env.T("Phone"), Was: was.Phone, Now: phone},
		{Key: nameField, Label: env.T("Name"), Was: was.Name, Now: now.Name},
		{Key: unitField, Label: env.T("Unit"), Was: was.Unit, Now: now.Unit, Pick: unit, Note: func(text string) {
			f.theirUnit = text
			f.house.show()
		}},
		{Key: purposeField, Label: env.T("For"), Was: f.purpose(was.Purpose), Now: f.purpose(now.Purpose)},
		{Key: plateField, Label: env.T("Plate"), Was: was.Plate, Now: now.Plate},
		{Key: partyField, Label: env.T("People"), Was: people(was), Now: people(now)},
	}
}
