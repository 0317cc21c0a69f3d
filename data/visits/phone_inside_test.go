package visits_test

import (
	"errors"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestOnePhoneIsInsideOnceHoweverItIsWritten: also where the country's numbers are
// shorter or longer than the ten digits that the index keeps of them.
func TestOnePhoneIsInsideOnceHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		country, inside, atTheGate string
		same                       bool
	}{
		{"IN", "+91 98200 12345", "098200 12345", true},
		{"IN", "91234 56780", "99123456780", false},
		{"SG", "+65 9123 4567", "9123 4567", true},
		{"SG", "9123 4567", "+65 9123 4567", true},
		{"AE", "+971 50 123 4567", "050 123 4567", true},
		{"IN", "+44 20 7946 0958", "0044 20 7946 0958", true},
		{"IN", "", "", false},
	} {
		t.Run(c.country+" "+c.inside, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			datatest.Setting(t, s, "general.country", c.country)
			n := datatest.Ramesh(s)
			n.Phone, n.Approval = c.atTheGate, visits.Approval{Channel: visits.InPerson}
			waits := datatest.LogVisit(t, s, visits.Approved, n)
			n.Phone = c.inside
			left := datatest.LogVisit(t, s, visits.CheckedIn, n)
			_, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), waits, false)
			if errors.Is(err, visits.ErrDuplicateInside) != c.same || (err == nil) == c.same {
				t.Fatalf("%q beside %q: %v", c.atTheGate, c.inside, err)
			}
			if !c.same {
				return
			}
			// Nor is a check-out taken back beside the same person inside anew.
			if _, err := s.Visits.CheckOut(t.Context(), s.Guard, uuid.New(), left.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), waits, false); err != nil {
				t.Fatal(err)
			}
			_, err = s.Visits.UndoCheckOut(t.Context(), s.Guard, uuid.New(), left.ID)
			datatest.Kind(t, err, fault.Refused)
		})
	}
}
