package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// TextPage is a page with a text to read.
type TextPage struct {
	// Called is the page's name in the header.
	Called string
	// Lines are the text, each at most width cells wide.
	Lines func(width int) []string
	// Offered is the table of commands; the keys of lists move in the text besides.
	Offered Commands
	// Loses, where set, is what leaving would lose, already through the printer. A
	// text that would be lost keeps every key for itself.
	Loses string

	env           *Env
	place         Reading
	width, height int
}

// NewTextPage makes a page of a text.
func NewTextPage(env *Env, called string, lines func(width int) []string, offered ...Command) *TextPage {
	return &TextPage{env: env, Called: called, Lines: lines, Offered: Commands{offered}}
}

// Name is what the page is called in the header.
func (p *TextPage) Name() string { return p.Called }

// Commands are what is offered.
func (p *TextPage) Commands() Commands { return p.Offered }

// Update moves in the text.
func (p *TextPage) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		p.place.Key(p.env, k, len(p.Lines(p.width)), p.height)
	}
	return nil
}

// View draws the part of the text that is shown.
func (p *TextPage) View() string { return p.place.View(p.env, p.Lines(p.width), p.height) }

// GoesOn reports whether there is more below what is shown.
func (p *TextPage) GoesOn() bool { return p.place.top+p.height < len(p.Lines(p.width)) }

// Moving are the keys that move in the text, none where it is shown whole.
func (p *TextPage) Moving() []key.Binding {
	return p.env.Keys.reading(len(p.Lines(p.width)) > p.height)
}

// SetSize gives the page's size in cells.
func (p *TextPage) SetSize(width, height int) { p.width, p.height = width, height }

// CapturesKeys reports whether no stray key may take the text away.
func (p *TextPage) CapturesKeys() bool { return p.Loses != "" }

// Unfinished names what leaving would lose.
func (p *TextPage) Unfinished() string { return p.Loses }
