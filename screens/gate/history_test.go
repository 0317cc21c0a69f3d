package gate_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"
)

// TestADayIsSearchedForInTheHistory, alone and beside a name, and said in words; what may
// be a name or a unit is none.
func TestADayIsSearchedForInTheHistory(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, name := range []string{"Ravi Iyer", "Sita May"} {
		d.add(name, "", "A-101", "Guest", "", visits.CheckedOut, d.Now().AddDate(0, 0, -9))
	}
	d.Keys("tab", "tab", "tab", "/")
	d.Type("12 nov")
	d.See("[History]", "Thursday 12 November 2026: found 3", "Ravi Iyer", "Sita May")
	d.Keys("ctrl+u")
	d.Type("ravi 12.11.26")
	d.See("Thursday 12 November 2026: found 1", "Ravi Iyer")
	d.Keys("ctrl+u")
	d.Type("13 nov 2026")
	d.See("Friday 13 November 2026: found 0", "Nobody here matches 13 nov 2026")
	d.Keys("ctrl+u")
	d.Type("nov 2026 sita")
	d.See("November 2026: found 1", "Sita May")
	d.Keys("ctrl+u")
	d.Type("may")
	d.See("found 1", "Sita May")
	d.Miss("May 2026")
}

// TestHistoryIsTheAdmins: h opens the audit trail of the visit that is meant, in
// the list and on the visit itself, for who may read it; at anybody else's gate
// it means nothing.
func TestHistoryIsTheAdmins(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"h"}, {"enter", "h"}} {
		for _, c := range []struct {
			role role.Role
			may  bool
		}{{role.Admin, true}, {role.Staff, false}, {role.Guard, false}} {
			d := open(t, func(s *setup) { s.role, s.others = c.role, []string{"audit"} })
			visit := d.Visits.Find("Anita Desai")
			d.Keys("/")
			d.Type("anita")
			d.Keys("enter")
			d.Keys(keys...)
			if opened := slices.Equal(d.Opened, []string{"audit visitor_logs/" + visit.ID.String()}); opened != c.may || !c.may && len(d.Opened) > 0 {
				t.Errorf("%s, %v: opened %v", c.role, keys, d.Opened)
			}
		}
	}
}
