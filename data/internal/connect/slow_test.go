package connect

import (
	"testing"
	"time"
)

// TestSlowStatementsAreKeptOnce, with how often and how long, until they are taken; those
// that are quick are not, nor more than are kept apart.
func TestSlowStatementsAreKeptOnce(t *testing.T) {
	t.Parallel()
	lanes := &Lanes{}
	for sql, took := range map[string]time.Duration{"quick": SlowStatement - 1, "slow": SlowStatement} {
		lanes.slow.add(sql, took)
	}
	lanes.slow.add("slow", 3*time.Second)
	if got := lanes.TakeSlow(); len(got) != 1 || got[0] != (Slow{SQL: "slow", Times: 2, Most: 3 * time.Second, All: 4 * time.Second}) {
		t.Errorf("kept %+v", got)
	}
	for n := range slowKept + 1 {
		lanes.slow.add(string(rune('a'+n)), time.Minute)
	}
	if first, then := lanes.TakeSlow(), lanes.TakeSlow(); len(first) != slowKept || len(then) > 0 {
		t.Errorf("kept %d, then %d", len(first), len(then))
	}
}
