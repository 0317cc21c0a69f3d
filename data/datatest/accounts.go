package datatest

import (
	"context"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"

	"github.com/google/uuid"
)

// SettingRow is a setting as an editor shows it.
func SettingRow(t *testing.T, s *Society, key string) settings.Row {
	t.Helper()
	rows, err := s.Settings.List(t.Context(), s.Admin)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r settings.Row) bool { return r.Key == key })
	if i < 0 {
		t.Fatalf("%s is not listed", key)
	}
	return rows[i]
}

// SetSetting changes a setting as the admin does.
func SetSetting(t *testing.T, s *Society, key, value string) (settings.Row, error) {
	t.Helper()
	return s.Settings.Set(t.Context(), s.Admin, uuid.New(), Password, SettingRow(t, s, key), value)
}

// Origin is a desk at an address.
func Origin(address string) role.Origin {
	return role.Origin{Address: address, Client: "test", Gate: "Main"}
}

// Setting has a setting be something, whatever it was.
func Setting(t *testing.T, s *Society, key, value string) {
	t.Helper()
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ($1::text, $2, split_part($1::text, '.', 1))
		ON CONFLICT (config_key) DO UPDATE SET config_value = $2`, key, value)
	if _, err := s.Settings.Values(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// UserOf reads an account as the admin.
func UserOf(t *testing.T, s *Society, id uuid.UUID) accounts.User {
	t.Helper()
	u, _, err := s.Accounts.Get(t.Context(), s.Admin, id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// AccountWrites is every change of an account at a desk, on the society's guard.
func AccountWrites(s *Society, guard accounts.User, line string) map[string]func(ctx context.Context, actor role.Actor, intent uuid.UUID, own string) error {
	return map[string]func(ctx context.Context, actor role.Actor, intent uuid.UUID, own string) error{
		"Accounts.Add": func(ctx context.Context, actor role.Actor, intent uuid.UUID, own string) error {
			_, err := s.Accounts.Add(ctx, actor, intent, own, NewGuard(), accounts.NewOneTime())
			return err
		},
		"Accounts.Edit": func(ctx context.Context, actor role.Actor, intent uuid.UUID, _ string) error {
			_, err := s.Accounts.Edit(ctx, actor, intent, guard, accounts.Edit{Name: "Sunita P.", Email: guard.Email, Phone: guard.Phone})
			return err
		},
		"Accounts.SetRole": func(ctx context.Context, actor role.Actor, intent uuid.UUID, own string) error {
			_, err := s.Accounts.SetRole(ctx, actor, intent, own, guard, role.Staff)
			return err
		},
		"Accounts.SetStatus": func(ctx context.Context, actor role.Actor, intent uuid.UUID, _ string) error {
			_, err := s.Accounts.SetStatus(ctx, actor, intent, guard, accounts.Banned)
			return err
		},
		"Accounts.Delete": func(ctx context.Context, actor role.Actor, intent uuid.UUID, _ string) error {
			_, err := s.Accounts.Delete(ctx, actor, intent, guard.ID)
			return err
		},
		"Accounts.Restore": func(ctx context.Context, actor role.Actor, intent uuid.UUID, _ string) error {
			_, err := s.Accounts.Restore(ctx, actor, intent, guard.ID)
			return err
		},
		"Accounts.ResetPassword": func(ctx context.Context, actor role.Actor, intent uuid.UUID, own string) error {
			_, err := s.Accounts.ResetPassword(ctx, actor, intent, own, guard.ID, accounts.NewOneTime())
			return err
		},
		"Accounts.AddAccountKey": func(ctx context.Context, actor role.Actor, intent uuid.UUID, own string) error {
			_, err := s.Accounts.AddAccountKey(ctx, actor, intent, own, guard.ID, line)
			return err
		},
	}
}

// Second is the second of two results.
func Second[A, B any](_ A, b B) B { return b }

// NewGuard is an account that is not there yet.
func NewGuard() accounts.Draft {
	return accounts.Draft{Name: "Ravi Singh", Email: "ravi@test.example", Phone: "98100 00001", Role: role.Guard, Password: "night shift 7"}
}

// Console is the society's admin as the command line names them.
func Console(t *testing.T, s *Society) role.Actor {
	t.Helper()
	actor, err := s.Accounts.ActorByEmail(t.Context(), role.Origin{Address: "local", Client: "cli"}, s.Admin.Email)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}
