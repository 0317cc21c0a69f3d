package accounts

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/jackc/pgx/v5"
)

// ToldUntil returns until when the actor's desks have told what became of what it waits
// for, never later than the present moment, and that, both by the database's clock; until is zero where no desk
// of its has told anything yet.
func (s *Store) ToldUntil(ctx context.Context, actor role.Actor) (until, now time.Time, err error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil { // an account's own things
		return until, now, err
	}
	told, err := register.One[struct {
		Until *time.Time
		Now   time.Time
	}](ctx, s.reg, `SELECT (SELECT least(t.told_until, now()) FROM desk_told t WHERE t.user_id = @actor) AS until, now() AS now`, pgx.NamedArgs{"actor": actor.UserID})
	if told.Until != nil {
		until = *told.Until
	}
	return until, told.Now, err
}

// MarkTold keeps that the actor's desks have told all until a moment, the present one
// where it is zero. It is no change of the society's and has no row of the trail.
func (s *Store) MarkTold(ctx context.Context, actor role.Actor, until time.Time) error {
	if _, err := actor.Permit(role.KeepFiles); err != nil {
		return err
	}
	var moment *time.Time
	if !until.IsZero() {
		moment = &until
	}
	kept, err := register.List[struct{ UserID any }](ctx, s.reg, register.WithActor()+`
		INSERT INTO desk_told AS t (user_id, told_until) SELECT actor.id, coalesce(@until::timestamptz, now()) FROM actor WHERE actor.id IS NOT NULL
		ON CONFLICT (user_id) DO UPDATE SET told_until = CASE WHEN t.told_until > now() THEN excluded.told_until ELSE greatest(t.told_until, excluded.told_until) END
		RETURNING t.user_id`, pgx.NamedArgs{"actor": actor.UserID, "actor_role": string(actor.Role), "until": moment})
	if err == nil && len(kept) == 0 {
		return register.AccountChanged()
	}
	return err
}
