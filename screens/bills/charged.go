package bills

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// charged is the page of the late fees that were charged and have something due,
// newest first: those that should not have been are chosen, one by one or all of a
// day, and waived with one reason.
type charged struct {
	job
	table *tui.Table[row]
	// chosen is what would be waived of each.
	chosen  map[uuid.UUID]value.Paise
	reasons tui.Kept
	offered tui.Commands
	width   int
}

// openCharged shows them in place of what is overdue.
func (s *screen) openCharged() tea.Cmd {
	c := &charged{job: job{s: s}, chosen: map[uuid.UUID]value.Paise{}}
	env := s.env
	c.table = s.table(c.cells,
		tui.Column{Title: "", Min: 1},
		tui.Column{Title: env.T("Charged"), Min: 11},
		tui.Column{Title: env.T("Unit"), Min: 8},
		tui.Column{Title: env.T("For"), Min: 12, Flex: 1, Max: 60},
		tui.Column{Title: env.T("Left"), Min: 14, Right: true})
	c.table.Empty = env.T("Nothing is due on the late fees that were charged.")
	c.offered = c.commands()
	s.Swap(c)
	return c.Init()
}

// Init reads them.
func (c *charged) Init() tea.Cmd {
	store, actor := c.s.store, c.s.actor
	return c.table.Show(func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := money.BillFilter{Types: []string{money.LateFee}, Statuses: []money.BillStatus{money.Overdue, money.Unpaid, money.PartiallyPaid}}
		if after != nil {
			f.After = after.bill.Cursor()
		}
		page, err := store.Money.Bills(ctx, actor, f)
		return rowsOf(page.Bills, page.More, billRow, err)
	})
}

// Refresh reads the list again.
func (c *charged) Refresh() tea.Cmd { return c.table.Reload() }

// Name is what the page is called in the header.
func (c *charged) Name() string { return c.s.env.T("Late fees charged") }

// Commands are what can be done with the fees.
func (c *charged) Commands() tui.Commands { return c.offered }

// commands are what can be done with the fees while no waiver is under way.
func (c *charged) commands() tui.Commands {
	env := c.s.env
	onFee := func(shown, does, key string, do func(money.Bill) tea.Cmd) tui.Command {
		on := c.table.OnRow(tui.Bind(shown, does, key), func(r row) tea.Cmd { return do(*r.bill) })
		found := on.When
		on.When = func() bool { return found() && !c.working() }
		return on
	}
	return tui.Commands{{
		c.table.RetryCommand(),
		onFee("Space", env.T("choose"), " ", c.choose),
		onFee("A", env.T("all of its day"), "A", c.chooseDay),
		onFee("w", env.T("waive"), "w", c.ask),
		c.s.BackCommand(),
	}}
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
		what = show.BillFor(c.s.env, *b)
	}
	cells := tui.Cells(mark, show.Day(c.s.env, b.BillDate), tui.OrDash(b.Unit), what, b.Due().String())
	if b.CauseGone {
		cells[3] = tui.Cell{Text: c.s.env.T("cause gone! %s", what), Tone: tui.ToneDanger}
	}
	return cells
}

// choose chooses a fee or no more, and goes on to the next.
func (c *charged) choose(b money.Bill) tea.Cmd {
	if _, chosen := c.chosen[b.ID]; chosen {
		delete(c.chosen, b.ID)
	} else {
		c.chosen[b.ID] = b.Due()
	}
	return c.table.Update(tea.KeyMsg{Type: tea.KeyDown})
}

// chooseDay chooses every fee that was charged on the day of one, on what page it
// may be.
func (c *charged) chooseDay(b money.Bill) tea.Cmd {
	store, actor, day := c.s.store, c.s.actor, b.BillDate
	return tui.Await(c.s.Stack, func(ctx context.Context) (money.ChargedFees, error) {
		return store.Money.ChargedFees(ctx, actor, day)
	}, func(fees money.ChargedFees, err error) tea.Cmd {
		if err != nil {
			c.s.tell(tui.NotifyRefusal, tui.Explain(c.s.env, err))
			return nil
		}
		for _, fee := range fees.Due {
			c.chosen[fee.Bill] = fee.Sum
		}
		all := len(c.chosen)
		return c.s.env.Do(tui.Notify{
			Kind: tui.NotifyInfo, Text: c.s.env.T("Chosen: all of %s.", show.Day(c.s.env, fees.Day)),
			While: func() bool { return len(c.chosen) == all },
		})
	})
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

// ask asks for the reason to waive the chosen fees, or the one under the cursor: a
// waiver is not taken back.
func (c *charged) ask(b money.Bill) tea.Cmd {
	if len(c.chosen) == 0 {
		c.chosen[b.ID] = b.Due()
	}
	env := c.s.env
	all, total := c.sums()
	what := env.T("%s of %s in all", c.s.fees(len(all)), show.Rupees(c.s.env, total))
	c.reasons.Ask(env, waiving, env.T("It cannot be undone. Why waive %s?", what), func(reason string) tea.Cmd { return c.waive(all, reason) })
	return nil
}

// waiving names what the reason is for.
const waiving = "waive late fees"

func (c *charged) waive(all []money.BillSum, reason string) tea.Cmd {
	store, actor, intent := c.s.store, c.s.actor, uuid.New()
	return begin(&c.job, func(ctx context.Context, report func(done)) (money.FeesWaived, error) {
		return store.Money.WaiveLateFees(ctx, actor, intent, all, reason, func(of, total int) { report(done{of, total}) })
	})
}

// Update moves in the list, and takes what is told of the waiver.
func (c *charged) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Progress[done]:
		return c.progress(msg)
	case tui.Loaded[money.FeesWaived]:
		if c.ended(msg.Ticket) {
			return c.finished(msg.Val, msg.Err)
		}
	}
	return c.table.Update(msg)
}

// finished tells what was waived; what was waived before an error stays so.
func (c *charged) finished(r money.FeesWaived, err error) tea.Cmd {
	s, env := c.s, c.s.env
	text := env.T("Waived %s of %s in all.", s.fees(r.Fees), show.Rupees(s.env, r.Total))
	if r.Left > 0 {
		text = env.T("Waived %s of %s in all; left %s that changed meanwhile.", s.fees(r.Fees), show.Rupees(s.env, r.Total), strconv.Itoa(r.Left))
	}
	switch {
	case tui.WasSaved(err):
		s.tell(tui.NotifyInfo, tui.Explain(env, err))
		clear(c.chosen)
	case err != nil && r.Fees > 0:
		s.tell(tui.NotifyRefusal, env.T("Before it stopped: %s", text))
	case err != nil:
		s.tell(tui.NotifyRefusal, tui.Explain(env, err))
	default:
		s.tell(tui.NotifySuccess, text)
		c.reasons.Saved(waiving)
		clear(c.chosen)
	}
	return s.Stack.Refresh()
}

// head says what is chosen, or how to choose; while the waiver is under way how
// far it is.
func (c *charged) head() string {
	env := c.s.env
	all, total := c.sums()
	switch {
	case c.working():
		return c.soFar()
	case len(all) > 0:
		return env.T("Chosen: %s, %s in all.", c.s.fees(len(all)), show.Rupees(c.s.env, total))
	}
	return env.T("Space chooses a late fee, A all of its day; w waives them.")
}

// View draws the list under what is chosen.
func (c *charged) View() string {
	th := c.s.env.Theme
	return " " + th.Strong.Render(th.Clip(c.head(), max(0, c.width-2))) + "\n" + c.table.View()
}

// SetSize gives the page's size in cells.
func (c *charged) SetSize(width, height int) {
	c.width = width
	c.table.SetSize(width, max(0, height-1))
}
