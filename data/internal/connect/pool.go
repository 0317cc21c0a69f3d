package connect

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// How long anything at a desk may take. A URL that sets one of these for itself
// is obeyed.
const (
	connectTimeout = 3 * time.Second
	// AskTime is the longest that a statement takes which no person waits for and
	// which does no work: the server's limits do not help where a server, or what
	// stands in front of it, neither answers nor closes.
	AskTime = 3 * time.Second
	// OwnerAskTime is that of what the owner asks, before and after its work: the server
	// may be at much else.
	OwnerAskTime = 10 * time.Second
	// silentTime is how long what was sent may stay unacknowledged by the network.
	silentTime = 8 * time.Second
	// idlePing is the idle time after which a pooled connection is tried before
	// it is handed out.
	idlePing = 30 * time.Second
)

// readingPool is how many connections a command reads over at a time elsewhere.
const readingPool = 2

// What a connection has to be set to, as the server spells it: elsewhere, names would
// be stored garbled, or a write would not see what it waited for.
const (
	encoding      = "UTF8"
	readCommitted = "read committed"
)

// DeskSettings are the session settings of a desk's connections, as the server
// spells them. synchronous_commit is on: what was acknowledged is on the disk.
func DeskSettings() map[string]string {
	return map[string]string{
		"statement_timeout":                   "10s",
		"lock_timeout":                        "5s",
		"idle_in_transaction_session_timeout": "30s",
		"synchronous_commit":                  "on",
		// Nobody's desk is closed because nothing happens at it.
		"idle_session_timeout": "0",
		// What a write locks and then reads, it reads as others left it.
		"default_transaction_isolation": readCommitted,
		// So that the warning about a commit that was cut short arrives.
		"client_min_messages": "notice",
		// A desk's statements end long before what compiling them takes is won back.
		"jit": "off",
	}
}

// Open opens the desk's pool and tries one connection, so that the first
// error is a sentence about the database and not about somebody's search.
//
// Each connection works as the desk's role: it logs in as that role, or takes it
// on connecting where it may (takeDeskRole). Behind a pooler in
// transaction mode neither SET ROLE nor session settings would stay with us, and
// both would leak to others; in the statement modes for poolers nothing of the
// kind is sent. There the pooler must log in as the desk's role, which carries
// DeskSettings itself (data/setup/roles.go).
//
// Several hosts in the URL follow a failover: unless the URL says otherwise the
// one that takes writes is used. Each has to come to the same society (arrive). The
// pool goes by lanes, nil for none. The error is a *fault.Error of kind Unavailable, Refused or Invalid.
func Open(ctx context.Context, cfg Config, of *Society, lanes *Lanes) (*pgxpool.Pool, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, unread("DATABASE_URL", err)
	}
	pool, err := open(ctx, pc, cfg, of, lanes)
	return pool, naming(err, cfg.Names.URL)
}

// OpenReading opens a pool to read from, as Open does: of several servers in the URL
// the one that copies another is preferred. It has to hold the society that of is, and
// is not taken for where changes go.
func OpenReading(ctx context.Context, cfg Config, of *Society) (*pgxpool.Pool, error) {
	pc, err := pgxpool.ParseConfig(cfg.ReadURL)
	if err != nil {
		return nil, unread("DATABASE_READ_URL", err)
	}
	if cc := pc.ConnConfig; cc.ValidateConnect == nil && manyHosts(cc) {
		cc.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPreferStandby
	}
	same := &Society{}
	same.id.Store(of.id.Load())
	cfg.URL, cfg.PoolSize = cfg.ReadURL, readingPool
	pool, err := open(ctx, pc, cfg, same, nil)
	return pool, naming(err, value.First(cfg.Names.Read, "DATABASE_READ_URL"))
}

// naming has an error that says what to correct name the variable or flag that it was.
func naming(err error, name string) error {
	var known *fault.Error
	if name == "" || !errors.As(err, &known) {
		return err
	}
	named := *known
	named.Format = strings.ReplaceAll(known.Format, "DATABASE_URL", name)
	return &named
}

func open(ctx context.Context, pc *pgxpool.Config, cfg Config, of *Society, lanes *Lanes) (*pgxpool.Pool, error) {
	if err := deskConn(pc.ConnConfig, cfg); err != nil {
		return nil, err
	}
	chosen := cfg.PoolSize > 0 || strings.Contains(cfg.URL, "pool_max_conns")
	switch {
	case cfg.PoolSize > 0:
		pc.MaxConns = int32(cfg.PoolSize) //nolint:gosec // ConfigFromEnv keeps it within 1 to 100
	case !chosen:
		pc.MaxConns = int32(min(max(2*runtime.NumCPU(), 4), 8))
	}
	if lanes != nil {
		lanes.over(pc, chosen)
		pc.ConnConfig.Tracer = laned{lanes, answersOf(cfg, pc.ConnConfig.RuntimeParams)}
	}
	// Connections are renewed at different times, so that a server that came
	// back from a failover is found without everybody connecting at once.
	pc.MaxConnLifetimeJitter = pc.MaxConnLifetime / 5
	pc.ShouldPing = func(_ context.Context, p pgxpool.ShouldPingParams) bool {
		return p.IdleDuration > idlePing
	}
	before := of.follow(pc.ConnConfig)
	pc.BeforeConnect = func(_ context.Context, cc *pgx.ConnConfig) error {
		before(cc)
		return nil
	}
	sessions := !pooled(pc.ConnConfig)
	pc.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		value.ReadEndless(conn.TypeMap())
		// Where nothing is described (StatementExec) an argument's type is that of its Go type.
		conn.TypeMap().RegisterDefaultPgType([]uuid.UUID{}, "_uuid")
		conn.TypeMap().RegisterDefaultPgType([][]byte{}, "_bytea")
		if sessions {
			asking, cancel := context.WithTimeout(ctx, AskTime)
			defer cancel()
			if err := takeDeskRole(asking, conn, cfg.Desk()); err != nil {
				return err
			}
		}
		return of.arrive(ctx, conn, cfg.Desk())
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, unreachable(pc.ConnConfig, err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, unreachable(pc.ConnConfig, err)
	}
	asking, cancel := context.WithTimeout(ctx, OwnerAskTime)
	defer cancel()
	if err := checkPath(asking, pool); err != nil {
		pool.Close()
		return nil, ReadError(err)
	}
	return pool, nil
}

// Direct opens one connection for LISTEN and for advisory locks, as the
// desk's role where it can be taken, to the society of the desk's own. The caller
// closes it.
func Direct(ctx context.Context, cfg Config, of *Society) (*pgx.Conn, error) {
	cc, err := pgx.ParseConfig(cfg.DirectURL)
	if err != nil {
		return nil, unread("DATABASE_DIRECT_URL", err)
	}
	cfg.StatementMode = StatementPrepared
	if err := deskConn(cc, cfg); err != nil {
		return nil, err
	}
	of.follow(cc)(cc)
	conn, err := pgx.ConnectConfig(ctx, cc)
	if err != nil {
		return nil, naming(undirected(cc, err), cfg.Names.Direct)
	}
	asking, cancel := context.WithTimeout(ctx, AskTime)
	defer cancel()
	if err = straight(asking, conn); err == nil {
		err = takeDeskRole(asking, conn, cfg.Desk())
	}
	if err == nil {
		err = of.arrive(asking, conn, cfg.Desk())
	}
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, naming(undirected(cc, err), cfg.Names.Direct)
	}
	return conn, nil
}

// Owner opens one connection as the owner of the tables, which need not be there
// yet, without the desk's time limits: an index over millions of rows takes its
// time. It refuses a database where the owner would run what others put in its way
// (checkPath). The caller closes it.
func Owner(ctx context.Context, cfg Config) (*pgx.Conn, error) {
	cc, err := OwnerConfig(cfg)
	if err != nil {
		return nil, err
	}
	conn, err := DialOwner(ctx, cc)
	return conn, naming(err, cfg.Names.Owner)
}

// SocietyOwner is Owner for work on a society whose tables are there: it also refuses
// another schema than the one asked for (CheckOwner).
func SocietyOwner(ctx context.Context, cfg Config) (*pgx.Conn, error) {
	conn, err := Owner(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := CheckOwner(ctx, conn); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, ReadError(err)
	}
	return conn, nil
}

// DialOwner is Owner with its URL read already.
func DialOwner(ctx context.Context, cc *pgx.ConnConfig) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, cc)
	if err != nil {
		return nil, unreachable(cc, err)
	}
	asking, cancel := context.WithTimeout(ctx, OwnerAskTime)
	defer cancel()
	if err := checkPath(asking, conn); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, ReadError(err)
	}
	return conn, nil
}

// OwnerConfig reads the owner's URL; what it leaves open has no time limit, and is asked
// after.
func OwnerConfig(cfg Config) (*pgx.ConnConfig, error) {
	cc, err := pgx.ParseConfig(cfg.OwnerURL)
	if err != nil {
		return nil, unread("DATABASE_OWNER_URL", err)
	}
	steadyConn(cc)
	setDefaults(cc.RuntimeParams, map[string]string{
		"statement_timeout":                   "0",
		"lock_timeout":                        "0",
		"idle_in_transaction_session_timeout": "0",
		"idle_session_timeout":                "0",
		"synchronous_commit":                  "on",
		"default_transaction_isolation":       readCommitted,
	})
	cc.Tracer = &answers{within: cfg.answerTime(), asks: true}
	return cc, nil
}

// deskConn gives a desk's connection its statement mode and settings.
func deskConn(cc *pgx.ConnConfig, cfg Config) error {
	mode, set, err := execMode(cfg.StatementMode)
	if err != nil {
		return err
	}
	if set {
		cc.DefaultQueryExecMode = mode
	}
	steadyConn(cc)
	if !pooled(cc) {
		setDefaults(cc.RuntimeParams, DeskSettings())
	}
	cc.Tracer = answersOf(cfg, cc.RuntimeParams)
	return nil
}

// steadyConn sets what every connection of the program has. application_name, TimeZone
// and client_encoding are among the few settings that poolers pass on.
func steadyConn(cc *pgx.ConnConfig) {
	if cc.ConnectTimeout == 0 {
		cc.ConnectTimeout = connectTimeout
	}
	// A peer that vanished without a word is noticed in half a minute, and where
	// something was sent to it in silentTime.
	dialer := &net.Dialer{Timeout: cc.ConnectTimeout, Control: dropSilent, KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3,
	}}
	cc.DialFunc = dialer.DialContext
	cc.OnNotice = countCutCommits
	if cc.ValidateConnect == nil && manyHosts(cc) {
		cc.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	for name := range cc.RuntimeParams {
		if strings.EqualFold(name, "timezone") || strings.EqualFold(name, "client_encoding") {
			delete(cc.RuntimeParams, name)
		}
	}
	cc.RuntimeParams["TimeZone"] = "UTC"
	// Whatever the database or the role has for its own: names would be stored garbled.
	cc.RuntimeParams["client_encoding"] = encoding
	setDefaults(cc.RuntimeParams, map[string]string{"application_name": "society360"})
}

// manyHosts reports whether a URL names several servers; a fallback to the same
// host is only another kind of TLS.
func manyHosts(cc *pgx.ConnConfig) bool {
	for _, f := range cc.Fallbacks {
		if f.Host != cc.Host || f.Port != cc.Port {
			return true
		}
	}
	return false
}

// pooled reports whether the statement mode says that a pooler may hand each
// transaction to another session.
func pooled(cc *pgx.ConnConfig) bool {
	return cc.DefaultQueryExecMode != pgx.QueryExecModeCacheStatement
}

func setDefaults(params, defaults map[string]string) {
	for name, value := range defaults {
		if _, ok := params[name]; !ok {
			params[name] = value
		}
	}
}

// takeDeskRole makes a connection that logged in as somebody else work as
// the desk's role. Where that role does not exist or may not be taken, the
// connection goes on as who it is. Behind a pooler it is refused: the role would
// stay with whoever is given the server's session next.
func takeDeskRole(ctx context.Context, conn *pgx.Conn, role string) error {
	if conn.Config().User == role {
		return nil
	}
	shared, err := behindPooler(ctx, conn)
	if err != nil {
		return err
	}
	if shared {
		return leftRole(conn, role)
	}
	_, err = conn.Exec(ctx, "SET ROLE "+pgx.Identifier{role}.Sanitize())
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && (pgErr.Code == InvalidParameter || pgErr.Code == InsufficientRight) {
		return nil
	}
	return err
}

// address is the server's host and port, or the folder of its socket.
func address(cc *pgx.ConnConfig) string {
	network, addr := pgconn.NetworkAddress(cc.Host, cc.Port)
	if network == "unix" {
		return cc.Host
	}
	return addr
}
