package setup_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTheTrailIsDatedByTheServer: whoever holds the desk's role neither dates a row of
// the trail nor leaves out its origin; another program's rows are taken as they come.
func TestTheTrailIsDatedByTheServer(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	desk, other := db.As(t, connect.DeskRole), db.As(t, db.OtherProgram(t))
	for _, origin := range []string{`NULL`, `''`, `'  '`} {
		_, err := desk.Exec(t.Context(), `INSERT INTO audit_logs (action, ip_address) VALUES ('X', `+origin+`)`)
		if datatest.SQLState(err) != "23514" {
			t.Errorf("a row from %s: %v", origin, err)
		}
	}
	const forged = `INSERT INTO audit_logs (action, ip_address, database_role, created_at) VALUES ($1, 'local', 'somebody', '2020-01-01')`
	datatest.Exec(t, desk, forged, "DESK")
	datatest.Exec(t, other, forged, "OTHER")
	datatest.Exec(t, other, `INSERT INTO audit_logs (action, ip_address, created_at) VALUES ('BARE', NULL, NULL)`)
	for action, want := range map[string]string{
		"DESK": "society360_desk now", "OTHER": "somebody 2020-01-01", "BARE": "- -",
	} {
		if got := datatest.Scan[string](t, db.Owner, `SELECT coalesce(database_role, '-') || ' ' || CASE WHEN created_at > now() - interval '1 hour' THEN 'now' ELSE coalesce(created_at::date::text, '-') END
			FROM audit_logs WHERE action = $1`, action); got != want {
			t.Errorf("%s: %s, want %s", action, got, want)
		}
	}
	conn := db.Conn(t, "postgres") // a dump that is read in
	tag, err := conn.PgConn().CopyFrom(t.Context(), strings.NewReader("RESTORED\t2019-01-01 00:00:00+00\n"), `COPY audit_logs (action, created_at) FROM STDIN`)
	if err != nil || tag.RowsAffected() != 1 || datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM audit_logs WHERE action = 'RESTORED' AND created_at < '2019-01-02'`) != 1 {
		t.Errorf("a row of a dump: %v, %v", tag, err)
	}
}

// TestTheDeskMovesNothingElse: the database lets the desk's role make the moves that
// the program makes and no other, from every status, and other programs all of them.
func TestTheDeskMovesNothingElse(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	desk, other := db.As(t, connect.DeskRole), db.As(t, db.OtherProgram(t))
	const id = `'00000000-0000-0000-0000-000000000360'`
	for table, c := range map[string]struct {
		begin    string
		statuses []string
		actions  []string
		can      func(from, to string) bool
	}{
		"visitor_logs": {
			begin:    `INSERT INTO visitor_logs (id, visitor_name, status) VALUES (` + id + `, 'P', '%s')`,
			statuses: []string{"pending", "approved", "checked_in", "checked_out", "denied"},
			actions: []string{
				"VISITOR_ANNOUNCED", "VISITOR_PRE_APPROVED", "VISITOR_DENIED", "VISITOR_CHECKED_IN", "VISITOR_APPROVED", "VISITOR_CORRECTED",
				"VISITOR_CHECKED_OUT", "VISITOR_CHECK_OUT_UNDONE",
			},
			can: func(from, to string) bool { return visits.Status(from).CanBecome(visits.Status(to)) },
		},
		"maintenance_tickets": {
			begin:    `INSERT INTO maintenance_tickets (id, category, title, status) VALUES (` + id + `, 'Lift', 'Stuck', '%s')`,
			statuses: []string{"open", "in_progress", "resolved", "closed", "rejected"},
			actions: []string{
				"TICKET_CREATED", "TICKET_STARTED", "TICKET_RELEASED", "TICKET_RESOLVED", "TICKET_REJECTED", "TICKET_CLOSED", "TICKET_REOPENED",
			},
			can: func(from, to string) bool { return tickets.Status(from).CanBecome(tickets.Status(to)) },
		},
		"payments": {
			begin:    `INSERT INTO payments (id, amount_paid, status) VALUES (` + id + `, 5, '%s')`,
			statuses: []string{"pending", "success", "failed"},
			actions:  []string{"PAYMENT_RECORDED", "CHEQUE_TAKEN", "PAYMENT_CONFIRMED", "PAYMENT_REFUSED", "PAYMENT_REVERSED"},
			can: func(from, to string) bool {
				return to != "failed" && from == "" || from == "pending" || from == "success" && to == "failed"
			},
		},
	} {
		try := func(from, to, sql string) {
			// A row of every action, for it is the moves that are tried here.
			audited := `INSERT INTO audit_logs (action, ip_address, resource_type, resource_id, details) SELECT a, 'local', '` + table + `', ` + id + `,
				'{"after": {"status": "` + to + `", "visitor_name": "P", "title": "Stuck", "amount_paid": 5}}' FROM unnest('{` + strings.Join(c.actions, `,`) + `}'::text[]) a;`
			_, err := desk.Exec(t.Context(), audited+sql)
			if done := err == nil; done != c.can(from, to) {
				t.Errorf("%s from %q to %s as the desk: %v", table, from, to, err)
			} else if !done && !strings.HasPrefix(datatest.Constraint(err), "society360_desk_") {
				t.Errorf("%s from %q to %s is refused for something else: %v", table, from, to, err)
			}
		}
		for _, from := range c.statuses {
			try("", from, fmt.Sprintf(c.begin, from))
			datatest.Exec(t, other, `DELETE FROM `+table)
			datatest.Exec(t, other, fmt.Sprintf(c.begin, from))
			for _, to := range c.statuses {
				if to == from {
					continue
				}
				datatest.Exec(t, other, `UPDATE `+table+` SET status = $1`, from) // from any
				try(from, to, `UPDATE `+table+` SET status = '`+to+`'`)
			}
			datatest.Exec(t, other, `DELETE FROM `+table)
		}
	}
}

// TestTheDeskChangesNothingUnaudited: an account, a key, a visit, a ticket, a payment, a
// bill or a residency changes by the desk's role only with a row of the trail in the same transaction, which
// says of that thing, by an action that does it, what stands there then.
func TestTheDeskChangesNothingUnaudited(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	desk, other := s.As(t, connect.DeskRole), s.As(t, s.OtherProgram(t))
	const id = "00000000-0000-0000-0000-00000000000"
	datatest.Exec(t, s.Owner, `INSERT INTO maintenance_tickets (id, category, title, status) VALUES ('`+id+`1', 'Lift', 'Stuck', 'open')`)
	datatest.Exec(t, s.Owner, `INSERT INTO visitor_logs (id, visitor_name, status) VALUES ('`+id+`2', 'P', 'pending')`)
	datatest.Exec(t, s.Owner, `INSERT INTO payments (id, amount_paid, status) VALUES ('`+id+`3', 1, 'pending')`)
	datatest.Exec(t, s.Owner, `INSERT INTO gate_terminals (id, gate, fingerprint, public_key) VALUES ('`+id+`4', 'Main', 'f1', 'k1')`)
	datatest.Exec(t, s.Owner, `INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key) VALUES ('`+id+`5', $1, 'f2', 'k2')`, s.Guard.UserID)
	datatest.Exec(t, s.Owner, `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date) VALUES ('`+id+`d', $1, 'Water', 100, '2026-03-01', '2026-03-16')`, s.Units["A-101"])
	datatest.Exec(t, s.Owner, `INSERT INTO user_units (id, user_id, unit_id, resident_type, is_primary_contact, status) VALUES ('`+id+`e', $1, $2, 'tenant', NULL, NULL)`, s.Guard.UserID, s.Units["A-102"])
	guard, unit := s.Guard.UserID.String(), s.Units["B-204"].String()
	datatest.Exec(t, s.Owner, `INSERT INTO user_tokens (id, user_id, name, token_hash, commands, last_day) VALUES ('`+id+`d', $1, 't1', 'h1', '{visitors}', '2026-11-05')`, s.Guard.UserID)
	roles := datatest.Scan[string](t, s.Owner, `SELECT jsonb_object_agg(name, id)::text FROM roles WHERE name IN ('admin', 'staff')`)
	var roleID map[string]json.Number
	if err := json.Unmarshal([]byte(roles), &roleID); err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, c := range []struct {
		trigger, id, sql string
		// did is the action whose row serves, and says what its details are; another is
		// an action of the same thing that does not make this change, and lie what they
		// say where they are not so, empty where the trail keeps no value.
		did, says, another, lie string
	}{
		{
			"user_tokens.insert", guard, `INSERT INTO user_tokens (id, user_id, name, token_hash, commands, last_day) VALUES ('` + id + `e', '` + guard + `', 't2', 'h2', '{units}', '2026-11-05')`,
			"USER_TOKEN_ADDED", `{"after": {"token": "t2", "commands": ["units"], "last_day": "2026-11-05"}}`, "USER_LOGIN", `{"after": {"token": "t2", "commands": ["visitors"], "last_day": "2026-11-05"}}`,
		},
		{
			"user_tokens.delete", guard, `DELETE FROM user_tokens WHERE name = 't1'`,
			"USER_TOKEN_REMOVED", `{"before": {"token": "t1"}}`, "USER_TOKEN_ADDED", `{"before": {"token": "t2"}}`,
		},
		{
			"barred_visitors.insert", id + "c", `INSERT INTO barred_visitors (id, kind, value, unit_id, reason, last_day) VALUES ('` + id + `c', 'name', 'P', '` + unit + `', 'x', '2036-11-05')`,
			"VISITOR_BARRED", `{"after": {"kind": "name", "value": "P", "unit_id": "` + unit + `", "reason": "x", "last_day": "2036-11-05"}}`,
			"VISITOR_BAR_LIFTED", `{"after": {"kind": "name", "value": "Q", "unit_id": "` + unit + `", "reason": "x", "last_day": "2036-11-05"}}`,
		},
		{
			"barred_visitors.update", id + "c", `UPDATE barred_visitors SET lifted_at = '2026-11-05 10:00Z', lift_reason = 'y' WHERE id = '` + id + `c'`,
			"VISITOR_BAR_LIFTED", `{"after": {"lifted_at": "2026-11-05T10:00:00+00:00", "lift_reason": "y"}}`,
			"VISITOR_BARRED", `{"after": {"lifted_at": "2026-11-05T10:00:00+00:00", "lift_reason": "z"}}`,
		},
		{
			"users.insert", id + "6", `INSERT INTO users (id, full_name, email, password_hash, role_id) VALUES ('` + id + `6', 'P', 'p@test.example', 'x', ` + string(roleID["admin"]) + `)`,
			"USER_CREATED", `{"after": {"email": "p@test.example", "role_id": ` + string(roleID["admin"]) + `, "status": "active"}}`,
			"USER_UPDATED", `{"after": {"email": "p@test.example", "role_id": ` + string(roleID["staff"]) + `, "status": "active"}}`,
		},
		{
			"users.update", guard, `UPDATE users SET role_id = ` + string(roleID["admin"]) + ` WHERE id = '` + guard + `'`,
			"USER_ROLE_CHANGED", `{"after": {"role_id": ` + string(roleID["admin"]) + `}}`, "USER_LOGIN", `{"after": {"role_id": ` + string(roleID["staff"]) + `}}`,
		},
		{"users.update", guard, `UPDATE users SET password_hash = 'x' WHERE id = '` + guard + `'`, "USER_PASSWORD_CHANGED", `{}`, "USER_LOGIN", ``},
		{"users.update", guard, `UPDATE users SET password_hash = 'y' WHERE id = '` + guard + `'`, "USER_PASSWORD_RESET", `{"after": {}}`, "USER_UPDATED", ``},
		{
			"users.update", guard, `UPDATE users SET password_hash = 'z', same_password_as = md5(password_hash) WHERE id = '` + guard + `'`,
			"USER_LOGIN", `{"after": {"password": "hashed anew"}}`, "USER_LOGOUT", `{"after": {"password": "x"}}`,
		},
		{
			"users.update", guard, `UPDATE users SET status = 'banned' WHERE id = '` + guard + `'`,
			"USER_STATUS_CHANGED", `{"after": {"status": "banned"}}`, "USER_DELETED", `{"after": {"status": "inactive"}}`,
		},
		{
			"users.update", guard, `UPDATE users SET email = 'q@test.example' WHERE id = '` + guard + `'`,
			"USER_UPDATED", `{"after": {"email": "q@test.example"}}`, "USER_ROLE_CHANGED", `{"after": {"full_name": "Q"}}`,
		},
		{
			"users.update", guard, `UPDATE users SET deleted_at = '2026-11-05 10:00Z' WHERE id = '` + guard + `'`,
			"USER_DELETED", `{"after": {"deleted_at": "2026-11-05T10:00:00+00:00"}}`, "USER_RESTORED", `{"after": {"deleted_at": null}}`,
		},
		{
			"users.update", guard, `UPDATE users SET deleted_at = NULL WHERE id = '` + guard + `'`,
			"USER_RESTORED", `{"after": {"deleted_at": null}}`, "USER_DELETED", `{"after": {"deleted_at": "2026-11-05T10:00:00+00:00"}}`,
		},
		{
			"user_ssh_keys.insert", guard, `INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key) VALUES ('` + id + `7', '` + guard + `', 'f3', 'k3')`,
			"USER_SSH_KEY_ADDED", `{"after": {"ssh_key": "f3"}}`, "USER_LOGIN", `{"after": {"ssh_key": "f4"}}`,
		},
		{
			"user_ssh_keys.delete", guard, `DELETE FROM user_ssh_keys WHERE fingerprint = 'f2'`,
			"USER_SSH_KEY_REMOVED", `{"before": {"ssh_key": "f2"}}`, "USER_SSH_KEY_ADDED", `{"before": {"ssh_key": "f3"}}`,
		},
		{
			"gate_terminals.insert", id + "8", `INSERT INTO gate_terminals (id, gate, fingerprint, public_key) VALUES ('` + id + `8', 'Main', 'f4', 'k4')`,
			"TERMINAL_ADDED", `{"after": {"ssh_key": "f4", "gate": "Main"}}`, "TERMINAL_CHANGED", `{"after": {"ssh_key": "f4", "gate": "Back"}}`,
		},
		{
			"gate_terminals.delete", id + "4", `DELETE FROM gate_terminals WHERE fingerprint = 'f1'`,
			"TERMINAL_REMOVED", `{"before": {"ssh_key": "f1"}}`, "TERMINAL_ADDED", `{"before": {"ssh_key": "f4"}}`,
		},
		{
			"maintenance_tickets.insert", id + "9", `INSERT INTO maintenance_tickets (id, category, title, status) VALUES ('` + id + `9', 'Lift', 'Stuck', 'open')`,
			"TICKET_CREATED", `{"after": {"status": "open", "title": "Stuck"}}`, "TICKET_COMMENTED", `{"after": {"status": "open", "title": "Loud"}}`,
		},
		{
			"maintenance_tickets.update", id + "1", `UPDATE maintenance_tickets SET status = 'in_progress' WHERE id = '` + id + `1'`,
			"TICKET_STARTED", `{"after": {"status": "in_progress"}}`, "TICKET_RELEASED", `{"after": {"status": "open"}}`,
		},
		{
			"visitor_logs.insert", id + "a", `INSERT INTO visitor_logs (id, visitor_name, status) VALUES ('` + id + `a', 'P', 'checked_in')`,
			"VISITOR_CHECKED_IN", `{"after": {"status": "checked_in", "visitor_name": "P"}}`, "VISITOR_ANNOUNCED", `{"after": {"status": "checked_in", "visitor_name": "Q"}}`,
		},
		{
			"visitor_logs.update", id + "2", `UPDATE visitor_logs SET status = 'denied' WHERE id = '` + id + `2'`,
			"VISITOR_DENIED", `{"after": {"status": "denied"}}`, "VISITOR_WITHDRAWN", `{"after": {"status": "approved"}}`,
		},
		{
			"payments.insert", id + "b", `INSERT INTO payments (id, amount_paid, status) VALUES ('` + id + `b', 100, 'success')`,
			"PAYMENT_RECORDED", `{"after": {"amount_paid": 100.00, "status": "success"}}`, "PAYMENT_CLAIMED", `{"after": {"amount_paid": 10, "status": "success"}}`,
		},
		{
			"payments.update", id + "3", `UPDATE payments SET status = 'failed' WHERE id = '` + id + `3'`,
			"PAYMENT_REFUSED", `{"after": {"status": "failed"}}`, "PAYMENT_CONFIRMED", `{"after": {"status": "success"}}`,
		},
		{
			"bills.insert", id + "f", `INSERT INTO bills (id, bill_type, amount, bill_date, due_date) VALUES ('` + id + `f', 'Water', 100, '2026-03-01', '2026-03-16')`,
			"BILL_CREATED", `{"after": {"bill_type": "Water", "amount": 100.00, "due_date": "2026-03-16"}}`,
			"PAYMENT_RECORDED", `{"after": {"bill_type": "Water", "amount": 10, "due_date": "2026-03-16"}}`,
		},
		{
			"bills.update", id + "d", `UPDATE bills SET amount = 1, due_date = '2027-03-16' WHERE id = '` + id + `d'`,
			"BILL_CORRECTED", `{"after": {"amount": 1, "due_date": "2027-03-16"}}`, "BILL_WAIVED", `{"after": {"amount": 1}}`,
		},
		{
			"bills.update", id + "d", `UPDATE bills SET waived_amount = 0.5 WHERE id = '` + id + `d'`,
			"BILL_WAIVED", `{"after": {"waived_amount": 0.50}}`, "BILL_CORRECTED", `{"after": {"waived_amount": 0.05}}`,
		},
		{
			"bills.update", id + "d", `UPDATE bills SET waived_amount = 1, voided_at = '2026-11-05 10:00Z', void_reason = 'x' WHERE id = '` + id + `d'`,
			"BILL_VOIDED", `{"after": {"waived_amount": 1, "voided_at": "2026-11-05T10:00:00+00:00"}}`, "BILL_WAIVED", `{"after": {"waived_amount": 1}}`,
		},
		{
			"user_units.insert", id + "3", `INSERT INTO user_units (id, user_id, unit_id, resident_type, is_primary_contact) VALUES ('` + id + `3', '` + guard + `', '` + unit + `', 'owner', false)`,
			"RESIDENT_MOVED_IN", `{"after": {"user_id": "` + guard + `", "unit_id": "` + unit + `", "resident_type": "owner"}}`,
			"RESIDENT_UPDATED", `{"after": {"user_id": "` + guard + `", "unit_id": "` + unit + `", "resident_type": "tenant"}}`,
		},
		{
			"user_units.update", id + "e", `UPDATE user_units SET resident_type = 'owner', is_primary_contact = false WHERE id = '` + id + `e'`,
			"RESIDENT_UPDATED", `{"after": {"resident_type": "owner"}}`, "PRIMARY_CONTACT_SET", `{"after": {"resident_type": "family_member"}}`,
		},
		{
			"user_units.update", id + "e", `UPDATE user_units SET move_out_date = '2036-11-05', status = 'active' WHERE id = '` + id + `e'`,
			"RESIDENT_MOVE_OUT_SET", `{"after": {"move_out_date": "2036-11-05"}}`, "RESIDENT_UPDATED", `{"after": {"move_out_date": "2035-11-05"}}`,
		},
		{
			"user_units.update", id + "e", `UPDATE user_units SET status = 'moved_out' WHERE id = '` + id + `e'`,
			"RESIDENT_MOVED_OUT", `{"after": {"status": "moved_out"}}`, "RESIDENT_MOVE_OUT_SET", `{"after": {"status": "active"}}`,
		},
		{
			"system_config.insert", id + "c", `INSERT INTO system_config (id, config_key, config_value, category) VALUES ('` + id + `c', 'tried.it', '1', 'general')`,
			"SETTING_CHANGED", `{"after": {"config_key": "tried.it", "config_value": "1"}}`, "USER_UPDATED", ``,
		},
		{
			"system_config.update", id + "c", `UPDATE system_config SET config_value = '3' WHERE id = '` + id + `c'`,
			"SETTING_CHANGED", `{"after": {"config_value": "3"}}`, "USER_UPDATED", `{"after": {"config_value": "1"}}`,
		},
	} {
		tried[c.trigger] = true
		resource, _, _ := strings.Cut(c.trigger, ".")
		if resource == "user_ssh_keys" || resource == "user_tokens" {
			resource = "users"
		}
		audit := func(of, id, did, says string) string {
			return `INSERT INTO audit_logs (action, ip_address, resource_type, resource_id, details) VALUES ('` + did + `', 'local', '` + of + `', '` + id + `', '` + says + `');`
		}
		datatest.Exec(t, desk, audit(resource, c.id, c.did, c.says)) // in a transaction of its own it serves nobody
		refused := map[string]string{
			"no row": "", "another's row": audit(resource, uuid.NewString(), c.did, c.says), "a row of another table": audit("blocks", c.id, c.did, c.says),
			"a row of another action": audit(resource, c.id, c.another, c.says),
		}
		if c.lie != "" {
			refused["a row that says something else"] = audit(resource, c.id, c.did, c.lie)
			refused["a row that says nothing"] = audit(resource, c.id, c.did, "{}")
		}
		for of, row := range refused {
			if _, err := desk.Exec(t.Context(), row+c.sql); datatest.Constraint(err) != "desk_audited" {
				t.Errorf("%s with %s: %v", c.sql, of, err)
			}
		}
		if _, err := desk.Exec(t.Context(), audit(resource, c.id, c.did, c.says)+c.sql); err != nil {
			t.Errorf("%s with its row: %v", c.sql, err)
		}
	}
	// What one statement changes of an account needs a row for each.
	both := `UPDATE users SET status = 'active', role_id = ` + string(roleID["staff"]) + ` WHERE id = '` + guard + `';`
	status := `INSERT INTO audit_logs (action, ip_address, resource_type, resource_id, details) VALUES ('USER_STATUS_CHANGED', 'local', 'users', '` + guard + `',
		'{"after": {"status": "active", "role_id": ` + string(roleID["staff"]) + `}}');`
	if _, err := desk.Exec(t.Context(), status+both); datatest.Constraint(err) != "desk_audited" {
		t.Errorf("a role beside a status: %v", err)
	}
	if _, err := desk.Exec(t.Context(), both+status+strings.Replace(status, "STATUS", "ROLE", 1)); err != nil {
		t.Errorf("a role and a status, each with its row: %v", err)
	}
	// Whose a unit is, is of no row that is there, whatever the trail says; and what of a
	// bill follows from the day needs no row.
	owns := `INSERT INTO audit_logs (action, ip_address, resource_type, resource_id, details) VALUES ('RESIDENT_UPDATED', 'local', 'user_units', '` + id + `e', '{"after": {"user_id": "` + s.Admin.UserID.String() + `"}}');`
	if _, err := desk.Exec(t.Context(), owns+`UPDATE user_units SET user_id = '`+s.Admin.UserID.String()+`' WHERE id = '`+id+`e'`); datatest.Constraint(err) != "desk_audited" {
		t.Errorf("a residency that becomes another's: %v", err)
	}
	datatest.Exec(t, s.Owner, `ALTER TABLE bills DISABLE TRIGGER USER; UPDATE bills SET status = 'unpaid', due_date = '2026-01-01'; ALTER TABLE bills ENABLE TRIGGER USER`)
	datatest.Exec(t, desk, `UPDATE bills SET status = status`)
	// The end of the transaction does not have to find the role.
	member := s.OtherProgram(t)
	datatest.Exec(t, s.As(t, "postgres"), `GRANT `+connect.DeskRole+` TO `+member)
	if _, err := s.As(t, member).Exec(t.Context(), `SET ROLE society360_desk; UPDATE users SET password_hash = 'z'; RESET ROLE`); datatest.Constraint(err) != "desk_audited" {
		t.Errorf("a role that was given back: %v", err)
	}
	for _, sql := range []string{
		`UPDATE users SET role_id = NULL, password_hash = 'y'`, `INSERT INTO visitor_logs (visitor_name, status) VALUES ('Q', 'checked_out')`,
		`INSERT INTO payments (amount_paid) VALUES (1)`, `UPDATE maintenance_tickets SET status = 'closed'`,
		`UPDATE bills SET amount = 5, description = 'theirs'`, `INSERT INTO bills (bill_type, amount, bill_date, due_date) VALUES ('Water', 1, '2026-03-01', '2026-03-16')`,
		`INSERT INTO user_units (resident_type) VALUES ('owner')`, `UPDATE user_units SET user_id = NULL, move_out_date = '2026-03-01'`,
	} {
		datatest.Exec(t, other, sql)
	}
	for trigger := range strings.FieldsSeq(datatest.Scan[string](t, s.Owner, `SELECT string_agg(tgrelid::regclass || '.' || replace(tgname, 'society360_desk_audited_', ''), ' ')
		FROM pg_trigger WHERE tgname LIKE 'society360\_desk\_audited\_%'`)) {
		if !tried[trigger] {
			t.Errorf("%s is not tried", trigger)
		}
	}
}

// TestTheDeskChangesNoOtherColumns: what was paid, for which bill, whose a key is and
// when a thing was made stay as they were written.
func TestTheDeskChangesNoOtherColumns(t *testing.T) {
	t.Parallel()
	desk := datatest.New(t).As(t, connect.DeskRole)
	for _, set := range []string{
		"payments amount_paid = 1", "payments bill_id = NULL", "payments payment_date = now()", "payments received_on = now()", "payments recorded_by = NULL",
		"bills amount_paid = 0", "bills unit_id = NULL", "bills created_at = now()", "bills bill_type = 'x'", "visitor_logs id = id", "visitor_logs created_at = now()",
		"maintenance_tickets requester_id = NULL", "maintenance_tickets created_at = now()", "maintenance_tickets ticket_number = 1", "users id = id", "users created_at = now()",
		"user_ssh_keys public_key = 'x'", "user_ssh_keys user_id = user_id", "gate_terminals public_key = 'x'", "announcements author_id = NULL", "system_config config_key = 'x'",
		"cash_closings closed_at = now()", "receipt_counters year = 1", "audit_logs created_at = now()", "society360_bill_runs raised_by = NULL",
	} {
		table, assignment, _ := strings.Cut(set, " ")
		if _, err := desk.Exec(t.Context(), `UPDATE `+table+` SET `+assignment); datatest.SQLState(err) != "42501" {
			t.Errorf("%s: %v", set, err)
		}
	}
}
