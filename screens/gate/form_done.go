package gate

import (
	"context"
	"errors"
	"strconv"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// saved tells that the visit is in the register and closes the form.
func (f *visitForm) saved(what string, out tui.Outcome[visits.Visit]) tea.Cmd {
	s := f.s
	open := f.sheet.Open()
	f.sheet.Close()
	if !out.Answered {
		s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		return s.board.Reread()
	}
	now := out.Val
	s.board.Put(now)
	name, unit := who(now)
	switch waits := now.Status == visits.Pending; {
	case waits && open && f.seen == nil:
		s.board.TellOf(now, tui.NotifySuccess, s.env.T("%s waits for approval (%s). a approves.", name, unit))
	case waits && open && f.seen.Status == visits.Approved:
		s.board.TellOf(now, tui.NotifySuccess, s.env.T("Corrected %s (%s). The unit is asked anew; a approves.", name, unit))
	default:
		s.board.Tell(tui.NotifySuccess, f.done(now))
	}
	if !open || !now.Status.Open() {
		return s.board.Reread()
	}
	return s.board.Follow(now)
}

// done is the sentence for what was saved.
func (f *visitForm) done(v visits.Visit) string {
	name, unit := who(v)
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
	s := f.s
	if !f.sheet.Open() {
		f.sheet.Fail(err)
		return s.board.RereadAfter(err)
	}
	if errors.Is(err, visits.ErrDuplicateInside) {
		return tea.Batch(s.board.Reread(), f.lookAgainOrAsk())
	}
	f.sheet.Fail(err)
	if tui.IsOutage(err) {
		// Of a visit that was awaited a step may be saved: the next save asks how it
		// stands.
		f.failed = f.failed || f.known.Expected != nil
		return tea.Batch(s.board.RereadAfter(err), f.sync())
	}
	cmds := []tea.Cmd{s.board.Reread(), f.lookAgain(false)}
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
	f.askInside()
	return nil
}

// nowVisit is the visit as it is now, after somebody else changed it.
type nowVisit struct{ visit visits.Visit }

func (f *visitForm) readTheirs() tea.Cmd {
	store, actor, id := f.s.store, f.s.actor, f.seen.ID
	var cmd tea.Cmd
	f.theirs, cmd = tui.Load(f.s.env, func(ctx context.Context) (nowVisit, error) {
		v, err := store.Visits.Get(ctx, actor, id)
		return nowVisit{v}, err
	})
	return cmd
}

// tookTheirs shows both: what was typed stays, and beside it stands what
// somebody else saved. The next save is made knowing it.
func (f *visitForm) tookTheirs(msg tea.Msg) {
	l, ok := msg.(tui.Loaded[nowVisit])
	if !ok || !l.Ticket.Valid() || l.Ticket != f.theirs {
		return
	}
	f.theirs = tui.Ticket{}
	if l.Err != nil || !l.Val.visit.Status.Open() {
		return
	}
	now := l.Val.visit
	f.seen = &now
	for k, theirs := range map[field]string{
		phoneField: now.Phone, nameField: now.Name, purposeField: now.Purpose,
		plateField: now.Plate, partyField: strconv.Itoa(max(1, now.PartySize)), unitField: now.Unit,
	} {
		switch {
		case theirs == f.form.Value(k):
		case k == unitField:
			f.theirUnit = theirs
			f.house.show(f)
		default:
			f.form.Note(k, f.s.env.T("now: %s", orDash(theirs)))
		}
	}
}
