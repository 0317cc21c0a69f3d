package accounts_test

import (
	"maps"
	"testing"

	"github.com/civoranexus/society360/data/fault"

	"github.com/google/uuid"
	"golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/datatest"
)

// TestPromiseNoAuditRowNoChangeOfAccess: no account, key, password or setting changes
// where its audit row cannot be written.
func TestPromiseNoAuditRowNoChangeOfAccess(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	old, oldLine := datatest.NewKey(t)
	if _, err := s.Accounts.AddKey(t.Context(), datatest.Console(t, s), uuid.New(), s.Guard.Email, oldLine); err != nil {
		t.Fatal(err)
	}
	if _, err := datatest.SetSetting(t, s, "billing.due_days", "20"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.Delete(t.Context(), s.Admin, uuid.New(), s.Stranger.UserID); err != nil {
		t.Fatal(err)
	}
	due := datatest.SettingRow(t, s, "billing.due_days")
	_, line := datatest.NewKey(t)
	writes := map[string]func() error{
		"Accounts.Restore of a deleted one": func() error {
			return datatest.Second(s.Accounts.Restore(t.Context(), s.Admin, uuid.New(), s.Stranger.UserID))
		},
		"Accounts.RemoveKey": func() error {
			return datatest.Second(s.Accounts.RemoveKey(t.Context(), s.Admin, uuid.New(), ssh.FingerprintSHA256(old)))
		},
		"Accounts.ChangeOwnPassword": func() error {
			return datatest.Second(s.Accounts.ChangeOwnPassword(t.Context(), s.Staff, uuid.New(), datatest.Password, "correct horse 9"))
		},
		"Settings.Set": func() error {
			return datatest.Second(s.Settings.Set(t.Context(), s.Admin, uuid.New(), "", due, "30"))
		},
		"Settings.Reset": func() error {
			return datatest.Second(s.Settings.Reset(t.Context(), s.Admin, uuid.New(), "", due))
		},
		"Settings.Set of a new entry": func() error {
			return datatest.Second(datatest.SetSetting(t, s, "security.approval_hours", "8"))
		},
	}
	others := datatest.AccountWrites(s, datatest.UserOf(t, s, s.Guard.UserID), line)
	delete(others, "Accounts.Restore")
	for name, do := range others {
		writes[name] = func() error { return do(t.Context(), s.Admin, uuid.New(), datatest.Password) }
	}
	state := func() map[string]string {
		all := map[string]string{}
		for _, table := range []string{"users", "user_ssh_keys", "system_config", "write_intents"} {
			var sum string
			if err := s.Owner.QueryRow(t.Context(),
				`SELECT coalesce(md5(string_agg(x::text, '|' ORDER BY x::text)), '') FROM `+table+` x`).Scan(&sum); err != nil {
				t.Fatal(err)
			}
			all[table] = sum
		}
		return all
	}
	s.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	before := state()
	for name, do := range writes {
		err := do()
		if e := datatest.Kind(t, err, fault.Refused); e != nil && !maps.Equal(before, state()) {
			t.Errorf("%s left something behind", name)
		}
	}
	s.Exec(t, `GRANT INSERT ON audit_logs TO society360_desk`)
	for name, do := range writes {
		if name == "Settings.Reset" || name == "Accounts.Delete" || name == "Accounts.Edit" || name == "Accounts.SetStatus" {
			continue // another one of them comes first
		}
		if err := do(); err != nil {
			t.Errorf("%s with an audit log: %v", name, err)
		}
	}
}
