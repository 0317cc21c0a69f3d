package desks

import (
	"context"
	"errors"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// placesLast is how long a network is kept from which an account signed in: it is a
// stranger there after 90 days without. sessionsLast is how long a desk that ended is,
// longer than a server that starts asks back who came often.
const (
	placesLast   = 100 * 24 * time.Hour
	sessionsLast = 100 * 24 * time.Hour
)

// tidyChunk is how many rows one statement deletes: easily within its time limit.
const tidyChunk = 10_000

// Tidied counts what a Tidy forgot.
type Tidied struct {
	// Intents are keys of writes, Files those of boxes that expired, Attempts
	// failed sign-ins that count no more, Places networks from which an account came so
	// long ago that it is a stranger there, Sessions desks that ended, or whose server was
	// killed, before the trail's sign-ins are asked who comes often.
	Intents  int `json:"intents"`
	Files    int `json:"files"`
	Attempts int `json:"attempts"`
	Places   int `json:"places"`
	Sessions int `json:"sessions"`
	// Ahead are moments that lay ahead, as a clock that was wrong left them, and were
	// brought to the present: nothing is kept or holds for longer than it should.
	Ahead int `json:"ahead"`
}

// Tidy deletes what the desk kept for itself long enough; nothing of the society is
// touched. What it deleted is audited. A second run, or several at once, do no harm.
// The program and admins only.
func (s *Store) Tidy(ctx context.Context, actor role.Actor) (Tidied, error) {
	var all Tidied
	if _, err := actor.Permit(role.TidyDesk); err != nil {
		return all, err
	}
	values, err := s.settings.Values(ctx)
	if err != nil {
		return all, err
	}
	for {
		done, err := s.tidyOnce(ctx, actor, values.IntentsKept())
		if errors.Is(err, homes.ErrNothingDue) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all.Intents += done.Intents
		all.Files += done.Files
		all.Attempts += done.Attempts
		all.Places += done.Places
		all.Sessions += done.Sessions
		all.Ahead += done.Ahead
	}
}

// ahead is the condition that a moment lies ahead of the present.
const ahead = ` > now() + interval '1 minute'`

// broughtBack is a CTE's statement that brings moments of the desk's own tables that lie
// further ahead than they can be to where they may lie at most.
func broughtBack(table, key, column, most string) string {
	return `UPDATE ` + table + ` SET ` + column + ` = ` + most + ` WHERE EXISTS (SELECT FROM actor) AND (` + key + `) IN (
					SELECT ` + key + ` FROM ` + table + ` WHERE ` + column + ` > ` + most + ` + interval '1 minute' LIMIT @chunk FOR UPDATE SKIP LOCKED)
				RETURNING 1`
}

func (s *Store) tidyOnce(ctx context.Context, actor role.Actor, intents time.Duration) (Tidied, error) {
	return register.Run[Tidied](ctx, s.reg, actor, register.Write{
		Intent: uuid.New(), Action: action.DeskTidied, Resource: "write_intents", Payload: "tidy", Quiet: true,
		Change: `
			old_intents AS (
				DELETE FROM write_intents w WHERE EXISTS (SELECT FROM actor) AND w.key IN (SELECT o.key FROM write_intents o
					WHERE o.created_at < now() - @intents::interval LIMIT @chunk FOR UPDATE SKIP LOCKED)
				RETURNING 1
			),
			old_files AS (
				DELETE FROM desk_files f WHERE EXISTS (SELECT FROM actor) AND f.id IN (SELECT o.id FROM desk_files o
					WHERE o.expires_at < now() LIMIT 50 FOR UPDATE SKIP LOCKED)
				RETURNING 1
			),
			old_attempts AS (
				DELETE FROM sign_in_attempts t WHERE EXISTS (SELECT FROM actor) AND (t.account, t.address) IN (
					SELECT o.account, o.address FROM sign_in_attempts o
					WHERE o.last_failed_at < now() - interval '1 day' OR o.last_failed_at` + ahead + ` LIMIT @chunk FOR UPDATE SKIP LOCKED)
				RETURNING 1
			),
			old_places AS (
				DELETE FROM sign_in_places p WHERE EXISTS (SELECT FROM actor) AND (p.user_id, p.network) IN (
					SELECT o.user_id, o.network FROM sign_in_places o
					WHERE o.last_at < now() - @places::interval LIMIT @chunk FOR UPDATE SKIP LOCKED)
				RETURNING 1
			),
			left_open AS (
				UPDATE desk_sessions d SET ended_at = least(d.seen_at, now()), seen_at = least(d.seen_at, now()) WHERE EXISTS (SELECT FROM actor) AND d.id IN (
					SELECT o.id FROM desk_sessions o WHERE o.ended_at IS NULL AND (o.seen_at < now() - interval '1 hour' OR o.seen_at` + ahead + `) LIMIT @chunk FOR UPDATE SKIP LOCKED)
				RETURNING 1
			),
			old_sessions AS (
				DELETE FROM desk_sessions d WHERE EXISTS (SELECT FROM actor) AND d.id IN (
					SELECT o.id FROM desk_sessions o WHERE o.ended_at < now() - @sessions::interval LIMIT @chunk FOR UPDATE SKIP LOCKED)
				RETURNING 1
			),
			intents_ahead AS (
				` + broughtBack("write_intents", "key", "created_at", "now()") + `
			),
			files_ahead AS (
				` + broughtBack("desk_files", "id", "expires_at", "now() + @files::interval") + `
			),
			places_ahead AS (
				` + broughtBack("sign_in_places", "user_id, network", "last_at", "now()") + `
			),
			sessions_ahead AS (
				` + broughtBack("desk_sessions", "id", "ended_at", "now()") + `
			),
			one_times_ahead AS (
				` + broughtBack("users", "id", "one_time_expires_at", "now() + @one_time::interval") + `
			),
			forgot AS (
				SELECT (SELECT count(*) FROM old_intents) AS intents, (SELECT count(*) FROM old_files) AS files,
					(SELECT count(*) FROM old_attempts) AS attempts, (SELECT count(*) FROM old_places) AS places,
					(SELECT count(*) FROM old_sessions) AS sessions, (SELECT count(*) FROM left_open) AS left_open,
					(SELECT count(*) FROM (SELECT FROM intents_ahead UNION ALL SELECT FROM files_ahead UNION ALL SELECT FROM places_ahead
						UNION ALL SELECT FROM sessions_ahead UNION ALL SELECT FROM one_times_ahead) a) AS ahead
			),
			change AS (
				SELECT NULL::uuid AS id, NULL::jsonb AS before, to_jsonb(f) AS after, to_jsonb(f) AS result
				FROM forgot f WHERE f.intents + f.files + f.attempts + f.places + f.sessions + f.left_open + f.ahead > 0
			)`,
		Args: pgx.NamedArgs{"intents": intents, "chunk": tidyChunk, "places": placesLast, "sessions": sessionsLast, "files": files.Longest, "one_time": accounts.OneTimeLongest},
		Explain: func(context.Context, connect.DB) error {
			return &fault.Error{Kind: fault.NotFound, Format: "There is nothing to forget.", Cause: homes.ErrNothingDue}
		},
	})
}

// Analyze has the database gather statistics of the large tables for its plans, as
// the owner. counted is false where the role does not own a table: the server then
// answers with a warning, and its own daemon will do it. Errors: Unavailable.
func Analyze(ctx context.Context, cfg connect.Config) (counted bool, err error) {
	cc, err := connect.OwnerConfig(cfg)
	if err != nil {
		return false, err
	}
	counted = true
	cc.OnNotice = func(_ *pgconn.PgConn, notice *pgconn.Notice) {
		counted = counted && notice.SeverityUnlocalized != "WARNING"
	}
	conn, err := connect.DialOwner(ctx, cc)
	if err != nil {
		return false, connect.ReadError(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := connect.CheckOwner(ctx, conn); err != nil {
		return false, connect.ReadError(err)
	}
	_, err = conn.Exec(ctx, `ANALYZE users, blocks, units, user_units, visitor_logs, maintenance_tickets,
		bills, payments, announcements, audit_logs, write_intents`)
	return counted && err == nil, connect.ReadError(err)
}
