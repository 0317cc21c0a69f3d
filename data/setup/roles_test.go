package setup_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data/datatest"
)

func TestDeskRoleIsRefused(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs (action) VALUES ('USER_LOGIN'); CREATE TABLE messages (body text)`)
	desk := db.As(t, connect.DeskRole)
	for _, sql := range []string{
		`UPDATE audit_logs SET action = 'NOTHING'`,
		`DELETE FROM audit_logs`,
		`TRUNCATE audit_logs`,
		`ALTER TABLE audit_logs DISABLE TRIGGER ALL`,
		`DROP TRIGGER society360_audit_append_only ON audit_logs`,
		`INSERT INTO audit_logs_archive (id, action) VALUES (uuid_generate_v4(), 'X')`,
		`DELETE FROM users`, `DELETE FROM visitor_logs`, `DELETE FROM bills`, `DELETE FROM payments`,
		`DELETE FROM maintenance_tickets`, `DELETE FROM units`, `DELETE FROM blocks`, `DELETE FROM user_units`,
		`DELETE FROM announcements`, `DELETE FROM system_config`, `DELETE FROM roles`,
		`TRUNCATE payments`, `TRUNCATE visitor_logs`,
		`UPDATE roles SET name = 'admin'`, `INSERT INTO roles (name) VALUES ('root')`,
		`UPDATE society360_migrations SET version_id = 0`, `DELETE FROM society360_migrations`,
		`CREATE TABLE mine (id int)`, `CREATE SCHEMA mine`, `CREATE EXTENSION dblink`,
		`CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1`,
		`CREATE TRIGGER mine BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION society360_bills_derive()`,
		`ALTER TABLE users ADD COLUMN mine int`, `DROP TABLE users`, `CREATE INDEX mine ON users (id)`,
		`SELECT society360_lock(ARRAY['users'], 'ACCESS SHARE')`,
		`SELECT body FROM messages`, `INSERT INTO messages (body) VALUES ('x')`,
		`SET ROLE society360_owner`, `SET SESSION AUTHORIZATION society360_owner`,
		`ALTER ROLE society360_desk SUPERUSER`, `CREATE ROLE other`,
		`COPY users TO PROGRAM 'cat'`, `SELECT pg_read_file('/etc/passwd')`, `SET session_replication_role = replica`,
	} {
		_, err := desk.Exec(t.Context(), sql)
		if state := datatest.SQLState(err); state != "42501" {
			t.Errorf("%s: %v, want insufficient_privilege", sql, err)
		}
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = $1`, connect.DeskRole); n != 0 {
		t.Errorf("the desk's role owns %d things", n)
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM audit_logs WHERE action = 'USER_LOGIN'`); n != 1 {
		t.Errorf("the audit row is not as it was")
	}
}

// deskRights is what the role has on every table of the database.
func deskRights(tb testing.TB, db *datatest.DB) map[string]string {
	tb.Helper()
	rows, err := db.Owner.Query(tb.Context(), `SELECT c.relname, CASE WHEN has_table_privilege($1, c.oid, p.kind) THEN p.kind ELSE p.kind || ' (' || f.columns || ')' END
		FROM pg_class c CROSS JOIN (VALUES ('SELECT', 1), ('INSERT', 2), ('DELETE', 3), ('TRUNCATE', 4), ('REFERENCES', 5), ('TRIGGER', 6), ('UPDATE', 7)) AS p(kind, n)
		LEFT JOIN LATERAL (SELECT string_agg(a.attname, ', ' ORDER BY a.attname) AS columns FROM pg_attribute a
			WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND p.kind IN ('SELECT', 'INSERT', 'REFERENCES', 'UPDATE')
			  AND has_column_privilege($1, c.oid, a.attnum, p.kind)) f ON true
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
		  AND (has_table_privilege($1, c.oid, p.kind) OR f.columns IS NOT NULL) ORDER BY c.relname, p.n`, connect.DeskRole)
	if err != nil {
		tb.Fatal(err)
	}
	rights := map[string][]string{}
	for rows.Next() {
		var table, kind string
		if err := rows.Scan(&table, &kind); err != nil {
			tb.Fatal(err)
		}
		rights[table] = append(rights[table], kind)
	}
	joined := map[string]string{}
	for table, kinds := range rights {
		joined[table] = strings.Join(kinds, ", ")
	}
	return joined
}

// listed is what a grant lists, its columns in the order of their names and UPDATE
// behind DELETE, as deskRights has it.
func listed(grant string) string {
	grant, columns, some := strings.Cut(grant, " (")
	if rest, ok := strings.CutSuffix(grant, ", UPDATE, DELETE"); ok {
		grant = rest + ", DELETE, UPDATE"
	}
	if !some {
		return grant
	}
	names := strings.Split(strings.TrimSuffix(columns, ")"), ", ")
	slices.Sort(names)
	return grant + " (" + strings.Join(names, ", ") + ")"
}

func TestDeskRightsAreThoseListed(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	// Rights that somebody gave by hand go at the next run, other programs' stay.
	datatest.Exec(t, db.Owner, `CREATE TABLE messages (body text);
		GRANT SELECT ON messages TO society360_desk;
		GRANT ALL ON audit_logs, bills TO society360_desk;
		REVOKE ALL ON users FROM society360_desk`)
	datatest.Migrate(t, db.Config)
	want := setup.DeskGrants()
	want["messages"] = "SELECT"
	got := deskRights(t, db)
	for table, rights := range want {
		if got[table] != listed(rights) {
			t.Errorf("%s: %s, want %s", table, got[table], listed(rights))
		}
		delete(got, table)
	}
	if len(got) != 0 {
		t.Errorf("more rights: %v", got)
	}
	if want["audit_logs"] != "SELECT, INSERT" || want[connect.MigrationsTable] != "SELECT" {
		t.Errorf("audit_logs %q, migrations %q", want["audit_logs"], want[connect.MigrationsTable])
	}
}

// TestMigrateWithoutTheDeskRole needs a server of its own: roles are shared by
// all databases of one.
func TestMigrateWithoutTheDeskRole(t *testing.T) {
	t.Parallel()
	server := datatest.NewServer(t)
	super := server.As(t, "postgres", "postgres")
	datatest.Exec(t, super, `CREATE ROLE builder LOGIN`)
	datatest.Exec(t, super, `CREATE DATABASE society OWNER builder TEMPLATE template0 ENCODING 'UTF8'`)
	cfg := connect.Config{URL: server.URL("society", "builder")}
	cfg.OwnerURL, cfg.DirectURL = cfg.URL, cfg.URL

	heard, log := datatest.ListenFor("CREATE ROLE society360_desk NOLOGIN")
	if _, err := setup.Migrate(t.Context(), cfg, log); err != nil {
		t.Fatalf("an owner who may not make roles: %v", err)
	}
	select {
	case <-heard.Heard:
	default:
		t.Error("nothing was said of the missing role")
	}
	if taken := deskTaken(t, cfg); taken {
		t.Error("a role that does not exist was taken")
	}

	// One who may make roles makes it, and can then take it.
	datatest.Exec(t, super, `ALTER ROLE builder CREATEROLE`)
	datatest.Migrate(t, cfg)
	if taken := deskTaken(t, cfg); !taken {
		t.Error("the role that migration made is not taken")
	}
	pool, err := datatest.Connect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if _, err := pool.Exec(t.Context(), `DELETE FROM audit_logs`); datatest.SQLState(err) != "42501" {
		t.Errorf("a desk signed in as the owner deletes from audit_logs: %v", err)
	}
	settings := datatest.Scan[string](t, super, `SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting WHERE setrole = 'society360_desk'::regrole`)
	for _, want := range []string{"statement_timeout=10s", "lock_timeout=5s", "idle_in_transaction_session_timeout=30s", "synchronous_commit=on"} {
		if !slices.Contains(strings.Fields(settings), want) {
			t.Errorf("the role made carries %q, not %s", settings, want)
		}
	}
	if datatest.Scan[bool](t, super, `SELECT rolcanlogin OR rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = 'society360_desk'`) {
		t.Error("the role made may more than it should")
	}
}

func deskTaken(t *testing.T, cfg connect.Config) bool {
	t.Helper()
	pool, err := datatest.Connect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	return datatest.Scan[bool](t, pool, datatest.WorkingAsDesk)
}
