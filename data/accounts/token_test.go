package accounts_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// tokenOf gives the staff a token for one command.
func tokenOf(t *testing.T, s *datatest.Society, name string) accounts.Secret {
	t.Helper()
	secret := accounts.NewSecret()
	token, err := s.Accounts.AddToken(t.Context(), datatest.Console(t, s), uuid.New(),
		accounts.TokenDraft{Email: s.Staff.Email, Name: name, Commands: []string{"tickets  add", "tickets add"}, Days: 1}, secret)
	if err != nil || len(token.Commands) != 1 || token.Commands[0] != "tickets add" || token.Over {
		t.Fatalf("%+v, %v", token, err)
	}
	return secret
}

// TestATokenServesItsCommands, of its account, through its last day, and is kept nowhere.
func TestATokenServesItsCommands(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	secret := tokenOf(t, s, "Nightly")
	use := func(email, command string) (role.Actor, error) {
		return s.Accounts.ProvedByToken(t.Context(), atCommandLine(), email, secret.Reveal()+"\n", command)
	}
	for _, email := range []string{"", strings.ToUpper(s.Staff.Email)} {
		if actor, err := use(email, "tickets add"); err != nil || actor.UserID != s.Staff.UserID || actor.Origin.Identity != "proved by token Nightly" {
			t.Fatalf("as %q: %v, %v", email, actor, err)
		}
	}
	for _, c := range [][3]string{{s.Admin.Email, "tickets add", "is not of " + s.Admin.Email}, {"", "tickets", "does not serve tickets, but tickets add"}} {
		_, err := use(c[0], c[1])
		if e := datatest.Kind(t, err, fault.Forbidden); !strings.Contains(e.Error(), c[2]) {
			t.Errorf("told %q", e)
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND resource_id = $1 AND details ->> 'token' = 'Nightly'`, s.Staff.UserID); n != 2 {
		t.Errorf("%d uses for something else are in the trail", n)
	}
	if n := s.Count(t, `user_tokens t WHERE to_jsonb(t)::text LIKE '%' || $1 || '%'`, secret.Reveal()) + s.Count(t, `audit_logs WHERE details::text LIKE '%' || $1 || '%'`, secret.Reveal()); n != 0 {
		t.Error("the token itself is kept")
	}
	tokens, err := s.Accounts.Tokens(t.Context(), s.Admin, s.Staff.Email)
	if err != nil || len(tokens) != 1 || tokens[0].LastUsedAt == nil {
		t.Errorf("%+v, %v", tokens, err)
	}
	s.Exec(t, `UPDATE user_tokens SET last_day = society360_today() - 1`)
	_, err = use("", "tickets add")
	if e := datatest.Kind(t, err, fault.Forbidden); !strings.Contains(e.Error(), "served until") {
		t.Errorf("told %q", e)
	}
}

// TestATokenEnds with what its account was, whichever program changes that, and does not
// come back with it.
func TestATokenEnds(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	other := s.DB.As(t, s.DB.OtherProgram(t))
	for i, ends := range []string{
		`UPDATE users SET status = 'banned' WHERE id = $1`, `UPDATE users SET deleted_at = now() WHERE id = $1`,
		`UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'guard') WHERE id = $1`,
	} {
		secret := tokenOf(t, s, "nightly")
		if _, err := other.Exec(t.Context(), ends, s.Staff.UserID); err != nil {
			t.Fatal(err)
		}
		s.Exec(t, `UPDATE users SET status = 'active', deleted_at = NULL, role_id = (SELECT id FROM roles WHERE name = 'staff') WHERE id = $1`, s.Staff.UserID)
		_, err := s.Accounts.ProvedByToken(t.Context(), atCommandLine(), "", secret.Reveal(), "tickets add")
		datatest.Kind(t, err, fault.Forbidden)
		if i == 0 && !strings.Contains(err.Error(), "user token add") {
			t.Errorf("told %q", err)
		}
	}
	secret := tokenOf(t, s, "nightly")
	s.Exec(t, `UPDATE users SET full_name = 'Another' WHERE id = $1`, s.Staff.UserID)
	if _, err := s.Accounts.ProvedByToken(t.Context(), atCommandLine(), "", secret.Reveal(), "tickets add"); err != nil {
		t.Error(err)
	}
	if _, err := s.Accounts.RemoveToken(t.Context(), s.Admin, uuid.New(), s.Staff.Email, "Nightly"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Accounts.ProvedByToken(t.Context(), atCommandLine(), "", secret.Reveal(), "tickets add")
	datatest.Kind(t, err, fault.Forbidden)
}

// TestWrongTokensCount as wrong passwords do, at a door of their own; a good one is held
// up by none.
func TestWrongTokensCount(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	secret := tokenOf(t, s, "nightly")
	for range 5 {
		_, err := s.Accounts.ProvedByToken(t.Context(), atCommandLine(), s.Staff.Email, "society360_wrong", "tickets add")
		datatest.Kind(t, err, fault.Forbidden)
	}
	_, err := s.Accounts.ProvedByToken(t.Context(), atCommandLine(), s.Staff.Email, "society360_wrong", "tickets add")
	datatest.Kind(t, err, fault.Refused)
	if _, err := s.Accounts.ProvedByToken(t.Context(), atCommandLine(), s.Staff.Email, secret.Reveal(), "tickets add"); err != nil {
		t.Error(err)
	}
	if _, err := s.Accounts.ProvedByPassword(t.Context(), atCommandLine(), s.Staff.Email, datatest.Password); err != nil {
		t.Error(err)
	}
}

// TestWhatATokenCannotBe: each field has one malformed.
func TestWhatATokenCannotBe(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	tokenOf(t, s, "nightly")
	for field, spoil := range map[string]func(d *accounts.TokenDraft){
		"name":              func(d *accounts.TokenDraft) { d.Name = "\u200b " },
		"commands":          func(d *accounts.TokenDraft) { d.Commands = []string{" "} },
		"days":              func(d *accounts.TokenDraft) { d.Days = 367 },
		"":                  func(d *accounts.TokenDraft) { d.Email = "nobody@test.example" },
		"name, in capitals": func(d *accounts.TokenDraft) { d.Name = "NIGHTLY" },
	} {
		draft := accounts.TokenDraft{Email: s.Staff.Email, Name: "other", Commands: []string{"visitors"}, Days: 1}
		spoil(&draft)
		_, err := s.Accounts.AddToken(t.Context(), datatest.Console(t, s), uuid.New(), draft, accounts.NewSecret())
		if field == "" {
			datatest.Kind(t, err, fault.NotFound)
			continue
		}
		if field, _, _ := strings.Cut(field, ","); datatest.Kind(t, err, fault.Invalid).Bad[field] == nil {
			t.Errorf("%s: %v", field, err)
		}
	}
}
