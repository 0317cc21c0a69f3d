package data_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestRepeatReturnsTheFirstResult(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key := uuid.New()
	first, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s))
	if err != nil || again.ID != first.ID {
		t.Fatalf("repeat: %+v, %v", again, err)
	}
	out := uuid.New()
	for range 2 {
		if v, err := s.Visits.CheckOut(t.Context(), s.Guard, out, first.ID); err != nil || v.Status != visits.CheckedOut {
			t.Fatalf("check out: %+v, %v", v, err)
		}
	}
	if v, a := s.Count(t, `visitor_logs`), s.Count(t, `audit_logs WHERE resource_type = 'visitor_logs'`); v != 1 || a != 2 {
		t.Errorf("%d visits, %d audit rows", v, a)
	}
}

func TestRepeatsAtOnceAreDoneOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := datatest.Ramesh(s)
	n.Phone = "" // no lock of the phone's: the key alone must hold
	key := uuid.New()
	var wg sync.WaitGroup
	ids := make([]uuid.UUID, 8)
	for i := range ids {
		wg.Go(func() {
			v, err := s.Visits.Log(context.Background(), s.Guard, key, visits.CheckedIn, n)
			if err != nil {
				t.Errorf("repeat: %v", err)
			}
			ids[i] = v.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("one intent gave visits %v", ids)
		}
	}
	if n := s.Count(t, `visitor_logs`); n != 1 {
		t.Errorf("%d visits of one intent", n)
	}
}

func TestSameKeyOtherPayloadIsRefused(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key := uuid.New()
	if _, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s)); err != nil {
		t.Fatal(err)
	}
	other := datatest.Ramesh(s)
	other.Name, other.Phone = "Someone Else", ""
	_, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, other)
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Visits.Log(t.Context(), s.Guard2, key, visits.CheckedIn, datatest.Ramesh(s))
	datatest.Kind(t, err, fault.Refused)
	if n := s.Count(t, `visitor_logs`); n != 1 {
		t.Errorf("%d visits", n)
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key := uuid.New()
	if _, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s)); err != nil {
		t.Fatal(err)
	}
	if saved, err := s.Settle(t.Context(), s.Guard, key); err != nil || !saved {
		t.Errorf("settle a done write: %v, %v", saved, err)
	}
	lost := uuid.New()
	if saved, err := s.Settle(t.Context(), s.Guard, lost); err != nil || saved {
		t.Errorf("settle a write that never came: %v, %v", saved, err)
	}
	straggler := datatest.Ramesh(s)
	straggler.Phone = ""
	_, err := s.Visits.Log(t.Context(), s.Guard, lost, visits.CheckedIn, straggler)
	datatest.Kind(t, err, fault.Refused)
	if n := s.Count(t, `visitor_logs`); n != 1 {
		t.Errorf("a straggler was written after all: %d visits", n)
	}
}

func TestPromiseNoAuditRowNoChange(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	waiting := datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
	s.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	n := datatest.Ramesh(s)
	n.Phone = ""
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "audit log") {
		t.Errorf("the guard is told %q", e)
	}
	_, err = s.Visits.Approve(t.Context(), s.Guard, uuid.New(), waiting.ID, visits.Approval{Channel: visits.ByPhone})
	datatest.Kind(t, err, fault.Refused)
	if n := s.Count(t, `visitor_logs`); n != 1 {
		t.Errorf("%d visits without an audit row", n-1)
	}
	if v, err := s.Visits.Get(t.Context(), s.Guard, waiting.ID); err != nil || v.Status != visits.Pending {
		t.Errorf("moved without an audit row: %+v, %v", v, err)
	}
}
