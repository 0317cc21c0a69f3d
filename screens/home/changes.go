package home

import (
	"context"

	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// mayApprove reports whether somebody can be approved: the row, or in a list whoever
// waits.
func (s *screen) mayApprove() bool {
	_, ok := s.board.Subject()
	return ok || s.board.InList()
}

// needsNoWord says of an opened visitor that they do not wait.
func (s *screen) needsNoWord() string {
	v, _ := s.board.Subject()
	if s.board.InList() || show.AwaitsWord(v) {
		return ""
	}
	name, _ := show.Visitor(v)
	return s.env.T("%s does not wait for approval.", name)
}

// approveKey approves the selected visitor, else the one who waits.
func (s *screen) approveKey() tea.Cmd {
	if v, ok := s.board.Subject(); ok && show.AwaitsWord(v) {
		return s.askApprove(v)
	}
	store, actor := s.store, s.actor
	return tui.Await(s.Stack, func(ctx context.Context) (show.Waiting, error) { return show.FindWaiting(ctx, store.Visits, actor) }, s.foundWaiting)
}

// foundWaiting goes to who waits and asks.
func (s *screen) foundWaiting(w show.Waiting, err error) tea.Cmd {
	switch {
	case err != nil:
		return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	case w.Visit == nil:
		return s.board.Tell(tui.NotifyInfo, s.env.T("Nobody waits for approval."))
	}
	s.board.Lists.ClearSearch()
	s.board.Lists.Spoil()
	cmd := s.board.Lists.Show(int(expected))
	s.board.Lists.Want(w.Visit.ID.String())
	if w.More > 0 {
		s.board.Tell(tui.NotifyInfo, s.env.Count(w.More, "1 more waits for approval.", "%d more wait for approval."))
	}
	return tea.Batch(cmd, s.askApprove(*w.Visit))
}

// askApprove asks before the gate is told to let somebody in.
func (s *screen) askApprove(v visits.Visit) tea.Cmd {
	name, unit := show.Visitor(v)
	return s.env.Do(tui.Confirm{
		Text:  s.env.T("Approve %s (%s)?", name, unit),
		OnYes: func() tea.Cmd { return s.approve(v) },
	})
}

func (s *screen) approve(v visits.Visit) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("approval of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			// The store names the resident and the channel.
			return store.Visits.Approve(ctx, actor, key, v.ID, visits.Approval{})
		},
		Tell:   func(visits.Visit) string { return s.env.T("Approved %s (%s). The gate sees it.", name, unit) },
		Stands: s.board.Unchanged,
	})
}

// act is the row's main action.
func (s *screen) act(v visits.Visit) tea.Cmd {
	if show.AwaitsWord(v) {
		return s.askApprove(v)
	}
	name, _ := show.Visitor(v)
	return s.board.Tell(tui.NotifyInfo, s.env.T("Nothing is left to do for %s.", name))
}

// noDenial says why a visitor cannot be turned away.
func (s *screen) noDenial(v visits.Visit) string {
	name, _ := show.Visitor(v)
	switch v.Status {
	case visits.Pending, visits.Approved:
		return ""
	case visits.CheckedIn:
		return s.env.T("%s is inside already; call the gate.", name)
	}
	return s.env.T("%s is not expected any more.", name)
}

// askDeny asks why a visitor is turned away.
func (s *screen) askDeny(v visits.Visit) tea.Cmd {
	if why := s.noDenial(v); why != "" {
		return s.board.Tell(tui.NotifyRefusal, why)
	}
	name, unit := show.Visitor(v)
	s.denial.Ask(s.env, v.ID.String(), s.env.T("Why is %s (%s) turned away?", name, unit),
		func(reason string) tea.Cmd { return s.deny(v, reason) })
	return nil
}

// announced reports whether the visitor is one who was announced and has not come: d
// withdraws the announcement, for there is nobody to turn away.
func (s *screen) announced() bool {
	v, ok := s.board.Subject()
	return ok && v.Announced()
}

// askWithdraw asks before an announcement is taken back.
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
		Tell: func(visits.Visit) string { return s.env.T("Denied entry to %s (%s). The gate sees it.", name, unit) },
		Done: func(visits.Visit) { s.denial.Saved(v.ID.String()) },
	})
}
