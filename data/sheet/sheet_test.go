package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestGuardKnowsWhatASpreadsheetRuns(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{
		"=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd|' /C calc'!A0", "-2+3", "-A1", "+", "-", "-.", "+.5.5", "+91-98200-12345",
		"+91 (22) 2345 6789", "\t=1", "\tplain", "\r=1", "\nplain", " =1", "\u00a0=1", "\u3000=1", "'=1", "''@x", "\uff1d1+1", "\uff20x", "\uff0b1", "\uff0d1",
		"-1e5", "+ x", "\x00=1", "\x7f-1-1", "- ", "-1.x",
	} {
		if got := guard(cell); got != "'"+cell {
			t.Errorf("%q is written as %q", cell, got)
		}
	}
	for _, cell := range []string{
		"", "A-101", "Ramesh Kumar", "+919820012345", "+91 98200 12345", "-5", "-5.00", "-1,23,456.00", "+5", "5=5", "a@b.example",
		"'", "'quoted'", "''", "O'Brien", "सुनीता", " ", "2026-11-23", "#REF", "%",
	} {
		if got := guard(cell); got != cell {
			t.Errorf("%q is written as %q", cell, got)
		}
	}
}

func TestWriterGuardsEachCellAndQuotes(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := NewWriter(&b)
	for _, row := range [][]string{{"name", "note"}, {`=HYPERLINK("http://x","y")`, "two\nlines, \"quoted\""}} {
		if err := w.Write(row...); err != nil {
			t.Fatal(err)
		}
	}
	if b.Len() != 0 {
		t.Error("rows were sent before Flush")
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "name,note\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\"two\nlines, \"\"quoted\"\"\"\n"
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", b.String(), want)
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriterTellsOfAFullDisk(t *testing.T) {
	t.Parallel()
	w := NewWriter(full{})
	if err := w.Write("a"); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); !errors.Is(err, errFull) {
		t.Errorf("Flush says %v", err)
	}
}

// FuzzGuard: no cell comes out runnable, and every cell comes back as it was,
// through a file as well.
func FuzzGuard(f *testing.F) {
	for _, seed := range []string{"", "=1", "'=1", "''=1", "+91 98200 12345", "\t\t", "' =x", "a\nb", "'\uff1d", "\u3000-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		guarded := guard(cell)
		if runs(guarded) {
			t.Errorf("%q comes out as %q", cell, guarded)
		}
		if back := Unguard(guarded); back != cell {
			t.Errorf("%q comes back as %q", cell, back)
		}
		if strings.Contains(cell, "\r") {
			return // encoding/csv reads \r\n as \n
		}
		var b bytes.Buffer
		w := NewWriter(&b)
		if err := errors.Join(w.Write(cell, "end"), w.Flush()); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 1 {
			t.Fatalf("%q reads as %q, %v", cell, rows, err)
		}
		if rows[0][0] = Unguard(rows[0][0]); !slices.Equal(rows[0], []string{cell, "end"}) {
			t.Errorf("%q came through a file as %q", cell, rows[0])
		}
	})
}

// TestACSVFileBeginsWithAMark, for names not to be garbled; other files, and what is
// no file, do not.
func TestACSVFileBeginsWithAMark(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a.csv": "\ufeffसुनीता", "B.CSV": "\ufeffसुनीता", "a.pdf": "सुनीता", "-": "सुनीता", "": "सुनीता"} {
		var b bytes.Buffer
		err := File(name, func(w io.Writer) error {
			_, err := io.WriteString(w, "सुनीता")
			return err
		})(&b)
		if err != nil || b.String() != want {
			t.Errorf("%q: %q, %v", name, b.String(), err)
		}
	}
	if err := File("a.csv", func(io.Writer) error { return nil })(full{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}
