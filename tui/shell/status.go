package shell

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// How long a sentence stays on the status line at least, whatever keys are pressed;
// and how long one that no key asked for, such as the end of a write, stays before
// a form that opens takes it away.
const (
	statusStays = 10 * time.Second
	statusRead  = 3 * time.Second
)

// status is what was told last, and where.
type status struct {
	tui.Notify

	from    time.Time
	old     bool     // it says that what is shown may be old
	answers bool     // it answers a key
	at      spot     // the place that it speaks of
	pressed bool     // a key came after it
	about   tui.Open // the thing that a tiding speaks of
}

// spot is a place at the desk, as a person tells one from another: the screen
// with what it shows, whether a field of it has the keys, and the question over it.
type spot struct {
	depth    int
	title    string
	typing   bool
	question tui.Dialog
}

func (d *Desk) spot() spot {
	s := spot{depth: len(d.stack)}
	if top := d.top(); top != nil {
		s.title = top.Title()
		c, ok := top.(tui.KeyCapturer)
		s.typing = ok && c.CapturesKeys()
	}
	if n := len(d.dialogs); n > 0 {
		s.question = d.dialogs[n-1]
	}
	return s
}

// notify puts a sentence on the status line. One that says that something could
// not be read again leaves what was done before on it.
func (d *Desk) notify(n tui.Notify) {
	old := n.Kind == tui.NotifyStale
	if old {
		n.Kind = tui.NotifyRefusal
	}
	if was := d.status; old && was.Kind == tui.NotifySuccess && was.Text != "" {
		if was.old {
			return
		}
		n = was.Notify
		n.Text = d.env.T("%s What is shown may be old.", was.Text)
	}
	d.status = status{Notify: n, from: d.env.Clock(), old: old, answers: d.keying}
}

// keepStatus takes off a sentence about another place than the one that is shown
// now: above the next form it would seem to be about that. What was done is true
// everywhere, and stays.
func (d *Desk) keepStatus() {
	s := &d.status
	offers := s.While != nil || s.Offer != nil && s.Offer.Says == ""
	switch {
	case s.Text == "" || s.Kind == tui.NotifySuccess && !offers || s.Offer != nil && s.Offer.Says != "":
		return
	case s.While != nil && !s.While():
		d.status = status{}
		return
	}
	at := d.spot()
	if offers {
		at.question = nil // which stands over it only
	}
	switch {
	case !s.pressed:
		// Where it was told, or what comes there without another key.
		s.at = at
	case at != s.at && (offers || s.answers || d.env.Clock().Sub(s.from) >= statusRead):
		d.status = status{}
	}
}

// offering reports whether a key goes to the status line's offer: no question stands
// over the screen, and no field has the keys.
func (d *Desk) offering() bool {
	c, ok := d.top().(tui.KeyCapturer)
	return d.place == placeScreens && len(d.dialogs) == 0 && (!ok || !c.CapturesKeys())
}

// offered is what a key does that the sentence on the status line offers. It is
// taken at its word once.
func (d *Desk) offered(msg tea.KeyMsg) (do func() tea.Cmd, ok bool) {
	o := d.status.Offer
	if o == nil || !d.offering() || !key.Matches(msg, o.Key) {
		return nil, false
	}
	d.status = status{}
	if o.Of != nil && d.top() != o.Of {
		return func() tea.Cmd { return d.open(o.Where) }, true
	}
	return o.Do, true
}

// finished ends a sentence before another follows: the last words of it may be
// somebody's own, such as a reason.
func finished(text string) string {
	if last, _ := utf8.DecodeLastRuneInString(text); last == utf8.RuneError || strings.ContainsRune(".!?…।)", last) {
		return text
	}
	return text + "."
}

// statusMost is how many lines a sentence takes at most, of which the last is cut.
const statusMost = 3

// statusSlack is what a line may lose at its end to a word that goes into the next.
const statusSlack = 12

// statusLines are the question that stands, else what was told last: one line, and as
// many more as the sentence needs to be read to its end.
func (d *Desk) statusLines() []string {
	if n := len(d.dialogs); n > 0 {
		if l := d.dialogs[n-1].Line(d.env, d.width); l != "" {
			return []string{l}
		}
	}
	if d.status.Text == "" || d.place != placeScreens {
		return []string{""}
	}
	th := d.env.Theme
	text, style := tui.Plain(d.status.Text), th.Info
	if o := d.status.Offer; o != nil && o.Says != "" && d.offering() {
		// The key is seen, however long the sentence.
		room := statusMost*(d.width-2-statusSlack) - tui.Width(o.Says)
		text = th.Clip(finished(text), max(1, room)) + " " + o.Says
	}
	switch d.status.Kind {
	case tui.NotifySuccess:
		style = th.Success
	case tui.NotifyRefusal, tui.NotifyStale:
		text, style = "! "+text, th.Danger
	case tui.NotifyInfo:
	}
	lines := tui.Wrap(text, max(1, d.width-2))
	if len(lines) > statusMost {
		lines = append(lines[:statusMost-1:statusMost-1], strings.Join(lines[statusMost-1:], " "))
	}
	for i, l := range lines {
		lines[i] = " " + tui.Render(style, th.Clip(l, d.width-2))
	}
	return lines
}
