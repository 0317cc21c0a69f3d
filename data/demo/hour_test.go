package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// TestDemoIsTheSameAtEveryHour: who comes and goes depends on the hour, and nothing
// else does: not who else is there, and not who is at the doors of those whose
// accounts people try.
func TestDemoIsTheSameAtEveryHour(t *testing.T) {
	t.Parallel()
	roles := map[role.Role]int32{role.Admin: 1, role.Staff: 2, role.Resident: 3, role.Guard: 4}
	for seed := range uint64(8) {
		var first *demo
		for now := time.Date(2026, 11, 23, 0, 10, 0, 0, time.UTC); now.Day() == 23; now = now.Add(5 * time.Hour) {
			d := newDemo(now, Options{Seed: seed}, "x", roles)
			d.build(nil)
			if first == nil {
				first = d
			}
			if users, tickets := len(d.tables.users.rows), len(d.tables.tickets.rows); users != len(first.tables.users.rows) || tickets != len(first.tables.tickets.rows) {
				t.Errorf("society %d at %s has %d users and %d tickets", seed, now, users, tickets)
			}
			var inside, expected []string
			for _, row := range d.tables.visits.rows {
				name, unit, status := row[2].(string), row[1].(uuid.UUID), visits.Status(row[11].(string))
				if unit != d.unit(homeOfResident).id && unit != d.unit(homeOfTenant).id {
					continue
				}
				switch status {
				case visits.CheckedIn:
					inside = append(inside, name)
				case visits.Pending, visits.Approved:
					expected = append(expected, name)
				}
			}
			if got := strings.Join(expected, ", "); len(inside) > 0 || got != "Ritu Malhotra, कमल ठाकूर" {
				t.Errorf("society %d at %s: %v are inside, %s expected", seed, now, inside, got)
			}
		}
	}
}

// TestTheLastVisitIsThreeDaysAgo by the calendar of the society and by the clock,
// whatever the hour is.
func TestTheLastVisitIsThreeDaysAgo(t *testing.T) {
	t.Parallel()
	roles := map[role.Role]int32{role.Admin: 1, role.Staff: 2, role.Resident: 3, role.Guard: 4}
	midnight := time.Date(2026, 11, 30, 18, 30, 0, 0, time.UTC) // of the society
	for _, past := range []time.Duration{-time.Second, 0, time.Minute, 5 * time.Minute, 10 * time.Minute, 9 * time.Hour, 15 * time.Hour} {
		d := newDemo(midnight.Add(past), Options{}, "x", roles)
		d.build(nil)
		var last time.Time
		for _, row := range d.tables.visits.rows {
			if at, in := row[5].(*time.Time); row[2] == "Ramesh Kumar" && in && at.After(last) {
				last = *at
			}
		}
		if days := value.DayOf(d.now.In(d.zone)).DaysSince(value.DayOf(last.In(d.zone))); days != 3 || d.now.Sub(last) < 72*time.Hour {
			t.Errorf("%s past midnight it is %d days, %s ago", past, days, d.now.Sub(last))
		}
	}
}
