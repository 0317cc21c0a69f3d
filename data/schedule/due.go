package schedule

import "time"

const (
	// again is how long after a failure a job is tried once more, and retries how often
	// before its next time.
	again   = time.Hour
	retries = 3
)

// due is when a job has to be done next; zero before any server knew of it.
func (j Status) due(now time.Time, zone *time.Location) time.Time {
	when := j.Job.When
	switch {
	case j.Wanted != nil:
		return *j.Wanted
	case j.Last == nil && j.known == nil:
		return time.Time{}
	case j.Last == nil && when.every > 0:
		return *j.known
	case j.Last == nil:
		return j.missed(when.After(*j.known, zone), now, zone)
	}
	next := j.missed(when.After(*j.Last.StartedAt, zone), now, zone)
	// Of a time of the calendar come so many tries: a job that failed yesterday as often has
	// them again today.
	retried := j.RetriedSince != nil && when.After(*j.RetriedSince, zone).After(*j.Last.StartedAt)
	unfinished := j.Last.State == BrokenOff || j.Last.State == Failed && !retried
	if ended := j.Last.EndedAt; unfinished && ended != nil && ended.Add(again).Before(next) {
		return ended.Add(again)
	}
	return next
}

// missed is the time of a run, or the next one where that was missed and is not made up.
func (j Status) missed(next, now time.Time, zone *time.Location) time.Time {
	if j.Job.MakesUp || j.Job.When.every > 0 || now.Sub(next) <= lateAfter {
		return next
	}
	return j.Job.When.After(now.Add(-lateAfter), zone)
}

// isDue reports whether a job has to be looked at now: somebody waits for it, whatever the
// clocks say; it is due; or its last run may have been broken off without a word.
func (j Status) isDue(now time.Time) bool {
	return j.Wanted != nil || j.Last != nil && j.Last.State == Running || !j.Next.IsZero() && !j.Next.After(now)
}
