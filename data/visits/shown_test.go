package visits_test

import (
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestACheckInMeansWhoWasShown: another guard corrects the visit while the question
// stands, and the desk gives its word for it again. The yes was to somebody else.
func TestACheckInMeansWhoWasShown(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	again := visits.Approval{Channel: visits.InPerson}
	for name, c := range map[string]struct {
		edit  func(*visits.Correction)
		other bool
	}{
		"another person": {func(c *visits.Correction) { c.Name, c.Phone, c.Approval = "Suresh", "98111 22233", again }, true},
		"another name":   {func(c *visits.Correction) { c.Name = "Ramesh Kumaar" }, true},
		"another unit":   {func(c *visits.Correction) { c.UnitID, c.Approval = s.Units["B-204"], again }, true},
		"more people":    {func(c *visits.Correction) { c.PartySize, c.Approval = 3, again }, true},
		"the plate":      {func(c *visits.Correction) { c.Plate = "MH01AA0001" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			n := datatest.Ramesh(s)
			n.Insist.Phone = true
			shown := datatest.LogVisit(t, s, visits.Approved, n)
			fix := asSeen(shown)
			c.edit(&fix)
			now, err := s.Visits.Correct(t.Context(), s.Guard2, uuid.New(), fix)
			if err != nil || now.Status != visits.Approved {
				t.Fatalf("corrected: %+v, %v", now, err)
			}
			_, err = s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), shown, visits.Entry{Insist: visits.Insist{Phone: true, Plate: true}})
			if c.other {
				if e := datatest.Kind(t, err, fault.Refused); e.Error() != now.Name+" was corrected meanwhile; look again, then check in." {
					t.Errorf("it says %q", e)
				}
				_, err = s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), now, visits.Entry{Insist: visits.Insist{Phone: true, Plate: true}})
			}
			if err != nil {
				t.Errorf("let in: %v", err)
			}
		})
	}
}
