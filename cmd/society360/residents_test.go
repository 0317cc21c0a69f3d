package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestWhatIsHeldAboutAPerson: in a folder that only its maker reads, whole or not at all,
// their own and nobody else's; the trail says who took it.
func TestWhatIsHeldAboutAPerson(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	s := on(soc.DB)
	soc.Exec(t, `UPDATE users SET phone_number = '98200 55123' WHERE id = $1`, soc.Meera.UserID)
	soc.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status) VALUES ($1, 'Meera as a guest', '+91 98200 55123', 'pending'), ($1, 'Another', '98200 99999', 'pending')`, soc.Units["B-204"])
	soc.Exec(t, `INSERT INTO maintenance_tickets (unit_id, requester_id, category, title, status) VALUES ($1, $2, 'Lift', '=cmd()', 'open'), ($1, $3, 'Lift', 'Of another', 'open')`, soc.Units["A-101"], soc.Meera.UserID, soc.Arun.UserID)
	folder := filepath.Join(t.TempDir(), "meera")
	if r := s.run(t.Context(), "residents", "export", folder, "--person", soc.Meera.Email, asAdmin); r.code != exitOK || !strings.Contains(r.err, "Wrote "+folder) {
		t.Fatalf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}
	text := func(name string) string {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := csv.NewReader(strings.NewReader(string(content))).ReadAll(); err != nil || len(rows) == 0 {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(string(content), "$2a$") {
			t.Errorf("%s has the hash of a password", name)
		}
		return string(content)
	}
	for name, has := range map[string][2]string{
		"account.csv": {soc.Meera.Email, soc.Arun.Email}, "homes.csv": {"A-101", "B-204"}, "visits.csv": {"Meera as a guest", "Another"},
		"tickets.csv": {"'=cmd()", "Of another"}, "bills.csv": {"bill_type", "B-204"}, "payments.csv": {"amount_paid", "B-204"}, "notices.csv": {"read_at", "$"},
		"sign_ins.csv": {"kind", "$"}, "trail_by_them.csv": {"action", "$"}, "trail_about_them.csv": {"action", "$"},
	} {
		if is := text(name); !strings.Contains(is, has[0]) || strings.Contains(is, has[1]) {
			t.Errorf("%s is\n%s", name, is)
		}
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'PERSON_EXPORTED' AND resource_id = $1 AND user_id = $2 AND (details #>> '{after,tickets}')::int = 1`, soc.Meera.UserID, soc.Admin.UserID); n != 1 {
		t.Errorf("%d rows of the trail say so", n)
	}
	s.refuses(t, exitFailure, []string{"is there already"}, "residents", "export", folder, "--person", soc.Meera.UserID.String(), asAdmin)
	s.refuses(t, exitFailure, []string{"There is no account nobody@test.example"}, "residents", "export", folder+"2", "--person", "nobody@test.example", asAdmin)
	s.refuses(t, exitFailure, []string{"may not do this"}, "residents", "export", folder+"2", "--person", soc.Meera.Email, "--as", soc.Guard.Email)
	soc.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	if r := s.run(t.Context(), "residents", "export", folder+"2", "--person", soc.Meera.UserID.String(), asAdmin); r.code == exitOK {
		t.Error("it is written without its row")
	}
	if left, err := os.ReadDir(filepath.Dir(folder)); err != nil || len(left) != 1 {
		t.Errorf("half a folder stays: %v, %v", left, err)
	}
}
