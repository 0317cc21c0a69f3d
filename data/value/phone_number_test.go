package value_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// spelledPhones are phones as people and other programs write them, and the number
// that each of them is in India.
func spelledPhones() map[string]string {
	return map[string]string{
		"98200 12345": "9820012345", "+91 98200-12345": "9820012345", "098200 12345": "9820012345", "919820012345": "9820012345",
		"0091 98200 12345": "9820012345", "091 9820012345": "9820012345", "(+91) 98200 12345": "9820012345",
		// One digit too many or too few is nobody's.
		"99123456780": "99123456780", "9123456780": "9123456780", "912345678": "912345678", "23456780": "23456780",
		"98200123456;98": "9820012345698", "9820012345 9820012345": "98200123459820012345",
		// Other countries keep their code, whatever the rest looks like.
		"+44 20 7946 0958": "+442079460958", "0044 20 7946 0958": "+442079460958", "+65 9123 4567": "+6591234567", "6591234567": "6591234567",
		"022 2345 6789": "2223456789", "1800 123 4567": "18001234567",
		"": "", "no phone": "", "+": "", "9820O12345": "982012345",
	}
}

func TestPhoneNumber(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for typed, want := range spelledPhones() {
		if got := value.PhoneNumber(typed, "IN"); got != want {
			t.Errorf("PhoneNumber(%q) = %q, want %q", typed, got, want)
		}
		sql := `SELECT ` + value.PhoneNumberOf(`@typed::text`)
		stored := ""
		if err := db.Owner.QueryRow(t.Context(), sql, value.PhoneArgs(pgx.NamedArgs{"typed": typed}, typed, "IN")).Scan(&stored); err != nil || stored != want {
			t.Errorf("the database reads %q as %q, want %q (%v)", typed, stored, want, err)
		}
	}
	for _, other := range []struct{ region, a, b string }{
		{"AE", "+971 50 123 4567", "050 1234567"}, {"US", "1 212 555 0123", "(212) 555-0123"}, {"SG", "+65 9123 4567", "91234567"},
	} {
		if !value.SamePhone(other.a, other.b, other.region) {
			t.Errorf("%s: %q and %q are not one number", other.region, other.a, other.b)
		}
	}
	if value.SamePhone("", "", "IN") || value.SamePhone("-", "no", "IN") {
		t.Error("no phone is somebody's")
	}
	for phone, want := range map[string]bool{"98200 12345": true, "+44 20 7946 0958": true, "99123456780": false, "982001234": false, "0000000000": false, "": false} {
		if got := value.WholePhone(phone, "IN"); got != want {
			t.Errorf("WholePhone(%q) is %v", phone, got)
		}
	}
}

// misdialled is a national number with one digit more, less or another, as its
// spelling writes it.
type misdialled struct {
	number, stored, typed string
	less                  bool
}

func drawMisdialled(t *rapid.T) misdialled {
	number := rapid.StringMatching(`[6-9][0-9]{9}`).Draw(t, "number")
	write := func(number, label string) string {
		spelling := rapid.SampledFrom([]string{"%s", "+91 %s", "0%s", "91%s", "0091%s"}).Draw(t, label)
		return fmt.Sprintf(spelling, number)
	}
	at := rapid.IntRange(0, len(number)-1).Draw(t, "at")
	var wrong string
	how := rapid.SampledFrom([]string{"more", "less", "other"}).Draw(t, "how")
	switch how {
	case "more":
		least := 0
		if at == 0 { // a nought before a number is a way to write it
			least = 1
		}
		wrong = number[:at] + strconv.Itoa(rapid.IntRange(least, 9).Draw(t, "digit")) + number[at:]
	case "less":
		wrong = number[:at] + number[at+1:]
	default:
		further := rapid.IntRange(1, 9).Draw(t, "further")
		wrong = number[:at] + strconv.Itoa((int(number[at]-'0')+further)%10) + number[at+1:]
	}
	return misdialled{number, write(number, "stored as"), write(wrong, "typed as"), how == "less"}
}

func TestAWrongDigitIsNobodysNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMisdialled(t)
		if value.SamePhone(m.stored, m.typed, "IN") {
			t.Fatalf("%q is taken for %q", m.typed, m.stored)
		}
	})
}

// TestAWrongDigitNamesNobody asks the register itself: the gate's look-up, the
// question about somebody inside, and the searches for a number of full length.
func TestAWrongDigitNamesNobody(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	rapid.Check(t, func(rt *rapid.T) {
		m := drawMisdialled(rt)
		who := "Person " + m.number
		s.Exec(t, `DELETE FROM visitor_logs`)
		s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status, check_in_time) VALUES ($1, $2, $3, 'checked_in', now())`,
			s.Units["A-101"], who, m.stored)
		s.Exec(t, `UPDATE users SET phone_number = $2 WHERE id = $1`, s.Meera.UserID, m.stored)
		known, err := s.Visits.KnownVisitor(t.Context(), s.Guard, m.number)
		if err != nil || len(known.Inside) != 1 || known.Inside[0].Name != who {
			rt.Fatalf("the right number: %+v, %v", known, err)
		}
		if known, err = s.Visits.KnownVisitor(t.Context(), s.Guard, m.typed); err != nil || !known.Nothing() {
			rt.Fatalf("%q names %+v, %v", m.typed, known.Last, err)
		}
		second := visits.Draft{Text: visits.Text{Name: "Somebody else", Phone: m.typed, UnitID: s.Units["A-102"]}}
		if _, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, second); isDuplicate(err) {
			rt.Fatalf("%q is taken for %q inside", m.typed, m.stored)
		}
		s.Exec(t, `DELETE FROM visitor_logs WHERE visitor_name <> $1`, who)
		if m.less {
			return // a part of a number, which a search looks for
		}
		if page, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{View: visits.Inside, Search: m.typed}); err != nil || len(page.Visits) != 0 {
			rt.Fatalf("the search for %q finds %+v, %v", m.typed, page.Visits, err)
		}
		if page, err := s.Directory.List(t.Context(), s.Guard, directory.Filter{Search: m.typed}); err != nil || len(page.Households) != 0 {
			rt.Fatalf("the directory finds %+v for %q, %v", page.Households, m.typed, err)
		}
		if page, err := s.Accounts.List(t.Context(), s.Admin, accounts.Filter{Search: m.typed}); err != nil || len(page.Users) != 0 {
			rt.Fatalf("the accounts for %q are %+v, %v", m.typed, page.Users, err)
		}
		if found, err := s.Homes.FindResidentAccounts(t.Context(), s.Admin, m.typed); err != nil || len(found) != 0 {
			rt.Fatalf("who may move in for %q: %+v, %v", m.typed, found, err)
		}
		if page, err := s.Money.UnitAccounts(t.Context(), s.Admin, money.AccountFilter{Search: m.typed}); err != nil || len(page.Accounts) != 0 {
			rt.Fatalf("the dues for %q are %+v, %v", m.typed, page.Accounts, err)
		}
	})
}

func isDuplicate(err error) bool {
	return err != nil && strings.Contains(err.Error(), "inside already")
}

// TestAWholeNumberIsFoundHoweverItIsWritten is the other side of it.
func TestAWholeNumberIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET phone_number = '+91 70550-54321' WHERE id = $1`, s.Meera.UserID)
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, status, check_in_time) VALUES ($1, 'Ravi', '070550 54321', 'checked_in', now())`,
		s.Units["A-101"])
	for _, typed := range []string{"7055054321", "070550 54321", "+91 70550 54321", "917055054321", "0091 7055054321", "7055054", "5054321", "70550", "54321"} {
		if len(typed) > 7 {
			if known, err := s.Visits.KnownVisitor(t.Context(), s.Guard, typed); err != nil || len(known.Inside) == 0 {
				t.Errorf("KnownVisitor(%q): %+v, %v", typed, known, err)
			}
		}
		for _, view := range []visits.View{visits.Inside, visits.History} {
			if page, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{View: view, Search: typed}); err != nil || len(page.Visits) != 1 {
				t.Errorf("visits %d searched for %q: %+v, %v", view, typed, page.Visits, err)
			}
		}
		residents := 1 // a resident's number is found by seven of its digits at least
		if len(typed) < 7 {
			residents = 0
		}
		if page, err := s.Directory.List(t.Context(), s.Guard, directory.Filter{Search: typed}); err != nil || len(page.Households) != residents {
			t.Errorf("the directory searched for %q: %+v, %v", typed, page.Households, err)
		}
		if page, err := s.Money.UnitAccounts(t.Context(), s.Admin, money.AccountFilter{Search: typed}); err != nil || len(page.Accounts) != residents {
			t.Errorf("the dues searched for %q: %+v, %v", typed, page.Accounts, err)
		}
		if strings.HasSuffix(typed, "54321") && len(typed) <= 7 {
			continue // accounts are found by a number's beginning
		}
		if page, err := s.Accounts.List(t.Context(), s.Admin, accounts.Filter{Search: typed}); err != nil || len(page.Users) != 1 {
			t.Errorf("the accounts searched for %q: %+v, %v", typed, page.Users, err)
		}
		if found, err := s.Homes.FindResidentAccounts(t.Context(), s.Admin, typed); err != nil || len(found) != 1 {
			t.Errorf("who may move in, for %q: %+v, %v", typed, found, err)
		}
	}
}
