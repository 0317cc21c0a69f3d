package intake

import (
	"context"
	"encoding/json"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// NewCopier makes a copier of what an actor adds; of is what its audit rows name.
func NewCopier(tx pgx.Tx, actor role.Actor, of uuid.UUID, progress func(done, total int)) *Copier {
	return &Copier{
		Tx: tx, Actor: actor, Intent: of, progress: progress,
		address: value.Limit(value.Clean(actor.Origin.Address), 45), client: value.Limit(value.Clean(actor.Origin.Client), 400),
	}
}

// copyChunk is how many rows are sent between two words of progress.
const copyChunk = 1000

// CopyInto sends the plan's rows, each table behind those it refers to.
func (p Plan) CopyInto(ctx context.Context, tx pgx.Tx, actor role.Actor, intent uuid.UUID, as int, progress func(done, total int)) error {
	c := NewCopier(tx, actor, intent, progress)
	c.Total = 2 * p.Added.sum()
	for _, table := range p.Tables(as) {
		if err := c.Copy(ctx, table); err != nil {
			return err
		}
	}
	return nil
}

// Tables are the plan's rows, each table behind those it refers to. New accounts have the
// role as.
func (p Plan) Tables(as int) []*Copied {
	blocks := NewCopied(action.BlockCreated, "blocks", "id", "name")
	for _, b := range p.Blocks {
		blocks.Add(b.id, map[string]any{"name": b.Name}, b.id, b.Name)
	}
	units := NewCopied(action.UnitCreated, "units", "id", "block_id", "unit_number", "floor_number", "type", "status")
	for _, u := range p.Units {
		units.Add(u.id, map[string]any{
			"block_id": u.block, "unit_number": u.number, "floor_number": u.floor, "type": u.kind, "status": "vacant",
		}, u.id, u.block, u.number, u.floor, u.kind, "vacant")
	}
	people := NewCopied(action.UserCreated, "users", "id", "full_name", "email", "password_hash", "phone_number", "role_id", "status")
	for _, a := range p.accounts {
		after := map[string]any{"full_name": a.name, "email": a.email, "role_id": as, "role": "resident", "status": "active", "must_change_password": false}
		if a.phone != "" {
			after["phone_number"] = a.phone
		}
		people.Add(a.id, after, a.id, a.name, a.email, accounts.UnusablePassword, value.Tidy(a.phone), as, "active")
	}
	ties := NewCopied(action.ResidentMovedIn, "user_units", "id", "user_id", "unit_id", "resident_type", "is_primary_contact", "move_in_date", "status")
	// The database keeps what is said of a primary contact for a day that lies ahead.
	arrivals := NewCopied(action.ResidentMoveInSet, ties.Table, ties.columns...)
	for _, t := range p.Ties {
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
		rows.Add(t.id, after, t.id, t.user, t.unit, t.kind, t.primary, t.from, "active")
	}
	return []*Copied{blocks, units, people, ties, arrivals}
}

// Copied are the rows of one table and what their audit rows tell.
type Copied struct {
	action  action.Action
	Table   string
	columns []string
	Rows    [][]any
	IDs     []uuid.UUID
	afters  []map[string]any
}

// NewCopied begins the rows of a table.
func NewCopied(did action.Action, table string, columns ...string) *Copied {
	return &Copied{action: did, Table: table, columns: columns}
}

// Add adds a row, and what its audit row tells.
func (t *Copied) Add(id uuid.UUID, after map[string]any, row ...any) {
	t.Rows, t.IDs, t.afters = append(t.Rows, row), append(t.IDs, id), append(t.afters, after)
}

// Copier sends rows in chunks and tells how far it is.
type Copier struct {
	Tx              pgx.Tx
	Actor           role.Actor
	Intent          uuid.UUID
	address, client string
	progress        func(done, total int)
	done, Total     int
	// Made are the tables that were sent.
	Made []*Copied
}

// Copy sends the rows of a table and their audit rows.
func (c *Copier) Copy(ctx context.Context, t *Copied) error {
	if err := c.send(ctx, t.Table, t.columns, len(t.Rows), func(i int) []any { return t.Rows[i] }); err != nil {
		return err
	}
	c.Made = append(c.Made, t)
	columns := []string{"id", "user_id", "action", "resource_type", "resource_id", "ip_address", "user_agent", "details"}
	return c.send(ctx, "audit_logs", columns, len(t.Rows), func(i int) []any {
		details := register.AuditDetails(c.Actor, "", map[string]any{"after": t.afters[i], "import": c.Intent})
		return []any{
			value.NewID(), value.NullID(c.Actor.UserID), string(t.action), t.Table, t.IDs[i], c.address, c.client, json.RawMessage(details),
		}
	})
}

func (c *Copier) send(ctx context.Context, table string, columns []string, n int, row func(i int) []any) error {
	for from := 0; from < n; from += copyChunk {
		size := min(copyChunk, n-from)
		if _, err := c.Tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(size, func(i int) ([]any, error) {
			return row(from + i), nil
		})); err != nil {
			return err
		}
		c.done += size
		c.progress(c.done, c.Total)
	}
	return nil
}
