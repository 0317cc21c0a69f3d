package data

import (
	"github.com/civoranexus/society360/data/topic"
)

// topicOf is the topic that is told after a write to a table; empty for none.
func topicOf(resource string) topic.Topic {
	switch resource {
	case "visitor_logs", "barred_visitors":
		return topic.Visits
	case "system_config":
		return topic.Settings
	case "announcements":
		return topic.Notices
	case "desk_sessions":
		return topic.Sessions
	case "maintenance_tickets":
		return topic.Tickets
	case "bills", "payments", "receipts", "society360_bill_runs", "cash_closings":
		return topic.Bills
	case "blocks", "units", "user_units":
		return topic.Units
	case "society360_report_refreshes":
		return topic.Reports
	}
	return ""
}
