// Package topic names what kind of thing changed, as desks are told.
package topic

import "slices"

// Topic says what kind of thing changed.
type Topic string

// The topics that are told. A desk reads again what it shows of them.
const (
	// Visits covers the gate's lists.
	Visits Topic = "visits"
	// Settings covers system_config.
	Settings Topic = "settings"
	// Accounts covers who may use a desk.
	Accounts Topic = "accounts"
	// Sessions covers who is on which desk, and desks to be ended.
	Sessions Topic = "sessions"
	// Notices covers announcements and the banner.
	Notices Topic = "notices"
	// Tickets covers maintenance_tickets.
	Tickets Topic = "tickets"
	// Bills covers bills and payments.
	Bills Topic = "bills"
	// Units covers blocks, units and who lives there.
	Units Topic = "units"
	// Reports covers figures that were made anew.
	Reports Topic = "reports"
	// Schedule covers the runs of what is done by the calendar.
	Schedule Topic = "schedule"
	// Everything is told after a reconnect, for anything may have been missed, and of
	// what is shown everywhere, such as the names of people.
	Everything Topic = "all"
)

// All are the topics, without Everything.
func All() []Topic {
	return []Topic{Visits, Settings, Accounts, Sessions, Notices, Tickets, Bills, Units, Reports, Schedule}
}

// isOurs reports whether it is one of these: whoever may connect to the database may
// notify its desks of anything.
func (t Topic) isOurs() bool {
	return t == Everything || slices.Contains(All(), t)
}
