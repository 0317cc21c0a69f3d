package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
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

// Token is a token by which a script proves an account, without its text, which is kept
// nowhere.
type Token struct {
	ID uuid.UUID `json:"id"`
	// Owner is the account's e-mail.
	Owner string `json:"owner"`
	// Name is what the token is for; an account has one of a name.
	Name string `json:"name"`
	// Commands are those that it serves, as they are typed: bills pay.
	Commands []string `json:"commands"`
	// LastDay is the last day on which it serves.
	LastDay value.Day `json:"last_day"`
	// Over says that this day is gone.
	Over       bool       `json:"over"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
}

// tokenRow is a token as t user_tokens has it, with its account u.
var tokenRow = register.Describe(
	"user_tokens", "t", ` JOIN users u ON u.id = t.user_id`,
	register.Column{Name: "id"},
	register.Column{Name: "user_id", Field: register.NotRead},
	register.Column{Field: "owner", Read: `u.email`},
	register.Column{Name: "name", Audited: true, AuditName: "token"},
	register.Column{Name: "commands", Audited: true},
	register.Column{Name: "last_day", Audited: true},
	register.Column{Field: "over", Read: `t.last_day < ` + settings.TodaySQL},
	register.Column{Name: "created_at"},
	register.Column{Name: "last_used_at"},
)

// Secret is the text of a token, made by NewSecret. It does not show itself in a log.
type Secret struct{ text string }

// secretBegins is how the text of every token begins, by which it is known where one
// should not be, such as in a repository.
const secretBegins = "society360_"

// NewSecret makes the text of a token, before the write is sent: whoever asked for it
// has it even where the answer is lost.
func NewSecret() Secret {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // it never fails
	return Secret{secretBegins + base64.RawURLEncoding.EncodeToString(random)}
}

// Reveal is the text itself, to be shown once to whoever asked for it.
func (s Secret) Reveal() string { return s.text }

// String hides the text.
func (s Secret) String() string { return "[token]" }

// GoString hides the text.
func (s Secret) GoString() string { return s.String() }

// hash is what is kept of a token's text. It is random and long, so that a plain hash
// tells nobody what it was.
func (s Secret) hash() string {
	sum := sha256.Sum256([]byte(s.text))
	return hex.EncodeToString(sum[:])
}

// What a token may be: for how many days, for how many commands, and of how many tokens of
// an account.
const (
	tokenDays     = 366
	tokenCommands = 50
	tokensMost    = 50
)

// TokenDraft is a token to be made. Field names for complaints: name, commands, days.
type TokenDraft struct {
	// Email is the account's.
	Email, Name string
	Commands    []string
	// Days is on how many days it serves, today among them.
	Days int
}

func (d *TokenDraft) check() error {
	d.Email, d.Name = value.Clean(d.Email), value.Clean(d.Name)
	bad := fault.Fields{}
	if d.Name == "" {
		bad.Add("name", "What is it for? A token needs a name.")
	}
	bad.Length("name", d.Name, 60)
	if d.Days < 1 || d.Days > tokenDays {
		bad.Add("days", "A token serves for 1 to %d days.", tokenDays)
	}
	for i, command := range d.Commands {
		d.Commands[i] = strings.Join(strings.Fields(value.Clean(command)), " ")
	}
	slices.Sort(d.Commands)
	if d.Commands = slices.Compact(d.Commands); len(d.Commands) == 0 || len(d.Commands) > tokenCommands || d.Commands[0] == "" || slices.ContainsFunc(d.Commands, func(c string) bool { return len(c) > 100 }) {
		bad.Add("commands", "A token serves commands that are named, 1 to %d of them.", tokenCommands)
	}
	return bad.Alone()
}

// AddToken gives an account a token, from the command line. Of a name that the account's
// token has already it is refused.
func (s *Store) AddToken(ctx context.Context, actor role.Actor, intent uuid.UUID, d TokenDraft, secret Secret) (Token, error) {
	if err := mayAtConsole(actor); err != nil {
		return Token{}, err
	}
	if err := d.check(); err != nil {
		return Token{}, err
	}
	may := register.Rules[Token]{
		{Holds: `EXISTS (SELECT FROM owner)`, Says: fault.Missing("There is no active account %s.", d.Email)},
		{
			Holds: `NOT EXISTS (SELECT FROM user_tokens o JOIN owner ON owner.id = o.user_id WHERE lower(o.name) = lower(@name::text))`,
			Says:  fault.Wrong("name", "The account has a token of this name; remove that one first, or choose another name."),
		},
		{
			Holds: `(SELECT count(*) FROM user_tokens o JOIN owner ON owner.id = o.user_id) < @most`,
			Says:  fault.Refuse("The account has %d tokens: remove those that nobody needs.", tokensMost),
		},
	}
	return register.Run[Token](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.UserTokenAdded, Resource: "users", Lock: AccountsLock,
		Payload: []any{d, secret.hash()},
		Args: pgx.NamedArgs{
			"id": value.NewID(), "email": d.Email, "name": d.Name, "hash": secret.hash(), "commands": d.Commands, "days": d.Days, "most": tokensMost,
		},
		Change: `
			owner AS (
				SELECT u.id FROM users u WHERE lower(u.email) = lower(@email::text) AND ` + MaySignIn(`u`) + `
				ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1
			),
			` + may.Judged() + `,
			inserted AS (
				INSERT INTO user_tokens AS t (id, user_id, name, token_hash, commands, last_day)
				SELECT @id, o.id, @name::text, @hash, @commands::text[], ` + settings.TodaySQL + ` + @days::int - 1 FROM owner o CROSS JOIN judged
				WHERE judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + tokenRow.Returning + `
			),
			change AS (
				SELECT t.user_id AS id, NULL::jsonb AS before, ` + tokenRow.Snapshot + ` AS after, ` + tokenRow.Result() + ` AS result
				FROM inserted t` + tokenRow.Joins + `
			)`,
		Refuse: may.Refuse,
	})
}

// RemoveToken ends the token of that name at once. NotFound: the account has none.
func (s *Store) RemoveToken(ctx context.Context, actor role.Actor, intent uuid.UUID, email, name string) (Token, error) {
	if err := mayChangeAccounts(actor); err != nil {
		return Token{}, err
	}
	email, name = value.Clean(email), value.Clean(name)
	return register.Run[Token](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.UserTokenRemoved, Resource: "users", Payload: []string{email, name},
		Args: pgx.NamedArgs{"email": email, "name": name},
		Change: `
			removed AS (
				DELETE FROM user_tokens t USING users o WHERE o.id = t.user_id AND lower(o.email) = lower(@email::text) AND lower(t.name) = lower(@name::text)
					AND EXISTS (SELECT FROM actor)
				RETURNING ` + tokenRow.Returning + `
			),
			change AS (
				SELECT t.user_id AS id, ` + tokenRow.Snapshot + ` AS before, '{}'::jsonb AS after, ` + tokenRow.Result() + ` AS result
				FROM removed t` + tokenRow.Joins + `
			)`,
		Explain: func(context.Context, connect.DB) error {
			return fault.Missing("The account %s has no token %s.", email, name)
		},
	})
}

// Tokens lists the tokens of the account of an e-mail, or of all where it is empty, 500
// at most. NotFound: there is no account of that e-mail.
func (s *Store) Tokens(ctx context.Context, actor role.Actor, email string) ([]Token, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return nil, err
	}
	email = value.Clean(email)
	tokens, err := register.List[Token](ctx, s.reg, tokenRow.Query()+`
		WHERE @email::text = '' OR lower(u.email) = lower(@email::text)
		ORDER BY u.email, lower(t.name), t.id LIMIT 500`, pgx.NamedArgs{"email": email})
	if err != nil || len(tokens) > 0 || email == "" {
		return tokens, err
	}
	_, err = userChange{email: email}.read(ctx, s.reg)
	return nil, err
}

// ProvedByToken returns the account of a token as an Actor, for a command that the token
// serves. email is the account that the command names, empty where it names none. A text
// that is no token counts as a wrong password does, at a door of its own; one that is
// good is not held up by them, for nobody guesses it.
func (s *Store) ProvedByToken(ctx context.Context, origin role.Origin, email, text, command string) (role.Actor, error) {
	secret, email := Secret{withoutLineEnd(text)}, value.Clean(email)
	found, err := register.List[Token](ctx, s.reg, tokenRow.Query()+` WHERE t.token_hash = @hash AND `+MaySignIn(`u`), pgx.NamedArgs{"hash": secret.hash()})
	if err != nil {
		return role.Actor{}, err
	}
	if len(found) == 0 {
		err := s.authenticate(ctx, claim{origin: origin, email: email, asked: "token", matches: noToken}, "", nil)
		if errors.Is(err, ErrWrongPassword) {
			err = &fault.Error{Kind: fault.Forbidden, Cause: ErrWrongPassword, Format: "This token is not one, or is not one any more. An admin makes another with society360 user token add."}
		}
		return role.Actor{}, err
	}
	t := found[0]
	switch {
	case email != "" && !strings.EqualFold(email, t.Owner):
		return role.Actor{}, s.refuseToken(ctx, origin, t, "of another account", "The token %s is not of %s.", t.Name, email)
	case t.Over:
		return role.Actor{}, s.refuseToken(ctx, origin, t, "over", "The token %s served until %s. An admin makes another with society360 user token add.", t.Name, t.LastDay)
	case !slices.Contains(t.Commands, command):
		return role.Actor{}, s.refuseToken(ctx, origin, t, "not for "+command, "The token %s does not serve %s, but %s.", t.Name, command, strings.Join(t.Commands, ", "))
	}
	if _, err := s.reg.Exec(ctx, `UPDATE user_tokens SET last_used_at = clock_timestamp() WHERE id = @id`, pgx.NamedArgs{"id": t.ID}); err != nil {
		return role.Actor{}, connect.WriteError(err)
	}
	return s.named(ctx, origin, t.Owner, role.ProvedByToken+t.Name)
}

// noToken is the match of a text that is no token.
func noToken(context.Context, account) (match, error) { return noMatch, nil }

// refuseToken audits that a token was used for what it does not serve, and says so.
func (s *Store) refuseToken(ctx context.Context, origin role.Origin, t Token, reason, says string, args ...any) error {
	_, err := register.Run[bool](ctx, s.reg, role.Actor{Origin: origin}, register.Write{
		Intent: value.NewID(), Action: action.UserLoginFailed, Resource: "users",
		Change:  `change AS (SELECT t.user_id AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result FROM user_tokens t WHERE t.id = @token)`,
		Args:    pgx.NamedArgs{"token": t.ID},
		Details: map[string]any{"email": t.Owner, "token": t.Name, "reason": "token " + reason},
		Explain: func(context.Context, connect.DB) error { return fault.Refuse("The token was removed meanwhile.") },
	})
	if err != nil {
		return err
	}
	return &fault.Error{Kind: fault.Forbidden, Format: says, Args: args}
}
