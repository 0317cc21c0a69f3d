package trail

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/value"
)

// bounded reads a list in at most two seconds. Its plan is made for the very
// values asked for: which index serves best depends on how often an action, an
// account or an address occurs.
func bounded[T any](ctx context.Context, s *Store, sql string, args pgx.NamedArgs) ([]T, error) {
	items, err := register.Again(ctx, s.reg, func() ([]T, error) {
		batch := &pgx.Batch{}
		batch.Queue(`SELECT set_config('statement_timeout', @ms, true), set_config('plan_cache_mode', 'force_custom_plan', true)`,
			pgx.NamedArgs{"ms": pageTimeMS})
		batch.Queue(sql, args)
		answers := s.reg.SendBatch(ctx, batch)
		defer func() { _ = answers.Close() }() // its error is one of those below
		if _, err := answers.Exec(); err != nil {
			return nil, err
		}
		found, err := answers.Query()
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(found, pgx.RowToStructByName[T])
	})
	if connect.StateOf(err) == connect.QueryCanceled && ctx.Err() == nil {
		return nil, &fault.Error{Kind: fault.Refused, Cause: err, Format: "This would take too long. Look in fewer days, or name an account, an action or one thing."}
	}
	return value.Cleaned(items), connect.ReadError(err)
}
