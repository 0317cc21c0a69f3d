package value

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// The index on society360_phone_digits narrows the phones of the register to those
// with the same digits; society360_phone_number decides, as PhoneNumber does.

// pattern is prefixes as a regular expression whose group is the number itself.
func (p dialPlan) pattern() string {
	prefixes, lengths := p.prefixes()[1:], make([]string, len(p.digits))
	for i, n := range p.digits {
		lengths[i] = `[0-9]{` + strconv.Itoa(n) + `}`
	}
	return fmt.Sprintf(`^(?:\+?%s)(%s)$`, strings.Join(prefixes, "|"), strings.Join(lengths, "|"))
}

// ways are what the digits of a number may begin with, in the index.
func (p dialPlan) ways() []string {
	ways := []string{"", p.code}
	if strings.Trim(p.trunk, "0") != "" && p.trunk != p.code {
		ways = append(ways, p.trunk)
	}
	return ways
}

// keys are what the spellings of a number have in the index.
func (p dialPlan) keys(number string) []string {
	digits := strings.TrimLeft(number, "+0")
	if digits == "" {
		return []string{}
	}
	keys := p.ways()
	for i, way := range keys {
		keys[i] = way + digits
	}
	return keys
}

// phoneDigits is what the index has of a column.
func phoneDigits(column string) string { return `society360_phone_digits(` + column + `)` }

// PhoneNumberOf is PhoneNumber of a column in SQL, with the arguments of PhoneArgs.
func PhoneNumberOf(column string) string {
	return `society360_phone_number(` + column + `, @phone_pattern::text)`
}

// PhoneIs is SamePhone of a column and the phone of PhoneArgs, in SQL; the index on
// the column's digits serves it.
func PhoneIs(column string) string {
	return `(` + phoneDigits(column) + ` = ANY (@phone_keys::text[]) AND ` + PhoneNumberOf(column) + ` = @phone_number)`
}

// PhonesMatch is SamePhone of two columns in SQL, with the arguments of PhoneArgs;
// the index on the first one's digits serves it.
func PhonesMatch(column, other string) string {
	return `(` + PhoneNumberOf(other) + ` <> '' AND ` + PhoneNumberOf(column) + ` = ` + PhoneNumberOf(other) + `
		AND ` + phoneDigits(column) + ` = ANY (ARRAY(
			SELECT way || ltrim(` + PhoneNumberOf(other) + `, '+0') FROM unnest(@phone_ways::text[]) AS way)))`
}

// PhoneArgs adds to args what PhoneNumberOf, PhoneIs and PhonesMatch name, and
// returns them.
func PhoneArgs(args pgx.NamedArgs, phone, region string) pgx.NamedArgs {
	p := dialPlanOf(region)
	number := p.number(phone)
	args["phone_pattern"], args["phone_number"], args["phone_keys"] = p.pattern(), number, p.keys(number)
	args["phone_ways"] = p.ways()
	return args
}
