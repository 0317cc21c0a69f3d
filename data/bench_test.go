package data_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func BenchmarkReads(b *testing.B) {
	s := datatest.Township(b)
	var deep *visits.Cursor
	page, err := s.Visits.List(b.Context(), s.Guard, visits.Filter{View: visits.History, Limit: 500})
	if err != nil {
		b.Fatal(err)
	}
	deep = page.Visits[len(page.Visits)-1].Cursor()
	deep.At = deep.At.AddDate(-1, 0, 0)
	whole := datatest.Scan[string](b, s.Owner, `SELECT visitor_name FROM visitor_logs WHERE purpose = 'Other' AND visitor_name ~ '^[A-Za-z ]+$' ORDER BY check_in_time DESC NULLS LAST LIMIT 1`)
	phone := datatest.Scan[string](b, s.Owner, `SELECT right(visitor_phone, 5) FROM visitor_logs WHERE visitor_phone ~ '[0-9]{5}$' ORDER BY check_in_time DESC NULLS LAST LIMIT 1`)
	plate := datatest.Scan[string](b, s.Owner, `SELECT vehicle_number FROM visitor_logs WHERE vehicle_number <> '' ORDER BY check_in_time DESC NULLS LAST LIMIT 1`)
	lists := map[string]visits.Filter{
		"inside":               {View: visits.Inside},
		"expected":             {View: visits.Expected},
		"today":                {View: visits.Today},
		"history":              {View: visits.History},
		"history, a year back": {View: visits.History, After: deep},
		"a unit's history":     {View: visits.History, UnitID: page.Visits[0].UnitID},
		"search a rare name":   {View: visits.History, Search: whole},
		"search a common name": {View: visits.History, Search: "Sachin"},
		"search a phone's end": {View: visits.History, Search: phone},
		"search a plate":       {View: visits.History, Search: plate},
		"search a unit":        {View: visits.History, Search: "A 101"},
		"search inside":        {View: visits.Inside, Search: "kir"},
	}
	for name, f := range lists {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Visits.List(b.Context(), s.Guard, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Visits.Counts(b.Context(), s.Guard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("a known phone", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Visits.KnownVisitor(b.Context(), s.Guard, page.Visits[60].Phone); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("muster", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Visits.Muster(b.Context(), s.Guard, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("find a unit", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Homes.FindUnits(b.Context(), s.Guard, "a10"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAtAPersonsPace writes as one guard does, a visitor every so often: the
// connections and their plans have rested meanwhile.
func BenchmarkAtAPersonsPace(b *testing.B) {
	s := datatest.Township(b)
	pace := time.NewTicker(400 * time.Millisecond)
	defer pace.Stop()
	var took latencies
	for b.Loop() {
		for range 25 {
			<-pace.C
			took.timing(func() {
				v, err := s.Visits.Log(b.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{
					Name: "Ramesh Kumar", Phone: "98999 12346", UnitID: s.Units["A-101"], Purpose: "Delivery",
				}})
				if err == nil {
					_, err = s.Visits.CheckOut(b.Context(), s.Guard, uuid.New(), v.ID)
				}
				if err != nil {
					b.Error(err)
				}
			})()
		}
	}
	b.ReportMetric(took.percentile(50)/2, "p50-ms")
}

// BenchmarkWrites measures a visit's whole way, in and out; each of the two is
// one round trip with its audit row and its intent.
func BenchmarkWrites(b *testing.B) {
	s := datatest.Township(b)
	n := visits.Draft{Text: visits.Text{Name: "Ramesh Kumar", Phone: "98999 12345", UnitID: s.Units["A-101"], Purpose: "Delivery"}}
	b.Run("check in and out", func(b *testing.B) {
		for b.Loop() {
			v, err := s.Visits.Log(b.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Visits.CheckOut(b.Context(), s.Guard, uuid.New(), v.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}
