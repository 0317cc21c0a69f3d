package accounts

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Look is how an account wants its desks to look; what is empty follows from the
// terminal.
type Look struct {
	// Theme is one of Themes.
	Theme string `json:"theme"`
	// Letters is one of Letters: the character set that its terminals have.
	Letters string `json:"letters"`
}

// Themes are the words for the colours of a desk.
func Themes() []string { return []string{"dark", "light", "mono"} }

// Letters are the words for the character sets of a terminal.
func Letters() []string { return []string{"utf-8", "utf-8-narrow", "latin-1", "ascii"} }

// check complains of words that are none of those.
func (l Look) check() error {
	if l.Theme != "" && !slices.Contains(Themes(), l.Theme) {
		return fault.Wrong("theme", "There are the colours %s.", strings.Join(Themes(), ", "))
	}
	return checkLetters(l.Letters)
}

func checkLetters(letters string) error {
	if letters != "" && !slices.Contains(Letters(), letters) {
		return fault.Wrong("letters", "There are the letters %s.", strings.Join(Letters(), ", "))
	}
	return nil
}

// Look returns what the actor's account has chosen for its desks.
func (s *Store) Look(ctx context.Context, actor role.Actor) (Look, error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil { // an account's own things
		return Look{}, err
	}
	chosen, err := register.List[Look](ctx, s.reg, `
		SELECT coalesce(k.theme, '') AS theme, coalesce(k.letters, '') AS letters
		FROM desk_looks k WHERE k.user_id = @actor`, pgx.NamedArgs{"actor": actor.UserID})
	if err != nil || len(chosen) == 0 {
		return Look{}, err
	}
	return chosen[0], nil
}

// KeepLook keeps what the actor chose for the desks of its own account. Field names
// for complaints: theme, letters.
func (s *Store) KeepLook(ctx context.Context, actor role.Actor, intent uuid.UUID, look Look) (Look, error) {
	if _, err := actor.Permit(role.KeepFiles); err != nil {
		return Look{}, err
	}
	if err := look.check(); err != nil {
		return Look{}, err
	}
	const snapshot = `jsonb_build_object('theme', k.theme, 'letters', k.letters)`
	return register.Run[Look](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.DeskLookSet, Resource: "users", Payload: look,
		Change: `
			held AS (
				SELECT k.user_id, ` + snapshot + ` AS before FROM desk_looks k JOIN actor ON actor.id = k.user_id FOR UPDATE OF k
			),
			kept AS (
				INSERT INTO desk_looks AS k (user_id, theme, letters)
				SELECT actor.id, nullif(@theme::text, ''), nullif(@letters::text, '')
				FROM actor LEFT JOIN held ON true WHERE actor.id IS NOT NULL -- held is read before it is overwritten
				ON CONFLICT (user_id) DO UPDATE SET theme = excluded.theme, letters = excluded.letters, changed_at = clock_timestamp()
				RETURNING k.user_id, k.theme, k.letters
			),
			change AS (
				SELECT k.user_id AS id, (SELECT before FROM held) AS before, ` + snapshot + ` AS after,
					jsonb_build_object('theme', coalesce(k.theme, ''), 'letters', coalesce(k.letters, '')) AS result
				FROM kept k
			)`,
		Args:    pgx.NamedArgs{"theme": look.Theme, "letters": look.Letters},
		Quiet:   true, // it is nobody else's
		Explain: func(context.Context, connect.DB) error { return role.MayNot() },
	})
}
