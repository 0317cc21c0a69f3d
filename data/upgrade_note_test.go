package data_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/migrations"
)

// replayNote does the step of the notes once more, as on the day of the upgrade.
func replayNote(t *testing.T, s *datatest.Society) {
	t.Helper()
	sql, err := migrations.FS.ReadFile("00090_upgrade_notes.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, step, _ := strings.Cut(string(sql), "-- +goose Up\n")
	conn := s.Conn(t, setup.OwnerRole)
	if _, err := conn.Exec(t.Context(), "BEGIN;"+step+";COMMIT"); err != nil {
		t.Fatal(err)
	}
}

// unreadNotes are the names of an admin's notes.
func unreadNotes(t *testing.T, s *datatest.Society, who role.Actor) string {
	t.Helper()
	notes, err := s.Accounts.UpgradeNotes(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, n := range notes {
		names = append(names, n.Name)
	}
	return strings.Join(names, " ")
}

// TestAnUpgradeTellsEachAdminOnce: of a society that an earlier release seeded, and
// nobody of one that is new, or that another program kept until now.
func TestAnUpgradeTellsEachAdminOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	if got := unreadNotes(t, s, s.Admin); got != "" {
		t.Errorf("a new society is told %s", got)
	}
	datatest.Setting(t, s, "billing.late_fee_percentage", "5")
	replayNote(t, s)
	if got := unreadNotes(t, s, s.Admin); got != "" {
		t.Errorf("an adopted society is told %s", got)
	}
	datatest.Setting(t, s, "billing.due_days", "15")
	second := (&town{Society: s, t: t}).account("Second Admin", "admin")
	replayNote(t, s)
	later := (&town{Society: s, t: t}).account("Later Admin", "admin")
	if n := s.Count(t, `society360_upgrade_notes`); n != 2 {
		t.Errorf("%d notes, want one for each admin", n)
	}
	for _, who := range []role.Actor{s.Admin, second} {
		if got := unreadNotes(t, s, who); got != "late_fees" {
			t.Errorf("%s is told %q", who.Name, got)
		}
	}
	if got := unreadNotes(t, s, later); got != "" {
		t.Errorf("who came later is told %q", got)
	}
	intent := uuid.New()
	for range 2 {
		if err := s.Accounts.ReadUpgradeNote(t.Context(), s.Admin, intent, "late_fees"); err != nil {
			t.Fatal(err)
		}
	}
	replayNote(t, s)
	if got := unreadNotes(t, s, s.Admin) + unreadNotes(t, s, second); got != "late_fees" {
		t.Errorf("after one read it there is %q", got)
	}
	for _, name := range []string{"late_fees", "", "x\x1b[2J"} {
		datatest.Kind(t, s.Accounts.ReadUpgradeNote(t.Context(), s.Admin, uuid.New(), name), fault.Refused)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'UPGRADE_NOTE_READ' AND user_id = $1 AND details ->> 'note' = 'late_fees'`, s.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	s.Exec(t, `DELETE FROM users WHERE id = $1`, second.UserID) // by another program
}
