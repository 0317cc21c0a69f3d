package accounts

import (
	"context"
	"crypto/rsa"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/ssh"
)

// SSHKey is a public key of an account or of a gate's terminal.
type SSHKey struct {
	ID uuid.UUID `json:"id"`
	// Owner is the account's e-mail, or the gate's name.
	Owner       string `json:"owner"`
	Fingerprint string `json:"fingerprint"`
	Comment     string `json:"comment"`
	// Letters is the character set that somebody has set for a terminal, one of Letters.
	Letters    string     `json:"letters,omitempty"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
}

// keyRow is a key as k user_ssh_keys has it, with its account u.
var keyRow = register.Describe(
	"user_ssh_keys", "k", ` JOIN users u ON u.id = k.user_id`,
	register.Column{Name: "id"},
	register.Column{Name: "user_id", Field: register.NotRead},
	register.Column{Field: "owner", Read: `u.email`},
	register.Column{Field: "letters", Read: `''`}, // a terminal's alone
	register.Column{Name: "fingerprint", Audited: true, AuditName: "ssh_key"},
	register.Column{Name: "comment", Text: true, Audited: true},
	register.Column{Name: "created_at"},
	register.Column{Name: "last_used_at"},
)

// terminalRow is a gate terminal's key as k gate_terminals has it.
var terminalRow = register.Describe(
	"gate_terminals", "k", ``,
	register.Column{Name: "id"},
	register.Column{Name: "gate", Field: "owner", Audited: true},
	register.Column{Name: "fingerprint", Audited: true, AuditName: "ssh_key"},
	register.Column{Name: "comment", Text: true, Audited: true},
	register.Column{Name: "letters", Text: true, Audited: true},
	register.Column{Name: "created_at"},
	register.Column{Name: "last_used_at"},
)

// minRSABits is the smallest RSA modulus taken.
const minRSABits = 2048

// parseKey reads one line of an authorized_keys file. Options are refused: they
// would promise what the desk does not do.
func parseKey(line string) (key ssh.PublicKey, comment string, err error) {
	key, comment, options, rest, err := ssh.ParseAuthorizedKey([]byte(line))
	switch {
	case err != nil:
		return nil, "", fault.Wrong("key", "This is not a public key; paste one line of a .pub file.")
	case len(options) > 0 || len(rest) > 0:
		return nil, "", fault.Wrong("key", "Paste the key alone, one line and no options.")
	}
	switch key.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
		ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256:
	case ssh.KeyAlgoRSA:
		if bits := rsaBits(key); bits < minRSABits {
			return nil, "", fault.Wrong("key", "This RSA key is too short; make one with: ssh-keygen -t ed25519")
		}
	default:
		return nil, "", fault.Wrong("key", "Keys of this type are not taken; make one with: ssh-keygen -t ed25519")
	}
	return key, value.Limit(value.Clean(comment), 100), nil
}

// AddKey lets the account of an e-mail sign in with a public key: AddAccountKey as
// the command line does it.
func (s *Store) AddKey(ctx context.Context, actor role.Actor, intent uuid.UUID, email, line string) (SSHKey, error) {
	if err := mayAtConsole(actor); err != nil {
		return SSHKey{}, err
	}
	email = value.Clean(email)
	return s.addUserKey(ctx, actor, intent, line, []string{email, line}, `lower(u.email) = lower(@email::text)`,
		pgx.NamedArgs{"email": email}, fault.Missing("There is no account %s.", email))
}

// AddAccountKey lets an account sign in with a public key: a line of an
// authorized_keys file without options. A key is as good as a password, so own, the
// actor's own password, is asked for. Field names for complaints: key, own.
func (s *Store) AddAccountKey(ctx context.Context, actor role.Actor, intent uuid.UUID, own string, account uuid.UUID, line string) (SSHKey, error) {
	if err := mayChangeAccounts(actor); err != nil {
		return SSHKey{}, err
	}
	if _, _, err := parseKey(line); err != nil {
		return SSHKey{}, err
	}
	if err := s.confirmOwn(ctx, actor, own); err != nil {
		return SSHKey{}, err
	}
	return s.addUserKey(ctx, actor, intent, line, []any{account, line}, `u.id = @account`,
		pgx.NamedArgs{"account": account, "email": ""}, fault.Refuse("This account was deleted meanwhile."))
}

// addUserKey adds a key to the account that the condition whose chooses; missing is
// the complaint where there is none.
func (s *Store) addUserKey(ctx context.Context, actor role.Actor, intent uuid.UUID, line string, payload any,
	whose string, args pgx.NamedArgs, missing *fault.Error,
) (SSHKey, error) {
	key, comment, err := parseKey(line)
	if err != nil {
		return SSHKey{}, err
	}
	may := register.Rules[SSHKey]{keyIsNew(), {Holds: `EXISTS (SELECT FROM owner)`, Says: missing}}
	added, err := s.addKey(ctx, actor, intent, register.Write{
		Action: action.UserKeyAdded, Resource: "users", Payload: payload, Args: args,
		Change: `
			owner AS (
				SELECT u.id FROM users u WHERE ` + whose + ` AND u.deleted_at IS NULL
				ORDER BY u.email <> @email::text, u.created_at, u.id LIMIT 1
			),
			` + may.Judged() + `,
			inserted AS (
				INSERT INTO user_ssh_keys AS k (id, user_id, fingerprint, public_key, comment)
				SELECT @id, o.id, @fingerprint::text, @key, @comment::text FROM owner o CROSS JOIN judged
				WHERE judged.broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + keyRow.Returning + `
			),
			change AS (
				SELECT k.user_id AS id, NULL::jsonb AS before, ` + keyRow.Snapshot + ` AS after, ` + keyRow.Result() + ` AS result
				FROM inserted k` + keyRow.Joins + `
			)`,
		Refuse: may.Refuse,
	}, key, comment)
	s.tellAccounts(intent, err)
	return added, err
}

// AddTerminal registers the key of a terminal that stands at a gate of the society,
// in any letter case. Its letters are one of Letters, or empty: they follow from its
// environment. They go before those of whoever signs in there.
func (s *Store) AddTerminal(ctx context.Context, actor role.Actor, intent uuid.UUID, gate, line, letters string) (SSHKey, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return SSHKey{}, err
	}
	gate, err := s.knownGate(ctx, gate)
	if err != nil {
		return SSHKey{}, err
	}
	if err := checkLetters(letters); err != nil {
		return SSHKey{}, err
	}
	key, comment, err := parseKey(line)
	if err != nil {
		return SSHKey{}, err
	}
	may := register.Rules[SSHKey]{keyIsNew()}
	return s.addKey(ctx, actor, intent, register.Write{
		Action: action.TerminalAdded, Resource: "gate_terminals", Payload: []string{gate, line, letters},
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO gate_terminals AS k (id, gate, fingerprint, public_key, comment, letters)
				SELECT @id, @gate::text, @fingerprint::text, @key, @comment::text, nullif(@letters::text, '')
				FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + terminalRow.Returning + `
			),` + terminalRow.Added(),
		Args:   pgx.NamedArgs{"gate": gate, "letters": letters},
		Refuse: may.Refuse,
	}, key, comment)
}

// knownGate is the gate of that name as the setting writes it.
func (s *Store) knownGate(ctx context.Context, name string) (string, error) {
	values, err := s.settings.Values(ctx)
	if err != nil {
		return "", err
	}
	gates := values.Gates()
	name = value.Limit(value.Clean(name), 50)
	at := slices.IndexFunc(gates, func(gate string) bool { return strings.EqualFold(gate, name) })
	if at < 0 {
		return "", fault.Wrong("gate", "There is no gate “%s”; the gates are %s (setting general.gates).", name, strings.Join(gates, ", "))
	}
	return gates[at], nil
}

// keyIsNew is the rule that no account and no terminal has the key yet.
func keyIsNew() register.Rule[SSHKey] {
	return register.Rule[SSHKey]{
		Holds: `NOT EXISTS (SELECT FROM user_ssh_keys WHERE fingerprint = @fingerprint::text)
			AND NOT EXISTS (SELECT FROM gate_terminals WHERE fingerprint = @fingerprint::text)`,
		Says: fault.Wrong("key", "This key is registered already; remove it first."),
	}
}

func (s *Store) addKey(ctx context.Context, actor role.Actor, intent uuid.UUID, w register.Write, key ssh.PublicKey, comment string) (SSHKey, error) {
	w.Intent, w.Lock = intent, "ssh-keys"
	w.Args["id"] = value.NewID()
	w.Args["fingerprint"] = ssh.FingerprintSHA256(key)
	w.Args["key"] = string(ssh.MarshalAuthorizedKey(key))
	w.Args["comment"] = value.Tidy(comment)
	return register.Run[SSHKey](ctx, s.reg, actor, w)
}

// RemoveKey takes a key from an account; a trigger ends all its sessions, for one that
// a stolen key opened looks like any other. NotFound: no account has the key.
func (s *Store) RemoveKey(ctx context.Context, actor role.Actor, intent uuid.UUID, fingerprint string) (SSHKey, error) {
	removed, err := s.removeKey(ctx, actor, intent, fingerprint, register.Write{
		Action: action.UserKeyRemoved, Resource: "users",
		Change: `
			removed AS (
				DELETE FROM user_ssh_keys k WHERE k.fingerprint = @fingerprint AND EXISTS (SELECT FROM actor)
				RETURNING ` + keyRow.Returning + `
			),
			change AS (
				SELECT k.user_id AS id, ` + keyRow.Snapshot + ` AS before, '{}'::jsonb AS after, ` + keyRow.Result() + ` AS result
				FROM removed k` + keyRow.Joins + `
			)`,
	})
	s.tellAccounts(intent, err)
	return removed, err
}

// SetTerminal says which letters the terminal with a key has, one of Letters, or empty:
// they follow from its environment. They hold from its next connection on. NotFound:
// no terminal has the key. Field name for complaints: letters.
func (s *Store) SetTerminal(ctx context.Context, actor role.Actor, intent uuid.UUID, fingerprint, letters string) (SSHKey, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return SSHKey{}, err
	}
	if err := checkLetters(letters); err != nil {
		return SSHKey{}, err
	}
	w := ofKey(fingerprint)
	w.Intent, w.Payload = intent, []string{fingerprint, letters}
	w.Action, w.Resource = action.TerminalChanged, "gate_terminals"
	w.Args["letters"] = letters
	w.Change = terminalRow.Move(`k.fingerprint = @fingerprint`, `0`, `letters = nullif(@letters::text, '')`)
	return register.Run[SSHKey](ctx, s.reg, actor, w)
}

// RemoveTerminal takes the key from a gate's terminal, whose connection ends, with
// the session of whoever has signed in there. NotFound: no terminal has the key.
func (s *Store) RemoveTerminal(ctx context.Context, actor role.Actor, intent uuid.UUID, fingerprint string) (SSHKey, error) {
	removed, err := s.removeKey(ctx, actor, intent, fingerprint, register.Write{
		Action: action.TerminalRemoved, Resource: "gate_terminals",
		Change: `
			removed AS (
				DELETE FROM gate_terminals k WHERE k.fingerprint = @fingerprint AND EXISTS (SELECT FROM actor)
				RETURNING ` + terminalRow.Returning + `
			),
			change AS (
				SELECT k.id, ` + terminalRow.Snapshot + ` AS before, '{}'::jsonb AS after, ` + terminalRow.Result() + ` AS result
				FROM removed k
			)`,
	})
	s.tellAccounts(intent, err)
	return removed, err
}

func (s *Store) removeKey(ctx context.Context, actor role.Actor, intent uuid.UUID, fingerprint string, w register.Write) (SSHKey, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return SSHKey{}, err
	}
	of := ofKey(fingerprint)
	w.Intent, w.Payload, w.Args, w.Explain = intent, fingerprint, of.Args, of.Explain
	return register.Run[SSHKey](ctx, s.reg, actor, w)
}

// ofKey is a write about the key of that fingerprint, and its answer where there is none.
func ofKey(fingerprint string) register.Write {
	fingerprint = value.Clean(fingerprint)
	return register.Write{
		Args: pgx.NamedArgs{"fingerprint": fingerprint},
		Explain: func(context.Context, connect.DB) error {
			return fault.Missing("No key has the fingerprint %s.", fingerprint)
		},
	}
}

// Keys lists the keys of the account of an e-mail, or of all where it is empty, 500
// at most. NotFound: there is no account of that e-mail.
func (s *Store) Keys(ctx context.Context, actor role.Actor, email string) ([]SSHKey, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return nil, err
	}
	email = value.Clean(email)
	keys, err := register.List[SSHKey](ctx, s.reg, keyRow.Query()+`
		WHERE @email::text = '' OR lower(u.email) = lower(@email::text)
		ORDER BY u.email, k.fingerprint LIMIT 500`, pgx.NamedArgs{"email": email})
	if err != nil || len(keys) > 0 || email == "" {
		return keys, err
	}
	_, err = userChange{email: email}.read(ctx, s.reg)
	return nil, err
}

// Terminals lists the terminals' keys by gate, 500 at most.
func (s *Store) Terminals(ctx context.Context, actor role.Actor) ([]SSHKey, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return nil, err
	}
	return register.List[SSHKey](ctx, s.reg, terminalRow.Query()+` ORDER BY k.gate, k.fingerprint LIMIT 500`, nil)
}

// KeyHolder is whose key a client offered: an account that may use the desk, or
// a gate's terminal.
type KeyHolder struct {
	// Account is zero for a terminal.
	Account uuid.UUID
	// Role is the account's, empty for a terminal.
	Role role.Role
	// Gate is the terminal's gate, empty for an account.
	Gate string
	// Letters is the character set that somebody has set for the terminal.
	Letters string
	// Epoch is the account's session_epoch.
	Epoch int64
}

// KeyHolder looks an offered key up. An account's key counts only where the user
// name is that account's e-mail. NotFound: nobody has the key. The caller must not
// act on it before the client has proved that it has the private key.
func (s *Store) KeyHolder(ctx context.Context, user string, key ssh.PublicKey) (KeyHolder, error) {
	found, err := register.List[struct {
		Account *uuid.UUID
		Role    role.Role
		Gate    string
		Letters string
		Epoch   int64
	}](ctx, s.reg, `
		SELECT u.id AS account, r.name AS role, '' AS gate, '' AS letters, u.session_epoch AS epoch
		FROM user_ssh_keys k JOIN users u ON u.id = k.user_id JOIN roles r ON r.id = u.role_id
		WHERE k.fingerprint = @fingerprint AND lower(u.email) = lower(@user::text)
		  AND `+MaySignIn(`u`)+`
		UNION ALL
		SELECT NULL, '', gate, coalesce(letters, ''), 0 FROM gate_terminals WHERE fingerprint = @fingerprint
		LIMIT 1`, pgx.NamedArgs{"fingerprint": ssh.FingerprintSHA256(key), "user": value.Clean(user)})
	switch {
	case err != nil:
		return KeyHolder{}, err
	case len(found) == 0:
		return KeyHolder{}, fault.Missing("This key is not registered.")
	case found[0].Account == nil:
		return KeyHolder{Gate: found[0].Gate, Letters: found[0].Letters}, nil
	}
	return KeyHolder{Account: *found[0].Account, Role: found[0].Role, Epoch: found[0].Epoch}, nil
}

// SignInWithKey opens a session for an account by its key, and audits it. The client
// has proved that it has the private key; epoch is what KeyHolder found.
func (s *Store) SignInWithKey(ctx context.Context, origin role.Origin, account uuid.UUID, epoch int64, fingerprint string) (role.Actor, error) {
	actor, err := s.Resume(ctx, origin, account, epoch)
	if err != nil {
		return role.Actor{}, err
	}
	_, err = register.Run[bool](ctx, s.reg, actor, register.Write{
		Intent: value.NewID(), Action: action.UserLogin, Resource: "users",
		Change: `
			used AS (
				UPDATE user_ssh_keys SET last_used_at = now() WHERE fingerprint = @fingerprint::text AND user_id = @actor
			),
			placed AS (` + placedWhere(`true`) + `),
			change AS (
				SELECT id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result FROM actor
			)`,
		Args:    pgx.NamedArgs{"fingerprint": fingerprint, "network": value.Network(origin.Address)},
		Details: map[string]any{"ssh_key": fingerprint},
		Explain: func(context.Context, connect.DB) error { return wrongPassword() },
	})
	return actor, err
}

// rsaBits is an RSA key's modulus in bits, 0 for another key.
func rsaBits(key ssh.PublicKey) int {
	crypto, ok := key.(ssh.CryptoPublicKey)
	if !ok {
		return 0
	}
	public, ok := crypto.CryptoPublicKey().(*rsa.PublicKey)
	if !ok {
		return 0
	}
	return public.N.BitLen()
}
