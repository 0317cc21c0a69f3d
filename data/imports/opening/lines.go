package opening

import (
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

// learnBlocks takes in which blocks a sheet names, before any flat is read: 101A is flat
// 101 of block A where there is such a block.
func (o *opening) learnBlocks(p *page) {
	at, unit := p.at(intake.BlockColumn), p.at(intake.UnitColumn)
	for _, row := range p.rows {
		if p.isTotal(row) || o.isHeadings(p, row) {
			continue
		}
		block, weight := blockText(row.cell(at)), inColumn
		if block == "" && at < 0 {
			weight = inFlat
			if n, _ := filled(row); n > 1 || len(p.columns) < 3 {
				block, _ = o.book.split(flatText(row.cell(unit)))
			}
		}
		if len([]rune(block)) <= 50 {
			o.book.say(block, weight)
		}
	}
}

func blockText(cell workbook.Cell) string {
	return value.WholeFigure(value.Clean(cell.Shown))
}

// tellBlocks says of each block that is spelled in several ways how it is called.
func (o *opening) tellBlocks() {
	for _, block := range o.book.blocks {
		if len(block.order) > 1 {
			o.tell("blocks are spelled in several ways", strings.Join(block.order, ", ")+" are "+block.name)
		}
	}
}

// sums are those of a sheet's columns of money, against the sheet's own totals.
type sums struct {
	all, part map[int]value.Paise
	// unread are columns with a cell that could not be read.
	unread map[int]bool
}

// readPage reads the lines behind a sheet's headings.
func (o *opening) readPage(p *page) error {
	s := sums{map[int]value.Paise{}, map[int]value.Paise{}, map[int]bool{}}
	block := ""
	for _, row := range p.rows {
		switch n, first := filled(row); {
		case n == 0, o.isHeadings(p, row):
			continue
		case p.isTotal(row):
			o.checkTotals(p, row, &s)
			continue
		case n == 1 && len(p.columns) > 2 && value.OnlyDigits(first) == "" || n == 1 && len([]rune(first)) > 40:
			o.tell("rows have one text alone and were not read", p.name+" row "+strconv.Itoa(row.number)+": "+value.Limit(first, 40))
			continue
		}
		o.lines++
		if o.tooLong(p, row) {
			continue
		}
		line := o.line(p, row)
		o.tellUnheaded(p, row, line)
		if here := blockText(row.cell(p.at(intake.BlockColumn))); here != "" {
			block = here
		} else if p.at(intake.BlockColumn) >= 0 && block != "" {
			o.tell("rows have no block, and are read as of the one above", o.place(line, p.at(intake.BlockColumn)))
		}
		o.readLine(p, row, line, block, &s)
		if len(o.bad) >= intake.MostBad {
			return fault.Refuse("So many lines are bad that reading stopped, the first in sheet %s, row %d. Is a heading missing?", o.bad[0].Sheet, o.bad[0].Line)
		}
	}
	return nil
}

// tellUnheaded tells of cells that stand in columns without a heading.
func (o *opening) tellUnheaded(p *page, row pageRow, line int) {
	for i, cell := range row.cells {
		if text := value.Clean(cell.Shown); text != "" && (i >= len(p.heads) || p.heads[i] == "") {
			o.tell("cells stand under no heading, and are not read", o.place(line, i)+": "+value.Limit(text, 30))
		}
	}
}

// tooLong blames a cell that is longer than any that a spreadsheet makes.
func (o *opening) tooLong(p *page, row pageRow) bool {
	for i, cell := range row.cells {
		if len(cell.Raw) > mostCell || len(cell.Shown) > mostCell {
			o.blame(p, row.number, i, "This cell is longer than the %d bytes that a cell may have.", mostCell)
			return true
		}
	}
	return false
}

// line numbers a row.
func (o *opening) line(p *page, row pageRow) int {
	o.refs = append(o.refs, ref{p, row.number})
	return len(o.refs)
}

// readLine reads one line of a sheet.
func (o *opening) readLine(p *page, row pageRow, line int, block string, s *sums) {
	unit := o.unitOf(p, row, line, block)
	if unit != nil && p.kind == registerSheet {
		unit.told = unit.told || p.at(intake.NameColumn) >= 0 || p.at(intake.TypeColumn) >= 0 || p.at(intake.FloorColumn) >= 0
		o.readFlat(p, row, line, unit)
	}
	switch p.kind {
	case registerSheet:
		o.readDues(p, row, line, unit, s)
	case paymentSheet:
		o.readPaid(p, row, line, unit, s)
	case ticketSheet:
		o.readTicket(p, row, line, unit)
	}
}

// unitOf finds the line's flat; nil where it cannot be read.
func (o *opening) unitOf(p *page, row pageRow, line int, block string) *openFlat {
	at := p.at(intake.UnitColumn)
	f, wrong := o.book.flat(block, row.cell(at))
	switch {
	case wrong != nil:
		o.blameFor(p, row.number, at, wrong)
		return nil
	case len([]rune(f.block)) > 50:
		o.blame(p, row.number, p.at(intake.BlockColumn), "“%s” is longer than the %d characters that fit here.", value.Limit(f.block, 60), 50)
		return nil
	}
	unit := o.byKey[f.key()]
	if unit == nil {
		_, known := o.book.known.numbers[f.key()]
		unit = &openFlat{flat: f, first: line, known: known}
		o.byKey[f.key()] = unit
		o.flats = append(o.flats, unit)
	}
	return unit
}

// cellOf is the cell of a column in a row.
func (p *page) cellOf(row pageRow, column string) workbook.Cell { return row.cell(p.at(column)) }

// textOf is the text of a column in a row, cleaned.
func (p *page) textOf(row pageRow, column string) string {
	return value.Clean(p.cellOf(row, column).Shown)
}

// money reads a column of money in a row, and counts it for the sheet's totals.
func (o *opening) money(p *page, row pageRow, column string, s *sums) value.Paise {
	if p.at(column) < 0 {
		return 0
	}
	return o.moneyAt(p, row, p.at(column), s)
}

// moneyAt is money of a column by its place.
func (o *opening) moneyAt(p *page, row pageRow, at int, s *sums) value.Paise {
	amount, wrong := balance(row.cell(at))
	if wrong != nil {
		o.blameFor(p, row.number, at, wrong)
		s.unread[at] = true
		return 0
	}
	s.all[at] += amount
	s.part[at] += amount
	return amount
}

// checkTotals compares a line of totals with the lines above it, all or those behind the
// totals before.
func (o *opening) checkTotals(p *page, row pageRow, s *sums) {
	for at, column := range p.columns {
		if column != duesColumn && column != creditColumn && column != paidColumn && !isAge(column) || at != p.at(column) || value.Clean(row.cell(at).Shown) == "" {
			continue
		}
		total, wrong := balance(row.cell(at))
		switch {
		case wrong != nil:
			o.blameFor(p, row.number, at, wrong)
		case s.unread[at]: // its lines are blamed
		case total == s.all[at], total == s.part[at]:
			o.tell("totals of the sheets are as their lines sum up", p.name+" "+workbook.Place(at, row.number)+": "+total.String())
		default:
			o.blame(p, row.number, at, "The sheet's total is %s, and its lines sum up to %s.", total, s.all[at])
		}
		s.part[at] = 0
	}
}

// day reads a column of days in a row; no day where it is empty.
func (o *opening) day(p *page, row pageRow, line int, column string, span func(value.Day) *fault.Error) (value.Day, bool) {
	at := p.at(column)
	if at < 0 || value.Clean(row.cell(at).Shown) == "" && value.Clean(row.cell(at).Raw) == "" {
		return value.Day{}, true
	}
	read, wrong := dayOf(row.cell(at), o.today)
	if wrong == nil {
		if far := span(read.day); far != nil {
			wrong = &fault.Error{Kind: fault.Invalid, Format: "“%s” is too far off: " + far.Format, Args: append([]any{quote(row.cell(at))}, far.Args...)}
		}
	}
	if wrong != nil {
		o.blameFor(p, row.number, at, wrong)
		return value.Day{}, false
	}
	if read.either {
		o.tell("days may be read in two ways, and are read the day before the month", o.place(line, at)+": "+quote(row.cell(at))+" is "+read.day.Format("2 January 2006"))
	}
	return read.day, true
}

func (o *opening) inRegister(day value.Day) *fault.Error {
	return value.RegisterDays().Wrong(day, o.today)
}

// past is inRegister of a day that is not to come.
func (o *opening) past(day value.Day) *fault.Error {
	if o.today.Before(day) {
		return &fault.Error{Kind: fault.Invalid, Format: "it is yet to come."}
	}
	return o.inRegister(day)
}
