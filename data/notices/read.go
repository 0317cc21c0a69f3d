package notices

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Headline is a notice as the banner needs it.
type Headline struct {
	ID    uuid.UUID `json:"id"`
	Title string    `json:"title"`
	// Version is what MarkRead names.
	Version string `json:"version"`
	// Changed reports whether the reader has read it as it was before; Since is when it
	// was published or shown anew.
	Changed bool      `json:"changed"`
	Since   time.Time `json:"since"`
	// AuthorID is who wrote it, nil where that is not known.
	AuthorID *uuid.UUID `json:"author_id"`
}

// UnreadImportant returns the important notices in force that the actor has
// not read, newest first, at most nine.
func (s *Store) UnreadImportant(ctx context.Context, actor role.Actor) ([]Headline, error) {
	if _, err := actor.Permit(role.ReadNotices); err != nil {
		return nil, err
	}
	const since = `greatest(` + noticeWritten + `, n.shown_again_at)`
	return register.List[Headline](ctx, s.reg, `SELECT n.id, n.title, n.xmin::text AS version, `+noticeChanged+` AS changed,
			`+since+` AS since, n.author_id
		FROM announcements n
		WHERE coalesce(n.is_important, false) AND `+noticeInForce+` AND `+addressed()+` AND NOT `+noticeRead+`
		ORDER BY `+since+` DESC, n.id DESC LIMIT 9`, noticeArgs(actor))
}

// MarkRead records that the actor has read a notice as it is in a version, also one
// that they had read before it was changed. Refused, with nothing changed: they had
// read that, or the notice was changed since, or is gone.
func (s *Store) MarkRead(ctx context.Context, actor role.Actor, intent, notice uuid.UUID, version string) error {
	if _, err := actor.Permit(role.ReadNotices); err != nil {
		return err
	}
	_, err := register.Run[Headline](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.AnnouncementRead, Resource: "announcements", Payload: []any{notice, version},
		// The row is locked against who changes it, not against other readers: of the
		// two whoever is second finds what the first one did.
		Change: `
			shown AS (
				SELECT n.id, n.title, greatest(n.changed_at, n.shown_again_at) AS changed FROM announcements n
				WHERE n.id = @notice AND n.xmin::text = @version AND ` + addressed() + ` FOR SHARE
			),
			marked AS (
				INSERT INTO announcement_reads AS r (announcement_id, user_id)
				SELECT n.id, a.id FROM shown n, actor a
				ON CONFLICT (user_id, announcement_id) DO UPDATE SET read_at = excluded.read_at
					WHERE r.read_at < (SELECT n.changed FROM shown n)
				RETURNING read_at
			),
			change AS (
				SELECT n.id, NULL::jsonb AS before, jsonb_build_object('read_at', m.read_at) AS after,
					jsonb_build_object('id', n.id, 'title', n.title) AS result
				FROM marked m, shown n
			)`,
		Args: pgx.NamedArgs{"notice": notice, "version": version},
		// A morning's important notice is read by everybody: told each time, every
		// desk would ask for its banner as often.
		Quiet: true,
		Explain: func(context.Context, connect.DB) error {
			return fault.Already("This notice was read already, or was changed, or is gone.")
		},
	})
	return err
}

// Readers counts who else of an audience has read a notice since it was last shown
// anew: to them it can be shown again (Change.Again). Admins only. A notice that is gone
// has none.
func (s *Store) Readers(ctx context.Context, actor role.Actor, notice uuid.UUID, audience Audience) (int, error) {
	if _, err := actor.Permit(role.WriteNotices); err != nil {
		return 0, err
	}
	readers, err := register.One[struct{ Count int }](ctx, s.reg, `SELECT count(*) AS count
		FROM announcements n JOIN announcement_reads r ON r.announcement_id = n.id AND `+readNow+`
		JOIN users u ON u.id = r.user_id AND `+register.ActiveUser(`u`)+` JOIN roles o ON o.id = u.role_id
		WHERE n.id = @notice AND u.id IS DISTINCT FROM @actor AND `+addressedTo(`@audience`, `u.id`, `o.name`),
		pgx.NamedArgs{"notice": notice, "audience": string(audience), "actor": value.NullID(actor.UserID)})
	return readers.Count, err
}
