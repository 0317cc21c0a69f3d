package directory

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/internal/removed"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
)

// removeTime bounds a removal: somebody may have come a hundred thousand times.
const (
	removeTime    = 5 * time.Minute
	removeTimeSQL = `300s`
)

// longestReason is in characters.
const longestReason = 500

// Remove takes a person out of the register, as seen has them: the account gets no name, no
// phone and an address that no mail reaches, its sign-ins go, and the visits with their
// phone have no name. Figures stay, and so do rows of the trail, which are masked when they
// are shown. It cannot be undone. Returns how many visits it was. Admins only, by name.
// Invalid: the reason is missing or names them, field "reason". Refused: something hinders
// it, or the register has something else of them by now than was seen.
func (s *Store) Remove(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Removal, reason string) (int, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return 0, err
	}
	if err := actor.NamedFor(action.PersonRemoved); err != nil {
		return 0, err
	}
	reason = value.Clean(reason)
	switch {
	case reason == "" || utf8.RuneCountInString(reason) > longestReason:
		return 0, fault.Wrong("reason", "Why? The reason stays in the trail; %d characters fit.", longestReason)
	case seen.known.Says(reason, s.settings.Region()):
		return 0, fault.Wrong("reason", "The reason stays in the trail: leave out who it is, their phone and their vehicle.")
	}
	visits, err := s.remove(ctx, actor, intent, seen, reason)
	if err != nil {
		return 0, err
	}
	return visits, nil
}

func (s *Store) remove(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Removal, reason string) (int, error) {
	id, resource := value.NewID(), "users"
	judged := `judged AS MATERIALIZED (SELECT NULL::uuid AS id, `
	from := `)`
	may := s.mayRemove(actor, seen)
	var whose any = seen.phoneTyped
	reserved := ""
	if seen.Account == nil {
		resource = "society360_removals"
	} else {
		judged, from = `judged AS MATERIALIZED (SELECT u.id, `, ` FROM users u WHERE u.id = @id FOR UPDATE OF u)`
		whose, reserved = *seen.Account, value.ReservedEmail(*seen.Account)
	}
	args := s.args(seen, actor)
	marks := removed.MarksOf(seen.key, s.settings.Region(), seen.known)
	maps.Copy(args, map[string]any{
		"removal": id, "reserved": reserved, "unusable": accounts.UnusablePassword, "seen_version": seen.version,
		"bars": seen.bars, "live": seen.live, "old": seen.old, "ats": seen.ats, "kinds": marks.Kinds, "words": marks.Words, "marks": marks.Sums,
		"gone_keys": seen.Keys, "gone_tokens": seen.Tokens, "gone_files": seen.Files, "gone_payments": seen.Payments, "gone_archived": len(seen.old),
	})
	visits, err := register.Run[int](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.PersonRemoved, Resource: resource, Lock: accounts.AccountsLock, Payload: []any{whose, reason}, Notes: reason, Within: removeTime,
		Hold: `SELECT set_config('statement_timeout', '` + removeTimeSQL + `', true)`,
		Change: judged + may.Broken() + ` AS broken` + from + `,
			done AS MATERIALIZED (
				SELECT j.id, society360_remove_person(@removal::uuid, j.id, @actor::uuid, @reserved::text, @unusable::text, @live::uuid[], @old::uuid[], @ats::timestamptz[],
					@kinds::text[], @words::integer[], @marks::bytea[]) AS visits
				FROM judged j WHERE j.broken = 0 AND EXISTS (SELECT FROM actor)
			),
			unbarred AS MATERIALIZED (SELECT d.id, d.visits, society360_remove_bars(@removal::uuid, @bars::uuid[]) AS bars FROM done d),
			change AS (
				SELECT coalesce(d.id, @removal::uuid) AS id, NULL::jsonb AS before, jsonb_build_object('visits', d.visits, 'archived', @gone_archived::int, 'payments', @gone_payments::int,
					'keys', @gone_keys::int, 'tokens', @gone_tokens::int, 'files', @gone_files::int, 'bars', d.bars) AS after, to_jsonb(d.visits) AS result FROM unbarred d
			)`,
		Args: args,
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Removal, error) {
			return s.removal(ctx, d, actor, Whom{Account: seen.Account, Phone: seen.phoneTyped})
		}),
	})
	if err != nil && connect.Violates(err, "society360_removal") {
		return 0, register.ChangedMeanwhile()
	}
	return visits, err
}

// mayRemove are the rules of a removal: it is of what was seen, and nothing hinders it.
func (s *Store) mayRemove(actor role.Actor, seen Removal) register.Rules[Removal] {
	hindered := func(now Removal) error {
		if len(now.Hinders) == 0 {
			return nil
		}
		said := make([]string, len(now.Hinders))
		for i, h := range now.Hinders {
			said[i] = h.String()
		}
		return fault.Refuse("This cannot be done yet: %s.", strings.Join(said, "; "))
	}
	rules := register.Rules[Removal]{
		{Holds: `NOT EXISTS (` + hinders() + `)`, Of: hindered},
		{Holds: `(SELECT count(*) FILTER (WHERE v.id = ANY (@live::uuid[])) = cardinality(@live::uuid[]) AND count(*) = cardinality(@live::uuid[]) FROM visitor_logs v WHERE ` + byPhone() + `)`, Says: register.ChangedMeanwhile()},
		{Holds: `(SELECT count(*) FILTER (WHERE v.id = ANY (@old::uuid[])) = cardinality(@old::uuid[]) AND count(*) = cardinality(@old::uuid[]) FROM archived_visitor_logs_list v WHERE ` + byPhone() + `)`, Says: register.ChangedMeanwhile()},
	}
	if seen.Account == nil {
		return append(rules, register.Rule[Removal]{Holds: `cardinality(@live::uuid[]) + cardinality(@old::uuid[]) > 0`, Says: register.ChangedMeanwhile()})
	}
	return append(register.Rules[Removal]{{Holds: `u.removed_at IS NULL AND ` + accounts.UserVersion + ` = @seen_version::text`, Of: func(Removal) error { return nil }}}, rules...)
}

// ForgetNames forgets names of visitors that no visit has any more, by which a search would
// look for them, and returns how many. It is done behind a removal, and again as often as
// one likes. Admins only.
func (s *Store) ForgetNames(ctx context.Context, actor role.Actor) (int, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(connect.Allow(ctx, removeTime), removeTime)
	defer cancel()
	gone := 0
	err := s.reg.Whole(ctx, func(conn *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '`+removeTimeSQL+`'`); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `SELECT society360_forget_names()`).Scan(&gone)
		})
	})
	return gone, connect.WriteError(err)
}

// Gone reports whether an error of Store.Removal says that there is nothing of them any more,
// which a removal may have brought about.
func (r Removal) Gone(err error) bool {
	var e *fault.Error
	return errors.Is(err, errRemoved) || r.Account == nil && errors.As(err, &e) && e.Kind == fault.NotFound
}
