package desks

import (
	"context"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// scheduleLock names the advisory lock of whoever does a job of the society's schedule.
const scheduleLock = `'society360 schedule ' || $1::text`

// Alone runs work unless another process of the same society is inside Alone for the
// same job: of several servers one does it. ran is false where another does. The lock is
// held on a direct connection, because a pooler in transaction mode would leave it to
// whoever comes next. A process that dies, or whose connection does, loses the lock:
// work must stand being started again elsewhere.
func Alone(ctx context.Context, store *Store, cfg connect.Config, job string, work func(ctx context.Context) error) (ran bool, err error) {
	conn, err := connect.Direct(ctx, cfg, store.reg.Society)
	if err != nil {
		return false, connect.ReadError(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if ran, err = tryLock(ctx, conn, job); err != nil || !ran {
		return false, connect.ReadError(err)
	}
	return true, work(ctx)
}

func tryLock(ctx context.Context, conn *pgx.Conn, job string) (got bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, connect.AskTime)
	defer cancel()
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(`+connect.LockKey(scheduleLock)+`)`, job).Scan(&got)
	return got, err
}
