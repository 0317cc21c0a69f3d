package shell

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// The pause after which a Finder is asked, and the letters and digits it wants.
const (
	findPause = 300 * time.Millisecond
	findLeast = 2
)

// findRows is the most that the box has of rows, its field included: it keeps its
// height while one types, so that little of it has to be painted anew.
const findRows = 14

// findable is one thing that Ctrl+K does.
type findable struct {
	kind          string // already through the printer
	key           string // as the help writes it, empty for none
	label, detail string
	hint          string // of a command, in a word; it is found by that as well
	// refused, where set, says why it cannot be done just now.
	refused func() string
	do      func() tea.Cmd
}

func (f findable) refusal() string {
	if f.refused == nil {
		return ""
	}
	return f.refused()
}

// findDialog is the field in which one types what one wants, and what that finds:
// what is at hand at once, things of the society after a pause.
type findDialog struct {
	edit *tui.SearchLine
	// hand is what is at hand, whatever is typed.
	hand []findable
	// ask asks for things; nil where the session finds none.
	ask func(text string) (tui.Ticket, tea.Cmd)
	// open is what a thing becomes; false where the account has no screen for it.
	open func(Found) (findable, bool)
	// run takes the dialog away and does what was chosen.
	run func(findable) tea.Cmd

	shown   []findable
	at, top int
	room    int

	round  int // of the pause under way; an older one means nothing
	asking bool
	ticket tui.Ticket
	sorry  string // why things could not be read
	// wished says that Enter was pressed before there was anything to choose.
	wished bool
}

func (d *findDialog) Key(env *tui.Env, msg tea.KeyMsg) (bool, tea.Cmd) {
	k := env.Keys
	d.wished = false
	switch {
	case key.Matches(msg, k.Back):
		return true, nil
	case msg.String() == "enter":
		return false, d.choose()
	case key.Matches(msg, k.Up):
		d.at--
	case key.Matches(msg, k.Down):
		d.at++
	case key.Matches(msg, k.PageUp):
		d.at -= max(1, d.room)
	case key.Matches(msg, k.PageDown):
		d.at += max(1, d.room)
	default:
		if d.edit.Update(msg) {
			return false, d.typed(env)
		}
	}
	d.at = max(0, min(d.at, len(d.shown)-1))
	return false, nil
}

// choose does what the cursor is on. What cannot be done just now says why in the
// box, which stays. Who is ahead of the answer is asked for it at once, and gets what
// was meant where there is but one thing.
func (d *findDialog) choose() tea.Cmd {
	switch {
	case len(d.shown) == 0 && d.asking:
		d.wished = true
		return d.due(d.round)
	case d.at >= len(d.shown) || d.shown[d.at].refusal() != "":
		return nil
	}
	return d.run(d.shown[d.at])
}

// typed shows what is at hand by the text as it is now, and asks for more after a
// pause. What was found by another text is gone, and so is the answer on its way.
func (d *findDialog) typed(env *tui.Env) tea.Cmd {
	d.at, d.top, d.ticket, d.sorry, d.asking = 0, 0, tui.Ticket{}, "", false
	d.round++
	text := d.edit.Text()
	d.shown = d.hand
	if strings.TrimSpace(text) != "" {
		labels := make([]string, len(d.hand))
		for i, f := range d.hand {
			labels[i] = f.label + " " + f.hint
		}
		d.shown = nil
		for _, i := range nameTyped(text).find(labels) {
			d.shown = append(d.shown, d.hand[i])
		}
	}
	if d.ask == nil || countFunc(text, inWord) < findLeast {
		return nil
	}
	d.asking = true
	due := findDue{d, d.round}
	return env.After(findPause, func(time.Time) tea.Msg { return due })
}

func countFunc(s string, is func(rune) bool) (n int) {
	for _, r := range s {
		if is(r) && !unicode.IsMark(r) {
			n++
		}
	}
	return n
}

// findDue says that nothing was typed for a while.
type findDue struct {
	dialog *findDialog
	round  int
}

// due asks for things, where nothing was typed since and nobody asked already.
func (d *findDialog) due(round int) tea.Cmd {
	if round != d.round || !d.asking || d.ticket.Valid() {
		return nil
	}
	var cmd tea.Cmd
	d.ticket, cmd = d.ask(d.edit.Text())
	return cmd
}

// took puts the things that were found under what is at hand: what the cursor is on
// stays there, however late they come.
func (d *findDialog) took(env *tui.Env, msg tui.Loaded[[]Found]) tea.Cmd {
	d.ticket, d.asking, d.sorry = tui.Ticket{}, false, tui.Explain(env, msg.Err)
	d.shown = slices.Clone(d.shown)
	for _, found := range msg.Val {
		if f, ok := d.open(found); ok {
			d.shown = append(d.shown, f)
		}
	}
	if d.wished && len(d.shown) == 1 {
		return d.choose()
	}
	return nil
}

func (d *findDialog) Line(*tui.Env, int) string { return "" }

func (d *findDialog) Box(env *tui.Env, width, height int) []string {
	height = min(height, findRows)
	lines := []string{"> " + d.edit.View(width-2)}
	foot := d.foot(env, width)
	d.room = max(1, height-len(lines)-len(foot))
	d.top = max(min(d.top, d.at), d.at-d.room+1)
	if foot[0] == "" && d.top+d.room < len(d.shown) {
		foot[0] = env.MoreBelow()
	}
	for i := d.top; i < len(d.shown) && i < d.top+d.room; i++ {
		lines = append(lines, d.shown[i].view(env, width, i == d.at))
	}
	return append(tui.Pad(lines, height-len(foot)), foot...)
}

// foot is what there is to say: why the row under the cursor cannot be done, why
// things could not be read, that they are being looked for, that there is nothing,
// what may be typed.
func (d *findDialog) foot(env *tui.Env, width int) []string {
	th := env.Theme
	why := ""
	if d.at < len(d.shown) {
		why = d.shown[d.at].refusal()
	}
	switch {
	case why != "":
	case d.sorry != "":
		why = d.sorry
	case d.asking:
		return []string{tui.Render(th.Muted, th.Clip(env.T("Looking for more..."), width))}
	case len(d.shown) == 0:
		return []string{th.Clip(env.T("Nothing is found."), width)}
	case d.ask != nil && d.edit.Text() == "" && d.at == 0:
		return []string{tui.Render(th.Muted, th.Clip(env.T("Type what to do, or a name, unit, phone or plate."), width))}
	default:
		return []string{""}
	}
	lines := tui.Wrap("! "+why, width)
	lines = lines[:min(len(lines), 2)]
	for i, l := range lines {
		lines[i] = tui.Render(th.Danger, th.Clip(l, width))
	}
	return lines
}

// How many cells of a row say what kind of thing it is, and by which key it is done: a
// key as long as Ctrl+L, and of several the first.
const (
	findKind = 7
	findKey  = 6
)

// view draws the row: what it is called, its kind and its key. Of a thing the name is
// cut first: what tells it from its namesakes, such as a plate, stands behind it.
func (f findable) view(env *tui.Env, width int, selected bool) string {
	th, name := env.Theme, f.key
	if tui.Width(name) > findKey {
		name, _, _ = strings.Cut(name, " ")
	}
	room := max(0, width-2-2-findKind-1-max(findKey, tui.Width(name)))
	text, refused := tui.Plain(f.label), f.refusal() != ""
	switch {
	case refused:
		text = "! " + text
	case f.detail != "":
		detail := th.Clip(tui.Plain(f.detail), room*2/3)
		text = th.Clip(text, room-tui.Width(detail)-2) + "  " + detail
	}
	row := th.Fit(text, room, false) + "  " + th.Fit(f.kind, findKind, false) + " " + name
	switch {
	case selected:
		return tui.Render(th.Selected, "> "+row)
	case refused:
		return "  " + tui.Render(th.Muted, row)
	}
	return "  " + row
}

func (d *findDialog) Hints(env *tui.Env) []key.Binding {
	return []key.Binding{env.Keys.Up, env.Keys.Down, tui.Bind("Enter", env.T("do it"), "enter"), env.Keys.Back}
}
