package connect

// MigrationsTable records which steps a database has had.
const MigrationsTable = "society360_migrations"

// DeskRole is the role that the desk works as, wherever it exists and the
// configuration names no other (Config.DeskRole).
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
		listed = "SELECT, INSERT, DELETE"
	)
	grants := map[string]string{
		"roles": read,
		// An import locks these three, which takes the right to all their columns.
		"blocks":             edit,
		"units":              edit,
		"user_units":         edit,
		"audit_logs":         record,
		"audit_logs_archive": read,

		"archived_visitor_logs":        read,
		"archived_maintenance_tickets": read,
		"archived_audit_logs":          read,

		"archived_visitor_logs_list":        read,
		"archived_maintenance_tickets_list": read,
		"archived_audit_logs_list":          read,

		"write_intents":      own,
		"sign_in_attempts":   own,
		"sign_in_places":     own,
		"phone_searches":     own,
		"desk_told":          own,
		"announcement_reads": own,
		"desk_sessions":      own,
		"desk_files":         own,
		"user_ssh_keys":      listed,
		"user_tokens":        listed,
		"gate_terminals":     listed,
		"receipts":           record,
		"receipt_payments":   record,
		"cash_counts":        record,
		"payment_lines":      read,
		"payment_totals":     read,
		"bill_lines":         read,
		"visitor_names":      read,
		MigrationsTable:      read,
		societyTable:         read,

		"society360_import_rows":   read,
		"society360_trail_words":   read,
		"society360_trail_late":    read,
		"society360_upgrade_notes": read,
		"society360_jobs":          record,
		"society360_job_runs":      listed,
		"society360_table_sizes":   listed,

		"society360_removals":       read,
		"society360_removal_marks":  read,
		"society360_removal_things": read,
		"society360_removal_key":    read,

		"society360_seals":        record,
		"society360_seal_waiting": "SELECT, DELETE",

		"society360_report_visits":     read,
		"society360_report_stays":      read,
		"society360_report_tickets":    read,
		"society360_report_collection": read,
		"society360_report_refreshes":  read,
	}
	for table, columns := range deskEdits() {
		if grants[table] == "" {
			grants[table] = record
		}
		grants[table] += ", UPDATE (" + columns + ")"
	}
	return grants
}

// deskEdits are the columns that the desk changes of rows that are there. Whatever
// else stands in them stays as it was written: what was paid, to which bill, when a
// thing was made, whose a key is.
func deskEdits() map[string]string {
	return map[string]string{
		"users": "full_name, email, phone_number, role_id, status, deleted_at, password_hash, password_changed_at, " +
			"same_password_as, must_change_password, signed_out_at, one_time_mark, one_time_expires_at, one_time_spent_at",
		"barred_visitors": "lifted_at, lifted_by, lift_reason",
		"user_ssh_keys":   "last_used_at",
		"user_tokens":     "last_used_at",
		"gate_terminals":  "letters",
		"visitor_logs": "unit_id, visitor_name, visitor_phone, purpose, vehicle_number, party_size, status, asked_at, approved_at, approved_by_user_id, " +
			"check_in_time, entry_gate, security_guard_id, check_out_time, exit_gate, presumed_left, withdrawn_at, withdrawn_by",
		"maintenance_tickets": "category, title, description, priority, status, assigned_to_id, resolved_at",
		"bills":               "amount, bill_date, due_date, status, description, waived_amount, fee_base, run_month, run_id, voided_at, void_reason",
		"payments":            "status, counted_on, decided_at, decided_by, refusal_reason, reversed_at, reversal_reason",
		"announcements":       "title, content, target_audience, is_important, expires_at, shown_again_at",
		"system_config":       "config_value, data_type, updated_at, updated_by",
		"receipt_counters":    "last",
		"cash_closings":       "undone_at, undone_by, undo_reason",
		"desk_looks":          "theme, letters, changed_at",

		"society360_imports":       "number, files, report, rehearsed_at, rehearsed_by, signed_by, committed_at, committed_by, taken_back_at, taken_back_by, reason",
		"society360_bill_runs":     "taken_back_at, taken_back_by, reason, bills, total",
		"society360_upgrade_notes": "read_at",
		"society360_table_sizes":   "bytes, table_rows",
		"society360_seal_state":    "horizon, stage, walked_at, walked_id, edge, looked_at, verified_at, broken_at, broken, told_at, untold, anew_at, anew_rows, stuck, stuck_at",
		"society360_job_runs":      "state, started_at, ended_at, result, server",
	}
}
