package accounts

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Slip is the first password of an account, to be printed and handed over.
type Slip struct {
	ID          uuid.UUID
	Name, Email string
	// Unit is the label of where the person lives, the first of several; empty for none.
	Unit string
	// Once is the password, LastDay the last day on which it opens a desk, once.
	Once    OneTime   `db:"-"`
	LastDay value.Day `db:"-"`
}

// SlipFilter chooses who gets a first password: who has an e-mail address and never had
// one.
type SlipFilter struct {
	// Unit keeps to who lives in one unit now, Block in one block by its name.
	Unit  *uuid.UUID
	Block string
	// Again adds those whose last one-time password was never used: their slips are lost,
	// or over.
	Again bool
}

// slipDays is on how many days a first password may be used, the day it is made among
// them, and slipsMost how many are made at once.
const (
	slipDays  = 14
	slipsMost = 1000
)

// Slips gives accounts first passwords, each with its row of the trail, all of them or
// none, and returns them in the order of their units. They have to be changed at the first
// sign-in. From the command line. progress, where set, is told how many are ready.
// Refused: there is nobody, or there are more than slipsMost.
func (s *Store) Slips(ctx context.Context, actor role.Actor, intent uuid.UUID, f SlipFilter, progress func(done, total int)) ([]Slip, error) {
	if err := mayAtConsole(actor); err != nil {
		return nil, err
	}
	if err := actor.NamedFor(action.UserPasswordReset); err != nil {
		return nil, err
	}
	slips, err := register.List[Slip](ctx, s.reg, `
		SELECT u.id, u.full_name AS name, u.email, coalesce(n.label, '') AS unit
		FROM users u LEFT JOIN LATERAL (
			SELECT n.label, n.sort_key FROM user_units l JOIN units n ON n.id = l.unit_id LEFT JOIN blocks b ON b.id = n.block_id
			WHERE l.user_id = u.id AND society360_resides(l.status, l.move_in_date, l.move_out_date, `+settings.TodaySQL+`)
				AND (@unit::uuid IS NULL OR n.id = @unit) AND (@block::text = '' OR society360_fold(b.name) = society360_fold(@block))
			ORDER BY n.sort_key USING ~<~, n.id LIMIT 1) n ON true
		WHERE `+wantsSlip()+` AND (@unit::uuid IS NULL AND @block::text = '' OR n.label IS NOT NULL)
		ORDER BY n.sort_key USING ~<~ NULLS LAST, `+value.NameOrder(`u.full_name`)+`, u.id LIMIT @most`,
		pgx.NamedArgs{"unit": f.Unit, "block": value.Clean(f.Block), "again": f.Again, "unusable": UnusablePassword, "most": slipsMost + 1})
	switch {
	case err != nil:
		return nil, err
	case len(slips) == 0:
		return nil, fault.Refuse("Everybody there who has an e-mail address has a password, or a slip that is not used yet.")
	case len(slips) > slipsMost:
		return nil, fault.Refuse("More than %d people would get a first password: name a block.", slipsMost)
	}
	today := s.settings.ThisDay()
	ids, hashes := make([]uuid.UUID, len(slips)), make([]string, len(slips))
	for i := range slips {
		slips[i].Once, slips[i].LastDay = NewOneTime(), today.AddDays(slipDays-1)
		if hashes[i], err = s.hashPassword(ctx, slips[i].Once.text); err != nil {
			return nil, err
		}
		if ids[i] = slips[i].ID; progress != nil {
			progress(i+1, len(slips))
		}
	}
	until := today.AddDays(slipDays).In(s.settings.Last().Zone())
	given, err := s.giveFirst(ctx, actor, intent, ids, hashes, until, f.Again)
	s.tellAccounts(intent, err)
	if err != nil {
		return nil, err
	}
	has := map[uuid.UUID]bool{}
	for _, id := range given {
		has[id] = true
	}
	there := slips[:0]
	for _, slip := range slips {
		if has[slip.ID] {
			there = append(there, slip)
		}
	}
	return there, nil
}

// wantsSlip is the condition that an account u is to get a first password.
func wantsSlip() string {
	return `(` + MaySignIn(`u`) + ` AND ` + value.HasAddress(`u.email`) + ` AND (u.password_hash = @unusable
		OR @again::boolean AND u.must_change_password AND u.one_time_mark = md5(u.password_hash::text) AND u.one_time_spent_at IS NULL))`
}

// giveFirst gives accounts that still want one their first passwords, and returns whose
// they are.
func (s *Store) giveFirst(ctx context.Context, actor role.Actor, intent uuid.UUID, ids []uuid.UUID, hashes []string, until time.Time, again bool) ([]uuid.UUID, error) {
	return register.Run[[]uuid.UUID](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.UserPasswordReset, Resource: "users", Lock: AccountsLock, Payload: []any{ids, hashes}, Many: true,
		Args: pgx.NamedArgs{"ids": ids, "hashes": hashes, "until": until, "again": again, "unusable": UnusablePassword},
		Change: `
			held AS (
				SELECT u.id, ` + UserRow.Snapshot + ` AS before, g.hash, g.ord
				FROM unnest(@ids::uuid[], @hashes::text[]) WITH ORDINALITY AS g (id, hash, ord) JOIN users u ON u.id = g.id` + UserRow.Joins + `
				WHERE ` + wantsSlip() + ` FOR UPDATE OF u
			),
			updated AS (
				UPDATE users u SET password_hash = held.hash, same_password_as = NULL, password_changed_at = clock_timestamp(), must_change_password = true,
					one_time_mark = md5(held.hash), one_time_expires_at = @until, one_time_spent_at = NULL
				FROM held WHERE u.id = held.id AND EXISTS (SELECT FROM actor)
				RETURNING held.before, held.ord, ` + UserRow.Returning + `
			),
			change AS (
				SELECT u.id, u.before, ` + UserRow.Snapshot + ` AS after, to_jsonb(u.id) AS result, u.ord FROM updated u` + UserRow.Joins + `
			)`,
		Explain: func(context.Context, connect.DB) error {
			return fault.Refuse("Everybody there has got a password meanwhile.")
		},
	})
}
