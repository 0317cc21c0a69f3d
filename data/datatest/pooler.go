package datatest

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"
)

// Pooler is a pgbouncer between a test's program and its database. It runs as the
// account that the database's server runs as, for it refuses to be root.
type Pooler struct {
	// Config leads through the pooler; the owner and what listens go past it.
	Config connect.Config

	tb       testing.TB
	dir      string
	database string
	settings map[string]string
	owner    *syscall.SysProcAttr
	leash    io.Closer // closed, it ends the pooler
	ended    chan error
	runs     *exec.Cmd
}

// poolerPort names the socket of a pooler; no two share its folder.
const poolerPort = "6432"

// NewPooler puts a pgbouncer in front of a database, set up as the package leaves it
// but for what settings says (pool_mode, for one). It ends with the test.
func NewPooler(tb testing.TB, db *DB, settings map[string]string) *Pooler {
	tb.Helper()
	p := &Pooler{Config: db.Config, tb: tb, database: db.Name, settings: settings}
	var err error
	if p.dir, err = os.MkdirTemp(localpg.Scratch(), "s360b-*"); err != nil { //nolint:usetesting // another account has to come into it
		tb.Fatalf("datatest: %v", err)
	}
	tb.Cleanup(func() {
		p.Stop()
		if err := os.RemoveAll(p.dir); err != nil {
			tb.Errorf("datatest: %v", err)
		}
	})
	p.write(db.Config.URL)
	p.Start()

	query := url.Values{"host": {p.dir}, "port": {poolerPort}, "sslmode": {"disable"}}
	p.Config.URL = (&url.URL{Scheme: "postgres", User: url.User(connect.DeskRole), Path: "/" + db.Name, RawQuery: query.Encode()}).String()
	return p
}

// Lead points a pooler that runs to the server that a URL names, as an operator does
// when another one has taken the changes over. The database has the same name there.
func (p *Pooler) Lead(url string) {
	p.tb.Helper()
	p.write(url)
	p.Do("RELOAD")
}

// write writes the pooler's files, to lead to the server that a URL names, and gives
// them to that server's account.
func (p *Pooler) write(to string) {
	p.tb.Helper()
	upward, err := pgx.ParseConfig(to)
	if err != nil {
		p.tb.Fatalf("datatest: %v", err)
	}
	conf := map[string]string{
		"unix_socket_dir": p.dir, "unix_socket_mode": "0700", "listen_port": poolerPort, "logfile": filepath.Join(p.dir, "log"),
		"auth_type": "trust", "auth_file": filepath.Join(p.dir, "users"), "admin_users": "pooler",
	}
	maps.Copy(conf, p.settings)
	lines := []string{"[databases]", fmt.Sprintf("%s = host=%s port=%d", p.database, upward.Host, upward.Port), "[pgbouncer]"}
	for _, name := range slices.Sorted(maps.Keys(conf)) {
		lines = append(lines, name+" = "+conf[name])
	}
	users := fmt.Sprintf("%q \"\"\n%q \"\"\n\"pooler\" \"\"\n", connect.DeskRole, setup.OwnerRole)
	owner, err := os.Stat(upward.Host)
	if err != nil {
		p.tb.Fatalf("datatest: %v", err)
	}
	paths := []string{p.dir}
	for name, text := range map[string]string{"conf": strings.Join(lines, "\n") + "\n", "users": users} {
		path := filepath.Join(p.dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			p.tb.Fatalf("datatest: %v", err)
		}
		paths = append(paths, path)
	}
	p.owner = &syscall.SysProcAttr{}
	is, ok := owner.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return
	}
	p.owner.Credential = &syscall.Credential{Uid: is.Uid, Gid: is.Gid}
	for _, path := range paths {
		if err := os.Chown(path, int(is.Uid), int(is.Gid)); err != nil {
			p.tb.Fatalf("datatest: %v", err)
		}
	}
}

// Start starts the pooler, and waits until it answers.
func (p *Pooler) Start() {
	p.tb.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer" // not on the path of ordinary users
	}
	// A shell holds it, which ends it as soon as nobody holds the shell's input: a
	// test that is killed leaves nothing behind.
	p.runs = exec.CommandContext(context.WithoutCancel(p.tb.Context()), "/bin/sh", "-c", `"$1" "$2" & cat >/dev/null; kill -INT $!; wait`,
		"sh", program, filepath.Join(p.dir, "conf"))
	p.runs.Dir, p.runs.SysProcAttr = "/", p.owner
	input, err := p.runs.StdinPipe()
	if err == nil {
		err = p.runs.Start()
	}
	if err != nil {
		p.tb.Fatalf("datatest: %v", err)
	}
	p.leash, p.ended = input, make(chan error, 1)
	go func() { p.ended <- p.runs.Wait() }()
	ctx, cancel := context.WithTimeout(p.tb.Context(), stopTime)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := p.command(ctx, "SHOW VERSION")
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(p.dir, "log")) // none is as good an answer
			p.tb.Fatalf("datatest: pgbouncer does not answer (make test installs it): %v\n%s", err, log)
		case <-tick.C:
		}
	}
}

// Stop ends the pooler with the connections that lead through it.
func (p *Pooler) Stop() {
	p.tb.Helper()
	if p.leash == nil {
		return
	}
	_ = p.leash.Close()
	<-p.ended //nolint:errcheck // how it ended matters to nobody
	p.leash = nil
}

// Do sends a command to the pooler's console, such as PAUSE.
func (p *Pooler) Do(command string) {
	p.tb.Helper()
	if err := p.command(p.tb.Context(), command); err != nil {
		p.tb.Fatalf("datatest: pgbouncer: %s: %v", command, err)
	}
}

func (p *Pooler) command(ctx context.Context, command string) error {
	cc, err := pgx.ParseConfig("")
	if err != nil {
		return err
	}
	cc.Host, cc.Port, cc.User, cc.Database, cc.Password, cc.TLSConfig, cc.Fallbacks = p.dir, 6432, "pooler", "pgbouncer", "", nil, nil
	cc.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	cc.RuntimeParams = map[string]string{}
	conn, err := pgx.ConnectConfig(ctx, cc)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.PgConn().Exec(ctx, command).ReadAll()
	return err
}
