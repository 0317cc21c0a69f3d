package schedule_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/schedule"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// retried is a moment, nil for none.
func retried(t *testing.T, text string) *time.Time {
	t.Helper()
	if text == "" {
		return nil
	}
	moment := at(t, text)
	return &moment
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestTheTimeComes is in the society's zone, whatever the machine's.
func TestTheTimeComes(t *testing.T) {
	t.Parallel()
	kolkata, paris := zone(t, "Asia/Kolkata"), zone(t, "Europe/Paris")
	night := schedule.Daily(2, 30)
	for _, c := range []struct {
		when schedule.When
		says string
		now  string
		zone *time.Location
		want string
	}{
		{night, "every day at 02:30", "2026-11-21T20:59:59Z", kolkata, "2026-11-21T21:00:00Z"},
		{night, "every day at 02:30", "2026-11-21T21:00:00Z", kolkata, "2026-11-22T21:00:00Z"},
		{night, "every day at 02:30", "2026-12-31T12:00:00Z", kolkata, "2026-12-31T21:00:00Z"},
		// The clocks go from 2:00 to 3:00 that night, and back from 3:00 to 2:00.
		{night, "every day at 02:30", "2027-03-27T12:00:00Z", paris, "2027-03-28T01:30:00Z"},
		{night, "every day at 02:30", "2027-10-30T12:00:00Z", paris, "2027-10-31T01:30:00Z"},
		{schedule.Every(time.Hour), "every hour", "2026-11-21T20:59:59Z", kolkata, "2026-11-21T21:59:59Z"},
		{schedule.Every(6 * time.Hour), "every 6 hours", "2026-11-21T20:59:59Z", kolkata, "2026-11-22T02:59:59Z"},
		{schedule.Every(15 * time.Minute), "every 15 minutes", "2026-11-21T20:50:00Z", kolkata, "2026-11-21T21:05:00Z"},
		// The 21st is a Saturday; at 21:00 UTC it is Sunday in Kolkata.
		{schedule.Weekly(time.Sunday, 3, 15), "Sundays at 03:15", "2026-11-21T21:00:00Z", kolkata, "2026-11-21T21:45:00Z"},
		{schedule.Weekly(time.Sunday, 3, 15), "Sundays at 03:15", "2026-11-21T21:45:00Z", kolkata, "2026-11-28T21:45:00Z"},
		{schedule.Monthly(1, 3, 45), "on day 1 of a month at 03:45", "2026-11-30T22:14:59Z", kolkata, "2026-11-30T22:15:00Z"},
		{schedule.Monthly(1, 3, 45), "on day 1 of a month at 03:45", "2026-11-30T22:15:00Z", kolkata, "2026-12-31T22:15:00Z"},
	} {
		if got := c.when.After(at(t, c.now), c.zone).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s, after %s in %s: %s, want %s", c.when, c.now, c.zone, got, c.want)
		}
		if got := c.when.String(); got != c.says {
			t.Errorf("it says %q, want %q", got, c.says)
		}
	}
}

// TestWhatWasMissedIsMadeUpWhereTheJobSaysSo, and what failed is tried again.
func TestWhatWasMissedIsMadeUpWhereTheJobSaysSo(t *testing.T) {
	t.Parallel()
	utc := time.UTC
	ran := func(state schedule.State, began, ended string) *schedule.Run {
		from, to := at(t, began), at(t, ended)
		return &schedule.Run{State: state, StartedAt: &from, EndedAt: &to}
	}
	night, makesUp := schedule.Job{When: schedule.Daily(2, 30)}, schedule.Job{When: schedule.Daily(2, 30), MakesUp: true}
	hourly := schedule.Job{When: schedule.Every(time.Hour)}
	const known = "2026-11-01T12:00:00Z"
	for what, c := range map[string]struct {
		job     schedule.Job
		last    *schedule.Run
		retried string
		now     string
		want    string
	}{
		"new, of the hour":                          {hourly, nil, "", known, known},
		"new, of the night: not at once":            {makesUp, nil, "", known, "2026-11-02T02:30:00Z"},
		"missed since it is known":                  {makesUp, nil, "", "2026-11-04T09:00:00Z", "2026-11-02T02:30:00Z"},
		"missed, and not made up":                   {night, nil, "", "2026-11-04T09:00:00Z", "2026-11-05T02:30:00Z"},
		"a little late, and not made up":            {night, nil, "", "2026-11-04T04:00:00Z", "2026-11-04T02:30:00Z"},
		"missed after a run":                        {makesUp, ran(schedule.Done, "2026-11-02T02:30:01Z", "2026-11-02T02:31:00Z"), "", "2026-11-04T09:00:00Z", "2026-11-03T02:30:00Z"},
		"done":                                      {makesUp, ran(schedule.Done, "2026-11-04T02:30:01Z", "2026-11-04T02:31:00Z"), "", "2026-11-04T09:00:00Z", "2026-11-05T02:30:00Z"},
		"the hour after a failure of the hour":      {hourly, ran(schedule.Failed, "2026-11-04T02:30:00Z", "2026-11-04T02:31:00Z"), "2026-11-03T23:30:00Z", "2026-11-04T02:32:00Z", "2026-11-04T03:30:00Z"},
		"an hour after a failure of the night":      {night, ran(schedule.Failed, "2026-11-04T02:30:00Z", "2026-11-04T02:31:00Z"), "", "2026-11-04T02:32:00Z", "2026-11-04T03:31:00Z"},
		"not for ever":                              {night, ran(schedule.Failed, "2026-11-04T06:30:00Z", "2026-11-04T06:31:00Z"), "2026-11-04T02:30:00Z", "2026-11-04T06:32:00Z", "2026-11-05T02:30:00Z"},
		"broken off":                                {night, ran(schedule.BrokenOff, "2026-11-04T02:30:00Z", "2026-11-04T02:31:00Z"), "", "2026-11-04T02:32:00Z", "2026-11-04T03:31:00Z"},
		"left: it would be left an hour later, too": {night, ran(schedule.Leftover, "2026-11-04T02:30:00Z", "2026-11-04T02:31:00Z"), "", "2026-11-04T02:32:00Z", "2026-11-05T02:30:00Z"},
		"again, where it failed as often yesterday": {night, ran(schedule.Failed, "2026-11-04T02:30:00Z", "2026-11-04T02:31:00Z"), "2026-11-03T03:31:00Z", "2026-11-04T02:32:00Z", "2026-11-04T03:31:00Z"},
	} {
		if got := schedule.DueAt(c.job, at(t, known), c.last, retried(t, c.retried), at(t, c.now), utc); !got.Equal(at(t, c.want)) {
			t.Errorf("%s: due %s, want %s", what, got.UTC().Format(time.RFC3339), c.want)
		}
	}
}
