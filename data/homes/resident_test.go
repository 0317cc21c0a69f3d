package homes_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func primaries(t *testing.T, s *datatest.Society, unit string) string {
	t.Helper()
	return datatest.Scan[string](t, s.Owner, `SELECT coalesce(string_agg(p.full_name, ', ' ORDER BY p.full_name), '')
		FROM user_units l JOIN users p ON p.id = l.user_id
		WHERE l.unit_id = $1 AND l.is_primary_contact AND coalesce(l.status, 'active') = 'active'`, s.Units[unit])
}

func TestSomebodyNewMovesIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE units SET status = 'vacant' WHERE id = $1`, s.Units["A-102"])
	key, today := uuid.New(), s.Settings.ThisDay()
	m := homes.MoveIn{
		UnitID: s.Units["A-102"], Name: "Ravi Iyer", Email: "ravi@test.example", Phone: "98333 44444",
		Type: "owner", Primary: true, From: today.AddDays(-3),
	}
	var r homes.Residency
	var err error
	for range 2 {
		if r, err = s.Homes.MoveIn(t.Context(), s.Admin, key, m); err != nil {
			t.Fatal(err)
		}
	}
	if r.Name != "Ravi Iyer" || !r.Primary || r.MovedIn != m.From || r.Status != "active" || r.Phone != "98*** **444" {
		t.Errorf("moved in: %+v", r)
	}
	if got := unitStatus(t, s, s.Units["A-102"]); got != "occupied" {
		t.Errorf("the unit is %s", got)
	}
	if n := s.Count(t, `users u JOIN roles r ON r.id = u.role_id WHERE u.email = 'ravi@test.example' AND r.name = 'resident'
		AND u.password_hash = '!' AND u.id = $1`, r.UserID); n != 1 {
		t.Errorf("%d such accounts", n)
	}
	_, err = s.Accounts.SignIn(t.Context(), role.Origin{Address: "10.0.0.1"}, m.Email, "!")
	if err == nil {
		t.Error("an account without a password lets somebody in")
	}
	for resource, id := range map[string]uuid.UUID{"users": r.UserID, "user_units": r.ID} {
		if n := s.Count(t, `audit_logs WHERE resource_type = $1 AND resource_id = $2 AND user_id = $3`, resource, id, s.Admin.UserID); n != 1 {
			t.Errorf("%d audit rows of %s", n, resource)
		}
	}
	_, err = s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), m)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["email"] == nil {
		t.Errorf("a second account of one address: %v", e)
	}
	m.UserID = &r.UserID
	_, err = s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), m)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["person"] == nil {
		t.Errorf("moved in twice: %v", e)
	}
	bad := homes.MoveIn{Name: " ", Email: "nobody", Phone: "12", Type: "friend", From: today.AddDays(900)}
	_, err = s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), bad)
	e := datatest.Kind(t, err, fault.Invalid)
	for _, field := range []string{"unit", "name", "email", "phone", "type", "from"} {
		if e.Bad[field] == nil {
			t.Errorf("nothing is said of a bad %s", field)
		}
	}
}

func TestAccountsAreFound(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET phone_number = '+91 98333-44444' WHERE id = $1`, s.Meera.UserID)
	for term, want := range map[string]string{
		"joshi": "Arun Joshi,Meera Joshi", "MEERA@t": "Meera Joshi", "98333 4": "Meera Joshi", "+919833344444": "Meera Joshi",
		"me": "", "%%%": "", "nobody": "",
	} {
		found, err := s.Homes.FindResidentAccounts(t.Context(), s.Admin, term)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, a := range found {
			names = append(names, a.Name)
			if a.Units != "A-101" || a.Phone != "" && !strings.Contains(a.Phone, "*") {
				t.Errorf("found %+v", a)
			}
		}
		if got := strings.Join(names, ","); got != want {
			t.Errorf("%q finds %s, want %s", term, got, want)
		}
	}
}

// TestARowOfNobodyIsNotChanged: no change without its audit row, whatever another
// program left in the table.
func TestARowOfNobodyIsNotChanged(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	var nobody homes.Residency
	if err := s.Owner.QueryRow(t.Context(), `INSERT INTO user_units (unit_id, resident_type) VALUES ($1, 'owner') RETURNING id, xmin::text`,
		s.Units["A-101"]).Scan(&nobody.ID, &nobody.Version); err != nil {
		t.Fatal(err)
	}
	_, err := s.Homes.MoveOut(t.Context(), s.Admin, uuid.New(), nobody, s.Settings.ThisDay())
	datatest.Kind(t, err, fault.NotFound)
	if n := s.Count(t, `user_units WHERE user_id IS NULL AND coalesce(status, 'active') = 'active'`); n != 1 {
		t.Error("it was changed, and nothing tells of it")
	}
}

// TestOnePrimaryContact: adopted databases have several, of which the next
// change leaves one.
func TestOnePrimaryContact(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE user_units SET is_primary_contact = true`)
	if got := primaries(t, s, "A-101"); got != "Arun Joshi, Meera Joshi" {
		t.Fatal(got)
	}
	arun := datatest.Residency(t, s, "A-101", "Arun Joshi")
	if r, err := s.Homes.SetPrimary(t.Context(), s.Admin, uuid.New(), arun); err != nil || !r.Primary {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := primaries(t, s, "A-101"); got != "Arun Joshi" || primaries(t, s, "B-204") != "Farah Khan" {
		t.Errorf("primary contacts: %s", got)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'RESIDENT_UPDATED' AND details -> 'before' = '{"is_primary_contact": true}'
		AND details -> 'after' = '{"is_primary_contact": false}'`); n != 1 {
		t.Errorf("%d audit rows of whoever was it before", n)
	}
	_, err := s.Homes.SetPrimary(t.Context(), s.Admin, uuid.New(), datatest.Residency(t, s, "A-101", "Arun Joshi"))
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Homes.SetPrimary(t.Context(), s.Admin, uuid.New(), arun)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "Arun Joshi was changed meanwhile") {
		t.Errorf("over somebody's change: %v", e)
	}
	// A new one who moves in takes it over.
	if _, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{
		UnitID: s.Units["A-101"], UserID: &s.Staff.UserID, Type: "tenant", Primary: true,
	}); err != nil {
		t.Fatal(err)
	}
	if got := primaries(t, s, "A-101"); got != "Vijay More" {
		t.Errorf("primary contacts: %s", got)
	}
	// All at once: one of them is it in the end.
	for range 5 {
		var wg sync.WaitGroup
		for _, name := range []string{"Arun Joshi", "Meera Joshi", "Vijay More"} {
			r := datatest.Residency(t, s, "A-101", name)
			wg.Go(func() { _, _ = s.Homes.SetPrimary(context.Background(), s.Admin, uuid.New(), r) })
		}
		wg.Wait()
		if got := primaries(t, s, "A-101"); strings.Contains(got, ",") || got == "" {
			t.Fatalf("primary contacts: %s", got)
		}
	}
}

func TestMovingOut(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	tenant := datatest.Residency(t, s, "B-204", "Farah Khan")
	out, err := s.Homes.MoveOut(t.Context(), s.Admin, uuid.New(), tenant, today.AddDays(10))
	if err != nil || out.Status != "active" || out.MovesOut != today.AddDays(10) {
		t.Fatalf("a day ahead: %+v, %v", out, err)
	}
	if action, _, _, _ := datatest.LastAudit(t, s, tenant.ID); action != "RESIDENT_MOVE_OUT_SET" || unitStatus(t, s, s.Units["B-204"]) != "occupied" {
		t.Errorf("audited as %s", action)
	}
	if out, err = s.Homes.MoveOut(t.Context(), s.Admin, uuid.New(), out, value.Day{}); err != nil || !out.MovesOut.IsZero() {
		t.Fatalf("taken back: %+v, %v", out, err)
	}
	key := uuid.New()
	for range 2 {
		if out, err := s.Homes.MoveOut(t.Context(), s.Admin, key, out, today); err != nil || out.Status != "moved_out" {
			t.Fatalf("today: %+v, %v", out, err)
		}
	}
	action, _, _, details := datatest.LastAudit(t, s, tenant.ID)
	if after := details["after"].(map[string]any); action != "RESIDENT_MOVED_OUT" || after["status"] != "moved_out" || after["move_out_date"] != today.String() {
		t.Errorf("%s tells %v", action, details)
	}
	if got := unitStatus(t, s, s.Units["B-204"]); got != "vacant" {
		t.Errorf("the unit is %s", got)
	}
	if people, err := s.Homes.Residents(t.Context(), s.Admin, s.Units["B-204"]); err != nil || len(people) != 0 {
		t.Errorf("%+v still live there, %v", people, err)
	}
	_, err = s.Homes.MoveOut(t.Context(), s.Admin, uuid.New(), datatest.Residency(t, s, "B-204", "Farah Khan"), today)
	if e := datatest.Kind(t, err, fault.Refused); e.Error() != "Farah Khan has moved out already." {
		t.Errorf("twice: %v", e)
	}
	// Back again: history is kept beside it.
	if _, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{UnitID: s.Units["B-204"], UserID: &s.Tenant.UserID, Type: "owner", From: today}); err != nil {
		t.Fatal(err)
	}
	record, err := s.Directory.Record(t.Context(), s.Admin, s.Units["B-204"])
	if err != nil || len(record.People) != 2 || record.People[0].Type != "owner" || record.People[1].Status != "moved_out" || record.Status != "occupied" {
		t.Errorf("the record is %+v, %v", record, err)
	}
	for _, until := range []value.Day{{}, today.AddDays(-1), today.AddDays(1000)} {
		_, err = s.Homes.MoveOut(t.Context(), s.Admin, uuid.New(), record.People[0], until)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["until"] == nil {
			t.Errorf("on %v: %v", until, e)
		}
	}
	edited, err := s.Homes.UpdateResidency(t.Context(), s.Admin, uuid.New(), record.People[0], "family_member", today.AddDays(-9))
	if err != nil || edited.Type != "family_member" || edited.MovedIn != today.AddDays(-9) {
		t.Errorf("edited: %+v, %v", edited, err)
	}
	_, err = s.Homes.UpdateResidency(t.Context(), s.Admin, uuid.New(), record.People[0], "owner", today)
	datatest.Kind(t, err, fault.Refused)
}

// TestTheNightMovesOut: whose day has come, and nobody twice, however many
// servers try at once.
func TestTheNightMovesOut(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE user_units SET status = NULL, move_out_date = CASE user_id WHEN $1 THEN society360_today() WHEN $2 THEN society360_today() - 40
		ELSE society360_today() + 1 END`, s.Meera.UserID, s.Tenant.UserID)
	moved := make([]int, 4)
	var wg sync.WaitGroup
	for i := range moved {
		wg.Go(func() {
			n, err := s.Homes.MoveOutDue(context.Background(), role.Program(), uuid.New())
			if err != nil {
				t.Errorf("by night: %v", err)
			}
			moved[i] = n.Residents
		})
	}
	wg.Wait()
	if sum := moved[0] + moved[1] + moved[2] + moved[3]; sum != 2 {
		t.Errorf("moved out %v", moved)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'RESIDENT_MOVED_OUT' AND resource_type = 'user_units' AND user_id IS NULL AND user_agent = 'cli'
		AND details -> 'after' = '{"status": "moved_out"}' AND details -> 'before' = '{"status": "active"}'`); n != 2 {
		t.Errorf("%d audit rows", n)
	}
	if n := s.Count(t, `user_units WHERE status = 'moved_out'`); n != 2 || unitStatus(t, s, s.Units["B-204"]) != "vacant" || unitStatus(t, s, s.Units["A-101"]) != "occupied" {
		t.Errorf("%d moved out", n)
	}
	if n, err := s.Homes.MoveOutDue(t.Context(), role.Program(), uuid.New()); n.Residents != 0 || err != nil {
		t.Errorf("again: %+v, %v", n, err)
	}
}

// TestTheNightIsTheSocietys: a day comes when it does in the society's zone.
func TestTheNightIsTheSocietys(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE user_units SET move_out_date = (now() AT TIME ZONE $2)::date WHERE user_id = $1`, s.Tenant.UserID, datatest.Eastmost)
	for _, c := range []struct {
		zone string
		want int
	}{{datatest.Westmost, 0}, {datatest.Eastmost, 1}} {
		datatest.Setting(t, s, "general.timezone", c.zone)
		if n, err := s.Homes.MoveOutDue(t.Context(), role.Program(), uuid.New()); n.Residents != c.want || err != nil {
			t.Errorf("%s: %+v moved out, %v", c.zone, n, err)
		}
	}
}
