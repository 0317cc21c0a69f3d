package accounts_test

import (
	"context"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestAccounts(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	u, err := s.Accounts.Create(t.Context(), datatest.Console(t, s), uuid.New(), datatest.NewGuard())
	if err != nil || u.Role != "guard" || u.Status != "active" {
		t.Fatalf("created %+v, %v", u, err)
	}
	if action, user, _, details := datatest.LastAudit(t, s, u.ID); action != "USER_CREATED" || *user != s.Admin.UserID ||
		details["after"].(map[string]any)["password_hash"] != nil {
		t.Errorf("audit row: %s %v", action, details)
	}
	actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("local"), u.Email, "night shift 7")
	if err != nil {
		t.Fatal(err)
	}
	twice := datatest.NewGuard()
	twice.Email = "RAVI@test.example"
	_, err = s.Accounts.Create(t.Context(), datatest.Console(t, s), uuid.New(), twice)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["email"] == nil {
		t.Errorf("a second account of one address: %v", err)
	}
	if _, err := s.Accounts.SetPassword(t.Context(), datatest.Console(t, s), uuid.New(), u.Email, "day shift 8"); err != nil {
		t.Fatal(err)
	}
	datatest.Kind(t, s.Accounts.Alive(t.Context(), actor), fault.Forbidden)
	if _, err := s.Accounts.SetStatusByEmail(t.Context(), s.Admin, uuid.New(), u.Email, "banned"); err != nil {
		t.Fatal(err)
	}
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin("local"), u.Email, "day shift 8")
	datatest.Kind(t, err, fault.Forbidden)
	if _, _, _, details := datatest.LastAudit(t, s, u.ID); details["email"] != "ravi@test.example" {
		t.Errorf("the refused sign-in's audit row: %v", details)
	}
}

func TestOnlyAdminsKeepAccounts(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, actor := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Stranger, {}} {
		_, err := s.Accounts.Create(t.Context(), actor, uuid.New(), datatest.NewGuard())
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Accounts.SetStatusByEmail(t.Context(), actor, uuid.New(), s.Admin.Email, "banned")
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Accounts.List(t.Context(), actor, accounts.Filter{})
		datatest.Kind(t, err, fault.Forbidden)
	}
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	_, err := s.Accounts.SetStatusByEmail(t.Context(), s.Admin, uuid.New(), s.Admin.Email, "inactive")
	datatest.Kind(t, err, fault.Refused)
	second := datatest.NewGuard()
	second.Role = role.Admin
	if _, err := s.Accounts.Create(t.Context(), datatest.Console(t, s), uuid.New(), second); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.SetStatusByEmail(t.Context(), s.Admin, uuid.New(), s.Admin.Email, "inactive"); err != nil {
		t.Errorf("with a second admin: %v", err)
	}
}

// TestOneAddressIsOneAccountAtOnce: e-mails that differ in case alone are no unique
// key of the database, so two that are made at once have to meet elsewhere,
// whichever way each of them is made.
func TestOneAddressIsOneAccountAtOnce(t *testing.T) {
	t.Parallel()
	type maker func(ctx context.Context, s *datatest.Society, email string) error
	create := func(ctx context.Context, s *datatest.Society, email string) error {
		n := datatest.NewGuard()
		n.Email = email
		return datatest.Second(s.Accounts.Create(ctx, datatest.Console(t, s), uuid.New(), n))
	}
	moveIn := func(ctx context.Context, s *datatest.Society, email string) error {
		return datatest.Second(s.Homes.MoveIn(ctx, s.Admin, uuid.New(), homes.MoveIn{
			UnitID: s.Units["B-204"], Name: "Ravi Nair", Email: email, Type: "owner",
		}))
	}
	imported := func(ctx context.Context, s *datatest.Society, email string) error {
		file := datatest.ImportHeader + "Tower B,909,9,2BHK,Ravi Nair," + email + ",,owner,,\n"
		return datatest.Second(s.Imports.Import(ctx, s.Admin, uuid.New(), []byte(file), nil))
	}
	for name, both := range map[string][2]maker{
		"two accounts":             {create, create},
		"an account and a move in": {create, moveIn},
		"two move in":              {moveIn, moveIn},
		"an account and an import": {create, imported},
		"a move in and an import":  {moveIn, imported},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			// Both come to a stop inside their statements, and go on together.
			gate, err := s.Owner.Begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = gate.Rollback(context.WithoutCancel(ctx)) }() // after a failure
			if _, err := gate.Exec(ctx, `LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`); err != nil {
				t.Fatal(err)
			}
			made := make(chan error, 2)
			for i, email := range []string{"ravi@test.example", "Ravi@test.example"} {
				go func() { made <- both[i](ctx, s, email) }()
			}
			for s.Count(t, `pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`) < 2 {
				if ctx.Err() != nil || len(made) > 0 {
					t.Fatal("the two did not come to their statements")
				}
			}
			if err := gate.Commit(ctx); err != nil {
				t.Fatal(err)
			}
			// An import that comes second finds the account and takes it.
			failed := 0
			for range both {
				if err := <-made; err != nil {
					datatest.Kind(t, err, fault.Invalid)
					failed++
				}
			}
			if n := s.Count(t, `users WHERE lower(email) = 'ravi@test.example'`); n != 1 || failed > 1 {
				t.Errorf("%d accounts of one address, %d refused", n, failed)
			}
		})
	}
}

func TestTheProgramMakesTheFirstAdminOnly(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	first := datatest.NewGuard()
	_, err := s.Accounts.Create(t.Context(), role.Program(), uuid.New(), first)
	datatest.Kind(t, err, fault.Forbidden)
	s.Exec(t, `UPDATE users SET status = 'inactive' WHERE id = $1`, s.Admin.UserID)
	_, err = s.Accounts.Create(t.Context(), role.Program(), uuid.New(), first)
	datatest.Kind(t, err, fault.Refused)
	first.Role = role.Admin
	u, err := s.Accounts.Create(t.Context(), role.Program(), uuid.New(), first)
	if err != nil {
		t.Fatal(err)
	}
	if _, user, address, _ := datatest.LastAudit(t, s, u.ID); user != nil || address != "local" {
		t.Errorf("the program's audit row: %v from %s", user, address)
	}
}
