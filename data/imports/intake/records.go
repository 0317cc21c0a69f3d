package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
)

// ErrTorn is a record whose quotation marks do not match.
const ErrTorn = fault.Sentence("the quotation marks do not match")

// Records reads the records of an import file, each with the number of its
// line. After a stray quotation mark everything up to the next one reads as a single
// cell: such a record is torn. Only its first line is lost, and reading goes on with
// the next.
type Records struct {
	content []byte
	Comma   rune
	// Columns is how many cells a record has; 0 where that is not known yet.
	Columns int

	csv *csv.Reader
	// From is where csv began in content, and lines how many stand before that;
	// at and line are the same of the next record.
	from, lines int
	at, line    int
	// again counts the bytes that were read more than once.
	again int
}

// NewRecords reads the records of a file's content.
func NewRecords(content []byte) *Records {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(content, '\n') < 0 { // as old Macs end lines
		content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	}
	r := &Records{content: content, Comma: commaOf(content)}
	r.GoOn(0, 0)
	return r
}

// commaOf is what stands between the cells of a file's first line.
func commaOf(content []byte) rune {
	head, _, _ := bytes.Cut(bytes.TrimLeft(content, "\r\n"), []byte("\n"))
	for _, comma := range ",;\t" {
		if bytes.ContainsRune(head, comma) {
			return comma
		}
	}
	return ','
}

// GoOn reads on from the byte at, behind so many lines.
func (r *Records) GoOn(at, line int) {
	r.csv = csv.NewReader(bytes.NewReader(r.content[at:]))
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.ReuseRecord = r.Comma, -1, true
	r.from, r.lines, r.at, r.line = at, line, at, line
}

// Header reads the first record.
func (r *Records) Header() ([]string, error) {
	record, _, err := r.Next()
	return record, err
}

// Next reads a record, which is good until the next call; line is the file's line
// on which it begins. The error is ErrTorn, io.EOF, or one of reading.
func (r *Records) Next() (record []string, line int, err error) {
	record, err = r.csv.Read()
	end := r.from + int(r.csv.InputOffset())
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		line = r.lines + broken.StartLine
	case err != nil:
		return nil, 0, err
	default:
		line, _ = r.csv.FieldPos(0)
		line += r.lines
	}
	// The place behind the line on which the record begins; blank ones may stand
	// before it.
	behind := r.at
	for range line - r.line {
		if n := bytes.IndexByte(r.content[behind:end], '\n'); n >= 0 {
			behind += n + 1
		} else {
			behind = end
		}
	}
	if err == nil && !r.torn(record, behind < end) {
		r.line += bytes.Count(r.content[r.at:end], []byte("\n"))
		r.at = end
		return record, line, nil
	}
	r.again += end - behind
	r.GoOn(behind, line)
	return nil, line, ErrTorn
}

// torn reports whether a record of several lines swallowed other records: a cell may
// have a line break, but hardly a line break and a separator both.
func (r *Records) torn(record []string, several bool) bool {
	if !several {
		return false
	}
	for _, cell := range record {
		if strings.ContainsRune(cell, '\n') && strings.ContainsRune(cell, r.Comma) {
			return true
		}
	}
	return r.Columns > 0 && len(record) != r.Columns
}

// Tired reports whether torn records made the program read so much again that the
// file may be meant to keep it busy.
func (r *Records) Tired() bool { return r.again > 4*files.MaxFile }
