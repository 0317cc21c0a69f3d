package imports

import "github.com/civoranexus/society360/data/imports/intake"

// What an import tells is what any intake of lines tells.
type (
	// BadLine is why a line of an import file cannot be taken.
	BadLine = intake.BadLine
	// Counts counts what an import adds, or finds there already.
	Counts = intake.Counts
)

// ErrBadLines is the cause of an import that was refused for its lines; the report has them.
const ErrBadLines = intake.ErrBadLines

// Columns are the columns that an import file may have, in the order in which they are
// usually written; the first four it must have.
func Columns() []string { return intake.Columns() }
