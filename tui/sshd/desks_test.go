package sshd

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// giveWay is the message that asks a desk of these tests to leave.
type giveWay struct{}

// seats serves desks that give way unless they are held.
type seats struct {
	*served
	mu   sync.Mutex
	held map[string]bool // by TERM
}

func (s *seats) hold(term string, held bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[term] = held
}

func serveSeats(t *testing.T, caps Caps, change func(*Config)) *seats {
	s := &seats{held: map[string]bool{}}
	s.served = serve(t, func(c *Config) {
		c.Caps = func() Caps { return caps }
		c.Limits.Rest, c.Limits.Linger = time.Nanosecond, 50*time.Millisecond
		c.Run = func(ctx context.Context, sess *Session) error {
			began := time.Now()
			sess.Yields(func() (time.Time, bool) {
				s.mu.Lock()
				defer s.mu.Unlock()
				return began, !s.held[sess.Term()]
			}, giveWay{})
			return RunProgram(ctx, sess, &desk{sess: sess})
		}
		if change != nil {
			change(c)
		}
	})
	return s
}

// told opens a desk that gets no place, and returns what it is told.
func (s *seats) told(t *testing.T, user string) string {
	t.Helper()
	sess, err := s.dial(t, user).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := sess.RequestPty("told", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	out, err := sess.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sess.Shell(); err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(out)
	return strings.TrimSpace(string(said))
}

// An account has so many desks; one more closes the one that rested longest and
// would lose nothing, and where there is none it says what to do.
func TestOneAccountHasSoManyDesks(t *testing.T) {
	s := serveSeats(t, Caps{PerAccount: 2, PerAddress: 100}, nil)
	first := s.open(t, s.dial(t, "guard"), "first", 80, 24)
	first.screen.await(t, "first")
	second := s.open(t, s.dial(t, "guard"), "second", 80, 24)
	second.screen.await(t, "second")
	s.hold("first", true)
	third := s.open(t, s.dial(t, "guard"), "third", 80, 24)
	third.screen.await(t, "third")
	gone(second.client)
	s.hold("third", true)
	if said := s.told(t, "guard"); !strings.HasPrefix(said, "You have 2 desks open already, the most an account may have. Leave one of them") {
		t.Errorf("told %q", said)
	}
	s.ledger.await(t, "guard", "(account of guard)", string(TooMany))
	s.open(t, s.dial(t, "staff"), "other", 80, 24).screen.await(t, "other")
	third.press(t, "q")
	gone(third.client)
	s.open(t, s.dial(t, "guard"), "again", 80, 24).screen.await(t, "again")
	first.press(t, "a")
	first.screen.await(t, "key a")
}

// A desk at which somebody sits gives way to nobody.
func TestADeskThatRestsLessThanItMustStays(t *testing.T) {
	s := serveSeats(t, Caps{PerAccount: 1, PerAddress: 100}, func(c *Config) { c.Limits.Rest = time.Hour })
	s.open(t, s.dial(t, "guard"), "first", 80, 24).screen.await(t, "first")
	if said := s.told(t, "guard"); !strings.Contains(said, "You have 1 desk open already") || !strings.Contains(said, "let one rest for 60 minutes") {
		t.Errorf("told %q", said)
	}
}

// Residents leave places to those who work here and to the gates' terminals.
func TestResidentsLeavePlaces(t *testing.T) {
	s := serveSeats(t, Caps{PerAccount: 100, PerAddress: 100}, func(c *Config) { c.Limits.Connections, c.Limits.Kept = 8, 4 })
	gate := newKey(t)
	s.people.keys[string(gate.PublicKey().Marshal())] = Identity{Kind: Terminal, Gate: "Main", Key: "SHA256:gate"}
	for i := range 4 {
		name := fmt.Sprintf("resident%d", i)
		s.hold(name, true)
		s.open(t, s.dial(t, name), name, 80, 24).screen.await(t, name)
	}
	if said := s.told(t, "resident4"); !strings.HasPrefix(said, "All places for residents are taken") {
		t.Errorf("told %q", said)
	}
	s.open(t, s.dial(t, "guard"), "work", 80, 24).screen.await(t, "work")
	cfg := s.config("gate")
	cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(gate)}
	c, err := gossh.Dial("tcp", s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	s.open(t, c, "gateway", 80, 24).screen.await(t, "gateway")
}

// So many desks of residents come from one address; who works here does not
// count.
func TestResidentsOfOneAddress(t *testing.T) {
	s := serveSeats(t, Caps{PerAccount: 100, PerAddress: 2}, nil)
	for i := range 2 {
		name := fmt.Sprintf("resident%d", i)
		s.open(t, s.dial(t, name), name, 80, 24).screen.await(t, name)
	}
	if said := s.told(t, "resident9"); !strings.HasPrefix(said, "2 desks of residents are open from your address") {
		t.Errorf("told %q", said)
	}
	for range 3 {
		s.open(t, s.dial(t, "guard"), "work", 80, 24).screen.await(t, "work")
	}
}

// Whoever signs in and opens nothing takes a place as well, and a few more may wait
// to be told; the rest is turned away at once.
func TestSignedInWithoutASession(t *testing.T) {
	s := serveSeats(t, Caps{PerAccount: 3, PerAddress: 100}, nil)
	var open []*gossh.Client
	for range 3 + maxOverEach {
		open = append(open, s.dial(t, "resident"))
	}
	c, err := gossh.Dial("tcp", s.addr, s.config("resident"))
	if err == nil { // closed before or after it heard that it was right
		gone(c)
	}
	s.ledger.await(t, "resident", string(TooMany))
	s.hangUp(open[0])
	s.open(t, open[4], "late", 80, 24).screen.await(t, "late")
}

// hangUp ends a client's connection at the server's end; its place is free then.
func (s *seats) hangUp(client *gossh.Client) {
	var end *conn
	s.admission.mu.Lock()
	for c := range s.admission.all {
		if c.RemoteAddr().String() == client.LocalAddr().String() {
			end = c
		}
	}
	s.admission.mu.Unlock()
	_ = end.Close()
}

// The counts end with what they count.
func TestPlacesAreGivenBack(t *testing.T) {
	l := Limits{Connections: 20, Kept: 2}.withDefaults()
	a, caps := newAdmission(l), Caps{PerAccount: 3, PerAddress: 6}
	var in []*conn
	for i := range 30 {
		c := knock(t, a, "10.0.0.1")
		if a.authenticated(c, Identity{Kind: Account, Account: fmt.Sprint("resident ", i/5)}, caps) {
			in = append(in, c)
		} else {
			_ = c.Close()
		}
	}
	if a.desks.residents != 6 || a.desks.overs != 12 {
		t.Errorf("%d residents have places and %d wait to be told", a.desks.residents, a.desks.overs)
	}
	for _, c := range in {
		a.unseat(c)
		_ = c.Close()
	}
	if d := a.desks; len(d.holders)+len(d.addresses)+len(d.over)+d.residents+d.overs+len(a.all) != 0 {
		t.Errorf("left: %+v", d)
	}
}
