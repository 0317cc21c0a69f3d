package homes_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// newcomer is a resident with an account who is to move into A-101 as its owner and
// primary contact from a day on.
func newcomer(t *testing.T, s *datatest.Society, from value.Day) role.Actor {
	t.Helper()
	who := s.Stranger
	who.Role = role.Resident
	s.Exec(t, `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'resident') WHERE id = $1`, who.UserID)
	if _, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{
		UnitID: s.Units["A-101"], UserID: &who.UserID, Type: "owner", Primary: true, From: from,
	}); err != nil {
		t.Fatal(err)
	}
	return who
}

// reach lists what an actor has of A-101.
func reach(t *testing.T, s *datatest.Society, who role.Actor) string {
	t.Helper()
	var got []string
	add := func(what string, n int, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n > 0 {
			got = append(got, what)
		}
	}
	mine, err := s.Homes.MyUnits(t.Context(), who)
	add("units", len(mine), err)
	logged, err := s.Visits.List(t.Context(), who, visits.Filter{View: visits.Expected})
	add("visits", len(logged.Visits), err)
	raised, err := s.Tickets.List(t.Context(), who, tickets.Filter{})
	add("tickets", len(raised.Tickets), err)
	bills, err := s.Money.Bills(t.Context(), who, money.BillFilter{})
	add("bills", len(bills.Bills), err)
	board, err := s.Notices.List(t.Context(), who, notices.Filter{})
	add("notices", len(board.Notices), err)
	ahead, err := s.Directory.MyArrivals(t.Context(), who)
	add("an arrival", len(ahead), err)
	return strings.Join(got, ", ")
}

// TestRightsBeginAndEndOnTheirDay: nobody writes a row when the day comes, and
// still the rights are there, and gone.
func TestRightsBeginAndEndOnTheirDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	a101 := s.Units["A-101"]
	n := datatest.Ramesh(s)
	n.UnitID = a101
	visit, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.Pending, n)
	if err != nil {
		t.Fatal(err)
	}
	datatest.OldTicket(t, s, "A-101", "Lift", "medium", "open", nil, 0)
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 100, society360_today(), society360_today() + 9)`, a101)
	s.Exec(t, `INSERT INTO announcements (title, content, target_audience) VALUES ('Owners', 'Meet.', 'owners')`)
	who := newcomer(t, s, today.AddDays(1))

	if got := reach(t, s, who); got != "an arrival" {
		t.Errorf("before the day: %s", got)
	}
	word := visits.Approval{Channel: visits.ByResident, By: &who.UserID}
	_, err = s.Visits.Approve(t.Context(), who, uuid.New(), visit.ID, word)
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Visits.Deny(t.Context(), who, uuid.New(), visit.ID, "no")
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Visits.Approve(t.Context(), s.Guard, uuid.New(), visit.ID, visits.Approval{Channel: visits.ByPhone, By: &who.UserID})
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Visits.Log(t.Context(), who, uuid.New(), visits.Approved, n)
	datatest.Kind(t, err, fault.Invalid)
	ticket := tickets.Draft{UnitID: a101, RequesterID: &who.UserID, Category: "Lift", Title: "Stuck"}
	_, err = s.Tickets.Raise(t.Context(), s.Staff, uuid.New(), ticket)
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Homes.RevealPhone(t.Context(), s.Guard, uuid.New(), a101, who.UserID)
	datatest.Kind(t, err, fault.NotFound)

	s.DayComes(t, who.UserID)
	if got := reach(t, s, who); got != "units, visits, tickets, bills, notices" {
		t.Errorf("on the day: %s", got)
	}
	if _, err = s.Tickets.Raise(t.Context(), s.Staff, uuid.New(), ticket); err != nil {
		t.Errorf("on the day no ticket is raised for them: %v", err)
	}
	if _, err = s.Homes.RevealPhone(t.Context(), s.Guard, uuid.New(), a101, who.UserID); err != nil {
		t.Errorf("on the day nobody can call them: %v", err)
	}
	if _, err = s.Visits.Approve(t.Context(), who, uuid.New(), visit.ID, word); err != nil {
		t.Errorf("on the day they have no say: %v", err)
	}

	s.Exec(t, `UPDATE user_units SET move_in_date = society360_today() - 9, move_out_date = society360_today() WHERE user_id = $1`, who.UserID)
	if got := reach(t, s, who); got != "" {
		t.Errorf("after the last day: %s", got)
	}
	// Whoever comes back the same day does not wait for the schedule.
	if _, err = s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{UnitID: a101, UserID: &who.UserID, Type: "tenant", From: today}); err != nil {
		t.Errorf("moves in again: %v", err)
	}
}

// TestWhoIsCalledUntilTheDay: the primary contact and the unit's status stay as
// they are until the day, and turn with it.
func TestWhoIsCalledUntilTheDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	who := newcomer(t, s, today.AddDays(30))
	tenant, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{
		UnitID: s.Units["A-102"], UserID: &s.Tenant.UserID, Type: "tenant", From: today.AddDays(30),
	})
	if err != nil {
		t.Fatal(err)
	}
	if !tenant.MovesIn() || tenant.LivesThere() || tenant.PrimaryAhead {
		t.Errorf("moved in ahead: %+v", tenant)
	}
	s.Exec(t, `UPDATE units SET status = 'vacant' WHERE id = $1`, s.Units["A-102"])
	look := func() string {
		record, err := s.Directory.Record(t.Context(), s.Admin, s.Units["A-101"])
		if err != nil {
			t.Fatal(err)
		}
		entry, err := s.Directory.Unit(t.Context(), s.Guard, s.Units["A-101"])
		if err != nil {
			t.Fatal(err)
		}
		dues, err := s.Money.UnitDues(t.Context(), s.Staff, s.Units["A-101"])
		if err != nil {
			t.Fatal(err)
		}
		report, err := s.Reports.Occupancy(t.Context(), s.Admin, reports.Range{From: today, To: today.AddDays(40)})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%s of %d; called %s of %d, %d ahead; owes %s; %s; %d owners, %d moved in; A-102 %s",
			record.Contact, record.Residents, entry.Residents[0].Name, len(entry.Residents), len(entry.Arrivals),
			dues.Contact, primaries(t, s, "A-101"), report.All.Owners, report.MovedIn, unitStatus(t, s, s.Units["A-102"]))
	}
	before := "Meera Joshi of 2; called Meera Joshi of 2, 1 ahead; owes Meera Joshi; Meera Joshi; 1 owners, 0 moved in; A-102 vacant"
	if got := look(); got != before {
		t.Errorf("before the day: %s", got)
	}
	if n, err := s.Homes.MoveInDue(t.Context(), role.Program(), uuid.New()); n != 0 || err != nil {
		t.Errorf("%d moved in before the day, %v", n, err)
	}
	if r := datatest.Residency(t, s, "A-101", who.Name); !r.MovesIn() || !r.PrimaryAhead || r.Primary {
		t.Errorf("the unit's record: %+v", r)
	}
	action, _, _, details := datatest.LastAudit(t, s, datatest.Residency(t, s, "A-101", who.Name).ID)
	if after := details["after"].(map[string]any); action != "RESIDENT_MOVE_IN_SET" || after["primary_on_move_in"] != true || after["is_primary_contact"] != false {
		t.Errorf("%s tells %v", action, details)
	}

	s.DayComes(t, who.UserID)
	s.DayComes(t, s.Tenant.UserID)
	for want := 2; want >= 0; want -= 2 { // the second time nothing is left
		if n, err := s.Homes.MoveInDue(t.Context(), role.Program(), uuid.New()); n != want || err != nil {
			t.Errorf("%d moved in, want %d, %v", n, want, err)
		}
	}
	after := "Bozo of 3; called Bozo of 3, 0 ahead; owes Bozo; Bozo; 2 owners, 2 moved in; A-102 occupied"
	if got := look(); got != after {
		t.Errorf("on the day: %s", got)
	}
	for action, want := range map[string]int{"RESIDENT_MOVED_IN": 2, "RESIDENT_UPDATED": 1, "MOVE_INS_CARRIED_OUT": 1} {
		if n := s.Count(t, `audit_logs WHERE action = $1 AND user_id IS NULL`, action); n != want {
			t.Errorf("%d audit rows %s, want %d", n, action, want)
		}
	}
}

// TestTheDayIsCorrected across today, both ways: rights, contact and status follow
// at once.
func TestTheDayIsCorrected(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	who := newcomer(t, s, today.AddDays(30))
	for _, step := range []struct {
		from    value.Day
		primary string
		units   int
	}{
		{today, who.Name, 1},
		{today.AddDays(1), "", 0},
		{value.Day{}, who.Name, 1},
		{today.AddDays(300), "", 0},
		{today.AddDays(-300), who.Name, 1},
	} {
		r, err := s.Homes.UpdateResidency(t.Context(), s.Admin, uuid.New(), datatest.Residency(t, s, "A-101", who.Name), "owner", step.from)
		if err != nil {
			t.Fatal(err)
		}
		mine, err := s.Homes.MyUnits(t.Context(), who)
		if err != nil || len(mine) != step.units || r.LivesThere() != (step.units == 1) || r.MovesIn() == r.LivesThere() {
			t.Errorf("since %s: %d units, %+v, %v", step.from, len(mine), r, err)
		}
		if got := primaries(t, s, "A-101"); got != step.primary {
			t.Errorf("since %s the primary contact is %q, want %q", step.from, got, step.primary)
		}
	}
	// A unit with nobody else is vacant until the day.
	s.Exec(t, `DELETE FROM user_units WHERE unit_id = $1 AND user_id <> $2`, s.Units["A-101"], who.UserID)
	for from, want := range map[value.Day]string{today.AddDays(3): "vacant", today: "occupied"} {
		if _, err := s.Homes.UpdateResidency(t.Context(), s.Admin, uuid.New(), datatest.Residency(t, s, "A-101", who.Name), "tenant", from); err != nil {
			t.Fatal(err)
		}
		if got := unitStatus(t, s, s.Units["A-101"]); got != want {
			t.Errorf("from %s on the unit is %s", from, got)
		}
	}
}

// TestAMoveInIsCalledOff by a day that is here; one between is a mistake.
func TestAMoveInIsCalledOff(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	who := newcomer(t, s, today.AddDays(30))
	_, err := s.Homes.MoveOut(t.Context(), s.Admin, uuid.New(), datatest.Residency(t, s, "A-101", who.Name), today.AddDays(5))
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["until"] == nil {
		t.Errorf("moved out before moving in: %v", e)
	}
	_, err = s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{UnitID: s.Units["A-101"], UserID: &who.UserID, Type: "owner"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["person"] == nil || !strings.Contains(e.Bad["person"].Error(), "is to move in on") {
		t.Errorf("moved in twice: %v", e)
	}
	r, err := s.Homes.MoveOut(t.Context(), s.Admin, uuid.New(), datatest.Residency(t, s, "A-101", who.Name), today)
	if err != nil || r.Status != "moved_out" || r.MovesIn() {
		t.Fatalf("called off: %+v, %v", r, err)
	}
	action, _, _, _ := datatest.LastAudit(t, s, r.ID)
	report, err := s.Reports.Occupancy(t.Context(), s.Admin, reports.Range{From: today, To: today.AddDays(40)})
	if err != nil || action != "RESIDENT_MOVE_IN_CANCELLED" || report.MovedIn != 0 || report.MovedOut != 0 {
		t.Errorf("%s, %d in, %d out, %v", action, report.MovedIn, report.MovedOut, err)
	}
	s.Exec(t, `UPDATE user_units SET move_in_date = society360_today() - 1 WHERE id = $1`, r.ID)
	if n, err := s.Homes.MoveInDue(t.Context(), role.Program(), uuid.New()); n != 0 || err != nil {
		t.Errorf("%d moved in who does not come, %v", n, err)
	}
	if got := primaries(t, s, "A-101"); got != "Meera Joshi" {
		t.Errorf("the primary contact is %q", got)
	}
}

// TestThePrimaryContactOfTheDay is said before it, taken back, and said of several:
// it is who came last.
func TestThePrimaryContactOfTheDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	who := newcomer(t, s, today.AddDays(30))
	second, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{
		UnitID: s.Units["A-101"], UserID: &s.Tenant.UserID, Type: "tenant", From: today.AddDays(30),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false, true} {
		if second, err = s.Homes.SetPrimary(t.Context(), s.Admin, uuid.New(), second); err != nil || second.PrimaryAhead != want || second.Primary {
			t.Fatalf("asked for: %+v, %v", second, err)
		}
	}
	if got := primaries(t, s, "A-101"); got != "Meera Joshi" {
		t.Errorf("before the day it is %q", got)
	}
	s.DayComes(t, who.UserID)
	s.DayComes(t, s.Tenant.UserID)
	s.Exec(t, `UPDATE user_units SET created_at = created_at - interval '1 day' WHERE user_id = $1`, who.UserID)
	// One who was typed in later still, and whose account is no more.
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact, move_in_date, created_at)
		VALUES ($1, $2, 'owner', true, society360_today() + 30, now() + interval '1 hour')`, s.Guard2.UserID, s.Units["A-101"])
	s.DayComes(t, s.Guard2.UserID)
	s.Exec(t, `UPDATE users SET deleted_at = now() WHERE id = $1`, s.Guard2.UserID)
	if _, err := s.Homes.MoveInDue(t.Context(), role.Program(), uuid.New()); err != nil {
		t.Fatal(err)
	}
	if got := primaries(t, s, "A-101"); got != s.Tenant.Name {
		t.Errorf("on the day it is %q", got)
	}
}

// TestMoveInsOfOtherPrograms, which know nothing of a day that waits.
func TestMoveInsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	a102 := s.Units["A-102"]
	s.Exec(t, `UPDATE units SET status = 'vacant' WHERE id = $1`, a102)
	insert := `INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact, move_in_date) VALUES ($1, $2, 'owner', true, society360_today() + $3::int)`
	s.Exec(t, insert, s.Guard.UserID, a102, 3)
	s.Exec(t, insert, s.Guard2.UserID, a102, 3000)
	if got := unitStatus(t, s, a102) + primaries(t, s, "A-102"); got != "vacant" {
		t.Errorf("before the day: %s", got)
	}
	s.DayComes(t, s.Guard.UserID)
	if n, err := s.Homes.MoveInDue(t.Context(), role.Program(), uuid.New()); n != 1 || err != nil {
		t.Errorf("%d moved in, %v", n, err)
	}
	if got := unitStatus(t, s, a102) + " " + primaries(t, s, "A-102"); got != "occupied Sunita Pawar" {
		t.Errorf("on the day: %s", got)
	}
	for _, sql := range []string{
		`INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact) SELECT user_id, '` + a102.String() + `', 'tenant', true FROM user_units WHERE user_id = '` + s.Tenant.UserID.String() + `'`,
		`UPDATE units SET status = 'vacant' WHERE id = '` + a102.String() + `'`,
		`DELETE FROM user_units WHERE unit_id = '` + a102.String() + `' AND primary_on_move_in IS NOT NULL`,
	} {
		s.Exec(t, sql)
	}
	if got := unitStatus(t, s, a102) + " " + primaries(t, s, "A-102"); got != "occupied Farah Khan, Sunita Pawar" {
		t.Errorf("another program left %s", got)
	}
}

// TestAMoveInThatAnotherProgramBroughtForward: whoever was to become the primary contact
// with it is it alone from the next turn of the schedule on.
func TestAMoveInThatAnotherProgramBroughtForward(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	who := newcomer(t, s, s.Settings.ThisDay().AddDays(30))
	forward := `UPDATE user_units SET move_in_date = society360_today() - 2 WHERE user_id = $1`
	s.Exec(t, forward, who.UserID)
	if got := primaries(t, s, "A-101"); got != "Meera Joshi, "+who.Name && got != who.Name+", Meera Joshi" {
		t.Fatalf("another program left %q", got)
	}
	for _, want := range []int{1, 0} {
		if n, err := s.Homes.MoveInDue(t.Context(), role.Program(), uuid.New()); n != want || err != nil {
			t.Errorf("%d moved in, want %d, %v", n, want, err)
		}
	}
	r := datatest.Residency(t, s, "A-101", who.Name)
	did, by, _, details := datatest.LastAudit(t, s, r.ID)
	if got := primaries(t, s, "A-101"); got != who.Name || !r.Primary || did != "RESIDENT_MOVED_IN" || by != nil {
		t.Errorf("the primary contact is %q; %s by %v: %v", got, did, by, details)
	}
	// Who was made one again stays it beside them.
	s.Exec(t, `UPDATE user_units SET is_primary_contact = true WHERE unit_id = $1`, s.Units["A-101"])
	before := primaries(t, s, "A-101")
	if n, err := s.Homes.MoveInDue(t.Context(), role.Program(), uuid.New()); n != 0 || err != nil || primaries(t, s, "A-101") != before {
		t.Errorf("%d moved in, %v: %q was %q", n, err, primaries(t, s, "A-101"), before)
	}
}

// TestOneDefinitionOfWhoLivesHere: the desk's condition and the database's function
// say the same of every row.
func TestOneDefinitionOfWhoLivesHere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	days := []string{`NULL`, `'-infinity'`, `(society360_today() - 1)`, `society360_today()`, `(society360_today() + 1)`, `'infinity'`}
	seen := map[bool]int{}
	for _, status := range []string{`NULL`, `'active'`, `'moved_out'`} {
		for _, in := range days {
			for _, out := range days {
				row := fmt.Sprintf(`(SELECT %s::varchar AS status, %s::date AS move_in_date, %s::date AS move_out_date) l`, status, in, out)
				var desk, db bool
				if err := s.Owner.QueryRow(t.Context(), `SELECT `+homes.ResidesNow+`, society360_resides(l.status, l.move_in_date, l.move_out_date, society360_today())
					FROM `+row).Scan(&desk, &db); err != nil {
					t.Fatal(err)
				}
				begun := slices.Index(days, in) <= 3
				left := slices.Index(days, out) >= 1 && slices.Index(days, out) <= 3
				if want := status != `'moved_out'` && begun && !left; desk != want || db != want {
					t.Errorf("%s: the desk says %v, the database %v", row, desk, db)
				}
				seen[desk]++
			}
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("only %v was tried", seen)
	}
}

// TestAFileSaysWhoMovesInLater: nobody stands in the way of who is the contact
// until then.
func TestAFileSaysWhoMovesInLater(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE units SET status = 'vacant' WHERE id = $1`, s.Units["A-102"])
	later := s.Settings.ThisDay().AddDays(60).String()
	file := []byte(datatest.ImportHeader +
		"Tower A,101,1,2BHK,Ravi Iyer,ravi@test.example,,owner,yes," + later + "\n" +
		"Tower A,102,1,2BHK,Lata Iyer,lata@test.example,,owner,yes," + later + "\n")
	for _, added := range []int{2, 0} {
		r, err := s.Imports.Import(context.WithoutCancel(t.Context()), s.Admin, uuid.New(), file, nil)
		if err != nil || r.Added.Residents != added {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	if r := datatest.Residency(t, s, "A-101", "Ravi Iyer"); !r.MovesIn() || !r.PrimaryAhead || r.MovedIn.String() != later {
		t.Errorf("imported: %+v", r)
	}
	if got := primaries(t, s, "A-101") + " " + unitStatus(t, s, s.Units["A-102"]); got != "Meera Joshi vacant" {
		t.Errorf("until then: %s", got)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'RESIDENT_MOVE_IN_SET' AND details #>> '{after,primary_on_move_in}' = 'true'`); n != 2 {
		t.Errorf("%d audit rows", n)
	}
}

// TestMoveInsAheadBeforeTheUpgrade: the last release took somebody who moves in
// later for the primary contact of an occupied unit.
func TestMoveInsAheadBeforeTheUpgrade(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "document.sql")
	datatest.MigrateTo(t, db, 83)
	datatest.Exec(t, db.Owner, `INSERT INTO roles (name) VALUES ('resident')`)
	datatest.Exec(t, db.Owner, `INSERT INTO units (unit_number, floor_number, type, status) SELECT n::text, 0, 'Shop', 'vacant' FROM generate_series(1, 3) n`)
	datatest.Exec(t, db.Owner, `INSERT INTO users (full_name, email, password_hash) SELECT 'R' || n, 'r' || n || '@test.example', 'x' FROM generate_series(1, 6) n`)
	datatest.Exec(t, db.Owner, `INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact, status, move_in_date, move_out_date)
		SELECT u.id, n.id, 'owner', v.prim, v.status, v.moves_in, v.moves_out FROM (VALUES
			('R1', '1', true, 'active', society360_today() + 40, NULL::date), ('R2', '1', NULL, NULL, society360_today() + 1, NULL),
			('R3', '2', true, 'active', society360_today() + 40, NULL), ('R4', '2', true, NULL, NULL, NULL),
			('R5', '3', true, 'active', society360_today(), society360_today() + 3), ('R6', '3', true, 'moved_out', society360_today() + 9, society360_today())
		) AS v(name, unit, prim, status, moves_in, moves_out) JOIN users u ON u.full_name = v.name JOIN units n ON n.unit_number = v.unit`)
	if got := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM units WHERE status = 'occupied'`); got != 3 {
		t.Fatalf("the last release had %d units occupied", got)
	}
	files := datatest.FilesOf(t, db.Owner)
	datatest.Migrate(t, db.Config)
	if got := datatest.FilesOf(t, db.Owner)["user_units"]; got != files["user_units"] {
		t.Error("the table of residents was rewritten")
	}
	got := datatest.Scan[string](t, db.Owner, `SELECT string_agg(concat_ws(' ', u.full_name, l.is_primary_contact, coalesce(l.primary_on_move_in::text, '-'), n.status), ', ' ORDER BY u.full_name)
		FROM user_units l JOIN users u ON u.id = l.user_id JOIN units n ON n.id = l.unit_id`)
	if got != "R1 f true vacant, R2 f false vacant, R3 f true occupied, R4 t - occupied, R5 t - occupied, R6 t - occupied" {
		t.Errorf("after the upgrade: %s", got)
	}
}
