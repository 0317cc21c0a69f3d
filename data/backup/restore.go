package backup

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// Restore makes an empty database what it was in a dump: tables, rows, indexes, triggers
// and functions, all of them the role's that restores them. What may be done with them is
// migrate up's affair, which comes next. newest is the newest step of the schema that this
// program knows. Where it fails, what it made is taken away again. Errors: Unavailable, and
// Refused where the database is not empty, is older than the dump's, or pg_restore says why
// it cannot.
func Restore(ctx context.Context, cfg connect.Config, clients Clients, d Dumped, newest int64) error {
	conn, c, err := begin(ctx, cfg, clients, d, newest)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := empty(ctx, conn); err != nil {
		return err
	}
	err = c.run(ctx, "pg_restore", c.restoring(d, "--jobs="+jobs())...)
	if err == nil {
		err = same(ctx, conn, d, func(string) bool { return true }, false)
	}
	return undone(ctx, conn, err)
}

// begin looks whether a dump can be restored here at all, and readies what restores it.
func begin(ctx context.Context, cfg connect.Config, clients Clients, d Dumped, newest int64) (*pgx.Conn, client, error) {
	if d.Step > newest {
		return nil, client{}, fault.Refuse("The dump %s is newer than this program: it has step %d of the schema. Use the release that made it (%s), or a later one.", d.Label, d.Step, d.Program)
	}
	c, err := clients.on(cfg)
	if err != nil {
		return nil, c, err
	}
	if c.Major < d.Client {
		return nil, c, fault.Refuse("The dump %s was made by pg_dump %d, and this machine has pg_restore %d: install that version's client programs.", d.Label, d.Client, c.Major)
	}
	conn, err := connect.Owner(ctx, cfg)
	if err != nil {
		return nil, c, err
	}
	var major int
	if err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000`).Scan(&major); err != nil {
		return nil, c, errors.Join(connect.ReadError(err), conn.Close(context.WithoutCancel(ctx)))
	}
	if major < d.Server {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, c, fault.Refuse("The dump %s is of PostgreSQL %d, and this server is %d: restore it on that version or a later one.", d.Label, d.Server, major)
	}
	return conn, c, nil
}

// restoring are the arguments of pg_restore. What belongs to whom and who may do what is
// not taken from the dump: its roles need not be there.
func (c client) restoring(d Dumped, more ...string) []string {
	args := append([]string{"--dbname=" + c.database, "--no-owner", "--no-privileges", "--exit-on-error", "--no-password"}, more...)
	return append(args, filepath.Join(d.Folder, dumpName))
}

// things are what somebody made in a database: not the system's, nor an extension's.
const things = `
	FROM (SELECT c.oid, 'pg_class'::regclass AS of, c.relnamespace AS space FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
		UNION ALL SELECT p.oid, 'pg_proc'::regclass, p.pronamespace FROM pg_proc p) t
	JOIN pg_namespace n ON n.oid = t.space
	WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = t.of AND x.objid = t.oid AND x.deptype = 'e')`

// empty refuses a database in which there is anything.
func empty(ctx context.Context, conn *pgx.Conn) error {
	var some int
	if err := conn.QueryRow(ctx, `SELECT count(*)`+things).Scan(&some); err != nil {
		return connect.ReadError(err)
	}
	if some > 0 {
		return fault.Refuse("The database %s is not empty, and a restore writes over nothing: make an empty one and name that.", conn.Config().Database)
	}
	return nil
}

// undone takes away what a restore that failed made in an empty database.
func undone(ctx context.Context, conn *pgx.Conn, err error) error {
	if err == nil {
		return nil
	}
	_, left := conn.Exec(context.WithoutCancel(ctx), `DO $$
		DECLARE one text;
		BEGIN
			FOR one IN SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
				UNION ALL SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_namespace
					WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
				UNION ALL SELECT format('DROP %s IF EXISTS public.%I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
						WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, c.relname)
					FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
					WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
						AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid
							AND (x.deptype = 'e' OR c.relkind = 'S' AND x.deptype IN ('a', 'i')))
				UNION ALL SELECT format('DROP ROUTINE IF EXISTS public.%I(%s) CASCADE', p.proname, pg_get_function_identity_arguments(p.oid))
					FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
					WHERE n.nspname = 'public' AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'e')
				UNION ALL SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', t.typname)
					FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
					WHERE n.nspname = 'public' AND t.typtype IN ('e', 'd') AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
			LOOP
				EXECUTE one;
			END LOOP;
		END $$`)
	if left != nil {
		return &fault.Error{
			Kind: fault.Refused, Cause: errors.Join(err, left),
			Format: "The restore failed, and the database %s has a part of it, which is no society: drop it and make it anew.", Args: []any{conn.Config().Database},
		}
	}
	return err
}

// same holds what was restored of some tables against the dump; grown says that desks have
// written to them meanwhile.
func same(ctx context.Context, conn *pgx.Conn, d Dumped, of func(table string) bool, grown bool) error {
	now, err := count(ctx, conn)
	if err != nil {
		return connect.ReadError(err)
	}
	for name, rows := range d.Counted.Tables {
		if is := now.Tables[name]; of(name) && (is < rows || is > rows && !grown) {
			return fault.Refuse("The restore failed: %s has %d rows, and had %d in the dump.", name, is, rows)
		}
	}
	if !grown && (now.Billed != d.Counted.Billed || now.Paid != d.Counted.Paid) {
		return fault.Refuse("The restore failed: the sums of bills and payments are not those of the dump.")
	}
	return nil
}
