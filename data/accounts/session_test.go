package accounts_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"
	"golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/datatest"
)

// listening is a bus's subscription that has heard that it is connected.
func listening(t *testing.T, s *datatest.Society) *desks.Subscription {
	t.Helper()
	bus := desks.NewBus(s.Desks, s.Config, datatest.Never())
	sub := bus.Subscribe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		bus.Run(t.Context())
	}()
	t.Cleanup(func() { <-done })
	for topics := range heard(t, sub) {
		if topics[topic.Everything] {
			break
		}
	}
	return sub
}

// heard gives what is told, batch by batch.
func heard(t *testing.T, sub *desks.Subscription) func(yield func(map[topic.Topic]bool) bool) {
	return func(yield func(map[topic.Topic]bool) bool) {
		t.Helper()
		for {
			select {
			case <-sub.C:
			case <-time.After(2 * time.Minute):
				t.Fatal("nothing is told")
			}
			topics := map[topic.Topic]bool{}
			for topic := range sub.Take() {
				topics[topic] = true
			}
			if !yield(topics) {
				return
			}
		}
	}
}

// TestAttendanceTellsWhoCameAndLeft, and not that somebody looks at another
// screen or pressed a key.
func TestAttendanceTellsWhoCameAndLeft(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	sub, server := listening(t, s), uuid.New()
	guard := datatest.Presence(s.Guard)
	attend := func(present ...accounts.Presence) {
		t.Helper()
		if err := s.Accounts.Attend(t.Context(), server, present); err != nil {
			t.Fatal(err)
		}
	}
	tells := func(what string, want bool) {
		t.Helper()
		// What is told of the settings comes behind all that was told before.
		if _, err := s.Owner.Exec(t.Context(), `SELECT pg_notify('society360', current_schema() || ' settings')`); err != nil {
			t.Fatal(err)
		}
		told := false
		for topics := range heard(t, sub) {
			told = told || topics[topic.Sessions]
			if topics[topic.Settings] {
				break
			}
		}
		if told != want {
			t.Errorf("%s: told %v", what, told)
		}
	}
	awaited := func(what string) {
		t.Helper()
		for topics := range heard(t, sub) {
			if topics[topic.Sessions] {
				return
			}
		}
		t.Errorf("%s is not told", what)
	}
	attend(guard)
	awaited("an arrival")
	guard.Screen, guard.ActiveAt = "gate", time.Now().Add(time.Minute)
	attend(guard)
	tells("another screen", false)
	guard.UserID = nil
	attend(guard)
	awaited("a sign-out")
	attend()
	awaited("a departure")
	attend()
	tells("nothing", false)
}

// TestATerminalEndsWithItsKey: its connection, with whoever has signed in over it;
// the other terminal's and the same person's desk elsewhere go on.
func TestATerminalEndsWithItsKey(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "general.gates", `["Main","Service"]`)
	var keys []string
	for _, gate := range []string{"Main", "Service"} {
		_, line := datatest.NewKey(t)
		added, err := s.Accounts.AddTerminal(t.Context(), s.Admin, uuid.New(), gate, line, "")
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, added.Fingerprint)
	}
	signedIn, login, other, office := datatest.Presence(s.Guard), accounts.Presence{ID: uuid.New()}, datatest.Presence(s.Guard), datatest.Presence(s.Guard)
	signedIn.Terminal, login.Terminal, other.Terminal = keys[0], keys[0], keys[1]
	present := []accounts.Presence{signedIn, login, other, office}
	if ends, err := s.Accounts.Dismissed(t.Context(), present); err != nil || len(ends) != 0 {
		t.Fatalf("before: %+v, %v", ends, err)
	}
	sub := listening(t, s)
	if _, err := s.Accounts.RemoveTerminal(t.Context(), s.Admin, uuid.New(), keys[0]); err != nil {
		t.Fatal(err)
	}
	for topics := range heard(t, sub) {
		if topics[topic.Accounts] {
			break
		}
	}
	ends, err := s.Accounts.Dismissed(t.Context(), present)
	if err != nil || len(ends) != 2 {
		t.Fatalf("after: %+v, %v", ends, err)
	}
	for _, end := range ends {
		if end.ID != signedIn.ID && end.ID != login.ID || !end.Whole || end.Reason != "The key of this terminal was removed." {
			t.Errorf("ends %+v", end)
		}
	}
	// A changed account leaves the terminal where it is.
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Guard.UserID)
	if ends, err := s.Accounts.Dismissed(t.Context(), []accounts.Presence{other}); err != nil || len(ends) != 1 || ends[0].Whole {
		t.Errorf("banned at a terminal: %+v, %v", ends, err)
	}
}

// A refused connection is told of by the account that had signed in, where one had.
func TestARefusedSessionNamesWhoHadSignedIn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, account := range []uuid.UUID{s.Meera.UserID, uuid.Nil} {
		if err := s.Accounts.RefuseSession(t.Context(), role.Origin{Address: "10.0.4.17"}, account, "too many\x1b[2J desks"); err != nil {
			t.Fatal(err)
		}
	}
	page, err := s.Trail.List(t.Context(), s.Admin, trail.Filter{Actions: []action.Action{action.SessionRefused}})
	if err != nil || len(page.Rows) != 2 {
		t.Fatalf("%d rows, %v", len(page.Rows), err)
	}
	nobody, meera := page.Rows[0], page.Rows[1]
	if meera.Label != s.Meera.Name || meera.Notes != "too many[2J desks" || meera.Address != "10.0.4.17" {
		t.Errorf("of an account: %+v", meera)
	}
	if nobody.Label != "" || nobody.ResourceID != nil {
		t.Errorf("of nobody: %+v", nobody)
	}
}

func TestSessionIsEndedOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	guard, admin := datatest.Presence(s.Guard), datatest.Presence(s.Admin)
	if err := s.Accounts.Attend(t.Context(), uuid.New(), []accounts.Presence{guard, admin}); err != nil {
		t.Fatal(err)
	}
	for _, actor := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Stranger, {}} {
		datatest.Kind(t, s.Accounts.EndSession(t.Context(), actor, uuid.New(), guard.ID, ""), fault.Forbidden)
		_, err := s.Accounts.Sessions(t.Context(), actor, nil)
		datatest.Kind(t, err, fault.Forbidden)
	}
	// Eight at once, each with a repeat of its own intent: one ends it.
	var wg sync.WaitGroup
	ended := make(chan error, 8)
	for range cap(ended) {
		wg.Go(func() {
			intent := uuid.New()
			err := s.Accounts.EndSession(t.Context(), s.Admin, intent, guard.ID, "gate\x1b[2J closes")
			if again := s.Accounts.EndSession(t.Context(), s.Admin, intent, guard.ID, "gate\x1b[2J closes"); (again == nil) != (err == nil) {
				t.Errorf("a repeat answers %v after %v", again, err)
			}
			ended <- err
		})
	}
	wg.Wait()
	close(ended)
	done := 0
	for err := range ended {
		if err == nil {
			done++
			continue
		}
		datatest.Kind(t, err, fault.Refused)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'SESSION_ENDED' AND user_id = $1 AND resource_type = 'desk_sessions' AND resource_id = $2
		AND details ->> 'notes' = 'gate[2J closes' AND details #>> '{after,user_id}' = $3::text`, s.Admin.UserID, guard.ID, s.Guard.UserID.String()); done != 1 || n != 1 {
		t.Errorf("ended %d times, audited %d times", done, n)
	}
	s.Exec(t, `UPDATE desk_sessions SET user_id = $1 WHERE id = $2`, s.Staff.UserID, guard.ID)
	if rows := datatest.All(t, s, trail.Filter{Actions: []action.Action{action.SessionEnded}}); rows[0].Label != s.Guard.Name {
		t.Errorf("after somebody else sat down there, %q was ended", rows[0].Label)
	}
	if err := s.Accounts.EndSession(t.Context(), s.Admin, uuid.New(), admin.ID, ""); err != nil {
		t.Errorf("one's own: %v", err)
	}
	datatest.Kind(t, s.Accounts.EndSession(t.Context(), s.Admin, uuid.New(), uuid.New(), ""), fault.Refused)
	sessions, err := s.Accounts.Sessions(t.Context(), s.Admin, nil)
	if err != nil || len(sessions) != 2 || !sessions[0].Ending || !sessions[1].Ending {
		t.Errorf("until their server ends them: %+v, %v", sessions, err)
	}
	ends, err := s.Accounts.Dismissed(t.Context(), []accounts.Presence{guard, admin})
	if err != nil || len(ends) != 2 {
		t.Errorf("dismissed: %+v, %v", ends, err)
	}
}

// TestSessionsEndWithTheirAccountsChange: also where nothing but the change itself
// tells of it any more, and for whoever has proved a key or a password and opens the
// session only afterwards.
func TestSessionsEndWithTheirAccountsChange(t *testing.T) {
	t.Parallel()
	key, line := datatest.NewKey(t)
	for name, change := range map[string]func(s *datatest.Society, guard accounts.User) error{
		"the key is removed": func(s *datatest.Society, _ accounts.User) error {
			return datatest.Second(s.Accounts.RemoveKey(t.Context(), s.Admin, uuid.New(), ssh.FingerprintSHA256(key)))
		},
		"banned and active again": func(s *datatest.Society, guard accounts.User) error {
			banned, err := s.Accounts.SetStatus(t.Context(), s.Admin, uuid.New(), guard, accounts.Banned)
			return errors.Join(err, datatest.Second(s.Accounts.SetStatus(t.Context(), s.Admin, uuid.New(), banned, accounts.Active)))
		},
		"banned and active again by the command line": func(s *datatest.Society, guard accounts.User) error {
			return errors.Join(datatest.Second(s.Accounts.SetStatusByEmail(t.Context(), datatest.Console(t, s), uuid.New(), guard.Email, accounts.Inactive)),
				datatest.Second(s.Accounts.SetStatusByEmail(t.Context(), datatest.Console(t, s), uuid.New(), guard.Email, accounts.Active)))
		},
		"deleted and restored": func(s *datatest.Society, guard accounts.User) error {
			return errors.Join(datatest.Second(s.Accounts.Delete(t.Context(), s.Admin, uuid.New(), guard.ID)),
				datatest.Second(s.Accounts.Restore(t.Context(), s.Admin, uuid.New(), guard.ID)))
		},
		"another role and back": func(s *datatest.Society, guard accounts.User) error {
			staff, err := s.Accounts.SetRole(t.Context(), s.Admin, uuid.New(), datatest.Password, guard, role.Staff)
			return errors.Join(err, datatest.Second(s.Accounts.SetRole(t.Context(), s.Admin, uuid.New(), datatest.Password, staff, role.Guard)))
		},
		"a one-time password": func(s *datatest.Society, guard accounts.User) error {
			return datatest.Second(s.Accounts.ResetPassword(t.Context(), s.Admin, uuid.New(), datatest.Password, guard.ID, accounts.NewOneTime()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			if _, err := s.Accounts.AddKey(t.Context(), datatest.Console(t, s), uuid.New(), s.Guard.Email, line); err != nil {
				t.Fatal(err)
			}
			holder, err := s.Accounts.KeyHolder(t.Context(), s.Guard.Email, key)
			if err != nil {
				t.Fatal(err)
			}
			byKey, err := s.Accounts.SignInWithKey(t.Context(), datatest.Origin("10.0.0.9"), holder.Account, holder.Epoch, ssh.FingerprintSHA256(key))
			if err != nil {
				t.Fatal(err)
			}
			byPassword, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.8"), s.Guard.Email, datatest.Password)
			if err != nil {
				t.Fatal(err)
			}
			others, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, datatest.Password)
			if err != nil {
				t.Fatal(err)
			}
			present := []accounts.Presence{datatest.Presence(byKey), datatest.Presence(byPassword), datatest.Presence(others)}
			if ends, err := s.Accounts.Dismissed(t.Context(), present); err != nil || len(ends) != 0 {
				t.Fatalf("before the change: %+v, %v", ends, err)
			}
			if err := change(s, datatest.UserOf(t, s, s.Guard.UserID)); err != nil {
				t.Fatal(err)
			}
			ends, err := s.Accounts.Dismissed(t.Context(), present)
			if err != nil || len(ends) != 2 || ends[0].ID == present[2].ID || ends[1].ID == present[2].ID {
				t.Errorf("sessions that end: %+v, %v", ends, err)
			}
			for _, actor := range []role.Actor{byKey, byPassword} {
				datatest.Kind(t, s.Accounts.Alive(t.Context(), actor), fault.Forbidden)
			}
			_, err = s.Accounts.Resume(t.Context(), datatest.Origin("10.0.0.8"), byPassword.UserID, byPassword.Epoch)
			datatest.Kind(t, err, fault.NotFound)
			_, err = s.Accounts.SignInWithKey(t.Context(), datatest.Origin("10.0.0.9"), holder.Account, holder.Epoch, ssh.FingerprintSHA256(key))
			datatest.Kind(t, err, fault.NotFound)
		})
	}
}

// TestSignInPlaces: a server that is started anew learns who comes from where, of
// the last days alone, each once, and nothing of desks on its own machine.
func TestSignInPlaces(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, d := range []struct {
		user    uuid.UUID
		address string
		ago     string
	}{
		{s.Guard.UserID, "10.0.0.7", "6 days"},
		{s.Guard.UserID, "10.0.0.7", "1 hour"},
		{s.Guard.UserID, "10.0.0.8", "2 days"},
		{s.Admin.UserID, "10.0.0.7", "1 day"},
		{s.Admin.UserID, "10.0.0.9", "8 days"},
		{s.Admin.UserID, "local", "1 minute"},
	} {
		s.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server, started_at)
			VALUES (gen_random_uuid(), $1, $2, 'test', gen_random_uuid(), now() - $3::interval)`, d.user, d.address, d.ago)
	}
	s.Exec(t, `INSERT INTO desk_sessions (id, ip_address, user_agent, server) VALUES (gen_random_uuid(), '10.0.0.6', 'test', gen_random_uuid())`)
	places, err := s.Accounts.SignInPlaces(t.Context(), 7*24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range places {
		got = append(got, p.Email+" "+p.Address)
	}
	want := []string{s.Guard.Email + " 10.0.0.7", s.Admin.Email + " 10.0.0.7", s.Guard.Email + " 10.0.0.8"}
	if !slices.Equal(got, want) {
		t.Errorf("they came from %v, want %v", got, want)
	}
}
