package units_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/units"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

func day(s string) value.Day {
	d, err := value.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// newSociety has two blocks. In A-101 live two, and one did; a visitor is there, a
// ticket is open and bills are due. In B-204 lives a tenant, nobody in the others.
func newSociety() *screentest.Society {
	s := screentest.New()
	for n, label := range []string{"A-101", "A-102", "A-103", "B-204"} {
		u := s.Unit(label)
		u.ID, u.Floor, u.CreatedAt, u.Status = screentest.ID(101+n), 1+n/3, tuitest.Start().Add(-500*24*time.Hour), "vacant"
	}
	for name, lift := range map[string]string{"Tower A": "1", "Tower B": "2"} {
		s.Blocks.Change(name, func(b *homes.Block) { b.Description = "Six floors\nlift " + lift })
	}
	s.Units.Change("A-103", func(u *screentest.Home) { u.Status = homes.UnderMaintenance })
	lives := func(n int, name, phone, unit, kind string) *screentest.Tie {
		who := s.Person(name, role.Resident, phone)
		s.Accounts.Row(who.UserID).ID, who.UserID = screentest.ID(1000+n), screentest.ID(1000+n)
		t := s.Lives(who, unit, kind)
		t.ID = screentest.ID(n)
		s.Units.Change(unit, func(u *screentest.Home) { u.Status = "occupied" })
		return t
	}
	lives(1, "Meera Joshi", "98200 43210", "A-101", "owner").MovedIn = day("2024-05-01")
	arun := lives(2, "Arun Joshi", "98200 00333", "A-101", "family_member")
	arun.MovedIn, arun.MovesOut = day("2026-05-01"), day("2026-12-31")
	s.Accounts.Change("Arun Joshi", func(u *accounts.User) { u.Status = accounts.Inactive })
	old := lives(3, "Old Tenant", "", "A-101", "tenant")
	old.MovedIn, old.MovesOut, old.Status = day("2022-01-01"), day("2024-04-30"), "moved_out"
	lives(4, "Farah Khan", "99300 45678", "B-204", "tenant").Primary = false
	home := s.Units.Find("A-101").ID
	for i := range 14 {
		v := visits.Visit{UnitID: &home, Unit: "A-101", Name: "Ramesh Kumar", Status: visits.CheckedOut}
		if i == 0 {
			v.Status = visits.CheckedIn
		}
		s.Visits.Put(v)
	}
	for range 3 {
		s.Bills.Put(money.Bill{UnitID: &home, Unit: "A-101", Amount: 411_350})
	}
	s.Tickets.Put(tickets.Ticket{UnitID: &home, Status: tickets.Open})
	s.Tickets.Put(tickets.Ticket{UnitID: &home, Status: tickets.Closed})
	s.Files.In = map[string]string{"units.csv": "good", "old.CSV": "bad", "notes.txt": "x"}
	good := imports.Report{
		Lines: 300, Added: imports.Counts{Blocks: 1, Units: 120, Accounts: 290, Residents: 300}, Same: imports.Counts{Units: 4},
		NewBlocks: []string{"Tower C"},
	}
	bad := good
	bad.Bad = []imports.BadLine{
		{Line: 7, Column: "floor", Why: &fault.Error{Kind: fault.Invalid, Format: "The floor is missing."}},
		{Line: 9, Column: "resident_email", Why: &fault.Error{Kind: fault.Invalid, Format: "%s is in this unit already on line %d.", Args: []any{"Ravi", 8}}},
		{Line: 12, Why: &fault.Error{Kind: fault.Invalid, Format: "This line has %d columns, the header %d.", Args: []any{3, 10}}},
	}
	s.Plans["good"], s.Plans["bad"] = good, bad
	return s
}

func id(d *screentest.Desk, unit string) uuid.UUID { return d.Units.Find(unit).ID }

type setup struct {
	term  []string
	open  string
	edits func(*screentest.Society)
}

func open(tb testing.TB, options ...func(*setup)) *screentest.Desk {
	tb.Helper()
	set := setup{edits: func(*screentest.Society) {}}
	for _, o := range options {
		o(&set)
	}
	s := newSociety()
	set.edits(s)
	rooms, actor := s.Rooms(), s.Person("Asha Rao", role.Admin, "")
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "units", Others: []string{"audit", "bills", "directory", "users"}, Term: set.term,
		New: func(env *tui.Env, _ string) tui.Screen {
			return units.New(env, units.Stores{Settings: rooms.Settings, Homes: rooms.Homes, Directory: rooms.Directory, Imports: rooms.Imports, Settle: s.Settle}, actor, s.Files, set.open)
		},
	})
}
