package data_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/data/datatest"
)

// settleTickets has a ticket of A-101, two of B-204, and four of A-102 that the
// guard raised, so that a count tells whose they are.
func settleTickets(tw *town) {
	for label, n := range map[string]int{"A-101": 1, "B-204": 2, "A-102": 4} {
		by := tw.Admin
		if label == "A-102" {
			by = tw.Guard
		}
		for range n {
			datatest.RaiseTicket(tw.t, tw.Society, by, tickets.Draft{UnitID: tw.Units[label], Category: "Lift", Title: tw.fresh("Lift stuck")})
		}
	}
}

// ticketHomes are homes, and for a guard what that guard raised today.
func ticketHomes(c *cell) []string {
	if c.column == "guard" {
		return []string{"A-102"}
	}
	return flats(c)
}

// ticketBy gives a cell a ticket of A-101, which somebody raised, after steps.
func ticketBy(who func(c *cell) role.Actor, steps ...string) func(c *cell) {
	return func(c *cell) {
		k := datatest.RaiseTicket(c.t, c.Society, who(c), tickets.Draft{UnitID: c.Units["A-101"], Category: "Lift", Title: c.fresh("Lift stuck")})
		moves := datatest.TicketMoves(c.t, c.Society)
		for _, step := range steps {
			k = must(moves[step](c.Staff, uuid.New(), k))(c)
		}
		c.id = k.ID
	}
}

func theAdmin(c *cell) role.Actor { return c.Admin }
func theGuard(c *cell) role.Actor { return c.Guard }

// ticket is the cell's ticket as it stands.
func (c *cell) ticket() tickets.Ticket {
	k, err := c.Tickets.Get(c.t.Context(), c.Admin, c.id)
	if err != nil {
		return tickets.Ticket{ID: c.id, Version: "1"}
	}
	return k
}

// moves tries one of datatest.TicketMoves.
func moves(step string) func(c *cell) error {
	return func(c *cell) error {
		_, err := datatest.TicketMoves(c.t, c.Society)[step](c.actor, c.key(), c.ticket())
		return err
	}
}

// ticketTrials: staff and admins do everything, a guard raises for a unit and
// follows up what they raised that day, a resident raises, confirms and reopens
// for own units, and comments what they may see.
func ticketTrials() []trial {
	return append(ticketReads(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Tickets.Raise",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  here,
			write: func(c *cell) error {
				_, err := c.Tickets.Raise(c.t.Context(), c.actor, c.key(), tickets.Draft{UnitID: c.id, Category: "Plumbing", Title: "Tap drips"})
				return err
			},
		},
		{
			method: "Tickets.Assign",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin), write: moves("assign"),
		},
		{
			method: "Tickets.Start",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin), write: moves("start"),
		},
		{
			method: "Tickets.Release",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin, "start"), write: moves("release"),
		},
		{
			method: "Tickets.Resolve",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin, "start"), write: moves("resolve"),
		},
		{
			method: "Tickets.Reject",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin), write: moves("reject"),
		},
		{
			method: "Tickets.Reject", as: "raised by the guard",
			want:  "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given: ticketBy(theGuard), write: moves("reject"),
		},
		{
			method: "Tickets.Prioritize",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin), write: moves("priority"),
		},
		{
			method: "Tickets.Edit",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin), write: moves("edit"),
		},
		{
			method: "Tickets.Close",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin, "start", "resolve"), write: moves("close"),
		},
		{
			method: "Tickets.Reopen",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  ticketBy(theAdmin, "start", "resolve"), write: moves("reopen"),
		},
		{
			method: "Tickets.Comment",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  ticketBy(theGuard),
			write: func(c *cell) error {
				_, err := c.Tickets.Comment(c.t.Context(), c.actor, c.key(), c.id, "Since Monday")
				return err
			},
		},
		{
			method: "Tickets.Note",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  ticketBy(theGuard),
			write: func(c *cell) error {
				_, err := c.Tickets.Note(c.t.Context(), c.actor, c.key(), c.id, "Owes us for the last one")
				return err
			},
		},
	}...)
}

func ticketReads() []trial {
	readTicket := func(c *cell) error {
		_, err := c.Tickets.Get(c.t.Context(), c.actor, c.id)
		return err
	}
	readTrail := func(c *cell) error { return anything(c.Tickets.Trail(c.t.Context(), c.actor, c.id)) }
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Tickets.List",
			want:   "yes    yes    yes    own    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			home:   ticketHomes,
			list: func(c *cell) ([]string, error) {
				page, err := c.Tickets.List(c.t.Context(), c.actor, tickets.Filter{View: tickets.ViewAll})
				return unitsNamed(page.Tickets, err, func(k tickets.Ticket) string { return k.Unit })
			},
		},
		{
			method: "Tickets.List", as: "of B-204",
			want: "yes    yes    yes    own    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			home: homeOfB204, all: []string{"B-204"},
			list: func(c *cell) ([]string, error) {
				unit := c.Units["B-204"]
				page, err := c.Tickets.List(c.t.Context(), c.actor, tickets.Filter{View: tickets.ViewAll, UnitID: &unit})
				return unitsNamed(page.Tickets, err, func(k tickets.Ticket) string { return k.Unit })
			},
		},
		{
			method: "Tickets.Counts",
			want:   "yes    yes    yes    own    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			home:   ticketHomes,
			list: func(c *cell) ([]string, error) {
				counts, err := c.Tickets.Counts(c.t.Context(), c.actor, "")
				units := unitsCounted(counts.Open % 4)
				if counts.Open >= 4 {
					units = append(units, "A-102")
				}
				return units, err
			},
		},
		{
			method: "Tickets.HeldBy",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Tickets.HeldBy(c.t.Context(), c.actor, c.Staff.UserID)
				return err
			},
		},
		{
			method: "Tickets.Get",
			want:   "yes    yes    yes    none   yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  ticketBy(theAdmin), read: readTicket,
		},
		{
			method: "Tickets.Get", as: "from before the tenant",
			want: "yes    yes    yes    none   yes    yes    none   none   none   no     no     5s     5s     no     no     yes",
			given: func(c *cell) {
				ticketBy(theAdmin)(c)
				c.Exec(c.t, `UPDATE maintenance_tickets SET created_at = now() - interval '500 days' WHERE id = $1`, c.id)
			},
			read: readTicket,
		},
		{
			method: "Tickets.Get", as: "raised by the guard",
			want:  "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given: ticketBy(theGuard), read: readTicket,
		},
		{
			method: "Tickets.Get", as: "raised by another guard",
			want:  "yes    yes    yes    none   yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given: ticketBy(func(c *cell) role.Actor { return c.Guard2 }), read: readTicket,
		},
		{
			method: "Tickets.Trail",
			want:   "yes    yes    yes    none   yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  ticketBy(theAdmin), read: readTrail,
		},
		{
			method: "Tickets.Trail", as: "raised by the guard",
			want:  "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given: ticketBy(theGuard), read: readTrail,
		},
		{
			method: "Tickets.Categories",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Tickets.Categories(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Tickets.Hands",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Tickets.Hands(c.t.Context(), c.actor)
				return err
			},
		},
	}
}
