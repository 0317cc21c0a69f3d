package trail_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// planRows is how many rows of the trail the plans are made for, over two years.
const planRows = 200_000

// longTrail fills the trail as a society's days do: most of it the gate's, some
// of it rare.
func longTrail(tb testing.TB, s *datatest.Society) {
	tb.Helper()
	s.Exec(tb, `INSERT INTO audit_logs (id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at)
		SELECT gen_random_uuid(), CASE WHEN i % 29 = 0 THEN $3 WHEN i % 9 = 0 THEN NULL WHEN i % 401 = 0 THEN $1 WHEN i % 2 = 0 THEN $2 ELSE $3 END::uuid,
			CASE WHEN i % 5003 = 0 THEN 'PAYMENT_REVERSED' WHEN i % 29 = 0 THEN 'VISITOR_DENIED' WHEN i % 31 = 0 THEN 'TICKET_RESOLVED' WHEN i % 3 = 0 THEN 'VISITOR_CHECKED_OUT' ELSE 'VISITOR_CHECKED_IN' END,
			CASE WHEN i % 5003 = 0 THEN 'payments' WHEN i % 31 = 0 THEN 'maintenance_tickets' ELSE 'visitor_logs' END, gen_random_uuid(),
			'10.0.' || i % 7 || '.' || i % 251, 'SSH-2.0-test vt100',
			jsonb_build_object('after', jsonb_build_object('status', 'checked_in', 'visitor_name', 'Visitor ' || i), 'actor', jsonb_build_object('name', 'Somebody')),
			now() - i * interval '5 minutes'
		FROM generate_series(1, $4) i`, s.Admin.UserID, s.Guard.UserID, s.Guard2.UserID, planRows)
	s.Exec(tb, `VACUUM ANALYZE audit_logs`)
}

// TestPlansOfAuditSearchesUseIndexes: no filter, and no combination of them, reads
// more than a small part of the trail, at its head or two years back.
func TestPlansOfAuditSearchesUseIndexes(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	longTrail(t, s)
	conn := s.Conn(t, connect.DeskRole)
	if _, err := conn.Exec(t.Context(), `SET plan_cache_mode = force_custom_plan`); err != nil {
		t.Fatal(err)
	}
	var thing uuid.UUID
	if err := s.Owner.QueryRow(t.Context(), `SELECT resource_id FROM audit_logs WHERE resource_type = 'payments' LIMIT 1`).Scan(&thing); err != nil {
		t.Fatal(err)
	}
	guard, admin, now := s.Guard.UserID, s.Admin.UserID, time.Now()
	deep := &trail.Cursor{At: now.AddDate(0, -22, 0), ID: uuid.New()}
	month, week := now.AddDate(0, -12, 0), now.AddDate(0, 0, -6)
	rare, common := []action.Action{action.PaymentReversed}, []action.Action{action.VisitorCheckedIn, action.VisitorCheckedOut}
	for name, f := range map[string]trail.Filter{
		"nothing":                   {},
		"nothing, deep":             {After: deep},
		"a person":                  {Person: &guard},
		"a person, deep":            {Person: &guard, After: deep},
		"an action":                 {Actions: common[:1]},
		"an action, deep":           {Actions: common[:1], After: deep},
		"a rare action":             {Actions: rare},
		"actions":                   {Actions: common},
		"a rare action of many":     {Actions: append([]action.Action{action.BillVoided}, rare...)},
		"a kind":                    {Resource: "visitor_logs"},
		"a rare kind":               {Resource: "payments"},
		"a kind nobody has":         {Resource: "amenities"},
		"a thing":                   {Resource: "payments", ResourceID: &thing},
		"a whole bill":              {Resource: "bills", ResourceID: &thing, Whole: true},
		"an address":                {Address: "10.0.3.7"},
		"an address, deep":          {Address: "10.0.3.7", After: deep},
		"an address nobody has":     {Address: "10.9.9.9"},
		"days":                      {From: month, To: month.AddDate(0, 0, 3)},
		"a person and action":       {Person: &guard, Actions: common[:1]},
		"a person and rare action":  {Person: &admin, Actions: rare},
		"what only others did":      {Person: &guard, Actions: []action.Action{action.VisitorDenied}},
		"a person, action and days": {Person: &guard, Actions: common[:1], From: month, To: month.AddDate(0, 0, 30)},
		"a person and address":      {Person: &admin, Address: "10.0.3.7"},
		"an action and address":     {Actions: rare, Address: "10.0.3.7"},
		"a kind and days":           {Resource: "payments", From: month},
		"text in days":              {From: week, Text: "visitor 77"},
		"text nobody wrote":         {From: week, Text: "no such words"},
		"text in a thing":           {Resource: "payments", ResourceID: &thing, Text: "visitor"},
		"all":                       {Person: &guard, Actions: common, Resource: "visitor_logs", Address: "10.0.3.7", From: week, Text: "a"},
	} {
		blocks, plan := planOf(t, conn, f)
		t.Logf("%-28s %5d blocks", name, blocks)
		for _, node := range strings.Split(plan, `"Node Type": "Seq Scan"`)[1:] {
			if strings.Contains(node[:min(len(node), 200)], `"audit_logs"`) {
				t.Errorf("%s scans the table:\n%s", name, plan)
			}
		}
		// A page of 51 rows with its names reads some hundred blocks; the table and
		// its indexes have well over ten thousand.
		if blocks > 2500 {
			t.Errorf("%s reads %d blocks:\n%s", name, blocks, plan)
		}
	}
}

// planOf runs a page's statement and says how many blocks it read.
func planOf(t *testing.T, conn *pgx.Conn, f trail.Filter) (blocks int, plan string) {
	t.Helper()
	sql, args, err := trail.AuditPlan(f)
	if err != nil {
		t.Fatal(err)
	}
	var raw []byte
	if err := conn.QueryRow(t.Context(), `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) `+sql, args).Scan(&raw); err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	var read []struct {
		Plan struct {
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		} `json:"Plan"`
	}
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	return read[0].Plan.Hit + read[0].Plan.Read, string(raw)
}
