package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/x/ansi"

	"github.com/civoranexus/society360/data/sheet"
)

// jsonRows writes an object a line, with its keys in the columns' order. A list
// of any length can be read while it is written, and jq takes it as it is.
type jsonRows struct {
	out  *bufio.Writer
	keys [][]byte
	zone *time.Location
}

func newJSONRows(out io.Writer, names []string, zone *time.Location) *jsonRows {
	w := &jsonRows{out: bufio.NewWriter(out), zone: zone}
	for i, name := range names {
		before := ","
		if i == 0 {
			before = "{"
		}
		w.keys = append(w.keys, []byte(before+strconv.Quote(name)+":"))
	}
	return w
}

func (w *jsonRows) row(values []any) error {
	for i, v := range values {
		_, _ = w.out.Write(w.keys[i]) // flush tells
		text, err := jsonValue(v, w.zone)
		if err != nil {
			return err
		}
		_, _ = w.out.Write(text)
	}
	_, err := w.out.WriteString("}\n")
	return err
}

func (w *jsonRows) flush() error { return w.out.Flush() }

// jsonValue writes amounts as numbers of rupees with two decimals and times with
// the society's offset. Nothing is null.
func jsonValue(v any, zone *time.Location) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return []byte("null"), nil
	case value.Paise:
		return []byte(plainAmount(v)), nil
	case prose:
		return jsonValue(string(v), zone)
	case object:
		return v, nil
	case string, bool, int:
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		err := enc.Encode(v)
		return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
	}
	if text := plainText(v, zone); text != "" {
		return json.Marshal(text)
	}
	return []byte("null"), nil
}

// csvRows writes a line of headings and a guarded line a row.
type csvRows struct {
	out  *sheet.Writer
	zone *time.Location
	err  error
}

func newCSVRows(out io.Writer, names []string, zone *time.Location) *csvRows {
	w := &csvRows{out: sheet.NewWriter(out), zone: zone}
	w.err = w.out.Write(names...)
	return w
}

func (w *csvRows) row(values []any) error {
	if w.err != nil {
		return w.err
	}
	cells := make([]string, len(values))
	for i, v := range values {
		cells[i] = plainText(v, w.zone)
	}
	return w.out.Write(cells...)
}

func (w *csvRows) flush() error {
	if w.err != nil {
		return w.err
	}
	return w.out.Flush()
}

// plainText is a value for a program: amounts without grouping, times as RFC
// 3339 in the society's zone, nothing as the empty text.
func plainText(v any, zone *time.Location) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case object:
		return string(v)
	case value.Paise:
		return plainAmount(v)
	case *value.Day:
		if v == nil {
			return ""
		}
		return v.String()
	case *time.Time:
		if v == nil {
			return ""
		}
		return plainText(*v, zone)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.In(zone).Format(time.RFC3339)
	}
	return fmt.Sprint(v)
}

func plainAmount(p value.Paise) string { return strings.ReplaceAll(p.String(), ",", "") }

const (
	// cellWidth is how wide a cell of a table may be; the whole text is in JSON
	// and CSV.
	cellWidth = 48
	columnGap = "  "
)

// tableRows writes an aligned table. The first page says how wide its columns
// are, so that its rows need not wait for the others; a wider cell further down
// moves its own line alone.
type tableRows struct {
	out    *bufio.Writer
	zone   *time.Location
	names  []string
	widths []int
	right  []bool
	page   [][]string
}

func newTableRows(out io.Writer, names []string, zone *time.Location) *tableRows {
	w := &tableRows{out: bufio.NewWriter(out), zone: zone, right: make([]bool, len(names))}
	for _, name := range names {
		w.names = append(w.names, strings.ToUpper(strings.ReplaceAll(name, "_", " ")))
	}
	return w
}

func (w *tableRows) row(values []any) error {
	cells := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case value.Paise:
			w.right[i] = true
			cells[i] = v.String()
		case int:
			w.right[i] = true
			cells[i] = strconv.Itoa(v)
		case bool:
			cells[i] = map[bool]string{true: "yes", false: "no"}[v]
		case *time.Time:
			if v != nil {
				cells[i] = minute(*v, w.zone)
			}
		case time.Time:
			cells[i] = minute(v, w.zone)
		case string:
			cells[i] = ansi.Truncate(value.Clean(v), cellWidth, "...")
		case prose:
			cells[i] = value.Clean(string(v))
		default:
			cells[i] = plainText(v, w.zone)
		}
	}
	w.page = append(w.page, cells)
	return nil
}

// minute is a time for a table or a sentence, nothing where there is none.
func minute(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04")
}

func (w *tableRows) flush() error {
	if w.widths == nil {
		w.page = append([][]string{w.names}, w.page...)
		w.widths = make([]int, len(w.names))
		for _, cells := range w.page {
			for i, cell := range cells {
				w.widths[i] = max(w.widths[i], ansi.StringWidth(cell))
			}
		}
	}
	for _, cells := range w.page {
		var line strings.Builder
		for i, cell := range cells {
			blanks := strings.Repeat(" ", max(0, w.widths[i]-ansi.StringWidth(cell)))
			if i > 0 {
				line.WriteString(columnGap)
			}
			if w.right[i] {
				line.WriteString(blanks + cell)
			} else {
				line.WriteString(cell + blanks)
			}
		}
		_, _ = w.out.WriteString(strings.TrimRight(line.String(), " ") + "\n") // Flush tells
	}
	w.page = w.page[:0]
	return w.out.Flush()
}
