package tui

import (
	"strconv"
	"strings"
	"time"
)

// ReadPast reads a day that was, with or without a time, as people type it:
// "today", "yesterday 22:00", "sat", "21 nov", "21/11/2025 6pm", "2026-11-21",
// "nov 2025", or a time alone, which is today's. It gives the time from which
// that counts and the one before which it ends: a day's midnights, a month's, or
// the minute that was named. A day without its year is the last such day, today
// included. The error is a Sentence.
func (e *Env) ReadPast(text string) (from, to time.Time, err error) {
	from, to, _, ok := e.readPast(text, false)
	if !ok {
		return from, to, unreadMoment("Type a day, such as today, Sat, 21 Nov or 21/11/2025, and a time if it matters.")
	}
	return from, to, nil
}

// ReadPastDays is ReadPast where only days count: a time is none of them.
func (e *Env) ReadPastDays(text string) (from, to time.Time, err error) {
	from, to, timed, ok := e.readPast(text, true)
	if !ok || timed {
		return time.Time{}, time.Time{}, unreadMoment("Type a day, such as today, Sat, 21 Nov or 21/11/2025.")
	}
	return from, to, nil
}

// readPast reads what was typed, where days says so as nothing but days; timed
// reports whether it names a time, ok whether it could be read.
func (e *Env) readPast(text string, days bool) (from, to time.Time, timed, ok bool) {
	r := momentReader{env: e, now: e.Now(), past: true, days: days}
	r.words = strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return c == ' ' || c == ',' })
	if from, ok := r.wholeMonth(); ok {
		return from, from.AddDate(0, 1, 0), false, true
	}
	for len(r.words) > 0 {
		switch {
		case r.filler(), r.timeOfDay(), r.dayWord(), r.weekdayWord(), r.monthDay(), r.figures():
		default:
			r.hasDay, r.hasTime, r.words = false, false, nil
		}
	}
	if !r.hasDay && !r.hasTime {
		return from, to, false, false
	}
	day := r.now
	if r.hasDay {
		day = r.day
	}
	from = time.Date(day.Year(), day.Month(), day.Day(), r.hour, r.minute, 0, 0, r.now.Location())
	if r.hasTime {
		return from, from.Add(time.Minute), true, true
	}
	return from, from.AddDate(0, 0, 1), false, true
}

// wholeMonth takes "november", "nov 2025" and nothing beside it.
func (r *momentReader) wholeMonth() (from time.Time, ok bool) {
	if len(r.words) == 0 || len(r.words) > 2 {
		return from, false
	}
	for m := time.January; m <= time.December; m++ {
		if !r.abbreviates(r.word(0), m.String()) {
			continue
		}
		year := r.now.Year()
		if m > r.now.Month() {
			year--
		}
		if len(r.words) == 2 {
			given, err := strconv.Atoi(r.word(1))
			if err != nil || len(r.word(1)) != 4 {
				return from, false
			}
			year = given
		}
		return time.Date(year, m, 1, 0, 0, 0, 0, r.now.Location()), true
	}
	return from, false
}
