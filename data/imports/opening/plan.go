package opening

import (
	"context"
	"slices"
	"strconv"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// openPlan is what an opening adds to the register.
type openPlan struct {
	intake.Plan
	residents int
	dues      []planDues
	payments  []planPayment
	tickets   []planTicket
	same      Counts
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

// Lines are the lines of blocks, units and residents that the sheets make.
func (o *opening) unitLines() *intake.File {
	f := &intake.File{Region: o.region, Count: o.lines, Named: func(line int) string { return o.place(line, -1) }}
	o.untyped = o.withoutType()
	for _, unit := range o.flats {
		o.fit(unit)
		if !unit.known && !unit.told {
			o.blameLine(unit.first, intake.UnitColumn, "%s is neither in the register nor in a sheet of flats.", unit.name())
			continue
		}
		lines := slices.Clone(unit.people)
		primary := slices.ContainsFunc(lines, func(l intake.Line) bool { return l.Primary })
		for _, l := range lines {
			if l.Email == "" {
				o.tell("residents have no e-mail, and are known by their name and phone", o.place(l.Line, -1)+": "+value.Limit(l.Name, 40))
			}
		}
		if len(lines) == 0 {
			lines = []intake.Line{{Line: unit.first}}
		} else if !primary && !unit.known {
			lines[o.contact(lines)].Primary = true
		}
		for i := range lines {
			lines[i].Block, lines[i].Unit = unit.block, unit.number
			if i == 0 && !unit.known {
				lines[i].Floor, lines[i].HasFloor, lines[i].Kind = unit.floor, unit.hasFloor, unit.kind
			}
		}
		f.Lines = append(f.Lines, lines...)
	}
	return f
}

// withoutType blames, once, that new units have no type where no sheet has a column of it.
func (o *opening) withoutType() bool {
	if o.options.Type != "" || slices.ContainsFunc(o.pages, func(p page) bool { return p.at(intake.TypeColumn) >= 0 }) {
		return false
	}
	var lack []*openFlat
	for _, unit := range o.flats {
		if unit.told && !unit.known {
			lack = append(lack, unit)
		}
	}
	if len(lack) > 0 {
		o.blameLine(lack[0].first, intake.TypeColumn, "No sheet has the types of units, which %d new ones need, %s first: give one for all with --unit-type, as in --unit-type 2BHK, or a column Type.", len(lack), lack[0].name())
	}
	return len(lack) > 0
}

// contact is who of a new unit's people is its primary contact where no sheet says it:
// whoever rents it, else the first owner.
func (o *opening) contact(lines []intake.Line) int {
	for _, tie := range []string{"tenant", "owner"} {
		if i := slices.IndexFunc(lines, func(l intake.Line) bool { return l.Tie == tie }); i >= 0 {
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
			o.tell("floors are read from the unit's number", unit.name()+" is on floor "+strconv.Itoa(unit.floor))
		}
	}
	if unit.kind == "" && o.options.Type != "" && unit.told {
		unit.kind = homes.UnitType(o.options.Type)
		o.tell("units have the type that was given for all", unit.name())
	}
}

// Plan makes the plan of what was read, against the register as it stands.
func (o *opening) plan(ctx context.Context, d connect.DB) (*openPlan, error) {
	f := o.unitLines()
	reg, err := intake.ReadRegister(ctx, d, f)
	if err != nil {
		return nil, err
	}
	p := intake.Planned(f, reg)
	o.blamePlanned(f.Bad)
	plan := &openPlan{Plan: p.Plan, residents: reg.Residents}
	plan.same.Counts = p.Plan.Same
	ids := map[*openFlat]uuid.UUID{}
	for _, unit := range o.flats {
		if there := p.Units[p.Place(intake.Line{Block: unit.block, Unit: unit.number})]; there != nil {
			ids[unit] = there.ID
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
// that cannot be read is not missing, nor is one that no sheet has.
func (o *opening) blamePlanned(bad []intake.BadLine) {
	type cell struct{ sheet, cell string }
	told := map[cell]bool{}
	for _, b := range o.bad {
		told[cell{b.Sheet, b.Cell}] = true
	}
	for _, b := range bad {
		if o.untyped && b.Column == intake.TypeColumn {
			continue
		}
		r := o.refs[b.Line-1]
		if at := r.page.at(b.Column); at < 0 || !told[cell{r.page.name, workbook.Place(at, r.row)}] {
			o.blameFor(r.page, r.row, at, b.Why)
		}
	}
}
