package tui

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"
)

// Sends are a screen's writes on their way, whatever each of them gives. Each is
// followed until its outcome is known, whatever the screen shows meanwhile.
type Sends struct {
	env    *Env
	settle func(ctx context.Context, key uuid.UUID) (saved bool, err error)
	all    []*Send
}

// Send is one write on its way.
type Send struct {
	// What names the write, already through the printer: "check-out of Ramesh
	// Kumar (A-101)".
	What string

	env  *Env
	save following
	told bool // that the outcome is unknown
}

// following is a Save of any result.
type following interface {
	State() Saving
	Status(env *Env) string
	Update(msg tea.Msg) tea.Cmd
	askNow() tea.Cmd
}

// NewSends makes the writes of a screen; settle tells whether a write with that
// key is in the database (see Save.Start).
func NewSends(env *Env, settle func(ctx context.Context, key uuid.UUID) (saved bool, err error)) *Sends {
	return &Sends{env: env, settle: settle}
}

// SettleAs gives the question what became of a write of an actor.
func SettleAs[A any](actor A, settle func(ctx context.Context, actor A, key uuid.UUID) (saved bool, err error)) func(context.Context, uuid.UUID) (bool, error) {
	return func(ctx context.Context, key uuid.UUID) (bool, error) { return settle(ctx, actor, key) }
}

// Start sends a write; done is called in Update with its outcome (see Save.Done).
func Start[T any](s *Sends, what string, write func(ctx context.Context, key uuid.UUID) (T, error),
	done func(Outcome[T]) tea.Cmd,
) (*Send, tea.Cmd) {
	save := &Save[T]{}
	w := &Send{What: what, env: s.env, save: save}
	save.Done = func(out Outcome[T]) tea.Cmd {
		s.all = slices.DeleteFunc(s.all, func(o *Send) bool { return o == w })
		cmd := done(out)
		if out.unshown != nil {
			s.env.Do(Notify{Kind: NotifyInfo, Text: s.env.T("saved, but it cannot be shown: %s", what)})
		}
		return cmd
	}
	s.all = append(s.all, w)
	return w, save.Start(s.env, write, s.settle)
}

// Unfinished names what leaving now would lose: the outcome of the writes on
// their way (see Unfinisher).
func (s *Sends) Unfinished() string {
	var what string
	for _, w := range s.all {
		if what == "" {
			what = w.What
		} else {
			what = s.env.T("%s, %s", what, w.What)
		}
	}
	if what == "" {
		return ""
	}
	return s.env.T("the outcome of a save (%s)", what)
}

// Sending reports whether a write was sent and not answered: it may move the row
// under the cursor. An outcome that is being checked holds nothing up.
func (s *Sends) Sending() bool {
	return slices.ContainsFunc(s.all, func(w *Send) bool { return w.save.State() == SaveSending })
}

// Update hands an answer to the writes on their way, and tells the person once
// of each whose outcome became unknown.
func (s *Sends) Update(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, w := range slices.Clone(s.all) {
		cmds = append(cmds, w.save.Update(msg))
		if w.save.State() == SaveChecking && !w.told {
			w.told = true
			s.env.Do(Notify{Kind: NotifyRefusal, Text: s.env.T("%s: %s", w.Status(), w.What)})
		}
	}
	return tea.Batch(cmds...)
}

// Status is what the person is told of the write; empty while its first answer
// is awaited.
func (w *Send) Status() string { return w.save.Status(w.env) }

// AskNow asks at once what became of a write whose outcome is unknown.
func (w *Send) AskNow() tea.Cmd { return w.save.askNow() }
