package tickets

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// tab is one of the lists.
type tab struct {
	name string
	view tickets.View
	// count is the list's figure; nil where it has none.
	count func(tickets.Counts) int
	empty string
}

// tabsOf are the lists of who reads the tickets in a scope: a resident's of their
// own units, a guard's of what they raised today, the office's of all.
func tabsOf(read role.Scope) []tab {
	queue := func(c tickets.Counts) int { return c.Open + c.InProgress }
	switch read {
	case role.OwnUnits:
		return []tab{
			{"Open", tickets.ViewQueue, queue, "No ticket of yours is open. n raises one."},
			{
				"To confirm", tickets.ViewResolved,
				func(c tickets.Counts) int { return c.Resolved }, "Nothing waits for your word. n raises a ticket.",
			},
			{"All", tickets.ViewAll, nil, "There is no ticket of yours. n raises one."},
		}
	case role.RaisedToday:
		return []tab{{"Raised today", tickets.ViewAll, nil, "You raised no ticket today. n raises one."}}
	}
	return []tab{
		{"Queue", tickets.ViewQueue, queue, "There is nothing to do. n raises a ticket."},
		{
			"Mine", tickets.ViewMine,
			func(c tickets.Counts) int { return c.Mine }, "You have no ticket. In the queue, s takes one and starts it.",
		},
		{
			"Unassigned", tickets.ViewUnassigned,
			func(c tickets.Counts) int { return c.Unassigned }, "Every ticket is with somebody.",
		},
		{"All", tickets.ViewAll, nil, "There are no tickets. n raises one."},
	}
}

func (s *screen) newLists() *tui.Lists[tickets.Ticket] {
	tables := make([]*tui.Table[tickets.Ticket], len(s.tabs))
	for i := range s.tabs {
		tables[i] = tui.NewTable(s.env, s.columns(), func(t tickets.Ticket) string { return t.ID.String() }, s.row)
		tables[i].Faint = func(t tickets.Ticket) bool {
			return t.Status == tickets.Closed || t.Status == tickets.Rejected
		}
	}
	l := tui.NewLists(s.env, tables...)
	l.Name, l.Source, l.Empty = s.tabName, s.source, s.empty
	l.Aside = s.aside
	l.Pane = func(t tickets.Ticket, width int) []string { return s.facts(t, width) }
	return l
}

func (s *screen) tabName(at int) string {
	name := s.env.Term(s.tabs[at].name)
	if count := s.tabs[at].count; count != nil && s.counts.Known() {
		return name + " " + counted(count(s.counts.Val))
	}
	return name
}

// counted is a figure; what was not counted to its end is "1000+".
func counted(n int) string {
	if n >= tickets.Counted {
		return strconv.Itoa(tickets.Counted) + "+"
	}
	return strconv.Itoa(n)
}

// aside says which category is shown, and what the figures are by status.
func (s *screen) aside(room int) (text string, danger bool) {
	env, c := s.env, s.counts.Val
	only := ""
	if s.category != "" {
		only = env.T("only %s", s.category)
	}
	switch read := s.actor.Over(role.ReadTickets); {
	case !s.counts.Known() || read == role.RaisedToday:
		return env.Theme.Clip(only, room), false
	case read == role.OwnUnits && c.Resolved == 0:
		return env.Theme.Clip(only, room), false
	case read == role.OwnUnits:
		return env.Theme.Clip(joined(only, env.T("! %s to confirm", counted(c.Resolved))), room), true
	}
	open, working := env.T("open %s", strconv.Itoa(c.Open)), env.T("in progress %s", strconv.Itoa(c.InProgress))
	fixed := env.T("resolved %s", counted(c.Resolved))
	over := ""
	if c.Over > 0 {
		over = env.T("%s over!", strconv.Itoa(c.Over))
	}
	// What fits, the most pressing last to go, and the category never.
	for _, parts := range [][]string{
		{open, working, fixed, env.T("closed %s", counted(c.Closed)), env.T("rejected %s", counted(c.Rejected)), over},
		{open, working, fixed, over},
		{working, fixed, over},
		{over},
	} {
		text = joined(append([]string{only}, parts...)...)
		if tui.Width(text) <= room {
			return text, over != ""
		}
	}
	return env.Theme.Clip(only, room), false
}

// joined are the parts that say something, side by side.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "  ")
}

// columns of a list. Narrow terminals lose who has a ticket; wide ones gain its
// category, when it was raised and by whom.
func (s *screen) columns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: env.T("Priority"), Min: 8},
		{Title: env.T("Ticket"), Min: 18, Flex: 4, Max: 60},
		{Title: env.T("Unit"), Min: 6},
		{Title: env.T("Status"), Min: 11},
		{Title: env.T("Target"), Min: 9, Right: true},
		{Title: env.T("With"), Min: 10, Drop: 1, Flex: 1, Max: 20},
		{Title: env.T("Category"), Min: 10, Wide: 92},
		{Title: env.T("Raised"), Min: 7, Wide: 102},
		{Title: env.T("By"), Min: 12, Wide: 118, Flex: 1, Max: 20},
	}
}

func (s *screen) row(t tickets.Ticket) []tui.Cell {
	env := s.env
	row := tui.Cells(env.Term(t.Priority.Word()), named(t), tui.OrDash(t.Unit), env.Term(t.Status.Word()), "",
		tui.OrDash(t.Assignee), t.Category, env.Since(t.CreatedAt), tui.OrDash(t.Requester))
	if t.Status.Open() && t.Priority == tickets.Critical {
		row[0].Tone = tui.ToneStrong
	}
	if t.Status == tickets.Resolved {
		row[3].Tone = tui.ToneStrong
	}
	row[4] = s.target(t)
	return row
}

// source reads a list's pages, searched for term.
func (s *screen) source(at int, term string) tui.Source[tickets.Ticket] {
	store, actor, l, category := s.store, s.actor, s.tabs[at], s.category
	return func(ctx context.Context, after *tickets.Ticket) (tui.Batch[tickets.Ticket], error) {
		f := tickets.Filter{View: l.view, Category: category, Search: term}
		if after != nil {
			f.After = after.Cursor()
		}
		page, err := store.Tickets.List(ctx, actor, f)
		var e *fault.Error
		if errors.As(err, &e) && e.Kind == fault.Invalid {
			// Too short to search for yet; the empty list says so.
			return tui.Batch[tickets.Ticket]{}, nil
		}
		return tui.Batch[tickets.Ticket]{Rows: page.Tickets, More: page.More}, err
	}
}

// empty says what to do where a list has no rows.
func (s *screen) empty(at int, term string) string {
	env, l := s.env, s.tabs[at]
	switch {
	case term != "" && l.view == tickets.ViewAll && len([]rune(term)) < 3:
		return env.T("Type three letters at least, or a unit.")
	case term != "" && len(s.tabs) > 1:
		return env.T("No ticket here matches. Tab looks in the next list, Esc shows all.")
	case term != "":
		return env.T("No ticket here matches. Esc shows all.")
	case s.category != "":
		return env.T("No ticket here is of %s. Esc shows all categories.", s.category)
	}
	return env.Term(l.empty)
}

// refilter reads the lists and their figures of the category.
func (s *screen) refilter() tea.Cmd { return tea.Batch(s.board.Lists.Restart(), s.readCounts()) }

// chooseCategory asks which category the lists should keep to, once they are known.
func (s *screen) chooseCategory() tea.Cmd {
	if len(s.categories.Val) > 0 {
		s.askCategory()
		// What was added since is there the next time.
		return s.categories.Again()
	}
	return tui.Await(s.Stack, s.readCategories(), func(names []string, err error) tea.Cmd {
		if err != nil {
			return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		}
		s.categories.Val = names
		return s.askCategory()
	})
}

func (s *screen) askCategory() tea.Cmd {
	options := []tui.Option{{Label: s.env.T("all categories")}}
	for _, c := range s.categories.Val {
		options = append(options, tui.Option{Value: c, Label: c})
	}
	return s.env.Do(tui.Pick{
		Text: s.env.T("Show tickets of which category?"), Options: options,
		OnPick: func(o tui.Option) tea.Cmd {
			s.category = o.Value
			return s.refilter()
		},
	})
}
