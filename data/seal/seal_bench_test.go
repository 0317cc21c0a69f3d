package seal_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// BenchmarkSeal seals a township's whole trail, verifies it, and checks visitors in without
// a sealer and beside one that seals twenty times as often as a server does.
func BenchmarkSeal(b *testing.B) {
	s := datatest.Township(b)
	f, err := seal.OpenFolder(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(f.Close)
	z := s.Seal.Sealer(f, slog.New(slog.DiscardHandler))
	b.Run("a trail for the first time", func(b *testing.B) {
		rows := 0
		for more := true; more; {
			done, err := z.Pass(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			rows, more = rows+done.Rows, done.More
		}
		if rows > 0 { // it is done once
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(rows), "us/row")
		}
	})
	b.Run("verify", func(b *testing.B) {
		rows := uint64(0)
		for b.Loop() {
			v, err := s.Seal.Verify(b.Context(), s.Admin, seal.Check{Folder: f})
			if err != nil || !v.Sound() {
				b.Fatal(v.First, err)
			}
			rows += v.Rows
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(rows), "us/row")
	})
	units := datatest.Scan[[]uuid.UUID](b, s.Owner, `SELECT array_agg(id) FROM (SELECT id FROM units ORDER BY label LIMIT 50) u`)
	checkIn := func(b *testing.B) {
		var took []time.Duration
		for n := 0; b.Loop(); n++ {
			began := time.Now()
			if _, err := s.Visits.Log(b.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{
				Gate: "Main", Text: visits.Text{Name: "Ramesh Kumar", UnitID: units[n%len(units)], Purpose: "Delivery"},
			}); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	}
	b.Run("a check-in without the sealer", checkIn)
	b.Run("a check-in beside the sealer", func(b *testing.B) {
		ctx, cancel := context.WithCancel(b.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			for ctx.Err() == nil {
				if _, err := z.Pass(ctx); err != nil && ctx.Err() == nil {
					b.Error(err)
				}
				select {
				case <-ctx.Done():
				case <-time.After(time.Second):
				}
			}
		}()
		checkIn(b)
		cancel()
		<-done
	})
}
