package desks

import (
	"context"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// scheduleLock is the advisory lock of whoever does the society's schedule.
const scheduleLock = `hashtextextended('society360 schedule ' || current_schema(), 360)`

// Alone runs work while no other process of the store's society runs what it got from
// Alone: of several servers one does the schedule. ran is false where another is
// at it. The lock stands on a direct connection, because a pooler in transaction
// mode would leave it to whoever comes next. A process that dies, or whose
// connection does, loses it: work has to bear being begun again elsewhere.
func Alone(ctx context.Context, store *Store, cfg connect.Config, work func(ctx context.Context) error) (ran bool, err error) {
	conn, err := connect.Direct(ctx, cfg, store.reg.Society)
	if err != nil {
		return false, connect.ReadError(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if ran, err = tryLock(ctx, conn); err != nil || !ran {
		return false, connect.ReadError(err)
	}
	return true, work(ctx)
}

func tryLock(ctx context.Context, conn *pgx.Conn) (got bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, connect.AskTime)
	defer cancel()
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(`+scheduleLock+`)`).Scan(&got)
	return got, err
}
