package health_test

import (
	"os"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/health"
)

// TestATriggerOfAViewIsMissedWhereTheViewIs: another program's table of that name has none
// of ours.
func TestATriggerOfAViewIsMissedWhereTheViewIs(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	gone := func() int {
		page, err := s.Health.List(t.Context(), s.Admin, health.Filter{Check: "triggers-gone"})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Findings)
	}
	s.Exec(t, `DROP TRIGGER society360_archived_elsewhere ON audit_logs_archive`)
	if n := gone(); n != 1 {
		t.Errorf("%d triggers are missed, want that of the view", n)
	}
	s.Exec(t, `DROP VIEW audit_logs_archive; CREATE TABLE audit_logs_archive (entry text)`)
	if n := gone(); n != 0 {
		t.Errorf("%d triggers are missed on another program's table", n)
	}
}

// TestOurTriggersAreKnown: those that are looked for are those of a society, and each
// statement makes its trigger as it was.
func TestOurTriggersAreKnown(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	listed, err := os.ReadFile("triggers.txt")
	if err != nil {
		t.Fatal(err)
	}
	stand := func() string {
		return datatest.Scan[string](t, s.Owner, `SELECT string_agg(c.oid::regclass || ' ' || t.tgname || ' ' || pg_get_triggerdef(t.oid), E'\n' ORDER BY c.oid::regclass::text COLLATE "C", t.tgname COLLATE "C")
			FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgname LIKE 'society360\_%'`)
	}
	before := stand()
	names := map[string]bool{}
	for line := range strings.Lines(string(listed)) {
		part := strings.SplitN(line, " ", 3)
		names[part[0]+" "+part[1]] = true
		s.Exec(t, `DROP TRIGGER `+part[1]+` ON `+part[0])
		s.Exec(t, part[2])
	}
	if after := stand(); after != before {
		t.Errorf("made anew the triggers are\n%s\nwant\n%s", after, before)
	}
	if n := len(strings.Split(before, "\n")); n != len(names) {
		t.Errorf("triggers.txt has %d triggers, a society %d:\n%s", len(names), n, before)
	}
}
