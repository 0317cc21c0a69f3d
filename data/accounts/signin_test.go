package accounts_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.1"), "Sunita@test.example", datatest.Password)
	if err != nil || actor.UserID != s.Guard.UserID || actor.Role != role.Guard || actor.Name != "Sunita Pawar" {
		t.Fatalf("signed in as %+v, %v", actor, err)
	}
	if action, user, address, _ := datatest.LastAudit(t, s, actor.UserID); action != "USER_LOGIN" || *user != actor.UserID || address != "10.0.0.1" {
		t.Errorf("audit row: %s from %s", action, address)
	}
	if n := s.Count(t, `users WHERE id = $1 AND password_hash LIKE '$2a$10$%'`, actor.UserID); n != 1 {
		t.Error("a cheap hash was not made anew")
	}
	if err := s.Accounts.Alive(t.Context(), actor); err != nil {
		t.Errorf("alive: %v", err)
	}
	if err := s.Accounts.Unlock(t.Context(), actor, datatest.Password); err != nil {
		t.Errorf("unlock: %v", err)
	}
	if err := s.Accounts.SignOut(t.Context(), actor); err != nil {
		t.Errorf("sign out: %v", err)
	}
}

func TestWrongAndUnusableAccountsGetTheSameWords(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE email = 'imran@test.example'`)
	s.Exec(t, `UPDATE users SET deleted_at = now() WHERE email = 'arun@test.example'`)
	s.Exec(t, `UPDATE users SET status = 'inactive' WHERE email = 'farah@test.example'`)
	words := map[string]bool{}
	for email, password := range map[string]string{
		"sunita@test.example": "wrong", "nobody@test.example": datatest.Password, "imran@test.example": datatest.Password,
		"arun@test.example": datatest.Password, "farah@test.example": datatest.Password,
		"vijay@test.example": datatest.Password + strings.Repeat("x", 72),
	} {
		_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.2"), email, password)
		format, _ := datatest.Kind(t, err, fault.Forbidden).Sentence()
		words[format] = true
	}
	if len(words) != 1 {
		t.Errorf("answers differ: %v", words)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND user_id IS NULL AND ip_address = '10.0.0.2'`); n != 6 {
		t.Errorf("%d failures audited", n)
	}
	if n := s.Count(t, `audit_logs WHERE details::text LIKE '%' || $1 || '%'`, datatest.Password); n != 0 {
		t.Error("a password stands in the audit log")
	}
}

func TestGuessingIsSlowedByAccountAndAddress(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	looked := 0
	for range 20 { // at once: the count must not be outrun
		wg.Go(func() {
			_, err := s.Accounts.SignIn(context.Background(), datatest.Origin("10.0.0.3"), "sunita@test.example", "guess")
			var e *fault.Error
			if errors.As(err, &e) && e.Kind == fault.Forbidden {
				mu.Lock()
				looked++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if n := s.Count(t, `sign_in_attempts WHERE address = '10.0.0.3' AND failures = 5 AND pending = 0`); looked != 5 || n != 1 {
		t.Errorf("%d guesses were compared, and counted as five: %d", looked, n)
	}
	_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.3"), "sunita@test.example", datatest.Password)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "try again in") {
		t.Errorf("the sixth is told %q", e)
	}
	// A stranger's guesses do not lock the guard out at the gate.
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.4"), "sunita@test.example", datatest.Password); err != nil {
		t.Errorf("from another address: %v", err)
	}
	s.Exec(t, `UPDATE sign_in_attempts SET last_failed_at = now() - interval '16 minutes'`)
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.3"), "sunita@test.example", datatest.Password); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if n := s.Count(t, `sign_in_attempts WHERE address = '10.0.0.3'`); n != 0 {
		t.Error("a good sign-in does not clear the count")
	}
}

// TestRightPasswordsAtOnce: a right password never counts against anybody, however
// many sign in at once, and where only one more guess is free.
func TestRightPasswordsAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	other, err := data.Open(t.Context(), s.Config, nil) // another server
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	for failures, address := range []string{"10.0.1.0", "10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.4", "10.0.1.5", "10.0.1.6"} {
		if failures > 0 {
			s.Exec(t, `INSERT INTO sign_in_attempts VALUES ($1, $2, $3, now() - interval '1 hour')`, s.Guard.Email, address, failures)
		}
		var wg sync.WaitGroup
		for i := range 4 {
			society := []*data.Society{s.Society, other}[i%2]
			wg.Go(func() {
				if _, err := society.Accounts.SignIn(context.Background(), datatest.Origin(address), s.Guard.Email, datatest.Password); err != nil {
					t.Errorf("after %d failures: %v", failures, err)
				}
			})
		}
		wg.Wait()
	}
	if n := s.Count(t, `sign_in_attempts WHERE failures > 0 OR pending > 0`); n != 0 {
		t.Errorf("%d counts are left", n)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN'`); n != 28 {
		t.Errorf("%d sign-ins audited", n)
	}
}

// TestGuessesOfTwoServersAreCountedTogether: what is guessed side by side is no more
// than what may be guessed one after the other.
func TestGuessesOfTwoServersAreCountedTogether(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	other, err := data.Open(t.Context(), s.Config, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	var wg sync.WaitGroup
	for i := range 12 {
		society := []*data.Society{s.Society, other}[i%2]
		wg.Go(func() {
			_, _ = society.Accounts.SignIn(context.Background(), datatest.Origin("10.0.0.3"), s.Guard.Email, "guess")
		})
	}
	wg.Wait()
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED'`); n != 5 {
		t.Errorf("%d guesses were compared", n)
	}
}

// TestACutSignInCountsForNothing: its line broke before the answer, whatever the
// answer would have been; it is audited as what it was.
func TestACutSignInCountsForNothing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	release := accounts.HoldChecks(s.Accounts)
	for range 9 {
		ctx, cut := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := s.Accounts.SignIn(ctx, datatest.Origin("10.0.0.6"), s.Guard.Email, datatest.Password)
			done <- err
		}()
		for s.Count(t, `sign_in_attempts WHERE pending = 1`) == 0 { // it waits to be checked
			runtime.Gosched()
		}
		cut()
		if err := <-done; err == nil {
			t.Fatal("somebody is signed in over a line that broke")
		}
	}
	release()
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_CUT' AND resource_id = $1 AND ip_address = '10.0.0.6'`, s.Guard.UserID); n != 9 {
		t.Errorf("%d cuts audited", n)
	}
	if n := s.Count(t, `sign_in_attempts WHERE failures > 0 OR pending > 0`); n != 0 {
		t.Error("a cut counts")
	}
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.6"), s.Guard.Email, datatest.Password); err != nil {
		t.Errorf("after nine cuts: %v", err)
	}
	// Who guesses cannot hide behind the cut: what was compared is counted.
	cut, cancel := context.WithCancel(t.Context())
	cancel()
	for range 5 {
		datatest.Kind(t, accounts.FailAttempt(cut, s.Accounts, datatest.Origin("10.0.0.7"), s.Guard.Email), fault.Forbidden)
	}
	_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Guard.Email, datatest.Password)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "try again in") {
		t.Errorf("after five cut guesses: %v", e)
	}
}

func TestAccountsByCase(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO users (id, full_name, email, password_hash, role_id)
		SELECT $1, 'Other Sunita', 'SUNITA@test.example', password_hash, role_id FROM users WHERE email = 'sunita@test.example'`, uuid.New())
	for email, want := range map[string]string{"sunita@test.example": "Sunita Pawar", "SUNITA@test.example": "Other Sunita"} {
		if actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.5"), email, datatest.Password); err != nil || actor.Name != want {
			t.Errorf("%s is %q, %v", email, actor.Name, err)
		}
	}
}

func TestAChangedAccountIsNotAlive(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"banned":       `UPDATE users SET status = 'banned' WHERE id = $1`,
		"deleted":      `UPDATE users SET deleted_at = now() WHERE id = $1`,
		"role":         `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'resident') WHERE id = $1`,
		"new password": `UPDATE users SET password_changed_at = clock_timestamp() WHERE id = $1`,
		"signed out":   `UPDATE users SET signed_out_at = clock_timestamp() WHERE id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("local"), "sunita@test.example", datatest.Password)
			if err != nil {
				t.Fatal(err)
			}
			s.Exec(t, change, actor.UserID)
			datatest.Kind(t, s.Accounts.Alive(t.Context(), actor), fault.Forbidden)
		})
	}
}

// TestAnotherProgramEndsSessions: with a new password, a key taken away, or another role
// or status, if only for a moment, whoever does it; a hash that is made anew of the same
// password ends none. No clock is asked: not that of the sign-in, which may have been
// ahead, and not that of the change, which may be behind.
func TestAnotherProgramEndsSessions(t *testing.T) {
	t.Parallel()
	const status, role = `UPDATE users SET status = $2 WHERE id = $1`, `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = $2) WHERE id = $1`
	type statements []struct {
		sql  string
		with []any
	}
	one := func(sql string) statements { return statements{{sql, nil}} }
	for name, c := range map[string]struct {
		does statements
		ends bool
	}{
		"a password":           {one(`UPDATE users SET password_hash = 'x' WHERE id = $1`), true},
		"a password of all":    {one(`UPDATE users SET password_hash = md5(id::text) WHERE $1::uuid IS NOT NULL`), true},
		"a key taken away":     {one(`DELETE FROM user_ssh_keys WHERE user_id = $1`), true},
		"another key":          {one(`UPDATE user_ssh_keys SET public_key = 'k2', fingerprint = 'f2' WHERE user_id = $1`), true},
		"a key given away":     {one(`UPDATE user_ssh_keys SET user_id = (SELECT id FROM users WHERE email = 'asha@test.example') WHERE user_id = $1`), true},
		"a key of its own use": {one(`UPDATE user_ssh_keys SET last_used_at = now() WHERE user_id = $1`), false},
		"the same password":    {one(`UPDATE users SET password_hash = 'y', same_password_as = md5(password_hash) WHERE id = $1`), false},
		"another name":         {one(`UPDATE users SET full_name = 'S. Pawar', updated_at = now() WHERE id = $1`), false},
		"a status written out": {statements{{status, []any{"active"}}}, false},
		"banned for a moment":  {statements{{status, []any{"banned"}}, {status, []any{"active"}}}, true},
		"staff for a moment":   {statements{{role, []any{"staff"}}, {role, []any{"guard"}}}, true},
		"deleted for a moment": {statements{
			{`UPDATE users SET deleted_at = now() WHERE id = $1`, nil}, {`UPDATE users SET deleted_at = NULL WHERE id = $1`, nil},
		}, true},
		"by a clock that is behind": {one(`UPDATE users SET signed_out_at = now() - interval '1 year' WHERE id = $1`), true},
		"by one that is ahead":      {one(`UPDATE users SET password_changed_at = now() + interval '1 year' WHERE id = $1`), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			s.Exec(t, `INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key) VALUES ($1, $2, 'f', 'k')`, uuid.New(), s.Guard.UserID)
			s.Exec(t, `UPDATE users SET status = NULL WHERE id = $1`, s.Guard.UserID)
			// As a clock that was wrong left them.
			s.Exec(t, `UPDATE users SET signed_out_at = now() + interval '1 year', password_changed_at = now() + interval '2 years' WHERE id = $1`, s.Guard.UserID)
			actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.8"), s.Guard.Email, datatest.Password)
			if err != nil {
				t.Fatal(err)
			}
			program := s.OtherProgram(t)
			datatest.Exec(t, s.Owner, `GRANT SELECT, UPDATE, DELETE ON user_ssh_keys TO `+program)
			for _, do := range c.does {
				datatest.Exec(t, s.As(t, program), do.sql, append([]any{actor.UserID}, do.with...)...)
			}
			goesOn(t, s, actor, !c.ends)
		})
	}
}

// goesOn holds whether an actor's session goes on.
func goesOn(t *testing.T, s *datatest.Society, actor role.Actor, want bool) {
	t.Helper()
	if err := s.Accounts.Alive(t.Context(), actor); (err == nil) != want {
		t.Errorf("its session: %v", err)
	}
	gone, err := s.Accounts.Dismissed(t.Context(), []accounts.Presence{datatest.Presence(actor)})
	if err != nil || (len(gone) == 0) != want {
		t.Errorf("dismissed: %v, %v", gone, err)
	}
	_, err = s.Accounts.Resume(t.Context(), actor.Origin, actor.UserID, actor.Epoch)
	if (err == nil) != want {
		t.Errorf("resumed: %v", err)
	}
}

// TestKeysEmptiedEndEverySession: whose they were can no longer be seen.
func TestKeysEmptiedEndEverySession(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.8"), s.Guard.Email, datatest.Password)
	if err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `TRUNCATE user_ssh_keys`)
	goesOn(t, s, actor, false)
}

// TestAWrongClockLocksNobodyOut: what a clock that was wrong left ahead of the present
// one neither ends a session that begins now nor holds back an attempt.
func TestAWrongClockLocksNobodyOut(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET signed_out_at = now() + interval '1 year', password_changed_at = now() + interval '2 years' WHERE id = $1`, s.Guard.UserID)
	s.Exec(t, `INSERT INTO sign_in_attempts (account, address, failures, last_failed_at, pending, pending_at)
		VALUES ($1, '10.0.0.9', 9, now() + interval '1 year', 9, now() + interval '1 year')`, s.Guard.Email)
	after, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.9"), s.Guard.Email, datatest.Password)
	if err != nil {
		t.Fatal(err)
	}
	goesOn(t, s, after, true)
	if byKey, err := s.Accounts.SignInWithKey(t.Context(), datatest.Origin("10.0.0.9"), s.Guard.UserID, after.Epoch, "f"); err != nil {
		t.Errorf("by a key: %v", err)
	} else {
		goesOn(t, s, byKey, true)
	}
	// A guess is counted as of now, and waits as long as ever.
	s.Exec(t, `INSERT INTO sign_in_attempts (account, address, failures, last_failed_at) VALUES ($1, '10.0.0.9', 9, now() + interval '1 year')`, s.Guard.Email)
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.9"), s.Guard.Email, "a guess")
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.9"), s.Guard.Email, datatest.Password)
	if e := datatest.Kind(t, err, fault.Refused); strings.Contains(e.Error(), "h") {
		t.Errorf("after a guess: %v", e)
	}
}

func TestNewPasswords(t *testing.T) {
	t.Parallel()
	for password, good := range map[string]bool{
		"short": false, "password123": false, "Society360": false, strings.Repeat("x", 73): false,
		"correct horse": true, strings.Repeat("é", 36): true,
	} {
		if err := accounts.CheckPassword(password); (err == nil) != good {
			t.Errorf("CheckPassword(%q): %v", password, err)
		}
	}
}
