package datatest

import (
	"testing"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
)

// ImportHeader is the first line of a file of units.
const ImportHeader = "block,unit,floor,type,resident_name,resident_email,resident_phone,resident_type,primary,move_in\n"

// Residency is somebody's place in a unit as an admin sees it.
func Residency(t *testing.T, s *Society, unit, name string) homes.Residency {
	t.Helper()
	record, err := s.Directory.Record(t.Context(), s.Admin, s.Units[unit])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range record.People {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("%s is not in %s: %+v", name, unit, record.People)
	return homes.Residency{}
}

// Others are those who may not touch units.
func Others(s *Society) []role.Actor {
	return []role.Actor{s.Staff, s.Guard, s.Meera, s.Tenant, s.Stranger, {}}
}
