package tui

import "time"

// Sentence renders a sentence of somebody who knows no session, such as an error: of
// its arguments a time is told in the society's zone, with its date if that is not
// today.
func (e *Env) Sentence(format string, args []any) string {
	out := make([]any, len(args))
	for i, a := range args {
		if at, ok := a.(time.Time); ok {
			a = e.Moment(at)
		}
		out[i] = a
	}
	return e.T(format, out...)
}

// Moment is t as a sentence tells it: its clock time, with the date where that
// is not today's.
func (e *Env) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	l, now := e.local(t), e.Now()
	if l.YearDay() == now.YearDay() && l.Year() == now.Year() {
		return e.HM(t)
	}
	return e.T("%s, %s", e.Date(t), e.HM(t))
}
