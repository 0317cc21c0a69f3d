package show

import (
	"context"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Barred tells who barred a visitor, until when and why.
func Barred(env *tui.Env, b visits.Bar) string {
	format, args := b.Says(value.DayOf(env.Now()))
	return env.Sentence(format, args)
}

// Bars is what the page of who is barred asks of the register of visitors.
type Bars interface {
	Bars(ctx context.Context, actor role.Actor, f visits.BarFilter) (visits.BarPage, error)
	GetBar(ctx context.Context, actor role.Actor, id uuid.UUID) (visits.Bar, error)
	Bar(ctx context.Context, actor role.Actor, intent uuid.UUID, d visits.BarDraft) (visits.Bar, error)
	Lift(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (visits.Bar, error)
}

// BarPages are the pages of who is barred, at a desk of whoever may bar.
type BarPages struct {
	Stack *tui.Stack
	Env   *tui.Env
	Actor role.Actor
	Bars  Bars
	Units UnitFinder
	// Region is the country of phones without a country code.
	Region func() string

	board *tui.Board[visits.Bar, struct{}]
	lift  tui.Kept // the reason
}

// The lists of the page.
const (
	barsInForce = iota
	barsEnded
)

// Open shows who is barred; n bars somebody, l lifts a bar.
func (p *BarPages) Open() tea.Cmd {
	env := p.Env
	tables := make([]*tui.Table[visits.Bar], barsEnded+1)
	for at := range tables {
		tables[at] = tui.NewTable(env, p.columns(at), func(b visits.Bar) string { return b.ID.String() }, func(b visits.Bar) []tui.Cell { return p.row(at, b) })
	}
	l := tui.NewLists(env, tables...)
	l.Name = func(at int) string { return []string{env.T("Barred"), env.T("Ended")}[at] }
	l.Source = func(at int, term string) tui.Source[visits.Bar] {
		store, actor := p.Bars, p.Actor
		return func(ctx context.Context, after *visits.Bar) (tui.Batch[visits.Bar], error) {
			f := visits.BarFilter{Ended: at == barsEnded, Search: term}
			if after != nil {
				f.After = after.Cursor()
			}
			page, err := store.Bars(ctx, actor, f)
			return tui.Batch[visits.Bar]{Rows: page.Bars, More: page.More}, err
		}
	}
	l.Empty = func(at int, term string) string {
		switch {
		case term != "":
			return env.T("Nobody here matches %s. Esc shows all.", term)
		case at == barsEnded:
			return env.T("No bar has ended yet.")
		}
		return env.T("Nobody is barred. n bars a phone, a plate or a name.")
	}
	l.Pane = p.facts
	b := tui.NewBoardPage[visits.Bar, struct{}](p.Stack, l)
	b.Holds = func(at int, b visits.Bar) bool { return (b.State == visits.BarInForce) == (at == barsInForce) }
	b.State = func(b visits.Bar) string { return string(b.State) }
	b.OpenedName = env.T("Bar")
	b.Read = func(id string) func(context.Context) (visits.Bar, struct{}, error) {
		store, actor := p.Bars, p.Actor
		return func(ctx context.Context) (visits.Bar, struct{}, error) {
			which, err := uuid.Parse(id)
			if err != nil {
				return visits.Bar{}, struct{}{}, err
			}
			bar, err := store.GetBar(ctx, actor, which)
			return bar, struct{}{}, err
		}
	}
	b.Lines = func(bar visits.Bar, _ struct{}, width int) []string { return p.facts(bar, width) }
	p.board = b
	lift := b.OnRow(tui.Bind("l", env.T("lift"), "l"), p.askLift, p.notLifted).HintAt(tui.Hinted)
	b.Offered = tui.Commands{
		{
			b.RetryCommand(),
			{Key: tui.Bind("n", env.T("bar"), "n"), When: b.InList, Do: p.openForm, Hint: tui.Hinted},
			lift,
			b.OpenCommand(env.T("details")),
		},
		append(b.ListCommands(tui.HintedLast), p.Stack.BackCommand()),
	}
	return p.Stack.Push(b)
}

func (p *BarPages) columns(at int) []tui.Column {
	env := p.Env
	last := tui.Column{Title: env.T("Until"), Min: 11}
	if at == barsEnded {
		last = tui.Column{Title: env.T("Ended"), Min: 11}
	}
	return []tui.Column{
		{Title: env.T("Who"), Min: 15, Flex: 2, Max: 32},
		{Title: env.T("From"), Min: 8},
		last,
		{Title: env.T("Reason"), Min: 16, Flex: 3},
		{Title: env.T("By"), Min: 12, Flex: 1, Max: 20, Drop: 1},
	}
}

func (p *BarPages) row(at int, b visits.Bar) []tui.Cell {
	last := p.until(b)
	if at == barsEnded {
		last = p.ended(b)
	}
	return tui.Cells(p.who(b), p.from(b), last, b.Reason, tui.OrDash(b.By))
}

// who is what is barred, a phone as it is dialled.
func (p *BarPages) who(b visits.Bar) string {
	if b.Kind == visits.BarredPhone {
		return value.FormatPhone(b.Value, p.Region())
	}
	return b.Value
}

func (p *BarPages) from(b visits.Bar) string {
	if b.UnitID == nil {
		return p.Env.T("society")
	}
	return tui.OrDash(b.Unit)
}

func (p *BarPages) until(b visits.Bar) string {
	if b.LastDay.IsZero() {
		return p.Env.T("no end")
	}
	return Day(p.Env, b.LastDay)
}

// ended says how a bar ended.
func (p *BarPages) ended(b visits.Bar) string {
	switch b.State {
	case visits.BarLifted:
		return p.Env.T("lifted")
	case visits.BarLapsed:
		return p.Env.T("moved out")
	}
	return Day(p.Env, b.LastDay)
}

// facts are all there is to say about a bar.
func (p *BarPages) facts(b visits.Bar, width int) []string {
	env := p.Env
	kinds := map[visits.BarKind]string{visits.BarredPhone: env.T("phone"), visits.BarredPlate: env.T("plate"), visits.BarredName: env.T("name")}
	state := tui.Cell{Text: env.T("barred"), Tone: tui.ToneDanger}
	if b.State != visits.BarInForce {
		state = tui.Cell{Text: p.ended(b)}
	}
	until := env.T("until it is lifted")
	if !b.LastDay.IsZero() {
		until = Day(env, b.LastDay)
	}
	rows := [][2]string{
		{env.T("What"), kinds[b.Kind]},
		{env.T("From"), p.from(b)},
		{env.T("Until"), until},
		{env.T("Reason"), b.Reason},
		{env.T("By"), Joined(", ", b.By, env.DateTime(b.CreatedAt))},
	}
	if b.LiftedAt != nil {
		rows = append(rows, [2]string{env.T("Lifted"), Joined(", ", b.LiftedBy, env.DateTime(*b.LiftedAt))}, [2]string{env.T("Why"), b.LiftReason})
	}
	return env.Theme.Facts(p.who(b), state, rows, width)
}

// notLifted says why a bar cannot be lifted by who is at the desk.
func (p *BarPages) notLifted(b visits.Bar) string {
	env := p.Env
	switch {
	case b.State == visits.BarLifted:
		return env.T("%s was lifted already.", p.who(b))
	case p.Actor.Over(role.LiftBars) == role.RaisedToday && (b.ByID == nil || *b.ByID != p.Actor.UserID):
		return env.T("A guard lifts what they barred themselves today; the office lifts all else.")
	case p.Actor.Over(role.LiftBars) == role.OwnUnits && !b.ByResident:
		return env.T("The office barred this visitor; only the office lifts that.")
	}
	return ""
}

func (p *BarPages) askLift(b visits.Bar) tea.Cmd {
	p.lift.Ask(p.Env, b.ID.String(), p.Env.T("Why may %s come in again?", p.who(b)), func(reason string) tea.Cmd {
		store, actor := p.Bars, p.Actor
		return p.board.Send(tui.Change[visits.Bar]{
			What: p.Env.T("lifting the bar of %s", p.who(b)),
			Write: func(ctx context.Context, key uuid.UUID) (visits.Bar, error) {
				return store.Lift(ctx, actor, key, b.ID, reason)
			},
			Tell: func(visits.Bar) string { return p.Env.T("%s is not barred any more.", p.who(b)) },
		})
	})
	return nil
}

// kinds are what can be barred, for a form.
func (p *BarPages) kinds() []tui.Option {
	env := p.Env
	return []tui.Option{
		{Value: string(visits.BarredPhone), Label: env.T("phone"), Key: 'p'},
		{Value: string(visits.BarredPlate), Label: env.T("plate"), Key: 'l'},
		{Value: string(visits.BarredName), Label: env.T("name"), Key: 'n'},
	}
}
