package sshd

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/vt"
	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newKey makes an SSH key.
func newKey(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// people is an authenticator from a list: passwords and keys to accounts. The
// password of everyone is their name with "-secret" behind it.
type people struct {
	mu        sync.Mutex
	keys      map[string]Identity // by marshalled key
	passwords []string            // tried, as name:password
	offered   int                 // keys
	onTry     func(user string)
}

func (p *people) Password(_ context.Context, _ Peer, user string, password []byte) (Identity, error) {
	p.mu.Lock()
	p.passwords = append(p.passwords, user+":"+string(password))
	onTry := p.onTry
	p.mu.Unlock()
	if onTry != nil {
		onTry(user)
	}
	switch {
	case user == "throttled":
		return Identity{}, throttled{}
	case user == "nobody": // a fault of the authenticator's
		return Identity{}, nil
	case user == "big", string(password) == user+"-secret": // big takes any
		return Identity{Kind: Account, Account: "account of " + user, Staff: !strings.HasPrefix(user, "resident")}, nil
	}
	return Identity{}, errors.New("wrong password")
}

func (p *people) PublicKey(_ context.Context, _ Peer, user string, key gossh.PublicKey) (Identity, error) {
	if user == "panic" {
		panic("key handler")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.offered++
	if id, ok := p.keys[string(key.Marshal())]; ok {
		return id, nil
	}
	return Identity{}, errors.New("unknown key")
}

func (p *people) tried() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.passwords...)
}

func (p *people) looked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.offered
}

type throttled struct{}

func (throttled) Error() string  { return "too many failures" }
func (throttled) Banner() string { return "Wait 40 s and try again." }

// ledger is an auditor that remembers.
type ledger struct {
	mu      sync.Mutex
	entries []string
	news    chan struct{}
}

func newLedger() *ledger { return &ledger{news: make(chan struct{}, 1)} }

func (l *ledger) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, s)
	select {
	case l.news <- struct{}{}:
	default:
	}
}

func (l *ledger) Refused(_ context.Context, p Peer, who Identity, user string, why Refusal, detail string) {
	l.add(fmt.Sprintf("%s %s (%s) %s: %s", p.Address, user, who.Account, why, detail))
}

func (l *ledger) KeysRefused(_ context.Context, p Peer, user string, keys []string) {
	l.add(fmt.Sprintf("keys %s %s: %s", p.Address, user, strings.Join(keys, " ")))
}

func (l *ledger) Panicked(_ context.Context, _ Peer, id Identity, value string, stack []byte) {
	l.add(fmt.Sprintf("panic %s %s (stack: %v)", id.Account, value, len(stack) > 0))
}

// await waits for an entry that contains all these words.
func (l *ledger) await(t *testing.T, words ...string) {
	t.Helper()
	for {
		l.mu.Lock()
		all := append([]string(nil), l.entries...)
		l.mu.Unlock()
	entries:
		for _, e := range all {
			for _, w := range words {
				if !strings.Contains(e, w) {
					continue entries
				}
			}
			return
		}
		select {
		case <-l.news:
		case <-t.Context().Done():
			t.Fatalf("no entry has %q: %q", words, all)
		}
	}
}

// served is a server under test.
type served struct {
	*Server
	addr   string
	host   gossh.Signer
	people *people
	ledger *ledger
	ended  chan error // what Run returned
}

// serve starts a server on loopback. change may alter its configuration.
func serve(t testing.TB, change func(*Config)) *served {
	t.Helper()
	s := &served{host: newKey(t), people: &people{keys: map[string]Identity{}}, ledger: newLedger(), ended: make(chan error, 1000)}
	cfg := Config{
		HostKeys: []gossh.Signer{s.host}, Auth: s.people, Audit: s.ledger,
		Caps:   func() Caps { return Caps{PerAccount: 1000, PerAddress: 1000} },
		Run:    func(ctx context.Context, sess *Session) error { return RunProgram(ctx, sess, &desk{sess: sess}) },
		Limits: Limits{Linger: time.Hour, AuthTimeout: time.Hour}, // so that a test sees who closes
	}
	if change != nil {
		change(&cfg)
	}
	run := cfg.Run
	cfg.Run = func(ctx context.Context, sess *Session) error {
		err := run(ctx, sess)
		s.ended <- err
		return err
	}
	srv, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Server, s.addr = srv, l.Addr().String()
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() {
		srv.Close()
		if err := <-done; !errors.Is(err, ErrClosed) {
			t.Errorf("Serve returned %v", err)
		}
	})
	return s
}

// config is a client's configuration for a user with the right password.
func (s *served) config(user string) *gossh.ClientConfig {
	return &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.Password(user + "-secret")},
		HostKeyCallback: gossh.FixedHostKey(s.host.PublicKey()), ClientVersion: "SSH-2.0-Test",
	}
}

// dial signs in.
func (s *served) dial(t testing.TB, user string) *gossh.Client {
	t.Helper()
	c, err := gossh.Dial("tcp", s.addr, s.config(user))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// terminal is a client's session on a desk.
type terminal struct {
	*gossh.Session
	client *gossh.Client
	screen *glass
	keys   io.WriteCloser
}

// open starts a desk on a terminal of that size.
func (s *served) open(t testing.TB, c *gossh.Client, term string, w, h int) *terminal {
	t.Helper()
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	tt := &terminal{Session: sess, client: c, screen: newGlass(w, h)}
	sess.Stdout, sess.Stderr = tt.screen, tt.screen
	if tt.keys, err = sess.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := sess.RequestPty(term, h, w, nil); err != nil {
		t.Fatal(err)
	}
	if err := sess.Shell(); err != nil {
		t.Fatal(err)
	}
	return tt
}

func (tt *terminal) press(t testing.TB, keys string) {
	t.Helper()
	if _, err := io.WriteString(tt.keys, keys); err != nil {
		t.Fatal(err)
	}
}

// glass is an emulator that tells when something was written to it.
type glass struct {
	mu   sync.Mutex
	emu  *vt.Emulator
	news chan struct{}
}

func newGlass(w, h int) *glass {
	return &glass{emu: vt.NewEmulator(w, h), news: make(chan struct{}, 1)}
}

func (g *glass) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, err := g.emu.Write(p)
	select {
	case g.news <- struct{}{}:
	default:
	}
	return n, err
}

func (g *glass) text() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.emu.String()
}

func (g *glass) await(t testing.TB, want string) {
	t.Helper()
	for !strings.Contains(g.text(), want) {
		select {
		case <-g.news:
		case <-t.Context().Done():
			t.Fatalf("never showed %q, but %q", want, g.text())
		}
	}
}

// desk is a program that shows what happened to it; q leaves.
type desk struct {
	sess *Session
	log  []string
	keys int
}

func (d *desk) Init() tea.Cmd { return nil }

func (d *desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		d.log = append(d.log, fmt.Sprintf("size %dx%d", m.Width, m.Height))
	case tea.KeyMsg:
		switch m.String() {
		case "q":
			return d, tea.Quit
		case "!":
			panic("desk")
		}
		d.keys++
		d.log = append(d.log, fmt.Sprintf("key %s (%d)", m.String(), d.keys))
	case giveWay:
		return d, tea.Quit
	default:
		d.log = append(d.log, fmt.Sprint(m))
	}
	return d, nil
}

func (d *desk) View() string {
	id := d.sess.Identity()
	d.log = d.log[max(0, len(d.log)-20):]
	head := fmt.Sprintf("%s %s %s %s", id.Kind, id.Account, id.Gate, d.sess.Term())
	return head + "\n" + strings.Join(d.log, "\n")
}

// gone waits until a client's connection has ended.
func gone(c *gossh.Client) { _ = c.Wait() }
