// Package imports adds blocks, units and residents from a file of cells.
package imports

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Report is what an import file would add to the register, or added.
type Report struct {
	// Lines counts the file's lines without its header.
	Lines int `json:"lines"`
	// Bad are the lines that cannot be taken, all of them, in the file's order.
	Bad []BadLine `json:"-"`
	// Added is what the file adds, or added; Same what is there already and is
	// left as it is.
	Added Counts `json:"added"`
	Same  Counts `json:"same"`
	// NewBlocks are the names of the blocks that it adds: the mistyped name of one
	// that is there is among them. Empty where an import is repeated by its intent.
	NewBlocks []string `json:"-"`
	// FirstUnits and FirstResidents are the first that it adds, in the file's order, and
	// Unreached counts the new accounts without an e-mail address.
	FirstUnits     []string `json:"-"`
	FirstResidents []string `json:"-"`
	Unreached      int      `json:"-"`
}

// ErrBadLines is the cause of an import that was refused for its lines; the
// report has them.
const ErrBadLines = fault.Sentence("the file has bad lines")

// Check reads a file of blocks, units and residents (Columns) and
// says what its import would do; nothing is changed. A file that cannot be read
// at all is a Refused error. Admins only.
func (s *Store) Check(ctx context.Context, actor role.Actor, content []byte) (Report, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Report{}, err
	}
	f, err := readImport(content, s.settings.Region(), s.settings.ThisDay())
	if err != nil {
		return Report{}, err
	}
	reg, err := readRegister(ctx, s.reg, &f)
	if err != nil {
		return Report{}, err
	}
	return planImport(&f, reg).report(&f), nil
}

// Import adds what a file of blocks, units and residents has and the register
// lacks: all of it in one transaction, or nothing. What is there already is left
// as it is, so that a corrected file can be imported again. Each block, unit,
// account and residency has its audit row beside the import's own. New accounts
// have no password: nobody can sign in to them before an admin gives one.
// progress, where set, is told how many rows are written of how many. Invalid
// with the cause ErrBadLines where a line is bad; the report has them. Admins
// only.
func (s *Store) Import(ctx context.Context, actor role.Actor, intent uuid.UUID, content []byte, progress func(done, total int)) (Report, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Report{}, err
	}
	if err := actor.NamedFor(action.UnitsImported); err != nil {
		return Report{}, err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	return register.Twice(ctx, s.reg, func() (Report, error) { return s.importOnce(ctx, actor, intent, content, progress) })
}

func (s *Store) importOnce(ctx context.Context, actor role.Actor, intent uuid.UUID, content []byte, progress func(done, total int)) (report Report, err error) {
	f, err := readImport(content, s.settings.Region(), s.settings.ThisDay())
	if err != nil {
		return Report{}, err
	}
	sum := sha256.Sum256(content)
	w := register.Write{
		Intent: intent, Action: action.UnitsImported, Resource: "units", Payload: sum[:],
		Change: ` change AS (SELECT NULL::uuid AS id, NULL::jsonb AS before, @counts::jsonb AS after, @counts::jsonb AS result FROM actor)`,
	}
	err = s.reg.Whole(ctx, func(conn *pgxpool.Conn) error {
		var before error // of the commit
		err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			report, before = s.importInto(ctx, tx, actor, w, &f, progress)
			return before
		})
		if err != nil {
			return importError(err, before != nil)
		}
		return nil
	})
	if err != nil {
		return report, err
	}
	s.reg.Changed()
	s.reg.Notify(topic.Units)
	return report, nil
}

// importInto does the work of an import, or finds that its intent did it before.
func (s *Store) importInto(ctx context.Context, tx pgx.Tx, actor role.Actor, w register.Write, f *importFile, progress func(done, total int)) (Report, error) {
	if err := lockRegister(ctx, tx); err != nil {
		return Report{}, err
	}
	first, err := register.Replay[Report](ctx, tx, actor, w)
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.NotFound {
		return first, err
	}
	reg, err := readRegister(ctx, tx, f)
	if err != nil {
		return Report{}, err
	}
	plan := planImport(f, reg)
	report := plan.report(f)
	switch n := report.BadLines(); n {
	case 0:
	case 1:
		return report, &fault.Error{Kind: fault.Invalid, Cause: ErrBadLines, Format: "1 line is bad; nothing was imported."}
	default:
		return report, &fault.Error{Kind: fault.Invalid, Cause: ErrBadLines, Format: "%d lines are bad; nothing was imported.", Args: []any{n}}
	}
	if err := plan.copyInto(ctx, tx, actor, w.Intent, reg.residents, progress); err != nil {
		return report, err
	}
	return report, recordImport(ctx, tx, actor, w, report)
}

// badLines are the numbers of the bad lines, each once.
func badLines(bad []BadLine) map[int]bool {
	lines := map[int]bool{}
	for _, b := range bad {
		lines[b.Line] = true
	}
	return lines
}

// BadLines counts the bad lines; one may have several faults.
func (r Report) BadLines() int { return len(badLines(r.Bad)) }

// importError is connect.WriteError for a transaction of several statements: what failed
// before its commit was sent is known not to be done.
func importError(err error, beforeCommit bool) error {
	var e *fault.Error
	known := errors.As(err, &e)
	switch {
	case connect.Violates(err, "users_email_key"):
		return fault.Refuse("Somebody made one of the file's accounts meanwhile; check the file again.")
	case beforeCommit && !known && !connect.FromServer(err):
		return connect.Unreached(err)
	}
	return connect.WriteError(err)
}

// lockRegister keeps blocks, units and residents from being changed until the
// import is done: what it reads stays true. Visits, tickets and bills go on, for
// what refers to a unit takes a weaker lock.
func lockRegister(ctx context.Context, tx pgx.Tx) error {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT pg_advisory_xact_lock(`+connect.LockKey(`@lock::text`)+`)`, pgx.NamedArgs{"lock": homes.SocietyLock})
	batch.Queue(`LOCK TABLE blocks, units, user_units IN SHARE ROW EXCLUSIVE MODE`)
	return tx.SendBatch(ctx, batch).Close()
}

// blockKey is a block's name as it is compared.
const blockKey = `society360_fold(btrim(regexp_replace(b.name, '\s+', ' ', 'g')))`

// readRegister reads in one round trip what the database holds of a file's
// blocks, units and people.
func readRegister(ctx context.Context, d connect.DB, f *importFile) (standing, error) {
	texts := map[string]bool{}
	blocks, emails := map[string]bool{}, map[string]bool{}
	for _, l := range f.lines {
		blocks[l.block], texts[l.block], texts[l.unit] = true, true, true
		if l.email != "" {
			emails[l.email], texts[l.email] = true, true
		}
		texts[l.name] = true
	}
	const ofBlocks = `SELECT b.id FROM blocks b WHERE ` + blockKey + ` = ANY (ARRAY(SELECT society360_fold(t) FROM unnest(@blocks::text[]) t))`
	args := pgx.NamedArgs{"blocks": keysOf(blocks), "emails": keysOf(emails), "texts": keysOf(texts)}
	var reg standing
	batch := &pgx.Batch{}
	batch.Queue(`SELECT coalesce(jsonb_object_agg(t, society360_fold(t)), '{}') FROM unnest(@texts::text[]) t`, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&reg.folds)
	})
	queueRows(batch, &reg.blocks, `SELECT b.id, `+blockKey+` AS key FROM blocks b WHERE b.id IN (`+ofBlocks+`) ORDER BY b.created_at, b.id`, args)
	queueRows(batch, &reg.units, `SELECT u.id, u.block_id, society360_fold(btrim(regexp_replace(u.unit_number, '\s+', ' ', 'g'))) AS key, u.type, u.floor_number AS floor
		FROM units u WHERE u.block_id IN (`+ofBlocks+`)`, args)
	queueRows(batch, &reg.accounts, `SELECT p.id, society360_fold(p.email) AS key, p.full_name AS name, p.deleted_at IS NOT NULL AS deleted
		FROM users p WHERE lower(p.email) = ANY (ARRAY(SELECT lower(t) FROM unnest(@emails::text[]) t)) ORDER BY p.created_at, p.id`, args)
	queueRows(batch, &reg.ties, `SELECT l.unit_id, l.user_id, p.full_name AS name, society360_fold(btrim(regexp_replace(p.full_name, '\s+', ' ', 'g'))) AS name_key, NOT `+value.HasAddress(`p.email`)+` AS unreached, l.resident_type AS type,
			coalesce(l.is_primary_contact, false) AS primary, coalesce(l.primary_on_move_in, false) AS primary_ahead
		FROM user_units l JOIN users p ON p.id = l.user_id JOIN units u ON u.id = l.unit_id
		WHERE u.block_id IN (`+ofBlocks+`) AND `+homes.Belongs()+` AND p.deleted_at IS NULL`, args)
	batch.Queue(`SELECT coalesce(array_agg(t.type), '{}'), coalesce((SELECT r.id FROM roles r WHERE r.name = 'resident'), 0),
			coalesce((SELECT c.config_value FROM system_config c WHERE c.config_key = 'billing.maintenance_fee'), ''), ` + settings.TodaySQL + `
		FROM (SELECT DISTINCT u.type FROM units u) t`).QueryRow(func(row pgx.Row) error {
		var fees string
		err := row.Scan(&reg.types, &reg.residents, &fees, &reg.today)
		var byType map[string]json.RawMessage
		if err == nil && json.Unmarshal([]byte(fees), &byType) == nil {
			for kind := range byType {
				reg.types = append(reg.types, kind)
			}
		}
		return err
	})
	return reg, connect.ReadError(d.SendBatch(ctx, batch).Close())
}

func keysOf(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	return keys
}

// queueRows adds a query whose rows go into to, as list reads them.
func queueRows[T any](batch *pgx.Batch, to *[]T, sql string, args pgx.NamedArgs) {
	batch.Queue(sql, args).Query(func(rows pgx.Rows) error {
		items, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		*to = value.Cleaned(items)
		return err
	})
}

// recordImport writes the import's own audit row and its intent.
func recordImport(ctx context.Context, tx pgx.Tx, actor role.Actor, w register.Write, report Report) error {
	w.Args = pgx.NamedArgs{"counts": value.MustJSON(json.Marshal(report))}
	sql, args := w.Statement(actor)
	var raw []byte
	err := tx.QueryRow(ctx, sql, args).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) { // the actor may not any more
		err = role.MayNot()
	}
	return err
}

// copyChunk is how many rows are sent between two words of progress.
const copyChunk = 1000

// copyInto sends the plan's rows, each table behind those it refers to.
func (p importPlan) copyInto(ctx context.Context, tx pgx.Tx, actor role.Actor, intent uuid.UUID, as int, progress func(done, total int)) error {
	c := newCopier(tx, actor, intent, progress)
	c.total = 2 * p.added.sum()
	for _, table := range p.tables(as) {
		if err := c.copy(ctx, table); err != nil {
			return err
		}
	}
	return nil
}

// tables are the plan's rows, each table behind those it refers to. New accounts have the
// role as.
func (p importPlan) tables(as int) []*copied {
	blocks := newCopied(action.BlockCreated, "blocks", "id", "name")
	for _, b := range p.blocks {
		blocks.add(b.id, map[string]any{"name": b.name}, b.id, b.name)
	}
	units := newCopied(action.UnitCreated, "units", "id", "block_id", "unit_number", "floor_number", "type", "status")
	for _, u := range p.units {
		units.add(u.id, map[string]any{
			"block_id": u.block, "unit_number": u.number, "floor_number": u.floor, "type": u.kind, "status": "vacant",
		}, u.id, u.block, u.number, u.floor, u.kind, "vacant")
	}
	people := newCopied(action.UserCreated, "users", "id", "full_name", "email", "password_hash", "phone_number", "role_id", "status")
	for _, a := range p.accounts {
		after := map[string]any{"full_name": a.name, "email": a.email, "role_id": as, "role": "resident", "status": "active", "must_change_password": false}
		if a.phone != "" {
			after["phone_number"] = a.phone
		}
		people.add(a.id, after, a.id, a.name, a.email, accounts.UnusablePassword, value.Tidy(a.phone), as, "active")
	}
	ties := newCopied(action.ResidentMovedIn, "user_units", "id", "user_id", "unit_id", "resident_type", "is_primary_contact", "move_in_date", "status")
	// The database keeps what is said of a primary contact for a day that lies ahead.
	arrivals := newCopied(action.ResidentMoveInSet, ties.table, ties.columns...)
	for _, t := range p.ties {
		after := map[string]any{
			"user_id": t.user, "unit_id": t.unit, "resident_type": t.kind, "is_primary_contact": t.primary && !t.ahead, "status": "active",
		}
		if !t.from.IsZero() {
			after["move_in_date"] = t.from
		}
		rows := ties
		if t.ahead {
			rows, after["primary_on_move_in"] = arrivals, t.primary
		}
		rows.add(t.id, after, t.id, t.user, t.unit, t.kind, t.primary, t.from, "active")
	}
	return []*copied{blocks, units, people, ties, arrivals}
}

// copied are the rows of one table and what their audit rows tell.
type copied struct {
	action  action.Action
	table   string
	columns []string
	rows    [][]any
	ids     []uuid.UUID
	afters  []map[string]any
}

func newCopied(did action.Action, table string, columns ...string) *copied {
	return &copied{action: did, table: table, columns: columns}
}

func (t *copied) add(id uuid.UUID, after map[string]any, row ...any) {
	t.rows, t.ids, t.afters = append(t.rows, row), append(t.ids, id), append(t.afters, after)
}

// copier sends rows in chunks and tells how far it is.
type copier struct {
	tx              pgx.Tx
	actor           role.Actor
	intent          uuid.UUID
	address, client string
	progress        func(done, total int)
	done, total     int
	// made are the tables that were sent.
	made []*copied
}

func (c *copier) copy(ctx context.Context, t *copied) error {
	if err := c.send(ctx, t.table, t.columns, len(t.rows), func(i int) []any { return t.rows[i] }); err != nil {
		return err
	}
	c.made = append(c.made, t)
	columns := []string{"id", "user_id", "action", "resource_type", "resource_id", "ip_address", "user_agent", "details"}
	return c.send(ctx, "audit_logs", columns, len(t.rows), func(i int) []any {
		details := register.AuditDetails(c.actor, "", map[string]any{"after": t.afters[i], "import": c.intent})
		return []any{
			value.NewID(), value.NullID(c.actor.UserID), string(t.action), t.table, t.ids[i], c.address, c.client, json.RawMessage(details),
		}
	})
}

func (c *copier) send(ctx context.Context, table string, columns []string, n int, row func(i int) []any) error {
	for from := 0; from < n; from += copyChunk {
		size := min(copyChunk, n-from)
		if _, err := c.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(size, func(i int) ([]any, error) {
			return row(from + i), nil
		})); err != nil {
			return err
		}
		c.done += size
		c.progress(c.done, c.total)
	}
	return nil
}
