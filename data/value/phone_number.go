package value

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/nyaruka/phonenumbers"
)

// Whose number it is must never be guessed. PhoneKey, by which the indexes find a
// phone, is the end of what was typed, and the end of a number with one digit too
// many is somebody else's number. So the index only narrows, and PhoneNumber
// decides.

// PhoneNumber is the one writing of a phone that all spellings of the same number
// share, as one of region (setting general.country): 9820012345 for +91 98200 12345
// and 098200 12345. What dials into the country is taken off only where a number of
// full length is left; otherwise all digits count. Numbers of other countries keep
// their code: +442079460958. Empty where there is no digit.
func PhoneNumber(phone, region string) string { return dialPlanOf(region).number(phone) }

// SamePhone reports whether two spellings are one number; no phone is nobody's.
func SamePhone(a, b, region string) bool {
	number := PhoneNumber(a, region)
	return number != "" && number == PhoneNumber(b, region)
}

// WholePhone reports whether a phone is a number that somebody can be called at: all
// its digits and none too many.
func WholePhone(phone, region string) bool {
	n, err := phonenumbers.Parse(phone, region)
	return err == nil && phonenumbers.IsValidNumber(n)
}

// dialPlan is what tells a country's own numbers: its calling code, and how many
// digits a mobile number has without it.
type dialPlan struct {
	code   string
	digits int
}

func dialPlanOf(region string) dialPlan {
	p := dialPlan{code: strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region))}
	if example := phonenumbers.GetExampleNumberForType(region, phonenumbers.MOBILE); example != nil {
		p.digits = len(phonenumbers.GetNationalSignificantNumber(example))
	}
	return p
}

// prefixes are what may stand before a number to dial into the country.
func (p dialPlan) prefixes() []string { return []string{"+" + p.code, p.code, "0" + p.code, "0"} }

func (p dialPlan) number(phone string) string {
	digits := OnlyDigits(phone)
	if digits == "" {
		return ""
	}
	abroad := strings.HasPrefix(digits, "00")
	digits = strings.TrimPrefix(digits, "00")
	if first := strings.IndexAny(phone, "+0123456789"); abroad || phone[first] == '+' {
		digits = "+" + digits
	}
	for _, prefix := range p.prefixes() {
		if own, ok := strings.CutPrefix(digits, prefix); ok && len(own) == p.digits {
			return own
		}
	}
	return digits
}

// pattern is prefixes as a regular expression whose group is the number itself.
func (p dialPlan) pattern() string {
	return fmt.Sprintf(`^(?:\+?%[1]s|0%[1]s|0)([0-9]{%[2]d})$`, p.code, p.digits)
}

// keys are what PhoneKey makes, under which the spellings of a number stand in the indexes:
// one, where the country's numbers have ten digits or more.
func (p dialPlan) keys(number string) []string {
	keys := []string{PhoneKey(number)}
	for _, prefix := range p.prefixes() {
		if key := PhoneKey(prefix + number); len(number) == p.digits && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// PhoneNumberOf is PhoneNumber of a column in SQL, with the arguments of PhoneArgs.
func PhoneNumberOf(column string) string {
	digits := `regexp_replace(` + column + `, '[^0-9]', '', 'g')`
	return `regexp_replace(CASE WHEN ` + column + ` ~ '^[^0-9]*\+[^0-9]*[0-9]' OR ` + digits + ` LIKE '00%' THEN '+' ELSE '' END
		|| regexp_replace(` + digits + `, '^00', ''), @phone_pattern::text, '\1')`
}

// PhoneIs is SamePhone of a column and the phone of PhoneArgs, in SQL; the index on
// the column's key serves it.
func PhoneIs(column string) string {
	return `(society360_phone_key(` + column + `) = ANY (@phone_keys::text[]) AND ` + PhoneNumberOf(column) + ` = @phone_number)`
}

// PhonesMatch is SamePhone of two columns in SQL, with the arguments of PhoneArgs;
// the index on the first one's key serves it.
func PhonesMatch(column, other string) string {
	return `(society360_phone_key(` + other + `) <> '' AND ` + PhoneNumberOf(column) + ` = ` + PhoneNumberOf(other) + `
		AND society360_phone_key(` + column + `) = ANY (society360_phone_key(` + other + `) || ARRAY(
			SELECT right(way || ltrim(` + PhoneNumberOf(other) + `, '+'), 10) FROM unnest(@phone_ways::text[]) AS way)))`
}

// PhoneArgs adds to args what PhoneNumberOf, PhoneIs and PhonesMatch name, and
// returns them.
func PhoneArgs(args pgx.NamedArgs, phone, region string) pgx.NamedArgs {
	p := dialPlanOf(region)
	number := p.number(phone)
	args["phone_pattern"], args["phone_number"], args["phone_keys"] = p.pattern(), number, p.keys(number)
	args["phone_ways"] = []string{"", p.code, "0" + p.code, "0"}
	return args
}

// PhoneSearch is a phone that is searched for: a number of full length is one number,
// fewer digits are a part of some.
type PhoneSearch struct {
	typed, region string
	part          string // empty for a whole number
}

// NewPhoneSearch reads what was typed of a phone.
func NewPhoneSearch(typed, region string) PhoneSearch {
	p := dialPlanOf(region)
	digits := OnlyDigits(typed)
	if rest, ok := strings.CutPrefix(digits, p.code); ok && strings.HasPrefix(typed, "+") {
		digits = rest
	}
	if len(digits) >= p.digits && p.digits > 0 {
		digits = ""
	}
	return PhoneSearch{typed: typed, region: region, part: PhoneKey(digits)}
}

// Begins is the condition that a column is the number, or begins like it.
func (f PhoneSearch) Begins(column string, args pgx.NamedArgs) string {
	if f.part == "" {
		PhoneArgs(args, f.typed, f.region)
		return PhoneIs(column)
	}
	args["like_phone"] = f.part + `%`
	return `society360_phone_key(` + column + `) LIKE @like_phone`
}

// Arms are Begins and, for a part of a number, that a column ends like it: each a
// condition of its own, so that each has its index.
func (f PhoneSearch) Arms(column string, args pgx.NamedArgs) []string {
	arms := []string{f.Begins(column, args)}
	if f.part != "" {
		args["phone_end"] = f.part
		arms = append(arms, `reverse(society360_phone_key(`+column+`)) LIKE reverse(@phone_end) || '%'`)
	}
	return arms
}
