package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/sheet/workbook"

	"github.com/xuri/excelize/v2"
)

// TestDaysFrom1904: a file that counts its days from 1904 says so of each cell.
func TestDaysFrom1904(t *testing.T) {
	t.Parallel()
	for _, from1904 := range []bool{false, true} {
		content := book(t, func(f *excelize.File) error {
			return errors.Join(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}), f.SetCellValue("Sheet1", "A1", 44624))
		})
		sheets, err := workbook.Read(content, 10)
		if err != nil || sheets[0].Rows[0].Cells[0].From1904 != from1904 || sheets[0].Rows[0].Cells[0].Raw != "44624" {
			t.Errorf("%v: %+v, %v", from1904, sheets, err)
		}
	}
}

// TestOneTextInManyCells: a text stands once in the file, however many cells show it, and
// each of them has it anew where it is written in parts.
func TestOneTextInManyCells(t *testing.T) {
	t.Parallel()
	plain := book(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A1", "Flat No") })
	archive, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	if err != nil {
		t.Fatal(err)
	}
	var cells strings.Builder
	for row := range 20_000 {
		fmt.Fprintf(&cells, `<row r="%[1]d"><c r="A%[1]d" t="s"><v>0</v></c></row>`, row+1)
	}
	parts := map[string]string{
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + cells.String() + `</sheetData></worksheet>`,
		"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><r><t>` +
			strings.Repeat("x", 32_000) + `</t></r><r><t>y</t></r></si></sst>`,
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range archive.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		out, made := w.Create(part.Name)
		if err = errors.Join(err, made); err != nil {
			t.Fatal(err)
		}
		if other, ok := parts[part.Name]; ok {
			text = []byte(other)
		}
		if _, err := out.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := workbook.Read(b.Bytes(), 20_000); !errors.Is(err, workbook.ErrTooLarge) {
		t.Errorf("%d bytes are read: %v", b.Len(), err)
	}
}
