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

// correction is the form in which a wrong bill is put right.
type correction struct {
	form
	seen money.Bill
	// fate is what becomes of the late fee on the bill.
	fate *tui.Fetch[[]money.FeeFate]
}

// correct opens the form on a bill.
func (l *lists) correct(b money.Bill) tea.Cmd {
	s, c := l.s, &correction{form: l.form(), seen: b}
	c.fate = tui.NewFetch[[]money.FeeFate](s.Stack)
	c.fate.Then = func(fates []money.FeeFate, _ error) tea.Cmd {
		c.Form.Note(amountField, show.FeeFates(s.env, fates))
		return nil
	}
	amount, due := s.amountInput(b.Amount), c.dayInput(dueDateField, s.env.T("Due"), b.DueDate)
	amount.OnChange = func(string) tea.Cmd { return c.foretell() }
	read := due.OnChange
	due.OnChange = func(v string) tea.Cmd { return tea.Batch(read(v), c.foretell()) }
	c.open(s.env.T("%s > Correct", b.Unit), s.env.T("Correct the bill of %s: %s", b.Unit, show.BillFor(s.env, b)),
		amount,
		c.dayInput(billDateField, s.env.T("Date"), b.BillDate),
		due,
		s.textInput(b.Description),
		s.reasonInput())
	c.Form.OnSubmit = c.submit
	c.theirs = c.take
	return s.Push(c)
}

// foretell asks what becomes of the late fee on the bill by what stands in the form.
func (c *correction) foretell() tea.Cmd {
	amount, _, due, err := c.figures()
	if err != nil {
		return nil
	}
	store, actor := c.s.store, c.s.actor
	of := money.FeeCause{Correct: &c.seen.ID, Amount: amount, DueDate: due}
	return c.fate.Ask(func(ctx context.Context) ([]money.FeeFate, error) { return store.Money.FeeFates(ctx, actor, of) })
}

// take shows what somebody else made of the bill meanwhile; the next save is made from
// that.
func (c *correction) take(now money.Bill, by show.By) {
	was, env := c.seen, c.s.env
	c.seen = now
	show.Conflict(env, c.Sheet, by, []show.Held[field]{
		{Key: amountField, Label: env.T("Amount"), Was: was.Amount.String(), Now: now.Amount.String()},
		{Key: billDateField, Label: env.T("Date"), Was: show.Day(env, was.BillDate), Now: show.Day(env, now.BillDate)},
		{Key: dueDateField, Label: env.T("Due"), Was: show.Day(env, was.DueDate), Now: show.Day(env, now.DueDate)},
		{Key: descriptionField, Label: env.T("Text"), Was: was.Description, Now: now.Description},
	})
}

func (c *correction) submit() tea.Cmd {
	s, seen := c.s, c.seen
	fix := money.BillCorrection{Description: c.value(descriptionField), Reason: c.value(reasonField), Seen: seen}
	var err error
	if fix.Amount, fix.BillDate, fix.DueDate, err = c.figures(); err != nil {
		return nil
	}
	store, actor := s.store, s.actor
	return c.change(s.env.T("correction of %s for %s", show.BillFor(s.env, seen), seen.Unit),
		s.env.T("Corrected the bill of %s: %s.", seen.Unit, show.BillFor(s.env, seen)),
		func(ctx context.Context, intent uuid.UUID) (money.Bill, error) {
			return store.Money.CorrectBill(ctx, actor, intent, seen.ID, fix)
		})
}

// waiver is the form in which dues are let off.
type waiver struct {
	form
	bill money.Bill
}

// waive opens the form on a bill; all that is due of it is offered.
func (l *lists) waive(b money.Bill) tea.Cmd {
	s, w := l.s, &waiver{form: l.form(), bill: b}
	amount := s.amountInput(b.Due())
	amount.Check = w.checkAmount
	w.open(s.env.T("%s > Waive", b.Unit), s.env.T("Waive of %s: %s", b.Unit, show.BillFor(s.env, b)), amount, s.reasonInput())
	w.Form.Focus(reasonField)
	w.Form.Note(reasonField, s.env.T("cannot be undone"))
	w.Form.SaveLabel = s.env.T("waive")
	w.Form.OnSubmit = w.submit
	w.theirs = w.take
	return s.Push(w)
}

func (w *waiver) checkAmount(v string) error {
	amount, err := value.ReadAmount(v)
	if err == nil && amount > w.bill.Due() {
		return complaint("At most %s is due.", show.Rupees(w.s.env, w.bill.Due()))
	}
	return err
}

// take shows what is due by now.
func (w *waiver) take(now money.Bill, by show.By) {
	was, env := w.bill, w.s.env
	w.bill = now
	show.Conflict(env, w.Sheet, by, []show.Held[field]{
		{Key: amountField, Label: env.T("Amount"), Was: was.Due().String(), Now: now.Due().String()},
	})
}

func (w *waiver) submit() tea.Cmd {
	s, b, reason := w.s, w.bill, w.value(reasonField)
	sum, err := value.ReadAmount(w.value(amountField))
	if err != nil {
		return nil
	}
	store, actor, rupees := s.store, s.actor, show.Rupees(s.env, sum)
	return w.change(s.env.T("waiver of %s for %s", rupees, b.Unit),
		s.env.T("Waived %s of %s: %s.", rupees, b.Unit, show.BillFor(s.env, b)),
		func(ctx context.Context, intent uuid.UUID) (money.Bill, error) {
			return store.Money.WaiveBill(ctx, actor, intent, b.ID, sum, reason)
		})
}

// change sends a form's change of a bill; what names it, done tells it.
func (f *form) change(what, done string, write func(context.Context, uuid.UUID) (money.Bill, error)) tea.Cmd {
	s := f.s
	return tui.SendSheet(f.Sheet, s.Sends, what, write, func(out tui.Outcome[money.Bill]) tea.Cmd {
		switch {
		case !out.Saved:
			cmd := f.failed(out.Err)
			if now, by, found := show.Overtaken[money.Bill](out.Err); found && f.Open() {
				f.theirs(now, by)
			}
			return cmd
		case !out.Answered:
			return f.saved(s.env.T("saved: %s", what))
		}
		f.over.Put(row{bill: &out.Val})
		return f.saved(done)
	})
}
