package notices_test

import (
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// board is a society with a notice in it.
type board struct {
	*datatest.Society
	t *testing.T
	n notices.Notice
}

func withNotice(t *testing.T) *board {
	t.Helper()
	s := datatest.NewSociety(t)
	return &board{s, t, announce(t, s, waterOff())}
}

// as is the notice as an account reads it.
func (b *board) as(actor role.Actor) notices.Notice {
	b.t.Helper()
	n, err := b.Notices.Get(b.t.Context(), actor, b.n.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func (b *board) read(actor role.Actor) {
	b.t.Helper()
	if err := b.Notices.MarkRead(b.t.Context(), actor, uuid.New(), b.n.ID, b.as(actor).Version); err != nil {
		b.t.Fatal(err)
	}
}

// move changes the text of the notice.
func (b *board) move(to string, again bool) {
	b.t.Helper()
	c := notices.Change{Text: waterOff(), Seen: b.as(b.Admin), Again: again}
	c.Content = to
	changed, err := b.Notices.Change(b.t.Context(), b.Admin, uuid.New(), c)
	if err != nil {
		b.t.Fatal(err)
	}
	if !changed.Read || changed.Changed || changed.ChangedAt == nil {
		b.t.Errorf("who changes a notice knows it: %+v", changed)
	}
}

func (b *board) banner(actor role.Actor) []notices.Headline {
	b.t.Helper()
	unread, err := b.Notices.UnreadImportant(b.t.Context(), actor)
	if err != nil {
		b.t.Fatal(err)
	}
	return unread
}

// want holds how the notice stands for an account.
func (b *board) want(when string, actor role.Actor, unread, changed bool) {
	b.t.Helper()
	n := b.as(actor)
	if n.Unread() != unread || n.Changed != changed || len(b.banner(actor)) > 0 != unread {
		b.t.Errorf("%s: for %s it is unread %v, changed %v, %d in the banner", when, actor.Name, n.Unread(), n.Changed, len(b.banner(actor)))
	}
}

// TestAChangedNoticeIsShownAgain: an important one moved from Tuesday to Wednesday
// comes back to who read Tuesday, and is new to who read nothing.
func TestAChangedNoticeIsShownAgain(t *testing.T) {
	t.Parallel()
	b := withNotice(t)
	b.read(b.Guard)
	b.move("On Wednesday.", true)
	b.want("shown again", b.Guard, true, true)
	b.want("shown again", b.Guard2, true, false)
	b.want("shown again", b.Admin, false, false)
	if head := b.banner(b.Guard)[0]; !head.Changed || !head.Since.After(b.n.CreatedAt) {
		t.Errorf("the banner has %+v", head)
	}
	action, _, _, details := datatest.LastAudit(t, b.Society, b.n.ID)
	if after, _ := details["after"].(map[string]any); action != "ANNOUNCEMENT_UPDATED" || after["shown_again_at"] == nil {
		t.Errorf("the trail: %s %v", action, details)
	}
	b.read(b.Guard)
	b.want("read again", b.Guard, false, false)
	if rows := b.Count(t, `audit_logs WHERE action = 'ANNOUNCEMENT_READ' AND user_id = $1`, b.Guard.UserID); rows != 2 {
		t.Errorf("%d audit rows of two readings", rows)
	}

	// A spelling: it says so in the list, and waits for nobody.
	b.move("On wednesday.", false)
	b.want("a spelling", b.Guard, false, true)
	b.read(b.Guard)
	b.want("the spelling read", b.Guard, false, false)
	action, _, _, details = datatest.LastAudit(t, b.Society, b.n.ID)
	if action != "ANNOUNCEMENT_READ" {
		t.Errorf("the trail: %s %v", action, details)
	}

	// Whether it says something else or not: shown again it is.
	b.move("On wednesday.", true)
	b.want("shown again as it is", b.Guard, true, false)
	b.read(b.Guard)
	b.want("and read", b.Guard, false, false)
}

// TestAnotherProgramsChangeIsSeen: its UPDATE asks nobody, and shows it to nobody again.
func TestAnotherProgramsChangeIsSeen(t *testing.T) {
	t.Parallel()
	b := withNotice(t)
	b.read(b.Guard)
	b.Exec(t, `UPDATE announcements SET is_important = true, target_audience = 'all' WHERE id = $1`, b.n.ID)
	b.want("what stands", b.Guard, false, false)
	b.Exec(t, `UPDATE announcements SET content = 'On Wednesday.' WHERE id = $1`, b.n.ID)
	b.want("another text", b.Guard, false, true)
}

// TestWhoReadItBeforeIsNotTakenToHaveReadItNow: many read while an admin changes it;
// each has read what is there now or has it to read again.
func TestWhoReadItBeforeIsNotTakenToHaveReadItNow(t *testing.T) {
	t.Parallel()
	b := withNotice(t)
	readers := []role.Actor{b.Guard, b.Guard2, b.Staff, b.Meera, b.Arun, b.Tenant}
	errs := make([]error, len(readers))
	var wg sync.WaitGroup
	for i, actor := range readers {
		wg.Go(func() {
			errs[i] = b.Notices.MarkRead(t.Context(), actor, uuid.New(), b.n.ID, b.n.Version)
		})
	}
	wg.Go(func() { b.move("On Wednesday.", true) })
	wg.Wait()
	for i, actor := range readers {
		b.want("read as it was", actor, true, errs[i] == nil)
		if errs[i] != nil {
			datatest.Kind(t, errs[i], fault.Refused)
		}
	}
	datatest.Kind(t, b.Notices.MarkRead(t.Context(), b.Guard, uuid.New(), b.n.ID, b.n.Version), fault.Refused)
}

func TestReadersOfANotice(t *testing.T) {
	t.Parallel()
	b := withNotice(t)
	count := func(audience notices.Audience) int {
		t.Helper()
		n, err := b.Notices.Readers(t.Context(), b.Admin, b.n.ID, audience)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, actor := range []role.Actor{b.Admin, b.Guard, b.Meera, b.Arun, b.Tenant} {
		b.read(actor)
	}
	for audience, want := range map[notices.Audience]int{notices.ForAll: 4, notices.ForStaff: 1, notices.ForOwners: 1, notices.ForTenants: 1} {
		if got := count(audience); got != want {
			t.Errorf("for %s: %d readers, want %d", audience, got, want)
		}
	}
	b.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, b.Guard.UserID)
	if got := count(notices.ForAll); got != 3 {
		t.Errorf("%d readers, one of them barred", got)
	}
	b.move("On Wednesday.", true)
	if got := count(notices.ForAll); got != 0 {
		t.Errorf("%d have read what was just shown again", got)
	}
	b.read(b.Meera)
	if got := count(notices.ForAll); got != 1 {
		t.Errorf("%d have read it again", got)
	}
}

func TestWhatAChangeSays(t *testing.T) {
	t.Parallel()
	ends := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	later, same := ends.Add(time.Hour), ends.In(time.FixedZone("", 19800))
	text := waterOff()
	text.ExpiresAt = &ends
	seen := notices.Notice{Title: text.Title, Content: text.Content, Audience: text.Audience, Important: true, ExpiresAt: &ends}
	for name, c := range map[string]struct {
		edit func(*notices.Text)
		want bool
	}{
		"nothing":      {func(*notices.Text) {}, false},
		"its audience": {func(t *notices.Text) { t.Audience, t.Important = notices.ForStaff, false }, false},
		"blanks":       {func(t *notices.Text) { t.Title, t.Content = " "+t.Title, t.Content+"\n" }, false},
		"another zone": {func(t *notices.Text) { t.ExpiresAt = &same }, false},
		"title":        {func(t *notices.Text) { t.Title += "!" }, true},
		"text":         {func(t *notices.Text) { t.Content += "!" }, true},
		"end":          {func(t *notices.Text) { t.ExpiresAt = &later }, true},
		"no end":       {func(t *notices.Text) { t.ExpiresAt = nil }, true},
	} {
		change := notices.Change{Text: text, Seen: seen}
		c.edit(&change.Text)
		if change.SaysOther() != c.want {
			t.Errorf("%s: %v", name, change.SaysOther())
		}
	}
}
