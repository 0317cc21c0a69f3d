// Package opening takes a society in as its own sheets have it, and takes that back whole.
package opening

import (
	"slices"
	"strconv"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

// Options are what a person says of the sheets of an opening.
type Options struct {
	// Mapping gives headings their columns (ReadMapping).
	Mapping map[string]string `json:"mapping"`
	// AsOn is the day on which dues stood that have none of their own: today where it is
	// no day.
	AsOn value.Day `json:"as_on"`
	// Block is the block of flats whose sheets name none, Type the type of units whose
	// sheets give none.
	Block string `json:"block"`
	Type  string `json:"type"`
}

// opening is the sheets of an opening as read.
type opening struct {
	options Options
	mapping map[string]string
	// known is what headings mean that nobody maps.
	known map[string]string
	// met are the headings that the sheets have.
	met    map[string]bool
	region string
	today  value.Day
	book   *book
	pages  []page
	bad    []intake.BadLine
	notes  []Note
	// untyped says that no sheet has the types of new units, which is blamed.
	untyped bool

	refs    []ref
	lines   int
	flats   []*openFlat
	byKey   map[string]*openFlat
	dues    []openDues
	paid    []openPayment
	tickets []openTicket
}

// ref is a row of a sheet. What is read keeps its place in opening.refs, so that each
// Line has one number, whichever sheet it is of.
type ref struct {
	page *page
	row  int
}

// openFlat is a unit that the sheets name, and their lines about it.
type openFlat struct {
	flat
	// first is the line that names it first.
	first int
	// told says that a sheet of flats has it; known that the register does.
	told, known bool
	floor       int
	hasFloor    bool
	kind        string
	people      []intake.Line
}

// openDues is what a unit owes; below zero what it has paid ahead.
type openDues struct {
	line   int
	column int
	unit   *openFlat
	amount value.Paise
	since  value.Day
	// undated says that its day is of the whole sheet, and none of its own.
	undated bool
	towards string
}

type openPayment struct {
	line                   int
	unit                   *openFlat
	amount                 value.Paise
	on                     value.Day
	method                 money.PaymentMethod
	reference, bank, payer string
}

type openTicket struct {
	line                               int
	unit                               *openFlat
	title, category, details, priority string
	raised                             value.Day
}

// Note is what was read in a way that a person should see: how often, and where at
// first.
type Note struct {
	// Says is what of Count such there is to say; Where are the first of them.
	Says  string   `json:"says"`
	Count int      `json:"count"`
	Where []string `json:"where"`
}

// mostPlaces is how many places a note names.
const mostPlaces = 4

// tell notes something of the sheets.
func (o *opening) tell(says, where string) {
	i := slices.IndexFunc(o.notes, func(n Note) bool { return n.Says == says })
	if i < 0 {
		o.notes = append(o.notes, Note{Says: says})
		i = len(o.notes) - 1
	}
	note := &o.notes[i]
	if note.Count++; len(note.Where) < mostPlaces {
		note.Where = append(note.Where, where)
	}
}

// blame complains about a cell; column -1 is the whole row.
func (o *opening) blame(p *page, row, column int, format string, args ...any) {
	o.blameFor(p, row, column, &fault.Error{Kind: fault.Invalid, Format: format, Args: args})
}

func (o *opening) blameFor(p *page, row, column int, why *fault.Error) {
	line := intake.BadLine{Sheet: p.name, Line: row, Why: why}
	if column >= 0 {
		line.Cell = workbook.Place(column, row)
		if column < len(p.columns) {
			line.Column = p.columns[column]
		}
	}
	o.bad = append(o.bad, line)
}

// Place names a cell of a line for a note.
func (o *opening) place(line, column int) string {
	r := o.refs[line-1]
	if column < 0 {
		return r.page.name + " row " + strconv.Itoa(r.row)
	}
	return r.page.name + " " + workbook.Place(column, r.row)
}

// blameLine complains about a column of a line that was read.
func (o *opening) blameLine(line int, column, format string, args ...any) {
	r := o.refs[line-1]
	o.blame(r.page, r.row, r.page.at(column), format, args...)
}

// read reads the files against the blocks and units that are there.
func (o *opening) read(all []File, known knownFlats) error {
	if err := o.readPages(all); err != nil {
		return err
	}
	o.book = newBook(known, o.options.Block)
	var read []*page
	for i := range o.pages {
		if p := &o.pages[i]; o.findHeadings(p) {
			read = append(read, p)
			continue
		}
		if len(o.pages[i].rows) > 0 {
			o.tell("sheets have no line that names a column of flats and another, and were not read", o.pages[i].name)
		}
	}
	if len(read) == 0 {
		return fault.Refuse("No sheet has headings with a column of flats (Flat No, Unit) and another one; --map gives a heading its meaning.")
	}
	for head, column := range o.mapping {
		if !o.met[head] {
			return fault.Refuse("No sheet has the heading that is mapped to %s: %s.", column, head)
		}
	}
	// What a column of blocks says is known before what stands before a flat's number.
	for _, column := range []bool{true, false} {
		for _, p := range read {
			if column == (p.at(intake.BlockColumn) >= 0) {
				o.learnBlocks(p)
			}
		}
	}
	for _, p := range read {
		if err := o.readPage(p); err != nil {
			return err
		}
	}
	o.tellBlocks()
	return nil
}
