package value_test

import (
	"context"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestADayBeginsInGoAsInTheDatabase: PostgreSQL, by whose calendar the rules go, counts
// a day's first instant to that day, and what comes before it to the days before; where
// clocks skip midnight and where they show it twice, too.
func TestADayBeginsInGoAsInTheDatabase(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	holds := func(t rapid.TB, name string, day value.Day) {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		at := day.In(zone)
		var on, ruled, before string
		err = db.Owner.QueryRow(context.Background(), `SELECT (@at::timestamptz AT TIME ZONE @zone)::date::text,
			society360_local_date(@at, @zone)::text, ((@at::timestamptz - interval '1 microsecond') AT TIME ZONE @zone)::date::text`,
			pgx.NamedArgs{"at": at, "zone": name}).Scan(&on, &ruled, &before)
		if err != nil {
			t.Fatal(err)
		}
		if on != day.String() || ruled != on || before >= on || value.DayOf(at) != day {
			t.Fatalf("%s begins in %s at %s, which is %s (%s) there, behind %s", day, name, at, on, ruled, before)
		}
	}
	for name, days := range map[string][]string{
		"America/Santiago": {"2026-09-06", "2026-04-05", "2019-09-08"}, "America/Havana": {"2026-03-08", "2026-11-01"},
		"America/Asuncion": {"2023-10-01", "2024-03-24"}, "Asia/Beirut": {"2026-03-29", "2026-10-25"}, "Africa/Cairo": {"2026-04-24", "2026-10-30"},
	} {
		for _, text := range days {
			day, err := value.ParseDay(text)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, name, day)
		}
	}
	zones := []string{
		"America/Santiago", "America/Havana", "America/Asuncion", "Asia/Beirut", "Africa/Cairo", "Asia/Amman", "Asia/Tehran", "America/Sao_Paulo",
		"Atlantic/Azores", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Kiritimati", "UTC",
	}
	rapid.Check(t, func(t *rapid.T) {
		first := value.Day{Year: rapid.IntRange(1990, 2036).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: 1}
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		holds(t, zone, first.AddDays(rapid.IntRange(0, 30).Draw(t, "day")))
	})
}
