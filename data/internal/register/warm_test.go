package register_test

import (
	"log/slog"
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// TestConnectionsAreWarm: what was written over one connection is planned on the others
// before anybody waits for it there, and nothing is written for that.
func TestConnectionsAreWarm(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	reg, err := register.Open(t.Context(), s.Config, slog.New(slog.DiscardHandler), func(string) topic.Topic { return "" })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(reg.Close)
	inForce := settings.New(reg, setup.AllSettings())
	if _, err := inForce.Values(t.Context()); err != nil {
		t.Fatal(err)
	}
	store := visits.New(reg, inForce)
	const connections = 3
	each := func(do func(*pgxpool.Conn)) {
		t.Helper()
		var held []*pgxpool.Conn
		for range connections {
			conn, err := reg.Acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, conn)
		}
		for _, conn := range held {
			do(conn)
			conn.Release()
		}
	}
	each(func(*pgxpool.Conn) {})
	v, err := store.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.CheckOut(t.Context(), s.Guard, uuid.New(), v.ID); err != nil {
		t.Fatal(err)
	}
	// One that changes a row before it asks who sends it.
	if _, err := register.Run[int](t.Context(), reg, s.Guard, register.Write{
		Intent: uuid.New(), Action: action.VisitorCheckedIn, Resource: "desk_told",
		Change: `
		put AS (
			INSERT INTO desk_told AS t (user_id, told_until) SELECT id, now() FROM users WHERE email = 'asha@test.example'
			ON CONFLICT (user_id) DO UPDATE SET told_until = clock_timestamp() RETURNING t.user_id
		), change AS (
			SELECT p.user_id AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(1) AS result FROM put p WHERE EXISTS (SELECT FROM actor)
		)`,
	}); err != nil {
		t.Fatal(err)
	}
	const rows = `SELECT jsonb_build_array((SELECT jsonb_agg(to_jsonb(v) ORDER BY v.id) FROM visitor_logs v), (SELECT max(told_until) FROM desk_told),
		(SELECT count(*) FROM audit_logs), (SELECT count(*) FROM write_intents))::text`
	before := datatest.Scan[string](t, s.Owner, rows)
	for range connections {
		reg.Warm(t.Context())
	}
	each(func(conn *pgxpool.Conn) {
		for _, begins := range []string{"INSERT INTO visitor_logs", "UPDATE visitor_logs"} {
			var planned int
			if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_prepared_statements
				WHERE strpos(statement, $1) > 0 AND generic_plans + custom_plans > 5`, begins).Scan(&planned); err != nil || planned != 1 {
				t.Errorf("%s: %d statements are planned, want 1 (%v)", begins, planned, err)
			}
		}
	})
	if after := datatest.Scan[string](t, s.Owner, rows); after != before {
		t.Errorf("warming wrote:\n%s\n%s", before, after)
	}
}
