package gate

import (
	"context"
	"errors"
	"slices"

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

// send is one write on its way. It is followed until its outcome is known,
// whatever the screen shows meanwhile.
type send struct {
	save tui.Save[written]
	// what names the write: "check-out of Ramesh Kumar (A-101)".
	what string
	told bool // that the outcome is unknown
}

// dispatch sends a write; done is called with its outcome.
func (s *Screen) dispatch(what string, write writeFunc, done func(tui.Outcome[written]) tea.Cmd) (*send, tea.Cmd) {
	w := &send{what: what}
	w.save.Done = func(out tui.Outcome[written]) tea.Cmd {
		s.sends = slices.DeleteFunc(s.sends, func(o *send) bool { return o == w })
		return done(out)
	}
	s.sends = append(s.sends, w)
	return w, w.save.Start(s.env, write, s.settle())
}

func (s *Screen) settle() func(ctx context.Context, key uuid.UUID) (bool, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context, key uuid.UUID) (bool, error) { return store.Settle(ctx, actor, key) }
}

// askNow asks at once what became of a write whose outcome is unknown.
func (w *send) askNow(s *Screen) tea.Cmd { return w.save.Start(s.env, nil, nil) }

// follow hands an answer to the writes on their way.
func (s *Screen) follow(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, w := range slices.Clone(s.sends) {
		cmds = append(cmds, w.save.Update(msg))
		if w.save.State() == tui.SaveChecking && !w.told {
			w.told = true
			s.tell(tui.NotifyRefusal, s.env.T("%s: %s", w.save.Status(s.env), w.what))
		}
	}
	return tea.Batch(cmds...)
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
	_, cmd := s.dispatch(m.what, write, func(out tui.Outcome[written]) tea.Cmd {
		if !out.Saved {
			if m.failed == nil || !m.failed(out.Err) {
				s.tell(tui.NotifyRefusal, s.unsaved(out.Err))
			}
			return s.rereadAfter(out.Err)
		}
		if out.Answered {
			s.put(out.Val.visit)
			s.tellSaved(m.tell(out.Val.visit))
		} else {
			s.tellSaved(s.env.T("saved: %s", m.what))
		}
		if m.done != nil {
			m.done(out.Val.visit)
		}
		s.endSearch()
		return s.reread()
	})
	return cmd
}

// endSearch shows the whole list again once the one who was searched for is off
// it.
func (s *Screen) endSearch() {
	if s.term != "" && !s.search.Active() && s.details == nil && len(s.lists[s.tab].table.Rows()) == 0 {
		s.search.Clear()
		s.term = ""
	}
}

// rereadAfter reads the lists again after a write that was not done. A database
// that is away would only talk over the sentence that says so.
func (s *Screen) rereadAfter(err error) tea.Cmd {
	if isKind(err, data.Unavailable) {
		for _, l := range s.lists {
			l.stale = true
		}
		return nil
	}
	return s.reread()
}

// tellSaved says what was done. It is said again where the list cannot be read
// after it: that the database went away must not hide what was saved before.
func (s *Screen) tellSaved(text string) {
	s.tell(tui.NotifySuccess, text)
	s.said = text
}

// sayAgain repeats what was saved after the list's answer, if that was an error.
func (s *Screen) sayAgain(msg tea.Msg) {
	if _, ok := msg.(tui.Loaded[tui.Page[data.Visit]]); !ok || s.said == "" {
		return
	}
	if s.lists[s.tab].table.Err() != nil {
		s.tell(tui.NotifySuccess, s.env.T("%s The list may be old.", s.said))
	}
	s.said = ""
}

// put shows a visit as a write returned it, before the lists are read again: the
// next key must not mean a row that is no longer there.
func (s *Screen) put(v data.Visit) {
	for t, l := range s.lists {
		if tab(t).holds(v) {
			l.table.Put(v)
		} else {
			l.table.Drop(v.ID.String())
		}
	}
	if s.details != nil && s.details.id == v.ID {
		s.details.visit = &v
	}
}

// isDuplicate reports whether a check-in was refused because the phone is inside.
func isDuplicate(err error) bool { return errors.Is(err, data.ErrDuplicateInside) }
