package maintenance

import (
	"context"
	"strings"
	"testing"
	"time"
)

// Plan is how the server would carry a statement out.
func Plan(ctx context.Context, s *Store, sql string) string { return s.plan(ctx, sql) }

func TestAStatementIsToldOnALine(t *testing.T) {
	t.Parallel()
	one := Statement{SQL: "SELECT " + strings.Repeat("x", 200), Times: 3, Mean: 1500 * time.Millisecond, Most: 2 * time.Second}
	if got := one.String(); !strings.HasPrefix(got, "1.5 s (3 times, 2.0 s at most): SELECT xxx") || !strings.HasSuffix(got, "x…") || len([]rune(got)) > 200 {
		t.Errorf("told %q", got)
	}
}
