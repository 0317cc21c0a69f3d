package health_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/health"
)

// TestWhatIsNotHandedOverIsTold: a server that fails to hand its log over, or is far behind;
// not one that has nothing to hand over, or lost a moment.
func TestWhatIsNotHandedOverIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	const part = 16 << 20
	for what, c := range map[string]struct {
		handed, failed, since string
		waits                 any
		want                  int
	}{
		"well, and idle for a day":   {"now() - interval '1 day'", "NULL", "'2026-01-01'", part, 0},
		"well again":                 {"now() - interval '1 hour'", "now() - interval '1 day'", "'2026-01-01'", part, 0},
		"failing for a moment":       {"now() - interval '2 minutes'", "now()", "'2026-01-01'", part, 0},
		"failing for a day":          {"now() - interval '1 day'", "now()", "'2026-01-01'", 5 * part, 1},
		"never done":                 {"NULL::timestamptz", "now()", "now() - interval '1 hour'", nil, 1},
		"just begun":                 {"NULL::timestamptz", "now()", "now() - interval '1 minute'", nil, 0},
		"busy":                       {"now()", "NULL", "'2026-01-01'", 50 * part, 0},
		"at a stand, without a word": {"now() - interval '1 hour'", "NULL", "'2026-01-01'", 50 * part, 1},
	} {
		waits := "NULL"
		if c.waits != nil {
			waits = fmt.Sprint(c.waits)
		}
		told := fmt.Sprintf(`SELECT (%s)::timestamptz AS handed, (%s)::timestamptz AS failed, (%s)::timestamptz AS since, %s::bigint AS waits, %d::bigint AS part`, c.handed, c.failed, c.since, waits, part)
		if n := s.Count(t, `(`+health.LogWaits(told)+`) found WHERE thing = 'The log' AND stands LIKE 'last handed over %'`); n != c.want {
			t.Errorf("%s: found %d", what, n)
		}
	}
	// What a server tells is of that shape, also where it hands nothing over.
	for _, mode := range []string{health.Archiver, strings.ReplaceAll(health.Archiver, "current_setting('archive_mode') <> 'off'", "true")} {
		if n := s.Count(t, `(`+health.LogWaits(mode)+`) found`); n != 0 {
			t.Errorf("a server that does nothing of it is told %d times", n)
		}
	}
}
