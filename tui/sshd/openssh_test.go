package sshd

import (
	"bytes"
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	gossh "golang.org/x/crypto/ssh"
)

// openSSH prepares the command of the client that guards really have. Its
// absence is an error: it is part of what is promised.
func openSSH(t *testing.T, s *served, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatalf("the OpenSSH client is needed: apt-get install openssh-client: %v", err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	s.people.mu.Lock()
	s.people.keys[string(signer.Marshal())] = Identity{Kind: Account, Account: "by OpenSSH"}
	s.people.mu.Unlock()
	host, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, append([]string{
		"-F", "none", "-i", key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "StrictHostKeyChecking=no",
		"-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-p", port, "-l", "guard@demo.example", host,
	}, args...)...)
	cmd.Env = append(os.Environ(), "TERM=vt100")
	return cmd
}

// A desk through the OpenSSH client: keys, a resize, and an end in peace.
func TestOpenSSHClient(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.Linger = 0 })
	cmd := openSSH(t, s)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tty.Close() }()
	screen := newGlass(100, 30)
	drained := make(chan struct{})
	go func() { _, _ = io.Copy(screen, tty); close(drained) }()
	screen.await(t, "account by OpenSSH  vt100")
	screen.await(t, "size 80x24")
	if _, err := tty.WriteString("a\x1b[A"); err != nil {
		t.Fatal(err)
	}
	screen.await(t, "key up")
	if err := pty.Setsize(tty, &pty.Winsize{Cols: 90, Rows: 20}); err != nil {
		t.Fatal(err)
	}
	screen.await(t, "size 90x20")
	if client := s.Sessions()[0].Peer().Client; !strings.Contains(client, "OpenSSH") {
		t.Errorf("the client is %q", client)
	}
	if _, err := tty.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ssh ended with %v", err)
	}
	<-drained
	if left := strings.TrimSpace(screen.text()); left != "" {
		t.Errorf("left on the guard's screen: %q", left)
	}
}

// Files through the OpenSSH client, whole in both directions.
func TestOpenSSHFiles(t *testing.T) {
	s, b := withFiles(t)
	data := strings.Repeat("a line of a bill\n", 40_000)
	put := openSSH(t, s, "put", "bills.csv")
	put.Stdin = strings.NewReader(data)
	if out, err := put.CombinedOutput(); err != nil || len(out) != 0 {
		t.Fatalf("%v %s", err, out)
	}
	if got := b.files["by OpenSSH/bills.csv"]; string(got) != data {
		t.Fatalf("%d bytes were stored", len(got))
	}
	var bad bytes.Buffer
	get := openSSH(t, s, "get", "bills.csv")
	get.Stderr = &bad
	if out, err := get.Output(); err != nil || string(out) != data || bad.Len() != 0 {
		t.Fatalf("%v, %d bytes, %q", err, len(out), bad.String())
	}
	var exit *exec.ExitError
	if err := openSSH(t, s, "cat", "/etc/passwd").Run(); !errors.As(err, &exit) {
		t.Errorf("a shell command ended with %v", err)
	}
}
