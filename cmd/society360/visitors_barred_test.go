package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/visits"
)

func TestBarsAreKeptByScripts(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	s, until := on(soc.DB), soc.Settings.ThisDay().AddYears(1)
	add := []string{"visitors", "barred", "add", "--phone", "98200 12345", "--unit", "a101", "--until", until.String(), "--reason", "took parcels", "--intent", "b1", asAdmin}
	out := s.ok(t, add...)
	if !strings.HasPrefix(out, "98200 12345 is barred from A-101 until "+until.Format(longDate)) {
		t.Errorf("it said %q", out)
	}
	if again := s.ok(t, add...); again != out {
		t.Errorf("repeated it said %q", again)
	}
	s.refuses(t, exitFailure, []string{"barred already"}, "visitors", "barred", "add", "--phone", "+919820012345", "--unit", "A-101", "--reason", "x", asAdmin)
	s.refuses(t, exitFailure, []string{"among its digits"}, "visitors", "barred", "add", "--phone", "98200x1234", "--reason", "x", asAdmin)
	s.refuses(t, exitUsage, []string{"--plate"}, "visitors", "barred", "add", "--reason", "x", asAdmin)
	s.refuses(t, exitUsage, []string{"--plate"}, "visitors", "barred", "add", "--phone", "9820012345", "--plate", "MH12AB1234", "--reason", "x", asAdmin)
	s.refuses(t, exitUsage, []string{"--until"}, "visitors", "barred", "add", "--phone", "9820012345", "--until", "soon", "--reason", "x", asAdmin)
	s.ok(t, "visitors", "barred", "add", "--plate", "mh 12 ab 1234", "--reason", "blocks the ramp", "--as", "vijay@test.example")
	s.refuses(t, exitFailure, []string{"There is no unit A-101"}, "visitors", "barred", "add", "--name", "Ravi Rao", "--unit", "A-101", "--reason", "x", "--as", "farah@test.example")

	var b visits.Bar
	if err := json.Unmarshal([]byte(s.ok(t, "visitors", "barred", "list", "--search", "parcels", "--json")), &b); err != nil {
		t.Fatal(err)
	}
	if b.Value != "98200 12345" || b.Unit != "A-101" || b.LastDay != until || b.State != visits.BarInForce || b.By != "Asha Rao" {
		t.Errorf("it is %+v", b)
	}
	if out := s.ok(t, "visitors", "barred", "list", "--csv"); strings.Count(out, "\n") != 3 {
		t.Errorf("the list is %q", out)
	}
	if n := soc.Count(t, `audit_logs WHERE action = 'LIST_READ' AND resource_type = 'barred_visitors'`); n == 0 {
		t.Error("nobody is told that phones were read")
	}
	if _, err := soc.Visits.Log(t.Context(), soc.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(soc)); err == nil {
		t.Error("they come in")
	}
	s.refuses(t, exitUsage, []string{"no ID of a bar"}, "visitors", "barred", "lift", "98200", "--reason", "x", asAdmin)
	s.ok(t, "visitors", "barred", "lift", b.ID.String(), "--reason", "made up", asAdmin)
	if out := s.ok(t, "visitors", "barred", "list", "--ended", "--json"); !strings.Contains(out, `"lift_reason":"made up"`) {
		t.Errorf("ended: %q", out)
	}
}
