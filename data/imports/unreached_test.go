package imports_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestResidentsWithoutAnAddress: each is one person, with a flat or two, in a file and when
// that is imported again; nobody sees the address that stands for theirs, or finds them by it.
func TestResidentsWithoutAnAddress(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	file := datatest.ImportHeader +
		"Tower Z,1,1,2BHK,Ravi Iyer,,98200 12345,owner,yes,\n" +
		"Tower Z,2,1,2BHK,ravi iyer,,+91 98200-12345,owner,yes,\n" +
		"Tower Z,1,,,Leela Iyer,,,family,,\n" +
		"Tower Z,2,,,Leela Iyer,,,tenant,,\n" +
		"Tower A,101,,,Meera Joshi,,,owner,,\n"
	for range 2 {
		report, err := s.Imports.Import(t.Context(), s.Admin, uuid.New(), []byte(file), nil)
		if err != nil {
			t.Fatalf("%v: %v", err, badLineTexts(report.Bad))
		}
	}
	if n, ties := s.Count(t, `users WHERE email LIKE '%.invalid' AND password_hash = '!'`), s.Count(t, `user_units l JOIN users u ON u.id = l.user_id WHERE u.email LIKE '%.invalid'`); n != 3 || ties != 4 {
		t.Errorf("there are %d people in %d flats", n, ties)
	}
	residents, err := s.Homes.Residents(t.Context(), s.Guard, datatest.Scan[uuid.UUID](t, s.Owner, `SELECT id FROM units WHERE search_key LIKE '%Z1'`))
	if err != nil || len(residents) != 2 || residents[0].Name == "" {
		t.Fatalf("%+v, %v", residents, err)
	}
	id := datatest.Scan[string](t, s.Owner, `SELECT id::text FROM users WHERE full_name = 'Ravi Iyer'`)
	address := datatest.Scan[string](t, s.Owner, `SELECT email FROM users WHERE full_name = 'Ravi Iyer'`)
	if found, err := s.Homes.FindResidentAccounts(t.Context(), s.Admin, id[:13]); err != nil || len(found) != 0 {
		t.Errorf("the beginning of the address finds %v, %v", found, err)
	}
	for _, email := range []string{address, strings.ToUpper(address)} {
		if _, err := s.Accounts.ActorByEmail(t.Context(), s.Admin.Origin, email); err == nil {
			t.Error("the address names somebody")
		}
	}
	user, _, err := s.Accounts.Get(t.Context(), s.Admin, uuid.MustParse(id))
	if err != nil || user.Email != "" {
		t.Errorf("it is shown: %q, %v", user.Email, err)
	}
	// With the address that they have got, the same line is somebody else's until it stands.
	report, err := s.Imports.Check(t.Context(), s.Admin, []byte(datatest.ImportHeader+"Tower Z,1,1,2BHK,Ravi Iyer,ravi@new.example,98200 12345,owner,yes,\n"))
	if err != nil || len(report.Bad) != 1 || report.Bad[0].Column != "resident_email" {
		t.Errorf("%v, %v", badLineTexts(report.Bad), err)
	}
}
