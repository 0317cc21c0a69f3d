package main

import (
	"context"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/desks"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMaintain(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	soc.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 1000, society360_today() - 40, society360_today() - 20)`, soc.Units["A-101"])
	config(t, soc, "billing.late_fee_from", "2000-01-01")
	if out := s.ok(t, "maintain"); strings.Contains(out, "fee charged") || !strings.Contains(out, "overdue-bills: 1 late fee waits for an admin to charge (50.00).") {
		t.Errorf("where an admin is asked it said\n%s", out)
	}
	soc.Exec(t, `UPDATE user_units SET move_out_date = society360_today() WHERE user_id = $1`, soc.Tenant.UserID)
	soc.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type, move_in_date) VALUES ($1, $2, 'owner', society360_today() + 2)`, soc.Arun.UserID, soc.Units["A-102"])
	soc.DayComes(t, soc.Arun.UserID)
	soc.Exec(t, `INSERT INTO write_intents (key, action, payload_hash, created_at) VALUES (gen_random_uuid(), 'X', '', now() - interval '31 days')`)
	soc.Exec(t, `INSERT INTO sign_in_attempts VALUES ('a', 'x', 3, now() - interval '2 days')`)
	soc.Exec(t, `ALTER TABLE bills DISABLE TRIGGER society360_bills_derive`)
	soc.Exec(t, `INSERT INTO bills (bill_type, amount, bill_date, due_date, status) VALUES ('Water', 100, '2026-01-01', '2099-01-01', 'overdue')`)
	soc.Exec(t, `ALTER TABLE bills ENABLE TRIGGER society360_bills_derive`)
	config(t, soc, "billing.late_fees", "automatic")
	out := s.ok(t, "maintain")
	for _, want := range []string{"move-outs: 1 resident moved out.", "move-ins: 1 resident moved in.", "overdue-bills: 1 bill that is not late corrected, 1 late fee charged (50.00).", "tidying: 1 key of a write deleted, 1 failed sign-in deleted.", "statistics: renewed.", "reports: 4 reports made anew."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	if n := soc.Count(t, `audit_logs WHERE user_id IS NULL AND user_agent = 'cli' AND action IN ('RESIDENT_MOVED_OUT', 'RESIDENT_MOVED_IN', 'LATE_FEE_CHARGED', 'DESK_TIDIED')`); n != 4 {
		t.Errorf("%d audit rows", n)
	}
	if out := s.ok(t, "maintain"); !strings.Contains(out, "move-outs: nothing to do.\nmove-ins: nothing to do.\noverdue-bills: nothing to do.\n") {
		t.Errorf("a second time it said\n%s", out)
	}
	desk := console{env: map[string]string{"DATABASE_URL": soc.Config.URL}}
	if out := desk.ok(t, "maintain"); !strings.Contains(out, "statistics: left, it needs the owner") || strings.Contains(out, "renewed") {
		t.Errorf("as the desk's role it said\n%s", out)
	}
	jobs := map[string]map[string]string{}
	for _, j := range s.rows(t, "schedule", "list") {
		jobs[j["job"]] = j
	}
	if j := jobs["statistics"]; j["state"] != "left" || !strings.Contains(j["result"], "DATABASE_OWNER_URL") || j["late"] != "false" || j["succeeded_at"] == "" {
		t.Errorf("what only the owner may do is %v", j)
	}
	if j := jobs["overdue-bills"]; j["state"] != "done" || j["failures"] != "0" || j["due"] != "every hour" || j["next_at"] == "" {
		t.Errorf("what was done is %v", j)
	}
}

// TestAJobIsDoneByHand with the name of who asked, unless another process is at it.
func TestAJobIsDoneByHand(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	if out := s.ok(t, "schedule", "run", "reports", "--as", soc.Admin.Email); out != "reports: 4 reports made anew.\n" {
		t.Errorf("said %q", out)
	}
	runs := s.rows(t, "schedule", "history", "reports")
	if len(runs) != 1 || runs[0]["asked_by"] != soc.Admin.Name || runs[0]["state"] != "done" || runs[0]["result"] != "4 reports made anew" || runs[0]["ended_at"] == "" {
		t.Errorf("its history: %v", runs)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'JOB_ASKED' AND user_id = $1 AND details #>> '{after,job}' = 'reports'`, soc.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	s.refuses(t, exitFailure, []string{"There is no job night"}, "schedule", "run", "night")
	s.refuses(t, exitFailure, []string{"may not do this"}, "schedule", "run", "reports", "--as", soc.Guard.Email)
	desk := console{env: map[string]string{"DATABASE_URL": soc.Config.URL}}
	desk.refuses(t, exitFailure, []string{"statistics was left: it needs the owner"}, "schedule", "run", "statistics")
	ran, err := desks.Alone(t.Context(), soc.Desks, soc.Config, "tidying", func(context.Context) error {
		s.refuses(t, exitFailure, []string{"Another process of this society is doing this"}, "schedule", "run", "tidying")
		if out := s.ok(t, "maintain"); strings.Contains(out, "tidying") || !strings.Contains(out, "reports: ") {
			t.Errorf("beside another process maintain said\n%s", out)
		}
		return nil
	})
	if !ran || err != nil {
		t.Errorf("ran %t, %v", ran, err)
	}
}
