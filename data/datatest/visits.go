package datatest

import (
	"testing"

	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// Ramesh is a visitor of A-101.
func Ramesh(s *Society) visits.Draft {
	return visits.Draft{
		Text: visits.Text{
			Name: "Ramesh Kumar", Phone: "98200 12345", UnitID: s.Units["A-101"], Purpose: "Delivery",
			Plate: "MH12AB1234",
		},
		Gate: "Main",
	}
}

// LogVisit logs a visit as the guard, which has to work.
func LogVisit(t *testing.T, s *Society, as visits.Status, n visits.Draft) visits.Visit {
	t.Helper()
	if as == visits.Approved && n.Approval.Channel == visits.NoApproval {
		n.Approval.Channel = visits.ByPhone
	}
	v, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), as, n)
	if err != nil {
		t.Fatalf("log %s: %v", as, err)
	}
	return v
}
