package imports

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data/sheet"
)

// The columns of an import of blocks, units and residents. The first four must
// be there; the others may be empty or missing.
const (
	blockColumn   = "block"
	unitColumn    = "unit"
	floorColumn   = "floor"
	typeColumn    = "type"
	nameColumn    = "resident_name"
	emailColumn   = "resident_email"
	phoneColumn   = "resident_phone"
	kindColumn    = "resident_type"
	primaryColumn = "primary"
	moveInColumn  = "move_in"
)

// Columns are the columns that an import file may have, in the order in
// which they are usually written; the first four it must have.
func Columns() []string {
	return []string{
		blockColumn, unitColumn, floorColumn, typeColumn,
		nameColumn, emailColumn, phoneColumn, kindColumn, primaryColumn, moveInColumn,
	}
}

const neededColumns = 4

// What one import may have: a society has fewer lines, and a file whose every
// line is bad is some other file.
const (
	mostLines = 200_000
	mostBad   = 5_000
)

// BadLine is why a line of an import file cannot be taken.
type BadLine struct {
	// Sheet and Cell ("C7") name the place in the sheets of an opening; Cell is empty for
	// the whole row, Sheet for a file that is one list.
	Sheet, Cell string
	// Line is the line in the file, the header being line 1.
	Line int
	// Column is the name of the column that is to blame, empty for the whole line.
	Column string
	// Why is a sentence for the person.
	Why *fault.Error
}

// importLine is one line of the file, cleaned.
type importLine struct {
	line                    int
	block, unit, kind       string // kind is the unit's type
	floor                   int
	hasFloor                bool
	name, email, phone, tie string // tie is the resident's type; name is empty where nobody lives
	primary                 bool
	from                    value.Day
	// spoiled lines have a bad resident: only what they say of the unit counts, for
	// the unit's other lines.
	spoiled bool
}

func (l importLine) inhabited() bool { return l.name != "" || l.email != "" }

// importFile is an import file as read.
type importFile struct {
	lines []importLine
	bad   []BadLine
	// count is how many lines there are besides the header.
	count int
	// region is the country of phones without a code.
	region string
	// named names a line to a person; nil where there is one list, whose lines are
	// numbered.
	named func(line int) string
}

// place names a line as a complaint about another one does.
func (f *importFile) place(line int) string {
	if f.named != nil {
		return f.named(line)
	}
	return "Line " + itoa(line)
}

func (f *importFile) blame(line int, column, format string, args ...any) {
	f.bad = append(f.bad, BadLine{Line: line, Column: column, Why: &fault.Error{Kind: fault.Invalid, Format: format, Args: args}})
}

// readImport reads a file of cells with commas between, or the semicolons or tabs
// of other spreadsheets: UTF-8 with or without a byte order mark, lines ending in
// LF, CRLF or CR, a header whose names are found in any order and letter case.
// Bad lines are collected; a file that cannot be read at all is a Refused error.
// region is the country of phones without a code, today bounds days of moving in.
func readImport(content []byte, region string, today value.Day) (importFile, error) {
	switch {
	case len(content) > files.MaxFile:
		return importFile{}, fault.Refuse("The file is larger than %s.", strconv.Itoa(files.MaxFile>>20)+" MB")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0: // UTF-16 has zero bytes
		return importFile{}, fault.Refuse("The file is not in UTF-8: save it as CSV UTF-8.")
	}
	in := newImportRecords(content)
	head, err := in.header()
	if err != nil {
		return importFile{}, fault.Refuse("The file has no header: its first line names the columns %s.", strings.Join(Columns(), ", "))
	}
	columns, err := readHeader(head)
	if err != nil {
		return importFile{}, err
	}
	in.columns = len(columns)
	f := importFile{region: region}
	r := lineReader{file: &f, columns: columns, region: region, today: today}
	for {
		record, line, err := in.next()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		f.count++
		switch {
		case errors.Is(err, errTorn):
			f.blame(line, "", "The quotation marks of this line do not match.")
		case err != nil:
			return importFile{}, fault.Broken(err)
		default:
			r.read(line, record)
		}
		switch {
		case f.count > mostLines:
			return importFile{}, fault.Refuse("The file has more than %d lines; split it.", mostLines)
		case len(f.bad) >= mostBad || in.tired():
			f.blame(f.bad[len(f.bad)-1].Line, "", "So many lines are bad that reading stopped here.")
			return f, nil
		}
	}
}

// readHeader returns the columns in the file's order. Empty cells at the end, as
// spreadsheets leave them, are no columns.
func readHeader(head []string) ([]string, error) {
	for len(head) > 0 && value.Clean(head[len(head)-1]) == "" {
		head = head[:len(head)-1]
	}
	columns := make([]string, len(head))
	var unknown []string
	for i, cell := range head {
		name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(value.Clean(sheet.Unguard(cell))))
		switch {
		case !slices.Contains(Columns(), name):
			unknown = append(unknown, strconv.Quote(value.Limit(value.Clean(cell), 40)))
		case slices.Contains(columns[:i], name):
			return nil, fault.Refuse("The column %s is there twice.", name)
		}
		columns[i] = name
	}
	if len(unknown) > 0 {
		unknown = unknown[:min(len(unknown), len(Columns()))]
		return nil, fault.Refuse("There is no column %s. Columns are %s.", strings.Join(unknown, ", "), strings.Join(Columns(), ", "))
	}
	for _, name := range Columns()[:neededColumns] {
		if !slices.Contains(columns, name) {
			return nil, fault.Refuse("The column %s is missing.", name)
		}
	}
	return columns, nil
}

// lineReader reads the lines behind the header, each by itself.
type lineReader struct {
	file    *importFile
	columns []string
	region  string
	today   value.Day
}

func (r *lineReader) read(line int, record []string) {
	cells := make(map[string]string, len(r.columns))
	filled := false
	width := min(len(record), len(r.columns)) // empty cells behind it do not count
	for i, cell := range record {
		cell = value.Clean(sheet.Unguard(cell))
		filled = filled || cell != ""
		switch {
		case i < len(r.columns):
			cells[r.columns[i]] = cell
		case cell != "":
			width = i + 1
		}
	}
	switch {
	case !filled: // a row of commas alone, as spreadsheets leave at the end
		r.file.count--
		return
	case width != len(r.columns):
		r.file.blame(line, "", "This line has %d columns, the header %d.", width, len(r.columns))
		return
	}
	bad := len(r.file.bad)
	l := importLine{
		line: line, block: cells[blockColumn], unit: value.WholeFigure(cells[unitColumn]), kind: homes.UnitType(cells[typeColumn]),
		name: cells[nameColumn], email: cells[emailColumn], phone: value.WholeFigure(cells[phoneColumn]),
	}
	r.readUnit(&l, cells)
	unitStands := bad == len(r.file.bad)
	if r.readResident(&l, cells); unitStands {
		l.spoiled = bad < len(r.file.bad)
		r.file.lines = append(r.file.lines, l)
	}
}

func (r *lineReader) readUnit(l *importLine, cells map[string]string) {
	blame := func(column, format string, args ...any) { r.file.blame(l.line, column, format, args...) }
	switch {
	case l.block == "":
		blame(blockColumn, "The block is missing.")
	case utf8.RuneCountInString(l.block) > 50:
		blame(blockColumn, "“%s” is longer than the %d characters that fit here.", value.Limit(l.block, 60), 50)
	}
	if wrong := homes.WrongNumber(l.unit); homes.UnitKey(l.unit) == "" {
		blame(unitColumn, "The unit's number is missing.")
	} else if wrong != nil {
		r.file.bad = append(r.file.bad, BadLine{Line: l.line, Column: unitColumn, Why: wrong})
	}
	if utf8.RuneCountInString(l.kind) > 20 {
		blame(typeColumn, "“%s” is longer than the %d characters that fit here.", value.Limit(l.kind, 40), 20)
	}
	if floor := cells[floorColumn]; floor != "" {
		var err error
		var wrong *fault.Error
		if l.floor, err = homes.ReadFloor(floor); errors.As(err, &wrong) {
			blame(floorColumn, wrong.Format, wrong.Args...)
		}
		l.hasFloor = true
	}
}

func (r *lineReader) readResident(l *importLine, cells map[string]string) {
	blame := func(column, format string, args ...any) { r.file.blame(l.line, column, format, args...) }
	kind, primary, from := cells[kindColumn], cells[primaryColumn], cells[moveInColumn]
	var ok bool
	if l.primary, ok = readYes(primary); !ok {
		blame(primaryColumn, "“%s” is neither yes nor no.", value.Limit(primary, 40))
	}
	if l.name+l.email+l.phone+kind+from == "" {
		if l.primary {
			blame(nameColumn, "The resident's name is missing.")
		}
		return
	}
	bad := fault.Fields{}
	accounts.CheckPerson(bad, l.name, l.email, l.phone, r.region)
	for _, f := range [][2]string{{"name", nameColumn}, {"email", emailColumn}, {"phone", phoneColumn}} {
		var e *fault.Error
		if errors.As(bad[f[0]], &e) {
			blame(f[1], e.Format, e.Args...)
		}
	}
	l.tie = strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(kind))
	if l.tie == "family" {
		l.tie = "family_member"
	}
	if l.tie == "" {
		blame(kindColumn, "A resident is an owner, a tenant or a family_member.")
	} else if !slices.Contains(homes.ResidentTypes(), l.tie) {
		blame(kindColumn, "“%s” is no kind of resident: owner, tenant or family_member.", value.Limit(kind, 40))
	}
	if from == "" {
		return
	}
	var err error
	if l.from, err = r.readDay(from); err != nil {
		blame(moveInColumn, "“%s” is not a date such as 2026-11-30 or 30/11/2026.", value.Limit(from, 40))
	} else if e := value.MoveDays().Wrong(l.from, r.today); e != nil {
		blame(moveInColumn, "“%s” is too far off: "+e.Format, append([]any{value.Limit(from, 40)}, e.Args...)...)
	}
}

// readYes reads yes or no as people write them; ok is false for anything else.
func readYes(s string) (yes, ok bool) {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1", "x":
		return true, true
	case "", "no", "n", "false", "0":
		return false, true
	}
	return false, false
}

// readDay reads a day of moving in as files have it: the year first, or as people
// and their spreadsheets write it in India, the day first.
func (r *lineReader) readDay(s string) (value.Day, error) {
	at, err := calendar.Reader{Now: r.today.Noon(time.UTC)}.Day(s, calendar.Lately)
	if err != nil {
		return value.Day{}, err
	}
	return value.DayOf(at), nil
}
