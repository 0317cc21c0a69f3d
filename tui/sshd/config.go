// Package sshd serves desks over SSH: it lets terminals in, says who they are,
// gives each one program, and keeps the process alive whatever a client does.
// It knows neither the database nor the screens; the rules it holds stand in
// README.md, and comments name them by their headings there.
package sshd

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Kind says what signed in.
type Kind string

// The kinds of identity.
const (
	// Account is a person's account.
	Account Kind = "account"
	// Terminal is a gate's terminal: it has a name and no rights of its own.
	Terminal Kind = "terminal"
)

// Identity is who signed in. It is made by the Authenticator and by nothing
// else, and all authorisation follows from it.
type Identity struct {
	Kind Kind
	// Account is the account's UUID; empty for a terminal.
	Account string
	// Staff says that the account is one of somebody who works here: the places
	// that are kept (Limits.Kept) are for them, and for the gates' terminals.
	Staff bool
	// Gate is the name of the gate the terminal stands at, empty elsewhere.
	Gate string
	// Letters is the character set that somebody has set for the terminal, empty where
	// it follows from its environment.
	Letters string
	// Key is the fingerprint of the key that was proved, empty after a password.
	Key string
	// Epoch is what the Authenticator found of the account: one that changes between the
	// sign-in and the session can be told from one that did not.
	Epoch int64
}

// valid reports whether the identity says something that can be acted on.
func (id Identity) valid() bool {
	switch id.Kind {
	case Account:
		return id.Account != ""
	case Terminal:
		return id.Account == "" && id.Gate != ""
	}
	return false
}

// Peer is the other end of a connection, for the audit. Both fields are safe to
// store: control bytes are escaped and the length is bounded.
type Peer struct {
	// Address is the IP address without the port.
	Address string
	// Client is the version string of the SSH client.
	Client string
}

// Authenticator decides who may come in. Its errors refuse; they are logged and
// not shown, unless they have a method Banner() string, whose line the client
// is shown. ctx ends with the connection. Methods are called from several
// goroutines; a panic refuses.
type Authenticator interface {
	// Password checks a password. It audits failures itself. password is
	// overwritten afterwards.
	Password(ctx context.Context, peer Peer, user string, password []byte) (Identity, error)
	// PublicKey says whose key this is. Clients merely offer keys this way, so
	// nothing may follow from the call but its result: the server keeps that
	// only for the key with which the client then signed.
	PublicKey(ctx context.Context, peer Peer, user string, key gossh.PublicKey) (Identity, error)
}

// Refusal is a reason for which the server turned something away.
type Refusal string

// The refusals that are audited.
const (
	// NameChanged is a client that signed in under one name and then another.
	NameChanged Refusal = "user name changed during sign-in"
	// TooManyPasswords is more passwords than one connection may try.
	TooManyPasswords Refusal = "too many passwords"
	// NotOffered is a channel, a request or a command that the desk does not
	// have, such as forwarding, an agent or a shell command.
	NotOffered Refusal = "not offered"
	// SecondSession is a second session on one connection.
	SecondSession Refusal = "second session on a connection"
	// TooMany is more desks than an account, an address or all residents together
	// may have.
	TooMany Refusal = "too many desks"
	// Crowded is a server with more connections that have not signed in than it, or one
	// address, may have.
	Crowded Refusal = "crowd"
)

// Auditor is told what the server itself refused or survived. The strings are
// safe to store. Calls may come from several goroutines; ctx ends with the
// connection, which may have happened already.
type Auditor interface {
	// Refused tells of one refusal; of Crowded ones as often as their number doubles. who
	// is empty where nobody had signed in yet.
	Refused(ctx context.Context, peer Peer, who Identity, user string, why Refusal, detail string)
	// KeysRefused tells of a connection that ended and had let nobody in, after these
	// keys (their fingerprints, each once, at most as many as there are tries). user is
	// the name as it was given, for whoever knows which names are accounts.
	KeysRefused(ctx context.Context, peer Peer, user string, keys []string)
	Panicked(ctx context.Context, peer Peer, id Identity, value string, stack []byte)
}

// Files is the account's outbox and inbox, reached by `ssh ... get NAME` and
// `ssh ... put NAME`. Names consist of letters, digits, dot, dash and
// underscore, at most 128 of them. Errors are shown where they are a Sentence
// as package tui describes it, else only logged.
type Files interface {
	// Get opens a file of the outbox.
	Get(ctx context.Context, s *Session, name string) (io.ReadCloser, error)
	// Put stores what r gives into the inbox, once r has ended with io.EOF. A
	// connection lost in the middle gives io.ErrUnexpectedEOF instead.
	Put(ctx context.Context, s *Session, name string, r io.Reader) error
}

// Limits bound what clients may take. A zero field has its default.
type Limits struct {
	Connections     int           // at once; 600
	Kept            int           // of these for who works here and the gates' terminals; a sixth
	Unauthenticated int           // of these not yet signed in; 60
	Known           int           // of these for addresses that somebody signed in from lately, one or all; a third
	PerAddress      int           // of these from any other address; 5
	AuthTimeout     time.Duration // to sign in, and then to open a session; 20 s
	WriteTimeout    time.Duration // for the client to take what a desk writes; 10 s
	TransferStall   time.Duration // the same for files, in both directions; 60 s
	TransferTime    time.Duration // for a whole file; 10 min
	Transfers       int           // files on their way at once, half of them residents'; 4
	Tries           int           // to sign in, an agent's keys included; 10
	Passwords       int           // of these passwords; 3
	Linger          time.Duration // for the client to hang up by itself; 2 s
	Drain           time.Duration // for sessions to finish when draining; 1 min
	Rest            time.Duration // without a key until a desk may give way to another of its account; 1 min

	// Of a client that signs in while all places are taken. They are what a real
	// client takes over a slow line; a test whose clients share its processor gives
	// all of them more.
	grace time.Duration // to say its version, outside; 250 ms
	least time.Duration // for its next step always, however many knock at its address; 25 ms
	step  time.Duration // for that step, before it counts as standing still; 300 ms
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		field *int
		value int
	}{{&l.Connections, 600}, {&l.Unauthenticated, 60}, {&l.PerAddress, 5}, {&l.Transfers, 4}, {&l.Tries, 10}, {&l.Passwords, 3}} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	if l.Kept <= 0 {
		l.Kept = l.Connections / 6
	}
	if l.Known <= 0 {
		l.Known = l.Unauthenticated / 3
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&l.AuthTimeout, 20 * time.Second},
		{&l.WriteTimeout, 10 * time.Second},
		{&l.TransferStall, time.Minute},
		{&l.TransferTime, 10 * time.Minute},
		{&l.Linger, 2 * time.Second},
		{&l.Drain, time.Minute},
		{&l.Rest, time.Minute},
		{&l.grace, 250 * time.Millisecond},
		{&l.least, 25 * time.Millisecond},
		{&l.step, 300 * time.Millisecond},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return l
}

// Config is what a Server is made of.
type Config struct {
	// HostKeys are the server's; see LoadHostKey. At least one. The first of each kind
	// signs the handshake, clients are told of all.
	HostKeys []gossh.Signer
	// Auth lets people in. Required.
	Auth Authenticator
	// Run is the session: usually it builds a model and calls RunProgram. When
	// it returns, the connection is closed. Required.
	Run func(ctx context.Context, s *Session) error
	// Files may be nil: then get and put are refused like any command.
	Files Files
	// Audit may be nil: then refusals are only logged.
	Audit Auditor
	// Name gives a user name as the audit and the log may keep it: people type
	// passwords where a name is asked. Nil keeps names as they are.
	Name func(user string) string
	// Caps are what those who have signed in may take, as it is now; it must not
	// wait. Where it is nil, 5 connections an account, 50 of residents an address.
	Caps func() Caps
	// Balancers are the addresses whose connections begin with a PROXY header, which
	// says for whom they are.
	Balancers []netip.Prefix
	// Log may be nil.
	Log    *slog.Logger
	Limits Limits
}

// check returns what is missing (see README.md, Handlers: a server without any
// would let everyone in).
func (c *Config) check() error {
	switch {
	case c.Auth == nil:
		return errors.New("the SSH server has no authenticator: it would let everyone in")
	case c.Run == nil:
		return errors.New("the SSH server has no session to run")
	}
	return checkHostKeys(c.HostKeys)
}
