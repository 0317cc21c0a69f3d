package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestDoctorTellsATimer: nothing to mend ends with 0, something with 1 and a line for
// each, with its place.
func TestDoctorTellsATimer(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	stoodBefore(t, soc)
	s := on(soc.DB)
	if r := s.run(t.Context(), "doctor"); r.code != exitOK || !strings.Contains(r.err, "Nothing was found.") {
		t.Errorf("a society in order: exit %d\n%s%s", r.code, r.out, r.err)
	}
	soc.Exec(t, `UPDATE users SET phone_number = '12' WHERE email = 'vijay@test.example'`)
	soc.Exec(t, `ALTER TABLE payments DISABLE TRIGGER society360_payments_insert`)
	r := s.run(t.Context(), "doctor", "--json")
	if r.code != exitFailure || !strings.Contains(r.err, "Found 2 things to mend.") {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
	var rows []map[string]string
	for line := range strings.Lines(r.out) {
		var row map[string]string
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != 2 || rows[0]["thing"] != "Vijay More" || rows[0]["stands"] != "12" || rows[0]["screen"] != "users" || rows[0]["id"] != soc.Staff.UserID.String() ||
		rows[1]["command"] != "ALTER TABLE payments ENABLE TRIGGER society360_payments_insert;" {
		t.Errorf("told %v", rows)
	}
	if r := s.run(t.Context(), "doctor", "--check", "settings"); r.code != exitOK {
		t.Errorf("a check that finds nothing: exit %d\n%s", r.code, r.err)
	}
	if r := s.run(t.Context(), "doctor", "--check", "account-phones", "--check", "settings"); r.code != exitFailure || !strings.Contains(r.err, "Found 1 thing to mend.") {
		t.Errorf("two checks: exit %d\n%s", r.code, r.err)
	}
	s.refuses(t, exitUsage, []string{`there is no check "phones"`, "visit-phones, visit-times, account-phones"}, "doctor", "--check", "phones")
}

// TestDoctorSaysWhatADeepLookCosts: a large table is read whole for who asks.
func TestDoctorSaysWhatADeepLookCosts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	stoodBefore(t, soc)
	datatest.Exec(t, soc.As(t, "postgres"), `UPDATE pg_class SET reltuples = 1023114 WHERE relname = 'bills'`)
	s := on(soc.DB)
	if r := s.run(t.Context(), "doctor"); r.code != exitOK || !strings.Contains(r.err, "bill-figures was left out: it reads all 1023114 rows of bills. --deep makes it.") || strings.Contains(r.err, "Nothing") {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
	if r := s.run(t.Context(), "doctor", "--deep"); r.code != exitOK || strings.Contains(r.err, "left out") {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
	soc.Exec(t, `UPDATE users SET deleted_at = now() WHERE id = $1`, soc.Staff.UserID)
	s.refuses(t, exitFailure, []string{"vijay@test.example"}, "doctor", "--as", "vijay@test.example")
	s.refuses(t, exitFailure, []string{"may not"}, "doctor", "--as", soc.Guard.Email)
}

// TestACheckThatFailsLeavesTheOthers, which are made, and is told with its name.
func TestACheckThatFailsLeavesTheOthers(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	stoodBefore(t, soc)
	super := soc.As(t, "postgres")
	// A time from which no hour can be taken.
	datatest.Exec(t, super, `INSERT INTO audit_logs (action, database_role, created_at) VALUES ('A', 'society360_desk', '4714-11-24 00:00Z BC')`)
	datatest.Exec(t, super, `INSERT INTO audit_logs (action) VALUES ('B')`)
	s := on(soc.DB)
	if r := s.run(t.Context(), "doctor", "--check", "trail-backdated", "--check", "triggers"); r.code != exitFailure || !strings.Contains(r.err, "Found nothing to mend; 1 check could not be made.") {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
	datatest.Exec(t, super, `ALTER TABLE payments DISABLE TRIGGER society360_payments_insert`)
	r := s.run(t.Context(), "doctor", "--check", "trail-backdated", "--check", "triggers")
	if r.code != exitFailure || !strings.Contains(r.out, "disabled on payments") || !strings.Contains(r.err, "trail-backdated could not be made: ") || !strings.Contains(r.err, "Found 1 thing to mend.") {
		t.Errorf("exit %d\n%s\n%s", r.code, r.out, r.err)
	}
}

// stoodBefore has a society's accounts be of before the database held desks to the trail.
func stoodBefore(t *testing.T, soc *datatest.Society) {
	t.Helper()
	soc.Exec(t, `UPDATE users SET created_at = '2020-01-01'`)
}
