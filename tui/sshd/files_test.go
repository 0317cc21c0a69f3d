package sshd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// box is an outbox and an inbox in memory.
type box struct {
	mu     sync.Mutex
	files  map[string][]byte
	failed chan error
	begun  chan struct{} // takes that a file began to come
}

type told string

func (m told) Error() string             { return string(m) }
func (m told) Sentence() (string, []any) { return "%s is not here", []any{string(m)} }

func (b *box) Get(_ context.Context, s *Session, name string) (io.ReadCloser, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if data, ok := b.files[s.Identity().Account+"/"+name]; ok {
		return io.NopCloser(bytes.NewReader(data)), nil
	}
	return nil, told(name)
}

func (b *box) Put(_ context.Context, s *Session, name string, r io.Reader) error {
	select {
	case b.begun <- struct{}{}:
	default:
	}
	data, err := io.ReadAll(r)
	if err != nil {
		b.failed <- err
		return err
	}
	if name == "panic" {
		panic("files")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files[s.Identity().Account+"/"+name] = data
	return nil
}

func withFiles(t *testing.T) (*served, *box) {
	b := &box{files: map[string][]byte{}, failed: make(chan error, 8), begun: make(chan struct{}, 8)}
	return serve(t, func(c *Config) { c.Files, c.Limits.Linger = b, 0 }), b
}

// run executes a command and returns what it said.
func run(t *testing.T, c *gossh.Client, command string, in io.Reader) (stdout, stderr string, err error) {
	t.Helper()
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var out, bad bytes.Buffer
	sess.Stdin, sess.Stdout, sess.Stderr = in, &out, &bad
	err = sess.Run(command)
	return out.String(), bad.String(), err
}

func TestFilesGoThere(t *testing.T) {
	s, _ := withFiles(t)
	data := strings.Repeat("0123456789abcdef", 64<<10) // 1 MiB
	if _, bad, err := run(t, s.dial(t, "staff"), "put bills.csv", strings.NewReader(data)); err != nil || bad != "" {
		t.Fatalf("%v %q", err, bad)
	}
	if out, _, err := run(t, s.dial(t, "staff"), "get bills.csv", nil); err != nil || out != data {
		t.Fatalf("%v, %d bytes", err, len(out))
	}
	var exit *gossh.ExitError
	if _, bad, err := run(t, s.dial(t, "guard"), "get bills.csv", nil); !errors.As(err, &exit) || !strings.Contains(bad, "bills.csv is not here") {
		t.Errorf("another account's file: %v %q", err, bad)
	}
}

// Two forms of exec, for accounts, with harmless names.
func TestOnlyGetAndPut(t *testing.T) {
	s, b := withFiles(t)
	for _, command := range []string{"", "GET x", "put\tx", "scp -t x", "sh", "rsync --server", "gets x"} {
		if _, _, err := run(t, s.dial(t, "staff"), command, nil); err == nil || !strings.Contains(err.Error(), "failed") {
			t.Errorf("%q: %v", command, err)
		}
	}
	// Of a name the client hears what is wrong with it, and no byte of it as it is.
	for _, name := range []string{
		"", " x", "a b", "../x", ".x", "-x", "/etc/passwd", "x;id", "x\nid", "\x1b[31mx", "ü.csv", strings.Repeat("x", 129),
	} {
		for _, verb := range []string{"get", "put"} {
			var exit *gossh.ExitError
			_, bad, err := run(t, s.dial(t, "staff"), verb+" "+name, strings.NewReader("x"))
			if !errors.As(err, &exit) || !strings.Contains(bad, "name it with English letters") || strings.ContainsAny(strings.TrimRight(bad, "\r\n"), "\x1b\nü") {
				t.Errorf("%s %q: %v, %q", verb, name, err, bad)
			}
		}
	}
	if b.mu.Lock(); len(b.files) != 0 {
		t.Errorf("files of such names are there: %d", len(b.files))
	}
	b.mu.Unlock()
	gate := newKey(t)
	s.people.keys[string(gate.PublicKey().Marshal())] = Identity{Kind: Terminal, Gate: "Main"}
	cfg := s.config("gate")
	cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(gate)}
	c, err := gossh.Dial("tcp", s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, _, err := run(t, c, "get x", nil); err == nil || !strings.Contains(err.Error(), "failed") {
		t.Errorf("a gate's terminal has no files: %v", err)
	}
}

// Half a file is no file, however the line broke.
func TestBrokenUploadIsNotStored(t *testing.T) {
	for name, cut := range map[string]func(*gossh.Client, *gossh.Session){
		"connection": func(c *gossh.Client, _ *gossh.Session) { _ = c.Close() },
		"channel":    func(_ *gossh.Client, s *gossh.Session) { _ = s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s, b := withFiles(t)
			c := s.dial(t, "staff")
			sess, err := c.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			in, err := sess.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := sess.Start("put half.csv"); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(in, "half a "); err != nil {
				t.Fatal(err)
			}
			<-b.begun // a line that is cut before brings no file
			cut(c, sess)
			if err := <-b.failed; !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("the reader ended with %v", err)
			}
			s.Close()
			if len(b.files) != 0 {
				t.Errorf("stored %q", b.files)
			}
		})
	}
}

func TestStalledUploadIsClosed(t *testing.T) {
	b := &box{files: map[string][]byte{}, failed: make(chan error, 1)}
	s := serve(t, func(c *Config) { c.Files, c.Limits.TransferStall = b, 50*time.Millisecond })
	c := s.dial(t, "staff")
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sess.StdinPipe(); err != nil { // open, and nothing comes
		t.Fatal(err)
	}
	if err := sess.Start("put slow.csv"); err != nil {
		t.Fatal(err)
	}
	gone(c)
	if err := <-b.failed; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the reader ended with %v", err)
	}
}

// The same for files: a panic ends one session alone.
func TestPanicInFilesIsSurvived(t *testing.T) {
	s, _ := withFiles(t)
	var exit *gossh.ExitError
	if _, _, err := run(t, s.dial(t, "staff"), "put panic", strings.NewReader("x")); !errors.As(err, &exit) {
		t.Errorf("ended with %v", err)
	}
	s.ledger.await(t, "panic", "account of staff", "files")
	if _, _, err := run(t, s.dial(t, "staff"), "put x", strings.NewReader("x")); err != nil {
		t.Error(err)
	}
}
