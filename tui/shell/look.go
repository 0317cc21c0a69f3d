package shell

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// LookKeeper is a Session whose account keeps how its desks look.
type LookKeeper interface {
	// Look is what was kept when the session was opened.
	Look() tui.Look
	// KeepLook keeps another one under an intent key.
	KeepLook(ctx context.Context, key uuid.UUID, look tui.Look) (tui.Look, error)
	// SettleLook tells whether a change with that key was done (see Save.Start).
	SettleLook(ctx context.Context, key uuid.UUID) (saved bool, err error)
}

// menuLook is the line of the list of screens that changes the look.
const (
	menuLook    = "look"
	menuLookKey = 'c'
)

// dress gives the desk a look. The line is told of its letters with the next command.
func (d *Desk) dress(look tui.Look) {
	d.look, d.dressed = look, d.env.Dress(look)
}

// takeDressed gives what the line is to be told, once.
func (d *Desk) takeDressed() tea.Cmd {
	cmd := d.dressed
	d.dressed = nil
	return cmd
}

// lookLine is a line of the list from which a look is chosen.
type lookLine struct {
	label  string
	change func(*tui.Look)
}

// lookLines are the colours and the letters that there are.
func (d *Desk) lookLines() []lookLine {
	env := d.env
	colours := func(label, theme string) lookLine {
		return lookLine{label, func(l *tui.Look) { l.Theme = theme }}
	}
	letters := func(label, letters string) lookLine {
		return lookLine{label, func(l *tui.Look) { l.Letters = letters }}
	}
	return []lookLine{
		colours(env.T("Colours as the terminal tells"), ""),
		colours(env.T("Colours for a dark background"), "dark"),
		colours(env.T("Colours for a light background"), "light"),
		colours(env.T("No colours: bold and reverse"), "mono"),
		letters(env.T("Letters as the terminal tells"), ""),
		letters(env.T("Letters of all scripts"), "utf-8"),
		letters(env.T("Letters of all scripts, plain signs and lines"), "utf-8-narrow"),
		letters(env.T("Letters of western Europe (Latin-1)"), "latin-1"),
		letters(env.T("Letters of ASCII alone"), "ascii"),
	}
}

// chooseLook asks how this account's desks shall look, and shows it at once.
func (d *Desk) chooseLook(k LookKeeper) {
	lines := d.lookLines()
	p := tui.Pick{Text: d.env.T("Colours and letters")}
	for i, line := range lines {
		o := tui.Option{Value: line.label, Label: line.label, Key: rune('1' + i)}
		if now := d.look; func() bool { line.change(&now); return now == d.look }() {
			o.Detail = d.env.T("now")
		}
		p.Options = append(p.Options, o)
	}
	p.OnPick = func(o tui.Option) tea.Cmd {
		next := d.look
		lines[o.Key-'1'].change(&next)
		return d.keepLook(k, next)
	}
	d.ask(p)
}

// keepLook shows a look and keeps it; where it cannot be kept, the desk has it until it
// is left, and says so.
func (d *Desk) keepLook(k LookKeeper, next tui.Look) tea.Cmd {
	if d.lookSave.Busy() {
		d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("The last choice is still on its way. Try again.")})
		return nil
	}
	session := d.session
	d.dress(next)
	d.lookSave.Done = func(out tui.Outcome[tui.Look]) tea.Cmd {
		switch {
		case d.session != session: // somebody else sits here
		case out.Saved:
			d.notify(tui.Notify{Kind: tui.NotifySuccess, Text: d.env.T("Your desks look like this from now on.")})
		default:
			d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("Only this desk looks like this, until you leave it: %s", tui.Unsaved(d.env, out.Err))})
		}
		return nil
	}
	return d.lookSave.Start(d.env, func(ctx context.Context, key uuid.UUID) (tui.Look, error) {
		return k.KeepLook(ctx, key, next)
	}, k.SettleLook)
}
