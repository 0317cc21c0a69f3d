package screens_test

import (
	"time"

	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

func playNotices(w *world) {
	soon, past := w.now.Add(24*time.Hour), w.now.Add(-24*time.Hour)
	water, err := w.Notices.WriteNotice(w.ctx, w.Admin, key(), data.NoticeText{
		Title: " Water off  tomorrow", Content: "Tower B, from ten to two.\n", Audience: data.ForAll, Important: true, ExpiresAt: &soon,
	})
	w.hear(water, err)
	lift, err := w.Notices.WriteNotice(w.ctx, w.Admin, key(), data.NoticeText{Title: "Lift repaired", Content: "Thanks to all.", Audience: data.ForAll})
	w.hear(lift, err)
	plates, err := w.Notices.WriteNotice(w.ctx, w.Admin, key(), data.NoticeText{Title: "Write down every plate", Content: "Deliveries too.", Audience: data.ForStaff})
	w.hear(plates, err)
	meeting, err := w.Notices.WriteNotice(w.ctx, w.Admin, key(), data.NoticeText{Title: "Meeting of the owners", Content: "In the clubhouse.", Audience: data.ForOwners})
	w.hear(meeting, err)
	w.hear(w.Notices.WriteNotice(w.ctx, w.Admin, key(), data.NoticeText{Title: "For tenants", Content: "Nothing.", Audience: data.ForTenants}))
	w.hear(w.Notices.WriteNotice(w.ctx, w.Admin, key(), data.NoticeText{Audience: data.ForAll}))
	w.hear(w.Notices.WriteNotice(w.ctx, w.Admin, key(), data.NoticeText{Title: "Late", Content: "Too late.", Audience: data.ForAll, ExpiresAt: &past}))

	w.hear(w.Notices.Notice(w.ctx, w.Guard, meeting.ID))
	w.hear(w.Notices.Notice(w.ctx, w.Admin, meeting.ID))
	w.hear(w.Notices.Notice(w.ctx, w.Meera, meeting.ID))
	w.hear(w.Notices.Notice(w.ctx, w.Admin, uuid.New()))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), water.ID))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), water.ID))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), meeting.ID))
	w.hear(w.Notices.MarkRead(w.ctx, w.Guard, key(), uuid.New()))
	for _, actor := range []role.Actor{w.Admin, w.Staff, w.Guard, w.Meera, w.Arun, w.Tenant} {
		w.hear(w.Notices.Notices(w.ctx, actor, data.NoticeFilter{}))
	}
	for _, search := range []string{"water", "tower B", "pla", "late", "-!", "from two", "nobody"} {
		w.hear(w.Notices.Notices(w.ctx, w.Admin, data.NoticeFilter{Search: search}))
	}
	w.hear(w.Notices.Notices(w.ctx, w.Admin, data.NoticeFilter{Audience: data.ForOwners}))
	first, err := w.Notices.Notices(w.ctx, w.Admin, data.NoticeFilter{Limit: 2})
	w.hear(first, err)
	w.hear(w.Notices.Notices(w.ctx, w.Admin, data.NoticeFilter{Limit: 2, After: first.Notices[1].Cursor(data.NoticesInForce)}))
	w.hear(w.Notices.Notices(w.ctx, w.Admin, data.NoticeFilter{Limit: 4, After: first.Notices[1].Cursor(data.NoticesInForce)}))

	text := data.NoticeText{Title: "Lift repaired", Content: "It stands **again**.", Audience: data.ForTenants, Important: true, ExpiresAt: &soon}
	changed, err := w.Notices.ChangeNotice(w.ctx, w.Admin, key(), data.NoticeChange{NoticeText: text, Seen: lift})
	w.hear(changed, err)
	w.hear(w.Notices.ChangeNotice(w.ctx, w.Admin, key(), data.NoticeChange{NoticeText: text, Seen: lift}))
	text.ExpiresAt = &past
	w.hear(w.Notices.ChangeNotice(w.ctx, w.Admin, key(), data.NoticeChange{NoticeText: text, Seen: changed}))
	w.hear(w.Notices.ChangeNotice(w.ctx, w.Admin, key(), data.NoticeChange{Seen: changed}))
	w.hear(w.Notices.ChangeNotice(w.ctx, w.Admin, key(), data.NoticeChange{NoticeText: data.NoticeText{Title: "T", Content: "C", Audience: data.ForAll}, Seen: data.Notice{ID: uuid.New()}}))
	done := key()
	w.hear(w.Notices.ExpireNotice(w.ctx, w.Admin, done, water.ID))
	w.hear(w.Notices.ExpireNotice(w.ctx, w.Admin, key(), plates.ID))
	w.hear(w.Notices.ExpireNotice(w.ctx, w.Admin, key(), water.ID))
	w.hear(w.Notices.ExpireNotice(w.ctx, w.Admin, key(), uuid.New()))
	w.hear(w.Notices.Notices(w.ctx, w.Admin, data.NoticeFilter{View: data.NoticesExpired}))
	w.hear(w.Notices.Notices(w.ctx, w.Guard, data.NoticeFilter{}))
	w.hear(w.Notices.Notice(w.ctx, w.Guard, water.ID))
	w.hear(w.Settle(w.ctx, w.Admin, done))
	w.hear(w.Settle(w.ctx, w.Admin, key()))
}
