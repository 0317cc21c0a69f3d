package visits_test

import (
	"errors"
	"strings"
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
			n.OddPhone = true
			n.Phone, n.Approval = c.atTheGate, visits.Approval{Channel: visits.InPerson}
			waits := datatest.LogVisit(t, s, visits.Approved, n)
			n.Phone, n.Plate, n.Insist.Another = c.inside, "", true
			left := datatest.LogVisit(t, s, visits.CheckedIn, n)
			_, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), waits, visits.Entry{})
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
			if _, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), waits, visits.Entry{}); err != nil {
				t.Fatal(err)
			}
			_, err = s.Visits.UndoCheckOut(t.Context(), s.Guard, uuid.New(), left.ID, visits.Insist{})
			datatest.Kind(t, err, fault.Refused)
		})
	}
}

// TestAnOddPhoneIsSavedWhenAsked, and never where it has no digit.
func TestAnOddPhoneIsSavedWhenAsked(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, odd := range []string{"982001234", "99123456780", "98200 1235O", "0000000000", "98200123456;98"} {
		n := datatest.Ramesh(s)
		n.Phone, n.Plate = odd, ""
		_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["phone"] == nil || !strings.Contains(e.Bad["phone"].Error(), "“"+odd+"”") {
			t.Errorf("%q: %v", odd, err)
		}
		n.OddPhone = true
		if v := datatest.LogVisit(t, s, visits.CheckedIn, n); v.Phone != odd {
			t.Errorf("%q is kept as %q", odd, v.Phone)
		}
		if known, err := s.Visits.KnownVisitor(t.Context(), s.Guard, odd); err != nil || (len(known.Inside) == 0) != (odd == "0000000000") {
			t.Errorf("%q is not found again: %v", odd, err)
		}
	}
	n := datatest.Ramesh(s)
	n.Phone, n.OddPhone = "ask upstairs", true
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
	datatest.Kind(t, err, fault.Invalid)
}

// TestAnOddPhoneThatStandsIsLeft: another program's, on a visit that is corrected in
// something else.
func TestAnOddPhoneThatStandsIsLeft(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	id := uuid.New()
	s.Exec(t, `INSERT INTO visitor_logs (id, unit_id, visitor_name, visitor_phone, status, check_in_time) VALUES ($1, $2, 'Ravi', '9004060203n', 'checked_in', now())`,
		id, s.Units["A-101"])
	v, err := s.Visits.Get(t.Context(), s.Guard, id)
	if err != nil {
		t.Fatal(err)
	}
	fix := asSeen(v)
	fix.Name = "Ravi Rao"
	if v, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix); err != nil {
		t.Fatal(err)
	}
	fix = asSeen(v)
	fix.Phone = "900406020"
	_, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	datatest.Kind(t, err, fault.Invalid)
	fix.OddPhone = true
	if _, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix); err != nil {
		t.Error(err)
	}
}
