package setup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data/datatest"
)

func TestSeedAddsWhatIsMissingAndAuditsIt(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	if _, err := db.Owner.Exec(t.Context(), `
		INSERT INTO roles (name, description) VALUES ('staff', 'ours')`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(t.Context(), `
		INSERT INTO system_config (config_key, config_value, category) VALUES ('security.overstay_hours', '9', 'security')`); err != nil {
		t.Fatal(err)
	}
	done, err := setup.Seed(t.Context(), db.Config, role.Program())
	if err != nil {
		t.Fatal(err)
	}
	if want := (setup.Seeded{Roles: 3, Settings: len(setup.AllSettings()) - 1}); done != want {
		t.Errorf("seeded %+v, want %+v", done, want)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM roles WHERE name IN ('admin', 'staff', 'resident', 'guard') AND description <> ''`:   4,
		`SELECT count(*) FROM roles WHERE name = 'staff' AND description = 'ours'`:                                 1,
		`SELECT count(*) FROM system_config`:                                                                       len(setup.AllSettings()),
		`SELECT count(*) FROM system_config WHERE config_key = 'security.overstay_hours' AND config_value = '9'`:   1,
		`SELECT count(*) FROM audit_logs WHERE action = 'ROLE_CREATED' AND user_id IS NULL AND user_agent = 'cli'`: 3,
		`SELECT count(*) FROM audit_logs l JOIN system_config c ON c.id = l.resource_id WHERE l.action = 'SETTING_CHANGED'
			AND l.details #>> '{after,config_value}' = c.config_value`: len(setup.AllSettings()) - 1,
	} {
		if got := datatest.Number(t, db, query); got != want {
			t.Errorf("%d, want %d: %s", got, want, query)
		}
	}
	again, err := setup.Seed(t.Context(), db.Config, role.Program())
	if err != nil || again != (setup.Seeded{}) {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	if got := datatest.Number(t, db, `SELECT count(*) FROM audit_logs`); got != 3+len(setup.AllSettings())-1 {
		t.Errorf("%d audit rows after a second time", got)
	}
	if got := datatest.Number(t, db, `SELECT max(id) FROM roles`); got > 4 {
		t.Errorf("role numbers are used up: %d", got)
	}
}

func TestSeededSettingsReadAsTheirDefaults(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	if _, err := setup.Seed(t.Context(), db.Config, role.Program()); err != nil {
		t.Fatal(err)
	}
	for _, s := range setup.AllSettings() {
		if err := s.Check(s.Default); err != nil {
			t.Errorf("%s: its default %q does not check: %v", s.Key, s.Default, err)
		}
		want := s.Default
		if s.Key == "billing.late_fee_from" { // the day of the seed
			want = datatest.Scan[string](t, db.Owner, `SELECT society360_today()::text`)
		}
		var value, category, kind string
		err := db.Owner.QueryRow(t.Context(), `SELECT config_value, category, data_type FROM system_config WHERE config_key = $1`, s.Key).
			Scan(&value, &category, &kind)
		if err != nil || value != want || category != s.Category() || kind != s.Type {
			t.Errorf("%s is %q, %s, %s, %v", s.Key, value, category, kind, err)
		}
	}
}

// TestSeedBeginsLateFeesOnItsDay: in the society's zone, audited, and never anew.
func TestSeedBeginsLateFeesOnItsDay(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.timezone', $1, 'general')`, datatest.Eastmost)
	if _, err := setup.Seed(t.Context(), db.Config, role.Program()); err != nil {
		t.Fatal(err)
	}
	const from = `SELECT config_value FROM system_config WHERE config_key = 'billing.late_fee_from'`
	day, today := datatest.Scan[string](t, db.Owner, from), datatest.Scan[string](t, db.Owner, `SELECT society360_local_date(now(), $1)::text`, datatest.Eastmost)
	if day != today {
		t.Errorf("late fees are charged from %s, where today is %s", day, today)
	}
	if n := datatest.Number(t, db, `SELECT count(*) FROM audit_logs WHERE details #>> '{after,config_key}' = 'billing.late_fee_from'
		AND details #>> '{after,config_value}' = $1`, day); n != 1 {
		t.Errorf("%d audit rows of the day", n)
	}
	datatest.Exec(t, db.Owner, `UPDATE system_config SET config_value = '2026-01-31' WHERE config_key = 'billing.late_fee_from'`)
	if _, err := setup.Seed(t.Context(), db.Config, role.Program()); err != nil {
		t.Fatal(err)
	}
	if day := datatest.Scan[string](t, db.Owner, from); day != "2026-01-31" {
		t.Errorf("a second seed set it to %s", day)
	}
}

func TestSeedIsForAdminsAndTheProgram(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for _, as := range []role.Role{role.Staff, role.Guard, role.Resident, "clown", ""} {
		_, err := setup.Seed(t.Context(), db.Config, role.Actor{Role: as})
		datatest.Kind(t, err, fault.Forbidden)
	}
	if got := datatest.Number(t, db, `SELECT count(*) FROM roles`); got != 0 {
		t.Errorf("%d roles were seeded", got)
	}
}

func TestSeedAsTheDesksRoleNamesTheOwner(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	cfg := db.Config
	cfg.OwnerURL = cfg.URL
	_, err := setup.Seed(t.Context(), cfg, role.Program())
	for _, err := range []error{err, demo.Seed(t.Context(), cfg, time.Now(), demo.Options{})} {
		if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Format, "DATABASE_OWNER_URL") {
			t.Errorf("it says %q", e.Format)
		}
	}
}
