package connect

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNoneFree is the cause where no connection became free while somebody waited.
const ErrNoneFree = fault.Sentence("every connection was in use")

// TroubleOf is what a failure of a statement, or of making a connection, tells about
// the database or the way to it; Sound where it tells nothing of either.
func TroubleOf(err error) fault.Trouble {
	var known *fault.Error
	switch {
	case err == nil, errors.Is(err, pgx.ErrNoRows), unreadable(err):
		return fault.Sound
	case errors.As(err, &known):
		return known.Trouble
	case errors.Is(err, ErrNoneFree):
		return fault.Busy
	case notEncrypted(err):
		return fault.Insecure
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return saidTrouble(pg)
	}
	var connecting *pgconn.ConnectError
	if errors.As(err, &connecting) && strings.Contains(err.Error(), "read only connection") {
		return fault.ReadOnly // of all the servers that the URL names
	}
	return fault.Away
}

// noWayIn is the SQLSTATE of a server whose pg_hba.conf turns somebody away.
const noWayIn = "28000"

// saidTrouble is TroubleOf of what a server or a pooler said.
func saidTrouble(pg *pgconn.PgError) fault.Trouble {
	switch pg.Code {
	case "57P03":
		return fault.Starting
	case ReadOnlyTransaction:
		return fault.ReadOnly
	case LockNotAvailable, QueryCanceled, serializationFailure, DeadlockDetected, tooManyConnections:
		return fault.Busy
	case diskFull:
		return fault.Full
	case "26000", "42P05": // a prepared statement that is not there, or is there already
		return fault.Pooler
	case "3D000":
		return fault.NoDatabase
	case InsufficientRight:
		return fault.WrongRole
	case "42P01", "42703", "42883": // a table, a column or a function that is not there
		return fault.Older
	case "08P01":
		if trouble := poolerTrouble(pg.Message); trouble != fault.Sound {
			return trouble
		}
	}
	switch {
	case pg.Code == noWayIn && (strings.Contains(pg.Message, "no encryption") || strings.Contains(pg.Message, "SSL off")):
		return fault.Insecure // pg_hba.conf has nothing for who comes without TLS
	case strings.HasPrefix(pg.Code, "28"):
		return fault.WrongRole
	case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "57"):
		return fault.Away
	}
	return fault.Sound
}

// notEncrypted reports whether the two sides did not agree on TLS. Where the URL only
// prefers it, a server without TLS was asked again without: what it then said counts.
func notEncrypted(err error) bool {
	var (
		record    tls.RecordHeaderError
		alert     tls.AlertError
		verified  *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		said      *pgconn.PgError
	)
	return errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &verified) ||
		errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid) ||
		strings.Contains(err.Error(), "server refused TLS connection") && !errors.As(err, &said)
}

// TakesChanges asks a session whether it may change anything: Sound, ReadOnly or
// Standby.
func TakesChanges(ctx context.Context, d DB) (fault.Trouble, error) {
	var copies, refuses bool
	err := d.QueryRow(ctx, `SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'`).Scan(&copies, &refuses)
	switch {
	case err != nil:
		return fault.Sound, err
	case copies:
		return fault.Standby, nil
	case refuses:
		return fault.ReadOnly, nil
	}
	return fault.Sound, nil
}

// Lost reports whether a failure says that the connections of a pool may all be
// wrong: their server is gone, takes no changes any more, or has another schema than
// the one their statements were made for. New ones may find what is right.
func Lost(err error) bool {
	switch TroubleOf(err) {
	case fault.Away:
		// Who gave up waiting knows nothing of the other connections; that a server
		// is silent is the bus's to find out.
		return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	case fault.Starting, fault.ReadOnly, fault.Standby:
		return true
	}
	return StateOf(err) == featureNotSupported // cached plan must not change result type
}

// Unreached makes the error of a write for which there was no connection, so that
// nothing was sent. Where one was made and turned down, its sentence says why.
func Unreached(cause error) *fault.Error {
	var known *fault.Error
	if errors.As(cause, &known) {
		return &fault.Error{Kind: fault.Unavailable, Trouble: known.Trouble, Cause: known.Cause, Format: known.Format, Args: known.Args}
	}
	trouble := TroubleOf(cause)
	if trouble == fault.Sound {
		trouble = fault.Away
	}
	e := trouble.Unsaved(cause)
	e.Kind = fault.Unavailable
	return e
}

// unreachable is the error where there is no connection: why, and what whoever started
// the program can do about it.
func unreachable(cc *pgx.ConnConfig, err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return known
	}
	trouble := TroubleOf(err)
	format, args := wayOut(cc, trouble)
	// What has no class, such as a parameter that the server does not have, is told in its
	// own words.
	var said *pgconn.PgError
	switch errors.As(err, &said); {
	case said != nil && trouble == fault.Busy && said.Code == "08P01":
		format = "The pooler at %s has no connection free. Raise its max_client_conn and default_pool_size, or set DATABASE_POOL_SIZE lower."
	case said != nil && trouble == fault.Insecure && said.Code == noWayIn:
		format, args = "The database server at %s has nothing in its pg_hba.conf for %s without TLS. Set sslmode=require in DATABASE_URL, or have a line added there.", []any{addresses(cc), cc.User}
	case said != nil && said.Code == InsufficientRight && said.SeverityUnlocalized == "FATAL":
		format, args = "The role %s may not connect to the database %s. Run society360 migrate up, or as its owner: GRANT CONNECT ON DATABASE.", []any{cc.User, cc.Database}
	case said != nil && trouble == fault.Sound:
		format, args = "The database server at %s did not take the connection: %s. Check what DATABASE_URL and PGOPTIONS set.", []any{addresses(cc), value.Clean(said.Message)}
	}
	return &fault.Error{Kind: fault.Unavailable, Trouble: trouble, Cause: err, Format: format, Args: args}
}

// wayOut says what is wrong with the way to a database, and what to do about it.
func wayOut(cc *pgx.ConnConfig, trouble fault.Trouble) (format string, args []any) {
	switch trouble {
	case fault.Away:
		return "The database server at %s cannot be reached. Check that it runs and that DATABASE_URL names it.", []any{addresses(cc)}
	case fault.Starting:
		return "The database server at %s is starting or stopping. Try again in a moment.", []any{addresses(cc)}
	case fault.ReadOnly, fault.Standby:
		return "The database server at %s takes no changes; it may be a standby. Name the one that does in DATABASE_URL, or all of them.", []any{addresses(cc)}
	case fault.Busy:
		return "The database server at %s has no connection free. Raise its max_connections, or the connection limit of the role or the database, or set DATABASE_POOL_SIZE lower.", []any{addresses(cc)}
	case fault.Full:
		return "The disk of the database server at %s is full. Make room there; then try again.", []any{addresses(cc)}
	case fault.Insecure:
		return "The database server at %s does not agree on TLS. Check its certificate, and sslmode and sslrootcert in DATABASE_URL.", []any{addresses(cc)}
	case fault.Pooler:
		return "At %s a pooler answers that does not keep this program's sessions or settings. Set DATABASE_STATEMENT_MODE to %s, and name the server itself in DATABASE_DIRECT_URL.",
			[]any{addresses(cc), StatementDescribed}
	case fault.NoDatabase:
		return "The database %s does not exist. Make it with createdb, or correct DATABASE_URL.", []any{cc.Database}
	case fault.WrongRole:
		return "The database server refused the sign-in of %s. Check the role and its password in DATABASE_URL, and the server's pg_hba.conf.", []any{cc.User}
	}
	return "The database server at %s did not take the connection.", []any{addresses(cc)}
}

// addresses are those of every server that a URL names.
func addresses(cc *pgx.ConnConfig) string {
	hosts := []string{address(cc)}
	for _, f := range cc.Fallbacks {
		other := *cc
		other.Host, other.Port = f.Host, f.Port
		if at := address(&other); !slices.Contains(hosts, at) {
			hosts = append(hosts, at)
		}
	}
	return strings.Join(hosts, ", ")
}
