package reports_test

import (
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/value"
)

// TestWhichMonthsARangeCuts: those of which it has not every day.
func TestWhichMonthsARangeCuts(t *testing.T) {
	t.Parallel()
	on := func(month time.Month, day int) value.Day { return value.Day{Year: 2026, Month: month, Day: day} }
	for _, c := range []struct {
		within reports.Range
		cut    []value.Day
	}{
		{reports.Range{From: on(11, 1), To: on(11, 30)}, nil},
		{reports.Range{From: on(11, 1), To: on(11, 21)}, []value.Day{on(11, 1)}},
		{reports.Range{From: on(11, 5), To: on(11, 21)}, []value.Day{on(11, 1)}},
		{reports.Range{From: on(1, 2), To: on(11, 30)}, []value.Day{on(1, 1)}},
		{reports.Range{From: on(1, 2), To: on(11, 21)}, []value.Day{on(1, 1), on(11, 1)}},
	} {
		if cut := c.within.Cut(); !slices.Equal(cut, c.cut) {
			t.Errorf("%v cuts %v, want %v", c.within, cut, c.cut)
		}
	}
}
