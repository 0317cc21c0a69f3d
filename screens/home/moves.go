package home

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// awaitsWord reports whether a visitor waits for a resident's word, or had it
// too long ago.
func awaitsWord(v data.Visit) bool { return v.Status == data.VisitPending || v.Lapsed }

// waiting is who waits for approval: the first of the list, and how many more.
type waiting struct {
	visit *data.Visit
	more  int
}

// waitingMost is how many expected visitors are looked through for one who
// waits; nobody's units expect more.
const waitingMost = 200

// approveKey approves the selected visitor, else the one who waits.
func (s *Screen) approveKey() tea.Cmd {
	v, ok := s.subject()
	switch {
	case ok && awaitsWord(v):
		s.askApprove(v)
		return nil
	case s.details != nil:
		if ok {
			name, _ := who(v)
			s.tell(tui.NotifyRefusal, s.env.T("%s does not wait for approval.", name))
		}
		return nil
	}
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (waiting, error) {
		var found waiting
		page, err := store.Visits(ctx, actor, data.VisitFilter{View: data.VisitsExpected, Limit: waitingMost})
		for _, v := range page.Visits {
			switch {
			case v.Status != data.VisitPending:
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
func (s *Screen) foundWaiting(w waiting, err error) tea.Cmd {
	switch {
	case err != nil:
		s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		return nil
	case w.visit == nil:
		s.tell(tui.NotifyInfo, s.env.T("Nobody waits for approval."))
		return nil
	}
	cmd := s.goTo(w.visit.ID)
	switch {
	case w.more == 1:
		s.tell(tui.NotifyInfo, s.env.T("1 more waits for approval."))
	case w.more > 1:
		s.tell(tui.NotifyInfo, s.env.T("%d more wait for approval.", w.more))
	}
	s.askApprove(*w.visit)
	return cmd
}

// goTo shows the expected visitors with the cursor on one of them.
func (s *Screen) goTo(id uuid.UUID) tea.Cmd {
	s.lists.ClearSearch()
	s.lists.Spoil()
	cmd := s.lists.Show(int(expected))
	s.lists.Want(id.String())
	return cmd
}

// askApprove asks before the gate is told to let somebody in.
func (s *Screen) askApprove(v data.Visit) {
	name, unit := who(v)
	s.env.Do(tui.Confirm{
		Text:  s.env.T("Approve %s (%s)?", name, unit),
		OnYes: func() tea.Cmd { return s.approve(v) },
	})
}

func (s *Screen) approve(v data.Visit) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := who(v)
	return s.send(move{
		what: s.env.T("approval of %s (%s)", name, unit),
		write: func(ctx context.Context, key uuid.UUID) (data.Visit, error) {
			// The store names the resident and the channel.
			return store.Approve(ctx, actor, key, v.ID, data.Approval{})
		},
		tell: s.env.T("Approved %s (%s). The gate sees it.", name, unit),
	})
}

// actKey is Space: the row's main action.
func (s *Screen) actKey() tea.Cmd {
	v, ok := s.subject()
	if !ok {
		return nil
	}
	if awaitsWord(v) {
		s.askApprove(v)
		return nil
	}
	name, _ := who(v)
	s.tell(tui.NotifyInfo, s.env.T("Nothing is left to do for %s.", name))
	return nil
}

// denialReason is a reason that was typed and not saved yet.
type denialReason struct {
	visit uuid.UUID
	text  string
}

// reasonMax is how long a reason or a note may be, in characters.
const reasonMax = 500

// denyKey asks why the selected visitor is turned away.
func (s *Screen) denyKey() tea.Cmd {
	v, ok := s.subject()
	if !ok {
		return nil
	}
	name, unit := who(v)
	switch v.Status {
	case data.VisitPending, data.VisitApproved:
	case data.VisitCheckedIn:
		s.tell(tui.NotifyRefusal, s.env.T("%s is inside already; call the gate.", name))
		return nil
	default:
		s.tell(tui.NotifyRefusal, s.env.T("%s is not expected any more.", name))
		return nil
	}
	typed := ""
	if s.reason.visit == v.ID {
		typed = s.reason.text
	}
	s.env.Do(tui.Prompt{
		Text: s.env.T("Why is %s (%s) turned away?", name, unit), Value: typed, Required: true, Max: reasonMax,
		OnDone: func(reason string) tea.Cmd { return s.deny(v, reason) },
	})
	return nil
}

func (s *Screen) deny(v data.Visit, reason string) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := who(v)
	// Kept until it is saved: a reason is typed once.
	s.reason = denialReason{v.ID, reason}
	return s.send(move{
		what: s.env.T("denial of %s (%s)", name, unit),
		write: func(ctx context.Context, key uuid.UUID) (data.Visit, error) {
			return store.Deny(ctx, actor, key, v.ID, reason)
		},
		tell: s.env.T("Denied entry to %s (%s). The gate sees it.", name, unit),
	})
}

// move is one step of one visit.
type move struct {
	what  string
	write func(ctx context.Context, key uuid.UUID) (data.Visit, error)
	// tell is the sentence for a step that is done.
	tell string
}

func (s *Screen) send(m move) tea.Cmd {
	_, cmd := s.sends.Start(m.what, m.write, func(out tui.Outcome[data.Visit]) tea.Cmd {
		if !out.Saved {
			s.tell(tui.NotifyRefusal, tui.Unsaved(s.env, out.Err))
			return s.rereadAfter(out.Err)
		}
		if out.Answered {
			s.put(out.Val)
			s.lists.TellSaved(m.tell)
		} else {
			s.lists.TellSaved(s.env.T("saved: %s", m.what))
		}
		if s.details == nil {
			s.lists.EndSearch()
		}
		return s.reread()
	})
	return cmd
}

// rereadAfter reads the lists again after a write that was not done. A database
// that is away would only talk over the sentence that says so.
func (s *Screen) rereadAfter(err error) tea.Cmd {
	if isKind(err, data.Unavailable) {
		return nil
	}
	return s.reread()
}

// put shows a visit as a write returned it, before the lists are read again.
func (s *Screen) put(v data.Visit) {
	s.lists.Put(v, v.ID.String(), func(at int) bool { return tab(at).holds(v) })
	if s.details != nil && s.details.id == v.ID {
		s.details.visit = &v
	}
}
