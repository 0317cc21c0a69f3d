package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"

	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui/termtest"
)

// server is a `society360 serve` in a process of its own.
type server struct {
	tb   testing.TB
	addr string
	key  string // its fingerprint
	cmd  *exec.Cmd
	done chan struct{}
	// said is what it wrote to stderr, once it has ended.
	said func() string
}

func programEnv(tb testing.TB, cfg data.Config) []string {
	tb.Helper()
	return []string{
		asProgram + "=1", "HOME=" + tb.TempDir(), "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8",
		"DATABASE_URL=" + cfg.URL, "DATABASE_DIRECT_URL=" + cfg.DirectURL, "DATABASE_OWNER_URL=" + cfg.OwnerURL,
	}
}

// command runs a subcommand to its end and returns its output; it must succeed.
func command(tb testing.TB, cfg data.Config, stdin string, args ...string) string {
	tb.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env, cmd.Stdin = programEnv(tb, cfg), strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Fatalf("society360 %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// serve starts a server on a free port of loopback and waits until it listens. It
// leaves the schedule, so that a society stands as its test made it.
func serve(tb testing.TB, cfg data.Config) *server {
	tb.Helper()
	return serveUnder(tb, cfg, nil)
}

// serveUnder starts a server by another program, such as nohup, and with flags.
func serveUnder(tb testing.TB, cfg data.Config, under []string, flags ...string) *server {
	tb.Helper()
	key := filepath.Join(tb.TempDir(), "host_key")
	s := &server{tb: tb, key: strings.TrimSpace(command(tb, cfg, "", "host-key", key)), done: make(chan struct{})}
	args := slices.Concat(under, []string{os.Args[0], "serve", "--listen", "127.0.0.1:0", "--host-key", key, "--no-schedule"}, flags)
	s.cmd = exec.Command(args[0], args[1:]...)
	s.cmd.Env = programEnv(tb, cfg)
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	lines := bufio.NewReader(stderr)
	var log bytes.Buffer
	for s.addr == "" {
		line, err := lines.ReadString('\n')
		log.WriteString(line)
		if _, rest, ok := strings.Cut(line, "served on "); ok {
			s.addr, _, _ = strings.Cut(rest, ",")
		} else if err != nil {
			tb.Fatalf("the server does not start: %v\n%s", err, log.String())
		}
	}
	s.said = log.String
	go func() {
		defer close(s.done)
		_, _ = io.Copy(&log, lines)
		_ = s.cmd.Wait() // the exit code is asked for where it matters
	}()
	tb.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		<-s.done
		if tb.Failed() {
			tb.Logf("the server's stderr:\n%s", log.String())
		}
	})
	return s
}

// end sends SIGTERM; wait returns the exit code.
func (s *server) end() {
	s.tb.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.tb.Fatal(err)
	}
}

func (s *server) wait() int {
	<-s.done
	return s.cmd.ProcessState.ExitCode()
}

func (s *server) dial(user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	return gossh.Dial("tcp", s.addr, &gossh.ClientConfig{
		User: user, Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		ClientVersion: "SSH-2.0-test_client",
	})
}

// sshDesk is a desk at the other end of a real SSH client.
type sshDesk struct {
	desk
	client  *gossh.Client
	session *gossh.Session
}

type channel struct {
	io.Reader
	io.Writer
}

// connect opens a desk on a terminal of 80x24.
func (s *server) connect(term, user string, auth ...gossh.AuthMethod) sshDesk {
	s.tb.Helper()
	client, err := s.dial(user, auth...)
	if err != nil {
		s.tb.Fatalf("connect as %s: %v", user, err)
	}
	s.tb.Cleanup(func() { _ = client.Close() })
	session, err := client.NewSession()
	if err != nil {
		s.tb.Fatal(err)
	}
	in, err := session.StdinPipe()
	if err != nil {
		s.tb.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		s.tb.Fatal(err)
	}
	if err := session.RequestPty(term, 24, 80, gossh.TerminalModes{}); err != nil {
		s.tb.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		s.tb.Fatal(err)
	}
	terminal := termtest.New(s.tb, 80, 24, channel{out, in})
	return sshDesk{desk{Terminal: terminal}, client, session}
}

func password() gossh.AuthMethod { return gossh.Password(demo.Password) }

// newClientKey makes a key pair, and the public one's line.
func newClientKey(tb testing.TB) (gossh.AuthMethod, string) {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		tb.Fatal(err)
	}
	return gossh.PublicKeys(signer), string(gossh.MarshalAuthorizedKey(signer.PublicKey()))
}

// TestGuardOverSSH does the guard's job on every kind of terminal.
func TestGuardOverSSH(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"xterm-256color", "vt100", "linux", "dumb"} {
		t.Run(term, func(t *testing.T) {
			t.Parallel()
			s := newSociety(t)
			d := serve(t, s.Config).connect(term, "guard@demo.example", password())
			d.WaitFor("Inside 12", "Sunita Pawar, guard")
			d.Press("n")
			d.WaitFor("nothing saved yet")
			d.Type("9820012345")
			d.Press("ctrl+s")
			d.WaitFor("Checked in Ramesh Kumar to A-101 at ", "Inside 13")
			if n := s.count(`audit_logs a JOIN visitor_logs v ON v.id = a.resource_id
				WHERE a.action = 'VISITOR_CHECKED_IN' AND v.status = 'checked_in' AND v.visitor_name = 'Ramesh Kumar'
				AND a.ip_address = '127.0.0.1' AND a.user_agent = 'SSH-2.0-test_client ' || $1`, term); n != 1 {
				t.Errorf("%d audit rows name the peer and its client", n)
			}
			d.Resize(100, 30) // before the program hears of it, as a terminal does
			if err := d.session.WindowChange(30, 100); err != nil {
				t.Fatal(err)
			}
			d.Press("/")
			d.Type("rame")
			d.WaitFor("found 1")
			d.Press("enter", "o")
			d.WaitFor("Check out Ramesh Kumar (A-101)? y/n")
			d.Press("y")
			d.WaitFor("Checked out Ramesh Kumar", "Inside 12")
			d.Press("q", "q")
			d.WaitEnd()
			if n := s.count(insideRamesh); n != 0 {
				t.Errorf("%d visits still inside", n)
			}
		})
	}
}

func TestPublicKeySignsIn(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	auth, line := newClientKey(t)
	command(t, s.Config, line, "user", "key", "add", "guard@demo.example", "-", "--as", "admin@demo.example")
	srv := serve(t, s.Config)
	srv.connect("xterm", "guard@demo.example", auth).WaitFor("Inside 12", "Sunita Pawar, guard")
	if n := s.count(`audit_logs WHERE action = 'USER_LOGIN' AND details ->> 'ssh_key' LIKE 'SHA256:%' AND ip_address = '127.0.0.1'`); n != 1 {
		t.Errorf("%d sign-ins by key audited", n)
	}
	if _, err := srv.dial("admin@demo.example", auth); err == nil {
		t.Error("the guard's key opens the admin's desk")
	}
}

// TestGateTerminal: a terminal's key gives a gate and a login screen; the guard
// who signs in there checks visitors in at that gate, and hands the desk over, whoever
// guesses at their password from the same network. It has the letters that were set for
// it, whatever its client says.
func TestGateTerminal(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	auth, line := newClientKey(t)
	command(t, s.Config, line, "terminal", "add", "Service", "-", "--letters", "ascii", "--as", "admin@demo.example")
	server := serve(t, s.Config)
	for i := range 6 { // a neighbour of the gate's guesses, until he has to wait
		if c, err := server.dial("guard@demo.example", gossh.Password("a guess")); err == nil {
			_ = c.Close()
			t.Fatalf("guess %d was right", i)
		}
	}
	if n := s.count(`sign_in_attempts WHERE account = 'guard@demo.example' AND address = '127.0.0.1' AND failures = 5`); n != 1 {
		t.Error("the neighbour does not wait")
	}
	d := server.connect("xterm", "gate", auth)
	d.WaitFor("Sign in", "Service")
	d.signIn("guard")
	d.WaitFor("pradip gayakavad")
	d.Press("n")
	d.Type("9820012345")
	d.Press("ctrl+s")
	d.WaitFor("Checked in Ramesh Kumar to A-101")
	if n := s.count(insideRamesh + ` AND entry_gate = 'Service'`); n != 1 {
		t.Errorf("%d visits entered by the terminal's gate", n)
	}
	d.Press("L")
	d.WaitFor("Password")
	d.Press("ctrl+o")
	d.signIn("staff")
	d.WaitFor("Vijay More, staff | Service")
	// Its letters are set anew: its next connection has them, and the trail says who did.
	fingerprint := s.text(`SELECT fingerprint FROM gate_terminals`)
	command(t, s.Config, "", "terminal", "set", fingerprint, "--letters", "auto", "--as", "admin@demo.example")
	if n := s.count(`audit_logs WHERE action = 'TERMINAL_CHANGED' AND details -> 'before' ->> 'letters' = 'ascii' AND details -> 'after' ->> 'letters' IS NULL`); n != 1 {
		t.Errorf("%d rows of the trail about the terminal's letters", n)
	}
	anew := server.connect("xterm", "gate", auth)
	anew.WaitFor("Sign in", "Service")
	anew.signIn("guard")
	anew.WaitFor("प्रदीप")
	// Its key is taken away: the line is closed, whoever works there.
	const signedOut = `audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'USER_LOGOUT' AND u.email = 'staff@demo.example'`
	before := s.count(signedOut)
	removed := time.Now()
	command(t, s.Config, "", "terminal", "remove", fingerprint, "--as", "admin@demo.example")
	_ = d.client.Wait() // in whichever way
	t.Logf("the terminal's line was closed after %s", time.Since(removed).Round(time.Millisecond))
	s.until("the sign-out is audited", func() bool { return s.count(signedOut) == before+1 })
}

// TestTwoServers: what happens at one gate stands on the other's screen, which
// another process serves.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	here := serve(t, s.Config).connect("xterm", "guard@demo.example", password())
	there := serve(t, s.Config).connect("vt100", "staff@demo.example", password())
	here.WaitFor("Inside 12")
	there.WaitFor("Inside 12", "Anita Desai")
	there.Press("down", "down")
	there.WaitUntil("> before Anita Desai", func(screen string) bool {
		return strings.HasPrefix(strings.TrimSpace(row(screen, "Anita Desai")), ">")
	})
	here.Press("n")
	here.Type("9820012345")
	here.Press("ctrl+s")
	here.WaitFor("Checked in Ramesh Kumar")
	there.WaitFor("Inside 13", "Ramesh Kumar")
	if line := row(there.Screen(), "Anita Desai"); !strings.HasPrefix(strings.TrimSpace(line), ">") {
		t.Errorf("the cursor left its row: %q", line)
	}
}

func TestABannedAccountLosesItsDesk(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	d := serve(t, s.Config).connect("xterm", "guard@demo.example", password())
	d.WaitFor("Inside 12")
	command(t, s.Config, "", "user", "status", "guard@demo.example", "banned", "--as", "admin@demo.example")
	d.WaitFor("Your account was changed", "E-mail")
	d.WaitGone("Anita Desai")
}

// TestDrain: on SIGTERM an idle desk leaves at once, one with a form is told and
// may still save.
func TestDrain(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	idle := srv.connect("xterm", "staff@demo.example", password())
	busy := srv.connect("xterm", "guard@demo.example", password())
	idle.WaitFor("Inside 12")
	busy.WaitFor("Inside 12")
	busy.Press("n")
	busy.Type("9820012345")
	busy.WaitFor("Ramesh Kumar")
	srv.end()
	idle.WaitFor("The server stops or starts anew", "try again in a minute")
	idle.WaitEnd()
	busy.WaitFor("The desk closes in 60 seconds")
	busy.Press("ctrl+s")
	busy.WaitEnd()
	if code := srv.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if n := s.count(insideRamesh); n != 1 {
		t.Errorf("%d visits saved while the server ended", n)
	}
	if n := s.count(`desk_sessions WHERE ended_at IS NULL`); n != 0 {
		t.Errorf("%d desks are still in the register", n)
	}
}

// TestALineDropsInMidForm: the connection breaks, the guard comes back.
func TestALineDropsInMidForm(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	d := srv.connect("xterm", "guard@demo.example", password())
	d.WaitFor("Inside 12")
	d.Press("n")
	d.Type("98200")
	d.WaitFor("98200")
	if err := d.client.Close(); err != nil {
		t.Fatal(err)
	}
	s.until("the lost desk's sign-out is in the register", func() bool {
		return s.count(`audit_logs WHERE action = 'USER_LOGOUT' AND ip_address = '127.0.0.1'`) == 1
	})
	srv.connect("xterm", "guard@demo.example", password()).WaitFor("Inside 12")
}

func TestFilesOverSSH(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	run := func(user, cmd, stdin string) (string, error) {
		t.Helper()
		client, err := srv.dial(user, password())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		session.Stdin = strings.NewReader(stdin)
		out, err := session.Output(cmd)
		return string(out), err
	}
	if _, err := run("guard@demo.example", "put list.csv", "a,b\n"); err != nil {
		t.Fatalf("put: %v", err)
	}
	if n := s.count(`desk_files f JOIN users u ON u.id = f.user_id WHERE u.email = 'guard@demo.example' AND f.box = 'inbox' AND convert_from(f.content, 'UTF8') = 'a,b' || chr(10)`); n != 1 {
		t.Errorf("%d files in the inbox", n)
	}
	s.exec(`UPDATE desk_files SET box = 'outbox'`)
	if got, err := run("guard@demo.example", "get list.csv", ""); err != nil || got != "a,b\n" {
		t.Errorf("get: %q, %v", got, err)
	}
	for user, cmd := range map[string]string{
		"staff@demo.example": "get list.csv", "guard@demo.example": "get ../list.csv",
		"admin@demo.example": "sh", "tenant@demo.example": "put " + strings.Repeat("x", 200),
	} {
		if out, err := run(user, cmd, ""); err == nil {
			t.Errorf("%s did %q: %q", user, cmd, out)
		}
	}
}

func TestServeRefusesTheWorldWhileTheDemoPasswordWorks(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	key := filepath.Join(t.TempDir(), "host_key")
	command(t, s.Config, "", "host-key", key)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// Through a balancer the world reaches what listens on loopback, too.
	for _, at := range [][]string{{"--listen", "0.0.0.0:0"}, {"--listen", "127.0.0.1:0", "--proxy-from", "127.0.0.1"}} {
		cmd := exec.CommandContext(ctx, os.Args[0], append([]string{"serve", "--host-key", key}, at...)...)
		cmd.Env = programEnv(t, s.Config)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "demo accounts' password") || strings.Count(string(out), "\n") != 2 {
			t.Errorf("%v: %v, %q", at, err, out)
		}
	}
}

// TestASettingReachesOpenDesks: another program renames the society.
func TestASettingReachesOpenDesks(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	remote := serve(t, s.Config).connect("xterm", "guard@demo.example", password())
	local := open(t, s.Config)
	local.signIn("staff")
	remote.WaitFor("Green Park CHS", "Inside 12")
	s.exec(`UPDATE system_config SET config_value = 'Blue Hill CHS' WHERE config_key = 'general.society_name'`)
	remote.WaitFor("Blue Hill CHS")
	local.WaitFor("Blue Hill CHS")
}

// TestFourSignInsAtOnce: of one account, all right, each over a line of its own.
func TestFourSignInsAtOnce(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	srv := serve(t, s.Config)
	failed := make(chan error, 4)
	for range cap(failed) {
		go func() {
			c, err := srv.dial("guard@demo.example", password())
			if err == nil {
				err = c.Close()
			}
			failed <- err
		}()
	}
	for range cap(failed) {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
}

// TestOneTimePasswordOverSSH: a line without a desk leaves it; the first desk has
// it, and the next sign-in says what to do.
func TestOneTimePasswordOverSSH(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	s.exec(`UPDATE users SET must_change_password = true WHERE email = 'guard@demo.example'`)
	srv := serve(t, s.Config)
	dropped, err := srv.dial("guard@demo.example", password())
	if err != nil {
		t.Fatal(err)
	}
	_ = dropped.Close()
	srv.connect("xterm", "guard@demo.example", password()).WaitFor("Your password was for one sign-in")
	var said strings.Builder
	_, err = gossh.Dial("tcp", srv.addr, &gossh.ClientConfig{
		User: "guard@demo.example", Auth: []gossh.AuthMethod{password()}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		BannerCallback: func(line string) error { said.WriteString(line); return nil },
	})
	if err == nil || !strings.Contains(said.String(), "used before") || !strings.Contains(said.String(), "Ask an admin") {
		t.Errorf("%v, told %q", err, said.String())
	}
}
