package connect

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// What a session is set to is asked of the session itself: a pooler passes few
// settings on to the server, and says nothing of those that it was told to ignore.

// reliance is a setting without which the register would come to harm.
type reliance struct {
	name string
	// wanted is what the program sets it to, stands what does as well.
	wanted string
	stands []string
}

// reliances are the settings that no session does without.
func reliances() []reliance {
	return []reliance{
		{"client_encoding", encoding, nil},
		{"default_transaction_isolation", readCommitted, nil},
		// What was acknowledged is on the disk, and on the standby's.
		{"synchronous_commit", "on", []string{"remote_apply"}},
		// The warning of a commit that was cut short (commit.go) has to arrive.
		{"client_min_messages", "notice", []string{"debug5", "debug4", "debug3", "debug2", "debug1", "log", "warning"}},
	}
}

// limits are the settings that bound what a desk may take.
func limits() []string {
	return []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"}
}

// reliedOn is an expression of all these settings as they are, by their names.
func reliedOn() string {
	names := limits()
	for _, r := range reliances() {
		names = append(names, r.name)
	}
	for i, name := range names {
		names[i] = "'" + name + "', pg_catalog.current_setting('" + name + "')"
	}
	return "pg_catalog.jsonb_build_object(" + strings.Join(names, ", ") + ")"
}

// harmless refuses a session in which the register would come to harm: what the
// database or a role has for its own holds wherever the program's settings do not
// arrive. What the URL itself asks for is obeyed.
func (p Place) harmless(conn *pgx.Conn) error {
	asked := conn.Config().RuntimeParams
	for _, r := range reliances() {
		is := p.Settings[r.name]
		if is == r.wanted || is == asked[r.name] || slices.Contains(r.stands, is) {
			continue
		}
		return &fault.Error{
			Kind: fault.Refused, Trouble: fault.Settings,
			Format: "The database sets %s to %s, under which the register would come to harm. Run: ALTER ROLE %s SET %s = '%s'; then try again.",
			Args:   []any{r.name, value.Clean(is), pgx.Identifier{p.Login}.Sanitize(), r.name, r.wanted},
		}
	}
	if pooled(conn.Config()) {
		return nil // doctor says which limit the role has to carry
	}
	for _, name := range limits() {
		if p.Settings[name] == "0" && asked[name] != "0" {
			return unkept(conn)
		}
	}
	return nil
}

// unkept refuses a session in which what the program asked for did not arrive.
func unkept(conn *pgx.Conn) error {
	format, args := wayOut(conn.Config(), fault.Pooler)
	return &fault.Error{Kind: fault.Refused, Trouble: fault.Pooler, Format: format, Args: args}
}

// behindPooler reports whether a pooler stands between: it gives its clients numbers
// of processes that are none of the server's.
func behindPooler(ctx context.Context, conn *pgx.Conn) (bool, error) {
	var backend uint32
	err := conn.QueryRow(ctx, `SELECT pg_catalog.pg_backend_pid()`).Scan(&backend)
	return err == nil && backend != conn.PgConn().PID(), err
}

// errPooler is the cause where a pooler gave itself away.
const errPooler = fault.Sentence("a pooler stands between")

// straight refuses a direct connection that leads through a pooler: of what is
// listened for, or locked, in a session that is another's next, nobody hears.
func straight(ctx context.Context, conn *pgx.Conn) error {
	shared, err := behindPooler(ctx, conn)
	if err == nil && shared {
		return errPooler
	}
	return err
}

// undirected is unreachable of a direct connection.
func undirected(cc *pgx.ConnConfig, err error) error {
	if !errors.Is(err, errPooler) && TroubleOf(err) != fault.Pooler {
		return unreachable(cc, err)
	}
	return &fault.Error{
		Kind: fault.Unavailable, Trouble: fault.Pooler, Cause: err,
		Format: "At %s a pooler answers, through which nobody hears of changes. Name the server itself in DATABASE_DIRECT_URL.",
		Args:   []any{addresses(cc)},
	}
}

// leftRole refuses to take the desk's role through a pooler.
func leftRole(conn *pgx.Conn, role string) *fault.Error {
	return &fault.Error{
		Kind: fault.Refused, Trouble: fault.Pooler,
		Format: "At %s a pooler answers, to which the role %s would be left. Sign in as %s in DATABASE_URL.",
		Args:   []any{address(conn.Config()), role, role},
	}
}

// poolerTrouble is what pgbouncer says about the way to the database, all of it under
// one code and in its only language; Sound for what is nothing of the kind.
func poolerTrouble(message string) fault.Trouble {
	for _, says := range []struct {
		words   string
		trouble fault.Trouble
	}{
		{"startup parameter", fault.Pooler},
		{"no more connections allowed", fault.Busy},
		{"query_wait_timeout", fault.Busy},
		{"no such database", fault.NoDatabase},
		{"no such user", fault.WrongRole},
		{"authentication failed", fault.WrongRole},
	} {
		if strings.Contains(message, says.words) {
			return says.trouble
		}
	}
	return fault.Sound
}
