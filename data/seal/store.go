package seal

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
)

// Store reads the trail as it is sealed. It is safe for use by many goroutines.
type Store struct{ reg *register.Register }

// New makes the store over the register.
func New(reg *register.Register) *Store { return &Store{reg: reg} }

// columns are those of a Row, of l audit_logs or the archive's view: each as text, so that
// a row reads the same wherever it stands.
const columns = `l.id, l.user_id, l.action::text, l.resource_type::text, l.resource_id, l.ip_address::text, l.user_agent::text,
	l.details::jsonb::text, l.created_at, l.database_role::text`

// longTime bounds what reads the whole trail in one statement.
const longTime = 20 * time.Minute

// long reads what may take longer than a desk waits, as it stands: not cleaned.
func long[T any](ctx context.Context, s *Store, sql string, args pgx.NamedArgs, scan pgx.RowToFunc[T]) ([]T, error) {
	return register.Again(ctx, s.reg, func() ([]T, error) {
		batch := &pgx.Batch{}
		batch.Queue(`SELECT set_config('statement_timeout', @ms, true), set_config('work_mem', '64MB', true), set_config('plan_cache_mode', 'force_custom_plan', true),
			set_config('jit', 'off', true), set_config('enable_hashagg', 'off', true)`,
			pgx.NamedArgs{"ms": strconv.FormatInt(longTime.Milliseconds(), 10)})
		batch.Queue(sql, args)
		answers := s.reg.SendBatch(connect.Allow(ctx, longTime), batch)
		defer func() { _ = answers.Close() }() // its error is one of those below
		if _, err := answers.Exec(); err != nil {
			return nil, err
		}
		found, err := answers.Query()
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(found, scan)
	})
}

// rows reads rows of the trail.
func (s *Store) rows(ctx context.Context, sql string, args pgx.NamedArgs) ([]Row, error) {
	return long(ctx, s, sql, args, func(row pgx.CollectableRow) (r Row, err error) {
		err = row.Scan(&r.ID, &r.UserID, &r.Action, &r.Resource, &r.ResourceID, &r.Address, &r.Client, &r.Details, &r.CreatedAt, &r.DatabaseRole)
		return r, err
	})
}

// byID reads the live rows of these IDs, and behind them those that are archived: between
// two moments where both are known, by which the archive's months are passed over. A row
// that moves meanwhile is found in the archive.
func (s *Store) byID(ctx context.Context, ids []uuid.UUID, from, to *time.Time) (map[uuid.UUID]Row, error) {
	found := make(map[uuid.UUID]Row, len(ids))
	live, err := s.rows(ctx, `SELECT `+columns+` FROM audit_logs l WHERE l.id = ANY (@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, err
	}
	keep := func(r Row) {
		if other, is := found[r.ID]; is {
			r.twin = &other
		}
		found[r.ID] = r
	}
	for _, r := range live {
		keep(r)
	}
	var missing []uuid.UUID
	for _, id := range ids {
		if _, ok := found[id]; !ok {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	old, err := s.rows(ctx, `SELECT `+columns+` FROM archived_audit_logs l WHERE l.id = ANY (@ids)
		AND (@from::timestamptz IS NULL OR l.created_at BETWEEN @from AND @to)`, pgx.NamedArgs{"ids": missing, "from": from, "to": to})
	for _, r := range old {
		r.archived = true
		keep(r)
	}
	return found, err
}

// batch is what is sealed at once, leaf by leaf.
type batch struct {
	First  uint64
	IDs    []uuid.UUID
	Times  []pgtype.Timestamptz
	Users  []*uuid.UUID
	Hashes []byte
	Head   string
}

// batchOf hashes rows.
func batchOf(first uint64, rows []Row) batch {
	b := batch{First: first}
	for _, r := range rows {
		b.IDs = append(b.IDs, r.ID)
		b.Times = append(b.Times, r.CreatedAt)
		b.Users = append(b.Users, r.UserID)
		b.Hashes = append(b.Hashes, leaf(r.Record())...)
	}
	return b
}

// until is the latest time of its rows.
func (b batch) until() pgtype.Timestamptz {
	var last pgtype.Timestamptz
	for _, at := range b.Times {
		if at.Valid && (!last.Valid || before(last, at)) {
			last = at
		}
	}
	return last
}

// before orders two times, infinite ones among them.
func before(a, b pgtype.Timestamptz) bool {
	if a.InfinityModifier != b.InfinityModifier {
		return a.InfinityModifier < b.InfinityModifier
	}
	return a.Time.Before(b.Time)
}

// span is between which moments its rows were done; nil where one has no such moment.
func (b batch) span() (from, to *time.Time) {
	for _, at := range b.Times {
		if !at.Valid || at.InfinityModifier != pgtype.Finite {
			return nil, nil
		}
		if from == nil || at.Time.Before(*from) {
			from = &at.Time
		}
		if to == nil || at.Time.After(*to) {
			to = &at.Time
		}
	}
	return from, to
}

// batches reads the batches that have leaves from one on, in order, so many at most.
func (s *Store) batches(ctx context.Context, from uint64, most int) ([]batch, error) {
	found, err := s.reg.Query(ctx, `SELECT first, ids, times, users, hashes, head FROM society360_seals WHERE first >= @from ORDER BY first LIMIT @most`,
		pgx.NamedArgs{"from": int64(from), "most": most}) //nolint:gosec // far below 2^63
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, func(row pgx.CollectableRow) (b batch, err error) {
		var first int64
		err = row.Scan(&first, &b.IDs, &b.Times, &b.Users, &b.Hashes, &b.Head)
		b.First = uint64(first) //nolint:gosec // not below 0
		if err == nil && (len(b.Times) != len(b.IDs) || len(b.Users) != len(b.IDs) || len(b.Hashes) != 32*len(b.IDs)) {
			err = fault.Sentence(fmt.Sprintf("the batch from leaf %d on is damaged", first))
		}
		return b, err
	})
}
