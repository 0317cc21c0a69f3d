package bills

import (
	"context"
	"slices"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// closing reports whether the cash close is shown, whose days the keys turn.
func (p *society) closing() bool { return tab(p.Lists.At()) == takings }

// takingSource reads what was taken on the day of the cash close.
func (p *society) takingSource(term string) tui.Source[row] {
	store, actor, day := p.s.store, p.s.actor, p.day
	return func(ctx context.Context, _ *row) (tui.Batch[row], error) {
		all, err := store.Money.Takings(ctx, actor, day)
		if term != "" {
			all = slices.DeleteFunc(all, func(t money.Taking) bool { return !contain(term, t.Person, string(t.Method)) })
		}
		return rowsOf(all, false, func(t *money.Taking) row { return row{taking: t} }, err)
	}
}

// takingTotals sums the day up by method.
func (p *society) takingTotals() []string {
	s, rows := p.s, p.Lists.Table(int(takings)).Rows()
	if len(rows) == 0 {
		return nil
	}
	parts := []string{s.env.T("%s:", show.Day(s.env, p.day))}
	var whole, reversed, after value.Paise
	for _, r := range rows {
		after += r.taking.AfterClosing
	}
	for _, method := range append(money.PaymentMethods(), "") {
		var sum value.Paise
		for _, r := range rows {
			known := slices.Contains(money.PaymentMethods(), r.taking.Method)
			if r.taking.Method == method || method == "" && !known {
				sum += r.taking.Amount
				reversed += r.taking.Reversed
			}
		}
		if whole += sum; sum > 0 {
			name := string(method)
			if name == "" {
				name = s.env.T("other")
			}
			parts = append(parts, name+" "+show.Rupees(s.env, sum))
		}
	}
	if reversed > 0 {
		parts = append(parts, s.env.T("taken back %s", show.Rupees(s.env, reversed)))
	}
	parts = append(parts, s.env.T("in all %s", show.Rupees(s.env, whole-reversed)))
	if after != 0 {
		parts = append(parts, s.env.T("of it after closing %s", show.Rupees(s.env, after)))
	}
	return p.packed(parts...)
}

// turnDay shows the cash close of another day.
func (p *society) turnDay(day value.Day) tea.Cmd {
	if err := p.s.closable(day); err != nil {
		return p.Tell(tui.NotifyInfo, tui.Explain(p.s.env, err))
	}
	p.day = day
	return p.Lists.Restart()
}

// closable says why a day has no cash close; days to come have none.
func (s *screen) closable(day value.Day) error {
	if s.today().Before(day) {
		return complaint("That day is yet to come.")
	}
	return value.RegisterDays().Check(day, s.today())
}

// askDay asks for the day of the cash close.
func (p *society) askDay() tea.Cmd {
	s := p.s
	read := func(text string) (value.Day, error) {
		day, err := show.ReadDay(s.env, text, calendar.Last)
		if err != nil {
			return day, err
		}
		return day, s.closable(day)
	}
	return s.env.Do(tui.Prompt{
		Text: s.env.T("Cash close of which day?"), Value: show.Day(s.env, p.day), Required: true, Max: 40,
		Check: func(text string) error {
			_, err := read(text)
			return err
		},
		OnDone: func(text string) tea.Cmd {
			if day, err := read(text); err == nil {
				return p.turnDay(day)
			}
			return nil
		},
	})
}
