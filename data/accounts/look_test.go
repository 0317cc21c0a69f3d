package accounts_test

import (
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// An account keeps how its desks look, for itself alone, with an audit row for each
// change; a word that is none is told beside its field.
func TestALookIsKept(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	look := func(actor role.Actor, want accounts.Look) {
		t.Helper()
		if got, err := s.Accounts.Look(t.Context(), actor); err != nil || got != want {
			t.Fatalf("%s has %+v, %v; want %+v", actor.Name, got, err, want)
		}
	}
	look(s.Guard, accounts.Look{})
	key, light := uuid.New(), accounts.Look{Theme: "light", Letters: "ascii"}
	for range 2 { // the same key again is answered, and not done again
		if kept, err := s.Accounts.KeepLook(t.Context(), s.Guard, key, light); err != nil || kept != light {
			t.Fatalf("kept %+v, %v", kept, err)
		}
	}
	look(s.Guard, light)
	look(s.Staff, accounts.Look{})
	mono := accounts.Look{Theme: "mono"}
	if kept, err := s.Accounts.KeepLook(t.Context(), s.Guard, uuid.New(), mono); err != nil || kept != mono {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	look(s.Guard, mono)
	if rows := datatest.Scan[int](t, s.Owner, `SELECT count(*) FROM audit_logs WHERE action = 'DESK_LOOK_SET'`); rows != 2 {
		t.Errorf("%d audit rows", rows)
	}
	did, user, _, details := datatest.LastAudit(t, s, s.Guard.UserID)
	before, _ := details["before"].(map[string]any)
	if did != "DESK_LOOK_SET" || user == nil || *user != s.Guard.UserID || before["theme"] != "light" || before["letters"] != "ascii" {
		t.Errorf("audit row: %s %v", did, details)
	}
	for field, wrong := range map[string]accounts.Look{"theme": {Theme: "pink"}, "letters": {Letters: "utf-16\x1b"}} {
		_, err := s.Accounts.KeepLook(t.Context(), s.Guard, uuid.New(), wrong)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad[field] == nil {
			t.Errorf("%+v is answered by %v", wrong, err)
		}
	}
	look(s.Guard, mono)
}

// The letters of a gate's terminal are kept with its key, and known as it connects.
func TestATerminalHasItsLetters(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "general.gates", `["Main"]`)
	key, line := datatest.NewKey(t)
	_, err := s.Accounts.AddTerminal(t.Context(), s.Admin, uuid.New(), "Main", line, "koi-8")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["letters"] == nil {
		t.Errorf("letters that are none: %v", err)
	}
	added, err := s.Accounts.AddTerminal(t.Context(), s.Admin, uuid.New(), "Main", line, "ascii")
	if err != nil || added.Letters != "ascii" {
		t.Fatalf("added %+v, %v", added, err)
	}
	if holder, err := s.Accounts.KeyHolder(t.Context(), "anybody", key); err != nil || holder.Gate != "Main" || holder.Letters != "ascii" {
		t.Errorf("the holder is %+v, %v", holder, err)
	}
	if all, err := s.Accounts.Terminals(t.Context(), s.Admin); err != nil || len(all) != 1 || all[0].Letters != "ascii" {
		t.Errorf("terminals: %+v, %v", all, err)
	}
	_, err = s.Accounts.SetTerminal(t.Context(), s.Admin, uuid.New(), added.Fingerprint, "koi-8")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["letters"] == nil {
		t.Errorf("letters that are none: %v", err)
	}
	_, err = s.Accounts.SetTerminal(t.Context(), s.Admin, uuid.New(), "SHA256:of-nobody", "ascii")
	datatest.Kind(t, err, fault.NotFound)
	for _, letters := range []string{"", "latin-1"} {
		set, err := s.Accounts.SetTerminal(t.Context(), s.Admin, uuid.New(), added.Fingerprint, letters)
		if holder, none := s.Accounts.KeyHolder(t.Context(), "anybody", key); err != nil || none != nil || set.Letters != letters || holder.Letters != letters {
			t.Errorf("set to %q: %+v, %v; the holder %+v, %v", letters, set, err, holder, none)
		}
	}
	if removed, err := s.Accounts.RemoveTerminal(t.Context(), s.Admin, uuid.New(), added.Fingerprint); err != nil || removed.Letters != "latin-1" {
		t.Errorf("removed %+v, %v", removed, err)
	}
}
