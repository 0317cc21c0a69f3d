package sshd

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"unsafe"

	gossh "golang.org/x/crypto/ssh"
)

// A server that would let everyone in does not start.
func TestNoServerWithoutHandlers(t *testing.T) {
	full := serve(t, nil).cfg
	for name, change := range map[string]func(*Config){
		"authenticator": func(c *Config) { c.Auth = nil },
		"session":       func(c *Config) { c.Run = nil },
		"host key":      func(c *Config) { c.HostKeys = nil },
	} {
		cfg := full
		change(&cfg)
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without its %s: %v", name, err)
		}
	}
}

// `none` lets nobody in.
func TestNoneIsRefused(t *testing.T) {
	s := serve(t, nil)
	cfg := s.config("guard")
	cfg.Auth = nil
	if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
		_ = c.Close()
		t.Fatal("signed in without anything")
	} else if !strings.Contains(err.Error(), "[none]") {
		t.Fatal(err)
	}
}

func TestSignIn(t *testing.T) {
	s := serve(t, nil)
	mine, gates := newKey(t), newKey(t)
	s.people.keys[string(mine.PublicKey().Marshal())] = Identity{Kind: Account, Account: "by key"}
	s.people.keys[string(gates.PublicKey().Marshal())] = Identity{Kind: Terminal, Gate: "Main"}
	t.Run("password", func(t *testing.T) {
		s.open(t, s.dial(t, "guard"), "xterm", 80, 24).screen.await(t, "account account of guard  xterm")
	})
	for name, tt := range map[string]struct {
		key  gossh.Signer
		want string
	}{"key": {mine, "account by key  xterm"}, "gate": {gates, "terminal  Main xterm"}} {
		t.Run(name, func(t *testing.T) {
			cfg := s.config("anyone")
			cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(newKey(t), tt.key)}
			c, err := gossh.Dial("tcp", s.addr, cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			s.open(t, c, "xterm", 80, 24).screen.await(t, tt.want)
		})
	}
	for user, password := range map[string]string{"guard": "wrong", "nobody": "nobody-secret", strings.Repeat("u", maxUser+1): strings.Repeat("u", maxUser+1) + "-secret", "big": strings.Repeat("p", maxPassword+1)} {
		cfg := s.config(user)
		cfg.Auth = []gossh.AuthMethod{gossh.Password(password)}
		if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
			_ = c.Close()
			t.Errorf("%.20s signed in with %.20s", user, password)
		}
	}
}

// A client that tries one name and then another is turned out and audited, even
// where the library would let it in under the second name with the first one's
// password.
func TestPromiseNameSwitcherIsTurnedOut(t *testing.T) {
	s := serve(t, nil)
	name := []byte("mallory")
	cfg := s.config(unsafe.String(&name[0], len(name))) // a name that changes under the client's hands
	tries := 0
	cfg.Auth = []gossh.AuthMethod{gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) {
		if tries++; tries == 1 {
			return "not her password", nil
		}
		copy(name, "officer")
		return "mallory-secret", nil
	}), 3)}
	c, err := gossh.Dial("tcp", s.addr, cfg)
	if err == nil {
		sess, err := c.NewSession()
		if err == nil {
			_ = sess.Shell()
		}
		_ = c.Close()
		t.Fatal("mallory signed in as officer")
	}
	s.ledger.await(t, "mallory", string(NameChanged), "officer")
	if got := s.people.tried(); len(got) != 1 {
		t.Errorf("the second name's password was tried: %q", got)
	}
}

// offeredKey is a public key that is the victim's while it is being offered and
// the client's own when it comes to signing.
type offeredKey struct {
	gossh.PublicKey
	victim gossh.PublicKey
	asked  *int
}

func (k offeredKey) Marshal() []byte {
	if *k.asked++; *k.asked <= 2 {
		return k.victim.Marshal()
	}
	return k.PublicKey.Marshal()
}

type offeringSigner struct {
	gossh.Signer
	key offeredKey
}

func (s offeringSigner) PublicKey() gossh.PublicKey { return s.key }

// A key that was merely offered lends nobody its identity.
func TestOfferedKeyIsNotIdentity(t *testing.T) {
	s := serve(t, nil)
	own, victim := newKey(t), newKey(t)
	s.people.keys[string(own.PublicKey().Marshal())] = Identity{Kind: Account, Account: "the client itself"}
	s.people.keys[string(victim.PublicKey().Marshal())] = Identity{Kind: Account, Account: "the victim"}
	cfg := s.config("anyone")
	cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(offeringSigner{own, offeredKey{own.PublicKey(), victim.PublicKey(), new(int)}})}
	c, err := gossh.Dial("tcp", s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if s.people.offered != 2 {
		t.Fatalf("the server saw %d keys: the test offers nothing", s.people.offered)
	}
	s.open(t, c, "xterm", 80, 24).screen.await(t, "the client itself")
}

// A panic while somebody signs in refuses them, and the next one comes in.
func TestPanicInSignInRefuses(t *testing.T) {
	s := serve(t, nil)
	s.people.onTry = func(user string) {
		if user == "panic" {
			panic("password handler")
		}
	}
	for _, auth := range []gossh.AuthMethod{gossh.Password("panic-secret"), gossh.PublicKeys(newKey(t))} {
		cfg := s.config("panic")
		cfg.Auth = []gossh.AuthMethod{auth}
		if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
			_ = c.Close()
			t.Error("a panic let somebody in")
		}
	}
	// It refuses that one try: the same connection may make another.
	s.people.onTry = nil
	cfg := s.config("panic")
	cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(newKey(t)), gossh.Password("panic-secret")}
	c, err := gossh.Dial("tcp", s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	s.ledger.await(t, "panic", "password handler")
	s.ledger.await(t, "panic", "key handler")
	s.open(t, s.dial(t, "guard"), "xterm", 80, 24).screen.await(t, "account of guard")
}

// Three passwords a connection.
func TestPasswordsAreCounted(t *testing.T) {
	s := serve(t, nil)
	cfg := s.config("guard")
	asked := 0
	cfg.Auth = []gossh.AuthMethod{gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) {
		if asked++; asked == 4 {
			return "guard-secret", nil
		}
		return fmt.Sprint("guess ", asked), nil
	}), 20)}
	if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
		_ = c.Close()
		t.Error("the fourth password was taken")
	}
	if got := s.people.tried(); len(got) != 3 {
		t.Errorf("%d passwords were tried: %q", len(got), got)
	}
	s.ledger.await(t, string(TooManyPasswords))
}

// Ten tries a connection, keys that are only offered included, whatever the
// library allows of them.
func TestTriesAreCounted(t *testing.T) {
	all := map[string]Identity{}
	know := func() gossh.Signer {
		key := newKey(t)
		all[string(key.PublicKey().Marshal())] = Identity{Kind: Account, Account: "by key"}
		return key
	}
	known, passing, strangers := know(), make([]gossh.Signer, 30), make([]gossh.Signer, 30)
	for i := range strangers {
		strangers[i] = newKey(t)
		asked := 1 // known as it is offered, and another when it comes to signing
		passing[i] = offeringSigner{strangers[i], offeredKey{strangers[i].PublicKey(), know().PublicKey(), &asked}}
	}
	after := func(n int, of []gossh.Signer, then ...gossh.Signer) []gossh.Signer {
		return slices.Concat(of[:n], then)
	}
	for name, c := range map[string]struct {
		keys           []gossh.Signer
		passwords      []string
		in             bool
		offered, tried int
	}{
		"the tenth key":                       {after(9, strangers, known), nil, true, 10, 0},
		"the eleventh key":                    {after(10, strangers, known), nil, false, 10, 0},
		"far too many keys":                   {strangers, nil, false, 10, 0},
		"known keys that nobody signs with":   {passing, nil, false, 10, 0},
		"an agent's nine keys, a password":    {after(9, strangers), []string{"guard-secret"}, true, 9, 1},
		"an agent's ten keys, a password":     {after(10, strangers), []string{"guard-secret"}, false, 10, 0},
		"eight keys, the second password":     {after(8, strangers), []string{"a guess", "guard-secret"}, true, 8, 2},
		"eight keys, the third password":      {after(8, strangers), []string{"a guess", "another", "guard-secret"}, false, 8, 2},
		"one key, all passwords there may be": {after(1, strangers), []string{"a guess", "another", "guard-secret"}, true, 1, 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil)
			s.people.keys = all
			cfg := s.config("guard")
			var shown strings.Builder
			cfg.BannerCallback = func(m string) error { shown.WriteString(m); return nil }
			cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(c.keys...)}
			if passwords := c.passwords; passwords != nil {
				cfg.Auth = append(cfg.Auth, gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) {
					next := passwords[0]
					passwords = passwords[1:]
					return next, nil
				}), len(passwords)))
			}
			client, err := gossh.Dial("tcp", s.addr, cfg)
			if err == nil {
				_ = client.Close()
			}
			if in := err == nil; in != c.in {
				t.Errorf("let in %v: %v", in, err)
			}
			if offered, tried := s.people.looked(), len(s.people.tried()); offered != c.offered || tried != c.tried {
				t.Errorf("%d keys and %d passwords were looked at, not %d and %d", offered, tried, c.offered, c.tried)
			}
			if told := strings.Contains(shown.String(), tooManyTries); told == c.in {
				t.Errorf("it was told %q", shown.String())
			}
		})
	}
}

// An error may say something to whoever signs in.
func TestRefusalMaySpeak(t *testing.T) {
	s := serve(t, nil)
	cfg := s.config("throttled")
	var shown strings.Builder
	cfg.BannerCallback = func(m string) error { shown.WriteString(m); return nil }
	if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
		_ = c.Close()
		t.Error("signed in")
	}
	if !strings.Contains(shown.String(), "Wait 40 s") {
		t.Errorf("shown %q", shown.String())
	}
}

// The peer that is audited is a plain address and a harmless client string.
func TestPeer(t *testing.T) {
	s := serve(t, nil)
	cfg := s.config("guard")
	cfg.ClientVersion = "SSH-2.0-Evil~!\"#" + strings.Repeat("x", 200)
	c, err := gossh.Dial("tcp", s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	s.open(t, c, "xterm", 80, 24).screen.await(t, "guard")
	p := s.Sessions()[0].Peer()
	if p.Address != "127.0.0.1" || !strings.HasPrefix(p.Client, "SSH-2.0-Evil") {
		t.Errorf("peer %+v", p)
	}
	for in, want := range map[string]string{"a\x1b[2Jb\u202e\xff": `a\x1b[2Jb\u202e\xff`, `say "hi"`: `say "hi"`} {
		if got := printable(in, 100); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
	if key, name := address(&net.TCPAddr{IP: net.ParseIP("2001:db8::1:2:3:4"), Port: 1}); key.String() != "2001:db8::" || name != "2001:db8:0:0:1:2:3:4" && name != "2001:db8::1:2:3:4" {
		t.Errorf("%v %v", key, name)
	}
}

// Keys that let nobody in are audited with the connection's end, all in one, and not
// where the client came in after all or where nobody could be asked.
func TestRefusedKeysAreAudited(t *testing.T) {
	s := serve(t, nil)
	mine, others := newKey(t), newKey(t)
	s.people.keys[string(mine.PublicKey().Marshal())] = Identity{Kind: Account, Account: "by key"}
	for _, auth := range [][]gossh.AuthMethod{
		{gossh.PublicKeys(others, mine)},
		{gossh.PublicKeys(others), gossh.Password("guard-secret")},
	} {
		cfg := s.config("guard")
		cfg.Auth = auth
		c, err := gossh.Dial("tcp", s.addr, cfg)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
	}
	again := newKey(t)
	cfg := s.config("scan\x1bner")
	cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(others, again)}
	if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
		_ = c.Close()
		t.Fatal("a key of nobody's came in")
	}
	s.ledger.await(t, "keys 127.0.0.1 scan", gossh.FingerprintSHA256(others.PublicKey()), gossh.FingerprintSHA256(again.PublicKey()))
	s.Close()
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	told := 0
	for _, e := range s.ledger.entries {
		if strings.HasPrefix(e, "keys ") {
			told++
		}
		if strings.Contains(e, "\x1b") {
			t.Errorf("the name is told as it came: %q", e)
		}
	}
	if told != 1 {
		t.Errorf("%d sign-ins by keys were audited: %q", told, s.ledger.entries)
	}
}

// Clients agree on a key over a curve, and on nothing else.
func TestKeysAreExchangedOverCurves(t *testing.T) {
	s := serve(t, nil)
	for kex, offered := range map[string]bool{"curve25519-sha256": true, "ecdh-sha2-nistp256": true, "mlkem768x25519-sha256": true, "diffie-hellman-group14-sha256": false, "diffie-hellman-group14-sha1": false, "diffie-hellman-group16-sha512": false} {
		cfg := s.config("guard")
		cfg.KeyExchanges = []string{kex}
		c, err := gossh.Dial("tcp", s.addr, cfg)
		if err == nil {
			_ = c.Close()
		}
		if (err == nil) != offered {
			t.Errorf("%s: %v", kex, err)
		}
	}
}

// A key that is offered again counts, whatever the library makes of it: after ten tries
// the connection is closed, be they of one key, of ten or of a known one.
func TestTriesAreCountedHoweverKeysAreOffered(t *testing.T) {
	s := serve(t, func(c *Config) { c.Limits.Tries = 4 })
	mine := newKey(t)
	s.people.keys[string(mine.PublicKey().Marshal())] = Identity{Kind: Account, Account: "by key"}
	for name, keys := range map[string][]gossh.Signer{
		"ten keys":                   {newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), mine},
		"the right one as the fifth": {newKey(t), newKey(t), newKey(t), newKey(t), mine},
	} {
		cfg := s.config("guard")
		cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(keys...)}
		if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
			_ = c.Close()
			t.Errorf("%s: signed in", name)
		}
	}
	cfg := s.config("guard")
	cfg.Auth = []gossh.AuthMethod{gossh.PublicKeys(newKey(t), newKey(t), mine)}
	c, err := gossh.Dial("tcp", s.addr, cfg)
	if err != nil {
		t.Fatalf("the right key as the third: %v", err)
	}
	_ = c.Close()
}
