package home

import (
	"context"

	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// awaitsWord reports whether a visitor waits for a resident's word, or had it
// too long ago.
func awaitsWord(v visits.Visit) bool { return v.Status == visits.Pending || v.Lapsed }

// waiting is who waits for approval: the first of the list, and how many more.
type waiting struct {
	visit *visits.Visit
	more  int
}

// waitingMost is how many expected visitors are looked through for one who
// waits; nobody's units expect more.
const waitingMost = 200

// approveKey approves the selected visitor, else the one who waits.
func (s *screen) approveKey() tea.Cmd {
	v, ok := s.board.Subject()
	switch {
	case ok && awaitsWord(v):
		s.askApprove(v)
		return nil
	case s.board.Opened != nil:
		if ok {
			name, _ := who(v)
			s.board.Tell(tui.NotifyRefusal, s.env.T("%s does not wait for approval.", name))
		}
		return nil
	}
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (waiting, error) {
		var found waiting
		page, err := store.Visits.List(ctx, actor, visits.Filter{View: visits.Expected, Limit: waitingMost})
		for _, v := range page.Visits {
			switch {
			case v.Status != visits.Pending:
			case found.visit == nil:
				found.visit = &v
			default:
				found.more++
			}
		}
		return found, err
	})
	s.seek = ticket
	return cmd
}

// foundWaiting goes to who waits and asks.
func (s *screen) foundWaiting(w waiting, err error) tea.Cmd {
	switch {
	case err != nil:
		s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		return nil
	case w.visit == nil:
		s.board.Tell(tui.NotifyInfo, s.env.T("Nobody waits for approval."))
		return nil
	}
	cmd := s.goTo(w.visit.ID)
	if w.more > 0 {
		s.board.Tell(tui.NotifyInfo, s.env.Count(w.more, "1 more waits for approval.", "%d more wait for approval."))
	}
	s.askApprove(*w.visit)
	return cmd
}

// goTo shows the expected visitors with the cursor on one of them.
func (s *screen) goTo(id uuid.UUID) tea.Cmd {
	s.onDues = false
	s.board.Lists.ClearSearch()
	s.board.Lists.Spoil()
	cmd := s.board.Lists.Show(int(expected))
	s.board.Lists.Want(id.String())
	return cmd
}

// askApprove asks before the gate is told to let somebody in.
func (s *screen) askApprove(v visits.Visit) {
	name, unit := who(v)
	s.env.Do(tui.Confirm{
		Text:  s.env.T("Approve %s (%s)?", name, unit),
		OnYes: func() tea.Cmd { return s.approve(v) },
	})
}

func (s *screen) approve(v visits.Visit) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := who(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("approval of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			// The store names the resident and the channel.
			return store.Visits.Approve(ctx, actor, key, v.ID, visits.Approval{})
		},
		Tell: func(visits.Visit) string { return s.env.T("Approved %s (%s). The gate sees it.", name, unit) },
	})
}

// actKey is Space: the row's main action.
func (s *screen) actKey() tea.Cmd {
	v, ok := s.board.Subject()
	if !ok {
		return nil
	}
	if awaitsWord(v) {
		s.askApprove(v)
		return nil
	}
	name, _ := who(v)
	s.board.Tell(tui.NotifyInfo, s.env.T("Nothing is left to do for %s.", name))
	return nil
}

// denyKey asks why the selected visitor is turned away.
func (s *screen) denyKey() tea.Cmd {
	v, ok := s.board.Subject()
	if !ok {
		return nil
	}
	name, unit := who(v)
	switch v.Status {
	case visits.Pending, visits.Approved:
	case visits.CheckedIn:
		s.board.Tell(tui.NotifyRefusal, s.env.T("%s is inside already; call the gate.", name))
		return nil
	default:
		s.board.Tell(tui.NotifyRefusal, s.env.T("%s is not expected any more.", name))
		return nil
	}
	s.denial.Ask(s.env, v.ID.String(), s.env.T("Why is %s (%s) turned away?", name, unit),
		func(reason string) tea.Cmd { return s.deny(v, reason) })
	return nil
}

func (s *screen) deny(v visits.Visit, reason string) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := who(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("denial of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.Deny(ctx, actor, key, v.ID, reason)
		},
		Tell: func(visits.Visit) string { return s.env.T("Denied entry to %s (%s). The gate sees it.", name, unit) },
		Done: func(visits.Visit) { s.denial.Saved(v.ID.String()) },
	})
}
