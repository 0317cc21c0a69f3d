package schedule

import "time"

// With is a store with jobs of a test's own.
func With(s *Store, jobs ...Job) *Store { return New(s.reg, s.settings, s.rooms, jobs) }

// DueAt is when a job is due that was known since a moment, has had a last run, and failed as
// often as it is tried since another.
func DueAt(j Job, known time.Time, last *Run, retried *time.Time, now time.Time, zone *time.Location) time.Time {
	return Status{Job: j, known: &known, Last: last, RetriedSince: retried}.due(now, zone)
}
