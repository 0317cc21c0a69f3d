package gate

import (
	"context"
	"errors"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// mayEnter reports whether a visitor is to be let in: approved, and the approval
// holds.
func mayEnter(v visits.Visit) bool { return v.Status == visits.Approved && !v.Lapsed() }

// act is Space: the row's main action.
func (s *screen) act(v visits.Visit) tea.Cmd {
	here, standing := s.standing(v)
	switch {
	case standing && s.board.Lists.InStrip() && !s.onStrip(here):
		s.board.TellOf(v, tui.NotifyRefusal, s.became(here))
		return nil
	case standing && v.Status == visits.Denied:
		return s.tellDenied(v)
	case v.Status == visits.CheckedIn:
		return s.askCheckOut(v)
	case v.Status == visits.Pending, v.Lapsed():
		return s.approve(v)
	case v.Status == visits.Approved:
		return s.askCheckIn(v)
	}
	name, _ := show.Visitor(v)
	return s.board.Tell(tui.NotifyInfo, s.env.T("Nothing is left to do for %s.", name))
}

// notInside says why somebody cannot be checked out.
func (s *screen) notInside(v visits.Visit) string {
	name, _ := show.Visitor(v)
	switch {
	case v.Status == visits.CheckedIn:
		return ""
	case v.Status == visits.CheckedOut && v.CheckOutTime != nil:
		return s.env.T("%s left at %s.", name, s.env.Moment(*v.CheckOutTime))
	case mayEnter(v):
		return s.env.T("%s is not inside yet. Space checks in.", name)
	}
	return s.env.T("%s is not inside.", name)
}

func (s *screen) askCheckOut(v visits.Visit) tea.Cmd {
	name, unit := show.Visitor(v)
	return s.env.Do(tui.Confirm{
		Text:  s.env.T("Check out %s (%s)?", name, unit),
		OnYes: func() tea.Cmd { return s.checkOut(v) },
	})
}

func (s *screen) checkOut(v visits.Visit) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("check-out of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.CheckOut(ctx, actor, key, v.ID)
		},
		Tell: func(v visits.Visit) string {
			return s.env.T("Checked out %s (%s) at %s. u undoes.", name, unit, s.env.HM(s.leftAt(v)))
		},
		Stands: s.undoStands, Offer: func(out visits.Visit) *tui.Offer { return s.undoOf(out) },
	})
}

// leftAt is when a visitor left; the answer with the register's time may be lost.
func (s *screen) leftAt(v visits.Visit) time.Time {
	if v.CheckOutTime != nil {
		return *v.CheckOutTime
	}
	return s.env.Clock()
}

// undoOf is the key that takes a check-out back, offered as long as its sentence
// stands.
func (s *screen) undoOf(out visits.Visit) *tui.Offer {
	return &tui.Offer{Key: s.undoKey(), Do: func() tea.Cmd { return s.undo(out, visits.Insist{}) }}
}

// undoStands is how long that is: while the check-out can be taken back and was not,
// and no other one is selected, which the key would mean then.
func (s *screen) undoStands(out visits.Visit) func() bool {
	same, until := s.board.Unchanged(out), s.leftAt(out).Add(undoWindow)
	return func() bool {
		v, ok := s.board.Subject()
		another := ok && v.Status == visits.CheckedOut && v.ID != out.ID
		return !another && same() && s.env.Clock().Before(until)
	}
}

// justLeft reports whether a check-out can still be taken back.
func (s *screen) justLeft(v visits.Visit) bool {
	return v.Status == visits.CheckedOut && v.CheckOutTime != nil && s.env.Clock().Sub(*v.CheckOutTime) < undoWindow
}

// undoSelected takes the selected check-out back. One that is not selected is taken
// back by the sentence that tells of it, while that stands.
func (s *screen) undoSelected() tea.Cmd {
	if v, ok := s.board.Subject(); ok && v.Status == visits.CheckedOut {
		return s.undo(v, visits.Insist{})
	}
	return s.board.Tell(tui.NotifyInfo, s.env.T("u takes a check-out back: choose it in Today first."))
}

func (s *screen) undo(v visits.Visit, insist visits.Insist) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("undo of the check-out of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.UndoCheckOut(ctx, actor, key, v.ID, insist)
		},
		Refused: func(err error) bool {
			return s.askMet(err, insist, s.env.T("Take the check-out back all the same?"), func(i visits.Insist) tea.Cmd { return s.undo(v, i) })
		},
		Tell:   func(visits.Visit) string { return s.env.T("%s is inside again (%s).", name, unit) },
		Follow: s.board.Follow,
	})
}

// askCheckIn asks before an approved visitor is let in: a check-in cannot be
// undone.
func (s *screen) askCheckIn(v visits.Visit) tea.Cmd {
	name, unit := show.Visitor(v)
	return s.env.Do(tui.Confirm{
		Text:  s.env.T("Check in %s (%s)?", name, unit),
		OnYes: func() tea.Cmd { return s.checkIn(v, visits.Insist{}) },
	})
}

func (s *screen) checkIn(v visits.Visit, insist visits.Insist) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("check-in of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.CheckIn(ctx, actor, key, v, visits.Entry{Insist: insist})
		},
		Tell: s.checkedIn, Follow: s.board.Follow,
		Refused: func(err error) bool {
			if errors.As(err, &v.Lapse) {
				// As the list will have it when it is read again, for the key of the
				// sentence to be that row's.
				s.board.Put(v)
				s.board.TellOf(v, tui.NotifyRefusal, s.env.T("%s Ask again; Space approves.", tui.Explain(s.env, err)))
				return true
			}
			override := func(reason string) tea.Cmd {
				insist.Override = reason
				return s.checkIn(v, insist)
			}
			return s.askOverride(err, name, override) ||
				s.askMet(err, insist, s.env.T("Check in %s all the same?", name), func(i visits.Insist) tea.Cmd { return s.checkIn(v, i) })
		},
	})
}

// askMet asks about the visit that a change met, and does it again where the person
// insists; false where err is about nothing of the kind.
func (s *screen) askMet(err error, insist visits.Insist, question string, again func(visits.Insist) tea.Cmd) bool {
	var met *visits.Met
	if !errors.As(err, &met) {
		return false
	}
	switch {
	case errors.Is(met, visits.ErrDuplicateInside):
		insist.Phone = true
	case errors.Is(met, visits.ErrVehicleInside):
		insist.Plate = true
	}
	s.env.Do(tui.Confirm{
		Text:  tui.Explain(s.env, err) + " " + question,
		OnYes: func() tea.Cmd { return again(insist) },
	})
	return true
}

// checkedIn is the sentence for a check-in that is done.
func (s *screen) checkedIn(v visits.Visit) string {
	name, unit := show.Visitor(v)
	at := v.At
	if v.CheckInTime != nil {
		at = *v.CheckInTime
	}
	return s.env.T("Checked in %s to %s at %s.", name, unit, s.env.HM(at))
}

// notDenied says why somebody cannot be turned away.
func (s *screen) notDenied(v visits.Visit) string {
	switch v.Status {
	case visits.Pending, visits.Approved:
		return ""
	case visits.CheckedIn:
		name, _ := show.Visitor(v)
		return s.env.T("%s is inside already; o checks out.", name)
	}
	return s.notInside(v)
}

func (s *screen) askDeny(v visits.Visit) tea.Cmd {
	name, unit := show.Visitor(v)
	s.denial.Ask(s.env, v.ID.String(), s.env.T("Why is %s (%s) turned away?", name, unit),
		func(reason string) tea.Cmd { return s.deny(v, reason) })
	return nil
}

// notAnnounced says why there is no announcement to withdraw.
func (s *screen) notAnnounced(v visits.Visit) string {
	name, _ := show.Visitor(v)
	switch {
	case v.Announced():
		return ""
	case v.Status == visits.Pending || v.Status == visits.Approved:
		return s.env.T("%s was not announced; d turns away.", name)
	}
	return s.env.T("%s is not expected.", name)
}

// askWithdraw asks before an announcement is taken back, as a resident on the
// telephone has it: nobody came who could be turned away.
func (s *screen) askWithdraw(v visits.Visit) tea.Cmd {
	return s.env.Do(show.AskWithdraw(s.env, v, func() tea.Cmd {
		return s.board.Send(show.Withdrawal(s.env, s.store.Visits, s.actor, v))
	}))
}

func (s *screen) deny(v visits.Visit, reason string) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("denial of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.Deny(ctx, actor, key, v.ID, reason)
		},
		Tell: func(visits.Visit) string { return s.env.T("Denied entry to %s (%s).", name, unit) },
		Done: func(visits.Visit) { s.denial.Saved(v.ID.String()) },
	})
}

// notPresumed says why a visit cannot be closed as forgotten.
func (s *screen) notPresumed(v visits.Visit) string {
	name, _ := show.Visitor(v)
	switch {
	case !s.actor.May(role.PresumeLeft):
		return s.env.T("Staff close forgotten visits; o checks out.")
	case v.Status == visits.CheckedIn && !v.Overstay:
		return s.env.T("%s has not overstayed yet; o checks out.", name)
	}
	return s.notInside(v)
}

// askPresume asks before a forgotten visit is closed.
func (s *screen) askPresume(v visits.Visit) tea.Cmd {
	name, unit := show.Visitor(v)
	return s.env.Do(tui.Confirm{
		Text:  s.env.T("Close the visit of %s (%s) as presumed left?", name, unit),
		OnYes: func() tea.Cmd { return s.presume(v) },
	})
}

func (s *screen) presume(v visits.Visit) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("presumed left: %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.PresumeLeft(ctx, actor, key, v.ID, "")
		},
		Tell:   func(visits.Visit) string { return s.env.T("%s (%s) is presumed to have left. u undoes.", name, unit) },
		Stands: s.undoStands, Offer: func(out visits.Visit) *tui.Offer { return s.undoOf(out) },
	})
}
