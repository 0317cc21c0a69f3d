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
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data/sheet"
)

const neededColumns = 4

// readImport reads a file of cells with commas between, or the semicolons or tabs
// of other spreadsheets: UTF-8 with or without a byte order mark, lines ending in
// LF, CRLF or CR, a header whose names are found in any order and letter case.
// Bad lines are collected; a file that cannot be read at all is a Refused error.
// Region is the country of phones without a code, today bounds days of moving in.
func readImport(content []byte, region string, today value.Day) (intake.File, error) {
	switch {
	case len(content) > files.MaxFile:
		return intake.File{}, fault.Refuse("The file is larger than %s.", strconv.Itoa(files.MaxFile>>20)+" MB")
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return intake.File{}, fault.Refuse("This is a workbook (xlsx) and no CSV file: “society360 import opening” takes such in as they are.")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0: // UTF-16 has zero bytes
		return intake.File{}, fault.Refuse("The file is not in UTF-8: save it as CSV UTF-8.")
	}
	in := intake.NewRecords(content)
	head, err := in.Header()
	if err != nil {
		return intake.File{}, fault.Refuse("The file has no header: its first line names the columns %s.", strings.Join(intake.Columns(), ", "))
	}
	columns, err := readHeader(head)
	if err != nil {
		return intake.File{}, err
	}
	in.Columns = len(columns)
	f := intake.File{Region: region}
	r := lineReader{file: &f, columns: columns, region: region, today: today}
	for {
		record, line, err := in.Next()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		f.Count++
		switch {
		case errors.Is(err, intake.ErrTorn):
			f.Blame(line, "", "The quotation marks of this line do not match.")
		case err != nil:
			return intake.File{}, fault.Broken(err)
		default:
			r.read(line, record)
		}
		switch {
		case f.Count > intake.MostLines:
			return intake.File{}, fault.Refuse("The file has more than %d lines; split it.", intake.MostLines)
		case len(f.Bad) >= intake.MostBad || in.Tired():
			f.Blame(f.Bad[len(f.Bad)-1].Line, "", "So many lines are bad that reading stopped here.")
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
		case !slices.Contains(intake.Columns(), name):
			unknown = append(unknown, strconv.Quote(value.Limit(value.Clean(cell), 40)))
		case slices.Contains(columns[:i], name):
			return nil, fault.Refuse("The column %s is there twice.", name)
		}
		columns[i] = name
	}
	if len(unknown) > 0 {
		unknown = unknown[:min(len(unknown), len(intake.Columns()))]
		return nil, fault.Refuse("There is no column %s. Columns are %s.", strings.Join(unknown, ", "), strings.Join(intake.Columns(), ", "))
	}
	for _, name := range intake.Columns()[:neededColumns] {
		if !slices.Contains(columns, name) {
			return nil, fault.Refuse("The column %s is missing.", name)
		}
	}
	return columns, nil
}

// lineReader reads the lines behind the header, each by itself.
type lineReader struct {
	file    *intake.File
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
		r.file.Count--
		return
	case width != len(r.columns):
		r.file.Blame(line, "", "This line has %d columns, the header %d.", width, len(r.columns))
		return
	}
	bad := len(r.file.Bad)
	l := intake.Line{
		Line: line, Block: cells[intake.BlockColumn], Unit: value.WholeFigure(cells[intake.UnitColumn]), Kind: homes.UnitType(cells[intake.TypeColumn]),
		Name: cells[intake.NameColumn], Email: cells[intake.EmailColumn], Phone: value.WholeFigure(cells[intake.PhoneColumn]),
	}
	r.readUnit(&l, cells)
	unitStands := bad == len(r.file.Bad)
	if r.readResident(&l, cells); unitStands {
		l.Spoiled = bad < len(r.file.Bad)
		r.file.Lines = append(r.file.Lines, l)
	}
}

func (r *lineReader) readUnit(l *intake.Line, cells map[string]string) {
	blame := func(column, format string, args ...any) { r.file.Blame(l.Line, column, format, args...) }
	switch {
	case l.Block == "":
		blame(intake.BlockColumn, "The block is missing.")
	case utf8.RuneCountInString(l.Block) > 50:
		blame(intake.BlockColumn, "“%s” is longer than the %d characters that fit here.", value.Limit(l.Block, 60), 50)
	}
	if wrong := homes.WrongNumber(l.Unit); homes.UnitKey(l.Unit) == "" {
		blame(intake.UnitColumn, "The unit's number is missing.")
	} else if wrong != nil {
		r.file.Bad = append(r.file.Bad, intake.BadLine{Line: l.Line, Column: intake.UnitColumn, Why: wrong})
	}
	if utf8.RuneCountInString(l.Kind) > 20 {
		blame(intake.TypeColumn, "“%s” is longer than the %d characters that fit here.", value.Limit(l.Kind, 40), 20)
	}
	if floor := cells[intake.FloorColumn]; floor != "" {
		var err error
		var wrong *fault.Error
		if l.Floor, err = homes.ReadFloor(floor); errors.As(err, &wrong) {
			blame(intake.FloorColumn, wrong.Format, wrong.Args...)
		}
		l.HasFloor = true
	}
}

func (r *lineReader) readResident(l *intake.Line, cells map[string]string) {
	blame := func(column, format string, args ...any) { r.file.Blame(l.Line, column, format, args...) }
	kind, primary, from := cells[intake.KindColumn], cells[intake.PrimaryColumn], cells[intake.MoveInColumn]
	var ok bool
	if l.Primary, ok = intake.ReadYes(primary); !ok {
		blame(intake.PrimaryColumn, "“%s” is neither yes nor no.", value.Limit(primary, 40))
	}
	if l.Name+l.Email+l.Phone+kind+from == "" {
		if l.Primary {
			blame(intake.NameColumn, "The resident's name is missing.")
		}
		return
	}
	bad := fault.Fields{}
	accounts.CheckPerson(bad, l.Name, l.Email, l.Phone, r.region)
	for _, f := range [][2]string{{"name", intake.NameColumn}, {"email", intake.EmailColumn}, {"phone", intake.PhoneColumn}} {
		var e *fault.Error
		if errors.As(bad[f[0]], &e) {
			blame(f[1], e.Format, e.Args...)
		}
	}
	l.Tie = strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(kind))
	if l.Tie == "family" {
		l.Tie = "family_member"
	}
	if l.Tie == "" {
		blame(intake.KindColumn, "A resident is an owner, a tenant or a family_member.")
	} else if !slices.Contains(homes.ResidentTypes(), l.Tie) {
		blame(intake.KindColumn, "“%s” is no kind of resident: owner, tenant or family_member.", value.Limit(kind, 40))
	}
	if from == "" {
		return
	}
	var err error
	if l.From, err = r.readDay(from); err != nil {
		blame(intake.MoveInColumn, "“%s” is not a date such as 2026-11-30 or 30/11/2026.", value.Limit(from, 40))
	} else if e := value.MoveDays().Wrong(l.From, r.today); e != nil {
		blame(intake.MoveInColumn, "“%s” is too far off: "+e.Format, append([]any{value.Limit(from, 40)}, e.Args...)...)
	}
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
