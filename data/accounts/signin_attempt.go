package accounts

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Failed sign-ins of one account from one address may be repeated freely up to
// freeFailures; then each waits twice as long as the one before, at most
// longestWait, and a day without a failure forgets them all.
const (
	freeFailures = 5
	firstWait    = "5 seconds"
	longestWait  = "15 minutes"
)

const (
	// verdictWait is how long an attempt waits for the verdict on those before it,
	// and verdictPoll how often it looks for one that another server reaches.
	verdictWait = 10 * time.Second
	verdictPoll = 50 * time.Millisecond
	// pendingTime is how long an attempt counts as under way whose server died.
	pendingTime = "30 seconds"
	// verdictTime bounds the writing down of a verdict, also after the line of its
	// attempt was cut.
	verdictTime = 5 * time.Second
)

// authenticate checks a password, and calls then where it is right. There are three
// outcomes. A right password never counts against anybody, a wrong one always does,
// and an attempt whose line was cut, or that could not be checked, counts as none:
// what it had reserved is given back.
func (s *Store) authenticate(ctx context.Context, c claim, password string, then func(account) error) error {
	leave, err := s.attempts.enter(ctx, strings.ToLower(c.email)+"\x00"+c.origin.Address)
	if err != nil {
		return err
	}
	defer leave()
	a, err := s.reserve(ctx, c)
	if err != nil || !a.Reserved {
		return err
	}
	if err = ctx.Err(); err != nil {
		err = fault.Away.Unsaved(err) // nobody waits for a verdict any more
	} else {
		a.match, err = s.matchPassword(ctx, a.Hash, password)
	}
	switch {
	case err != nil:
	case a.match == noMatch || !a.Usable:
		return s.recordFailure(ctx, c, a, "")
	case c.account == uuid.Nil && a.Due && a.Spent:
		return s.recordFailure(ctx, c, a, "one-time password used before")
	case c.account == uuid.Nil && a.Due && a.Expired:
		return s.recordFailure(ctx, c, a, "one-time password expired")
	default:
		err = then(a)
	}
	if err != nil {
		s.giveBack(ctx, c, a)
	}
	return err
}

// reserve waits until the attempt may be made, or returns why it may not. Its
// statement outlives the attempt's line: were the answer lost with the line, nobody
// would give the reservation back.
func (s *Store) reserve(ctx context.Context, c claim) (account, error) {
	patience, cancel := context.WithTimeout(ctx, verdictWait)
	defer cancel()
	for {
		asking, answered := context.WithTimeout(context.WithoutCancel(ctx), verdictTime)
		a, err := s.reserveAttempt(asking, c)
		answered()
		switch {
		case err != nil || a.Reserved:
			return a, err
		case a.Wait > 0:
			return a, fault.Refuse("Too many wrong passwords; try again in %s.", max(a.Wait.Round(time.Second), time.Second).String())
		}
		select {
		case <-time.After(verdictPoll):
		case <-patience.Done():
			return a, stillChecking()
		}
	}
}

func stillChecking() *fault.Error {
	return fault.Refuse("Other sign-ins of this account from here are still being checked; try again in a moment.")
}

// What a row t of sign_in_attempts says: the failures of the last day, the attempts
// under way, how long the next one has to wait after the last failure, and what is left
// of that. What lies ahead, as a clock that was wrong left it, holds nothing back.
const (
	attemptFailures = `CASE WHEN t.last_failed_at < clock_timestamp() - interval '1 day' THEN 0 ELSE t.failures END`
	attemptsPending = `CASE WHEN t.pending_at BETWEEN clock_timestamp() - @pending::interval AND clock_timestamp() THEN t.pending ELSE 0 END`
	attemptWait     = `CASE WHEN t.failures < @free THEN interval '0'
		ELSE least(@first::interval * (2 ^ least(t.failures - @free, 12)), @longest::interval) END`
	attemptWaits = `CASE WHEN t.last_failed_at > clock_timestamp() THEN interval '0'
		ELSE greatest(t.last_failed_at + ` + attemptWait + ` - clock_timestamp(), interval '0') END`
)

// reserveAttempt counts the attempt as under way before its password is looked at.
// As many may be under way at once as may still fail freely, then one after the
// other: guesses side by side cannot outrun the count. An exact e-mail wins over one
// that differs in case.
func (s *Store) reserveAttempt(ctx context.Context, c claim) (account, error) {
	whose := `lower(u.email) = lower(@email)`
	if c.account != uuid.Nil {
		whose = `u.id = @account`
	}
	a, err := register.One[account](ctx, s.reg, `
		WITH counted AS (
			SELECT CASE WHEN @named OR EXISTS (SELECT FROM users u WHERE lower(u.email) = lower(@email))
				THEN lower(@email) ELSE @length END AS name
		), attempt AS (
			INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at, pending, pending_at)
			VALUES ((SELECT name FROM counted), @address, 0, clock_timestamp(), 1, clock_timestamp())
			ON CONFLICT (account, address) DO UPDATE SET
				failures = `+attemptFailures+`, pending = `+attemptsPending+` + 1, pending_at = clock_timestamp()
			WHERE `+attemptWaits+` = interval '0'
				AND (`+attemptsPending+` = 0 OR `+attemptFailures+` + `+attemptsPending+` < @free)
			RETURNING t.failures + t.pending AS failures
		), found AS (
			SELECT u.id, u.full_name, u.email, coalesce(r.name, '') AS role, u.password_hash,
				`+MaySignIn(`u`)+` AS usable,
				u.must_change_password AS due, `+oneTimeIsSpent+` AS spent, `+oneTimeHasExpired+` AS expired
			FROM users u LEFT JOIN roles r ON r.id = u.role_id
			WHERE `+whose+`
			ORDER BY u.email <> @email, u.deleted_at IS NOT NULL, u.created_at, u.id LIMIT 1
		)
		SELECT f.id, coalesce(f.full_name, '') AS name, coalesce(f.email, '') AS email, coalesce(f.role, '') AS role,
			coalesce(f.password_hash, '') AS hash, coalesce(f.usable, false) AS usable, coalesce(f.due, false) AS due,
			coalesce(f.spent, false) AS spent, coalesce(f.expired, false) AS expired, (SELECT name FROM counted) AS counted,
			EXISTS (SELECT FROM attempt) AS reserved, coalesce((SELECT failures FROM attempt), 0) AS failures, clock_timestamp() AS now,
			CASE WHEN EXISTS (SELECT FROM attempt) THEN interval '0' ELSE coalesce((
				SELECT `+attemptWaits+` FROM sign_in_attempts t
				WHERE t.account = (SELECT name FROM counted) AND t.address = @address), interval '0') END AS wait
		FROM (SELECT) one LEFT JOIN found f ON true`,
		pgx.NamedArgs{
			"email": value.Limit(c.email, 255), "account": c.account, "address": value.Limit(value.Clean(c.origin.Address), 45),
			"free": freeFailures, "first": firstWait, "longest": longestWait, "pending": pendingTime,
			// What may be a password that was typed as the name is counted by its length.
			"named": c.account != uuid.Nil || value.LooksLikeEmail(c.email), "length": value.NameLength(c.email),
		})
	return a, err
}

// attemptDone counts one attempt less as under way.
const attemptDone = `UPDATE sign_in_attempts SET pending = greatest(pending - 1, 0) WHERE account = @counted AND address = @address`

// recordFailure counts a failed sign-in, audits it and returns the answer to it. The
// password is never kept, not even one that was typed as the name. Where reason is
// another than a wrong password, the failure is audited and does not count. It is
// counted also where the line was cut meanwhile.
func (s *Store) recordFailure(ctx context.Context, c claim, a account, reason string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), verdictTime)
	defer cancel()
	details, answer := c.details(a), wrongPassword()
	counts := `
		INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at) VALUES (@counted, @address, 1, clock_timestamp())
		ON CONFLICT (account, address) DO UPDATE SET failures = ` + attemptFailures + ` + 1,
			last_failed_at = clock_timestamp(), pending = greatest(t.pending - 1, 0)`
	if reason == "" {
		details["failures"] = a.Failures
	} else {
		counts, details["reason"] = attemptDone, reason
		if answer = oneTimeExpired(); a.Spent {
			answer = oneTimeSpent()
		}
	}
	if err := s.recordAttempt(ctx, c, a, action.UserLoginFailed, counts, details); err != nil {
		return err
	}
	return answer
}

// giveBack ends an attempt without a verdict. One whose line was cut is audited as
// such; where the database is the reason, the reservation lapses by itself.
func (s *Store) giveBack(ctx context.Context, c claim, a account) {
	cut := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), verdictTime)
	defer cancel()
	var err error
	if cut {
		err = s.recordAttempt(ctx, c, a, action.UserLoginCut, attemptDone, c.details(a))
	} else {
		_, err = s.reg.Exec(ctx, attemptDone, pgx.NamedArgs{"counted": a.Counted, "address": value.Limit(value.Clean(c.origin.Address), 45)})
	}
	if err != nil && s.reg.Log != nil {
		s.reg.Log.WarnContext(ctx, "giving a sign-in back that had no verdict", "error", err)
	}
}

// recordAttempt changes an attempt's row and audits what became of it.
func (s *Store) recordAttempt(ctx context.Context, c claim, a account, did action.Action, counts string, details map[string]any) error {
	_, err := register.Run[bool](ctx, s.reg, role.Actor{Origin: c.origin}, register.Write{
		Intent: value.NewID(), Action: did, Resource: "users",
		Change: `
			counted AS (` + counts + `),
			change AS (SELECT @account::uuid AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result)`,
		Args:    pgx.NamedArgs{"account": a.ID, "counted": a.Counted},
		Details: details,
	})
	return err
}

// details are what the trail keeps of an attempt.
func (c claim) details(a account) map[string]any {
	name := value.LoginName(c.email)
	if a.ID != nil {
		name = value.Limit(value.Clean(c.email), 255) // it is an account's, whatever its form
	}
	details := map[string]any{"email": name}
	if c.asked != "" {
		details["asked_for"] = c.asked
	}
	return details
}

// attempts makes the attempts at one account from one address wait for one another,
// so that each knows what became of those before it.
type attempts struct {
	mu    sync.Mutex
	turns map[string]*attemptTurn
}

// attemptTurn is whose turn it is to try: token holds one element while somebody
// tries, n counts those who try or wait.
type attemptTurn struct {
	token chan struct{}
	n     int
}

// enter waits for the turn of an attempt, which lasts until leave is called. The
// error says that it did not come in time.
func (t *attempts) enter(ctx context.Context, who string) (leave func(), err error) {
	t.mu.Lock()
	if t.turns == nil {
		t.turns = map[string]*attemptTurn{}
	}
	turn := t.turns[who]
	if turn == nil {
		turn = &attemptTurn{token: make(chan struct{}, 1)}
		t.turns[who] = turn
	}
	turn.n++
	t.mu.Unlock()
	gone := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if turn.n--; turn.n == 0 {
			delete(t.turns, who)
		}
	}
	patience := time.NewTimer(verdictWait)
	defer patience.Stop()
	select {
	case turn.token <- struct{}{}:
		return func() { <-turn.token; gone() }, nil
	case <-patience.C:
		err = stillChecking()
	case <-ctx.Done():
		err = fault.Away.Unsaved(ctx.Err())
	}
	gone()
	return nil, err
}
