// Package notices is the announcements and who has read them.
package notices

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Audience is whom a notice is for, announcements.target_audience.
type Audience string

// The audiences. Guards and admins read as staff; family members read what is for
// all.
const (
	ForAll     Audience = "all"
	ForOwners  Audience = "owners"
	ForTenants Audience = "tenants"
	ForStaff   Audience = "staff"
)

// Audiences lists them in the order in which people choose.
func Audiences() []Audience { return []Audience{ForAll, ForOwners, ForTenants, ForStaff} }

func (a Audience) valid() bool {
	switch a {
	case ForAll, ForOwners, ForTenants, ForStaff:
		return true
	}
	return false
}

// Notice is a row of announcements with its author's name. Strings are cleaned,
// times UTC.
type Notice struct {
	ID    uuid.UUID `json:"id"`
	Title string    `json:"title"`
	// Content is text of several lines in the small Markdown: bold, lists and
	// paragraphs.
	Content  string     `json:"content"`
	AuthorID *uuid.UUID `json:"author_id"`
	Author   string     `json:"author"`
	Audience Audience   `json:"audience"`
	// Important notices stand in the banner of those addressed until they are read.
	Important bool      `json:"important"`
	CreatedAt time.Time `json:"created_at"`
	// ExpiresAt is nil for a notice without an end.
	ExpiresAt *time.Time `json:"expires_at"`
	// Expired marks a notice that is no longer in force.
	Expired bool `json:"expired"`
	// ChangedAt is when title, text or end were last changed, by whichever program;
	// nil: never.
	ChangedAt *time.Time `json:"changed_at"`
	// Addressed reports whether the reader is among the audience: an admin reads
	// the others' notices as well. Read reports whether the reader has read it since
	// it was last shown anew, Changed whether they have read it as it was before its
	// last change and not since.
	Addressed bool `json:"addressed"`
	Read      bool `json:"read"`
	Changed   bool `json:"changed"`
	// Version changes with every change of the row; a change names the one it was
	// made from.
	Version string `json:"version"`
}

// Unread reports whether the notice still waits for its reader.
func (n Notice) Unread() bool { return n.Addressed && !n.Read }

// addressed is the condition that the actor is among the audience of an announcement n.
func addressed() string {
	return addressedTo(`coalesce(n.target_audience, 'all')`, `@actor::uuid`, `@actor_role`)
}

// addressedTo is the condition that an account with a role is among an audience: guards
// and admins read as staff, family members what is for all. The program itself is in no
// audience, for nothing waits unread for it.
func addressedTo(audience, account, as string) string {
	return `(` + audience + ` = 'all' AND ` + account + ` IS NOT NULL
	OR ` + audience + ` = 'staff' AND ` + as + ` IN ('admin', 'staff', 'guard')
	OR EXISTS (SELECT FROM user_units l WHERE l.user_id = ` + account + ` AND ` + homes.ResidesNow + `
		AND (` + audience + ` = 'owners' AND l.resident_type = 'owner'
			OR ` + audience + ` = 'tenants' AND l.resident_type = 'tenant')))`
}

const (
	noticeInForce = `(n.expires_at IS NULL OR n.expires_at > now())`
	// readNow is true of a reading r of a notice n that holds still: the notice was not
	// shown anew since.
	readNow       = `r.read_at >= coalesce(n.shown_again_at, '-infinity')`
	noticeRead    = `EXISTS (SELECT FROM announcement_reads r WHERE r.announcement_id = n.id AND r.user_id = @actor AND ` + readNow + `)`
	noticeChanged = `EXISTS (SELECT FROM announcement_reads r WHERE r.announcement_id = n.id AND r.user_id = @actor AND r.read_at < n.changed_at)`
	// noticeWritten is when a notice was written; one that another program left
	// without a time is older than all others.
	noticeWritten = `coalesce(n.created_at, timestamptz '1970-01-01 00:00:00+00')`
	// noticeWords is written as its index is.
	noticeWords = `to_tsvector('simple', society360_words(n.title || ' ' || left(n.content, 100000)))`
)

// noticeRow is a notice as n announcements has it, with its author a, for the actor
// that noticeArgs tell.
var noticeRow = register.Describe(
	"announcements", "n", ` LEFT JOIN users a ON a.id = n.author_id`,
	register.Column{Name: "id"},
	register.Column{Name: "title", Audited: true},
	register.Column{Name: "content", Audited: true},
	register.Column{Name: "author_id"},
	register.Column{Field: "author", Read: `coalesce(a.full_name, '')`},
	register.Column{Name: "target_audience", Field: "audience", Or: `'all'`, Audited: true},
	register.Column{Name: "is_important", Field: "important", Or: `false`, Audited: true},
	register.Column{Name: "created_at", Read: noticeWritten},
	register.Column{Name: "expires_at", Read: `CASE WHEN isfinite(n.expires_at) THEN n.expires_at END`, Audited: true},
	register.Column{Name: "changed_at"},
	register.Column{Name: "shown_again_at", Field: register.NotRead, Audited: true},
	register.Column{Field: "expired", Read: `NOT ` + noticeInForce},
	register.Column{Field: "addressed", Read: addressed()},
	register.Column{Field: "read", Read: noticeRead},
	register.Column{Field: "changed", Read: noticeChanged},
	register.Column{Name: "xmin", Field: "version", Read: `n.xmin::text`},
)

// noticeArgs are the arguments that the conditions above name.
func noticeArgs(actor role.Actor) pgx.NamedArgs {
	return pgx.NamedArgs{"actor": value.NullID(actor.UserID), "actor_role": string(actor.Role)}
}

// readable is the condition on the notices that the actor may read: those who
// write notices read them all, others what is addressed to them and in force.
func readable(actor role.Actor) string {
	if _, err := actor.Permit(role.WriteNotices); err == nil {
		return `true`
	}
	return addressed() + ` AND ` + noticeInForce
}

// View is one of the lists of notices.
type View uint8

// The lists of notices.
const (
	// InForce are those that have not expired: unread ones first, then the
	// newest.
	InForce View = iota
	// Expired are for those who write notices: the last expired first.
	Expired
)

// Filter chooses notices.
type Filter struct {
	View View
	// Audience keeps to the notices of one audience; empty for all that the
	// actor may read.
	Audience Audience
	// Search is words of title and content as people type them into a search
	// ("water -tank", "lift or pump", quoted phrases); the last word may be the
	// beginning of one. Empty for all.
	Search string
	// After continues behind the last row of the page before.
	After *Cursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// Cursor is the place of a row in its list's order.
type Cursor struct {
	Unread bool
	At     time.Time
	ID     uuid.UUID
}

// Cursor is the notice's own place in a list.
func (n Notice) Cursor(view View) *Cursor {
	if view == Expired && n.ExpiresAt != nil {
		return &Cursor{At: *n.ExpiresAt, ID: n.ID}
	}
	return &Cursor{Unread: n.Unread(), At: n.CreatedAt, ID: n.ID}
}

// Page is a page of notices and whether there are more behind it.
type Page struct {
	Notices []Notice
	More    bool
}

// List returns a page of one of the lists. Only who may write notices sees
// expired ones and those of other audiences; the view Expired is Forbidden to
// others. A search without a word in it is Invalid, field "search".
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	need := role.ReadNotices
	if f.View == Expired {
		need = role.WriteNotices
	}
	if _, err := actor.Permit(need); err != nil {
		return Page{}, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	sql, args, err := noticeQuery(actor, f)
	if err != nil {
		return Page{}, err
	}
	notices, err := register.List[Notice](ctx, s.reg, sql, args)
	if err != nil {
		return Page{}, err
	}
	if len(notices) > f.Limit {
		return Page{Notices: notices[:f.Limit], More: true}, nil
	}
	return Page{Notices: notices}, nil
}

// looked is what is looked for in a notice: phrases, and what stands before each of
// them, "&" (and), "|" (or), "&!" or "|!" (not).
type looked struct{ phrases, ties []string }

// readSearch takes each typed word for a phrase, and what stands between two quotation
// marks for one; -word leaves out, or stands between two. The database breaks a phrase
// as it breaks notices (society360_words): A-101 is A before 101.
func readSearch(search string) looked {
	var l looked
	or := false
	add := func(phrase string, not bool) {
		if homes.UnitKey(phrase) == "" {
			return
		}
		tie := "&"
		if or {
			tie = "|"
		}
		if not {
			tie += "!"
		}
		l.phrases, l.ties, or = append(l.phrases, phrase), append(l.ties, tie), false
	}
	segments := strings.Split(search, `"`)
	for i, segment := range segments {
		if i%2 == 1 {
			add(segment, strings.HasSuffix(segments[i-1], "-"))
			continue
		}
		words := strings.Fields(segment)
		for j, word := range words {
			more := j+1 < len(words) || i+1 < len(segments)
			if strings.EqualFold(word, "or") && len(l.phrases) > 0 && more {
				or = true
				continue
			}
			add(word, strings.HasPrefix(word, "-"))
		}
	}
	return l
}

// noticeFound is the condition that a notice is what looked says. The last word may be
// the beginning of one, for a search follows typing, but not behind a closing quotation
// mark (@whole).
const noticeFound = noticeWords + ` @@ (SELECT CASE WHEN @whole OR w.q !~ '''\)$' THEN w.q ELSE left(w.q, -1) || ':*)' END::tsquery
	FROM (SELECT substr(string_agg(tie || '(' || nullif(phraseto_tsquery('simple', society360_words(phrase))::text, '') || ')', ' ' ORDER BY i), 2) AS q
		FROM unnest(@phrases::text[], @ties::text[]) WITH ORDINALITY AS t (phrase, tie, i)) w)`

// noticeQuery finds the page's keys first and reads texts for those rows alone.
func noticeQuery(actor role.Actor, f Filter) (string, pgx.NamedArgs, error) {
	where := []string{readable(actor)}
	args := noticeArgs(actor)
	args["limit"] = f.Limit + 1
	unread, at := `(`+addressed()+` AND NOT `+noticeRead+`)`, noticeWritten
	if f.View == Expired {
		unread, at = `false`, `CASE WHEN isfinite(n.expires_at) THEN n.expires_at ELSE `+noticeWritten+` END`
		where = append(where, `n.expires_at <= now()`)
	} else {
		where = append(where, noticeInForce)
	}
	if f.Audience != "" {
		where = append(where, `coalesce(n.target_audience, 'all') = @audience`)
		args["audience"] = string(f.Audience)
	}
	if search := value.Limit(value.Clean(f.Search), 200); search != "" {
		l := readSearch(search)
		if len(l.phrases) == 0 {
			return "", nil, fault.Wrong("search", "Type a word of the notice.")
		}
		where = append(where, noticeFound)
		args["phrases"], args["ties"], args["whole"] = l.phrases, l.ties, strings.HasSuffix(search, `"`)
	}
	behind := `true`
	if f.After != nil {
		behind = `(k.unread, k.at, k.id) < (@after_unread::bool, @after_at::timestamptz, @after_id::uuid)`
		args["after_unread"], args["after_at"], args["after_id"] = f.After.Unread, f.After.At, f.After.ID
	}
	return fmt.Sprintf(`SELECT %s FROM (
			SELECT k.id, k.unread, k.at FROM (SELECT n.id, %s AS unread, %s AS at FROM announcements n WHERE %s) k
			WHERE %s ORDER BY k.unread DESC, k.at DESC, k.id DESC LIMIT @limit) k
		JOIN announcements n ON n.id = k.id%s
		ORDER BY k.unread DESC, k.at DESC, k.id DESC`,
		noticeRow.Columns, unread, at, strings.Join(where, ` AND `), behind, noticeRow.Joins), args, nil
}

// Get returns one notice. NotFound: it is gone, or not for the actor.
func (s *Store) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (Notice, error) {
	if _, err := actor.Permit(role.ReadNotices); err != nil {
		return Notice{}, err
	}
	return noticeByID(ctx, s.reg, actor, id)
}

func noticeByID(ctx context.Context, d connect.DB, actor role.Actor, id uuid.UUID) (Notice, error) {
	args := noticeArgs(actor)
	args["id"] = id
	n, err := register.One[Notice](ctx, d, noticeRow.Query()+`
		WHERE n.id = @id AND `+readable(actor), args)
	var e *fault.Error
	if errors.As(err, &e) && e.Kind == fault.NotFound {
		return Notice{}, fault.Missing("This notice has ended, or is for others now.")
	}
	return n, err
}
