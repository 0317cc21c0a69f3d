//go:build promises

package data_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/localpg"
)

// Two servers under a program that promotes the standby by itself: Patroni and
// pg_auto_failover, as Debian has them, unpacked where SOCIETY360_CLUSTERS says (make
// promises does both).

// cluster is two such servers.
type cluster struct {
	dir, parts string
	account    *syscall.Credential // nil for the test's own
	super      string              // the superuser's name
	nodes      [2]*node
	others     []*node // what watches over them
	// whole tells whether what watches over the two knows that one may follow the other.
	whole func() bool
	// change has the two change their roles, as an operator does.
	change func(t *testing.T, leader int)
}

// node is a program that the cluster consists of.
type node struct {
	cluster *cluster
	name    string
	args    []string
	port    int // of its PostgreSQL
	running *exec.Cmd
	ended   chan struct{}
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{parts: os.Getenv("SOCIETY360_CLUSTERS")}
	if c.parts == "" {
		t.Fatal("SOCIETY360_CLUSTERS does not say where Patroni and pg_auto_failover are: run make promises")
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if c.dir, err = os.MkdirTemp(localpg.Scratch(), "s360c-"); err != nil { //nolint:usetesting // another account has to come into it
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if me, err = user.Lookup("postgres"); err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.ParseUint(me.Uid, 10, 32)
		gid, _ := strconv.ParseUint(me.Gid, 10, 32)
		c.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(c.dir, int(uid), int(gid)); err != nil {
			t.Fatal(err)
		}
	}
	c.super = me.Username
	t.Cleanup(func() {
		for _, n := range append(slices.Clone(c.nodes[:]), c.others...) {
			n.stop(t)
		}
		if err := os.RemoveAll(c.dir); err != nil {
			t.Error(err)
		}
	})
	return c
}

// port is one that nobody listens on.
func port(t *testing.T) int {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// command is a program of the cluster's, as its account and with its parts.
func (c *cluster) command(args ...string) *exec.Cmd {
	bin := filepath.Join(c.parts, "usr", "bin")
	servers, _ := filepath.Glob(filepath.Join(c.parts, "usr", "lib", "postgresql", "*", "bin"))
	cmd := exec.CommandContext(context.Background(), filepath.Join(bin, args[0]), args[1:]...)
	cmd.Dir = c.dir
	cmd.Env = []string{
		"HOME=" + c.dir, "XDG_RUNTIME_DIR=" + c.dir, "PG_CONFIG=", "LC_ALL=C.UTF-8",
		"PYTHONPATH=" + filepath.Join(c.parts, "usr", "lib", "python3", "dist-packages"),
		"PATH=" + strings.Join(append(servers, bin, "/usr/bin", "/bin"), ":"),
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: c.account}
	return cmd
}

// start starts a program of the cluster's, or starts it again.
func (n *node) start(t *testing.T) {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(n.cluster.dir, n.name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	n.running = n.cluster.command(n.args...)
	n.running.Stdout, n.running.Stderr = log, log
	if err := n.running.Start(); err != nil {
		t.Fatal(err)
	}
	started, ended := n.running, make(chan struct{})
	n.ended = ended
	go func() {
		_ = started.Wait() // how it ended stands in its log
		close(ended)
	}()
}

// data is the folder of a node's server.
func (n *node) data() string { return filepath.Join(n.cluster.dir, n.name) }

// processes are the program, its server, and all that they started.
func (n *node) processes(t *testing.T) []int {
	t.Helper()
	all := datatest.ProcessTree(t, n.running.Process.Pid)
	text, err := os.ReadFile(filepath.Join(n.data(), "postmaster.pid"))
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, wrong := strconv.Atoi(first); err == nil && wrong == nil {
		all = append(all, datatest.ProcessTree(t, pid)...)
	}
	return all
}

func (n *node) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	for _, pid := range n.processes(t) {
		_ = syscall.Kill(pid, signal) // another may have ended it already
	}
}

// lose ends all of a node at once.
func (n *node) lose(t *testing.T) {
	t.Helper()
	n.signal(t, syscall.SIGKILL)
	<-n.ended
}

// stop ends a program and what it runs.
func (n *node) stop(t *testing.T) {
	if n == nil || n.running == nil {
		return
	}
	n.signal(t, syscall.SIGCONT)
	_ = n.running.Process.Signal(syscall.SIGTERM)
	select {
	case <-n.ended:
	case <-time.After(20 * time.Second):
	}
	n.signal(t, syscall.SIGKILL)
}

// url names the server of a node, or both servers where it is -1.
func (c *cluster) url(role, database string, of int) string {
	hosts := []string{}
	for i, n := range c.nodes {
		if of < 0 || of == i {
			hosts = append(hosts, net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)))
		}
	}
	u := url.URL{Scheme: "postgres", User: url.User(role), Host: strings.Join(hosts, ","), Path: "/" + database, RawQuery: "sslmode=disable&connect_timeout=2"}
	if of < 0 {
		u.RawQuery += "&target_session_attrs=read-write"
	}
	return u.String()
}

// leader waits until one of the two takes changes, and the other follows it
// synchronously. It returns which one it is.
func (c *cluster) leader(t *testing.T) int {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	ended := time.After(3 * time.Minute)
	for {
		for i := range c.nodes {
			if c.leads(t, i) && c.whole() {
				return i
			}
		}
		select {
		case <-tick.C:
		case <-ended:
			c.logs(t)
			t.Fatal("the two do not come together")
		}
	}
}

func (c *cluster) leads(t *testing.T, i int) (whole bool) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url(c.super, "postgres", i))
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close(ctx) }()
	err = conn.QueryRow(ctx, `SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'
		AND count(*) = 1 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum') AND state = 'streaming'`).Scan(&whole)
	return err == nil && whole
}

// try has desks write while a node goes in each of the three ways, and says what came
// of it.
func (c *cluster) try(t *testing.T, called string) {
	t.Helper()
	society := datatest.SocietyAt(t, c.url(c.super, "postgres", c.leader(t)))
	desk := c.url(connect.DeskRole, society.Name, -1)
	cfg := data.Config{URL: desk, DirectURL: desk, OwnerURL: c.url(c.super, society.Name, -1), IsNamed: true}
	for _, way := range []struct {
		name  string
		tries int
		goes  func(leader *node, i int)
		back  func(leader *node)
	}{
		{"switched", 5, func(_ *node, i int) { c.change(t, i) }, func(*node) {}},
		{"killed", 3, func(n *node, _ int) { n.lose(t) }, func(n *node) { n.start(t) }},
		{"frozen", 2, func(n *node, _ int) { n.signal(t, syscall.SIGSTOP) }, func(n *node) { n.signal(t, syscall.SIGCONT) }},
	} {
		var g outcome
		f := openDesks(t, way.name, cfg, society)
		for range way.tries {
			i := c.leader(t)
			f.more(t, 20)
			f.fresh()
			way.goes(c.nodes[i], i)
			f.more(t, 20)
			g.silences = append(g.silences, f.silences()...)
			way.back(c.nodes[i])
		}
		c.leader(t)
		f.fresh()
		f.count(t, cfg.OwnerURL, &g)
		g.say(t, called+", "+way.name, way.tries)
		if t.Failed() {
			c.logs(t)
			return
		}
	}
}

// logs shows the end of what each program said.
func (c *cluster) logs(t *testing.T) {
	for _, n := range append(slices.Clone(c.nodes[:]), c.others...) {
		text, err := os.ReadFile(filepath.Join(c.dir, n.name+".log"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
		t.Logf("%s:\n%s", n.name, text[max(0, len(text)-2000):])
	}
}
