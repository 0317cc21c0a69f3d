package tui_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

func months() tui.Chart {
	return tui.Chart{
		Heads: []string{"Month", "Billed", "Paid"}, Key: "paid . of billed",
		Bars: []tui.Bar{
			{Label: "Oct 2026", Figures: []string{"1,000.00", "1,000.00"}, Value: 1000, Of: 1000},
			{Label: "Nov 2026", Figures: []string{"2,000.00", "500.00"}, Value: 500, Of: 2000},
			{Label: "Dec 2026", Figures: []string{"2,000.00", "1,999.00"}, Value: 1999, Of: 2000},
			{Label: "Jan 2027", Figures: []string{"1.00", "1.00"}, Value: 1, Of: 1},
			{Label: "Feb 2027", Figures: []string{"0.00", "0.00"}},
		},
	}
}

func TestChartReadsWithoutColourAndInASCII(t *testing.T) {
	t.Parallel()
	vt := tui.NewTheme(tuitest.Terminal("vt100"), io.Discard)
	want := []string{
		" Month       Billed      Paid  paid . of billed",
		" Oct 2026  1,000.00  1,000.00  ##########",
		" Nov 2026  2,000.00    500.00  #####...............",
		" Dec 2026  2,000.00  1,999.00  ###################.",
		" Jan 2027      1.00      1.00  #",
		" Feb 2027      0.00      0.00",
	}
	if got := vt.Chart(months(), 51); !slices.Equal(got, want) {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	x := tui.NewTheme(tuitest.Terminal("xterm-256color"), io.Discard)
	if got := x.Chart(months(), 51)[2]; !strings.HasSuffix(got, "█████░░░░░░░░░░░░░░░") {
		t.Errorf("%q", got)
	}
}

func TestChartKeepsItsFiguresWhereThereIsNoRoomForBars(t *testing.T) {
	t.Parallel()
	th := tui.NewTheme(tuitest.Terminal("vt100"), io.Discard)
	for width := 1; width < 90; width++ {
		for i, line := range th.Chart(months(), width) {
			if w := tui.Width(line); w > width {
				t.Fatalf("line %d takes %d of %d cells: %q", i, w, width, line)
			}
		}
	}
	if got := th.Chart(months(), 33); strings.Contains(strings.Join(got, ""), "#") || !strings.HasSuffix(got[2], "500.00") {
		t.Errorf("\n%s", strings.Join(got, "\n"))
	}
	long := tui.Chart{Bars: []tui.Bar{{Label: strings.Repeat("long ", 20), Figures: []string{"7"}, Value: 7}}}
	if got := th.Chart(long, 60)[1]; !strings.Contains(got, "..  7  ####") {
		t.Errorf("%q", got)
	}
	empty := tui.Chart{Heads: []string{"Day"}, Bars: []tui.Bar{{Label: "x\x1b[31m", Value: -5}}}
	if got := th.Chart(empty, 40); len(got) != 2 || strings.ContainsAny(got[1], "#\x1b") {
		t.Errorf("%q", got)
	}
}

func TestChartsOfOneScale(t *testing.T) {
	t.Parallel()
	th := tui.NewTheme(tuitest.Terminal("dumb"), io.Discard)
	half := tui.Chart{Most: 20, Bars: []tui.Bar{{Label: "a", Value: 10}}}
	if got := strings.Count(th.Chart(half, 24)[1], "#"); got != 10 {
		t.Errorf("half of the longest bar has %d cells", got)
	}
	got := th.Abreast(23, []string{"left"}, []string{"right", strings.Repeat("x", 30)})
	if want := []string{"left         right", "             xxxxxxxx.."}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := th.Phrases(20, "one two", "", "three", "four five six seven eight"); !slices.Equal(got, []string{" one two   three", " four five six sev.."}) {
		t.Errorf("%q", got)
	}
}
