package archive_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/health"
)

// TestTheArchivedTrailIsAppendOnly, for the tables' owner too; what moves there, of ours and
// of others, moves all the same. Whoever takes the triggers away is told of.
func TestTheArchivedTrailIsAppendOnly(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, created_at) SELECT 'OLD', 'x', now() - interval '3 years' FROM generate_series(1, 3)`)
	keep(t, s, 0, 0, 24)
	if moved := run(t, s); moved[archive.Audit] != 3 {
		t.Fatalf("%v went, want 3 rows of the trail", moved)
	}
	s.Exec(t, `INSERT INTO audit_logs_archive (action, created_at) VALUES ('THEIRS', '2019-03-04Z')`)
	refused := func(sql string) {
		t.Helper()
		_, err := s.Owner.Exec(t.Context(), sql)
		var told *pgconn.PgError
		if !errors.As(err, &told) || told.ConstraintName != "audit_logs_append_only" {
			t.Errorf("%s: %v", sql, err)
		}
	}
	part := datatest.Scan[string](t, s.Owner, `SELECT a.tableoid::regclass::text FROM archive.audit_logs a WHERE a.action = 'OLD' LIMIT 1`)
	for _, of := range []string{"archive.audit_logs", part} {
		refused(`UPDATE ` + of + ` SET details = '{}'`)
		refused(`UPDATE ` + of + ` SET archived_at = now()`)
		refused(`UPDATE ` + of + ` SET created_at = created_at - interval '1 year'`)
		refused(`DELETE FROM ` + of)
	}
	refused(`TRUNCATE archive.audit_logs`)
	refused(`WITH gone AS (DELETE FROM archive.audit_logs WHERE action = 'OLD' RETURNING *)
		INSERT INTO archive.audit_logs SELECT gen_random_uuid(), user_id, 'NEW', resource_type, resource_id, ip_address, user_agent, details, created_at FROM gone`)
	// The month of what another program put there is made, and its row moves.
	datatest.Exec(t, s.As(t, "society360_desk"), `SELECT society360_archive_month('audit', '2019-03-01')`)
	if at := datatest.Scan[string](t, s.Owner, `SELECT a.tableoid::regclass::text FROM archive.audit_logs a WHERE a.action = 'THEIRS'`); at != "archive.audit_logs_2019_03" {
		t.Errorf("it is in %s", at)
	}
	// What came back, as of a dump, is archived anew in the place of what stands there.
	s.Exec(t, `INSERT INTO audit_logs (id, action, resource_type, user_agent, created_at) SELECT id, action, resource_type, 'as it was', created_at FROM archive.audit_logs WHERE action = 'OLD'`)
	if moved := run(t, s); moved[archive.Audit] != 3 || s.Count(t, `archive.audit_logs WHERE user_agent = 'as it was'`) != 3 {
		t.Errorf("%v went, want 3 rows of the trail", moved)
	}

	found := func(check string) (said []string) {
		page, err := s.Health.List(t.Context(), s.Admin, health.Filter{Check: check})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Findings {
			said = append(said, f.Command)
		}
		return said
	}
	s.Exec(t, `ALTER TABLE `+part+` DISABLE TRIGGER society360_archived_unchanged`)
	s.Exec(t, `DROP TRIGGER society360_archived_kept ON archive.audit_logs`)
	disabled, gone := found("triggers"), found("triggers-gone")
	if len(disabled) != 1 || !strings.Contains(disabled[0], part) || len(gone) != 1 || !strings.Contains(gone[0], "ON archive.audit_logs") {
		t.Fatalf("disabled are %q, gone %q", disabled, gone)
	}
	s.Exec(t, disabled[0])
	s.Exec(t, gone[0])
	if again := append(found("triggers"), found("triggers-gone")...); len(again) > 0 {
		t.Errorf("mended there are %q", again)
	}
	refused(`DELETE FROM archive.audit_logs`)
}
