package connect

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/fault"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Where the database has a synchronous standby, a COMMIT waits until the standby has
// the change too: only then does it outlive the loss of the server. The wait can be
// cut short, by a deadline of ours or by somebody's pg_cancel_backend. The server
// then keeps the change, shows it to everybody, and still answers COMMIT: only a
// warning says that it may be lost. So a commit counts only where no such warning
// came with it. What an earlier commit left counts once a commit of our own, later
// in the log, was waited for.

// commitWait is the routine of the server that waits for a standby, by which its
// warning is known in every language.
const commitWait = "SyncRepWaitForLSN"

// cutCommits is where a connection counts its commits that were cut short.
const cutCommits = "society360 cut commits"

// confirmTime is how long Confirm waits for the standby.
const confirmTime = 8 * time.Second

// countCutCommits is a connection's OnNotice.
func countCutCommits(conn *pgconn.PgConn, notice *pgconn.Notice) {
	if notice.Routine == commitWait {
		conn.CustomData()[cutCommits] = cutSoFar(conn) + 1
	}
}

func cutSoFar(conn *pgconn.PgConn) int {
	n, _ := conn.CustomData()[cutCommits].(int) // none is 0
	return n
}

// Whole runs work on conn and returns its error. Where it went well but the wait of
// one of its commits was cut short, the error is Unknown.
func Whole(conn *pgx.Conn, work func() error) error {
	before := cutSoFar(conn.PgConn())
	err := work()
	if err != nil && !fault.WasSaved(err) {
		return err
	}
	if cutSoFar(conn.PgConn()) != before {
		return notConfirmed(err)
	}
	return err
}

// Confirm makes sure that a commit which d has just read the outcome of will last. It
// writes a message to the log behind that commit; the message's own commit, of the
// statement or of the transaction that d is, then waits for the standby as the first
// one should have. Where there is no standby it costs one flush. Run it within Whole.
// Its errors are Unknown.
func Confirm(ctx context.Context, d DB) error {
	ctx, cancel := context.WithTimeout(ctx, confirmTime)
	defer cancel()
	_, err := d.Exec(ctx, `SELECT CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
			THEN set_config('synchronous_commit', 'on', true) END,
		pg_logical_emit_message(true, 'society360'::text, ''::text)`)
	if err != nil {
		return notConfirmed(err)
	}
	return nil
}

// notConfirmed says that a change stands on this server and might not outlive it.
func notConfirmed(cause error) *fault.Error {
	return &fault.Error{
		Kind: fault.Unknown, Cause: cause,
		Format: "The database's standby did not answer; it is not known yet whether this was saved.",
	}
}
