package setup_test

import (
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
		can      func(from, to string) bool
	}{
		"visitor_logs": {
			begin:    `INSERT INTO visitor_logs (id, visitor_name, status) VALUES (` + id + `, 'P', '%s')`,
			statuses: []string{"pending", "approved", "checked_in", "checked_out", "denied"},
			can:      func(from, to string) bool { return visits.Status(from).CanBecome(visits.Status(to)) },
		},
		"maintenance_tickets": {
			begin:    `INSERT INTO maintenance_tickets (id, category, title, status) VALUES (` + id + `, 'Lift', 'Stuck', '%s')`,
			statuses: []string{"open", "in_progress", "resolved", "closed", "rejected"},
			can:      func(from, to string) bool { return tickets.Status(from).CanBecome(tickets.Status(to)) },
		},
		"payments": {
			begin:    `INSERT INTO payments (id, amount_paid, status) VALUES (` + id + `, 5, '%s')`,
			statuses: []string{"pending", "success", "failed"},
			can: func(from, to string) bool {
				return to != "failed" && from == "" || from == "pending" || from == "success" && to == "failed"
			},
		},
	} {
		audited := `INSERT INTO audit_logs (action, ip_address, resource_type, resource_id) VALUES ('X', 'local', '` + table + `', ` + id + `);`
		try := func(from, to, sql string) {
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

// TestTheDeskChangesNothingUnaudited: an account, a key, a visit, a ticket or a payment
// changes by the desk's role only with a row of the trail in the same transaction.
func TestTheDeskChangesNothingUnaudited(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	desk, other := s.As(t, connect.DeskRole), s.As(t, s.OtherProgram(t))
	datatest.Exec(t, s.Owner, `INSERT INTO maintenance_tickets (id, category, title, status) VALUES ('00000000-0000-0000-0000-000000000001', 'Lift', 'Stuck', 'open')`)
	datatest.Exec(t, s.Owner, `INSERT INTO visitor_logs (id, visitor_name, status) VALUES ('00000000-0000-0000-0000-000000000002', 'P', 'pending')`)
	datatest.Exec(t, s.Owner, `INSERT INTO payments (id, amount_paid, status) VALUES ('00000000-0000-0000-0000-000000000003', 1, 'pending')`)
	datatest.Exec(t, s.Owner, `INSERT INTO gate_terminals (id, gate, fingerprint, public_key) VALUES ('00000000-0000-0000-0000-000000000004', 'Main', 'f1', 'k1')`)
	datatest.Exec(t, s.Owner, `INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key) VALUES ('00000000-0000-0000-0000-000000000005', $1, 'f2', 'k2')`, s.Guard.UserID)
	guard := s.Guard.UserID.String()
	tried := map[string]bool{}
	for _, c := range []struct{ trigger, resource, id, sql string }{
		{"users.insert", "users", "00000000-0000-0000-0000-000000000006", `INSERT INTO users (id, full_name, email, password_hash) VALUES ('00000000-0000-0000-0000-000000000006', 'P', 'p@test.example', 'x')`},
		{"users.update", "users", guard, `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'admin') WHERE id = '` + guard + `'`},
		{"users.update", "users", guard, `UPDATE users SET password_hash = 'x' WHERE id = '` + guard + `'`},
		{"users.update", "users", guard, `UPDATE users SET status = 'banned' WHERE id = '` + guard + `'`},
		{"users.update", "users", guard, `UPDATE users SET email = 'q@test.example' WHERE id = '` + guard + `'`},
		{"users.update", "users", guard, `UPDATE users SET deleted_at = now() WHERE id = '` + guard + `'`},
		{"user_ssh_keys.insert", "users", guard, `INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key) VALUES ('00000000-0000-0000-0000-000000000007', '` + guard + `', 'f3', 'k3')`},
		{"user_ssh_keys.delete", "users", guard, `DELETE FROM user_ssh_keys WHERE fingerprint = 'f2'`},
		{"gate_terminals.insert", "gate_terminals", "00000000-0000-0000-0000-000000000008", `INSERT INTO gate_terminals (id, gate, fingerprint, public_key) VALUES ('00000000-0000-0000-0000-000000000008', 'Main', 'f4', 'k4')`},
		{"gate_terminals.delete", "gate_terminals", "00000000-0000-0000-0000-000000000004", `DELETE FROM gate_terminals WHERE fingerprint = 'f1'`},
		{"maintenance_tickets.insert", "maintenance_tickets", "00000000-0000-0000-0000-000000000009", `INSERT INTO maintenance_tickets (id, category, title, status) VALUES ('00000000-0000-0000-0000-000000000009', 'Lift', 'Stuck', 'open')`},
		{"maintenance_tickets.update", "maintenance_tickets", "00000000-0000-0000-0000-000000000001", `UPDATE maintenance_tickets SET status = 'in_progress' WHERE id = '00000000-0000-0000-0000-000000000001'`},
		{"visitor_logs.insert", "visitor_logs", "00000000-0000-0000-0000-00000000000a", `INSERT INTO visitor_logs (id, visitor_name, status) VALUES ('00000000-0000-0000-0000-00000000000a', 'P', 'pending')`},
		{"visitor_logs.update", "visitor_logs", "00000000-0000-0000-0000-000000000002", `UPDATE visitor_logs SET status = 'denied' WHERE id = '00000000-0000-0000-0000-000000000002'`},
		{"payments.insert", "payments", "00000000-0000-0000-0000-00000000000b", `INSERT INTO payments (id, amount_paid) VALUES ('00000000-0000-0000-0000-00000000000b', 1)`},
		{"payments.update", "payments", "00000000-0000-0000-0000-000000000003", `UPDATE payments SET status = 'failed' WHERE id = '00000000-0000-0000-0000-000000000003'`},
	} {
		tried[c.trigger] = true
		audit := func(id string) string {
			return `INSERT INTO audit_logs (action, ip_address, resource_type, resource_id) VALUES ('X', 'local', '` + c.resource + `', '` + id + `');`
		}
		datatest.Exec(t, desk, audit(c.id)) // in a transaction of its own it serves nobody
		for of, sql := range map[string]string{
			"no row": c.sql, "another's row": audit(uuid.NewString()) + c.sql, "a row of another table": strings.Replace(audit(c.id), c.resource, "blocks", 1) + c.sql,
		} {
			if _, err := desk.Exec(t.Context(), sql); datatest.Constraint(err) != "desk_audited" {
				t.Errorf("%s with %s: %v", c.sql, of, err)
			}
		}
		if _, err := desk.Exec(t.Context(), audit(c.id)+c.sql); err != nil {
			t.Errorf("%s with its row: %v", c.sql, err)
		}
	}
	// The end of the transaction does not have to find the role.
	member := s.OtherProgram(t)
	datatest.Exec(t, s.As(t, "postgres"), `GRANT `+connect.DeskRole+` TO `+member)
	if _, err := s.As(t, member).Exec(t.Context(), `SET ROLE society360_desk; UPDATE users SET password_hash = 'z'; RESET ROLE`); datatest.Constraint(err) != "desk_audited" {
		t.Errorf("a role that was given back: %v", err)
	}
	for _, sql := range []string{
		`UPDATE users SET role_id = NULL, password_hash = 'y'`, `INSERT INTO visitor_logs (visitor_name, status) VALUES ('Q', 'checked_out')`,
		`INSERT INTO payments (amount_paid) VALUES (1)`, `UPDATE maintenance_tickets SET status = 'closed'`,
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
