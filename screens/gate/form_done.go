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

func (f *visitForm) readTheirs() tea.Cmd {
	store, actor, id := f.s.store, f.s.actor, f.seen.ID
	return f.theirs.Ask(func(ctx context.Context) (visits.Visit, error) { return store.Visits.Get(ctx, actor, id) })
}

// tookTheirs shows both: what was typed stays, and beside it stands what
// somebody else saved. The next save is made knowing it.
func (f *visitForm) tookTheirs(now visits.Visit, err error) tea.Cmd {
	if err != nil || !f.Open() || !now.Status.Open() {
		return nil
	}
	f.seen = &now
	for k, theirs := range map[field]string{
		phoneField: now.Phone, nameField: now.Name, purposeField: now.Purpose,
		plateField: now.Plate, partyField: strconv.Itoa(max(1, now.PartySize)), unitField: now.Unit,
	} {
		switch {
		case theirs == f.Form.Value(k):
		case k == unitField:
			f.theirUnit = theirs
			f.house.show()
		default:
			f.Form.Note(k, f.s.env.T("now: %s", tui.OrDash(theirs)))
		}
	}
	return f.sync()
}
