package bills

import (
	"strconv"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/show"
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

// month is a month with its year.
func (s *screen) month(d value.Day) string {
	return s.env.T("%s %s", s.env.Term(d.Format("January")), strconv.Itoa(d.Year))
}

// today is the day at the desk, in the society's zone.
func (s *screen) today() value.Day { return value.DayOf(s.env.Now()) }

// lateDays is how many days a bill is late; one that a claim holds is not.
func (s *screen) lateDays(b money.Bill) tui.Cell {
	if days := show.DaysLate(s.env, b); days > 0 {
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

func (s *screen) bills(n int) string { return s.env.Count(n, "1 bill", "%d bills") }

func (s *screen) units(n int) string { return s.env.Count(n, "1 unit", "%d units") }

func (s *screen) tell(kind tui.NotifyKind, text string) {
	s.env.Do(tui.Notify{Kind: kind, Text: text})
}

// complaint is what is wrong with a field.
func complaint(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}
