package tui

import (
	"strconv"
	"time"
)

// sinceHours is how long an age is told in hours; older things get a date.
const sinceHours = 48

// Now is the session's clock in the society's zone.
func (e *Env) Now() time.Time { return e.local(e.Clock()) }

func (e *Env) local(t time.Time) time.Time {
	if e.Zone == nil {
		return t.UTC()
	}
	return t.In(e.Zone)
}

// Since tells how long ago t was: 9m, 3h, 26h, and from two days on the date.
// A time to come reads as 0m: clocks of two machines differ by moments.
func (e *Env) Since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	d := max(e.Clock().Sub(t), 0)
	switch {
	case d < time.Hour:
		return e.T("%sm", strconv.Itoa(int(d/time.Minute)))
	case d < sinceHours*time.Hour:
		return e.T("%sh", strconv.Itoa(int(d/time.Hour)))
	default:
		return e.Date(t)
	}
}

// HM is t's clock time in the society's zone, as 14:07.
func (e *Env) HM(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return e.local(t).Format("15:04")
}

// Date is t's day in the society's zone: 21 Nov, with its year if that is not
// the present one.
func (e *Env) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = e.local(t)
	day, month := strconv.Itoa(t.Day()), e.Term(t.Format("Jan"))
	if t.Year() == e.Now().Year() {
		return e.T("%s %s", day, month)
	}
	return e.T("%s %s %s", day, month, strconv.Itoa(t.Year()))
}

// DateTime is the whole truth about t: its day with year, and its clock time.
func (e *Env) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	l := e.local(t)
	return e.T("%s %s %s, %s", strconv.Itoa(l.Day()), e.Term(l.Format("Jan")), strconv.Itoa(l.Year()), e.HM(t))
}

// Stamp is t to the second, as rows of a log are compared: 2026-11-21 19:42:10.
func (e *Env) Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return e.local(t).Format("2006-01-02 15:04:05")
}
