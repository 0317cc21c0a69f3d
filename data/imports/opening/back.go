package opening

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Import is an opening that was rehearsed, taken in, or taken back.
type Import struct {
	ID uuid.UUID `json:"id"`
	// Number is nil of a rehearsal.
	Number *int `json:"number"`
	// Files are the names of its files.
	Files       []string  `json:"files"`
	RehearsedAt time.Time `json:"rehearsed_at"`
	RehearsedBy string    `json:"rehearsed_by"`
	// SignedBy, CommittedAt and CommittedBy are set once it was taken in, the last three
	// once it was taken back.
	SignedBy    string     `json:"signed_by"`
	CommittedAt *time.Time `json:"committed_at"`
	CommittedBy string     `json:"committed_by"`
	TakenBackAt *time.Time `json:"taken_back_at"`
	TakenBackBy string     `json:"taken_back_by"`
	Reason      string     `json:"reason"`
	// Report is what it adds; its bad lines are none.
	Report Report `json:"report"`
}

// Touch is something that has touched what an import made, so that it cannot be taken back.
type Touch struct {
	// Kind is the table of the row, Name what a person calls it.
	Kind string `json:"kind"`
	Name string `json:"name"`
	// By is what touched it: "changed", "gone", or the table of a row that refers to it.
	By string `json:"by"`
	// Count is how many rows of the kind that touched.
	Count int `json:"count"`
}

// Filter chooses openings, the latest first.
type Filter struct {
	// Number keeps to one that was taken in; 0 for all.
	Number int
	// After continues behind the last row of the page before.
	After *Cursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// Cursor is the place of an opening in the list's order.
type Cursor struct {
	At time.Time
	ID uuid.UUID
}

// Cursor is the opening's own place.
func (i Import) Cursor() *Cursor {
	return &Cursor{At: i.RehearsedAt, ID: i.ID}
}

// Page is a page of openings and whether there are more behind it.
type Page struct {
	Imports []Import
	More    bool
}

// List returns a page of the openings, those that were only rehearsed too. Admins
// only.
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	if err := mayOpen(actor); err != nil {
		return Page{}, err
	}
	switch {
	case f.Limit <= 0:
		f.Limit = 50
	case f.Limit > 500:
		f.Limit = 500
	}
	where, args := `true`, pgx.NamedArgs{"limit": f.Limit + 1}
	if f.Number != 0 {
		where += ` AND i.number = @number`
		args["number"] = f.Number
	}
	if f.After != nil {
		where += ` AND (i.rehearsed_at, i.id) < (@after_at, @after_id)`
		args["after_at"], args["after_id"] = f.After.At, f.After.ID
	}
	all, err := register.List[Import](ctx, s.reg, openingRow+` WHERE `+where+` ORDER BY i.rehearsed_at DESC, i.id DESC LIMIT @limit`, args)
	if err != nil {
		return Page{}, err
	}
	more := len(all) > f.Limit
	return Page{Imports: all[:min(len(all), f.Limit)], More: more}, nil
}

const openingRow = `SELECT i.id, i.number, i.files, i.rehearsed_at, coalesce(r.full_name, '') AS rehearsed_by, coalesce(i.signed_by, '') AS signed_by,
		i.committed_at, coalesce(c.full_name, '') AS committed_by, i.taken_back_at, coalesce(b.full_name, '') AS taken_back_by, coalesce(i.reason, '') AS reason, i.report
	FROM society360_imports i LEFT JOIN users r ON r.id = i.rehearsed_by LEFT JOIN users c ON c.id = i.committed_by LEFT JOIN users b ON b.id = i.taken_back_by`

// Find returns the import of a number. NotFound: there is none. Admins only.
func (s *Store) Find(ctx context.Context, actor role.Actor, number int) (Import, error) {
	page, err := s.List(ctx, actor, Filter{Number: number, Limit: 1})
	switch {
	case err != nil:
		return Import{}, err
	case number <= 0 || len(page.Imports) == 0:
		return Import{}, noOpening(number)
	}
	return page.Imports[0], nil
}

func noOpening(number int) *fault.Error {
	return fault.Missing("There is no import %d.", number)
}

// Touched returns what has touched the rows of an import, a row a kind of touch and no more
// than most; where there is none it may be taken back. Admins only.
func (s *Store) Touched(ctx context.Context, actor role.Actor, number, most int) ([]Touch, error) {
	i, err := s.Find(ctx, actor, number)
	if err != nil || i.CommittedAt == nil || i.TakenBackAt != nil {
		return nil, err
	}
	return touched(ctx, s.reg, i.ID, most)
}

// touched tells of each kind of touch one row by its name, and how many there are.
func touched(ctx context.Context, d connect.DB, id uuid.UUID, most int) ([]Touch, error) {
	return register.List[Touch](ctx, d, `SELECT t.kind, t.by, t.count::int AS count, coalesce(CASE t.kind
			WHEN 'blocks' THEN (SELECT b.name FROM blocks b WHERE b.id = t.one)
			WHEN 'units' THEN (SELECT coalesce(u.label, u.unit_number) FROM units u WHERE u.id = t.one)
			WHEN 'users' THEN (SELECT p.full_name FROM users p WHERE p.id = t.one)
			WHEN 'user_units' THEN (SELECT concat_ws(', ', p.full_name, coalesce(u.label, u.unit_number)) FROM user_units l LEFT JOIN users p ON p.id = l.user_id LEFT JOIN units u ON u.id = l.unit_id WHERE l.id = t.one)
			WHEN 'bills' THEN (SELECT concat_ws(', ', coalesce(u.label, u.unit_number), b.bill_type, 'Rs ' || b.amount) FROM bills b LEFT JOIN units u ON u.id = b.unit_id WHERE b.id = t.one)
			WHEN 'payments' THEN (SELECT concat_ws(', ', coalesce(u.label, u.unit_number), 'Rs ' || y.amount_paid, y.received_on) FROM payments y LEFT JOIN bills b ON b.id = y.bill_id LEFT JOIN units u ON u.id = b.unit_id WHERE y.id = t.one)
			WHEN 'maintenance_tickets' THEN (SELECT concat_ws(', ', '#' || t2.ticket_number, t2.title) FROM maintenance_tickets t2 WHERE t2.id = t.one)
		END, '') AS name
		FROM (SELECT t.kind, t.by, count(*) AS count, (min(t.row_id::text))::uuid AS one FROM society360_import_touched(@id) t GROUP BY t.kind, t.by) t
		ORDER BY t.kind, t.by LIMIT @most`, pgx.NamedArgs{"id": id, "most": most})
}

// TouchedError is the cause of the refusal to take an import back.
type TouchedError struct{ By []Touch }

// Error names the cause for the log.
func (*TouchedError) Error() string { return "something has touched what the import made" }

// takeBackTime bounds a try of taking an import back. That of a township of 10,000 units is
// some sixty thousand rows, each with what the server checks of it and its row of the trail.
const takeBackTime = 10 * time.Minute

// TakeBack takes back all that an import made, in one transaction, while nothing has
// touched it: afterwards the register is as it was before. Each row has its audit row,
// with the reason. Admins only. Invalid: no reason, field "reason". Refused, with nothing
// done: it was taken back before, or something has touched it (*TouchedError).
func (s *Store) TakeBack(ctx context.Context, actor role.Actor, intent uuid.UUID, number int, reason string) (Import, error) {
	if err := mayOpen(actor); err != nil {
		return Import{}, err
	}
	if err := actor.NamedFor(action.OpeningTakenBack); err != nil {
		return Import{}, err
	}
	reason = value.Clean(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 500 {
		return Import{}, fault.Wrong("reason", "Why? The reason stays in the trail; 500 characters fit.")
	}
	_, err := register.Twice(ctx, s.reg, func() (int, error) { return s.backOnce(ctx, actor, intent, number, reason) })
	if err != nil {
		return Import{}, err
	}
	i, err := s.Find(ctx, actor, number)
	return i, fault.SavedUnshown(err)
}

func (s *Store) backOnce(ctx context.Context, actor role.Actor, intent uuid.UUID, number int, reason string) (went int, err error) {
	w := register.Write{
		Intent: intent, Action: action.OpeningTakenBack, Resource: "society360_imports", Payload: []any{number, reason}, Notes: reason,
		Change: `
			updated AS (
				UPDATE society360_imports i SET taken_back_at = now(), taken_back_by = actor.id, reason = @reason
				FROM actor WHERE i.number = @number AND i.taken_back_at IS NULL RETURNING i.id, i.number, i.report
			),
			change AS (
				SELECT i.id, jsonb_build_object('number', i.number) AS before, jsonb_build_object('number', i.number, 'taken_back', i.report -> 'added') AS after,
					to_jsonb(i.number) AS result FROM updated i
			)`,
		Args: pgx.NamedArgs{"number": number, "reason": reason},
	}
	err = s.wholly(connect.Allow(ctx, takeBackTime), func(ctx context.Context, tx pgx.Tx) error {
		went, err = register.Replay[int](ctx, tx, actor, w)
		var e *fault.Error
		if !errors.As(err, &e) || e.Kind != fault.NotFound {
			return err
		}
		return s.backInto(ctx, tx, actor, w, number, reason)
	})
	if err == nil {
		s.tellOpening()
	}
	return number, err
}

func (s *Store) backInto(ctx context.Context, tx pgx.Tx, actor role.Actor, w register.Write, number int, reason string) error {
	if _, err := tx.Exec(ctx, `SELECT set_config('statement_timeout', @ms, true)`, pgx.NamedArgs{"ms": strconv.FormatInt(takeBackTime.Milliseconds(), 10)}); err != nil {
		return err
	}
	found, err := register.List[Import](ctx, tx, openingRow+` WHERE i.number = @number FOR UPDATE OF i`, pgx.NamedArgs{"number": number})
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return noOpening(number)
	case found[0].TakenBackAt != nil:
		return fault.Already("Import %d was taken back already, by %s on %s.", number, found[0].TakenBackBy, *found[0].TakenBackAt)
	}
	id := found[0].ID
	if by, err := touched(ctx, tx, id, 50); err != nil || len(by) > 0 {
		return refuseTouched(number, by, err)
	}
	if err := s.record(ctx, tx, actor, w); err != nil {
		return err
	}
	details := register.AuditDetails(actor, reason, map[string]any{"import": id})
	if _, err := tx.Exec(ctx, `INSERT INTO audit_logs (user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at)
		SELECT @actor, @action, r.kind, r.row_id, @address, @client, @details::jsonb, clock_timestamp() FROM society360_import_rows r WHERE r.import_id = @id`,
		pgx.NamedArgs{
			"actor": value.NullID(actor.UserID), "action": string(action.OpeningTakenBack), "id": id, "details": string(json.RawMessage(details)),
			"address": value.Limit(value.Clean(actor.Origin.Address), 45), "client": value.Limit(value.Clean(actor.Origin.Client), 400),
		}); err != nil {
		return err
	}
	var went int64
	err = tx.QueryRow(ctx, `SELECT society360_import_take_back(@id)`, pgx.NamedArgs{"id": id}).Scan(&went)
	if connect.Violates(err, "import_touched") { // between the look and the lock
		return fault.Refuse("Somebody has touched what import %d made, just now; look again.", number)
	}
	return err
}

func refuseTouched(number int, by []Touch, err error) error {
	if err != nil {
		return err
	}
	e := fault.Refuse("Import %d was not taken back: something has touched what it made since.", number)
	e.Cause = &TouchedError{By: by}
	return e
}
