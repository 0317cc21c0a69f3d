package visits_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"
)

// bar bars as an actor, which has to work.
func bar(t *testing.T, s *datatest.Society, by role.Actor, kind visits.BarKind, of, unit string, edit ...func(*visits.BarDraft)) visits.Bar {
	t.Helper()
	d := visits.BarDraft{Kind: kind, Value: of, Reason: "took parcels"}
	if unit != "" {
		id := s.Units[unit]
		d.UnitID = &id
	}
	for _, e := range edit {
		e(&d)
	}
	b, err := s.Visits.Bar(t.Context(), by, uuid.New(), d)
	if err != nil {
		t.Fatalf("bar %s: %v", of, err)
	}
	return b
}

// refusedFor fails the test unless err is that of the bar.
func refusedFor(t *testing.T, err error, b visits.Bar) {
	t.Helper()
	_ = causeOf(t, err, b)
}

// causeOf is the cause of a refusal, which has to be the bar.
func causeOf(t *testing.T, err error, b visits.Bar) *visits.Barred {
	t.Helper()
	var barred *visits.Barred
	_ = datatest.Kind(t, err, fault.Refused)
	if !errors.As(err, &barred) || !errors.Is(err, visits.ErrBarred) || barred.Bar == nil || barred.Bar.ID != b.ID {
		t.Fatalf("got %v, want the bar of %s", err, b.Value)
	}
	return barred
}

// TestWhoIsBarredIsNotLetIn: by phone, plate or name, however it is written, in whichever
// way somebody comes in.
func TestWhoIsBarredIsNotLetIn(t *testing.T) {
	t.Parallel()
	for kind, of := range map[visits.BarKind]string{visits.BarredPhone: "+91 98200-12345", visits.BarredPlate: "mh 12 ab-1234", visits.BarredName: "RAMESH  kumar"} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			ctx := t.Context()
			waits := datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
			other := visits.Draft{Text: visits.Text{Name: "Somebody Else", UnitID: s.Units["A-101"]}}
			inside := datatest.LogVisit(t, s, visits.CheckedIn, other)
			b := bar(t, s, s.Staff, kind, of, "")
			if b.State != visits.BarInForce || b.By != "Vijay More" || b.ByResident || !b.LastDay.IsZero() {
				t.Errorf("it is %+v", b)
			}
			for _, as := range []visits.Status{visits.CheckedIn, visits.Pending} {
				n := datatest.Ramesh(s)
				n.Insist.Another = true
				_, err := s.Visits.Log(ctx, s.Guard, uuid.New(), as, n)
				refusedFor(t, err, b)
				if !strings.HasPrefix(err.Error(), "BARRED by Vijay More: took parcels") {
					t.Errorf("it says %q", err)
				}
			}
			n := datatest.Ramesh(s)
			n.PartySize, n.Insist.Another = 9, true
			_, err := s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, n)
			refusedFor(t, err, b)
			n.Note = "barred"
			if _, err = s.Visits.Log(ctx, s.Guard, uuid.New(), visits.Denied, n); err != nil {
				t.Errorf("turned away: %v", err)
			}
			// Approved by the desk all the same, and not let in.
			waits, err = s.Visits.Approve(ctx, s.Guard, uuid.New(), waits.ID, visits.Approval{Channel: visits.ByPhone})
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), waits, visits.Entry{})
			if got := causeOf(t, err, b); got.MayOverride != (kind == visits.BarredName) {
				t.Errorf("a guard may override: %v", got.MayOverride)
			}
			_, err = s.Visits.CheckIn(ctx, s.Staff, uuid.New(), waits, visits.Entry{})
			refusedFor(t, err, b)
			// What is mistyped of who is barred can be put right; nobody becomes it.
			fix := asSeen(waits)
			fix.Purpose = "Guest"
			if _, err = s.Visits.Correct(ctx, s.Guard, uuid.New(), fix); err != nil {
				t.Errorf("a correction: %v", err)
			}
			becomes := asSeen(inside)
			becomes.Name, becomes.Phone, becomes.Plate = "Ramesh Kumar", "98200 12345", "MH12AB1234"
			_, err = s.Visits.Correct(ctx, s.Guard, uuid.New(), becomes)
			refusedFor(t, err, b)
			// A resident's announcement: the society's bar is refused, and not explained.
			own := datatest.Ramesh(s)
			_, err = s.Visits.Log(ctx, s.Meera, uuid.New(), visits.Approved, own)
			var barred *visits.Barred
			if e := datatest.Kind(t, err, fault.Refused); !errors.As(err, &barred) || barred.Bar != nil || barred.MayOverride || strings.Contains(e.Error(), "parcels") || strings.Contains(e.Error(), "Vijay") {
				t.Errorf("a resident is told %q", err)
			}
			// Lifted, they come in.
			if _, err = s.Visits.Lift(ctx, s.Admin, uuid.New(), b.ID, "a mistake"); err != nil {
				t.Fatal(err)
			}
			now, err := s.Visits.Get(ctx, s.Guard, waits.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = s.Visits.CheckIn(ctx, s.Guard, uuid.New(), now, visits.Entry{}); err != nil {
				t.Errorf("lifted: %v", err)
			}
		})
	}
}

// TestOthersAreLetIn: parts of a name, numbers that end alike, words that are no plate and
// other units are nobody who is barred.
func TestOthersAreLetIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	bar(t, s, s.Staff, visits.BarredPhone, "98200 12345", "")
	bar(t, s, s.Staff, visits.BarredPlate, "MH12AB1234", "")
	bar(t, s, s.Staff, visits.BarredName, "Ramesh Kumar", "")
	bar(t, s, s.Staff, visits.BarredName, "Suresh", "A-101")
	for i, x := range []visits.Text{
		{Name: "Ramesh Kumar Singh"},
		{Name: "Kumar Ramesh"},
		{Name: "A", Phone: "99820 012345"},
		{Name: "B", Plate: "MH12AB123"},
		{Name: "C", Plate: "none"},
		{Name: "Suresh", UnitID: s.Units["B-204"]},
	} {
		if x.UnitID == uuid.Nil {
			x.UnitID = s.Units["A-101"]
		}
		if _, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: x, OddPhone: true}); err != nil {
			t.Errorf("%d, %+v: %v", i, x, err)
		}
	}
}

// TestAnOverride: an admin lets anybody in with a reason, whoever logs visitors only who
// shares a name, and the reason stands in the audit row.
func TestAnOverride(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	phone := bar(t, s, s.Staff, visits.BarredPhone, "98200 12345", "")
	name := bar(t, s, s.Staff, visits.BarredName, "Farid Khan", "")
	n := datatest.Ramesh(s)
	n.Insist.Override = "  \u202ethe police\n asked "
	for _, who := range []role.Actor{s.Guard, s.Staff} {
		_, err := s.Visits.Log(ctx, who, uuid.New(), visits.CheckedIn, n)
		refusedFor(t, err, phone)
	}
	v, err := s.Visits.Log(ctx, s.Admin, uuid.New(), visits.CheckedIn, n)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, details := datatest.LastAudit(t, s, v.ID); details["override"] != "the police asked" {
		t.Errorf("the audit row has %v", details)
	}
	farid := visits.Draft{Text: visits.Text{Name: "Farid Khan", UnitID: s.Units["A-101"]}}
	_, err = s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, farid)
	refusedFor(t, err, name)
	farid.Insist.Override = "another of that name: showed a card"
	if v, err = s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, farid); err != nil {
		t.Fatal(err)
	}
	if _, _, _, details := datatest.LastAudit(t, s, v.ID); details["override"] != farid.Insist.Override {
		t.Errorf("the audit row has %v", details)
	}
	// A resident overrides nothing.
	_, err = s.Visits.Log(ctx, s.Meera, uuid.New(), visits.Approved, visits.Draft{Text: farid.Text, Insist: farid.Insist})
	if _ = datatest.Kind(t, err, fault.Refused); !errors.Is(err, visits.ErrBarred) {
		t.Errorf("a resident: %v", err)
	}
	farid.Insist.Override = strings.Repeat("x", 501)
	_, err = s.Visits.Log(ctx, s.Admin, uuid.New(), visits.CheckedIn, farid)
	_ = datatest.Kind(t, err, fault.Invalid)
}

// TestAResidentBarsFromTheirUnit: only from there, as long as they live there, and nobody
// elsewhere learns of it.
func TestAResidentBarsFromTheirUnit(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	for _, unit := range []string{"", "B-204"} {
		d := visits.BarDraft{Kind: visits.BarredPhone, Value: "98200 12345", Reason: "x"}
		if id := s.Units[unit]; unit != "" {
			d.UnitID = &id
		}
		if _, err := s.Visits.Bar(ctx, s.Meera, uuid.New(), d); fault.IsDone(err) || err == nil {
			t.Fatalf("barred from %q: %v", unit, err)
		}
	}
	b := bar(t, s, s.Meera, visits.BarredPhone, "98200 12345", "A-101")
	n := datatest.Ramesh(s)
	_, err := s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, n)
	refusedFor(t, err, b)
	if !strings.HasPrefix(err.Error(), "BARRED from A-101 by Meera Joshi: took parcels") {
		t.Errorf("it says %q", err)
	}
	_, err = s.Visits.Log(ctx, s.Arun, uuid.New(), visits.Approved, n)
	refusedFor(t, err, b)
	for who, want := range map[*role.Actor]int{&s.Meera: 1, &s.Arun: 1, &s.Tenant: 0, &s.Guard: 1, &s.Admin: 1} {
		page, err := s.Visits.Bars(ctx, *who, visits.BarFilter{})
		if err != nil || len(page.Bars) != want {
			t.Errorf("%s sees %d, %v, want %d", who.Name, len(page.Bars), err, want)
		}
		at := n.Text
		found, err := s.Visits.BarredOf(ctx, *who, at)
		if err != nil || len(found) != want {
			t.Errorf("%s finds %d, %v, want %d", who.Name, len(found), err, want)
		}
	}
	// Not at another unit.
	n.UnitID = s.Units["B-204"]
	if found, err := s.Visits.BarredOf(ctx, s.Guard, n.Text); err != nil || len(found) != 0 {
		t.Errorf("at another unit: %v, %v", found, err)
	}
	// A correction to the unit is refused.
	v, err := s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, n)
	if err != nil {
		t.Fatal(err)
	}
	fix := asSeen(v)
	fix.UnitID = s.Units["A-101"]
	_, err = s.Visits.Correct(ctx, s.Guard, uuid.New(), fix)
	refusedFor(t, err, b)
	_, err = s.Visits.Lift(ctx, s.Tenant, uuid.New(), b.ID, "x")
	_ = datatest.Kind(t, err, fault.NotFound)
	// Who moved out bars nobody any more, from that day on.
	s.Exec(t, `UPDATE user_units SET move_out_date = society360_today() + 1 WHERE user_id = $1`, s.Meera.UserID)
	_, err = s.Visits.Correct(ctx, s.Guard, uuid.New(), fix)
	refusedFor(t, err, b)
	s.Exec(t, `UPDATE user_units SET move_out_date = society360_today() WHERE user_id = $1`, s.Meera.UserID)
	if _, err = s.Visits.Correct(ctx, s.Guard, uuid.New(), fix); err != nil {
		t.Errorf("moved out: %v", err)
	}
	ended, err := s.Visits.Bars(ctx, s.Admin, visits.BarFilter{Ended: true})
	if err != nil || len(ended.Bars) != 1 || ended.Bars[0].State != visits.BarLapsed {
		t.Errorf("it is %+v, %v", ended, err)
	}
	// Who lives there now reads nothing of it, and nobody's bar by the office is lifted there.
	page, err := s.Visits.Bars(ctx, s.Arun, visits.BarFilter{Ended: true})
	if err != nil || len(page.Bars) != 0 {
		t.Errorf("who still lives there sees %+v, %v", page, err)
	}
	office := bar(t, s, s.Staff, visits.BarredName, "Pushy Seller", "A-101")
	_, err = s.Visits.Lift(ctx, s.Arun, uuid.New(), office.ID, "x")
	_ = datatest.Kind(t, err, fault.Refused)
}

// TestABarEndsAtMidnight: behind its last day, by the society's calendar and by itself.
func TestABarEndsAtMidnight(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	zone := func(name string) {
		s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.timezone', $1, 'general')
			ON CONFLICT (config_key) DO UPDATE SET config_value = $1`, name)
	}
	// 26 hours apart: it is never the same day in both.
	const west, east = "Etc/GMT+12", "Pacific/Kiritimati"
	zone(west)
	today := datatest.Scan[value.Day](t, s.Owner, `SELECT society360_today()`)
	b := bar(t, s, s.Staff, visits.BarredPhone, "98200 12345", "", func(d *visits.BarDraft) { d.LastDay = today })
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
	refusedFor(t, err, b)
	if want := "BARRED by Vijay More until " + today.Format("2 Jan"); !strings.HasPrefix(err.Error(), want) {
		t.Errorf("it says %q, want %q", err, want)
	}
	zone(east)
	if _, err = s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s)); err != nil {
		t.Errorf("the day after: %v", err)
	}
	page, err := s.Visits.Bars(t.Context(), s.Staff, visits.BarFilter{Ended: true})
	if err != nil || len(page.Bars) != 1 || page.Bars[0].State != visits.BarOver {
		t.Errorf("it is %+v, %v", page, err)
	}
	_, err = s.Visits.Bar(t.Context(), s.Staff, uuid.New(), visits.BarDraft{Kind: visits.BarredPhone, Value: "98200 12345", Reason: "x", LastDay: today})
	_ = datatest.Kind(t, err, fault.Invalid)
	bar(t, s, s.Staff, visits.BarredPhone, "98200 12345", "")
}

// TestWhoLiftsABar: the office any, a guard what they barred themselves today; once.
func TestWhoLiftsABar(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	office := bar(t, s, s.Staff, visits.BarredName, "A", "")
	own, old := bar(t, s, s.Guard, visits.BarredName, "B", ""), bar(t, s, s.Guard, visits.BarredName, "C", "")
	s.Exec(t, `UPDATE barred_visitors SET created_at = now() - interval '2 days' WHERE id = $1`, old.ID)
	for _, id := range []uuid.UUID{office.ID, old.ID} {
		_, err := s.Visits.Lift(ctx, s.Guard, uuid.New(), id, "x")
		_ = datatest.Kind(t, err, fault.Refused)
	}
	_, err := s.Visits.Lift(ctx, s.Guard2, uuid.New(), own.ID, "x")
	_ = datatest.Kind(t, err, fault.Refused)
	_, err = s.Visits.Lift(ctx, s.Guard, uuid.New(), own.ID, " ")
	_ = datatest.Kind(t, err, fault.Invalid)
	b, err := s.Visits.Lift(ctx, s.Guard, uuid.New(), own.ID, "mistyped")
	if err != nil || b.State != visits.BarLifted || b.LiftedBy != "Sunita Pawar" || b.LiftReason != "mistyped" {
		t.Fatalf("%+v, %v", b, err)
	}
	if did, _, _, details := datatest.LastAudit(t, s, b.ID); did != "VISITOR_BAR_LIFTED" || details["notes"] != "mistyped" {
		t.Errorf("the audit row is %s, %v", did, details)
	}
	_, err = s.Visits.Lift(ctx, s.Admin, uuid.New(), own.ID, "x")
	if !fault.IsDone(err) {
		t.Errorf("lifted twice: %v", err)
	}
}

// TestTwoBarAtOnce: one does, the other is told by whom.
func TestTwoBarAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() {
			who := []role.Actor{s.Staff, s.Admin}[i%2]
			_, errs[i] = s.Visits.Bar(t.Context(), who, uuid.New(), visits.BarDraft{Kind: visits.BarredName, Value: fmt.Sprintf("Ramesh%*sKumar", i+1, " "), Reason: "x"})
		})
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if !fault.IsDone(err) {
			t.Errorf("the other is told %v", err)
		}
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT count(*) FROM barred_visitors`); done != 1 || n != 1 {
		t.Errorf("%d did, %d stand", done, n)
	}
}

// TestABarIsReadAsVisitsAre: what bars a visitor is the phone, plate or name by which Go
// and the database know them again.
func TestABarIsReadAsVisitsAre(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	texts := rapid.OneOf(rapid.StringMatching(`(\+?91|0)?[ -]?98200 ?1234[0-9]{1,2}`), rapid.StringMatching(`[mM][hH][ -]?12[ -]?[aA]?[bB][ -]?123[0-9]?`), rapid.StringN(1, 20, 20))
	rapid.Check(t, func(rt *rapid.T) {
		barred, typed := texts.Draw(rt, "barred"), texts.Draw(rt, "typed")
		a, b := value.Clean(barred), value.Clean(typed)
		if a == "" || b == "" {
			return
		}
		s.Exec(t, `DELETE FROM barred_visitors`)
		s.Exec(t, `INSERT INTO barred_visitors (kind, value, reason) VALUES ('phone', $1, 'x'), ('plate', $1, 'x'), ('name', $1, 'x')`, a)
		names := datatest.Scan[bool](t, s.Owner, `SELECT society360_name_key($1) = society360_name_key($2)`, a, b)
		for field, want := range map[string]bool{"phone": value.SamePhone(a, b, "IN"), "plate": value.SameVehicle(a, b), "name": names} {
			text := visits.Text{UnitID: s.Units["A-101"], Name: "\u2026"}
			switch field {
			case "phone":
				text.Phone = b
			case "plate":
				text.Plate = b
			default:
				text.Name = b
			}
			found, err := s.Visits.BarredOf(t.Context(), s.Guard, text)
			if err != nil {
				rt.Fatal(err)
			}
			if got := slices.ContainsFunc(found, func(b visits.Bar) bool { return string(b.Kind) == field }); got != want {
				rt.Fatalf("%s %q bars %q: %v, want %v", field, a, b, got, want)
			}
		}
	})
}

// TestAnotherProgramIsNotRefused: its visits are its own.
func TestAnotherProgramIsNotRefused(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	bar(t, s, s.Staff, visits.BarredPhone, "98200 12345", "")
	other := s.As(t, s.OtherProgram(t))
	datatest.Exec(t, other, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, purpose, approved_by_user_id, status)
		VALUES ($1, 'Ramesh', '9820012345', 'Guest', $2, 'approved')`, s.Units["A-101"], s.Admin.UserID)
	datatest.Exec(t, other, `UPDATE visitor_logs SET status = 'checked_in'`)
	if n := datatest.Scan[int](t, s.Owner, `SELECT count(*) FROM visitor_logs WHERE status = 'checked_in'`); n != 1 {
		t.Errorf("%d are inside", n)
	}
}

// TestTheListOfBars is paged, and searched by what is barred, why, and the unit.
func TestTheListOfBars(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	bar(t, s, s.Staff, visits.BarredPhone, "98200 12345", "")
	bar(t, s, s.Staff, visits.BarredPlate, "MH12AB1234", "")
	bar(t, s, s.Staff, visits.BarredName, "Farid Khan", "B-204", func(d *visits.BarDraft) { d.Reason = "Shouted at the children" })
	find := func(term string) (found []string) {
		page, err := s.Visits.Bars(ctx, s.Guard, visits.BarFilter{Search: term})
		if err != nil {
			t.Fatalf("%s: %v", term, err)
		}
		for _, b := range page.Bars {
			found = append(found, b.Value)
		}
		return found
	}
	for term, want := range map[string][]string{
		"98200": {"98200 12345"}, "12345": {"98200 12345"}, "ab12": {"MH12AB1234"}, "khan": {"Farid Khan"}, "B-204": {"Farid Khan"},
		"shout": {"Farid Khan"}, "parcels": {"MH12AB1234", "98200 12345"}, "nobody": nil,
	} {
		if got := find(term); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", term, got, want)
		}
	}
	var after *visits.BarCursor
	var all []string
	for range 9 {
		page, err := s.Visits.Bars(ctx, s.Guard, visits.BarFilter{Limit: 1, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Bars {
			all, after = append(all, b.Value), b.Cursor()
		}
		if !page.More {
			break
		}
	}
	if want := []string{"Farid Khan", "MH12AB1234", "98200 12345"}; !slices.Equal(all, want) {
		t.Errorf("page by page %v, want %v", all, want)
	}
}

// TestWhoIsInsideAndBarredIsMarked, to the gate alone.
func TestWhoIsInsideAndBarredIsMarked(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	datatest.LogVisit(t, s, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Farid Khan", UnitID: s.Units["A-101"]}})
	marked := func(who role.Actor) (names []string) {
		page, err := s.Visits.List(t.Context(), who, visits.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.Visits {
			if v.Barred {
				names = append(names, v.Name)
			}
		}
		return names
	}
	if got := marked(s.Guard); got != nil {
		t.Errorf("before: %v", got)
	}
	b := bar(t, s, s.Staff, visits.BarredPlate, "mh-12 ab 1234", "")
	if got := marked(s.Guard); !slices.Equal(got, []string{"Ramesh Kumar"}) {
		t.Errorf("the gate sees %v", got)
	}
	if got := marked(s.Meera); got != nil {
		t.Errorf("a resident sees %v", got)
	}
	if _, err := s.Visits.Lift(t.Context(), s.Staff, uuid.New(), b.ID, "x"); err != nil {
		t.Fatal(err)
	}
	if got := marked(s.Guard); got != nil {
		t.Errorf("lifted: %v", got)
	}
}
