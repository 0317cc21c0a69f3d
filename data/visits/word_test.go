package visits_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
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

// announced logs a guest of A-101 whom Meera let in beforehand.
func announced(t *testing.T, s *datatest.Society, edit ...func(*visits.Draft)) visits.Visit {
	t.Helper()
	n := datatest.Ramesh(s)
	for _, e := range edit {
		e(&n)
	}
	v, err := s.Visits.Log(t.Context(), s.Meera, uuid.New(), visits.Approved, n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// requireApproval turns the setting on.
func requireApproval(t *testing.T, s *datatest.Society) {
	t.Helper()
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('security.require_approval', 'true', 'security')
		ON CONFLICT (config_key) DO UPDATE SET config_value = 'true'`)
}

// asSeen is a correction that changes nothing yet.
func asSeen(v visits.Visit) visits.Correction {
	return visits.Correction{
		Text: v.Text(), Seen: v,
	}
}

func TestACorrectionTakesTheWordBack(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	noPhone := func(n *visits.Draft) { n.Phone = "" }
	for name, c := range map[string]struct {
		given func(*visits.Draft)
		edit  func(*visits.Correction)
		taken bool
	}{
		"unit":                          {edit: func(c *visits.Correction) { c.UnitID = s.Units["B-204"] }, taken: true},
		"phone":                         {edit: func(c *visits.Correction) { c.Phone = "98111 22233" }, taken: true},
		"a digit too many in the phone": {edit: func(c *visits.Correction) { c.Name, c.Phone, c.OddPhone = "Suresh", "99820012345", true }, taken: true},
		"no phone any more":             {edit: func(c *visits.Correction) { c.Phone = "" }, taken: true},
		"a phone where none was":        {given: noPhone, edit: func(c *visits.Correction) { c.Phone = "98111 22233" }, taken: true},
		"more people":                   {edit: func(c *visits.Correction) { c.PartySize = 3 }, taken: true},
		"name and phone":                {edit: func(c *visits.Correction) { c.Name, c.Phone = "Suresh", "98111 22233" }, taken: true},
		"name without a phone":          {given: noPhone, edit: func(c *visits.Correction) { c.Name = "Suresh Kumar" }, taken: true},
		"spelling":                      {edit: func(c *visits.Correction) { c.Name = "Ramesh Kumaar" }},
		"the phone written otherwise":   {edit: func(c *visits.Correction) { c.Phone = "+91 98200-12345" }},
		"fewer people": {
			given: func(n *visits.Draft) { n.PartySize = 4 }, edit: func(c *visits.Correction) { c.PartySize = 2 },
		},
		"purpose, plate and note": {edit: func(c *visits.Correction) { c.Purpose, c.Plate, c.Note = "Guest", "MH14ZZ1", "heard it wrong" }},
		"nothing":                 {edit: func(*visits.Correction) {}},
	} {
		t.Run(name, func(t *testing.T) {
			v := announced(t, s, func(n *visits.Draft) {
				if c.given != nil {
					c.given(n)
				}
			})
			fix := asSeen(v)
			c.edit(&fix)
			if fix.TakesWordBack("IN") != c.taken {
				t.Errorf("foreseen: %v", fix.TakesWordBack("IN"))
			}
			got, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
			if err != nil {
				t.Fatal(err)
			}
			_, _, _, details := datatest.LastAudit(t, s, v.ID)
			after, _ := details["after"].(map[string]any)
			if !c.taken {
				if got.Status != visits.Approved || got.Approver != "Meera Joshi" || got.ApprovedAt == nil || !got.ApprovedAt.Equal(*v.ApprovedAt) {
					t.Errorf("the word was touched: %+v", got)
				}
				if _, told := after["status"]; told {
					t.Errorf("the audit row says otherwise: %v", details)
				}
				return
			}
			if got.Status != visits.Pending || got.ApproverID != nil || got.ApprovedAt != nil || got.AskedAt == nil || got.Lapsed() {
				t.Errorf("the word stands: %+v", got)
			}
			before := details["before"].(map[string]any)
			if after["status"] != "pending" || before["status"] != "approved" || before["approved_by_user_id"] != s.Meera.UserID.String() {
				t.Errorf("the audit row does not say whose word it was: %v", details)
			}
			if by, told := after["approved_by_user_id"]; !told || by != nil {
				t.Errorf("the audit row does not say that it was taken back: %v", details)
			}
			_, err = s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), got, visits.Entry{Insist: visits.Insist{Phone: true, Plate: true}})
			if e := datatest.Kind(t, err, fault.Refused); e.Format != "%s was corrected by %s at %s and waits for a new approval." {
				t.Errorf("the check-in says %q", e)
			}
		})
	}
}

// TestTheWordAgainstAnyCorrection holds the register against what the form
// foresees, over any run of corrections: who stands as approver gave the word
// for this unit, this phone and at least so many people.
func TestTheWordAgainstAnyCorrection(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	units := []uuid.UUID{s.Units["A-101"], s.Units["A-102"], s.Units["B-204"]}
	names := []string{"Ramesh Kumar", "Ramesh Kumaar", "Suresh"}
	phones := []string{"", "98200 12345", "+919820012345", "98111 22233", "99820012345"}
	rapid.Check(t, func(t *rapid.T) {
		n := visits.Draft{
			Text: visits.Text{
				Name: rapid.SampledFrom(names).Draw(t, "name"), Phone: rapid.SampledFrom(phones).Draw(t, "phone"),
				UnitID: s.Units["A-101"], PartySize: rapid.IntRange(1, 3).Draw(t, "party"),
			},
			OddPhone: true,
		}
		actor, desks := s.Meera, rapid.Bool().Draw(t, "the desk's own word")
		if desks {
			actor, n.Approval = s.Guard, visits.Approval{Channel: visits.ByPhone}
		}
		v, err := s.Visits.Log(ctx, actor, uuid.New(), visits.Approved, n)
		if err != nil {
			t.Fatal(err)
		}
		word := v // what stood in the row when the word was given
		for range rapid.IntRange(1, 5).Draw(t, "corrections") {
			if v.Status == visits.Approved && rapid.IntRange(0, 4).Draw(t, "enter") == 0 {
				if v, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), v, visits.Entry{Insist: visits.Insist{Phone: true, Plate: true}}); err != nil {
					t.Fatal(err)
				}
			}
			c := visits.Correction{
				Text: visits.Text{
					Name: rapid.SampledFrom(names).Draw(t, "name"), Phone: rapid.SampledFrom(phones).Draw(t, "phone"),
					UnitID:    rapid.SampledFrom(units).Draw(t, "unit"),
					PartySize: rapid.IntRange(1, 3).Draw(t, "party"),
					Plate:     rapid.SampledFrom([]string{"", "MH12AB1234"}).Draw(t, "plate"),
				},
				Seen: v, OddPhone: true, Insist: visits.Insist{Phone: true, Plate: true},
			}
			again := c.MayApprove("IN") && rapid.Bool().Draw(t, "given again")
			if again {
				c.Approval.Channel = visits.InPerson
			}
			next, err := s.Visits.Correct(ctx, s.Guard, uuid.New(), c)
			if err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
			had := v.Status == visits.Approved || v.Status == visits.CheckedIn && (v.ApprovedAt != nil || v.ApproverID != nil)
			has := next.Status == visits.Approved || next.Status == visits.CheckedIn && (next.ApprovedAt != nil || next.ApproverID != nil)
			if want := had && (!c.TakesWordBack("IN") || again); has != want {
				t.Fatalf("the word stands: %v, foreseen %v: %+v then %+v", has, want, v, next)
			}
			if (v.Status == visits.CheckedIn) != (next.Status == visits.CheckedIn) {
				t.Fatalf("%s became %s by a correction", v.Status, next.Status)
			}
			if again {
				word = next
			}
			if has && (*next.UnitID != *word.UnitID || value.PhoneNumber(next.Phone, "IN") != value.PhoneNumber(word.Phone, "IN") ||
				next.PartySize > word.PartySize || next.Phone == "" && next.Name != word.Name) {
				t.Fatalf("the word was for %+v and stands for %+v", word, next)
			}
			v = next
		}
	})
}

func TestTheDeskGivesItsWordAgain(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := datatest.LogVisit(t, s, visits.Approved, datatest.Ramesh(s))
	fix := asSeen(v)
	fix.UnitID, fix.Approval = s.Units["B-204"], visits.Approval{Channel: visits.InPerson, By: &s.Meera.UserID}
	_, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["by"] == nil {
		t.Errorf("somebody of another unit may be named: %v", e.Bad)
	}
	fix.Approval.By = &s.Tenant.UserID
	got, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	if err != nil || got.Status != visits.Approved || got.Approver != "Farah Khan" || !got.ApprovedAt.After(*v.ApprovedAt) {
		t.Fatalf("the word was given again: %+v, %v", got, err)
	}
	if _, _, _, details := datatest.LastAudit(t, s, v.ID); details["approval"] != "in_person" {
		t.Errorf("the audit row has no channel: %v", details)
	}
	trail, err := s.Visits.Trail(t.Context(), s.Guard, v.ID)
	if err != nil || trail[len(trail)-1].Word() != "corrected and approved" {
		t.Errorf("the trail: %+v, %v", trail, err)
	}

	// What a resident said cannot be said by the desk instead.
	theirs := announced(t, s)
	fix = asSeen(theirs)
	fix.UnitID, fix.Approval = s.Units["B-204"], visits.Approval{Channel: visits.InPerson}
	_, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["approval"] == nil {
		t.Errorf("the desk spoke for a resident: %v", err)
	}
	// Nor is there anything to approve where the word stands.
	fix = asSeen(theirs)
	fix.Plate, fix.Approval = "MH01", visits.Approval{Channel: visits.InPerson}
	_, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["approval"] == nil {
		t.Errorf("an approval of nothing: %v", err)
	}
}

// TestWhoIsInsideStaysInside: a correction never takes anybody off the list of
// those inside, but nobody stands there by a word that was not given for them.
func TestWhoIsInsideStaysInside(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	enter := func() visits.Visit {
		v, err := s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), announced(t, s), visits.Entry{Insist: visits.Insist{Phone: true, Plate: true}})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	fix := asSeen(enter())
	fix.UnitID = s.Units["B-204"]
	got, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	if err != nil || got.Status != visits.CheckedIn || got.ApproverID != nil || got.ApprovedAt != nil || got.AskedAt != nil {
		t.Fatalf("inside: %+v, %v", got, err)
	}
	trail, err := s.Visits.Trail(t.Context(), s.Guard, got.ID)
	if err != nil || trail[len(trail)-1].Word() != "corrected, approval taken back" {
		t.Errorf("the trail: %+v, %v", trail, err)
	}

	fix = asSeen(enter())
	fix.UnitID = s.Units["B-204"]
	requireApproval(t, s)
	_, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["approval"] == nil {
		t.Errorf("the word of A-101 counts for B-204: %v", err)
	}
	fix.Approval = visits.Approval{Channel: visits.ByIntercom, By: &s.Tenant.UserID}
	got, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix)
	if err != nil || got.Status != visits.CheckedIn || got.Approver != "Farah Khan" {
		t.Fatalf("inside by the word of B-204: %+v, %v", got, err)
	}
	fix = asSeen(enter())
	fix.Name = "Ramesh Kumaar"
	if got, err = s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix); err != nil || got.Approver != "Meera Joshi" {
		t.Errorf("a spelling asks for an approval: %+v, %v", got, err)
	}
}

// TestTheUnitIsAskedAnew: the visit turns up where it now belongs as waiting, and
// stands among the expected however long ago it was announced.
func TestTheUnitIsAskedAnew(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := announced(t, s)
	s.Exec(t, `UPDATE visitor_logs SET created_at = now() - interval '30 days', approved_at = now() - interval '1 hour' WHERE id = $1`, v.ID)
	v, err := s.Visits.Get(t.Context(), s.Guard, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	fix := asSeen(v)
	fix.UnitID = s.Units["B-204"]
	if _, err := s.Visits.Correct(t.Context(), s.Guard, uuid.New(), fix); err != nil {
		t.Fatal(err)
	}
	for who, c := range map[string]struct {
		actor role.Actor
		waits int
	}{"the first unit's": {s.Meera, 0}, "the new unit's": {s.Tenant, 1}, "the gate": {s.Guard, 1}} {
		page, err := s.Visits.List(t.Context(), c.actor, visits.Filter{View: visits.Expected})
		if err != nil || len(page.Visits) != c.waits {
			t.Errorf("%s list has %d, want %d: %v", who, len(page.Visits), c.waits, err)
		}
		counts, err := s.Visits.Counts(t.Context(), c.actor)
		if err != nil || counts.Waiting != c.waits {
			t.Errorf("%s count of who waits is %d, want %d: %v", who, counts.Waiting, c.waits, err)
		}
	}
	got, err := s.Visits.Approve(t.Context(), s.Tenant, uuid.New(), v.ID, visits.Approval{})
	if err != nil || got.Approver != "Farah Khan" || got.Lapsed() {
		t.Fatalf("approved anew: %+v, %v", got, err)
	}
	if time.Since(got.WaitsSince()) > time.Minute {
		t.Errorf("it waits since %v", got.WaitsSince())
	}
}

func TestAnApprovalRestsOnWhoGaveIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by    func(s *datatest.Society) uuid.UUID
		event string // of $1, who approved
		lapse visits.Lapse
		says  string
	}{
		"a resident": {by: meera},
		"moved out": {
			by: meera, event: `UPDATE user_units SET status = 'moved_out', move_out_date = current_date WHERE user_id = $1`,
			lapse: visits.LapsedMovedOut, says: "Meera Joshi no longer lives in A-101.",
		},
		"moved out long ago, told by the day alone": {
			by: meera, event: `UPDATE user_units SET move_out_date = current_date - 2 WHERE user_id = $1`,
			lapse: visits.LapsedMovedOut, says: "Meera Joshi no longer lives in A-101.",
		},
		"moves out next month": {by: meera, event: `UPDATE user_units SET move_out_date = current_date + 30 WHERE user_id = $1`},
		"taken out of the unit": {
			by: meera, event: `DELETE FROM user_units WHERE user_id = $1`,
			lapse: visits.LapsedRight, says: "Meera Joshi may no longer approve for A-101.",
		},
		"not moved in yet": {
			by: meera, event: `UPDATE user_units SET move_in_date = current_date + 2 WHERE user_id = $1`,
			lapse: visits.LapsedRight, says: "Meera Joshi may no longer approve for A-101.",
		},
		"barred": {
			by: meera, event: `UPDATE users SET status = 'banned' WHERE id = $1`,
			lapse: visits.LapsedAccount, says: "The account of Meera Joshi, who approved, is closed.",
		},
		"inactive":          {by: meera, event: `UPDATE users SET status = 'inactive' WHERE id = $1`, lapse: visits.LapsedAccount},
		"deleted":           {by: meera, event: `UPDATE users SET deleted_at = now() WHERE id = $1`, lapse: visits.LapsedAccount},
		"without a role":    {by: meera, event: `UPDATE users SET role_id = NULL WHERE id = $1`, lapse: visits.LapsedAccount},
		"of another status": {by: meera, event: `UPDATE users SET status = NULL WHERE id = $1`},
		"an admin":          {by: asha},
		"an admin barred":   {by: asha, event: `UPDATE users SET status = 'banned' WHERE id = $1`, lapse: visits.LapsedAccount},
		"an admin no more": {
			by: asha, event: `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'resident') WHERE id = $1`,
			lapse: visits.LapsedRight, says: "Asha Rao may no longer approve for A-101.",
		},
		"an admin no more, who lives there": {by: asha, event: `
			WITH demoted AS (UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'resident') WHERE id = $1)
			INSERT INTO user_units (user_id, unit_id, resident_type) SELECT $1, u.id, 'owner' FROM units u WHERE u.label = 'A-101'`},
		"staff":         {by: func(s *datatest.Society) uuid.UUID { return s.Staff.UserID }},
		"a guard":       {by: func(s *datatest.Society) uuid.UUID { return s.Guard2.UserID }},
		"of no role":    {by: func(s *datatest.Society) uuid.UUID { return s.Stranger.UserID }, lapse: visits.LapsedRight},
		"of other unit": {by: func(s *datatest.Society) uuid.UUID { return s.Tenant.UserID }, lapse: visits.LapsedRight},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			by, id := c.by(s), uuid.New()
			// As another program of the platform writes it.
			s.Exec(t, `INSERT INTO visitor_logs (id, unit_id, visitor_name, visitor_phone, purpose, approved_by_user_id, status)
				VALUES ($1, $2, 'Ravi', '98111 22233', 'Guest', $3, 'approved')`, id, s.Units["A-101"], by)
			if c.event != "" {
				s.Exec(t, c.event, by)
			}
			page, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{View: visits.Expected})
			if err != nil || len(page.Visits) != 1 {
				t.Fatalf("expected: %+v, %v", page, err)
			}
			v := page.Visits[0]
			if v.Lapse != c.lapse || v.Lapsed() != (c.lapse != visits.NotLapsed) {
				t.Errorf("the list has lapse %q, want %q", v.Lapse, c.lapse)
			}
			_, err = s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), v, visits.Entry{})
			if c.lapse == visits.NotLapsed {
				if err != nil {
					t.Fatalf("check in: %v", err)
				}
				return
			}
			format, args := datatest.Kind(t, err, fault.Refused).Sentence()
			if said := fmt.Sprintf(format, args...); !errors.Is(err, visits.ErrLapsed) || c.says != "" && said != c.says {
				t.Errorf("the check-in says %q, want %q", said, c.says)
			}
			if v, err = s.Visits.Approve(t.Context(), s.Guard, uuid.New(), id, visits.Approval{Channel: visits.ByIntercom}); err != nil || v.Lapsed() {
				t.Fatalf("approve anew: %+v, %v", v, err)
			}
			if _, err = s.Visits.CheckIn(t.Context(), s.Guard, uuid.New(), v, visits.Entry{}); err != nil {
				t.Fatalf("check in after it: %v", err)
			}
		})
	}
}

func meera(s *datatest.Society) uuid.UUID { return s.Meera.UserID }

func asha(s *datatest.Society) uuid.UUID { return s.Admin.UserID }

// TestOtherProgramsLetIn: what another program of the platform writes is not
// refused, whatever the desk would say of the approval.
func TestOtherProgramsLetIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	v := announced(t, s)
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Meera.UserID)
	s.Exec(t, `UPDATE visitor_logs SET status = 'checked_in' WHERE id = $1`, v.ID)
	got, err := s.Visits.Get(t.Context(), s.Guard, v.ID)
	if err != nil || got.Status != visits.CheckedIn || got.Lapsed() || got.Lapse != visits.NotLapsed {
		t.Errorf("inside: %+v, %v", got, err)
	}
}

func TestNobodyIsNamedWhoseWordWouldNotCount(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	waiting := datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Arun.UserID)
	by := visits.Approval{Channel: visits.ByPhone, By: &s.Arun.UserID}
	_, err := s.Visits.Approve(t.Context(), s.Guard, uuid.New(), waiting.ID, by)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["by"] == nil {
		t.Errorf("approve: %v", err)
	}
	n := datatest.Ramesh(s)
	n.Approval = by
	_, err = s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["by"] == nil {
		t.Errorf("check in: %v", err)
	}
}

// TestACorrectionBesideACheckIn: whichever is first, nobody is inside by a word
// for another unit.
func TestACorrectionBesideACheckIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	entered, corrected := 0, 0
	for range 40 {
		v := announced(t, s)
		fix := asSeen(v)
		fix.UnitID = s.Units["B-204"]
		var wg sync.WaitGroup
		var in, out error
		wg.Go(func() {
			_, in = s.Visits.CheckIn(context.Background(), s.Guard, uuid.New(), v, visits.Entry{Insist: visits.Insist{Phone: true, Plate: true}})
		})
		wg.Go(func() { _, out = s.Visits.Correct(context.Background(), s.Guard2, uuid.New(), fix) })
		wg.Wait()
		if (in == nil) == (out == nil) {
			t.Fatalf("check-in %v, correction %v: one of them has to give way", in, out)
		}
		got, err := s.Visits.Get(t.Context(), s.Guard, v.ID)
		switch {
		case err != nil:
			t.Fatal(err)
		case in == nil && (got.Unit != "A-101" || got.Approver != "Meera Joshi"):
			t.Fatalf("inside by a word for another unit: %+v", got)
		case out == nil && got.Status != visits.Pending:
			t.Fatalf("corrected and not asked anew: %+v", got)
		}
		if in == nil {
			entered++
		} else {
			corrected++
		}
	}
	t.Logf("%d entered, %d were corrected first", entered, corrected)
}

// TestApprovalsOfTheLastRelease: what waits and what is approved stays so over the
// upgrade, without the register being written anew.
func TestApprovalsOfTheLastRelease(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "document.sql")
	datatest.MigrateTo(t, db, 83)
	datatest.Exec(t, db.Owner, `INSERT INTO visitor_logs (visitor_name, status, approved_at) VALUES
		('Waits', 'pending', NULL), ('Approved', 'approved', now()), ('By another program', 'approved', NULL), ('Inside', NULL, NULL)`)
	files := datatest.FilesOf(t, db.Owner)
	datatest.Migrate(t, db.Config)
	if datatest.FilesOf(t, db.Owner)["visitor_logs"] != files["visitor_logs"] {
		t.Error("the register was rewritten")
	}
	if got := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM visitor_logs WHERE asked_at IS NULL`); got != 4 {
		t.Errorf("%d of 4 visits wait since they were logged", got)
	}
	society := datatest.OpenStore(t, db)
	page, err := society.Visits.List(t.Context(), role.Program(), visits.Filter{View: visits.Expected})
	if err != nil || len(page.Visits) != 3 {
		t.Fatalf("expected: %d, %v", len(page.Visits), err)
	}
	for _, v := range page.Visits {
		if v.Lapsed() || !v.WaitsSince().Equal(v.CreatedAt) {
			t.Errorf("%+v", v)
		}
	}
}
