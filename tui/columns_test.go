package tui

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestColumnsShareTheRoom: whatever columns and cells there are, nothing goes beyond
// the width; where nothing is cut the columns stand as they would for no cells; no
// column is cut while another has cells that it does not need, and no number while
// words have some to give.
func TestColumnsShareTheRoom(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cols := make([]Column, rapid.IntRange(1, 8).Draw(t, "columns"))
		widest := make([]int, len(cols))
		for i := range cols {
			cols[i] = Column{
				Min: rapid.IntRange(1, 20).Draw(t, "min"), Flex: rapid.IntRange(0, 2).Draw(t, "flex"),
				Drop: rapid.IntRange(0, 2).Draw(t, "drop"), Right: rapid.Bool().Draw(t, "right"),
			}
			widest[i] = rapid.IntRange(0, 30).Draw(t, "widest")
		}
		width := rapid.IntRange(markerWidth+1, 120).Draw(t, "width")
		shown := layout(cols, width, widest)
		if total(shown) > width-markerWidth {
			t.Fatalf("%d cells in %d: %v", total(shown), width-markerWidth, shown)
		}
		plain := layout(cols, width, make([]int, len(cols)))
		cut := func(l laid) bool { return l.width < widest[l.index] }
		if !slices.ContainsFunc(plain, cut) && len(plain) == len(cols) && !slices.Equal(plain, shown) {
			t.Fatalf("nothing is cut in %v, and it became %v", plain, shown)
		}
		for _, a := range shown {
			for _, b := range shown {
				switch {
				case cut(a) && b.width > widest[b.index]:
					t.Fatalf("column %d is cut, column %d has more than it needs: %v of %v", a.index, b.index, shown, widest)
				case cut(a) && cols[a.index].Right && !cols[b.index].Right && b.width > wordCells:
					t.Fatalf("number %d is cut, words %d have cells to give: %v of %v", a.index, b.index, shown, widest)
				}
			}
		}
	})
}
