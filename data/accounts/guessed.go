package accounts

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Guess is an account at which passwords are guessed: more were wrong within a day, from
// where it never signed in, than somebody mistypes.
type Guess struct {
	// ID is the account's, Name its person's.
	ID       uuid.UUID
	Name     string
	Failures int
}

// guessesMost is how many Guessed returns at most.
const guessesMost = 50

// IsGuessed is the condition that a row of sign_in_attempts says so of its account.
func IsGuessed(row string) string {
	return `(` + row + `.address = '` + anywhere + `' AND ` + row + `.failures >= ` + strconv.Itoa(strangers().free) +
		` AND ` + row + `.last_failed_at > now() - interval '1 day')`
}

// Guessed lists the accounts at which passwords are guessed, the most tried first, 50 at
// most. Admins only.
func (s *Store) Guessed(ctx context.Context, actor role.Actor) ([]Guess, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return nil, err
	}
	return register.List[Guess](ctx, s.reg, `
		SELECT u.id, u.full_name AS name, t.failures FROM sign_in_attempts t JOIN users u ON lower(u.email) = t.account AND u.deleted_at IS NULL
		WHERE `+IsGuessed(`t`)+` ORDER BY t.failures DESC, u.id LIMIT @most`, pgx.NamedArgs{"most": guessesMost})
}

// Event is what an admin is told of it.
func (g Guess) Event() event.Event {
	return event.Event{
		ID: g.ID, Tone: event.No, Format: "Passwords of %s are guessed: %s wrong ones within a day.", Args: []any{g.Name, strconv.Itoa(g.Failures)},
	}
}

// tellGuessed tells admins' desks that an account is guessed at, as it begins and each
// time that the number has doubled.
func (s *Store) tellGuessed(a account) {
	if free := strangers().free; a.Stranger && (a.Strange == free || a.Strange > free && a.told()) {
		s.reg.Notify(topic.Accounts)
	}
}
