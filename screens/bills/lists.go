package bills

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// tab is one of the society's lists.
type tab int

const (
	owing tab = iota
	defaulters
	payments
	confirming
	takings
)

// newSociety makes the lists of the whole society.
func (s *screen) newSociety() *board {
	l := tui.NewLists(s.env, s.accountTable(), s.lateTable(), s.paymentTable(false), s.claimTable(), s.takingTable())
	l.Name = func(at int) string {
		switch tab(at) {
		case defaulters:
			return s.env.T("Defaulters")
		case payments:
			return s.env.T("Payments")
		case confirming:
			return s.claimsName()
		case takings:
			return s.env.T("Cash close")
		}
		return s.env.T("Units")
	}
	l.Source = func(at int, term string) tui.Source[row] { return s.source(tab(at), term) }
	l.Empty = func(at int, term string) string { return s.empty(tab(at), term) }
	l.Aside = s.aside
	b := tui.NewBoard[row, story](s.env, l, s.settle())
	b.Holds = func(at int, r row) bool {
		return tab(at) == payments && r.payment != nil || tab(at) == confirming && r.claim != nil && !r.decided
	}
	b.State = func(r row) string {
		if r.claim == nil {
			return ""
		}
		return fmt.Sprint(r.claim.Fits)
	}
	b.Beside = s.readBeside
	return b
}

// source reads a list's pages, searched for term.
func (s *screen) source(t tab, term string) tui.Source[row] {
	switch t {
	case defaulters:
		return s.lateSource(term)
	case payments:
		return s.paymentSource(term, false)
	case confirming:
		return s.claimSource(term)
	case takings:
		return s.takingSource(term)
	}
	store, actor := s.store, s.actor
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := money.AccountFilter{Search: term, MostFirst: term == ""}
		if after != nil {
			f.After = after.account.Cursor()
		}
		page, err := store.Money.UnitAccounts(ctx, actor, f)
		return rowsOf(page.Accounts, page.More, func(a *money.Account) row { return row{account: a} }, err)
	}
}

// rowsOf makes a page of rows. A search too short to look for finds nothing; the
// empty list says so.
func rowsOf[T any](rows []T, more bool, of func(*T) row, err error) (tui.Batch[row], error) {
	var e *fault.Error
	if errors.As(err, &e) && e.Kind == fault.Invalid {
		return tui.Batch[row]{}, nil
	}
	page := tui.Batch[row]{More: more}
	for i := range rows {
		page.Rows = append(page.Rows, of(&rows[i]))
	}
	return page, err
}

// lateSource reads the units that are late. The database orders them by their
// totals, so a search looks through them here.
func (s *screen) lateSource(term string) tui.Source[row] {
	store, actor := s.store, s.actor
	return sought(term, func(ctx context.Context, after *row, limit int) (tui.Batch[row], error) {
		f := money.AgeingFilter{Limit: limit}
		if after != nil {
			f.After = after.late.Cursor()
		}
		page, err := store.Money.Defaulters(ctx, actor, f)
		return rowsOf(page.Units, page.More, func(l *money.AgeingRow) row { return row{late: l} }, err)
	}, func(r row) []string { return []string{r.late.Unit, r.late.Contact} })
}

// sought is a source of the rows in whose texts the term is found; it reads on
// until it finds one.
func sought(term string, read func(ctx context.Context, after *row, limit int) (tui.Batch[row], error), texts func(row) []string) tui.Source[row] {
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		if term == "" {
			return read(ctx, after, 0)
		}
		for {
			page, err := read(ctx, after, 500)
			if err != nil || len(page.Rows) == 0 {
				return page, err
			}
			after = &page.Rows[len(page.Rows)-1]
			page.Rows = slices.DeleteFunc(slices.Clone(page.Rows), func(r row) bool { return !contain(term, texts(r)...) })
			if len(page.Rows) > 0 || !page.More {
				return page, nil
			}
		}
	}
}

// contain reports whether one of the texts has term in it, however it is written.
func contain(term string, texts ...string) bool {
	fold := func(s string) string { return strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(s)) }
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(fold(t), fold(term)) })
}

// paymentSource reads payments, of all or of what was recorded elsewhere; a search
// names a receipt, or who paid as among the units.
func (s *screen) paymentSource(term string, elsewhere bool) tui.Source[row] {
	store, actor := s.store, s.actor
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := money.PaymentFilter{Search: term, Elsewhere: elsewhere}
		if after != nil {
			f.After = after.payment.Cursor()
		}
		page, err := store.Money.Payments(ctx, actor, f)
		return rowsOf(page.Payments, page.More, paymentRow, err)
	}
}

func paymentRow(p *money.Payment) row { return row{payment: p} }

// takingSource reads what was taken on the day of the cash close.
func (s *screen) takingSource(term string) tui.Source[row] {
	store, actor, day := s.store, s.actor, s.day
	return func(ctx context.Context, _ *row) (tui.Batch[row], error) {
		all, err := store.Money.Takings(ctx, actor, day)
		if term != "" {
			all = slices.DeleteFunc(all, func(t money.Taking) bool { return !contain(term, t.Person, string(t.Method)) })
		}
		return rowsOf(all, false, func(t *money.Taking) row { return row{taking: t} }, err)
	}
}

// empty says what to do where a list has no rows.
func (s *screen) empty(t tab, term string) string {
	env := s.env
	switch {
	case t == confirming:
		return s.noClaims(term)
	case term != "" && t == payments:
		return env.T("No payment matches %s: type a unit, a name, a phone, or a receipt's number.", term)
	case term != "" && t == takings:
		return env.T("Nobody whose name has %s in it took money that day. Esc shows all.", term)
	case term != "" && t == defaulters:
		return env.T("No unit that is late matches %s. Tab looks in the next list, Esc shows all.", term)
	case term != "":
		return env.T("Nothing matches %s: type a unit, three letters of a name, or a phone.", term)
	case t == defaulters:
		return env.T("Nobody is late.")
	case t == payments && s.takesMoney():
		return env.T("Nothing was paid yet. p on a unit records a payment.")
	case t == payments:
		return env.T("Nothing was paid yet.")
	case t == takings:
		return env.T("Nothing was taken on %s. [ and ] change the day, d asks for one.", s.date(s.day))
	case s.manages():
		return env.T("No unit owes anything. n raises a bill, / finds a unit.")
	}
	return env.T("No unit owes anything. / finds a unit.")
}

// aside is what the society is owed too late, or the day of the cash close.
func (s *screen) aside(room int) (text string, danger bool) {
	switch {
	case tab(s.society.Lists.At()) == takings:
		text = s.date(s.day)
	case s.aged && s.ageing.Total > 0:
		text, danger = s.env.T("late %s", s.money(s.ageing.Total)), true
	}
	if tui.Width(text) > room {
		return "", false
	}
	return text, danger
}

// totals are the lines below a list that is summed up: dues by age, the late fees
// that wait, or what a day brought by method.
func (s *screen) totals() []string {
	env := s.env
	if s.unit != nil {
		return nil
	}
	switch tab(s.society.Lists.At()) {
	case owing:
		return s.waitingLine()
	case defaulters:
		if !s.aged {
			return s.waitingLine()
		}
		a := s.ageing
		return append(s.waitingLine(), s.packed(env.T("%s late, %s:", s.units(a.Units), s.bills(a.Bills)),
			"0-30 "+s.money(a.Days30), "31-60 "+s.money(a.Days60), "61-90 "+s.money(a.Days90), "90+ "+s.money(a.Older),
			env.T("in all %s", s.money(a.Total)))...)
	case takings:
		return s.takingTotals()
	}
	return nil
}

// takingTotals sums the day up by method.
func (s *screen) takingTotals() []string {
	rows := s.society.Lists.Table(int(takings)).Rows()
	if len(rows) == 0 {
		return nil
	}
	parts := []string{s.env.T("%s:", s.date(s.day))}
	var whole, reversed value.Paise
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
			parts = append(parts, name+" "+s.money(sum))
		}
	}
	parts = append(parts, s.env.T("in all %s", s.money(whole)))
	if reversed > 0 {
		parts = append(parts, s.env.T("reversed %s", s.money(reversed)))
	}
	return s.packed(parts...)
}

// packed puts parts of a line beside each other, in as many lines as they need.
func (s *screen) packed(parts ...string) []string {
	var lines []string
	for _, p := range parts {
		last := len(lines) - 1
		if last < 0 || tui.Width(lines[last])+2+tui.Width(p) > s.width-1 {
			lines = append(lines, " "+p)
			continue
		}
		lines[last] += "  " + p
	}
	return lines
}

// turnDay shows the cash close of another day.
func (s *screen) turnDay(day value.Day) tea.Cmd {
	if err := s.closable(day); err != nil {
		s.tell(tui.NotifyInfo, tui.Explain(s.env, err))
		return nil
	}
	s.day = day
	return s.society.Lists.Restart()
}

// closable says why a day has no cash close; days to come have none.
func (s *screen) closable(day value.Day) error {
	if s.today().Before(day) {
		return complaint("That day is yet to come.")
	}
	return value.RegisterDays().Check(day, s.today())
}

// askDay asks for the day of the cash close.
func (s *screen) askDay() tea.Cmd {
	read := func(text string) (value.Day, error) {
		from, _, err := s.env.ReadPastDays(text)
		if err != nil {
			return value.Day{}, err
		}
		return value.DayOf(from), s.closable(value.DayOf(from))
	}
	s.env.Do(tui.Prompt{
		Text: s.env.T("Cash close of which day?"), Value: s.date(s.day), Required: true, Max: 40,
		Check: func(text string) error {
			_, err := read(text)
			return err
		},
		OnDone: func(text string) tea.Cmd {
			if day, err := read(text); err == nil {
				return s.turnDay(day)
			}
			return nil
		},
	})
	return nil
}

// unitMeant is the unit that a key means, from the row under the cursor or the
// account that is open.
func (s *screen) unitMeant() (id uuid.UUID, label string, ok bool) {
	if s.unit != nil {
		return s.unit.id, s.unit.label, true
	}
	r, ok := s.society.Subject()
	if !ok {
		return uuid.Nil, "", false
	}
	return r.unit()
}
