package visits_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestWhatOvertookACorrection: who corrects a visit reads what became of it.
func TestWhatOvertookACorrection(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	correct := func(v visits.Visit, edit func(*visits.Correction)) error {
		fix := asSeen(v)
		edit(&fix)
		_, err := s.Visits.Correct(t.Context(), s.Guard2, uuid.New(), fix)
		return err
	}
	note := func(c *visits.Correction) { c.Note = "two bags" }
	for want, overtake := range map[string]func(v visits.Visit) error{
		" was checked in meanwhile;": func(v visits.Visit) error {
			_, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), v, visits.Entry{Insist: visits.Insist{Phone: true, Plate: true}})
			return err
		},
		" was corrected meanwhile;": func(v visits.Visit) error {
			return correct(v, func(c *visits.Correction) { c.Plate = "MH12AB1234" })
		},
		" waits for approval meanwhile;": func(v visits.Visit) error {
			return correct(v, func(c *visits.Correction) { c.UnitID = s.Units["B-204"] })
		},
	} {
		v := announced(t, s)
		if err := overtake(v); err != nil {
			t.Fatal(err)
		}
		if e := datatest.Kind(t, correct(v, note), fault.Refused); !strings.HasPrefix(e.Error(), v.Name+want) {
			t.Errorf("it says %q, want %q", e, v.Name+want)
		}
	}
	v := datatest.LogVisit(t, s, visits.Pending, visits.Draft{Text: visits.Text{Name: "Suresh", UnitID: s.Units["A-101"]}})
	if _, err := s.Visits.Approve(t.Context(), s.Meera, uuid.New(), v.ID, visits.Approval{}); err != nil {
		t.Fatal(err)
	}
	if e := datatest.Kind(t, correct(v, note), fault.Refused); !strings.HasPrefix(e.Error(), v.Name+" was approved meanwhile;") {
		t.Errorf("it says %q", e)
	}
}
