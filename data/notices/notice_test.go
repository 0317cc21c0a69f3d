package notices_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func waterOff() notices.Text {
	return notices.Text{Title: "Water off tomorrow", Content: "Store water.\n\n- Tower A\n- Tower B", Audience: notices.ForAll, Important: true}
}

func announce(t *testing.T, s *datatest.Society, text notices.Text) notices.Notice {
	t.Helper()
	n, err := s.Notices.Write(t.Context(), s.Admin, uuid.New(), text)
	if err != nil {
		t.Fatalf("write %q: %v", text.Title, err)
	}
	return n
}

// lapse makes a notice one that expired an hour ago.
func lapse(t *testing.T, s *datatest.Society, n notices.Notice) {
	t.Helper()
	s.Exec(t, `UPDATE announcements SET expires_at = now() - interval '1 hour' WHERE id = $1`, n.ID)
}

func titles(t *testing.T, s *datatest.Society, actor role.Actor, f notices.Filter) []string {
	t.Helper()
	page, err := s.Notices.List(t.Context(), actor, f)
	if err != nil {
		t.Fatalf("notices for %s: %v", actor.Name, err)
	}
	found := make([]string, len(page.Notices))
	for i, n := range page.Notices {
		found[i] = n.Title
	}
	return found
}

func TestNoticesReachTheirAudienceOnly(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ids := map[string]uuid.UUID{}
	for _, audience := range notices.Audiences() {
		text := waterOff()
		text.Title, text.Audience = string(audience), audience
		ids[text.Title] = announce(t, s, text).ID
	}
	old := waterOff()
	old.Title = "old"
	ids["old"] = announce(t, s, old).ID
	lapse(t, s, notices.Notice{ID: ids["old"]})
	// What another program left without an audience, an importance or a time is for all.
	s.Exec(t, `INSERT INTO announcements (title, content, target_audience, is_important, created_at) VALUES ('bare', 'x', NULL, NULL, NULL)`)
	// Who owned a flat and moved out is no owner.
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type, status) VALUES ($1, $2, 'owner', 'moved_out')`,
		s.Tenant.UserID, s.Units["A-102"])
	for _, c := range []struct {
		actor role.Actor
		want  string
	}{
		{s.Admin, "all bare owners staff tenants"},
		{s.Staff, "all bare staff"},
		{s.Guard, "all bare staff"},
		{s.Meera, "all bare owners"},
		{s.Arun, "all bare"},
		{s.Tenant, "all bare tenants"},
	} {
		got := titles(t, s, c.actor, notices.Filter{})
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s reads %v, want %s", c.actor.Name, got, c.want)
		}
		for title, id := range ids {
			n, err := s.Notices.Get(t.Context(), c.actor, id)
			if may := slices.Contains(got, title) || c.actor.Role == role.Admin; may {
				if err != nil || n.Title != title || n.Author != "Asha Rao" {
					t.Errorf("%s opens %s: %+v, %v", c.actor.Name, title, n, err)
				}
			} else {
				datatest.Kind(t, err, fault.NotFound)
			}
		}
		if c.actor.Role != role.Admin {
			_, err := s.Notices.List(t.Context(), c.actor, notices.Filter{View: notices.Expired})
			datatest.Kind(t, err, fault.Forbidden)
		}
	}
	if got := titles(t, s, s.Admin, notices.Filter{View: notices.Expired}); !slices.Equal(got, []string{"old"}) {
		t.Errorf("expired: %v", got)
	}
	if got := titles(t, s, s.Admin, notices.Filter{Audience: notices.ForTenants}); !slices.Equal(got, []string{"tenants"}) {
		t.Errorf("of tenants: %v", got)
	}
	// An admin reads the owners' notice too, but it is not addressed to admins.
	if n, _ := s.Notices.Get(t.Context(), s.Admin, ids["owners"]); n.Addressed || n.Unread() {
		t.Errorf("the owners' notice waits for the admin: %+v", n)
	}
	for _, actor := range []role.Actor{s.Stranger, {}} {
		_, err := s.Notices.List(t.Context(), actor, notices.Filter{})
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Notices.Get(t.Context(), actor, ids["all"])
		datatest.Kind(t, err, fault.Forbidden)
	}
}

func TestOnlyAdminsWriteNotices(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := announce(t, s, waterOff())
	for _, actor := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Arun, s.Tenant, s.Stranger, {}} {
		_, err := s.Notices.Write(t.Context(), actor, uuid.New(), waterOff())
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Notices.Change(t.Context(), actor, uuid.New(), notices.Change{Text: waterOff(), Seen: n})
		datatest.Kind(t, err, fault.Forbidden)
		_, err = s.Notices.Expire(t.Context(), actor, uuid.New(), n.ID)
		datatest.Kind(t, err, fault.Forbidden)
	}
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Admin.UserID)
	_, err := s.Notices.Write(t.Context(), s.Admin, uuid.New(), waterOff())
	datatest.Kind(t, err, fault.Forbidden)
	if rows := s.Count(t, `announcements`); rows != 1 {
		t.Errorf("%d notices", rows)
	}
	if rows := s.Count(t, `audit_logs WHERE resource_type = 'announcements'`); rows != 1 {
		t.Errorf("%d audit rows", rows)
	}
}

func TestANoticesLifeIsAudited(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key, text := uuid.New(), waterOff()
	end := time.Now().Add(48 * time.Hour).Truncate(time.Minute).UTC()
	text.ExpiresAt = &end
	n, err := s.Notices.Write(t.Context(), s.Admin, key, text)
	if err != nil || n.Author != "Asha Rao" || !n.Important || n.Expired || !n.Unread() || n.ExpiresAt == nil || !n.ExpiresAt.Equal(end) {
		t.Fatalf("written: %+v, %v", n, err)
	}
	again, err := s.Notices.Write(t.Context(), s.Admin, key, text)
	if err != nil || again.ID != n.ID {
		t.Errorf("the same key wrote %s, %v", again.ID, err)
	}
	other := text
	other.Title = "Something else"
	_, err = s.Notices.Write(t.Context(), s.Admin, key, other)
	datatest.Kind(t, err, fault.Refused)

	edit := notices.Change{Text: text, Seen: n}
	edit.Content, edit.Audience = "Moved to Friday.", notices.ForOwners
	changed, err := s.Notices.Change(t.Context(), s.Admin, uuid.New(), edit)
	if err != nil || changed.Content != "Moved to Friday." || changed.Audience != notices.ForOwners || changed.Version == n.Version {
		t.Fatalf("changed: %+v, %v", changed, err)
	}
	action, user, address, details := datatest.LastAudit(t, s, n.ID)
	before, after := details["before"].(map[string]any), details["after"].(map[string]any)
	if action != "ANNOUNCEMENT_UPDATED" || *user != s.Admin.UserID || address != "10.0.4.17" || before["target_audience"] != "all" ||
		after["target_audience"] != "owners" || after["content"] != "Moved to Friday." || len(after) != 2 || len(before) != 2 {
		t.Errorf("audit of the change: %s %v", action, details)
	}

	ended, err := s.Notices.Expire(t.Context(), s.Admin, uuid.New(), n.ID)
	if err != nil || !ended.Expired {
		t.Fatalf("expired: %+v, %v", ended, err)
	}
	action, _, _, details = datatest.LastAudit(t, s, n.ID)
	if after := details["after"].(map[string]any); action != "ANNOUNCEMENT_EXPIRED" || len(after) != 1 || after["expires_at"] == nil {
		t.Errorf("audit of the end: %s %v", action, details)
	}
	if rows := s.Count(t, `audit_logs WHERE resource_id = $1`, n.ID); rows != 3 {
		t.Errorf("%d audit rows of three changes", rows)
	}
}

func TestBadFieldsOfANotice(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	_, err := s.Notices.Write(t.Context(), s.Admin, uuid.New(), notices.Text{
		Title: strings.Repeat("x", 151), Content: " \u200b\n", Audience: "everyone",
	})
	e := datatest.Kind(t, err, fault.Invalid)
	for _, field := range []string{"title", "content", "audience"} {
		if e.Bad[field] == nil {
			t.Errorf("nothing is said about %s: %v", field, e.Bad)
		}
	}
	past, text := time.Now().Add(-time.Minute), waterOff()
	text.ExpiresAt = &past
	_, err = s.Notices.Write(t.Context(), s.Admin, uuid.New(), text)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["expires"] == nil {
		t.Errorf("an end in the past: %v", e.Bad)
	}
	n := announce(t, s, waterOff())
	_, err = s.Notices.Change(t.Context(), s.Admin, uuid.New(), notices.Change{Text: text, Seen: n})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["expires"] == nil {
		t.Errorf("a change to an end in the past: %v", e.Bad)
	}
	// A notice that has expired can be mended without being put in force again.
	ended, err := s.Notices.Expire(t.Context(), s.Admin, uuid.New(), n.ID)
	if err != nil {
		t.Fatal(err)
	}
	text.ExpiresAt = ended.ExpiresAt
	if n, err = s.Notices.Change(t.Context(), s.Admin, uuid.New(), notices.Change{Text: text, Seen: ended}); err != nil || !n.Expired {
		t.Errorf("mending an expired notice: %+v, %v", n, err)
	}
}

func TestOneOfManyChangesOfANoticeIsTaken(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := announce(t, s, waterOff())
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			c := notices.Change{Text: waterOff(), Seen: n}
			c.Content = fmt.Sprint("version ", i)
			_, errs[i] = s.Notices.Change(context.Background(), s.Admin, uuid.New(), c)
		})
	}
	wg.Wait()
	now, err := s.Notices.Get(t.Context(), s.Admin, n.ID)
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	for i, err := range errs {
		if err == nil {
			done++
			if now.Content != fmt.Sprint("version ", i) {
				t.Errorf("taken was %d, stored is %q", i, now.Content)
			}
			continue
		}
		e := datatest.Kind(t, err, fault.Refused)
		var theirs *fault.Conflict[notices.Notice]
		if !errors.As(err, &theirs) || theirs.Now.Version != now.Version || theirs.Now.Content != now.Content || theirs.Who != "Asha Rao" || !strings.Contains(e.Error(), "Asha Rao changed this at") {
			t.Errorf("the loser is told %q and shown %+v", e, theirs)
		}
	}
	if done != 1 || s.Count(t, `audit_logs WHERE action = 'ANNOUNCEMENT_UPDATED'`) != 1 {
		t.Errorf("%d of %d changes were taken", done, len(errs))
	}
	for i := range errs {
		wg.Go(func() { _, errs[i] = s.Notices.Expire(context.Background(), s.Admin, uuid.New(), n.ID) })
	}
	wg.Wait()
	ended := 0
	for _, err := range errs {
		if err == nil {
			ended++
		} else if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "expired already at") {
			t.Errorf("a second end says %q", e)
		}
	}
	if ended != 1 {
		t.Errorf("ended %d times", ended)
	}
}

func TestAReadNoticeLeavesTheBannerForGood(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	listener := s.Conn(t, setup.OwnerRole)
	if _, err := listener.Exec(t.Context(), `LISTEN society360`); err != nil {
		t.Fatal(err)
	}
	n := announce(t, s, waterOff())
	heard, err := listener.WaitForNotification(t.Context())
	if err != nil || !strings.Contains(heard.Payload, " notices ") {
		t.Fatalf("of a new notice the desks hear %+v, %v", heard, err)
	}
	banner := func(actor role.Actor) int {
		t.Helper()
		unread, err := s.Notices.UnreadImportant(t.Context(), actor)
		if err != nil {
			t.Fatal(err)
		}
		return len(unread)
	}
	if banner(s.Guard) != 1 {
		t.Fatal("the banner is empty")
	}
	if err := s.Notices.MarkRead(t.Context(), s.Guard, uuid.New(), n.ID, n.Version); err != nil {
		t.Fatal(err)
	}
	if banner(s.Guard) != 0 || banner(s.Guard2) != 1 {
		t.Error("the reader's banner alone should be empty")
	}
	if got, err := s.Notices.Get(t.Context(), s.Guard, n.ID); err != nil || !got.Read {
		t.Errorf("read: %+v, %v", got, err)
	}
	datatest.Kind(t, s.Notices.MarkRead(t.Context(), s.Guard, uuid.New(), n.ID, n.Version), fault.Refused)
	s.Close() // waits until all that is to be told was told
	if _, err := listener.Exec(t.Context(), `SELECT pg_notify('society360', 'end')`); err != nil {
		t.Fatal(err)
	}
	if heard, err = listener.WaitForNotification(t.Context()); err != nil || heard.Payload != "end" {
		t.Errorf("a reading was told to every desk: %+v, %v", heard, err)
	}
	if rows := s.Count(t, `audit_logs WHERE action = 'ANNOUNCEMENT_READ' AND user_id = $1 AND resource_id = $2`, s.Guard.UserID, n.ID); rows != 1 {
		t.Errorf("%d audit rows of one reading", rows)
	}
}

func TestNoticesAreFoundByTheirWords(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for title, content := range map[string]string{
		"Painting of the clubhouse": "It is closed for a week, and the B-wing gate.",
		"Water off in Tower B":      "The tank on the roof is cleaned.",
		"गणेश उत्सव":                "सभी निवासी आमंत्रित हैं। Bring sweets.",
		"Lift contract":             "The lift's contractor is Otis; water the plants.",
		"Water/electricity":         "For A-101 only, 10:00-14:00 on 3rd. Pay Rs.500 at the office.Next is Élan Tower.",
	} {
		announce(t, s, notices.Text{Title: title, Content: content, Audience: notices.ForAll})
	}
	for search, want := range map[string][]string{
		"pain":              {"Painting of the clubhouse"},
		"PAINTING club":     {"Painting of the clubhouse"},
		"water":             {"Lift contract", "Water off in Tower B", "Water/electricity"},
		"electricity":       {"Water/electricity"},
		"101":               {"Water/electricity"},
		"a101":              {"Water/electricity"},
		"A-101":             {"Water/electricity"},
		"101 a":             {"Water/electricity"},
		"101a":              {},
		"500":               {"Water/electricity"},
		"rs 500":            {"Water/electricity"},
		"rs500":             {"Water/electricity"},
		"14:00":             {"Water/electricity"},
		"next":              {"Water/electricity"},
		"elan":              {"Water/electricity"},
		"water tank":        {"Water off in Tower B"},
		"water -tank":       {"Lift contract", "Water/electricity"},
		`water -"the tank"`: {"Lift contract", "Water/electricity"},
		"sweets or closed":  {"Painting of the clubhouse", "गणेश उत्सव"},
		`"water off"`:       {"Water off in Tower B"},
		`"off water"`:       {},
		"गणे":               {"गणेश उत्सव"},
		"निवासी आमं":        {"गणेश उत्सव"},
		"the roo":           {"Water off in Tower B"},
		"contractor's":      {},
		"otis":              {"Lift contract"},
		"nothing like this": {},
		"b-wi":              {"Painting of the clubhouse"},
		`"B-wing gat`:       {"Painting of the clubhouse"},
		"wing-b":            {},
		"painting -b-wing":  {},
	} {
		got := titles(t, s, s.Meera, notices.Filter{Search: search})
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", search, got, want)
		}
	}
	_, err := s.Notices.List(t.Context(), s.Meera, notices.Filter{Search: "-- !"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["search"] == nil {
		t.Errorf("complaint: %v", e.Bad)
	}
	for _, hostile := range []string{`'`, `a'`, `a' | !`, `"`, `a "`, `-a`, `a \`, `a:*`, `a & `, `( a`, `<-> a`, "a\x00b", `or`, `a or`, `-"a`, `!a'b'`} {
		if _, err := s.Notices.List(t.Context(), s.Meera, notices.Filter{Search: hostile}); err != nil {
			if e := datatest.Kind(t, err, fault.Invalid); e.Bad["search"] == nil {
				t.Errorf("%q: %v", hostile, err)
			}
		}
	}
}

// TestNoticesOfTheProgramAreByTimeAlone: nothing waits unread for a script that
// reads as nobody.
func TestNoticesOfTheProgramAreByTimeAlone(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO announcements (title, content, target_audience, is_important, created_at) VALUES
		('first', 'x', 'all', true, '2026-01-01'), ('second', 'x', 'staff', false, '2026-01-02'), ('third', 'x', 'all', false, '2026-01-03')`)
	if got := titles(t, s, role.Program(), notices.Filter{}); !slices.Equal(got, []string{"third", "second", "first"}) {
		t.Errorf("they read %v", got)
	}
	if unread, err := s.Notices.UnreadImportant(t.Context(), role.Program()); err != nil || len(unread) > 0 {
		t.Errorf("unread: %v, %v", unread, err)
	}
}

func TestNoticesArePagedUnreadFirst(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	// Times collide on purpose; a third is read.
	s.Exec(t, `INSERT INTO announcements (title, content, created_at)
		SELECT 'n' || i, 'x', timestamptz '2026-01-01' + interval '1 day' * (i / 4) FROM generate_series(1, 60) i`)
	s.Exec(t, `INSERT INTO announcement_reads (announcement_id, user_id) SELECT id, $1 FROM announcements ORDER BY md5(title) LIMIT 20`, s.Guard.UserID)
	for _, view := range []notices.View{notices.InForce, notices.Expired} {
		actor := s.Guard
		if view == notices.Expired {
			actor = s.Admin
			s.Exec(t, `UPDATE announcements SET expires_at = created_at + interval '1 day'`)
		}
		var all []notices.Notice
		f := notices.Filter{View: view, Limit: 7}
		for {
			page, err := s.Notices.List(t.Context(), actor, f)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, page.Notices...)
			if !page.More {
				break
			}
			f.After = page.Notices[len(page.Notices)-1].Cursor(view)
		}
		seen := map[uuid.UUID]bool{}
		for i, n := range all {
			seen[n.ID] = true
			if i == 0 {
				continue
			}
			p := all[i-1]
			if sooner := !p.Unread() && n.Unread(); sooner && view == notices.InForce {
				t.Errorf("%d: a read notice stands before an unread one", i)
			}
			if n.CreatedAt.After(p.CreatedAt) && (view == notices.Expired || p.Unread() == n.Unread()) {
				t.Errorf("%d: %s after %s", i, n.CreatedAt, p.CreatedAt)
			}
		}
		if len(all) != 60 || len(seen) != 60 {
			t.Errorf("view %d: %d rows, %d notices of 60", view, len(all), len(seen))
		}
	}
}

func TestPlansOfNoticeSearchesUseIndexes(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO announcements (title, content) SELECT 'Notice ' || i, md5(i::text) || ' ' || md5((i + 1)::text) FROM generate_series(1, 4000) i`)
	s.Exec(t, `ANALYZE announcements`)
	sql, args, err := notices.NoticeQuery(s.Meera, notices.Filter{Search: "notice 3077", Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	if plan := datatest.ExplainPlan(t, s, sql, args); !strings.Contains(plan, "idx_announcements_found") {
		t.Errorf("the search reads every notice:\n%s", plan)
	}
}
