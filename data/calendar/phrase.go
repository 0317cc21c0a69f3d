package calendar

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// phrase is what was typed, from whose front words are taken.
type phrase struct {
	term  func(string) string
	now   time.Time
	lean  Lean
	words []string

	day     time.Time // its noon, so that no change of clocks moves it
	hasDay  bool
	weekday bool // the day was named by its weekday: today's may be the next one
	plain   bool // it was named so that nothing else can be meant: no name, no unit
	hour    int
	minute  int
	hasTime bool
	// seconds says that a time may name one.
	seconds   bool
	second    int
	hasSecond bool
	days      bool // no times are looked for
}

func (p *phrase) take(n int) { p.words = p.words[n:] }

func (p *phrase) word(i int) string {
	if i < len(p.words) {
		return p.words[i]
	}
	return ""
}

// named is a word of the person's language, as it is typed.
func (p *phrase) named(english string) string { return strings.ToLower(p.term(english)) }

// asciiDigits writes the digits of any script as ours.
func asciiDigits(text string) string {
	return strings.Map(func(c rune) rune {
		if c <= unicode.MaxASCII {
			return c
		}
		// Unicode keeps the ten digits of a script side by side, 0 first. Those behind the
		// first plane nobody types.
		for _, script := range unicode.Nd.R16 {
			if rune(script.Lo) <= c && c <= rune(script.Hi) {
				return '0' + (c-rune(script.Lo))%10
			}
		}
		return c
	}, text)
}

// unjoined takes 1-apr-26 apart, and leaves what is joined of digits alone.
func (p *phrase) unjoined(word string) []string {
	parts := strings.FieldsFunc(word, joins)
	for _, part := range parts {
		if _, ok := p.monthNamed(part); ok {
			return parts
		}
	}
	return []string{word}
}

// joins reports what stands between the day, the month and the year.
func joins(c rune) bool { return c == '/' || c == '-' || c == '.' }

// setDay notes the day; it reports whether there is such a day and none was
// named before.
func (p *phrase) setDay(year int, month time.Month, day int) bool {
	at := p.noon(year, month, day)
	if p.hasDay || at.Day() != day || at.Month() != month {
		return false
	}
	p.day, p.hasDay = at, true
	return true
}

func (p *phrase) noon(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, p.now.Location())
}

// meantDay is setDay for a day without its year: the one that is leaned to. A 29
// February is looked for through the years that have none.
func (p *phrase) meantDay(month time.Month, day int) bool {
	today := p.noon(p.now.Date())
	seek := func(step int) (time.Time, bool) {
		for year, tries := p.now.Year(), 0; tries <= 8; year, tries = year+step, tries+1 {
			at := p.noon(year, month, day)
			behind := step < 0 && at.After(today) || step > 0 && at.Before(today)
			if at.Month() == month && at.Day() == day && !behind {
				return at, true
			}
		}
		return today, false
	}
	last, was := seek(-1)
	next, comes := seek(1)
	if !was || !comes {
		return false
	}
	at := p.leaned(today, last, next)
	return p.setDay(at.Year(), at.Month(), at.Day())
}

// leaned is which of two days is meant.
func (p *phrase) leaned(today, last, next time.Time) time.Time {
	const week = 7*24*time.Hour + 12*time.Hour // noon to noon, whatever the clocks do
	ago, ahead := today.Sub(last), next.Sub(today)
	comes := false
	switch p.lean {
	case Last:
	case Next:
		comes = true
	case Nearest:
		comes = ahead < ago
	case Lately:
		comes = ahead <= week && ago > week
	case Shortly:
		comes = ahead <= week || ahead <= ago
	}
	if comes {
		return next
	}
	return last
}

func (p *phrase) filler() bool {
	switch p.word(0) {
	case "at", "on", "of", p.named("at"), p.named("on"):
		p.take(1)
		return true
	}
	return false
}

// anyDay takes a day, however it is named.
func (p *phrase) anyDay() bool {
	return p.dayWord() || p.weekdayWord() || p.monthDay() || p.figures()
}

func (p *phrase) dayWord() bool {
	ahead := 0
	switch p.word(0) {
	case "today", p.named("today"):
	case "tomorrow", p.named("tomorrow"):
		ahead = 1
	case "yesterday", p.named("yesterday"):
		ahead = -1
	default:
		return false
	}
	p.take(1)
	p.plain = true
	day := p.noon(p.now.Date()).AddDate(0, 0, ahead)
	return p.setDay(day.Date())
}

// abbreviates reports whether word is the name or its first letters, three at
// least.
func (p *phrase) abbreviates(word, name string) bool {
	return len(word) >= 3 && (strings.HasPrefix(strings.ToLower(name), word) || strings.HasPrefix(p.named(name), word))
}

func (p *phrase) weekdayWord() bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if !p.abbreviates(p.word(0), d.String()) {
			continue
		}
		p.take(1)
		p.weekday = true
		today := p.noon(p.now.Date())
		ahead := (int(d) - int(p.now.Weekday()) + 7) % 7
		last, next := today, today
		if ahead > 0 {
			last, next = today.AddDate(0, 0, ahead-7), today.AddDate(0, 0, ahead)
		}
		day := p.leaned(today, last, next)
		return p.setDay(day.Date())
	}
	return false
}

// monthNamed is the month that a word names.
func (p *phrase) monthNamed(word string) (time.Month, bool) {
	word = strings.TrimSuffix(word, ".")
	for m := time.January; m <= time.December; m++ {
		if p.abbreviates(word, m.String()) {
			return m, true
		}
	}
	return 0, false
}

// monthDay takes "24 nov", "24th of nov", "nov 24" and each with a year behind it.
func (p *phrase) monthDay() bool {
	if p.word(1) == "of" {
		p.words = append([]string{p.word(0)}, p.words[2:]...)
	}
	for _, at := range [][2]int{{0, 1}, {1, 0}} {
		day, ok := ordinal(p.word(at[0]))
		if !ok {
			continue
		}
		m, ok := p.monthNamed(p.word(at[1]))
		if !ok {
			continue
		}
		p.plain = true
		if year, ok := p.year(p.word(2)); ok && p.likely(year) {
			p.take(3)
			return p.setDay(year, m, day)
		}
		p.take(2)
		return p.meantDay(m, day)
	}
	return false
}

// year is the year in 2026, 26 and '26.
func (p *phrase) year(word string) (int, bool) {
	word = strings.TrimLeft(word, "'’")
	if year, ok := digits(word, 4, 4); ok && year > 0 {
		return year, true
	}
	short, ok := digits(word, 2, 2)
	if !ok {
		return 0, false
	}
	const ahead = 10 // as far as the register's days go
	newest := p.now.Year() + ahead
	return newest - (newest%100-short+100)%100, true
}

// likely reports whether digits behind a day are its year and not a time.
func (p *phrase) likely(year int) bool {
	switch half := p.word(3); {
	case p.days:
		return true
	case half == "am" || half == "pm": // 24 nov 10 pm
		return false
	case p.lean == Last:
		return year >= 2000 && year <= p.now.Year()
	}
	return year >= p.now.Year() && year < p.now.Year()+100
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

// figures takes a day in digits: 24/11, 24-11-26, 24.11.2026, 2026-11-24.
func (p *phrase) figures() bool {
	parts := strings.FieldsFunc(p.word(0), joins)
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
	if len(parts) == 2 {
		p.take(1)
		return p.meantDay(time.Month(month), day)
	}
	year, ok := p.year(parts[2])
	if !ok {
		return false
	}
	p.take(1)
	p.plain = true
	return p.setDay(year, time.Month(month), day)
}

// wholeMonth takes "november", "nov 2025", "11/2025", "2025-11" and nothing beside
// it.
func (p *phrase) wholeMonth() (from time.Time, ok bool) {
	year := 0
	var m time.Month
	switch {
	case len(p.words) == 1:
		if m, ok = p.monthNamed(p.words[0]); ok {
			break
		}
		parts := strings.FieldsFunc(p.words[0], joins)
		if len(parts) == 2 && len(parts[0]) == 4 {
			parts[0], parts[1] = parts[1], parts[0]
		}
		if len(parts) != 2 || len(parts[1]) != 4 {
			return from, false
		}
		n, isMonth := digits(parts[0], 1, 2)
		year, ok = p.year(parts[1])
		if m = time.Month(n); !isMonth || !ok || m < time.January || m > time.December {
			return from, false
		}
	case len(p.words) == 2 && len(p.words[1]) == 4:
		if m, ok = p.monthNamed(p.words[0]); ok {
			year, ok = p.year(p.words[1])
		}
	}
	if !ok {
		return from, false
	}
	if p.plain = year > 0; !p.plain {
		year = p.yearOf(m)
	}
	return DayStart(year, m, 1, p.now.Location()), true
}

// yearOf is the year of a month that is named without one.
func (p *phrase) yearOf(m time.Month) int {
	year, ahead := p.now.Year(), int(m-p.now.Month()) // in months
	switch p.lean {
	case Last:
		if ahead > 0 {
			return year - 1
		}
	case Next:
		if ahead < 0 {
			return year + 1
		}
	case Nearest, Lately, Shortly:
		switch {
		case ahead > 6:
			return year - 1
		case ahead < -6:
			return year + 1
		}
	}
	return year
}
