package demo_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"github.com/nyaruka/phonenumbers"

	"github.com/civoranexus/society360/data/datatest"
)

// TestDemoHasEverything counts what a tour of the desk should meet.
func TestDemoHasEverything(t *testing.T) {
	t.Parallel()
	db := datatest.Demo(t)
	for _, c := range []struct {
		least, most int
		what        string
	}{
		{4, 4, `society360_report_refreshes`},
		{300, 4000, `(SELECT FROM society360_report_visits v, generate_series(1, v.entries) WHERE v.hour >= 0) e`},
		{4, 4, `blocks WHERE name IN ('Tower A', 'Tower B', 'Tower C', 'Tower D')`},
		{96, 96, `units WHERE unit_number = floor_number::text || '0' || right(unit_number, 1) AND floor_number BETWEEN 1 AND 6`},
		{24, 24, `units WHERE label LIKE 'A-%'`},
		{75, 94, `units WHERE status = 'occupied'`},
		{1, 15, `units WHERE status = 'vacant'`},
		{1, 6, `units WHERE status = 'under_maintenance'`},
		{5, 5, `users WHERE email LIKE '%@demo.example' AND password_hash LIKE '$2a$10$%' AND status = 'active'`},
		{1, 1, `(SELECT DISTINCT password_hash FROM users WHERE email LIKE '%@demo.example') h`},
		{0, 0, `users WHERE email NOT LIKE '%@demo.example' AND password_hash <> '!'`},
		{150, 400, `users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'resident'`},
		{3, 20, `users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'staff' AND u.status = 'active'`},
		{4, 20, `users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'guard' AND u.status = 'active'`},
		{1, 9, `users WHERE status = 'inactive'`},
		{1, 9, `users WHERE status = 'banned'`},
		{1, 1, `users WHERE deleted_at IS NOT NULL`},
		{5, 60, `users WHERE full_name ~ '[\u0900-\u097f]'`},
		{60, 110, `user_units WHERE resident_type = 'owner' AND status = 'active'`},
		{10, 40, `user_units WHERE resident_type = 'tenant' AND status = 'active'`},
		{40, 200, `user_units WHERE resident_type = 'family_member' AND status = 'active'`},
		{4, 20, `user_units WHERE status = 'moved_out' AND move_out_date < current_date`},
		{1, 9, `(SELECT user_id FROM user_units WHERE status = 'active' GROUP BY user_id HAVING count(*) > 1) t`},
		{12, 12, `visitor_logs WHERE status = 'checked_in'`},
		{1, 1, `visitor_logs WHERE status = 'checked_in' AND check_in_time < now() - interval '12 hours'`},
		{3, 9, `visitor_logs WHERE status = 'pending'`},
		{2, 9, `visitor_logs WHERE status = 'approved' AND expected_arrival > now()`},
		{1, 1, `visitor_logs WHERE status = 'approved' AND approved_at < now() - interval '24 hours'`},
		{500, 1500, `visitor_logs WHERE status = 'checked_out'`},
		{5, 99, `visitor_logs WHERE status = 'denied'`},
		{4, 4, `visitor_logs WHERE presumed_left`},
		{20, 400, `visitor_logs WHERE visitor_phone IS NULL`},
		{100, 900, `visitor_logs WHERE vehicle_number IS NULL`},
		{50, 999, `visitor_logs WHERE entry_gate = 'Service'`},
		{5, 999, `visitor_logs WHERE entry_gate = 'Service' AND exit_gate = 'Main'`},
		{50, 999, `visitor_logs WHERE approved_by_user_id IS NOT NULL`},
		{20, 999, `visitor_logs WHERE party_size > 1`},
		{8, 99, `(SELECT DISTINCT purpose FROM visitor_logs) p`},
		{20, 99, `maintenance_tickets`},
		{5, 5, `(SELECT DISTINCT status FROM maintenance_tickets) s`},
		{16, 20, `(SELECT DISTINCT status, priority FROM maintenance_tickets) s`},
		{1, 30, `maintenance_tickets WHERE status = 'open' AND assigned_to_id IS NULL`},
		{4, 4, `(SELECT DISTINCT status FROM bills) s`},
		{7, 7, `(SELECT DISTINCT bill_type FROM bills) s`},
		{3, 3, `(SELECT DISTINCT status FROM payments) s`},
		{5, 5, `(SELECT DISTINCT payment_method FROM payments) s`},
		{4, 4, `(SELECT DISTINCT target_audience FROM announcements WHERE expires_at IS NULL OR expires_at > now()) s`},
		{1, 9, `announcements WHERE is_important AND expires_at < now()`},
		{1, 1, `announcements WHERE title = 'Water off tomorrow 10:00-14:00, Tower B' AND is_important AND target_audience = 'all'
			AND (expires_at AT TIME ZONE 'Asia/Kolkata') = (now() AT TIME ZONE 'Asia/Kolkata')::date + interval '1 day 14 hours'`},
		{50, 150, `announcement_reads`},
		{1, 1, `system_config WHERE config_key = 'general.society_name' AND config_value = 'Green Park CHS' AND updated_by IS NOT NULL`},
		{16, 99, `system_config`},
	} {
		if got := datatest.Number(t, db, `SELECT count(*) FROM `+c.what); got < c.least || got > c.most {
			t.Errorf("%d, want %d to %d: %s", got, c.least, c.most, c.what)
		}
	}
}

// TestDemoIsConsistent looks for what could not have happened, at hours and on
// days that are the edge of something in the society's zone.
func TestDemoIsConsistent(t *testing.T) {
	t.Parallel()
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	for name, now := range map[string]time.Time{
		"today":              time.Now(),
		"month begins":       time.Date(2026, 3, 1, 0, 1, 0, 0, kolkata),
		"before midnight":    time.Date(2026, 2, 28, 23, 59, 30, 0, kolkata),
		"morning":            time.Date(2024, 2, 29, 9, 30, 0, 0, kolkata),
		"half past four UTC": time.Date(2026, 1, 1, 4, 30, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := datatest.DemoSociety(t, now)
			for _, never := range []string{
				`visitor_logs WHERE check_out_time <= check_in_time OR check_in_time < created_at OR check_in_time > $1 OR check_out_time > $1`,
				`visitor_logs WHERE created_at > $1 OR approved_at > $1 OR approved_at > check_in_time OR approved_at < created_at`,
				`visitor_logs WHERE (status = 'checked_in') <> (check_in_time IS NOT NULL AND check_out_time IS NULL)`,
				`visitor_logs WHERE (status = 'checked_out') <> (check_out_time IS NOT NULL)`,
				`visitor_logs WHERE status IN ('pending', 'denied', 'approved') AND (check_in_time IS NOT NULL OR entry_gate IS NOT NULL)`,
				`visitor_logs WHERE (status IN ('checked_in', 'checked_out')) <> (entry_gate IS NOT NULL)`,
				`visitor_logs v WHERE approved_by_user_id IS NOT NULL AND NOT EXISTS (SELECT FROM user_units l
					WHERE l.unit_id = v.unit_id AND l.user_id = v.approved_by_user_id AND l.status = 'active')`,
				`visitor_logs v JOIN visitor_logs o ON o.visitor_phone = v.visitor_phone AND o.id <> v.id
					AND o.check_in_time >= v.check_in_time AND o.check_in_time < coalesce(v.check_out_time, 'infinity')`,
				`visitor_logs v JOIN units u ON u.id = v.unit_id WHERE u.status <> 'occupied'`,
				`units u WHERE (status = 'occupied') <> EXISTS (SELECT FROM user_units l WHERE l.unit_id = u.id AND l.status = 'active')`,
				`(SELECT unit_id FROM user_units WHERE is_primary_contact AND status = 'active' GROUP BY unit_id HAVING count(*) <> 1) s`,
				`(SELECT l.unit_id FROM user_units l JOIN users u ON u.id = l.user_id WHERE l.status = 'active' AND l.resident_type = 'family_member'
					GROUP BY l.unit_id, u.full_name HAVING count(*) > 1) s`,
				`user_units WHERE (status = 'moved_out') <> (move_out_date IS NOT NULL) OR move_out_date <= move_in_date`,
				`maintenance_tickets WHERE (resolved_at IS NOT NULL) <> (status IN ('resolved', 'closed'))
					OR updated_at < created_at OR updated_at > $1 OR resolved_at > updated_at`,
				`bills b WHERE amount_paid <> (SELECT coalesce(sum(p.amount_paid), 0) FROM payments p WHERE p.bill_id = b.id AND p.status = 'success')
					OR status <> society360_bill_status(amount, waived_amount, amount_paid, due_date, CASE
						WHEN EXISTS (SELECT FROM payments p WHERE p.bill_id = b.id AND p.status = 'pending' AND p.claim_id IS NOT NULL)
						THEN least(due_date, society360_today()) ELSE society360_today() END) OR amount_paid > amount`,
				`payments WHERE (status = 'pending') <> (claim_id IS NOT NULL) OR simulated AND (status = 'pending' OR payment_method = 'Cash')`,
				`bills WHERE created_at > $1 OR due_date < bill_date OR bill_type = 'Late Fee' AND late_fee_of IS NULL`,
				`payments p JOIN bills b ON b.id = p.bill_id WHERE p.payment_date > $1 OR p.payment_date < b.created_at OR p.amount_paid <= 0`,
				`announcements WHERE created_at > $1 OR expires_at <= created_at`,
				`audit_logs WHERE created_at > $1 AND action NOT IN ('ROLE_CREATED', 'SETTING_CHANGED')`,
				`audit_logs WHERE user_id IS NOT NULL AND database_role IS NULL`, // as another program's
				`audit_logs l JOIN users u ON u.id = l.user_id WHERE l.created_at < u.created_at`,
				`audit_logs l JOIN users u ON u.id = l.user_id WHERE l.details #>> '{actor,name}' IS DISTINCT FROM u.full_name
					OR l.details #>> '{actor,email}' IS DISTINCT FROM u.email`,
			} {
				query, args := `SELECT count(*) FROM `+never, []any{now}
				if !usesNow(never) {
					args = nil
				}
				if got := datatest.Number(t, db, query, args...); got != 0 {
					t.Errorf("%d rows, want none: %s", got, never)
				}
			}
		})
	}
}

func usesNow(sql string) bool {
	for i := range len(sql) - 1 {
		if sql[i:i+2] == "$1" {
			return true
		}
	}
	return false
}

func TestDemoPhonesCouldBeDialled(t *testing.T) {
	t.Parallel()
	db := datatest.Demo(t)
	rows, err := db.Owner.Query(t.Context(), `SELECT phone_number FROM users WHERE phone_number IS NOT NULL
		UNION ALL SELECT DISTINCT visitor_phone FROM visitor_logs WHERE visitor_phone IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	phones, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(phones) < 300 {
		t.Fatalf("%d phones, %v", len(phones), err)
	}
	seen := map[string]bool{}
	for _, phone := range phones {
		n, err := phonenumbers.Parse(phone, "IN")
		if err != nil || !phonenumbers.IsValidNumberForRegion(n, "IN") || phonenumbers.GetNumberType(n) != phonenumbers.MOBILE {
			t.Errorf("%q is no Indian mobile: %v", phone, err)
		}
		number := value.PhoneNumber(phone, "IN")
		if seen[number] {
			t.Errorf("%q is somebody else's too", phone)
		}
		seen[number] = true
	}
}

// TestDemoIsTheSameAgain compares two societies row by row; a password's salt
// and the keys of the settings are chance.
func TestDemoIsTheSameAgain(t *testing.T) {
	t.Parallel()
	now := time.Now()
	one, two := datatest.DemoSociety(t, now), datatest.DemoSociety(t, now)
	other := datatest.New(t)
	if err := demo.Seed(t.Context(), other.Config, now, demo.Options{Seed: 7}); err != nil {
		t.Fatal(err)
	}
	for table, row := range map[string]string{
		"users":  `t.id, t.full_name, t.email, t.phone_number, t.status, t.created_at, t.deleted_at`,
		"blocks": `t`, "units": `t`, "user_units": `t`, "visitor_logs": `t`, "maintenance_tickets": `t`, "bills": `t`,
		"payments": `t`, "announcements": `t`, "announcement_reads": `t`,
		"audit_logs": `CASE WHEN t.resource_type IN ('system_config', 'roles') THEN t.action ELSE t::text END`,
	} {
		sum := func(db *datatest.DB) (s string) {
			query := `SELECT md5(string_agg(r, E'\n' ORDER BY r)) FROM (SELECT (` + row + `)::text AS r FROM ` + table + ` t) x`
			if row != "t" && table == "users" {
				query = `SELECT md5(string_agg(r, E'\n' ORDER BY r)) FROM (SELECT row(` + row + `)::text AS r FROM ` + table + ` t) x`
			}
			if err := db.Owner.QueryRow(t.Context(), query).Scan(&s); err != nil {
				t.Fatal(err)
			}
			return s
		}
		if sum(one) != sum(two) {
			t.Errorf("%s differs between two societies of one time", table)
		}
		if sum(one) == sum(other) {
			t.Errorf("%s does not depend on the seed", table)
		}
	}
}

func TestDemoLeavesADatabaseInUseAlone(t *testing.T) {
	t.Parallel()
	for name, begun := range map[string]string{
		"account": `INSERT INTO users (full_name, email, password_hash) VALUES ('Asha', 'asha@test.example', 'x')`,
		"deleted": `INSERT INTO users (full_name, email, password_hash, deleted_at) VALUES ('Asha', 'asha@test.example', 'x', now())`,
		"unit":    `INSERT INTO units (unit_number, floor_number, type) VALUES ('1', 0, '1BHK')`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := datatest.New(t)
			if _, err := db.Owner.Exec(t.Context(), begun); err != nil {
				t.Fatal(err)
			}
			err := demo.Seed(t.Context(), db.Config, time.Now(), demo.Options{})
			datatest.Kind(t, err, fault.Refused)
			if !errors.Is(err, demo.ErrNotEmpty) {
				t.Errorf("the cause is not ErrNotEmpty: %v", err)
			}
			if got := datatest.Number(t, db, `SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM units) + (SELECT count(*) FROM blocks)
				+ (SELECT count(*) FROM audit_logs) + (SELECT count(*) FROM roles)`); got != 1 {
				t.Errorf("%d rows, want the one that was there", got)
			}
		})
	}
}

func TestTwoDemosAtOnceMakeOneSociety(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	errs := make([]error, 3)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = demo.Seed(t.Context(), db.Config, time.Now(), demo.Options{}) })
	}
	all.Wait()
	made := 0
	for _, err := range errs {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, demo.ErrNotEmpty):
			t.Errorf("refused for another reason: %v", err)
		}
	}
	if made != 1 || datatest.Number(t, db, `SELECT count(*) FROM units`) != 96 {
		t.Errorf("%d of three made a society", made)
	}
}
