package tui

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

type pickDialog struct {
	Pick
	at    int
	place Reading
}

func newPick(p Pick) *pickDialog {
	p.Options = append([]Option{}, p.Options...)
	assignKeys(p.Options)
	return &pickDialog{Pick: p}
}

// assignKeys gives each option without a letter of its own the first letter of
// its label that nobody has.
func assignKeys(options []Option) {
	taken := map[rune]bool{}
	for _, o := range options {
		taken[unicode.ToLower(o.Key)] = o.Key != 0
	}
	for i := range options {
		if options[i].Key != 0 {
			continue
		}
		for _, r := range options[i].Label {
			if r = unicode.ToLower(r); unicode.IsLetter(r) && !taken[r] {
				options[i].Key, taken[r] = r, true
				break
			}
		}
	}
}

func (d *pickDialog) Key(env *Env, msg tea.KeyMsg) (bool, tea.Cmd) {
	switch {
	case key.Matches(msg, env.Keys.Back):
		return true, nil
	case key.Matches(msg, env.Keys.Up):
		d.at = max(0, d.at-1)
	case key.Matches(msg, env.Keys.Down):
		d.at = max(0, min(len(d.Options)-1, d.at+1))
	case msg.String() == "enter" && d.at < len(d.Options):
		return true, d.pick(d.at)
	case msg.Type == tea.KeyRunes && !msg.Paste && len(msg.Runes) == 1:
		for i, o := range d.Options {
			if unicode.ToLower(o.Key) == unicode.ToLower(msg.Runes[0]) {
				return true, d.pick(i)
			}
		}
	}
	return false, nil
}

func (d *pickDialog) pick(i int) tea.Cmd {
	if d.OnPick == nil {
		return nil
	}
	return d.OnPick(d.Options[i])
}

func (d *pickDialog) Line(*Env, int) string { return "" }

func (d *pickDialog) Box(env *Env, width, height int) []string {
	lines := Wrap(d.Text, width)
	var rows []string
	from, to := 0, 0
	for i := range d.Options {
		if i == d.at {
			from = len(rows)
		}
		rows = append(rows, d.option(env.Theme, i, width)...)
		if i == d.at {
			to = len(rows)
		}
	}
	room := max(1, height-len(lines))
	d.place.Reveal(max(from, to-1), len(rows), room)
	d.place.Reveal(from, len(rows), room)
	return append(lines, strings.Split(d.place.View(env, rows, room), "\n")...)
}

// option is one of the options, with its letter and all that is said of it.
func (d *pickDialog) option(t *Theme, i, width int) []string {
	o := d.Options[i]
	letter, text := " ", Plain(o.Label)
	if o.Key != 0 {
		letter = string(o.Key)
	}
	if o.Detail != "" {
		text += "  " + Plain(o.Detail)
	}
	const lead = "   " // as wide as the letter and what follows it
	lines := Wrap(text, max(1, width-2-len(lead)))
	for j, l := range lines {
		mark, head := "  ", lead
		if j == 0 {
			head = letter + "  "
		}
		if i == d.at && j == 0 {
			mark = "> "
		}
		lines[j] = mark + head + t.Clip(l, width-2-len(lead))
		if i == d.at {
			lines[j] = Render(t.Selected, lines[j])
		}
	}
	return lines
}

func (d *pickDialog) Hints(env *Env) []key.Binding {
	return []key.Binding{Bind("Enter", env.T("choose"), "enter"), env.Keys.Back}
}
