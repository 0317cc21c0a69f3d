package directory

import (
	"context"
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// record is the page of one unit: who lives there, what it owes, which vehicles
// came, and its visits by pages, all in one list that the cursor walks.
type record struct {
	*tui.Table[line]
	s       *screen
	unit    uuid.UUID
	offered tui.Commands
}

// line is one row of a unit's record; one of its pointers is set.
type line struct {
	// first marks the first line of its kind, which names the kind.
	first    bool
	unit     *directory.Household
	resident *homes.Resident
	nobody   bool
	arrival  *directory.Arrival
	dues     *money.UnitDues
	vehicle  *directory.Vehicle
	visit    *visits.Visit
}

// id names a line for good.
func (l line) id() string {
	switch {
	case l.unit != nil:
		return "unit"
	case l.resident != nil:
		return "resident " + l.resident.UserID.String()
	case l.nobody:
		return "nobody"
	case l.arrival != nil:
		return "arrival " + l.arrival.UserID.String()
	case l.dues != nil:
		return "dues"
	case l.vehicle != nil:
		return "vehicle " + value.PlateKey(l.vehicle.Plate)
	}
	return "visit " + l.visit.ID.String()
}

func (s *screen) newRecord(unit uuid.UUID) *record {
	rec := &record{s: s, unit: unit}
	rec.Table = tui.NewTable(s.env, []tui.Column{
		{Title: "", Min: 8},
		{Title: s.env.T("Who or what"), Min: 14, Flex: 1, Max: 36},
		{Title: "", Min: 14, Flex: 2, Max: 44},
		{Title: s.env.T("Phone, or when"), Min: 16, Flex: 1, Max: 24},
	}, line.id, rec.row)
	rec.Faint = func(l line) bool {
		return l.visit != nil && (l.visit.Status == visits.CheckedOut || l.visit.Status == visits.Denied)
	}
	rec.offered = rec.commands()
	return rec
}

// Name is the unit's label, as soon as it was read.
func (rec *record) Name() string {
	if h := rec.household(); h != nil {
		return h.Label
	}
	return rec.s.env.T("Unit")
}

// household is the unit with who lives there, nil until it was read.
func (rec *record) household() *directory.Household {
	if rows := rec.Rows(); len(rows) > 0 {
		return rows[0].unit
	}
	return nil
}

// Commands are what can be done with the line that the cursor is on.
func (rec *record) Commands() tui.Commands { return rec.offered }

// Init reads the record from its beginning.
func (rec *record) Init() tea.Cmd { return rec.Show(rec.source()) }

// Refresh reads the record again, as far as it was read.
func (rec *record) Refresh() tea.Cmd { return rec.Reload() }

// source reads the record: all about the unit and its latest visits, then further
// visits.
func (rec *record) source() tui.Source[line] {
	store, actor, unit := rec.s.store, rec.s.actor, rec.unit
	seesDues := actor.May(role.ReadBills)
	return func(ctx context.Context, after *line) (tui.Batch[line], error) {
		f := visits.Filter{View: visits.History, UnitID: &unit}
		var rows []line
		switch {
		case after == nil:
			e, err := store.Directory.Unit(ctx, actor, unit)
			if err != nil {
				return tui.Batch[line]{}, err
			}
			rows = about(e)
			if seesDues {
				dues, err := store.Money.UnitDues(ctx, actor, unit)
				if err != nil {
					return tui.Batch[line]{}, err
				}
				rows = append(rows, line{first: true, dues: &dues})
			}
			rows = append(rows, vehicles(e)...)
		case after.visit != nil:
			f.After = after.visit.Cursor()
		default:
			return tui.Batch[line]{}, nil // it had no visits
		}
		logged, err := store.Visits.List(ctx, actor, f)
		for i := range logged.Visits {
			rows = append(rows, line{first: after == nil && i == 0, visit: &logged.Visits[i]})
		}
		return tui.Batch[line]{Rows: rows, More: logged.More}, err
	}
}

// about are the lines of the unit itself, of who lives there and who is to.
func about(e directory.Entry) []line {
	rows := []line{{first: true, unit: &e.Household}}
	for i := range e.Residents {
		rows = append(rows, line{first: i == 0, resident: &e.Residents[i]})
	}
	if len(e.Residents) == 0 {
		rows = append(rows, line{first: true, nobody: true})
	}
	for i := range e.Arrivals {
		rows = append(rows, line{first: i == 0, arrival: &e.Arrivals[i]})
	}
	return rows
}

func vehicles(e directory.Entry) []line {
	rows := make([]line, len(e.Vehicles))
	for i := range e.Vehicles {
		rows[i] = line{first: i == 0, vehicle: &e.Vehicles[i]}
	}
	return rows
}

// row gives a line's cells: its kind, who or what, more of it, and a phone or a
// time.
func (rec *record) row(l line) []tui.Cell {
	env := rec.s.env
	var row []tui.Cell
	switch {
	case l.unit != nil:
		what := show.Joined(", ", l.unit.Block, env.T("floor %s", strconv.Itoa(l.unit.Floor)), l.unit.Type)
		row = tui.Cells(env.T("Unit"), l.unit.Label, what, show.UnitState(rec.s.env, l.unit.Status))
		row[1].Tone = tui.ToneStrong
	case l.resident != nil:
		row = rec.resident(*l.resident)
	case l.nobody:
		row = tui.Cells(env.T("Lives"), env.T("nobody"), "", "")
	case l.arrival != nil:
		row = tui.Cells(env.T("Moves in"), l.arrival.Name, show.Relation(rec.s.env, l.arrival.Type),
			env.T("on %s", rec.s.date(l.arrival.Day)))
	case l.dues != nil:
		row = rec.dues(*l.dues)
	case l.vehicle != nil:
		row = tui.Cells(env.T("Vehicles"), show.PlateText(l.vehicle.Plate), rec.visits(l.vehicle.Visits), rec.last(l.vehicle.Last))
	default:
		row = rec.visit(*l.visit)
	}
	if !l.first {
		row[0].Text = ""
	}
	return row
}

// date is a day as the screen tells it.
func (s *screen) date(d value.Day) string {
	zone := s.env.Zone
	if zone == nil {
		zone = time.UTC
	}
	return s.env.Date(d.In(zone))
}

func (rec *record) resident(r homes.Resident) []tui.Cell {
	env := rec.s.env
	what := show.Resident(env, r)
	phone := rec.s.phone(homes.Unit{ID: rec.unit}, r)
	return tui.Cells(env.T("Lives"), r.Name, what, tui.OrDash(phone))
}

func (rec *record) dues(d money.UnitDues) []tui.Cell {
	env := rec.s.env
	switch {
	case d.Due == 0 && d.Credit > 0:
		return tui.Cells(env.T("Dues"), env.T("nothing due"), env.T("paid %s ahead", show.Rupees(env, d.Credit)), "")
	case d.Due == 0:
		return tui.Cells(env.T("Dues"), env.T("nothing due"), "", "")
	}
	what := env.Count(d.Bills, "1 bill", "%d bills")
	row := tui.Cells(env.T("Dues"), show.Rupees(env, d.Due), what, env.T("Enter opens"))
	switch {
	case d.Late > 0 && d.Late == d.Due:
		row[2] = tui.Cell{Text: env.T("late!"), Tone: tui.ToneDanger}
	case d.Late > 0:
		row[2] = tui.Cell{Text: env.T("late"), Tail: "! " + show.Rupees(env, d.Late), Tone: tui.ToneDanger}
	}
	return row
}

func (rec *record) visits(n int) string {
	return rec.s.env.Count(n, "1 visit", "%d visits")
}

// last is when a vehicle came last: the clock time of today, else the day.
func (rec *record) last(at time.Time) string {
	env := rec.s.env
	if day := env.Date(at); day != env.Date(env.Now()) {
		return env.T("last %s", day)
	}
	return env.T("last %s", env.HM(at))
}

func (rec *record) visit(v visits.Visit) []tui.Cell {
	env := rec.s.env
	row := tui.Cells(env.T("Visits"), v.Name, v.Purpose, env.Moment(v.At))
	if v.Plate != "" {
		// The plate stays where there is no room for both.
		row[2].Tail = show.PlateText(v.Plate)
		if v.Purpose != "" {
			row[2].Text += ", "
		}
	}
	switch {
	case v.Overstay:
		row[3] = show.Inside(env, v)
	case v.Status != visits.CheckedOut:
		row[3].Text = env.T("%s %s", env.Since(v.At), env.Term(v.Word()))
	}
	return row
}
