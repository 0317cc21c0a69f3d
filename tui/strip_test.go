package tui_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
)

// stripped is a shelf with a strip of visits above its lists.
func stripped(t *testing.T, names ...string) *shelf {
	t.Helper()
	s := newShelf(t)
	table := tui.NewTable(s.env, []tui.Column{{Min: 12}}, func(v desktest.Visit) string { return v.ID },
		func(v desktest.Visit) []tui.Cell { return tui.Cells(v.Name) })
	table.Caption = func() string { return " NOW" }
	table.Rest = func(int) string { return "and more" }
	s.lists.Strip = &tui.Strip[desktest.Visit]{
		Table: table, Holds: func(v desktest.Visit) bool { return strings.HasPrefix(v.Name, "Now") },
		Reading: func() bool { return false },
	}
	s.strip(names...)
	return s
}

func (s *shelf) strip(names ...string) {
	var rows []desktest.Visit
	for _, n := range names {
		rows = append(rows, desktest.Visit{ID: "s" + n, Name: "Now " + n})
	}
	s.lists.SetStrip(rows)
}

func (s *shelf) under(t *testing.T, want string) {
	t.Helper()
	if v, _ := s.lists.Selected(); v.Name != want {
		t.Errorf("the cursor is on %q, want %q\n%s", v.Name, want, s.View())
	}
	if n := strings.Count(s.View(), "> "); n != 1 {
		t.Errorf("%d cursors\n%s", n, s.View())
	}
}

// TestTheCursorGoesToTheStripAndBack: at its ends alone, and one cursor is shown.
func TestTheCursorGoesToTheStripAndBack(t *testing.T) {
	t.Parallel()
	s := stripped(t, "a", "b")
	first, _ := s.lists.Selected()
	s.under(t, first.Name)
	s.Keys("down", "up")
	s.under(t, first.Name)
	s.Keys("up")
	s.under(t, "Now b")
	s.Keys("up", "up")
	s.under(t, "Now a")
	s.Keys("down", "down")
	s.under(t, first.Name)
	s.Keys("home")
	s.under(t, "Now a")
	s.Keys("tab", "tab")
	s.under(t, first.Name)
}

// TestAStripThatEmptiesGivesTheCursorBack, and one whose row goes the next one.
func TestAStripThatEmptiesGivesTheCursorBack(t *testing.T) {
	t.Parallel()
	s := stripped(t, "a", "b", "c")
	first, _ := s.lists.Selected()
	s.Keys("home", "down")
	s.strip("x", "a", "b", "c")
	s.under(t, "Now b")
	s.strip("a", "c")
	s.under(t, "Now c")
	s.lists.DropStrip("sc")
	s.under(t, "Now a")
	s.strip()
	s.under(t, first.Name)
	s.Miss("NOW")
	s.Keys("up")
	s.under(t, first.Name)
}

// TestAStripLeavesRoomForTheList, however many stand in it.
func TestAStripLeavesRoomForTheList(t *testing.T) {
	t.Parallel()
	s := stripped(t, strings.Split("abcdefghijkl", "")...)
	s.See(" NOW", "Now d", "and more", "[List 0]", "Visitor 2")
	s.Miss("Now e")
	s.Keys("home", "end")
	s.under(t, "Now l")
	s.Resize(60, 10)
	s.See("Now l", "[List 0]", "Visitor 0")
}
