package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

func TestMigrateSeedAndFirstAdmin(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	s := on(db)
	s.refuses(t, exitFailure, []string{"run society360 init.", "society360 demo"}, "seed")
	s.refuses(t, exitFailure, []string{"society360 init"}, "user", "list")
	if out := s.ok(t, "migrate", "status"); !strings.Contains(out, "pending") || !strings.Contains(out, "00001_schema.sql") {
		t.Errorf("status of an empty database:\n%s", out)
	}
	if out := s.ok(t, "migrate", "up"); !strings.HasPrefix(out, "00001_schema.sql\n") || !strings.Contains(out, "up to date") {
		t.Errorf("migrate up said:\n%s", out)
	}
	if out := s.ok(t, "migrate", "up"); out != "The database is up to date: no steps were taken.\n" {
		t.Errorf("a second time it said:\n%s", out)
	}
	if out := s.ok(t, "migrate", "status"); strings.Contains(out, "pending") {
		t.Errorf("status of a migrated database:\n%s", out)
	}
	s.types("correct horse\n").refuses(t, exitFailure, []string{"society360 seed"},
		"user", "add", "asha@test.example", "--name", "Asha Rao", "--role", "admin", "--password-stdin")
	if out := s.ok(t, "seed"); out != fmt.Sprintf("Added 4 roles and %d settings.\n", len(setup.AllSettings())) {
		t.Errorf("seed said %q", out)
	}
	if out := s.ok(t, "seed"); out != "Added no roles and no settings.\n" {
		t.Errorf("a second seed said %q", out)
	}
	s.types("correct horse\n").refuses(t, exitFailure, []string{"--role admin"},
		"user", "add", "asha@test.example", "--name", "Asha Rao", "--role", "guard", "--password-stdin")
	s.types("correct horse\r\n").ok(t, "user", "add", "asha@test.example", "--name", "Asha Rao", "--role", "admin", "--password-stdin")
	signIn(t, db, "asha@test.example", "correct horse")
	if n := number(t, db, `SELECT count(*) FROM audit_logs WHERE action = 'USER_CREATED' AND user_id IS NULL AND user_agent = 'cli'`); n != 1 {
		t.Errorf("%d audit rows of the first admin", n)
	}
	s.types("another horse\n").refuses(t, exitFailure, []string{"--as EMAIL"},
		"user", "add", "b@test.example", "--name", "B", "--role", "admin", "--password-stdin")
}

func TestMigrationPendingIsSaid(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	if _, err := db.Owner.Exec(t.Context(), `DELETE FROM society360_migrations WHERE version_id =
		(SELECT max(version_id) FROM society360_migrations)`); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"user list", "seed", "seed --demo"} {
		on(db).refuses(t, exitFailure, []string{"older than this program", "society360 migrate up"}, strings.Fields(args)...)
	}
}

// TestADatabaseAheadOfTheProgramIsSaid: nothing is written to tables whose rules the
// program does not know.
func TestADatabaseAheadOfTheProgramIsSaid(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	if _, err := db.Owner.Exec(t.Context(), `INSERT INTO society360_migrations (version_id, is_applied) VALUES (99999, true)`); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"user list", "visitors"} {
		on(db).refuses(t, exitFailure, []string{"newer than this program", "step 99999"}, strings.Fields(args)...)
	}
}

func TestAccountsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s, db := on(soc.DB), soc.DB
	add := func(email, name, role string, more ...string) []string {
		return append([]string{"user", "add", email, "--name", name, "--role", role, "--password-stdin"}, more...)
	}
	s.types("correct horse").ok(t, add("lata@test.example", "Lata Shinde", "guard", "--phone", "98200 77777", "--as", "asha@test.example")...)
	signIn(t, db, "lata@test.example", "correct horse")
	if n := number(t, db, `SELECT count(*) FROM audit_logs WHERE action = 'USER_CREATED' AND user_id = $1 AND user_agent = 'cli'
		AND details #>> '{actor,email}' = 'asha@test.example' AND details #>> '{after,email}' = 'lata@test.example'`, soc.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows name the admin", n)
	}

	as := []string{"--as", "asha@test.example"}
	s.types("short\n").refuses(t, exitFailure, []string{"8 characters"}, add("c@test.example", "C", "guard", as...)...)
	s.types("\n").refuses(t, exitFailure, []string{"no password on standard input"}, add("c@test.example", "C", "guard", as...)...)
	s.types("").refuses(t, exitFailure, []string{"no password on standard input"}, add("c@test.example", "C", "guard", as...)...)
	s.types("correct horse\n").refuses(t, exitFailure, []string{"already"}, add("LATA@test.example", "C", "guard", as...)...)
	s.types("correct horse\n").refuses(t, exitFailure, []string{"“lata” is no e-mail address"}, add("lata", "C", "guard", as...)...)
	s.types("correct horse\n").refuses(t, exitUsage, []string{"--role takes one of admin, staff, guard, resident"}, add("c@test.example", "C", "king", as...)...)
	s.types("correct horse\n").refuses(t, exitFailure, []string{"no active account"}, add("c@test.example", "C", "guard", "--as", "nobody@test.example")...)
	s.types("correct horse\n").refuses(t, exitFailure, []string{"may not do this"}, add("c@test.example", "C", "guard", "--as", "vijay@test.example")...)
	s.refuses(t, exitUsage, []string{"--password-stdin"}, "user", "add", "c@test.example", "--name", "C", "--role", "guard", "--as", "asha@test.example")

	soc.Exec(t, `UPDATE users SET full_name = E'Meera\tJoshi\nof A-101' WHERE email = 'meera@test.example'`) // by another program
	list := s.ok(t, "user", "list")
	if !strings.Contains(list, "lata@test.example") || strings.Contains(list, "$2a$") || strings.Count(list, "\n") != 10 || !strings.Contains(list, "  Meera Joshi of A-101  ") {
		t.Errorf("list:\n%s", list)
	}
	if guards := s.ok(t, "user", "list", "--role", "guard", "--as", "asha@test.example"); strings.Count(guards, "\n") != 4 || strings.Contains(guards, "asha@") {
		t.Errorf("guards:\n%s", guards)
	}
	s.refuses(t, exitFailure, []string{"may not do this"}, "user", "list", "--as", "sunita@test.example")
}

// TestBarringSaysWhichTicketsAreNobodysNow: whoever had them is gone.
func TestBarringSaysWhichTicketsAreNobodysNow(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	datatest.OldTicket(t, soc, "A-101", "Lift", "high", "open", &soc.Staff.UserID, 0)
	out := on(soc.DB).ok(t, "user", "status", soc.Staff.Email, "banned", asAdmin)
	if !strings.Contains(out, "Vijay More had 1 open ticket, which nobody has now") {
		t.Errorf("status said %q", out)
	}
	if out = on(soc.DB).ok(t, "user", "status", soc.Staff.Email, "active", asAdmin); strings.Contains(out, "ticket") {
		t.Errorf("status said %q", out)
	}
}

func TestPasswordAndStatusFromTheCommandLine(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	s.types("a better password\n").ok(t, "user", "passwd", "sunita@test.example", "--password-stdin", "--as", "asha@test.example")
	signIn(t, soc.DB, "sunita@test.example", "a better password")
	s.types("a better password\n").refuses(t, exitFailure, []string{"no account"}, "user", "passwd", "none@test.example", "--password-stdin", "--as", "asha@test.example")
	s.types("a better password\n").refuses(t, exitFailure, []string{"may not do this"}, "user", "passwd", "asha@test.example", "--password-stdin", "--as", "sunita@test.example")

	if out := s.ok(t, "user", "status", "sunita@test.example", "banned", "--as", "asha@test.example"); out != "sunita@test.example is banned.\n" {
		t.Errorf("status said %q", out)
	}
	if _, err := store(t, soc.DB).Accounts.SignIn(t.Context(), role.Origin{Address: "local"}, "sunita@test.example", "a better password"); err == nil {
		t.Error("a banned account signs in")
	}
	s.ok(t, "user", "status", "sunita@test.example", "active", "--as", "asha@test.example")
	signIn(t, soc.DB, "sunita@test.example", "a better password")
	s.refuses(t, exitUsage, []string{"active, inactive or banned"}, "user", "status", "sunita@test.example", "gone", "--as", "asha@test.example")
	s.refuses(t, exitFailure, []string{"last active admin"}, "user", "status", "asha@test.example", "inactive", "--as", "asha@test.example")
	if n := number(t, soc.DB, `SELECT count(*) FROM audit_logs WHERE action IN ('USER_STATUS_CHANGED', 'USER_PASSWORD_CHANGED') AND user_agent = 'cli' AND user_id = $1`, soc.Admin.UserID); n != 3 {
		t.Errorf("%d audit rows, want 3", n)
	}
}

func TestSeedDemoFromTheCommandLine(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	s := on(db)
	out := s.ok(t, "seed", "--demo")
	for _, email := range demo.Emails() {
		if !strings.Contains(out, email) {
			t.Errorf("%s is not told of: %s", email, out)
		}
		signIn(t, db, email, demo.Password)
	}
	s.refuses(t, exitFailure, []string{"empty one only"}, "seed", "--demo")
	if out := s.ok(t, "seed", "--as", "admin@demo.example"); out != "Added no roles and no settings.\n" {
		t.Errorf("seed said %q", out)
	}
	s.refuses(t, exitFailure, []string{"may not do this"}, "seed", "--as", "guard@demo.example")
}

func store(t *testing.T, db *datatest.DB) *data.Society {
	t.Helper()
	s, err := data.Open(t.Context(), db.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func signIn(t *testing.T, db *datatest.DB, email, password string) {
	t.Helper()
	_, err := store(t, db).Accounts.SignIn(t.Context(), role.Origin{Address: "local", Client: "test"}, email, password)
	if err != nil {
		var e *fault.Error
		errors.As(err, &e)
		t.Errorf("%s cannot sign in: %v", email, e)
	}
}

// TestWhatIsSavedAndCannotBeShown: a script that takes it for a failure does it
// again; so it is none, and one line says what is missing.
func TestWhatIsSavedAndCannotBeShown(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	soc.Exec(t, `UPDATE users SET created_at = '20000-01-01' WHERE id = $1`, soc.Guard.UserID)
	r := on(soc.DB).run(t.Context(), "user", "status", soc.Guard.Email, "banned", "--as", soc.Admin.Email)
	if r.code != exitOK || r.out != "" || !strings.HasPrefix(r.err, "society360: Saved, but it cannot be shown.") || strings.Count(r.err, "\n") != 1 {
		t.Errorf("exit %d, %q, %q", r.code, r.out, r.err)
	}
	if n := soc.Count(t, `users WHERE id = $1 AND status = 'banned'`, soc.Guard.UserID); n != 1 {
		t.Error("it is not saved")
	}
}
