package desks_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestTidyForgetsWhatIsOld(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key := uuid.New()
	v, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s))
	if err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `INSERT INTO write_intents (key, action, payload_hash, created_at)
		SELECT gen_random_uuid(), 'X', '', now() - interval '30 days 1 minute' FROM generate_series(1, 25000)`)
	s.Exec(t, `INSERT INTO write_intents (key, action, payload_hash, created_at) VALUES ($1, 'X', '', now() - interval '29 days')`, uuid.New())
	s.Exec(t, `INSERT INTO desk_files (id, user_id, box, name, content, expires_at) SELECT gen_random_uuid(), $1, 'inbox', 'f' || n, 'x',
		now() + (n - 60) * interval '1 hour' - interval '1 minute' FROM generate_series(1, 61) n`, s.Admin.UserID)
	s.Exec(t, `INSERT INTO sign_in_attempts VALUES ('a', 'x', 3, now() - interval '25 hours'), ('b', 'x', 3, now() - interval '23 hours')`)
	s.Exec(t, `INSERT INTO sign_in_places SELECT $1, '10.0.0.' || n, now() - n * interval '1 day' FROM generate_series(97, 101, 2) n`, s.Admin.UserID)
	s.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server, active_at, started_at, seen_at, ended_at) SELECT gen_random_uuid(), $1, '10.0.0.7', v.name, gen_random_uuid(), now(), now() - interval '200 days', now() - v.seen::interval, now() - v.ended::interval
		FROM (VALUES ('old', '101 days', '101 days'), ('ended', '99 days', '99 days'), ('killed', '2 hours', NULL), ('killed long ago', '101 days', NULL), ('open', '1 minute', NULL)) v(name, seen, ended)`, s.Admin.UserID)
	for _, actor := range datatest.Others(s) {
		_, err := s.Desks.Tidy(t.Context(), actor)
		datatest.Kind(t, err, fault.Forbidden)
	}
	var sum desks.Tidied
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			done, err := s.Desks.Tidy(context.Background(), role.Program())
			if err != nil {
				t.Errorf("tidy: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			sum = desks.Tidied{Intents: sum.Intents + done.Intents, Files: sum.Files + done.Files, Attempts: sum.Attempts + done.Attempts, Places: sum.Places + done.Places, Sessions: sum.Sessions + done.Sessions}
		})
	}
	wg.Wait()
	if sum != (desks.Tidied{Intents: 25_000, Files: 60, Attempts: 1, Places: 1, Sessions: 2}) {
		t.Errorf("forgot %+v", sum)
	}
	if f, a := s.Count(t, `desk_files`), s.Count(t, `sign_in_attempts`); f != 1 || a != 1 {
		t.Errorf("%d files, %d attempts are left", f, a)
	}
	if n := s.Count(t, `desk_sessions WHERE user_agent = 'killed' AND ended_at = seen_at OR user_agent = 'open' AND ended_at IS NULL OR user_agent = 'ended'`); n != 3 || s.Count(t, `sign_in_places`) != 2 {
		t.Errorf("%d desks are as they should be, %d places are left", n, s.Count(t, `sign_in_places`))
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT sum((details #>> '{after,intents}')::int) FROM audit_logs WHERE action = 'DESK_TIDIED' AND user_id IS NULL`); n != 25_000 {
		t.Errorf("%d audited", n)
	}
	// What is young is still known: a repeat is no second visit.
	if again, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s)); err != nil || again.ID != v.ID {
		t.Errorf("a repeat after tidying: %+v, %v", again, err)
	}
	before := s.Count(t, `audit_logs`)
	if done, err := s.Desks.Tidy(t.Context(), s.Admin); err != nil || done != (desks.Tidied{}) || s.Count(t, `audit_logs`) != before {
		t.Errorf("again: %+v, %v", done, err)
	}
}

// TestTidyBringsBackWhatLiesAhead: what a clock that was wrong left holds and lasts no
// longer than it does by the right one; what may lie ahead does.
func TestTidyBringsBackWhatLiesAhead(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO write_intents (key, action, payload_hash, created_at) VALUES (gen_random_uuid(), 'X', '', now() + interval '1 year')`)
	s.Exec(t, `INSERT INTO desk_files (id, user_id, box, name, content, expires_at)
		VALUES (gen_random_uuid(), $1, 'inbox', 'young', 'x', now() + interval '7 days'), (gen_random_uuid(), $1, 'inbox', 'ahead', 'x', now() + interval '1 year')`, s.Admin.UserID)
	s.Exec(t, `INSERT INTO sign_in_attempts VALUES ('a', 'x', 9, now() + interval '1 year'), ('b', 'x', 3, now())`)
	s.Exec(t, `INSERT INTO sign_in_places VALUES ($1, '10.0.0.7', now() + interval '1 year')`, s.Admin.UserID)
	s.Exec(t, `INSERT INTO desk_sessions (id, user_id, ip_address, user_agent, server, seen_at, ended_at)
		VALUES (gen_random_uuid(), $1, '10.0.0.7', 'killed', gen_random_uuid(), now() + interval '1 year', NULL),
			(gen_random_uuid(), $1, '10.0.0.7', 'ended', gen_random_uuid(), now(), now() + interval '1 year')`, s.Admin.UserID)
	s.Exec(t, `UPDATE users SET one_time_expires_at = now() + CASE id WHEN $1 THEN interval '1 year' ELSE interval '14 days' END WHERE id IN ($1, $2)`, s.Guard.UserID, s.Staff.UserID)
	done, err := s.Desks.Tidy(t.Context(), role.Program())
	if err != nil || done != (desks.Tidied{Attempts: 1, Ahead: 5}) {
		t.Errorf("tidied %+v, %v", done, err)
	}
	for _, ahead := range []string{
		`write_intents WHERE created_at > now()`, `desk_files WHERE expires_at > now() + interval '90 days'`, `sign_in_attempts WHERE last_failed_at > now()`,
		`sign_in_places WHERE last_at > now()`, `desk_sessions WHERE ended_at IS NULL OR ended_at > now() OR seen_at > now()`,
		`users WHERE one_time_expires_at > now() + interval '14 days'`,
	} {
		if n := s.Count(t, ahead); n != 0 {
			t.Errorf("%d %s", n, ahead)
		}
	}
	if n := s.Count(t, `desk_files`) + s.Count(t, `sign_in_attempts`) + s.Count(t, `sign_in_places`) + s.Count(t, `users WHERE one_time_expires_at > now()`); n != 6 {
		t.Errorf("%d rows are left", n)
	}
	if again, err := s.Desks.Tidy(t.Context(), role.Program()); err != nil || again != (desks.Tidied{}) {
		t.Errorf("again: %+v, %v", again, err)
	}
	// Nothing is told for a second time that was told by a clock ahead, and what comes is.
	if err := s.Accounts.MarkTold(t.Context(), s.Guard, time.Now().Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if until, now, err := s.Accounts.ToldUntil(t.Context(), s.Guard); err != nil || until.After(now) {
		t.Errorf("told until %s at %s, %v", until, now, err)
	}
	if err := s.Accounts.MarkTold(t.Context(), s.Guard, time.Time{}); err != nil || s.Count(t, `desk_told WHERE told_until > now()`) != 0 {
		t.Errorf("it stays ahead: %v", err)
	}
}

func TestAnalyzeCountsAsTheOwner(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	if counted, err := desks.Analyze(t.Context(), s.Config); err != nil || !counted {
		t.Fatal(counted, err)
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT reltuples::int FROM pg_class WHERE oid = 'users'::regclass`); n != 8 {
		t.Errorf("%d users counted", n)
	}
	// The desk's role owns nothing: it is not an error, and nothing is counted.
	cfg := s.Config
	cfg.OwnerURL = cfg.URL
	s.Exec(t, `DELETE FROM user_units`)
	s.Exec(t, `DELETE FROM users`)
	if counted, err := desks.Analyze(t.Context(), cfg); err != nil || counted {
		t.Fatal(counted, err)
	}
	if n := datatest.Scan[int](t, s.Owner, `SELECT reltuples::int FROM pg_class WHERE oid = 'users'::regclass`); n != 8 {
		t.Errorf("%d users counted by who may not", n)
	}
}

// TestWhatIsKeptIsASetting: files wait, and keys of writes stand, as many days as it says; a
// value that is none reads as the default.
func TestWhatIsKeptIsASetting(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for value, days := range map[string]int{"7": 7, "30": 30, "0": 7, "91": 7} {
		datatest.Setting(t, s, "general.files_days", value)
		file, err := s.Files.Put(t.Context(), s.Admin, uuid.New(), files.Outbox, "of-"+value, []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		if lasts := file.ExpiresAt.Sub(file.CreatedAt); lasts != time.Duration(days)*24*time.Hour {
			t.Errorf("with %q a file waits %s", value, lasts)
		}
	}
	for value, left := range map[string]int{"3": 1, "5": 2, "none": 2} {
		s.Exec(t, `DELETE FROM write_intents`)
		s.Exec(t, `INSERT INTO write_intents (key, action, payload_hash, created_at) SELECT gen_random_uuid(), 'KEPT', '', now() - n * interval '1 day' FROM unnest('{2,4,31}'::int[]) n`)
		datatest.Setting(t, s, "general.intents_days", value)
		if _, err := s.Desks.Tidy(t.Context(), role.Program()); err != nil {
			t.Fatal(err)
		}
		if n := s.Count(t, `write_intents WHERE action = 'KEPT'`); n != left {
			t.Errorf("with %q %d keys are left, want %d", value, n, left)
		}
	}
}
