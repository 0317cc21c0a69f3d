package main

import "testing"

// drawReports draws who came, tickets against their targets, and what is late.
func drawReports(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	d := open(t, s.Config, onDark)
	d.signIn("admin")
	d.Press("g", "r")
	d.WaitFor("| Reports", "figures of ", "busiest from ", " today")
	drawn(d, "reports", "Reports: who came, by hour of the day")

	d.Press("right", "right")
	d.WaitFor("[Tickets]", "figures of ", " today")
	d.Press("d", "y")
	d.WaitFor("1 Jan ", "Plumbing", "half within ")
	drawn(d, "report-tickets", "Tickets against their targets, by category and by day")

	d.Press("right", "right")
	d.WaitFor("[Dues]", "what is late now", "Tower A")
	drawn(d, "report-dues", "Dues by age and by block")
}
