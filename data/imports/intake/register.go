package intake

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
	"github.com/jackc/pgx/v5"
)

// WriteError is connect.WriteError for a transaction of several statements: what failed
// before its commit was sent is known not to be done.
func WriteError(err error, beforeCommit bool) error {
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

// LockRegister keeps blocks, units and residents from being changed until the
// import is done: what it reads stays true. Visits, tickets and bills go on, for
// what refers to a unit takes a weaker lock.
func LockRegister(ctx context.Context, tx pgx.Tx) error {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT pg_advisory_xact_lock(`+connect.LockKey(`@lock::text`)+`)`, pgx.NamedArgs{"lock": homes.SocietyLock})
	batch.Queue(`LOCK TABLE blocks, units, user_units IN SHARE ROW EXCLUSIVE MODE`)
	return tx.SendBatch(ctx, batch).Close()
}

// blockKey is a block's name as it is compared.
const blockKey = `society360_fold(btrim(regexp_replace(b.name, '\s+', ' ', 'g')))`

// ReadRegister reads in one round trip what the database holds of a file's
// blocks, units and people.
func ReadRegister(ctx context.Context, d connect.DB, f *File) (Standing, error) {
	texts := map[string]bool{}
	blocks, emails := map[string]bool{}, map[string]bool{}
	for _, l := range f.Lines {
		blocks[l.Block], texts[l.Block], texts[l.Unit] = true, true, true
		if l.Email != "" {
			emails[l.Email], texts[l.Email] = true, true
		}
		texts[l.Name] = true
	}
	const ofBlocks = `SELECT b.id FROM blocks b WHERE ` + blockKey + ` = ANY (ARRAY(SELECT society360_fold(t) FROM unnest(@blocks::text[]) t))`
	args := pgx.NamedArgs{"blocks": keysOf(blocks), "emails": keysOf(emails), "texts": keysOf(texts)}
	var reg Standing
	batch := &pgx.Batch{}
	batch.Queue(`SELECT coalesce(jsonb_object_agg(t, society360_fold(t)), '{}') FROM unnest(@texts::text[]) t`, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&reg.folds)
	})
	QueueRows(batch, &reg.blocks, `SELECT b.id, `+blockKey+` AS key FROM blocks b WHERE b.id IN (`+ofBlocks+`) ORDER BY b.created_at, b.id`, args)
	QueueRows(batch, &reg.units, `SELECT u.id, u.block_id, society360_fold(btrim(regexp_replace(u.unit_number, '\s+', ' ', 'g'))) AS key, u.type, u.floor_number AS floor
		FROM units u WHERE u.block_id IN (`+ofBlocks+`)`, args)
	QueueRows(batch, &reg.accounts, `SELECT p.id, society360_fold(p.email) AS key, p.full_name AS name, p.deleted_at IS NOT NULL AS deleted
		FROM users p WHERE lower(p.email) = ANY (ARRAY(SELECT lower(t) FROM unnest(@emails::text[]) t)) ORDER BY p.created_at, p.id`, args)
	QueueRows(batch, &reg.ties, `SELECT l.unit_id, l.user_id, p.full_name AS name, society360_fold(btrim(regexp_replace(p.full_name, '\s+', ' ', 'g'))) AS name_key, NOT `+value.HasAddress(`p.email`)+` AS unreached, l.resident_type AS type,
			coalesce(l.is_primary_contact, false) AS primary, coalesce(l.primary_on_move_in, false) AS primary_ahead
		FROM user_units l JOIN users p ON p.id = l.user_id JOIN units u ON u.id = l.unit_id
		WHERE u.block_id IN (`+ofBlocks+`) AND `+homes.Belongs()+` AND p.deleted_at IS NULL`, args)
	batch.Queue(`SELECT coalesce(array_agg(t.type), '{}'), coalesce((SELECT r.id FROM roles r WHERE r.name = 'resident'), 0),
			coalesce((SELECT c.config_value FROM system_config c WHERE c.config_key = 'billing.maintenance_fee'), ''), ` + settings.TodaySQL + `
		FROM (SELECT DISTINCT u.type FROM units u) t`).QueryRow(func(row pgx.Row) error {
		var fees string
		err := row.Scan(&reg.types, &reg.Residents, &fees, &reg.today)
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

// QueueRows adds a query whose rows go into to, as list reads them.
func QueueRows[T any](batch *pgx.Batch, to *[]T, sql string, args pgx.NamedArgs) {
	batch.Queue(sql, args).Query(func(rows pgx.Rows) error {
		items, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		*to = value.Cleaned(items)
		return err
	})
}
