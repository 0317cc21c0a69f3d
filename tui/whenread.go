package tui

import (
	"strconv"
	"strings"
	"time"
)

// ReadMoment reads a day and a time as people type them: "today 18:30", "tomorrow
// 6pm", "sat 9.00", "24 nov 1830", "24/11 9:00", or a time alone, which is the
// next one that the clock shows. A day without a year is the next such day. The
// error is a Sentence; whether a moment may lie in the past is the caller's
// affair.
func (e *Env) ReadMoment(text string) (time.Time, error) {
	r := momentReader{env: e, now: e.Now()}
	r.words = strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return c == ' ' || c == ',' })
	for len(r.words) > 0 {
		switch {
		case r.filler(), r.timeOfDay(), r.dayWord(), r.weekdayWord(), r.monthDay(), r.figures():
		default:
			return time.Time{}, unreadMoment("Type a day and a time, such as today 18:30, Sat 6pm or 24 Nov 9:00.")
		}
	}
	return r.moment()
}

// unreadMoment is why a moment could not be read.
type unreadMoment string

func (u unreadMoment) Error() string                         { return string(u) }
func (u unreadMoment) Sentence() (format string, args []any) { return string(u), nil }

// momentReader takes words off the front of what was typed.
type momentReader struct {
	env   *Env
	now   time.Time
	words []string

	day     time.Time // its noon, so that no change of clocks moves it
	hasDay  bool
	weekday bool // the day was named by its weekday: today's may be the next one
	hour    int
	minute  int
	hasTime bool
	past    bool // days without their year or week are those that were
	days    bool // no times are looked for
}

func (r *momentReader) take(n int) { r.words = r.words[n:] }

func (r *momentReader) word(i int) string {
	if i < len(r.words) {
		return r.words[i]
	}
	return ""
}

// setDay notes the day; it reports whether there is such a day and none was
// named before.
func (r *momentReader) setDay(year int, month time.Month, day int) bool {
	at := time.Date(year, month, day, 12, 0, 0, 0, r.now.Location())
	if r.hasDay || at.Day() != day || at.Month() != month {
		return false
	}
	r.day, r.hasDay = at, true
	return true
}

// comingDay is setDay for a day without its year.
func (r *momentReader) comingDay(month time.Month, day int) bool {
	year := r.now.Year()
	behind := month < r.now.Month() || month == r.now.Month() && day < r.now.Day()
	ahead := month > r.now.Month() || month == r.now.Month() && day > r.now.Day()
	switch {
	case r.past && ahead:
		year--
	case !r.past && behind:
		year++
	}
	return r.setDay(year, month, day)
}

func (r *momentReader) filler() bool {
	switch r.word(0) {
	case "at", "on", r.named("at"), r.named("on"):
		r.take(1)
		return true
	}
	return false
}

// named is a word of the session's language, as it is typed.
func (r *momentReader) named(key string) string { return strings.ToLower(r.env.Term(key)) }

func (r *momentReader) dayWord() bool {
	ahead := 0
	switch r.word(0) {
	case "today", r.named("today"):
	case "tomorrow", r.named("tomorrow"):
		ahead = 1
	case "yesterday", r.named("yesterday"):
		if !r.past {
			return false
		}
		ahead = -1
	default:
		return false
	}
	r.take(1)
	day := r.now.AddDate(0, 0, ahead)
	return r.setDay(day.Year(), day.Month(), day.Day())
}

// abbreviates reports whether word is the name or its first letters, three at
// least.
func (r *momentReader) abbreviates(word, name string) bool {
	return len(word) >= 3 && (strings.HasPrefix(strings.ToLower(name), word) || strings.HasPrefix(r.named(name), word))
}

func (r *momentReader) weekdayWord() bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if r.abbreviates(r.word(0), d.String()) {
			r.take(1)
			r.weekday = true
			days := (int(d) - int(r.now.Weekday()) + 7) % 7
			if r.past && days > 0 {
				days -= 7
			}
			day := r.now.AddDate(0, 0, days)
			return r.setDay(day.Year(), day.Month(), day.Day())
		}
	}
	return false
}

// monthDay takes "24 nov", "nov 24" and either with a year behind it.
func (r *momentReader) monthDay() bool {
	for _, at := range [][2]int{{0, 1}, {1, 0}} {
		day, ok := ordinal(r.word(at[0]))
		if !ok {
			continue
		}
		for m := time.January; m <= time.December; m++ {
			if !r.abbreviates(r.word(at[1]), m.String()) {
				continue
			}
			if year, err := strconv.Atoi(r.word(2)); err == nil && len(r.word(2)) == 4 && r.likely(year) {
				r.take(3)
				return r.setDay(year, m, day)
			}
			r.take(2)
			return r.comingDay(m, day)
		}
	}
	return false
}

// likely reports whether four digits behind a day are its year and not a time.
func (r *momentReader) likely(year int) bool {
	if r.days {
		return true
	}
	if r.past {
		return year >= 2000 && year <= r.now.Year()
	}
	return year >= r.now.Year() && year < r.now.Year()+100
}

// ordinal is the day in "24", "24th".
func ordinal(word string) (int, bool) {
	for _, end := range []string{"st", "nd", "rd", "th"} {
		word = strings.TrimSuffix(word, end)
	}
	return digits(word, 1, 2)
}

// digits is a number of so many digits.
func digits(s string, least, most int) (int, bool) {
	if len(s) < least || len(s) > most || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// figures takes a day in digits: 24/11, 24-11-2026, 2026-11-24.
func (r *momentReader) figures() bool {
	parts := strings.FieldsFunc(r.word(0), func(c rune) bool { return c == '/' || c == '-' })
	if len(parts) == 3 && len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	day, ok := digits(parts[0], 1, 2)
	month, monthOK := digits(parts[1], 1, 2)
	if !ok || !monthOK || month < 1 || month > 12 {
		return false
	}
	r.take(1)
	if len(parts) == 2 {
		return r.comingDay(time.Month(month), day)
	}
	year, ok := digits(parts[2], 4, 4)
	return ok && r.setDay(year, time.Month(month), day)
}

// timeOfDay takes 18:30, 18.30, 1830, 6pm, 6:30 pm and noon.
func (r *momentReader) timeOfDay() bool {
	word, used := r.word(0), 1
	if word == "noon" || word == r.named("noon") {
		word = "12:00"
	}
	half := ""
	if next := r.word(1); next == "am" || next == "pm" {
		half, used = next, 2
	}
	for _, end := range []string{"am", "pm"} {
		if bare, ok := strings.CutSuffix(word, end); ok && half == "" {
			word, half = bare, end
		}
	}
	hours, minutes, split := strings.Cut(strings.ReplaceAll(word, ".", ":"), ":")
	switch {
	case split:
	case len(word) == 4 && half == "":
		hours, minutes = word[:2], word[2:]
	case half != "":
		minutes = "00"
	default:
		return false
	}
	hour, ok := digits(hours, 1, 2)
	minute, minuteOK := digits(minutes, 2, 2)
	if !ok || !minuteOK || minute > 59 || hour > 23 || half != "" && (hour < 1 || hour > 12) || r.hasTime {
		return false
	}
	switch {
	case half == "am" && hour == 12:
		hour = 0
	case half == "pm" && hour < 12:
		hour += 12
	}
	r.hour, r.minute, r.hasTime = hour, minute, true
	r.take(used)
	return true
}

// moment puts the day and the time together.
func (r *momentReader) moment() (time.Time, error) {
	if !r.hasTime {
		return time.Time{}, unreadMoment("At what time? For example tomorrow 18:30, or Sat 6pm.")
	}
	day := r.now
	if r.hasDay {
		day = r.day
	}
	at := func(day time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), r.hour, r.minute, 0, 0, r.now.Location())
	}
	switch past := !at(day).After(r.now); {
	case past && !r.hasDay:
		return at(day.AddDate(0, 0, 1)), nil
	case past && r.weekday:
		return at(day.AddDate(0, 0, 7)), nil
	}
	return at(day), nil
}

// Weekday is t's day and time with the day of the week, for a person who typed
// another way of saying it: "Sat 21 Nov 2026, 18:30".
func (e *Env) Weekday(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return e.T("%s %s", e.Term(e.local(t).Format("Mon")), e.DateTime(t))
}
