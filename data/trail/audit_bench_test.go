package trail_test

import (
	"io"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// BenchmarkAudit reads pages of a township's trail, its newest and a year back, and
// exports a month of it.
func BenchmarkAudit(b *testing.B) {
	s := datatest.Township(b)
	if _, err := s.Trail.NoteHours(b.Context()); err != nil {
		b.Fatal(err)
	}
	guard, deep := s.Guard.UserID, &trail.Cursor{At: time.Now().AddDate(-1, 0, 0), ID: uuid.New()}
	for name, f := range map[string]trail.Filter{
		"newest":                 {},
		"a year back":            {After: deep},
		"a person":               {Person: &guard, After: deep},
		"a person and an action": {Person: &guard, Actions: []action.Action{action.TicketResolved}, After: deep},
		"an address":             {Address: "10.0.4.22"},
		"text in seven days":     {From: time.Now().Add(-6 * 24 * time.Hour), Text: "nobody wrote this"},
		// Of what every hour has, and no row, all 82,000 rows of a township are unpacked and
		// looked through, which takes several times the budget: an index over the details
		// would be paid for by every write.
		"letters in seven days": {From: time.Now().Add(-6 * 24 * time.Hour), Text: "\": 1}x"},
		"a name in seven days":  {From: time.Now().Add(-6 * 24 * time.Hour), Text: "sachin"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Trail.List(b.Context(), s.Admin, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("export", func(b *testing.B) {
		b.ReportAllocs()
		rows := 0
		for b.Loop() {
			n, err := s.Trail.Export(b.Context(), s.Admin, uuid.New(), trail.Filter{From: time.Now().AddDate(0, -1, 0)}, trail.CSV, io.Discard, nil)
			if err != nil {
				b.Fatal(err)
			}
			rows += n
		}
		b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	})
}
