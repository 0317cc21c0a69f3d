package register

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/numbered"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Write is one change of the register: the change itself, its audit row and its
// intent, sent as one statement so that they stand or fall together and take one
// round trip.
type Write struct {
	// Intent is the key made before the change was first sent.
	Intent uuid.UUID
	Action action.Action
	// Resource is the table that the audit row names, and whose topic is told.
	Resource string
	// Payload is what the person asked for. The same key with another payload
	// is refused.
	Payload any
	// Change is a list of CTEs. The last is named "change" and gives, for the
	// row changed, id uuid, before jsonb (NULL for a new row), after jsonb
	// (snapshots of the audited columns) and result jsonb. It changes nothing
	// where EXISTS (SELECT FROM actor) is false.
	Change string
	Args   pgx.NamedArgs
	// Notes and Details go into the audit row beside before and after.
	Notes   string
	Details map[string]any
	// Lock names a lock that serialises changes of what has no row to lock yet; empty
	// for none.
	Lock string
	// Hold, where set, is a query that locks rows in the write's transaction and the
	// same round trip. The change is a later statement with a newer snapshot: it reads
	// the rows as whoever had locked them before left them.
	Hold string
	// Many says that change gives several rows, in the order of their column ord:
	// each has its audit row, and the write's result is the list of theirs.
	Many bool
	// New says that the rows of change are new ones, of which nothing is before: the
	// statement does without comparing.
	New bool
	// Quiet is set where the change concerns nobody's desk but the actor's own.
	Quiet bool
	// Within bounds each try of a write that takes longer than WriteTime.
	Within time.Duration
	// Explain says why the change touched no row.
	Explain func(ctx context.Context, d connect.DB) error
	// Refuse takes the place of Explain for a change that is made under rules: broken
	// is the number of the first that did not hold (Rules.Broken), 0 where all did. The
	// change then has a CTE named "judged", whose column broken is that number.
	Refuse func(ctx context.Context, d connect.DB, broken int) error
}

// WriteTime bounds one try of a write, also where no desk waits for it. Its
// statements have their limits in the server; the wait of its commit for a standby,
// and the silence of a server, have none.
const WriteTime = 30 * time.Second

// ActiveUser is the condition that an account is in use, by the name of its row.
func ActiveUser(row string) string {
	return `(coalesce(` + row + `.status, 'active') = 'active' AND ` + row + `.deleted_at IS NULL)`
}

// WithActor opens a statement with the actor's account, if it still is what it
// was at sign-in; the program itself is one row of NULL.
func WithActor() string {
	return `
WITH actor AS (
	` + account() + `
	UNION ALL
	` + program + ` WHERE @actor::uuid IS NULL
)`
}

// withThis is WithActor where it is known whether the actor is the program itself.
func withThis(actor role.Actor) string {
	row := account()
	if actor.UserID == uuid.Nil {
		row = program
	}
	return `
WITH actor AS (
	` + row + `
)`
}

// The row of an actor.
func account() string {
	return `SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id
	WHERE u.id = @actor AND r.name = @actor_role AND ` + ActiveUser(`u`)
}

const program = `SELECT NULL::uuid AS id`

// auditCTE closes the statement: it writes the audit row, by the expressions of its ID
// and of its details, and the intent from the CTE with the outcome. Only the fields that
// differ stand in before and after.
func auditCTE(id, fields, outcome string) string {
	return `,
audited AS (
	INSERT INTO audit_logs (id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at)
	SELECT ` + id + `, @actor, @action, @resource, c.id, @address, @client,
		` + fields + `, clock_timestamp()
	FROM change c
),
intent AS (
	INSERT INTO write_intents (key, actor_id, action, payload_hash, result)
	SELECT @intent, @actor, @action, @payload_hash, o.result FROM ` + outcome + ` o
)
`
}

// answer is what a statement answers: the outcome and, where the change is made under
// rules, which of them was broken.
func answer(outcome string, rules bool) string {
	if rules {
		return `SELECT o.result, 0 FROM ` + outcome + ` o UNION ALL SELECT NULL, j.broken FROM judged j WHERE j.broken > 0`
	}
	return `SELECT o.result FROM ` + outcome + ` o`
}

// The outcome of a change, which the intent keeps, by its CTE: one row's result as the
// change itself gives it, or the list of them where there are many.
const (
	outcomeOne  = `change`
	outcomeMany = `outcome`
	manyCTE     = `, outcome AS (SELECT jsonb_agg(c.result ORDER BY c.ord) AS result FROM change c HAVING count(*) > 0)`
)

// The IDs of a change's audit rows: of one, and of many in the order of theirs.
const auditOne = `@audit_id::uuid`

func auditMany() string { return NthID(`@audit_id`, `row_number() OVER (ORDER BY c.ord)`) }

// newFields are an audit row's details of a new row c.
const newFields = `@details::jsonb || jsonb_build_object('after', jsonb_strip_nulls(c.after))`

// changedFields are an audit row's details of a row c with before and after, NULL
// for a new row: of the two snapshots, the fields that differ.
const changedFields = `@details::jsonb || CASE
		WHEN c.before IS NULL THEN jsonb_build_object('after', jsonb_strip_nulls(c.after))
		ELSE jsonb_strip_nulls(jsonb_build_object(
			'before', (SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(c.before) b
				WHERE c.after -> b.key IS DISTINCT FROM b.value AND b.value <> 'null')))
			|| jsonb_build_object(
			'after', coalesce((SELECT jsonb_object_agg(a.key, a.value) FROM jsonb_each(c.after) a
				WHERE c.before -> a.key IS DISTINCT FROM a.value), '{}')) END`

// AuditEach is a CTE for a write that changes more rows than the one of its
// change: an audit row of its own for each row of the CTE from, which gives id,
// before and after as change does.
func AuditEach(from string, did action.Action, resource string) string {
	return from + `_audited AS (
	INSERT INTO audit_logs (user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at)
	SELECT @actor, '` + string(did) + `', '` + resource + `', c.id, @address, @client,
		` + changedFields + `, clock_timestamp()
	FROM ` + from + ` c
)`
}

// Run sends w and decodes the change's result into a T. A repeat of an intent
// returns its first result. A result that cannot be read is Unshown, each time: the
// change is made. Where the connection was lost on the way, or the wait of the commit
// was cut short, w is sent once more under the same key; if that fails too the error
// is Unknown. A server that takes no changes any more is asked for once more as well:
// it may have a successor.
func Run[T any](ctx context.Context, s *Register, actor role.Actor, w Write) (T, error) {
	if err := actor.NamedFor(w.Action); err != nil {
		var none T
		return none, err
	}
	began := time.Now()
	result, err := Twice(ctx, s, func() (T, error) { return send[T](ctx, s, actor, w) })
	if told := s.observe.Load(); told != nil {
		(*told)(w.Action, time.Since(began), err)
	}
	return result, err
}

// Twice tries a write that its key keeps from being done twice, and once more where
// what became of it is not known, or where it was refused by what turned out to be the
// wrong server.
func Twice[T any](ctx context.Context, s *Register, try func() (T, error)) (T, error) {
	began := time.Now()
	result, err := try()
	var e *fault.Error
	if !errors.As(err, &e) || e.WasSaved() || ctx.Err() != nil {
		return result, err
	}
	renewed := s.renewed(err, began)
	switch {
	case e.Kind == fault.Unknown:
		// The second try waits for the first if that is still at work, and returns its
		// result if it was done.
		result, err = try()
		err = stillUnknown(err)
	case renewed:
		return try()
	}
	return result, err
}

// stillUnknown is the error of a write's second try, and of asking what became of it. It
// stays Unknown where the second never came to look at the key, or the server itself
// stopped it: the first may have been done, and may be what the second ran into.
func stillUnknown(err error) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Unavailable && connect.StateOf(e.Cause) == "" {
		return err
	}
	return &fault.Error{
		Kind: fault.Unknown, Trouble: e.Trouble, Cause: e.Cause,
		Format: "The connection was lost; it is not known yet whether this was saved.",
	}
}

func send[T any](ctx context.Context, s *Register, actor role.Actor, w Write) (result T, err error) {
	ctx, cancel := context.WithTimeout(connect.Allow(ctx, w.Within), max(w.Within, WriteTime))
	defer cancel()
	err = s.Whole(ctx, func(conn *pgxpool.Conn) (err error) {
		result, err = sendOver[T](ctx, s, conn, actor, w)
		return err
	})
	return result, err
}

// Whole runs work on a connection of its own and returns its error. It is Unknown where
// all went well but the wait of a commit was cut short (connect.Whole).
func (s *Register) Whole(ctx context.Context, work func(conn *pgxpool.Conn) error) error {
	conn, err := s.Acquire(ctx)
	if err != nil {
		return connect.Unreached(err)
	}
	defer conn.Release()
	return connect.Whole(conn.Conn(), func() error { return work(conn) })
}

// sendOver sends w over conn. The caller finds out whether the wait of its commit was
// cut short (connect.Whole).
func sendOver[T any](ctx context.Context, s *Register, conn *pgxpool.Conn, actor role.Actor, w Write) (result T, err error) {
	count := startCount(conn.Conn())
	batch := &pgx.Batch{}
	count.before(batch)
	locks := w.queue(batch, actor)
	count.after(batch)
	numbered.Batch(batch)
	answers := conn.SendBatch(ctx, batch)
	count.readBefore(answers)
	for range locks {
		if _, err := answers.Exec(); err != nil {
			_ = answers.Close() // its error is the same one
			return result, connect.WriteError(err)
		}
	}
	var raw []byte
	broken, answer := 0, []any{&raw}
	if w.Refuse != nil {
		answer = append(answer, &broken)
	}
	if err = answers.QueryRow().Scan(answer...); err == nil {
		count.readAfter(answers)
	}
	if closed := answers.Close(); err == nil {
		err = closed
	}
	switch {
	case broken > 0 && err == nil, errors.Is(err, pgx.ErrNoRows):
		return explain[T](ctx, conn, actor, w, broken)
	case err == nil:
		s.Changed()
		s.kinds.note(w)
		if !w.Quiet {
			s.notifyWrite(w, count.written)
		}
		return decode[T](raw)
	case connect.Violates(err, connect.IntentsKey):
		return Replay[T](ctx, conn, actor, w)
	case connect.StateOf(err) == connect.InsufficientRight:
		return result, whichRight(ctx, conn, err)
	case connect.StateOf(err) == connect.ReadOnlyTransaction:
		return saidBefore[T](ctx, conn, actor, w, err)
	}
	return result, connect.WriteError(err)
}

// saidBefore answers a write that a server refused because it takes no changes: under its
// key it may have been done before, which such a server still tells.
func saidBefore[T any](ctx context.Context, d connect.DB, actor role.Actor, w Write, refused error) (result T, err error) {
	result, err = Replay[T](ctx, d, actor, w)
	var e *fault.Error
	switch {
	case err == nil || fault.WasSaved(err) || !errors.As(err, &e):
		return result, err
	case e.Kind == fault.NotFound:
		return result, connect.WriteError(refused)
	case e.Kind == fault.Unknown: // it stands here, and this server cannot say whether it lasts
		return result, &fault.Error{Kind: e.Kind, Trouble: connect.TroubleOf(refused), Cause: refused, Format: e.Format}
	}
	return result, err
}

// queue puts the statements of w into a batch; locks is how many stand before the
// change.
func (w Write) queue(batch *pgx.Batch, actor role.Actor) (locks int) {
	sql, args := w.Statement(actor)
	if w.Lock != "" {
		batch.Queue(`SELECT pg_advisory_xact_lock(`+connect.LockKey(`@lock::text`)+`)`, pgx.NamedArgs{"lock": w.Lock})
		locks++
	}
	if w.Hold != "" {
		batch.Queue(w.Hold, args)
		locks++
	}
	batch.Queue(sql, args)
	return locks
}

// whichRight says whether the right that the desk's role lacks is that of writing
// audit rows: without one there is no write. The server says which only in words.
func whichRight(ctx context.Context, d connect.DB, cause error) error {
	var audited bool
	if err := d.QueryRow(ctx, `SELECT has_table_privilege('audit_logs', 'INSERT')`).Scan(&audited); err == nil && !audited {
		return &fault.Error{Kind: fault.Refused, Cause: cause, Format: "Nothing was saved: the audit log cannot be written. Tell the office."}
	}
	return connect.WriteError(cause)
}

// Statement puts the change between the actor and its audit row.
func (w Write) Statement(actor role.Actor) (sql string, args pgx.NamedArgs) {
	args = pgx.NamedArgs{
		"actor": value.NullID(actor.UserID), "actor_role": string(actor.Role),
		"audit_id": value.NewID(), "action": string(w.Action), "resource": w.Resource,
		"address": value.Limit(value.Clean(actor.Origin.Address), 45), "client": value.Limit(value.Clean(actor.Origin.Client), 400),
		// A text: where statements are not described first, bytes go as bytea.
		"details": string(AuditDetails(actor, w.Notes, w.Details)),
		"intent":  w.Intent, "payload_hash": w.hash(),
	}
	maps.Copy(args, w.Args)
	change, outcome, id, fields := w.Change, outcomeOne, auditOne, changedFields
	if w.Many {
		change, outcome, id = w.Change+manyCTE, outcomeMany, auditMany()
	}
	if w.New {
		fields = newFields
	}
	return withThis(actor) + `,` + change + auditCTE(id, fields, outcome) + answer(outcome, w.Refuse != nil), args
}

// hash tells one payload from another under the same key.
func (w Write) hash() []byte {
	sum := sha256.Sum256(value.MustJSON(json.Marshal([]any{w.Action, w.Payload})))
	return sum[:]
}

// explain finds out why a change touched no row: it was done before under this key,
// the actor's account changed, or a rule refused it, the one numbered broken where
// the change has rules.
func explain[T any](ctx context.Context, d connect.DB, actor role.Actor, w Write, broken int) (result T, err error) {
	result, err = Replay[T](ctx, d, actor, w)
	var e *fault.Error
	if err == nil || !errors.As(err, &e) || e.Kind != fault.NotFound {
		return result, err
	}
	if err := StillValid(ctx, d, actor); err != nil {
		return result, err
	}
	if w.Refuse != nil {
		err = w.Refuse(ctx, d, broken)
	} else {
		err = w.Explain(ctx, d)
	}
	if fault.IsDone(err) { // as good as saved, to whoever asked for it
		if unsure := connect.Confirm(ctx, d); unsure != nil {
			return result, unsure
		}
	}
	return result, err
}

// Replay returns the first result of w's intent, once it is sure to last
// (connect.Confirm). NotFound: no such intent.
func Replay[T any](ctx context.Context, d connect.DB, actor role.Actor, w Write) (result T, err error) {
	row, err := One[struct {
		ActorID     *uuid.UUID
		PayloadHash []byte
		Result      []byte
		Void        bool
	}](ctx, d, `SELECT actor_id, payload_hash, result, void FROM write_intents WHERE key = @key`,
		pgx.NamedArgs{"key": w.Intent})
	switch {
	case err != nil:
		return result, err
	case row.Void:
		return result, fault.Refuse("This was given up as not saved. Save again to try anew.")
	case !value.SameID(row.ActorID, actor.UserID) || string(row.PayloadHash) != string(w.hash()):
		return result, fault.Refuse("This was saved already with other contents. Go back and look at the list first.")
	}
	if err := connect.Confirm(ctx, d); err != nil {
		return result, err
	}
	return decode[T](row.Result)
}

// decode reads the result of a write that was done, now or before.
func decode[T any](raw []byte) (result T, err error) {
	if err := json.Unmarshal(raw, &result); err != nil {
		var none T
		return none, fault.SavedUnshown(err)
	}
	return value.Cleaned(result), nil
}

// StillValid refuses an actor whose account is no longer what it was at sign-in.
func StillValid(ctx context.Context, d connect.DB, actor role.Actor) error {
	var is bool
	err := d.QueryRow(ctx, WithActor()+` SELECT EXISTS (SELECT FROM actor)`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID), "actor_role": string(actor.Role)}).Scan(&is)
	switch {
	case err != nil:
		return connect.ReadError(err)
	case !is:
		return AccountChanged()
	}
	return nil
}

// AccountChanged refuses an actor whose account is no longer what it was at sign-in.
func AccountChanged() *fault.Error {
	return &fault.Error{Kind: fault.Forbidden, Format: "Your account was changed. Sign in again."}
}

// Settle finds out what became of a write whose acknowledgement was lost; what it
// promises stands at Society.Settle.
func (s *Register) Settle(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error) {
	if actor.Nobody() {
		return false, role.MayNot()
	}
	saved, err = Again(ctx, s, func() (saved bool, err error) {
		err = s.Whole(ctx, func(conn *pgxpool.Conn) (err error) {
			saved, err = settle(ctx, conn, actor, intent)
			return err
		})
		return saved, err
	})
	return saved && err == nil, stillUnknown(err)
}

func settle(ctx context.Context, d connect.DB, actor role.Actor, intent uuid.UUID) (saved bool, err error) {
	args := pgx.NamedArgs{"key": intent, "actor": value.NullID(actor.UserID), "actor_role": string(actor.Role)}
	// Claiming the key blocks on a write that holds it and has not committed.
	if _, err := d.Exec(ctx, WithActor()+`
		INSERT INTO write_intents (key, actor_id, action, payload_hash, void)
		SELECT @key, @actor, 'VOID', '', true FROM actor ON CONFLICT (key) DO NOTHING`, args); err != nil {
		return false, connect.WriteError(err)
	}
	// A statement of its own, for it has to see what the first one waited for.
	var may, mine bool
	err = d.QueryRow(ctx, WithActor()+`
		SELECT EXISTS (SELECT FROM actor), w.actor_id IS NOT DISTINCT FROM @actor, coalesce(NOT w.void, false)
		FROM (SELECT) one LEFT JOIN write_intents w ON w.key = @key`, args).Scan(&may, &mine, &saved)
	switch {
	case err != nil:
		return false, connect.ReadError(err)
	case !may:
		return false, AccountChanged()
	case !mine:
		return false, fault.Refuse("This was not saved by you. Look at the list.")
	}
	return saved, connect.Confirm(ctx, d)
}
