// Package intake is what lines of blocks, units and residents ask of the register: what is
// there already, what they add, and how that is written.
package intake

import (
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"
)

// ErrBadLines is the cause of an import that was refused for its lines; the
// report has them.
const ErrBadLines = fault.Sentence("the file has bad lines")

// The columns of an import of blocks, units and residents. The first four must
// be there; the others may be empty or missing.
const (
	BlockColumn   = "block"
	UnitColumn    = "unit"
	FloorColumn   = "floor"
	TypeColumn    = "type"
	NameColumn    = "resident_name"
	EmailColumn   = "resident_email"
	PhoneColumn   = "resident_phone"
	KindColumn    = "resident_type"
	PrimaryColumn = "primary"
	MoveInColumn  = "move_in"
)

// Columns are the columns that an import file may have, in the order in
// which they are usually written; the first four it must have.
func Columns() []string {
	return []string{
		BlockColumn, UnitColumn, FloorColumn, TypeColumn,
		NameColumn, EmailColumn, PhoneColumn, KindColumn, PrimaryColumn, MoveInColumn,
	}
}

// What one import may have: a society has fewer lines, and a file whose every
// Line is bad is some other file.
const (
	MostLines = 200_000
	MostBad   = 5_000
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

// Line is one line of the file, cleaned.
type Line struct {
	Line                    int
	Block, Unit, Kind       string // kind is the unit's type
	Floor                   int
	HasFloor                bool
	Name, Email, Phone, Tie string // tie is the resident's type; name is empty where nobody lives
	Primary                 bool
	From                    value.Day
	// spoiled lines have a bad resident: only what they say of the unit counts, for
	// the unit's other lines.
	Spoiled bool
}

// Inhabited reports whether the line names somebody.
func (l Line) Inhabited() bool { return l.Name != "" || l.Email != "" }

// File is an import file as read.
type File struct {
	Lines []Line
	Bad   []BadLine
	// Count is how many lines there are besides the header.
	Count int
	// Region is the country of phones without a code.
	Region string
	// Named names a line to a person; nil where there is one list, whose lines are
	// numbered.
	Named func(line int) string
}

// Place names a line as a complaint about another one does.
func (f *File) place(line int) string {
	if f.Named != nil {
		return f.Named(line)
	}
	return "Line " + strconv.Itoa(line)
}

// Blame complains about a column of a line, or of the whole line where it is empty.
func (f *File) Blame(line int, column, format string, args ...any) {
	f.Bad = append(f.Bad, BadLine{Line: line, Column: column, Why: &fault.Error{Kind: fault.Invalid, Format: format, Args: args}})
}

// BadLines are the numbers of the bad lines, each once.
func BadLines(bad []BadLine) map[int]bool {
	lines := map[int]bool{}
	for _, b := range bad {
		lines[b.Line] = true
	}
	return lines
}

// ReadYes reads yes or no as people write them; ok is false for anything else.
func ReadYes(s string) (yes, ok bool) {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1", "x":
		return true, true
	case "", "no", "n", "false", "0":
		return false, true
	}
	return false, false
}
