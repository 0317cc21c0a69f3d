package screens_test

import (
	"time"

	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
)

func playNotices(w *world) {
	soon, past := w.now.Add(24*time.Hour), w.now.Add(-24*time.Hour)
	water, err := w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{
		Title: " Water off  tomorrow", Content: "Tower B, from ten to two.\n", Audience: notices.ForAll, Important: true, ExpiresAt: &soon,
	})
	w.hear(water, err)
	lift, err := w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{Title: "Lift repaired", Content: "Thanks to all.", Audience: notices.ForAll})
	w.hear(lift, err)
	plates, err := w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{Title: "Write down every plate", Content: "Deliveries too.", Audience: notices.ForStaff})
	w.hear(plates, err)
	meeting, err := w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{Title: "Meeting of the owners", Content: "In the clubhouse.", Audience: notices.ForOwners})
	w.hear(meeting, err)
	w.hear(w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{Title: "For tenants", Content: "Nothing.", Audience: notices.ForTenants}))
	w.hear(w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{Audience: notices.ForAll}))
	w.hear(w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{Title: "Late", Content: "Too late.", Audience: notices.ForAll, ExpiresAt: &past}))

	w.hear(w.Notices.Get(w.ctx, w.Guard, meeting.ID))
	w.hear(w.Notices.Get(w.ctx, w.Admin, meeting.ID))
	w.hear(w.Notices.Get(w.ctx, w.Meera, meeting.ID))
	w.hear(w.Notices.Get(w.ctx, w.Admin, uuid.New()))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), water.ID, water.Version))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), water.ID, water.Version))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), meeting.ID, meeting.Version))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), uuid.New(), water.Version))
	for _, actor := range []role.Actor{w.Admin, w.Staff, w.Guard, w.Meera, w.Arun, w.Tenant} {
		w.hear(w.Notices.List(w.ctx, actor, notices.Filter{}))
	}
	for _, search := range []string{"water", "tower B", "pla", "late", "-!", "from two", "nobody"} {
		w.hear(w.Notices.List(w.ctx, w.Admin, notices.Filter{Search: search}))
	}
	w.hear(w.Notices.List(w.ctx, w.Admin, notices.Filter{Audience: notices.ForOwners}))
	first, err := w.Notices.List(w.ctx, w.Admin, notices.Filter{Limit: 2})
	w.hear(first, err)
	w.hear(w.Notices.List(w.ctx, w.Admin, notices.Filter{Limit: 2, After: first.Notices[1].Cursor(notices.InForce)}))
	w.hear(w.Notices.List(w.ctx, w.Admin, notices.Filter{Limit: 4, After: first.Notices[1].Cursor(notices.InForce)}))

	text := notices.Text{Title: "Lift repaired", Content: "It stands **again**.", Audience: notices.ForTenants, Important: true, ExpiresAt: &soon}
	changed, err := w.Notices.Change(w.ctx, w.Admin, key(), notices.Change{Text: text, Seen: lift})
	w.hear(changed, err)
	w.hear(w.Notices.Change(w.ctx, w.Admin, key(), notices.Change{Text: text, Seen: lift}))
	text.ExpiresAt = &past
	w.hear(w.Notices.Change(w.ctx, w.Admin, key(), notices.Change{Text: text, Seen: changed}))
	w.hear(w.Notices.Change(w.ctx, w.Admin, key(), notices.Change{Seen: changed}))
	w.hear(w.Notices.Change(w.ctx, w.Admin, key(), notices.Change{Text: notices.Text{Title: "T", Content: "C", Audience: notices.ForAll}, Seen: notices.Notice{ID: uuid.New()}}))
	playAgain(w, changed)
	done := key()
	w.hear(w.Notices.Expire(w.ctx, w.Admin, done, water.ID))
	w.hear(w.Notices.Expire(w.ctx, w.Admin, key(), plates.ID))
	w.hear(w.Notices.Expire(w.ctx, w.Admin, key(), water.ID))
	w.hear(w.Notices.Expire(w.ctx, w.Admin, key(), uuid.New()))
	w.hear(w.Notices.List(w.ctx, w.Admin, notices.Filter{View: notices.Expired}))
	w.hear(w.Notices.List(w.ctx, w.Guard, notices.Filter{}))
	w.hear(w.Notices.Get(w.ctx, w.Guard, water.ID))
	w.hear(w.Settle(w.ctx, w.Admin, done))
	w.hear(w.Settle(w.ctx, w.Admin, key()))
}

// playAgain has a notice that was read changed, and shown again.
func playAgain(w *world, lift notices.Notice) {
	mark := func(actor role.Actor) {
		n, err := w.Notices.Get(w.ctx, actor, lift.ID)
		w.hear(n, err)
		w.hear(w.Notices.MarkRead(w.ctx, actor, key(), lift.ID, n.Version))
	}
	mark(w.Tenant)
	for _, audience := range notices.Audiences() {
		w.hear(w.Notices.Readers(w.ctx, w.Admin, lift.ID, audience))
	}
	w.hear(w.Notices.Readers(w.ctx, w.Guard, lift.ID, notices.ForAll))
	w.hear(w.Notices.Readers(w.ctx, w.Admin, uuid.New(), notices.ForAll))
	text := notices.Text{Title: "Lift repaired", Content: "It **runs**.", Audience: notices.ForTenants, Important: true, ExpiresAt: lift.ExpiresAt}
	spelt, err := w.Notices.Change(w.ctx, w.Admin, key(), notices.Change{Text: text, Seen: lift})
	w.hear(spelt, err)
	mark(w.Tenant)
	text.Content = "It runs from Monday."
	w.hear(w.Notices.Change(w.ctx, w.Admin, key(), notices.Change{Text: text, Seen: spelt, Again: true}))
	w.hear(w.Notices.Readers(w.ctx, w.Admin, lift.ID, notices.ForTenants))
	w.hear(w.Notices.MarkRead(w.ctx, w.Tenant, key(), lift.ID, spelt.Version))
	w.hear(w.Notices.List(w.ctx, w.Tenant, notices.Filter{}))
	mark(w.Tenant)
	w.hear(w.Notices.List(w.ctx, w.Tenant, notices.Filter{}))
}
