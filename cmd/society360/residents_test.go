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
	if r := s.run(t.Context(), "residents", "export", folder+"3", "--person", "+91 98200-55123", asAdmin); r.code != exitOK {
		t.Errorf("by their phone: exit %d: %s%s", r.code, r.out, r.err)
	} else if content, err := os.ReadFile(filepath.Join(folder+"3", "account.csv")); err != nil || !strings.Contains(string(content), soc.Meera.Email) {
		t.Errorf("by their phone it is %s, %v", content, err)
	}
	if err := os.RemoveAll(folder + "3"); err != nil {
		t.Fatal(err)
	}
	s.refuses(t, exitFailure, []string{"No account has the phone 98200 99999, but 1 visit"}, "residents", "export", folder+"2", "--person", "98200 99999", asAdmin)
	s.refuses(t, exitFailure, []string{"There is no account and no visit with the phone 98200 00000"}, "residents", "export", folder+"2", "--person", "98200 00000", asAdmin)
	s.refuses(t, exitFailure, []string{"e-mail or ID, or the whole phone"}, "residents", "export", folder+"2", "--person", "Meera", asAdmin)
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

// TestAPersonIsRemovedByCommand: it says what would go and what stands in the way, asks, and
// is done once.
func TestAPersonIsRemovedByCommand(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	s := on(soc.DB)
	soc.Exec(t, `UPDATE users SET phone_number = '98200 55123' WHERE id = $1`, soc.Meera.UserID)
	soc.Exec(t, `INSERT INTO maintenance_tickets (unit_id, requester_id, category, title, status) VALUES ($1, $2, 'Lift', 'Stuck', 'open')`, soc.Units["A-101"], soc.Meera.UserID)
	soc.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server) VALUES (gen_random_uuid(), $1, '10.0.0.1', 'x', gen_random_uuid())`, soc.Meera.UserID)
	soc.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status) VALUES ($1, 'Meera Guest', '9820055123', 'checked_in'), ($1, 'Kiran', '98200 77000', 'checked_out')`, soc.Units["B-204"])
	remove := func(person string, more ...string) []string {
		return append([]string{"residents", "remove", "--person", person, "--reason", "asked for in writing", asAdmin}, more...)
	}
	refuses := func(says []string, args ...string) {
		t.Helper()
		r := s.run(t.Context(), args...)
		for _, text := range says {
			if r.code != exitFailure || !strings.Contains(r.err, text) {
				t.Errorf("%v: exit %d, and it does not say %q: %s%s", args, r.code, text, r.out, r.err)
			}
		}
	}
	refuses([]string{
		"they live in A-101, or are to: society360 units move-out --unit A-101 --resident '" + soc.Meera.Email, "society360 sessions end ",
		"is theirs and open", "they are inside or expected at B-204", "Nothing was removed",
	}, remove(soc.Meera.Email, "--yes")...)
	soc.Exec(t, `UPDATE user_units SET status = 'moved_out', move_out_date = society360_today() - 1 WHERE user_id = $1`, soc.Meera.UserID)
	soc.Exec(t, `UPDATE bills SET waived_amount = amount - amount_paid`)
	soc.Exec(t, `UPDATE maintenance_tickets SET status = 'closed'`)
	soc.Exec(t, `DELETE FROM desk_sessions`)
	soc.Exec(t, `UPDATE visitor_logs SET status = 'checked_out', check_out_time = now()`)
	refuses([]string{"give the command with --yes", "1 visit with their phone lose", "Meera Guest"}, remove(soc.Meera.Email)...)
	refuses([]string{"leave out who it is"}, "residents", "remove", "--person", soc.Meera.Email, "--reason", "Meera asked", asAdmin, "--yes")
	refuses([]string{"may not do this"}, "residents", "remove", "--person", soc.Meera.UserID.String(), "--reason", "x", "--yes", "--as", soc.Guard.Email)
	refuses([]string{"nobody removes themselves"}, remove(soc.Admin.Email, "--yes")...)
	refuses([]string{"no account and no visit with the phone 98200 00000"}, remove("98200 00000", "--yes")...)
	if soc.Count(t, `users WHERE removed_at IS NOT NULL`) != 0 || soc.Count(t, `visitor_logs WHERE visitor_name = 'Removed person'`) != 0 {
		t.Fatal("a refusal removed something")
	}
	if r := s.run(t.Context(), remove(soc.Meera.UserID.String(), "--yes", "--intent", "one", "--json")...); r.code != exitOK || !strings.Contains(r.out, `"visits":1`) {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if r := s.run(t.Context(), remove(soc.Meera.UserID.String(), "--yes", "--intent", "one")...); r.code != exitOK || !strings.Contains(r.out, "They were removed") {
		t.Errorf("its repeat: exit %d: %s%s", r.code, r.out, r.err)
	}
	if r := s.run(t.Context(), remove(soc.Meera.UserID.String(), "--yes")...); r.code == exitOK || !strings.Contains(r.err, "removed already") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if r := s.run(t.Context(), remove("98200 77000", "--yes")...); r.code != exitOK || !strings.Contains(r.out, "removed, with 1 visit") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'PERSON_REMOVED' AND user_id = $1`, soc.Admin.UserID); n != 2 {
		t.Errorf("%d rows of the trail say so", n)
	}
	if r := s.run(t.Context(), "audit", "list", "--json", "--all"); r.code != exitOK || strings.Contains(r.out, "Meera") || !strings.Contains(r.out, "PERSON_REMOVED") {
		t.Errorf("the trail shows\n%s%s", r.out, r.err)
	}
}
