package datatest

import (
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// Ramesh is a visitor of A-101.
func Ramesh(s *Society) data.NewVisit {
	return data.NewVisit{
		VisitText: data.VisitText{
			Name: "Ramesh Kumar", Phone: "98200 12345", UnitID: s.Units["A-101"], Purpose: "Delivery",
			Plate: "MH12AB1234",
		},
		Gate: "Main",
	}
}

// LogVisit logs a visit as the guard, which has to work.
func LogVisit(t *testing.T, s *Society, as data.VisitStatus, n data.NewVisit) data.Visit {
	t.Helper()
	if as == data.VisitApproved && n.Approval.Channel == data.NoApproval {
		n.Approval.Channel = data.ByPhone
	}
	v, err := s.Store.LogVisit(t.Context(), s.Guard, uuid.New(), as, n)
	if err != nil {
		t.Fatalf("log %s: %v", as, err)
	}
	return v
}
