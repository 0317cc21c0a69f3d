package accounts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/datatest"
)

// TestRefusedKeysAreInTheTrail: whose they are, where they are anybody's.
func TestRefusedKeysAreInTheTrail(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key, line := datatest.NewKey(t)
	if _, err := s.Accounts.AddKey(t.Context(), datatest.Console(t, s), uuid.New(), s.Guard.Email, line); err != nil {
		t.Fatal(err)
	}
	hers := ssh.FingerprintSHA256(key)
	for _, c := range []struct {
		name, arrange, user string
		keys                []string
		account             *uuid.UUID
		email, reason       string
	}{
		{"a stranger", "", "root", []string{"SHA256:x"}, nil, "(4 characters)", "unknown key"},
		{"an account under a key of nobody's", "", "Vijay@test.example", []string{"SHA256:x", "SHA256:y"}, &s.Staff.UserID, "Vijay@test.example", "unknown key"},
		{"her key under his name", "", "vijay@test.example", []string{hers}, &s.Staff.UserID, "vijay@test.example", "key of another account"},
		{"her key under no name", "", "no\x1b[31m\u202ebody", []string{"SHA256:x", hers}, &s.Guard.UserID, "(", "key of another account"},
		{"barred", `UPDATE users SET status = 'banned' WHERE email = 'sunita@test.example'`, "sunita@test.example", []string{hers}, &s.Guard.UserID, "sunita@test.example", "key of an account that may not sign in"},
		{"deleted", `UPDATE users SET status = 'active', deleted_at = now() WHERE email = 'sunita@test.example'`, "vijay@test.example", []string{hers}, &s.Guard.UserID, "vijay@test.example", "key of an account that may not sign in"},
	} {
		if c.arrange != "" {
			s.Exec(t, c.arrange)
		}
		address := fmt.Sprintf("10.0.1.%d", len(c.name))
		if err := s.Accounts.RefuseKeys(t.Context(), datatest.Origin(address), c.user, c.keys); err != nil {
			t.Fatal(c.name, err)
		}
		if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND resource_type = 'users' AND user_id IS NULL AND ip_address = $1
			AND resource_id IS NOT DISTINCT FROM $2 AND starts_with(details ->> 'email', $3) AND details ->> 'reason' = $4 AND details -> 'ssh_keys' = to_jsonb($5::text[])`,
			address, c.account, c.email, c.reason, c.keys); n != 1 {
			t.Errorf("%s: %d rows of the trail", c.name, n)
		}
	}
	if n := s.Count(t, `audit_logs WHERE details::text ~ $1`, "root|\\x1b|\u202e"); n != 0 {
		t.Error("a name that may be a password, or its signs, stand in the trail")
	}
}

// TestAScannerDoesNotFillTheTrail, whatever keys and names it comes with, and from
// wherever.
func TestAScannerDoesNotFillTheTrail(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	const tries = 200
	for i := range tries {
		name := fmt.Sprintf("scan%d@test.example", i)
		if err := s.Accounts.RefuseKeys(t.Context(), datatest.Origin(fmt.Sprintf("198.51.100.%d", i)), name, []string{fmt.Sprintf("SHA256:%d", i)}); err != nil {
			t.Fatal(err)
		}
		if _, err := guess(t, s, fmt.Sprintf("198.51.100.%d", i), name, "a guess"); err == nil || !strings.Contains(err.Error(), "wrong") {
			t.Fatal(err)
		}
	}
	for what, where := range map[string]string{"keys": `details ? 'ssh_keys' AND resource_id IS NULL`, "passwords": `details ? 'failures_of_nobody'`} {
		if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND `+where); n != 23 { // 20, then 32, 64 and 128
			t.Errorf("%d tries of %s have %d rows", tries, what, n)
		}
	}
	if n := s.Count(t, `sign_in_attempts WHERE address = '*' AND account IN (' key ', ' nobody') AND failures = $1`, tries); n != 2 {
		t.Error("they are not counted")
	}
	// One of an account has a row of its own all the same.
	if err := s.Accounts.RefuseKeys(t.Context(), datatest.Origin("198.51.100.1"), s.Guard.Email, []string{"SHA256:z"}); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND resource_id = $1 AND (details ->> 'failures')::int = 1`, s.Guard.UserID); n != 1 {
		t.Errorf("an account's has %d", n)
	}
}
