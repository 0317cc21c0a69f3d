package accounts

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A pace is how failed sign-ins slow down those that follow. So many are free; then
// each waits twice as long as the one before, at most the longest, and a day without a
// failure forgets them all.
type pace struct {
	free           int
	first, longest string
}

// Failures of one account are counted at the door that they came to (claim.door), and besides
// under anywhere for all networks from which it never signed in: whoever has many
// addresses guesses no faster, and who signs in from where they always do is not
// slowed by it.
const anywhere = "*"

func oneNetwork() pace { return pace{free: 5, first: "5 seconds", longest: "15 minutes"} }
func strangers() pace  { return pace{free: 20, first: "5 seconds", longest: "1 minute"} }

// placesLast is for how long an account is known at a network where it signed in.
const placesLast = "90 days"

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
	leave, err := s.attempts.enter(ctx, strings.ToLower(c.email)+"\x00"+c.door())
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
	} else if c.matches != nil {
		a.match, err = c.matches(ctx, a)
	} else {
		a.match, err = s.matchPassword(ctx, a, password)
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

// What a row t of sign_in_attempts says: the failures of the last day, and the attempts
// under way. What lies ahead, as a clock that was wrong left it, holds nothing back.
const (
	attemptFailures = `CASE WHEN t.last_failed_at < clock_timestamp() - interval '1 day' THEN 0 ELSE t.failures END`
	attemptsPending = `CASE WHEN t.pending_at BETWEEN clock_timestamp() - interval '` + pendingTime + `' AND clock_timestamp() THEN t.pending ELSE 0 END`
)

// waits is how long the next attempt of a row t has to wait, in SQL.
func (p pace) waits() string {
	free := strconv.Itoa(p.free)
	return `CASE WHEN t.last_failed_at > clock_timestamp() OR t.failures < ` + free + ` THEN interval '0' ELSE greatest(t.last_failed_at
		+ least(interval '` + p.first + `' * (2 ^ least(t.failures - ` + free + `, 12)), interval '` + p.longest + `') - clock_timestamp(), interval '0') END`
}

// reserve is the end of an INSERT INTO sign_in_attempts AS t: an attempt more is under
// way, where one may be made. As many may be at once as may still fail freely, then one
// after the other: guesses side by side cannot outrun the count.
func (p pace) reserve() string {
	return ` ON CONFLICT (account, address) DO UPDATE SET
				failures = ` + attemptFailures + `, pending = ` + attemptsPending + ` + 1, pending_at = clock_timestamp()
			WHERE ` + p.waits() + ` = interval '0'
				AND (` + attemptsPending + ` = 0 OR ` + attemptFailures + ` + ` + attemptsPending + ` < ` + strconv.Itoa(p.free) + `)
			RETURNING t.failures + t.pending AS failures`
}

// reserveAttempt counts the attempt as under way before its password is looked at. An
// exact e-mail wins over one that differs in case.
func (s *Store) reserveAttempt(ctx context.Context, c claim) (account, error) {
	whose := `lower(u.email) = lower(@email)`
	if c.account != uuid.Nil {
		whose = `u.id = @account`
	}
	one, many := oneNetwork(), strangers()
	a, err := register.One[account](ctx, s.reg, `
		WITH counted AS (
			SELECT CASE WHEN @named OR EXISTS (SELECT FROM users u WHERE lower(u.email) = lower(@email))
				THEN lower(@email) ELSE @length END AS name
		), found AS (
			SELECT u.id, u.full_name, u.email, coalesce(r.name, '') AS role, CASE WHEN u.deleted_at IS NULL THEN u.password_hash END AS password_hash, u.session_epoch,
				`+MaySignIn(`u`)+` AS usable,
				u.must_change_password AS due, `+oneTimeIsSpent+` AS spent, `+oneTimeHasExpired+` AS expired
			FROM users u LEFT JOIN roles r ON r.id = u.role_id
			WHERE `+whose+`
			ORDER BY u.email <> @email, u.deleted_at IS NOT NULL, u.created_at, u.id LIMIT 1
		), stranger AS (
			SELECT NOT @at_home AND NOT EXISTS (SELECT FROM sign_in_places p JOIN found f ON f.id = p.user_id
				WHERE p.network = @network AND p.last_at > now() - interval '`+placesLast+`') AS is
		), attempt AS (
			INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at, pending, pending_at)
			SELECT name, @door, 0, clock_timestamp(), 1, clock_timestamp() FROM counted`+one.reserve()+`
		), strange AS (
			INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at, pending, pending_at)
			SELECT name, '`+anywhere+`', 0, clock_timestamp(), 1, clock_timestamp() FROM counted, stranger, attempt WHERE stranger.is`+many.reserve()+`
		), waits AS (
			SELECT max(CASE t.address WHEN '`+anywhere+`' THEN `+many.waits()+` ELSE `+one.waits()+` END) AS wait
			FROM counted JOIN sign_in_attempts t ON t.account = counted.name CROSS JOIN stranger
			WHERE t.address = @door OR t.address = '`+anywhere+`' AND stranger.is
		)
		SELECT f.id, coalesce(f.full_name, '') AS name, coalesce(f.email, '') AS email, coalesce(f.role, '') AS role,
			coalesce(f.password_hash, '') AS hash, coalesce(f.usable, false) AS usable, coalesce(f.due, false) AS due,
			coalesce(f.spent, false) AS spent, coalesce(f.expired, false) AS expired, (SELECT name FROM counted) AS counted,
			stranger.is AS stranger, EXISTS (SELECT FROM attempt) AS begun,
			EXISTS (SELECT FROM attempt) AND (EXISTS (SELECT FROM strange) OR NOT stranger.is) AS reserved,
			coalesce((SELECT failures FROM attempt), 0) AS failures, coalesce((SELECT failures FROM strange), 0) AS strange, coalesce(f.session_epoch, 0) AS epoch,
			coalesce((SELECT wait FROM waits), interval '0') AS wait
		FROM stranger LEFT JOIN found f ON true`,
		pgx.NamedArgs{
			"email": value.Limit(c.email, 255), "account": c.account, "network": c.network(), "door": c.door(), "at_home": c.atHome(),
			// What may be a password that was typed as the name is counted by its length.
			"named": c.account != uuid.Nil || value.LooksLikeEmail(c.email), "length": value.NameLength(c.email),
		})
	if err == nil && a.Begun && !a.Reserved {
		a.Stranger = false // its part of the count is not reserved
		_, err = s.reg.Exec(ctx, `WITH `+attemptDone+` SELECT FROM counted`, c.counts(a))
		err = connect.ReadError(err)
	}
	return a, err
}

// network is where an attempt comes from.
func (c claim) network() string { return value.Network(c.origin.Address) }

// door is where an attempt is counted: at its network, unless it had to pass another
// door before. Who unlocks a desk has signed in there, and a registered terminal has
// proved its key. Whoever guesses from the same network, a neighbour behind the same
// router, is not there, and holds nobody up who is.
func (c claim) door() string {
	switch {
	case c.account != uuid.Nil:
		return "desk at " + c.network()
	case c.matches != nil:
		return c.asked + " at " + c.network()
	case c.origin.Terminal != "":
		return "terminal " + value.Limit(value.Clean(c.origin.Terminal), 100)
	}
	return c.network()
}

// atHome reports whether an attempt comes from where no stranger is, whoever signed in
// from that network before.
func (c claim) atHome() bool {
	return c.account != uuid.Nil || c.origin.Terminal != "" || c.origin.Address == "local"
}

// counts are the arguments that name the rows of an attempt.
func (c claim) counts(a account) pgx.NamedArgs {
	return pgx.NamedArgs{"counted": a.Counted, "door": c.door(), "stranger": a.Stranger}
}

// The CTEs that end an attempt: counted is about its door's row, strange about that
// of all strangers, always in this order.
const (
	// attemptDone counts one attempt less as under way.
	attemptDone = `
			counted AS (
				UPDATE sign_in_attempts SET pending = greatest(pending - 1, 0) WHERE account = @counted AND address = @door RETURNING 1
			),
			strange AS (
` + strangerDone + `
			)`
	attemptFailed = `
			counted AS (
				INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at) VALUES (@counted, @door, 1, clock_timestamp())
				` + oneMoreFailure + ` RETURNING t.account
			),
			strange AS (
				INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at)
				SELECT account, '` + anywhere + `', 1, clock_timestamp() FROM counted WHERE @stranger
				` + oneMoreFailure + `
			)`
	oneMoreFailure = `ON CONFLICT (account, address) DO UPDATE SET failures = ` + attemptFailures + ` + 1,
					last_failed_at = clock_timestamp(), pending = greatest(t.pending - 1, 0)`
	// Another attempt may have taken its door's row away meanwhile.
	strangerDone = `
				UPDATE sign_in_attempts t SET pending = greatest(t.pending - 1, 0) FROM (SELECT count(*) FROM counted) first
				WHERE @stranger AND t.account = @counted AND t.address = '` + anywhere + `'`
	// attemptForgotten forgets the failures at the door; those of strangers stay.
	attemptForgotten = `
			counted AS (
				DELETE FROM sign_in_attempts WHERE account = @counted AND address = @door RETURNING 1
			),
			strange AS (
` + strangerDone + `
			)`
)

// recordFailure counts a failed sign-in, audits it and returns the answer to it. The
// password is never kept, not even one that was typed as the name. Where reason is
// another than a wrong password, the failure is audited and does not count. It is
// counted also where the line was cut meanwhile.
func (s *Store) recordFailure(ctx context.Context, c claim, a account, reason string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), verdictTime)
	defer cancel()
	details, answer, counts := c.details(a), wrongPassword(), attemptFailed
	if reason == "" {
		var err error
		if a.Nobodies, err = s.countNobody(ctx, a.ID == nil); err != nil {
			return err
		}
		details["failures"] = a.Failures
		if a.Stranger {
			details["failures_elsewhere"] = a.Strange
		}
		if a.Nobodies > 0 {
			details["failures_of_nobody"] = a.Nobodies
		}
		defer s.tellGuessed(a)
		if !a.told() {
			return s.countFailure(ctx, c, a)
		}
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

// nobody is the name under which the failures of all names are counted that no account
// has, beside their own.
const nobody = " nobody"

// countNobody counts a failure among those of all names that no account has, and returns
// how many there were: whoever thinks up a name for each try fills the trail no faster. An
// account's is not counted, at the same cost.
func (s *Store) countNobody(ctx context.Context, nobodys bool) (failures int, err error) {
	err = s.reg.QueryRow(ctx, `WITH counted AS (
			INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at)
			SELECT '`+nobody+`', '`+anywhere+`', 1, clock_timestamp() WHERE @nobodys `+oneMoreFailure+` RETURNING failures
		) SELECT coalesce((SELECT failures FROM counted), 0)`, pgx.NamedArgs{"nobodys": nobodys}).Scan(&failures)
	return failures, connect.WriteError(err)
}

// told reports whether a failure has a row of the trail of its own: the first ones do,
// and then those that double their number. The rows say how many there were.
func (a account) told() bool {
	doubles := func(n int) bool { return n&(n-1) == 0 }
	if a.Nobodies > strangers().free {
		return doubles(a.Nobodies)
	}
	if a.Stranger && a.Strange > strangers().free {
		return doubles(a.Strange)
	}
	return a.Failures <= 2*oneNetwork().free || doubles(a.Failures)
}

// countFailure counts a failure that the next row of the trail tells of.
func (s *Store) countFailure(ctx context.Context, c claim, a account) error {
	if _, err := s.reg.Exec(ctx, `WITH `+attemptFailed+` SELECT FROM counted`, c.counts(a)); err != nil {
		return connect.WriteError(err)
	}
	return wrongPassword()
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
		_, err = s.reg.Exec(ctx, `WITH `+attemptDone+` SELECT FROM counted`, c.counts(a))
	}
	if err != nil && s.reg.Log != nil {
		s.reg.Log.WarnContext(ctx, "giving a sign-in back that had no verdict", "error", err)
	}
}

// recordAttempt changes an attempt's row and audits what became of it.
func (s *Store) recordAttempt(ctx context.Context, c claim, a account, did action.Action, counts string, details map[string]any) error {
	args := c.counts(a)
	args["account"] = a.ID
	_, err := register.Run[bool](ctx, s.reg, role.Actor{Origin: c.origin}, register.Write{
		Intent: value.NewID(), Action: did, Resource: "users",
		Change: counts + `,
			change AS (SELECT @account::uuid AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result)`,
		Args:    args,
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
