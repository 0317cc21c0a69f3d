package homes_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"
)

func unitLabels(t *testing.T, s *datatest.Society, actor role.Actor, f homes.UnitFilter) (labels []string) {
	t.Helper()
	for {
		page, err := s.Homes.Units(t.Context(), actor, f)
		if err != nil {
			t.Fatalf("%+v: %v", f, err)
		}
		for _, u := range page.Units {
			labels = append(labels, u.Label)
			f.After = u.Cursor()
		}
		if !page.More {
			return labels
		}
		if len(page.Units) != f.Limit {
			t.Fatalf("a page of %d has %d units and more behind it", f.Limit, len(page.Units))
		}
	}
}

func TestUnitsAreListedByLabelAndScope(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type) SELECT id, '7%', 0, 'Shop' FROM blocks WHERE name = 'Tower B'`)
	s.Exec(t, `UPDATE units SET status = 'under_maintenance' WHERE id = $1`, s.Units["A-102"])
	for _, c := range []struct {
		actor role.Actor
		f     homes.UnitFilter
		want  []string
	}{
		{s.Admin, homes.UnitFilter{}, []string{"A-101", "A-102", "B-7%", "B-204"}},
		{s.Guard, homes.UnitFilter{Search: "a 10"}, []string{"A-101", "A-102"}},
		{s.Staff, homes.UnitFilter{Search: "204"}, []string{"B-204"}},
		{s.Staff, homes.UnitFilter{Search: "khan far"}, []string{"B-204"}},
		{s.Meera, homes.UnitFilter{Search: "khan far"}, nil},
		{s.Staff, homes.UnitFilter{Search: "%"}, nil},
		{s.Staff, homes.UnitFilter{Search: "_-"}, nil},
		{s.Staff, homes.UnitFilter{Status: "vacant"}, []string{"B-7%"}},
		{s.Staff, homes.UnitFilter{Status: "under_maintenance", Search: "a"}, []string{"A-102"}},
		{s.Meera, homes.UnitFilter{}, []string{"A-101"}},
		{s.Tenant, homes.UnitFilter{Search: "a"}, nil},
		{role.Program(), homes.UnitFilter{Search: "b"}, []string{"B-7%", "B-204"}},
	} {
		if got := unitLabels(t, s, c.actor, c.f); !slices.Equal(got, c.want) {
			t.Errorf("%s, %+v: %q, want %q", c.actor.Role, c.f, got, c.want)
		}
	}
	page, err := s.Homes.Units(t.Context(), s.Guard, homes.UnitFilter{Search: "a101"})
	if err != nil || len(page.Units) != 1 || page.Units[0].Residents != 2 || page.Units[0].Contact != "Meera Joshi" || page.Units[0].Block != "Tower A" {
		t.Errorf("A-101 is %+v, %v", page.Units, err)
	}
	_, err = s.Homes.Units(t.Context(), s.Stranger, homes.UnitFilter{})
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Homes.Units(t.Context(), s.Guard, homes.UnitFilter{Status: "gone"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["status"] == nil {
		t.Errorf("an unknown status: %v", err)
	}
}

// TestUnitsArePagedByKey: pages meet without a gap or a repeat, also between two
// units whose labels fold to one key.
func TestUnitsArePagedByKey(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type)
		SELECT b.id, n, 1, '1BHK' FROM blocks b, unnest(ARRAY['1-1', '11', '1 1', 'é1', 'क1', '2']) n WHERE b.name = 'Tower B'`)
	all := unitLabels(t, s, s.Admin, homes.UnitFilter{Limit: 500})
	if len(all) != 9 {
		t.Fatalf("%d units: %q", len(all), all)
	}
	for limit := 1; limit < 5; limit++ {
		if got := unitLabels(t, s, s.Admin, homes.UnitFilter{Limit: limit}); !slices.Equal(got, all) {
			t.Errorf("by %d: %q, want %q", limit, got, all)
		}
	}
}

// TestUnitsAreListedByTheirNumbers: 901 stands before 1001 and A-9 before A-10,
// in every list of units, on one page and over several.
func TestUnitsAreListedByTheirNumbers(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO blocks (name) VALUES ('Tower 10'), ('Tower 2')`)
	s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type)
		SELECT b.id, n, 1, '1BHK' FROM blocks b, unnest(ARRAY['1001', '901', '9', '10']) n WHERE b.name IN ('Tower A', 'Tower 2', 'Tower 10')`)
	s.Exec(t, `INSERT INTO units (unit_number, floor_number, type) SELECT n, 1, 'Shop' FROM unnest(ARRAY['1001', '901', '101']) n`)
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type) SELECT $1, id, 'owner' FROM units WHERE label LIKE 'A-%' AND id <> $2`,
		s.Meera.UserID, s.Units["A-101"])
	own := []string{"A-9", "A-10", "A-101", "A-102", "A-901", "A-1001"}
	want := slices.Concat([]string{"2-9", "2-10", "2-901", "2-1001", "10-9", "10-10", "10-901", "10-1001", "101", "901", "1001"}, own, []string{"B-204"})
	for limit := range 9 {
		if got := unitLabels(t, s, s.Admin, homes.UnitFilter{Limit: limit}); !slices.Equal(got, want) {
			t.Errorf("units, pages of %d:\n%q\nwant\n%q", limit, got, want)
		}
		if got := accountLabels(t, s, limit); !slices.Equal(got, want) {
			t.Errorf("accounts, pages of %d:\n%q\nwant\n%q", limit, got, want)
		}
		if got := householdLabels(t, s, directory.Filter{Limit: limit}); !slices.Equal(got, want) {
			t.Errorf("directory, pages of %d:\n%q\nwant\n%q", limit, got, want)
		}
		if got := householdLabels(t, s, directory.Filter{Search: "a", Limit: limit}); !slices.Equal(got, own) {
			t.Errorf("directory's search, pages of %d: %q", limit, got)
		}
		if got := blockNames(t, s, limit); !slices.Equal(got, []string{"Tower 2", "Tower 10", "Tower A", "Tower B"}) {
			t.Errorf("blocks, pages of %d: %q", limit, got)
		}
	}
	mine, err := s.Homes.MyUnits(t.Context(), s.Meera)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, u := range mine {
		labels = append(labels, u.Label)
	}
	if !slices.Equal(labels, own) {
		t.Errorf("own units: %q", labels)
	}
}

func accountLabels(t *testing.T, s *datatest.Society, limit int) (labels []string) {
	t.Helper()
	for f := (money.AccountFilter{Limit: limit}); ; {
		page, err := s.Money.UnitAccounts(t.Context(), s.Staff, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Accounts {
			labels, f.After = append(labels, a.Unit), a.Cursor()
		}
		if !page.More {
			return labels
		}
	}
}

func householdLabels(t *testing.T, s *datatest.Society, f directory.Filter) (labels []string) {
	t.Helper()
	for {
		page, err := s.Directory.List(t.Context(), s.Staff, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Households {
			labels, f.After = append(labels, h.Label), h.Cursor()
		}
		if !page.More {
			return labels
		}
	}
}

func blockNames(t *testing.T, s *datatest.Society, limit int) (names []string) {
	t.Helper()
	for f := (homes.BlockFilter{Limit: limit}); ; {
		page, err := s.Homes.Blocks(t.Context(), s.Admin, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Blocks {
			names, f.After = append(names, b.Name), &b
		}
		if !page.More {
			return names
		}
	}
}

func TestUnitByLabelMeansOne(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO units (block_id, unit_number, floor_number, type)
		SELECT b.id, n, 1, '1BHK' FROM blocks b, unnest(ARRAY['101', '1-1', '11']) n WHERE b.name = 'Tower B'`)
	for typed, want := range map[string]string{
		"A-101": "A-101", "a 101": "A-101", "b101": "B-101", "102": "A-102", "B-1-1": "B-1-1", "b-11": "B-11",
	} {
		unit, err := s.Homes.UnitByLabel(t.Context(), s.Staff, typed)
		if err != nil || unit.Label != want {
			t.Errorf("%q is %q, %v; want %s", typed, unit.Label, err, want)
		}
	}
	for typed, want := range map[string]fault.Kind{
		"101": fault.Refused, "b 11": fault.Refused, "c-101": fault.NotFound, "a-10": fault.NotFound, "-": fault.NotFound, "": fault.NotFound,
	} {
		_, err := s.Homes.UnitByLabel(t.Context(), s.Staff, typed)
		datatest.Kind(t, err, want)
	}
	if unit, err := s.Homes.UnitByLabel(t.Context(), s.Meera, "101"); err != nil || unit.Label != "A-101" {
		t.Errorf("a resident's own 101 is %q, %v", unit.Label, err)
	}
	_, err := s.Homes.UnitByLabel(t.Context(), s.Meera, "B-204")
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Homes.UnitByLabel(t.Context(), s.Stranger, "A-101")
	datatest.Kind(t, err, fault.Forbidden)
}
