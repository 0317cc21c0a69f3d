package settings_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/settings"
)

// TestZonesAreReadInAnyCase: the database reads a zone's name in any case, so that the
// desk has to; it would keep other days otherwise.
func TestZonesAreReadInAnyCase(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	rows, err := s.Owner.Query(t.Context(), `SELECT name FROM pg_timezone_names WHERE name ~ '^[A-Z][A-Za-z_]+/'`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) < 300 {
		t.Fatalf("%d zones, %v", len(names), err)
	}
	for _, name := range names {
		for _, typed := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
			if got := settings.ZoneName(typed); got != name {
				t.Errorf("%s is read as %s, not %s", typed, got, name)
			}
		}
	}
	// As another program stored it.
	for _, stored := range []string{"america/NEW_YORK", "utc", "UTC", "Nowhere/Land", "kolkata", ""} {
		s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.timezone', $1, 'general')
			ON CONFLICT (config_key) DO UPDATE SET config_value = excluded.config_value`, stored)
		var zone string
		if err := s.Owner.QueryRow(t.Context(), `SELECT society360_zone()`).Scan(&zone); err != nil {
			t.Fatal(err)
		}
		now, err := s.Settings.Values(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if desk := now.Zone().String(); !strings.EqualFold(desk, zone) {
			t.Errorf("%q is %s to the desk and %s to the database", stored, desk, zone)
		}
	}
	// As an admin types it: it is stored as the list of zones has it.
	row, err := datatest.SetSetting(t, s, settings.Timezone, "asia/kathmandu")
	if err != nil || row.Value != "Asia/Kathmandu" {
		t.Errorf("set: %+v, %v", row, err)
	}
}
