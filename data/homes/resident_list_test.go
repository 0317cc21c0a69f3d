package homes_test

import (
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAllResidentsAreListed: page by page each once, in the order of their units, those who
// left and who are to come apart, phones in full.
func TestAllResidentsAreListed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	for name, from := range map[string]int{"Leela Iyer": -3, "Ravi Iyer": 3} {
		if _, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{UnitID: s.Units["A-102"], Name: name, Phone: "98200 12345", Type: "tenant", From: today.AddDays(from)}); err != nil {
			t.Fatal(err)
		}
	}
	s.Exec(t, `UPDATE user_units SET move_out_date = $2 WHERE user_id = $1`, s.Arun.UserID, today)
	list := func(f homes.ResidentFilter) (rows []homes.ResidentRow) {
		t.Helper()
		f.Limit = 1
		for {
			page, err := s.Homes.AllResidents(t.Context(), s.Admin, f)
			if err != nil {
				t.Fatal(err)
			}
			if rows = append(rows, page.Residents...); !page.More {
				return rows
			}
			f.After = page.Residents[len(page.Residents)-1].Cursor()
		}
	}
	all := list(homes.ResidentFilter{})
	seen := map[uuid.UUID]bool{}
	for i, r := range all {
		if seen[r.ID] || i > 0 && r.Key < all[i-1].Key || r.UserID == s.Arun.UserID || r.Name == "Ravi Iyer" {
			t.Errorf("%d: %+v", i, r)
		}
		seen[r.ID] = true
	}
	if n := s.Count(t, `user_units l JOIN users p ON p.id = l.user_id WHERE `+homes.LivesHere); n != len(all) {
		t.Errorf("%d of %d are listed", len(all), n)
	}
	for state, name := range map[string]string{homes.MovingIn: "Ravi Iyer", homes.HasMovedOut: s.Arun.Name} {
		if rows := list(homes.ResidentFilter{State: state}); len(rows) != 1 || rows[0].Name != name || rows[0].State != state {
			t.Errorf("%s: %+v", state, rows)
		}
	}
	unit := s.Units["A-102"]
	if rows := list(homes.ResidentFilter{Unreached: true, Unit: &unit}); len(rows) != 1 || rows[0].Name != "Leela Iyer" || rows[0].Email != "" || rows[0].Phone != "98200 12345" || rows[0].SignsIn {
		t.Errorf("without an e-mail: %+v", rows)
	}
	if rows := list(homes.ResidentFilter{Block: "tower b", Type: "owner"}); len(rows) != 0 {
		t.Errorf("of another block: %+v", rows)
	}
	_, err := s.Homes.AllResidents(t.Context(), s.Admin, homes.ResidentFilter{Type: "guest"})
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Homes.AllResidents(t.Context(), s.Admin, homes.ResidentFilter{State: "gone"})
	datatest.Kind(t, err, fault.Invalid)
}
