package health_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/health"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// planted are what other programs and earlier versions leave, by the check that is to
// find it, and what it says: thing and what stands there.
func planted() map[string]struct {
	arrange []string
	found   []string
} {
	const (
		unit  = `(SELECT id FROM units WHERE label = 'A-101')`
		other = `(SELECT id FROM units WHERE label = 'B-204')`
		meera = `(SELECT id FROM users WHERE email = 'meera@test.example')`
		bill  = `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date) VALUES ('0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11', ` + unit + `, 'Water', 100, '2026-11-01', '2026-11-16')`
		pay   = `INSERT INTO payments (bill_id, payer_id, amount_paid, payment_method, transaction_reference, payment_date) VALUES ('0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11', ` + meera + `, `
	)
	yesterday := time.Now().AddDate(0, 0, -1).UTC().Format("2006-01-02 15:04")
	return map[string]struct{ arrange, found []string }{
		"visit-phones": {
			arrange: []string{
				`INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status) VALUES (` + unit + `, 'Nine', '982001234', 'checked_in'),
					(` + unit + `, 'Letter', '9820O12345', 'pending'), (` + unit + `, 'Whole', '098200 12345', 'checked_in'), (` + unit + `, 'None', ' ', 'checked_in'),
					(` + unit + `, 'Gone', '12', 'checked_out')`,
				`INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status, created_at) VALUES (` + unit + `, 'Lapsed', '12', 'pending', now() - interval '30 days')`,
			},
			found: []string{"Letter, A-101: 9820O12345", "Nine, A-101: 982001234"},
		},
		"visit-times": {
			arrange: []string{`INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status, check_in_time)
				SELECT ` + unit + `, v.name, '', v.status, v.at FROM (VALUES ('Ahead', 'checked_in', timestamptz '2126-01-02 03:04Z'), ('Endless', 'checked_in', 'infinity'),
					('Now', 'checked_in', now() + interval '1 minute'), ('Long ago', 'checked_in', '-infinity'), ('Gone', 'checked_out', 'infinity')) v(name, status, at)`},
			found: []string{"Ahead, A-101: inside since 2126-01-02 03:04 UTC", "Endless, A-101: inside since infinity"},
		},
		"account-phones": {
			arrange: []string{
				`UPDATE users SET phone_number = '9820012345 98' WHERE email = 'vijay@test.example'`, `UPDATE users SET phone_number = '', deleted_at = now() WHERE email = 'imran@test.example'`,
				`UPDATE users SET phone_number = '12', deleted_at = now() WHERE email = 'sunita@test.example'`,
			},
			found: []string{"Vijay More: 9820012345 98"},
		},
		"account-emails": {
			arrange: []string{`UPDATE users SET email = 'ASHA@test.example' WHERE email = 'vijay@test.example'`, `UPDATE users SET email = 'Meera@test.example', deleted_at = now() WHERE email = 'arun@test.example'`},
			found:   []string{"Asha Rao, admin: asha@test.example", "Vijay More, staff: ASHA@test.example"},
		},
		"account-letters": {
			arrange: []string{
				`UPDATE users SET email = U&'\0430sha@test.example' WHERE email = 'vijay@test.example'`, `UPDATE users SET email = U&'\0438\0432\0430\043d@test.example' WHERE email = 'meera@test.example'`,
				`UPDATE users SET email = U&'\0430run@test.example', deleted_at = now() WHERE email = 'arun@test.example'`,
			},
			found: []string{"Vijay More, staff: \u0430sha@test.example"},
		},
		"guessed-passwords": {
			arrange: []string{`INSERT INTO sign_in_attempts (account, address, failures, last_failed_at) VALUES ('vijay@test.example', '*', 31, now()),
				('vijay@test.example', '10.0.0.1', 31, now()), ('imran@test.example', '*', 19, now()), ('sunita@test.example', '*', 90, now() - interval '25 hours'), ('nobody@test.example', '*', 90, now())`},
			found: []string{"Vijay More, staff: 31 failed sign-ins in a day"},
		},
		"passwords-elsewhere": {
			arrange: []string{
				`UPDATE users SET password_hash = 'x' WHERE email IN ('vijay@test.example', 'imran@test.example', 'sunita@test.example')`,
				`UPDATE users SET password_changed_at = '2100-01-02 03:04Z' WHERE email = 'vijay@test.example'`, // as if by a wrong clock
				`UPDATE users SET deleted_at = now() WHERE email = 'imran@test.example'`,
				`INSERT INTO audit_logs (action, resource_type, resource_id, database_role, created_at) SELECT 'USER_PASSWORD_RESET', 'users', id, 'society360_desk', password_changed_at FROM users WHERE email = 'sunita@test.example'`,
			},
			found: []string{"Vijay More, staff: 2100-01-02 03:04 UTC"},
		},
		"trail-elsewhere": {
			arrange: []string{
				`INSERT INTO audit_logs (user_id, action, created_at) SELECT id, 'WEB_LOGIN', now() + interval '1 minute' FROM users`,
				`INSERT INTO audit_logs (user_id, action, created_at) SELECT id, 'OLD_LOGIN', '2019-01-01' FROM users`,
				`INSERT INTO audit_logs (action) VALUES ('SEEDED')`,
			},
			found: []string{"WEB_LOGIN: 8 rows"},
		},
		"visits-elsewhere": {
			arrange: []string{
				`INSERT INTO visitor_logs (unit_id, visitor_name, status) SELECT ` + unit + `, v.name, v.status FROM (VALUES ('Moved', 'approved'), ('Moved twice', 'pending'), ('Ours', 'checked_in'), ('None', NULL)) v(name, status)`,
				`INSERT INTO audit_logs (action, resource_type, resource_id, database_role, details, created_at)
					SELECT 'VISITOR_ANNOUNCED', 'visitor_logs', id, 'society360_desk', '{"after": {"status": "pending"}}'::jsonb, now() - interval '1 minute' FROM visitor_logs
					UNION ALL SELECT 'VISITOR_CHECKED_IN', 'visitor_logs', id, 'society360_desk', '{"after": {"status": "checked_in"}}', now() FROM visitor_logs WHERE visitor_name IN ('Ours', 'None')
					UNION ALL SELECT 'VISITOR_CORRECTED', 'visitor_logs', id, 'society360_desk', '{"after": {"purpose": "Guest"}}', now() FROM visitor_logs`,
				`UPDATE visitor_logs SET status = 'checked_out' WHERE visitor_name LIKE 'Moved%'`,
				`INSERT INTO visitor_logs (unit_id, visitor_name, status) VALUES (` + other + `, 'Theirs', 'approved')`,
				`INSERT INTO visitor_logs (unit_id, visitor_name, status, created_at, check_in_time) VALUES (` + other + `, 'Old', 'denied', now() - interval '91 days', NULL)`,
			},
			found: []string{"approved: 1 made elsewhere", "checked_out: 2 moved elsewhere"},
		},
		"tickets-elsewhere": {
			arrange: []string{
				`INSERT INTO maintenance_tickets (unit_id, requester_id, category, title, description, priority, status) SELECT ` + unit + `, ` + meera + `, 'Lift', v.t, 'x', 'low', v.s FROM (VALUES ('A', NULL), ('B', 'open'), ('C', 'open')) v(t, s)`,
				`INSERT INTO audit_logs (action, resource_type, resource_id, database_role, details) SELECT 'TICKET_CREATED', 'maintenance_tickets', id, 'society360_desk', '{"after": {"status": "open"}}' FROM maintenance_tickets WHERE title < 'C'`,
				`UPDATE maintenance_tickets SET status = 'closed' WHERE title >= 'B'`,
			},
			found: []string{"closed: 1 made elsewhere", "closed: 1 moved elsewhere"},
		},
		"payments-elsewhere": {
			arrange: []string{
				bill, pay + `60, 'UPI', 'a', now()), ((SELECT id FROM bills), ` + meera + `, 10, 'UPI', 'b', now()), ((SELECT id FROM bills), ` + meera + `, 10, 'UPI', 'c', now()), ((SELECT id FROM bills), ` + meera + `, 10, 'UPI', 'd', now())`,
				`INSERT INTO audit_logs (action, resource_type, resource_id, database_role, details) SELECT 'PAYMENT_RECORDED', 'payments', id, 'society360_desk',
					jsonb_build_object('after', jsonb_build_object('status', CASE transaction_reference WHEN 'b' THEN 'refused' ELSE 'success' END)) FROM payments WHERE transaction_reference < 'd'`,
				`UPDATE payments SET status = 'failed' WHERE transaction_reference IN ('a', 'b')`,
			},
			found: []string{"failed: 1 moved elsewhere", "success: 1 made elsewhere"},
		},
		"accounts-elsewhere": {
			arrange: []string{
				`INSERT INTO audit_logs (action, resource_type, resource_id, database_role, details) SELECT 'USER_ROLE_CHANGED', 'users', id, 'society360_desk', '{"after": {"role": "guard"}}' FROM users WHERE email IN ('vijay@test.example', 'imran@test.example')`,
				`INSERT INTO users (full_name, email, password_hash, role_id) SELECT v.n, v.n || '@other.example', 'x', r.id FROM (VALUES ('Mallory', 'admin'), ('Web', 'resident')) v(n, r) JOIN roles r ON r.name = v.r`,
				`INSERT INTO users (full_name, email, password_hash, role_id, created_at) SELECT 'Old', 'old@other.example', 'x', id, '2019-01-01' FROM roles WHERE name = 'admin'`,
			},
			found: []string{"Mallory: made as admin", "Vijay More: guard by the trail, staff now"},
		},
		"keys-elsewhere": {
			arrange: []string{
				`INSERT INTO user_ssh_keys (id, user_id, fingerprint, public_key, comment) SELECT gen_random_uuid(), id, 'SHA256:' || left(email, 5), 'x', '' FROM users WHERE email IN ('vijay@test.example', 'imran@test.example')`,
				`INSERT INTO gate_terminals (id, gate, fingerprint, public_key, comment) VALUES (gen_random_uuid(), 'Main', 'SHA256:gate', 'y', '')`,
				`INSERT INTO audit_logs (action, resource_type, resource_id, database_role, details) SELECT 'USER_SSH_KEY_ADDED', 'users', id, 'society360_desk', '{"after": {"ssh_key": "SHA256:imran"}}' FROM users`,
			},
			found: []string{"Terminal at Main: SHA256:gate", "Vijay More: SHA256:vijay"},
		},
		"trail-backdated": {
			arrange: []string{
				`INSERT INTO audit_logs (action, database_role, created_at) VALUES ('USER_LOGIN', 'society360_desk', '2026-01-02 10:00Z')`,
				`INSERT INTO audit_logs (action, created_at) VALUES ('IN_TIME', '2026-01-02 09:30Z'), ('BACKDATED', '2025-12-31 10:00Z'), ('AHEAD', '2126-01-01 00:00Z'), ('ENDLESS', 'infinity')`,
			},
			found: []string{"AHEAD: 2126-01-01 00:00 UTC, ahead", "BACKDATED: 2025-12-31 10:00 UTC, written after 2026-01-02 10:00 UTC", "ENDLESS: infinity, ahead"},
		},
		"ticket-workers": {
			arrange: []string{`INSERT INTO maintenance_tickets (unit_id, requester_id, category, title, description, priority, status, assigned_to_id)
				SELECT ` + unit + `, ` + meera + `, 'Lift', v.title, 'x', 'low', v.status, u.id
				FROM (VALUES ('Guarded', 'open', 'imran'), ('Banned', 'in_progress', 'vijay'), ('Done', 'closed', 'imran'), ('Fine', 'open', 'asha')) v(title, status, who)
				JOIN users u ON u.email = v.who || '@test.example'`, `UPDATE users SET status = 'banned' WHERE email = 'vijay@test.example'`},
			found: []string{"Banned, A-101: Vijay More, staff, banned", "Guarded, A-101: Imran Shaikh, guard"},
		},
		"late-fees": {
			arrange: []string{
				bill, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, late_fee_of, fee_base, fee_percent)
				VALUES (` + unit + `, 'Late Fee', 5, '2026-11-20', '2026-11-20', '0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11', 100, 5)`,
				`UPDATE bills SET amount = 80 WHERE id = '0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11'`,
			},
			found: []string{"A-101, Rs 5.00, 2026-11-20: Water of Rs 80.00, due 2026-11-16"},
		},
		"unit-labels": {
			arrange: []string{
				// As an earlier version left it.
				`ALTER TABLE blocks DISABLE TRIGGER society360_blocks_place`, `INSERT INTO blocks (name) VALUES ('Block A')`, `INSERT INTO units (block_id, unit_number, floor_number, type, status) SELECT id, '101', 1, '2BHK', 'vacant' FROM blocks WHERE name = 'Block A'`,
				`UPDATE units SET label = 'A-101', search_key = 'A101' WHERE unit_number = '101'`,
			},
			found: []string{"101, Block A: A-101", "101, Tower A: A-101"},
		},
		"residencies": {
			arrange: []string{
				`UPDATE users SET deleted_at = now() WHERE email = 'arun@test.example'`,
				`UPDATE user_units SET move_in_date = '2026-03-02', move_out_date = '2026-03-01', status = 'moved_out' WHERE user_id = ` + meera,
			},
			found: []string{"Arun Joshi, A-101: active, account deleted", "Meera Joshi, A-101: moved_out, from 2026-03-02, until 2026-03-01"},
		},
		"primary-contacts": {
			arrange: []string{`UPDATE user_units SET is_primary_contact = true WHERE unit_id = ` + unit},
			found:   []string{"A-101: Arun Joshi, Meera Joshi"},
		},
		"payment-references": {
			arrange: []string{
				bill, pay + `10, 'UPI', 'AXIS 4711', '2026-11-02 10:00Z')`, pay + `20, 'NEFT', 'axis-4711', '2026-11-03 10:00Z')`,
				pay + `5, 'Cash', NULL, '2026-11-03 10:00Z')`, pay + `5, 'Cash', ' ', '2026-11-03 10:00Z')`, pay + `5, 'UPI', '12', '2026-11-03 10:00Z')`,
			},
			found: []string{"A-101, no receipt, Rs 10.00, 2026-11-02: UPI AXIS 4711", "A-101, no receipt, Rs 20.00, 2026-11-03: NEFT axis-4711"},
		},
		"bill-figures": {
			arrange: []string{
				bill, pay + `40, 'Cash', NULL, now())`, `ALTER TABLE bills DISABLE TRIGGER society360_bills_derive`,
				`UPDATE bills SET amount_paid = 60, status = 'paid'`, `ALTER TABLE bills ENABLE TRIGGER society360_bills_derive`,
			},
			found: []string{"A-101, Water, Rs 100.00, 2026-11-01: paid: says 60.00, payments 40.00"},
		},
		"visitor-names": {
			arrange: []string{
				`ALTER TABLE visitor_logs DISABLE TRIGGER USER`, `INSERT INTO visitor_logs (unit_id, visitor_name, status) VALUES (` + unit + `, 'Zubin O''Hara', 'checked_out'), (` + unit + `, 'Zubin O''Hara', 'denied')`,
				`ALTER TABLE visitor_logs ENABLE TRIGGER USER`,
			},
			found: []string{"ZUBIN OHARA  ZUBIN O HARA: not found by a search"},
		},
		"payment-sums": {
			arrange: []string{
				bill, `ALTER TABLE payments DISABLE TRIGGER society360_totals_insert`,
				`INSERT INTO payments (id, bill_id, payer_id, amount_paid, payment_method, claim_id, payment_date) SELECT ('0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d2' || i)::uuid,
					'0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11', ` + meera + `, i, 'UPI', '0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d12', '2026-11-02 06:00Z' FROM generate_series(1, 2) i`,
				`ALTER TABLE payments ENABLE TRIGGER society360_totals_insert`, `INSERT INTO payment_totals VALUES ('ffffffff-7a1e-7d3b-9d0c-2f1f6f0c9d99', gen_random_uuid(), 7, now())`,
			},
			found: []string{"A-101, Rs 1.00, 2026-11-02: not found, is a part of Rs 3.00", "A-101, Rs 2.00, 2026-11-02: not found, is a part of Rs 3.00", "a payment that is gone: found by Rs 7, is no part of a sum"},
		},
		"settings": {
			arrange: []string{`INSERT INTO system_config (config_key, config_value, category, data_type) VALUES ('security.session_timeout', 'soon', 'security', 'number'), ('billing.other_key', 'x', 'billing', 'number')
				ON CONFLICT (config_key) DO UPDATE SET config_value = excluded.config_value`},
			found: []string{"security.session_timeout: soon"},
		},
		"schema-open": {
			arrange: []string{`GRANT CREATE ON SCHEMA public TO PUBLIC`},
			found:   []string{"public: CREATE to PUBLIC"},
		},
		"trigger-rights": {
			arrange: []string{`GRANT ALL ON units, bills TO pg_monitor`, `GRANT TRIGGER ON payments TO PUBLIC`, `GRANT TRIGGER ON blocks TO society360_owner`},
			found:   []string{"bills, units: TRIGGER to pg_monitor", "payments: TRIGGER to PUBLIC"},
		},
		"triggers-elsewhere": {
			arrange: []string{
				`CREATE FUNCTION spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`, `CREATE FUNCTION "Own"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
				`CREATE TRIGGER "Spy" BEFORE UPDATE ON units FOR EACH ROW EXECUTE FUNCTION spy()`, `CREATE TRIGGER own BEFORE UPDATE ON units FOR EACH ROW EXECUTE FUNCTION "Own"()`,
				`ALTER FUNCTION spy OWNER TO pg_monitor`, `ALTER FUNCTION "Own" OWNER TO society360_owner`,
			},
			found: []string{`"Spy" on units: of pg_monitor`},
		},
		"triggers": {
			arrange: []string{`ALTER TABLE payments DISABLE TRIGGER society360_payments_insert`, `ALTER TABLE bills ENABLE REPLICA TRIGGER society360_bills_derive`},
			found:   []string{"society360_bills_derive: enabled for replicas alone on bills", "society360_payments_insert: disabled on payments"},
		},
		"triggers-gone": {
			arrange: []string{`DROP TRIGGER society360_payments_insert ON payments`, `DROP TRIGGER society360_bills_derive ON bills`},
			found:   []string{"society360_bills_derive: not there, on bills", "society360_payments_insert: not there, on payments"},
		},
		"jobs-failing": {
			arrange: []string{
				`INSERT INTO society360_jobs (job, known_since) VALUES ('tidying', now()), ('backup', now()), ('reports', now()), ('vacuum', now() - interval '41 days'), ('reindex', now() - interval '39 days'), ('statistics', now() - interval '41 days')`,
				`INSERT INTO society360_job_runs (id, job, state, started_at, ended_at, result) SELECT gen_random_uuid(), v.job, v.state, now() - v.ago, now() - v.ago, v.result FROM (VALUES
					('tidying', 'done', interval '2 hours', NULL), ('tidying', 'failed', '1 hour', 'The disk is full.'), ('backup', 'failed', '1 day', 'x'), ('backup', 'done', '1 hour', NULL),
					('reports', 'running', '1 minute', NULL), ('vacuum', 'left', '1 day', 'needs the owner: x'), ('reindex', 'left', '1 day', 'needs the owner: x'),
					('statistics', 'done', '30 days', NULL), ('statistics', 'left', '1 day', 'needs the owner: x')) v(job, state, ago, result)`,
				`UPDATE society360_job_runs SET ended_at = NULL WHERE state = 'running'`,
			},
			found: []string{"tidying: failed: The disk is full.", "vacuum: left: needs the owner: x"},
		},
		"jobs-late": {
			arrange: []string{
				`INSERT INTO society360_jobs (job, known_since) VALUES ('tidying', '2026-01-01')`,
				// One ahead, of a clock that was wrong, hides nothing.
				`INSERT INTO society360_job_runs (id, job, state, started_at) VALUES (gen_random_uuid(), 'tidying', 'done', '2026-01-02 03:04Z'), (gen_random_uuid(), 'tidying', 'done', now() + interval '1 year')`,
			},
			found: []string{"The schedule: last done 2026-01-02 03:04 UTC"},
		},
		"seal-broken": {
			arrange: []string{`INSERT INTO society360_seal_state (begun_at, horizon, stage, broken_at, broken) VALUES (now(), now(), 'done', '2026-11-30 12:00Z', 'row 12 was changed')`},
			found:   []string{"The trail: row 12 was changed (found 2026-11-30 12:00 UTC)"},
		},
		"seal-late": {
			arrange: []string{
				`INSERT INTO society360_seal_state (begun_at, horizon, stage) VALUES (now() - interval '1 day', now(), 'done')`,
				`INSERT INTO audit_logs (action, created_at) VALUES ('X', now() - interval '1 hour')`,
			},
			found: []string{"The trail: sealed to nowhere"},
		},
		"seal-stuck": {
			arrange: []string{`INSERT INTO society360_seal_state (begun_at, horizon, stage, stuck, stuck_at) VALUES (now(), now(), 'done', 'no key', '2026-11-30 12:00Z')`},
			found:   []string{"The trail: no key (since 2026-11-30 12:00 UTC)"},
		},
		"seal-anew": {
			arrange: []string{`INSERT INTO society360_seal_state (begun_at, horizon, stage, anew_at, anew_rows) VALUES (now(), now(), 'done', '` + yesterday + `Z', 12)`},
			found:   []string{"The key: begun anew " + yesterday + " UTC, behind row 12"},
		},
		"seal-untold": {
			arrange: []string{`INSERT INTO society360_seal_state (begun_at, horizon, stage, untold) VALUES (now(), now(), 'done', 'no room')`},
			found:   []string{"The heads: no room"},
		},
		"backup-late": {
			arrange: []string{
				`INSERT INTO society360_jobs (job, known_since) VALUES ('tidying', now() - interval '49 hours')`,
				`INSERT INTO audit_logs (action, resource_type, created_at) VALUES ('BACKUP_MADE', 'society360_society', now() + interval '30 minutes')`,
			},
			found: []string{"Backup: last never"},
		},
		"rehearsal-late": {
			arrange: []string{
				`INSERT INTO society360_jobs (job, known_since) VALUES ('tidying', '2026-01-01')`,
				`INSERT INTO audit_logs (action, resource_type, created_at) VALUES ('BACKUP_MADE', 'society360_society', now())`,
				`INSERT INTO archive.audit_logs (id, action, resource_type, created_at) VALUES (gen_random_uuid(), 'RESTORE_REHEARSED', 'society360_society', '2026-01-02 03:04Z')`,
			},
			found: []string{"Rehearsal: last 2026-01-02 03:04 UTC"},
		},
		// Judged by TestWhatIsNotHandedOverIsTold.
		"log-waits": {},
		// Judged by TestWhatAServerIs.
		"encryption":     {},
		"server-version": {},
		// These are of the connection; see TestWhatTheConnectionLacksIsSeenFromIt.
		"read-only":   {},
		"time-limits": {},
		"desk-role":   {},
	}
}

func found(t *testing.T, s *datatest.Society, check string) (all []health.Finding, said []string) {
	t.Helper()
	var after *health.Finding
	for {
		page, err := s.Health.List(t.Context(), s.Admin, health.Filter{Check: check, After: after, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Findings {
			all, said = append(all, f), append(said, f.Thing+": "+f.Stands)
		}
		if !page.More {
			slices.Sort(said)
			return all, said
		}
		after = &page.Findings[len(page.Findings)-1]
	}
}

// TestEachCheckFindsWhatIsPlanted: a society in order has nothing to mend; what stands
// wrong is found by its own check, page by page, with its place, and by no other that
// it does not concern.
func TestEachCheckFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	planted := planted()
	for _, c := range health.Checks() {
		plant, ok := planted[c.Name]
		if !ok {
			t.Errorf("nothing is planted for %s", c.Name)
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			// Its accounts stood before the database held desks to the trail.
			s.Exec(t, `UPDATE users SET created_at = '2020-01-01'`)
			if all, said := found(t, s, c.Name); len(all) > 0 {
				t.Fatalf("a society in order: %q", said)
			}
			super := s.As(t, "postgres")
			for _, sql := range plant.arrange {
				datatest.Exec(t, super, sql)
			}
			all, said := found(t, s, c.Name)
			if !slices.Equal(said, plant.found) {
				t.Errorf("found %q, want %q", said, plant.found)
			}
			for _, f := range all {
				if (c.Screen == "") != (f.Open == "") || f.Place == "" || f.Open == "" && f.Command == "" {
					t.Errorf("nowhere to mend it: %+v", f)
				}
			}
			results, err := s.Health.Look(t.Context(), s.Admin, false)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				if r.Err != nil || r.Cost != 0 {
					t.Errorf("%s was not made: %+v", r.Check.Name, r)
				}
				if r.Check.Name == c.Name && r.Found != len(plant.found) {
					t.Errorf("counted %d of %d", r.Found, len(plant.found))
				}
			}
		})
	}
}

// TestCommandsMendWhatTheyStandBeside: a statement that is told can be run as it
// stands, and leaves nothing to find.
func TestCommandsMendWhatTheyStandBeside(t *testing.T) {
	t.Parallel()
	for check, plant := range planted() {
		t.Run(check, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			super := s.As(t, "postgres")
			for _, sql := range plant.arrange {
				datatest.Exec(t, super, sql)
			}
			all, _ := found(t, s, check)
			ran := 0
			for _, f := range all {
				if f.Command != "" {
					ran++
					datatest.Exec(t, super, f.Command)
				}
			}
			if left, said := found(t, s, check); ran > 0 && len(left) != len(all)-ran {
				t.Errorf("%d commands of %d leave %q", ran, len(all), said)
			}
		})
	}
}

// TestALargeTableIsReadWholeWhenAsked: a check says what it would cost, and is made
// for who asks for it.
func TestALargeTableIsReadWholeWhenAsked(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, planted()["payment-references"].arrange[0])
	datatest.Exec(t, s.As(t, "postgres"), `UPDATE pg_class SET reltuples = 1023114 WHERE relname = 'bills'`)
	_, err := s.Health.List(t.Context(), s.Admin, health.Filter{Check: "bill-figures"})
	datatest.WantError(t, err, fault.Refused, "reads 1023114 rows of bills whole")
	if _, err := s.Health.List(t.Context(), s.Admin, health.Filter{Check: "bill-figures", Deep: true}); err != nil {
		t.Error(err)
	}
	for _, deep := range []bool{false, true} {
		results, err := s.Health.Look(t.Context(), s.Admin, deep)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			want := 0
			if (r.Check.Name == "bill-figures" || r.Check.Name == "late-fees") && !deep {
				want = 1023114
			}
			if r.Cost != want {
				t.Errorf("deep %v: %s costs %d, want %d", deep, r.Check.Name, r.Cost, want)
			}
		}
	}
}

// TestOneCheckThatFailsLeavesTheOthers: a table that somebody holds is told beside its
// check.
func TestOneCheckThatFailsLeavesTheOthers(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Exec(t, s.As(t, "postgres"), `REVOKE SELECT ON maintenance_tickets FROM society360_desk`)
	results, err := s.Health.Look(t.Context(), s.Admin, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if failed := r.Err != nil; failed != (r.Check.Name == "ticket-workers" || r.Check.Name == "tickets-elsewhere") {
			t.Errorf("%s: %v", r.Check.Name, r.Err)
		}
	}
}

func TestNoSuchCheck(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	_, err := s.Health.List(t.Context(), s.Admin, health.Filter{Check: "visit_phones'; --"})
	datatest.WantError(t, err, fault.Invalid, "no check of this name")
}

// reopened is the society as a desk of another configuration meets it.
func reopened(t *testing.T, s *datatest.Society, url string) *data.Society {
	t.Helper()
	cfg := s.Config
	cfg.URL = url
	society, err := data.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(society.Close)
	return society
}

// TestWhatTheConnectionLacksIsSeenFromIt: a limit that was taken off, as behind a
// pooler, and a role that is not the desk's.
func TestWhatTheConnectionLacksIsSeenFromIt(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	super, mighty, closed := s.As(t, "postgres"), datatest.RoleName(t), datatest.RoleName(t)
	datatest.Exec(t, super, `CREATE ROLE `+closed+` LOGIN IN ROLE society360_desk; ALTER ROLE `+closed+` SET default_transaction_read_only = on`)
	datatest.DropRole(t, super, closed)
	datatest.Exec(t, super, `CREATE ROLE `+mighty+` LOGIN`)
	t.Cleanup(func() { _, _ = super.Exec(context.Background(), `DROP OWNED BY `+mighty+`; DROP ROLE `+mighty) })
	datatest.Exec(t, super, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO `+mighty)
	for check, c := range map[string]struct{ url, stands, command string }{
		"read-only":   {s.URL(t, closed), s.Name + ": read-only", "ALTER ROLE " + closed + " RESET default_transaction_read_only;"},
		"time-limits": {s.Config.URL + "&lock_timeout=0", "lock_timeout: none", "ALTER ROLE society360_desk SET lock_timeout = '5s';"},
		"desk-role":   {s.URL(t, mighty), mighty + ": not society360_desk", "GRANT society360_desk TO " + mighty + ";"},
	} {
		page, err := reopened(t, s, c.url).Health.List(t.Context(), s.Admin, health.Filter{Check: check})
		if err != nil || len(page.Findings) != 1 {
			t.Errorf("%s: %+v, %v", check, page, err)
			continue
		}
		if f := page.Findings[0]; f.Thing+": "+f.Stands != c.stands || f.Command != c.command {
			t.Errorf("%s: %+v", check, f)
		}
	}
}
