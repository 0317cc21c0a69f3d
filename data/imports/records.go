package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
)

// errTorn is a record whose quotation marks do not match.
const errTorn = fault.Sentence("the quotation marks do not match")

// importRecords reads the records of an import file, each with the number of its
// line. After a stray quotation mark everything up to the next one reads as a single
// cell: such a record is torn. Only its first line is lost, and reading goes on with
// the next.
type importRecords struct {
	content []byte
	comma   rune
	// columns is how many cells a record has; 0 where that is not known yet.
	columns int

	csv *csv.Reader
	// from is where csv began in content, and lines how many stand before that;
	// at and line are the same of the next record.
	from, lines int
	at, line    int
	// again counts the bytes that were read more than once.
	again int
}

func newImportRecords(content []byte) *importRecords {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(content, '\n') < 0 { // as old Macs end lines
		content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	}
	r := &importRecords{content: content, comma: commaOf(content)}
	r.goOn(0, 0)
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

// goOn reads on from the byte at, behind so many lines.
func (r *importRecords) goOn(at, line int) {
	r.csv = csv.NewReader(bytes.NewReader(r.content[at:]))
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.ReuseRecord = r.comma, -1, true
	r.from, r.lines, r.at, r.line = at, line, at, line
}

// header reads the first record.
func (r *importRecords) header() ([]string, error) {
	record, _, err := r.next()
	return record, err
}

// next reads a record, which is good until the next call; line is the file's line
// on which it begins. The error is errTorn, io.EOF, or one of reading.
func (r *importRecords) next() (record []string, line int, err error) {
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
	r.goOn(behind, line)
	return nil, line, errTorn
}

// torn reports whether a record of several lines swallowed other records: a cell may
// have a line break, but hardly a line break and a separator both.
func (r *importRecords) torn(record []string, several bool) bool {
	if !several {
		return false
	}
	for _, cell := range record {
		if strings.ContainsRune(cell, '\n') && strings.ContainsRune(cell, r.comma) {
			return true
		}
	}
	return r.columns > 0 && len(record) != r.columns
}

// tired reports whether torn records made the program read so much again that the
// file may be meant to keep it busy.
func (r *importRecords) tired() bool { return r.again > 4*files.MaxFile }
