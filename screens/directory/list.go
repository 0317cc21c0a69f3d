package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// list is the page of all units.
type list struct {
	*tui.Board[directory.Household, struct{}]
	s *screen
}

func (s *screen) newList() list {
	t := tui.NewTable(s.env, s.columns(), func(h directory.Household) string { return h.ID.String() }, s.row)
	t.Faint = func(h directory.Household) bool { return len(h.Residents) == 0 }
	l := tui.NewLists(s.env, t)
	l.Name = func(int) string { return s.env.T("Units") }
	l.Source = func(_ int, term string) tui.Source[directory.Household] { return s.source(term) }
	l.Empty = func(_ int, term string) string { return s.empty(term) }
	l.Pane = s.pane
	page := list{tui.NewBoardPage[directory.Household, struct{}](s.Stack, l), s}
	open := page.OnRow(s.openKey(), func(h directory.Household) tea.Cmd { return s.Push(s.newRecord(h.ID)) })
	page.Offered = tui.Commands{append([]tui.Command{page.RetryCommand(), open, s.revealCommand(page.residents)}, page.ListCommands(tui.HintedFirst)...)}
	return page
}

// Commands are those of the list; a phone is shown while the search has the keys,
// too.
func (l list) Commands() tui.Commands {
	if !l.CapturesKeys() {
		return l.Offered
	}
	return tui.Commands{slices.Insert(slices.Clone(l.Lists.Commands()), 1, l.s.revealCommand(l.residents))}
}

// residents are whose phones the reveal key means, in its order.
func (l list) residents() (uuid.UUID, []homes.Resident) {
	h, _ := l.Subject()
	return h.ID, h.Residents
}

// columns of the list. Narrow terminals lose the plate first, then the unit's
// type; wide ones gain the block.
func (s *screen) columns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: env.T("Unit"), Min: 8},
		{Title: env.T("Who lives there"), Min: 24, Flex: 1, Max: 70},
		{Title: env.T("To call"), Min: 12},
		{Title: env.T("Type"), Min: 6, Drop: 1},
		{Title: env.T("Vehicle"), Min: 12, Drop: 2},
		{Title: env.T("Block"), Min: 12, Wide: 98, Max: 24},
	}
}

func (s *screen) row(h directory.Household) []tui.Cell {
	row := tui.Cells(h.Label, s.names(h), tui.OrDash(s.toCall(h)), tui.OrDash(h.Type), "", tui.OrDash(h.Block))
	row[4] = show.Plate(h.Plate)
	return row
}

// names are those who live in a unit; whom the search meant comes first.
func (s *screen) names(h directory.Household) string {
	if len(h.Residents) == 0 {
		if h.Status == "under_maintenance" {
			return s.env.T("nobody: under maintenance")
		}
		return s.env.T("nobody")
	}
	names := make([]string, len(h.Residents))
	for i, r := range h.Residents {
		names[i] = r.Name
	}
	term := strings.ToLower(strings.TrimSpace(s.list.Lists.Term()))
	if term != "" {
		slices.SortStableFunc(names, func(a, b string) int {
			return rank(a, term) - rank(b, term)
		})
	}
	return strings.Join(names, ", ")
}

func rank(name, term string) int {
	if strings.Contains(strings.ToLower(name), term) {
		return 0
	}
	return 1
}

// toCall is the phone of whom to call first.
func (s *screen) toCall(h directory.Household) string {
	for _, r := range h.Residents {
		if r.Phone != "" {
			return s.phone(h.Unit, r)
		}
	}
	return ""
}

// phone is a resident's phone: whole where it was asked for, else masked.
func (s *screen) phone(u homes.Unit, r homes.Resident) string {
	if whole, ok := s.revealed[ids(u.ID, r.UserID)]; ok {
		return value.FormatPhone(whole, s.settings.Val.Country())
	}
	return r.Phone
}

// pane is a unit beside the list.
func (s *screen) pane(h directory.Household, width int) []string {
	rows := [][2]string{{s.env.T("Type"), tui.OrDash(h.Type)}, {s.env.T("Block"), tui.OrDash(h.Block)}}
	for _, r := range h.Residents {
		rows = append(rows, [2]string{"", ""}, [2]string{show.Relation(s.env, r.Type), r.Name})
		if r.Phone != "" {
			rows = append(rows, [2]string{"", s.phone(h.Unit, r)})
		}
	}
	return s.env.Theme.Facts(h.Label, tui.Cell{Text: show.UnitState(s.env, h.Status)}, rows, width)
}

// source reads the list's pages, searched for term.
func (s *screen) source(term string) tui.Source[directory.Household] {
	store, actor := s.store, s.actor
	return func(ctx context.Context, after *directory.Household) (tui.Batch[directory.Household], error) {
		f := directory.Filter{Search: term}
		if after != nil {
			f.After = after.Cursor()
		}
		page, err := store.Directory.List(ctx, actor, f)
		return tui.Batch[directory.Household]{Rows: page.Households, More: page.More}, err
	}
}

// empty says what to do where the list has no rows.
func (s *screen) empty(term string) string {
	env := s.env
	switch {
	case term == "":
		return env.T("No units are in the register.")
	case len([]rune(term)) < 3:
		return env.T("Type a unit, three letters of a name, or three figures of a phone or a plate.")
	}
	return env.T("No person and no unit matches %s. Esc shows all units.", term)
}
