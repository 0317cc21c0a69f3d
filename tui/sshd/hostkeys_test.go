package sshd

import (
	"crypto/rand"
	"crypto/rsa"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	gossh "golang.org/x/crypto/ssh"
)

// One key is exchanged for another under an OpenSSH client that trusts nothing but its
// known_hosts: while both are served it learns the new one, by which it then comes in
// where the old one is gone; and it forgets the old one.
func TestAHostKeyIsExchanged(t *testing.T) {
	former, next := newKey(t), newKey(t)
	known := filepath.Join(t.TempDir(), "known_hosts")
	write(t, known, "desk "+authorized(former))
	visit := func(knows string, keys ...gossh.Signer) {
		t.Helper()
		s := serve(t, func(c *Config) { c.HostKeys, c.Limits.Linger = keys, 0 })
		cmd := openSSH(t, s)
		cmd.Args = slices.Insert(cmd.Args, 1, "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile="+known,
			"-o", "HostKeyAlias=desk", "-o", "CheckHostIP=no", "-o", "UpdateHostKeys=yes")
		tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tty.Close() }()
		screen := newGlass(80, 24)
		drained := make(chan struct{})
		go func() { _, _ = io.Copy(screen, tty); close(drained) }()
		screen.await(t, "account by OpenSSH")
		awaitFile(t, known, knows)
		if _, err := tty.WriteString("q"); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("ssh ended with %v", err)
		}
		<-drained
	}
	visit(authorized(next), former, next)
	visit(authorized(next), next)
	if left, err := os.ReadFile(known); err != nil || strings.Contains(string(left), authorized(former)) {
		t.Errorf("the client still trusts the key that is gone (%v):\n%s", err, left)
	}
}

// Keys of several kinds are offered side by side, and each is proved to whoever asks;
// nobody is proved anything else, or twice.
func TestHostKeysAreProved(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	old, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	keys := []gossh.Signer{newKey(t), newKey(t), old}
	s := serve(t, func(c *Config) { c.HostKeys = keys })
	cfg := s.config("asha")
	cfg.HostKeyAlgorithms, cfg.HostKeyCallback = []string{gossh.KeyAlgoRSASHA512}, gossh.FixedHostKey(old.PublicKey())
	c, told := dialHearing(t, s, cfg)
	s.open(t, c, "vt100", 80, 24).screen.await(t, "account of asha")
	request := <-told
	var all []byte
	for _, k := range keys {
		all = append(all, gossh.Marshal(struct{ Key []byte }{k.PublicKey().Marshal()})...)
	}
	if request.Type != keysTold || string(request.Payload) != string(all) {
		t.Fatalf("the client was told %s %q", request.Type, request.Payload)
	}
	ok, answer, err := c.SendRequest(keysToProve, true, all)
	if err != nil || !ok {
		t.Fatalf("not proved: %v", err)
	}
	for _, k := range keys {
		var proof struct{ Signature, Rest []byte }
		proof.Signature, proof.Rest = cut(t, answer)
		answer = proof.Rest
		var signature gossh.Signature
		if err := gossh.Unmarshal(proof.Signature, &signature); err != nil {
			t.Fatal(err)
		}
		signed := gossh.Marshal(struct {
			What         string
			Session, Key []byte
		}{keysToProve, c.SessionID(), k.PublicKey().Marshal()})
		if err := k.PublicKey().Verify(signed, &signature); err != nil {
			t.Errorf("%s is not proved: %v", k.PublicKey().Type(), err)
		}
	}
	if ok, _, _ := c.SendRequest(keysToProve, true, all); ok {
		t.Error("they were proved twice")
	}
	s.ledger.await(t, "not offered", keysToProve)
	stranger := gossh.Marshal(struct{ Key []byte }{newKey(t).PublicKey().Marshal()})
	for name, wanted := range map[string][]byte{"a stranger's key": stranger, "half a string": {0, 0, 1}, "more keys than there are": append(all, all...)} {
		if proofs, err := prove(keys, []byte("session"), wanted); err == nil {
			t.Errorf("%s: proved by %q", name, proofs)
		}
	}
}

// A key twice is a mistake of whoever starts the server.
func TestAHostKeyIsNamedOnce(t *testing.T) {
	key := newKey(t)
	if _, err := New(Config{Auth: &people{}, Run: nil, HostKeys: []gossh.Signer{key, key}}); err == nil {
		t.Error("it serves without a session")
	}
	err := checkHostKeys([]gossh.Signer{key, newKey(t), key})
	if err == nil || !strings.Contains(err.Error(), "named twice") {
		t.Errorf("%v", err)
	}
}

// dialHearing signs in and gives what the server asks of the whole connection.
func dialHearing(t *testing.T, s *served, cfg *gossh.ClientConfig) (*gossh.Client, <-chan *gossh.Request) {
	t.Helper()
	raw, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	conn, channels, requests, err := gossh.NewClientConn(raw, s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	ours := make(chan *gossh.Request)
	close(ours)
	c := gossh.NewClient(conn, channels, ours)
	t.Cleanup(func() { _ = c.Close() })
	return c, requests
}

// cut takes the first string of SSH off data.
func cut(t *testing.T, data []byte) (first, rest []byte) {
	t.Helper()
	var next struct {
		First []byte
		Rest  []byte `ssh:"rest"`
	}
	if err := gossh.Unmarshal(data, &next); err != nil {
		t.Fatal(err)
	}
	return next.First, next.Rest
}

func authorized(k gossh.Signer) string {
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(k.PublicKey())))
}

func write(t *testing.T, path, line string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// awaitFile waits until a file has these words; its writer renames another over it.
func awaitFile(t *testing.T, path, words string) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		data, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(data), words) {
			return
		}
		select {
		case <-look.C:
		case <-t.Context().Done():
			t.Fatalf("never had %q, but %q", words, data)
		}
	}
}
