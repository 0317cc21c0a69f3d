package bills

import (
	"context"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// chequeTable shows the cheques that wait, the earliest date first. Narrow terminals
// lose the payer.
func (s *screen) chequeTable() *tui.Table[row] {
	env := s.env
	t := s.table(func(r row) []tui.Cell {
		c := r.cheque
		cells := tui.Cells(show.Day(env, c.Date), tui.OrDash(c.Unit), tui.OrDash(c.Payer), c.Amount.String(), show.Joined(", ", tui.OrDash(c.Number), c.Bank), env.Date(c.TakenAt), env.T("deposit"))
		switch {
		case c.Fits < c.Amount:
			cells[6] = tui.Cell{Text: env.T("not due!"), Tone: tui.ToneDanger}
		case s.today().Before(c.Date):
			cells[6].Text = env.Count(c.Date.DaysSince(s.today()), "in 1 day", "in %d days")
		}
		return cells
	},
		tui.Column{Title: env.T("Dated"), Min: 11},
		tui.Column{Title: env.T("Unit"), Min: 7},
		tui.Column{Title: env.T("Payer"), Min: 11, Flex: 1, Max: 24, Drop: 1},
		tui.Column{Title: env.T("Amount"), Min: 11, Right: true},
		tui.Column{Title: env.T("Number"), Min: 8, Flex: 1, Max: 30},
		tui.Column{Title: env.T("Taken"), Min: 6, Drop: 2},
		tui.Column{Title: env.T("State"), Min: 10})
	t.Faint = func(r row) bool { return s.today().Before(r.cheque.Date) }
	return t
}

func (p *society) chequeSource(term string) tui.Source[row] {
	store, actor := p.s.store, p.s.actor
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := money.ChequeFilter{Search: term}
		if after != nil {
			f.After = after.cheque.Cursor()
		}
		page, err := store.Money.Cheques(ctx, actor, f)
		return rowsOf(page.Cheques, page.More, func(c *money.ChequeToClear) row { return row{cheque: c} }, err)
	}
}

// clearing are what whoever may take money can do with a cheque.
func (p *society) clearing() []tui.Command {
	s, env := p.s, p.s.env
	return p.answering(answers{
		in: depositing, yes: env.T("cleared"), no: env.T("bounced"),
		barred: env.T("Staff record no payments here; an admin may allow it in the settings."),
		none:   env.T("There is no cheque here."),
		unfit:  func(r row) string { return s.notCleared(*r.cheque) },
		accept: func(r row) tea.Cmd { return p.askCleared(*r.cheque) },
		question: func(w waits) string {
			return env.T("Why was %s not paid? %s reads it.", w.named, tui.OrDash(w.payer))
		},
		refusing: func(w waits) string { return env.T("bouncing of %s", w.named) },
		refuse: func(ctx context.Context, intent, id uuid.UUID, reason string) ([]money.Payment, error) {
			return s.store.Money.BounceCheque(ctx, s.actor, intent, id, reason)
		},
		told: func(w waits) string {
			return env.T("Bounced: %s of %s is due as before.", show.Rupees(env, w.amount), tui.OrDash(w.unit))
		},
	})
}

// notCleared says of a cheque why it cannot have been cleared; empty where it can.
func (s *screen) notCleared(c money.ChequeToClear) string {
	switch {
	case s.today().Before(c.Date):
		return s.env.T("It is dated %s: no bank takes it before.", show.Day(s.env, c.Date))
	case c.Fits < c.Amount:
		return s.env.T("Only %s of these %s is due now; d says that it bounced, or was given back.", show.Rupees(s.env, c.Fits), show.Rupees(s.env, c.Amount))
	}
	return ""
}

// chequeOf is a cheque within a sentence: "cheque 004217 of ₹5,000.00 of A-101".
func (s *screen) chequeOf(c money.ChequeToClear) string {
	return s.env.T("cheque %s of %s of %s", tui.OrDash(c.Number), show.Rupees(s.env, c.Amount), tui.OrDash(c.Unit))
}

// askCleared asks on which day the bank paid.
func (p *society) askCleared(c money.ChequeToClear) tea.Cmd {
	s := p.s
	read := func(text string) (value.Day, error) {
		day, err := s.readDay(text)
		switch {
		case err != nil:
			return day, err
		case s.today().Before(day):
			return day, complaint("%s is yet to come; else type its year.", show.Day(s.env, day))
		case day.Before(c.Date):
			return day, complaint("It is dated %s: no bank takes it before.", show.Day(s.env, c.Date))
		}
		return day, nil
	}
	return s.env.Do(tui.Prompt{
		Text: s.env.T("On which day did the bank pay %s?", s.chequeOf(c)), Value: show.Day(s.env, s.today()), Required: true, Max: 40,
		Check: func(text string) error {
			_, err := read(text)
			return err
		},
		OnDone: func(text string) tea.Cmd {
			if day, err := read(text); err == nil {
				return p.clear(c, day)
			}
			return nil
		},
	})
}

func (p *society) clear(c money.ChequeToClear, day value.Day) tea.Cmd {
	s, store, actor := p.s, p.s.store, p.s.actor
	return p.accepted(row{cheque: &c}, s.env.T("clearing of %s", s.chequeOf(c)),
		func(ctx context.Context, intent uuid.UUID) (money.PaymentDone, error) {
			return store.Money.ClearCheque(ctx, actor, intent, c.ID, day)
		}, s.env.T("Cleared on %s: %s of %s.", show.Day(s.env, day), show.Rupees(s.env, c.Amount), tui.OrDash(c.Unit)))
}
