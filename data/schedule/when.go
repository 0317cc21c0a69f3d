package schedule

import (
	"fmt"
	"time"
)

// When says at which times a job is due. Times of day are the society's.
type When struct {
	// every is the span between two runs; zero for times of the calendar.
	every time.Duration
	// weekday, where weekly, and day of the month, where above zero, narrow the time of day.
	weekly       bool
	weekday      time.Weekday
	day          int
	hour, minute int
}

// Every is due that long after the last run began.
func Every(span time.Duration) When { return When{every: span} }

// Daily is due each day at a time.
func Daily(hour, minute int) When { return When{hour: hour, minute: minute} }

// Weekly is due each week, on a weekday at a time.
func Weekly(day time.Weekday, hour, minute int) When {
	return When{weekly: true, weekday: day, hour: hour, minute: minute}
}

// Monthly is due each month, on a day from the 1st to the 28th at a time.
func Monthly(day, hour, minute int) When { return When{day: day, hour: hour, minute: minute} }

// After is the first time after t at which it is due. Where the clocks jump over it,
// it is the time that they show instead.
func (w When) After(t time.Time, zone *time.Location) time.Time {
	if w.every > 0 {
		return t.Add(w.every)
	}
	t = t.In(zone)
	for days := 0; ; days++ {
		at := time.Date(t.Year(), t.Month(), t.Day()+days, w.hour, w.minute, 0, 0, zone)
		// By the calendar, not by the instant: the clocks may have moved it.
		on := time.Date(t.Year(), t.Month(), t.Day()+days, 12, 0, 0, 0, time.UTC)
		if at.After(t) && (!w.weekly || on.Weekday() == w.weekday) && (w.day == 0 || on.Day() == w.day) {
			return at
		}
	}
}

// longer reports whether it is due less often than every day.
func (w When) longer() bool { return w.weekly || w.day > 0 }

// String says it in words: "every hour", "Sundays at 03:15".
func (w When) String() string {
	at := fmt.Sprintf("%02d:%02d", w.hour, w.minute)
	switch {
	case w.every == time.Hour:
		return "every hour"
	case w.every > 0 && w.every%time.Hour == 0:
		return fmt.Sprintf("every %d hours", w.every/time.Hour)
	case w.every > 0:
		return fmt.Sprintf("every %d minutes", w.every/time.Minute)
	case w.weekly:
		return w.weekday.String() + "s at " + at
	case w.day > 0:
		return fmt.Sprintf("on day %d of a month at %s", w.day, at)
	}
	return "every day at " + at
}
