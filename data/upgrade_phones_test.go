package data_test

import (
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"
)

// TestOldPhonesAreLeftAndFound: what the last release took for a phone stands after the
// upgrade as it was typed, is found by its own digits and is nobody else's.
func TestOldPhonesAreLeftAndFound(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "last_release.sql")
	datatest.Exec(t, db.Owner, `DELETE FROM visitor_logs`)
	old := map[string]string{
		"Right": "+91 91234-56780", "Long": "99123456780", "Short": "982001234", "Letter": "98200 1235O", "Two": "98200123456;98", "Sheet": "9876500066.0",
		"Devanagari": "९८२००१२३४५", "Noughts": "0000000000", "Place": "02223456789",
	}
	for name, phone := range old {
		datatest.Exec(t, db.Owner, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status, check_in_time) SELECT id, $1, $2, 'checked_in', now() FROM units LIMIT 1`, name, phone)
	}
	datatest.Exec(t, db.Owner, `UPDATE users SET phone_number = '९९३००४५६७८' WHERE email = 'tenant@demo.example'`)
	datatest.Migrate(t, db.Config)
	for name, phone := range old {
		if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM visitor_logs WHERE visitor_name = $1 AND visitor_phone = $2`, name, phone); n != 1 {
			t.Errorf("the phone %q of %s was changed", phone, name)
		}
	}
	s := datatest.OpenStore(t, db)
	guard, err := s.Accounts.SignIn(t.Context(), role.Origin{Address: "local"}, "guard@demo.example", demo.Password)
	if err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[string]string{
		"9123456780": "Right", "09123456780": "Right", "99123456780": "Long", "9912345678": "", "982001234": "Short", "982001235": "Letter",
		"9820012345698": "Two", "9820012345": "Devanagari", "+91 98200 12345": "Devanagari", "98765000660": "Sheet", "9876500066": "", "0000000000": "",
		"022 2345 6789": "Place", "2223456789": "Place",
	} {
		known, err := s.Visits.KnownVisitor(t.Context(), guard, asked)
		if got := known.Inside; err != nil || (len(got) == 0) != (want == "") || len(got) > 0 && got[0].Name != want {
			t.Errorf("%q is %+v, %v, want %q", asked, got, err, want)
		}
	}
	for part, want := range map[string]int{"99123": 1, "91234": 1, "56780": 2, "98200 123": 4, "९८२००": 4} {
		page, err := s.Visits.List(t.Context(), guard, visits.Filter{View: visits.Inside, Search: part})
		if err != nil || len(page.Visits) != want {
			t.Errorf("%q finds %d, %v, want %d: %+v", part, len(page.Visits), err, want, page.Visits)
		}
	}
	for _, asked := range []string{"9930045678", "0045678"} {
		if page, err := s.Directory.List(t.Context(), guard, directory.Filter{Search: asked}); err != nil || len(page.Households) == 0 {
			t.Errorf("nobody has the phone %s: %v", asked, err)
		}
	}
}
