package township_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/demo/township"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"

	"github.com/civoranexus/society360/data"
)

// small is a township that a test can wait for.
const small = 40

// furniture are the indexes, keys, triggers and comments of all tables, which are away
// while they are filled; without casts, which stand elsewhere once a condition was read
// again.
const furniture = `SELECT array_agg(regexp_replace(f.line, '::(text|character varying)(\[\])?|[()]', '', 'g') ORDER BY f.line) FROM (
	SELECT pg_get_indexdef(i.indexrelid) || ' ' || coalesce(obj_description(i.indexrelid, 'pg_class'), '') AS line
	FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
	UNION ALL
	SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || coalesce(obj_description(oid, 'pg_constraint'), '')
	FROM pg_constraint WHERE connamespace = 'public'::regnamespace
	UNION ALL
	SELECT pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger t WHERE NOT t.tgisinternal) f`

// isFurnished wants the tables to have what they had before.
func isFurnished(t *testing.T, db *datatest.DB, before []string) {
	t.Helper()
	after := datatest.Scan[[]string](t, db.Owner, furniture)
	for _, line := range after {
		if !slices.Contains(before, line) {
			t.Errorf("new: %s", line)
		}
	}
	for _, line := range before {
		if !slices.Contains(after, line) {
			t.Errorf("gone: %s", line)
		}
	}
}

// made is a database with a township, made for the first test that asks.
func made(t *testing.T) *datatest.DB {
	t.Helper()
	return datatest.Copy(t, "township", func(ctx context.Context, cfg data.Config) error {
		_, err := township.Seed(ctx, cfg, time.Now(), small, township.Options{})
		return err
	})
}

// TestATownshipIsWhole: what was off while it was filled is on again, nothing of it is odd,
// and what the triggers would have derived is what stands.
func TestATownshipIsWhole(t *testing.T) {
	t.Parallel()
	db := made(t)
	isFurnished(t, db, datatest.Scan[[]string](t, datatest.New(t).Owner, furniture))
	for table, of := range map[string]int{"users": 2, "visitor_logs": 450, "maintenance_tickets": 25, "bills": 90, "payments": 100, "receipts": 15, "audit_logs": 700} {
		if n := datatest.Number(t, db, `SELECT count(*) FROM `+table); n < of*small || n > 2*of*small {
			t.Errorf("%d rows of %s", n, table)
		}
	}
	s := datatest.OpenStore(t, db)
	admin, err := s.Accounts.ActorByEmail(t.Context(), role.Origin{Address: "local", Client: "cli"}, "admin@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	results, err := s.Health.Look(t.Context(), admin, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil || r.Found != 0 {
			t.Errorf("%s found %d: %v", r.Check.Name, r.Found, r.Err)
		}
	}
	datatest.Exec(t, db.Owner, `CREATE TABLE were AS SELECT id, status FROM units`)
	datatest.Exec(t, db.Owner, `CREATE TABLE billed AS SELECT id, amount_paid, status FROM bills`)
	datatest.Exec(t, db.Owner, `UPDATE bills SET amount = amount`)
	datatest.Exec(t, db.Owner, `SELECT society360_units_settle(array_agg(id)) FROM units`)
	for name, never := range map[string]string{
		"units of another status than their residents give them": `units JOIN were USING (id) WHERE units.status <> were.status`,
		"bills that their triggers would change":                 `bills JOIN billed USING (id) WHERE (bills.amount_paid, bills.status) IS DISTINCT FROM (billed.amount_paid, billed.status)`,
		"vacant units with residents":                            `units u WHERE u.status = 'vacant' AND EXISTS (SELECT FROM user_units l WHERE l.unit_id = u.id AND l.status = 'active')`,
		"payments above what is due":                             `bills WHERE amount_paid > amount`,
		"payments before their bills":                            `payments p JOIN bills b ON b.id = p.bill_id WHERE p.payment_date < b.created_at`,
		"fees of what was paid in time":                          `bills b JOIN bills o ON o.id = b.late_fee_of WHERE b.amount <> round(b.fee_base * b.fee_percent / 100, 2) OR b.bill_date <= o.due_date`,
		"visits that end before they began":                      `visitor_logs WHERE check_out_time <= check_in_time OR created_at > coalesce(check_in_time, created_at) OR created_at > now()`,
		"one phone inside twice":                                 `(SELECT FROM visitor_logs WHERE status = 'checked_in' AND visitor_phone IS NOT NULL GROUP BY visitor_phone HAVING count(*) > 1) d`,
		"visits to who does not live there":                      `visitor_logs v WHERE v.approved_by_user_id IS NOT NULL AND NOT EXISTS (SELECT FROM user_units l WHERE l.unit_id = v.unit_id AND l.user_id = v.approved_by_user_id)`,
		"tickets of who does not live there":                     `maintenance_tickets k WHERE NOT EXISTS (SELECT FROM user_units l WHERE l.unit_id = k.unit_id AND l.user_id = k.requester_id)`,
		"rows of the trail without a society":                    `audit_logs a WHERE a.resource_type = 'visitor_logs' AND NOT EXISTS (SELECT FROM visitor_logs v WHERE v.id = a.resource_id)`,
		"rows of the trail of a day to come":                     `audit_logs WHERE created_at > now() OR database_role IS NULL AND action <> 'SETTING_CHANGED' AND action <> 'ROLE_CREATED'`,
		"visits that the trail ends otherwise": `visitor_logs v WHERE v.created_at > now() - interval '400 days'
			AND v.status IS DISTINCT FROM (SELECT a.details #>> '{after,status}' FROM audit_logs a WHERE a.resource_type = 'visitor_logs' AND a.resource_id = v.id ORDER BY a.created_at DESC, a.id DESC LIMIT 1)`,
		"tickets that the trail ends otherwise": `maintenance_tickets k WHERE k.created_at > now() - interval '400 days'
			AND k.status IS DISTINCT FROM (SELECT a.details #>> '{after,status}' FROM audit_logs a WHERE a.resource_type = 'maintenance_tickets' AND a.resource_id = k.id AND a.action <> 'TICKET_ASSIGNED' ORDER BY a.created_at DESC, a.id DESC LIMIT 1)`,
		"payments of which the trail says another amount": `payments p JOIN audit_logs a ON a.resource_type = 'payments' AND a.resource_id = p.id AND a.action = 'PAYMENT_RECORDED'
			WHERE (a.details #>> '{after,amount_paid}')::numeric <> p.amount_paid`,
		"receipts with another number than the trail has": `payments p JOIN receipt_payments rp ON rp.payment_id = p.id JOIN receipts r ON r.id = rp.receipt_id
			JOIN audit_logs a ON a.resource_type = 'payments' AND a.resource_id = p.id WHERE a.details #>> '{after,receipt}' <> r.year || '-' || lpad(r.number::text, 6, '0')`,
	} {
		if got := datatest.Number(t, db, `SELECT count(*) FROM `+never); got != 0 {
			t.Errorf("%d %s", got, name)
		}
	}
}

// TestATownshipIsWorkedIn: a guard finds a visitor by the phone, and dues by their unit.
func TestATownshipIsWorkedIn(t *testing.T) {
	t.Parallel()
	db := made(t)
	s := datatest.OpenStore(t, db)
	guard, err := s.Accounts.ActorByEmail(t.Context(), role.Origin{Address: "local", Client: "cli"}, "guard@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	phone := datatest.Scan[string](t, db.Owner, `SELECT visitor_phone FROM visitor_logs WHERE purpose = 'Delivery' AND status = 'checked_out' ORDER BY check_in_time DESC LIMIT 1`)
	known, err := s.Visits.KnownVisitor(t.Context(), guard, phone)
	if err != nil || known.Last == nil || known.Last.Phone != phone {
		t.Errorf("%s is %+v, %v", phone, known, err)
	}
	counts, err := s.Visits.Counts(t.Context(), guard)
	if inside := datatest.Number(t, db, `SELECT count(*) FROM visitor_logs WHERE status = 'checked_in'`); err != nil || counts.Inside != inside || inside < 100 {
		t.Errorf("%d are inside, counted %+v, %v", inside, counts, err)
	}
}

func TestATownshipGoesIntoAnEmptyDatabaseOnly(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	before := s.Count(t, `users`) + s.Count(t, `audit_logs`)
	_, err := township.Seed(t.Context(), s.Config, time.Now(), small, township.Options{})
	if !errors.Is(err, demo.ErrNotEmpty) || s.Count(t, `users`)+s.Count(t, `audit_logs`) != before {
		t.Errorf("a society with accounts: %v", err)
	}
	for _, units := range []int{0, -1, 9, 20_001, 1_000_000_000} {
		var e *fault.Error
		if _, err := township.Seed(t.Context(), s.Config, time.Now(), units, township.Options{}); !errors.As(err, &e) || e.Kind != fault.Invalid {
			t.Errorf("%d units: %v", units, err)
		}
	}
}

// TestATownshipCutShortLeavesNothing: the same command begins anew.
func TestATownshipCutShortLeavesNothing(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	before := datatest.Scan[[]string](t, db.Owner, furniture)
	ctx, cut := context.WithCancel(t.Context())
	_, err := township.Seed(ctx, db.Config, time.Now(), small, township.Options{Progress: func(of string) func(int, int) {
		return func(done, _ int) {
			if of == "rows" && done > 0 {
				cut()
			}
		}
	}})
	if err == nil {
		t.Fatal("it was not cut short")
	}
	isFurnished(t, db, before)
	if n := datatest.Number(t, db, `SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM units) + (SELECT count(*) FROM visitor_logs)
		+ (SELECT count(*) FROM audit_logs WHERE resource_type NOT IN ('roles', 'system_config'))`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	done, err := township.Seed(t.Context(), db.Config, time.Now(), small, township.Options{})
	if err != nil || done.Units != small || done.Visits != datatest.Number(t, db, `SELECT count(*) FROM visitor_logs`) {
		t.Errorf("anew: %+v, %v", done, err)
	}
}

// TestTheTrailOfATownshipAlone: a township that ended between its two commits is not
// taken for an empty database.
func TestTheTrailOfATownshipAlone(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `INSERT INTO audit_logs (action) VALUES ('TOWNSHIP_SEEDED')`)
	var e *fault.Error
	if _, err := township.Seed(t.Context(), db.Config, time.Now(), small, township.Options{}); !errors.As(err, &e) || e.Kind != fault.Refused {
		t.Errorf("%v", err)
	}
}
