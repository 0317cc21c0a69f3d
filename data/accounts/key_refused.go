package accounts

import (
	"context"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// keyCounter stands before the name under which refused keys are counted: no account's
// e-mail begins with it, and what is typed as one is cleaned of it.
const keyCounter = " key "

// Why a key let nobody in, as the trail has it.
const (
	keyUnknown = "unknown key"
	keyOthers  = "key of another account"
	keyBarred  = "key of an account that may not sign in"
)

// RefuseKeys audits a sign-in under a user name that ended with none but keys that let
// nobody in: fingerprints are theirs. They slow nobody down, for nobody guesses a key;
// they are counted all the same, those of an account for itself and those of names that
// no account has together, so that a scanner has a row of the trail for its first tries
// and then for those that double their number.
func (s *Store) RefuseKeys(ctx context.Context, origin role.Origin, user string, fingerprints []string) error {
	user = value.Limit(value.Clean(user), 255)
	tried, err := register.One[struct {
		Account    *uuid.UUID
		Reason     string
		Failures   int
		Everywhere int
	}](ctx, s.reg, `
		WITH held AS (
			SELECT u.id, u.email, `+MaySignIn(`u`)+` AS usable FROM user_ssh_keys k JOIN users u ON u.id = k.user_id
			WHERE k.fingerprint = ANY (@keys::text[]) ORDER BY usable, u.id LIMIT 1
		), named AS (
			SELECT u.id FROM users u WHERE lower(u.email) = lower(@user) ORDER BY u.email <> @user, u.deleted_at IS NOT NULL, u.created_at, u.id LIMIT 1
		), about AS (
			SELECT coalesce((SELECT id FROM held WHERE NOT usable), (SELECT id FROM named), (SELECT id FROM held)) AS account,
				CASE (SELECT usable FROM held) WHEN true THEN '`+keyOthers+`' WHEN false THEN '`+keyBarred+`' ELSE '`+keyUnknown+`' END AS reason
		), counted AS (
			INSERT INTO sign_in_attempts AS t (account, address, failures, last_failed_at)
			SELECT '`+keyCounter+`' || coalesce(a.account::text, ''), n.network, 1, clock_timestamp()
			FROM about a, (VALUES (@network), ('`+anywhere+`')) n (network) ORDER BY n.network DESC
			`+oneMoreFailure+` RETURNING t.address, t.failures
		)
		SELECT a.account, a.reason, (SELECT failures FROM counted WHERE address <> '`+anywhere+`') AS failures,
			(SELECT failures FROM counted WHERE address = '`+anywhere+`') AS everywhere FROM about a`,
		pgx.NamedArgs{"keys": fingerprints, "user": user, "network": value.Network(origin.Address)})
	if err != nil {
		return err
	}
	if !(account{Failures: tried.Failures, Stranger: true, Strange: tried.Everywhere}).told() {
		return nil
	}
	name := value.LoginName(user)
	_, err = register.Run[bool](ctx, s.reg, role.Actor{Origin: origin}, register.Write{
		Intent: value.NewID(), Action: action.UserLoginFailed, Resource: "users",
		Change: `change AS (SELECT @account::uuid AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result)`,
		Args:   pgx.NamedArgs{"account": tried.Account},
		Details: map[string]any{
			"email": name, "ssh_keys": fingerprints, "reason": tried.Reason, "failures": tried.Failures, "failures_elsewhere": tried.Everywhere,
		},
	})
	return err
}
