package gate

import (
	"github.com/charmbracelet/bubbles/key"

	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/tui"
)

// keys are the gate's own bindings; those that mean the same on every screen
// are the desk's.
type keys struct {
	CheckIn, CheckOut, Approve, Deny, Undo, PresumeLeft key.Binding
	Muster, Details                                     key.Binding
	Correct, Write, Print                               key.Binding
	Wait, TurnAway, Reveal                              key.Binding
	History                                             key.Binding
}

func newKeys(env *tui.Env) keys {
	return keys{
		CheckIn:     tui.Bind("n", env.T("in"), "n"),
		CheckOut:    tui.Bind("o", env.T("out"), "o"),
		Approve:     tui.Bind("a", env.T("approve"), "a"),
		Deny:        tui.Bind("d", env.T("deny"), "d"),
		Undo:        tui.Bind("u", env.T("undo the check-out"), "u"),
		PresumeLeft: tui.Bind("x", env.T("presumed left"), "x"),
		Muster:      tui.Bind("m", env.T("muster"), "m"),
		Details:     tui.Bind("Enter", env.T("details"), "enter", "e"),
		Correct:     tui.Bind("e", env.T("correct"), "e"),
		Write:       tui.Bind("p", env.T("file"), "p"),
		Print:       tui.Bind("P", env.T("print"), "P"),
		Wait:        tui.Bind("Ctrl+P", env.T("wait"), "ctrl+p", "f3"),
		TurnAway:    tui.Bind("Ctrl+T", env.T("deny"), "ctrl+t", "f4"),
		Reveal:      tui.Bind("Ctrl+R", env.T("phone"), "ctrl+r"),
		History:     tui.Bind("h", env.T("audit"), "h"),
	}
}

// mayPresume reports whether the actor closes forgotten visits.
func (s *screen) mayPresume() bool { return s.actor.May(role.PresumeLeft) }

// mayAudit reports whether the actor reads the audit trail.
func (s *screen) mayAudit() bool { return s.actor.May(role.ReadAudit) }

// ShortHelp are the keys of the line of hints.
func (s *screen) ShortHelp() []key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return s.form.hints()
	case s.board.Lists.Typing():
		return s.board.Lists.SearchKeys()
	case s.muster != nil:
		hints := []key.Binding{k.Write, k.Print, shared.Back, shared.PageDown}
		if s.muster.sorry != "" {
			hints = append([]key.Binding{shared.Retry}, hints...)
		}
		return hints
	case s.board.Opened != nil:
		return append(s.detailsKeys(), shared.Back)
	}
	return []key.Binding{k.CheckIn, k.CheckOut, k.Approve, k.Deny, k.Muster, shared.Search}
}

// FullHelp are all keys of what is shown.
func (s *screen) FullHelp() [][]key.Binding {
	k, shared := s.keys, s.env.Keys
	switch {
	case s.form != nil:
		return [][]key.Binding{s.form.hints()}
	case s.muster != nil:
		return [][]key.Binding{s.musterKeys()}
	case s.board.Opened != nil:
		return [][]key.Binding{s.detailsKeys()}
	}
	moves := []key.Binding{k.CheckIn, k.CheckOut, k.Undo, k.Approve, k.Deny}
	if s.mayPresume() {
		moves = append(moves, k.PresumeLeft)
	}
	if s.mayAudit() {
		moves = append(moves, k.History)
	}
	moves = append(moves, tui.Bind("Space", s.env.T("in, out or approve, as the row needs"), " "))
	lists := append([]key.Binding{k.Details}, s.board.Lists.Keys()...)
	return [][]key.Binding{moves, append(lists, k.Muster, shared.Retry)}
}
