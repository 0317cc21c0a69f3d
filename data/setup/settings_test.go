package setup

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/visits"
)

func TestEveryDefaultChecks(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range AllSettings() {
		if err := s.Check(s.Default); err != nil {
			t.Errorf("%s: its default %q: %v", s.Key, s.Default, err)
		}
		switch s.Category() {
		case "billing", "security", "notifications", "general", "maintenance":
		default:
			t.Errorf("%s: %q is no category of the platform's", s.Key, s.Category())
		}
		if seen[s.Key] {
			t.Errorf("%s stands twice", s.Key)
		}
		seen[s.Key] = true
	}
}

func TestBadSettingsReadAsDefaults(t *testing.T) {
	t.Parallel()
	s := settings.Of(map[string]string{
		"security.session_timeout": "0", "general.timezone": "Mars/Base", "general.country": "india",
		"security.overstay_hours": "30h", "general.gates": "[]", "security.bcrypt_cost": "99",
	})
	if s.SessionTimeout() != time.Hour || s.Zone().String() != "Asia/Kolkata" || s.Country() != "IN" ||
		visits.Overstay().In(s) != 12*time.Hour || len(s.Gates()) != 1 || accounts.BcryptCost().In(s) != 10 {
		t.Errorf("bad values were taken: %+v", s)
	}
}

func TestSettingsCheck(t *testing.T) {
	t.Parallel()
	checks := map[string]settings.Setting{}
	for _, s := range AllSettings() {
		checks[s.Key] = s
	}
	for key, values := range map[string]struct{ good, bad []string }{
		"billing.maintenance_fee":   {[]string{"5000", "4500.50", `{"1BHK":3000,"2BHK":5000}`}, []string{"", "-1", "{}", `{"a":-1}`, "[]", `{"2BHK":1,"2bhk ":2}`}},
		"maintenance.sla_hours":     {[]string{`{"critical":1,"high":2,"medium":3,"low":4}`}, []string{`{"critical":1}`, "4", `{"critical":0,"high":2,"medium":3,"low":4}`}},
		"security.require_approval": {[]string{"true", "false"}, []string{"yes", "", "TRUE"}},
		"general.gates":             {[]string{`["Main","Service"]`}, []string{`["Main",""]`, "Main", `{}`, `["Main","Service","main "]`}},
		"billing.heads": {
			[]string{"[]", `["Sinking Fund","Repairs"]`, `["` + strings.Repeat("x", 50) + `"]`},
			[]string{"", "Repairs", `{}`, `[""]`, `["water"]`, `["LATE FEE"]`, `["opening "]`, `["Repairs","repairs "]`, `["` + strings.Repeat("x", 51) + `"]`, `[1]`, `["` + strings.Join(strings.Split("abcdefghijklmnopqrstu", ""), `","`) + `"]`},
		},
		"general.printer": {[]string{"", "Office_Laser-2", "hp.local"}, []string{"-d", ".x", "a b", "a;b", "$(id)", "a/b", "../x"}},
		"general.timezone": {
			[]string{"UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Etc/GMT+12"},
			[]string{"", "Local", "IST", "GMT", "Japan", "EST5EDT", "Mars/Base", "asia kolkata", "+05:30"},
		},
		"billing.late_fees":           {[]string{"ask", "automatic", "no"}, []string{"", "yes", "ASK", "ask "}},
		"billing.late_fee_grace_days": {[]string{"0", "365"}, []string{"", "-1", "366", "3.5"}},
		"billing.late_fee_from":       {[]string{"", "2026-12-01", "2000-02-29"}, []string{"1 Dec", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "26-12-01"}},
		"security.session_timeout":    {[]string{"60", "3600"}, []string{"59", "3601", "1e3", "-60"}},
	} {
		for _, v := range values.good {
			if err := checks[key].Check(v); err != nil {
				t.Errorf("%s refuses %q: %v", key, v, err)
			}
		}
		for _, v := range values.bad {
			if checks[key].Check(v) == nil {
				t.Errorf("%s takes %q", key, v)
			}
		}
	}
}

func TestNumbersAreStoredPlain(t *testing.T) {
	t.Parallel()
	number, text := settings.Setting{Type: "number"}, settings.Setting{Type: "string"}
	for typed, want := range map[string]string{
		"15": "15", "015": "15", "+15": "15", "0": "0", "000": "0", "2.50": "2.5", "02.05": "2.05", "5.00": "5", ".5": "0.5", "5.": "5", "00.0": "0",
	} {
		if got := number.Plain(typed); got != want {
			t.Errorf("%s is stored as %s, want %s", typed, got, want)
		}
	}
	if got := text.Plain("007"); got != "007" {
		t.Errorf("a text became %s", got)
	}
}

func TestChoicesAreTheWordsOfTheCheck(t *testing.T) {
	t.Parallel()
	for _, s := range AllSettings() {
		words := s.Choices()
		if s.Key == "billing.late_fees" && len(words) != 3 {
			t.Errorf("%s has the choices %q", s.Key, words)
		}
		for _, word := range words {
			if err := s.Check(word); err != nil {
				t.Errorf("%s refuses its own choice %q: %v", s.Key, word, err)
			}
		}
	}
}
