package bills

import (
	"strconv"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/tui"
)

// amount is a sum of a list, a dash for nothing.
func amount(p value.Paise) string {
	if p == 0 {
		return "-"
	}
	return p.String()
}

// dangerous is a sum that should not be there.
func dangerous(p value.Paise) tui.Cell {
	if p == 0 {
		return tui.Cell{Text: "-"}
	}
	return tui.Cell{Text: p.String(), Tone: tui.ToneDanger}
}

// money is an amount in a sentence, with the sign of the currency.
func (s *screen) money(p value.Paise) string { return s.env.Theme.Glyphs.Rupee + p.String() }

// date is a day of the society's calendar, with its year: bills live for years.
func (s *screen) date(d value.Day) string {
	if d.IsZero() {
		return "-"
	}
	return s.env.T("%s %s %s", strconv.Itoa(d.Day), s.env.Term(d.Format("Jan")), strconv.Itoa(d.Year))
}

// month is a month with its year.
func (s *screen) month(d value.Day) string {
	return s.env.T("%s %s", s.env.Term(d.Format("January")), strconv.Itoa(d.Year))
}

// today is the day at the desk, in the society's zone.
func (s *screen) today() value.Day { return value.DayOf(s.env.Now()) }

// lateDays is how many days a bill is late; one that a claim holds is not.
func (s *screen) lateDays(b money.Bill) tui.Cell {
	if days := s.today().DaysSince(b.DueDate); days > 0 && b.Due() > 0 && !b.Held {
		return tui.Cell{Text: s.env.T("%sd!", strconv.Itoa(days)), Tone: tui.ToneDanger}
	}
	return tui.Cell{Text: "-"}
}

// status is a bill's state in a word.
func (s *screen) status(b money.Bill) tui.Cell {
	word := s.env.Term(b.Status.Word())
	if b.Status == money.Overdue {
		return tui.Cell{Text: word, Tone: tui.ToneDanger}
	}
	return tui.Cell{Text: word}
}

// billFor says what a bill is for: its type with the month of its run, the
// arithmetic of a late fee, or its description.
func (s *screen) billFor(b money.Bill) string {
	kind := s.env.Term(b.Type)
	switch {
	case b.FeeBase != nil && b.FeePercent != "":
		return s.env.T("%s: %s", kind, s.arithmetic(b.FeePercent, *b.FeeBase))
	case b.RunMonth != nil:
		return s.env.T("%s, %s %s", kind, s.env.Term(b.RunMonth.Format("Jan")), strconv.Itoa(b.RunMonth.Year))
	case b.Description != "":
		return s.env.T("%s: %s", kind, b.Description)
	}
	return kind
}

// arithmetic is how a late fee comes about: "5% of Rs 5,000.00".
func (s *screen) arithmetic(percent string, base value.Paise) string {
	return s.env.T("%s%% of %s", percent, s.money(base))
}

// paidFor says what a payment paid.
func (s *screen) paidFor(p *money.Payment) string {
	if p.Description == "" {
		return s.env.Term(p.BillType)
	}
	return p.Description
}

func (s *screen) bills(n int) string { return s.env.Count(n, "1 bill", "%d bills") }

func (s *screen) units(n int) string { return s.env.Count(n, "1 unit", "%d units") }

func (s *screen) tell(kind tui.NotifyKind, text string) {
	s.env.Do(tui.Notify{Kind: kind, Text: text})
}

// complaint is what is wrong with a field.
func complaint(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}
