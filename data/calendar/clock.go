package calendar

import (
	"strings"
	"time"
)

// timeOfDay takes 18:30, 18.30, 1830, 6pm, 6:30 pm and noon, and where a second may be
// meant 18:30:15.
func (p *phrase) timeOfDay() bool {
	word, used := p.word(0), 1
	if word == "noon" || word == p.named("noon") {
		word = "12:00"
	}
	half := ""
	if next := p.word(1); next == "am" || next == "pm" {
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
	second, hasSecond := 0, false
	if p.seconds {
		var seconds string
		var secondOK bool
		if minutes, seconds, hasSecond = strings.Cut(minutes, ":"); hasSecond {
			if second, secondOK = digits(seconds, 2, 2); !secondOK || second > 59 {
				return false
			}
		}
	}
	hour, ok := digits(hours, 1, 2)
	minute, minuteOK := digits(minutes, 2, 2)
	if !ok || !minuteOK || minute > 59 || hour > 23 || half != "" && (hour < 1 || hour > 12) || p.hasTime {
		return false
	}
	switch {
	case half == "am" && hour == 12:
		hour = 0
	case half == "pm" && hour < 12:
		hour += 12
	}
	p.hour, p.minute, p.hasTime, p.second, p.hasSecond = hour, minute, true, second, hasSecond
	p.take(used)
	return true
}

// moment puts the day and the time together.
func (p *phrase) moment() (time.Time, error) {
	if !p.hasTime {
		return time.Time{}, noTime
	}
	day := p.now
	if p.hasDay {
		day = p.day
	}
	at := func(day time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), p.hour, p.minute, 0, 0, p.now.Location())
	}
	switch past := !at(day).After(p.now); {
	case past && !p.hasDay:
		return at(day.AddDate(0, 0, 1)), nil
	case past && p.weekday:
		return at(day.AddDate(0, 0, 7)), nil
	}
	return at(day), nil
}
