package calendar

import (
	"slices"
	"strings"
	"time"
)

// Lean says which day is meant by one that is named without its year or week.
type Lean int

// Today is the last such day and the next one.
const (
	// Last is the last such day.
	Last Lean = iota
	// Next is the next one.
	Next
	// Nearest is whichever is nearer, the last where they are as far.
	Nearest
	// Lately is the last one, unless that is longer ago than a week and the next
	// comes within one: people have moved in, or are about to.
	Lately
	// Shortly is the next one where it comes within a week, else whichever is
	// nearer: people move out on Sunday, or in March, or went last month.
	Shortly
)

// Reader reads days and times as people type them: today, yesterday, tomorrow,
// sat, 21 nov, nov 21 2025, 1 apr 26, 03/04/26 (the day first), 1.4.26, 1-Apr-26,
// 2026-04-01; 18:30, 18.30, 1830, 6pm, noon. Two digits of a year are the year
// from 89 years back to 10 ahead that ends so. Its errors are sentences for a
// person (Unread).
type Reader struct {
	// Now is the present moment, in the zone in which days are meant.
	Now time.Time
	// Term is a word of the person's language for an English one; nil where only
	// English is read.
	Term func(english string) string
}

// Unread is why what was typed is no day or no time.
type Unread string

func (u Unread) Error() string { return string(u) }

// Sentence is the error for a person.
func (u Unread) Sentence() (format string, args []any) { return string(u), nil }

// What is said of what cannot be read.
const (
	noMoment = Unread("Type a day and a time, such as today 18:30, Sat 6pm or 24 Nov 9:00.")
	noTime   = Unread("At what time? For example tomorrow 18:30, or Sat 6pm.")
	noPast   = Unread("Type a day, such as today, Sat, 21 Nov or 21/11/2025, and a time if it matters.")
	noDay    = Unread("Type a day, such as today, Sat, 21 Nov or 21/11/2025.")
	noMonth  = Unread("Type a month, such as Nov 2025 or 2025-11.")
	oneDay   = Unread("Which day of it? Type one such as 21 Nov.")
)

// Moment reads a day and a time in any order, or a time alone, which is the next
// one that the clock shows. A day without a year is the next such day. Whether a
// moment may lie in the past is the caller's affair.
func (r Reader) Moment(text string) (time.Time, error) {
	p := r.phrase(text, Next)
	for len(p.words) > 0 {
		if !p.filler() && !p.timeOfDay() && !p.anyDay() {
			return time.Time{}, noMoment
		}
	}
	return p.moment()
}

// Past reads a day, with or without a time, a month, or a time alone, which is
// today's. It gives the time from which that counts and the one before which it
// ends: a day's first instants, a month's, or the minute or second that was named. A day
// without its year is the last such day.
func (r Reader) Past(text string) (from, to time.Time, err error) {
	p := r.phrase(text, Last)
	p.seconds = true
	if from, ok := p.wholeMonth(); ok {
		return from, endOfMonth(from), nil
	}
	for len(p.words) > 0 {
		if !p.filler() && !p.timeOfDay() && !p.anyDay() {
			return time.Time{}, time.Time{}, noPast
		}
	}
	switch {
	case p.hasTime:
		day := p.now
		if p.hasDay {
			day = p.day
		}
		from = time.Date(day.Year(), day.Month(), day.Day(), p.hour, p.minute, p.second, 0, p.now.Location())
		if p.hasSecond {
			return from, from.Add(time.Second), nil
		}
		return from, from.Add(time.Minute), nil
	case p.hasDay:
		return StartOf(p.day), nextDay(p.day), nil
	}
	return time.Time{}, time.Time{}, noPast
}

// Days reads a day or a month and nothing beside it: its first instant, and that
// of what comes behind it.
func (r Reader) Days(text string, lean Lean) (from, to time.Time, err error) {
	p := r.phrase(text, lean)
	p.days = true
	if from, ok := p.wholeMonth(); ok {
		return from, endOfMonth(from), nil
	}
	for len(p.words) > 0 {
		if !p.filler() && !p.anyDay() {
			return time.Time{}, time.Time{}, noDay
		}
	}
	if !p.hasDay {
		return time.Time{}, time.Time{}, noDay
	}
	return StartOf(p.day), nextDay(p.day), nil
}

// Day reads one day and nothing beside it: its first instant.
func (r Reader) Day(text string, lean Lean) (time.Time, error) {
	p := r.phrase(text, lean)
	if _, month := p.wholeMonth(); month {
		return time.Time{}, oneDay
	}
	from, _, err := r.Days(text, lean)
	return from, err
}

// Month reads a month and nothing beside it: the first instant of its first day.
func (r Reader) Month(text string, lean Lean) (time.Time, error) {
	p := r.phrase(text, lean)
	from, ok := p.wholeMonth()
	if !ok {
		return from, noMonth
	}
	return from, nil
}

// Find takes a day or a month off a text that is searched for: "12 nov" and "ravi
// yesterday" name one, and the rest is searched for within it. Only what can hardly
// be a name, a phone or a unit is one: neither "mar" nor "12/11". A day without its
// year is the last such day; ok is false where the text names none.
func (r Reader) Find(text string) (from, to time.Time, rest string, ok bool) {
	const most = 4 // "12th of nov 2025"
	words := strings.Fields(text)
	for n := min(most, len(words)); n > 0; n-- {
		for _, at := range []int{0, len(words) - n} {
			named := strings.Join(words[at:at+n], " ")
			p := r.phrase(named, Last)
			p.days = true
			if from, ok := p.wholeMonth(); ok && p.plain {
				return from, endOfMonth(from), strings.Join(slices.Concat(words[:at], words[at+n:]), " "), true
			}
			if p.anyDay() && len(p.words) == 0 && p.plain {
				return StartOf(p.day), nextDay(p.day), strings.Join(slices.Concat(words[:at], words[at+n:]), " "), true
			}
		}
	}
	return time.Time{}, time.Time{}, text, false
}

func endOfMonth(from time.Time) time.Time {
	return DayStart(from.Year(), from.Month()+1, 1, from.Location())
}

// phrase takes apart what was typed.
func (r Reader) phrase(text string, lean Lean) *phrase {
	p := &phrase{term: r.Term, now: r.Now, lean: lean}
	if p.term == nil {
		p.term = func(english string) string { return english }
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(asciiDigits(text)), func(c rune) bool { return c == ' ' || c == ',' || c == '\t' }) {
		p.words = append(p.words, p.unjoined(word)...)
	}
	return p
}
