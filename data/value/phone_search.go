package value

import (
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// PhoneSearch is a phone that is searched for: a number of full length is one number,
// fewer digits are a part of some.
type PhoneSearch struct {
	typed string
	plan  dialPlan
	part  string // empty for a whole number
}

// ResidentPhoneDigits is by how many digits a resident's phone is found at least: a
// few would find it out digit by digit where it is shown masked.
const ResidentPhoneDigits = 7

// LikePhone reports whether a text has nothing in it but what a phone has.
func LikePhone(text string) bool { return strings.IndexFunc(ASCIIDigits(text), noPhoneSign) < 0 }

// NewPhoneSearch reads what was typed of a phone.
func NewPhoneSearch(typed, region string) PhoneSearch {
	f := PhoneSearch{typed: typed, plan: dialPlanOf(region)}
	f.part = OnlyDigits(typed)
	if rest, ok := strings.CutPrefix(f.part, f.plan.code); ok && strings.HasPrefix(typed, "+") {
		f.part = rest
	}
	if len(f.plan.digits) > 0 && len(f.part) >= slices.Max(f.plan.digits) {
		f.part = ""
	}
	return f
}

// beginning is the part without the noughts that may stand before a number.
func (f PhoneSearch) beginning() string { return strings.TrimLeft(f.part, "0") }

// Begins is the condition that a column is the number, or begins like it, however it
// is written.
func (f PhoneSearch) Begins(column string, args pgx.NamedArgs) string {
	return `(` + strings.Join(f.begins(column, args), ` OR `) + `)`
}

// begins is Begins in conditions that have each their index.
func (f PhoneSearch) begins(column string, args pgx.NamedArgs) []string {
	if f.part == "" {
		PhoneArgs(args, f.typed, f.plan.region)
		return []string{PhoneIs(column)}
	}
	part := f.beginning()
	if part == "" {
		return []string{`false`} // every number may have noughts before it
	}
	args["phone_pattern"], args["like_phone"] = f.plan.pattern(), part+`%`
	return []string{
		begin(phoneDigits(column), "phone", part, args),
		`(` + begin(phoneDigits(column), "dialled", f.plan.code+part, args) + ` AND ` + PhoneNumberOf(column) + ` LIKE @like_phone)`,
	}
}

// Arms are Begins and, for a part of a number, that a column ends like it: each a
// condition of its own, so that each has its index.
func (f PhoneSearch) Arms(column string, args pgx.NamedArgs) []string {
	arms := f.begins(column, args)
	if f.part != "" {
		end := []byte(f.part)
		slices.Reverse(end)
		arms = append(arms, begin(`reverse(`+phoneDigits(column)+`)`, "phone_end", string(end), args))
	}
	return arms
}

// Met is the condition arm, which Arms made for a column, as it is asked of rows that are met
// one by one: of a phone in ASCII that has not its digits, in their order, nothing is made.
func (f PhoneSearch) Met(column, arm string, args pgx.NamedArgs) string {
	digits := f.beginning()
	if f.part == "" {
		digits = strings.TrimLeft(f.plan.number(f.typed), "+0")
	}
	var like strings.Builder
	for _, digit := range digits {
		like.WriteString("%" + string(digit))
	}
	args["phone_met"] = like.String() + "%"
	return `CASE WHEN octet_length(` + column + `) = length(` + column + `) AND ` + column + ` NOT LIKE @phone_met THEN false ELSE ` + arm + ` END`
}

// begin is the condition that digits begin with some, as a range: a plan that does not
// see the pattern of a LIKE finds no index for it.
func begin(digits, name, with string, args pgx.NamedArgs) string {
	last := len(with) - 1
	args[name+"_from"], args[name+"_to"] = with, with[:last]+string(with[last]+1) // a colon is behind 9
	return `(` + digits + ` ~>=~ @` + name + `_from AND ` + digits + ` ~<~ @` + name + `_to)`
}

// Begin reports what Begins asks of a column.
func (f PhoneSearch) Begin(phone string) bool {
	if f.part == "" {
		return SamePhone(f.typed, phone, f.plan.region)
	}
	part := f.beginning()
	return part != "" && (strings.HasPrefix(strings.TrimLeft(OnlyDigits(phone), "0"), part) || strings.HasPrefix(f.plan.number(phone), part))
}

// Find reports whether one of Arms holds of a phone.
func (f PhoneSearch) Find(phone string) bool {
	return f.Begin(phone) || f.part != "" && strings.HasSuffix(strings.TrimLeft(OnlyDigits(phone), "0"), f.part)
}
