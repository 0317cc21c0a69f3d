package trail_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func actions(rows []trail.Row) string {
	var names []string
	for _, r := range rows {
		names = append(names, string(r.Action))
	}
	return strings.Join(names, " ")
}

func TestAuditIsListedNewestFirstToItsEnd(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Trail(t, s)
	const want = "VISITOR_CHECKED_OUT VISITOR_CHECKED_IN BILL_OVERDUE BILL_CREATED PAYMENT_REVERSED OTHER_PROGRAM OTHER_PROGRAM"
	for _, limit := range []int{1, 2, 3, 50} {
		rows := datatest.All(t, s, trail.Filter{Limit: limit})
		if got := actions(rows); got != want {
			t.Errorf("%d a page: %s", limit, got)
		}
		if !rows[5].At.IsZero() || rows[4].At.IsZero() {
			t.Errorf("times of the oldest: %v, %v", rows[4].At, rows[5].At)
		}
	}
}

func TestAuditFiltersNarrowTogether(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	visit := datatest.Trail(t, s)
	day := 24 * time.Hour
	admin, now := s.Admin.UserID, time.Now()
	for name, c := range map[string]struct {
		f    trail.Filter
		want string
	}{
		"a person":             {trail.Filter{Person: &admin}, "BILL_CREATED PAYMENT_REVERSED"},
		"an action":            {trail.Filter{Actions: []action.Action{action.PaymentReversed}}, "PAYMENT_REVERSED"},
		"two actions":          {trail.Filter{Actions: []action.Action{action.PaymentReversed, action.BillOverdue}}, "BILL_OVERDUE PAYMENT_REVERSED"},
		"a kind":               {trail.Filter{Resource: "bills"}, "BILL_OVERDUE BILL_CREATED"},
		"a thing":              {trail.Filter{Resource: "visitor_logs", ResourceID: &visit.ID}, "VISITOR_CHECKED_OUT VISITOR_CHECKED_IN"},
		"an address":           {trail.Filter{Address: "10.9.9.9"}, "BILL_CREATED PAYMENT_REVERSED"},
		"a part of an address": {trail.Filter{Address: "10.9.9."}, "BILL_CREATED PAYMENT_REVERSED"},
		"an address, whole":    {trail.Filter{Address: "10.9.9.90"}, ""},
		"a role":               {trail.Filter{Role: role.Admin}, "BILL_CREATED PAYMENT_REVERSED"},
		"some kinds":           {trail.Filter{Resources: []string{"bills", "users"}}, "BILL_OVERDUE BILL_CREATED"},
		"from":                 {trail.Filter{From: now.Add(-2 * day)}, "VISITOR_CHECKED_OUT VISITOR_CHECKED_IN BILL_OVERDUE"},
		"to":                   {trail.Filter{To: now.Add(-10 * day)}, "PAYMENT_REVERSED"},
		"between":              {trail.Filter{From: now.Add(-5 * day), To: now.Add(-2 * day)}, "BILL_CREATED"},
		"text in a thing":      {trail.Filter{Resource: "visitor_logs", ResourceID: &visit.ID, Text: "mh12ab"}, "VISITOR_CHECKED_IN"},
		"text in seven days":   {trail.Filter{From: now.Add(-6 * day), Text: `say "AYE" at 100%`}, "BILL_CREATED"},
		"no wildcard":          {trail.Filter{From: now.Add(-6 * day), Text: `say%at`}, ""},
		"person and action":    {trail.Filter{Person: &admin, Actions: []action.Action{action.BillCreated}}, "BILL_CREATED"},
		"person, not a kind":   {trail.Filter{Person: &admin, Resource: "visitor_logs"}, ""},
		"all of them together": {trail.Filter{Person: &admin, Actions: []action.Action{action.BillCreated}, Resource: "bills", Address: "10.9.9.9", From: now.Add(-4 * day), To: now, Text: "5000"}, "BILL_CREATED"},
	} {
		if got := actions(datatest.All(t, s, c.f)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAuditRefusesWhatItCannotAnswer(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	id, now := uuid.New(), time.Now()
	for field, f := range map[string]trail.Filter{
		"text":     {Text: "plumber"},
		"text ":    {Text: "plumber", Resource: "bills"},
		"text  ":   {Text: "plumber", From: now.AddDate(0, 0, -8)},
		"to":       {From: now, To: now.Add(-time.Hour)},
		"resource": {ResourceID: &id},
	} {
		_, err := s.Trail.List(t.Context(), s.Admin, f)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad[strings.TrimSpace(field)] == nil {
			t.Errorf("%s: %v", field, e.Bad)
		}
	}
	for _, actor := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Stranger, {}} {
		_, err := s.Trail.List(t.Context(), actor, trail.Filter{})
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Trail.Get(t.Context(), actor, id)
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Trail.Session(t.Context(), actor, trail.Row{At: now}, nil)
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Trail.People(t.Context(), actor, "asha")
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Trail.Words(t.Context(), actor)
		datatest.Kind(t, err, fault.Forbidden)
	}
}

// TestAuditSearchGivesUpInTime: text is looked for row by row; where that takes
// too long the person is told what to narrow, and the connection goes on.
func TestAuditSearchGivesUpInTime(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	// A list of a row that nobody lets go of stands for one that takes too long.
	s.Exec(t, `CREATE FUNCTION slow_label(text) RETURNS boolean LANGUAGE sql AS 'SELECT pg_sleep(20) IS NOT NULL';
		ALTER TABLE users RENAME TO users_behind;
		CREATE VIEW users AS SELECT id, full_name, email, role_id FROM users_behind WHERE slow_label(email);
		GRANT SELECT ON users TO society360_desk`)
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, created_at) VALUES ($1, 'X', now())`, s.Admin.UserID)
	_, err := s.Trail.List(t.Context(), s.Admin, trail.Filter{})
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Format, "too long") {
		t.Errorf("%v", e)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAuditNamesWhoAndWhat(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Trail(t, s)
	s.Exec(t, `UPDATE users SET full_name = 'Sunita Married', deleted_at = now() WHERE id = $1`, s.Guard.UserID)
	var fee uuid.UUID
	if err := s.Owner.QueryRow(t.Context(), `INSERT INTO system_config (config_key, config_value, category)
		VALUES ('billing.test', '1', 'billing') RETURNING id`).Scan(&fee); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, resource_type, resource_id, created_at) VALUES
		($1, 'SETTING_CHANGED', 'system_config', $2, now() - interval '2 days')`, s.Guard.UserID, fee)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, details, created_at) VALUES
		('TICKET_CREATED', 'maintenance_tickets', gen_random_uuid(), '{"after": {"title": "Lift stuck"}}', now() - interval '40 days')`)
	by := map[action.Action]trail.Row{}
	for _, r := range datatest.All(t, s, trail.Filter{}) {
		by[r.Action] = r
	}
	in := by[action.VisitorCheckedIn]
	if in.Who != "Sunita Pawar" || in.Role != "guard" || in.Email != s.Guard.Email || in.Label != "Ramesh Kumar" || in.Gate != "Main" ||
		in.Address != "10.0.4.17" || in.Client != "test" || in.Scheduled() {
		t.Errorf("a check-in reads %+v", in)
	}
	if r := by[action.SettingChanged]; r.Who != "Sunita Married" || r.Label != "billing.test" {
		t.Errorf("a row without an actor's name reads %+v", r)
	}
	if r := by[action.TicketCreated]; r.Label != "Lift stuck" {
		t.Errorf("what is gone is %q", r.Label)
	}
	if r := by[action.BillOverdue]; !r.Scheduled() {
		t.Errorf("the schedule's row reads %+v", r)
	}
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, ip_address, user_agent, created_at) VALUES
		('BILL_RUN', 'bills', 'local', $1, now()), ('BILL_RUN', 'bills', '10.0.0.1', 'unscheduled by web', now())`, role.Scheduled("deploy").Origin.Client)
	did := map[action.Action]int{}
	for _, r := range datatest.All(t, s, trail.Filter{Program: true}) {
		did[r.Action]++
	}
	if want := map[action.Action]int{action.BillOverdue: 1, "BILL_RUN": 1}; !maps.Equal(did, want) {
		t.Errorf("the program did %v, want %v", did, want)
	}
	if r := by["OTHER_PROGRAM"]; r.Scheduled() || r.Who != "" {
		t.Errorf("another program's row reads %+v", r)
	}
	people, err := s.Trail.People(t.Context(), s.Admin, "sunita m")
	if err != nil || len(people) != 1 || !people[0].Deleted || people[0].ID != s.Guard.UserID {
		t.Errorf("a deleted account is found as %+v, %v", people, err)
	}
	people, err = s.Trail.People(t.Context(), s.Admin, "ASHA@test.example")
	if err != nil || len(people) != 1 || people[0].Email != s.Admin.Email {
		t.Errorf("by e-mail: %+v, %v", people, err)
	}
	words, err := s.Trail.Words(t.Context(), s.Admin)
	if err != nil || !slices.Contains(words.Actions, "OTHER_PROGRAM") || !slices.IsSorted(words.Actions) ||
		!slices.Equal(words.Resources, slices.Compact(slices.Clone(words.Resources))) || !slices.Contains(words.Resources, "visitor_logs") {
		t.Errorf("words: %+v, %v", words, err)
	}
}

func TestAuditEntryNamesWhatDetailsReferTo(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Trail(t, s)
	in := datatest.All(t, s, trail.Filter{Actions: []action.Action{action.VisitorCheckedIn}})[0]
	entry, err := s.Trail.Get(t.Context(), s.Admin, in.ID)
	unit := s.Units["A-101"].String()
	if err != nil || entry.ID != in.ID || entry.Label != "Ramesh Kumar" || entry.Names[unit] != "A-101" {
		t.Errorf("entry: %+v, %v", entry, err)
	}
	for _, other := range datatest.All(t, s, trail.Filter{Actions: []action.Action{"OTHER_PROGRAM", action.PaymentReversed, action.BillOverdue}}) {
		if _, err := s.Trail.Get(t.Context(), s.Admin, other.ID); err != nil {
			t.Errorf("%s: %v", other.Details, err)
		}
	}
	_, err = s.Trail.Get(t.Context(), s.Admin, uuid.New())
	datatest.Kind(t, err, fault.NotFound)
}

// TestAuditSession: what one account did between its sign-in and its sign-out at
// one desk, and nothing of the session before, of another desk, or another's.
func TestAuditSession(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	at := time.Now().Add(-10 * time.Hour).UTC().Truncate(time.Second)
	put := func(minute int, who uuid.UUID, action, address, client string) {
		s.Exec(t, `INSERT INTO audit_logs (user_id, action, ip_address, user_agent, created_at) VALUES ($1, $2, $3, $4, $5)`,
			who, action, address, client, at.Add(time.Duration(minute)*time.Minute))
	}
	guard := s.Guard.UserID
	put(0, guard, "USER_LOGIN", "10.1.1.1", "SSH-2.0-x")
	put(1, guard, "EARLIER", "10.1.1.1", "SSH-2.0-x vt100")
	put(2, guard, "USER_LOGOUT", "10.1.1.1", "SSH-2.0-x vt100")
	put(10, guard, "USER_LOGIN", "10.1.1.1", "SSH-2.0-x")
	put(11, guard, "FIRST", "10.1.1.1", "SSH-2.0-x vt100")
	put(12, guard, "ELSEWHERE", "10.2.2.2", "SSH-2.0-x vt100")
	put(12, guard, "OTHERWISE", "10.1.1.1", "SSH-2.0-xy")
	put(13, s.Guard2.UserID, "SOMEBODY", "10.1.1.1", "SSH-2.0-x vt100")
	put(14, guard, "SECOND", "10.1.1.1", "SSH-2.0-x vt100")
	put(15, guard, "USER_LOGOUT", "10.1.1.1", "SSH-2.0-x vt100")
	put(20, guard, "USER_LOGIN", "10.1.1.1", "SSH-2.0-x")
	put(21, guard, "LATER", "10.1.1.1", "SSH-2.0-x vt100")
	const want = "USER_LOGOUT SECOND FIRST USER_LOGIN"
	for _, row := range datatest.All(t, s, trail.Filter{Person: &guard, Address: "10.1.1.1", From: at.Add(10 * time.Minute), To: at.Add(16 * time.Minute)}) {
		if row.Action == "OTHERWISE" {
			continue
		}
		page, err := s.Trail.Session(t.Context(), s.Admin, row, nil)
		if err != nil || actions(page.Rows) != want {
			t.Errorf("around %s: %s, %v", row.Action, actions(page.Rows), err)
		}
		rest, err := s.Trail.Session(t.Context(), s.Admin, row, page.Rows[1].Cursor())
		if err != nil || actions(rest.Rows) != "FIRST USER_LOGIN" {
			t.Errorf("behind the second: %s, %v", actions(rest.Rows), err)
		}
	}
	later := datatest.All(t, s, trail.Filter{Actions: []action.Action{"LATER"}})[0]
	page, err := s.Trail.Session(t.Context(), s.Admin, later, nil)
	if err != nil || actions(page.Rows) != "LATER USER_LOGIN" {
		t.Errorf("a session still open: %s, %v", actions(page.Rows), err)
	}
}

func TestAuditSessionOfNobodyIsWhatWasDoneAround(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO audit_logs (action, ip_address, user_agent, created_at)
		SELECT 'RUN_' || n, 'local', 'cli', now() - n * interval '4 minutes' FROM generate_series(1, 6) n`)
	row := datatest.All(t, s, trail.Filter{Actions: []action.Action{"RUN_2"}})[0]
	page, err := s.Trail.Session(t.Context(), s.Admin, row, nil)
	if err != nil || actions(page.Rows) != "RUN_1 RUN_2 RUN_3 RUN_4" {
		t.Errorf("%s, %v", actions(page.Rows), err)
	}
}
