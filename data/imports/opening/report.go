package opening

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/value"
)

// Counts counts what an opening adds, or finds there already.
type Counts struct {
	intake.Counts
	Dues     int `json:"dues"`
	Credits  int `json:"credits"`
	Payments int `json:"payments"`
	Tickets  int `json:"tickets"`
}

// Sum is what an opening adds of money, in all or of one block.
type Sum struct {
	// Block is empty for the whole.
	Block string `json:"block"`
	// Units counts those that owe or have paid ahead.
	Units int `json:"units"`
	// Dues is what is owed, Credits what was paid ahead, above zero both.
	Dues    value.Paise `json:"dues"`
	Credits value.Paise `json:"credits"`
	// Dues by age: not late yet, late by up to 30 days, 60, 90, and more.
	NotYet value.Paise `json:"not_yet"`
	Days30 value.Paise `json:"days_30"`
	Days60 value.Paise `json:"days_60"`
	Days90 value.Paise `json:"days_90"`
	Older  value.Paise `json:"older"`
	// Paid is what was paid in the past.
	Paid value.Paise `json:"paid"`
}

// Add counts what a unit owes since a day, or has paid ahead.
func (s *Sum) add(amount value.Paise, late int) {
	if amount < 0 {
		s.Credits -= amount
		return
	}
	s.Dues += amount
	switch {
	case late <= 0:
		s.NotYet += amount
	case late <= 30:
		s.Days30 += amount
	case late <= 60:
		s.Days60 += amount
	case late <= 90:
		s.Days90 += amount
	default:
		s.Older += amount
	}
}

// Report is what the sheets of an opening would add to the register, or added.
type Report struct {
	// Number is the import's, 0 of a rehearsal.
	Number int `json:"number"`
	// Lines counts those of all sheets without headings, totals and titles.
	Lines int `json:"lines"`
	// Bad are the cells that cannot be taken, in the order of the sheets.
	Bad []intake.BadLine `json:"-"`
	// Notes are what was read in a way that a person should see.
	Notes []Note `json:"notes"`
	// Added is what is added; Same what is there already and is left as it is.
	Added Counts `json:"added"`
	Same  Counts `json:"same"`
	// NewBlocks are the names of the blocks that it makes.
	NewBlocks []string `json:"new_blocks"`
	// Blocks are the sums of each block in the order of their names, Whole those of all.
	Blocks []Sum `json:"blocks"`
	Whole  Sum   `json:"whole"`
	// AsOn is the day that dues without one of their own are of; ages are of Today.
	AsOn  value.Day `json:"as_on"`
	Today value.Day `json:"today"`
}

// BadLines counts the rows with bad cells; one may have several.
func (r Report) BadLines() int {
	rows := map[[2]string]bool{}
	for _, b := range r.Bad {
		rows[[2]string{b.Sheet, strconv.Itoa(b.Line)}] = true
	}
	return len(rows)
}

// report tells what the plan adds, and what is bad of the sheets.
func (o *opening) report(plan *openPlan) Report {
	order := map[string]int{}
	for i := range o.pages {
		order[o.pages[i].name] = i
	}
	slices.SortStableFunc(o.bad, func(a, b intake.BadLine) int {
		return cmp.Or(order[a.Sheet]-order[b.Sheet], a.Line-b.Line)
	})
	r := Report{
		Lines: o.lines, Bad: o.bad, Notes: o.notes, Same: plan.same, AsOn: o.options.AsOn, Today: o.today,
		Added: Counts{Counts: plan.Added, Payments: len(plan.payments), Tickets: len(plan.tickets)},
	}
	for _, b := range plan.Blocks {
		r.NewBlocks = append(r.NewBlocks, b.Name)
	}
	sums := map[string]*Sum{}
	of := func(block string) *Sum {
		if sums[block] == nil {
			sums[block] = &Sum{Block: block}
		}
		return sums[block]
	}
	units := map[[16]byte]bool{}
	for _, dues := range plan.dues {
		for _, sum := range []*Sum{&r.Whole, of(dues.block)} {
			sum.add(dues.amount, o.today.DaysSince(dues.since))
			if !units[dues.unit] {
				sum.Units++
			}
		}
		units[dues.unit] = true
		if dues.amount < 0 {
			r.Added.Credits++
		} else {
			r.Added.Dues++
		}
	}
	for _, y := range plan.payments {
		r.Whole.Paid += y.pay.amount
		of(y.pay.unit.block).Paid += y.pay.amount
	}
	for _, sum := range sums {
		r.Blocks = append(r.Blocks, *sum)
	}
	slices.SortFunc(r.Blocks, func(a, b Sum) int { return cmp.Compare(a.Block, b.Block) })
	return r
}
