package value_test

import (
	"testing"

	"github.com/civoranexus/society360/data/value"

	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestLoginName(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"guard@demo.example":      "guard@demo.example",
		" Guard.2@Demo.co.in ":    "Guard.2@Demo.co.in",
		"":                        "",
		"demo-society360":         "(15 characters)",
		"p@ss":                    "(4 characters)",
		"p@ss.w0rd":               "(9 characters)",
		"hunter2@home":            "(12 characters)",
		"a b@demo.example":        "(16 characters)",
		"guard@demo.example pass": "(23 characters)",
		"x@y.example1":            "(12 characters)",
		"q!z@demo.example":        "(16 characters)",
		"\x1b[2Jsecret":           "(9 characters)",
		"पासवर्ड":                 "(7 characters)",
	} {
		if got := value.LoginName(typed); got != want {
			t.Errorf("LoginName(%q) = %q, want %q", typed, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`[A-Za-z0-9!#@. ]{8,20}`).Draw(t, "typed")
		if got := value.LoginName(typed); got == typed && !rapidEmail(typed) {
			t.Fatalf("%q is kept as it was typed", typed)
		}
	})
}

// rapidEmail is what at least every address has: one @, and a dot behind it.
func rapidEmail(s string) bool {
	at, dot := 0, false
	for _, r := range s {
		switch {
		case r == '@':
			at++
		case r == ' ' || r == '!' || r == '#':
			return false
		case r == '.' && at == 1:
			dot = true
		}
	}
	return at == 1 && dot
}

func TestAPasswordTypedAsTheNameIsKeptNowhere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	const secret = "Monsoon-2026!"
	for range 7 {
		if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.9"), secret, ""); err == nil {
			t.Fatal("signed in")
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND details ->> 'email' = '(13 characters)'`); n == 0 {
		t.Error("the failure is not in the trail")
	}
	if n := s.Count(t, `audit_logs l WHERE l::text ILIKE '%' || $1 || '%'`, secret); n != 0 {
		t.Errorf("the secret stands in %d rows of the trail", n)
	}
	if n := s.Count(t, `sign_in_attempts a WHERE a::text ILIKE '%' || $1 || '%'`, secret); n != 0 {
		t.Errorf("the secret stands in %d rows of the attempts", n)
	}
	// Guessing is slowed for such names too, from one network and from all, and an account of an odd address is
	// still an account.
	if n := s.Count(t, `sign_in_attempts WHERE account = '(13 characters)' AND failures >= 5`); n != 2 {
		t.Error("the attempts are not counted")
	}
	s.Exec(t, `UPDATE users SET email = 'sunita' WHERE id = $1`, s.Guard.UserID)
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.9"), "Sunita", "wrong"); err == nil {
		t.Fatal("signed in")
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND resource_id = $1 AND details ->> 'email' = 'Sunita'`, s.Guard.UserID); n != 1 {
		t.Error("the failure of an account is not in the trail under its address")
	}
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.9"), "sunita", datatest.Password); err != nil {
		t.Errorf("the account of an odd address: %v", err)
	}
}
