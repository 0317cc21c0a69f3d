package gate_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/gate"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
)

// newSociety is the society of the sketches: three inside, three expected, and
// Ramesh Kumar known from fourteen visits.
func newSociety() *screentest.Society {
	s := screentest.New()
	for _, label := range []string{"A-101", "A-102", "B-204", "C-302"} {
		s.Unit(label)
	}
	s.Units.Change("A-102", func(u *screentest.Home) { u.Status = "vacant" })
	s.Lives(s.Person("Meera Joshi", role.Resident, "+919811043210"), "A-101", "owner")
	s.Lives(s.Person("Arun Joshi", role.Resident, "+919822011377"), "A-101", "family_member")
	s.Lives(s.Person("Farah Khan", role.Resident, "+919900000001"), "B-204", "tenant")
	now := s.Clock()
	add(s, "Anita Desai", "98111 22233", "B-204", "Guest", "", visits.CheckedIn, now.Add(-27*time.Minute))
	add(s, "Farid Khan", "", "A-101", "Guest", "MH01ZZ0007", visits.CheckedIn, now.Add(-70*time.Minute)).PartySize = 4
	add(s, "Kiran (AC service)", "99300 45678", "C-302", "Service", "MH04KL8890", visits.CheckedIn, now.Add(-26*time.Hour))
	add(s, "Suresh Patil", "90040 11111", "A-101", "Delivery", "", visits.Pending, now.Add(-12*time.Minute))
	dipa := add(s, "Dipa Sen", "90040 22222", "B-204", "Guest", "WB02AB1111", visits.Approved, now.Add(-3*time.Hour))
	farah := s.Accounts.Find("Farah Khan")
	dipa.ExpectedArrival, dipa.ApprovedAt = at(now.Add(2*time.Hour)), at(now.Add(-2*time.Hour))
	dipa.Approver, dipa.ApproverID = farah.Name, &farah.ID
	lapsed := add(s, "Old Promise", "90040 33333", "C-302", "Guest", "", visits.Approved, now.Add(-30*time.Hour))
	lapsed.ApprovedAt = at(now.Add(-30 * time.Hour))
	for i := range 14 {
		add(s, "Ramesh Kumar", "98200 12345", "A-101", "Service", "MH12AB1234", visits.CheckedOut, now.Add(-time.Duration(3+(13-i)*2)*24*time.Hour))
	}
	add(s, "Pushy Seller", "98333 00000", "A-101", "Other", "", visits.Denied, now.Add(-2*time.Hour))
	return s
}

func at(t time.Time) *time.Time { return &t }

// farah is whose word let Dipa Sen come.
func farah(d *desk) *uuid.UUID {
	account := d.Accounts.Find("Farah Khan").ID
	return &account
}

// add puts a visit into the register as it would stand there.
func add(s *screentest.Society, name, phone, unit, purpose, plate string, status visits.Status, when time.Time) *visits.Visit {
	u := s.Units.Find(unit)
	v := visits.Visit{
		UnitID: &u.ID, Unit: u.Label, Name: name, Phone: phone, Purpose: purpose,
		Plate: plate, Status: status, CreatedAt: when, PartySize: 1, Guard: "Sunita Pawar",
	}
	if status == visits.CheckedIn || status == visits.CheckedOut {
		v.CheckInTime, v.EntryGate = at(when), "Main"
	}
	if status == visits.CheckedOut {
		v.CheckOutTime, v.ExitGate = at(when.Add(20*time.Minute)), "Main"
	}
	return s.Visits.Put(v)
}

// desk is the gate's screen in a desk, as a guard sees it.
type desk struct{ *screentest.Desk }

func (d *desk) add(name, phone, unit, purpose, plate string, status visits.Status, when time.Time) *visits.Visit {
	return add(d.Society, name, phone, unit, purpose, plate, status, when)
}

func (d *desk) logged() []visits.Draft       { return screentest.Sent[visits.Draft](d) }
func (d *desk) approvals() []visits.Approval { return screentest.Sent[visits.Approval](d) }

type setup struct {
	term    []string // TERM and further variables
	role    role.Role
	open    string
	society *screentest.Society
	others  []string // screens beside it
}

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{role: role.Guard, society: newSociety()}
	for _, f := range setups {
		f(&set)
	}
	s := set.society
	rooms, actor := s.Rooms(), s.Person("Sunita Pawar", set.role, "")
	actor.Origin.Gate = "Main"
	return &desk{s.Desk(tb, screentest.Seat{Actor: actor, Screen: "gate", Others: set.others, Term: set.term, New: func(env *tui.Env, _ string) tui.Screen {
		return gate.New(env, gate.Stores{Settings: rooms.Settings, Homes: rooms.Homes, Visits: rooms.Visits, Settle: s.Settle}, actor, s.Files, set.open)
	}})}
}
