package data_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/trail"
)

// TestNothingWaitsForeverForASilentServer: each statement that nobody at a desk waits for
// ends by itself where the server, or what stands before it, neither answers nor closes.
func TestNothingWaitsForeverForASilentServer(t *testing.T) {
	t.Parallel()
	quiet := slog.New(slog.DiscardHandler)
	migrate := func(ctx context.Context, cfg connect.Config, _ *data.Society) error {
		_, err := setup.Migrate(ctx, cfg, quiet)
		return err
	}
	status := func(ctx context.Context, cfg connect.Config, _ *data.Society) error {
		_, err := setup.MigrationStatus(ctx, cfg)
		return err
	}
	opens := func(ctx context.Context, cfg connect.Config, _ *data.Society) error {
		s, err := data.Open(ctx, cfg, quiet)
		if err == nil {
			s.Close()
		}
		return err
	}
	alone := func(ctx context.Context, cfg connect.Config, s *data.Society) error {
		_, err := desks.Alone(ctx, s.Desks, cfg, "tidying", func(context.Context) error { return nil })
		return err
	}
	for name, c := range map[string]struct {
		// at is a text of the statement that is not answered.
		at   string
		does func(ctx context.Context, cfg connect.Config, s *data.Society) error
		// well is set where what went before stands, so that the silence is no failure.
		well bool
	}{
		"the owner's path":                {at: "pg_operator", does: migrate},
		"which server it is":              {at: "server_version_num", does: migrate},
		"where the owner came to":         {at: "current_schemas", does: migrate},
		"the migration's lock":            {at: "pg_try_advisory_lock", does: migrate},
		"the end of the migration's lock": {at: "pg_advisory_unlock", does: migrate, well: true},
		"which steps there are":           {at: connect.MigrationsTable, does: status},
		"where the status came to":        {at: "current_schemas", does: status},
		"where a desk came to":            {at: "current_schemas", does: opens},
		"a desk's path":                   {at: "pg_operator", does: opens},
		"whether a pooler stands between": {at: "pg_backend_pid", does: alone},
		"where the schedule came to":      {at: "current_schemas", does: alone},
		"the schedule's lock":             {at: "pg_try_advisory_lock", does: alone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			line := datatest.Proxy(t, s.DB)
			line.FallSilentAt(c.at)
			ended := make(chan error, 1)
			go func() { ended <- c.does(t.Context(), line.Config, s.Society) }()
			if err := endOf(t, ended); (err == nil) != c.well || !line.Fell() {
				t.Errorf("it ended with %v, silent %t", err, line.Fell())
			}
		})
	}
}

// endOf waits for the end of something.
func endOf(t *testing.T, ended <-chan error) (err error) {
	t.Helper()
	datatest.WaitUntil(t, func() bool {
		select {
		case err = <-ended:
			return true
		default:
			return false
		}
	})
	return err
}

// TestNoWorkWaitsForeverForASilentServer: what the program does by itself, or for a command,
// ends, also where whoever calls it set it no end.
func TestNoWorkWaitsForeverForASilentServer(t *testing.T) {
	t.Parallel()
	type works struct {
		// at is a text of the statement that is not answered.
		at   string
		does func(ctx context.Context, s *datatest.Society) error
	}
	program := role.Program()
	here := func(s *datatest.Society) []accounts.Presence { return []accounts.Presence{datatest.Presence(s.Tenant)} }
	for name, c := range map[string]works{
		"who may stay": {"desk_sessions", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Accounts.Dismissed(ctx, here(s))
			return err
		}},
		"who is here": {"desk_sessions", func(ctx context.Context, s *datatest.Society) error {
			return s.Accounts.Attend(ctx, uuid.New(), here(s))
		}},
		"who signed in lately": {"ip_address", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Accounts.SignInPlaces(ctx, time.Hour)
			return err
		}},
		"whether anybody can sign in": {"FROM users", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Setup.HasAccounts(ctx)
			return err
		}},
		"the demo's password": {"password_hash", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Demo.PasswordWorks(ctx)
			return err
		}},
		"what left the register": {"audit_logs", func(ctx context.Context, s *datatest.Society) error {
			return s.Trail.Record(ctx, s.Admin, uuid.New(), trail.Taken{Did: action.ListRead, Name: "users"})
		}},
		"moving out": {"user_units", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Homes.MoveOutDue(ctx, program, uuid.New())
			return err
		}},
		"moving in": {"user_units", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Homes.MoveInDue(ctx, program, uuid.New())
			return err
		}},
		"marking bills": {"bills", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Money.ChargeOverdue(ctx, program, nil)
			return err
		}},
		"tidying": {"write_intents", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Desks.Tidy(ctx, program)
			return err
		}},
		"what reports are due": {"society360_report", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Reports.RefreshAll(ctx, program, true)
			return err
		}},
		"a check": {"visitor_logs", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Health.List(ctx, s.Admin, health.Filter{Check: "visit-times", Limit: 10})
			return err
		}},
		"an import": {"LOCK TABLE", func(ctx context.Context, s *datatest.Society) error {
			_, err := s.Imports.Import(ctx, s.Admin, uuid.New(), []byte("block,unit,floor,type\nA,901,9,2BHK\n"), nil)
			return err
		}},
		"statistics": {"ANALYZE", func(ctx context.Context, s *datatest.Society) error {
			_, err := desks.Analyze(ctx, s.Config)
			return err
		}},
		"the defaults": {"INSERT INTO roles", func(ctx context.Context, s *datatest.Society) error {
			_, err := setup.Seed(ctx, s.Config, program)
			return err
		}},
		"the desk's rights": {"REVOKE ALL ON", func(ctx context.Context, s *datatest.Society) error {
			_, err := setup.Migrate(ctx, s.Config, slog.New(slog.DiscardHandler))
			return err
		}},
		"what is open to other roles": {"aclexplode", func(ctx context.Context, s *datatest.Society) error {
			_, err := setup.Migrate(ctx, s.Config, slog.New(slog.DiscardHandler))
			return err
		}},
		"whether a demo is there": {"FROM units", func(ctx context.Context, s *datatest.Society) error {
			return demo.Seed(ctx, s.Config, time.Now(), demo.Options{})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			line := datatest.Proxy(t, s.DB)
			over := *s
			db := *s.DB
			over.DB = &db
			db.Config = line.Config
			db.Config.Answer = 2 * time.Second
			var err error
			if over.Society, err = data.Open(t.Context(), db.Config, slog.New(slog.DiscardHandler)); err != nil {
				t.Fatal(err)
			}
			defer over.Society.Close()
			line.FallSilentAt(c.at)
			ended := make(chan error, 1)
			go func() { ended <- c.does(context.Background(), &over) }()
			// A write is tried once more under its key, over a connection that works.
			if err := endOf(t, ended); !line.Fell() {
				t.Errorf("it ended with %v, and all was answered", err)
			}
		})
	}
}
