package data_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"
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
			var err error
			datatest.WaitUntil(t, func() bool {
				select {
				case err = <-ended:
					return true
				default:
					return false
				}
			})
			if (err == nil) != c.well {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}
