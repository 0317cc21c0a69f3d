package tui

import (
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/calendar"
)

// reader reads days and times in the session's zone and language.
func (e *Env) reader() calendar.Reader { return calendar.Reader{Now: e.Now(), Term: e.Term} }

// ReadMoment reads a day and a time as people type them: "today 18:30", "tomorrow
// 6pm", "sat 9.00", "24 nov 1830", "24/11/26 9:00", or a time alone, which is the
// next one that the clock shows. The error is a Sentence; whether a moment may lie
// in the past is the caller's affair.
func (e *Env) ReadMoment(text string) (time.Time, error) { return e.reader().Moment(text) }

// ReadPast reads a day that was, with or without a time, or a month: the time from
// which that counts and the one before which it ends. The error is a Sentence.
func (e *Env) ReadPast(text string) (from, to time.Time, err error) { return e.reader().Past(text) }

// ReadPastDays is ReadPast where only days count: a time is none of them.
func (e *Env) ReadPastDays(text string) (from, to time.Time, err error) {
	return e.reader().Days(text, calendar.Last)
}

// ReadDay reads one day and nothing beside it, as its first instant; lean says which
// is meant where its year is not named. The error is a Sentence.
func (e *Env) ReadDay(text string, lean calendar.Lean) (time.Time, error) {
	return e.reader().Day(text, lean)
}

// FindDay takes a day or a month off a text that is searched for, as Reader.Find of
// the calendar does.
func (e *Env) FindDay(text string) (from, to time.Time, rest string, ok bool) {
	return e.reader().Find(text)
}

// LongDate is t's day in words, for a person who typed another way of saying it:
// "Sunday 29 November 2026".
func (e *Env) LongDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = e.local(t)
	return e.T("%s %s %s %s", e.Term(t.Format("Monday")), strconv.Itoa(t.Day()), e.Term(t.Format("January")), strconv.Itoa(t.Year()))
}

// Weekday is t's day and time with the day of the week, for a person who typed
// another way of saying it: "Sat 21 Nov 2026, 18:30".
func (e *Env) Weekday(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return e.T("%s %s", e.Term(e.local(t).Format("Mon")), e.DateTime(t))
}
