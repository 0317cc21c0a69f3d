package data

// Topic says what kind of thing changed.
type Topic string

// The topics that are told. A desk reads again what it shows of them.
const (
	// VisitsChanged covers the gate's lists.
	VisitsChanged Topic = "visits"
	// SettingsChanged covers system_config.
	SettingsChanged Topic = "settings"
	// AccountsChanged covers who may use a desk.
	AccountsChanged Topic = "accounts"
	// SessionsChanged covers who is on which desk, and desks to be ended.
	SessionsChanged Topic = "sessions"
	// NoticesChanged covers announcements and the banner.
	NoticesChanged Topic = "notices"
	// TicketsChanged covers maintenance_tickets.
	TicketsChanged Topic = "tickets"
	// BillsChanged covers bills and payments.
	BillsChanged Topic = "bills"
	// UnitsChanged covers blocks, units and who lives there.
	UnitsChanged Topic = "units"
	// ReportsChanged covers figures that were made anew.
	ReportsChanged Topic = "reports"
	// EverythingChanged is told after a reconnect: anything may have been missed.
	EverythingChanged Topic = "all"
)

// topicOf is which topic a write on a table belongs to; empty for none.
func topicOf(resource string) Topic {
	switch resource {
	case "visitor_logs":
		return VisitsChanged
	case "system_config":
		return SettingsChanged
	case "announcements":
		return NoticesChanged
	case "desk_sessions":
		return SessionsChanged
	case "maintenance_tickets":
		return TicketsChanged
	case "bills", "payments", "receipts":
		return BillsChanged
	case "blocks", "units", "user_units":
		return UnitsChanged
	case "society360_report_refreshes":
		return ReportsChanged
	}
	return ""
}
