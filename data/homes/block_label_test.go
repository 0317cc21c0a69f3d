package homes_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
)

// TestTwoBlocksOfOneShortNameShareNoLabel: who comes second is called by its whole name,
// both spellings are understood, and a name that leaves no other is refused.
func TestTwoBlocksOfOneShortNameShareNoLabel(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	second, err := s.Homes.CreateBlock(t.Context(), s.Admin, uuid.New(), homes.BlockText{Name: "Block A"})
	if err != nil || !second.Whole || second.Code != "Block A" {
		t.Fatalf("the second is %+v, %v", second, err)
	}
	for _, number := range []string{"101", "A-102", "a 103"} {
		if _, err := s.Homes.CreateUnit(t.Context(), s.Admin, uuid.New(), homes.UnitDraft{
			BlockID: &second.ID, UnitText: homes.UnitText{Number: number, Type: "2BHK"},
		}); err != nil {
			t.Fatal(err)
		}
	}
	for typed, label := range map[string]string{
		"a101": "A-101", "A-101": "A-101", "Tower A 101": "A-101", "towera101": "A-101",
		"Block A-101": "Block A-101", "blocka101": "Block A-101", "block a 102": "Block A-102", "block a 103": "Block A-103",
	} {
		u, err := s.Homes.UnitByLabel(t.Context(), s.Guard, typed)
		if err != nil || u.Label != label {
			t.Errorf("%q is %q, %v; want %q", typed, u.Label, err, label)
		}
		found, err := s.Homes.FindUnits(t.Context(), s.Guard, typed)
		if err != nil || len(found) == 0 || found[0].Label != label {
			t.Errorf("%q finds %v, %v; want %q first", typed, found, err, label)
		}
	}
	for field, try := range map[string]func() error{
		"name": func() error {
			_, err := s.Homes.CreateBlock(t.Context(), s.Admin, uuid.New(), homes.BlockText{Name: "a"})
			return err
		},
		"block": func() error {
			_, err := s.Homes.CreateUnit(t.Context(), s.Admin, uuid.New(), homes.UnitDraft{BlockName: "A", UnitText: homes.UnitText{Number: "1", Type: "2BHK"}})
			return err
		},
	} {
		if e := datatest.Kind(t, try(), fault.Invalid); e.Bad[field] == nil {
			t.Errorf("a block A beside Tower A: %v", e.Bad)
		}
	}
	// Its description can be changed as long as the name stands, and a name that is free
	// gives the short label back.
	kept, err := s.Homes.UpdateBlock(t.Context(), s.Admin, uuid.New(), second, homes.BlockText{Name: second.Name, Description: "by the pool"})
	if err != nil || !kept.Whole {
		t.Fatalf("described, it is %+v, %v", kept, err)
	}
	if free, err := s.Homes.UpdateBlock(t.Context(), s.Admin, uuid.New(), kept, homes.BlockText{Name: "Block Z"}); err != nil || free.Whole || free.Code != "Z" {
		t.Fatalf("renamed, it is %+v, %v", free, err)
	}
	if u, err := s.Homes.UnitByLabel(t.Context(), s.Guard, "z101"); err != nil || u.Label != "Z-101" {
		t.Errorf("Z-101 is %q, %v", u.Label, err)
	}
}

// TestNamesOfBlocksAreFoldedByTheDatabase: in whatever letters, and whatever the locale
// of the database knows of them.
func TestNamesOfBlocksAreFoldedByTheDatabase(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	if _, err := s.Homes.CreateBlock(t.Context(), s.Admin, uuid.New(), homes.BlockText{Name: "Élan Tower"}); err != nil {
		t.Fatal(err)
	}
	for _, again := range []string{"élan tower", "ÉLAN TOWER", "E\u0301lan Tower"} {
		_, err := s.Homes.CreateBlock(t.Context(), s.Admin, uuid.New(), homes.BlockText{Name: again})
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["name"] == nil {
			t.Errorf("%q: %v", again, e.Bad)
		}
	}
}
