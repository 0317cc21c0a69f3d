package home

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// tab is one of the lists.
type tab int

const (
	inside tab = iota
	expected
	history
	tabs
)

func (t tab) view() visits.View {
	switch t {
	case expected:
		return visits.Expected
	case history:
		return visits.History
	}
	return visits.Inside
}

// sentenceFrom is the width from which the line of lists has room for the
// sentence that somebody waits; below, a mark says so.
const sentenceFrom = 70

func (s *screen) newBoard() *tui.Board[visits.Visit, []visits.Step] {
	tables := make([]*tui.Table[visits.Visit], tabs)
	for t := range tabs {
		tables[t] = tui.NewTable(s.env, s.list(t).Columns(), func(v visits.Visit) string { return v.ID.String() },
			func(v visits.Visit) []tui.Cell { return s.list(t).Row(v, v.Approver) })
		tables[t].Faint = show.IsOver
	}
	l := tui.NewLists(s.env, tables...)
	l.Name = func(at int) string { return s.tabName(tab(at)) }
	l.Source = func(at int, term string) tui.Source[visits.Visit] {
		return show.VisitSource(s.env, s.store.Visits, s.actor, tab(at).view(), term)
	}
	l.ReadAs = func(at int, term string) string { return show.SearchedDays(s.env, tab(at).view(), term) }
	l.Empty = func(at int, term string) string { return s.empty(tab(at), term) }
	l.Aside, l.Pane = s.aside, s.facts
	b := tui.NewBoardPage[visits.Visit, []visits.Step](s.Stack, l)
	b.State = show.Standing
	b.Holds = func(at int, v visits.Visit) bool { return show.ListHolds(tab(at).view(), v) }
	b.Read = func(id string) func(context.Context) (visits.Visit, []visits.Step, error) {
		return show.ReadVisit(s.store.Visits, s.actor, id)
	}
	b.Lines, b.Beside, b.OpenedName = s.lines, s.readBeside, s.env.T("Visit")
	return b
}

func (s *screen) tabName(t tab) string {
	name, n := s.env.T("Inside"), s.counts.Val.Inside
	switch t {
	case expected:
		name, n = s.env.T("Expected"), s.counts.Val.Expected
	case history:
		return s.env.T("History")
	}
	if !s.counts.Known() {
		return name
	}
	name += " " + strconv.Itoa(n)
	if t == expected && s.counts.Val.Waiting > 0 && s.width < sentenceFrom {
		name += "!"
	}
	return name
}

// aside says that somebody stands at the gate until the resident answers; else
// what there is of their tickets. Where the sentence has no room a word says
// it, or nothing: half a sentence would name neither the matter nor the key.
func (s *screen) aside(room int) (text string, danger bool) {
	env, t := s.env, s.tickets.Val
	short := env.T("tickets: t")
	switch waiting, open := s.counts.Val.Waiting, t.Open+t.InProgress; {
	case waiting > 0:
		text, danger = env.Count(waiting, "! 1 waits for your word", "! %d wait for your word"), true
	case t.Resolved > 0:
		text, danger = env.Count(t.Resolved, "! 1 ticket to confirm: t", "! %d tickets to confirm: t"), true
		short = env.T("confirm! t")
	case open > 0:
		text = env.Count(open, "1 ticket open: t", "%d tickets open: t")
	}
	switch {
	case tui.Width(text) <= room:
		return text, danger
	case text != "" && s.counts.Val.Waiting == 0 && tui.Width(short) <= room:
		return short, danger
	}
	return "", false
}

// list is how a list of the resident's shows visits.
func (s *screen) list(t tab) show.VisitList {
	return show.VisitList{
		Env: s.env, View: t.view(), Region: s.settings.Val.Country(), By: s.env.T("Approved by"), Wide: 112, State: 13,
	}
}

// empty says what to do where a list has no rows.
func (s *screen) empty(t tab, term string) string {
	env := s.env
	switch {
	case term != "" && t == history && len([]rune(term)) < 3:
		return env.T("Type three letters at least, or a unit, or part of a phone.")
	case term != "":
		return env.T("Nobody here matches %s. Tab looks in the next list, Esc shows all.", term)
	case s.onlyMovesIn():
		return s.movesIn()
	case s.homes.Known() && len(s.homes.Val.units) == 0:
		return s.noUnit()
	case t == expected:
		return env.T("Nobody is expected. n announces a visitor.")
	case t == history:
		return env.T("Nobody has visited yet. n announces a visitor.")
	}
	return env.T("Nobody is visiting. n announces a visitor.")
}

// onlyMovesIn reports whether the resident has no unit yet.
func (s *screen) onlyMovesIn() bool {
	return len(s.homes.Val.units) == 0 && len(s.homes.Val.arrivals) > 0
}

// noUnit says what who lives nowhere can do about it.
func (s *screen) noUnit() string {
	return s.env.T("No unit is yours in the register. The office can put that right.")
}

// movesIn says when the resident moves in, who has no unit until then.
func (s *screen) movesIn() string {
	a := s.homes.Val.arrivals[0]
	return s.env.T("You move into %s on %s. It is shown here from then on.", a.Unit, show.Day(s.env, a.Day))
}
