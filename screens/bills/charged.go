package bills

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// charged are the late fees that were charged and have something due, newest
// first: those that should not have been are chosen, one by one or all of a day,
// and waived with one reason.
type charged struct {
	s     *screen
	table *tui.Table[row]
	// chosen is what would be waived of each.
	chosen map[uuid.UUID]value.Paise
	// day is the reading of all of a day.
	day     tui.Ticket
	job     tui.Ticket // the waiver under way
	far     done
	reasons tui.Kept
}

// chargedKey opens the list.
func (s *screen) chargedKey() tea.Cmd {
	c := &charged{s: s, chosen: map[uuid.UUID]value.Paise{}}
	env := s.env
	c.table = s.table(c.cells,
		tui.Column{Title: "", Min: 1},
		tui.Column{Title: env.T("Charged"), Min: 11},
		tui.Column{Title: env.T("Unit"), Min: 8},
		tui.Column{Title: env.T("For"), Min: 12, Flex: 1, Max: 60},
		tui.Column{Title: env.T("Left"), Min: 12, Right: true})
	c.table.Empty = env.T("Nothing is due on the late fees that were charged.")
	store, actor := s.store, s.actor
	s.over = c
	s.layout()
	return c.table.Show(func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := money.BillFilter{Types: []string{money.LateFee}, Statuses: []money.BillStatus{money.Overdue, money.Unpaid, money.PartiallyPaid}}
		if after != nil {
			f.After = after.bill.Cursor()
		}
		page, err := store.Money.Bills(ctx, actor, f)
		return rowsOf(page.Bills, page.More, billRow, err)
	})
}

// cells are a fee's; a chosen one has a mark that is no colour.
func (c *charged) cells(r row) []tui.Cell {
	b := r.bill
	mark := ""
	if _, ok := c.chosen[b.ID]; ok {
		mark = "x"
	}
	what := b.Description
	if what == "" {
		what = c.s.billFor(*b)
	}
	return tui.Cells(mark, c.s.date(b.BillDate), orDash(b.Unit), what, b.Due().String())
}

func (c *charged) title() string { return c.s.env.T("Late fees charged") }

func (c *charged) key(msg tea.KeyMsg) tea.Cmd {
	k, shared := c.s.keys, c.s.env.Keys
	if c.job.Valid() || c.day.Valid() {
		return nil
	}
	r, ok := c.table.Selected()
	switch {
	case key.Matches(msg, shared.Act) && ok:
		if _, chosen := c.chosen[r.bill.ID]; chosen {
			delete(c.chosen, r.bill.ID)
		} else {
			c.chosen[r.bill.ID] = r.bill.Due()
		}
		return c.table.Update(tea.KeyMsg{Type: tea.KeyDown})
	case key.Matches(msg, k.WholeDay) && ok:
		return c.chooseDay(r.bill.BillDate)
	case key.Matches(msg, k.Waive) && (ok || len(c.chosen) > 0):
		if len(c.chosen) == 0 {
			c.chosen[r.bill.ID] = r.bill.Due()
		}
		return c.ask()
	}
	return c.table.Update(msg)
}

// chooseDay chooses every fee that was charged on a day, on what page it may be.
func (c *charged) chooseDay(day value.Day) tea.Cmd {
	store, actor := c.s.store, c.s.actor
	ticket, cmd := tui.Load(c.s.env, func(ctx context.Context) (money.ChargedFees, error) {
		return store.Money.ChargedFees(ctx, actor, day)
	})
	c.day = ticket
	return cmd
}

// sums are the chosen fees, in one order whatever the order of choosing.
func (c *charged) sums() (all []money.BillSum, total value.Paise) {
	for bill, sum := range c.chosen {
		all = append(all, money.BillSum{Bill: bill, Sum: sum})
		total += sum
	}
	slices.SortFunc(all, func(a, b money.BillSum) int { return strings.Compare(a.Bill.String(), b.Bill.String()) })
	return all, total
}

// ask asks for the reason, and then once more: a waiver is not taken back.
func (c *charged) ask() tea.Cmd {
	env := c.s.env
	all, total := c.sums()
	what := env.T("%s of %s in all", c.s.fees(len(all)), c.s.money(total))
	of := "waive late fees"
	c.reasons.Ask(env, of, env.T("Why waive %s?", what), func(reason string) tea.Cmd {
		env.Do(tui.Confirm{
			Text:  env.T("Waive %s? It cannot be undone.", what),
			OnYes: func() tea.Cmd { return c.waive(all, reason) },
		})
		return nil
	})
	return nil
}

func (c *charged) waive(all []money.BillSum, reason string) tea.Cmd {
	store, actor, intent := c.s.store, c.s.actor, uuid.New()
	var cmd tea.Cmd
	c.far = done{}
	c.job, cmd = tui.LoadLong(c.s.env, func(ctx context.Context, report func(done)) (money.FeesWaived, error) {
		return store.Money.WaiveLateFees(ctx, actor, intent, all, reason, func(of, total int) { report(done{of, total}) })
	})
	return cmd
}

func (c *charged) update(msg tea.Msg) tea.Cmd {
	s := c.s
	switch msg := msg.(type) {
	case tui.Loaded[money.ChargedFees]:
		if !msg.Ticket.Valid() || msg.Ticket != c.day {
			return nil
		}
		c.day = tui.Ticket{}
		if msg.Err != nil {
			s.tell(tui.NotifyRefusal, tui.Explain(s.env, msg.Err))
			return nil
		}
		for _, fee := range msg.Val.Due {
			c.chosen[fee.Bill] = fee.Sum
		}
		s.tell(tui.NotifyInfo, s.env.T("Chosen: all of %s.", s.date(msg.Val.Day)))
		return nil
	case tui.Progress[done]:
		if msg.Ticket == c.job {
			c.far = msg.Val
		}
		return msg.Next
	case tui.Loaded[money.FeesWaived]:
		if !msg.Ticket.Valid() || msg.Ticket != c.job {
			return nil
		}
		c.job = tui.Ticket{}
		return c.finished(msg.Val, msg.Err)
	}
	return c.table.Update(msg)
}

// finished tells what was waived; what was waived before an error stays so.
func (c *charged) finished(r money.FeesWaived, err error) tea.Cmd {
	s, env := c.s, c.s.env
	text := env.T("Waived %s of %s in all.", s.fees(r.Fees), s.money(r.Total))
	if r.Left > 0 {
		text = env.T("Waived %s of %s in all; left %s that changed meanwhile.", s.fees(r.Fees), s.money(r.Total), strconv.Itoa(r.Left))
	}
	switch {
	case tui.WasSaved(err):
		s.tell(tui.NotifyInfo, tui.Explain(env, err))
		maps.DeleteFunc(c.chosen, func(uuid.UUID, value.Paise) bool { return true })
	case err != nil && r.Fees > 0:
		s.tell(tui.NotifyRefusal, env.T("Before it stopped: %s", text))
	case err != nil:
		s.tell(tui.NotifyRefusal, tui.Explain(env, err))
	default:
		s.tell(tui.NotifySuccess, text)
		c.reasons.Saved("waive late fees")
		maps.DeleteFunc(c.chosen, func(uuid.UUID, value.Paise) bool { return true })
	}
	return s.reread()
}

// again reads the list again.
func (c *charged) again() tea.Cmd { return c.table.Reload() }

// head says what is chosen, or how to choose; while the waiver is under way how
// far it is.
func (c *charged) head() string {
	env := c.s.env
	all, total := c.sums()
	switch {
	case c.job.Valid() && c.far.total > 0:
		return env.T("Working: %s of %s done.", strconv.Itoa(c.far.of), strconv.Itoa(c.far.total))
	case c.job.Valid():
		return env.T("Working.")
	case len(all) > 0:
		return env.T("Chosen: %s, %s in all.", c.s.fees(len(all)), c.s.money(total))
	}
	return env.T("Space chooses a late fee, A all of its day; w waives them.")
}

func (c *charged) view(width, _ int) string {
	th := c.s.env.Theme
	return " " + th.Strong.Render(th.Clip(c.head(), max(0, width-2))) + "\n" + c.table.View()
}

func (c *charged) setSize(width, height int) { c.table.SetSize(width, max(0, height-1)) }

func (c *charged) hints() []key.Binding {
	env, k := c.s.env, c.s.keys
	if c.job.Valid() {
		return []key.Binding{env.Keys.Back}
	}
	var hints []key.Binding
	if c.table.Err() != nil {
		hints = append(hints, env.Keys.Retry)
	}
	return append(hints, tui.Bind("Space", env.T("choose"), " "), k.WholeDay, k.Waive, env.Keys.Back)
}

func (c *charged) captures() bool { return false }
func (c *charged) dirty() bool    { return false }
func (c *charged) working() bool  { return c.job.Valid() }
