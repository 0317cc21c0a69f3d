package accounts_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// onceFor gives the staff a one-time password.
func onceFor(t *testing.T, s *datatest.Society) string {
	t.Helper()
	once := accounts.NewOneTime()
	if _, err := s.Accounts.ResetPassword(t.Context(), s.Admin, uuid.New(), datatest.Password, s.Staff.UserID, once); err != nil {
		t.Fatal(err)
	}
	return once.Reveal()
}

// TestAOneTimePasswordIsForOneSignIn, also where three try at once; another one
// begins anew.
func TestAOneTimePasswordIsForOneSignIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 2 {
		once := onceFor(t, s)
		var in atomic.Int32
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				actor, err := s.Accounts.SignIn(context.Background(), datatest.Origin("10.0.0.7"), s.Staff.Email, once)
				if err == nil && actor.PasswordDue {
					in.Add(1)
				}
			})
		}
		wg.Wait()
		if n := in.Load(); n != 1 {
			t.Errorf("%d signed in with it", n)
		}
		_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, once)
		if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "used before") || !strings.Contains(e.Error(), "Ask an admin") {
			t.Errorf("told %q", e)
		}
		// It was right, so that it counts against nobody.
		if n := s.Count(t, `sign_in_attempts WHERE failures > 0`); n != 0 {
			t.Error("a right password was counted as a failure")
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND details ->> 'reason' = 'one-time password used before'`); n < 2 {
		t.Errorf("%d further uses audited", n)
	}
}

// TestALineThatDropsLeavesTheOneTimePassword: over SSH it is spent when a desk opens.
func TestALineThatDropsLeavesTheOneTimePassword(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	once := onceFor(t, s)
	var lines []role.Actor
	for range 3 {
		actor, err := s.Accounts.Admit(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, once)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, actor)
	}
	if err := s.Accounts.SpendOneTime(t.Context(), lines[1]); err != nil {
		t.Fatal(err)
	}
	datatest.Kind(t, s.Accounts.SpendOneTime(t.Context(), lines[2]), fault.Refused)
	_, err := s.Accounts.Admit(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, once)
	datatest.Kind(t, err, fault.Refused)
	// Its desk goes on to the person's own password.
	if _, err := s.Accounts.ChangeOwnPassword(t.Context(), lines[1], uuid.New(), once, "correct horse 9"); err != nil {
		t.Error(err)
	}
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, "correct horse 9"); err != nil {
		t.Error(err)
	}
}

// TestOneTimePasswordsExpire by the setting, which counts from when they are made;
// what another program sets has no end, and neither does what was made before there
// was one.
func TestOneTimePasswordsExpire(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('security.one_time_password_hours', '48', 'security')`)
	if _, err := s.Settings.Values(t.Context()); err != nil {
		t.Fatal(err)
	}
	once := onceFor(t, s)
	if n := s.Count(t, `users WHERE id = $1 AND one_time_expires_at BETWEEN now() + interval '47 hours' AND now() + interval '48 hours'`, s.Staff.UserID); n != 1 {
		t.Error("it does not last as long as the setting says")
	}
	s.Exec(t, `UPDATE users SET one_time_expires_at = now() - interval '1 second' WHERE id = $1`, s.Staff.UserID)
	_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, once)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "expired") {
		t.Errorf("told %q", e)
	}
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, "a guess")
	datatest.Kind(t, err, fault.Forbidden) // who does not know it hears nothing of it
	s.Exec(t, `UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $2) WHERE id = $1`, s.Staff.UserID, s.Guard2.UserID)
	for i := range 2 {
		_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, datatest.Password)
		if (err == nil) != (i == 0) {
			t.Errorf("sign-in %d with another program's: %v", i+1, err)
		}
	}
}

// TestAMalformedTimeOfOneTimePasswordsIsADay: what the setting cannot be read as, or is
// out of its bounds, lasts no longer than its default.
func TestAMalformedTimeOfOneTimePasswordsIsADay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, malformed := range []string{"", "0", "-5", "337", "1e9", "soon", "24h", "\u0968\u096a\u0968\u096a"} {
		datatest.Setting(t, s, "security.one_time_password_hours", malformed)
		onceFor(t, s)
		if n := s.Count(t, `users WHERE id = $1 AND one_time_expires_at BETWEEN now() + interval '23 hours' AND now() + interval '24 hours'`, s.Staff.UserID); n != 1 {
			t.Errorf("%q: it does not last a day", malformed)
		}
	}
}
