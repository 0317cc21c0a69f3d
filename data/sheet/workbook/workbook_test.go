package workbook_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/sheet/workbook"

	"github.com/xuri/excelize/v2"
)

func book(t *testing.T, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	t.Parallel()
	content := book(t, func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		return errors.Join(err, f.SetSheetName("Sheet1", "Dues"), f.SetCellValue("Dues", "B2", "A-101"), f.SetCellValue("Dues", "C2", 9820011111), f.SetCellValue("Dues", "D2", 46086),
			f.SetCellStyle("Dues", "D2", "D2", style), f.SetCellFormula("Dues", "E2", "=1+1"), f.SetCellValue("Dues", "F2", "=cmd|'/c calc'!A0"), f.SetCellValue("Dues", "G2", "a\x01b"))
	})
	if !workbook.Is(content) || workbook.Is([]byte("Flat,Dues")) {
		t.Error("a workbook is not told from a text")
	}
	sheets, err := workbook.Read(content, 100)
	if err != nil || len(sheets) != 1 || sheets[0].Name != "Dues" || sheets[0].Hidden || len(sheets[0].Rows) != 1 || sheets[0].Rows[0].Number != 2 {
		t.Fatalf("%+v, %v", sheets, err)
	}
	row := sheets[0].Rows[0].Cells
	if row[1].Shown != "A-101" || row[2].Raw != "9820011111" || row[3].Raw != "46086" || row[3].Shown == "46086" || row[5].Raw != "=cmd|'/c calc'!A0" {
		t.Errorf("%+v", row)
	}
	if row[4].Raw != "=1+1" {
		t.Errorf("a formula without its result is %+v", row[4])
	}
	content = book(t, func(f *excelize.File) error {
		return errors.Join(f.SetCellValue("Sheet1", "A1", "Flat"), f.SetCellValue("Sheet1", "A2", "A-101"), f.SetRowVisible("Sheet1", 2, false), f.SetCellFormula("Sheet1", "B2", "=SUM(C1:C9)"), f.SetCellValue("Sheet1", "C2", 5))
	})
	sheets, err = workbook.Read(content, 100)
	if err != nil || sheets[0].Rows[0].Hidden || !sheets[0].Rows[1].Hidden || sheets[0].Rows[1].Cells[1].Shown != "=SUM(C1:C9)" || sheets[0].Rows[1].Cells[2].Raw != "5" {
		t.Errorf("%+v, %v", sheets, err)
	}
	if sheets, err = workbook.Read(content, 1); err != nil || !sheets[0].Cut || len(sheets[0].Rows) != 1 {
		t.Errorf("cut: %+v, %v", sheets, err)
	}
	if place := workbook.Place(27, 7); place != "AB7" {
		t.Error(place)
	}
}

// TestHostile: what is no workbook, or is made to cost much, is refused with a sentence.
func TestHostile(t *testing.T) {
	t.Parallel()
	good := book(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A1", "Flat No") })
	packed := func(name, content string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var many bytes.Buffer
	w := zip.NewWriter(&many)
	for i := range 3000 {
		if _, err := w.Create(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]struct {
		content []byte
		want    error
	}{
		"a bomb":         {packed("xl/worksheets/sheet1.xml", strings.Repeat("0", 100<<20)), workbook.ErrTooLarge},
		"many parts":     {many.Bytes(), workbook.ErrTooLarge},
		"a locked one":   {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), workbook.ErrLocked},
		"any archive":    {packed("hello.txt", "hello"), workbook.ErrNot},
		"half of one":    {good[:len(good)/2], workbook.ErrNot},
		"nothing of one": {[]byte("PK\x03\x04"), workbook.ErrNot},
	} {
		if sheets, err := workbook.Read(try.content, 100); !errors.Is(err, try.want) {
			t.Errorf("%s: %d sheets, %v", name, len(sheets), err)
		}
	}
}

// TestEmptyRows: formats down to the last row of all are no lines, and cells beyond any
// sheet's columns are told.
func TestEmptyRows(t *testing.T) {
	t.Parallel()
	content := book(t, func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		return errors.Join(err, f.SetCellValue("Sheet1", "A1", "Flat"), f.SetCellStyle("Sheet1", "A1048576", "A1048576", style), f.SetCellValue("Sheet1", "A900000", "A-101"))
	})
	sheets, err := workbook.Read(content, 2)
	if err != nil || sheets[0].Cut || len(sheets[0].Rows) != 2 || sheets[0].Rows[1].Number != 900_000 {
		t.Errorf("%+v, %v", sheets, err)
	}
	content = book(t, func(f *excelize.File) error {
		return errors.Join(f.SetCellValue("Sheet1", "A1", "Flat"), f.SetCellValue("Sheet1", "XFD2", "far"), f.SetCellValue("Sheet1", "A3", "A-101"))
	})
	if sheets, err = workbook.Read(content, 100); err != nil || !sheets[0].Wide || len(sheets[0].Rows) != 1 {
		t.Errorf("%+v, %v", sheets, err)
	}
}

// TestLyingArchive: what an archive says of its own size is not believed. It runs alone, for
// it looks at what the process takes.
func TestLyingArchive(t *testing.T) { //nolint:paralleltest // it counts the process's memory
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		var packed bytes.Buffer
		flat, err := flate.NewWriter(&packed, flate.BestCompression)
		if err == nil {
			for range 300 {
				if _, err = flat.Write(make([]byte, 1<<20)); err != nil {
					break
				}
			}
			err = errors.Join(err, flat.Close())
		}
		part, made := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 10})
		if err = errors.Join(err, made); err == nil {
			_, err = part.Write(packed.Bytes())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if sheets, err := workbook.Read(b.Bytes(), 100); err == nil {
		t.Errorf("a part that lies was read: %d sheets", len(sheets))
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 200<<20 {
		t.Errorf("it took %d MB", used>>20)
	}
}

// FuzzRead: whatever bytes a file has, it is read or refused.
func FuzzRead(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		sheets, err := workbook.Read(content, 100)
		if err == nil && len(sheets) == 0 {
			t.Error("nothing was read, and nothing said")
		}
	})
}
