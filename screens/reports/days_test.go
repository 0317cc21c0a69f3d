package reports

import (
	"testing"

	"github.com/civoranexus/society360/data/value"
)

func TestSpansFollowTheDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, today, from, to string }{
		{"", "2026-11-21", "2026-11-01", "2026-11-21"},
		{thisMonth, "2026-12-01", "2026-12-01", "2026-12-01"},
		{lastMonth, "2026-01-31", "2025-12-01", "2025-12-31"},
		{lastMonth, "2028-03-31", "2028-02-01", "2028-02-29"},
		{thisYear, "2027-01-01", "2027-01-01", "2027-01-01"},
		{thisYear, "2026-11-21", "2026-01-01", "2026-11-21"},
	} {
		today, err := value.ParseDay(c.today)
		if err != nil {
			t.Fatal(err)
		}
		got := span{kind: c.kind}.days(today)
		if got.From.String() != c.from || got.To.String() != c.to {
			t.Errorf("%q on %s is %s to %s, want %s to %s", c.kind, c.today, got.From, got.To, c.from, c.to)
		}
	}
}
