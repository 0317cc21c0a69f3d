package show

import (
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/tui"
)

// VisitList is how a screen lists visits.
type VisitList struct {
	Env  *tui.Env
	View visits.View
	// Region is the country as whose phones are written.
	Region string
	// By is the title of the column for a person, and Wide the width from which there is
	// room for it.
	By   string
	Wide int
	// State is the least room of a visit's state.
	State int
}

// gateCells is what the column of the gate needs beside that of a person.
const gateCells = 10

// Columns of the list. Narrow terminals lose the plate first, then the purpose; wide
// ones gain the phone, the person and the gate.
func (l VisitList) Columns() []tui.Column {
	env := l.Env
	last := tui.Column{Title: env.T("Status"), Min: l.State}
	switch l.View {
	case visits.Inside:
		last.Title, last.Right = env.T("Since"), true
	case visits.Overstays:
		last.Title, last.Right = env.T("Inside for"), true
	}
	return []tui.Column{
		WhenColumn(env, l.View),
		{Title: env.T("Visitor"), Min: 13, Flex: 3, Max: 32},
		{Title: env.T("Unit"), Min: 7},
		{Title: env.T("For"), Min: 8, Flex: 1, Max: 18, Drop: 1},
		{Title: env.T("Plate"), Min: 10, Drop: 2},
		last,
		{Title: env.T("Phone"), Min: 11, Wide: 98},
		{Title: l.By, Min: 12, Wide: l.Wide, Flex: 1, Max: 20},
		{Title: env.T("Gate"), Min: 8, Wide: l.Wide + gateCells},
	}
}

// Row gives a visit's cells; by is the person.
func (l VisitList) Row(v visits.Visit, by string) []tui.Cell {
	last := VisitState(l.Env, v)
	switch l.View {
	case visits.Inside:
		last = Inside(l.Env, v)
	case visits.Overstays:
		last = insideFor(l.Env, v)
	}
	row := tui.Cells(VisitWhen(l.Env, l.View, v), v.Name, tui.OrDash(v.Unit), tui.OrDash(v.Purpose), "", "",
		tui.OrDash(value.FormatPhone(v.Phone, l.Region)), tui.OrDash(by), tui.OrDash(v.EntryGate))
	row[1].Tail, row[4], row[5] = Others(v.PartySize), Plate(v.Plate), last
	if v.Barred {
		row[1].Tail, row[1].Tone = row[1].Tail+" "+l.Env.T("BARRED"), tui.ToneDanger
	}
	return row
}
