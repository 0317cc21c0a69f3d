package data_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

func TestAccountKeys(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "general.gates", `["Main","Service"]`)
	key, line := datatest.NewKey(t)
	added, err := s.Accounts.AddKey(t.Context(), datatest.Console(t, s), uuid.New(), s.Guard.Email, line)
	if err != nil || added.Owner != s.Guard.Email || added.Fingerprint != ssh.FingerprintSHA256(key) || added.Comment != "sunita@laptop" {
		t.Fatalf("added %+v, %v", added, err)
	}
	_, err = s.Accounts.AddTerminal(t.Context(), s.Admin, uuid.New(), "Service", line, "")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["key"] == nil {
		t.Errorf("an account's key became a terminal's: %v", err)
	}
	holder, err := s.Accounts.KeyHolder(t.Context(), "SUNITA@test.example", key)
	if err != nil || holder.Account != s.Guard.UserID || holder.Gate != "" {
		t.Fatalf("the holder is %+v, %v", holder, err)
	}
	_, err = s.Accounts.KeyHolder(t.Context(), s.Admin.Email, key)
	datatest.Kind(t, err, fault.NotFound)

	actor, err := s.Accounts.SignInWithKey(t.Context(), datatest.Origin("10.0.0.9"), holder.Account, holder.Epoch, added.Fingerprint)
	if err != nil || actor.Role != role.Guard {
		t.Fatalf("signed in as %+v, %v", actor, err)
	}
	if action, _, _, details := datatest.LastAudit(t, s, s.Guard.UserID); action != "USER_LOGIN" || details["ssh_key"] != added.Fingerprint {
		t.Errorf("audit row: %s %v", action, details)
	}
	keys, err := s.Accounts.Keys(t.Context(), s.Admin, s.Guard.Email)
	if err != nil || len(keys) != 1 || keys[0].LastUsedAt == nil {
		t.Errorf("keys: %+v, %v", keys, err)
	}
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Guard.UserID)
	_, err = s.Accounts.KeyHolder(t.Context(), s.Guard.Email, key)
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Accounts.SignInWithKey(t.Context(), datatest.Origin("10.0.0.9"), holder.Account, holder.Epoch, added.Fingerprint)
	datatest.Kind(t, err, fault.NotFound)
	intent := uuid.New()
	for range 2 {
		if removed, err := s.Accounts.RemoveKey(t.Context(), s.Admin, intent, added.Fingerprint); err != nil || removed.ID != added.ID {
			t.Fatalf("removed %+v, %v", removed, err)
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_SSH_KEY_REMOVED' AND details #>> '{before,ssh_key}' = $1`, added.Fingerprint); n != 1 {
		t.Errorf("%d audit rows of one removal", n)
	}
	_, err = s.Accounts.RemoveKey(t.Context(), s.Admin, uuid.New(), added.Fingerprint)
	datatest.Kind(t, err, fault.NotFound)
}

func TestTerminalKeysGiveAGateAndNothingElse(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "general.gates", `["Main","Service"]`)
	key, line := datatest.NewKey(t)
	_, err := s.Accounts.AddTerminal(t.Context(), s.Admin, uuid.New(), "North", line, "")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["gate"] == nil || !strings.Contains(e.Bad["gate"].Error(), "“North”; the gates are Main, Service") {
		t.Errorf("a gate that there is not: %v", err)
	}
	if _, err := s.Accounts.AddTerminal(t.Context(), s.Admin, uuid.New(), " service", line, ""); err != nil {
		t.Fatal(err)
	}
	holder, err := s.Accounts.KeyHolder(t.Context(), "anyone", key)
	if err != nil || holder.Gate != "Service" || holder.Account != uuid.Nil {
		t.Errorf("the holder is %+v, %v", holder, err)
	}
	for _, actor := range []role.Actor{s.Guard, s.Staff, s.Meera, {}} {
		_, err := s.Accounts.AddTerminal(t.Context(), actor, uuid.New(), "Mine", line, "")
		datatest.Kind(t, err, fault.Forbidden)
	}
}

func TestBadKeysAreRefused(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(&short.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	_, good := datatest.NewKey(t)
	for name, line := range map[string]string{
		"nonsense": "hello", "empty": "", "two keys": good + "\n" + good,
		"options": `command="/bin/sh" ` + good, "short RSA": string(ssh.MarshalAuthorizedKey(key)),
	} {
		_, err := s.Accounts.AddKey(t.Context(), datatest.Console(t, s), uuid.New(), s.Guard.Email, line)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["key"] == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAttendanceEndsChangedAccounts(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	server := uuid.New()
	guard, staff, admin := datatest.Presence(s.Guard), datatest.Presence(s.Staff), datatest.Presence(s.Admin)
	login := accounts.Presence{ID: uuid.New(), Origin: datatest.Origin("10.0.0.8"), ActiveAt: time.Now()}
	all := []accounts.Presence{guard, staff, admin, login}
	if err := s.Accounts.Attend(t.Context(), server, all); err != nil {
		t.Fatal(err)
	}
	if ends, err := s.Accounts.Dismissed(t.Context(), all); err != nil || len(ends) != 0 {
		t.Fatalf("all are welcome, but %v, %v", ends, err)
	}
	sessions, err := s.Accounts.Sessions(t.Context(), s.Admin, nil)
	if err != nil || len(sessions) != 4 {
		t.Fatalf("%d sessions, %v", len(sessions), err)
	}
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Guard.UserID)
	s.Exec(t, `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'guard') WHERE id = $1`, s.Staff.UserID)
	if err := s.Accounts.EndSession(t.Context(), s.Admin, uuid.New(), login.ID, ""); err != nil {
		t.Fatal(err)
	}
	ends, err := s.Accounts.Dismissed(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[uuid.UUID]string{}
	for _, e := range ends {
		reasons[e.ID] = e.Reason
	}
	if len(ends) != 3 || reasons[guard.ID] == "" || reasons[staff.ID] == "" || !strings.Contains(reasons[login.ID], "admin ended") {
		t.Errorf("ended: %v", reasons)
	}
	if err := s.Accounts.Attend(t.Context(), server, all[2:3]); err != nil {
		t.Fatal(err)
	}
	if left, err := s.Accounts.Sessions(t.Context(), s.Admin, nil); err != nil || len(left) != 1 || left[0].Email != s.Admin.Email {
		t.Errorf("left: %+v, %v", left, err)
	}
	_, err = s.Accounts.Sessions(t.Context(), s.Guard2, nil)
	datatest.Kind(t, err, fault.Forbidden)
}

func TestFilesStayInTheirOwnersBoxes(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 2 { // the second replaces the first
		if f, err := s.Files.Put(t.Context(), s.Meera, uuid.New(), files.Outbox, "receipt.txt", []byte("paid")); err != nil || f.Size != 4 {
			t.Fatalf("stored %+v, %v", f, err)
		}
	}
	if got, err := s.Files.Fetch(t.Context(), s.Meera, uuid.New(), files.Outbox, "receipt.txt"); err != nil || string(got) != "paid" {
		t.Errorf("fetched %q, %v", got, err)
	}
	key := uuid.New()
	for range 2 { // the second is a repeat
		if _, err := s.Files.Put(t.Context(), s.Meera, key, files.Outbox, "note.txt", []byte("here")); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Files.Put(t.Context(), s.Meera, key, files.Outbox, "note.txt", []byte("gone"))
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Files.Fetch(t.Context(), s.Admin, uuid.New(), files.Outbox, "receipt.txt")
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Files.Fetch(t.Context(), s.Meera, uuid.New(), files.Inbox, "receipt.txt")
	datatest.Kind(t, err, fault.NotFound)
	for _, name := range []string{"", "../x", "/etc/passwd", ".profile", "a\x1b[2J", "a/b", strings.Repeat("x", 101), `a\b`} {
		_, err := s.Files.Put(t.Context(), s.Meera, uuid.New(), files.Inbox, name, nil)
		datatest.Kind(t, err, fault.Invalid)
	}
	_, err = s.Files.Put(t.Context(), s.Meera, uuid.New(), files.Inbox, "big", make([]byte, files.MaxFile+1))
	datatest.Kind(t, err, fault.Refused)
	full := bytes.Repeat([]byte("x"), files.MaxFile)
	stored := 0
	for _, name := range []string{"1", "2", "3", "4"} {
		if _, err = s.Files.Put(t.Context(), s.Meera, uuid.New(), files.Inbox, name, full); err == nil {
			stored++
		}
	}
	if e := datatest.Kind(t, err, fault.Refused); stored != 3 {
		t.Errorf("%d full files fit: %v", stored, e)
	}
	s.Exec(t, `UPDATE desk_files SET expires_at = now() - interval '1 second'`)
	if boxes, err := s.Files.List(t.Context(), s.Meera, files.Inbox); err != nil || len(boxes) != 0 {
		t.Errorf("expired files are listed: %v, %v", boxes, err)
	}
}

func TestEveryServerHearsOfAChange(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	second, err := data.Open(t.Context(), s.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Close)
	here, there := datatest.RunBus(t, s.Society, s.Config, datatest.Never()), datatest.RunBus(t, second, s.Config, datatest.Quickly())
	datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	datatest.Told(t, here, topic.Visits)
	datatest.Told(t, there, topic.Visits)
	// Another program of the platform bans an account.
	datatest.Another(t, s, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Guard2.UserID)
	datatest.Told(t, there, topic.Accounts)
}

func TestALostConnectionMakesEverythingNew(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	sub := datatest.RunBus(t, s.Society, s.Config, datatest.Never())
	s.Exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'society360_desk'`)
	datatest.Told(t, sub, topic.Everything)
	datatest.LogVisit(t, s, visits.Pending, datatest.Ramesh(s))
	datatest.Told(t, sub, topic.Visits)
}

// TestAnotherProgramsVisitIsFoundInTheEnd: a visit that nobody told of is found
// when the bus looks by itself.
func TestAnotherProgramsVisitIsFoundInTheEnd(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	sub := datatest.RunBus(t, s.Society, s.Config, datatest.Quickly())
	datatest.Another(t, s, `INSERT INTO visitor_logs (unit_id, visitor_name, status) VALUES ($1, 'From the phone', 'pending')`, s.Units["A-101"])
	datatest.Told(t, sub, topic.Visits)
	datatest.Another(t, s, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.society_name', 'New Name', 'general')`)
	datatest.Told(t, sub, topic.Settings)
}
