package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/tui/termtest"
)

// agentWith serves an SSH agent with a new key, and returns its socket and the key's line.
func agentWith(t *testing.T) (socket, line string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ring := agent.NewKeyring()
	if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
		t.Fatal(err)
	}
	socket = filepath.Join(shortDir(t), "agent")
	listener, err := net.Listen("unix", socket)
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
			go func() { _ = agent.ServeAgent(ring, conn) }()
		}
	}()
	key, err := gossh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return socket, string(gossh.MarshalAuthorizedKey(key))
}

// TestCommandsProveTheirAccount: in a society that wants it, whoever merely names an
// account is refused with what to do, and each way of proving it serves a command and
// stands in its row. The program's own commands go on.
// TestAPipeThatNobodyWritesToIsLeft: whoever ends the command need not write to it first.
func TestAPipeThatNobodyWritesToIsLeft(t *testing.T) {
	t.Parallel()
	s := on(datatest.NewSociety(t).DB)
	pipe := filepath.Join(t.TempDir(), "password")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		if f, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil { // once it is read
			defer func() { _ = f.Close() }()
			cancel()
			<-t.Context().Done()
		}
	}()
	if r := s.run(ctx, "settings", "set", "billing.due_days", "21", asAdmin, "--as-password", pipe); r.code == exitOK {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}

func TestCommandsProveTheirAccount(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	set := func(s console, days string, more ...string) {
		t.Helper()
		s.ok(t, append([]string{"settings", "set", "billing.due_days", days}, more...)...)
	}
	said := func(identity string) {
		t.Helper()
		if n := soc.Count(t, `audit_logs WHERE action = 'SETTING_CHANGED' AND user_id = $1 AND details ->> 'identity' LIKE $2 AND details ->> 'operator' LIKE '%@%'`, soc.Admin.UserID, identity); n != 1 {
			t.Errorf("%d rows say %s", n, identity)
		}
	}
	set(s, "20", asAdmin)
	said("claimed")
	socket, line := agentWith(t)
	s.types(line).ok(t, "user", "key", "add", soc.Admin.Email, "-", asAdmin)
	s.ok(t, "settings", "set", "security.command_line", "proved", asAdmin)
	s.refuses(t, exitFailure, []string{"Prove that you are " + soc.Admin.Email, "--as-key", "SOCIETY360_TOKEN"}, "settings", "set", "billing.due_days", "21", asAdmin)
	s.refuses(t, exitUsage, []string{"give that too"}, "units", "--as-key")
	s.ok(t, "units")
	s.ok(t, "bills", "run", "--scheduled", "--dry-run")

	set(s.types(datatest.Password+"\n"), "22", asAdmin, "--as-password", "-")
	said("proved by password")
	s.types("wrong horse\n").refuses(t, exitFailure, []string{"password is wrong"}, "settings", "set", "billing.due_days", "23", asAdmin, "--as-password", "-")
	// What stands behind the own password is the command's own.
	s.types(datatest.Password+"\nriver stone 42\n").ok(t, "user", "passwd", soc.Staff.Email, "--password-stdin", asAdmin, "--as-password", "-")
	signIn(t, soc.DB, soc.Staff.Email, "river stone 42")
	path := filepath.Join(t.TempDir(), "password")
	file(t, path, datatest.Password+"\n")
	s.env[passwordFileName] = path
	s.ok(t, "settings", "reset", "billing.due_days", asAdmin)
	delete(s.env, passwordFileName)

	s.refuses(t, exitFailure, []string{"No SSH agent answers"}, "units", asAdmin, "--as-key")
	s.env[agentName] = socket
	set(s, "24", asAdmin)
	said("proved by key SHA256:%")
	s.refuses(t, exitFailure, []string{"no key that is registered for " + soc.Guard.Email}, "units", "--as", soc.Guard.Email, "--as-key")

	made := s.run(t.Context(), "user", "token", "add", soc.Admin.Email, "fees", "--for", "settings set", asAdmin)
	secret := strings.TrimSpace(made.out)
	if made.code != exitOK || strings.Contains(made.err, secret) || !strings.Contains(made.err, "serves settings set until") {
		t.Fatalf("exit %d: %s%s", made.code, made.out, made.err)
	}
	delete(s.env, agentName)
	s.env[tokenName] = secret
	set(s, "25")
	said("proved by token fees")
	// With what asks for a password at a desk it would make itself another way in.
	s.refuses(t, exitFailure, []string{"No token serves this"}, "settings", "set", "security.command_line", "claimed")
	soc.Exec(t, `UPDATE user_tokens SET commands = commands || '{user role}'`) // before that was refused
	s.refuses(t, exitUsage, []string{"no token serves user role"}, "user", "role", soc.Guard.Email, "admin")
	s.refuses(t, exitFailure, []string{"does not serve settings reset, but settings set"}, "settings", "reset", "billing.due_days")
	s.refuses(t, exitFailure, []string{"is not of " + soc.Guard.Email}, "settings", "set", "billing.due_days", "26", "--as", soc.Guard.Email)
	delete(s.env, tokenName)
	file(t, path, secret+"\n")
	s.env[tokenFileName] = path
	set(s, "27", asAdmin)
	delete(s.env, tokenFileName)
	if out := s.ok(t, "user", "token", "list"); !strings.Contains(out, "fees") || !strings.Contains(out, "settings set") || strings.Contains(out, secret) {
		t.Errorf("the list is\n%s", out)
	}
	s.types(datatest.Password+"\n").ok(t, "user", "token", "remove", soc.Admin.Email, "fees", asAdmin, "--as-password", "-")
	s.env[tokenName] = secret
	s.refuses(t, exitFailure, []string{"not one any more", "user token add"}, "settings", "set", "billing.due_days", "28")
	delete(s.env, tokenName)
	s.types("river stone 43\n").ok(t, "user", "passwd", soc.Admin.Email, "--recover", "--password-stdin")
	signIn(t, soc.DB, soc.Admin.Email, "river stone 43")
	s.types("river stone 43\n").refuses(t, exitFailure, []string{"Only an active admin's"}, "user", "passwd", soc.Guard.Email, "--recover", "--password-stdin")
	out := s.ok(t, "audit", "list", "--action", "SETTING_CHANGED", "--csv")
	if !strings.Contains(out, "operator,identity") || !strings.Contains(out, "proved by token fees") {
		t.Errorf("the trail is listed as\n%s", out)
	}
}

// TestATokenServesNamedCommands: what names no account, or would make another way in, is
// none of them.
func TestATokenServesNamedCommands(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for command, says := range map[string]string{
		"serve": "--for takes a command that has --as", "user": "--for takes a command that has --as", "no such": "--for takes a command that has --as",
		"user passwd": "another way in", "user token add": "another way in",
		"user role": "another way in", "user restore": "another way in",
	} {
		s.refuses(t, exitUsage, []string{says}, "user", "token", "add", "a@b.example", "name", "--for", command, "--as", "a@b.example")
	}
}

// TestASilentAgentHoldsNothingUp: one whose other end is gone, as where a connection that
// forwarded it broke, takes what is asked and says nothing.
func TestASilentAgentHoldsNothingUp(t *testing.T) {
	t.Parallel()
	socket := filepath.Join(shortDir(t), "agent")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	a := newApp(nil, io.Discard, io.Discard, func(string) string { return socket })
	a.agentWaits = time.Millisecond
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	_, err = a.byKey(ctx, nil, role.Origin{}, "a@b.example")
	if !errors.Is(err, errNoAgent) || !strings.Contains(err.Error(), "does not say which keys it has") || ctx.Err() != nil {
		t.Errorf("told %v, %v", err, ctx.Err())
	}
}

// TestTheMachinesAccountIsNotTheEnvironments: an account that the machine's list lacks is
// its number.
func TestTheMachinesAccountIsNotTheEnvironments(t *testing.T) {
	t.Setenv("USER", "root")
	t.Setenv("LOGNAME", "root")
	t.Setenv("HOME", t.TempDir())
	if who := nameOfUID("3999999999"); who != "uid 3999999999" {
		t.Errorf("it is called %s", who)
	}
}

// TestTheTerminalIsAskedBesideAFile: a command whose input is a file asks the terminal for
// the password of the account that it names.
func TestTheTerminalIsAskedBesideAFile(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	on(soc.DB).ok(t, "settings", "set", "security.command_line", "proved", "--as", soc.Admin.Email)
	units := filepath.Join(t.TempDir(), "units.csv")
	file(t, units, "block,unit,floor,type\nTower Z,101,1,2BHK\n")
	term, process := termtest.Run(t, 100, 24, append(programEnv(t, soc.Config), "TERM=xterm"),
		"/bin/sh", "-c", `"$0" import - --as "$1" < "$2"`, os.Args[0], soc.Admin.Email, units)
	term.WaitFor("Password of " + soc.Admin.Email)
	term.Type("wrong horse\r")
	term.WaitFor("password is wrong")
	term.Type(datatest.Password + "\r")
	if code := process.Wait(); code != exitOK {
		t.Errorf("exit %d: %s", code, term.Screen())
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'UNITS_IMPORTED' AND details ->> 'identity' = 'proved by password'`); n != 1 || soc.Count(t, `blocks WHERE name = 'Tower Z'`) != 1 {
		t.Errorf("%d rows say so:\n%s", n, term.Screen())
	}
}
