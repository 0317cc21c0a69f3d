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

// wording counts the changes of a notice: the last one of its words, and the last one
// that was shown again.
type wording struct{ turns, changed, again int }

// addressed reports whether an account is among an audience.
func (n Notices) addressed(audience notices.Audience, account uuid.UUID, as role.Role) bool {
	switch audience {
	case notices.ForStaff:
		return as.Works()
	case notices.ForOwners:
		return n.s.livesAs(account, "owner")
	case notices.ForTenants:
		return n.s.livesAs(account, "tenant")
	default:
		return true
	}
}

// as is a notice as an account reads it.
func (n Notices) as(actor role.Actor, notice notices.Notice) notices.Notice {
	notice.Expired = notice.ExpiresAt != nil && !notice.ExpiresAt.After(n.s.Clock())
	read, before := n.s.read[[2]uuid.UUID{notice.ID, actor.UserID}]
	said := n.s.worded[notice.ID]
	notice.Read, notice.Changed = before && read >= said.again, before && read < said.changed
	notice.Addressed = n.addressed(notice.Audience, actor.UserID, actor.Role)
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
func (n Notices) MarkRead(ctx context.Context, actor role.Actor, key, notice uuid.UUID, version string) error {
	_, err := write(ctx, n.s, actor, "Notices.MarkRead", key, func() (notices.Notice, error) {
		row := n.s.Notices.by(notice)
		if row == nil || row.Version != version || !n.waits(actor, *row) {
			return notices.Notice{}, Refusal("This notice was read already, or was changed, or is gone.")
		}
		n.s.Read(actor, notice)
		n.s.told(actor, action.AnnouncementRead, "announcements", notice, row.Title, "")
		return *row, nil
	})
	return err
}

// waits reports whether a notice says what an account that it is for has not read.
func (n Notices) waits(actor role.Actor, row notices.Notice) bool {
	as := n.as(actor, row)
	return as.Addressed && (!as.Read || as.Changed)
}

// Read has an account have read a notice.
func (s *Society) Read(actor role.Actor, notice uuid.UUID) {
	s.read[[2]uuid.UUID{notice, actor.UserID}] = s.worded[notice].turns
}

// Readers counts who else of an audience has read a notice since it was last shown anew.
func (n Notices) Readers(ctx context.Context, actor role.Actor, notice uuid.UUID, audience notices.Audience) (int, error) {
	return read(ctx, n.s, actor, "Notices.Readers", func() (int, error) {
		readers := 0
		for of, turn := range n.s.read {
			var as role.Role
			if account := n.s.Accounts.by(of[1]); account != nil {
				as = role.Role(account.Role)
			}
			if of[0] == notice && of[1] != actor.UserID && turn >= n.s.worded[notice].again && n.addressed(audience, of[1], as) {
				readers++
			}
		}
		return readers, nil
	})
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
		said := n.s.worded[row.ID]
		said.turns++
		if c.SaysOther() {
			said.changed, row.ChangedAt = said.turns, at(n.s.Clock())
		}
		if c.Again {
			said.again = said.turns
		}
		n.s.worded[row.ID] = said
		n.s.Read(actor, row.ID)
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
		row.ExpiresAt, row.ChangedAt = at(n.s.Clock()), at(n.s.Clock())
		said := n.s.worded[id]
		said.turns++
		said.changed = said.turns
		n.s.worded[id] = said
		n.s.Notices.changed(row)
		n.s.told(actor, action.AnnouncementExpired, "announcements", row.ID, row.Title, "")
		return n.as(actor, *row), nil
	})
}
