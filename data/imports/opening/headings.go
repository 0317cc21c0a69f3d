package opening

import (
	"regexp"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

// mostTitles is how many rows may stand above the headings.
const mostTitles = 25

// findHeadings looks for the row of a sheet that names its columns: the first with a
// column of units and another one. false where there is none.
func (o *opening) findHeadings(p *page) bool {
	for i, row := range p.rows[:min(len(p.rows), mostTitles)] {
		heads := headsOf(row)
		if !namesUnits(headings(heads, o.mapping, o.known, o.options.AsOn)) {
			continue
		}
		p.rows = slices.Concat(p.rows[:i], p.rows[i+1:])
		if i < len(p.rows) && o.isSecond(p.rows[i], heads) {
			heads = o.joined(heads, headsOf(p.rows[i]))
			p.rows = slices.Delete(p.rows, i, i+1)
		}
		columns := headings(heads, o.mapping, o.known, o.options.AsOn)
		for _, head := range heads {
			o.met[headKey(head)] = true
		}
		p.kind = settle(columns, p.name)
		p.columns, p.heads = columns, heads
		o.checkHeadings(p, row, heads)
		o.lookAtTitles(p, p.rows[:i])
		p.rows = p.rows[i:]
		return true
	}
	return false
}

func headsOf(row pageRow) []string {
	heads := make([]string, len(row.cells))
	for j, cell := range row.cells {
		heads[j] = value.Clean(cell.Shown)
	}
	return heads
}

// namesUnits reports whether columns are those of a row of headings.
func namesUnits(columns []string) bool {
	said := 0
	for _, column := range columns {
		if column != "" && column != leftColumn {
			said++
		}
	}
	return slices.Contains(columns, intake.UnitColumn) && said >= 2
}

// isSecond reports whether a row goes on with the headings above it: nothing below that of
// the units, which is merged with it, no figure, and at least one heading that is known.
func (o *opening) isSecond(row pageRow, heads []string) bool {
	below := headsOf(row)
	columns := headings(below, o.mapping, o.known, o.options.AsOn)
	unit := slices.Index(headings(heads, o.mapping, o.known, o.options.AsOn), intake.UnitColumn)
	if unit < len(below) && below[unit] != "" || !slices.ContainsFunc(columns, func(c string) bool { return c != "" }) {
		return false
	}
	return !slices.ContainsFunc(row.cells, func(cell workbook.Cell) bool {
		_, wrong := balance(cell)
		return wrong == nil && value.OnlyDigits(cell.Raw) != ""
	})
}

// joined are headings of two rows: what stands below says what the column is, and where
// nobody knows that alone, with what stands above it.
func (o *opening) joined(above, below []string) []string {
	heads := make([]string, max(len(above), len(below)))
	copy(heads, above)
	last := ""
	for i, head := range below {
		if i < len(above) && above[i] != "" {
			last = above[i]
		}
		switch {
		case head == "":
		case headings([]string{head}, o.mapping, o.known, o.options.AsOn)[0] != "":
			heads[i] = head
		default:
			heads[i] = strings.TrimSpace(last + " " + head)
		}
	}
	return heads
}

// asOnTitle is a title that names the day of what stands below it.
var asOnTitle = regexp.MustCompile(`(?i)\bas (?:on|at|of)\s+(\S+(?:\s+[A-Za-z]{3,9}\.?,?\s+\d{4})?)`)

// lookAtTitles tells a day above a sheet's dues that is not the one they are taken as of.
func (o *opening) lookAtTitles(p *page, titles []pageRow) {
	if p.kind != registerSheet || p.at(duesColumn) < 0 && p.at(creditColumn) < 0 && !slices.ContainsFunc(p.columns, isAge) {
		return
	}
	for _, row := range titles {
		for i, cell := range row.cells {
			m := asOnTitle.FindStringSubmatch(value.Clean(cell.Shown))
			if m == nil {
				continue
			}
			if read, wrong := dayOf(workbook.Cell{Raw: m[1], Shown: m[1]}, o.today); wrong == nil && read.day != o.options.AsOn {
				o.tell("titles name another day than the one that dues are read as of, which is "+o.options.AsOn.Format("2 January 2006")+" (--as-on gives another)", p.name+" "+workbook.Place(i, row.number)+": "+read.day.Format("2 January 2006"))
			}
		}
	}
}

// checkHeadings blames two columns of one meaning, and tells those that are not read.
func (o *opening) checkHeadings(p *page, row pageRow, heads []string) {
	var unread []string
	for i, column := range p.columns {
		first := slices.Index(p.columns, column)
		switch {
		case column == leftColumn && (o.mapping[headKey(heads[i])] == leftColumn || o.known[headKey(heads[i])] == leftColumn):
		case column == leftColumn, column == "" && heads[i] != "":
			unread = append(unread, value.Limit(heads[i], 30))
		case column != "" && first < i && column != intake.PhoneColumn:
			o.blame(p, row.number, i, "“%s” and “%s” are both columns of %s: say which with --map, as in --map \"%s=-\".",
				value.Limit(heads[first], 40), value.Limit(heads[i], 40), column, value.Limit(heads[i], 40))
		}
	}
	if len(unread) > 0 {
		o.tell("sheets have columns that are not read (--map gives them a meaning)", p.name+": "+value.Limit(strings.Join(unread, ", "), 200))
	}
}

// isHeadings reports whether a row repeats the headings, as printed pages do.
func (o *opening) isHeadings(p *page, row pageRow) bool {
	same, known := 0, o.known
	if at := p.at(intake.UnitColumn); known[headKey(row.cell(at).Shown)] != intake.UnitColumn && o.mapping[headKey(row.cell(at).Shown)] != intake.UnitColumn {
		return false
	}
	for i := range p.columns {
		if key := headKey(row.cell(i).Shown); key != "" && (known[key] != "" || o.mapping[key] != "" || ageColumn(row.cell(i).Shown, o.options.AsOn) != "") {
			same++
		}
	}
	return same >= 2
}
