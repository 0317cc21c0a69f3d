package connect_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// ignoringAll has a pooler take the program's settings and pass none of them on.
func ignoringAll() string {
	names := []string{"extra_float_digits"}
	for name := range connect.DeskSettings() {
		names = append(names, name)
	}
	return strings.Join(names, ",")
}

// limited has the desk's role carry its limits in one database.
func limited(t *testing.T, db *datatest.DB) {
	t.Helper()
	for name, value := range connect.DeskSettings() {
		datatest.Exec(t, db.As(t, "postgres"), `ALTER ROLE `+connect.DeskRole+` IN DATABASE `+db.Name+` SET `+name+` = '`+value+`'`)
	}
}

// through opens a society through a pooler, in a statement mode.
func through(t *testing.T, p *datatest.Pooler, mode string) (*data.Society, error) {
	t.Helper()
	cfg := p.Config
	cfg.StatementMode, cfg.PoolSize = mode, 4
	store, err := data.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err == nil {
		t.Cleanup(store.Close)
	}
	return store, err
}

// checksIn writes a visit of a name.
func checksIn(ctx context.Context, s *datatest.Society, store *data.Society, name string) error {
	_, err := store.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
	return err
}

// troubled fails the test unless err is of a trouble and says a text.
func troubled(t *testing.T, err error, trouble fault.Trouble, text string) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Trouble != trouble || !strings.Contains(err.Error(), text) {
		t.Errorf("%v; want trouble %q that says %q", err, trouble, text)
	}
}

// TestPoolersAreWorkedThroughOrRefused: a real one in each of its modes. A program that
// keeps nothing in its session works with every one of them, several desks at a time on
// fewer sessions; one that keeps statements is told before anybody works with it.
func TestPoolersAreWorkedThroughOrRefused(t *testing.T) {
	t.Parallel()
	for _, pool := range []string{"session", "transaction", "statement"} {
		for _, ignored := range []string{"", ignoringAll()} {
			t.Run(fmt.Sprintf("%s, ignoring %d", pool, strings.Count(ignored, ",")), func(t *testing.T) {
				t.Parallel()
				s := datatest.NewSociety(t)
				settings := map[string]string{"pool_mode": pool, "ignore_startup_parameters": ignored, "default_pool_size": "4"}
				if pool != "session" { // where each client keeps one
					settings["default_pool_size"] = "2"
				}
				p := datatest.NewPooler(t, s.DB, settings)
				_, err := through(t, p, connect.StatementPrepared)
				troubled(t, err, fault.Pooler, "Set DATABASE_STATEMENT_MODE to described, and name the server itself in DATABASE_DIRECT_URL.")
				for _, mode := range []string{connect.StatementDescribed, connect.StatementExec} {
					store, err := through(t, p, mode)
					if err != nil {
						t.Fatalf("%s: %v", mode, err)
					}
					sub := datatest.RunBus(t, s.Society, p.Config, datatest.Quickly())
					const desks = 6
					done := make(chan error)
					for n := range desks {
						go func() {
							err := checksIn(t.Context(), s, store, fmt.Sprintf("%s %d", mode, n))
							if err == nil {
								_, err = store.Visits.List(t.Context(), s.Guard, visits.Filter{})
							}
							done <- err
						}()
					}
					for range desks {
						if err := <-done; err != nil {
							t.Errorf("%s: %v", mode, err)
						}
					}
					if n := s.Count(t, `visitor_logs WHERE visitor_name LIKE '`+mode+` %'`); n != desks {
						t.Errorf("%s: %d saved, want %d", mode, n, desks)
					}
					datatest.Told(t, sub, topic.Visits)
					store.Close()
				}
			})
		}
	}
}

// TestStatementsOfAnotherSession: the role carries its limits, so that nothing shows
// at the start that the pooler hands out sessions. Who then meets another's statement
// is told what is wrong, and nothing is done twice.
func TestStatementsOfAnotherSession(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	limited(t, s.DB)
	p := datatest.NewPooler(t, s.DB, map[string]string{
		"pool_mode": "transaction", "ignore_startup_parameters": ignoringAll(), "default_pool_size": "1",
	})
	one, err := through(t, p, connect.StatementPrepared)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.Visits.List(t.Context(), s.Guard, visits.Filter{}); err != nil {
		t.Fatal(err)
	}
	other, err := through(t, p, connect.StatementPrepared)
	if err == nil {
		_, err = other.Visits.List(t.Context(), s.Guard, visits.Filter{})
	}
	troubled(t, err, fault.Pooler, "pooler")
}

// TestADirectConnectionIsDirect: through a pooler nobody would hear of changes, nor
// hold the schedule's lock, and neither would say so.
func TestADirectConnectionIsDirect(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	limited(t, s.DB)
	for _, ignored := range []string{"", ignoringAll()} {
		p := datatest.NewPooler(t, s.DB, map[string]string{"pool_mode": "transaction", "ignore_startup_parameters": ignored})
		cfg := p.Config
		cfg.DirectURL = cfg.URL
		_, err := datatest.ConnectDirect(t.Context(), cfg)
		troubled(t, err, fault.Pooler, "Name the server itself in DATABASE_DIRECT_URL.")
		_, err = desks.Alone(t.Context(), s.Desks, cfg, "tidying", func(context.Context) error { return errors.New("worked without its lock") })
		troubled(t, err, fault.Pooler, "Name the server itself in DATABASE_DIRECT_URL.")
	}
}

// TestNoRoleIsLeftWithAPooler: the desk's role would be whoever's is next.
func TestNoRoleIsLeftWithAPooler(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	limited(t, db)
	p := datatest.NewPooler(t, db, map[string]string{"ignore_startup_parameters": ignoringAll(), "default_pool_size": "1"})
	cfg := p.Config
	cfg.URL = strings.Replace(cfg.URL, connect.DeskRole, setup.OwnerRole, 1)
	_, err := datatest.Connect(t.Context(), cfg)
	troubled(t, err, fault.Pooler, "Sign in as society360_desk in DATABASE_URL.")
}

// TestSettingsBehindAPoolerDoNoHarm: of each setting that a pooler passes on to none,
// the statement is said that mends it, and it does.
func TestSettingsBehindAPoolerDoNoHarm(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	super := db.As(t, "postgres")
	p := datatest.NewPooler(t, db, map[string]string{"pool_mode": "transaction"})
	cfg := p.Config
	cfg.StatementMode = connect.StatementDescribed
	for _, c := range []struct{ name, harmful, wanted string }{
		{"default_transaction_isolation", "repeatable read", "read committed"},
		{"synchronous_commit", "off", "on"},
		{"synchronous_commit", "local", "on"},
		{"client_min_messages", "error", "notice"},
	} {
		sets := func(value string) {
			datatest.Exec(t, super, `ALTER ROLE `+connect.DeskRole+` IN DATABASE `+db.Name+` SET `+c.name+` = '`+value+`'`)
			p.Do("RECONNECT")
		}
		sets(c.harmful)
		_, err := datatest.Connect(t.Context(), cfg)
		troubled(t, err, fault.Settings, `Run: ALTER ROLE "society360_desk" SET `+c.name+` = '`+c.wanted+`'`)
		sets(c.wanted)
		pool, err := datatest.Connect(t.Context(), cfg)
		if err != nil {
			t.Fatalf("%s mended: %v", c.name, err)
		}
		pool.Close()
	}
	// The encoding is among the few that it does pass on.
	datatest.Exec(t, super, `ALTER DATABASE `+db.Name+` SET client_encoding = 'LATIN1'`)
	p.Do("RECONNECT")
	pool, err := datatest.Connect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if got := datatest.Scan[string](t, pool, `SELECT current_setting('client_encoding')`); got != "UTF8" {
		t.Errorf("the encoding is %s", got)
	}
}

// TestEachTroubleOfAPoolerHasItsSentence in a pooler's own words, at the start of a
// program.
func TestEachTroubleOfAPoolerHasItsSentence(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	start := func(p *datatest.Pooler, url string) error {
		cfg := p.Config
		cfg.URL, cfg.StatementMode = url, connect.StatementDescribed
		pool, err := datatest.Connect(t.Context(), cfg)
		if err == nil {
			pool.Close()
		}
		return err
	}
	open := datatest.NewPooler(t, db, nil)
	troubled(t, start(open, strings.Replace(open.Config.URL, db.Name, "no_such_db", 1)), fault.NoDatabase, "no_such_db does not exist")
	troubled(t, start(open, strings.Replace(open.Config.URL, connect.DeskRole, "no_such_role", 1)), fault.WrongRole, "refused the sign-in of no_such_role")
	open.Stop()
	troubled(t, start(open, open.Config.URL), fault.Away, "cannot be reached")

	full := datatest.NewPooler(t, db, map[string]string{"max_client_conn": "1"})
	held := full.Config
	held.StatementMode, held.PoolSize = connect.StatementDescribed, 1
	pool, err := datatest.Connect(t.Context(), held)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	troubled(t, start(full, full.Config.URL), fault.Busy, "has no connection free")
}

// TestWorkGoesOnBehindAPooler that is started anew, lets idle sessions go, has none
// free, or whose database starts anew or takes no changes: each has its sentence, what
// was not saved is not, and nobody starts the desk anew.
func TestWorkGoesOnBehindAPooler(t *testing.T) {
	t.Parallel()
	server := datatest.NewServer(t)
	s := server.Society(t)
	p := datatest.NewPooler(t, s.DB, map[string]string{
		"pool_mode": "transaction", "default_pool_size": "1", "query_wait_timeout": "2", "server_login_retry": "0.1",
	})
	store, err := through(t, p, connect.StatementDescribed)
	if err != nil {
		t.Fatal(err)
	}
	works := func(after string) {
		t.Helper()
		if _, err := store.Visits.List(t.Context(), s.Guard, visits.Filter{}); err != nil {
			t.Errorf("%s: a read: %v", after, err)
		}
		if err := checksIn(t.Context(), s, store, after); err != nil {
			t.Errorf("%s: a save: %v", after, err)
		}
		if n := s.Count(t, `visitor_logs WHERE visitor_name = '`+after+`'`); n != 1 {
			t.Errorf("%s: saved %d times", after, n)
		}
	}
	works("at first")
	p.Stop()
	if err := checksIn(t.Context(), s, store, "nowhere"); err == nil {
		t.Error("saved through a pooler that is away")
	}
	p.Start()
	works("the pooler started anew")
	p.Do("RECONNECT") // as where a session was idle for server_idle_timeout
	works("its sessions ended")

	held, err := through(t, p, connect.StatementDescribed)
	if err != nil {
		t.Fatal(err)
	}
	locked, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := locked.Exec(t.Context(), `LOCK TABLE bills`); err != nil {
		t.Fatal(err)
	}
	waits := make(chan error, 1)
	go func() {
		_, err := held.Money.Bills(t.Context(), s.Staff, money.BillFilter{})
		waits <- err
	}()
	datatest.WaitUntil(t, func() bool { return s.Count(t, `pg_stat_activity WHERE wait_event_type = 'Lock'`) > 0 })
	_, err = store.Visits.List(t.Context(), s.Guard, visits.Filter{})
	troubled(t, err, fault.Busy, "The database is busy")
	if err := locked.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-waits; err != nil {
		t.Errorf("who waited for the lock: %v", err)
	}
	works("a session was free again")

	super := server.As(t, s.Name, "postgres")
	datatest.Exec(t, super, `ALTER DATABASE `+s.Name+` SET default_transaction_read_only = on`)
	p.Do("RECONNECT")
	troubled(t, checksIn(t.Context(), s, store, "read-only"), fault.ReadOnly, "read-only just now; nothing was saved")
	datatest.Exec(t, super, `ALTER DATABASE `+s.Name+` RESET default_transaction_read_only`)
	p.Do("RECONNECT")
	works("it takes changes again")

	server.Crash(t)
	_, err = store.Visits.List(t.Context(), s.Guard, visits.Filter{})
	// Whether it is away or busy, the pooler does not say to whom it had let in.
	var e *fault.Error
	if !errors.As(err, &e) || !e.Trouble.Passes() {
		t.Errorf("its database is away: %v", err)
	}
	server.Revive(t)
	datatest.WaitUntil(t, func() bool { return store.Ping(t.Context()) == nil })
	works("its database started anew")
}
