package demo_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

func demoActor(t *testing.T, s *data.Society, email string) role.Actor {
	t.Helper()
	at := role.Origin{Address: "10.0.0.9", Client: "test"}
	if email == "guard@demo.example" {
		at.Gate = "Main"
	}
	actor, err := s.Accounts.SignIn(t.Context(), at, email, demo.Password)
	if err != nil {
		t.Fatalf("%s cannot sign in: %v", email, err)
	}
	return actor
}

func TestDemoGuardMeetsRameshKumar(t *testing.T) {
	t.Parallel()
	s := datatest.OpenStore(t, datatest.Demo(t))
	guard := demoActor(t, s, "guard@demo.example")
	if guard.Name != "Sunita Pawar" || guard.Role != role.Guard {
		t.Errorf("the guard is %s, %s", guard.Name, guard.Role)
	}
	known, err := s.Visits.KnownVisitor(t.Context(), guard, "9820012345")
	if err != nil {
		t.Fatal(err)
	}
	last := known.Last
	if known.Visits != 14 || last == nil || known.Inside != nil || known.Expected != nil || known.Denied != nil {
		t.Fatalf("known: %+v", known)
	}
	if last.Name != "Ramesh Kumar" || last.Phone != "98200 12345" || last.Plate != "MH12AB1234" ||
		last.Purpose != "Service" || last.Unit != "A-101" || last.Status != visits.CheckedOut {
		t.Errorf("last visit: %+v", last)
	}
	if ago := time.Since(last.At); ago < 72*time.Hour || ago >= 96*time.Hour {
		t.Errorf("the last visit was %s ago", ago)
	}
	kolkata := settings.Of(nil).Zone()
	if days := calendarDay(time.Now().In(kolkata)) - calendarDay(last.At.In(kolkata)); days != 3 {
		t.Errorf("the last visit was %d days ago", days)
	}

	in, err := s.Visits.Log(t.Context(), guard, uuid.New(), visits.CheckedIn, visits.Draft{
		Text: visits.Text{
			Name: last.Name, Phone: "9820012345", UnitID: *last.UnitID, Purpose: last.Purpose,
			Plate: last.Plate,
		},
		Gate: "Main",
	})
	if err != nil || in.Status != visits.CheckedIn {
		t.Errorf("he cannot come in: %v", err)
	}
}

func calendarDay(at time.Time) int {
	return int(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func TestDemoIsReadAsEachRole(t *testing.T) {
	t.Parallel()
	s := datatest.OpenStore(t, datatest.Demo(t))
	for email, as := range map[string]role.Role{
		"guard@demo.example": role.Guard, "staff@demo.example": role.Staff, "admin@demo.example": role.Admin,
	} {
		actor := demoActor(t, s, email)
		counts, err := s.Visits.Counts(t.Context(), actor)
		if err != nil || actor.Role != as {
			t.Fatalf("%s: %s, %v", email, actor.Role, err)
		}
		if counts.Inside != 12 || counts.Overstays != 1 || counts.Longest != "Kiran (AC service)" || counts.Expected != 7 || counts.Waiting != 3 {
			t.Errorf("%s counts %+v", email, counts)
		}
		if since := time.Since(*counts.LongestSince).Round(time.Hour); since != 26*time.Hour {
			t.Errorf("Kiran is inside since %s", since)
		}
		history, err := s.Visits.List(t.Context(), actor, visits.Filter{View: visits.History, Limit: 100})
		if err != nil || len(history.Visits) != 100 || !history.More {
			t.Errorf("%s reads a history of %d, %v", email, len(history.Visits), err)
		}
		notices, err := s.Notices.UnreadImportant(t.Context(), actor)
		if err != nil || len(notices) != 2 || notices[0].Title != "Water off tomorrow 10:00-14:00, Tower B" {
			t.Errorf("%s is told %v, %v", email, notices, err)
		}
		units, err := s.Homes.FindUnits(t.Context(), actor, "a101")
		if err != nil || len(units) != 1 || units[0].Label != "A-101" || units[0].Status != "occupied" {
			t.Fatalf("%s finds %v, %v", email, units, err)
		}
		residents, err := s.Homes.Residents(t.Context(), actor, units[0].ID)
		if err != nil || len(residents) != 2 || residents[0].Name != "Meera Joshi" || !residents[0].Primary ||
			residents[0].Type != "owner" || residents[0].Phone != "98*** **210" ||
			residents[1].Name != "Arun Joshi" || residents[1].Type != "family_member" {
			t.Errorf("%s sees in A-101 %+v, %v", email, residents, err)
		}
	}
}

func TestDemoResidentsSeeTheirOwn(t *testing.T) {
	t.Parallel()
	s := datatest.OpenStore(t, datatest.Demo(t))
	for email, want := range map[string]struct{ name, unit, notice string }{
		"resident@demo.example": {"Meera Joshi", "A-101", "Annual general meeting on the first Sunday"},
		"tenant@demo.example":   {"Farhan Shaikh", "C-203", "Police verification of tenants"},
	} {
		actor := demoActor(t, s, email)
		if actor.Name != want.name || actor.Role != role.Resident {
			t.Errorf("%s is %s, %s", email, actor.Name, actor.Role)
		}
		page, err := s.Visits.List(t.Context(), actor, visits.Filter{View: visits.History, Limit: 500})
		if err != nil || len(page.Visits) < 3 {
			t.Errorf("%s sees %d visits, %v", email, len(page.Visits), err)
		}
		for _, v := range page.Visits {
			if v.Unit != want.unit {
				t.Errorf("%s sees a visit to %s", email, v.Unit)
			}
		}
		notices, err := s.Notices.UnreadImportant(t.Context(), actor)
		if err != nil || len(notices) != 2 || notices[1].Title != want.notice {
			t.Errorf("%s is told %v, %v", email, notices, err)
		}
	}
}

// TestDemoAuditsEverything looks for rows that no audit row speaks of.
func TestDemoAuditsEverything(t *testing.T) {
	t.Parallel()
	db := datatest.Demo(t)
	for _, c := range []struct{ table, where, action string }{
		{"users", "true", "USER_CREATED"},
		{"users", "r.deleted_at IS NOT NULL", "USER_DELETED"},
		{"users", "r.status <> 'active'", "USER_STATUS_CHANGED"},
		{"blocks", "true", "BLOCK_CREATED"},
		{"units", "true", "UNIT_CREATED"},
		{"user_units", "true", "RESIDENT_MOVED_IN"},
		{"user_units", "r.status = 'moved_out'", "RESIDENT_MOVED_OUT"},
		{"visitor_logs", "r.check_in_time IS NOT NULL", "VISITOR_CHECKED_IN"},
		{"visitor_logs", "r.status = 'checked_out' AND NOT r.presumed_left", "VISITOR_CHECKED_OUT"},
		{"visitor_logs", "r.presumed_left", "VISITOR_PRESUMED_LEFT"},
		{"visitor_logs", "r.status = 'denied'", "VISITOR_DENIED"},
		{"visitor_logs", "r.status = 'pending'", "VISITOR_ANNOUNCED"},
		{"visitor_logs", "r.status = 'approved' AND r.security_guard_id IS NOT NULL", "VISITOR_APPROVED"},
		{"visitor_logs", "r.status = 'approved' AND r.security_guard_id IS NULL", "VISITOR_PRE_APPROVED"},
		{"maintenance_tickets", "true", "TICKET_CREATED"},
		{"maintenance_tickets", "r.assigned_to_id IS NOT NULL", "TICKET_ASSIGNED"},
		{"maintenance_tickets", "r.status IN ('in_progress', 'resolved', 'closed')", "TICKET_STARTED"},
		{"maintenance_tickets", "r.status IN ('resolved', 'closed')", "TICKET_RESOLVED"},
		{"maintenance_tickets", "r.status = 'closed'", "TICKET_CLOSED"},
		{"maintenance_tickets", "r.status = 'rejected'", "TICKET_REJECTED"},
		{"bills", "r.late_fee_of IS NULL", "BILL_CREATED"},
		{"bills", "r.late_fee_of IS NOT NULL AND r.amount = round(r.fee_base * r.fee_percent / 100, 2)", "LATE_FEE_CHARGED"},
		{"payments", "r.recorded_by IS NOT NULL AND r.status <> 'pending'", "PAYMENT_RECORDED"},
		{"payments", "r.status = 'pending'", "PAYMENT_CLAIMED"},
		{"announcements", "true", "ANNOUNCEMENT_CREATED"},
		{"system_config", "r.updated_by IS NOT NULL", "SETTING_CHANGED"},
	} {
		from := ` FROM ` + c.table + ` r WHERE ` + c.where
		if datatest.Number(t, db, `SELECT count(*)`+from) == 0 {
			t.Errorf("no %s where %s", c.table, c.where)
		}
		audited := ` EXISTS (SELECT FROM audit_logs l WHERE l.resource_type = '` + c.table + `' AND l.resource_id = r.id AND l.action = '` + c.action + `')`
		if got := datatest.Number(t, db, `SELECT count(*)`+from+` AND NOT`+audited); got != 0 {
			t.Errorf("%d of %s where %s are without %s", got, c.table, c.where, c.action)
		}
	}
	for _, never := range []string{
		// The last audit row that names a status is the row's own.
		`SELECT count(*) FROM visitor_logs v WHERE status IS DISTINCT FROM (SELECT l.details #>> '{after,status}' FROM audit_logs l
			WHERE l.resource_id = v.id AND l.details #>> '{after,status}' IS NOT NULL ORDER BY l.created_at DESC, l.id DESC LIMIT 1)`,
		`SELECT count(*) FROM maintenance_tickets v WHERE status IS DISTINCT FROM (SELECT l.details #>> '{after,status}' FROM audit_logs l
			WHERE l.resource_id = v.id AND l.details #>> '{after,status}' IS NOT NULL ORDER BY l.created_at DESC, l.id DESC LIMIT 1)`,
		`SELECT count(*) FROM visitor_logs v JOIN audit_logs l ON l.resource_id = v.id AND l.action = 'VISITOR_CHECKED_IN'
			WHERE l.created_at <> v.check_in_time OR (l.details #>> '{after,check_in_time}')::timestamptz <> v.check_in_time
			OR l.user_id <> v.security_guard_id OR l.details ->> 'gate' <> v.entry_gate`,
		`SELECT count(*) FROM payments p JOIN audit_logs l ON l.resource_id = p.id AND l.action = 'PAYMENT_RECORDED'
			WHERE (p.payment_method = 'Cash') <> (l.details #>> '{actor,role}' = 'admin') OR (l.details #>> '{after,amount_paid}')::numeric <> p.amount_paid`,
		// So is a setting's value, whose history begins with the seed.
		`SELECT count(*) FROM system_config c WHERE config_value IS DISTINCT FROM (SELECT l.details #>> '{after,config_value}' FROM audit_logs l
			WHERE l.resource_id = c.id ORDER BY l.created_at DESC, l.id DESC LIMIT 1)`,
		// A setting is called after passwords.
		`SELECT count(*) FROM audit_logs WHERE details::text LIKE '%$2a$%'
			OR details::text ILIKE '%password%' AND resource_type <> 'system_config'`,
		`SELECT count(*) FROM audit_logs WHERE jsonb_typeof(details -> 'after') IS DISTINCT FROM 'object'`,
		`SELECT count(*) FROM audit_logs WHERE user_id IS NOT NULL AND details #>> '{actor,role}' IS NULL`,
	} {
		if got := datatest.Number(t, db, never); got != 0 {
			t.Errorf("%d rows, want none: %s", got, never)
		}
	}
	if got := datatest.Number(t, db, `SELECT count(*) FROM audit_logs WHERE action = 'DEMO_SOCIETY_SEEDED' AND (details #>> '{after,units}')::int = 96`); got != 1 {
		t.Errorf("%d audit rows of the seeding itself", got)
	}
}

// TestDemoAuditRowsLookLikeTheRegistersOwn makes the moves at a desk and
// compares what their audit rows hold with those of the demo society.
func TestDemoAuditRowsLookLikeTheRegistersOwn(t *testing.T) {
	t.Parallel()
	db := datatest.Demo(t)
	s := datatest.OpenStore(t, db)
	seeded := shapes(t, db)
	before := datatest.Number(t, db, `SELECT count(*) FROM audit_logs`)
	moveAbout(t, s)
	if datatest.Number(t, db, `SELECT count(*) FROM audit_logs`) < before+9 {
		t.Fatal("the moves were not audited")
	}
	for shape := range shapes(t, db) {
		if strings.HasPrefix(shape, "VISITOR_") && !seeded[shape] {
			t.Errorf("the demo society has no audit row like this one:\n  %s\nbut\n  %s", shape,
				strings.Join(slices.Sorted(maps.Keys(of(seeded, shape))), "\n  "))
		}
	}
}

// moveAbout takes visitors through every move, as the demo society's do.
func moveAbout(t *testing.T, s *data.Society) {
	t.Helper()
	guard, resident := demoActor(t, s, "guard@demo.example"), demoActor(t, s, "resident@demo.example")
	units, err := s.Homes.FindUnits(t.Context(), guard, "A-101")
	if err != nil || len(units) != 1 {
		t.Fatal(units, err)
	}
	done := func(v visits.Visit, err error) visits.Visit {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	visitor := func(approval visits.Approval, note string) visits.Draft {
		return visits.Draft{Text: visits.Text{Name: "Someone", Phone: "98690 00001", UnitID: units[0].ID, Purpose: "Guest"}, Gate: "Main", Approval: approval, Note: note}
	}
	ctx := t.Context()
	by := visits.Approval{Channel: visits.ByPhone, By: &resident.UserID}
	v := done(s.Visits.Log(ctx, guard, uuid.New(), visits.Pending, visitor(visits.Approval{}, "")))
	v = done(s.Visits.Approve(ctx, guard, uuid.New(), v.ID, by))
	v = done(s.Visits.CheckIn(ctx, guard, uuid.New(), v, visits.Entry{}))
	done(s.Visits.CheckOut(ctx, guard, uuid.New(), v.ID))
	v = done(s.Visits.Log(ctx, guard, uuid.New(), visits.Pending, visitor(visits.Approval{}, "")))
	done(s.Visits.Deny(ctx, guard, uuid.New(), v.ID, "Resident said no"))
	done(s.Visits.Log(ctx, guard, uuid.New(), visits.Denied, visitor(visits.Approval{}, "No identity card")))
	v = done(s.Visits.Log(ctx, guard, uuid.New(), visits.CheckedIn, visitor(by, "")))
	done(s.Visits.CheckOut(ctx, guard, uuid.New(), v.ID))
	arrival := time.Now().Add(time.Hour)
	announced := visitor(visits.Approval{}, "")
	announced.ExpectedArrival = &arrival
	v = done(s.Visits.Log(ctx, resident, uuid.New(), visits.Approved, announced))
	done(s.Visits.CheckIn(ctx, guard, uuid.New(), v, visits.Entry{}))
}

// shapes are the audit rows' actions with the names and types that details hold.
func shapes(t *testing.T, db *datatest.DB) map[string]bool {
	t.Helper()
	rows, err := db.Owner.Query(t.Context(), `SELECT action, details FROM audit_logs`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var action string
		var details map[string]any
		if err := rows.Scan(&action, &details); err != nil {
			t.Fatal(err)
		}
		// A visitor may have a plate or none.
		for _, part := range []string{"before", "after"} {
			if fields, ok := details[part].(map[string]any); ok {
				delete(fields, "vehicle_number")
				delete(fields, "visitor_phone")
			}
		}
		found[action+" "+shapeOf(details)] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func shapeOf(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+":"+shapeOf(v[name]))
		}
		return "{" + strings.Join(parts, " ") + "}"
	case string:
		if _, err := time.Parse("2006-01-02T15:04:05.999999-07:00", v); err == nil {
			return "time"
		}
		if _, err := uuid.Parse(v); err == nil {
			return "uuid"
		}
		return "text"
	default:
		kind, _ := json.Marshal(v)
		return strings.Trim(string(kind), `0123456789.`)
	}
}

// of keeps the shapes of one action.
func of(all map[string]bool, shape string) map[string]bool {
	action, _, _ := strings.Cut(shape, " ")
	some := map[string]bool{}
	for s := range all {
		if strings.HasPrefix(s, action+" ") {
			some[s] = true
		}
	}
	return some
}

func TestDemoPasswordIsFoundToWork(t *testing.T) {
	t.Parallel()
	db := datatest.Demo(t)
	s := datatest.OpenStore(t, db)
	works := func(want bool, when string) {
		t.Helper()
		got, err := s.Demo.PasswordWorks(t.Context())
		if err != nil || got != want {
			t.Errorf("%s: %v, %v", when, got, err)
		}
	}
	works(true, "at first")
	exec := func(sql string) {
		t.Helper()
		if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`UPDATE users SET status = 'inactive' WHERE email IN ('guard@demo.example', 'staff@demo.example')`)
	exec(`UPDATE users SET deleted_at = now() WHERE email = 'tenant@demo.example'`)
	works(true, "with two left")
	admin, err := s.Accounts.ActorByEmail(t.Context(), role.Origin{Address: "cli"}, "admin@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.SetPassword(t.Context(), admin, uuid.New(), "resident@demo.example", "something else 1"); err != nil {
		t.Fatal(err)
	}
	works(true, "with the admin left")
	if _, err := s.Accounts.SetPassword(t.Context(), admin, uuid.New(), "admin@demo.example", "something else 2"); err != nil {
		t.Fatal(err)
	}
	works(false, "with none left")

	// One that was made, or renamed, since.
	hash, err := bcrypt.GenerateFromPassword([]byte(demo.Password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	exec(`INSERT INTO users (full_name, email, password_hash, role_id, status) SELECT 'Sixth', 'sixth@DEMO.example', '` + string(hash) + `', id, 'active' FROM roles WHERE name = 'staff'`)
	works(true, "with one that was added")
	exec(`UPDATE users SET email = 'sixth@own.example' WHERE full_name = 'Sixth'`)
	works(false, "with one of a name that the trail does not know")
	exec(`INSERT INTO audit_logs (action, resource_type, resource_id, details) SELECT 'USER_UPDATED', 'users', id, '{"before": {"email": "sixth@demo.example"}}' FROM users WHERE full_name = 'Sixth'`)
	works(true, "with one that was renamed")

	bare := datatest.New(t)
	if got, err := datatest.OpenStore(t, bare).Demo.PasswordWorks(t.Context()); got || err != nil {
		t.Errorf("in a society of one's own: %v, %v", got, err)
	}
}
