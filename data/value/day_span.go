package value

import (
	"time"

	"github.com/civoranexus/society360/data/fault"
)

// DaySpan is how far from today a day may lie, in whole years: what lies farther
// off is a slip of the finger, on every form and every command line.
type DaySpan struct{ Back, Ahead int }

// RegisterDays are the days that the register keeps: of bills, payments, notices
// and reports, and those that a list is asked for.
func RegisterDays() DaySpan { return DaySpan{Back: 50, Ahead: 10} }

// MoveDays are the days of a move in or out.
func MoveDays() DaySpan { return DaySpan{Back: 50, Ahead: 1} }

// ArrivalDays are the days for which a visitor may be announced.
func ArrivalDays() DaySpan { return DaySpan{Back: 50, Ahead: 1} }

// Check reports why a day lies outside the span around today, as an Invalid
// error; nil for the zero Day.
func (s DaySpan) Check(day, today Day) error {
	if e := s.Wrong(day, today); e != nil {
		return e
	}
	return nil
}

// Wrong is Check as the *fault.Error that a form marks a field with.
func (s DaySpan) Wrong(day, today Day) *fault.Error {
	first, last := today.AddYears(-s.Back), today.AddYears(s.Ahead)
	if day.IsZero() || !day.Before(first) && !last.Before(day) {
		return nil
	}
	return &fault.Error{
		Kind: fault.Invalid, Format: "Choose a day from %s to %s.",
		Args: []any{first.Format("2 Jan 2006"), last.Format("2 Jan 2006")},
	}
}

// Field is Check as a complaint about one field of a form.
func (s DaySpan) Field(name string, day, today Day) error {
	if e := s.Wrong(day, today); e != nil {
		return fault.Wrong(name, e.Format, e.Args...)
	}
	return nil
}

// Within is Check of both ends of a list's range, as complaints about the fields
// from and to; nil is an open end.
func (s DaySpan) Within(from, to *Day, today Day) error {
	if from != nil {
		if err := s.Field("from", *from, today); err != nil {
			return err
		}
	}
	if to != nil {
		return s.Field("to", *to, today)
	}
	return nil
}

// Between is Within for moments: until is not included, and zero is an open end.
func (s DaySpan) Between(since, until time.Time, today Day) error {
	var from, to *Day
	if !since.IsZero() {
		day := DayOf(since)
		from = &day
	}
	if !until.IsZero() {
		day := DayOf(until.Add(-1))
		to = &day
	}
	return s.Within(from, to, today)
}

// UTCToday is today where no society's zone is known yet; no zone is more than a
// day from it, and spans are years.
func UTCToday() Day { return DayOf(time.Now().UTC()) }
