package visits_test

import (
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestVisitTrailTellsEveryStep(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := datatest.Ramesh(s)
	n.Note = "parcel is heavy"
	v := datatest.LogVisit(t, s, visits.Pending, n)
	if _, err := s.Visits.Approve(t.Context(), s.Guard, uuid.New(), v.ID, visits.Approval{Channel: visits.ByIntercom}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Visits.Deny(t.Context(), s.Guard2, uuid.New(), v.ID, "no reply\x1b[2J at the door"); err != nil {
		t.Fatal(err)
	}
	steps, err := s.Visits.Trail(t.Context(), s.Guard, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) != 3 {
		t.Fatalf("steps: %+v", steps)
	}
	for i, want := range []visits.Step{
		{Action: action.VisitorAnnounced, Who: s.Guard.Name, Note: "parcel is heavy"},
		{Action: action.VisitorApproved, Who: s.Guard.Name, Channel: visits.ByIntercom},
		{Action: action.VisitorDenied, Who: s.Guard2.Name, Note: "no reply[2J at the door"},
	} {
		got := steps[i]
		if got.At.IsZero() || i > 0 && got.At.Before(steps[i-1].At) {
			t.Errorf("step %d is out of time: %v", i, got.At)
		}
		if got.Gate == "" {
			t.Errorf("step %d has no gate", i)
		}
		got.At, got.Gate = want.At, want.Gate
		if got != want {
			t.Errorf("step %d: %+v, want %+v", i, got, want)
		}
	}
}

func TestVisitTrailReadsAuditRowsOfAnyShape(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	for _, details := range []string{`[1, 2]`, `"text"`, `null`, `{"actor": "somebody", "notes": {"a": 1}}`} {
		if _, err := s.Owner.Exec(t.Context(), `INSERT INTO audit_logs (action, resource_type, resource_id, details)
			VALUES ('OTHER_PROGRAM', 'visitor_logs', $1, $2::jsonb)`, v.ID, details); err != nil {
			t.Fatal(err)
		}
	}
	steps, err := s.Visits.Trail(t.Context(), s.Guard, v.ID)
	if err != nil || len(steps) != 5 {
		t.Errorf("steps: %+v, %v", steps, err)
	}
}

func TestVisitTrailIsForThoseWhoMaySeeTheVisit(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	if _, err := s.Visits.Trail(t.Context(), role.Actor{}, v.ID); err == nil {
		t.Error("nobody could read a visit's trail")
	}
}
