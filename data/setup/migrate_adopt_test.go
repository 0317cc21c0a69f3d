package setup_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

func TestAdoptedDatabaseLosesNothing(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	columns := map[string]string{}
	for _, table := range append(datatest.DocumentTables(), datatest.OtherTables()...) {
		columns[table] = strings.Replace(datatest.ColumnsOf(t, db.Owner, table), "due_date, status,", "due_date,", 1)
	}
	rows, others := datatest.RowsOf(t, db.Owner, columns), datatest.Catalog(t, db.Owner, datatest.OtherTables())
	files := filenodes(t, db.Owner)

	if applied := datatest.Migrate(t, db.Config); len(applied) < 40 {
		t.Errorf("took %d steps only", len(applied))
	}

	for table, sum := range datatest.RowsOf(t, db.Owner, columns) {
		if sum != rows[table] {
			t.Errorf("rows of %s: %s, were %s", table, sum, rows[table])
		}
	}
	for kind, things := range datatest.Catalog(t, db.Owner, datatest.OtherTables()) {
		if !maps.Equal(things, others[kind]) {
			t.Errorf("%s of other programs: %v\nwere %v", kind, things, others[kind])
		}
	}
	for table, file := range filenodes(t, db.Owner) {
		if file != files[table] {
			t.Errorf("table %s was rewritten", table)
		}
	}
	datatest.AdoptedBills(t, db.Owner)
	if again := datatest.Migrate(t, db.Config); len(again) != 0 {
		t.Errorf("a second run took steps %v", again)
	}
}

// filenodes tells a rewritten table from one that stayed where it was.
func filenodes(tb testing.TB, pool *pgxpool.Pool) map[string]uint32 {
	tb.Helper()
	files := map[string]uint32{}
	for _, table := range append(datatest.DocumentTables(), datatest.OtherTables()...) {
		files[table] = datatest.Scan[uint32](tb, pool, `SELECT pg_relation_filenode($1::text::regclass)`, table)
	}
	return files
}

// TestAdoptedSchemaIsWhole compares the adopted database with the platform's:
// all that the platform has is there, what the older one lacked for new rows only.
func TestAdoptedSchemaIsWhole(t *testing.T) {
	t.Parallel()
	fresh, db := datatest.New(t), datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Migrate(t, db.Config)
	want, got := datatest.Catalog(t, fresh.Owner, datatest.DocumentTables()), datatest.Catalog(t, db.Owner, datatest.DocumentTables())
	// The app's own function of that name stays.
	delete(want, "function")
	for _, name := range []string{
		"visitor_logs.visitor_logs_status_check", "maintenance_tickets.maintenance_tickets_priority_check",
		"maintenance_tickets.maintenance_tickets_assigned_to_id_fkey",
	} {
		want["constraint"][name] += " NOT VALID"
	}
	datatest.CompareCatalogs(t, want, got, map[string][]string{
		"column": {
			"users.loyalty_points integer null 10", "units.area_sqft numeric null -",
			"visitor_logs.photo_url text null -", "audit_logs.request json null -",
		},
		"constraint": {"visitor_logs.visit_state_spelt"},
	})
	labels := datatest.Scan[string](t, db.Owner, `SELECT string_agg(label || ' ' || search_key || ' ' || sort_key, ', ' ORDER BY id) FROM units`)
	if labels != "A-101 A101 A 0000000101, 1-12 112 0000000001 0000000012, Shop 4 SHOP4 SHOP 0000000004, Shop 4 SHOP4 SHOP 0000000004" {
		t.Errorf("labels %s", labels)
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM blocks WHERE sort_key IS DISTINCT FROM society360_sort_key(name)`); n != 0 {
		t.Errorf("%d blocks have no place in their list", n)
	}
	// A zone that no one knows is read as the default.
	if !datatest.Scan[bool](t, db.Owner, `SELECT society360_today() = (now() AT TIME ZONE 'Asia/Kolkata')::date`) {
		t.Error("society360_today does not fall back to Asia/Kolkata")
	}
}

// TestOtherProgramsGoOn writes to the adopted database as a program of the
// platform does that knows the platform's tables alone.
func TestOtherProgramsGoOn(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	role := datatest.RoleName(t)
	super := db.As(t, "postgres")
	datatest.Exec(t, super, `CREATE ROLE `+role+` LOGIN`)
	datatest.DropRole(t, super, role)
	datatest.Exec(t, super, fmt.Sprintf(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %[1]s`, role))
	datatest.Migrate(t, db.Config)

	app := db.As(t, role)
	for _, sql := range []string{
		`INSERT INTO roles (name) VALUES ('gardener')`,
		`INSERT INTO users (full_name, email, password_hash, role_id) VALUES ('New', 'new@old.example', 'x', 3)`,
		`INSERT INTO users (full_name, email, password_hash, loyalty_points) VALUES ('New', 'NEW@old.example', 'x', 7)`,
		`INSERT INTO blocks (id, name) VALUES ('00000000-0000-0000-0001-000000000009', 'Tower B')`,
		`INSERT INTO units (block_id, unit_number, floor_number, type, area_sqft) VALUES ('00000000-0000-0000-0001-000000000009', '204', 2, '2BHK', 1)`,
		`UPDATE blocks SET name = 'Tower C' WHERE name = 'Tower B'`,
		`INSERT INTO user_units (user_id, unit_id, resident_type) SELECT u.id, n.id, 'owner' FROM users u, units n WHERE u.email = 'new@old.example' AND n.unit_number = '204'`,
		`INSERT INTO visitor_logs (visitor_name, status) VALUES ('A', 'checked_in'), ('B', 'checked_out'), ('C', 'denied'), ('D', 'pending'), ('E', NULL)`,
		`INSERT INTO maintenance_tickets (category, title, priority) VALUES ('Lift', 'Stuck', 'high')`,
		`UPDATE maintenance_tickets SET title = 'Stuck again' WHERE title = 'Stuck'`,
		`INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, status) SELECT id, 'Maintenance', 800, '2099-01-01', '2099-02-01', 'unpaid' FROM units WHERE unit_number = '204'`,
		`INSERT INTO payments (bill_id, amount_paid, payment_method) SELECT id, 300, 'UPI' FROM bills WHERE amount = 800`,
		`INSERT INTO announcements (title, content) VALUES ('T', 'C')`,
		`INSERT INTO audit_logs (user_id, action, details) SELECT id, 'USER_LOGIN', '[]' FROM users WHERE email = 'NEW@old.example'`,
		`INSERT INTO audit_logs (action, ip_address, created_at) VALUES ('OLD_ONE', NULL, '2019-05-01')`,
		`UPDATE users SET password_hash = 'y', status = 'banned' WHERE email = 'new@old.example'`,
		`UPDATE visitor_logs SET status = 'checked_in' WHERE visitor_name IN ('B', 'C', 'D')`,
		`UPDATE visitor_logs SET status = 'checked_out', check_out_time = now() WHERE visitor_name IN ('D', 'E')`,
		`UPDATE maintenance_tickets SET status = 'closed', updated_at = now() WHERE title = 'Stuck again'`,
		`UPDATE payments SET status = 'failed' WHERE amount_paid = 300`,
		`UPDATE payments SET status = 'success', payment_date = now() WHERE amount_paid = 300`,
		`DELETE FROM users WHERE email = 'NEW@old.example'`,
		`INSERT INTO system_config (config_key, config_value, category) VALUES ('general.motto', 'x', 'general')`,
		`INSERT INTO messages (body) VALUES ('hi')`,
		`INSERT INTO parking (slot) VALUES ('P2')`,
	} {
		tag, err := app.Exec(t.Context(), sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
		} else if tag.RowsAffected() == 0 {
			t.Errorf("%s: no row", sql)
		}
	}
	got := datatest.Scan[string](t, db.Owner, `SELECT (SELECT label FROM units WHERE unit_number = '204') || ' ' || amount_paid || ' ' || status FROM bills WHERE amount = 800`)
	if got != "C-204 300.00 partially_paid" {
		t.Errorf("what other programs wrote is kept as %s", got)
	}
	if kept := datatest.Scan[string](t, db.Owner, `SELECT created_at::date || ' ' || (database_role IS NULL) FROM audit_logs WHERE action = 'OLD_ONE'`); kept != "2019-05-01 true" {
		t.Errorf("another program's row of the trail is kept as of %s", kept)
	}
	if rights := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = $1`, role); rights != 4*len(slices.Concat(datatest.DocumentTables(), datatest.OtherTables(), []string{"inside"})) {
		t.Errorf("the other program has %d rights", rights)
	}
}
