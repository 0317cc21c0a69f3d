package desktest

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// Leaf is a page as an area's engineer would write it, with everything that a page
// may say of itself.
type Leaf struct {
	// Called is its name, Table its commands.
	Called string
	Table  tui.Commands
	// Typed are the keys that were none of its commands.
	Typed string
	// Unsaved is whether it says that something typed would be lost, Loses what it says
	// is under way.
	Unsaved bool
	Loses   string
	// Steps are those back within the page that are left.
	Steps int
	// Fresh counts how often it was to read again, Started how often it came in front.
	Fresh, Started int
	// Size is its width and height.
	Size [2]int
}

// Init counts.
func (p *Leaf) Init() tea.Cmd {
	p.Started++
	return nil
}

// Name is Called.
func (p *Leaf) Name() string { return p.Called }

// Commands are Table.
func (p *Leaf) Commands() tui.Commands { return p.Table }

// View says which page it is.
func (p *Leaf) View() string { return "page " + p.Called }

// SetSize notes the size.
func (p *Leaf) SetSize(w, h int) { p.Size = [2]int{w, h} }

// Dirty is Unsaved.
func (p *Leaf) Dirty() bool { return p.Unsaved }

// Unfinished is Loses.
func (p *Leaf) Unfinished() string { return p.Loses }

// Update notes keys.
func (p *Leaf) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		p.Typed += k.String()
	}
	return nil
}

// Refresh counts.
func (p *Leaf) Refresh() tea.Cmd {
	p.Fresh++
	return nil
}

// Back takes one of its Steps.
func (p *Leaf) Back() (tea.Cmd, bool) {
	if p.Steps == 0 {
		return nil, false
	}
	p.Steps--
	return nil, true
}
