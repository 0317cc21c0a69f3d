package gate

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// written is what a write of the gate gives.
type written struct {
	visit data.Visit
	// later is why a correction that went with a check-in was not saved; the
	// check-in itself was.
	later error
}

type writeFunc func(ctx context.Context, key uuid.UUID) (written, error)

func (s *Screen) settle() func(ctx context.Context, key uuid.UUID) (bool, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context, key uuid.UUID) (bool, error) { return store.Settle(ctx, actor, key) }
}

// move is one step of one visit.
type move struct {
	visit data.Visit
	what  string
	write func(ctx context.Context, key uuid.UUID) (data.Visit, error)
	// tell is the sentence for a step that is done.
	tell func(data.Visit) string
	// failed, where set, may take an error for its own; it reports whether it did.
	failed func(error) bool
	// done, where set, is called when the step is in the register.
	done func(data.Visit)
}

func (s *Screen) send(m move) tea.Cmd {
	write := func(ctx context.Context, key uuid.UUID) (written, error) {
		v, err := m.write(ctx, key)
		return written{visit: v}, err
	}
	_, cmd := s.sends.Start(m.what, write, func(out tui.Outcome[written]) tea.Cmd {
		if !out.Saved {
			if m.failed == nil || !m.failed(out.Err) {
				s.tell(tui.NotifyRefusal, tui.Unsaved(s.env, out.Err))
			}
			return s.rereadAfter(out.Err)
		}
		if out.Answered {
			s.put(out.Val.visit)
			s.lists.TellSaved(m.tell(out.Val.visit))
		} else {
			s.lists.TellSaved(s.env.T("saved: %s", m.what))
		}
		if m.done != nil {
			m.done(out.Val.visit)
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
		s.lists.Spoil()
		return nil
	}
	return s.reread()
}

// put shows a visit as a write returned it, before the lists are read again: the
// next key must not mean a row that is no longer there.
func (s *Screen) put(v data.Visit) {
	s.lists.Put(v, v.ID.String(), func(at int) bool { return tab(at).holds(v) })
	if s.details != nil && s.details.id == v.ID {
		s.details.visit = &v
	}
}

// isDuplicate reports whether a check-in was refused because the phone is inside.
func isDuplicate(err error) bool { return errors.Is(err, data.ErrDuplicateInside) }
