package show

import (
	"strconv"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/tui"
)

// Rupees is an amount in a sentence, with the sign of the currency.
func Rupees(env *tui.Env, p value.Paise) string {
	if p < 0 {
		return "-" + env.Theme.Glyphs.Rupee + (-p).String()
	}
	return env.Theme.Glyphs.Rupee + p.String()
}

// Day is a day of the society's calendar with its year, for bills live for years; a
// dash for none.
func Day(env *tui.Env, d value.Day) string {
	if d.IsZero() {
		return "-"
	}
	return env.T("%s %s %s", strconv.Itoa(d.Day), env.Term(d.Format("Jan")), strconv.Itoa(d.Year))
}

// Paid is when a payment was made: its day alone where no hour is known.
func Paid(env *tui.Env, p money.Payment) string {
	if p.DayOnly(env.Now().Location()) {
		return Day(env, p.ReceivedOn)
	}
	return env.DateTime(p.At)
}

// DayWords is a day in words, which stands beside a field in which somebody typed it
// another way: "Sunday 29 November 2026".
func DayWords(env *tui.Env, d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return env.LongDate(d.Noon(env.Now().Location()))
}

// ReadDay reads one day as people type it; lean says which is meant where its year
// is not named.
func ReadDay(env *tui.Env, text string, lean calendar.Lean) (value.Day, error) {
	at, err := env.ReadDay(text, lean)
	if err != nil {
		return value.Day{}, err
	}
	return value.DayOf(at), nil
}

// DaysLate is how many days a bill is over its due date, zero where it is not, or
// where claims hold back all that is due.
func DaysLate(env *tui.Env, b money.Bill) int {
	if b.Late() <= 0 {
		return 0
	}
	return max(0, value.DayOf(env.Now()).DaysSince(b.DueDate))
}

// BillFor says what a bill is for: its type with the month of its run, the arithmetic
// of a late fee, or its description.
func BillFor(env *tui.Env, b money.Bill) string {
	kind := env.Term(b.Type)
	switch {
	case b.FeeBase != nil && b.FeePercent != "":
		return env.T("%s: %s", kind, FeeArithmetic(env, b.FeePercent, *b.FeeBase))
	case b.RunMonth != nil:
		return env.T("%s, %s %s", kind, env.Term(b.RunMonth.Format("Jan")), strconv.Itoa(b.RunMonth.Year))
	case b.Description != "":
		return env.T("%s: %s", kind, b.Description)
	}
	return kind
}

// FeeArithmetic is how a late fee comes about: "5% of Rs 5,000.00".
func FeeArithmetic(env *tui.Env, percent string, base value.Paise) string {
	return env.T("%s%% of %s", percent, Rupees(env, base))
}

// FeeFates says what becomes of late fees, a sentence each.
func FeeFates(env *tui.Env, fates []money.FeeFate) string {
	all := ""
	for _, f := range fates {
		due, becomes := Rupees(env, f.Due), Rupees(env, f.Becomes)
		switch {
		case f.Paid:
			all = Joined(" ", all, env.T("Something is paid on its late fee, which stays."))
		case f.Becomes == 0:
			all = Joined(" ", all, env.T("Its late fee of %s is waived.", due))
		default:
			all = Joined(" ", all, env.T("Its late fee of %s becomes %s.", due, becomes))
		}
	}
	return all
}

// PaidFor says what a payment paid.
func PaidFor(env *tui.Env, p money.Payment) string {
	if p.Description == "" {
		return env.Term(p.BillType)
	}
	return p.Description
}
