// Package sheet writes CSV that a spreadsheet opens without running any of it,
// and takes the guard off again where CSV is read.
package sheet

import (
	"encoding/csv"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark stands before a cell that a spreadsheet would run; spreadsheets show
// what follows it as text.
const mark = "'"

// guard makes a cell one that no spreadsheet computes. Cells that none would
// compute, plain numbers and phones among them, stay as they are.
func guard(cell string) string {
	if runs(strings.TrimLeft(cell, mark)) {
		return mark + cell
	}
	return cell
}

// Unguard gives back the cell that guard was given.
func Unguard(cell string) string {
	if inner, guarded := strings.CutPrefix(cell, mark); guarded && runs(strings.TrimLeft(inner, mark)) {
		return inner
	}
	return cell
}

// runs reports whether a spreadsheet may take the cell for a formula. Blanks
// before the sign are looked through, because some programs drop them; full-width
// signs count as the others do under East Asian settings.
func runs(cell string) bool {
	if cell != "" && strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return true
	}
	cell = strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	switch first, size := utf8.DecodeRuneInString(cell); first {
	case '=', '@', '\uff1d', '\uff20', '\uff0b', '\uff0d':
		return true
	case '+', '-':
		return !plain(cell[size:])
	}
	return false
}

// plain reports whether what follows a sign is one number or phone: digits,
// with blanks or commas between groups and one decimal part. A phone with
// hyphens is none, for a spreadsheet subtracts its parts from each other.
func plain(rest string) bool {
	whole, part, decimal := strings.Cut(rest, ".")
	if decimal && (part == "" || strings.Trim(part, "0123456789") != "") {
		return false
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ' ' || r == ',' })
	for _, g := range groups {
		if strings.Trim(g, "0123456789") != "" {
			return false
		}
	}
	return len(groups) > 0
}

// Writer writes rows of guarded cells as CSV (RFC 4180, but lines end in \n, as
// programs on a pipe expect).
type Writer struct{ csv *csv.Writer }

// NewWriter writes to w, buffered until Flush.
func NewWriter(w io.Writer) *Writer { return &Writer{csv.NewWriter(w)} }

// Write adds one row.
func (w *Writer) Write(cells ...string) error {
	guarded := make([]string, len(cells))
	for i, cell := range cells {
		guarded[i] = guard(cell)
	}
	return w.csv.Write(guarded)
}

// Flush sends what was written on, and reports the first error of any Write.
func (w *Writer) Flush() error {
	w.csv.Flush()
	return w.csv.Error()
}

// byteOrderMark tells a spreadsheet that a file is in UTF-8.
const byteOrderMark = "\ufeff"

// File is write for a file of that name that a person opens. Spreadsheets take CSV for
// text of an old code page, and garble names, unless it begins with a byte order mark;
// programs on a pipe would take the mark for a part of the first cell.
func File(name string, write func(io.Writer) error) func(io.Writer) error {
	if !strings.EqualFold(filepath.Ext(name), ".csv") {
		return write
	}
	return func(w io.Writer) error {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return err
		}
		return write(w)
	}
}
