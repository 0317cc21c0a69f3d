package desks_test

import (
	"context"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestDesksHearAgainBehindASilentConnection: what the bus listens on neither
// answers nor closes, as behind a firewall that forgot it.
func TestDesksHearAgainBehindASilentConnection(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	line := datatest.Proxy(t, s.DB)
	sub := datatest.RunBus(t, s.Society, line.Config, datatest.Quickly())
	line.FallSilent()
	datatest.LogVisit(t, s, visits.CheckedIn, datatest.Ramesh(s))
	datatest.Told(t, sub, topic.Everything)
	// And over the new one, as ever.
	s.Exec(t, `SELECT pg_notify('society360', current_schema() || ' tickets')`)
	datatest.Told(t, sub, topic.Tickets)
}

// TestASchemaOfManyWordsHears what is told in it, and nothing of one whose name begins as
// its own.
func TestASchemaOfManyWordsHears(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.Exec(t, db.Owner, `CREATE SCHEMA "our society"`)
	cfg := db.Config
	for _, url := range []*string{&cfg.URL, &cfg.OwnerURL, &cfg.DirectURL} {
		*url += `&search_path=%22our%20society%22`
	}
	datatest.Migrate(t, cfg)
	s := datatest.SocietyIn(t, &datatest.DB{Name: db.Name, Config: cfg, Owner: db.Owner})
	sub := datatest.RunBus(t, s.Society, cfg, datatest.Never())
	s.Exec(t, `SELECT pg_notify('society360', 'our society tickets')`)
	datatest.Told(t, sub, topic.Tickets)
}

// TestTheBusSaysSinceWhenItHearsNothing: a database that is away is told of at once, and
// so is one that does not answer; and both until it answers again.
func TestTheBusSaysSinceWhenItHearsNothing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	line := datatest.Proxy(t, s.DB)
	before := time.Now()
	sub := datatest.RunBus(t, s.Society, line.Config, datatest.Quickly())
	until := func(lost bool) time.Time {
		t.Helper()
		for sub.Outage().Since.IsZero() == lost {
			<-sub.C
		}
		return sub.Outage().Since
	}
	until(false)
	line.Cut()
	if at := until(true); at.Before(before) || at.After(time.Now()) {
		t.Errorf("lost since %v, of a test that began %v", at, before)
	}
	line.Restore()
	until(false)
	line.Deaf()
	until(true)
	line.Hears()
	until(false)
}

// TestTheBusSaysSinceWhenNothingCanBeSaved: of a database that every session finds
// read-only, and of one that only a save met, for what is open keeps what it began with.
func TestTheBusSaysSinceWhenNothingCanBeSaved(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	super := s.As(t, "postgres")
	readOnly := func(begins bool) {
		if begins {
			datatest.Exec(t, super, `ALTER DATABASE `+s.Name+` SET default_transaction_read_only = on`)
		} else {
			datatest.Exec(t, super, `ALTER DATABASE `+s.Name+` RESET default_transaction_read_only`)
		}
	}
	save := func() error {
		n := datatest.Ramesh(s)
		n.Phone, n.Plate = "", ""
		_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, n)
		return err
	}
	sub := datatest.RunBus(t, s.Society, s.Config, datatest.Quickly())
	until := func(trouble fault.Trouble) {
		t.Helper()
		for sub.Outage().Trouble != trouble {
			<-sub.C
		}
	}

	const asks = `pg_stat_activity WHERE datname = current_database() AND usename = 'society360_desk' AND query LIKE '%pg_is_in_recovery()%'`
	datatest.WaitUntil(t, func() bool { return s.Count(t, asks) == 1 })
	readOnly(true)
	s.Exec(t, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
		WHERE datname = current_database() AND usename = 'society360_desk' AND pid NOT IN (SELECT pid FROM `+asks+`)`)
	if _, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{}); err != nil {
		t.Fatal(err) // of a save over a dead connection nobody could say what became of it
	}
	datatest.Kind(t, save(), fault.Unavailable)
	until(fault.ReadOnly)
	readOnly(false)
	until(fault.Sound)
	if err := save(); err != nil {
		t.Errorf("a save as soon as the bus hears: %v", err)
	}

	readOnly(true)
	s.Exec(t, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'society360_desk'`)
	until(fault.ReadOnly)
	readOnly(false)
	until(fault.Sound)
	if err := save(); err != nil {
		t.Errorf("a save as soon as the bus hears: %v", err)
	}
}

// TestOthersChangesShowAtABusyGate: another program of the platform writes and
// tells nobody, while the desks' own changes never let the line rest.
func TestOthersChangesShowAtABusyGate(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	sub := datatest.RunBus(t, s.Society, s.Config, datatest.Quickly())
	ctx, stop := context.WithCancel(t.Context())
	busy := make(chan struct{})
	go func() {
		defer close(busy)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			<-tick.C
			if _, err := s.Owner.Exec(ctx, `SELECT pg_notify('society360', current_schema() || ' visits')`); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
	}()
	t.Cleanup(func() { stop(); <-busy })
	datatest.Another(t, s, `INSERT INTO announcements (title, content) VALUES ('Water', 'Off.')`)
	datatest.Told(t, sub, topic.Notices)
}

// TestTheScheduleDoesNotWaitForASilentConnection: whom it asks for its lock does
// not answer.
func TestTheScheduleDoesNotWaitForASilentConnection(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	line := datatest.Proxy(t, s.DB)
	line.FallSilentAt("pg_try_advisory_lock")
	ran, err := desks.Alone(t.Context(), s.Desks, line.Config, "tidying", func(context.Context) error { return nil })
	datatest.Kind(t, err, fault.Unavailable)
	if ran {
		t.Error("it ran without its lock")
	}
	if ran, err := desks.Alone(t.Context(), s.Desks, line.Config, "tidying", func(context.Context) error { return nil }); err != nil || !ran {
		t.Errorf("the next turn: ran %v, %v", ran, err)
	}
}
