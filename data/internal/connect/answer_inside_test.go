package connect

import (
	"testing"
	"time"
)

// TestHowLongAnAnswerMayTake: as long as a URL has the server take, and longer where a
// context is allowed to.
func TestHowLongAnAnswerMayTake(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]answers{
		"":       {within: 30 * time.Second},
		"10s":    {within: 30 * time.Second},
		"2min":   {within: 150 * time.Second},
		"2 min":  {within: 150 * time.Second},
		"60000":  {within: 90 * time.Second},
		"500ms":  {within: 30*time.Second + 500*time.Millisecond},
		"0":      {within: 30 * time.Second, asks: true},
		"a year": {within: 30 * time.Second, asks: true},
	} {
		if got := answersOf(Config{}, map[string]string{"statement_timeout": setting}); *got != want {
			t.Errorf("%q: %+v, want %+v", setting, *got, want)
		}
	}
	few := &answers{within: time.Minute}
	for what, c := range map[string]struct {
		allowed, least, most time.Duration
	}{
		"what says nothing": {0, 0, time.Minute},
		"what takes longer": {time.Hour, 59 * time.Minute, time.Hour},
		"what takes less":   {time.Second, 50 * time.Second, time.Minute},
	} {
		ctx := few.start(Allow(t.Context(), c.allowed), nil)
		at, ends := ctx.Deadline()
		if left := time.Until(at); !ends || left > c.most || left < c.least {
			t.Errorf("%s: %v left", what, left)
		}
		few.end(ctx)
		if ctx.Err() == nil {
			t.Errorf("%s: its end is not taken off", what)
		}
	}
}
