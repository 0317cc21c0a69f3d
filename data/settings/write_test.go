package settings_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestSettingsAreListedWithWhoChangedThem(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category, data_type) VALUES
		('general.society_name', 'Green Park', 'general', 'string'), ('security.overstay_hours', 'many', 'security', 'number'),
		('notifications.sms_sender', 'SOC360', 'notifications', 'string')`)
	if _, err := datatest.SetSetting(t, s, "general.society_name", "  Green   Park CHS "); err != nil {
		t.Fatal(err)
	}
	name := datatest.SettingRow(t, s, "general.society_name")
	if name.Value != "Green Park CHS" || name.ChangedBy != "Asha Rao" || name.ChangedAt == nil || name.IsDefault() || !name.Known {
		t.Errorf("changed: %+v", name)
	}
	if bad := datatest.SettingRow(t, s, "security.overstay_hours"); bad.Value != "12" || *bad.Stored != "many" || !bad.Ignored() || !bad.Guarded() || bad.ChangedBy != "" {
		t.Errorf("a value that cannot be: %+v", bad)
	}
	if none := datatest.SettingRow(t, s, "billing.due_days"); none.ID != nil || none.Value != "15" || !none.IsDefault() || none.Ignored() {
		t.Errorf("without an entry: %+v", none)
	}
	other := datatest.SettingRow(t, s, "notifications.sms_sender")
	if other.Known || other.Value != "SOC360" || other.IsDefault() {
		t.Errorf("another program's: %+v", other)
	}
	_, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), datatest.Password, other, "X")
	datatest.Kind(t, err, fault.Refused)
	// Another program leaves no audit row of the desk's.
	s.Exec(t, `UPDATE system_config SET config_value = 'Red Park', updated_by = $1, updated_at = clock_timestamp()
		WHERE config_key = 'general.society_name'`, s.Staff.UserID)
	if by := datatest.SettingRow(t, s, "general.society_name"); by.Value != "Red Park" || by.ChangedBy != s.Staff.Name || !by.ChangedAt.After(*name.ChangedAt) {
		t.Errorf("changed by another program: %+v", by)
	}
	if trail, err := s.Settings.Trail(t.Context(), s.Admin, *name.ID); err != nil || len(trail) != 1 ||
		trail[0].Who != "Asha Rao" || trail[0].Before != "Green Park" || trail[0].After != "Green Park CHS" {
		t.Errorf("trail: %+v, %v", trail, err)
	}
}

// TestOthersSettingsDoNotDisplaceOurs: however many entries other programs have, what
// is stored of the desk's own is shown, and can be changed.
func TestOthersSettingsDoNotDisplaceOurs(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category)
		SELECT 'app.flag_' || n, 'on', 'general' FROM generate_series(1, 600) n`)
	datatest.Setting(t, s, "security.overstay_hours", "20")
	if row := datatest.SettingRow(t, s, "security.overstay_hours"); row.Value != "20" || row.ID == nil {
		t.Errorf("shown: %+v", row)
	}
	if row, err := datatest.SetSetting(t, s, "security.overstay_hours", "30"); err != nil || row.Value != "30" {
		t.Errorf("changed: %+v, %v", row, err)
	}
}

// TestASettingChanges: an admin alone, once an intent, with its audit row, and in
// force with the next read.
func TestASettingChanges(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	seen := datatest.SettingRow(t, s, "billing.due_days")
	due := s.Admin
	due.PasswordDue = true
	for _, actor := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Stranger, due, role.Program(), {}} {
		_, err := s.Settings.Set(t.Context(), actor, uuid.New(), datatest.Password, seen, "20")
		datatest.Kind(t, err, fault.Forbidden)
		if actor.Role != "" || actor.UserID == uuid.Nil && actor != role.Program() {
			_, err = s.Settings.List(t.Context(), actor)
			datatest.Kind(t, err, fault.Forbidden)
			_, err = s.Settings.Trail(t.Context(), actor, uuid.New())
			datatest.Kind(t, err, fault.Forbidden)
		}
	}
	for _, bad := range []string{"", "366", "-1", "15 days"} {
		_, err := datatest.SetSetting(t, s, "billing.due_days", bad)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["value"] == nil {
			t.Errorf("%q: %v", bad, e)
		}
	}
	intent := uuid.New()
	for range 2 {
		row, err := s.Settings.Set(t.Context(), s.Admin, intent, "", seen, "20")
		if err != nil || row.Value != "20" || row.ChangedBy != "Asha Rao" || row.ID == nil {
			t.Fatalf("set: %+v, %v", row, err)
		}
	}
	row := datatest.SettingRow(t, s, "billing.due_days")
	action, user, _, details := datatest.LastAudit(t, s, *row.ID)
	if action != "SETTING_CHANGED" || *user != s.Admin.UserID || details["config_key"] != "billing.due_days" ||
		details["before"].(map[string]any)["config_value"] != "15" || details["after"].(map[string]any)["config_value"] != "20" {
		t.Errorf("audit row: %s %v", action, details)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'SETTING_CHANGED'`); n != 1 {
		t.Errorf("%d audit rows of one change", n)
	}
	for _, same := range []string{"20", "020"} {
		_, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), "", row, same)
		datatest.Kind(t, err, fault.Invalid)
	}
	// The one who saw it before refuses to undo the change unseen.
	_, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), "", seen, "30")
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "Asha Rao changed this at") || !strings.Contains(e.Error(), "It is 20 now.") {
		t.Errorf("the refusal: %v", e)
	}
	if row, err := s.Settings.Reset(t.Context(), s.Admin, uuid.New(), "", row); err != nil || !row.IsDefault() {
		t.Errorf("reset: %+v, %v", row, err)
	}
}

func TestASecuritySettingWantsTheOwnPassword(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	seen := datatest.SettingRow(t, s, "security.overstay_hours")
	for _, own := range []string{"", "wrong"} {
		_, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), own, seen, "8")
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["own"] == nil {
			t.Errorf("%q: %v", own, e)
		}
		_, err = s.Settings.Reset(t.Context(), s.Admin, uuid.New(), own, seen)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["own"] == nil {
			t.Errorf("%q: %v", own, e)
		}
	}
	s.Exec(t, `DELETE FROM sign_in_attempts`) // a sixth would have to wait
	// The row cannot be made to look as if it were of another category.
	seen.Category = "general"
	_, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), "", seen, "8")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["own"] == nil {
		t.Errorf("of another category: %v", e)
	}
	if _, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), datatest.Password, seen, "8"); err != nil {
		t.Fatal(err)
	}
	settings, err := s.Settings.Values(t.Context())
	if err != nil || visits.Overstay().In(settings).Hours() != 8 {
		t.Errorf("in force: %v, %v", visits.Overstay().In(settings), err)
	}
}

// TestTwoAdminsMakeOneEntry: both found no entry and the default; one of them is
// told that the other was faster.
func TestTwoAdminsMakeOneEntry(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	seen := datatest.SettingRow(t, s, "billing.maintenance_fee")
	done := make(chan error, 4)
	for _, value := range []string{"4000", "4500.50", `{"2BHK":5000}`, `{"1BHK":3000,"2BHK":5000.50}`} {
		go func() {
			_, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), "", seen, value)
			done <- err
		}()
	}
	saved := 0
	for range cap(done) {
		var e *fault.Error
		switch err := <-done; {
		case err == nil:
			saved++
		case !errors.As(err, &e) || e.Kind != fault.Refused:
			t.Errorf("the slower one: %v", err)
		}
	}
	if n := s.Count(t, `system_config WHERE config_key = 'billing.maintenance_fee'`); saved != 1 || n != 1 {
		t.Errorf("%d saved, %d entries", saved, n)
	}
}

func TestAnObjectInANumbersPlaceIsJSON(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category, data_type) VALUES ('billing.maintenance_fee', '5000', 'billing', 'number')`)
	if _, err := datatest.SetSetting(t, s, "billing.maintenance_fee", "5200"); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `system_config WHERE config_key = 'billing.maintenance_fee' AND data_type = 'number'`); n != 1 {
		t.Error("an amount changed the type that others read it by")
	}
	if _, err := datatest.SetSetting(t, s, "billing.maintenance_fee", `{"2BHK":5200}`); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `system_config WHERE config_key = 'billing.maintenance_fee' AND data_type = 'json'`); n != 1 {
		t.Error("other programs would read an object as a number")
	}
}

func TestWholeNumbersHaveARange(t *testing.T) {
	t.Parallel()
	ranges := 0
	for _, s := range setup.AllSettings() {
		least, most, ok := s.Range()
		if ok {
			ranges++
		}
		if ok && (s.Type != "number" || least >= most) {
			t.Errorf("%s (%s): %d to %d", s.Key, s.Type, least, most)
		}
		if s.Key == "security.session_timeout" && (least != 60 || most != 3600) {
			t.Errorf("%s: %d to %d", s.Key, least, most)
		}
	}
	if ranges < 5 {
		t.Errorf("%d settings have a range", ranges)
	}
}

// TestADefaultIsKept: a setting that has no entry is set to what it is by default, and
// later to something else and back.
func TestADefaultIsKept(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	row := datatest.SettingRow(t, s, "billing.due_days")
	if row.ID != nil {
		t.Fatal("it has an entry")
	}
	for _, value := range []string{row.Default, "33", row.Default} {
		now, err := s.Settings.Set(t.Context(), s.Admin, uuid.New(), datatest.Password, datatest.SettingRow(t, s, "billing.due_days"), value)
		if err != nil || *now.Stored != value {
			t.Errorf("set to %s: %+v, %v", value, now, err)
		}
	}
}
