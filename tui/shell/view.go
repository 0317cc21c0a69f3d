package shell

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/wire"
)

// The least terminal the desk is drawn on, and the lines of its frame: header,
// status line, key hints; a banner takes one more, and so does each further line of a
// long sentence.
const (
	leastWidth  = 60
	leastHeight = 16
	frameLines  = 3
)

func (d *Desk) tooSmall() bool { return d.width < leastWidth || d.height < leastHeight }

func (d *Desk) bodyHeight() int {
	h := d.height - frameLines - (len(d.statusLines()) - 1)
	if d.place == placeScreens && len(d.notices) > 0 {
		h--
	}
	return max(h, 0)
}

// measure gives every live screen its size, when that changed.
func (d *Desk) measure() {
	size := layoutSize{d.width, d.bodyHeight()}
	if d.layout == size || d.place == placeLocked {
		return
	}
	d.layout = size
	for _, s := range d.stack {
		s.screen.SetSize(size.width, size.height)
	}
}

// View draws the desk: exactly as many lines as the terminal has, none wider.
func (d *Desk) View() string {
	if d.leaving {
		return ""
	}
	if d.tooSmall() {
		return d.smallView()
	}
	lines := make([]string, 0, d.height)
	lines = append(lines, d.header())
	if d.place == placeScreens && len(d.notices) > 0 {
		lines = append(lines, d.bannerLine())
	}
	height := d.bodyHeight()
	lines = append(lines, d.boxOver(d.body(height))...)
	lines = append(append(lines, d.statusLines()...), d.hintLine())
	for i, l := range lines {
		lines[i] = d.env.Theme.Clip(l, d.width)
	}
	return strings.Join(tui.Pad(lines, d.height), "\n")
}

func (d *Desk) smallView() string {
	text := d.env.T("This window is too small: the desk needs 60 columns and 16 lines.")
	lines := tui.Wrap(text, d.width)
	for i, l := range lines {
		lines[i] = d.env.Theme.Clip(l, d.width)
	}
	return strings.Join(lines[:min(len(lines), d.height)], "\n")
}

func (d *Desk) body(height int) []string {
	switch {
	case d.place == placeLogin:
		return d.loginView(height)
	case d.place == placeLocked:
		return d.lockView(height)
	case d.place == placePassword:
		return d.passwordView(height)
	case d.top() == nil:
		return d.nothingView(height)
	default:
		return tui.Pad(strings.Split(d.top().View(), "\n"), height)
	}
}

// nothingView is what an account without screens sees, as one whose role the
// program does not know. It stands as long as the account is signed in.
func (d *Desk) nothingView(height int) []string {
	lines := []string{""}
	role := tui.Plain(d.env.Term(d.account.Role))
	text := d.env.T("There is nothing that this account may open.")
	if role != "" {
		text += " " + d.env.T("Its role is %s; an admin can give it another one.", role)
	} else {
		text += " " + d.env.T("It has no role; an admin can give it one.")
	}
	for _, l := range tui.Wrap(text, max(1, d.width-6)) {
		lines = append(lines, "   "+l)
	}
	return tui.Pad(lines, height)
}

// header is the society and the screen at the left; the person, the gate and
// the time at the right, behind since when what is shown may be old. A narrow terminal
// loses the role, then the society, the gate and the name.
func (d *Desk) header() string {
	th := d.env.Theme
	clock := d.env.HM(d.env.Clock())
	house, gate := tui.Plain(d.houseName()), tui.Plain(d.env.Gate)
	title, name, role := "", "", ""
	switch d.place {
	case placeScreens:
		if s := d.top(); s != nil {
			title = tui.Plain(s.Title())
		}
		name, role = tui.Plain(d.account.Name), tui.Plain(d.account.Role)
	case placeLocked:
		title, name = d.env.T("Locked"), tui.Plain(d.account.Name)
	case placePassword:
		title, name = d.env.T("New password"), tui.Plain(d.account.Name)
	case placeLogin:
		title = d.env.T("Sign in")
	}
	stale := ""
	if since := d.hears.Lost; !since.IsZero() {
		stale = d.env.T("! not live since %s", d.env.Moment(since)) + " | "
		if d.hears.ReadOnly {
			stale = d.env.T("! read-only since %s", d.env.Moment(since)) + " | "
		}
	}
	for range 5 {
		left, right := title, ""
		switch {
		case title == "":
			left = house
		case house != "":
			left = house + " | " + title
		}
		if gate != "" {
			right = gate + " | "
		}
		if who := name; who != "" {
			if role != "" {
				who += ", " + d.env.Term(role)
			}
			right = who + " | " + right
		}
		gap := d.width - 2 - tui.Width(left) - tui.Width(right+stale+clock)
		if gap >= 2 {
			return " " + tui.Render(th.Title, left) + strings.Repeat(" ", gap) + right + tui.Render(th.Danger, stale) + clock
		}
		switch {
		case role != "":
			role = ""
		case house != "":
			house = ""
		case gate != "":
			gate = ""
		default:
			name = ""
		}
	}
	room := max(0, d.width-4-tui.Width(stale+clock))
	return " " + tui.Render(th.Title, th.Fit(title, room, false)) + "  " + tui.Render(th.Danger, stale) + clock
}

func (d *Desk) hints() []key.Binding {
	k := d.keys
	if n := len(d.dialogs); n > 0 {
		return d.dialogs[n-1].Hints(d.env)
	}
	switch d.place {
	case placeScreens:
	case placeLogin:
		return []key.Binding{tui.Bind("Enter", d.env.T("sign in"), "enter"), d.env.Keys.Prev, k.abort}
	case placeLocked:
		return []key.Binding{tui.Bind("Enter", d.env.T("unlock"), "enter"), k.other, k.abort}
	case placePassword:
		return d.passwordHints()
	}
	s := d.top()
	if s == nil {
		return []key.Binding{k.lock, k.help, k.quit}
	}
	own := s.ShortHelp()
	if c, ok := s.(tui.KeyCapturer); ok && c.CapturesKeys() {
		return own
	}
	hints := append([]key.Binding{}, own...)
	if len(d.entries) > 1 {
		hints = append(hints, k.jump)
	}
	find := tui.Bind(k.find.Help().Key, d.env.T("find"), k.find.Keys()...)
	return append(hints, find, k.help, k.quit)
}

// turn is when a hint gets its room: first how to get back, on, to save, to the help and
// away, last what finds all that no hint names.
func (d *Desk) turn(hint key.Binding) int {
	k := d.env.Keys
	is := func(b key.Binding) bool { return len(hint.Keys()) > 0 && hint.Keys()[0] == b.Keys()[0] }
	switch {
	case slices.ContainsFunc([]key.Binding{k.Back, k.Save, k.Next, d.keys.help, d.keys.quit}, is):
		return 0
	case is(d.keys.find):
		return turns - 1
	}
	return 1
}

const turns = 3

// hintLine writes as many hints as fit.
func (d *Desk) hintLine() string {
	th := d.env.Theme
	hints := d.hints()
	used := 1
	keep := make([]bool, len(hints))
	cells := func(b key.Binding) int { return tui.Width(b.Help().Key) + 1 + tui.Width(b.Help().Desc) + 2 }
	take := func(i int) {
		if b := hints[i]; b.Enabled() && b.Help().Key != "" && used+cells(b) <= d.width+1 {
			keep[i], used = true, used+cells(b)
		}
	}
	for now := range turns {
		for i, b := range hints {
			if d.turn(b) == now {
				take(i)
			}
		}
	}
	var parts []string
	for i, b := range hints {
		if keep[i] {
			parts = append(parts, tui.Render(th.Key, tui.Plain(b.Help().Key))+" "+tui.Render(th.Hint, tui.Plain(b.Help().Desc)))
		}
	}
	return " " + strings.Join(parts, "  ")
}

// boxOver draws the top dialog's box over the body.
func (d *Desk) boxOver(body []string) []string {
	n := len(d.dialogs)
	if n == 0 {
		return body
	}
	box := tui.DrawBox(d.env, d.dialogs[n-1], d.width, len(body))
	top := max(0, (len(body)-len(box))/3)
	// The box takes whole lines: cutting styled cells out of the lines behind it
	// would cost more bytes than it shows.
	for i, l := range body {
		body[i] = strings.ReplaceAll(l, wire.Caret, "") // what is typed goes into the box
	}
	for i, l := range box {
		if top+i < len(body) {
			body[top+i] = l
		}
	}
	return body
}
