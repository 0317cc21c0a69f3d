package accounts_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/datatest"
)

// atCommandLine is where commands come from.
func atCommandLine() role.Origin {
	return role.Origin{Address: "local", Client: "cli", Operator: "root@office"}
}

// signer signs with a key of its own, and has no other.
func signer(t *testing.T) (accounts.Signer, string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	with, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return func(key ssh.PublicKey, data []byte) (*ssh.Signature, error) {
		if string(key.Marshal()) != string(with.PublicKey().Marshal()) {
			return nil, nil // a Signer without the key
		}
		return with.Sign(rand.Reader, data)
	}, string(ssh.MarshalAuthorizedKey(with.PublicKey()))
}

// TestACommandProvesItsAccount: where the society wants that, a claim is refused, and a
// password or a key is not; the rows say which it was.
func TestACommandProvesItsAccount(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	claimed, err := s.Accounts.ActorByEmail(t.Context(), atCommandLine(), s.Admin.Email)
	if err != nil || claimed.Origin.Identity != role.Claimed {
		t.Fatalf("by a claim: %v, %v", claimed.Origin, err)
	}
	datatest.Setting(t, s, "security.command_line", "proved")
	_, err = s.Accounts.ActorByEmail(t.Context(), atCommandLine(), s.Admin.Email)
	datatest.Kind(t, err, fault.Refused)
	if !errors.Is(err, accounts.ErrUnproved) {
		t.Errorf("a claim is refused with %v", err)
	}
	by, err := s.Accounts.ProvedByPassword(t.Context(), atCommandLine(), s.Admin.Email, datatest.Password)
	if err != nil {
		t.Fatal(err)
	}
	sign, line := signer(t)
	if _, err := s.Accounts.AddKey(t.Context(), by, uuid.New(), s.Admin.Email, line); err != nil {
		t.Fatal(err)
	}
	if _, user, _, details := datatest.LastAudit(t, s, s.Admin.UserID); *user != s.Admin.UserID || details["identity"] != "proved by password" || details["operator"] != "root@office" {
		t.Errorf("the row says %v", details)
	}
	byKey, err := s.Accounts.ProvedByKey(t.Context(), atCommandLine(), s.Admin.Email, sign)
	if err != nil || byKey.UserID != s.Admin.UserID || byKey.Origin.Identity[:len("proved by key SHA256:")] != "proved by key SHA256:" {
		t.Errorf("by a key: %v, %v", byKey.Origin, err)
	}
	other, _ := signer(t)
	_, err = s.Accounts.ProvedByKey(t.Context(), atCommandLine(), s.Admin.Email, other)
	datatest.Kind(t, err, fault.Refused)
	if !accounts.NoKey(err) {
		t.Errorf("a key of nobody's: %v", err)
	}
	// What another key signed proves nothing.
	_, err = s.Accounts.ProvedByKey(t.Context(), atCommandLine(), s.Admin.Email, func(key ssh.PublicKey, _ []byte) (*ssh.Signature, error) {
		return sign(key, []byte("something signed before"))
	})
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Accounts.ProvedByKey(t.Context(), atCommandLine(), s.Staff.Email, sign)
	datatest.Kind(t, err, fault.Refused)
}

// TestAWrongPasswordOfACommandCounts as one at a sign-in does, and waits as there.
func TestAWrongPasswordOfACommandCounts(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 5 {
		_, err := s.Accounts.ProvedByPassword(t.Context(), atCommandLine(), s.Staff.Email, "wrong horse")
		datatest.Kind(t, err, fault.Forbidden)
	}
	_, err := s.Accounts.ProvedByPassword(t.Context(), atCommandLine(), s.Staff.Email, datatest.Password)
	datatest.Kind(t, err, fault.Refused)
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND resource_id = $1 AND details ->> 'asked_for' = 'command line' AND details ->> 'operator' = 'root@office'`, s.Staff.UserID); n != 5 {
		t.Errorf("%d wrong passwords are in the trail", n)
	}
}

// TestWhoFoundsASocietyProvesNothing, until somebody signed in or there is another account.
func TestWhoFoundsASocietyProvesNothing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "security.command_line", "proved")
	_, err := s.Accounts.FoundingAdmin(t.Context(), atCommandLine(), s.Admin.Email)
	datatest.Kind(t, err, fault.Refused)
	s.Exec(t, `DELETE FROM user_units`)
	s.Exec(t, `ALTER TABLE audit_logs DISABLE TRIGGER USER`)
	s.Exec(t, `DELETE FROM users WHERE id <> $1`, s.Admin.UserID)
	if _, err := s.Accounts.FoundingAdmin(t.Context(), atCommandLine(), s.Admin.Email); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Admin.Email, datatest.Password); err != nil {
		t.Fatal(err)
	}
	_, err = s.Accounts.FoundingAdmin(t.Context(), atCommandLine(), s.Admin.Email)
	datatest.Kind(t, err, fault.Refused)
}
