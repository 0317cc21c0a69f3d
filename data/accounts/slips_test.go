package accounts_test

import (
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestSlipsAreFirstPasswords: for who has an address and no password, of a block or all,
// each for one sign-in through its last day, and again only where it was not used.
func TestSlipsAreFirstPasswords(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for name, unit := range map[string]string{"ravi@test.example": "A-102", "leela@test.example": "B-204", "": "A-102"} {
		if _, err := s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{UnitID: s.Units[unit], Name: "New " + name, Email: name, Type: "tenant"}); err != nil {
			t.Fatal(err)
		}
	}
	console := datatest.Console(t, s)
	_, err := s.Accounts.Slips(t.Context(), s.Admin, uuid.New(), accounts.SlipFilter{}, nil)
	datatest.Kind(t, err, fault.Forbidden)
	told := 0
	slips, err := s.Accounts.Slips(t.Context(), console, uuid.New(), accounts.SlipFilter{Block: "tower a"}, func(done, total int) { told += done * total })
	if err != nil || len(slips) != 1 || slips[0].Email != "ravi@test.example" || slips[0].Unit != "A-102" || told != 1 {
		t.Fatalf("%+v, %v, told %d", slips, err, told)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_PASSWORD_RESET' AND resource_id = $1 AND user_id = $2`, slips[0].ID, s.Admin.UserID); n != 1 {
		t.Errorf("%d rows of the trail", n)
	}
	if n := s.Count(t, `users WHERE id = $1 AND one_time_expires_at = (society360_today() + 14)::timestamp AT TIME ZONE 'Asia/Kolkata' AND one_time_expires_at <= now() + interval '14 days'`, slips[0].ID); n != 1 || slips[0].LastDay != s.Settings.ThisDay().AddDays(13) {
		t.Errorf("it ends on %s", slips[0].LastDay)
	}
	all, err := s.Accounts.Slips(t.Context(), console, uuid.New(), accounts.SlipFilter{}, nil)
	if err != nil || len(all) != 1 || all[0].Email != "leela@test.example" {
		t.Fatalf("%+v, %v", all, err)
	}
	_, err = s.Accounts.Slips(t.Context(), console, uuid.New(), accounts.SlipFilter{}, nil)
	datatest.Kind(t, err, fault.Refused)
	if actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), slips[0].Email, slips[0].Once.Reveal()); err != nil || !actor.PasswordDue {
		t.Fatalf("%v, %v", actor, err)
	}
	unit := s.Units["B-204"]
	again, err := s.Accounts.Slips(t.Context(), console, uuid.New(), accounts.SlipFilter{Again: true}, nil)
	if err != nil || len(again) != 1 || again[0].ID != all[0].ID {
		t.Fatalf("%+v, %v", again, err)
	}
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), all[0].Email, all[0].Once.Reveal())
	datatest.Kind(t, err, fault.Forbidden)
	s.Exec(t, `UPDATE users SET one_time_expires_at = now() WHERE id = $1`, again[0].ID)
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.8"), again[0].Email, again[0].Once.Reveal())
	datatest.Kind(t, err, fault.Refused)
	if again, err = s.Accounts.Slips(t.Context(), console, uuid.New(), accounts.SlipFilter{Again: true, Unit: &unit}, nil); err != nil || len(again) != 1 {
		t.Errorf("%+v, %v", again, err)
	}
}
