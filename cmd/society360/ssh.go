package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/sshd"
)

// sshDesks joins the SSH server to the register: who may come in, what they get.
type sshDesks struct {
	app     *app
	society *data.Society
	live    *screens.Live
	audits  *rate.Limiter
	repeats *repeats
}

// newAuditLimit bounds what strangers may write into the audit log by what they
// try: twenty at once, then one a second. The rest is in the program's log.
func newAuditLimit() *rate.Limiter { return rate.NewLimiter(rate.Every(time.Second), 20) }

// auditTime bounds one audit row; it outlives the connection that it is about.
const auditTime = 5 * time.Second

// closeUnused is how long nobody may touch a locked desk, or one at its login
// screen, until the connection is closed.
const closeUnused = 30 * time.Minute

func originOf(peer sshd.Peer) role.Origin {
	return role.Origin{Address: peer.Address, Client: peer.Client}
}

// told makes an error's sentence the line that an SSH client shows.
type told struct{ error }

// Banner is that line.
func (t told) Banner() string { return sentence(t.error, time.UTC) }

// LogValue has the log name the class of a trouble here as everywhere.
func (t told) LogValue() slog.Value { return slog.AnyValue(t.error).Resolve() }

func (t told) Unwrap() error { return t.error }

// Password signs an account in by its e-mail and password.
func (d sshDesks) Password(ctx context.Context, peer sshd.Peer, user string, password []byte) (sshd.Identity, error) {
	actor, err := d.society.Accounts.Admit(ctx, originOf(peer), user, string(password))
	var e *fault.Error
	switch {
	case errors.As(err, &e) && e.Kind == fault.Forbidden:
		return sshd.Identity{}, err // the client says by itself that it was refused
	case err != nil:
		return sshd.Identity{}, told{err}
	}
	return sshd.Identity{Kind: sshd.Account, Account: actor.UserID.String(), Staff: actor.Role.Works(), Epoch: actor.Epoch}, nil
}

// PublicKey says whose key is offered; the account's session is audited when it
// begins, after the key was proved.
func (d sshDesks) PublicKey(ctx context.Context, _ sshd.Peer, user string, key gossh.PublicKey) (sshd.Identity, error) {
	holder, err := d.society.Accounts.KeyHolder(ctx, user, key)
	var e *fault.Error
	switch {
	case errors.As(err, &e) && e.Trouble != fault.Sound:
		return sshd.Identity{}, told{err} // to the client it is a key like any other that is refused
	case err != nil:
		return sshd.Identity{}, err
	}
	if holder.Gate != "" {
		return sshd.Identity{Kind: sshd.Terminal, Gate: holder.Gate, Letters: holder.Letters, Key: gossh.FingerprintSHA256(key)}, nil
	}
	return sshd.Identity{
		Kind: sshd.Account, Account: holder.Account.String(), Staff: holder.Role.Works(), Key: gossh.FingerprintSHA256(key), Epoch: holder.Epoch,
	}, nil
}

// caps are what an account and an address may take now.
func (d sshDesks) caps() sshd.Caps {
	perAccount, perAddress := d.society.Accounts.DeskCaps()
	return sshd.Caps{PerAccount: perAccount, PerAddress: perAddress}
}

// Refused audits what the server turned away.
func (d sshDesks) Refused(ctx context.Context, peer sshd.Peer, who sshd.Identity, user string, why sshd.Refusal, detail string) {
	words, account := []string{string(why)}, accountOf(who)
	if detail != "" {
		words = append(words, detail)
	}
	if account == uuid.Nil && user != "" {
		words = append(words, "user "+user)
	}
	n, told := d.repeats.next(strings.Join([]string{peer.Address, who.Account, string(why), user}, "\n"), time.Now())
	if !told {
		return
	}
	if n > 1 {
		words = append(words, fmt.Sprintf("%d times", n))
	}
	d.audit(ctx, peer, account, strings.Join(words, "; "))
}

// accountOf is the account of who signed in, uuid.Nil for a gate's terminal and for
// nobody.
func accountOf(who sshd.Identity) uuid.UUID {
	account, _ := uuid.Parse(who.Account)
	return account
}

// KeysRefused audits a sign-in by keys that let nobody in.
func (d sshDesks) KeysRefused(ctx context.Context, peer sshd.Peer, user string, keys []string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTime)
	defer cancel()
	if err := d.society.Accounts.RefuseKeys(ctx, originOf(peer), user, keys); err != nil {
		d.app.log.WarnContext(ctx, "auditing a refused key", "error", err)
	}
}

// Panicked audits a fault that ended one session; the stack is in the log.
func (d sshDesks) Panicked(ctx context.Context, peer sshd.Peer, id sshd.Identity, value string, _ []byte) {
	d.audit(ctx, peer, accountOf(id), "fault of the program; "+value)
}

func (d sshDesks) audit(ctx context.Context, peer sshd.Peer, account uuid.UUID, why string) {
	if !d.audits.Allow() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTime)
	defer cancel()
	if err := d.society.Accounts.RefuseSession(ctx, originOf(peer), account, why); err != nil {
		d.app.log.WarnContext(ctx, "auditing a refusal", "why", why, "error", err)
	}
}

// origin is where a session comes from; a terminal's key says at which gate.
func (d sshDesks) origin(s *sshd.Session) role.Origin {
	o, id := originOf(s.Peer()), s.Identity()
	o.Client = strings.TrimSpace(o.Client + " " + s.Term())
	o.Gate = id.Gate
	if id.Kind == sshd.Terminal {
		o.Terminal = id.Key
	}
	return o
}

// actor is the account that a session has signed in as.
func (d sshDesks) actor(ctx context.Context, s *sshd.Session) (role.Actor, error) {
	id := s.Identity()
	account, err := uuid.Parse(id.Account)
	if err != nil || id.Kind != sshd.Account {
		return role.Actor{}, &fault.Error{Kind: fault.Forbidden, Format: "A gate's terminal has no files of its own.", Cause: err}
	}
	if id.Key != "" {
		return d.society.Accounts.SignInWithKey(ctx, d.origin(s), account, id.Epoch, id.Key)
	}
	return d.society.Accounts.Resume(ctx, d.origin(s), account, id.Epoch)
}

// beginTime is how long a desk may take to begin.
const beginTime = 10 * time.Second

// enter is actor for a desk that opens: who came with a one-time password has then
// used it.
func (d sshDesks) enter(ctx context.Context, s *sshd.Session) (role.Actor, error) {
	actor, err := d.actor(ctx, s)
	if err == nil && actor.PasswordDue && s.Identity().Key == "" {
		err = d.society.Accounts.SpendOneTime(ctx, actor)
	}
	return actor, err
}

// run is one session: a desk on the session's terminal. A gate's terminal gets
// the login screen, an account its own desk.
func (d sshDesks) run(ctx context.Context, s *sshd.Session) error {
	origin := d.origin(s)
	backend := screens.NewBackend(d.society, origin, screens.Options{
		Files:   func(actor role.Actor) tui.Files { return boxFiles{leaving{d.society, actor, d.app.log}, s.Reached()} },
		Refused: d.app.refusedSignIn,
	})
	env := tui.NewEnv(ctx, s.Getenv, io.Discard, d.app.log.With("desk", s.ID()))
	env.Gate, env.Letters, env.Clock, env.Timer = origin.Gate, s.Identity().Letters, d.app.clock, d.app.timer
	var loss atomic.Bool
	opts := shell.Options{CloseAfter: closeUnused, Pressed: backend.Pressed, Loses: loss.Store}
	s.Yields(func() (time.Time, bool) { return backend.Rests(), !loss.Load() }, shell.GiveWay{Reason: env.T(gaveWay)})
	begin, cancel := context.WithTimeout(ctx, beginTime)
	defer cancel()
	var err error
	if opts.House, err = backend.House(begin); err != nil {
		return turnAway(s, err, time.UTC)
	}
	if s.Identity().Kind == sshd.Account {
		actor, err := d.enter(begin, s)
		if err != nil {
			return turnAway(s, err, opts.House.Zone)
		}
		opts.Session = backend.Opened(begin, actor)
	}
	var reason atomic.Pointer[string]
	live := &screens.LiveDesk{
		ID: uuid.MustParse(s.ID()), Backend: backend, Post: s.Post,
		End: func(why string) { reason.Store(&why); s.End(errors.New(why)) },
	}
	if id := s.Identity(); id.Kind == sshd.Terminal {
		live.Terminal = id.Key
	}
	leave := d.live.Join(live)
	defer leave()
	desk := shell.NewDesk(env, backend, opts)
	err = sshd.RunProgram(ctx, s, desk)
	farewell(s, desk, reason.Load())
	// Who left in order is signed out already; here are those who hung up.
	late, done := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer done()
	if out := backend.Close(late); out != nil {
		d.app.log.WarnContext(late, "signing out", "error", out)
	}
	return err
}

// turnAway tells a client whose desk cannot begin why, and returns that.
func turnAway(s *sshd.Session, err error, zone *time.Location) error {
	_, _ = fmt.Fprintf(s, "%s\r\n", tui.Plain(sentence(err, zone)))
	return err
}

// gaveWay is what the person reads whose desk made room for another.
const gaveWay = "You opened another desk and may have no more at once, so this one, which rested, was closed."
