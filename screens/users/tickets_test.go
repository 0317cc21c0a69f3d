package users_test

import (
	"testing"

	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/screens/screentest"
)

// TestTheQuestionNamesTheTicketsThatNobodyHasThen, before an account is deleted, barred or
// given another role.
func TestTheQuestionNamesTheTicketsThatNobodyHasThen(t *testing.T) {
	t.Parallel()
	busy := func() *screentest.Desk {
		d := open(t, "Vijay More")
		vijay := id(d, "Vijay More")
		for _, status := range []tickets.Status{tickets.Open, tickets.InProgress, tickets.Resolved} {
			d.Tickets.Put(tickets.Ticket{Title: "Leak", Status: status, AssigneeID: &vijay, Assignee: "Vijay More"})
		}
		return d
	}
	d := busy()
	d.Keys("x")
	d.See("Delete Vijay More (vijay@greenpark.example), who has 2 open", "tickets, nobody's then? Open desks end. y/n")
	d.Keys("n", "s")
	d.See("Vijay More is active and has 2 open tickets, nobody's once", "they may not sign in. Make the account:")
	d.Keys("esc", "r")
	d.See("Role of Vijay More", "2 open tickets, nobody's as guard or resident")
	d.Keys("esc")
	// Where it cannot be read nothing is asked, and nothing done.
	d.Fail("Tickets.HeldBy", screentest.Down())
	d.Keys("x")
	d.Miss("Delete Vijay More (")
	d.Keys("x", "y")
	d.See("Deleted Vijay More.")
	if d.Accounts.Find("Vijay More").DeletedAt == nil {
		t.Error("it was not deleted")
	}
	// Who works on no tickets is asked about as before.
	d = open(t, "Meera Joshi")
	d.Keys("x")
	d.See("Delete Meera Joshi (meera@greenpark.example)? Open desks end.")
	if d.Called("Tickets.HeldBy") != 0 {
		t.Error("the tickets of a resident were counted")
	}
}
