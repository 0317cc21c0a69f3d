package township

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"

	"github.com/jackc/pgx/v5"
)

// keyed is what was taken off a table and is put on it again: an index, a foreign key,
// a trigger.
type keyed struct {
	// Drop takes it off, Make puts it on, Remark gives it its comment again.
	Drop, Make, Remark string
	Kind               string
}

// restore puts it on again.
func (k keyed) restore(ctx context.Context, d connect.DB) error {
	if _, err := d.Exec(ctx, k.Make); err != nil {
		return fmt.Errorf("%s: %w", k.Make, err)
	}
	if k.Remark != "" {
		_, err := d.Exec(ctx, k.Remark)
		return err
	}
	return nil
}

// The kinds, in the order in which they are put on again.
const (
	anIndex   = "index"
	aKey      = "key"
	aTrigger  = "trigger"
	takenFrom = `
	SELECT 'index' AS kind, format('DROP INDEX %s', i.indexrelid::regclass) AS drop, pg_get_indexdef(i.indexrelid) AS make,
		coalesce(format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass, obj_description(i.indexrelid, 'pg_class')), '') AS remark, 1 AS place
	FROM pg_index i
	WHERE i.indrelid = @of::regclass AND i.indisvalid AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
	UNION ALL
	SELECT 'key', format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
		format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
		coalesce(format('COMMENT ON CONSTRAINT %I ON %s IS %L', c.conname, c.conrelid::regclass, obj_description(c.oid, 'pg_constraint')), ''), 2
	FROM pg_constraint c WHERE c.conrelid = @of::regclass AND c.contype = 'f'
	UNION ALL
	SELECT 'trigger', format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname),
		format('ALTER TABLE %s ENABLE TRIGGER %I', t.tgrelid::regclass, t.tgname), '', 3
	FROM pg_trigger t WHERE t.tgrelid = @of::regclass AND NOT t.tgisinternal AND t.tgenabled = 'O'
	ORDER BY place, make`
)

// taken is what a table has of the kinds.
func taken(ctx context.Context, d connect.DB, table string, kinds ...string) ([]keyed, error) {
	rows, err := register.List[struct {
		Kind, Drop, Make, Remark string
		Place                    int
	}](ctx, d, takenFrom, pgx.NamedArgs{"of": table})
	var list []keyed
	for _, r := range rows {
		if slices.Contains(kinds, r.Kind) {
			list = append(list, keyed{Drop: r.Drop, Make: r.Make, Remark: r.Remark, Kind: r.Kind})
		}
	}
	return list, err
}

// largeTables are filled without their indexes, keys and triggers: what a trigger derives
// of a row is in the row (checkSums).
func largeTables() []string {
	return []string{"user_units", "visitor_logs", "maintenance_tickets", "bills", "payments", "receipts", "receipt_payments", "audit_logs"}
}

// copy fills a table, and counts its rows.
func (f *filling) copy(ctx context.Context, tx pgx.Tx, t table, count *int) error {
	var off []keyed
	large := slices.Contains(largeTables(), t.name)
	if large {
		kinds := []string{anIndex, aKey, aTrigger}
		if t.name == "audit_logs" {
			kinds = []string{anIndex, aTrigger} // its keys are away already
		}
		var err error
		if off, err = taken(ctx, tx, t.name, kinds...); err != nil {
			return err
		}
		for _, k := range off {
			if _, err := tx.Exec(ctx, k.Drop); err != nil {
				return fmt.Errorf("%s: %w", k.Drop, err)
			}
		}
	}
	n, err := f.copyRows(ctx, tx, t)
	if err != nil {
		return fmt.Errorf("filling %s: %w", t.name, err)
	}
	*count = n
	if large {
		f.copied()
	}
	// Sorting in memory, as much as a township of its size needs.
	memory := strconv.Itoa(min(512, 32+len(f.town.units)/20)) + "MB"
	if _, err := tx.Exec(ctx, `SELECT set_config('maintenance_work_mem', $1, true), set_config('work_mem', $1, true)`, memory); err != nil {
		return err
	}
	for _, k := range off {
		if err := k.restore(ctx, tx); err != nil {
			return err
		}
		if k.Kind == anIndex {
			f.indexes.add(f.copies.Load() == 0)
		}
	}
	return nil
}

// copyRows sends a table's rows by COPY, while they are made.
func (f *filling) copyRows(ctx context.Context, tx pgx.Tx, t table) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan [][]any, 8)
	failed := make(chan error, 1)
	go func() {
		defer close(batches)
		batch := make([][]any, 0, batchRows)
		send := func() error {
			select {
			case batches <- batch:
				batch = make([][]any, 0, batchRows)
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		err := t.rows(func(values ...any) error {
			if batch = append(batch, values); len(batch) == batchRows {
				return send()
			}
			return nil
		})
		if err == nil {
			err = send()
		}
		failed <- err
	}()
	var batch [][]any
	n, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromFunc(func() ([]any, error) {
		for len(batch) == 0 {
			var more bool
			if batch, more = <-batches; !more {
				return nil, <-failed
			}
		}
		row := batch[0]
		batch = batch[1:]
		f.rows.add(true)
		return row, nil
	}))
	return int(n), err
}

// batchRows is how many rows are handed on at a time.
const batchRows = 500
