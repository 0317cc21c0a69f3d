package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAccountsChangeForScripts: role, deletion, return and one-time password, each by
// a named admin and audited; no own password is asked for at the command line.
func TestAccountsChangeForScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	sh, as := on(soc.DB), "--as="+soc.Admin.Email
	guard := soc.Guard.Email
	if out := sh.ok(t, "user", "role", strings.ToUpper(guard), "staff", as); out != guard+" is staff.\n" {
		t.Errorf("role said %q", out)
	}
	sh.refuses(t, exitFailure, []string{"This is the account's role already."}, "user", "role", guard, "staff", as)
	sh.refuses(t, exitUsage, []string{`"watchman" is no role: it is admin, staff, guard or resident`}, "user", "role", guard, "watchman", as)
	sh.refuses(t, exitFailure, []string{"There is no account nobody@test.example."}, "user", "role", "nobody@test.example", "staff", as)
	sh.refuses(t, exitUsage, []string{"--as"}, "user", "role", guard, "guard")
	sh.refuses(t, exitFailure, []string{"may not do this"}, "user", "delete", guard, "--as", soc.Staff.Email)

	sh.refuses(t, exitFailure, []string{"There is no deleted account " + guard}, "user", "restore", guard, as)
	sh.ok(t, "user", "delete", guard, as)
	sh.refuses(t, exitFailure, []string{"There is no account " + guard}, "user", "delete", guard, as)
	if out := sh.ok(t, "user", "list", "--deleted", "--csv"); !strings.Contains(out, guard) || strings.Contains(out, soc.Admin.Email) {
		t.Errorf("the deleted are\n%s", out)
	}
	if out := sh.ok(t, "user", "restore", guard, as); out != guard+" is there again and is active.\n" {
		t.Errorf("restore said %q", out)
	}
	sh.refuses(t, exitFailure, []string{"last active admin"}, "user", "delete", soc.Admin.Email, as)

	r := sh.run(t.Context(), "user", "passwd", guard, "--one-time", as)
	once := strings.TrimSpace(r.out)
	if r.code != exitOK || len(once) != 14 || !strings.Contains(r.err, guard+" signs in once with this") {
		t.Errorf("exit %d, the one-time password is %q\n%s", r.code, once, r.err)
	}
	signIn(t, soc.DB, guard, once)
	sh.refuses(t, exitUsage, []string{"contradict each other"}, "user", "password", guard, "--one-time", "--password-stdin", as)
	sh.refuses(t, exitFailure, []string{"your own account"}, "user", "passwd", soc.Admin.Email, "--one-time", as)
	for _, action := range []string{"USER_ROLE_CHANGED", "USER_DELETED", "USER_RESTORED", "USER_PASSWORD_RESET"} {
		if n := number(t, soc.DB, `SELECT count(*) FROM audit_logs WHERE action = $1 AND user_id = $2 AND resource_id = $3 AND user_agent = 'cli'`,
			action, soc.Admin.UserID, soc.Guard.UserID); n != 1 {
			t.Errorf("%d audit rows of %s", n, action)
		}
	}
	if n := number(t, soc.DB, `SELECT count(*) FROM audit_logs WHERE details::text LIKE '%' || $1 || '%'`, once); n != 0 {
		t.Error("the one-time password is in the audit log")
	}
}

// TestListsOfAccountsAreNarrowedOrRefused: by what they have, and never silently by
// what nobody has.
func TestListsOfAccountsAreNarrowedOrRefused(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	sh := on(soc.DB)
	before, _, _ := strings.Cut(soc.Guard.Email, "@")
	if out := sh.ok(t, "user", "list", "--search", before, "--csv"); !strings.Contains(out, soc.Guard.Email) || strings.Count(out, "\n") != 2 {
		t.Errorf("an e-mail up to its @ finds\n%s", out)
	}
	if out := sh.ok(t, "user", "list", "--status", "barred", "--csv"); strings.Count(out, "\n") != 1 {
		t.Errorf("barred are\n%s", out)
	}
	sh.refuses(t, exitUsage, []string{"--role takes one of admin, staff, guard, resident"}, "user", "list", "--role", "foo")
	sh.refuses(t, exitUsage, []string{"--status takes one of active, inactive, banned, barred"}, "user", "list", "--status", "gone")
	sh.refuses(t, exitFailure, []string{"Type two letters of a name at least"}, "user", "list", "--search", "x")
	as := "--as=" + soc.Admin.Email
	sh.refuses(t, exitFailure, []string{"There is no account nobody."}, "user", "key", "list", "nobody", as)
	if out := sh.ok(t, "user", "key", "list", soc.Guard.Email, "--csv", as); strings.Count(out, "\n") != 1 {
		t.Errorf("an account without keys has\n%s", out)
	}
}

// TestSessionsForScripts: who is on which desk, and desks that are ended one by one
// and all of an account.
func TestSessionsForScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	sh, as := on(soc.DB), "--as="+soc.Admin.Email
	ids := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
	for i, id := range ids {
		soc.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server, active_at, started_at)
			VALUES ($1, $2, '10.0.0.7', 'test', $3, now(), now() - $4 * interval '1 minute')`, id, soc.Guard.UserID, uuid.New(), 10-i)
	}
	out := sh.ok(t, "sessions", "list", "--csv")
	if lines := strings.Split(strings.TrimSpace(out), "\n"); len(lines) != 4 || !strings.Contains(lines[1], ids[0].String()) || !strings.Contains(lines[1], soc.Guard.Email) {
		t.Errorf("the desks are\n%s", out)
	}
	if out := sh.ok(t, "sessions", "list", "--limit", "2", "--json"); strings.Count(out, "\n") != 2 {
		t.Errorf("two of them are\n%s", out)
	}
	sh.ok(t, "sessions", "end", ids[0].String(), "--reason", "the shift is over", as)
	sh.refuses(t, exitFailure, []string{"This session has ended already."}, "sessions", "end", ids[0].String(), as)
	if out := sh.ok(t, "sessions", "end", soc.Guard.Email, as); out != "2 desks end of "+soc.Guard.Email+".\n" {
		t.Errorf("sessions end said %q", out)
	}
	sh.refuses(t, exitFailure, []string{soc.Guard.Email + " is at no desk."}, "sessions", "end", soc.Guard.Email, as)
	sh.refuses(t, exitFailure, []string{"There is no account nobody@test.example."}, "sessions", "end", "nobody@test.example", as)
	sh.refuses(t, exitUsage, []string{`takes the ID of a desk or the e-mail of an account, not "7"`}, "sessions", "end", "7", as)
	sh.refuses(t, exitFailure, []string{"may not do this"}, "sessions", "list", "--as", soc.Guard.Email)
	if n := number(t, soc.DB, `SELECT count(*) FROM audit_logs WHERE action = 'SESSION_ENDED' AND user_id = $1 AND user_agent = 'cli'`, soc.Admin.UserID); n != 3 {
		t.Errorf("%d audit rows of ended desks", n)
	}
}

// TestSettingsAreSetForScripts, with what the editor's rules refuse.
func TestSettingsAreSetForScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	sh, as := on(soc.DB), "--as="+soc.Admin.Email
	if out := sh.ok(t, "settings", "set", "billing.due_days", "021", as); out != "billing.due_days is 21.\n" {
		t.Errorf("set said %q", out)
	}
	sh.ok(t, "settings", "set", "security.approval_hours", "9", as)
	if out := sh.ok(t, "settings", "--csv"); !strings.Contains(out, "billing.due_days,21,") || !strings.Contains(out, "security.approval_hours,9,") {
		t.Errorf("the settings are\n%s", out)
	}
	sh.ok(t, "settings", "reset", "security.approval_hours", as)
	sh.refuses(t, exitFailure, []string{"has this value already"}, "settings", "set", "billing.due_days", "21", as)
	sh.refuses(t, exitFailure, nil, "settings", "set", "billing.due_days", "soon", as)
	sh.refuses(t, exitFailure, []string{"There is no setting billing.due; there are ", "billing.due_days"}, "settings", "set", "billing.due", "20", as)
	sh.refuses(t, exitFailure, []string{"There is no setting dues. Keys begin with ", "billing"}, "settings", "set", "dues", "20", as)
	sh.refuses(t, exitUsage, []string{"settings set needs its new value"}, "settings", "set", "billing.due_days", as)
	sh.refuses(t, exitUsage, []string{"--as"}, "settings", "set", "billing.due_days", "20")
	sh.refuses(t, exitFailure, []string{"may not do this"}, "settings", "set", "billing.due_days", "20", "--as", soc.Staff.Email)
	if n := number(t, soc.DB, `SELECT count(*) FROM audit_logs WHERE action = 'SETTING_CHANGED' AND user_id = $1 AND user_agent = 'cli'`, soc.Admin.UserID); n != 3 {
		t.Errorf("%d audit rows of settings", n)
	}
}

// TestVersionIsAFlagToo, as of other programs.
func TestVersionIsAFlagToo(t *testing.T) {
	t.Parallel()
	sh := console{}
	said := []string{sh.ok(t, "--version"), sh.ok(t, "version")}
	if !strings.HasPrefix(said[0], "society360 ") || len(slices.Compact(said)) != 1 {
		t.Errorf("versions: %q", said)
	}
}
