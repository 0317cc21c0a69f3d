-- What each table and column is, for whoever reads the database with other means
-- than the desk: \d+ in psql, or a program that draws a schema. A comment that is
-- there already is somebody's own and stays; a table or column that is not there
-- is passed over.
--
-- COMMENT lets everybody read and write meanwhile. It waits for VACUUM and for
-- changes of the schema alone, so that nobody queues behind it, and the server
-- ends an autovacuum that it waits for: society360_lock would give way to that.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN
        WITH said (tbl, col, words) AS (VALUES
            ('roles', NULL, 'Roles that an account can have'),
            ('roles', 'id', 'Key'),
            ('roles', 'name', 'admin, staff, guard or resident; the desk gives no rights to any other'),
            ('roles', 'description', 'What the role is for'),

            ('users', NULL, 'Accounts. A deleted one keeps its row, for the history'),
            ('users', 'id', 'Key'),
            ('users', 'full_name', 'Full name'),
            ('users', 'email', 'E-mail address, with which the account signs in'),
            ('users', 'password_hash', 'bcrypt hash of the password'),
            ('users', 'phone_number', 'Phone number, as it was typed'),
            ('users', 'role_id', 'Role; NULL gives no rights'),
            ('users', 'status', 'active, inactive or banned; NULL reads as active. Only an active account may sign in'),
            ('users', 'profile_picture_url', 'Address of a picture; the desk shows none'),
            ('users', 'created_at', 'When the account was made'),
            ('users', 'updated_at', 'When the row was last changed, kept by a trigger'),
            ('users', 'deleted_at', 'When the account was deleted; NULL while it is not'),
            ('users', 'must_change_password', 'Whether the password is a one-time password, to be changed at the next sign-in'),
            ('users', 'password_changed_at', 'When the desk last set the password; ends older sessions of the account'),
            ('users', 'signed_out_at', 'When an admin last ended every session of the account'),
            ('users', 'one_time_mark', 'md5 of the password_hash that one_time_expires_at and one_time_spent_at are about; with any other hash they mean nothing'),
            ('users', 'one_time_expires_at', 'Until when the one-time password opens a session; NULL for no end'),
            ('users', 'one_time_spent_at', 'When the one-time password was used; NULL before'),

            ('blocks', NULL, 'Blocks or towers of the society'),
            ('blocks', 'id', 'Key'),
            ('blocks', 'name', 'Name, such as Tower A'),
            ('blocks', 'description', 'More about the block'),
            ('blocks', 'created_at', 'When the block was added'),
            ('blocks', 'sort_key', 'Place in lists, compared byte by byte; kept by a trigger'),

            ('units', NULL, 'Flats, shops and other units'),
            ('units', 'id', 'Key'),
            ('units', 'block_id', 'Block; NULL for a unit in none'),
            ('units', 'unit_number', 'Number within the block, such as 101'),
            ('units', 'floor_number', 'Floor; 0 is the ground floor'),
            ('units', 'type', 'Type, such as 2BHK or shop; the maintenance fee may depend on it'),
            ('units', 'status', 'occupied, vacant or under_maintenance; NULL reads as vacant. Triggers keep the first two by who lives there'),
            ('units', 'created_at', 'When the unit was added'),
            ('units', 'label', 'What people call the unit, such as A-101; kept by a trigger'),
            ('units', 'search_key', 'The label as searches compare it, such as A101; kept by a trigger'),
            ('units', 'sort_key', 'Place in lists, compared byte by byte; kept by a trigger'),

            ('user_units', NULL, 'Who lives in which unit or owns it: one row for each time of moving in'),
            ('user_units', 'id', 'Key'),
            ('user_units', 'user_id', 'The resident''s account'),
            ('user_units', 'unit_id', 'Unit'),
            ('user_units', 'resident_type', 'owner, tenant or family_member'),
            ('user_units', 'is_primary_contact', 'Whether the unit is asked through this resident first; the desk keeps one for each unit'),
            ('user_units', 'move_in_date', 'First day in the unit, by the society''s calendar; NULL for always'),
            ('user_units', 'move_out_date', 'First day no longer in the unit, by the society''s calendar; NULL for none'),
            ('user_units', 'status', 'active or moved_out; NULL reads as active'),
            ('user_units', 'created_at', 'When the row was added'),
            ('user_units', 'primary_on_move_in', 'Whether the resident becomes the primary contact on move_in_date; NULL once that day has come'),

            ('visitor_logs', NULL, 'Visits, from the first word of a visitor to the way out'),
            ('visitor_logs', 'id', 'Key'),
            ('visitor_logs', 'unit_id', 'Unit that is visited; NULL once it was deleted'),
            ('visitor_logs', 'visitor_name', 'Visitor''s name'),
            ('visitor_logs', 'visitor_phone', 'Visitor''s phone number, as it was typed'),
            ('visitor_logs', 'purpose', 'Guest, Delivery, Service, Cab or other words'),
            ('visitor_logs', 'check_in_time', 'When the visitor entered; NULL before, where the desk wrote the row'),
            ('visitor_logs', 'check_out_time', 'When the visitor left; NULL before'),
            ('visitor_logs', 'vehicle_number', 'Number plate, as it was typed'),
            ('visitor_logs', 'entry_gate', 'Gate of the way in'),
            ('visitor_logs', 'approved_by_user_id', 'Resident whose approval let the visitor in; NULL where none was named'),
            ('visitor_logs', 'security_guard_id', 'Account that let the visitor in at the desk; before that, the one that logged the visit there'),
            ('visitor_logs', 'status', 'pending (waits for an approval), approved, checked_in (is inside), checked_out or denied; NULL reads as checked_in'),
            ('visitor_logs', 'created_at', 'When the visit was logged; of older visits, when this column was added'),
            ('visitor_logs', 'expected_arrival', 'When an announced visitor is expected'),
            ('visitor_logs', 'approved_at', 'When the approval was given; NULL without one'),
            ('visitor_logs', 'exit_gate', 'Gate of the way out'),
            ('visitor_logs', 'party_size', 'Number of people, 1 to 99'),
            ('visitor_logs', 'presumed_left', 'Whether the visit was closed without anybody seeing the visitor leave'),
            ('visitor_logs', 'asked_at', 'Since when an approval is asked for anew, after one was taken back; NULL where none was'),

            ('maintenance_tickets', NULL, 'Requests for repairs and services'),
            ('maintenance_tickets', 'id', 'Key'),
            ('maintenance_tickets', 'unit_id', 'Unit that the ticket is about'),
            ('maintenance_tickets', 'requester_id', 'Account that raised the ticket'),
            ('maintenance_tickets', 'category', 'Category, such as Plumbing or Electrical'),
            ('maintenance_tickets', 'title', 'What is wrong, in one line'),
            ('maintenance_tickets', 'description', 'What is wrong, in full'),
            ('maintenance_tickets', 'priority', 'critical, high, medium or low; NULL reads as medium'),
            ('maintenance_tickets', 'status', 'open, in_progress, resolved (waits for confirmation), closed or rejected; NULL reads as open'),
            ('maintenance_tickets', 'assigned_to_id', 'Account that works on the ticket; NULL for nobody'),
            ('maintenance_tickets', 'created_at', 'When the ticket was raised'),
            ('maintenance_tickets', 'updated_at', 'When the row was last changed, kept by a trigger'),
            ('maintenance_tickets', 'resolved_at', 'When the ticket was last resolved; NULL while it is not'),

            ('bills', NULL, 'Bills of units. Due is amount less waived_amount less amount_paid'),
            ('bills', 'id', 'Key'),
            ('bills', 'unit_id', 'Unit that is billed'),
            ('bills', 'bill_type', 'Maintenance, Electricity, Water, Parking, Amenity, Late Fee, Opening or other words'),
            ('bills', 'amount', 'Amount in rupees, before waivers and payments'),
            ('bills', 'bill_date', 'Day of the bill'),
            ('bills', 'due_date', 'Last day to pay without being overdue'),
            ('bills', 'status', 'unpaid, partially_paid, paid (nothing is due) or overdue; kept by triggers'),
            ('bills', 'description', 'What the bill is for'),
            ('bills', 'created_at', 'When the bill was raised'),
            ('bills', 'amount_paid', 'Sum of the successful payments in rupees, kept by triggers'),
            ('bills', 'waived_amount', 'Rupees of the amount that nobody has to pay; all of it, where the bill is void'),
            ('bills', 'late_fee_of', 'Of a late fee: the bill that was late'),
            ('bills', 'run_month', 'Of a bill of the monthly run: the first day of its month'),
            ('bills', 'voided_at', 'When the bill was voided; NULL where it was not'),
            ('bills', 'void_reason', 'Why the bill was voided'),
            ('bills', 'fee_base', 'Of a late fee: rupees that were due of the late bill'),
            ('bills', 'fee_percent', 'Of a late fee: percentage of fee_base'),

            ('payments', NULL, 'Payments, each of one bill, never deleted by the desk. A claim is what a resident says to have paid'),
            ('payments', 'id', 'Key'),
            ('payments', 'bill_id', 'Bill that is paid'),
            ('payments', 'payer_id', 'Account that paid; NULL where it is not known'),
            ('payments', 'amount_paid', 'Rupees paid'),
            ('payments', 'payment_method', 'UPI, Credit Card, Debit Card, Bank Transfer, Cash or other words'),
            ('payments', 'transaction_reference', 'Reference of the bank or the service; empty for cash'),
            ('payments', 'payment_date', 'When it was paid'),
            ('payments', 'status', 'success (counts), failed (was reversed, refused or never came) or pending; NULL reads as success'),
            ('payments', 'recorded_by', 'Account that recorded the payment; NULL where another program did'),
            ('payments', 'reversed_at', 'When the payment was reversed; NULL where it was not'),
            ('payments', 'reversal_reason', 'Why the payment was reversed'),
            ('payments', 'claim_id', 'Of a claim: the same for all its payments, the id of the first; else NULL'),
            ('payments', 'claimed_at', 'Of a claim: when it was made'),
            ('payments', 'decided_at', 'Of a claim: when it was confirmed, refused or withdrawn; NULL while it waits'),
            ('payments', 'decided_by', 'Of a claim: who decided'),
            ('payments', 'refusal_reason', 'Of a refused claim: why'),
            ('payments', 'simulated', 'Whether no money was paid; NULL where it was not noted'),

            ('announcements', NULL, 'Notices of the society'),
            ('announcements', 'id', 'Key'),
            ('announcements', 'title', 'Title'),
            ('announcements', 'content', 'Text'),
            ('announcements', 'author_id', 'Account that wrote the notice'),
            ('announcements', 'target_audience', 'Who may read it: all, owners, tenants or staff; NULL reads as all'),
            ('announcements', 'is_important', 'Whether readers see it in their banner until they opened it'),
            ('announcements', 'created_at', 'When the notice was written'),
            ('announcements', 'expires_at', 'From when only admins see it; NULL for never'),

            ('audit_logs', NULL, 'Audit trail. Rows are added only: a trigger refuses to change or delete them'),
            ('audit_logs', 'id', 'Key'),
            ('audit_logs', 'user_id', 'Account that acted; NULL for none, or once it was deleted'),
            ('audit_logs', 'action', 'What was done, such as BILL_CREATED'),
            ('audit_logs', 'resource_type', 'Table of what it was done to'),
            ('audit_logs', 'resource_id', 'Key of what it was done to'),
            ('audit_logs', 'ip_address', 'Address of the client, or local'),
            ('audit_logs', 'user_agent', 'Client program'),
            ('audit_logs', 'details', 'What changed (before, after), notes, and who acted by name, e-mail and role at the time'),
            ('audit_logs', 'created_at', 'When it was done'),

            ('audit_logs_archive', NULL, 'Rows that were moved out of audit_logs, in partitions by time'),
            ('audit_logs_archive_default', NULL, 'Rows of audit_logs_archive for which no other partition was made'),

            ('system_config', NULL, 'Settings of the society'),
            ('system_config', 'id', 'Key'),
            ('system_config', 'config_key', 'Name, such as billing.late_fee_percentage'),
            ('system_config', 'config_value', 'Value, as text'),
            ('system_config', 'category', 'billing, security, notifications, general or maintenance'),
            ('system_config', 'description', 'What the setting does'),
            ('system_config', 'data_type', 'string, number, boolean or json; NULL reads as string'),
            ('system_config', 'updated_by', 'Account that last changed the value'),
            ('system_config', 'created_at', 'When the setting was added'),
            ('system_config', 'updated_at', 'When the value was last changed'),

            ('society360_migrations', NULL, 'Steps of the schema that this database has had'),
            ('society360_migrations', 'id', 'Key, in the order of the steps taken'),
            ('society360_migrations', 'version_id', 'Number of the step; 0 where the table was made'),
            ('society360_migrations', 'is_applied', 'Whether the step was taken'),
            ('society360_migrations', 'tstamp', 'When it was taken, UTC'),

            ('society360_society', NULL, 'Which society this is: one row, by which a connection that came to another database is known'),
            ('society360_society', 'id', 'Key of the society, never changed'),
            ('society360_society', 'code', 'Short name in a directory of several societies; NULL without one'),
            ('society360_society', 'name', 'Name in a directory of several societies; NULL without one'),
            ('society360_society', 'created_at', 'When the row was made'),
            ('society360_society', 'alone', 'Always true and unique, so that there is one row'),

            ('society360_upgrade_notes', NULL, 'What an upgrade changed, for each admin who has to be told'),
            ('society360_upgrade_notes', 'user_id', 'Admin who is told'),
            ('society360_upgrade_notes', 'note', 'Name of the note, whose words are in the program'),
            ('society360_upgrade_notes', 'read_at', 'When the admin read it; NULL before'),

            ('write_intents', NULL, 'Key of each write, so that one which is sent twice is done once; kept for 30 days'),
            ('write_intents', 'key', 'Key, made before the write was first sent'),
            ('write_intents', 'actor_id', 'Account that wrote; NULL for the program itself. No foreign key: a key outlives its account'),
            ('write_intents', 'action', 'What is done, as in audit_logs; VOID for a key that was given up'),
            ('write_intents', 'payload_hash', 'SHA-256 of what was asked for: the same key for something else is refused'),
            ('write_intents', 'result', 'What the write gave, and gives again to the same key'),
            ('write_intents', 'void', 'Whether the key was given up unsaved: the write is refused if it still comes'),
            ('write_intents', 'created_at', 'When the write was done or given up'),

            ('sign_in_attempts', NULL, 'Failed sign-ins, and those whose password is being checked; kept for a day'),
            ('sign_in_attempts', 'account', 'E-mail address in lower case; of what is no address, its length alone'),
            ('sign_in_attempts', 'address', 'Address of the client, or local'),
            ('sign_in_attempts', 'failures', 'Number of failures; a day without one begins anew'),
            ('sign_in_attempts', 'last_failed_at', 'When the last one failed; the wait for the next counts from here'),
            ('sign_in_attempts', 'pending', 'Number of attempts whose password is being checked'),
            ('sign_in_attempts', 'pending_at', 'When the last of those began; after 30 seconds they no longer count'),

            ('announcement_reads', NULL, 'Who has read which notice'),
            ('announcement_reads', 'announcement_id', 'Notice'),
            ('announcement_reads', 'user_id', 'Account that read it'),
            ('announcement_reads', 'read_at', 'When it was first read'),

            ('user_ssh_keys', NULL, 'Public keys with which accounts sign in over SSH'),
            ('user_ssh_keys', 'id', 'Key of the row'),
            ('user_ssh_keys', 'user_id', 'Account'),
            ('user_ssh_keys', 'fingerprint', 'Fingerprint of the public key, SHA256:...'),
            ('user_ssh_keys', 'public_key', 'Public key, as a line of an authorized_keys file'),
            ('user_ssh_keys', 'comment', 'Comment of that line'),
            ('user_ssh_keys', 'created_at', 'When the public key was added'),
            ('user_ssh_keys', 'last_used_at', 'When somebody last signed in with it; NULL for never'),

            ('gate_terminals', NULL, 'Public keys of terminals at gates: they give the gate''s name and the sign-in screen, and no rights'),
            ('gate_terminals', 'id', 'Key of the row'),
            ('gate_terminals', 'gate', 'Gate at which the terminal stands'),
            ('gate_terminals', 'fingerprint', 'Fingerprint of the public key, SHA256:...'),
            ('gate_terminals', 'public_key', 'Public key, as a line of an authorized_keys file'),
            ('gate_terminals', 'comment', 'Comment of that line'),
            ('gate_terminals', 'created_at', 'When the public key was added'),
            ('gate_terminals', 'last_used_at', 'When the terminal last connected; NULL for never'),

            ('desk_sessions', NULL, 'Sessions of desks. One whose server no longer confirms it (seen_at) is over'),
            ('desk_sessions', 'id', 'Key'),
            ('desk_sessions', 'user_id', 'Account that is signed in; NULL at the sign-in screen'),
            ('desk_sessions', 'gate', 'Gate of the terminal; NULL elsewhere'),
            ('desk_sessions', 'ip_address', 'Address of the client, or local'),
            ('desk_sessions', 'user_agent', 'Client program and terminal'),
            ('desk_sessions', 'server', 'Server that holds the connection; each start of one has a new id'),
            ('desk_sessions', 'screen', 'Screen in front'),
            ('desk_sessions', 'started_at', 'When the connection was made'),
            ('desk_sessions', 'active_at', 'When the last key was pressed, to the minute'),
            ('desk_sessions', 'seen_at', 'When the server last confirmed the session'),
            ('desk_sessions', 'end_reason', 'Why an admin asked for the session to end; NULL where none did'),
            ('desk_sessions', 'ended_at', 'When the session ended; NULL while it is open'),

            ('desk_files', NULL, 'Files of accounts, on their way in or out'),
            ('desk_files', 'id', 'Key'),
            ('desk_files', 'user_id', 'Account that the file belongs to'),
            ('desk_files', 'box', 'inbox (imports) or outbox (exports, receipts)'),
            ('desk_files', 'name', 'File name'),
            ('desk_files', 'content', 'Bytes of the file'),
            ('desk_files', 'created_at', 'When the file was put there'),
            ('desk_files', 'expires_at', 'When the file is deleted'),

            ('receipts', NULL, 'Receipts, numbered without gaps in each year'),
            ('receipts', 'id', 'Key'),
            ('receipts', 'year', 'Year of the number, by the society''s calendar'),
            ('receipts', 'number', 'Number within the year, from 1'),
            ('receipts', 'issued_at', 'When the number was given'),

            ('receipt_payments', NULL, 'Which payments a receipt is for: one receipt a payment'),
            ('receipt_payments', 'payment_id', 'Payment. No foreign key: a number stays given when another program deletes the payment'),
            ('receipt_payments', 'receipt_id', 'Receipt'),

            ('receipt_counters', NULL, 'The last receipt number of each year; whoever takes the next one locks the row'),
            ('receipt_counters', 'year', 'Year, by the society''s calendar'),
            ('receipt_counters', 'last', 'Last number given'),

            ('society360_report_refreshes', NULL, 'When the figures of each report were last made'),
            ('society360_report_refreshes', 'name', 'Report: visits, stays, tickets or collection'),
            ('society360_report_refreshes', 'refreshed_at', 'When they were made'),
            ('society360_report_refreshes', 'took', 'How long it took'),
            ('society360_report_refreshes', 'basis', 'Settings that they rest on; figures of other settings are out of date'),

            ('society360_report_visits', NULL, 'Visits by day and hour, and by day and way of approval'),
            ('society360_report_visits', 'day', 'Day, by the society''s calendar'),
            ('society360_report_visits', 'hour', 'Hour of the day, 0 to 23; -1 in a row by way of approval'),
            ('society360_report_visits', 'channel', 'How the approval came: phone, intercom, in_person, resident, pre_approved, none or other; empty in a row by hour'),
            ('society360_report_visits', 'entries', 'Number of visits that entered'),
            ('society360_report_visits', 'denied', 'Number of visits that were denied'),

            ('society360_report_stays', NULL, 'The twenty longest stays that began on each day'),
            ('society360_report_stays', 'day', 'Day of the check-in, by the society''s calendar'),
            ('society360_report_stays', 'visit_id', 'Visit'),
            ('society360_report_stays', 'minutes', 'Length of the stay in minutes'),

            ('society360_report_tickets', NULL, 'Tickets by day and category'),
            ('society360_report_tickets', 'day', 'Day, by the society''s calendar'),
            ('society360_report_tickets', 'category', 'Category'),
            ('society360_report_tickets', 'opened', 'Number of tickets raised that day'),
            ('society360_report_tickets', 'resolved', 'Number of tickets resolved that day'),
            ('society360_report_tickets', 'over', 'Number of those that took longer than the time for their priority'),
            ('society360_report_tickets', 'minutes', 'Minutes that each of those resolved took, in ascending order'),

            ('society360_report_collection', NULL, 'What was billed and what was paid, by day'),
            ('society360_report_collection', 'day', 'Day, by the society''s calendar'),
            ('society360_report_collection', 'billed', 'Rupees of the bills of that date, less what was waived'),
            ('society360_report_collection', 'bills', 'Number of those bills'),
            ('society360_report_collection', 'collected', 'Rupees of the successful payments of that day'),
            ('society360_report_collection', 'payments', 'Number of those payments')
        ), everything AS (
            SELECT s.tbl, s.col, s.words FROM said s
            UNION ALL
            -- The archive has the columns of the trail.
            SELECT a.tbl, s.col, s.words
            FROM said s CROSS JOIN (VALUES ('audit_logs_archive'), ('audit_logs_archive_default')) AS a(tbl)
            WHERE s.tbl = 'audit_logs' AND s.col IS NOT NULL
        )
        SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind, c.relname, a.attname, e.words
        FROM everything e
        JOIN pg_class c ON c.relname = e.tbl AND c.relkind IN ('r', 'p', 'm') AND c.relnamespace = quote_ident(current_schema())::regnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = e.col AND NOT a.attisdropped
        WHERE (e.col IS NULL OR a.attname IS NOT NULL)
          AND CASE WHEN e.col IS NULL THEN obj_description(c.oid, 'pg_class') ELSE col_description(c.oid, a.attnum) END IS NULL
        ORDER BY c.relname, a.attnum
    LOOP
        IF thing.attname IS NULL THEN
            EXECUTE format('COMMENT ON %s %I.%I IS %L', thing.kind, current_schema(), thing.relname, thing.words);
        ELSE
            EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', current_schema(), thing.relname, thing.attname, thing.words);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd
