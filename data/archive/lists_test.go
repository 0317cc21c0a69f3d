package archive_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// listed are the columns that the archive lists of each table, as they stand in its rows.
var listed = map[string]string{
	"visitor_logs":        "id, unit_id, visitor_name, visitor_phone, vehicle_number, status, withdrawn_at, check_in_time, created_at",
	"maintenance_tickets": "id, unit_id, requester_id, category, title, priority, status, assigned_to_id, created_at, updated_at, resolved_at, ticket_number",
	"audit_logs":          "id, user_id, action, resource_type, resource_id, ip_address, created_at",
}

// wantListed complains where the lists are not what is archived.
func wantListed(t *testing.T, s *datatest.Society, when string) {
	t.Helper()
	for table, columns := range listed {
		have := `SELECT ` + columns + ` FROM archived_` + table
		list := `SELECT ` + columns + ` FROM archived_` + table + `_list`
		if n := s.Count(t, `((`+have+` EXCEPT ALL `+list+`) UNION ALL (`+list+` EXCEPT ALL `+have+`)) d`); n != 0 {
			t.Errorf("%s: %d rows of archived %s are listed otherwise", when, n, table)
		}
	}
}

// TestTheListsFollowTheArchive: whatever is done to it, and whoever does it.
func TestTheListsFollowTheArchive(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	keep(t, s, 6, 12, 24)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, visitor_phone, vehicle_number, unit_id, status, check_in_time, withdrawn_at, created_at)
		SELECT 'V ' || n, '98200 1234' || n % 10, 'MH01AB' || n, $1, 'denied', CASE WHEN n % 3 > 0 THEN '2020-01-01'::timestamptz + n * interval '7 hours' END,
			CASE WHEN n % 5 = 0 THEN now() END, '2020-01-01'::timestamptz + n * interval '7 hours' FROM generate_series(1, 500) n`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO maintenance_tickets (title, category, status, unit_id, created_at, resolved_at) SELECT 'T ' || n, 'Lift', 'closed', $1, '2020-01-01'::timestamptz + n * interval '7 hours', '2020-06-06' FROM generate_series(1, 50) n`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, user_id, ip_address, created_at) SELECT 'GONE', 'visitor_logs', $1, '10.0.0.1', '2020-01-01'::timestamptz + n * interval '7 hours' FROM generate_series(1, 50) n`, s.Admin.UserID)
	if moved := run(t, s); moved[archive.Visits] != 500 || moved[archive.Tickets] != 50 || moved[archive.Audit] != 50 {
		t.Fatalf("%v went", moved)
	}
	wantListed(t, s, "moved")
	s.Exec(t, `INSERT INTO visitor_logs (id, visitor_name, status, check_in_time, created_at) SELECT id, 'restored', 'denied', check_in_time, created_at FROM archived_visitor_logs WHERE visitor_name = 'V 7'`)
	run(t, s)
	if n := s.Count(t, `archived_visitor_logs_list WHERE visitor_name = 'restored'`); n != 1 {
		t.Errorf("what was restored and went anew is listed %d times", n)
	}
	wantListed(t, s, "moved anew")
	s.Exec(t, `INSERT INTO audit_logs_archive (id, action, created_at) VALUES (gen_random_uuid(), 'THEIRS', '2021-03-06'), (gen_random_uuid(), 'AHEAD', '2999-03-06')`)
	s.Exec(t, `SELECT society360_archive_month('audit', '2021-03-01')`)
	wantListed(t, s, "another program's")
	for _, sql := range []string{
		`DELETE FROM archive.audit_logs_list WHERE action = 'GONE'`, `UPDATE archive.audit_logs_list SET user_id = NULL`, `TRUNCATE archive.audit_logs_list`,
		`WITH gone AS (DELETE FROM archive.audit_logs_list WHERE action = 'GONE' RETURNING *) INSERT INTO archive.audit_logs_list SELECT id, user_id, 'OTHER', resource_type, resource_id, ip_address, created_at FROM gone`,
	} {
		if _, err := s.Owner.Exec(t.Context(), sql); datatest.SQLState(err) != "23001" {
			t.Errorf("%s: %v, want a refusal", sql, err)
		}
	}
	wantListed(t, s, "kept")
	s.Exec(t, `DELETE FROM archive.visitor_logs WHERE visitor_name < 'V 2'; UPDATE archive.maintenance_tickets SET title = 'Changed' WHERE title < 'T 2'`)
	wantListed(t, s, "changed by hand")
	s.Exec(t, `TRUNCATE archive.visitor_logs, archive.maintenance_tickets`)
	wantListed(t, s, "emptied")
}

// TestWhatIsArchivedIsStillAnswered: by all that asks beside the lists.
func TestWhatIsArchivedIsStillAnswered(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, unit := t.Context(), s.Units["A-101"]
	keep(t, s, 6, 12, 24)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, visitor_phone, vehicle_number, unit_id, status, check_in_time, check_out_time, purpose) VALUES
		('Zubin Long-Gone', '+91 98200 54321', 'KA05 ZZ 9999', $1, 'checked_out', '2020-05-05', '2020-05-05', 'Guest'),
		('Zubin Long-Gone', '9820054321', NULL, $1, 'denied', '2020-06-06', NULL, 'Cab')`, unit)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, details, created_at) VALUES ('LONG_GONE', 'gone_things', jsonb_build_object('by', $1::text), '2020-01-02')`, s.Meera.UserID.String())
	if moved := run(t, s); moved[archive.Visits] != 2 || moved[archive.Audit] != 1 {
		t.Fatalf("%v went", moved)
	}

	known, err := s.Visits.KnownVisitor(ctx, s.Guard, "098200 54321")
	if err != nil || known.Visits != 2 || known.Denied == nil || known.Denied.Purpose != "Cab" || known.Last == nil || known.Last.Unit != "A-101" || !known.Last.Archived {
		t.Errorf("of the phone is known %+v, %v", known, err)
	}
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, visitor_phone, unit_id, status, check_in_time, check_out_time, purpose) VALUES ('Zubin', '9820054321', $1, 'checked_out', now() - interval '1 day', now(), 'Today')`, unit)
	if known, err = s.Visits.KnownVisitor(ctx, s.Guard, "9820054321"); err != nil || known.Visits != 3 || known.Denied != nil || known.Last.Purpose != "Today" {
		t.Errorf("of the phone is known %+v, %v", known, err)
	}

	row, err := s.Trail.Get(ctx, s.Admin, datatest.Scan[uuid.UUID](t, s.Owner, `SELECT id FROM archived_audit_logs WHERE action = 'LONG_GONE'`))
	if err != nil || !row.Archived || row.Action != "LONG_GONE" || row.Names[s.Meera.UserID.String()] == "" {
		t.Errorf("the archived row is %+v, %v", row, err)
	}
	words, err := s.Trail.Words(ctx, s.Admin)
	if err != nil || !slices.Contains(words.Actions, "LONG_GONE") || !slices.Contains(words.Actions, string(action.RecordsArchived)) || !slices.Contains(words.Resources, "gone_things") ||
		!slices.IsSorted(words.Actions) || len(slices.Compact(slices.Clone(words.Actions))) != len(words.Actions) {
		t.Errorf("the trail's words are %v, %v", words, err)
	}

	found, err := s.Directory.List(ctx, s.Guard, directory.Filter{Search: "ka05zz9999"})
	if err != nil || len(found.Households) != 1 || found.Households[0].ID != unit || found.Households[0].Plate != "KA05 ZZ 9999" {
		t.Errorf("by the plate is found %+v, %v", found.Households, err)
	}
	entry, err := s.Directory.Unit(ctx, s.Guard, unit)
	if err != nil || len(entry.Vehicles) != 1 || entry.Vehicles[0].Plate != "KA05 ZZ 9999" {
		t.Errorf("vehicles of the unit: %+v, %v", entry.Vehicles, err)
	}

	// What search-keys forgets, nobody archived has.
	conn := s.Conn(t, "postgres")
	if _, err := maintenance.Derive(ctx, conn); err != nil {
		t.Fatal(err)
	}
	page, err := s.Visits.List(ctx, s.Guard, visits.Filter{View: visits.History, Search: "long-gone"})
	if err != nil || len(page.Visits) != 2 || !page.Visits[0].Archived {
		t.Errorf("by the name are found %+v, %v", page.Visits, err)
	}
	s.Exec(t, `DELETE FROM visitor_names`)
	if _, err := maintenance.Derive(ctx, conn); err != nil {
		t.Fatal(err)
	}
	if page, err = s.Visits.List(ctx, s.Guard, visits.Filter{View: visits.History, Search: "long-gone"}); err != nil || len(page.Visits) != 2 {
		t.Errorf("after the names were made anew are found %+v, %v", page.Visits, err)
	}

	s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type) SELECT block_id, '999', 9, type FROM units WHERE id = $1`, unit)
	empty := datatest.Scan[uuid.UUID](t, s.Owner, `SELECT id FROM units WHERE unit_number = '999'`)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, unit_id, status, check_in_time) VALUES ('old', $1, 'denied', '2020-01-01')`, empty)
	run(t, s)
	_, err = s.Homes.DeleteUnit(ctx, s.Admin, uuid.New(), empty)
	datatest.WantError(t, err, fault.Refused, "1 visit")
}
