package data_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"
)

// TestALockedTableStallsNobodyElse: while another program holds one table and twelve
// desks look at it, whoever does not use it works on: all of it ends before the lock
// does, and before any of those who wait for it gave up.
func TestALockedTableStallsNobodyElse(t *testing.T) {
	t.Parallel()
	for name, through := range map[string]func(*testing.T, *datatest.Society) connect.Config{
		"directly": func(_ *testing.T, s *datatest.Society) connect.Config {
			cfg := s.Config
			cfg.URL += "&lock_timeout=60s&statement_timeout=60s"
			return cfg
		},
		"through a pooler": func(t *testing.T, s *datatest.Society) connect.Config {
			super := s.As(t, "postgres")
			for _, limit := range []string{"lock_timeout", "statement_timeout"} {
				datatest.Exec(t, super, `ALTER ROLE `+connect.DeskRole+` IN DATABASE `+s.Name+` SET `+limit+` = '60s'`)
			}
			cfg := datatest.NewPooler(t, s.DB, map[string]string{"pool_mode": "transaction"}).Config
			cfg.StatementMode = connect.StatementDescribed
			return cfg
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			cfg := through(t, s)
			cfg.PoolSize = 4
			store, err := data.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(store.Close)
			stalled(t, s, store)
		})
	}
}

func stalled(t *testing.T, s *datatest.Society, store *data.Society) {
	t.Helper()
	holder, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.Exec(t.Context(), `LOCK TABLE maintenance_tickets IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	var looking sync.WaitGroup
	var gaveUp atomic.Int32
	for range 12 {
		looking.Go(func() {
			if _, err := store.Tickets.List(t.Context(), s.Meera, tickets.Filter{}); err != nil {
				gaveUp.Add(1)
				t.Errorf("a look at the tickets: %v", err)
			}
		})
	}
	// All that these may hold: one is kept from them.
	datatest.WaitUntil(t, func() bool {
		return s.Count(t, `pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`) >= 3
	})
	for what, does := range map[string]func(ctx context.Context) error{
		"a check-in": func(ctx context.Context) error {
			_, err := store.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Ramesh", UnitID: s.Units["A-101"]}})
			return err
		},
		"the gate's list": func(ctx context.Context) error {
			_, err := store.Visits.List(ctx, s.Guard, visits.Filter{})
			return err
		},
		"a sign-in": func(ctx context.Context) error {
			_, err := store.Accounts.SignIn(ctx, s.Guard.Origin, s.Guard.Email, datatest.Password)
			return err
		},
		"the dues": func(ctx context.Context) error {
			_, err := store.Money.Bills(ctx, s.Staff, money.BillFilter{})
			return err
		},
		"the notices": func(ctx context.Context) error {
			_, err := store.Notices.List(ctx, s.Guard, notices.Filter{})
			return err
		},
		"finding a unit": func(ctx context.Context) error {
			_, err := store.Homes.FindUnits(ctx, s.Guard, "a10")
			return err
		},
	} {
		if err := does(t.Context()); err != nil {
			t.Errorf("%s while the tickets are locked: %v", what, err)
		}
	}
	if n := gaveUp.Load(); n > 0 {
		t.Error(fmt.Sprint(n) + " looks at the tickets had ended by then")
	}
	if err := holder.Rollback(t.Context()); err != nil {
		t.Error(err)
	}
	looking.Wait()
}
