package setup_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// plantedTypes are those of which operators are planted, each with each.
const plantedTypes = `text varchar bpchar name uuid int2 int4 int8 numeric float8 date timestamptz oid regclass jsonb bool uuid[]`

// plantSQL makes, in the schema public, operators and functions that fit the
// program's operands better than PostgreSQL's own. Each writes down as whom it
// ran.
const plantSQL = `DO $do$
DECLARE
	l text; r text; op text; call text; gives text;
	body text := 'LANGUAGE plpgsql AS $b$ BEGIN INSERT INTO public.planted_ran VALUES (current_user, %L); RETURN %s; END $b$';
BEGIN
	FOREACH l IN ARRAY string_to_array('` + plantedTypes + `', ' ') LOOP
		FOREACH r IN ARRAY string_to_array('` + plantedTypes + `', ' ') LOOP
			EXECUTE format('CREATE FUNCTION public.planted_is(%s, %s) RETURNS bool ', l, r)
				|| format(body, l || ' = ' || r, '$1::text OPERATOR(pg_catalog.=) $2::text');
			EXECUTE format('CREATE FUNCTION public.planted_with(%s, %s) RETURNS %1$s ', l, r) || format(body, l || ' + ' || r, '$1');
			FOREACH op IN ARRAY '{=,<>,<,<=,>,>=,~~,!~~,~,!~,->>,||,+,-}'::text[] LOOP
				EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.%s)', op, l, r,
					CASE WHEN op IN ('||', '+', '-', '->>') THEN 'planted_with' ELSE 'planted_is' END);
			END LOOP;
		END LOOP;
	END LOOP;
	FOREACH call IN ARRAY '{lower(varchar),upper(varchar),btrim(varchar),length(varchar),"left(varchar, int)","right(varchar, int)","substr(varchar, int, int)",
			"replace(varchar, text, text)","regexp_replace(varchar, text, text, text)","regexp_replace(text, text, text, varchar)","format(text, name)","format(text, text)",
			"format(text, text, text)","format(text, name, text)","format(text, regclass, name)",to_regclass(varchar),to_regclass(name),quote_ident(name),quote_ident(varchar),
			"array_position(int[], int)","array_to_string(int[], text)","hashtextextended(text, int)","hashtextextended(varchar, int)",count(uuid),sum(int),"round(float8, int)",
			"timezone(varchar, timestamptz)","set_config(text, varchar, bool)","pg_notify(text, name)","pg_notify(text, varchar)",pg_sleep(numeric),"concat_ws(text, text, text)"}'::text[] LOOP
		EXECUTE format('CREATE FUNCTION public.%s RETURNS text ', call) || format(body, call, '''''');
	END LOOP;
	FOREACH gives IN ARRAY '{uuid,numeric,int4,text}'::text[] LOOP
		EXECUTE format('CREATE FUNCTION public.unnest(%s[]) RETURNS SETOF %1$s LANGUAGE plpgsql AS $b$ BEGIN INSERT INTO public.planted_ran VALUES (current_user, ''unnest''); RETURN; END $b$', gives);
		EXECUTE format('CREATE FUNCTION public.planted_step(%s[], %1$s) RETURNS %1$s[] ', gives) || format(body, 'array_agg', '$1');
		EXECUTE format('CREATE AGGREGATE public.array_agg(%s) (SFUNC = public.planted_step, STYPE = %1$s[])', gives);
	END LOOP;
END
$do$`

// ownerCalls are statements that together call a function of ours that runs as the
// owner, or as whoever writes to a table, on all of its ways, refusals too; $U, $B, $L
// and the like are ids of the caller's own. A statement that starts with -- is not the
// desk's to run.
type ownerCalls struct {
	function   string
	statements []string
}

// calls are those of every function, in the order of what they build on.
func calls() []ownerCalls {
	return []ownerCalls{
		{"society360_blocks_place", []string{`INSERT INTO blocks (id, name) VALUES ('$B', 'Tower P')`}},
		{"society360_units_label", []string{
			`INSERT INTO units (id, block_id, unit_number, floor_number, type) VALUES ('$U', '$B', '101', 1, '2BHK'), ('$E', '$B', 'Q-7', 1, '2BHK'), ('$F', NULL, '9', 1, '2BHK')`,
			`UPDATE units SET unit_number = '102' WHERE id = '$U'`,
		}},
		{"society360_blocks_rename", []string{`UPDATE blocks SET name = 'Tower Q' WHERE id = '$B'`}},
		{"society360_units_follow", []string{
			`INSERT INTO user_units (id, user_id, unit_id, resident_type) VALUES ('$L', (SELECT id FROM users LIMIT 1), '$U', 'owner')`,
			`UPDATE user_units SET status = 'moved_out' WHERE id = '$L'`,
			`UPDATE user_units SET status = 'active' WHERE id = '$L'`,
			`-- INSERT INTO user_units (id, user_id, unit_id, resident_type) VALUES ('$B', (SELECT id FROM users LIMIT 1), '$E', 'tenant')`,
			`-- DELETE FROM user_units WHERE id = '$B'`,
			`-- TRUNCATE user_units`,
		}},
		{"society360_residents_await", []string{
			`INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact, move_in_date) VALUES ((SELECT id FROM users LIMIT 1), '$U', 'owner', true, current_date + 9)`,
			`UPDATE user_units SET move_in_date = current_date WHERE primary_on_move_in`,
		}},
		{"society360_units_follow_account", []string{`UPDATE users SET deleted_at = now()`, `UPDATE users SET deleted_at = NULL`}},
		{"society360_tickets_number", []string{`INSERT INTO maintenance_tickets (unit_id, category, title, description, status) VALUES ('$U', 'Lift', 'Stuck', '', 'open')`}},
		{"society360_bills_derive", []string{
			`INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date) VALUES ('$L', '$U', 'Water', 100, current_date, current_date), ('$E', '$U', 'Water', 100, '2020-01-01', '2020-01-01')`,
			`UPDATE bills SET waived_amount = 10 WHERE id = '$L'`,
			`UPDATE bills SET waived_amount = 1000 WHERE id = '$L'`,
			`UPDATE bills SET voided_at = now() WHERE id = '$E'`,
		}},
		{"society360_payments_apply", []string{
			`INSERT INTO payments (id, bill_id, amount_paid, status) VALUES ('$L', '$L', 30, 'success'), ('$E', '$L', 3, 'failed')`,
			`INSERT INTO payments (id, bill_id, amount_paid) VALUES ('$U', '$L', 5000)`,
			`UPDATE payments SET status = 'failed' WHERE id = '$L'`,
			`UPDATE payments SET status = 'success' WHERE id = '$L'`,
			`INSERT INTO payments (id, bill_id, amount_paid, status, claim_id, payment_date) VALUES ('$F', '$L', 4, 'pending', '$F', '2020-01-01')`,
			`UPDATE bills SET due_date = '2020-02-01' WHERE id = '$L'`,
			`-- DELETE FROM payments WHERE id = '$E'`,
		}},
		{"society360_payments_day", []string{
			`INSERT INTO payments (bill_id, amount_paid, received_on) VALUES ('$L', 1, '2020-01-02')`,
			`UPDATE payments SET status = 'success' WHERE id = '$F'`,
		}},
		{"society360_payments_changed", []string{
			`-- UPDATE payments SET amount_paid = 3 WHERE id = '$F'`, `UPDATE payments SET status = 'failed' WHERE id = '$F'`,
			`UPDATE payments SET status = 'success' WHERE id = '$F'`, `-- UPDATE payments SET payment_method = 'Cash' WHERE id = '$F'`,
		}},
		{"society360_payments_deleted", []string{`-- DELETE FROM payments WHERE id = '$F'`}},
		{"society360_totals_of_claims", []string{
			`INSERT INTO payments (id, bill_id, amount_paid, status, claim_id) SELECT gen_random_uuid(), '$L', 1, 'failed', '$F' FROM generate_series(1, 2)`,
		}},
		{"society360_totals_of_receipts", []string{
			`WITH r AS (INSERT INTO receipts (id, year, number) SELECT gen_random_uuid(), 2019, count(*) + 1 FROM receipts WHERE year = 2019 RETURNING id)
				INSERT INTO receipt_payments (payment_id, receipt_id)
				SELECT y.id, r.id FROM r, payments y WHERE NOT EXISTS (SELECT FROM receipt_payments l WHERE l.payment_id = y.id) LIMIT 2`,
		}},
		{"society360_totals_follow", []string{`-- UPDATE payments SET amount_paid = amount_paid + 1 WHERE status = 'failed'`}},
		{"society360_totals_emptied", []string{`-- TRUNCATE payments CASCADE`}},
		{"society360_bills_line", []string{`UPDATE bills SET bill_date = '2020-01-03' WHERE id = '$L'`, `UPDATE bills SET amount = 90 WHERE id = '$L'`}},
		{"society360_lines_emptied", []string{`-- TRUNCATE payments CASCADE`}},
		{"society360_remove", []string{
			`SELECT society360_remove('units', '$U')`, `SELECT society360_remove('units', '$F')`, `SELECT society360_remove('blocks', '$B')`,
			`SELECT society360_remove('units', '$F')`, `SELECT society360_remove('users', '$F')`,
		}},
		{"society360_refresh_report", []string{
			`SELECT society360_refresh_report('visits')`, `SELECT society360_refresh_report('stays')`, `SELECT society360_refresh_report('tickets')`,
			`SELECT society360_refresh_report('collection')`, `SELECT society360_refresh_report('everything')`,
		}},
		{"society360_payments_emptied", []string{`-- TRUNCATE payments`}},
		{"society360_audit_append_only", []string{
			`-- INSERT INTO audit_logs (id, action, created_at) VALUES ('$B', 'X', '2020-01-01'), ('$E', 'X', '2020-01-01')`,
			`-- INSERT INTO audit_logs_archive (id, action, created_at) VALUES ('$B', 'X', '2020-01-01')`,
			`-- UPDATE audit_logs SET action = 'Y'`, `-- DELETE FROM audit_logs WHERE id = '$B'`, `-- DELETE FROM audit_logs`, `-- TRUNCATE audit_logs`,
		}},
		{"society360_archive", []string{
			`INSERT INTO system_config (config_key, config_value, category) SELECT 'general.archive_' || k || '_months', '1', 'general' FROM unnest('{visits,tickets,audit}'::text[]) k ON CONFLICT DO NOTHING`,
			`INSERT INTO visitor_logs (id, visitor_name, visitor_phone, vehicle_number, status, check_in_time) VALUES ('$B', 'P', '1', '2', 'denied', '2020-01-01')`,
			`SELECT society360_archive_due(k, n) FROM unnest('{visits,tickets,audit}'::text[]) k, unnest('{1,NULL}'::int[]) n`,
			`SELECT society360_archive_month(k, '2020-01-01') FROM unnest('{visits,tickets,audit}'::text[]) k`, `SELECT society360_archive_month('visits', '9999-01-01')`,
			`SELECT society360_archive(k, NULL, NULL, 10) FROM unnest('{visits,tickets,audit}'::text[]) k`,
		}},
		{"society360_import_made", []string{
			`INSERT INTO society360_imports (id, checksum, files, report, number, committed_at) VALUES ('$B', 'planted $mark', '[]', '{}', (SELECT coalesce(max(number), 0) + 1 FROM society360_imports), now());
			INSERT INTO blocks (id, name) VALUES ('$E', 'Tower $mark'); SELECT society360_import_made('$B', 'blocks', ARRAY['$E']::uuid[])`,
			`SELECT society360_import_made('$B', k, ARRAY['$E']::uuid[]) FROM unnest('{blocks,units,users,user_units,bills,payments,maintenance_tickets,roles}'::text[]) k`,
		}},
		{"society360_import_touched", []string{`SELECT t.kind FROM society360_import_touched('$B') t`}},
		{"society360_import_take_back", []string{
			`SELECT society360_import_take_back('$B')`,
			`UPDATE society360_imports SET taken_back_at = now() WHERE id = '$B'; SELECT society360_import_take_back('$B')`,
		}},
		{"society360_archived_append_only", []string{
			`-- INSERT INTO audit_logs_archive (id, action, created_at) VALUES ('$E', 'X', '2021-01-01')`, `-- SELECT society360_archive_month('audit', '2021-01-01')`,
		}},
		{"society360_archive_list_kept", []string{
			`-- INSERT INTO archive.audit_logs_list (id, action, created_at) VALUES ('$F', 'X', '2021-01-01')`, `-- DELETE FROM archive.audit_logs_list WHERE id = '$F'`,
			`-- UPDATE archive.audit_logs_list SET action = 'Y'`,
		}},
		{"society360_announcements_changed", []string{`-- INSERT INTO announcements (id, title, content) VALUES ('$B', 'x', 'y')`, `-- UPDATE announcements SET title = 'z' WHERE id = '$B'`}},
		{"society360_trail_late", []string{`-- INSERT INTO audit_logs (action, details, created_at) VALUES ('X', '{"a": "b"}', now() - interval '2 hours')`}},
		{"society360_trail_note_words", []string{`SELECT society360_trail_note_words() FROM generate_series(1, 2)`}},
		{"society360_audit_origin", []string{`INSERT INTO audit_logs (action, ip_address) VALUES ('X', 'local')`}},
		{"society360_desk_moves", []string{`INSERT INTO visitor_logs (id, visitor_name, visitor_phone, status) VALUES ('$L', 'P', '', 'pending')`, `UPDATE visitor_logs SET status = 'checked_out' WHERE id = '$L'`}},
		{"society360_desk_audited", []string{`UPDATE visitor_logs SET status = 'denied' WHERE id = '$L'`, `INSERT INTO visitor_logs (visitor_name, status) VALUES ('P', 'pending')`}},
		{"society360_remove_person", []string{
			`INSERT INTO audit_logs (action, resource_type, resource_id, ip_address) VALUES ('PERSON_REMOVED', 'society360_removals', '$E', 'local');
			SELECT society360_remove_person('$E', NULL, NULL, '', '', '{}', ARRAY['$B']::uuid[], ARRAY['2020-01-01']::timestamptz[], ARRAY['name'], ARRAY[1], ARRAY['x']::bytea[]);
			SELECT society360_remove_bars('$E', '{}')`,
			`SELECT society360_remove_person('$F', NULL, NULL, '', '', ARRAY['$L']::uuid[], '{}', '{}', '{}', '{}', '{}')`,
			`INSERT INTO users (id, full_name, email, password_hash) VALUES ('$F', 'P $mark', 'planted $mark', 'x');
			INSERT INTO audit_logs (action, resource_type, resource_id, ip_address) VALUES ('USER_CREATED', 'users', '$F', 'local'), ('PERSON_REMOVED', 'users', '$F', 'local');
			SELECT society360_remove_person('$F', '$F', NULL, 'planted $mark', 'x', '{}', '{}', '{}', '{}', '{}', '{}')`,
		}},
		{"society360_remove_bars", []string{`SELECT society360_remove_bars('$E', '{}')`}},
		{"society360_removal_audited", nil},
		{"society360_forget_names", []string{`SELECT society360_forget_names()`}},
		{"society360_password_changed", []string{`UPDATE users SET password_hash = 'planted $mark' WHERE id = (SELECT id FROM users LIMIT 1)`}},
		{"society360_tokens_end", []string{`UPDATE users SET full_name = full_name`, `UPDATE users SET deleted_at = now()`, `UPDATE users SET deleted_at = NULL`}},
		{"society360_sessions_end", []string{`UPDATE users SET full_name = full_name`, `-- UPDATE users SET password_hash = 'planted again'`}},
		{"society360_key_removed", []string{
			`INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key) SELECT '$L', id, '$L', 'k' FROM users LIMIT 1`,
			`-- UPDATE user_ssh_keys SET public_key = 'l'`, `DELETE FROM user_ssh_keys`, `-- TRUNCATE user_ssh_keys`,
		}},
		{"society360_tell_accounts", []string{`UPDATE users SET status = 'inactive' WHERE email = 'nobody'`, `-- UPDATE users SET status = 'banned'`}},
		{"society360_tell_settings", []string{`INSERT INTO system_config (config_key, config_value, category) VALUES ('planted.$B', 'x', 'general')`}},
	}
}

// A statement of the desk's stands between these, in its transaction: without rows of
// the trail that say what it did it would be refused.
const (
	beforeCall = `INSERT INTO audit_logs (action, ip_address, resource_type, resource_id, details)
	SELECT 'USER_SSH_KEY_REMOVED', 'local', 'users', user_id, jsonb_build_object('before', jsonb_build_object('ssh_key', fingerprint)) FROM user_ssh_keys;
`
	afterCall = `;
INSERT INTO audit_logs (action, ip_address, resource_type, resource_id, details)
	SELECT a, 'local', r.resource, r.id, jsonb_build_object('after', r.stands) FROM (
		SELECT 'payments' AS resource, id, to_jsonb(y) AS stands FROM payments y UNION ALL SELECT 'visitor_logs', id, to_jsonb(v) FROM visitor_logs v
		UNION ALL SELECT 'maintenance_tickets', id, to_jsonb(t) FROM maintenance_tickets t UNION ALL SELECT 'users', id, to_jsonb(u) FROM users u
		UNION ALL SELECT 'bills', id, to_jsonb(b) FROM bills b UNION ALL SELECT 'user_units', id, to_jsonb(l) FROM user_units l
		UNION ALL SELECT 'users', user_id, jsonb_build_object('ssh_key', fingerprint) FROM user_ssh_keys) r,
	unnest('{PAYMENT_RECORDED,PAYMENT_CLAIMED,PAYMENT_CONFIRMED,PAYMENT_REVERSED,VISITOR_ANNOUNCED,VISITOR_PRE_APPROVED,VISITOR_CHECKED_IN,VISITOR_APPROVED,
		VISITOR_DENIED,VISITOR_CHECKED_OUT,TICKET_CREATED,TICKET_STARTED,TICKET_RESOLVED,USER_CREATED,USER_UPDATED,USER_STATUS_CHANGED,USER_PASSWORD_RESET,USER_SSH_KEY_ADDED,
		BILL_CREATED,BILL_CORRECTED,BILL_WAIVED,BILL_VOIDED,RESIDENT_MOVED_IN,RESIDENT_UPDATED,RESIDENT_MOVED_OUT,RESIDENT_MOVE_OUT_SET}'::text[]) a`
)

// runCalls runs calls as a role, and tells the server to count them.
func runCalls(t *testing.T, pool *pgxpool.Pool, mark string, all bool) {
	t.Helper()
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, function := range calls() {
		for _, call := range function.statements {
			sql, foreign := strings.CutPrefix(call, "-- ")
			if foreign && !all {
				continue
			}
			for i, id := range []string{"$B", "$U", "$E", "$F", "$L"} {
				sql = strings.ReplaceAll(sql, id, fmt.Sprintf("00000000-0000-0000-%s-00000000000%d", mark, i))
			}
			if !all {
				sql = beforeCall + sql + afterCall
			}
			sql = strings.ReplaceAll(sql, "$mark", mark)
			if _, err := conn.Exec(t.Context(), sql); err != nil && !slices.Contains([]string{"23001", "23514", "22023"}, datatest.SQLState(err)) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	}
	if _, err := conn.Exec(t.Context(), `SELECT pg_stat_force_next_flush()`); err != nil {
		t.Error(err)
	}
}

// ranAs lists the roles that planted things ran as, and forgets them.
func ranAs(t *testing.T, super *pgxpool.Pool) string {
	t.Helper()
	return datatest.Scan[string](t, super, `WITH gone AS (DELETE FROM planted_ran RETURNING who, what)
		SELECT coalesce(string_agg(DISTINCT who OPERATOR(pg_catalog.||) '', ' '), '') FROM gone`)
}

// TestPlantedThingsNeverRunAsTheOwner: a role without rights makes operators and
// functions in a schema that lets everybody. With the functions of the last
// release they ran as the owner; with ours they run as nobody but who calls them
// by name, and the owner's and the desk's own connections refuse the database.
func TestPlantedThingsNeverRunAsTheOwner(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.MigrateTo(t, db, 83)
	super := db.As(t, "postgres")
	mallory, app := datatest.RoleName(t), datatest.RoleName(t)
	datatest.Exec(t, super, fmt.Sprintf(`CREATE ROLE %s LOGIN; CREATE ROLE %s LOGIN`, mallory, app))
	datatest.DropRole(t, super, mallory)
	datatest.DropRole(t, super, app)
	datatest.Exec(t, super, fmt.Sprintf(`CREATE TABLE planted_ran (who name, what text); GRANT INSERT ON planted_ran TO PUBLIC;
		GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA public TO %[1]s;
		GRANT EXECUTE ON FUNCTION society360_remove, society360_refresh_report TO %[1]s`, app))

	by := db.As(t, mallory)
	datatest.Exec(t, by, plantSQL)
	ranAs(t, super) // some ran while others were made
	datatest.Exec(t, db.As(t, app), `INSERT INTO bills (id, bill_type, amount, bill_date, due_date) VALUES ('00000000-0000-0000-0009-000000000009', 'Water', 9, '2020-01-01', '2020-01-01')`)
	datatest.Exec(t, db.As(t, app), `INSERT INTO payments (bill_id, amount_paid) VALUES ('00000000-0000-0000-0009-000000000009', 1)`)
	if got := ranAs(t, super); !strings.Contains(got, setup.OwnerRole) {
		t.Fatalf("what is planted shows nothing: it ran as %q", got)
	}
	_, err := setup.Migrate(t.Context(), db.Config, quiet())
	datatest.WantError(t, err, fault.Refused, "The role "+mallory+" made the ")
	if got := ranAs(t, super); got != "" {
		t.Errorf("before the refusal it ran as %s", got)
	}

	datatest.Exec(t, by, `DROP OWNED BY CURRENT_USER`)
	datatest.Migrate(t, db.Config)
	datatest.Exec(t, by, plantSQL)
	datatest.Exec(t, super, `GRANT EXECUTE ON FUNCTION society360_archive, society360_archive_month, society360_archive_due, society360_import_made, society360_import_touched, society360_import_take_back, society360_remove_person, society360_forget_names, society360_trail_note_words, society360_remove_bars TO `+app)
	datatest.Exec(t, super, `GRANT SELECT, INSERT, UPDATE ON society360_imports TO `+app)
	datatest.Exec(t, super, `GRANT USAGE ON SCHEMA archive TO `+app)
	datatest.Exec(t, super, `GRANT SELECT, INSERT, UPDATE, DELETE ON archive.audit_logs_list TO `+app)
	datatest.Exec(t, super, `ALTER DATABASE `+db.Name+` SET track_functions = 'all'`)
	ranAs(t, super)
	runCalls(t, db.As(t, connect.DeskRole), "000d", false)
	runCalls(t, db.As(t, app), "000a", true)
	mustHaveCalled(t, db)
	for who := range strings.FieldsSeq(ranAs(t, super)) {
		if who != connect.DeskRole && who != app {
			t.Errorf("it ran as %s", who)
		}
	}
	ownersConnectionsRefuse(t, db.Config)
	if got := ranAs(t, super); got != "" {
		t.Errorf("before the refusals it ran as %s", got)
	}
}

// ownersConnectionsRefuse tries what the program does on connections of its own.
func ownersConnectionsRefuse(t *testing.T, cfg connect.Config) {
	t.Helper()
	const sentence = "would be taken for PostgreSQL's own or this program's"
	_, err := setup.Migrate(t.Context(), cfg, quiet())
	datatest.WantError(t, err, fault.Refused, sentence)
	_, err = setup.MigrationStatus(t.Context(), cfg)
	datatest.WantError(t, err, fault.Refused, sentence)
	_, err = setup.Seed(t.Context(), cfg, role.Program())
	datatest.WantError(t, err, fault.Refused, sentence)
	datatest.WantError(t, demo.Seed(t.Context(), cfg, time.Now(), demo.Options{}), fault.Refused, sentence)
	_, err = desks.Analyze(t.Context(), cfg)
	datatest.WantError(t, err, fault.Refused, sentence)
	_, err = data.Open(t.Context(), cfg, quiet())
	datatest.WantError(t, err, fault.Refused, sentence)
}

// mustHaveCalled wants every function of ours that runs as the owner, and every one
// of a trigger, to have been called: a new one is tried from the start.
func mustHaveCalled(t *testing.T, db *datatest.DB) {
	t.Helper()
	conn := db.Conn(t, "postgres")
	var never string
	var definers int
	if _, err := conn.Exec(t.Context(), `SET search_path = pg_catalog`); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(t.Context(), `SELECT coalesce(string_agg(p.proname, ' ' ORDER BY p.proname) FILTER (WHERE coalesce(s.calls, 0) = 0), ''), count(*) FILTER (WHERE p.prosecdef)
		FROM pg_proc p LEFT JOIN pg_stat_user_functions s ON s.funcid = p.oid
		WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'society360\_%'
		  AND (p.prosecdef OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgfoid = p.oid))`).Scan(&never, &definers); err != nil {
		t.Fatal(err)
	}
	if never != "" || definers < 16 {
		t.Errorf("of %d that run as the owner or by a trigger, calls does not call: %s", definers, never)
	}
}

// TestFunctionsSeeOnlyTheirOwn: a function looks nowhere but in pg_catalog, or had
// everything looked up when it was made; and one that runs as the owner is
// called by nobody but the desk's role, where that may.
func TestFunctionsSeeOnlyTheirOwn(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	rows, err := db.Owner.Query(t.Context(), `SELECT p.proname || '(' || oidvectortypes(p.proargtypes) || ')', p.prosecdef,
			coalesce(array_to_string(p.proconfig, ';'), '') || ';', p.prosqlbody IS NOT NULL,
			EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0),
			has_function_privilege($1, p.oid, 'EXECUTE')
		FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND (p.prosecdef OR p.proname LIKE 'society360\_%')`, connect.DeskRole)
	if err != nil {
		t.Fatal(err)
	}
	var name, settings string
	var definer, bound, public, desk bool
	if _, err := pgx.ForEachRow(rows, []any{&name, &definer, &settings, &bound, &public, &desk}, func() error {
		if pinned := strings.HasPrefix(settings, "search_path=pg_catalog, pg_temp;"); !pinned && !bound {
			t.Errorf("%s is set to %q and looks its names up when it runs: make it by society360_define (00084)", name, settings)
		}
		if bound && settings != ";" {
			t.Errorf("%s is set to %q: no query is matched to an index over it", name, settings)
		}
		if definer && (public || desk != slices.Contains(setup.DeskFunctions(), name)) {
			t.Errorf("%s runs as the owner: everybody may call it: %t; the desk's role may: %t", name, public, desk)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	// What the catalog keeps as bound, indexes over expressions too, names nothing outside
	// pg_catalog but ours.
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM pg_depend d JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
		WHERE o.oprnamespace <> 'pg_catalog'::regnamespace AND d.deptype = 'n'
		  AND d.classid IN ('pg_proc'::regclass, 'pg_rewrite'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_class'::regclass, 'pg_attrdef'::regclass)`); n != 0 {
		t.Errorf("%d of our things rest on operators of somebody's own", n)
	}
	if found := datatest.Scan[string](t, db.Owner, `SELECT coalesce(string_agg(DISTINCT p.proname, ' '), '') FROM pg_depend d JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
		WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND p.proname NOT LIKE 'society360\_%' AND p.proname NOT LIKE 'gin\_%' AND p.proname <> 'uuid_generate_v4'
		  AND d.deptype = 'n' AND d.classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_rewrite'::regclass)`); found != "" {
		t.Errorf("indexes, defaults or views rest on functions of somebody's own: %s", found)
	}
}

func TestPathTakesWhatItsOwnersMade(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		role, sql string
		path      string
		text      string
	}{
		"the owner's function":                              {role: setup.OwnerRole, sql: `CREATE FUNCTION round(float8, int) RETURNS float8 LANGUAGE sql RETURN $1`},
		"the superuser's operator":                          {role: "postgres", sql: `CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)`},
		"a function of a stranger's with a name of its own": {sql: `CREATE FUNCTION loyalty(uuid) RETURNS int LANGUAGE sql RETURN 1`},
		"an operator with a sign of its own":                {sql: `CREATE OPERATOR public.=%= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)`},
		"a schema outside the path":                         {sql: `CREATE FUNCTION pg_temp.lower(varchar) RETURNS text LANGUAGE sql RETURN $1`},

		"a stranger's operator":  {sql: `CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)`, text: "made the operator public.=(pg_catalog.text,pg_catalog.text), which"},
		"a stranger's function":  {sql: `CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql RETURN $1`, text: "made the function public.lower(character varying), which"},
		"a stranger's aggregate": {sql: `CREATE AGGREGATE max(uuid) (SFUNC = uuid_larger, STYPE = uuid)`, text: "made the aggregate public.max(pg_catalog.uuid), which"},
		"one with our name":      {sql: `CREATE FUNCTION society360_lock(text[], varchar) RETURNS void LANGUAGE sql AS ''`, text: "public.society360_lock("},
		"a table that is ours":   {sql: `CREATE TABLE write_intents (key uuid)`, text: "made the table public.write_intents, which"},
		"pg_catalog comes last":  {role: setup.OwnerRole, sql: `SELECT 1`, path: "public,pg_catalog", text: "another schema before pg_catalog"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := datatest.NewEmpty(t)
			super := db.As(t, "postgres")
			datatest.Exec(t, super, `GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT TEMPORARY ON DATABASE `+db.Name+` TO PUBLIC`)
			if c.role == "" {
				c.role = datatest.RoleName(t)
				datatest.Exec(t, super, `CREATE ROLE `+c.role+` LOGIN`)
				datatest.DropRole(t, super, c.role)
			}
			datatest.Exec(t, super, `CREATE FUNCTION public.uuid_larger(uuid, uuid) RETURNS uuid LANGUAGE sql RETURN $1`)
			datatest.Exec(t, db.As(t, c.role), c.sql)
			cfg := db.Config
			if c.path != "" {
				cfg.OwnerURL += "&search_path=" + c.path
			}
			_, err := setup.MigrationStatus(t.Context(), cfg)
			if c.text == "" && err != nil {
				t.Error(err)
			} else if c.text != "" {
				datatest.WantError(t, err, fault.Refused, c.text)
			}
		})
	}
}

// TestMigrateTellsOfOpenSchemas: who keeps a database in which everybody may
// create hears the statement that ends it, and is not made to run it.
func TestMigrateTellsOfOpenSchemas(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	heard, log := datatest.ListenFor("REVOKE CREATE ON SCHEMA public FROM PUBLIC;")
	if _, err := setup.Migrate(t.Context(), db.Config, log); err != nil {
		t.Fatal(err)
	}
	select {
	case <-heard.Heard:
		t.Error("a closed schema counts as open")
	default:
	}
	datatest.Exec(t, db.As(t, "postgres"), `GRANT CREATE ON SCHEMA public TO PUBLIC`)
	if _, err := setup.Migrate(t.Context(), db.Config, log); err != nil {
		t.Fatal(err)
	}
	select {
	case <-heard.Heard:
	default:
		t.Error("nothing was said of the open schema")
	}
	heard, log = datatest.ListenFor("REVOKE TEMPORARY ON DATABASE " + db.Name + " FROM PUBLIC;")
	datatest.Exec(t, db.As(t, "postgres"), `GRANT TEMPORARY ON DATABASE `+db.Name+` TO PUBLIC`)
	if _, err := setup.Migrate(t.Context(), db.Config, log); err != nil {
		t.Fatal(err)
	}
	select {
	case <-heard.Heard:
	default:
		t.Error("nothing was said of temporary tables")
	}
}

// TestOwnDatabasesAreClosed: on a database that the program made nobody but the
// owner creates anything, not even for a session.
func TestOwnDatabasesAreClosed(t *testing.T) {
	t.Parallel()
	empty, copied := datatest.NewEmpty(t), datatest.New(t)
	for _, db := range []*datatest.DB{empty, copied} {
		for _, sql := range []string{`CREATE TABLE public.mine (id int)`, `CREATE TEMPORARY TABLE mine (id int)`, `CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql RETURN $1`} {
			if _, err := db.As(t, connect.DeskRole).Exec(t.Context(), sql); datatest.SQLState(err) != "42501" {
				t.Errorf("%s: %v", sql, err)
			}
		}
	}
	// One of an older program's is closed when it is opened again.
	datatest.Exec(t, empty.As(t, "postgres"), `GRANT TEMPORARY ON DATABASE `+empty.Name+` TO PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC`)
	if _, err := setup.Bootstrap(t.Context(), empty.URL(t, "postgres"), empty.Name); err != nil {
		t.Fatal(err)
	}
	if datatest.Scan[bool](t, empty.As(t, connect.DeskRole), `SELECT has_database_privilege(current_database(), 'TEMPORARY') OR has_schema_privilege('public', 'CREATE')`) {
		t.Error("the database stayed open")
	}
}

// quiet is a log that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
