package gate

import (
	"errors"
	"strconv"
	"strings"

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
	var met *visits.Met
	if f.Open() && errors.As(err, &met) {
		return tea.Batch(again, f.lookAgain(), f.askMet(met, err))
	}
	if f.Open() && errors.Is(err, visits.ErrBarred) {
		again = tea.Batch(again, f.barred.again())
		override := func(reason string) tea.Cmd {
			f.insist.Override = reason
			return f.again()
		}
		if f.s.askOverride(err, strings.TrimSpace(f.Form.Value(nameField)), override) {
			return tea.Batch(again, f.lookAgain(), f.sync())
		}
	}
	f.Fail(err)
	switch {
	case !f.Open():
		return again
	case tui.IsOutage(err):
		// Of a visit that was awaited a step may be saved: the next save asks how it
		// stands.
		f.failed = f.failed || len(f.known.Expected) > 0
		return tea.Batch(again, f.sync())
	}
	f.showTheirs(err)
	return tea.Batch(again, f.lookAgain(), f.sync())
}

// showTheirs shows both: what was typed stays, what was not takes what somebody else
// saved. The next save is made knowing it.
func (f *visitForm) showTheirs(refusal error) {
	now, by, found := show.Overtaken[visits.Visit](refusal)
	if !found || !now.Status.Open() {
		return
	}
	was := *f.seen
	f.seen = &now
	show.Conflict(f.s.env, f.Sheet, by, f.held(was, now))
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
