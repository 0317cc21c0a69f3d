package data_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

func BenchmarkReads(b *testing.B) {
	s := datatest.Crowded(b)
	var deep *data.VisitCursor
	page, err := s.Store.Visits(b.Context(), s.Guard, data.VisitFilter{View: data.VisitsHistory, Limit: 500})
	if err != nil {
		b.Fatal(err)
	}
	deep = page.Visits[len(page.Visits)-1].Cursor()
	deep.At = deep.At.AddDate(-1, 0, 0)
	lists := map[string]data.VisitFilter{
		"inside":               {View: data.VisitsInside},
		"expected":             {View: data.VisitsExpected},
		"today":                {View: data.VisitsToday},
		"history":              {View: data.VisitsHistory},
		"history, a year back": {View: data.VisitsHistory, After: deep},
		"a unit's history":     {View: data.VisitsHistory, UnitID: page.Visits[0].UnitID},
		"search a rare name":   {View: data.VisitsHistory, Search: "Ramesh a87ff67"},
		"search a common name": {View: data.VisitsHistory, Search: "Ramesh"},
		"search a phone's end": {View: data.VisitsHistory, Search: "23754"},
		"search a plate":       {View: data.VisitsHistory, Search: "AB1234"},
		"search a unit":        {View: data.VisitsHistory, Search: "Z 1234"},
		"search inside":        {View: data.VisitsInside, Search: "kir"},
	}
	for name, f := range lists {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Store.Visits(b.Context(), s.Guard, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Store.VisitCounts(b.Context(), s.Guard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("a known phone", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Store.KnownVisitor(b.Context(), s.Guard, page.Visits[60].Phone); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("find a unit", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Store.Homes.FindUnits(b.Context(), s.Guard, "z123"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkWrites measures a visit's whole way, in and out; each of the two is
// one round trip with its audit row and its intent.
func BenchmarkWrites(b *testing.B) {
	s := datatest.Crowded(b)
	n := data.NewVisit{VisitText: data.VisitText{Name: "Ramesh Kumar", Phone: "98200 12345", UnitID: s.Units["A-101"], Purpose: "Delivery"}}
	b.Run("check in and out", func(b *testing.B) {
		for b.Loop() {
			v, err := s.Store.LogVisit(b.Context(), s.Guard, uuid.New(), data.VisitCheckedIn, n)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Store.CheckOut(b.Context(), s.Guard, uuid.New(), v.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}
