package directory_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/directory"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// newSociety has a family in A-101, to whom visitors come and who owe three bills,
// a tenant in B-204, and two units in which nobody lives.
func newSociety() *screentest.Society {
	s := screentest.New()
	s.Set("security.overstay_hours", "8")
	for label, status := range map[string]string{"A-101": "occupied", "A-102": "vacant", "A-103": "under_maintenance", "B-204": "occupied"} {
		s.Unit(label).Status = status
	}
	s.Units.Change("B-204", func(u *screentest.Home) { u.ID, u.Floor = screentest.ID(204), 2 })
	s.Lives(s.Person("Meera Joshi", role.Resident, "+91 98200 43210"), "A-101", "owner")
	s.Lives(s.Person("Arun Joshi", role.Resident, "9820043333"), "A-101", "family_member")
	s.Lives(s.Person("Tara Joshi", role.Resident, ""), "A-101", "family_member")
	s.Lives(s.Person("Farah Khan", role.Resident, "99300 45678"), "B-204", "tenant")
	home := s.Units.Find("A-101").ID
	for i := range 8 {
		at := tuitest.Start().Add(-time.Duration(i*i*5+9) * time.Hour)
		v := visits.Visit{
			UnitID: &home, Unit: "A-101", Name: fmt.Sprintf("Visitor %d", i), Purpose: "Delivery", Plate: "MH12AB1234",
			Status: visits.CheckedOut, CreatedAt: at, CheckInTime: &at, PartySize: 1,
		}
		switch i {
		case 0:
			v.Status, v.Name = visits.CheckedIn, "Kiran (AC service)"
		case 1:
			v.Status, v.Name, v.Plate, v.CheckInTime = visits.Pending, "Suresh Patil", "", nil
		case 3:
			v.Plate = "MH04KL8890"
		}
		s.Visits.Put(v)
	}
	today := value.DayOf(tuitest.Start())
	for days, amount := range map[int]value.Paise{-40: 500_000, 10: 400_000, 20: 334_000} {
		s.Bills.Put(money.Bill{UnitID: &home, Unit: "A-101", Amount: amount, DueDate: today.AddDays(days)})
	}
	return s
}

// revealed are those whose phones were shown.
func revealed(d *screentest.Desk) (names []string) {
	d.Trail.Each(func(r *trail.Row) {
		if r.Action == action.ResidentPhoneRevealed {
			names = append(names, r.Label)
		}
	})
	return names
}

type setup struct {
	term  []string
	role  role.Role
	open  string
	edits func(*screentest.Society)
}

func asAdmin(s *setup) { s.role = role.Admin }

func open(tb testing.TB, setups ...func(*setup)) *screentest.Desk {
	tb.Helper()
	set := setup{role: role.Guard, edits: func(*screentest.Society) {}}
	for _, f := range setups {
		f(&set)
	}
	s := newSociety()
	set.edits(s)
	rooms, actor := s.Rooms(), s.Person("Sunita Pawar", set.role, "")
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "directory", Others: []string{"gate", "bills"}, Term: set.term,
		New: func(env *tui.Env, _ string) tui.Screen {
			return directory.New(env, directory.Stores{
				Settings: rooms.Settings, Homes: rooms.Homes, Visits: rooms.Visits, Money: rooms.Money, Directory: rooms.Directory, Settle: s.Settle,
			}, actor, set.open)
		},
	})
}
