package gate

import (
	"context"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// tab is one of the gate's lists.
type tab int

const (
	inside tab = iota
	expected
	today
	history
	overstays
	// The parcels will stand here, behind the lists of visits.
	tabs
)

func (t tab) view() visits.View {
	switch t {
	case expected:
		return visits.Expected
	case today:
		return visits.Today
	case history:
		return visits.History
	case overstays:
		return visits.Overstays
	}
	return visits.Inside
}

func (s *screen) newBoard() *tui.Board[visits.Visit, []visits.Step] {
	tables := make([]*tui.Table[visits.Visit], tabs)
	for t := range tabs {
		tables[t] = tui.NewTable(s.env, s.list(t).Columns(), func(v visits.Visit) string { return v.ID.String() },
			func(v visits.Visit) []tui.Cell { return s.list(t).Row(v, v.Guard) })
		tables[t].Faint = show.IsOver
	}
	l := tui.NewLists(s.env, tables...)
	l.Name = func(at int) string { return s.tabName(tab(at)) }
	l.Source = func(at int, term string) tui.Source[visits.Visit] {
		return show.VisitSource(s.env, s.store.Visits, s.actor, tab(at).view(), term)
	}
	l.ReadAs = func(at int, term string) string { return show.SearchedDays(s.env, tab(at).view(), term) }
	l.Empty = func(at int, term string) string { return s.empty(tab(at), term) }
	l.Aside, l.Pane = s.longest, s.facts
	b := tui.NewBoardPage[visits.Visit, []visits.Step](s.Stack, l)
	b.State = show.Standing
	b.Holds = func(at int, v visits.Visit) bool { return show.ListHolds(tab(at).view(), v) }
	b.Read = func(id string) func(context.Context) (visits.Visit, []visits.Step, error) {
		return show.ReadVisit(s.store.Visits, s.actor, id)
	}
	b.Lines, b.Beside, b.OpenedName = s.lines, s.readBeside, s.env.T("Visit")
	return b
}

// list is how a list of the gate shows visits.
func (s *screen) list(t tab) show.VisitList {
	l := show.VisitList{Env: s.env, View: t.view(), Region: s.region(), By: s.env.T("Guard"), Wide: 108, State: 16}
	switch t {
	case expected, history:
		l.State = 13 // beside a day
	case overstays:
		l.State = 10
	}
	return l
}

// empty says what to do where a list has no rows.
func (s *screen) empty(t tab, term string) string {
	env := s.env
	if term != "" {
		if t == history && len([]rune(term)) < 3 {
			return env.T("Type three letters at least, or a unit, or part of a phone.")
		}
		return env.T("Nobody here matches %s. Tab looks in the next list, Esc shows all.", term)
	}
	switch t {
	case expected:
		return env.T("Nobody is expected. n, then Ctrl+P, lets someone wait for approval.")
	case today:
		return env.T("Nobody came today. n checks someone in.")
	case history:
		return env.T("The register is empty. n checks someone in.")
	case overstays:
		return env.T("Nobody has overstayed.")
	}
	return env.T("Nobody is inside. n checks someone in.")
}
