package visits_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// asked fails the test unless err is the question why, about the visit of that ID.
func asked(t *testing.T, err error, why error, about uuid.UUID) {
	t.Helper()
	var met *visits.Met
	_ = datatest.Kind(t, err, fault.Refused)
	if !errors.Is(err, why) || !errors.As(err, &met) || met.Visit.ID != about {
		t.Fatalf("got %v, which asks about %+v, want %v about %s", err, met, why, about)
	}
}

// TestAVehicleInsideIsAskedAbout: however a visitor comes in with a vehicle that is
// inside, however its plate is written, the guard is asked first.
func TestAVehicleInsideIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, known := t.Context(), visits.Insist{Plate: true}
	inside := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	by := func(name, plate string) visits.Draft {
		return visits.Draft{Text: visits.Text{Name: name, Plate: plate, UnitID: s.Units["B-204"]}}
	}

	n := by("Somebody else", "mh 12 ab-1234")
	_, err := s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, n)
	asked(t, err, visits.ErrVehicleInside, inside.ID)
	if want := "MH12AB1234 is inside already: Ramesh Kumar since "; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("it says %q, want %q", err, want)
	}
	waits := datatest.LogVisit(t, s, visits.Approved, n)
	_, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), waits, visits.Entry{})
	asked(t, err, visits.ErrVehicleInside, inside.ID)
	if _, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), waits, visits.Entry{Insist: known}); err != nil {
		t.Fatal(err)
	}
	if _, err = s.Visits.CheckOut(ctx, s.Guard, uuid.New(), waits.ID); err != nil {
		t.Fatal(err)
	}
	_, err = s.Visits.UndoCheckOut(ctx, s.Guard, uuid.New(), waits.ID, visits.Insist{})
	asked(t, err, visits.ErrVehicleInside, inside.ID)
	if _, err = s.Visits.UndoCheckOut(ctx, s.Guard, uuid.New(), waits.ID, known); err != nil {
		t.Fatal(err)
	}

	walks := datatest.LogVisit(t, s, visits.CheckedIn, by("On foot", "none"))
	datatest.LogVisit(t, s, visits.CheckedIn, by("On foot too", "none")) // which is no vehicle's plate
	c := asSeen(walks)
	c.Plate = "MH-12-AB-1234"
	_, err = s.Visits.Correct(ctx, s.Guard, uuid.New(), c)
	asked(t, err, visits.ErrVehicleInside, waits.ID) // the latest with it
	c.Insist = known
	now, err := s.Visits.Correct(ctx, s.Guard, uuid.New(), c)
	if err != nil {
		t.Fatal(err)
	}
	c = asSeen(now) // it has the plate now: another spelling asks nothing
	c.Plate = "MH12AB1234"
	if _, err = s.Visits.Correct(ctx, s.Guard, uuid.New(), c); err != nil {
		t.Fatal(err)
	}
}

// TestACorrectionAsksAboutThePhoneInside: it lets nobody have a second open visit
// unasked, as a check-in does not.
func TestACorrectionAsksAboutThePhoneInside(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	inside := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	other := datatest.LogVisit(t, s, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Somebody else", UnitID: s.Units["B-204"]}})
	c := asSeen(other)
	c.Phone = "+91 98200-12345"
	_, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), c)
	asked(t, err, visits.ErrDuplicateInside, inside.ID)
	c.Insist.Phone = true
	now, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), c)
	if err != nil {
		t.Fatal(err)
	}
	c = asSeen(now)
	c.Name = "Somebody else still"
	if _, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), c); err != nil {
		t.Errorf("its own phone is asked about: %v", err)
	}
	waits := datatest.LogVisit(t, s, visits.Pending, visits.Draft{Text: visits.Text{Name: "Waits", UnitID: s.Units["B-204"]}})
	c = asSeen(waits)
	c.Phone, c.Plate = "9820012345", "MH12AB1234"
	if _, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), c); err != nil {
		t.Errorf("who waits is asked about before they come in: %v", err)
	}
}

// TestAnAnnouncedGuestIsKnownByName: without a phone the name and the unit say who it
// is, in any order and case, whether all of the name is typed or not.
func TestAnAnnouncedGuestIsKnownByName(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	evening := time.Now().Add(5 * time.Hour)
	ritu, err := s.Visits.Log(ctx, s.Meera, uuid.New(), visits.Approved, visits.Draft{
		Text: visits.Text{Name: "Ritu Sharma", UnitID: s.Units["A-101"]}, ExpectedArrival: &evening,
	})
	if err != nil {
		t.Fatal(err)
	}
	try := func(as visits.Status, name, unit string, insist visits.Insist) error {
		_, err := s.Visits.Log(ctx, s.Guard, uuid.New(), as, visits.Draft{
			Text: visits.Text{Name: name, Phone: "98111 22233", UnitID: s.Units[unit]}, Insist: insist,
		})
		return err
	}
	for _, name := range []string{"Ritu Sharma", "ritu", "SHARMA  Ritu", "Ms. Ritu Śharma"} {
		for _, as := range []visits.Status{visits.CheckedIn, visits.Pending, visits.Denied} {
			asked(t, try(as, name, "A-101", visits.Insist{}), visits.ErrExpected, ritu.ID)
		}
	}
	// Somebody else, another unit, a guard who knows better, the resident's own.
	for _, other := range []error{
		try(visits.Pending, "Rituparna", "A-101", visits.Insist{}),
		try(visits.Pending, "Ritu Sharma", "B-204", visits.Insist{}),
		try(visits.Pending, "Ritu Sharma", "A-101", visits.Insist{Another: true}),
	} {
		if other != nil {
			t.Error(other)
		}
	}
	if _, err := s.Visits.Log(ctx, s.Meera, uuid.New(), visits.Approved, visits.Draft{Text: visits.Text{Name: "Ritu", UnitID: s.Units["A-101"]}}); err != nil {
		t.Error(err)
	}

	// Her phone is noted with the check-in: she was announced without one.
	in, err := s.Visits.CheckIn(ctx, s.Guard, uuid.New(), ritu, visits.Entry{Phone: "98111 22233"})
	if err != nil || in.Phone != "98111 22233" || in.Approver != "Meera Joshi" {
		t.Fatalf("she came in as %+v, %v", in, err)
	}
	_, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), ritu, visits.Entry{Phone: "1"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["phone"] == nil {
		t.Errorf("no phone: %v", err)
	}
	// The phone is inside now, and is asked about where it would be noted again.
	dipa := announced(t, s, func(n *visits.Draft) { n.Name, n.Phone, n.Plate = "Dipa", "", "" })
	_, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), dipa, visits.Entry{Phone: "+919811122233"})
	asked(t, err, visits.ErrDuplicateInside, in.ID)
	// One that was announced is not another.
	kiran := announced(t, s, func(n *visits.Draft) { n.Name, n.Plate = "Kiran", "" })
	if in, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), kiran, visits.Entry{Phone: "90000 00001"}); err != nil || in.Phone != kiran.Phone {
		t.Errorf("the phone of %+v, %v", in, err)
	}
}

// TestWhoLapsedUnusedIsNotExpected: nor is the one who came in.
func TestWhoLapsedUnusedIsNotExpected(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := announced(t, s)
	s.Exec(t, `UPDATE visitor_logs SET approved_at = now() - interval '25 hours', created_at = now() - interval '25 hours' WHERE id = $1`, v.ID)
	n := datatest.Ramesh(s)
	datatest.LogVisit(t, s, visits.CheckedIn, n)
	n.Insist = visits.Insist{Phone: true, Plate: true}
	datatest.LogVisit(t, s, visits.CheckedIn, n)
}

func TestOneVehicleAtTwoGatesEntersOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() {
			n := datatest.Ramesh(s)
			n.Phone = ""
			_, errs[i] = s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil && !errors.Is(err, visits.ErrVehicleInside) {
			t.Errorf("refused for %v", err)
		}
	}
	if n := s.Count(t, `visitor_logs WHERE status = 'checked_in'`); n != 1 {
		t.Errorf("%d entered at once", n)
	}
}

// TestAWithdrawnAnnouncementIsNoDenial: it brands nobody, and is told apart wherever
// a visit is.
func TestAWithdrawnAnnouncementIsNoDenial(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	datatest.LogVisit(t, s, visits.Denied, datatest.Ramesh(s))
	v := announced(t, s, func(n *visits.Draft) { n.Plate = "" })
	if !v.Announced() {
		t.Fatalf("not announced: %+v", v)
	}
	_, err := s.Visits.Withdraw(ctx, s.Tenant, uuid.New(), v.ID, "")
	datatest.Kind(t, err, fault.NotFound)
	got, err := s.Visits.Withdraw(ctx, s.Meera, uuid.New(), v.ID, " comes  tomorrow ")
	if err != nil || got.Status != visits.Denied || !got.Withdrawn() || got.Word() != "withdrawn" || got.WithdrawnBy != "Meera Joshi" {
		t.Fatalf("withdrawn: %+v, %v", got, err)
	}
	trail, err := s.Visits.Trail(ctx, s.Meera, v.ID)
	if err != nil || len(trail) != 2 || trail[1].Word() != "withdrawn" || trail[1].Note != "comes tomorrow" {
		t.Errorf("its trail: %+v, %v", trail, err)
	}
	_, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), v, visits.Entry{})
	if e := datatest.Kind(t, err, fault.Refused); e.Format != "%s was withdrawn by %s at %s." {
		t.Errorf("it says %q", e)
	}
	_, err = s.Visits.Withdraw(ctx, s.Meera, uuid.New(), v.ID, "")
	datatest.Kind(t, err, fault.Refused)
	known, err := s.Visits.KnownVisitor(ctx, s.Guard, v.Phone)
	if err != nil || known.Denied == nil || known.Denied.Withdrawn() || len(known.Expected) != 0 {
		t.Errorf("known: %+v, %v", known, err)
	}
	for status, want := range map[visits.Status]bool{visits.Denied: false, visits.Withdrawn: true} {
		page, err := s.Visits.List(ctx, s.Guard, visits.Filter{View: visits.History, Status: status})
		if err != nil || len(page.Visits) != 1 || page.Visits[0].Withdrawn() != want || page.Visits[0].ListedAs() != status {
			t.Errorf("listed as %s: %+v, %v", status, page.Visits, err)
		}
	}
	// Who stands at the gate is denied.
	stands := datatest.LogVisit(t, s, visits.Pending, visits.Draft{Text: visits.Text{Name: "Suresh", UnitID: s.Units["A-101"]}})
	for range 2 {
		_, err = s.Visits.Withdraw(ctx, s.Meera, uuid.New(), stands.ID, "")
		datatest.Kind(t, err, fault.Refused)
		if stands, err = s.Visits.Approve(ctx, s.Meera, uuid.New(), stands.ID, visits.Approval{}); err != nil && stands.Status == visits.Pending {
			t.Fatal(err)
		}
	}
	// Another program that moves the row on knows nothing of it.
	s.Exec(t, `UPDATE visitor_logs SET status = 'checked_in' WHERE id = $1`, v.ID)
	if got, err = s.Visits.Get(ctx, s.Guard, v.ID); err != nil || got.Withdrawn() || got.Word() != "inside" {
		t.Errorf("let in by another program: %+v, %v", got, err)
	}
}

// TestWhatIsKnownOfAPhone: who is inside is not expected, and whoever is expected at
// the unit is found among several.
func TestWhatIsKnownOfAPhone(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	n := datatest.Ramesh(s)
	n.Insist = visits.Insist{Phone: true, Plate: true}
	datatest.LogVisit(t, s, visits.CheckedIn, n)
	datatest.LogVisit(t, s, visits.CheckedIn, n)
	known, err := s.Visits.KnownVisitor(ctx, s.Guard, n.Phone)
	if err != nil || len(known.Inside) != 2 || len(known.Expected) != 0 || known.Visits != 2 {
		t.Fatalf("two inside: %+v, %v", known, err)
	}
	var waits []visits.Visit
	for unit, hours := range map[string]int{"A-101": 3, "B-204": 1} {
		due := time.Now().Add(time.Duration(hours) * time.Hour)
		n.UnitID, n.ExpectedArrival, n.Approval.Channel = s.Units[unit], &due, visits.ByPhone
		waits = append(waits, datatest.LogVisit(t, s, visits.Approved, n))
	}
	known, err = s.Visits.KnownVisitor(ctx, s.Guard, n.Phone)
	if err != nil || len(known.Expected) != 2 || known.Expected[0].Unit != "B-204" || known.Visits != 2 || !known.Last.Came() {
		t.Fatalf("two expected: %+v, %v", known, err)
	}
	for _, v := range waits {
		if at := known.ExpectedAt(*v.UnitID); at == nil || at.ID != v.ID {
			t.Errorf("at %s %+v is expected", v.Unit, at)
		}
	}
	if at := known.ExpectedAt(uuid.New()); at != nil {
		t.Errorf("nowhere %+v is expected", at)
	}
}
