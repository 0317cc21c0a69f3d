package main

import (
	"strings"
	"testing"
)

// drawBills draws who is late, the dues of the unit that owes most, a payment
// before it is saved, and its receipt.
func drawBills(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	d := open(t, s.Config, onDark)
	d.signIn("admin")
	d.Press("g", "b")
	d.WaitFor("| Bills", "[Units]")
	d.Press("right")
	d.WaitFor("[Defaulters]", "late, ", "0-30 ")
	d.WaitUntil("a unit that is late", func(screen string) bool { return strings.Contains(screen, "> ") })
	drawn(d, "defaulters", "Who is late, by how long, and what the whole society is owed")

	d.Press("enter")
	d.WaitFor("[Dues ", " late!", "Maintenance, ")
	drawn(d, "bills", "A unit's account: what it owes, since when, and what is left of each bill")

	d.Press("p")
	d.WaitFor("nothing saved yet", "which owes")
	d.Type("12000")
	d.Press("tab", "o", "tab", "u", "tab")
	d.Type("UPI300123456789")
	d.WaitFor("UPI300123456789", "Pays")
	drawn(d, "pay", "A payment: what of it goes to which bill is shown before it is saved")

	d.Press("ctrl+s")
	d.WaitFor("Received ₹12,000.00 from ", "r shows it.")
	d.Press("enter")
	d.WaitFor("Receipt no.", "Received from") // which bill is oldest depends on the day
	drawn(d, "receipt", "The receipt: on the screen, to a file, as PDF, on the printer")
}
