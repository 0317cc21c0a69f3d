package reports_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	datareports "github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/reports"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

func id(n int) uuid.UUID { return screentest.ID(n) }

// newSociety has figures of all kinds, made in the night.
func newSociety() *screentest.Society {
	s := screentest.New()
	minutes := func(n int) *int { return &n }
	s.Figures = screentest.Figures{
		Made: map[datareports.Report]table.Age{},
		Hour: func(h int) (f datareports.HourFigures) {
			if h >= 6 && h < 23 {
				f.Entries, f.Denied = 40+(h*37)%90, h%3
			}
			return f
		},
		Day: func(d value.Day) datareports.DayFigures {
			return datareports.DayFigures{Entries: 30 + (d.Day*13)%25, Denied: d.Day % 4 / 3}
		},
		Channels: []datareports.ChannelFigures{{Channel: datareports.ChannelNone, Entries: 418}, {Channel: visits.ByIntercom, Entries: 202}, {Channel: visits.ByPhone, Entries: 121}, {Channel: datareports.ChannelOther, Entries: 1}},
		Stays: []datareports.Stay{
			stay(1, "Kiran (AC service)", "C-302", "Service", "MH04KL8890", 26*60+5),
			stay(2, "Manoj Gupta", "A-101", "Guest", "", 937),
			stay(3, "=Agnelo Lobo", "B-204", "Guest", "MH12AB1234", 93),
			stay(4, "Swati Sawant", "D-404", "Delivery", "", 42),
		},
		Tickets: datareports.TicketReport{
			All: datareports.TicketFigures{Opened: 34, Resolved: 30, Over: 3, Median: minutes(1571)},
			Categories: []datareports.TicketFigures{
				{Category: "Plumbing", Opened: 16, Resolved: 14, Over: 1, Median: minutes(55)},
				{Category: "Electrical", Opened: 11, Resolved: 11, Over: 2, Median: minutes(26 * 60)},
				{Category: "Cleaning", Opened: 6, Resolved: 5, Median: minutes(6 * 24 * 60)},
				{Category: "Pest control and gardens", Opened: 1},
			},
			OpenNow: 12, OverNow: 2,
		},
		TicketDay: func(d value.Day) datareports.TicketDay {
			return datareports.TicketDay{Opened: d.Day % 4, Resolved: d.Day % 3}
		},
		Month: func(m value.Day) datareports.CollectionMonth {
			return datareports.CollectionMonth{Billed: 480_000_00, Bills: 96, Collected: value.Paise(300_000_00 + int64(m.Month)*16_450_50), Payments: 80}
		},
	}
	for _, name := range datareports.Reports() {
		made := time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC) // 02:30 of the 21st in the society's zone
		s.Figures.Made[name] = table.Age{MadeAt: &made}
	}
	settle(s)
	late(s, "Tower A", 8, 1)
	late(s, "Tower B", 9, 2)
	return s
}

// stay is one of the longest; the first is inside still, the second was forgotten.
func stay(n int, name, unit, purpose, plate string, minutes int) datareports.Stay {
	long := time.Duration(minutes) * time.Minute
	s := datareports.Stay{VisitID: id(n), Name: name, Unit: unit, Purpose: purpose, Plate: plate, Minutes: minutes, PresumedLeft: n == 2, Status: visits.CheckedIn, In: tuitest.Start().Add(-long)}
	if n > 1 {
		s.In = s.In.AddDate(0, 0, 1-n)
		out := s.In.Add(long)
		s.Out, s.Status = &out, visits.CheckedOut
	}
	return s
}

// settle fills three towers of 24 units, beside one unit that is of none.
func settle(s *screentest.Society) {
	lives := s.Person("Meera Joshi", role.Resident, "").UserID
	for tower, name := range []string{"Tower A", "Tower B", "Tower C"} {
		block := s.Blocks.Put(homes.Block{ID: id(50 + tower), Name: name})
		var home *screentest.Home
		for n := range 24 {
			status := "occupied"
			switch {
			case n == 0:
				status = homes.UnderMaintenance
			case n <= tower+1:
				status = "vacant"
			}
			home = s.Units.Put(screentest.Home{BlockID: &block.ID, Unit: homes.Unit{Block: name, Status: status}})
		}
		for kind, n := range map[string]int{"owner": 20, "tenant": 5, "family_member": 31} {
			for range n {
				s.Ties.Put(screentest.Tie{UnitID: home.ID, Residency: homes.Residency{UserID: lives, Type: kind, Status: "active"}})
			}
		}
		moved := screentest.Tie{UnitID: home.ID, Residency: homes.Residency{UserID: lives, Type: "owner", MovedIn: value.DayOf(tuitest.Start()), Status: "moved_out"}}
		if tower > 0 {
			moved.MovesOut = moved.MovedIn
		}
		s.Ties.Put(moved)
	}
	s.Units.Put(screentest.Home{Unit: homes.Unit{Status: "vacant"}})
}

// late has some units of a tower owe bills of every age, so many times ten of them.
func late(s *screentest.Society, tower string, units int, scale value.Paise) {
	var homes []*screentest.Home
	s.Units.Each(func(u *screentest.Home) {
		if u.Block == tower && len(homes) < units {
			homes = append(homes, u)
		}
	})
	today, most := value.DayOf(tuitest.Start()), 10*scale-3
	sums := map[value.Day]value.Paise{today.AddDays(-45): 20_000_00, today.AddDays(-75): 5_250_50, {Year: 2026, Month: time.March, Day: 16}: 48_205_00}
	n := 0
	owe := func(amount value.Paise, due value.Day) {
		s.Bills.Put(money.Bill{UnitID: &homes[n%units].ID, Amount: amount, BillDate: due, DueDate: due})
		n++
	}
	for due, sum := range sums {
		owe(sum*scale, due)
	}
	for range most - 1 {
		owe(1_000_00, today.AddDays(-10))
	}
	owe(50_000_00*scale-(most-1)*1_000_00, today.AddDays(-10))
}

// made says that a report's figures are of then.
func made(s *screentest.Society, name datareports.Report, age table.Age) { s.Figures.Made[name] = age }

func open(tb testing.TB) *screentest.Desk { return openOn(tb, newSociety(), "") }

func openOn(tb testing.TB, s *screentest.Society, at string, term ...string) *screentest.Desk {
	tb.Helper()
	rooms, actor := s.Rooms(), s.Person("Asha Rao", role.Admin, "")
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "reports", Others: []string{"gate", "tickets", "bills", "units"}, Term: term,
		Named: shell.Account{ID: "1", Name: "Sunita Pawar", Role: "guard"},
		New: func(env *tui.Env, _ string) tui.Screen {
			return reports.New(env, reports.Stores{Money: rooms.Money, Reports: rooms.Reports}, actor, s.Files, at)
		},
	})
}

// asked is the range that was read last, refreshed are the reports that were made
// anew.
func asked(d *screentest.Desk) datareports.Range {
	ranges := screentest.Sent[datareports.Range](d)
	return ranges[len(ranges)-1]
}

func refreshed(d *screentest.Desk) []datareports.Report {
	return screentest.Sent[datareports.Report](d)
}

func written(d *screentest.Desk) []string { return slices.Sorted(maps.Keys(d.Files.Written)) }
