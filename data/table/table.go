// Package table is a report as rows, for files and scripts.
package table

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/sheet"
	"github.com/civoranexus/society360/data/value"
)

// Age says when figures were made.
type Age struct {
	// MadeAt is nil where the figures were not made yet since the last migration.
	MadeAt *time.Time `json:"made_at"`
	// Outdated says that a setting which the figures rest on was changed since: the
	// society's zone, in which days begin, or the targets of tickets.
	Outdated bool `json:"outdated"`
}

// Table is a report as rows, for a file or a script. Its name and its
// columns' names never change.
type Table struct {
	Name    string
	Columns []string
	// Heading, where set, stands above the columns in a file that people open: which
	// report it is, of which days, and of when.
	Heading string
	// Age says when the rows were made; nil for rows read now.
	Age *Age
	// Rows hold a string, bool, int, Paise, Day, time.Time or nil for each column.
	Rows [][]any
}

// Dues is the name of the table of what is due, by age.
const Dues = "dues"

// Of makes a table with a row for each item; columns are names with blanks between,
// as many as row gives cells.
func Of[T any](name string, age *Age, columns string, items []T, row func(T) []any) Table {
	t := Table{Name: name, Columns: strings.Fields(columns), Age: age}
	for _, item := range items {
		t.Rows = append(t.Rows, row(item))
	}
	return t
}

// WriteCSV writes the table under its heading, with a line of its columns' names: amounts without
// grouping, times in zone, and no cell that a spreadsheet would run.
func (t Table) WriteCSV(w io.Writer, zone *time.Location) error {
	out := sheet.NewWriter(w)
	if t.Heading != "" {
		if err := out.Write(t.Heading); err != nil {
			return err
		}
	}
	if err := out.Write(t.Columns...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case nil:
			case value.Paise:
				cells[i] = v.Plain()
			case time.Time:
				cells[i] = v.In(zone).Format(time.RFC3339)
			default:
				cells[i] = fmt.Sprint(v)
			}
		}
		if err := out.Write(cells...); err != nil {
			return err
		}
	}
	return out.Flush()
}
