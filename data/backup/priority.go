package backup

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// The priorities in which tables are restored: who lives where and what is owed; what
// happens every day, and what other programs keep; the trail and what was archived.
const (
	Critical = 1 + iota
	Important
	Trail
)

// priorityOf is the priority of a table of the society's own, or of another schema's.
func priorityOf(name string) int {
	table, own := strings.CutPrefix(name, ownSchema)
	switch {
	case isArchive(name), strings.HasPrefix(table, "audit_logs"), strings.HasPrefix(table, "society360_job"):
		return Trail
	case !own:
		return Important
	}
	switch table {
	case "users", "roles", "units", "blocks", "user_units", "bills", "payments",
		// What of the desk's own belongs to those: who may sign in, receipts and closed days,
		// and the keys of writes, for what was paid must not be paid again.
		connect.MigrationsTable, society, "society360_bill_runs", "society360_upgrade_notes",
		"bill_lines", "payment_lines", "payment_totals", "receipts", "receipt_payments", "receipt_counters",
		"cash_closings", "cash_counts", "user_ssh_keys", "user_tokens", "gate_terminals", "sign_in_attempts", "sign_in_places", "write_intents":
		return Critical
	}
	return Important
}

// isArchive reports whether a table is in a schema of what was archived, whose name ends so
// (migrations/00250_archive.sql).
func isArchive(name string) bool {
	schema, _, _ := strings.Cut(name, ".")
	return strings.HasSuffix(schema, "archive")
}

// KindOf is the kind of a restore (Done) of a priority, 0 for a whole one.
func KindOf(priority int) string {
	if priority == 0 {
		return "whole"
	}
	return "priority " + strconv.Itoa(priority)
}

// table is one that a dump has rows of.
type table struct {
	// Name is as in a census, Schema and Bare as in the catalog, SQL as in a statement.
	Name, Schema, Bare, SQL string
	// Refers are the tables that its rows refer to, by their names.
	Refers []string
}

// tables lists the tables by priority: those that a table of one refers to come with it.
// Within a priority those that are referred to come first.
func tables(ctx context.Context, conn *pgx.Conn) (by map[int][]table, err error) {
	rows, err := conn.Query(ctx, `WITH t AS (
			SELECT c.oid, CASE WHEN n.nspname = current_schema() THEN $1 ELSE n.nspname || '.' END || c.relname AS name, n.nspname, c.relname
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
				AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
		)
		SELECT t.name, t.nspname, t.relname, format('%I.%I', t.nspname, t.relname), ARRAY(SELECT r.name FROM pg_constraint k JOIN t r ON r.oid = k.confrelid
			WHERE k.conrelid = t.oid AND k.contype = 'f' AND k.confrelid <> k.conrelid ORDER BY 1)
		FROM t ORDER BY t.name`, ownSchema)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[table])
	if err != nil {
		return nil, err
	}
	return inOrder(all), nil
}

// inOrder is tables' order, of what they refer to.
func inOrder(all []table) map[int][]table {
	priority := map[string]int{}
	for _, t := range all {
		priority[t.Name] = priorityOf(t.Name)
	}
	for raised := true; raised; {
		raised = false
		for _, t := range all {
			for _, to := range t.Refers {
				if priority[to] > priority[t.Name] {
					priority[to], raised = priority[t.Name], true
				}
			}
		}
	}
	by, placed := map[int][]table{}, map[string]bool{}
	var place func(t table)
	place = func(t table) {
		if placed[t.Name] {
			return // also where two refer to each other
		}
		placed[t.Name] = true
		for _, to := range t.Refers {
			if i := slices.IndexFunc(all, func(o table) bool { return o.Name == to }); i >= 0 {
				place(all[i])
			}
		}
		by[priority[t.Name]] = append(by[priority[t.Name]], t)
	}
	for _, t := range all {
		place(t)
	}
	return by
}

// RestorePriority restores a dump in three turns. The first makes an empty database whole
// but for rows: of these it brings the critical ones alone, and after migrate up desks may
// work with it. Each other turn brings the rows of its tables beside what desks wrote
// meanwhile, which stands where both have a row; no trigger sees them, so that nothing is
// told or audited twice. A turn is one transaction, and may be repeated. Errors are those of
// Restore, and Refused where another society stands there.
func RestorePriority(ctx context.Context, cfg connect.Config, clients Clients, d Dumped, newest int64, priority int) error {
	if d.Step < newest {
		return fault.Refuse("The dump %s is of an older schema than this program's (step %d, not %d): restore it whole, or by priority with the release that made it (%s).", d.Label, d.Step, newest, d.Program)
	}
	conn, c, err := begin(ctx, cfg, clients, d, newest)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if priority == Critical {
		if err := empty(ctx, conn); err != nil {
			return err
		}
		return undone(ctx, conn, firstTurn(ctx, conn, c, d))
	}
	if err := connect.CheckOwner(ctx, conn); err != nil {
		return connect.ReadError(err)
	}
	var begun bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM society360_society s WHERE s.id::text = $1) AND EXISTS (SELECT FROM audit_logs a
			WHERE a.resource_type = $2 AND a.action = $3 AND a.details #>> '{after,label}' = $4 AND a.details #>> '{after,kind}' = $5)`,
		d.Society, society, action.SocietyRestored, d.Label, KindOf(Critical)).Scan(&begun)
	if err != nil {
		return connect.ReadError(err)
	}
	if !begun {
		return fault.Refuse("Priority 1 of the dump %s was not restored in the database %s: begin with that, in an empty one.", d.Label, conn.Config().Database)
	}
	return laterTurn(ctx, conn, c, d, priority)
}

// firstTurn makes everything but the rows of later turns. Constraints and triggers come
// behind the rows, as in any restore.
func firstTurn(ctx context.Context, conn *pgx.Conn, c client, d Dumped) error {
	if err := c.run(ctx, "pg_restore", c.restoring(d, "--section=pre-data")...); err != nil {
		return err
	}
	lines, err := c.contents(ctx, d)
	if err != nil {
		return err
	}
	// The foreign keys, by which tables come together, are not there yet: they are read off
	// what the dump would say.
	refers, err := c.references(ctx, d)
	if err != nil {
		return err
	}
	by, err := tables(ctx, conn)
	if err != nil {
		return connect.ReadError(err)
	}
	all := slices.Concat(by[Critical], by[Important], by[Trail])
	names := map[string]string{}
	for _, t := range all {
		names[t.SQL] = t.Name
	}
	for i, t := range all {
		for _, to := range refers[t.SQL] {
			if name := names[to]; name != t.Name {
				all[i].Refers = append(all[i].Refers, name)
			}
		}
	}
	first := inOrder(all)[Critical]
	chosen := lines.of("SEQUENCE SET")
	for _, t := range first {
		chosen = append(chosen, lines.rows(t)...)
	}
	list, err := listFile(chosen)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(list) }()
	for _, args := range [][]string{{"--section=data", "--use-list=" + list, "--jobs=" + jobs()}, {"--section=post-data", "--jobs=" + jobs()}} {
		if err := c.run(ctx, "pg_restore", c.restoring(d, args...)...); err != nil {
			return err
		}
	}
	return same(ctx, conn, d, among(first), false)
}

// among reports whether a table is one of some.
func among(some []table) func(string) bool {
	return func(name string) bool {
		return slices.ContainsFunc(some, func(t table) bool { return t.Name == name })
	}
}

// contents are the lines of a dump's list of contents.
type contents []string

func (c client) contents(ctx context.Context, d Dumped) (contents, error) {
	out, err := c.command(ctx, "pg_restore", "--list", filepath.Join(d.Folder, dumpName)).Output()
	if err != nil {
		return nil, c.failed(ctx, "pg_restore", "", err)
	}
	var lines contents
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, ";") {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// of are the lines of a kind.
func (c contents) of(kind string) (found []string) {
	for _, line := range c {
		// 4027; 0 16512 TABLE DATA public users society360_owner
		if words := strings.SplitN(line, " ", 4); len(words) == 4 && strings.HasPrefix(words[3], kind+" ") {
			found = append(found, line)
		}
	}
	return found
}

// rows are the lines of a table's rows.
func (c contents) rows(t table) []string { return c.of("TABLE DATA " + t.Schema + " " + t.Bare) }

// listFile is a file of chosen lines.
func listFile(lines []string) (string, error) {
	f, err := os.CreateTemp("", "society360-restore-*")
	if err != nil {
		return "", unwritable(os.TempDir(), err)
	}
	_, err = f.WriteString(strings.Join(lines, ""))
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(unwritable(f.Name(), err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// references are the tables that a dump's foreign keys lead to, by those that they are of,
// as in statements.
func (c client) references(ctx context.Context, d Dumped) (map[string][]string, error) {
	out, err := c.command(ctx, "pg_restore", "--section=post-data", "--no-owner", "--file=-", filepath.Join(d.Folder, dumpName)).Output()
	if err != nil {
		return nil, c.failed(ctx, "pg_restore", "", err)
	}
	to := map[string][]string{}
	var at string
	for line := range strings.Lines(string(out)) {
		if after, is := strings.CutPrefix(line, "ALTER TABLE ONLY "); is {
			at = strings.TrimSpace(after)
		}
		if _, after, is := strings.Cut(line, " REFERENCES "); is && strings.Contains(line, "FOREIGN KEY") {
			name, _, _ := strings.Cut(after, "(")
			to[at] = append(to[at], strings.TrimSpace(name))
		}
	}
	return to, nil
}

// laterTurn brings the rows of a priority's tables, all or none.
func laterTurn(ctx context.Context, conn *pgx.Conn, c client, d Dumped, priority int) error {
	by, err := tables(ctx, conn)
	if err != nil {
		return connect.ReadError(err)
	}
	lines, err := c.contents(ctx, d)
	if err != nil {
		return err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return connect.ReadError(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	for _, t := range by[priority] {
		if rows := lines.rows(t); len(rows) > 0 {
			if err := bring(ctx, tx, c, d, t, rows); err != nil {
				return err
			}
		}
	}
	if err := tx.Commit(ctx); err != nil {
		return connect.ReadError(err)
	}
	return same(ctx, conn, d, among(by[priority]), true)
}

// bring copies the rows of a table that has triggers and constraints, and perhaps rows of
// now. They go into a table beside it first: who works is held up for no longer than it
// takes to take them over.
func bring(ctx context.Context, tx pgx.Tx, c client, d Dumped, t table, lines []string) error {
	list, err := listFile(lines)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(list) }()
	cmd := c.command(ctx, "pg_restore", "--data-only", "--use-list="+list, "--file=-", filepath.Join(d.Folder, dumpName))
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	var says bytes.Buffer
	cmd.Stderr = &says
	if err := cmd.Start(); err != nil {
		return c.failed(ctx, "pg_restore", "", err)
	}
	columns, copied := copyRows(ctx, tx, t, bufio.NewReaderSize(out, 1<<20))
	_, _ = io.Copy(io.Discard, out) // so that it ends
	if err := cmd.Wait(); err != nil {
		return c.failed(ctx, "pg_restore", lastError(&says), err)
	}
	if copied != nil {
		return connect.ReadError(copied)
	}
	for _, statement := range []string{
		`DO $$
		DECLARE one record;
		BEGIN
			CREATE TEMPORARY TABLE IF NOT EXISTS society360_silent (name name, enabled "char") ON COMMIT DROP;
			TRUNCATE society360_silent;
			INSERT INTO society360_silent SELECT tgname, tgenabled FROM pg_trigger
				WHERE tgrelid = ` + literal(t.SQL) + `::regclass AND NOT tgisinternal AND tgenabled <> 'D';
			FOR one IN SELECT name, enabled FROM society360_silent LOOP
				EXECUTE format('ALTER TABLE ` + strings.ReplaceAll(strings.ReplaceAll(t.SQL, `%`, `%%`), `'`, `''`) + ` DISABLE TRIGGER %I', one.name);
			END LOOP;
		END $$`,
		`INSERT INTO ` + t.SQL + ` (` + columns + `) OVERRIDING SYSTEM VALUE SELECT ` + columns + ` FROM society360_restoring ON CONFLICT DO NOTHING`,
		`DO $$
		DECLARE one record;
		BEGIN
			FOR one IN SELECT name, enabled FROM society360_silent LOOP
				EXECUTE format('ALTER TABLE ` + strings.ReplaceAll(strings.ReplaceAll(t.SQL, `%`, `%%`), `'`, `''`) + ` ENABLE %s TRIGGER %I',
					CASE one.enabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, one.name);
			END LOOP;
		END $$`,
		`DROP TABLE society360_restoring`,
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return connect.ReadError(err)
		}
	}
	return nil
}

// literal is a text in a statement.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// copyRows copies what pg_restore says of one table into the table beside it, and returns
// the columns that it has.
func copyRows(ctx context.Context, tx pgx.Tx, t table, from *bufio.Reader) (columns string, err error) {
	for {
		line, err := from.ReadString('\n')
		if err != nil {
			return "", fmt.Errorf("pg_restore says nothing of %s: %w", t.Name, err)
		}
		if head, is := strings.CutSuffix(strings.TrimSuffix(line, "\n"), ") FROM stdin;"); is && strings.HasPrefix(head, "COPY ") {
			_, columns, _ = strings.Cut(head, " (")
			break
		}
	}
	if _, err := tx.Exec(ctx, `CREATE TEMPORARY TABLE society360_restoring (LIKE `+t.SQL+`) ON COMMIT DROP`); err != nil {
		return "", err
	}
	_, err = tx.Conn().PgConn().CopyFrom(ctx, &untilEnd{from: from}, `COPY society360_restoring (`+columns+`) FROM STDIN`)
	return columns, err
}

// untilEnd reads rows up to the line that ends them.
type untilEnd struct {
	from *bufio.Reader
	left []byte
	done bool
}

func (r *untilEnd) Read(p []byte) (int, error) {
	for len(r.left) == 0 {
		if r.done {
			return 0, io.EOF
		}
		line, err := r.from.ReadBytes('\n')
		if err != nil {
			return 0, io.ErrUnexpectedEOF
		}
		if string(line) == "\\.\n" {
			r.done = true
			continue
		}
		r.left = line
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}
