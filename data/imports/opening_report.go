package imports

import (
	"cmp"
	"slices"

	"github.com/civoranexus/society360/data/value"
)

// OpeningCounts counts what an opening adds, or finds there already.
type OpeningCounts struct {
	Counts
	Dues     int `json:"dues"`
	Credits  int `json:"credits"`
	Payments int `json:"payments"`
	Tickets  int `json:"tickets"`
}

// OpeningSum is what an opening adds of money, in all or of one block.
type OpeningSum struct {
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

// add counts what a unit owes since a day, or has paid ahead.
func (s *OpeningSum) add(amount value.Paise, late int) {
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

// OpeningReport is what the sheets of an opening would add to the register, or added.
type OpeningReport struct {
	// Number is the import's, 0 of a rehearsal.
	Number int `json:"number"`
	// Lines counts those of all sheets without headings, totals and titles.
	Lines int `json:"lines"`
	// Bad are the cells that cannot be taken, in the order of the sheets.
	Bad []BadLine `json:"-"`
	// Notes are what was read in a way that a person should see.
	Notes []OpeningNote `json:"notes"`
	// Added is what is added; Same what is there already and is left as it is.
	Added OpeningCounts `json:"added"`
	Same  OpeningCounts `json:"same"`
	// NewBlocks are the names of the blocks that it makes.
	NewBlocks []string `json:"new_blocks"`
	// Blocks are the sums of each block in the order of their names, Whole those of all.
	Blocks []OpeningSum `json:"blocks"`
	Whole  OpeningSum   `json:"whole"`
	// AsOn is the day that dues without one of their own are of; ages are of Today.
	AsOn  value.Day `json:"as_on"`
	Today value.Day `json:"today"`
}

// BadLines counts the rows with bad cells; one may have several.
func (r OpeningReport) BadLines() int {
	rows := map[[2]string]bool{}
	for _, b := range r.Bad {
		rows[[2]string{b.Sheet, itoa(b.Line)}] = true
	}
	return len(rows)
}

// report tells what the plan adds, and what is bad of the sheets.
func (o *opening) report(plan *openPlan) OpeningReport {
	order := map[string]int{}
	for i := range o.pages {
		order[o.pages[i].name] = i
	}
	slices.SortStableFunc(o.bad, func(a, b BadLine) int {
		return cmp.Or(order[a.Sheet]-order[b.Sheet], a.Line-b.Line)
	})
	r := OpeningReport{
		Lines: o.lines, Bad: o.bad, Notes: o.notes, Same: plan.same, AsOn: o.options.AsOn, Today: o.today,
		Added: OpeningCounts{Counts: plan.added, Payments: len(plan.payments), Tickets: len(plan.tickets)},
	}
	for _, b := range plan.blocks {
		r.NewBlocks = append(r.NewBlocks, b.name)
	}
	sums := map[string]*OpeningSum{}
	of := func(block string) *OpeningSum {
		if sums[block] == nil {
			sums[block] = &OpeningSum{Block: block}
		}
		return sums[block]
	}
	units := map[[16]byte]bool{}
	for _, dues := range plan.dues {
		for _, sum := range []*OpeningSum{&r.Whole, of(dues.block)} {
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
	slices.SortFunc(r.Blocks, func(a, b OpeningSum) int { return cmp.Compare(a.Block, b.Block) })
	return r
}
