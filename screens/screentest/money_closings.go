package screentest

import (
	"cmp"
	"context"
	"slices"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// lastClosing is the last closing that stands, nil where there is none.
func (m Money) lastClosing() *money.Closing {
	var last *money.Closing
	for _, c := range m.s.Closings.rows {
		if c.UndoneAt == nil && (last == nil || last.Day.Before(c.Day)) {
			last = c
		}
	}
	return last
}

// isClosed reports whether a day takes nothing more.
func (m Money) isClosed(day value.Day) bool {
	last := m.lastClosing()
	return last != nil && !last.Day.Before(day)
}

// dayClosed refuses a day in a field of a form.
func dayClosed(field string) error {
	return Complaint(field, "This day is closed. Choose a later one, or have its closing taken back.")
}

// todayClosed refuses what counts today; nil while it is open.
func (m Money) todayClosed() error {
	if m.isClosed(m.s.today()) {
		return Refusal("Today is closed already; nothing was saved. Do it tomorrow, or have the closing taken back.")
	}
	return nil
}

// counts has a payment count, on the first open day where its own is closed.
func (m Money) counts(p *money.Payment) {
	p.Status = money.PaymentSucceeded
	if own := m.asPayment(*p); m.isClosed(own.CountedOn) {
		p.CountedOn, p.AfterClosing = m.lastClosing().Day.AddDays(1), p.ChequeDate == nil
	}
}

// books are the cash of each person from a day to another.
func (m Money) books(from, to value.Day) (counts []money.CashCount) {
	add := func(p *money.Payment, sum value.Paise) {
		t := m.takingOf(p)
		i := slices.IndexFunc(counts, func(c money.CashCount) bool {
			return c.Person == t.Person && (c.PersonID == nil) == (t.PersonID == nil)
		})
		if i < 0 {
			i, counts = len(counts), append(counts, money.CashCount{PersonID: t.PersonID, Person: t.Person})
		}
		counts[i].Expected, counts[i].Counted = counts[i].Expected+sum, counts[i].Counted+sum
	}
	within := func(day value.Day) bool { return !day.Before(from) && !to.Before(day) }
	for _, p := range m.s.Payments.rows {
		if p.Method != money.Cash || p.Status != money.PaymentSucceeded && p.ReversedAt == nil {
			continue
		}
		if within(m.asPayment(*p).CountedOn) {
			add(p, p.Amount)
		}
		if p.ReversedAt != nil && within(value.DayOf(p.ReversedAt.In(m.s.Zone))) {
			add(p, -p.Amount)
		}
	}
	slices.SortFunc(counts, func(a, b money.CashCount) int {
		return cmp.Or(compareBool(a.PersonID == nil, b.PersonID == nil), cmp.Compare(a.Person, b.Person))
	})
	return counts
}

// PreviewClosing returns what a closing of a day would close.
func (m Money) PreviewClosing(ctx context.Context, actor role.Actor, day value.Day) (money.ClosingPreview, error) {
	return read(ctx, m.s, actor, "Money.PreviewClosing", func() (money.ClosingPreview, error) {
		p := money.ClosingPreview{Day: day, From: day}
		switch {
		case day.IsZero():
			return money.ClosingPreview{}, Complaint("day", "Which day?")
		case m.s.today().Before(day):
			return money.ClosingPreview{}, Complaint("day", "This day is yet to come.")
		}
		if last := m.lastClosing(); last != nil {
			copied := *last
			p.Last, p.From = &copied, last.Day.AddDays(1)
		}
		if !p.Closed() {
			p.Counts = m.books(p.From, day)
		}
		return p, nil
	})
}

// Closings returns a page of the closings, the latest first.
func (m Money) Closings(ctx context.Context, actor role.Actor, f money.ClosingFilter) (money.ClosingPage, error) {
	return read(ctx, m.s, actor, "Money.Closings", func() (found money.ClosingPage, err error) {
		var rows []money.Closing
		for _, c := range m.s.Closings.rows {
			rows = append(rows, *c)
		}
		slices.SortStableFunc(rows, func(a, b money.Closing) int { return b.ClosedAt.Compare(a.ClosedAt) })
		var behind func(money.Closing) bool
		if f.After != nil {
			behind = func(c money.Closing) bool { return c.ID == f.After.ID }
		}
		found.Closings, found.More = page(rows, behind, cmp.Or(f.Limit, m.s.Page))
		return found, nil
	})
}

// CloseDay closes a day and those before it.
func (m Money) CloseDay(ctx context.Context, actor role.Actor, key uuid.UUID, n money.ClosingDraft) (money.Closing, error) {
	return write(ctx, m.s, actor, "Money.CloseDay", key, func() (none money.Closing, err error) {
		m.s.sent(n)
		switch {
		case n.Day.IsZero():
			return none, Complaint("day", "Which day?")
		case m.s.today().Before(n.Day):
			return none, Complaint("day", "This day is yet to come.")
		}
		for _, c := range n.Counts {
			if c.Counted < 0 || c.Counted > value.MaxAmount {
				return none, Complaint("counts", "What was counted is an amount, such as 2950 or 0.")
			}
		}
		from, last := n.Day, m.lastClosing()
		if last != nil {
			from = last.Day.AddDays(1)
		}
		if m.isClosed(n.Day) {
			return none, Refusal("%s closed %s at %s. Nothing was saved.", last.Closer, last.Day.Format("2 Jan 2006"), last.ClosedAt)
		}
		books := m.books(from, n.Day)
		if !slices.EqualFunc(books, n.Counts, func(b, c money.CashCount) bool {
			return (b.PersonID == nil) == (c.PersonID == nil) && (b.PersonID == nil || *b.PersonID == *c.PersonID) && b.Expected == c.Expected
		}) {
			return none, Refusal("The books have other cash by now. Nothing was saved; look at it again.")
		}
		for i := range books {
			books[i].Counted = n.Counts[i].Counted
		}
		c := m.s.Closings.put(money.Closing{
			ID: m.s.newID(), Day: n.Day, From: from, Note: value.Clean(n.Note), ClosedAt: m.s.Clock(), ClosedBy: &actor.UserID, Closer: actor.Name, Counts: books,
		})
		m.s.told(actor, action.DayClosed, "cash_closings", c.ID, n.Day.String(), n.Note)
		return *c, nil
	})
}

// UndoClosing takes the last closing back, whichever that is where id is zero.
func (m Money) UndoClosing(ctx context.Context, actor role.Actor, key, id uuid.UUID, why string) (money.Closing, error) {
	return write(ctx, m.s, actor, "Money.UndoClosing", key, func() (none money.Closing, err error) {
		if why, err = reason(why, "Why? The reason stays with the closing; 500 characters fit."); err != nil {
			return none, err
		}
		c, missing := m.s.Closings.by(id), gone()
		if id == uuid.Nil {
			c, missing = m.lastClosing(), Refusal("No day is closed.")
		}
		switch {
		case c == nil:
			return none, missing
		case c.UndoneAt != nil:
			return none, Refusal("%s took this closing back at %s.", c.Undoer, *c.UndoneAt)
		case m.lastClosing() != c:
			return none, Refusal("A later day is closed too: take the last closing back first.")
		}
		c.UndoneAt, c.Undoer, c.UndoReason = at(m.s.Clock()), actor.Name, why
		m.s.told(actor, action.DayReopened, "cash_closings", c.ID, c.Day.String(), why)
		return *c, nil
	})
}
