package opening

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/sheet"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

// File is a file of an opening: one sheet as CSV, or a workbook of several (xlsx).
type File struct {
	// Name is how the person calls it; a sheet of CSV is called so too.
	Name    string
	Content []byte
}

// mostFiles is how many files an opening may have.
const mostFiles = 20

// mostColumns is how many columns a sheet may have.
const mostColumns = 256

// page is a sheet of the files as it stands there.
type page struct {
	name string
	rows []pageRow
	// kind and columns are set once its headings are found.
	kind    kindOfSheet
	columns []string
	heads   []string
	// unnamed are the columns of names that it lacks, once that is told.
	unnamed []string
}

// pageRow is a row with its number in the sheet, the first being 1.
type pageRow struct {
	number int
	cells  []workbook.Cell
}

// cell is the cell of a column of the sheet, empty where the row ends before it.
func (r pageRow) cell(i int) workbook.Cell {
	if i < 0 || i >= len(r.cells) {
		return workbook.Cell{}
	}
	return r.cells[i]
}

// readPages reads the sheets of the files, in their order.
func (o *opening) readPages(all []File) error {
	if len(all) == 0 || len(all) > mostFiles {
		return fault.Refuse("An opening has from 1 to %d files.", mostFiles)
	}
	for _, file := range all {
		name := value.Clean(filepath.Base(file.Name))
		var pages []page
		var err error
		switch {
		case len(file.Content) > files.MaxFile:
			return fault.Refuse("%s is larger than %d MB.", name, files.MaxFile>>20)
		case workbook.Is(file.Content):
			pages, err = o.readBook(name, file.Content)
		default:
			pages, err = o.readCSV(name, file.Content)
		}
		if err != nil {
			return err
		}
		o.pages = append(o.pages, pages...)
	}
	return nil
}

func (o *opening) readBook(name string, content []byte) ([]page, error) {
	sheets, err := workbook.Read(content, intake.MostLines)
	if err != nil {
		for _, known := range []error{workbook.ErrLocked, workbook.ErrTooLarge} {
			if errors.Is(err, known) {
				return nil, fault.Refuse("%s: %s.", name, known.Error())
			}
		}
		e := fault.Refuse("%s cannot be read as a workbook (xlsx): save it anew, or its sheets as CSV UTF-8.", name)
		e.Cause = err
		return nil, e
	}
	var pages []page
	for _, s := range sheets {
		p := page{name: value.Clean(s.Name)}
		switch {
		case s.Cut:
			return nil, fault.Refuse("Sheet %s has more than %d lines; split it.", p.name, intake.MostLines)
		case s.Hidden:
			o.tell("sheets are hidden in their file and were not read", p.name)
			continue
		case s.Wide:
			return nil, fault.Refuse("Sheet %s has cells in more than %d columns; take away what is far to the right.", p.name, mostColumns)
		}
		for _, row := range s.Rows {
			if row.Hidden {
				o.tell("rows are hidden in their file and were read all the same", p.name+" row "+strconv.Itoa(row.Number))
			}
			p.rows = append(p.rows, pageRow{row.Number, row.Cells})
		}
		pages = append(pages, p)
	}
	return pages, nil
}

func (o *opening) readCSV(name string, content []byte) ([]page, error) {
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 { // UTF-16 has zero bytes
		return nil, fault.Refuse("%s is neither a workbook (xlsx) nor in UTF-8: save it as CSV UTF-8.", name)
	}
	p := page{name: strings.TrimSuffix(name, filepath.Ext(name))}
	in := intake.NewRecords(content)
	in.Comma = commaOfMost(content)
	in.GoOn(0, 0)
	for {
		record, line, err := in.Next()
		switch {
		case errors.Is(err, io.EOF):
			return []page{p}, nil
		case errors.Is(err, intake.ErrTorn):
			o.bad = append(o.bad, intake.BadLine{Sheet: p.name, Line: line, Why: &fault.Error{Kind: fault.Invalid, Format: "The quotation marks of this line do not match."}})
			if in.Tired() || len(o.bad) >= intake.MostBad {
				return nil, fault.Refuse("%s has so many lines with quotation marks that do not match that reading stopped.", name)
			}
			continue
		case err != nil:
			return nil, fault.Broken(err)
		case len(p.rows) >= intake.MostLines:
			return nil, fault.Refuse("%s has more than %d lines; split it.", name, intake.MostLines)
		}
		for len(record) > 0 && record[len(record)-1] == "" {
			record = record[:len(record)-1]
		}
		if len(record) > mostColumns {
			return nil, fault.Refuse("%s has more than %d columns in line %d.", name, mostColumns, line)
		}
		cells := make([]workbook.Cell, len(record))
		for i, text := range record {
			text = sheet.Unguard(text)
			cells[i] = workbook.Cell{Raw: text, Shown: text}
		}
		p.rows = append(p.rows, pageRow{line, cells})
	}
}

// commaOfMost is what stands between the cells of a file whose first lines are titles: the
// sign that most of its beginning has.
func commaOfMost(content []byte) rune {
	head := content[:min(len(content), 16<<10)]
	best, most := ',', 0
	for _, comma := range ",;\t" {
		if n := bytes.Count(head, []byte(string(comma))); n > most {
			best, most = comma, n
		}
	}
	return best
}

// at is the place of a column in the sheet, -1 where it has none.
func (p *page) at(column string) int { return slices.Index(p.columns, column) }

// totalWords begin or end the first words of a line of sums.
var totalWords = regexp.MustCompile(`(?i)^\W*((grand|sub|page|net|overall|block|wing|tower|building)\b.{0,30})?\btotals?\b|\btotals?\W*$`)

// isTotal reports whether a row has sums and no flat.
func (p *page) isTotal(row pageRow) bool {
	seen := 0
	for _, cell := range row.cells {
		text := value.Clean(cell.Shown)
		if text == "" {
			continue
		}
		if totalWords.MatchString(text) && utf8.RuneCountInString(text) <= 60 {
			return seen == 0 || value.Clean(row.cell(p.at(intake.UnitColumn)).Shown) == "" || totalWords.MatchString(value.Clean(row.cell(p.at(intake.UnitColumn)).Shown))
		}
		if seen++; seen == 4 {
			return false
		}
	}
	return false
}

// filled counts the cells of a row that have something, and names the first.
func filled(row pageRow) (n int, first string) {
	for _, cell := range row.cells {
		if text := value.Clean(cell.Shown); text != "" {
			if n++; n == 1 {
				first = text
			}
		}
	}
	return n, first
}
