package register_test

import (
	"context"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestASharedListHasTheChangeThatMadeOneAsk: many desks read while others write;
// whoever wrote finds the row in the next list.
func TestASharedListHasTheChangeThatMadeOneAsk(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				if _, err := s.Visits.List(ctx, s.Guard, visits.Filter{}); err != nil && ctx.Err() == nil {
					t.Errorf("read: %v", err)
				}
			}
		})
	}
	for range 60 {
		n := datatest.Ramesh(s)
		n.Phone, n.Plate = "", ""
		v, err := s.Visits.Log(t.Context(), s.Guard2, uuid.New(), visits.CheckedIn, n)
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.Visits.List(t.Context(), s.Guard2, visits.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Visits) == 0 || page.Visits[0].ID != v.ID {
			t.Fatal("the list lacks the visit that was just logged")
		}
	}
	stop()
	readers.Wait()
}

// TestASharedReadOutlivesWhoAskedFirst: one desk hangs up, the others get their
// answer.
func TestASharedReadOutlivesWhoAskedFirst(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	var desks sync.WaitGroup
	for i := range 40 {
		desks.Go(func() {
			ctx, hangUp := context.WithCancel(t.Context())
			defer hangUp()
			if i%2 == 0 {
				hangUp()
			}
			page, err := s.Visits.List(ctx, s.Guard, visits.Filter{})
			if i%2 == 1 && (err != nil || len(page.Visits) != 1) {
				t.Errorf("%d visits, %v", len(page.Visits), err)
			}
		})
	}
	desks.Wait()
}
