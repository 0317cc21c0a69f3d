package tickets_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	datatickets "github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/tickets"
	"github.com/civoranexus/society360/tui"
)

// The people of the society.
const (
	asha   = "Asha Rao"     // an admin
	vijay  = "Vijay More"   // of the staff
	anil   = "Anil Gaikwad" // as well, at another desk
	meera  = "Meera Joshi"  // of A-101
	sunita = "Sunita Pawar" // a guard
)

func at(t time.Time) *time.Time { return &t }

// newSociety has a queue of five, what is resolved, and a past.
func newSociety() *screentest.Society {
	s := screentest.New()
	for _, label := range []string{"A-101", "B-204", "C-302"} {
		s.Unit(label)
	}
	s.Person(asha, role.Admin, "")
	s.Person(vijay, role.Staff, "")
	s.Other = s.Person(anil, role.Staff, "")
	s.Person(sunita, role.Guard, "")
	s.Lives(s.Person(meera, role.Resident, ""), "A-101", "owner")
	s.Lives(s.Person("Arun Joshi", role.Resident, ""), "A-101", "family_member")
	hours := func(n float64) time.Time { return s.Clock().Add(-time.Duration(n * float64(time.Hour))) }
	leak := add(s, "Water leak in the kitchen ceiling", "Plumbing", "B-204", datatickets.Critical, hours(30))
	leak.Status = datatickets.InProgress
	with(s, leak, asha)
	add(s, "No power on the fourth floor", "Electrical", "C-302", datatickets.Critical, hours(3.2))
	add(s, "Lift stuck, Tower A", "Lift", "A-101", datatickets.High, hours(19)).Description = "Stops between the third and the fourth floor, doors open halfway.\nSomebody was in it for ten minutes."
	with(s, add(s, "Corridor lamp flickers, second floor, beside the stairs to the terrace", "Electrical", "B-204", datatickets.Medium, hours(50)), vijay)
	add(s, "Paint peels beside the lift", "Painting", "A-101", datatickets.Low, hours(24*6))
	fixed := add(s, "Bell does not ring", "Electrical", "A-101", datatickets.Medium, hours(26))
	fixed.Status, fixed.ResolvedAt = datatickets.Resolved, at(hours(2))
	with(s, fixed, vijay)
	done := add(s, "Drain in the kitchen is slow", "Plumbing", "A-101", datatickets.Low, hours(24*26))
	done.Status, done.ResolvedAt, done.Assignee = datatickets.Closed, at(hours(24*13)), vijay
	add(s, "Somebody parks in my place", "Parking", "C-302", datatickets.Medium, hours(24*9)).Status = datatickets.Rejected
	return s
}

// add puts a ticket into the register as it would stand there.
func add(s *screentest.Society, title, category, unit string, p datatickets.Priority, when time.Time) *datatickets.Ticket {
	home, asks := s.Units.Find(unit).ID, s.Accounts.Find(meera)
	return s.Tickets.Put(datatickets.Ticket{
		Title: title, Category: category, UnitID: &home, Unit: unit, Priority: p, Status: datatickets.Open,
		CreatedAt: when, UpdatedAt: when, RequesterID: &asks.ID, Requester: asks.Name,
	})
}

// with gives a ticket to somebody.
func with(s *screentest.Society, t *datatickets.Ticket, name string) {
	hand := s.Accounts.Find(name)
	t.AssigneeID, t.Assignee = &hand.ID, hand.Name
}

// desk is the tickets' screen in a desk.
type desk struct {
	*screentest.Desk
	actor role.Actor
}

func (d *desk) add(title, category, unit string, p datatickets.Priority, when time.Time) {
	add(d.Society, title, category, unit, p, when)
}

// change is what Anil did two minutes ago at another desk.
func (d *desk) change(title string, edit func(*datatickets.Ticket)) {
	d.Ago(2*time.Minute, func() { d.Tickets.Change(title, edit) })
}

// takenByAnil is the commonest of those changes.
func (d *desk) takenByAnil(title string) {
	d.OtherDoes = action.TicketStarted
	d.change(title, func(t *datatickets.Ticket) {
		t.Status, t.AssigneeID, t.Assignee = datatickets.InProgress, &d.Other.UserID, d.Other.Name
	})
}

func (d *desk) raised() []datatickets.Draft { return screentest.Sent[datatickets.Draft](d) }

// notes are what was typed with the steps taken, in their order.
func (d *desk) notes() []string {
	return d.Notes(action.TicketReleased, action.TicketResolved, action.TicketRejected, action.TicketClosed, action.TicketReopened, action.TicketCommented, action.TicketNoted)
}

type setup struct {
	term    []string // TERM and further variables
	open    string
	actor   string
	society *screentest.Society
}

func as(name string) func(*setup) { return func(s *setup) { s.actor = name } }

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{society: newSociety(), actor: vijay}
	for _, f := range setups {
		f(&set)
	}
	s := set.society
	account, rooms := s.Accounts.Find(set.actor), s.Rooms()
	actor := role.Actor{UserID: account.ID, Name: account.Name, Role: role.Role(account.Role)}
	return &desk{actor: actor, Desk: s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "tickets", Others: []string{"audit"}, Term: set.term,
		New: func(env *tui.Env, _ string) tui.Screen {
			return tickets.New(env, tickets.Stores{Homes: rooms.Homes, Tickets: rooms.Tickets, Settle: s.Settle}, actor, set.open)
		},
	})}
}
