package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// factName is the width of the names beside the values of Facts.
const factName = 10

// Facts are all there is to say about a thing, whole: its name and state on the
// first line, then each fact (its name and its value, already through the
// printer), at most width cells wide. What is longer than its line goes on in the
// next; the state stands in the first.
func (t *Theme) Facts(name string, state Cell, facts [][2]string, width int) []string {
	word := Plain(state.Text)
	named := Wrap(Plain(name), max(1, width-2-Width(word)-3))
	if state.Tone != TonePlain {
		word = t.tone(state.Tone).Render(word)
	}
	lines := []string{t.Clip(" "+t.Title.Render(named[0])+"   "+word, width)}
	for _, more := range named[1:] {
		lines = append(lines, t.Clip(" "+t.Title.Render(more), width))
	}
	for _, f := range facts {
		label := Plain(f[0])
		for _, part := range Wrap(Plain(f[1]), max(1, width-3-factName)) {
			lines = append(lines, t.Clip("   "+t.Fit(label, factName, false)+part, width))
			label = ""
		}
	}
	return lines
}

// headGap are the cells beside and between what Head says.
const headGap = 4

// Head is the line above a form: what it is, and at the right what is known of
// saving it.
func (t *Theme) Head(title, state string, width int) string {
	title, state = Plain(title), Plain(state)
	title = t.Clip(title, max(1, width-Width(state)-headGap))
	gap := strings.Repeat(" ", max(1, width-Width(title)-Width(state)-2))
	return t.Clip(" "+t.Title.Render(title)+gap+state, width)
}

// Reading is the place in a text that may be longer than its window.
type Reading struct{ top int }

// Key moves the place by a key of lists, within total lines of which height are
// shown.
func (r *Reading) Key(env *Env, msg tea.KeyMsg, total, height int) {
	k, page := env.Keys, max(1, height-2)
	switch {
	case key.Matches(msg, k.Up):
		r.top--
	case key.Matches(msg, k.Down):
		r.top++
	case key.Matches(msg, k.PageUp):
		r.top -= page
	case key.Matches(msg, k.PageDown):
		r.top += page
	case key.Matches(msg, k.Home):
		r.top = 0
	case key.Matches(msg, k.End):
		r.top = total
	}
	r.top = max(0, min(r.top, total-height))
}

// Reveal moves the place as little as brings a line into view.
func (r *Reading) Reveal(line, total, height int) {
	switch last := r.top + height - 2; { // the line below may say that more follow
	case line < r.top:
		r.top = line
	case line > last:
		r.top += line - last
	}
	r.top = max(0, min(r.top, total-height))
}

// View is the part of the lines that is shown; where more follow, the last line
// says so.
func (r *Reading) View(env *Env, lines []string, height int) string {
	lines = lines[max(0, min(r.top, len(lines)-height)):]
	if len(lines) > height {
		lines = append([]string{}, lines[:max(0, height)]...)
		if height > 0 {
			lines[height-1] = env.MoreBelow()
		}
	}
	return strings.Join(lines, "\n")
}

// MoreBelow is the last line of a text that goes on below it.
func (e *Env) MoreBelow() string { return Render(e.Theme.Muted, e.T("   more below")) }

// MoreAbove is the first line of a form that begins above it.
func (e *Env) MoreAbove() string { return Render(e.Theme.Muted, e.T("   more above")) }
