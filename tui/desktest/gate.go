// Package desktest is a small society for the tests of the desk and of the kit: a
// gate with its list and its form, screens and pages that count what they are given,
// and a desk that runs them.
package desktest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// Visit is a row of the gate.
type Visit struct {
	ID, In, Name, Unit, Purpose, Plate, Phone string
	Since                                     time.Time
	Overstay                                  bool
}

// Visits are n visits of the morning.
func Visits(n int) []Visit {
	out := make([]Visit, n)
	for i := range out {
		out[i] = Visit{
			ID: fmt.Sprint("v", i), In: fmt.Sprintf("%02d:%02d", 8+i/60%12, i%60),
			Name: fmt.Sprintf("Visitor %d", i), Unit: fmt.Sprintf("A-%d", 101+i), Purpose: "Delivery",
			Plate: fmt.Sprintf("MH12AB%04d", i), Phone: fmt.Sprintf("98200 %05d", i),
			Since: tuitest.Start().Add(-time.Duration(i*13) * time.Minute), Overstay: i == 2,
		}
	}
	return out
}

// VisitColumns are the columns of the gate.
func VisitColumns() []tui.Column {
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

// SendField names the fields of the form in which a visitor is let in.
type SendField string

// The fields, in their order.
const (
	FieldPhone SendField = "phone"
	FieldName  SendField = "name"
	FieldUnit  SendField = "unit"
	FieldFor   SendField = "purpose"
	FieldCount SendField = "count"
	FieldNote  SendField = "note"
)

// gate is a screen as a job's engineer would write it: a list, and a form over it.
type gate struct {
	env   *tui.Env
	table *tui.Table[Visit]
	form  *tui.Form[SendField]
	save  tui.Save[string]
	world *World
	w, h  int
	back  int
}

// World is what the gate reads and writes.
type World struct {
	// Visits are read in pages of Page rows; Reads counts them, Fail is what they answer.
	Visits []Visit
	Page   int
	Reads  int
	Fail   error
	// Saved are the forms that were saved, Keys the keys of all writes that were sent.
	Saved []map[SendField]string
	Keys  []string
	// Write, where set, is what the n-th write answers.
	Write func(n int) error
	// Settle is what is answered to the n-th question whether a write was done; Settled
	// counts them.
	Settle  func(n int) (bool, error)
	Settled int
	// Known are the names of visitors by their phones, Note a word more about them.
	Known map[string]string
	Note  string
	// Got is what the gates were told, Opened how many of them there were.
	Got    []tea.Msg
	Opened int
}

// Source reads the visits.
func (w *World) Source(ctx context.Context, after *Visit) (tui.Batch[Visit], error) {
	w.Reads++
	if w.Fail != nil {
		return tui.Batch[Visit]{}, w.Fail
	}
	from := 0
	if after != nil {
		for i, v := range w.Visits {
			if v.ID == after.ID {
				from = i + 1
			}
		}
	}
	to := min(len(w.Visits), from+w.Page)
	return tui.Batch[Visit]{Rows: w.Visits[from:to], More: to < len(w.Visits)}, ctx.Err()
}

// NewGate is the screen of an entry: a gate of that world.
func NewGate(w *World) func(env *tui.Env, id string) tui.Screen {
	return func(env *tui.Env, _ string) tui.Screen {
		w.Opened++
		g := &gate{env: env, world: w}
		g.table = tui.NewTable(env, VisitColumns(), func(v Visit) string { return v.ID }, func(v Visit) []tui.Cell {
			row := tui.Cells(v.In, v.Name, v.Unit, v.Purpose, v.Plate, v.Phone, env.Since(v.Since))
			if v.Overstay {
				row[6] = tui.Cell{Text: env.Since(v.Since) + " overstay!", Tone: tui.ToneDanger}
			}
			return row
		})
		g.table.Empty = env.T("Nobody is inside. n checks someone in.")
		g.save.Done = g.done
		return g
	}
}

func (g *gate) Init() tea.Cmd { return g.table.Show(g.world.Source) }

func (g *gate) open() {
	env := g.env
	g.form = tui.NewForm(env,
		tui.Field[SendField]{
			Key: FieldPhone, Label: "Phone", Width: 14, MaxRunes: 20, Required: true,
			Ask: tui.Asking(func(v string) bool { return len(v) >= 10 },
				func(_ context.Context, v string) (string, error) { return g.world.Known[v], nil },
				func(name string, err error) tea.Cmd {
					if err == nil && name != "" {
						g.form.Fill(FieldName, name)
						g.form.FillPick(FieldUnit, tui.Option{Value: "u101", Label: "A-101"})
						g.form.Note(FieldPhone, "known: 14 visits, last 3 days ago to A-101"+g.world.Note)
					}
					return nil
				}),
		},
		tui.Field[SendField]{Key: FieldName, Label: "Name", MaxRunes: 100, Required: true},
		tui.Field[SendField]{
			Key: FieldUnit, Label: "Unit", Kind: tui.FieldLookup, Width: 14, Required: true, MustPick: true,
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
				g.form.Note(FieldUnit, "Meera Joshi (owner, primary)", "Arun Joshi (family)")
				return nil
			},
		},
		tui.Field[SendField]{Key: FieldFor, Label: "For", Kind: tui.FieldChoice, Width: 20, Options: []tui.Option{
			{Value: "Guest", Label: "Guest"},
			{Value: "Delivery", Label: "Delivery"},
			{Value: "Service", Label: "Service"},
			{Value: "Cab", Label: "Cab"},
			{Label: "Other", Free: true},
		}},
		tui.Field[SendField]{Key: FieldCount, Label: "People", Kind: tui.FieldNumber, Width: 4, MaxRunes: 3, Value: "1"},
		tui.Field[SendField]{Key: FieldNote, Label: "Note", Kind: tui.FieldLines, Width: 40},
	)
	g.form.OnSubmit = g.submit
	g.form.OnCancel = func() tea.Cmd { g.form = nil; return nil }
	g.form.SaveLabel = "check in"
	g.form.SetSize(g.w, g.h)
}

func (g *gate) submit() tea.Cmd {
	values := g.form.Values()
	return g.save.Start(g.env, func(_ context.Context, key uuid.UUID) (string, error) {
		g.world.Keys = append(g.world.Keys, key.String())
		if g.world.Write != nil {
			if err := g.world.Write(len(g.world.Keys)); err != nil {
				return "", err
			}
		}
		g.world.Saved = append(g.world.Saved, values)
		return values[FieldName], nil
	}, func(context.Context, uuid.UUID) (bool, error) {
		g.world.Settled++
		return g.world.Settle(g.world.Settled)
	})
}

func (g *gate) done(out tui.Outcome[string]) tea.Cmd {
	if !out.Saved {
		if !g.form.Fail(out.Err) {
			g.env.Do(tui.Notify{Kind: tui.NotifyRefusal, Text: tui.Explain(g.env, out.Err)})
		}
		return nil
	}
	name := g.form.Value(FieldName)
	g.form = nil
	g.env.Do(tui.Notify{Kind: tui.NotifySuccess, Text: g.env.T("Checked in %s.", name)})
	return g.table.Reload()
}

func (g *gate) Update(msg tea.Msg) tea.Cmd {
	g.world.Got = append(g.world.Got, msg)
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
					Text: g.env.T("Check out %s (%s)?", v.Name, v.Unit),
					OnYes: func() tea.Cmd {
						g.env.Do(tui.Notify{Kind: tui.NotifySuccess, Text: g.env.T("Checked out %s.", v.Name)})
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
func (g *gate) Listing() bool      { return g.table.Waiting() }

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
