package tui

import "slices"

// Column is one column of a Table. Widths are in cells.
type Column struct {
	// Title stands above it, already through the printer.
	Title string
	// Min is the least width; a column that cannot have it is dropped or, with
	// Drop zero, cut.
	Min int
	// Max bounds what Flex gives; zero is no bound.
	Max int
	// Flex is the column's share of the width that is left over.
	Flex int
	// Drop orders what narrow terminals lose: the greatest goes first; a column
	// with zero stays.
	Drop int
	// Wide is the body width from which an extra column appears.
	Wide int
	// Right aligns numbers.
	Right bool
}

// laid is a column that is shown: which, and how wide.
type laid struct{ index, width int }

const (
	columnGap   = 2
	markerWidth = 3 // what is new, the cursor, a space
)

// layout chooses and measures the columns for a body of width cells; widest is how
// wide the cells of each are. A number is never cut while words have room to give.
func layout(cols []Column, width int, widest []int) []laid {
	shown := measure(cols, width)
	share(cols, shown, widest, width-markerWidth-total(shown))
	if !slices.ContainsFunc(shown, func(l laid) bool { return cols[l.index].Right && l.width < widest[l.index] }) {
		return shown
	}
	cols = slices.Clone(cols)
	for i, c := range cols {
		if c.Right {
			cols[i].Min = max(c.Min, widest[i])
		}
	}
	shown = measure(cols, width)
	share(cols, shown, widest, width-markerWidth-total(shown))
	return shown
}

// measure chooses the columns, and gives each what it asks for.
func measure(cols []Column, width int) []laid {
	room := max(0, width-markerWidth)
	var shown []laid
	for i, c := range cols {
		if c.Wide <= width {
			shown = append(shown, laid{i, max(1, c.Min)})
		}
	}
	for total(shown) > room {
		worst := -1
		for k, l := range shown {
			if d := cols[l.index].Drop; d > 0 && (worst < 0 || d > cols[shown[worst].index].Drop) {
				worst = k
			}
		}
		if worst < 0 {
			break
		}
		shown = slices.Delete(shown, worst, worst+1)
	}
	// Columns that must stay give way one cell at a time, the widest first, words
	// before numbers.
	for total(shown) > room {
		widest := -1
		for k, l := range shown {
			if l.width > 1 && (widest < 0 || gives(cols, l, shown[widest])) {
				widest = k
			}
		}
		if widest < 0 {
			// Not even one cell each: the last columns go.
			if len(shown) <= 1 {
				break
			}
			shown = shown[:len(shown)-1]
			continue
		}
		shown[widest].width--
	}
	grow(cols, shown, room-total(shown))
	return shown
}

// gives reports whether a gives a cell before b does.
func gives(cols []Column, a, b laid) bool {
	if ra, rb := cols[a.index].Right, cols[b.index].Right; ra != rb {
		return rb && a.width > wordCells || ra && b.width <= wordCells
	}
	return a.width > b.width
}

// wordCells is what a column of words keeps while numbers have cells to give.
const wordCells = 5

// share gives the columns whose cells are cut what others have and do not need: the
// one that lacks least first, so that as many as can be are whole, and words beyond
// wordCells after all numbers. left is what no column has. Where nothing is cut all
// columns stay as they are.
func share(cols []Column, shown []laid, widest []int, left int) {
	needs := make([]int, len(shown))
	for k, l := range shown {
		needs[k] = max(widest[l.index], Width(Plain(cols[l.index].Title)))
	}
	lacks := func(k int) int { return needs[k] - shown[k].width }
	last := func(k int) bool { return !cols[shown[k].index].Right && shown[k].width >= wordCells }
	before := func(a, b int) bool {
		if last(a) != last(b) {
			return last(b)
		}
		return lacks(a) < lacks(b)
	}
	for {
		cut, spare := -1, -1
		for k := range shown {
			switch lack := lacks(k); {
			case lack > 0 && (cut < 0 || before(k, cut)):
				cut = k
			case lack < 0 && (spare < 0 || lack < lacks(spare)):
				spare = k
			}
		}
		switch {
		case cut < 0 || left <= 0 && spare < 0:
			return
		case left > 0:
			left--
		default:
			shown[spare].width--
		}
		shown[cut].width++
	}
}

// grow shares extra cells among the flexible columns by their Flex.
func grow(cols []Column, shown []laid, extra int) {
	for extra > 0 {
		sum := 0
		for _, l := range shown {
			if c := cols[l.index]; c.Flex > 0 && (c.Max == 0 || l.width < c.Max) {
				sum += c.Flex
			}
		}
		if sum == 0 {
			return
		}
		left := extra
		for k, l := range shown {
			c := cols[l.index]
			if c.Flex == 0 || c.Max > 0 && l.width >= c.Max {
				continue
			}
			share := min(left, max(1, extra*c.Flex/sum))
			if c.Max > 0 {
				share = min(share, c.Max-l.width)
			}
			shown[k].width += share
			left -= share
		}
		extra = left
	}
}

func total(shown []laid) int {
	sum := 0
	for _, l := range shown {
		sum += l.width
	}
	return sum + columnGap*max(0, len(shown)-1)
}
