package imports

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// openPlan is what an opening adds to the register.
type openPlan struct {
	importPlan
	residents int
	dues      []planDues
	payments  []planPayment
	tickets   []planTicket
	same      OpeningCounts
}

type planDues struct {
	id     uuid.UUID
	unit   uuid.UUID
	amount value.Paise
	since  value.Day
	text   string
	block  string
}

type planPayment struct {
	id, unit uuid.UUID
	pay      openPayment
}

type planTicket struct {
	id, unit uuid.UUID
	ticket   openTicket
}

// settled is what the bill of past payments is called.
const settled = "Paid before this register"

// lines are the lines of blocks, units and residents that the sheets make.
func (o *opening) unitLines() *importFile {
	f := &importFile{region: o.region, count: o.lines, named: func(line int) string { return o.place(line, -1) }}
	for _, unit := range o.flats {
		o.fit(unit)
		if !unit.known && !unit.told {
			o.blameLine(unit.first, unitColumn, "%s is neither in the register nor in a sheet of flats.", unit.name())
			continue
		}
		lines := slices.Clone(unit.people)
		primary := slices.ContainsFunc(lines, func(l importLine) bool { return l.primary })
		for _, l := range lines {
			if l.email == "" {
				o.tell("residents have no e-mail, and are known by their name and phone", o.place(l.line, -1)+": "+value.Limit(l.name, 40))
			}
		}
		if len(lines) == 0 {
			lines = []importLine{{line: unit.first}}
		} else if !primary && !unit.known {
			lines[o.contact(lines)].primary = true
		}
		for i := range lines {
			lines[i].block, lines[i].unit = unit.block, unit.number
			if i == 0 && !unit.known {
				lines[i].floor, lines[i].hasFloor, lines[i].kind = unit.floor, unit.hasFloor, unit.kind
			}
		}
		f.lines = append(f.lines, lines...)
	}
	return f
}

// contact is who of a new unit's people is its primary contact where no sheet says it:
// whoever rents it, else the first owner.
func (o *opening) contact(lines []importLine) int {
	for _, tie := range []string{"tenant", "owner"} {
		if i := slices.IndexFunc(lines, func(l importLine) bool { return l.tie == tie }); i >= 0 {
			return i
		}
	}
	return 0
}

// fit gives a unit that is there the number that it has, and a new one its floor and type
// where the sheets give none.
func (o *opening) fit(unit *openFlat) {
	if unit.known {
		unit.number = o.book.known.numbers[unit.key()]
		return
	}
	if !unit.hasFloor && unit.told {
		if unit.floor, unit.hasFloor = floorOf(unit.number); unit.hasFloor {
			o.tell("floors are read from the unit's number", unit.name()+" is on floor "+itoa(unit.floor))
		}
	}
	if unit.kind == "" && o.options.Type != "" && unit.told {
		unit.kind = homes.UnitType(o.options.Type)
		o.tell("units have the type that was given for all", unit.name())
	}
}

// plan makes the plan of what was read, against the register as it stands.
func (o *opening) plan(ctx context.Context, d connect.DB) (*openPlan, error) {
	f := o.unitLines()
	reg, err := readRegister(ctx, d, f)
	if err != nil {
		return nil, err
	}
	p := planned(f, reg)
	o.blamePlanned(f.bad)
	plan := &openPlan{importPlan: p.plan, residents: reg.residents}
	plan.same.Counts = p.plan.same
	ids := map[*openFlat]uuid.UUID{}
	for _, unit := range o.flats {
		if there := p.units[p.place(importLine{block: unit.block, unit: unit.number})]; there != nil {
			ids[unit] = there.id
		}
	}
	standing, err := readMoney(ctx, d, o, ids)
	if err != nil {
		return nil, err
	}
	o.planDues(plan, ids, standing)
	o.planPayments(plan, ids, standing)
	o.planTickets(plan, ids, standing)
	return plan, nil
}

// blamePlanned tells what the plan finds bad, but of cells that are told already: a type
// that cannot be read is not missing.
func (o *opening) blamePlanned(bad []BadLine) {
	type cell struct{ sheet, cell string }
	told := map[cell]bool{}
	for _, b := range o.bad {
		told[cell{b.Sheet, b.Cell}] = true
	}
	for _, b := range bad {
		r := o.refs[b.Line-1]
		if at := r.page.at(b.Column); at < 0 || !told[cell{r.page.name, workbook.Place(at, r.row)}] {
			o.blameFor(r.page, r.row, at, b.Why)
		}
	}
}

// standingMoney is what the register has of the sheets' units.
type standingMoney struct {
	dues     []knownDues
	payments map[string]bool
	tickets  map[string]bool
	closed   value.Day
}

type knownDues struct {
	UnitID uuid.UUID
	Amount value.Paise
	Since  value.Day
	Number int
}

// readMoney reads what stands of opening dues, payments and open tickets of units.
func readMoney(ctx context.Context, d connect.DB, o *opening, ids map[*openFlat]uuid.UUID) (standingMoney, error) {
	of := map[uuid.UUID]bool{}
	for _, line := range o.dues {
		of[ids[line.unit]] = true
	}
	for _, line := range o.paid {
		of[ids[line.unit]] = true
	}
	for _, line := range o.tickets {
		of[ids[line.unit]] = true
	}
	delete(of, uuid.Nil)
	units := make([]uuid.UUID, 0, len(of))
	for id := range of {
		units = append(units, id)
	}
	var s standingMoney
	s.payments, s.tickets = map[string]bool{}, map[string]bool{}
	args := pgx.NamedArgs{"units": units, "settled": settled + "%"}
	batch := &pgx.Batch{}
	queueRows(batch, &s.dues, `SELECT b.unit_id, b.amount, b.due_date AS since, coalesce(i.number, 0) AS number
		FROM bills b LEFT JOIN society360_import_rows r ON r.kind = 'bills' AND r.row_id = b.id LEFT JOIN society360_imports i ON i.id = r.import_id
		WHERE b.unit_id = ANY (@units::uuid[]) AND b.bill_type = '`+money.Opening+`' AND b.voided_at IS NULL AND coalesce(b.description, '') NOT LIKE @settled`, args)
	var payments []struct {
		UnitID    uuid.UUID
		Amount    value.Paise
		On        value.Day
		Reference string
	}
	queueRows(batch, &payments, `SELECT b.unit_id, y.amount_paid AS amount, coalesce(y.received_on, society360_counted_day(NULL, NULL, y.payment_date)) AS on, coalesce(y.transaction_reference, '') AS reference
		FROM bills b JOIN payments y ON y.bill_id = b.id WHERE b.unit_id = ANY (@units::uuid[]) AND coalesce(y.status, 'success') = 'success'`, args)
	var tickets []struct {
		UnitID uuid.UUID
		Title  string
	}
	queueRows(batch, &tickets, `SELECT t.unit_id, t.title FROM maintenance_tickets t
		WHERE t.unit_id = ANY (@units::uuid[]) AND coalesce(t.status, 'open') NOT IN ('closed', 'rejected')`, args)
	batch.Queue(`SELECT society360_closed_through()`).QueryRow(func(row pgx.Row) error {
		var day *value.Day
		err := row.Scan(&day)
		if day != nil {
			s.closed = *day
		}
		return err
	})
	if err := d.SendBatch(ctx, batch).Close(); err != nil {
		return s, connect.ReadError(err)
	}
	for _, y := range payments {
		s.payments[paymentKey(y.UnitID, y.Amount, y.On, y.Reference)] = true
	}
	for _, t := range tickets {
		s.tickets[ticketKey(t.UnitID, t.Title)] = true
	}
	return s, nil
}

func paymentKey(unit uuid.UUID, amount value.Paise, on value.Day, reference string) string {
	return unit.String() + " " + amount.String() + " " + on.String() + " " + money.ReferenceKey(reference)
}

func ticketKey(unit uuid.UUID, title string) string {
	return unit.String() + " " + strings.ToLower(title)
}

// planDues takes the dues of units that have none yet.
func (o *opening) planDues(plan *openPlan, ids map[*openFlat]uuid.UUID, standing standingMoney) {
	there := map[uuid.UUID][]knownDues{}
	for _, known := range standing.dues {
		there[known.UnitID] = append(there[known.UnitID], known)
	}
	type place struct {
		unit  *openFlat
		since value.Day
	}
	first, sheets := map[place]int{}, map[*openFlat]int{}
	for _, line := range o.dues {
		id := ids[line.unit]
		if other := sheets[line.unit]; other != 0 && o.refs[other-1].page != o.refs[line.line-1].page {
			o.blameDues(line, "%s has dues in another sheet already: %s.", line.unit.name(), o.place(other, -1))
			continue
		}
		if other := first[place{line.unit, line.since}]; other != 0 {
			o.blameDues(line, "%s has dues of this day already: %s.", line.unit.name(), o.place(other, -1))
			continue
		}
		first[place{line.unit, line.since}], sheets[line.unit] = line.line, line.line
		if known := there[id]; len(known) > 0 {
			if slices.ContainsFunc(known, func(k knownDues) bool { return k.Amount == line.amount && (line.undated || k.Since == line.since) }) {
				plan.same.Dues++
				continue
			}
			o.blameDues(line, "%s has opening dues of %s already%s: take that back, or correct its bill.", line.unit.name(), known[0].Amount, ofImport(known[0].Number))
			continue
		}
		text := line.towards
		if text == "" {
			text = "As on " + line.since.Format("2 January 2006")
		}
		plan.dues = append(plan.dues, planDues{value.NewID(), id, line.amount, line.since, text, line.unit.block})
	}
}

func (o *opening) blameDues(line openDues, format string, args ...any) {
	r := o.refs[line.line-1]
	o.blame(r.page, r.row, line.column, format, args...)
}

func ofImport(number int) string {
	if number == 0 {
		return ""
	}
	return " by import " + itoa(number)
}

func (o *opening) planPayments(plan *openPlan, ids map[*openFlat]uuid.UUID, standing standingMoney) {
	first := map[string]int{}
	for _, line := range o.paid {
		id := ids[line.unit]
		key := paymentKey(id, line.amount, line.on, line.reference)
		if id == uuid.Nil {
			key = line.unit.key() + key
		}
		switch other := first[key]; {
		case other != 0:
			o.blameLine(line.line, paidColumn, "This payment is there already: %s.", o.place(other, -1))
			continue
		case standing.payments[key]:
			plan.same.Payments++
			continue
		case !standing.closed.IsZero() && !standing.closed.Before(line.on):
			o.blameLine(line.line, paidOnColumn, "The books are closed up to %s; a closed day takes nothing more.", standing.closed.Format("2 Jan 2006"))
			continue
		}
		first[key] = line.line
		plan.payments = append(plan.payments, planPayment{value.NewID(), id, line})
	}
}

func (o *opening) planTickets(plan *openPlan, ids map[*openFlat]uuid.UUID, standing standingMoney) {
	first := map[string]int{}
	for _, line := range o.tickets {
		id := ids[line.unit]
		key := ticketKey(id, line.title)
		if id == uuid.Nil {
			key = line.unit.key() + key
		}
		switch other := first[key]; {
		case other != 0:
			o.blameLine(line.line, titleColumn, "This ticket is there already: %s.", o.place(other, -1))
			continue
		case standing.tickets[key]:
			plan.same.Tickets++
			continue
		}
		first[key] = line.line
		plan.tickets = append(plan.tickets, planTicket{value.NewID(), id, line})
	}
}
