package notices

import (
	"context"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// TitleMax and ContentMax bound a notice, in characters: the column
// of the title, and what is still read on a screen.
const (
	TitleMax   = 150
	ContentMax = 10_000
)

// Text is what an admin types of a notice. Field names for complaints: title,
// content, audience, expires.
type Text struct {
	Title     string   `json:"title"`
	Content   string   `json:"content"`
	Audience  Audience `json:"audience"`
	Important bool     `json:"important"`
	// ExpiresAt is when the notice ends by itself, nil for one without an end.
	ExpiresAt *time.Time `json:"expires_at"`
}

// check tidies the text and returns the complaints about it, nil if none.
func (t *Text) check(today value.Day, seen *time.Time) *fault.Error {
	t.Title, t.Content = value.Clean(t.Title), strings.TrimSpace(value.CleanText(t.Content))
	bad := map[string]error{}
	complain := func(field, format string, args ...any) {
		bad[field] = &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
	}
	switch n := utf8.RuneCountInString(t.Title); {
	case n == 0:
		complain("title", "What is it about? A notice needs a title.")
	case n > TitleMax:
		complain("title", "At most %d characters fit here.", TitleMax)
	}
	switch n := utf8.RuneCountInString(t.Content); {
	case n == 0:
		complain("content", "What should people know? The text is empty.")
	case n > ContentMax:
		complain("content", "At most %d characters fit here.", ContentMax)
	}
	if t.ExpiresAt != nil && (seen == nil || !seen.Equal(*t.ExpiresAt)) {
		if e := value.RegisterDays().Wrong(value.DayOf(*t.ExpiresAt), today); e != nil {
			bad["expires"] = e
		}
	}
	if !t.Audience.valid() {
		complain("audience", "A notice is for all, owners, tenants or staff.")
	}
	if len(bad) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Format: "Something is missing or wrong; see the marked fields.", Bad: bad}
}

func (t *Text) args() pgx.NamedArgs {
	return pgx.NamedArgs{
		"title": t.Title, "content": t.Content, "audience": string(t.Audience),
		"important": t.Important, "expires": t.ExpiresAt,
	}
}

// Write publishes a new notice to its audience. Admins only. An end in the past is
// Invalid, field "expires".
func (s *Store) Write(ctx context.Context, actor role.Actor, intent uuid.UUID, t Text) (Notice, error) {
	if _, err := actor.Permit(role.WriteNotices); err != nil {
		return Notice{}, err
	}
	if bad := t.check(s.settings.ThisDay(), nil); bad != nil {
		return Notice{}, bad
	}
	args := t.args()
	args["id"] = value.NewID()
	may := register.Rules[Notice]{{Holds: `@expires::timestamptz IS NULL OR @expires > now()`, Says: noticeEndsInThePast()}}
	return register.Run[Notice](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.AnnouncementCreated, Resource: "announcements", Payload: t, Args: args,
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO announcements AS n (id, title, content, author_id, target_audience, is_important, created_at, expires_at)
				SELECT @id, @title, @content, @actor, @audience, @important, now(), @expires
				FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + noticeRow.Returning + `
			),` + noticeRow.Added(),
		Refuse: may.Refuse,
	})
}

func noticeEndsInThePast() *fault.Error { return fault.Wrong("expires", "That time is past.") }

// Change is a notice written anew; Seen is the notice as it was when the
// person began: what somebody else changed since is not overwritten.
type Change struct {
	Text
	Seen Notice `json:"-"`
	// Again shows the notice anew to who has read it.
	Again bool `json:"again"`
	// Given is what was typed where that is less than the whole notice, which was read for
	// the rest of it: the same again under its intent is the same change. Nil where all was.
	Given []string `json:"-"`
}

// SaysOther reports whether the change makes the notice say something else than who
// read it has read: in title, text or end.
func (c Change) SaysOther() bool {
	ends, ended := c.ExpiresAt, c.Seen.ExpiresAt
	return value.Clean(c.Title) != c.Seen.Title || strings.TrimSpace(value.CleanText(c.Content)) != c.Seen.Content ||
		(ends == nil) != (ended == nil) || ends != nil && !ends.Equal(*ended)
}

// Change changes a notice. Who has read it has read it, unless it is shown to them
// again; whoever changes it knows it. Admins only. A new
// end in the past is Invalid, field "expires"; Expire ends a notice now.
// Refused (*fault.Conflict[Notice]): somebody else changed it since it was seen.
func (s *Store) Change(ctx context.Context, actor role.Actor, intent uuid.UUID, c Change) (Notice, error) {
	if _, err := actor.Permit(role.WriteNotices); err != nil {
		return Notice{}, err
	}
	if bad := c.check(s.settings.ThisDay(), c.Seen.ExpiresAt); bad != nil {
		return Notice{}, bad
	}
	args := c.args()
	args["version"], args["again"] = c.Seen.Version, c.Again
	payload := []any{c.Seen.ID, c.Seen.Version, c.Text, c.Again}
	if c.Given != nil {
		payload = []any{c.Seen.ID, c.Given}
	}
	changed, err := s.moveNotice(ctx, actor, intent, noticeMove{
		action: action.AnnouncementUpdated, id: c.Seen.ID, payload: payload, args: args,
		rules: register.Rules[Notice]{
			{Holds: `n.xmin::text = @version`, Ask: func(ctx context.Context, d connect.DB, now Notice) error {
				return register.Overtaken(ctx, d, noticeRow, now.ID, c.Seen, now, "")
			}},
			{
				Holds: `@expires::timestamptz IS NULL OR @expires > now() OR @expires IS NOT DISTINCT FROM n.expires_at`,
				Says:  noticeEndsInThePast(),
			},
		},
		set: `title = @title, content = @content, target_audience = @audience, is_important = @important, expires_at = @expires,
			shown_again_at = CASE WHEN @again THEN clock_timestamp() ELSE n.shown_again_at END`,
		// Not before the times that the change has put into the row.
		beside: `,
			known AS (
				INSERT INTO announcement_reads AS r (announcement_id, user_id, read_at)
				SELECT n.id, a.id, greatest(n.changed_at, n.shown_again_at, now()) FROM updated n, actor a WHERE a.id IS NOT NULL
				ON CONFLICT (user_id, announcement_id) DO UPDATE SET read_at = excluded.read_at
			)`,
	})
	if err != nil {
		return Notice{}, err
	}
	changed.Read, changed.Changed = true, false
	return changed, nil
}

// Expire ends a notice now. Admins only. Refused: it has expired already.
func (s *Store) Expire(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (Notice, error) {
	if _, err := actor.Permit(role.WriteNotices); err != nil {
		return Notice{}, err
	}
	return s.moveNotice(ctx, actor, intent, noticeMove{
		action: action.AnnouncementExpired, id: id, payload: id,
		rules: register.Rules[Notice]{{
			// By the clock, not by the transaction's start: the other of two admins may
			// have waited for the row since before it was ended.
			Holds: `n.expires_at IS NULL OR n.expires_at > clock_timestamp()`,
			Of:    Notice.endedAlready,
		}},
		set: `expires_at = now()`,
	})
}

// endedAlready refuses to end a notice a second time.
func (n Notice) endedAlready() error {
	if n.ExpiresAt == nil {
		return fault.Already("%s has expired already.", n.Title)
	}
	return fault.Already("%s expired already at %s.", n.Title, *n.ExpiresAt)
}

// noticeMove is a change of one notice's row under rules.
type noticeMove struct {
	action  action.Action
	id      uuid.UUID
	payload any
	rules   register.Rules[Notice]
	set     string
	// beside are further CTEs, on the changed row in updated.
	beside string
	args   pgx.NamedArgs
}

// moveNotice locks the notice, changes it if the rules hold, and audits the change.
func (s *Store) moveNotice(ctx context.Context, actor role.Actor, intent uuid.UUID, m noticeMove) (Notice, error) {
	args := pgx.NamedArgs{"id": m.id}
	maps.Copy(args, m.args)
	return register.Run[Notice](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: m.action, Resource: "announcements", Payload: m.payload, Args: args,
		Change: noticeRow.Judged(`n.id = @id`, m.rules.Broken()) + `,` + noticeRow.Updated(m.set) + m.beside + `,` +
			noticeRow.Change(`updated`, `n.before`),
		Refuse: m.rules.RefuseOf(func(ctx context.Context, d connect.DB) (Notice, error) {
			return noticeByID(ctx, d, actor, m.id)
		}),
	})
}
