package connect

// MigrationsTable records which steps a database has had.
const MigrationsTable = "society360_migrations"

// DeskRole is the role that the desk works as, wherever it exists.
const DeskRole = "society360_desk"

// InvalidParameter is the SQLSTATE of SET ROLE for a role that does not exist.
const InvalidParameter = "22023"

// DeskGrants is all that the desk's role may do: the rights by the table's name, as
// GRANT lists them. Nothing of a resident, a visit, a bill or a payment is ever
// deleted by the desk; the audit trail is written and read.
func DeskGrants() map[string]string {
	const (
		read   = "SELECT"
		record = "SELECT, INSERT"
		edit   = "SELECT, INSERT, UPDATE"
		own    = "SELECT, INSERT, UPDATE, DELETE"
		mark   = "SELECT, UPDATE"
	)
	return map[string]string{
		"roles":               read,
		"users":               edit,
		"blocks":              edit,
		"units":               edit,
		"user_units":          edit,
		"visitor_logs":        edit,
		"maintenance_tickets": edit,
		"bills":               edit,
		"payments":            edit,
		"announcements":       edit,
		"system_config":       edit,
		"audit_logs":          record,
		"audit_logs_archive":  read,
		"write_intents":       own,
		"sign_in_attempts":    own,
		"announcement_reads":  own,
		"user_ssh_keys":       own,
		"gate_terminals":      own,
		"desk_sessions":       own,
		"desk_files":          own,
		"receipts":            record,
		"receipt_payments":    record,
		"receipt_counters":    edit,
		"cash_closings":       edit,
		"cash_counts":         record,
		"payment_lines":       read,
		"bill_lines":          read,
		MigrationsTable:       read,
		societyTable:          read,

		"society360_bill_runs":     edit,
		"society360_upgrade_notes": mark,

		"society360_report_visits":     read,
		"society360_report_stays":      read,
		"society360_report_tickets":    read,
		"society360_report_collection": read,
		"society360_report_refreshes":  read,
	}
}
