package desks_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTheClockFindsWhatTimeChanged: nobody writes a row when these happen, each a
// few minutes ago; what happened before, or will, is no news.
func TestTheClockFindsWhatTimeChanged(t *testing.T) {
	t.Parallel()
	const then, before = 10 * time.Minute, time.Hour
	visit := `INSERT INTO visitor_logs (id, unit_id, visitor_name, status, check_in_time, created_at, approved_at)
		VALUES ($1, $2, 'Ramesh', $3, $4, now() - interval '30 days', $4)`
	for name, c := range map[string]struct {
		happens func(t *testing.T, s *datatest.Society, ago time.Duration)
		want    topic.Topic
	}{
		"a notice ends": {func(t *testing.T, s *datatest.Society, ago time.Duration) {
			t.Helper()
			s.Exec(t, `INSERT INTO announcements (title, content, expires_at) VALUES ('Water', 'Off.', $1)`, time.Now().Add(-ago))
		}, topic.Notices},
		"a ticket passes its target": {func(t *testing.T, s *datatest.Society, ago time.Duration) {
			t.Helper()
			datatest.OldTicket(t, s, "A-101", "Lift", "critical", "open", nil, 4*time.Hour+ago)
		}, topic.Tickets},
		"a visitor overstays": {func(t *testing.T, s *datatest.Society, ago time.Duration) {
			t.Helper()
			s.Exec(t, visit, uuid.New(), s.Units["A-101"], "checked_in", time.Now().Add(-12*time.Hour-ago))
		}, topic.Visits},
		"an approval lapses": {func(t *testing.T, s *datatest.Society, ago time.Duration) {
			t.Helper()
			s.Exec(t, visit, uuid.New(), s.Units["A-101"], "approved", time.Now().Add(-24*time.Hour-ago))
		}, topic.Visits},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			look := func() []topic.Topic {
				topics, err := desks.Turned(t.Context(), s.Desks, time.Now().Add(-then), s.Settings.ThisDay())
				if err != nil {
					t.Fatal(err)
				}
				return topics
			}
			c.happens(t, s, before)
			c.happens(t, s, -before)
			if got := look(); len(got) != 0 {
				t.Errorf("told %v of what did not happen just now", got)
			}
			c.happens(t, s, then/2)
			if got := look(); len(got) != 1 || got[0] != c.want {
				t.Errorf("told %v, not %s", got, c.want)
			}
		})
	}
}

// TestAnEndingNoticeIsTold to every desk, though nobody changed anything.
func TestAnEndingNoticeIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	bus := datatest.RunBus(t, s.Society, s.Config, datatest.Quickly())
	s.Exec(t, `INSERT INTO announcements (title, content, expires_at) VALUES ('Water', 'Off.', now() + interval '200 milliseconds')`)
	datatest.Told(t, bus, topic.Notices)
}

// TestANewDayIsTold to every desk: rights over units begin and end with it.
func TestANewDayIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := datatest.Scan[time.Time](t, s.Owner, `SELECT society360_today()`)
	for day, want := range map[value.Day]int{value.DayOf(today): 0, value.DayOf(today).AddDays(-1): 1} {
		topics, err := desks.Turned(t.Context(), s.Desks, time.Now(), day)
		if err != nil || len(topics) != want || want == 1 && topics[0] != topic.Everything {
			t.Errorf("since %s it tells %v, %v", day, topics, err)
		}
	}
}
