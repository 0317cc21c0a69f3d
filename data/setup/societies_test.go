package setup_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/migrations"
)

// TestASocietyHasItsOwnRoles: on a server of several societies each has logins that
// serve no other; what the triggers hold is held of the role that is named.
func TestASocietyHasItsOwnRoles(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	super := db.As(t, "postgres")
	desk := datatest.RoleName(t) + " Desk"
	name := pgx.Identifier{desk}.Sanitize()
	datatest.Exec(t, super, `CREATE ROLE `+name+` LOGIN`)
	datatest.DropRole(t, super, name)
	db.Config.DeskRole, db.Config.URL = desk, db.URL(t, desk)
	db.Config.DirectURL = db.Config.URL
	datatest.Migrate(t, db.Config)
	s := datatest.SocietyIn(t, db)
	if _, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s)); err != nil {
		t.Fatalf("as its own role: %v", err)
	}
	own := db.As(t, desk)
	datatest.Exec(t, own, `INSERT INTO audit_logs (action, ip_address, created_at) VALUES ('DATED', '10.0.0.1', '2020-01-01')`)
	if datatest.Scan[bool](t, own, `SELECT EXISTS (SELECT FROM audit_logs WHERE created_at < '2021-01-01')`) {
		t.Error("the desk's own role dates a row of the trail back")
	}
	if _, err := own.Exec(t.Context(), `UPDATE visitor_logs SET status = 'checked_out'`); datatest.Constraint(err) != "desk_audited" {
		t.Errorf("a visit moved without a row of the trail: %v", err)
	}
	// An upgrade that makes the name anew, in whichever language, keeps it.
	step, err := migrations.FS.ReadFile("00262_desk_held_faster.sql")
	if err != nil {
		t.Fatal(err)
	}
	datatest.Exec(t, db.Owner, "BEGIN;"+string(step)+"COMMIT")
	if is := datatest.Scan[string](t, super, `SELECT society360_desk_role()::text`); is != desk {
		t.Errorf("behind an upgrade the triggers hold %s", is)
	}
	const rights = `SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = $1`
	if n := datatest.Scan[int](t, super, rights, connect.DeskRole); n != 0 {
		t.Errorf("the role of another society has %d rights", n)
	}
	if _, err := db.As(t, connect.DeskRole).Exec(t.Context(), `SELECT FROM users`); datatest.SQLState(err) != "42501" {
		t.Errorf("the role of another society reads: %v", err)
	}

	// Named otherwise, the society has another, and the first lets go.
	usual := db.Config
	usual.DeskRole = ""
	datatest.Migrate(t, usual)
	if n := datatest.Scan[int](t, super, rights, desk); n != 0 {
		t.Errorf("the former role keeps %d rights", n)
	}
	if is := datatest.Scan[string](t, super, `SELECT society360_desk_role()::text`); is != connect.DeskRole {
		t.Errorf("the triggers hold %s", is)
	}
}

// TestASecondSchemaBorrowsNothing: a society in a schema of its own, beside another's
// that is wholly in use, is made whole and touches nothing there; and neither's locks
// are the other's.
func TestASecondSchemaBorrowsNothing(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	const things = `SELECT array_agg(kind || name ORDER BY kind || name) FROM (
			SELECT c.relkind::text || ' ' AS kind, c.relname::text AS name FROM pg_class c WHERE c.relnamespace = $1::text::regnamespace AND c.relname NOT LIKE 'pg\_toast%'
			UNION ALL SELECT 'f ', p.proname FROM pg_proc p WHERE p.pronamespace = $1::text::regnamespace
				AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
			UNION ALL SELECT 't ', c.relname || ' ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
				WHERE c.relnamespace = $1::text::regnamespace AND NOT t.tgisinternal) had (kind, name)`
	before := datatest.Scan[[]string](t, db.Owner, things, "public")
	datatest.Exec(t, db.Owner, `CREATE SCHEMA second`)

	second := *db
	second.Config.OwnerURL += "&search_path=second,public"
	second.Config.URL += "&search_path=second"
	second.Config.DirectURL += "&search_path=second"
	held, err := db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for table := range connect.DeskGrants() {
		if datatest.Scan[bool](t, db.Owner, `SELECT relkind IN ('r', 'p') FROM pg_class WHERE oid = $1::text::regclass`, table) {
			if _, err := held.Exec(t.Context(), `LOCK TABLE public.`+table); err != nil {
				t.Fatal(err)
			}
		}
	}
	datatest.Migrate(t, second.Config)
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if made := datatest.Scan[[]string](t, db.Owner, things, "second"); !slices.Equal(made, before) {
		t.Errorf("the second schema has %d things, the first %d", len(made), len(before))
	}
	if after := datatest.Scan[[]string](t, db.Owner, things, "public"); !slices.Equal(after, before) {
		t.Errorf("the first schema has %d things, and had %d", len(after), len(before))
	}

	s := datatest.SocietyIn(t, &second)
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*)::int FROM public.users`); n != 0 {
		t.Errorf("%d accounts were made in the first", n)
	}
	// Another's import, and somebody let in there with the same number, hold nobody up.
	conn := db.Conn(t, setup.OwnerRole)
	for _, lock := range []string{`'` + homes.SocietyLock + `'`, `'visit:' || '9876543210'`} {
		if _, err := conn.Exec(t.Context(), `SELECT pg_advisory_lock(`+connect.LockKey(lock)+`)`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Homes.CreateBlock(t.Context(), s.Admin, uuid.New(), homes.BlockText{Name: "Tower Z"}); err != nil {
		t.Errorf("a block while another society imports: %v", err)
	}
	input := datatest.Ramesh(s)
	input.Phone = "9876543210"
	if _, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, input); err != nil {
		t.Errorf("a visit while another society lets the same number in: %v", err)
	}
}

// TestADatabaseOfOursIsOurs: nobody but the desk's and the owner's role enters a
// database that the program made; elsewhere doctor says so (connect.Openings).
func TestADatabaseOfOursIsOurs(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]*datatest.DB{"empty": datatest.NewEmpty(t), "copied": datatest.New(t)} {
		super := db.As(t, "postgres")
		other := datatest.RoleName(t)
		datatest.Exec(t, super, `CREATE ROLE `+other)
		datatest.DropRole(t, super, other)
		const enters = `SELECT has_database_privilege($1, current_database(), 'CONNECT')`
		if datatest.Scan[bool](t, super, enters, other) {
			t.Errorf("%s: any role enters", name)
		}
		for _, role := range []string{connect.DeskRole, setup.OwnerRole} {
			if !datatest.Scan[bool](t, super, enters, role) {
				t.Errorf("%s: %s does not enter", name, role)
			}
		}
		datatest.Exec(t, super, `GRANT CONNECT ON DATABASE `+db.Name+` TO PUBLIC`)
		open, err := connect.Openings(t.Context(), db.Owner)
		if err != nil || len(open) != 1 || open[0].Close != "REVOKE CONNECT ON DATABASE "+db.Name+" FROM PUBLIC;" {
			t.Errorf("%s: said is %v, %v", name, open, err)
		}
	}
}

// TestTheDeskEntersByItself: who does what doctor says of a database that every role may
// enter shuts nobody's desk out.
func TestTheDeskEntersByItself(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	super := db.As(t, "postgres")
	datatest.Exec(t, super, `REVOKE CONNECT ON DATABASE `+db.Name+` FROM `+connect.DeskRole+`; GRANT CONNECT ON DATABASE `+db.Name+` TO PUBLIC`)
	datatest.Migrate(t, db.Config)
	open, err := connect.Openings(t.Context(), db.Owner)
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	datatest.Exec(t, super, open[0].Close)
	if !datatest.Scan[bool](t, super, `SELECT has_database_privilege($1, current_database(), 'CONNECT')`, connect.DeskRole) {
		t.Error("the desk is shut out")
	}
}

// TestADeskRoleIsNamedWell: a name that the server would cut, or keeps for itself.
func TestADeskRoleIsNamedWell(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"pg_monitor", "r234567890123456789012345678901234567890123456789012345678901234", "desk\x00"} {
		_, err := connect.ConfigFromEnv(func(key string) string {
			return map[string]string{"DATABASE_URL": "postgres:///society360", "DATABASE_DESK_ROLE": name}[key]
		}, "")
		datatest.WantError(t, err, fault.Invalid, "DATABASE_DESK_ROLE")
	}
}
