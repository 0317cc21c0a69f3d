package bills

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// closingKey closes the day of the cash close, or takes its closing back.
const closingKey = "C"

// standing is the closing that closed a day, nil where it is open or its closing is
// older than those that were read.
func (p *society) standing(day value.Day) *money.Closing {
	for i, c := range p.closings.Val.Closings {
		if c.UndoneAt == nil && !day.Before(c.From) && !c.Day.Before(day) {
			return &p.closings.Val.Closings[i]
		}
	}
	return nil
}

// lastClosing is the closing that stands last, nil where there is none.
func (p *society) lastClosing() *money.Closing {
	i := slices.IndexFunc(p.closings.Val.Closings, func(c money.Closing) bool { return c.UndoneAt == nil })
	if i < 0 {
		return nil
	}
	return &p.closings.Val.Closings[i]
}

// isClosed reports whether the shown day takes nothing more.
func (p *society) isClosed() bool {
	last := p.lastClosing()
	return last != nil && !last.Day.Before(p.day)
}

// closedLine says that the shown day is closed, by whom, and what was counted.
func (p *society) closedLine() []string {
	env := p.s.env
	c := p.standing(p.day)
	switch {
	case !p.isClosed():
		return nil
	case c == nil:
		return []string{" " + env.T("This day is closed.")}
	}
	var counted, expected value.Paise
	for _, n := range c.Counts {
		counted, expected = counted+n.Counted, expected+n.Expected
	}
	parts := []string{env.T("Closed by %s at %s.", tui.OrDash(c.Closer), env.DateTime(c.ClosedAt))}
	if len(c.Counts) == 0 {
		parts = append(parts, env.T("No cash was taken."))
	} else {
		parts = append(parts, env.T("Cash %s counted, %s by the books%s.", show.Rupees(env, counted), show.Rupees(env, expected), p.s.apart(counted-expected)))
	}
	return p.packed(parts...)
}

// apart says how much cash is short or over; empty where none is.
func (s *screen) apart(difference value.Paise) string {
	switch {
	case difference < 0:
		return s.env.T(": %s short", show.Rupees(s.env, -difference))
	case difference > 0:
		return s.env.T(": %s over", show.Rupees(s.env, difference))
	}
	return ""
}

// closingCommands close the shown day, or take its closing back.
func (p *society) closingCommands() []tui.Command {
	s, env := p.s, p.s.env
	closes := tui.Command{
		Key: tui.Bind(closingKey, env.T("close the day"), closingKey), Do: p.askClose, Hint: tui.Hinted,
		When: func() bool { return p.closing() && !p.isClosed() },
	}
	undo := tui.Command{
		Key: tui.Bind(closingKey, env.T("take the closing back"), closingKey), Do: p.askReopen, Hint: tui.Hinted,
		When:    func() bool { return p.closing() && p.isClosed() },
		Refused: p.notLast,
	}
	why := env.T("Only an admin closes a day.")
	return []tui.Command{s.only(role.CloseDays, why, closes), s.only(role.CloseDays, why, undo)}
}

// notLast says why the closing of the shown day cannot be taken back yet.
func (p *society) notLast() string {
	if last := p.lastClosing(); last != nil && last != p.standing(p.day) {
		return p.s.env.T("A later day is closed too: take that of %s back first.", show.Day(p.s.env, last.Day))
	}
	return ""
}

// closeForm is the form of a closing: what each person counts, beside the books.
type closeForm struct {
	form
	preview money.ClosingPreview
}

// askClose reads the books of the day and opens the form.
func (p *society) askClose() tea.Cmd {
	store, actor, day := p.s.store, p.s.actor, p.day
	return tui.Await(p.s.Stack, func(ctx context.Context) (money.ClosingPreview, error) {
		return store.Money.PreviewClosing(ctx, actor, day)
	}, func(preview money.ClosingPreview, err error) tea.Cmd {
		switch {
		case err != nil:
			return p.Tell(tui.NotifyRefusal, tui.Explain(p.s.env, err))
		case preview.Closed():
			return p.Tell(tui.NotifyInfo, p.s.env.T("%s closed it meanwhile.", tui.OrDash(preview.Last.Closer)))
		}
		return p.openClose(preview)
	})
}

func (p *society) openClose(preview money.ClosingPreview) tea.Cmd {
	s, env := p.s, p.s.env
	f := &closeForm{form: p.form(), preview: preview}
	var inputs []tui.Field[field]
	for i, c := range preview.Counts {
		k := countField(i)
		inputs = append(inputs, tui.Field[field]{
			Key: k, Label: s.whoseCash(c), Width: 16, MaxRunes: 20, Required: true,
			Check: func(v string) error {
				_, err := readCount(v)
				return err
			},
			OnChange: func(v string) tea.Cmd {
				f.sayBooks(k, c, v)
				return nil
			},
		})
	}
	inputs = append(inputs, tui.Field[field]{Key: noteField, Label: env.T("Note"), Width: 46, MaxRunes: tui.ReasonMax})
	title := env.T("Close %s: cash as counted", show.Day(env, preview.Day))
	if preview.From != preview.Day {
		title = env.T("Close %s to %s: cash as counted", show.Day(env, preview.From), show.Day(env, preview.Day))
	}
	f.open(env.T("Close the day"), title, inputs...)
	for i, c := range preview.Counts {
		f.sayBooks(countField(i), c, "")
	}
	if len(preview.Counts) == 0 {
		f.Form.Note(noteField, env.T("no cash was taken: there is nothing to count"))
	}
	f.Form.SaveLabel = env.T("close the day")
	f.Form.OnSubmit = f.submit
	return s.Push(f)
}

func countField(i int) field { return field("count " + strconv.Itoa(i)) }

// whoseCash names the cash of a line.
func (s *screen) whoseCash(c money.CashCount) string {
	if c.PersonID == nil {
		return s.env.T("elsewhere")
	}
	return tui.OrDash(c.Person)
}

// readCount reads what was counted; nothing at all is an amount here.
func readCount(v string) (value.Paise, error) {
	if strings.Trim(strings.TrimSpace(v), "0.") == "" && strings.Contains(v, "0") {
		return 0, nil
	}
	return value.ReadAmount(v)
}

// sayBooks says beside a count what the books have, and how far it is from that.
func (f *closeForm) sayBooks(k field, c money.CashCount, v string) {
	says := f.s.env.T("by the books %s", show.Rupees(f.s.env, c.Expected))
	if counted, err := readCount(v); err == nil {
		says += f.s.apart(counted - c.Expected)
	}
	f.Form.Note(k, says)
}

// submit closes the day by what was counted.
func (f *closeForm) submit() tea.Cmd {
	s := f.s
	n := money.ClosingDraft{Day: f.preview.Day, Note: f.value(noteField)}
	for i, c := range f.preview.Counts {
		c.Counted, _ = readCount(f.Form.Value(countField(i)))
		n.Counts = append(n.Counts, c)
	}
	store, actor, day := s.store, s.actor, show.Day(s.env, n.Day)
	what := s.env.T("closing of %s", day)
	return tui.SendSheet(f.Sheet, s.Sends, what, func(ctx context.Context, intent uuid.UUID) (money.Closing, error) {
		return store.Money.CloseDay(ctx, actor, intent, n)
	}, func(out tui.Outcome[money.Closing]) tea.Cmd {
		switch {
		case !out.Saved:
			return f.refused(out.Err)
		case !out.Answered:
			return f.saved(s.env.T("saved: %s", what))
		}
		return f.saved(s.env.T("%s is closed%s. It takes nothing more.", day, s.apart(out.Val.Difference())))
	})
}

// refused keeps what was counted, and shows beside it what the books have by now.
func (f *closeForm) refused(err error) tea.Cmd {
	cmd := f.failed(err)
	if tui.IsOutage(err) {
		return cmd
	}
	store, actor, day := f.s.store, f.s.actor, f.preview.Day
	return tea.Batch(cmd, tui.Await(f.s.Stack, func(ctx context.Context) (money.ClosingPreview, error) {
		return store.Money.PreviewClosing(ctx, actor, day)
	}, func(now money.ClosingPreview, err error) tea.Cmd {
		if err != nil || now.Closed() || !samePeople(now.Counts, f.preview.Counts) {
			return nil // its sentence stands; who counts now opens the form anew
		}
		f.preview = now
		for i, c := range now.Counts {
			f.sayBooks(countField(i), c, f.Form.Value(countField(i)))
		}
		return nil
	}))
}

func samePeople(a, b []money.CashCount) bool {
	return slices.EqualFunc(a, b, func(x, y money.CashCount) bool {
		return x.PersonID == nil && y.PersonID == nil || x.PersonID != nil && y.PersonID != nil && *x.PersonID == *y.PersonID
	})
}

// askReopen takes the last closing back, with a reason.
func (p *society) askReopen() tea.Cmd {
	s, c := p.s, p.lastClosing()
	store, actor, of := s.store, s.actor, "reopen "+c.ID.String()
	s.reasons.Ask(s.env, of, s.env.T("Why is the closing of %s taken back?", show.Day(s.env, c.Day)), func(reason string) tea.Cmd {
		return tui.SendChange(p.board, tui.Change[money.Closing]{
			What: s.env.T("taking back of the closing of %s", show.Day(s.env, c.Day)),
			Write: func(ctx context.Context, intent uuid.UUID) (money.Closing, error) {
				return store.Money.UndoClosing(ctx, actor, intent, c.ID, reason)
			},
			Tell: func(c money.Closing) string { return s.env.T("%s is open again.", show.Day(s.env, c.Day)) },
			Done: func(money.Closing) { s.reasons.Saved(of) },
		})
	})
	return nil
}
