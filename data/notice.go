package data

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Notice is a row of announcements (SCHEMA.md 3.10), as the banner needs it.
type Notice struct {
	ID    uuid.UUID `json:"id"`
	Title string    `json:"title"`
}

// addressed is true of an announcement n that the actor is among the audience
// of: guards and admins read as staff, family members what is for all.
const addressed = `(coalesce(n.target_audience, 'all') = 'all'
	OR n.target_audience = 'staff' AND @actor_role IN ('admin', 'staff', 'guard')
	OR EXISTS (SELECT FROM user_units own WHERE own.user_id = @actor AND coalesce(own.status, 'active') = 'active'
		AND (n.target_audience = 'owners' AND own.resident_type = 'owner'
			OR n.target_audience = 'tenants' AND own.resident_type = 'tenant')))`

// UnreadImportant returns the important notices in force that the actor has
// not read, newest first, at most nine.
func (s *Store) UnreadImportant(ctx context.Context, actor Actor) ([]Notice, error) {
	if _, err := actor.may(readNotices); err != nil {
		return nil, err
	}
	return list[Notice](ctx, s.pool, `SELECT n.id, n.title FROM announcements n
		WHERE coalesce(n.is_important, false) AND (n.expires_at IS NULL OR n.expires_at > now()) AND `+addressed+`
		  AND NOT EXISTS (SELECT FROM announcement_reads r WHERE r.announcement_id = n.id AND r.user_id = @actor)
		ORDER BY n.created_at DESC, n.id DESC LIMIT 9`,
		pgx.NamedArgs{"actor": nullID(actor.UserID), "actor_role": string(actor.Role)})
}

// MarkRead records that the actor has read a notice; a second time changes
// nothing.
func (s *Store) MarkRead(ctx context.Context, actor Actor, intent, notice uuid.UUID) error {
	if _, err := actor.may(readNotices); err != nil {
		return err
	}
	_, err := run[Notice](ctx, s, actor, write{
		intent: intent, action: AnnouncementRead, resource: "announcements", payload: notice,
		change: `
			marked AS (
				INSERT INTO announcement_reads (announcement_id, user_id)
				SELECT n.id, a.id FROM announcements n, actor a WHERE n.id = @notice AND ` + addressed + `
				ON CONFLICT DO NOTHING RETURNING announcement_id, read_at
			),
			change AS (
				SELECT n.id, NULL::jsonb AS before, jsonb_build_object('read_at', m.read_at) AS after,
					jsonb_build_object('id', n.id, 'title', n.title) AS result
				FROM marked m JOIN announcements n ON n.id = m.announcement_id
			)`,
		args:    pgx.NamedArgs{"notice": notice},
		explain: func(context.Context, db) error { return refused("This notice was read already, or is gone.") },
	})
	return err
}
