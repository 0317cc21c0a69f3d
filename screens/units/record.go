package units

import (
	"cmp"
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// record is the page of one unit: what it is, who lives and lived there, and what
// hangs on it, in one list that the cursor walks.
type record struct {
	*tui.Table[line]
	s       *screen
	unit    uuid.UUID
	named   string // its label as the list had it
	offered tui.Commands
}

// line is one row of a unit's record.
type line struct {
	kind lineKind
	// first marks the first line of its kind, which names the kind.
	first bool
	// whole is the unit that the line is about.
	whole *directory.Record
	// resident is set on lines of residents.
	resident *homes.Residency
}

type lineKind string

const (
	unitLine    lineKind = "unit"
	livesLine   lineKind = "lives"
	nobodyLine  lineKind = "nobody"
	comesLine   lineKind = "comes"
	livedLine   lineKind = "lived"
	visitsLine  lineKind = "visits"
	ticketsLine lineKind = "tickets"
	billsLine   lineKind = "bills"
	sinceLine   lineKind = "since"
	noPrimeLine lineKind = "no primary"
	manyPrimes  lineKind = "several primary"
)

func (l line) id() string {
	if l.resident != nil {
		return l.resident.ID.String()
	}
	return string(l.kind)
}

func (s *screen) newRecord(unit uuid.UUID, label string) *record {
	r := &record{s: s, unit: unit, named: label}
	r.Table = tui.NewTable(s.env, []tui.Column{
		{Title: "", Min: 8},
		{Title: s.env.T("Who or what"), Min: 16, Flex: 2, Max: 36},
		{Title: "", Min: 18, Flex: 1, Max: 30},
		{Title: s.env.T("Phone, or more"), Min: 14, Flex: 1, Max: 24, Drop: 1},
		{Title: s.env.T("From, until"), Min: 14},
		{Title: s.env.T("E-mail"), Min: 20, Flex: 1, Max: 40, Wide: 112},
	}, line.id, r.row)
	r.Faint = func(l line) bool { return l.kind == livedLine }
	r.offered = r.commands()
	return r
}

// Name is the unit's label.
func (r *record) Name() string {
	if rows := r.Rows(); len(rows) > 0 {
		return rows[0].whole.Label
	}
	return cmp.Or(r.named, r.s.env.T("Unit"))
}

// Commands are what can be done with the line under the cursor.
func (r *record) Commands() tui.Commands { return r.offered }

// Refresh reads the unit again.
func (r *record) Refresh() tea.Cmd { return r.Reload() }

// Back goes to the lists, with the cursor on the unit; one for which the screen was
// opened has none beneath it.
func (r *record) Back() (tea.Cmd, bool) {
	if !r.s.Holds(r.s.lists) {
		return nil, false
	}
	cmd := r.s.Drop(r)
	r.s.lists.Lists.Want(r.unit.String())
	return cmd, true
}

// Init reads the unit.
func (r *record) Init() tea.Cmd {
	store, actor, unit := r.s.store, r.s.actor, r.unit
	return r.Show(func(ctx context.Context, _ *line) (tui.Batch[line], error) {
		whole, err := store.Directory.Record(ctx, actor, unit)
		if err != nil {
			return tui.Batch[line]{}, err
		}
		return tui.Batch[line]{Rows: lines(&whole)}, nil
	})
}

// lines are the unit's own, its residents', and what hangs on it.
func lines(whole *directory.Record) []line {
	rows := []line{{kind: unitLine, first: true, whole: whole}}
	lives, primaries := 0, 0
	for i := range whole.People {
		p := &whole.People[i]
		if !p.LivesThere() {
			continue
		}
		if p.Primary {
			primaries++
		}
		rows = append(rows, line{kind: livesLine, first: lives == 0, whole: whole, resident: p})
		lives++
	}
	switch {
	case lives == 0:
		rows = append(rows, line{kind: nobodyLine, first: true, whole: whole})
	case primaries == 0:
		rows = append(rows, line{kind: noPrimeLine, whole: whole})
	case primaries > 1:
		rows = append(rows, line{kind: manyPrimes, whole: whole})
	}
	comes := 0
	for i := range whole.People {
		if p := &whole.People[i]; p.MovesIn() {
			rows = append(rows, line{kind: comesLine, first: comes == 0, whole: whole, resident: p})
			comes++
		}
	}
	rows = append(rows, line{kind: billsLine, first: true, whole: whole}, line{kind: ticketsLine, first: true, whole: whole},
		line{kind: visitsLine, first: true, whole: whole})
	lived := 0
	for i := range whole.People {
		if p := &whole.People[i]; !p.LivesThere() && !p.MovesIn() {
			rows = append(rows, line{kind: livedLine, first: lived == 0, whole: whole, resident: p})
			lived++
		}
	}
	return append(rows, line{kind: sinceLine, first: true, whole: whole})
}

// row gives a line's cells.
func (r *record) row(l line) []tui.Cell {
	env, w := r.s.env, l.whole
	var row []tui.Cell
	switch l.kind {
	case unitLine:
		row = tui.Cells(env.T("Unit"), w.Label, show.Joined(", ", w.Type, env.T("floor %s", strconv.Itoa(w.Floor))), w.Block, "", "")
		row[1].Tone, row[4] = tui.ToneStrong, r.s.state(w.Status)
	case livesLine, comesLine, livedLine:
		row = r.resident(l)
	case nobodyLine:
		row = tui.Cells(env.T("Lives"), env.T("nobody"), env.T("m moves in"), "", "", "")
	case noPrimeLine:
		row = tui.Cells("", env.T("! no primary"), env.T("p on a resident"), "", "", "")
	case manyPrimes:
		row = tui.Cells("", env.T("! several primary"), env.T("p leaves one"), "", "", "")
	case billsLine:
		row = r.bills(w)
	case ticketsLine:
		row = tui.Cells(env.T("Tickets"), strconv.Itoa(w.Tickets), env.T("%s open", strconv.Itoa(w.OpenTickets)), "", "", "")
	case visitsLine:
		row = tui.Cells(env.T("Visits"), strconv.Itoa(w.Visits), env.T("%s inside", strconv.Itoa(w.Inside)), env.T("Enter opens"), "", "")
	default:
		row = tui.Cells(env.T("Since"), env.Date(w.CreatedAt), "", "", "", "")
	}
	if !l.first {
		row[0].Text = ""
	}
	return row
}

func (r *record) bills(w *directory.Record) []tui.Cell {
	env := r.s.env
	row := tui.Cells(env.T("Bills"), strconv.Itoa(w.Bills), env.T("nothing due"), env.T("Enter opens"), "", "")
	if w.Due > 0 {
		row[2] = tui.Cell{Text: env.T("%s due", env.Theme.Glyphs.Rupee+w.Due.String()), Tone: tui.ToneStrong}
	}
	return row
}

func (r *record) resident(l line) []tui.Cell {
	env, p := r.s.env, *l.resident
	kind, name, until := show.Relation(r.s.env, p.Type), env.T("Lives"), r.s.date(p.MovedIn)
	if p.Primary && l.kind == livesLine {
		kind = env.T("%s, primary", kind)
	}
	if p.PrimaryAhead && l.kind == comesLine {
		kind = env.T("%s, then primary", kind)
	}
	if p.Account != "active" {
		kind = env.T("%s (%s)", kind, env.Term(p.Account))
	}
	switch l.kind {
	case livedLine:
		name = env.T("Lived")
	case comesLine:
		name = env.T("Moves in")
	}
	switch {
	case l.kind == comesLine:
		until = env.T("on %s", r.s.date(p.MovedIn))
	case !p.MovesOut.IsZero() && l.kind == livesLine:
		until = env.T("until %s", r.s.date(p.MovesOut))
	case !p.MovesOut.IsZero():
		until = env.T("to %s", r.s.date(p.MovesOut))
	}
	row := tui.Cells(name, p.Name, kind, tui.OrDash(p.Phone), tui.OrDash(until), p.Email)
	if l.kind == comesLine || l.kind == livesLine && !p.MovesOut.IsZero() {
		row[4].Tone = tui.ToneStrong
	}
	return row
}

// open goes on to what a line is about.
func (r *record) open(l line) tea.Cmd {
	to := tui.Open{Name: "bills", ID: r.unit.String()}
	switch {
	case l.resident != nil:
		to = tui.Open{Name: "users", ID: l.resident.UserID.String()}
	case l.kind == visitsLine:
		to.Name = "directory"
	}
	return r.s.env.Do(to)
}

// history opens what the trail has of a resident, elsewhere of the unit.
func (r *record) history(l line) tea.Cmd {
	of := "units/" + r.unit.String()
	if l.resident != nil {
		of = "user_units/" + l.resident.ID.String()
	}
	return r.s.env.Do(tui.Open{Name: "audit", ID: of})
}
