// Package numbered gives the named arguments of statements numbers, as the server takes
// them, once for each text.
package numbered

import (
	"context"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// statement is one whose named arguments have numbers.
type statement struct {
	sql   string
	names []string
}

// mostNumbered bounds how many statements are kept: what is built from a filter has a
// few hundred forms.
const mostNumbered = 2000

// limitName is the argument that says how many rows a page has. It is written into the
// statement: a plan for any number of rows is one for a tenth of the table, and as the
// server sees that it is worse, it plans the statement anew at every call.
const limitName = "limit"

var limitIn = regexp.MustCompile(`@` + limitName + `\b`)

// kept is by what a numbered statement is kept: its text, and the rows of its page, 0
// where it has none.
type kept struct {
	sql   string
	limit int
}

// statements keeps each statement that was numbered. To find the names in 5
// KB of SQL costs as much as a tenth of what the process does for a write.
var statements struct { //nolint:gochecknoglobals // the same text has the same numbers in every society
	by   sync.Map // kept: *statement
	size atomic.Int64
}

// Statement is a statement with its named arguments in order, which pgx would number at
// each call. Statements with other arguments stay as they are.
func Statement(sql string, args []any) (string, []any) {
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
func numberedOf(sql string, named pgx.NamedArgs) *statement {
	key := kept{sql: sql}
	key.limit, _ = named[limitName].(int)
	if was, ok := statements.by.Load(key); ok {
		return was.(*statement) //nolint:forcetypeassert // nothing else is kept
	}
	if key.limit > 0 {
		sql = limitIn.ReplaceAllString(sql, strconv.Itoa(key.limit))
	}
	names := make(pgx.NamedArgs, len(named))
	for name := range named {
		names[name] = name
	}
	rewritten, at, err := names.RewriteQuery(context.Background(), nil, sql, nil)
	if err != nil {
		return nil
	}
	n := &statement{sql: rewritten, names: make([]string, len(at))}
	for i, name := range at {
		if n.names[i], _ = name.(string); n.names[i] == "" {
			return nil
		}
	}
	if statements.size.Load() < mostNumbered {
		if _, was := statements.by.LoadOrStore(key, n); !was {
			statements.size.Add(1)
		}
	}
	return n
}

// Batch numbers the statements of a batch.
func Batch(batch *pgx.Batch) {
	for _, q := range batch.QueuedQueries {
		q.SQL, q.Arguments = Statement(q.SQL, q.Arguments)
	}
}
