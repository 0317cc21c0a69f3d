package accounts_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"

	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/text/unicode/norm"
)

// TestAPasswordIsTheSameAtEveryDoor: pasted with its line end, in either way to write
// an é, with signs that show nothing. What differs in anything else is another one.
func TestAPasswordIsTheSameAtEveryDoor(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	present := datatest.Password
	for _, next := range []string{norm.NFD.String(" crème brûlée "), "👩\u200d👩\u200d👧 पासवर्ड\u200d\r\n"} {
		actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.1"), "sunita@test.example", present)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Accounts.ChangeOwnPassword(t.Context(), actor, uuid.New(), present, next); err != nil {
			t.Fatalf("%q: %v", next, err)
		}
		for _, typed := range []string{next, norm.NFC.String(next), norm.NFD.String(next), strings.TrimRight(next, "\r\n") + "\n", strings.TrimRight(next, "\r\n") + "\r\n"} {
			signed, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.1"), "sunita@test.example", typed)
			if err != nil {
				t.Fatalf("%q is not %q at a sign-in: %v", typed, next, err)
			}
			if err := s.Accounts.Unlock(t.Context(), signed, typed); err != nil {
				t.Errorf("%q is not %q at the lock: %v", typed, next, err)
			}
			if _, err = s.Accounts.ChangeOwnPassword(t.Context(), signed, uuid.New(), typed, typed); datatest.Kind(t, err, fault.Invalid).Bad["password"] == nil {
				t.Errorf("%q is another password than %q", typed, next)
			}
		}
		for _, typed := range []string{strings.TrimRight(next, "\r\n") + "\n\n", strings.TrimRight(next, "\r\n") + " ", strings.ToUpper(next) + "x"} {
			_, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.1"), "sunita@test.example", typed)
			datatest.Kind(t, err, fault.Forbidden)
		}
		present = next
	}
	for _, odd := range []string{"two\nlines of it", "tab\tbetween", "\x1b[31mred and so", "no text \xff\xfe at all"} {
		if err := accounts.CheckPassword(odd); err == nil {
			t.Errorf("%q can be set", odd)
		}
	}
}

// TestAnOldHashIsTriedAsTyped, and is made anew of the composed password when it is
// the one.
func TestAnOldHashIsTriedAsTyped(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	apart := norm.NFD.String("crème brûlée")
	old, err := bcrypt.GenerateFromPassword([]byte(apart), 10)
	if err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `UPDATE users SET password_hash = $1 WHERE email = 'sunita@test.example'`, string(old))
	for i, typed := range []string{apart, norm.NFC.String(apart), apart + "\n"} {
		if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.1"), "sunita@test.example", typed); err != nil {
			t.Fatalf("sign-in %d: %v", i, err)
		}
	}
	if n := s.Count(t, `users WHERE email = 'sunita@test.example' AND password_hash = $1`, string(old)); n != 0 {
		t.Error("the old hash stands")
	}
}
