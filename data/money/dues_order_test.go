package money_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAccountsThatOweMostFirst pages through the units that owe, with two that
// owe the same, and has the same answer as the list by label; a resident is kept
// to their own unit there as well.
func TestAccountsThatOweMostFirst(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `DELETE FROM payments`)
	s.Exec(t, `DELETE FROM bills`)
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date)
		SELECT u.id, 'Water', CASE WHEN n = 3 THEN 100 ELSE n * 100 END, current_date - 60, current_date - 30
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM units) u`)
	pages := func(actor role.Actor, f money.AccountFilter) (all []money.Account) {
		t.Helper()
		for f.Limit = 2; ; {
			page, err := s.Money.UnitAccounts(t.Context(), actor, f)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, page.Accounts...)
			if !page.More {
				return all
			}
			f.After = all[len(all)-1].Cursor()
		}
	}
	most, byLabel := pages(s.Staff, money.AccountFilter{MostFirst: true}), pages(s.Staff, money.AccountFilter{Owing: true})
	if len(most) < 3 || len(most) != len(byLabel) {
		t.Fatalf("%d units owe, by label %d", len(most), len(byLabel))
	}
	for i, a := range most {
		if i > 0 && a.Due > most[i-1].Due {
			t.Errorf("%s owes %s and stands behind %s", a.Unit, a.Due, most[i-1].Due)
		}
		same := slices.IndexFunc(byLabel, func(b money.Account) bool { return b.UnitID == a.UnitID })
		if same < 0 || byLabel[same] != a {
			t.Errorf("%+v is not in the list by label", a)
		}
	}
	own := pages(s.Meera, money.AccountFilter{MostFirst: true})
	if unit := datatest.Scan[uuid.UUID](t, s.Owner, `SELECT unit_id FROM user_units WHERE user_id = $1`, s.Meera.UserID); len(own) != 1 || own[0].UnitID != unit {
		t.Errorf("a resident sees %+v, own %v", own, unit)
	}
	found := pages(s.Staff, money.AccountFilter{MostFirst: true, Search: most[1].Unit})
	if len(found) != 1 || found[0] != most[1] {
		t.Errorf("found %+v", found)
	}
}
