package connect_test

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5/pgproto3"
)

// TestEachTroubleHasItsSentence: whoever starts the program is told what stands in
// the way, and not that a server which answered cannot be reached.
func TestEachTroubleHasItsSentence(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	super := db.As(t, "postgres")
	line := datatest.Proxy(t, db)
	crowded := datatest.RoleName(t)
	datatest.Exec(t, super, `CREATE ROLE `+crowded+` LOGIN CONNECTION LIMIT 0`)
	datatest.DropRole(t, super, crowded)
	closed, stranger := datatest.New(t), datatest.RoleName(t)
	datatest.Exec(t, super, `CREATE ROLE `+stranger+` LOGIN`)
	datatest.DropRole(t, super, stranger)
	for name, c := range map[string]struct {
		url     string
		trouble fault.Trouble
		text    string
	}{
		"nobody listens":      {"postgres://x@127.0.0.1:1/none", fault.Away, "127.0.0.1:1 cannot be reached"},
		"no TLS there":        {strings.Replace(line.Config.URL, "sslmode=disable", "sslmode=require", 1), fault.Insecure, "does not agree on TLS"},
		"no such database":    {strings.Replace(db.Config.URL, db.Name, "no_such_db", 1), fault.NoDatabase, "no_such_db does not exist"},
		"no such role":        {db.URL(t, "no_such_role"), fault.WrongRole, "refused the sign-in of no_such_role"},
		"none free":           {db.URL(t, crowded), fault.Busy, "has no connection free"},
		"TLS is demanded":     {answering(t, "28000", `no pg_hba.conf entry for host "10.0.0.9", user "x", database "none", no encryption`), fault.Insecure, "nothing in its pg_hba.conf for x without TLS. Set sslmode=require"},
		"may not connect":     {strings.Replace(db.URL(t, stranger), db.Name, closed.Name, 1), fault.WrongRole, "The role " + stranger + " may not connect to the database " + closed.Name},
		"the server starts":   {answering(t, "57P03", "the database system is starting up"), fault.Starting, "is starting or stopping"},
		"a parameter":         {db.Config.URL + "&no_such=1", fault.Sound, `: unrecognized configuration parameter "no_such". Check what DATABASE_URL and PGOPTIONS set.`},
		"a parameter's value": {db.Config.URL + "&work_mem=much", fault.Sound, `: invalid value for parameter "work_mem": "much". Check what`},
		// What pgbouncer says before it is told to ignore a setting.
		"a pooler": {answering(t, "08P01", "unsupported startup parameter: lock_timeout"), fault.Pooler, "Set DATABASE_STATEMENT_MODE to described"},
		// Without TLS, where the URL does not say that there is none.
		"a pooler, TLS tried first":         {preferringTLS(answering(t, "08P01", "unsupported startup parameter: lock_timeout")), fault.Pooler, "Set DATABASE_STATEMENT_MODE to described"},
		"a wrong password, TLS tried first": {preferringTLS(answering(t, "28P01", `password authentication failed for user "x"`)), fault.WrongRole, "refused the sign-in of x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := db.Config
			cfg.URL = c.url
			_, err := datatest.Connect(t.Context(), cfg)
			datatest.WantError(t, err, fault.Unavailable, c.text)
			var e *fault.Error
			if !errors.As(err, &e) || e.Trouble != c.trouble {
				t.Errorf("trouble %q, want %q", e.Trouble, c.trouble)
			}
		})
	}
}

func preferringTLS(url string) string { return strings.TrimSuffix(url, "?sslmode=disable") }

// answering is the URL of a server without TLS that turns each connection down.
func answering(t *testing.T, code, message string) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			server := pgproto3.NewBackend(conn, conn)
			first, err := server.ReceiveStartupMessage()
			if _, encrypt := first.(*pgproto3.SSLRequest); encrypt {
				if _, err = conn.Write([]byte("N")); err == nil {
					_, err = server.ReceiveStartupMessage()
				}
			}
			if err == nil {
				server.Send(&pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: code, Message: message})
				_ = server.Flush() // the client may have hung up
			}
			_ = conn.Close()
		}
	}()
	return "postgres://x@" + listener.Addr().String() + "/none?sslmode=disable"
}

// TestSettingsOfTheDatabaseDoNoHarm: what a database has for its own holds in none of
// the program's sessions, and where a pooler would have it hold, none begins.
func TestSettingsOfTheDatabaseDoNoHarm(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for _, set := range []string{"client_encoding = 'LATIN1'", "default_transaction_isolation = 'repeatable read'", "idle_session_timeout = '1s'"} {
		datatest.Exec(t, db.As(t, "postgres"), `ALTER DATABASE `+db.Name+` SET `+set)
	}
	const settings = `SELECT concat_ws(' ', current_setting('client_encoding'), current_setting('transaction_isolation'), current_setting('idle_session_timeout'))`
	const want = "UTF8 read committed 0"
	pool, err := datatest.Connect(t.Context(), db.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if got := datatest.Scan[string](t, pool, settings); got != want {
		t.Errorf("a desk's session: %s", got)
	}
	owner, err := connect.Owner(t.Context(), db.Config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(t.Context()) }()
	var got string
	if err := owner.QueryRow(t.Context(), settings).Scan(&got); err != nil || got != want {
		t.Errorf("the owner's session: %s, %v", got, err)
	}

	cfg := db.Config
	cfg.StatementMode = connect.StatementExec
	_, err = datatest.Connect(t.Context(), cfg)
	datatest.WantError(t, err, fault.Refused, `SET default_transaction_isolation = 'read committed'`)
}
