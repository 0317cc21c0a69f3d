package main

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestArchive: what would go is seen before it goes, and what is there after.
func TestArchive(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	soc.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time) VALUES ('Old', 'denied', '2020-01-02'), ('Older', 'denied', '2019-12-02'), ('Older', 'denied', '2019-12-03')`)
	s := on(soc.DB)
	if out := s.ok(t, "archive", "run"); !strings.HasPrefix(out, "Everything is kept for ever") {
		t.Errorf("without a span it said %q", out)
	}
	if due := s.rows(t, "archive", "due"); len(due) != 0 {
		t.Errorf("without a span there go %v", due)
	}
	s.refuses(t, exitUsage, []string{"--visits needs a number of months, 1 to 240, not 0"}, "archive", "due", "--visits", "0")
	due := s.rows(t, "archive", "due", "--visits", "6", "--tickets", "12")
	if len(due) != 2 || due[0]["kind"] != "visits" || due[0]["month"] != "2019-12" || due[0]["rows"] != "2" || !strings.HasPrefix(due[0]["oldest_at"], "2019-12-02") {
		t.Errorf("in six months there go %v", due)
	}
	s.ok(t, "settings", "set", "general.archive_visits_months", "6", "--as", soc.Admin.Email)
	if out := s.ok(t, "archive", "run", "--as", soc.Admin.Email); !strings.HasPrefix(out, "visits: 3 rows to the archive, 6 months kept; no row was held for more than ") {
		t.Errorf("it said %q", out)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'RECORDS_ARCHIVED' AND user_id = $1`, soc.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	parts := s.rows(t, "archive", "list")
	if len(parts) != 3 || parts[0]["name"] != "visitor_logs_2019_12" || parts[0]["rows"] != "2" || parts[0]["bytes"] == "0" || parts[2]["name"] != "audit_logs_default" || parts[2]["month"] != "" {
		t.Errorf("the archive has %v", parts)
	}
	if out := s.ok(t, "schedule", "run", "archive", "--as", soc.Admin.Email); out != "archive: nothing to do.\n" {
		t.Errorf("the schedule said %q", out)
	}
	s.refuses(t, exitFailure, []string{"may not do this"}, "archive", "run", "--as", soc.Guard.Email)
}
