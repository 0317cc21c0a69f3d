package accounts

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Session is a desk that is open now.
type Session struct {
	ID uuid.UUID `json:"id"`
	// UserID is the account; nil, as name, e-mail and role are empty, at a login
	// screen.
	UserID *uuid.UUID `json:"user_id"`
	Name   string     `json:"name"`
	Email  string     `json:"email"`
	Role   string     `json:"role"`
	Gate   string     `json:"gate"`
	// Address and Client are the peer's.
	Address string `json:"address"`
	Client  string `json:"client"`
	Screen  string `json:"screen"`
	// StartedAt is when the connection was made, ActiveAt the last key press, to the
	// minute.
	StartedAt time.Time `json:"started_at"`
	ActiveAt  time.Time `json:"active_at"`
	// Ending says that its server was asked to end the session and has not yet.
	Ending bool `json:"ending"`
}

// SessionsPage is how many sessions Sessions returns at most.
const SessionsPage = 200

// sessionLease is how long a session counts as open after its server last
// confirmed it; a server that died confirms nothing.
const sessionLease = `interval '90 seconds'`

// sessionSeen says that the server of a session d confirmed it lately. What lies
// ahead, as a clock that was wrong left it, confirms nothing.
const sessionSeen = `d.seen_at BETWEEN now() - ` + sessionLease + ` AND now() + ` + sessionLease

// DeskOpen is the condition that a session d is a desk that is open now.
const DeskOpen = `(d.ended_at IS NULL AND ` + sessionSeen + `)`

// Presence is what a server says of one of its sessions.
type Presence struct {
	ID uuid.UUID
	// UserID and Role tell who is signed in; nil and empty at a login screen.
	UserID   *uuid.UUID
	Role     role.Role
	Origin   role.Origin
	Screen   string
	ActiveAt time.Time
	// Epoch is that of UserID's sign-in, AnyEpoch while the session itself changes the
	// password.
	Epoch int64
	// Terminal is the fingerprint of the gate terminal's key that opened the
	// connection, empty elsewhere.
	Terminal string
}

// Dismissal is a session that must end, and the reason to show.
type Dismissal struct {
	ID     uuid.UUID
	Reason string
	// Whole says that the connection ends as well, whoever has signed in over it.
	Whole bool
}

// Attend confirms a server's sessions, all of them in one statement; sessions of
// this server that are not named are closed. server tells the society's servers
// apart. That somebody came, left, signed in or out is told under topic.Sessions.
// Which screen they look at and when they last pressed a key is not told: five
// hundred desks would hear of little else.
func (s *Store) Attend(ctx context.Context, server uuid.UUID, present []Presence) error {
	ids := make([]uuid.UUID, len(present))
	users := make([]*uuid.UUID, len(present))
	active := make([]time.Time, len(present))
	gates, addresses := make([]string, len(present)), make([]string, len(present))
	clients, screens := make([]string, len(present)), make([]string, len(present))
	for i, p := range present {
		ids[i], users[i], active[i] = p.ID, p.UserID, p.ActiveAt
		gates[i], addresses[i] = value.Limit(value.Clean(p.Origin.Gate), 50), value.Limit(value.Clean(p.Origin.Address), 45)
		clients[i], screens[i] = value.Limit(value.Clean(p.Origin.Client), 400), value.Limit(value.Clean(p.Screen), 50)
	}
	var changed bool
	err := s.reg.QueryRow(ctx, `
		WITH before AS (
			SELECT id, user_id FROM desk_sessions WHERE id = ANY (@ids::uuid[]) AND ended_at IS NULL
		), kept AS (
			INSERT INTO desk_sessions AS d (id, user_id, gate, ip_address, user_agent, server, screen, active_at)
			SELECT p.id, u.id, nullif(p.gate, ''), p.address, p.client, @server, nullif(p.screen, ''), p.active_at
			FROM unnest(@ids::uuid[], @users::uuid[], @gates::text[], @addresses::text[], @clients::text[],
				@screens::text[], @active::timestamptz[]) AS p (id, user_id, gate, address, client, screen, active_at)
				LEFT JOIN users u ON u.id = p.user_id
			ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, gate = excluded.gate, screen = excluded.screen,
				active_at = excluded.active_at, seen_at = now(), ended_at = NULL
			RETURNING d.id, d.user_id
		), ended AS (
			UPDATE desk_sessions SET ended_at = now()
			WHERE server = @server AND ended_at IS NULL AND NOT id = ANY (@ids::uuid[])
			RETURNING id
		)
		SELECT EXISTS (SELECT FROM ended) OR EXISTS (SELECT FROM kept LEFT JOIN before ON before.id = kept.id
			WHERE before.id IS NULL OR before.user_id IS DISTINCT FROM kept.user_id)`,
		pgx.NamedArgs{
			"ids": ids, "users": users, "gates": gates, "addresses": addresses,
			"clients": clients, "screens": screens, "active": active, "server": server,
		}).Scan(&changed)
	if err == nil && changed {
		s.reg.Notify(topic.Sessions)
	}
	return connect.WriteError(err)
}

// SignInPlace is an address from which an account opened a desk, and when it last
// did.
type SignInPlace struct {
	// Email is the account's.
	Email   string
	Address string
	At      time.Time
}

// signInPlaces is how many SignInPlaces returns at most.
const signInPlaces = 4096

// SignInPlaces returns from which addresses accounts opened desks during the last
// span of time, the latest first, at most 4096: a server that was just started
// learns from it who comes often.
func (s *Store) SignInPlaces(ctx context.Context, within time.Duration) ([]SignInPlace, error) {
	return register.List[SignInPlace](ctx, s.reg, `
		SELECT u.email, d.ip_address AS address, max(d.started_at) AS at
		FROM desk_sessions d JOIN users u ON u.id = d.user_id
		WHERE d.started_at > now() - @within::interval AND d.ip_address <> 'local'
		GROUP BY u.email, d.ip_address ORDER BY at DESC, u.email, d.ip_address LIMIT @most`,
		pgx.NamedArgs{"within": within, "most": signInPlaces})
}

// Dismissed returns which of a server's sessions have to end: their account was
// changed, the key of their terminal removed, or an admin ended them.
func (s *Store) Dismissed(ctx context.Context, present []Presence) ([]Dismissal, error) {
	if len(present) == 0 {
		return nil, nil
	}
	ids := make([]uuid.UUID, len(present))
	users := make([]*uuid.UUID, len(present))
	roles := make([]string, len(present))
	terminals := make([]string, len(present))
	epochs := make([]int64, len(present))
	for i, p := range present {
		ids[i], users[i], roles[i], epochs[i], terminals[i] = p.ID, p.UserID, string(p.Role), p.Epoch, p.Terminal
	}
	return register.List[Dismissal](ctx, s.reg, `
		SELECT p.id, t.gone AS whole, coalesce(d.end_reason, CASE WHEN t.gone THEN 'The key of this terminal was removed.'
				ELSE 'Your account was changed. Sign in again.' END) AS reason
		FROM unnest(@ids::uuid[], @users::uuid[], @roles::text[], @epochs::bigint[], @terminals::text[])
				AS p (id, user_id, role, epoch, terminal)
			CROSS JOIN LATERAL (SELECT p.terminal <> '' AND NOT EXISTS (
				SELECT FROM gate_terminals g WHERE g.fingerprint = p.terminal) AS gone) t
			LEFT JOIN desk_sessions d ON d.id = p.id
			LEFT JOIN users u ON u.id = p.user_id LEFT JOIN roles r ON r.id = u.role_id
		WHERE d.end_reason IS NOT NULL OR t.gone
		   OR p.user_id IS NOT NULL AND (u.id IS NULL OR NOT `+register.ActiveUser(`u`)+`
				OR coalesce(r.name, '') <> p.role OR `+epochOver(`p.epoch`)+`)`,
		pgx.NamedArgs{"ids": ids, "users": users, "roles": roles, "epochs": epochs, "terminals": terminals})
}

// Sessions lists who is on which desk, on every server, those that are open longest
// first: a page of SessionsPage behind the session after, nil for the first. Admins
// only.
func (s *Store) Sessions(ctx context.Context, actor role.Actor, after *Session) ([]Session, error) {
	if _, err := actor.Permit(role.ManageSessions); err != nil {
		return nil, err
	}
	args := pgx.NamedArgs{"first": after == nil, "at": time.Time{}, "id": uuid.Nil, "limit": SessionsPage}
	if after != nil {
		args["at"], args["id"] = after.StartedAt, after.ID
	}
	return register.List[Session](ctx, s.reg, `
		SELECT d.id, d.user_id, coalesce(u.full_name, '') AS name, coalesce(u.email, '') AS email, coalesce(r.name, '') AS role,
			coalesce(d.gate, '') AS gate, d.ip_address AS address, d.user_agent AS client, coalesce(d.screen, '') AS screen,
			d.started_at, d.active_at, d.end_reason IS NOT NULL AS ending
		FROM desk_sessions d LEFT JOIN users u ON u.id = d.user_id LEFT JOIN roles r ON r.id = u.role_id
		WHERE d.ended_at IS NULL AND `+sessionSeen+` AND (@first OR (d.started_at, d.id) > (@at, @id))
		ORDER BY d.started_at, d.id LIMIT @limit`, args)
}

// EndSession asks the server of a session to end it; the person is told why. One
// that has ended, or that somebody else ended first, is Refused. An admin may end
// their own. The trail keeps whose session it was, because somebody else may sign in
// at the same desk next.
func (s *Store) EndSession(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) error {
	if _, err := actor.Permit(role.ManageSessions); err != nil {
		return err
	}
	if reason = value.Limit(value.Clean(reason), 200); reason == "" {
		reason = "An admin ended this session."
	}
	_, err := register.Run[uuid.UUID](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.SessionEnded, Resource: "desk_sessions", Payload: []any{id, reason}, Notes: reason,
		Change: `
			updated AS (
				UPDATE desk_sessions SET end_reason = @reason::text
				WHERE id = @id AND ended_at IS NULL AND end_reason IS NULL AND EXISTS (SELECT FROM actor)
				RETURNING id, user_id
			),
			change AS (
				SELECT d.id, NULL::jsonb AS before, jsonb_build_object('user_id', u.id, 'full_name', u.full_name) AS after, to_jsonb(d.id) AS result
				FROM updated d LEFT JOIN users u ON u.id = d.user_id
			)`,
		Args:    pgx.NamedArgs{"id": id, "reason": reason},
		Explain: func(context.Context, connect.DB) error { return fault.Already("This session has ended already.") },
	})
	return err
}

// RefuseSession audits a connection that was closed for what it tried: of an account
// that had signed in, or of nobody known (uuid.Nil). why may hold bytes from the
// network: it is cleaned.
func (s *Store) RefuseSession(ctx context.Context, origin role.Origin, account uuid.UUID, why string) error {
	resource, about := "desk_sessions", (*uuid.UUID)(nil)
	if account != uuid.Nil {
		resource, about = "users", &account
	}
	_, err := register.Run[bool](ctx, s.reg, role.Actor{Origin: origin}, register.Write{
		Intent: value.NewID(), Action: action.SessionRefused, Resource: resource, Notes: value.Limit(value.Clean(why), 400),
		Change: `change AS (SELECT @account::uuid AS id, NULL::jsonb AS before, '{}'::jsonb AS after, to_jsonb(true) AS result)`,
		Args:   pgx.NamedArgs{"account": about},
	})
	return err
}
