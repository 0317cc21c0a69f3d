package accounts_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"

	"github.com/civoranexus/society360/data/datatest"
)

// guess tries a password and reports whether it was compared.
func guess(t *testing.T, s *datatest.Society, address, email, password string) (compared bool, err error) {
	t.Helper()
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin(address), email, password)
	var e *fault.Error
	if err != nil && (!errors.As(err, &e) || e.Kind != fault.Forbidden && e.Kind != fault.Refused) {
		t.Fatal(err)
	}
	return err == nil || e.Kind == fault.Forbidden, err
}

// TestANetworkGuessesAsOne: an IPv6 peer changes its address within its network as it
// likes, and guesses no more by it.
func TestANetworkGuessesAsOne(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, email := range []string{s.Guard.Email, "nobody@test.example"} {
		compared := 0
		for i := range 30 {
			if did, _ := guess(t, s, fmt.Sprintf("2001:db8::%x", i), email, "a guess"); did {
				compared++
			}
		}
		if compared != 5 {
			t.Errorf("%s: %d guesses of one network were compared", email, compared)
		}
	}
	if n := s.Count(t, `sign_in_attempts WHERE address = '2001:db8::/64' AND failures = 5`); n != 2 {
		t.Errorf("%d networks are counted", n)
	}
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("2001:db8:0:1::1"), s.Guard.Email, datatest.Password); err != nil {
		t.Errorf("from the network beside it: %v", err)
	}
}

// TestGuessesFromEverywhereAreSlowed, and so is whoever comes from a place that the
// account never signed in from; from where it did, nobody is.
func TestGuessesFromEverywhereAreSlowed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	const home = "2001:db8:0:1::1"
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin(home), s.Guard.Email, datatest.Password); err != nil {
		t.Fatal(err)
	}
	for _, email := range []string{s.Guard.Email, "nobody@test.example"} { // no answer tells one from the other
		for i := range 30 {
			if i > 20 { // the longest wait: a slow machine is not through with it
				s.Exec(t, `UPDATE sign_in_attempts SET failures = 60, last_failed_at = now() WHERE address = '*'`)
			}
			did, err := guess(t, s, fmt.Sprintf("198.51.100.%d", i), email, "a guess")
			if i != 20 && did != (i < 20) || !did && !strings.Contains(err.Error(), "try again in ") {
				t.Errorf("guess %d at %s: %v", i, email, err)
			}
		}
	}
	s.Exec(t, `UPDATE sign_in_attempts SET failures = 60, last_failed_at = now() WHERE address = '*'`)
	if did, _ := guess(t, s, "203.0.113.9", s.Guard.Email, datatest.Password); did {
		t.Error("a right password from a new place is compared while guesses are slowed")
	}
	for _, address := range []string{home, "2001:db8:0:1::ffff", "local"} {
		if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin(address), s.Guard.Email, datatest.Password); err != nil {
			t.Errorf("from %s: %v", address, err)
		}
	}
	if err := s.Accounts.Unlock(t.Context(), s.Guard, datatest.Password); err != nil {
		t.Errorf("at an open desk: %v", err)
	}
	if n := s.Count(t, `sign_in_attempts WHERE pending > 0`); n != 0 {
		t.Errorf("%d rows keep an attempt that was refused", n)
	}
	// Who waits may try, and is known there from then on.
	s.Exec(t, `UPDATE sign_in_attempts SET last_failed_at = now() - interval '2 minutes' WHERE address = '*'`)
	for range 2 {
		if did, err := guess(t, s, "203.0.113.9", s.Guard.Email, datatest.Password); !did || err != nil {
			t.Errorf("after the wait: %v", err)
		}
	}
	s.Exec(t, `UPDATE sign_in_places SET last_at = now() - interval '91 days'`)
	s.Exec(t, `UPDATE sign_in_attempts SET last_failed_at = now() WHERE address = '*'`)
	if did, _ := guess(t, s, "203.0.113.9", s.Guard.Email, datatest.Password); did {
		t.Error("a place of long ago is still known")
	}
}

// TestRepeatedFailuresFoldIntoOneRow: the first have a row of the trail each, then those
// that double their number, which they say.
func TestRepeatedFailuresFoldIntoOneRow(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 70 {
		s.Exec(t, `UPDATE sign_in_attempts SET last_failed_at = now() - interval '2 minutes'`)
		if did, err := guess(t, s, fmt.Sprintf("198.51.100.%d", i), s.Guard.Email, "a guess"); !did {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED'`); n != 22 { // 20, 32 and 64
		t.Errorf("70 failures have %d rows", n)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND (details ->> 'failures_elsewhere')::int = 64`); n != 1 {
		t.Error("the last row does not say how many there were")
	}
	if n := s.Count(t, `sign_in_attempts WHERE address = '*' AND failures = 70`); n != 1 {
		t.Error("they are not counted")
	}
}

// TestAllFailuresTakeOneTime: whether a name is an account's and whatever its hash costs,
// also where the right password lets nobody in.
func TestAllFailuresTakeOneTime(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for who, cost := range map[string]string{s.Guard.Email: "13", s.Staff.Email: "10", s.Meera.Email: "04", s.Arun.Email: "12", s.Tenant.Email: "14"} {
		s.Exec(t, `UPDATE users SET password_hash = '$2a$' || $2 || '$' || repeat('x', 53) WHERE email = $1`, who, cost)
	}
	s.Exec(t, `UPDATE users SET password_hash = '!' WHERE id = $1`, s.Guard2.UserID)
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Arun.UserID)
	s.Exec(t, `UPDATE users SET deleted_at = now() WHERE id = $1`, s.Tenant.UserID)
	const right = "the right password"
	spent := accounts.Work(s.Accounts, right)
	for _, name := range []string{
		"nobody@test.example", "(typed)", "", s.Guard.Email, s.Staff.Email, s.Meera.Email, s.Guard2.Email, s.Arun.Email, s.Tenant.Email,
	} {
		for password, spellings := range map[string]int{"a guess": 1, "e\u0301 otherwise": 2, strings.Repeat("x", 100): 1} {
			_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("local"), name, password)
			datatest.Kind(t, err, fault.Forbidden)
			if work := spent(); work != spellings<<13 {
				t.Errorf("%q of %q takes %d", password, name, work)
			}
		}
	}
	for _, name := range []string{s.Arun.Email, s.Tenant.Email} {
		_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("local"), name, right)
		datatest.Kind(t, err, fault.Forbidden)
		if work := spent(); work != 1<<13 {
			t.Errorf("the right password of %q takes %d", name, work)
		}
	}
	// Who is let in waits for what their own hash costs.
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("local"), s.Guard.Email, right); err != nil || spent() != 1<<13 {
		t.Errorf("the dearest: %v", err)
	}
	if err := s.Accounts.Unlock(t.Context(), s.Staff, right); err != nil || spent() != 1<<10 {
		t.Errorf("one that costs less: %v", err)
	}
}
