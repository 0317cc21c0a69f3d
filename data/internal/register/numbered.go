package register

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// numbered is a statement whose named arguments have numbers, as the server takes them.
type numbered struct {
	sql   string
	names []string
}

// mostNumbered bounds how many statements are kept: what is built from a filter has a
// few hundred forms.
const mostNumbered = 2000

// statements keeps each statement that was numbered by its text. To find the names in 5
// KB of SQL costs as much as a tenth of what the process does for a write.
var statements struct { //nolint:gochecknoglobals // the same text has the same numbers in every society
	by   sync.Map // text: *numbered
	kept atomic.Int64
}

// number is a statement with its named arguments in order, which pgx would number at
// each call. Statements with other arguments stay as they are.
func number(sql string, args []any) (string, []any) {
	if len(args) != 1 {
		return sql, args
	}
	named, ok := args[0].(pgx.NamedArgs)
	if !ok {
		return sql, args
	}
	n := numberedOf(sql, named)
	if n == nil {
		return sql, args
	}
	values := make([]any, len(n.names))
	for i, name := range n.names {
		values[i] = named[name] // NULL where it was not given, as pgx has it
	}
	return n.sql, values
}

// numberedOf numbers a statement at its first call; nil leaves it to pgx. pgx says what
// stands at each number, not by which name: so it is given the names themselves. A name
// that this call leaves out cannot be known so, and a later call may give it.
func numberedOf(sql string, named pgx.NamedArgs) *numbered {
	if kept, ok := statements.by.Load(sql); ok {
		return kept.(*numbered) //nolint:forcetypeassert // nothing else is kept
	}
	names := make(pgx.NamedArgs, len(named))
	for name := range named {
		names[name] = name
	}
	rewritten, at, err := names.RewriteQuery(context.Background(), nil, sql, nil)
	if err != nil {
		return nil
	}
	n := &numbered{sql: rewritten, names: make([]string, len(at))}
	for i, name := range at {
		if n.names[i], _ = name.(string); n.names[i] == "" {
			return nil
		}
	}
	if statements.kept.Load() < mostNumbered {
		if _, was := statements.by.LoadOrStore(sql, n); !was {
			statements.kept.Add(1)
		}
	}
	return n
}

// numberAll numbers the statements of a batch.
func numberAll(batch *pgx.Batch) {
	for _, q := range batch.QueuedQueries {
		q.SQL, q.Arguments = number(q.SQL, q.Arguments)
	}
}
