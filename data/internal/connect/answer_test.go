package connect_test

import (
	"context"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// sender is what statements are sent through.
type sender interface {
	connect.DB
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// senders are the ways to the database, each with its end.
func senders() map[string]func(ctx context.Context, cfg connect.Config) (sender, func(), error) {
	pooled := func(pool *pgxpool.Pool, err error) (sender, func(), error) {
		if err != nil {
			return nil, nil, err
		}
		return pool, pool.Close, nil
	}
	single := func(conn *pgx.Conn, err error) (sender, func(), error) {
		if err != nil {
			return nil, nil, err
		}
		return conn, func() { _ = conn.Close(context.Background()) }, nil
	}
	return map[string]func(ctx context.Context, cfg connect.Config) (sender, func(), error){
		"a pool": func(ctx context.Context, cfg connect.Config) (sender, func(), error) {
			return pooled(connect.Open(ctx, cfg, &connect.Society{}, nil))
		},
		"a pool by lanes": func(ctx context.Context, cfg connect.Config) (sender, func(), error) {
			return pooled(connect.Open(ctx, cfg, &connect.Society{}, &connect.Lanes{}))
		},
		"a pool whose server has no limit": func(ctx context.Context, cfg connect.Config) (sender, func(), error) {
			cfg.URL += "&statement_timeout=0"
			return pooled(connect.Open(ctx, cfg, &connect.Society{}, &connect.Lanes{}))
		},
		"a pool to read from": func(ctx context.Context, cfg connect.Config) (sender, func(), error) {
			cfg.ReadURL = cfg.URL
			return pooled(connect.OpenReading(ctx, cfg, &connect.Society{}))
		},
		"a direct connection": func(ctx context.Context, cfg connect.Config) (sender, func(), error) {
			return single(connect.Direct(ctx, cfg, &connect.Society{}))
		},
		"the owner": func(ctx context.Context, cfg connect.Config) (sender, func(), error) {
			return single(connect.Owner(ctx, cfg))
		},
	}
}

// silence is a text of the statements that are not answered.
const silence = "said into silence"

// ways are how a statement is sent.
func ways() map[string]func(ctx context.Context, s sender) error {
	const sql = `SELECT '` + silence + `'::text`
	return map[string]func(ctx context.Context, s sender) error{
		"executed": func(ctx context.Context, s sender) error {
			_, err := s.Exec(ctx, sql)
			return err
		},
		"executed for longer": func(ctx context.Context, s sender) error {
			_, err := s.Exec(connect.Allow(ctx, time.Hour), sql)
			return err
		},
		"read": func(ctx context.Context, s sender) error {
			var text string
			return s.QueryRow(ctx, sql).Scan(&text)
		},
		"in a batch": func(ctx context.Context, s sender) error {
			batch := &pgx.Batch{}
			batch.Queue(sql)
			return s.SendBatch(ctx, batch).Close()
		},
		"copied": func(ctx context.Context, s sender) error {
			_, err := s.CopyFrom(ctx, pgx.Identifier{"write_intents"}, []string{"key", "action", "payload_hash"},
				pgx.CopyFromRows([][]any{{[16]byte(uuid.New()), silence, []byte{}}}))
			return err
		},
	}
}

// TestEachStatementEndsInSilence: whatever the context of whoever sends it, on every way
// to the database.
func TestEachStatementEndsInSilence(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for way, send := range ways() {
		for by, open := range senders() {
			t.Run(way+" over "+by, func(t *testing.T) {
				t.Parallel()
				line := datatest.Proxy(t, db)
				cfg := line.Config
				cfg.Answer = 2 * time.Second
				s, done, err := open(t.Context(), cfg)
				if err != nil {
					t.Fatal(err)
				}
				defer done()
				defer line.Cut() // a connection that is given up is waited for otherwise
				line.FallSilentAt(silence)
				ended := make(chan error, 1)
				go func() { ended <- send(context.Background(), s) }()
				datatest.WaitUntil(t, func() bool {
					select {
					case err = <-ended:
						return true
					default:
						return false
					}
				})
				if err == nil {
					t.Error("it is answered")
				}
			})
		}
	}
}

// TestWhatTheServerIsAtWorkForGoesOn: an owner's statement may take hours, however often
// it is asked after.
func TestWhatTheServerIsAtWorkForGoesOn(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	line := datatest.Proxy(t, db)
	cfg := line.Config
	cfg.Answer = 100 * time.Millisecond
	const lock = `SELECT pg_advisory_lock(360360)`
	holder := db.Conn(t, setup.OwnerRole)
	if _, err := holder.Exec(t.Context(), lock); err != nil {
		t.Fatal(err)
	}
	owner, err := connect.Owner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(context.Background()) }()
	made := line.Made()
	ended := make(chan error, 1)
	go func() {
		_, err := owner.Exec(t.Context(), lock)
		ended <- err
	}()
	datatest.WaitUntil(t, func() bool { return line.Made() >= made+4 })
	if _, err := holder.Exec(t.Context(), `SELECT pg_advisory_unlock(360360)`); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("it was given up: %v", err)
	}
}
