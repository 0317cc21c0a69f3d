package register

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/numbered"
	"github.com/civoranexus/society360/data/topic"
)

// Moves runs one statement, a transaction of its own, that takes rows out of counted
// tables which no desk needs to read again for that: buses are told that these rows are
// accounted for, and nobody else is told anything. Errors are the server's.
func Moves[T any](ctx context.Context, s *Register, sql string, args pgx.NamedArgs) (answer T, err error) {
	conn, err := s.Acquire(ctx)
	if err != nil {
		return answer, connect.Unreached(err)
	}
	defer conn.Release()
	count := startCount(conn.Conn())
	batch := &pgx.Batch{}
	count.before(batch)
	batch.Queue(sql, args)
	count.after(batch)
	numbered.Batch(batch)
	answers := conn.SendBatch(ctx, batch)
	count.readBefore(answers)
	rows, err := answers.Query()
	if err == nil {
		answer, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	}
	if err == nil {
		count.readAfter(answers)
	}
	if closed := answers.Close(); err == nil {
		err = closed
	}
	if err == nil && len(count.written.Rows) > 0 {
		s.notify(topic.News{Moved: count.written})
	}
	return answer, err
}
