package value_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"
)

// phoneText is a phone as anybody may have written it: digits of several scripts, what
// stands before and between them, and what does not belong there.
func phoneText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		before := rapid.SampledFrom([]string{"", "+", "00", "0", "+91", "91", "091", "0091", "+971", "971", "0971", "1", "+1", "8", "+7", " + ", "(+91)", "tel ", "०"}).Draw(t, "before")
		digits := rapid.SampledFrom([]*rapid.Generator[string]{
			rapid.StringMatching(`[6-9][0-9]{9}`), rapid.StringMatching(`[2-5][0-9]{7,8}`), rapid.StringMatching(`[0-9]{0,13}`),
			rapid.StringMatching(`[0-9 ,;+().O/-]{0,14}`), rapid.StringMatching(`[०-९٠-٩๐-๙０-９0-9]{0,12}`),
		}).Draw(t, "kind").Draw(t, "digits")
		return before + digits
	})
}

func regions() []string {
	return []string{"IN", "AE", "SG", "US", "RU", "IT", "GB", "NP", "LK", "DE", "XX", ""}
}

// TestPhonesAreReadAlike: the program and the database make one number of a phone, and
// find one phone by another, in every country.
func TestPhonesAreReadAlike(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	rapid.Check(t, func(rt *rapid.T) {
		a, b := phoneText().Draw(rt, "a"), phoneText().Draw(rt, "b")
		region := rapid.SampledFrom(regions()).Draw(rt, "region")
		search := value.NewPhoneSearch(b, region)
		args := value.PhoneArgs(pgx.NamedArgs{"a": a, "b": b}, b, region)
		sql := `SELECT ` + value.PhoneNumberOf(`x.a`) + `, society360_phone_digits(x.a), ` + value.PhoneIs(`x.a`) + `, ` + value.PhonesMatch(`x.a`, `x.b`) +
			`, ` + search.Begins(`x.a`, args) + `, (` + strings.Join(search.Arms(`x.a`, args), ` OR `) + `), (` + strings.Join(metArms(search, args), ` OR `) + `) FROM (SELECT @a::text AS a, @b::text AS b) x`
		var got, want struct {
			number, digits           string
			is, match, begins, found bool
			met                      bool
		}
		if err := db.Owner.QueryRow(t.Context(), sql, args).Scan(&got.number, &got.digits, &got.is, &got.match, &got.begins, &got.found, &got.met); err != nil {
			rt.Fatal(err)
		}
		want.number, want.digits = value.PhoneNumber(a, region), strings.TrimLeft(value.OnlyDigits(a), "0")
		want.is = value.SamePhone(a, b, region)
		want.match, want.begins, want.found = want.is, search.Begin(a), search.Find(a)
		want.met = want.found
		if got != want {
			rt.Fatalf("%s: %q by %q: the database has %+v, the program %+v", region, a, b, got, want)
		}
	})
}

// metArms are the arms of a search as they are asked of phones that are met one by one.
func metArms(search value.PhoneSearch, args pgx.NamedArgs) []string {
	arms := search.Arms(`x.a`, args)
	for i, arm := range arms {
		arms[i] = search.Met(`x.a`, arm, args)
	}
	return arms
}

// TestANumberIsFoundByItsBeginningAndEnd, in each way to write it, and an odd one by
// its own digits only.
func TestANumberIsFoundByItsBeginningAndEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[6-9][0-9]{9}`).Draw(t, "number")
		stored := fmt.Sprintf(rapid.SampledFrom([]string{"%s", "+91 %s", "0%s", "91%s", "0091-%s"}).Draw(t, "stored as"), number)
		n := rapid.IntRange(3, 9).Draw(t, "digits")
		for _, part := range []string{number[:n], "+91 " + number[:n], "0" + number[:n-1]} {
			if !value.NewPhoneSearch(part, "IN").Begin(stored) {
				t.Fatalf("%q is not found by %q", stored, part)
			}
		}
		if !value.NewPhoneSearch(number[10-n:], "IN").Find(stored) {
			t.Fatalf("%q is not found by its last %d", stored, n)
		}
	})
	odd := value.NewPhoneSearch("91234", "IN")
	if odd.Find("99123456780") || !value.NewPhoneSearch("99123", "IN").Find("99123456780") || !value.NewPhoneSearch("99123456780", "IN").Find("9912345 6780") {
		t.Error("a number with a digit too many is found by the end of it, or not by its own digits")
	}
}
