package seal

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// unsealed is a row that no batch has, or that stands beside one that a batch has.
type unsealed struct {
	ID       uuid.UUID
	At       pgtype.Timestamptz
	Waits    bool
	Archived bool
	// Copy says that its ID is sealed, and another row has it too.
	Copy bool
}

// odd is an ID that more rows have than are sealed.
type odd struct {
	id     uuid.UUID
	sealed bool
}

// unsealed searches the whole trail for rows that no batch has, and for second rows of one
// ID, such as one live and one archived: so many at most. It reads all IDs, in their order
// from the primary keys, beside those of the batches, which are sorted; in one statement,
// for a row that is moved to the archive meanwhile stands in one place.
func (s *Store) unsealed(ctx context.Context, most int) ([]unsealed, error) {
	odds, err := long(ctx, s, `SELECT id, sealed > 0 FROM (
			SELECT a.id, count(*) FILTER (WHERE NOT a.leaf) AS rows, count(*) FILTER (WHERE a.leaf) AS sealed
			FROM (SELECT l.id, false AS leaf FROM audit_logs l UNION ALL SELECT l.id, false FROM archived_audit_logs l
				UNION ALL SELECT unnest(b.ids), true FROM society360_seals b) a
			GROUP BY a.id) g
		WHERE g.rows > 1 OR g.sealed = 0 LIMIT @most`, pgx.NamedArgs{"most": most}, func(row pgx.CollectableRow) (o odd, err error) {
		err = row.Scan(&o.id, &o.sealed)
		return o, err
	})
	if err != nil || len(odds) == 0 {
		return nil, err
	}
	ids, sealed := make([]uuid.UUID, len(odds)), make(map[uuid.UUID]bool, len(odds))
	for i, o := range odds {
		ids[i], sealed[o.id] = o.id, o.sealed
	}
	found, err := long(ctx, s, `SELECT l.id, l.created_at, EXISTS (SELECT FROM society360_seal_waiting w WHERE w.id = l.id), false FROM audit_logs l WHERE l.id = ANY (@ids)
		UNION ALL SELECT l.id, l.created_at, false, true FROM archived_audit_logs l WHERE l.id = ANY (@ids)`, pgx.NamedArgs{"ids": ids}, func(row pgx.CollectableRow) (u unsealed, err error) {
		err = row.Scan(&u.ID, &u.At, &u.Waits, &u.Archived)
		return u, err
	})
	all, met := make([]unsealed, 0, len(found)), map[uuid.UUID]bool{}
	for _, u := range found {
		if u.Copy = sealed[u.ID]; u.Copy && !met[u.ID] {
			met[u.ID] = true // the one that was sealed, or is held against that
			continue
		}
		all = append(all, u)
	}
	return all, err
}
