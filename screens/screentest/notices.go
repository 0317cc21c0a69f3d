package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Notices is the store of announcements.
type Notices struct{ s *Society }

// List returns a page of one of the lists.
func (n Notices) List(ctx context.Context, actor role.Actor, f notices.Filter) (notices.Page, error) {
	return read(ctx, n.s, actor, "Notices.List", func() (found notices.Page, err error) {
		words := strings.FieldsFunc(strings.ToLower(f.Search), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
		if f.Search != "" && len(words) == 0 {
			return found, Complaint("search", "Type a word of the notice.")
		}
		var rows []notices.Notice
		for _, row := range n.s.Notices.rows {
			notice := n.as(actor, *row)
			text := " " + strings.ToLower(notice.Title+" "+notice.Content)
			lacks := func(word string) bool { return !strings.Contains(text, " "+word) }
			if n.reads(actor, notice) && notice.Expired == (f.View == notices.Expired) &&
				(f.Audience == "" || f.Audience == notice.Audience) && !slices.ContainsFunc(words, lacks) {
				rows = append(rows, notice)
			}
		}
		slices.SortStableFunc(rows, func(a, b notices.Notice) int {
			x, y := *a.Cursor(f.View), *b.Cursor(f.View)
			return cmp.Or(-compareBool(x.Unread, y.Unread), -x.At.Compare(y.At), -cmp.Compare(x.ID.String(), y.ID.String()))
		})
		var behind func(notices.Notice) bool
		if f.After != nil {
			behind = func(notice notices.Notice) bool { return notice.ID == f.After.ID }
		}
		found.Notices, found.More = page(rows, behind, cmp.Or(f.Limit, n.s.Page))
		return found, nil
	})
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// as is a notice as an account reads it.
func (n Notices) as(actor role.Actor, notice notices.Notice) notices.Notice {
	notice.Expired = notice.ExpiresAt != nil && !notice.ExpiresAt.After(n.s.Clock())
	notice.Read = n.s.reads[[2]uuid.UUID{notice.ID, actor.UserID}]
	switch notice.Audience {
	case notices.ForStaff:
		notice.Addressed = actor.Role.Works()
	case notices.ForOwners:
		notice.Addressed = n.s.livesAs(actor.UserID, "owner")
	case notices.ForTenants:
		notice.Addressed = n.s.livesAs(actor.UserID, "tenant")
	default:
		notice.Addressed = true
	}
	return notice
}

// reads reports whether an account may read a notice.
func (n Notices) reads(actor role.Actor, notice notices.Notice) bool {
	return actor.Role == role.Admin || notice.Addressed && !notice.Expired
}

// Get returns one notice.
func (n Notices) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (notices.Notice, error) {
	return read(ctx, n.s, actor, "Notices.Get", func() (notices.Notice, error) {
		if row := n.s.Notices.by(id); row != nil && n.reads(actor, n.as(actor, *row)) {
			return n.as(actor, *row), nil
		}
		return notices.Notice{}, &fault.Error{Kind: fault.NotFound, Format: "This notice has ended, or is for others now."}
	})
}

// MarkRead records that the actor has read a notice.
func (n Notices) MarkRead(ctx context.Context, actor role.Actor, key, notice uuid.UUID) error {
	_, err := write(ctx, n.s, actor, "Notices.MarkRead", key, func() (notices.Notice, error) {
		row := n.s.Notices.by(notice)
		if row == nil || !n.as(actor, *row).Unread() {
			return notices.Notice{}, Refusal("This notice was read already, or is gone.")
		}
		n.s.reads[[2]uuid.UUID{notice, actor.UserID}] = true
		n.s.told(actor, action.AnnouncementRead, "announcements", notice, row.Title, "")
		return *row, nil
	})
	return err
}

// Read has an account have read a notice.
func (s *Society) Read(actor role.Actor, notice uuid.UUID) {
	s.reads[[2]uuid.UUID{notice, actor.UserID}] = true
}

// Write puts a new notice on every desk of its audience.
func (n Notices) Write(ctx context.Context, actor role.Actor, key uuid.UUID, t notices.Text) (notices.Notice, error) {
	return write(ctx, n.s, actor, "Notices.Write", key, func() (notices.Notice, error) {
		if err := n.check(&t, nil); err != nil {
			return notices.Notice{}, err
		}
		row := n.s.Notices.put(notices.Notice{Author: actor.Name, AuthorID: &actor.UserID, CreatedAt: n.s.Clock()})
		n.set(row, t)
		n.s.told(actor, action.AnnouncementCreated, "announcements", row.ID, row.Title, "")
		return n.as(actor, *row), nil
	})
}

// check is what the register says of a text; seen is the end that it had.
func (n Notices) check(t *notices.Text, seen *time.Time) error {
	bad := map[string]error{}
	if t.Title = value.Clean(t.Title); t.Title == "" {
		bad["title"] = invalid("What is it about? A notice needs a title.")
	}
	if t.Content = strings.TrimSpace(t.Content); t.Content == "" {
		bad["content"] = invalid("What should people know? The text is empty.")
	}
	if t.Audience == "" {
		bad["audience"] = invalid("A notice is for all, owners, tenants or staff.")
	}
	if err := complaints(bad); err != nil {
		return err
	}
	if t.ExpiresAt != nil && !t.ExpiresAt.After(n.s.Clock()) && (seen == nil || !seen.Equal(*t.ExpiresAt)) {
		return Complaint("expires", "That time is past.")
	}
	return nil
}

func (n Notices) set(row *notices.Notice, t notices.Text) {
	row.Title, row.Content, row.Audience, row.Important, row.ExpiresAt = t.Title, t.Content, t.Audience, t.Important, t.ExpiresAt
	n.s.Notices.changed(row)
}

// Change changes a notice that nobody else changed since it was seen.
func (n Notices) Change(ctx context.Context, actor role.Actor, key uuid.UUID, c notices.Change) (notices.Notice, error) {
	return write(ctx, n.s, actor, "Notices.Change", key, func() (notices.Notice, error) {
		row := n.s.Notices.by(c.Seen.ID)
		if row == nil {
			return notices.Notice{}, &fault.Error{Kind: fault.NotFound, Format: "This notice has ended, or is for others now."}
		}
		if row.Version != c.Seen.Version {
			return notices.Notice{}, overtaken(n.s, row.ID, n.as(actor, *row), "", action.AnnouncementRead)
		}
		if err := n.check(&c.Text, c.Seen.ExpiresAt); err != nil {
			return notices.Notice{}, err
		}
		n.set(row, c.Text)
		n.s.told(actor, action.AnnouncementUpdated, "announcements", row.ID, row.Title, "")
		return n.as(actor, *row), nil
	})
}

// Expire ends a notice now.
func (n Notices) Expire(ctx context.Context, actor role.Actor, key, id uuid.UUID) (notices.Notice, error) {
	return write(ctx, n.s, actor, "Notices.Expire", key, func() (notices.Notice, error) {
		row := n.s.Notices.by(id)
		if row == nil {
			return notices.Notice{}, &fault.Error{Kind: fault.NotFound, Format: "This notice has ended, or is for others now."}
		}
		if n.as(actor, *row).Expired {
			return notices.Notice{}, Refusal("%s expired already at %s.", row.Title, *row.ExpiresAt)
		}
		row.ExpiresAt = at(n.s.Clock())
		n.s.Notices.changed(row)
		n.s.told(actor, action.AnnouncementExpired, "announcements", row.ID, row.Title, "")
		return n.as(actor, *row), nil
	})
}
