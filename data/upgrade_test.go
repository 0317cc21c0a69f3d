package data_test

import (
	"maps"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// keysSQL is what the functions that indexes rest on make of texts of all kinds.
const keysSQL = `SELECT string_agg(concat_ws('|', society360_phone_key(w), society360_plate_key(w), society360_unit_key(w), society360_sort_key(w),
		society360_block_code(w), society360_unit_label(w, w), society360_unit_label('Tower A', w), society360_priority_rank(w),
		society360_zone_name(w), society360_local_date('2026-03-31 20:00+00', w), society360_ticket_hours(w),
		society360_bill_status(10, 2, length(w), '2026-01-01', '2026-01-02')), E'\n' ORDER BY i)
	FROM unnest(ARRAY['', ' ', '+91 98200-12345', '098200 12345', 'MH 12 ab-1234', 'A-101', 'a 0101', 'Tower B2', 'टॉवर ३', 'Block', 'critical', 'low',
		'UTC', 'Asia/Tokyo', 'IST', 'No/Where', '{"critical":1,"high":2,"medium":3,"low":4}', '{}', 'A1', E'a\u00ADb', '１０１', NULL]) WITH ORDINALITY AS t(w, i)`

// TestFunctionsGiveWhatTheyGave: the functions that see pg_catalog alone make of
// every text what their forerunners made, so that no index, table or figure over
// them has to be made anew.
func TestFunctionsGiveWhatTheyGave(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.MigrateTo(t, db, 83)
	const basis = `SELECT society360_today()::text || society360_report_basis('tickets') || society360_report_basis('visits')`
	keys, made, files := datatest.Scan[string](t, db.Owner, keysSQL), datatest.Scan[string](t, db.Owner, basis), datatest.FilesOf(t, db.Owner)
	datatest.MigrateTo(t, db, 86)
	if got := datatest.Scan[string](t, db.Owner, keysSQL); got != keys {
		t.Errorf("the keys are\n%s\nwere\n%s", got, keys)
	}
	if got := datatest.Scan[string](t, db.Owner, basis); got != made {
		t.Errorf("figures rest on %s, rested on %s", got, made)
	}
	if got := datatest.FilesOf(t, db.Owner); !maps.Equal(got, files) {
		t.Errorf("tables and indexes are in\n%v\nwere in\n%v", got, files)
	}
	datatest.Migrate(t, db.Config)
	datatest.AdoptedBills(t, db.Owner)
}
