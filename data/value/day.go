package value

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/jackc/pgx/v5/pgtype"
)

// Day is a date of the society's calendar, as bills have them: no time and no
// zone. Its JSON is "2006-01-02"; days compare with ==. The zero Day is no day,
// which JSON and the database have as null.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the day that an instant is on in its own zone.
func DayOf(t time.Time) Day {
	year, month, day := t.Date()
	return Day{Year: year, Month: month, Day: day}
}

// ParseDay reads "2006-01-02".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, errors.New("not a date such as 2026-11-30: " + s)
	}
	return DayOf(t), nil
}

// IsZero reports whether it is no day.
func (d Day) IsZero() bool { return d == Day{} }

// String is "2006-01-02", empty for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Format lays the day out as time.Time does.
func (d Day) Format(layout string) string { return d.utc().Format(layout) }

// In is the day's first instant in a zone, which is not midnight where clocks go
// over it.
func (d Day) In(zone *time.Location) time.Time {
	return calendar.DayStart(d.Year, d.Month, d.Day, zone)
}

// Noon is the day's noon in a zone, for what may say a moment of the day but must not
// fall out of it.
func (d Day) Noon(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, zone)
}

func (d Day) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// AddDays is the day n days later, or earlier where n is negative.
func (d Day) AddDays(n int) Day { return DayOf(d.utc().AddDate(0, 0, n)) }

// AddMonths is the first day of the month n months later.
func (d Day) AddMonths(n int) Day {
	return DayOf(time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
}

// AddYears is the same day n years later; a 29 February becomes 1 March in a year
// that has none.
func (d Day) AddYears(n int) Day { return DayOf(d.utc().AddDate(n, 0, 0)) }

// FirstOfMonth is the first day of its month.
func (d Day) FirstOfMonth() Day { return d.AddMonths(0) }

// Before reports whether the day comes before other.
func (d Day) Before(other Day) bool { return d.utc().Before(other.utc()) }

// DaysSince is how many days the day comes after other.
func (d Day) DaysSince(other Day) int {
	return int(d.utc().Sub(other.utc()) / (24 * time.Hour))
}

// MarshalJSON writes "2006-01-02".
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads "2006-01-02", null, or what PostgreSQL writes of an
// infinite date.
func (d *Day) UnmarshalJSON(text []byte) error {
	var s *string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	switch {
	case s == nil:
		*d = Day{}
		return nil
	case *s == "infinity":
		*d = DayOf(endOfTime())
		return nil
	case *s == "-infinity":
		*d = DayOf(startOfTime())
		return nil
	}
	day, err := ParseDay(*s)
	*d = day
	return err
}

// ScanDate reads a date column; NULL is no day, an infinite date one that is far
// off.
func (d *Day) ScanDate(v pgtype.Date) error {
	switch {
	case !v.Valid:
		*d = Day{}
	case v.InfinityModifier != pgtype.Finite:
		*d = DayOf(finite(v.InfinityModifier))
	default:
		*d = DayOf(v.Time)
	}
	return nil
}

// DateValue gives a date column its value.
func (d Day) DateValue() (pgtype.Date, error) {
	for _, end := range []pgtype.InfinityModifier{pgtype.Infinity, pgtype.NegativeInfinity} {
		if d == DayOf(finite(end)) {
			return pgtype.Date{InfinityModifier: end, Valid: true}, nil
		}
	}
	return pgtype.Date{Time: d.utc(), Valid: !d.IsZero()}, nil
}
