package sshd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Where an identity is kept between sign-in and session: in the permissions
// that belong to the attempt that succeeded, and to no other (see README.md,
// Identity).
const (
	extKind    = "society360-kind"
	extStaff   = "society360-staff"
	extAccount = "society360-account"
	extGate    = "society360-gate"
	extLetters = "society360-letters"
	extKey     = "society360-key"
	extEpoch   = "society360-epoch"
)

// signIn is what one connection has done to sign in so far. It is used by the
// connection's own handshake only, one step after another.
type signIn struct {
	conn      gossh.ServerPreAuthConn
	first     string // the user name it began with
	named     bool
	tries     int // keys offered and passwords
	passwords int // of these
	// refused are the fingerprints of keys that let nobody in, each once.
	refused []string
	done    bool
	who     Identity // who signed in, for counting: identity says who it is
}

// tooManyTries is what a client is told whose last try failed.
const tooManyTries = "Too many tries. The keys of an agent count: name one with ssh -o IdentitiesOnly=yes -i KEY."

type contextKey struct{}

// connOf returns the connection that a callback is about.
func connOf(ctx ssh.Context) *conn {
	c, _ := ctx.Value(contextKey{}).(*conn)
	return c
}

// serverConfig is called for every connection before its handshake.
func (s *Server) serverConfig(ctx ssh.Context) *gossh.ServerConfig {
	return &gossh.ServerConfig{
		Config:       gossh.Config{KeyExchanges: keyExchanges()},
		MaxAuthTries: s.limits.Tries, // of what no handler sees; the rest is counted in attempt
		PreAuthConnCallback: func(pre gossh.ServerPreAuthConn) {
			if c := connOf(ctx); c != nil {
				c.signIn.conn = pre
				c.peer.Client = printable(string(pre.ClientVersion()), maxUser)
				c.reached(keyed)
			}
		},
		BannerCallback: func(meta gossh.ConnMetadata) string { // it now knows the name
			if c := connOf(ctx); c != nil {
				s.admission.named(c, meta.User())
			}
			return ""
		},
		VerifiedPublicKeyCallback: func(_ gossh.ConnMetadata, _ gossh.PublicKey, p *gossh.Permissions, _ string) (*gossh.Permissions, error) {
			if c := connOf(ctx); c != nil {
				c.signIn.who, _ = identified(p)
			}
			return p, nil
		},
		AuthLogCallback: func(meta gossh.ConnMetadata, _ string, err error) {
			defer s.survive(connOf(ctx), Identity{}, nil)
			c := connOf(ctx)
			if c == nil || !s.sameName(c, meta.User()) || err != nil {
				return
			}
			c.signIn.done = true
			if !s.admission.authenticated(c, c.signIn.who, s.caps()) {
				s.refused(c, c.signIn.first, TooMany, "")
				_ = c.Close()
			}
		},
	}
}

// keyExchanges are those of the library that are offered: all on curves. The groups of
// primes cost the server much more than whoever asks for one, and the smallest of them
// is no longer advised; every client that knows a key the desk takes knows a curve.
func keyExchanges() []string {
	return slices.DeleteFunc(gossh.SupportedAlgorithms().KeyExchanges, func(name string) bool {
		return strings.HasPrefix(name, "diffie-hellman-")
	})
}

// sameName reports whether a connection still uses the name it began with. The
// library would check one name's password and hand the session to another, so a
// client that changes it is turned out (see README.md, Identity).
func (s *Server) sameName(c *conn, user string) bool {
	if !c.signIn.named {
		c.signIn.named, c.signIn.first = true, user
	}
	if user == c.signIn.first {
		return true
	}
	s.refused(c, c.signIn.first, NameChanged, s.named(user))
	_ = c.Close()
	return false
}

// password is the server's password handler.
func (s *Server) password(ctx ssh.Context, password string) (ok bool) {
	return s.attempt(ctx, slog.LevelWarn, func(c *conn, user string) (Identity, error) {
		if c.signIn.passwords++; c.signIn.passwords > s.limits.Passwords { // see README.md, Tries
			s.refused(c, user, TooManyPasswords, "")
			_ = c.Close()
			return Identity{}, errors.New("too many passwords")
		}
		if len(password) > maxPassword {
			return Identity{}, errors.New("the password is too long")
		}
		b := []byte(password)
		defer clear(b)
		right := false
		done := s.admission.check(c)
		defer func() { done(right) }()
		id, err := s.cfg.Auth.Password(c.ctx, c.peer, user, b)
		c.signIn.who, right = id, err == nil
		return id, err
	})
}

// publicKey is the server's public-key handler. Keys that are only offered come
// here as well.
func (s *Server) publicKey(ctx ssh.Context, key ssh.PublicKey) bool {
	return s.attempt(ctx, slog.LevelInfo, func(c *conn, user string) (Identity, error) {
		id, err := s.cfg.Auth.PublicKey(c.ctx, c.peer, user, key)
		var unanswered interface{ Banner() string }
		if offered := gossh.FingerprintSHA256(key); err != nil && !errors.As(err, &unanswered) && !slices.Contains(c.signIn.refused, offered) {
			c.signIn.refused = append(c.signIn.refused, offered)
		}
		return id, err
	})
}

// keysRefused records a connection that ended and had let nobody in, after keys that
// nobody may use. Until it ends nothing is wrong with them: an agent offers all that it
// has, and a password may follow.
func (s *Server) keysRefused(c *conn) {
	if c.signIn.done || len(c.signIn.refused) == 0 {
		return
	}
	user, keys := printable(c.signIn.first, maxUser), c.signIn.refused
	s.log.Warn("sign-in refused", "peer", c.peer.Address, "user", s.named(c.signIn.first), "keys", len(keys), "key", keys[0], "cause", "no key of an account that may sign in")
	if s.cfg.Audit != nil {
		s.cfg.Audit.KeysRefused(c.ctx, c.peer, user, keys)
	}
}

// attempt is one try to sign in, an offered key or a password. It counts them
// itself: the library lets as many keys be offered again as it allows tries, and
// any number of keys that are known (see README.md, Tries). A panic refuses. level is
// how loudly the log tells of one that fails: an agent offers keys that nobody has as
// a matter of course, a password was typed.
func (s *Server) attempt(ctx ssh.Context, level slog.Level, check func(*conn, string) (Identity, error)) (ok bool) {
	c := connOf(ctx)
	defer s.survive(c, Identity{}, func() { ok = false })
	if c == nil || c.signIn.conn == nil {
		return false
	}
	c.signIn.tries++
	if c.signIn.tries <= s.limits.Tries && s.judge(ctx, c, level, check) {
		return true
	}
	if c.signIn.tries >= s.limits.Tries {
		s.log.Warn("too many tries to sign in", "peer", c.peer.Address, "user", s.named(c.signIn.first))
		_ = c.signIn.conn.SendAuthBanner(tooManyTries + "\r\n")
		_ = c.Close()
	}
	return false
}

// judge lets in only who was named by check, under the name the connection began
// with.
func (s *Server) judge(ctx ssh.Context, c *conn, level slog.Level, check func(*conn, string) (Identity, error)) bool {
	user := c.signIn.conn.User()
	if len(user) > maxUser || !s.sameName(c, user) {
		return false
	}
	id, err := check(c, user)
	if err == nil && !id.valid() {
		err = fmt.Errorf("the authenticator gave an identity of kind %q without what it needs", id.Kind)
	}
	if err != nil {
		s.log.Log(c.ctx, level, "sign-in refused", "peer", c.peer.Address, "user", s.named(user), "cause", err)
		var shown interface{ Banner() string }
		if errors.As(err, &shown) {
			_ = c.signIn.conn.SendAuthBanner(shown.Banner() + "\r\n")
		}
		return false
	}
	ctx.Permissions().Extensions = map[string]string{
		extKind: string(id.Kind), extStaff: strconv.FormatBool(id.Staff), extAccount: id.Account, extGate: id.Gate, extLetters: id.Letters, extKey: id.Key,
		extEpoch: strconv.FormatInt(id.Epoch, 10),
	}
	return true
}

// identity returns who a connection signed in as, from the permissions of the
// attempt that succeeded and nothing else.
func identity(sc *gossh.ServerConn) (Identity, bool) { return identified(sc.Permissions) }

// identified reads the identity out of permissions.
func identified(p *gossh.Permissions) (Identity, bool) {
	if p == nil {
		return Identity{}, false
	}
	e := p.Extensions
	epoch, err := strconv.ParseInt(e[extEpoch], 10, 64)
	id := Identity{
		Kind: Kind(e[extKind]), Staff: e[extStaff] == "true", Account: e[extAccount], Gate: e[extGate], Letters: e[extLetters], Key: e[extKey], Epoch: epoch,
	}
	return id, err == nil && id.valid()
}

// survive is deferred in every callback and goroutine (see README.md, Panics): a
// panic ends what it happened in and is audited, and the process goes on.
func (s *Server) survive(c *conn, id Identity, then func()) {
	v := recover()
	if v == nil {
		return
	}
	s.panicked(c, id, v, debug.Stack())
	if then != nil {
		then()
	}
}

// panicked records a panic.
func (s *Server) panicked(c *conn, id Identity, v any, stack []byte) {
	value := printable(fmt.Sprint(v), maxDetail)
	s.log.Error("panic", "value", value, "account", id.Account, "stack", string(stack))
	if s.cfg.Audit == nil || c == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			s.log.Error("panic in the auditor", "value", v)
		}
	}()
	s.cfg.Audit.Panicked(c.ctx, c.peer, id, value, stack)
}

// named is a user name as records keep it.
func (s *Server) named(user string) string {
	if s.cfg.Name != nil {
		user = s.cfg.Name(user)
	}
	return printable(user, maxUser)
}

// refused records something of a connection that was turned away.
func (s *Server) refused(c *conn, user string, why Refusal, detail string) {
	var who Identity
	if c.signIn.done && why != NameChanged {
		who = c.signIn.who
	}
	s.record(c.ctx, c.peer, who, user, why, detail)
}

// record records something that was turned away.
func (s *Server) record(ctx context.Context, peer Peer, who Identity, user string, why Refusal, detail string) {
	user, detail = s.named(user), printable(detail, maxDetail)
	s.log.Warn("refused", "peer", peer.Address, "user", user, "why", string(why), "detail", detail)
	if s.cfg.Audit == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			s.log.Error("panic in the auditor", "value", v)
		}
	}()
	s.cfg.Audit.Refused(ctx, peer, who, user, why, detail)
}
