package connect_test

import (
	"context"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// TestHowLongAnAnswerMayTake: as long as a URL has the server take, and longer where a
// context is allowed to. Where the server has no limit it is asked, and there is no end.
func TestHowLongAnAnswerMayTake(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	const asked = 0
	for setting, want := range map[string]time.Duration{
		"":      30 * time.Second,
		"10s":   30 * time.Second,
		"2min":  150 * time.Second,
		"2 min": 150 * time.Second,
		"60000": 90 * time.Second,
		"500ms": 30*time.Second + 500*time.Millisecond,
		"0":     asked,
		"1d":    asked,
	} {
		cfg := db.Config
		if setting != "" {
			cfg.URL += "&statement_timeout=" + url.PathEscape(setting)
		}
		told := tracer(t, cfg, &connect.Lanes{})
		synctest.Test(t, func(t *testing.T) {
			if got := mayTake(t, t.Context(), told); got != want {
				t.Errorf("%q: %v, want %v", setting, got, want)
			}
		})
	}
	cfg := db.Config
	cfg.Answer = time.Minute
	told := tracer(t, cfg, &connect.Lanes{})
	for what, c := range map[string]struct{ allowed, want time.Duration }{
		"what says nothing": {0, time.Minute},
		"what takes longer": {time.Hour, time.Hour},
		"what takes less":   {time.Second, time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			if got := mayTake(t, connect.Allow(t.Context(), c.allowed), told); got != c.want {
				t.Errorf("%s: %v, want %v", what, got, c.want)
			}
		})
	}
}

// mayTake is how long a statement may go unanswered, 0 where it has no end; it is taken off
// once it is answered.
func mayTake(t *testing.T, ctx context.Context, told pgx.QueryTracer) (left time.Duration) {
	t.Helper()
	began := time.Now()
	ctx = told.TraceQueryStart(ctx, nil, pgx.TraceQueryStartData{SQL: "SELECT 1"})
	if at, ends := ctx.Deadline(); ends {
		left = at.Sub(began)
	}
	told.TraceQueryEnd(ctx, nil, pgx.TraceQueryEndData{})
	if ctx.Err() == nil {
		t.Error("its end is not taken off")
	}
	return left
}
