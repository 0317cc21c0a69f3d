package visits_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

func names(t *testing.T, s *datatest.Society, f visits.Filter) []string {
	t.Helper()
	page, err := s.Visits.List(t.Context(), s.Guard, f)
	if err != nil {
		t.Fatalf("%+v: %v", f, err)
	}
	var all []string
	for _, v := range page.Visits {
		all = append(all, v.Name)
	}
	slices.Sort(all)
	return all
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, said := range []visits.Text{
		{Name: "Ramesh Kumar", Phone: "98200 12345", Plate: "MH 12 AB 1234", UnitID: s.Units["A-101"]},
		{Name: "Anita 100% Desai", Phone: "+91 99300 54321", UnitID: s.Units["B-204"]},
		{Name: "सुनीता पवार", Plate: "KA05_9", UnitID: s.Units["A-102"]},
	} {
		datatest.LogVisit(t, s, visits.CheckedIn, visits.Draft{Text: said})
	}
	for term, want := range map[string][]string{
		"ramesh": {"Ramesh Kumar"}, "KUMAR ram": {"Ramesh Kumar"}, "mesh": nil, "0%": nil, "100%": {"Anita 100% Desai"}, "_9": nil,
		"98200": {"Ramesh Kumar"}, "12345": {"Ramesh Kumar"}, "982001 2345": {"Ramesh Kumar"}, "+91 993": {"Anita 100% Desai"},
		"ab 1234": {"Ramesh Kumar"}, "mh12": {"Ramesh Kumar"}, "a101": {"Ramesh Kumar"}, "A 101": {"Ramesh Kumar"},
		"b-204": {"Anita 100% Desai"}, "सुनीता": {"सुनीता पवार"}, "zebra": nil,
	} {
		for _, view := range []visits.View{visits.Inside, visits.Today, visits.History} {
			if got := names(t, s, visits.Filter{View: view, Search: term}); !slices.Equal(got, want) {
				t.Errorf("view %d, %q: %v, want %v", view, term, got, want)
			}
		}
	}
	_, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{View: visits.History, Search: "r"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["search"] == nil {
		t.Errorf("a short term in the history: %v", err)
	}
}

func TestKeysetPages(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	at := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)
	for i := range 25 { // many at the same moment: the ID decides
		s.Exec(t, `INSERT INTO visitor_logs (id, unit_id, visitor_name, check_in_time, status) VALUES ($1, $2, $3, $4, 'checked_out')`,
			uuid.New(), s.Units["A-101"], fmt.Sprintf("Visitor %02d", i), at.Add(time.Duration(i/10)*time.Minute))
	}
	for _, search := range []string{"", "visitor", "a101"} {
		seen := map[uuid.UUID]bool{}
		f := visits.Filter{View: visits.History, Search: search, Limit: 7}
		for pages := 0; ; pages++ {
			page, err := s.Visits.List(t.Context(), s.Guard, f)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range page.Visits {
				if seen[v.ID] {
					t.Fatalf("%q: %s stands on two pages", search, v.Name)
				}
				seen[v.ID] = true
				if i > 0 && page.Visits[i-1].At.Before(v.At) {
					t.Fatalf("%q: out of order", search)
				}
			}
			if !page.More {
				break
			}
			if pages > 10 {
				t.Fatal("pages without end")
			}
			f.After = page.Visits[len(page.Visits)-1].Cursor()
		}
		if len(seen) != 25 {
			t.Errorf("%q: %d of 25", search, len(seen))
		}
	}
}

// TestTheExpectedComeInTheOrderInWhichTheyAreDue: who is due now stands on top however
// long ago it was typed, and who did not come for hours stands behind all others.
func TestTheExpectedComeInTheOrderInWhichTheyAreDue(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	rapid.Check(t, func(rt *rapid.T) {
		s.Exec(t, `DELETE FROM visitor_logs`)
		n := rapid.IntRange(0, 12).Draw(rt, "visitors")
		for i := range n {
			// A quarter past, so that nobody becomes late while they are read.
			due := time.Duration(rapid.IntRange(-20, 40).Draw(rt, "due")) * time.Hour / 2
			typed := time.Duration(rapid.IntRange(0, 40).Draw(rt, "typed")) * time.Hour / 2
			s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, status, created_at, expected_arrival)
				VALUES ($1, $2, $3, now() - $4::interval, now() + $5::interval)`, s.Units["A-101"], fmt.Sprint("Visitor ", i),
				rapid.SampledFrom([]visits.Status{visits.Pending, visits.Approved}).Draw(rt, "status"), typed, due+15*time.Minute)
		}
		f := visits.Filter{View: visits.Expected, Limit: rapid.IntRange(1, 5).Draw(rt, "page")}
		var all []visits.Visit
		for more := true; more; {
			page, err := s.Visits.List(t.Context(), s.Guard, f)
			if err != nil {
				rt.Fatal(err)
			}
			if all, more = append(all, page.Visits...), page.More; more {
				f.After = all[len(all)-1].Cursor()
			}
		}
		if len(all) != n {
			rt.Fatalf("%d of %d are listed", len(all), n)
		}
		for i, v := range all {
			if late := v.Due.Before(time.Now().Add(-2 * time.Hour)); v.Late != late {
				rt.Fatalf("late: %v of one due %s", v.Late, v.Due)
			}
			if i > 0 && all[i-1].DueBefore(v) > 0 {
				rt.Fatalf("%s, %v stands before %s, %v", all[i-1].Due, all[i-1].Late, v.Due, v.Late)
			}
		}
	})
}

// TestTodayIsWhoCame, whenever it was typed.
func TestTodayIsWhoCame(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for name, as := range map[string]visits.Status{"Came": visits.CheckedIn, "Waits": visits.Pending, "Turned away": visits.Denied, "Announced": visits.Approved} {
		datatest.LogVisit(t, s, as, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
	}
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, created_at, check_in_time) VALUES ('Typed last week', 'checked_out', now() - interval '7 days', now())`)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status) VALUES ('Of another program', 'checked_in')`)
	got := names(t, s, visits.Filter{View: visits.Today})
	slices.Sort(got)
	if want := []string{"Came", "Of another program", "Typed last week"}; !slices.Equal(got, want) {
		t.Errorf("today came %v, want %v", got, want)
	}
}

func TestCountsAgreeWithLists(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i, as := range []visits.Status{
		visits.CheckedIn, visits.CheckedIn, visits.CheckedIn, visits.Pending,
		visits.Pending, visits.Approved, visits.Denied,
	} {
		datatest.LogVisit(t, s, as, visits.Draft{Text: visits.Text{Name: fmt.Sprint("Visitor ", i), UnitID: s.Units["A-101"]}})
	}
	s.Exec(t, `UPDATE visitor_logs SET check_in_time = now() - interval '26 hours' WHERE visitor_name = 'Visitor 1'`)
	// A program of the platform that knows no status of ours: NULL reads as the default.
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status) VALUES ('Nobody said', NULL)`)
	counts, err := s.Visits.Counts(t.Context(), s.Guard)
	if err != nil {
		t.Fatal(err)
	}
	got := map[visits.View]int{visits.Inside: counts.Inside, visits.Expected: counts.Expected, visits.Today: counts.Today, visits.Overstays: counts.Overstays}
	for view, n := range got {
		if listed := len(names(t, s, visits.Filter{View: view})); listed != n {
			t.Errorf("view %d lists %d, counted %d", view, listed, n)
		}
	}
	if counts.Inside != 4 || counts.Expected != 3 || counts.Waiting != 2 || counts.Today != 3 ||
		counts.Overstays != 1 || counts.Longest != "Visitor 1" {
		t.Errorf("counts: %+v", counts)
	}
	page, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{View: visits.Inside})
	if err != nil || !page.Visits[len(page.Visits)-1].Overstay || page.Visits[0].Overstay {
		t.Errorf("overstay marks: %+v, %v", page.Visits, err)
	}
}

// TestOverstaysStandLongestFirst: whoever is inside too long, page by page, and nobody
// twice or left out; another unit's are no resident's.
func TestOverstaysStandLongestFirst(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, unit_id, check_in_time, created_at)
		SELECT 'Visitor ' || n, CASE WHEN n % 7 = 0 THEN 'checked_out' ELSE 'checked_in' END, $1, at, at
		FROM (SELECT n, now() - (n / 2) * interval '1 hour' AS at FROM generate_series(10, 40) n) v`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, unit_id, status, check_in_time) VALUES ('Elsewhere', $1, 'checked_in', now() - interval '5 days')`, s.Units["B-204"])
	datatest.Setting(t, s, "security.overstay_hours", "9")
	longest := func(of string) []uuid.UUID {
		return datatest.Scan[[]uuid.UUID](t, s.Owner, `SELECT array_agg(id ORDER BY check_in_time, id) FROM visitor_logs
			WHERE status = 'checked_in' AND check_in_time < now() - interval '9 hours' AND `+of)
	}
	samePages(t, s, s.Guard, visits.Filter{View: visits.Overstays, Limit: 3}, longest(`true`))
	samePages(t, s, s.Meera, visits.Filter{View: visits.Overstays, Limit: 3}, longest(`visitor_name <> 'Elsewhere'`))
	samePages(t, s, s.Guard, visits.Filter{View: visits.Overstays, Limit: 1, Search: "visitor 3"}, longest(`visitor_name LIKE 'Visitor 3%'`))
}

func TestKnownVisitor(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 3 {
		v := datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
		if _, err := s.Visits.CheckOut(t.Context(), s.Guard, uuid.New(), v.ID); err != nil {
			t.Fatal(err)
		}
	}
	known, err := s.Visits.KnownVisitor(t.Context(), s.Guard, "+919820012345")
	if err != nil || known.Visits != 3 || known.Last == nil || known.Last.Plate != "MH12AB1234" ||
		len(known.Inside) != 0 || known.Denied != nil {
		t.Fatalf("known: %+v, %v", known, err)
	}
	datatest.LogVisit(t, s, visits.Denied, datatest.Ramesh(s))
	if known, err = s.Visits.KnownVisitor(t.Context(), s.Guard, "9820012345"); err != nil || known.Denied == nil || known.Last == nil {
		t.Errorf("after a denial: %+v, %v", known, err)
	}
	if known, err = s.Visits.KnownVisitor(t.Context(), s.Guard, "98200"); err != nil || known.Visits != 0 {
		t.Errorf("half a phone knows %+v, %v", known, err)
	}
	_, err = s.Visits.KnownVisitor(t.Context(), s.Meera, "9820012345")
	datatest.Kind(t, err, fault.Forbidden)
}

func TestMusterWalksEveryoneInside(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, check_in_time, status)
		SELECT $1, 'Guest ' || (i % 7), now(), 'checked_in' FROM generate_series(1, 450) i`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, check_in_time, status) VALUES ($1, 'Gone', now(), 'checked_out'), (NULL, 'No unit', now(), 'checked_in')`, s.Units["B-204"])
	var after *visits.MusterLine
	seen := map[uuid.UUID]bool{}
	for {
		page, err := s.Visits.Muster(t.Context(), s.Guard, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Lines {
			seen[l.ID] = true
		}
		if !page.More {
			break
		}
		after = &page.Lines[len(page.Lines)-1]
	}
	if len(seen) != 451 {
		t.Errorf("the muster calls %d of 451", len(seen))
	}
}

// TestMusterGoesUpThroughABuilding: flats are called in the order of their
// numbers, towers as well.
func TestMusterGoesUpThroughABuilding(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO blocks (name) VALUES ('Tower 10'), ('Tower 2')`)
	s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type)
		SELECT b.id, n, 1, '1BHK' FROM blocks b, unnest(ARRAY['1001', '901', '101']) n WHERE b.name IN ('Tower 2', 'Tower 10')`)
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, check_in_time, status)
		SELECT id, 'Guest', now(), 'checked_in' FROM units WHERE unit_number IN ('101', '901', '1001')`)
	page, err := s.Visits.Muster(t.Context(), s.Guard, nil)
	if err != nil {
		t.Fatal(err)
	}
	var units []string
	for _, l := range page.Lines {
		units = append(units, l.Unit)
	}
	if want := []string{"2-101", "2-901", "2-1001", "10-101", "10-901", "10-1001", "A-101"}; !slices.Equal(units, want) {
		t.Errorf("the muster calls %q, want %q", units, want)
	}
}

func TestUnitsAndResidents(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for term, want := range map[string]string{"a101": "A-101", "A 101": "A-101", "a-10": "A-101", "101": "A-101", "b": "B-204", "204": "B-204"} {
		units, err := s.Homes.FindUnits(t.Context(), s.Guard, term)
		if err != nil || len(units) == 0 || units[0].Label != want {
			t.Errorf("%q finds %+v, %v", term, units, err)
		}
	}
	if units, err := s.Homes.FindUnits(t.Context(), s.Guard, "%"); err != nil || len(units) != 0 {
		t.Errorf("a wildcard finds %v, %v", units, err)
	}
	if units, err := s.Homes.FindUnits(t.Context(), s.Meera, "b204"); err != nil || len(units) != 0 {
		t.Errorf("a resident finds another's unit: %v, %v", units, err)
	}
	residents, err := s.Homes.Residents(t.Context(), s.Guard, s.Units["A-101"])
	if err != nil || len(residents) != 2 || residents[0].Name != "Meera Joshi" || !residents[0].Primary || residents[1].Type != "family_member" {
		t.Fatalf("residents: %+v, %v", residents, err)
	}
	if p := residents[0].Phone; p[:5] != "98***" {
		t.Errorf("a phone came unmasked: %q", p)
	}
	key := uuid.New()
	for range 2 {
		phone, err := s.Homes.RevealPhone(t.Context(), s.Guard, key, s.Units["A-101"], s.Meera.UserID)
		if err != nil || value.MaskPhone(phone, "IN") != residents[0].Phone {
			t.Errorf("revealed %q, %v", phone, err)
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'RESIDENT_PHONE_REVEALED' AND resource_id = $1 AND user_id = $2`, s.Meera.UserID, s.Guard.UserID); n != 1 {
		t.Errorf("%d audit rows of one look", n)
	}
	_, err = s.Homes.RevealPhone(t.Context(), s.Meera, uuid.New(), s.Units["B-204"], s.Tenant.UserID)
	datatest.Kind(t, err, fault.Forbidden)
}

func TestBannerIsForItsAudience(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, audience := range []string{"all", "owners", "tenants", "staff"} {
		s.Exec(t, `INSERT INTO announcements (id, title, content, target_audience, is_important) VALUES ($1, $2, 'x', $2, true)`, uuid.New(), audience)
	}
	s.Exec(t, `INSERT INTO announcements (title, content, is_important, expires_at) VALUES ('over', 'x', true, now() - interval '1 minute')`)
	for who, c := range map[string]struct {
		actor role.Actor
		want  []string
	}{
		"guard":  {s.Guard, []string{"all", "staff"}},
		"admin":  {s.Admin, []string{"all", "staff"}},
		"owner":  {s.Meera, []string{"all", "owners"}},
		"family": {s.Arun, []string{"all"}},
		"tenant": {s.Tenant, []string{"all", "tenants"}},
	} {
		notices, err := s.Notices.UnreadImportant(t.Context(), c.actor)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range notices {
			got = append(got, n.Title)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", who, got, c.want)
			continue
		}
		if err := s.Notices.MarkRead(t.Context(), c.actor, uuid.New(), notices[0].ID, notices[0].Version); err != nil {
			t.Errorf("%s reads: %v", who, err)
		}
		if left, err := s.Notices.UnreadImportant(t.Context(), c.actor); err != nil || len(left) != len(notices)-1 {
			t.Errorf("%s has %d left, %v", who, len(left), err)
		}
	}
}

func TestVisitsOfOneStatus(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for name, status := range map[string]visits.Status{
		"Ramesh": visits.CheckedIn, "Anita": visits.Pending, "Kiran": visits.Denied, "Lata": visits.Denied,
	} {
		datatest.LogVisit(t, s, status, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
	}
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status) VALUES ('Old', NULL)`)
	for status, want := range map[visits.Status][]string{
		visits.CheckedIn: {"Old", "Ramesh"}, visits.Denied: {"Kiran", "Lata"}, visits.Pending: {"Anita"}, visits.Approved: nil,
	} {
		if got := names(t, s, visits.Filter{View: visits.History, Status: status}); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", status, got, want)
		}
	}
}
