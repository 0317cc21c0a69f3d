package connect_test

import (
	"context"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// deskSettings reads what a desk's connection is set to.
const deskSettings = `SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'),
	current_setting('idle_in_transaction_session_timeout'), current_setting('synchronous_commit'),
	current_setting('TimeZone'), current_setting('application_name'), current_user)`

func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	pool, err := datatest.Connect(t.Context(), db.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if got, want := datatest.Scan[string](t, pool, deskSettings), "10s 5s 30s on UTC society360 society360_desk"; got != want {
		t.Errorf("desk %q, want %q", got, want)
	}
	if n := pool.Config().MaxConns; n < 4 || n > 8 {
		t.Errorf("%d connections, want 4 to 8", n)
	}
	if d := pool.Config().ConnConfig.ConnectTimeout.Seconds(); d != 3 {
		t.Errorf("connect timeout %v s, want 3", d)
	}

	direct, err := datatest.ConnectDirect(t.Context(), db.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = direct.Close(t.Context()) })
	var got string
	if err := direct.QueryRow(t.Context(), deskSettings).Scan(&got); err != nil || got != "10s 5s 30s on UTC society360 society360_desk" {
		t.Errorf("direct %q, %v", got, err)
	}
}

func TestURLAndConfigDecide(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for name, c := range map[string]struct {
		more     string
		mode     string
		size     int
		wantMode pgx.QueryExecMode
		wantSize int32
		wantSet  string
	}{
		"URL":        {more: "&pool_max_conns=3&statement_timeout=1s&application_name=gate", wantMode: pgx.QueryExecModeCacheStatement, wantSize: 3, wantSet: "1s 5s 30s on UTC gate society360_desk"},
		"config":     {size: 5, mode: connect.StatementPrepared, wantMode: pgx.QueryExecModeCacheStatement, wantSize: 5, wantSet: "10s 5s 30s on UTC society360 society360_desk"},
		"described":  {size: 5, mode: connect.StatementDescribed, wantMode: pgx.QueryExecModeCacheDescribe, wantSize: 5, wantSet: "0 0 0 on UTC society360 society360_desk"},
		"exec":       {size: 5, mode: connect.StatementExec, wantMode: pgx.QueryExecModeExec, wantSize: 5, wantSet: "0 0 0 on UTC society360 society360_desk"},
		"URL's mode": {more: "&pool_max_conns=2&default_query_exec_mode=exec", wantMode: pgx.QueryExecModeExec, wantSize: 2, wantSet: "0 0 0 on UTC society360 society360_desk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := db.Config
			cfg.URL += c.more
			cfg.StatementMode, cfg.PoolSize = c.mode, c.size
			pool, err := datatest.Connect(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			if got := datatest.Scan[string](t, pool, deskSettings); got != c.wantSet {
				t.Errorf("settings %q, want %q", got, c.wantSet)
			}
			if pool.Config().MaxConns != c.wantSize || pool.Config().ConnConfig.DefaultQueryExecMode != c.wantMode {
				t.Errorf("size %d mode %v, want %d %v", pool.Config().MaxConns, pool.Config().ConnConfig.DefaultQueryExecMode, c.wantSize, c.wantMode)
			}
		})
	}
}

func TestDeskRoleIsTakenWhereItMayBe(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	stranger := datatest.RoleName(t)
	super := db.As(t, "postgres")
	datatest.Exec(t, super, `CREATE ROLE `+stranger+` LOGIN`)
	datatest.DropRole(t, super, stranger)
	for role, want := range map[string]bool{connect.DeskRole: true, setup.OwnerRole: true, "postgres": true, stranger: false} {
		cfg := db.Config
		cfg.URL = db.URL(t, role)
		cfg.DirectURL = cfg.URL
		pool, err := datatest.Connect(t.Context(), cfg)
		if err != nil {
			t.Fatalf("%s: %v", role, err)
		}
		if taken := datatest.Scan[bool](t, pool, datatest.WorkingAsDesk); taken != want {
			t.Errorf("%s: taken %v; want %v", role, taken, want)
		}
		pool.Close()
		direct, err := datatest.ConnectDirect(t.Context(), cfg)
		if err != nil {
			t.Fatalf("%s: %v", role, err)
		}
		var taken bool
		if err := direct.QueryRow(t.Context(), datatest.WorkingAsDesk).Scan(&taken); err != nil || taken != want {
			t.Errorf("%s direct: taken %v, %v; want %v", role, taken, err, want)
		}
		_ = direct.Close(t.Context())
	}
}

// TestAnotherRoleIsNotWorkedAs where the desk's signed in: a setting that names it is
// said.
func TestAnotherRoleIsNotWorkedAs(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	other := datatest.RoleName(t)
	super := db.As(t, "postgres")
	datatest.Exec(t, super, `CREATE ROLE `+other)
	datatest.DropRole(t, super, other)
	datatest.Exec(t, super, `GRANT `+other+` TO `+connect.DeskRole)
	cfg := db.Config
	cfg.URL += "&options=-crole%3D" + other
	_, err := datatest.Connect(t.Context(), cfg)
	troubled(t, err, fault.WrongRole, "would work as the role "+other+", which DATABASE_URL, PGOPTIONS or")
	cfg.DirectURL = cfg.URL
	_, err = datatest.ConnectDirect(t.Context(), cfg)
	troubled(t, err, fault.WrongRole, "which DATABASE_DIRECT_URL, PGOPTIONS or")
}

// TestNoRoleIsSetBehindAPooler: a SET ROLE would reach whoever is given the
// server's session next.
func TestNoRoleIsSetBehindAPooler(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	cfg := db.Config
	cfg.URL, cfg.StatementMode = db.URL(t, setup.OwnerRole), connect.StatementExec
	pool, err := datatest.Connect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if datatest.Scan[bool](t, pool, datatest.WorkingAsDesk) {
		t.Error("the desk's role was taken behind a pooler")
	}
}

func TestSeveralHostsFollowTheOneThatTakesWrites(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	dead, live := datatest.Proxy(t, db), datatest.Proxy(t, db)
	host := func(url string) string { return strings.Split(strings.SplitN(url, "@", 2)[1], "/")[0] }
	cfg := db.Config
	cfg.URL = strings.Replace(dead.Config.URL, host(dead.Config.URL), host(dead.Config.URL)+","+host(live.Config.URL), 1)
	dead.Cut()
	pool, err := datatest.Connect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()

	// A standby takes no writes: here, a database that lets nobody write.
	datatest.Exec(t, db.As(t, "postgres"), `ALTER ROLE society360_desk IN DATABASE `+db.Name+` SET default_transaction_read_only = on`)
	_, err = datatest.Connect(t.Context(), cfg)
	datatest.WantError(t, err, fault.Unavailable, "takes no changes")
}

// TestTheServerThatAnsweredLastIsAskedFirst: so that one which neither answers nor
// closes holds up no connection but the first; once it is lost, it is asked last.
func TestTheServerThatAnsweredLastIsAskedFirst(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	first, second := datatest.Proxy(t, db), datatest.Proxy(t, db)
	host := func(l *datatest.Line) string { return strings.Split(strings.SplitN(l.Config.URL, "@", 2)[1], "/")[0] }
	cfg := db.Config
	cfg.DirectURL = strings.Replace(first.Config.URL, "@"+host(first), "@localhost:"+strings.Split(host(first), ":")[1]+","+host(second), 1)
	of := &connect.Society{}
	direct := func(want *datatest.Line) *pgx.Conn {
		t.Helper()
		conn, err := connect.Direct(t.Context(), cfg, of)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
		if got := conn.PgConn().Conn().RemoteAddr().String(); got != host(want) {
			t.Errorf("came to %s, want %s", got, host(want))
		}
		return conn
	}
	of.Lost(direct(first))
	direct(second)
	second.Cut()
	lost := direct(first)
	second.Restore()
	direct(first)
	of.Lost(lost)
	direct(second)
}

func TestPoolComesBackAfterACut(t *testing.T) {
	t.Parallel()
	line := datatest.Proxy(t, datatest.New(t))
	pool, err := datatest.Connect(t.Context(), line.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	line.Cut()
	if _, err := pool.Exec(t.Context(), `SELECT 1`); err == nil {
		t.Fatal("a query went through a cut line")
	}
	_, err = datatest.Connect(t.Context(), line.Config)
	datatest.WantError(t, err, fault.Unavailable, "cannot be reached")
	line.Restore()
	// Each connection that the cut broke is met once at most.
	var failures []error
	for range int(pool.Config().MaxConns) + 1 {
		_, err := pool.Exec(t.Context(), `SELECT 1`)
		if err == nil {
			return
		}
		failures = append(failures, err)
	}
	t.Errorf("the pool does not come back: %v", failures)
}

func TestConnectSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for url, want := range map[string]string{
		"postgres://x@127.0.0.1:1/none":                          "127.0.0.1:1 cannot be reached",
		"postgres:///none?host=/nowhere&user=x":                  "/nowhere cannot be reached",
		strings.Replace(db.Config.URL, db.Name, "no_such_db", 1): "no_such_db does not exist",
		db.URL(t, "no_such_role"):                                "refused the sign-in of no_such_role",
	} {
		cfg := db.Config
		cfg.URL = url
		_, err := datatest.Connect(t.Context(), cfg)
		datatest.WantError(t, err, fault.Unavailable, want)
	}
	cfg := db.Config
	cfg.URL = "postgres://u:secret@host:port/x"
	_, err := datatest.Connect(t.Context(), cfg)
	datatest.WantError(t, err, fault.Invalid, "DATABASE_URL is not a database URL")
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error holds the password: %v", err)
	}
}
