package homes_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMyUnitsAreThoseOneLivesInNow(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	tie := func(who role.Actor, unit, kind string, status any) {
		t.Helper()
		s.Exec(t, `INSERT INTO user_units (id, user_id, unit_id, resident_type, status) VALUES ($1, $2, $3, $4, $5)`,
			uuid.New(), who.UserID, s.Units[unit], kind, status)
	}
	// Meera owns a second unit, is in the first a second time, and has left a third.
	tie(s.Meera, "A-102", "owner", nil)
	tie(s.Meera, "A-101", "family_member", "active")
	tie(s.Meera, "B-204", "tenant", "moved_out")
	// Who works here and lives here sees the home, not the society.
	tie(s.Guard, "A-102", "tenant", "active")
	for name, c := range map[string]struct {
		actor role.Actor
		want  []string
	}{
		"owner of two": {s.Meera, []string{"A-101", "A-102"}},
		"family":       {s.Arun, []string{"A-101"}},
		"tenant":       {s.Tenant, []string{"B-204"}},
		"guard":        {s.Guard, []string{"A-102"}},
		"admin":        {s.Admin, nil},
		"the program":  {role.Program(), nil},
	} {
		units, err := s.Homes.MyUnits(t.Context(), c.actor)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var labels []string
		for _, u := range units {
			labels = append(labels, u.Label)
			if u.ID != s.Units[u.Label] || u.Block == "" || u.Number == "" || u.Type != "2BHK" {
				t.Errorf("%s: %+v", name, u)
			}
		}
		if !slices.Equal(labels, c.want) {
			t.Errorf("%s has %v, want %v", name, labels, c.want)
		}
	}
	_, err := s.Homes.MyUnits(t.Context(), s.Stranger)
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Homes.MyUnits(t.Context(), role.Actor{})
	datatest.Kind(t, err, fault.Forbidden)
}
