package tuitest

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// Scene is a desk in a test that can be looked at.
type Scene interface {
	Resize(width, height int)
	Raw() string
	View() string
	Golden(name, view string)
}

// Views plays each scene on a new desk at the three sizes that screens are drawn
// for, and compares what is shown with the views of testdata/NAME.txtar. The wide
// one is held to its golden view where it shows more than the usual one does.
func Views[D Scene](t *testing.T, open func(testing.TB) D, scenes map[string]func(D)) {
	t.Helper()
	for name, play := range scenes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := func(width, height int) (d D, view string) {
				t.Helper()
				d = open(t)
				d.Resize(width, height)
				play(d)
				Fits(t, d.Raw(), width, height)
				return d, fmt.Sprintf("%dx%d", width, height)
			}
			usual, view := at(80, 24)
			usual.Golden(name, view)
			small, view := at(60, 16)
			small.Golden(name, view)
			if wide, view := at(120, 40); showsMore(wide.View(), usual.View()) {
				wide.Golden(name, view)
			}
		})
	}
}

// Fits fails the test unless a view has as many lines as its terminal, none
// wider than it.
func Fits(tb testing.TB, raw string, width, height int) {
	tb.Helper()
	lines := strings.Split(raw, "\n")
	if len(lines) != height {
		tb.Errorf("%d lines on a terminal of %d:\n%s", len(lines), height, raw)
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w > width {
			tb.Errorf("a line of %d cells on a terminal of %d: %q", w, width, l)
		}
	}
}

// showsMore reports whether a view has a word that another has not.
func showsMore(view, other string) bool {
	known := map[string]bool{}
	for word := range strings.FieldsSeq(other) {
		known[word] = true
	}
	for word := range strings.FieldsSeq(view) {
		if !known[word] && strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return true
		}
	}
	return false
}
