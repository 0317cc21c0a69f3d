package data_test

import (
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// ours are the additions to the platform's tables, by what they are.
func ours() map[string][]string {
	return map[string][]string{
		"column": {
			"visitor_logs.created_at timestamp with time zone NOT NULL now()",
			"visitor_logs.expected_arrival timestamp with time zone null -",
			"visitor_logs.approved_at timestamp with time zone null -",
			"visitor_logs.asked_at timestamp with time zone null -",
			"visitor_logs.exit_gate character varying(50) null -",
			"visitor_logs.party_size smallint NOT NULL 1",
			"visitor_logs.presumed_left boolean NOT NULL false",
			"visitor_logs.withdrawn_at timestamp with time zone null -",
			"visitor_logs.withdrawn_by uuid null -",
			"users.must_change_password boolean NOT NULL false",
			"users.password_changed_at timestamp with time zone null -",
			"users.signed_out_at timestamp with time zone null -",
			"users.same_password_as character varying(32) null -",
			"users.one_time_mark character varying(32) null -",
			"users.one_time_expires_at timestamp with time zone null -",
			"users.one_time_spent_at timestamp with time zone null -",
			"users.removed_at timestamp with time zone null -",
			"users.session_epoch bigint NOT NULL ((pg_current_xact_id())::text)::bigint",
			"audit_logs.database_role character varying(63) null -",
			"units.label text null -",
			"units.long_key text null -",
			"units.search_key text null -",
			"units.sort_key text null -",
			"blocks.label_code text null -",
			"blocks.sort_key text null -",
			"user_units.primary_on_move_in boolean null -",
			"maintenance_tickets.ticket_number integer null -",
			"bills.amount_paid numeric(10,2) NOT NULL 0",
			"bills.waived_amount numeric(10,2) NOT NULL 0",
			"bills.late_fee_of uuid null -",
			"bills.run_month date null -",
			"bills.run_id uuid null -",
			"bills.voided_at timestamp with time zone null -",
			"bills.void_reason text null -",
			"bills.fee_base numeric(10,2) null -",
			"bills.fee_percent numeric(5,2) null -",
			"bills.fee_due_date date null -",
			"payments.recorded_by uuid null -",
			"payments.reversed_at timestamp with time zone null -",
			"payments.reversal_reason text null -",
			"payments.claim_id uuid null -",
			"payments.claimed_at timestamp with time zone null -",
			"payments.decided_at timestamp with time zone null -",
			"payments.decided_by uuid null -",
			"payments.refusal_reason text null -",
			"payments.simulated boolean null -",
			"payments.received_on date null -",
			"payments.counted_on date null -",
			"payments.cheque_date date null -",
			"payments.bank text null -",
			"announcements.changed_at timestamp with time zone null -",
			"announcements.shown_again_at timestamp with time zone null -",
			"payments.paid_by_name text null -",
		},
		"constraint": {
			"visitor_logs.visitor_logs_party_size_check", "visitor_logs.visitor_logs_withdrawn_by_fkey",
			"bills.bills_late_fee_of_fkey", "bills.bills_run_id_fkey", "bills.bills_waived_amount_check", "bills.bills_amount_is_number",
			"payments.payments_recorded_by_fkey", "payments.payments_decided_by_fkey", "payments.payments_amount_is_number",
			// A trigger that waits for the end of its transaction is a constraint too.
			"system_config.society360_desk_audited_insert", "system_config.society360_desk_audited_update", "users.society360_desk_audited_insert", "users.society360_desk_audited_update",
			"payments.society360_desk_audited_insert", "payments.society360_desk_audited_update",
			"bills.society360_desk_audited_insert", "bills.society360_desk_audited_update", "user_units.society360_desk_audited_insert", "user_units.society360_desk_audited_update",
			"visitor_logs.society360_desk_audited_insert", "visitor_logs.society360_desk_audited_update",
			"maintenance_tickets.society360_desk_audited_insert", "maintenance_tickets.society360_desk_audited_update",
		},
		"index": {
			"visitor_logs.idx_visitors_inside_times", "visitor_logs.idx_visitors_inside_unit", "visitor_logs.idx_visitors_withdrawn",
			"visitor_logs.idx_visitors_history", "visitor_logs.idx_visitors_unit_history",
			"visitor_logs.idx_visitors_waiting", "visitor_logs.idx_visitors_phone_inside", "visitor_logs.idx_visitors_unit_waiting",
			"visitor_logs.idx_visitors_name", "visitor_logs.idx_visitors_inside_name", "visitor_logs.idx_visitors_plate_trgm", "maintenance_tickets.idx_tickets_queue",
			"maintenance_tickets.idx_tickets_history", "maintenance_tickets.idx_tickets_title_key", "maintenance_tickets.idx_tickets_category",
			"maintenance_tickets.idx_tickets_requester", "bills.idx_bills_unit_date", "bills.idx_bills_credit",
			"visitor_logs.idx_visitors_plate_inside", "visitor_logs.idx_visitors_due",
			"payments.idx_payments_bill", "payments.idx_payments_reference", "payments.idx_payments_amount", "payments.idx_payments_time", "payments.idx_payments_claims", "payments.idx_payments_elsewhere", "payments.idx_payments_day", "payments.idx_payments_recorded_by", "payments.idx_payments_decided_by", "payments.idx_payments_payer",
			"visitor_logs.idx_visitors_guard", "visitor_logs.idx_visitors_approved_by", "visitor_logs.idx_visitors_withdrawn_by",
			"bills.idx_bills_due", "bills.idx_bills_date", "bills.bills_late_fee_of_key", "bills.bills_run_month_key", "bills.idx_bills_run",
			"bills.idx_bills_due_date", "bills.idx_bills_void", "payments.idx_payments_not_counted", "audit_logs.idx_audit_kind_time", "audit_logs.idx_audit_by_program",
			"audit_logs.idx_audit_time", "audit_logs.idx_audit_address_time", "audit_logs.idx_audit_user_time", "audit_logs.idx_audit_action_time", "audit_logs.idx_audit_user_action",
			"users.idx_users_email_lower", "users.idx_users_email_begins", "users.idx_users_list_key", "users.idx_users_role_list_key", "users.idx_users_apart_key",
			"users.idx_users_name_key",
			"units.idx_units_search_key", "units.idx_units_number", "units.idx_units_long_key", "units.idx_units_sort_key", "announcements.idx_announcements_found",
			"visitor_logs.idx_visitors_phone_digits", "visitor_logs.idx_visitors_phone_digits_end",
			"maintenance_tickets.idx_tickets_number", "users.idx_users_phone_digits", "users.idx_users_phone_digits_end",
		},
		"trigger": {
			"units.society360_units_label", "blocks.society360_blocks_rename", "blocks.society360_blocks_place", "bills.society360_bills_derive",
			"payments.society360_payments_insert", "payments.society360_payments_update",
			"payments.society360_payments_delete", "payments.society360_payments_truncate",
			"user_units.society360_residents_await", "maintenance_tickets.society360_tickets_number",
			"payments.society360_payments_day", "payments.society360_payments_line_update", "payments.society360_payments_line_delete",
			"payments.society360_payments_lines_truncate",
			"payments.society360_totals_insert", "payments.society360_totals_update", "payments.society360_totals_delete", "payments.society360_totals_truncate", "bills.society360_bills_line_update", "bills.society360_bills_line_delete",
			"bills.society360_bills_lines_truncate", "bills.society360_desk_audited_insert", "bills.society360_desk_audited_update",
			"user_units.society360_desk_audited_insert", "user_units.society360_desk_audited_update",
			"user_units.society360_units_follow_insert", "user_units.society360_units_follow_update",
			"user_units.society360_units_follow_delete", "user_units.society360_units_follow_truncate", "users.society360_tokens_end", "users.society360_units_follow_account",
			"users.society360_account_changed", "users.society360_password_changed", "users.society360_sessions_end", "system_config.society360_setting_changed", "system_config.society360_desk_audited_insert", "system_config.society360_desk_audited_update", "announcements.society360_announcements_changed", "audit_logs.society360_audit_append_only", "audit_logs.society360_audit_origin", "audit_logs.society360_seal_waits", "audit_logs.society360_trail_late",
			"visitor_logs.society360_visitors_named", "visitor_logs.society360_desk_begins", "visitor_logs.society360_desk_moves", "maintenance_tickets.society360_desk_begins", "maintenance_tickets.society360_desk_moves",
			"payments.society360_desk_begins", "payments.society360_desk_moves", "users.society360_desk_audited_insert", "users.society360_desk_audited_update",
			"payments.society360_desk_audited_insert", "payments.society360_desk_audited_update", "visitor_logs.society360_desk_audited_insert", "visitor_logs.society360_desk_audited_update",
			"maintenance_tickets.society360_desk_audited_insert", "maintenance_tickets.society360_desk_audited_update", "audit_logs.society360_audit_no_truncate",
		},
	}
}

func TestMigratedSchemaIsTheDocuments(t *testing.T) {
	t.Parallel()
	document := datatest.NewEmpty(t)
	datatest.RunFile(t, document, "document.sql")
	want := datatest.Catalog(t, document.Owner, datatest.DocumentTables())
	got := datatest.Catalog(t, datatest.New(t).Owner, datatest.DocumentTables())
	if len(want["column"]) != 101 || len(want["trigger"]) != 2 || len(want["function"]) != 1 {
		t.Fatalf("the platform's catalog was read wrongly: %d columns", len(want["column"]))
	}
	datatest.CompareCatalogs(t, want, got, ours())
}
