// Package workbook reads the sheets of a spreadsheet file (xlsx) as rows of cells.
// What a file may cost to read is bounded: it is packed, and may unpack to anything.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// What a file may be unpacked to: thousands of flats come to a tenth of it.
const (
	mostUnpacked = 192 << 20
	mostPart     = 96 << 20
	mostParts    = 2_000
	mostSheets   = 64
	mostColumns  = 256
)

// Mistakes of files; each is a sentence.
var (
	ErrNot      = errors.New("this is no workbook (xlsx)")
	ErrLocked   = errors.New("this workbook has a password: save it without one")
	ErrTooLarge = errors.New("this workbook unpacks to more than 192 MB: save the sheets as CSV")
)

// Cell is a cell of a sheet. Shown is how the spreadsheet shows it; Raw is what stands
// behind that: of a day its number, of 9.8E+09 all its digits, of a formula its result, or
// the formula where the file keeps no result of it.
type Cell struct {
	Raw, Shown string
	// From1904 says that the number of a day counts from 1904, as in files that began on a
	// Mac, in place of from 1900.
	From1904 bool
}

// Sheet is one sheet of a file.
type Sheet struct {
	Name string
	// Hidden says that a person who opens the file does not see it.
	Hidden bool
	// Rows are its rows that have something, in their order.
	Rows []Row
	// Cut says that there are more rows than were asked for, Wide that there are cells
	// beyond the columns that are read.
	Cut, Wide bool
}

// Row is one row of a sheet, without the empty cells at its end.
type Row struct {
	// Number is its number in the sheet, the first being 1.
	Number int
	// Hidden says that a person who opens the file does not see it.
	Hidden bool
	Cells  []Cell
}

// Is reports whether content begins as a workbook does.
func Is(content []byte) bool {
	return bytes.HasPrefix(content, []byte("PK\x03\x04")) || isLocked(content)
}

// isLocked reports whether content is the container of a workbook with a password, and
// of the format of old (xls).
func isLocked(content []byte) bool { return bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")) }

// Read reads the sheets of a file in their order, of each at most so many rows. The
// error is one of the mistakes above, or says what the reader met.
func Read(content []byte, mostRows int) (sheets []Sheet, err error) {
	if isLocked(content) {
		return nil, ErrLocked
	}
	if err := weigh(content); err != nil {
		return nil, err
	}
	// What the file says is read by code that was not written for enemies.
	defer func() {
		if p := recover(); p != nil {
			sheets, err = nil, fmt.Errorf("%w: %v", ErrNot, p)
		}
	}()
	file, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostPart})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNot, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	unworked, err := formulas(content)
	if err != nil {
		return nil, err
	}
	names := file.GetSheetList()
	if len(names) > mostSheets {
		return nil, ErrTooLarge
	}
	texts, from1904 := 0, false
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		from1904 = *props.Date1904
	}
	for _, name := range names {
		sheet, err := read(file, name, mostRows, unworked[name], &texts)
		if errors.Is(err, ErrTooLarge) {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrNot, name, err)
		}
		for _, row := range sheet.Rows {
			for i := range row.Cells {
				row.Cells[i].From1904 = from1904
			}
		}
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

// weigh refuses what would unpack to too much, by what the archive says of itself: more
// than that no reader of its parts gives.
func weigh(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNot, err)
	}
	var all uint64
	for _, part := range archive.File {
		if all += part.UncompressedSize64; part.UncompressedSize64 > mostPart || all > mostUnpacked {
			return ErrTooLarge
		}
	}
	if len(archive.File) > mostParts {
		return ErrTooLarge
	}
	return nil
}

// read reads one sheet twice at once: as it shows its cells, and what stands in them. texts
// counts the bytes of all cells: one text of the file may stand in any number of them, each
// of which has it anew.
func read(file *excelize.File, name string, mostRows int, unworked map[int]map[int]string, texts *int) (Sheet, error) {
	visible, err := file.GetSheetVisible(name)
	if err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{Name: name, Hidden: !visible}
	shown, err := file.Rows(name)
	if err != nil { // a sheet of charts has none, and is told as empty
		return sheet, nil
	}
	defer func() { _ = shown.Close() }() // nothing was written
	raw, err := file.Rows(name)
	if err != nil {
		return sheet, err
	}
	defer func() { _ = raw.Close() }() // nothing was written
	for number := 1; shown.Next() && raw.Next(); number++ {
		row, err := cells(shown, raw)
		if err != nil {
			return sheet, err
		}
		for _, c := range row {
			if *texts += len(c.Raw) + len(c.Shown); *texts > mostUnpacked {
				return sheet, ErrTooLarge
			}
		}
		for column, formula := range unworked[number] {
			if column < len(row) && row[column] == (Cell{}) {
				row[column] = Cell{Raw: formula, Shown: formula}
			}
		}
		for len(row) > 0 && row[len(row)-1] == (Cell{}) {
			row = row[:len(row)-1]
		}
		switch {
		case len(row) == 0: // formats go down to the last row of all
			continue
		case len(row) > mostColumns:
			sheet.Wide = true
			return sheet, nil
		case len(sheet.Rows) == mostRows:
			sheet.Cut = true
			return sheet, nil
		}
		sheet.Rows = append(sheet.Rows, Row{number, shown.GetRowOpts().Hidden, row})
	}
	return sheet, errors.Join(shown.Error(), raw.Error())
}

func cells(shown, raw *excelize.Rows) ([]Cell, error) {
	as, err := shown.Columns()
	if err != nil {
		return nil, err
	}
	is, err := raw.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	row := make([]Cell, max(len(as), len(is)))
	for i, text := range as {
		row[i].Shown = text
	}
	for i, text := range is {
		row[i].Raw = text
	}
	return row, nil
}

// Place names a cell as spreadsheets do: column 2 of row 7, counted from 0 and from 1, is C7.
func Place(column, row int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return fmt.Sprintf("%d:%d", column+1, row)
	}
	return fmt.Sprintf("%s%d", name, row)
}
