package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMaintain(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	soc.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 1000, society360_today() - 40, society360_today() - 20)`, soc.Units["A-101"])
	config(t, soc, "billing.late_fee_from", "2000-01-01")
	if out := s.ok(t, "maintain"); !strings.Contains(out, "no late fees charged") || !strings.Contains(out, "1 late fee waits for an admin to charge, 50.00 in all") {
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
	for _, want := range []string{"Moved out: 1 resident.", "Moved in: 1 resident.", "1 late fee charged, 50.00 in all", "Overdue: the status of 1 bill that is not late corrected.", "Deleted: 1 key of a write, no expired files, 1 failed sign-in, no networks of long ago, no desks that ended.", "Statistics: renewed.", "Reports: 4 reports made anew."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	if n := soc.Count(t, `audit_logs WHERE user_id IS NULL AND user_agent = 'cli' AND action IN ('RESIDENT_MOVED_OUT', 'RESIDENT_MOVED_IN', 'LATE_FEE_CHARGED', 'DESK_TIDIED')`); n != 4 {
		t.Errorf("%d audit rows", n)
	}
	if out := s.ok(t, "maintain"); !strings.Contains(out, "Moved out: no residents.\nMoved in: no residents.") || !strings.Contains(out, "no late fees charged") || strings.Contains(out, "corrected") {
		t.Errorf("a second time it said\n%s", out)
	}
	desk := console{env: map[string]string{"DATABASE_URL": soc.Config.URL}}
	if out := desk.ok(t, "maintain"); !strings.Contains(out, "Statistics: left to the database") || strings.Contains(out, "renewed") {
		t.Errorf("as the desk's role it said\n%s", out)
	}
	// Another server is at it.
	ran, err := desks.Alone(t.Context(), soc.Desks, soc.Config, func(context.Context) error {
		s.refuses(t, exitFailure, []string{"Another process of this society is doing this"}, "maintain")
		return nil
	})
	if !ran || err != nil {
		t.Errorf("ran %t, %v", ran, err)
	}
}

// TestTheNightComes is in the society's zone, whatever the machine's.
func TestTheNightComes(t *testing.T) {
	t.Parallel()
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now  string
		zone *time.Location
		want string
	}{
		{"2026-11-21T20:59:59Z", kolkata, "2026-11-21T21:00:00Z"},
		{"2026-11-21T21:00:00Z", kolkata, "2026-11-22T21:00:00Z"},
		{"2026-12-31T12:00:00Z", kolkata, "2026-12-31T21:00:00Z"},
		// The clocks go from 2:00 to 3:00 that night, and back from 3:00 to 2:00.
		{"2027-03-27T12:00:00Z", paris, "2027-03-28T01:30:00Z"},
		{"2027-10-30T12:00:00Z", paris, "2027-10-31T01:30:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := nextNight(now, c.zone).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("after %s in %s: %s, want %s", c.now, c.zone, got, c.want)
		}
	}
}
