package connect_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// tracer is what a pool tells of the statements that are sent over it.
func tracer(t *testing.T, cfg connect.Config, lanes *connect.Lanes) pgx.QueryTracer {
	t.Helper()
	pool, err := connect.Open(t.Context(), cfg, &connect.Society{}, lanes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool.Config().ConnConfig.Tracer
}

// TestSlowStatementsAreKeptOnce, with how often and how long, until they are taken; those
// that are quick are not, nor more than are kept apart.
func TestSlowStatementsAreKeptOnce(t *testing.T) {
	t.Parallel()
	const keptApart = 100
	lanes := &connect.Lanes{}
	told := tracer(t, datatest.New(t).Config, lanes)
	synctest.Test(t, func(t *testing.T) {
		send := func(sql string, took time.Duration) {
			ctx := told.TraceQueryStart(t.Context(), nil, pgx.TraceQueryStartData{SQL: sql})
			<-time.After(took)
			told.TraceQueryEnd(ctx, nil, pgx.TraceQueryEndData{})
		}
		send("quick", connect.SlowStatement-1)
		send("slow", connect.SlowStatement)
		send("slow", 3*time.Second)
		if got := lanes.TakeSlow(); len(got) != 1 || got[0] != (connect.Slow{SQL: "slow", Times: 2, Most: 3 * time.Second, All: 4 * time.Second}) {
			t.Errorf("kept %+v", got)
		}
		for n := range keptApart + 1 {
			send(string(rune('a'+n)), time.Minute)
		}
		if first, then := lanes.TakeSlow(), lanes.TakeSlow(); len(first) != keptApart || len(then) > 0 {
			t.Errorf("kept %d, then %d", len(first), len(then))
		}
	})
}
