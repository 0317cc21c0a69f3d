package data_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/visits"
)

// What the other program's rows are known by.
const (
	webAdmin    = "00000000-0000-0000-0000-000000000001"
	webStaff    = "00000000-0000-0000-0000-000000000002"
	webResident = "00000000-0000-0000-0000-000000000003"
	webBlock    = "00000000-0000-0000-0000-0000000000b1"
	webUnit     = "00000000-0000-0000-0000-000000000101"
	webPaid     = "00000000-0000-0000-0000-0000000000f1"
	webUnpaid   = "00000000-0000-0000-0000-0000000000f2"
	webPayment  = "00000000-0000-0000-0000-0000000000a1"
)

// saying is a statement of another program, or, where only is set, what the desk has
// written of its own beside it; and what then stands in our columns.
type saying struct {
	sql       string
	values    pgx.NamedArgs
	desk      bool
	ask, want string
}

// TestAnotherProgramsStatements: a program that knows the platform's tables and a few of
// its own works on. After each of its statements every row has what it has where none of
// our steps were taken, in all columns but the two that the database keeps: nothing is
// refused, dated anew or put right. What we add stands beside that.
func TestAnotherProgramsStatements(t *testing.T) {
	t.Parallel()
	platform, ours := twins(t)
	for i, s := range concat(ofPeople(), ofVisits(), ofTickets(), ofMoney(), ofTheRest()) {
		name := fmt.Sprint("statement ", i+1)
		if s.desk {
			datatest.Exec(t, ours.db.Owner, s.sql, ours.args(t, s.sql, s.values))
		} else {
			both(t, platform, ours, name, s.sql, s.values)
		}
		if s.ask != "" {
			if got := datatest.Scan[string](t, ours.db.Owner, s.ask, ours.args(t, s.ask, s.values)); got != s.want {
				t.Errorf("%s: %s: %s is %q, want %q", name, s.sql, s.ask, got, s.want)
			}
		}
	}
	if t.Failed() {
		return
	}
	t.Run("a dump from before our steps is read in", func(t *testing.T) { isReadIn(t, platform) })
	t.Run("the gate lets in whom its admin approved", func(t *testing.T) { theGateLetsIn(t, ours) })
}

// isReadIn copies what the platform's database holds into one that has had our steps
// already, as a restored dump does.
func isReadIn(t *testing.T, platform *twin) {
	fresh := datatest.New(t)
	from, to := platform.db.Conn(t, setup.OwnerRole), fresh.Conn(t, setup.OwnerRole)
	for _, table := range datatest.DocumentTables() {
		columns := datatest.ColumnsOf(t, fresh.Owner, table)
		common := slices.DeleteFunc(strings.Split(platform.tables[table], ", "), func(c string) bool {
			return !slices.Contains(strings.Split(columns, ", "), c) || c == "expected_arrival"
		})
		what := table + " (" + strings.Join(common, ", ") + ")"
		var rows bytes.Buffer
		if _, err := from.PgConn().CopyTo(t.Context(), &rows, `COPY `+what+` TO STDOUT`); err != nil {
			t.Fatal(err)
		}
		if _, err := to.PgConn().CopyFrom(t.Context(), &rows, `COPY `+what+` FROM STDIN`); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		want, got := datatest.Checksum(t, platform.db.Owner, table, strings.Join(common, ", ")), datatest.Checksum(t, fresh.Owner, table, strings.Join(common, ", "))
		if want != got {
			t.Errorf("%s: read in as %s, was %s", what, got, want)
		}
	}
	paid := datatest.Scan[string](t, fresh.Owner, `SELECT string_agg(amount || ' ' || amount_paid || ' ' || status, ', ' ORDER BY amount DESC, amount_paid) FROM bills`)
	if paid != "4000.00 4000.00 paid, 2500.00 0.00 unpaid, 2500.00 2500.00 paid" {
		t.Errorf("its bills are %s", paid)
	}
	if n := datatest.Scan[int](t, fresh.Owner, `SELECT count(DISTINCT ticket_number) FROM maintenance_tickets`); n != 13 {
		t.Errorf("%d of 13 tickets have numbers", n)
	}
}

func concat(rooms ...[]saying) (all []saying) {
	for _, r := range rooms {
		all = append(all, r...)
	}
	return all
}

func ofPeople() []saying {
	const lives = `SELECT status FROM units WHERE id = '` + webUnit + `'`
	who := label("users 4")
	return []saying{
		{
			sql:    `INSERT INTO users (full_name, email, password_hash, phone_number, role_id, status, profile_picture_url) VALUES (@n, @e, @h, @p, @role, 'active', NULL)`,
			values: pgx.NamedArgs{"n": "D'Souza, Élodie", "e": "elodie@web.example", "h": "x", "p": "098200 12345", "role": 3},
			ask:    `SELECT society360_name_key(full_name) || society360_phone_digits(phone_number) FROM users WHERE full_name = @n`, want: " DSOUZA ELODIE  D SOUZA ELODIE 9820012345",
		},
		{sql: `UPDATE users SET base_salary = 12000 WHERE id = @id`, values: pgx.NamedArgs{"id": webStaff}},
		{sql: `INSERT INTO blocks (name) VALUES (@n)`, values: pgx.NamedArgs{"n": "Block A"}, ask: `SELECT label_code FROM blocks WHERE name = @n`, want: "Block A"},
		{
			sql:    `INSERT INTO units (block_id, unit_number, floor_number, type, status) VALUES (@b, @u, @f, '2BHK', 'vacant')`,
			values: pgx.NamedArgs{"b": webBlock, "u": "102", "f": 1}, ask: `SELECT label || ' ' || long_key FROM units WHERE unit_number = @u`, want: "A-102 TOWERA102",
		},
		{
			sql:    `INSERT INTO units (block_id, unit_number, floor_number, type, status) VALUES (@b, @u, @f, '2BHK', 'vacant')`,
			values: pgx.NamedArgs{"b": label("blocks 2"), "u": "103", "f": 1}, ask: `SELECT label FROM units WHERE unit_number = @u`, want: "Block A-103",
		},
		{sql: `UPDATE units SET maintenance_amount = 4100, rent_amount = NULL WHERE id = @unit`, values: pgx.NamedArgs{"unit": webUnit}},
		{
			sql:    `INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact) VALUES (@user, @unit, 'owner', true)`,
			values: pgx.NamedArgs{"user": webResident, "unit": webUnit}, ask: lives, want: "occupied",
		},
		{
			sql:    `INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact) VALUES (@user, @unit, 'tenant', true)`,
			values: pgx.NamedArgs{"user": who, "unit": webUnit},
		},
		{sql: `UPDATE units SET status = 'vacant' WHERE id = @unit`, values: pgx.NamedArgs{"unit": webUnit}, ask: lives, want: "vacant"},
		{sql: `UPDATE units SET status = 'occupied' WHERE id = @unit`, values: pgx.NamedArgs{"unit": webUnit}, ask: lives, want: "occupied"},
		{sql: `DELETE FROM user_units WHERE id = @id`, values: pgx.NamedArgs{"id": label("user_units 2")}, ask: lives, want: "occupied"},
		{sql: `UPDATE users SET password_hash = @h WHERE id = @id`, values: pgx.NamedArgs{"h": "y", "id": who}},
		{sql: `UPDATE users SET status = 'banned' WHERE id = @id`, values: pgx.NamedArgs{"id": who}},
		{sql: `UPDATE users SET deleted_at = now() WHERE id = @id`, values: pgx.NamedArgs{"id": who}},
	}
}

// ofVisits approves as an admin, and moves visits from every status, those that stood
// before our steps and those that the desk has written in, to every other.
func ofVisits() []saying {
	said := []saying{{
		sql:    `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, purpose, approved_by_user_id, status) VALUES (@unit, @n, @p, 'Guest', @admin, 'approved')`,
		values: pgx.NamedArgs{"unit": webUnit, "n": "Kiran A.C.", "p": "+91 98200-54321", "admin": webAdmin},
	}}
	moves := []string{
		`UPDATE visitor_logs SET status = 'checked_in' WHERE id = @id`,
		`UPDATE visitor_logs SET status = 'checked_out', check_out_time = now() WHERE id = @id`,
		`UPDATE visitor_logs SET status = 'denied' WHERE id = @id`,
		`UPDATE visitor_logs SET status = 'approved', approved_by_user_id = '` + webAdmin + `' WHERE id = @id`,
		`UPDATE visitor_logs SET status = 'pending' WHERE id = @id`,
	}
	for from := range 6 {
		for _, to := range moves {
			id := label(fmt.Sprint("visitor_logs ", from+1))
			said = append(said, saying{sql: to, values: pgx.NamedArgs{"id": id}})
		}
	}
	n := 7
	for _, from := range []any{"pending", "approved", "checked_in", "checked_out", "denied", nil} {
		for _, to := range moves {
			n++
			id := label(fmt.Sprint("visitor_logs ", n))
			said = append(said,
				saying{
					sql:    `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, vehicle_number, status, expected_arrival, visitor_type) VALUES (@unit, @n, @p, @v, @s, @at, 1)`,
					values: pgx.NamedArgs{"unit": webUnit, "n": fmt.Sprint("Visitor ", n), "p": "12ab", "v": "mh 12-ab 1234", "s": from, "at": "2026-11-30 10:00"},
				},
				// As the desk leaves one that was withdrawn, asked for anew, or closed unseen.
				saying{
					desk: true, values: pgx.NamedArgs{"id": id, "admin": webAdmin},
					sql: `UPDATE visitor_logs SET withdrawn_at = now(), withdrawn_by = @admin, asked_at = now(), approved_at = now(), presumed_left = true WHERE id = @id`,
				},
				saying{sql: to, values: pgx.NamedArgs{"id": id}})
		}
	}
	return said
}

// ofTickets moves tickets as ofVisits does visits; when one was resolved is left as it is.
func ofTickets() []saying {
	said := []saying{{
		sql:    `INSERT INTO maintenance_tickets (unit_id, requester_id, category, title, description, priority) VALUES (@unit, @user, 'Plumbing', @t, @d, 'high')`,
		values: pgx.NamedArgs{"unit": webUnit, "user": webResident, "t": "Tap drips", "d": "since yesterday"},
		ask:    `SELECT ticket_number::text FROM maintenance_tickets WHERE title = @t`, want: "7",
	}}
	moves := []string{
		`UPDATE maintenance_tickets SET status = 'closed', updated_at = now() WHERE id = @id`,
		`UPDATE maintenance_tickets SET assigned_to_id = '` + webStaff + `', status = 'in_progress' WHERE id = @id`,
		`UPDATE maintenance_tickets SET status = 'resolved' WHERE id = @id`,
		`UPDATE maintenance_tickets SET status = 'rejected' WHERE id = @id`,
		`UPDATE maintenance_tickets SET status = 'open', updated_at = '2026-01-01' WHERE id = @id`,
		`UPDATE maintenance_tickets SET title = 'Another', priority = NULL WHERE id = @id`,
	}
	for from := range 7 {
		for _, to := range moves {
			id := label(fmt.Sprint("maintenance_tickets ", from+1))
			said = append(said, saying{sql: to, values: pgx.NamedArgs{"id": id}, ask: `SELECT count(DISTINCT ticket_number) || ' of ' || max(ticket_number) FROM maintenance_tickets`, want: "7 of 7"})
		}
	}
	for i, from := range []any{"open", "in_progress", "resolved", "closed", "rejected", nil} {
		said = append(said, saying{
			sql:    `INSERT INTO maintenance_tickets (category, title, status, created_at) VALUES ('Lift', @t, @s, '2020-01-01')`,
			values: pgx.NamedArgs{"t": fmt.Sprint("Stuck ", i), "s": from},
			ask:    `SELECT ticket_number::text FROM maintenance_tickets WHERE title = @t`, want: fmt.Sprint(8 + i),
		})
		for _, to := range moves[:2] {
			said = append(said, saying{sql: to, values: pgx.NamedArgs{"id": label(fmt.Sprint("maintenance_tickets ", 8+i))}})
		}
	}
	return said
}

// ofMoney raises bills, pays and takes back, on open days and, once the desk has closed
// today, on a closed one.
func ofMoney() []saying {
	const (
		raise = `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, description, status) VALUES (@unit, 'Sinking Fund', 2500, current_date, current_date + 15, @d, 'unpaid')`
		pay   = `INSERT INTO payments (bill_id, payer_id, amount_paid, payment_method, transaction_reference, status) VALUES (@bill, @user, 2500, 'UPI', @ref, 'success')`
		bill  = `SELECT concat_ws(' ', amount_paid, waived_amount, status) FROM bills WHERE id = @bill`
		lines = `SELECT coalesce(string_agg(concat_ws(' ', day - society360_today(), amount, payments, stood, after_closing), ', ' ORDER BY id), '') FROM payment_lines WHERE payment_id = @id`
		days  = `SELECT concat_ws(' ', coalesce(received_on::text, 'unsaid'), coalesce((counted_on - society360_today())::text, 'unsaid')) FROM payments WHERE transaction_reference = @ref`
	)
	paying := func(bill string, n int) pgx.NamedArgs {
		return pgx.NamedArgs{"bill": label(bill), "user": webResident, "ref": fmt.Sprint("UTR/", n), "unit": webUnit, "d": fmt.Sprint("Fund ", n), "id": label(fmt.Sprint("payments ", n))}
	}
	old := pgx.NamedArgs{"bill": webPaid, "id": webPayment}
	return []saying{
		{sql: raise, values: paying("bills 2", 2)},
		{sql: pay, values: paying("bills 3", 2), ask: bill, want: "2500.00 0.00 paid"},
		{sql: raise, values: paying("bills 3", 3)},
		{sql: `UPDATE bills SET status = 'paid' WHERE id = @bill`, values: paying("bills 4", 2), ask: bill, want: "0.00 0.00 unpaid"},
		{sql: pay, values: paying("bills 4", 3), ask: days, want: "unsaid unsaid"},
		// What did count counts on its day for ever; what is less is of the day it is made.
		{sql: `UPDATE payments SET status = 'failed' WHERE id = @id`, values: paying("bills 3", 2), ask: bill, want: "0.00 0.00 unpaid"},
		{desk: true, sql: `SELECT`, values: paying("bills 3", 2), ask: lines, want: "0 2500.00 1 t f, 0 -2500.00 -1 f f"},
		{sql: `UPDATE payments SET status = 'success' WHERE id = @id`, values: paying("bills 3", 2), ask: bill, want: "2500.00 0.00 paid"},
		{sql: `UPDATE payments SET status = 'failed' WHERE id = @id`, values: old, ask: bill, want: "0.00 0.00 overdue"},
		{sql: `UPDATE payments SET status = 'success', amount_paid = 3000 WHERE id = @id`, values: old, ask: bill, want: "3000.00 0.00 overdue"},
		{sql: `UPDATE bills SET status = 'paid' WHERE id = @bill`, values: old, ask: bill, want: "3000.00 0.00 overdue"},
		{sql: `DELETE FROM payments WHERE id = @id`, values: paying("bills 4", 3), ask: bill, want: "0.00 0.00 unpaid"},
		{sql: `INSERT INTO payments (bill_id, amount_paid, status) VALUES (@bill, 4000, 'pending')`, values: pgx.NamedArgs{"bill": webUnpaid}, ask: bill, want: "0.00 0.00 unpaid"},
		{sql: `INSERT INTO payments (bill_id, amount_paid) VALUES (NULL, 10)`},
		{desk: true, sql: `INSERT INTO cash_closings (id, day, from_day) VALUES ('00000000-0000-0000-0000-0000000000c1', society360_today(), society360_today())`},
		{sql: pay, values: paying("bills 4", 6), ask: days, want: "unsaid 1"},
		{desk: true, sql: `SELECT`, values: paying("bills 4", 6), ask: bill, want: "2500.00 0.00 paid"},
		{sql: `UPDATE payments SET status = 'success' WHERE id = @id`, values: pgx.NamedArgs{"id": label("payments 4"), "bill": webUnpaid}, ask: bill, want: "4000.00 0.00 paid"},
		{sql: `UPDATE payments SET status = 'failed' WHERE id = @id`, values: paying("bills 4", 6), ask: lines, want: "1 2500.00 1 t f, 1 -2500.00 -1 f f"},
		{sql: `UPDATE payments SET payment_date = '2026-01-02' WHERE id = @id`, values: old},
		{sql: `DELETE FROM payments WHERE id = @id`, values: old, ask: bill, want: "0.00 0.00 overdue"},
		{sql: `UPDATE bills SET amount = 3500, due_date = '2099-01-01' WHERE id = @bill`, values: old, ask: bill, want: "0.00 0.00 unpaid"},
		{sql: `DELETE FROM bills WHERE id = @bill`, values: old},
	}
}

func ofTheRest() []saying {
	who := pgx.NamedArgs{"user": webResident, "n": 1}
	return []saying{
		{
			sql:    `INSERT INTO announcements (title, content, author_id, target_audience, is_important, expires_at) VALUES (@t, @c, @admin, 'all', false, NULL)`,
			values: pgx.NamedArgs{"t": "Water/electricity", "c": "Rs.500", "admin": webAdmin},
		},
		{sql: `INSERT INTO system_config (config_key, config_value, category, description, data_type) VALUES ('billing.other_key', 'x', 'billing', NULL, 'string')`},
		{sql: `UPDATE system_config SET config_value = '4500' WHERE config_key = 'billing.maintenance_fee'`},
		{sql: `INSERT INTO audit_logs (user_id, action, resource_type, resource_id, ip_address, user_agent, details) VALUES (@user, 'USER_LOGIN', 'users', @user, NULL, NULL, '{"any": ["shape"]}')`, values: who},
		{sql: `INSERT INTO messages (content, user_id, parent_id) VALUES ('hello', @user, NULL)`, values: who},
		{sql: `UPDATE messages SET is_flagged = TRUE WHERE id = @id`, values: pgx.NamedArgs{"id": label("messages 1")}},
		{sql: `INSERT INTO notifications (user_id, type, message, reference_id) VALUES (@user, 'bill', 'due', '` + webUnpaid + `')`, values: who},
		{sql: `UPDATE notifications SET is_read = TRUE WHERE id = @id`, values: pgx.NamedArgs{"id": label("notifications 1")}},
		{sql: `INSERT INTO expenses (expense_type, category, amount, staff_id, period_month, period_year) VALUES ('salary', 'staff', 12000, '` + webStaff + `', 11, 2026)`},
	}
}

// theGateLetsIn is the desk beside the other program: it has its announcement, with who
// approved it and when they are expected, and lets its visitor in.
func theGateLetsIn(t *testing.T, ours *twin) {
	s := datatest.OpenStore(t, ours.db)
	datatest.Exec(t, ours.db.Owner, `INSERT INTO roles (name) VALUES ('guard')`)
	datatest.Exec(t, ours.db.Owner, `INSERT INTO users (full_name, email, password_hash, role_id) SELECT 'Sunita Pawar', 'guard@web.example', 'x', id FROM roles WHERE name = 'guard'`)
	guard := role.Actor{
		UserID: datatest.Scan[uuid.UUID](t, ours.db.Owner, `SELECT id FROM users WHERE email = 'guard@web.example'`),
		Name:   "Sunita Pawar", Email: "guard@web.example", Role: role.Guard, Epoch: accounts.AnyEpoch,
		Origin: datatest.Origin("local"),
	}
	page, err := s.Visits.List(t.Context(), guard, visits.Filter{View: visits.Expected, Search: "kiran ac"})
	if err != nil || len(page.Visits) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	v := page.Visits[0]
	if v.Unit != "A-101" || v.Approver != "Asha Rao" || v.Lapsed() {
		t.Errorf("expected: %+v", v)
	}
	in, err := s.Visits.CheckIn(t.Context(), guard, uuid.New(), v, visits.Entry{})
	if err != nil || in.Status != visits.CheckedIn {
		t.Fatalf("%+v, %v", in, err)
	}
	both := datatest.Scan[string](t, ours.db.Owner, `SELECT status || ' ' || (expected_arrival IS NULL) || ' ' || (check_in_time > created_at) FROM visitor_logs WHERE id = $1`, ours.id(t, "visitor_logs 7"))
	if both != "checked_in true true" {
		t.Errorf("the program reads %s", both)
	}
}

// TestAnOperatorWidensColumns: every text of the platform's can be made longer behind
// our steps, but for those that a report or a trigger of the first releases reads.
func TestAnOperatorWidensColumns(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	conn := db.Conn(t, setup.OwnerRole)
	rows, err := db.Owner.Query(t.Context(), `SELECT table_name || '.' || column_name, format('ALTER TABLE %I ALTER COLUMN %I TYPE varchar(%s)', table_name, column_name, 150 + character_maximum_length)
		FROM information_schema.columns WHERE table_name = ANY ($1) AND data_type = 'character varying' AND table_schema = current_schema() ORDER BY 1`, datatest.DocumentTables())
	if err != nil {
		t.Fatal(err)
	}
	var name, widen, refused string
	if _, err := pgx.ForEachRow(rows, []any{&name, &widen}, func() error {
		if _, err := conn.Exec(t.Context(), widen); err != nil {
			refused += name + " "
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := "audit_logs.action audit_logs.resource_type blocks.name maintenance_tickets.category maintenance_tickets.priority " +
		"maintenance_tickets.status payments.status system_config.config_key units.unit_number users.password_hash users.status visitor_logs.status "; refused != want {
		t.Errorf("refused are\n%s\nwant\n%s", refused, want)
	}
}
