package data_test

import (
	"time"

	"github.com/civoranexus/society360/data/notices"

	"github.com/google/uuid"
)

// settleNotices has one important notice for each audience, called by its name, and
// one that expired.
func settleNotices(tw *town) {
	for _, audience := range notices.Audiences() {
		if _, err := tw.Notices.Write(tw.t.Context(), tw.Admin, uuid.New(), notices.Text{
			Title: string(audience), Content: "x", Audience: audience, Important: true,
		}); err != nil {
			tw.t.Fatal(err)
		}
	}
	tw.Exec(tw.t, `INSERT INTO announcements (title, content, is_important, expires_at) VALUES ('expired', 'x', true, now() - interval '1 day')`)
}

// noticeHomes are the notices of settleNotices that are addressed to an actor:
// guards and admins read as staff, family members what is for all, and the program
// itself is nobody's audience.
func noticeHomes(c *cell) []string {
	switch c.column {
	case "owner", "other":
		return []string{"all", "owners"}
	case "tenant":
		return []string{"all", "tenants"}
	case "family", "noflat":
		return []string{"all"}
	case "prog":
		return nil
	}
	return []string{"all", "staff"}
}

// noticeFor gives a cell a notice for an audience.
func noticeFor(audience notices.Audience) func(c *cell) {
	return func(c *cell) {
		c.id = must(c.Notices.Write(c.t.Context(), c.Admin, uuid.New(), notices.Text{
			Title: c.fresh("Water off"), Content: "x", Audience: audience,
		}))(c).ID
	}
}

func readsNotice(c *cell) error {
	_, err := c.Notices.Get(c.t.Context(), c.actor, c.id)
	return err
}

func marksRead(c *cell) error {
	n, _ := c.Notices.Get(c.t.Context(), c.Admin, c.id) // none where it asks for what does not exist
	return c.Notices.MarkRead(c.t.Context(), c.actor, c.key(), c.id, n.Version)
}

// noticeTrials: all read what is for them, an admin reads and writes them all.
func noticeTrials() []trial {
	return append(noticeReads(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Notices.MarkRead", as: "for all",
			want:  "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     no     no     no     no     no",
			given: noticeFor(notices.ForAll), write: marksRead,
		},
		{
			method: "Notices.MarkRead", as: "for owners",
			want:  "none   none   none   none   yes    none   none   yes    none   no     no     no     no     no     no     no",
			given: noticeFor(notices.ForOwners), write: marksRead,
		},
		{
			method: "Notices.MarkRead", as: "for staff",
			want:  "yes    yes    yes    yes    none   none   none   none   none   no     no     no     no     no     no     no",
			given: noticeFor(notices.ForStaff), write: marksRead,
		},
		{
			method: "Notices.Write",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Notices.Write(c.t.Context(), c.actor, c.key(), notices.Text{Title: "Water off", Content: "x", Audience: notices.ForAll})
				return err
			},
		},
		{
			method: "Notices.Change",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  noticeFor(notices.ForAll),
			write: func(c *cell) error {
				_, err := c.Notices.Change(c.t.Context(), c.actor, c.key(), notices.Change{
					Text: notices.Text{Title: "Water on", Content: "y", Audience: notices.ForAll},
					Seen: must(c.Notices.Get(c.t.Context(), c.Admin, c.id))(c),
				})
				return err
			},
		},
		{
			method: "Accounts.ReadUpgradeNote",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  noted,
			write: func(c *cell) error {
				return c.Accounts.ReadUpgradeNote(c.t.Context(), c.actor, c.key(), "late_fees")
			},
		},
		{
			method: "Notices.Expire",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  noticeFor(notices.ForAll),
			write: func(c *cell) error {
				_, err := c.Notices.Expire(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
	}...)
}

// noted gives a cell's actor a note of an upgrade.
func noted(c *cell) {
	c.Exec(c.t, `DELETE FROM society360_upgrade_notes`)
	c.Exec(c.t, `INSERT INTO society360_upgrade_notes (user_id, note) SELECT id, 'late_fees' FROM users`)
}

func noticeReads() []trial {
	everyNotice := []string{"all", "owners", "staff", "tenants"}
	lists := func(f notices.Filter) func(c *cell) ([]string, error) {
		return func(c *cell) ([]string, error) {
			page, err := c.Notices.List(c.t.Context(), c.actor, f)
			return unitsNamed(page.Notices, err, func(n notices.Notice) string { return n.Title })
		}
	}
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Notices.List",
			want:   "yes    yes    own    own    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			home:   noticeHomes, all: everyNotice, list: lists(notices.Filter{}),
		},
		{
			method: "Notices.List", as: "expired",
			want: "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			home: noticeHomes, all: []string{"expired"}, list: lists(notices.Filter{View: notices.Expired}),
		},
		{
			method: "Accounts.UpgradeNotes",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  noted,
			read: func(c *cell) error {
				_, err := c.Accounts.UpgradeNotes(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Notices.Readers",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  noticeFor(notices.ForAll),
			read: func(c *cell) error {
				_, err := c.Notices.Readers(c.t.Context(), c.actor, c.id, notices.ForAll)
				return err
			},
		},
		{
			method: "Notices.UnreadImportant",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			home:   noticeHomes,
			list: func(c *cell) ([]string, error) {
				unread, err := c.Notices.UnreadImportant(c.t.Context(), c.actor)
				return unitsNamed(unread, err, func(h notices.Headline) string { return h.Title })
			},
		},
		{
			method: "Notices.Get", as: "for all",
			want:  "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			given: noticeFor(notices.ForAll), read: readsNotice,
		},
		{
			method: "Notices.Get", as: "for owners",
			want:  "yes    yes    none   none   yes    none   none   yes    none   no     no     5s     5s     no     no     yes",
			given: noticeFor(notices.ForOwners), read: readsNotice,
		},
		{
			method: "Notices.Get", as: "for tenants",
			want:  "yes    yes    none   none   none   none   yes    none   none   no     no     5s     5s     no     no     yes",
			given: noticeFor(notices.ForTenants), read: readsNotice,
		},
		{
			method: "Notices.Get", as: "for staff",
			want:  "yes    yes    yes    yes    none   none   none   none   none   no     no     5s     5s     no     no     yes",
			given: noticeFor(notices.ForStaff), read: readsNotice,
		},
		{
			method: "Notices.Get", as: "expired",
			want: "yes    yes    none   none   none   none   none   none   none   no     no     5s     5s     no     no     yes",
			given: func(c *cell) {
				noticeFor(notices.ForAll)(c)
				c.Exec(c.t, `UPDATE announcements SET expires_at = $2 WHERE id = $1`, c.id, time.Now().Add(-time.Hour))
			},
			read: readsNotice,
		},
	}
}
