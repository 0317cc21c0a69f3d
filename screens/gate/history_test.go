package gate_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/role"
)

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
