package bills

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// source reads a list's pages, searched for term.
func (p *society) source(t tab, term string) tui.Source[row] {
	switch t {
	case defaulters:
		return p.s.lateSource(term)
	case payments:
		return p.s.paymentSource(term, false)
	case confirming:
		return p.claimSource(term)
	case depositing:
		return p.chequeSource(term)
	case takings:
		return p.takingSource(term)
	}
	store, actor := p.s.store, p.s.actor
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

var receiptNumber = regexp.MustCompile(`^\s*\d{4}-\d+\s*$`)

// daysIn is the part of a term that names a day or a month, and the rest of it: none of
// what is an amount, or a receipt's number such as 2026-11.
func (s *screen) daysIn(term string) (days, rest string) {
	if _, err := value.ReadAmount(term); err == nil || receiptNumber.MatchString(term) {
		return "", term
	}
	if _, _, rest, ok := s.env.FindDay(term); ok {
		return term, rest
	}
	return "", term
}

// paymentSource reads payments, of all or of what was recorded elsewhere; a search
// names a receipt, a day, or who paid as among the units.
func (s *screen) paymentSource(term string, elsewhere bool) tui.Source[row] {
	store, actor := s.store, s.actor
	days, rest := s.daysIn(term)
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := money.PaymentFilter{Search: rest, Elsewhere: elsewhere}
		if days != "" {
			since, until, _, _ := s.env.FindDay(days)
			from, to := value.DayOf(since), value.DayOf(until.Add(-1))
			f.From, f.To = &from, &to
		}
		if after != nil {
			f.After = after.payment.Cursor()
		}
		page, err := store.Money.Payments(ctx, actor, f)
		return rowsOf(page.Payments, page.More, paymentRow, err)
	}
}

func paymentRow(p *money.Payment) row { return row{payment: p} }

// empty says what to do where a list has no rows.
func (p *society) empty(t tab, term string) string {
	s, env := p.s, p.s.env
	switch {
	case t == confirming:
		return p.noClaims(term)
	case term != "" && t == depositing:
		return env.T("No cheque matches %s: type a unit, a name, a phone, its amount, or a part of its number.", term)
	case t == depositing:
		return env.T("No cheque waits for the bank.")
	case term != "" && t == payments:
		return env.T("No payment matches %s: type a unit, a name, a phone, an amount, a reference, a day such as 12 nov, or a receipt's number.", term)
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
		return env.T("Nothing was taken on %s. [ and ] change the day, d asks for one.", show.Day(s.env, p.day))
	case s.manages():
		return env.T("No unit owes anything. n raises a bill, / finds a unit.")
	}
	return env.T("No unit owes anything. / finds a unit.")
}
