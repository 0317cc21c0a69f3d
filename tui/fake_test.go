package tui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// visit is a row of the fake list screen.
type visit struct {
	id, in, name, unit, purpose, plate, phone string
	since                                     time.Time
	overstay                                  bool
}

func visits(n int) []visit {
	out := make([]visit, n)
	for i := range out {
		out[i] = visit{
			id: fmt.Sprint("v", i), in: fmt.Sprintf("%02d:%02d", 8+i/60%12, i%60),
			name: fmt.Sprintf("Visitor %d", i), unit: fmt.Sprintf("A-%d", 101+i), purpose: "Delivery",
			plate: fmt.Sprintf("MH12AB%04d", i), phone: fmt.Sprintf("98200 %05d", i),
			since: tuitest.Start().Add(-time.Duration(i*13) * time.Minute), overstay: i == 2,
		}
	}
	return out
}

func visitColumns() []tui.Column {
	return []tui.Column{
		{Title: "In", Min: 5},
		{Title: "Visitor", Min: 14, Flex: 2, Max: 30},
		{Title: "Unit", Min: 6},
		{Title: "For", Min: 9, Drop: 1},
		{Title: "Plate", Min: 11, Drop: 2},
		{Title: "Phone", Min: 12, Wide: 100},
		{Title: "Since", Min: 13, Right: true},
	}
}

type sendField string

const (
	fieldPhone sendField = "phone"
	fieldName  sendField = "name"
	fieldUnit  sendField = "unit"
	fieldFor   sendField = "purpose"
	fieldCount sendField = "count"
	fieldNote  sendField = "note"
)

// gate is a screen as a job's engineer would write it: a list, and a form over it.
type gate struct {
	env   *tui.Env
	table *tui.Table[visit]
	form  *tui.Form[sendField]
	save  tui.Save[string]
	world *world
	w, h  int
	back  int
}

// world is what the fake screens read and write.
type world struct {
	visits  []visit
	page    int
	reads   int
	fail    error
	saved   []map[sendField]string
	keys    []string
	write   func(n int) error
	settle  func(n int) (bool, error)
	settled int
	known   map[string]string
	got     []tea.Msg
	opened  int
	note    string
}

func (w *world) source(ctx context.Context, after *visit) (tui.Batch[visit], error) {
	w.reads++
	if w.fail != nil {
		return tui.Batch[visit]{}, w.fail
	}
	from := 0
	if after != nil {
		for i, v := range w.visits {
			if v.id == after.id {
				from = i + 1
			}
		}
	}
	to := min(len(w.visits), from+w.page)
	return tui.Batch[visit]{Rows: w.visits[from:to], More: to < len(w.visits)}, ctx.Err()
}

func newGate(w *world) func(env *tui.Env, id string) tui.Screen {
	return func(env *tui.Env, _ string) tui.Screen {
		w.opened++
		g := &gate{env: env, world: w}
		g.table = tui.NewTable(env, visitColumns(), func(v visit) string { return v.id }, func(v visit) []tui.Cell {
			row := tui.Cells(v.in, v.name, v.unit, v.purpose, v.plate, v.phone, env.Since(v.since))
			if v.overstay {
				row[6] = tui.Cell{Text: env.Since(v.since) + " overstay!", Tone: tui.ToneDanger}
			}
			return row
		})
		g.table.Empty = env.T("Nobody is inside. n checks someone in.")
		g.save.Done = g.done
		return g
	}
}

func (g *gate) Init() tea.Cmd { return g.table.Show(g.world.source) }

func (g *gate) open() {
	env := g.env
	g.form = tui.NewForm(env,
		tui.Field[sendField]{
			Key: fieldPhone, Label: "Phone", Width: 14, MaxRunes: 20, Required: true,
			Ask: tui.Asking(func(v string) bool { return len(v) >= 10 },
				func(_ context.Context, v string) (string, error) { return g.world.known[v], nil },
				func(name string, err error) tea.Cmd {
					if err == nil && name != "" {
						g.form.Fill(fieldName, name)
						g.form.FillPick(fieldUnit, tui.Option{Value: "u101", Label: "A-101"})
						g.form.Note(fieldPhone, "known: 14 visits, last 3 days ago to A-101"+g.world.note)
					}
					return nil
				}),
		},
		tui.Field[sendField]{Key: fieldName, Label: "Name", MaxRunes: 100, Required: true},
		tui.Field[sendField]{
			Key: fieldUnit, Label: "Unit", Kind: tui.FieldLookup, Width: 14, Required: true, MustPick: true,
			Search: func(_ context.Context, text string) ([]tui.Option, error) {
				var out []tui.Option
				for _, u := range []string{"A-101", "A-102", "B-101"} {
					flat := strings.ToLower(strings.ReplaceAll(u, "-", ""))
					if strings.Contains(flat, strings.ToLower(strings.ReplaceAll(text, " ", ""))) || text == u {
						out = append(out, tui.Option{Value: "u" + u, Label: u, Detail: "Meera Joshi"})
					}
				}
				return out, nil
			},
			OnPick: func(tui.Option) tea.Cmd {
				g.form.Note(fieldUnit, "Meera Joshi (owner, primary)", "Arun Joshi (family)")
				return nil
			},
		},
		tui.Field[sendField]{Key: fieldFor, Label: "For", Kind: tui.FieldChoice, Width: 20, Options: []tui.Option{
			{Value: "Guest", Label: "Guest"},
			{Value: "Delivery", Label: "Delivery"},
			{Value: "Service", Label: "Service"},
			{Value: "Cab", Label: "Cab"},
			{Label: "Other", Free: true},
		}},
		tui.Field[sendField]{Key: fieldCount, Label: "People", Kind: tui.FieldNumber, Width: 4, MaxRunes: 3, Value: "1"},
		tui.Field[sendField]{Key: fieldNote, Label: "Note", Kind: tui.FieldLines, Width: 40},
	)
	g.form.OnSubmit = g.submit
	g.form.OnCancel = func() tea.Cmd { g.form = nil; return nil }
	g.form.SaveLabel = "check in"
	g.form.SetSize(g.w, g.h)
}

func (g *gate) submit() tea.Cmd {
	values := g.form.Values()
	return g.save.Start(g.env, func(_ context.Context, key uuid.UUID) (string, error) {
		g.world.keys = append(g.world.keys, key.String())
		if g.world.write != nil {
			if err := g.world.write(len(g.world.keys)); err != nil {
				return "", err
			}
		}
		g.world.saved = append(g.world.saved, values)
		return values[fieldName], nil
	}, func(context.Context, uuid.UUID) (bool, error) {
		g.world.settled++
		return g.world.settle(g.world.settled)
	})
}

func (g *gate) done(out tui.Outcome[string]) tea.Cmd {
	if !out.Saved {
		if !g.form.Fail(out.Err) {
			g.env.Do(tui.Notify{Kind: tui.NotifyRefusal, Text: tui.Explain(g.env, out.Err)})
		}
		return nil
	}
	name := g.form.Value(fieldName)
	g.form = nil
	g.env.Do(tui.Notify{Kind: tui.NotifySuccess, Text: g.env.T("Checked in %s.", name)})
	return g.table.Reload()
}

func (g *gate) Update(msg tea.Msg) tea.Cmd {
	g.world.got = append(g.world.got, msg)
	k, isKey := msg.(tea.KeyMsg)
	if g.form != nil && isKey {
		return g.form.Update(msg)
	}
	if isKey {
		switch k.String() {
		case "n":
			g.open()
			return nil
		case "z":
			g.env.Do(tui.Notify{Kind: tui.NotifyRefusal, Text: "There is no z."})
			return nil
		case "o":
			if v, ok := g.table.Selected(); ok {
				g.env.Do(tui.Confirm{
					Text: g.env.T("Check out %s (%s)?", v.name, v.unit),
					OnYes: func() tea.Cmd {
						g.env.Do(tui.Notify{Kind: tui.NotifySuccess, Text: g.env.T("Checked out %s.", v.name)})
						return nil
					},
				})
			}
			return nil
		case "d":
			g.env.Do(tui.Prompt{Text: "Why?", Required: true, OnDone: func(why string) tea.Cmd {
				return func() tea.Msg { return tui.Notify{Text: "denied: " + why} }
			}})
			return nil
		case "a":
			g.env.Do(tui.Pick{Text: "Approved how?", Options: []tui.Option{
				{Value: "phone", Label: "phone"},
				{Value: "intercom", Label: "intercom"},
				{Value: "person", Label: "in person", Key: 'n'},
			}, OnPick: func(o tui.Option) tea.Cmd {
				return func() tea.Msg { return tui.Notify{Text: "approved by " + o.Value} }
			}})
			return nil
		case "enter":
			g.env.Do(tui.Open{Name: "detail", ID: g.table.SelectedID()})
			return nil
		}
	}
	cmds := []tea.Cmd{g.table.Update(msg), g.save.Update(msg)}
	if g.form != nil {
		cmds = append(cmds, g.form.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (g *gate) View() string {
	if g.form != nil {
		return g.form.View()
	}
	return g.table.View()
}

func (g *gate) SetSize(w, h int) {
	g.w, g.h = w, h
	g.table.SetSize(w, h)
	if g.form != nil {
		g.form.SetSize(w, h)
	}
}

func (g *gate) Title() string {
	if s := g.save.Status(g.env); g.form != nil && s != "" {
		return "Check in: " + s
	}
	return "Gate"
}

func (g *gate) CapturesKeys() bool { return g.form != nil }
func (g *gate) Dirty() bool        { return g.form != nil && (g.form.Dirty() || g.save.Busy()) }
func (g *gate) Refresh() tea.Cmd   { return g.table.Reload() }
func (g *gate) Waiting() bool      { return g.table.Waiting() }

func (g *gate) Back() (tea.Cmd, bool) {
	if g.back > 0 {
		g.back--
		return nil, true
	}
	return nil, false
}

func (g *gate) ShortHelp() []key.Binding {
	if g.form != nil {
		return g.form.Keys()
	}
	return []key.Binding{
		tui.Bind("n", "in", "n"), tui.Bind("o", "out", "o"), tui.Bind("a", "approve", "a"),
		tui.Bind("d", "deny", "d"), g.env.Keys.Search,
	}
}
func (g *gate) FullHelp() [][]key.Binding { return [][]key.Binding{g.ShortHelp()} }

// plain is a screen that only counts what it gets.
type plain struct {
	name  string
	keys  []string
	got   []tea.Msg
	dirty bool
	work  string // whose outcome would be lost
	w, h  int
	fresh int
}

func (p *plain) Init() tea.Cmd { return nil }
func (p *plain) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		p.keys = append(p.keys, k.String())
		return nil
	}
	p.got = append(p.got, msg)
	return nil
}
func (p *plain) View() string              { return "this is " + p.name }
func (p *plain) SetSize(w, h int)          { p.w, p.h = w, h }
func (p *plain) Title() string             { return p.name }
func (p *plain) Dirty() bool               { return p.dirty }
func (p *plain) Unfinished() string        { return p.work }
func (p *plain) ShortHelp() []key.Binding  { return nil }
func (p *plain) FullHelp() [][]key.Binding { return nil }
func (p *plain) Refresh() tea.Cmd          { p.fresh++; return nil }

// desk is a fake society with a gate and two plain screens.
type desk struct {
	*tuitest.Driver
	env     *tui.Env
	backend *tuitest.Backend
	world   *world
	detail  *plain
	bills   *plain
	gate    tui.Screen // the gate that was made last
}

func newDesk(tb testing.TB, environ func(string) string, signedIn bool) *desk {
	tb.Helper()
	d := &desk{world: &world{visits: visits(12), page: 50}, detail: &plain{name: "Detail"}, bills: &plain{name: "Bills"}}
	d.world.known = map[string]string{"9820012345": "Ramesh Kumar"}
	fixed := func(s tui.Screen) func(*tui.Env, string) tui.Screen {
		return func(*tui.Env, string) tui.Screen { return s }
	}
	d.backend = tuitest.NewBackend(
		tui.Entry{Name: "gate", Title: "Gate", Key: 'g', New: func(env *tui.Env, id string) tui.Screen {
			d.gate = newGate(d.world)(env, id)
			return d.gate
		}},
		tui.Entry{Name: "bills", Title: "Bills", Key: 'b', New: fixed(d.bills)},
		tui.Entry{Name: "detail", Title: "Detail", Key: 'd', New: fixed(d.detail)},
	)
	d.backend.Notices = []tui.Notice{
		{ID: "n1", Text: "Water off tomorrow 10:00-14:00, Tower B"},
		{ID: "n2", Text: "Lift A is being serviced"},
	}
	stage := tuitest.NewStage(tb, environ)
	stage.Env.Gate = "Main"
	d.env = stage.Env
	opts := tui.Options{Email: "guard@demo.example"}
	if signedIn {
		opts.Session = d.backend.Session()
	}
	d.Driver = stage.Run(tui.NewDesk(stage.Env, d.backend, opts))
	return d
}

func xterm() func(string) string { return tuitest.Terminal("xterm-256color") }
