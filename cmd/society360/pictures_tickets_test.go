package main

import "testing"

// drawTickets draws the queue, and a ticket that is worked on.
func drawTickets(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	d := open(t, s.Config, onDark)
	d.signIn("staff")
	d.Press("g", "t")
	d.WaitFor("| Tickets", "[Queue ", "Water leak in", "over!")
	drawn(d, "tickets", "Tickets: what is to be done, the most urgent first, with the time left")

	d.toTicket("water leak", "Water leak in the kitchen ceiling")
	d.Press("m")
	d.WaitFor("Comment on Water leak")
	d.Type("The joint above is changed at four; the lamp stays off until then.")
	d.Press("enter")
	d.WaitFor("the lamp stays off", "Commented on")
	drawn(d, "ticket", "A ticket: its text, its target, and everything that was done about it")
}
