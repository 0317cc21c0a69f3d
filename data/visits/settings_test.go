package visits_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/visits"
)

// TestHoursReadTheSameInSQL: what the Settings screen says is in force, ignored values
// among them, is what the rules of visits obey, whoever stored it.
func TestHoursReadTheSameInSQL(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for key, sql := range map[string]string{"security.approval_hours": visits.ApprovalSQL, "security.overstay_hours": visits.OverstaySQL} {
		var known settings.Setting
		for _, setting := range visits.Settings() {
			if setting.Key == key {
				known = setting
			}
		}
		number := settings.NumberFormat(1, 720)
		for _, stored := range []string{
			"36", "1", "720", "721", "800", "999", "1000", "0", "036", "0000000000000036", "+36", "-36", "", " 36", "36 ", "36\n",
			"3.5", "1e2", "36h", "3_6", "३६", "99999999999999999999", "true", "0x24",
		} {
			datatest.Setting(t, s, key, stored)
			hours, err := number.Read(stored)
			if (err == nil) != (known.Check(stored) == nil) {
				t.Errorf("%s: %q is read as a number with %v, and checks with %v", key, stored, err, known.Check(stored))
			}
			if err != nil {
				hours, _ = number.Read(known.Default)
			}
			var obeyed time.Duration
			if err := s.Owner.QueryRow(t.Context(), `SELECT `+sql).Scan(&obeyed); err != nil {
				t.Errorf("%s: %q: %v", key, stored, err)
			}
			if want := time.Duration(hours) * time.Hour; obeyed != want {
				t.Errorf("%s: %q is obeyed as %s, want %s", key, stored, obeyed, want)
			}
		}
	}
}
