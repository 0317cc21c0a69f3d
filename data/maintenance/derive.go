package maintenance

import (
	"context"
	"slices"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// What triggers keep beside the tables that other programs write, so that it is found by a
// search, is not kept where rows came without triggers, as from a dump of data alone.

// MissingNames selects the keys of names that visits have, live or archived, and
// visitor_names has not.
func MissingNames() string {
	return `(` + namesOf(register.Visits.Live) + ` UNION ` + namesOf(register.Visits.Listed) + `) EXCEPT SELECT key FROM visitor_names`
}

// namesOf selects the keys of the names in a table of visits. It steps from name to name in
// an index, however many visits each has.
func namesOf(table string) string {
	const beginning = `left(society360_name_key(v.visitor_name), 200) COLLATE "C"`
	return `(WITH RECURSIVE names (beginning) AS (
		(SELECT ` + beginning + ` FROM ` + table + ` v WHERE ` + beginning + ` > '' ORDER BY 1 LIMIT 1)
		UNION ALL
		SELECT (SELECT ` + beginning + ` FROM ` + table + ` v WHERE ` + beginning + ` > n.beginning ORDER BY 1 LIMIT 1)
		FROM names n WHERE n.beginning IS NOT NULL
	)
	SELECT beginning AS key FROM names WHERE length(beginning) < 200
	UNION SELECT society360_name_key(v.visitor_name) FROM names n JOIN ` + table + ` v ON ` + beginning + ` = n.beginning WHERE length(n.beginning) = 200)`
}

// WrongTotals selects the payments of which payment_totals keeps nothing, or something
// else than is so: what was made with each, all its shares, their sum and its moment, NULLs
// where it was made alone; and what is kept.
const WrongTotals = `
	WITH made AS (
		SELECT y.id, coalesce(y.claim_id, l.receipt_id) AS made_with, y.amount_paid, coalesce(y.payment_date, '1970-01-01 00:00:00+00'::timestamptz) AS paid_at
		FROM payments y LEFT JOIN receipt_payments l ON l.payment_id = y.id
	), want AS (
		SELECT id, made_with, sum(amount_paid) OVER made AS total, paid_at, array_agg(id) OVER made AS shares
		FROM made WHERE made_with IS NOT NULL WINDOW made AS (PARTITION BY made_with)
	)
	SELECT coalesce(w.id, h.payment_id) AS payment_id, w.made_with, w.total, w.paid_at, w.shares, h.total AS kept
	FROM want w FULL JOIN payment_totals h ON h.payment_id = w.id
	WHERE CASE WHEN h.payment_id IS NULL THEN cardinality(w.shares) > 1 ELSE w.id IS NULL OR (h.made_with, h.total, h.paid_at) <> (w.made_with, w.total, w.paid_at) END`

// Derived counts what Derive set right: names that no search found, names whose visits are
// gone, and payments whose sum was not kept, or another. Skipped were in use.
type Derived struct{ Names, Gone, Totals, Skipped int }

// Derive makes what triggers keep of visits and payments what it should be.
func Derive(ctx context.Context, owner *pgx.Conn) (done Derived, err error) {
	if err := giveWay(ctx, owner, lockWait); err != nil {
		return done, err
	}
	// It locks nothing: the trigger notes what is written meanwhile, and a name that stands
	// twice does no harm.
	tag, err := owner.Exec(ctx, `INSERT INTO visitor_names (key) `+MissingNames())
	if err != nil {
		return done, connect.ReadError(err)
	}
	done.Names = int(tag.RowsAffected())
	if err := dropNames(ctx, owner, &done); err != nil {
		return done, err
	}
	return done, sumAgain(ctx, owner, &done)
}

// dropChunk is how many names are dropped while writers of visits wait.
const dropChunk = 200

// nameGone is the condition that no visit, live or archived, has the name of a
// visitor_names n.
var nameGone = `NOT EXISTS ` + register.Visits.Both(func(table string) string { //nolint:gochecknoglobals // it never changes
	return `SELECT FROM ` + table + ` v
	WHERE left(society360_name_key(v.visitor_name), 200) COLLATE "C" = left(n.key, 200) AND society360_name_key(v.visitor_name) = n.key`
})

// dropNames deletes the names whose visits are gone. Who writes a visit of a name that
// stands notes nothing: so each chunk is looked at anew where nobody writes.
func dropNames(ctx context.Context, owner *pgx.Conn, done *Derived) error {
	gone, err := list(ctx, owner, `SELECT DISTINCT n.key FROM visitor_names n WHERE `+nameGone)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(gone, dropChunk) {
		err := pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `LOCK TABLE visitor_logs IN SHARE MODE`); err != nil {
				return err
			}
			tag, err := tx.Exec(ctx, `DELETE FROM visitor_names n WHERE n.key = ANY ($1::text[]) AND `+nameGone, chunk)
			done.Gone += int(tag.RowsAffected())
			return err
		})
		if !done.skips(err, len(chunk)) && err != nil {
			return connect.ReadError(err)
		}
	}
	return nil
}

// skips counts what somebody had locked.
func (d *Derived) skips(err error, things int) bool {
	if connect.StateOf(err) != connect.LockNotAvailable {
		return false
	}
	d.Skipped += things
	return true
}

// sumAgain sums up what was made together where another sum is kept, or none. Each is a
// transaction, which locks the shares as whoever changes one does.
func sumAgain(ctx context.Context, owner *pgx.Conn, done *Derived) error {
	rows, err := owner.Query(ctx, `SELECT DISTINCT ON (made_with, CASE WHEN made_with IS NULL THEN payment_id END) made_with, coalesce(shares, ARRAY[payment_id]) FROM (`+WrongTotals+`) w`)
	if err != nil {
		return connect.ReadError(err)
	}
	type together struct {
		With   *uuid.UUID
		Shares []uuid.UUID
	}
	wrong, err := pgx.CollectRows(rows, pgx.RowToStructByPos[together])
	if err != nil {
		return connect.ReadError(err)
	}
	for _, w := range wrong {
		err := pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SELECT FROM payments y WHERE y.id = ANY ($1) ORDER BY y.id FOR SHARE`, w.Shares); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `DELETE FROM payment_totals WHERE payment_id = ANY ($1)`, w.Shares); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `INSERT INTO payment_totals (payment_id, made_with, total, paid_at)
				SELECT s.id, $2, s.total, s.paid_at FROM (
					SELECT y.id, coalesce(y.payment_date, '1970-01-01 00:00:00+00'::timestamptz) AS paid_at, sum(y.amount_paid) OVER () AS total, count(*) OVER () AS shares
					FROM payments y LEFT JOIN receipt_payments l ON l.payment_id = y.id WHERE y.id = ANY ($1) AND coalesce(y.claim_id, l.receipt_id) = $2) s
				WHERE s.shares > 1`, w.Shares, w.With)
			return err
		})
		switch {
		case err == nil:
			done.Totals += len(w.Shares)
		case !done.skips(err, len(w.Shares)):
			return connect.ReadError(err)
		}
	}
	return nil
}
