package main

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/notices"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestANoticeIsChangedByScripts: what is given of it, whether it is shown again, and a
// repeat under its key, also where somebody changed the rest meanwhile.
func TestANoticeIsChangedByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s := on(soc.DB)
	n, err := soc.Notices.Write(t.Context(), soc.Admin, uuid.New(), notices.Text{Title: "Water off on Tuesday", Content: "All day.", Audience: notices.ForAll, Important: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := soc.Notices.MarkRead(t.Context(), soc.Guard, uuid.New(), n.ID, n.Version); err != nil {
		t.Fatal(err)
	}
	id := n.ID.String()
	unread := func() bool {
		t.Helper()
		seen, err := soc.Notices.Get(t.Context(), soc.Guard, n.ID)
		if err != nil {
			t.Fatal(err)
		}
		return !seen.Read
	}
	s.refuses(t, exitUsage, []string{"no ID of a notice"}, "notices", "edit", "water", "--title", "x", asAdmin)
	s.refuses(t, exitUsage, []string{"--until"}, "notices", "edit", id, "--until", "soon", asAdmin)
	s.refuses(t, exitFailure, []string{"may not do this"}, "notices", "edit", id, "--title", "x", "--again", "--as", "vijay@test.example")
	s.refuses(t, exitFailure, []string{"1 have read it as it was", "--again=false", "Nothing was saved"}, "notices", "edit", id, "--title", "Water off on Wednesday", asAdmin)

	edit := []string{"notices", "edit", id, "--title", "Water off on Wednesday", "--again", "--intent", "e1", asAdmin}
	if out := s.ok(t, edit...); out != "Notice "+id+" is changed: Water off on Wednesday\n" || !unread() {
		t.Errorf("it said %q; unread again: %t", out, unread())
	}
	if out := s.ok(t, "notices", "edit", id, "--content", "From nine.", "--again=false", "--until", "never", asAdmin); !strings.Contains(out, "is changed") {
		t.Errorf("it said %q", out)
	}
	if out := s.ok(t, edit...); !strings.HasSuffix(out, "Water off on Wednesday\n") {
		t.Errorf("repeated, it said %q", out)
	}
	if got := datatest.Scan[string](t, soc.Owner, `SELECT title || '/' || content || '/' || is_important FROM announcements WHERE id = $1`, n.ID); got != "Water off on Wednesday/From nine./true" {
		t.Errorf("it stands as %s", got)
	}
	if rows := soc.Count(t, `audit_logs WHERE action = 'ANNOUNCEMENT_UPDATED' AND resource_id = $1`, n.ID); rows != 2 {
		t.Errorf("changed %d times", rows)
	}
	s.refuses(t, exitFailure, []string{"saved already with other contents"}, "notices", "edit", id, "--title", "Otherwise", "--again", "--intent", "e1", asAdmin)
}
