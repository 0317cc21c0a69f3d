package desktest

import (
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// Plain is a screen that only counts what it gets.
type Plain struct {
	// Called is its title.
	Called string
	// Keys are the keys that it was given, Got what else it was told.
	Keys []string
	Got  []tea.Msg
	// Unsaved is whether it says that something typed would be lost, Work what it says
	// is under way.
	Unsaved bool
	Work    string
	// W and H are its size.
	W, H int
	// Fresh counts how often it was to read again.
	Fresh int
}

// Init reads nothing.
func (p *Plain) Init() tea.Cmd { return nil }

// Update notes what comes.
func (p *Plain) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		p.Keys = append(p.Keys, k.String())
		return nil
	}
	p.Got = append(p.Got, msg)
	return nil
}

// View says who it is.
func (p *Plain) View() string { return "this is " + p.Called }

// SetSize notes the size.
func (p *Plain) SetSize(w, h int) { p.W, p.H = w, h }

// Title is Called.
func (p *Plain) Title() string { return p.Called }

// Dirty is Unsaved.
func (p *Plain) Dirty() bool { return p.Unsaved }

// Unfinished is Work.
func (p *Plain) Unfinished() string { return p.Work }

// ShortHelp has no keys.
func (p *Plain) ShortHelp() []key.Binding { return nil }

// FullHelp has none either.
func (p *Plain) FullHelp() [][]key.Binding { return nil }

// Refresh counts.
func (p *Plain) Refresh() tea.Cmd { p.Fresh++; return nil }

// Desk is a desk with a gate and two plain screens, 1 to 3.
type Desk struct {
	*tuitest.Driver

	Env     *tui.Env
	Backend *tuitest.Backend
	World   *World
	// Gate is the gate that was made last.
	Gate   tui.Screen
	Bills  *Plain
	Detail *Plain
}

// NewDesk runs one on such a terminal, at its login screen or signed in.
func NewDesk(tb testing.TB, environ func(string) string, signedIn bool) *Desk {
	tb.Helper()
	d := &Desk{World: &World{Visits: Visits(12), Page: 50}, Detail: &Plain{Called: "Detail"}, Bills: &Plain{Called: "Bills"}}
	d.World.Known = map[string]string{"9820012345": "Ramesh Kumar"}
	fixed := func(s tui.Screen) func(*tui.Env, string) tui.Screen {
		return func(*tui.Env, string) tui.Screen { return s }
	}
	d.Backend = tuitest.NewBackend(
		tui.Entry{Name: "gate", Title: "Gate", Key: 'g', New: func(env *tui.Env, id string) tui.Screen {
			d.Gate = NewGate(d.World)(env, id)
			return d.Gate
		}},
		tui.Entry{Name: "bills", Title: "Bills", Key: 'b', New: fixed(d.Bills)},
		tui.Entry{Name: "detail", Title: "Detail", Key: 'd', New: fixed(d.Detail)},
	)
	d.Backend.Notices = []shell.Notice{
		{ID: "n1", Text: "Water off tomorrow 10:00-14:00, Tower B"},
		{ID: "n2", Text: "Lift A is being serviced"},
	}
	stage := tuitest.NewStage(tb, environ)
	stage.Env.Gate = "Main"
	d.Env = stage.Env
	opts := shell.Options{Email: "guard@demo.example"}
	if signedIn {
		opts.Session = d.Backend.Session()
	}
	d.Driver = stage.Run(shell.NewDesk(stage.Env, d.Backend, opts))
	return d
}

// Xterm is the environment of a usual terminal.
func Xterm() func(string) string { return tuitest.Terminal("xterm-256color") }

// FillIn opens the form of the gate, fills it and leaves it to be sent.
func (d *Desk) FillIn() {
	d.Keys("n")
	d.Type("9820012345")
	d.Keys("tab", "tab", "tab", "d")
}

// Answer is the one message that a command gives, through batches.
func Answer(cmd tea.Cmd) tea.Msg {
	msg := cmd()
	if b, ok := msg.(tea.BatchMsg); ok {
		for _, c := range b {
			if m := Answer(c); m != nil {
				return m
			}
		}
		return nil
	}
	return msg
}
