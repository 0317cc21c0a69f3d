package accounts_test

import (
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAnAccountGetsItsAddress: who has none is moved in and edited, is given no password,
// and signs in once there is an address; it is not taken away again.
func TestAnAccountGetsItsAddress(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	tie, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{UnitID: s.Units["A-102"], Name: "Leela Iyer", Phone: "98200 12345", Type: "owner"})
	if err != nil || tie.Email != "" {
		t.Fatalf("%+v, %v", tie, err)
	}
	user, _, err := s.Accounts.Get(t.Context(), s.Admin, tie.UserID)
	if err != nil {
		t.Fatal(err)
	}
	once := accounts.NewOneTime()
	_, err = s.Accounts.ResetPassword(t.Context(), s.Admin, uuid.New(), datatest.Password, user.ID, once)
	datatest.Kind(t, err, fault.Refused)
	user, err = s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), user, accounts.Edit{Name: "Leela S. Iyer", Phone: user.Phone})
	if err != nil || user.Email != "" || s.Count(t, `users WHERE id = $1 AND email = $2`, user.ID, value.ReservedEmail(user.ID)) != 1 {
		t.Fatalf("%+v, %v", user, err)
	}
	_, err = s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), user, accounts.Edit{Name: user.Name, Email: value.ReservedEmail(uuid.New()), Phone: user.Phone})
	if err != nil || s.Count(t, `users WHERE id = $1 AND email = $2`, user.ID, value.ReservedEmail(user.ID)) != 1 {
		t.Errorf("another's reserved address: %v", err)
	}
	user, err = s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), user, accounts.Edit{Name: user.Name, Email: "leela@test.example", Phone: user.Phone})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.ResetPassword(t.Context(), s.Admin, uuid.New(), datatest.Password, user.ID, once); err != nil {
		t.Fatal(err)
	}
	if actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), "leela@test.example", once.Reveal()); err != nil || !actor.PasswordDue {
		t.Errorf("%v, %v", actor, err)
	}
	user, _, err = s.Accounts.Get(t.Context(), s.Admin, user.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), user, accounts.Edit{Name: user.Name, Phone: user.Phone})
	datatest.Kind(t, err, fault.Invalid)
}
