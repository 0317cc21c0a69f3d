package schedule

import "time"

// With is a store with jobs of a test's own.
func With(s *Store, jobs ...Job) *Store { return New(s.reg, s.settings, s.rooms, jobs) }

// Due is when a job is due that was known since a moment and has had a last run.
func Due(j Job, known time.Time, last *Run, failures int, now time.Time, zone *time.Location) time.Time {
	return Status{Job: j, known: &known, Last: last, Failures: failures}.due(now, zone)
}
