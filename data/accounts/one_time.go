package accounts

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Whether the one-time password of an account u was used, and whether its time is
// over. Both marks name the hash that they belong to: a password that another
// program set has neither.
const (
	oneTimeIsSpent    = `(u.one_time_mark = md5(u.password_hash::text) AND u.one_time_spent_at IS NOT NULL) IS TRUE`
	oneTimeHasExpired = `(u.one_time_mark = md5(u.password_hash::text) AND u.one_time_expires_at <= clock_timestamp()) IS TRUE`
)

// spendOneTime takes the one sign-in that the actor's one-time password gives.
const spendOneTime = `UPDATE users u SET one_time_mark = md5(u.password_hash::text), one_time_spent_at = clock_timestamp()
	FROM actor WHERE u.id = actor.id AND u.must_change_password AND NOT (` + oneTimeIsSpent + `)`

// setOneTime begins the time of a one-time password with the hash @hash.
const setOneTime = `one_time_mark = md5(@hash::text), one_time_expires_at = clock_timestamp() + @lasts::interval, one_time_spent_at = NULL`

func oneTimeSpent() *fault.Error {
	return fault.Refuse("This one-time password was used before: it is for one sign-in. Ask an admin for another one.")
}

func oneTimeExpired() *fault.Error {
	return fault.Refuse("This one-time password has expired. Ask an admin for another one.")
}

// SpendOneTime takes the one sign-in that the actor's one-time password gives, as
// its desk opens. Refused: another desk was opened with it before.
func (s *Store) SpendOneTime(ctx context.Context, actor role.Actor) error {
	if actor.UserID == uuid.Nil {
		return role.MayNot()
	}
	_, err := register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: value.NewID(), Action: action.OneTimeSpent, Resource: "users",
		Change: `
			spent AS (` + spendOneTime + ` RETURNING u.id),
			change AS (SELECT id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result FROM spent)`,
		Args:    pgx.NamedArgs{},
		Explain: func(context.Context, connect.DB) error { return oneTimeSpent() },
	})
	return err
}
