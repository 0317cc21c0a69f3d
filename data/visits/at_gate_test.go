package visits_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// atGate is who stands at an actor's gate, as "name: what was said".
func atGate(t *testing.T, s *datatest.Society, who role.Actor, held uuid.UUID) []string {
	t.Helper()
	rows, err := s.Visits.AtGate(t.Context(), who, held)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%s %s by %s%s", r.Name, r.Status, r.WordBy, r.Note))
	}
	return out
}

// at is the actor at another gate.
func at(who role.Actor, gate string) role.Actor {
	who.Origin.Gate = gate
	return who
}

// waits logs somebody who stands at the main gate and waits for a word from A-101.
func waits(t *testing.T, s *datatest.Society, name string) visits.Visit {
	t.Helper()
	return datatest.LogVisit(t, s, visits.Pending, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
}

// TestWhoStandsAtTheGate: who waits, who may enter by a word given while they waited, and
// who was refused; nobody who is expected, or stood there yesterday.
func TestWhoStandsAtTheGate(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	meera := at(s.Meera, "")
	waits(t, s, "Waiter")
	yes, no := waits(t, s, "Welcome"), waits(t, s, "Stranger")
	announced(t, s)
	datatest.LogVisit(t, s, visits.Denied, visits.Draft{Text: visits.Text{Name: "Drunkard", UnitID: s.Units["A-101"]}, Note: "drunk"})
	off := waits(t, s, "Papers")
	for _, name := range []string{"Tomorrow's", "Yesterday's", "Later"} {
		waits(t, s, name)
	}
	s.Exec(t, `UPDATE visitor_logs SET expected_arrival = now() + interval '1 day' WHERE visitor_name = 'Tomorrow''s'`)
	s.Exec(t, `UPDATE visitor_logs SET created_at = now() - interval '3 hours' WHERE visitor_name = 'Yesterday''s'`)
	// Let in beforehand, by a resident who was asked about an hour that is to come.
	s.Exec(t, `UPDATE visitor_logs SET expected_arrival = now() + interval '1 hour', status = 'approved', approved_at = now() WHERE visitor_name = 'Later'`)
	// Refused an hour ago, so that they are gone.
	s.Exec(t, `INSERT INTO visitor_logs (id, visitor_name, unit_id, status, security_guard_id, created_at)
		VALUES ('0196ec35-0000-7000-8000-000000000001', 'Long gone', $1, 'denied', $2, now() - interval '70 minutes')`, s.Units["A-101"], s.Guard.UserID)
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, resource_type, resource_id, details, created_at)
		VALUES ($1, 'VISITOR_DENIED', 'visitor_logs', '0196ec35-0000-7000-8000-000000000001', '{}', now() - interval '16 minutes')`, s.Meera.UserID)
	for _, did := range []func() (visits.Visit, error){
		func() (visits.Visit, error) {
			return s.Visits.Approve(t.Context(), meera, uuid.New(), yes.ID, visits.Approval{})
		},
		func() (visits.Visit, error) { return s.Visits.Deny(t.Context(), meera, uuid.New(), no.ID, "not known") },
		func() (visits.Visit, error) {
			return s.Visits.Deny(t.Context(), s.Guard, uuid.New(), off.ID, "no papers")
		},
	} {
		if _, err := did(); err != nil {
			t.Fatal(err)
		}
	}
	here := []string{"Welcome approved by Meera Joshi", "Stranger denied by Meera Joshinot known", "Waiter pending by "}
	for gate, want := range map[string][]string{"Main": here, "": here, "East": {}} {
		if got := atGate(t, s, at(s.Guard, gate), uuid.Nil); !slices.Equal(got, want) {
			t.Errorf("at gate %q stand %q", gate, got)
		}
	}
	rows, err := s.Visits.AtGate(t.Context(), s.Guard, uuid.Nil)
	if err != nil || len(rows) != 3 || rows[2].Ring != "Meera Joshi" || !strings.HasPrefix(rows[2].RingPhone, "98*** **") || rows[1].Ring != "" {
		t.Errorf("whom to ring: %+v, %v", rows, err)
	}
	for _, r := range rows {
		if now := time.Now().Add(time.Second); r.Stands(now) == (r.Status == visits.Denied) {
			t.Errorf("%s %s stands there: %v", r.Name, r.Status, r.Stands(now))
		}
	}
	for _, name := range []string{"Ramesh Kumar", "Tomorrow's", "Yesterday's", "Later"} {
		v, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{View: visits.History, Search: name})
		if err != nil || len(v.Visits) == 0 || v.Visits[0].Stands(time.Now().Add(time.Second)) {
			t.Errorf("%s stands there: %+v, %v", name, v.Visits, err)
		}
	}
	// Who is held is shown as they are by now, at whichever gate.
	if _, err := s.Visits.CheckIn(t.Context(), at(s.Guard, "East"), uuid.New(), yes, visits.Entry{}); err != nil {
		t.Fatal(err)
	}
	if got := atGate(t, s, s.Guard, yes.ID); len(got) != 3 || got[0] != "Welcome checked_in by Meera Joshi" {
		t.Errorf("with Welcome held: %q", got)
	}
	if got := atGate(t, s, s.Guard, uuid.Nil); len(got) != 2 {
		t.Errorf("with nobody held: %q", got)
	}
}

// TestWhoWasRefusedIsToldOnce: by one guard, for all gates and desks; it stands in the
// trail, and the visit stays as it is.
func TestWhoWasRefusedIsToldOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := waits(t, s, "Stranger")
	if _, err := s.Visits.TellDenied(t.Context(), s.Guard, uuid.New(), v.ID); !fault.IsDone(err) {
		t.Errorf("told before there is a no: %v", err)
	}
	denied, err := s.Visits.Deny(t.Context(), at(s.Meera, ""), uuid.New(), v.ID, "not known")
	if err != nil {
		t.Fatal(err)
	}
	if got := atGate(t, s, at(s.Guard, ""), uuid.Nil); len(got) != 1 {
		t.Fatalf("before: %q", got)
	}
	var wg sync.WaitGroup
	refused := make([]error, 6)
	for i := range refused {
		wg.Go(func() { _, refused[i] = s.Visits.TellDenied(t.Context(), s.Guard, uuid.New(), v.ID) })
	}
	wg.Wait()
	told := 0
	for _, err := range refused {
		if err == nil {
			told++
		} else if !fault.IsDone(err) {
			t.Error(err)
		}
	}
	trail, err := s.Visits.Trail(t.Context(), s.Guard, v.ID)
	if told != 1 || err != nil || len(trail) != 3 || trail[2].Action != action.VisitorDenialTold || trail[2].Word() != "told of the no" || trail[2].Who != s.Guard.Name {
		t.Errorf("told %d times, %v: %+v", told, err, trail)
	}
	now, err := s.Visits.Get(t.Context(), s.Guard, v.ID)
	if err != nil || now.Status != visits.Denied || now.Version != denied.Version {
		t.Errorf("the visit changed: %+v, %v", now, err)
	}
	if got := atGate(t, s, at(s.Guard, ""), uuid.Nil); len(got) != 0 {
		t.Errorf("after: %q", got)
	}
}
