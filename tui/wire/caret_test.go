package wire

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"pgregory.net/rapid"
)

// The terminal's own cursor stands where the next letter will, after any history of
// views, and is hidden where nothing is typed.
func TestTheCursorIsAtTheField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size, term := Size{40, 6}, rapid.SampledFrom(terms).Draw(t, "term")
		behind, seen := vt.NewEmulator(size.Width, size.Height), true
		behind.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { seen = visible }})
		p := newPainter(newDisplay(behind, size, term, Charset{}))
		defer p.close()
		var lines []string
		for range rapid.IntRange(1, 6).Draw(t, "views") {
			lines = mutate(t, lines, size.Height)
			for len(lines) < size.Height {
				lines = append(lines, "")
			}
			view, x, y := strings.Join(lines, "\n"), -1, rapid.IntRange(0, size.Height-1).Draw(t, "row")
			if rapid.Bool().Draw(t, "typing") {
				before := rapid.StringMatching(`[a-z ]{0,30}`).Draw(t, "typed")
				fields := append([]string(nil), lines...)
				fields[y] = before + Caret + " ____"
				view, x = strings.Join(fields, "\n"), Width(before)
			}
			p.last = p.last.AddDate(-1, 0, 0) // no waiting here
			p.show(view)
			at := behind.CursorPosition()
			if x >= 0 && (at.X != x || at.Y != y) {
				t.Fatalf("the cursor is at %d,%d, want %d,%d", at.X, at.Y, x, y)
			}
			if capsFor(term).cursor && seen != (x >= 0) {
				t.Fatalf("the cursor is seen: %v", seen)
			}
		}
	})
}

// A letter typed at the end of a field costs itself.
func TestALetterAtTheCursorCostsItself(t *testing.T) {
	t.Parallel()
	var line counter
	d := newDisplay(&line, Size{80, 24}, "xterm", Charset{})
	d.show("Name  Rames" + Caret + "_____")
	line.bytes = 0
	d.show("Name  Ramesh" + Caret + "____")
	if line.bytes != 1 {
		t.Errorf("%d bytes", line.bytes)
	}
	d.show("Name  Rame" + Caret + "sh____") // the cursor alone moves
	if line.bytes > 1+len("\b\b") {
		t.Errorf("%d bytes", line.bytes)
	}
}

// Ctrl+L puts a terminal right that another program left drawing lines and inserting.
func TestWipeRepairsTheState(t *testing.T) {
	t.Parallel()
	for _, term := range terms {
		var out strings.Builder
		p := newPainter(newDisplay(&out, Size{20, 2}, term, Charset{}))
		p.show("one")
		out.Reset()
		p.wipe()
		p.last = p.last.AddDate(-1, 0, 0) // no waiting here
		p.show("one")
		got := out.String()
		state, picture := strings.Index(got, known), strings.Index(got, reset)
		if state < 0 || picture < state || !strings.Contains(got, "one") {
			t.Errorf("%s is sent %q", term, got)
		}
		if strings.Contains(got, knownModes) != capsFor(term).modes {
			t.Errorf("%s is sent %q", term, got)
		}
	}
}

// A local window of any size is believed up to a bound, as one over SSH is.
func TestALocalWindowIsBounded(t *testing.T) {
	t.Parallel()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = master.Close(), tty.Close() }()
	for _, c := range []struct{ cols, rows, w, h int }{{60000, 60000, 500, 200}, {80, 24, 80, 24}, {0, 0, 80, 24}, {60000, 10, 500, 10}} {
		if err := pty.Setsize(master, &pty.Winsize{Cols: uint16(c.cols), Rows: uint16(c.rows)}); err != nil {
			t.Fatal(err)
		}
		got, err := windowSize(tty)
		if err != nil || got != (Size{c.w, c.h}) {
			t.Errorf("%dx%d is %v, %v", c.cols, c.rows, got, err)
		}
	}
}

// A desk whose keyboard is gone ends: nobody could go on or leave.
func TestTheEndOfTheInputEndsTheProgram(t *testing.T) {
	r := start(t, &desk{})
	r.press(t, "a")
	r.screen.await(t, "key a")
	_ = r.keys.Close()
	if err := <-r.result; !errors.Is(err, ErrInputEnded) {
		t.Errorf("ended with %v", err)
	}
	nothing, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = nothing.Close() }()
	screen := newGlass(60, 10)
	_, err = Run(t.Context(), Line{In: nothing, Out: screen, Size: Size{60, 10}}, &desk{})
	if !errors.Is(err, ErrInputEnded) {
		t.Errorf("without any input: %v", err)
	}
}
