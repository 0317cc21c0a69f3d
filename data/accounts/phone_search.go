package accounts

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// phoneSearchTime bounds the counting of a search: who searches waits no longer for it.
const phoneSearchTime = 2 * time.Second

// CountPhoneSearch counts a search by which a resident's phone may be found, and found
// out: residents' phones are masked in answers. The trail has a row for the first of an
// hour, which also says how many the last such hour had, and for the 4th, the 16th and so
// on; never what was searched for. Where it cannot be counted, the search goes on.
func CountPhoneSearch(ctx context.Context, reg *register.Register, actor role.Actor, typed string) {
	if actor.UserID == uuid.Nil || !value.LikePhone(typed) || len(value.OnlyDigits(typed)) < value.ResidentPhoneDigits {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), phoneSearchTime)
	defer cancel()
	if err := countPhoneSearch(ctx, reg, actor); err != nil && reg.Log != nil {
		reg.Log.WarnContext(ctx, "counting a search by phone", "account", actor.Email, "error", err)
	}
}

func countPhoneSearch(ctx context.Context, reg *register.Register, actor role.Actor) error {
	counted, err := register.One[struct {
		Hour, HourBefore         *time.Time
		Searches, SearchesBefore *int
	}](ctx, reg, `
		INSERT INTO phone_searches AS p (user_id, hour, searches) VALUES (@actor, date_trunc('hour', now()), 1)
		ON CONFLICT (user_id) DO UPDATE SET hour = excluded.hour,
			searches = CASE p.hour WHEN excluded.hour THEN p.searches + 1 ELSE 1 END,
			hour_before = CASE p.hour WHEN excluded.hour THEN p.hour_before ELSE p.hour END,
			searches_before = CASE p.hour WHEN excluded.hour THEN p.searches_before ELSE p.searches END
		RETURNING hour, hour_before, searches, searches_before`, pgx.NamedArgs{"actor": actor.UserID})
	if err != nil || !powerOfFour(*counted.Searches) {
		return err
	}
	details := map[string]any{"hour": counted.Hour, "searches": counted.Searches}
	if *counted.Searches == 1 && counted.HourBefore != nil {
		details["hour_before"], details["searches_before"] = counted.HourBefore, counted.SearchesBefore
	}
	_, err = register.Run[bool](ctx, reg, actor, register.Write{
		Intent: value.NewID(), Action: action.PhonesSearched, Resource: "users", Quiet: true,
		Change:  `change AS (SELECT id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result FROM actor)`,
		Details: details,
		Explain: func(context.Context, connect.DB) error { return role.MayNot() },
	})
	return err
}

// powerOfFour reports whether n is 1, 4, 16 and so on.
func powerOfFour(n int) bool {
	for n > 1 && n%4 == 0 {
		n /= 4
	}
	return n == 1
}
