package main

import "testing"

// drawNotices walks through the notices and the directory.
func drawNotices(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	d := open(t, s.Config, onDark)
	d.signIn("admin")
	d.Press("g", "n")
	d.WaitFor("| Notices", "[In force]", "Write down every plate", "Police verification")
	drawn(d, "notices", "Notices: what is new, what matters, for whom and until when")

	d.Press("n")
	d.WaitFor("nothing saved yet")
	d.Type("Lift of Tower A stands still")
	d.Press("tab")
	d.Type("The lift is **repaired** tomorrow from 9:00.")
	d.Press("enter", "enter")
	d.Type("- The service lift runs until 22:00.")
	d.Press("enter")
	d.Type("- Call the gate if you need a hand with bags.")
	d.Press("tab", "tab", "y", "tab")
	d.Type("tomorrow 20:00")
	d.WaitFor("   The lift is repaired tomorrow from 9:00.", "20:00")
	drawn(d, "notice", "Writing a notice: below the form, what its readers will see")

	d.Press("ctrl+s")
	d.WaitFor("Published Lift of Tower A stands still.")
	d.Press("g", "d")
	d.WaitFor("[Units]")
	d.Press("/")
	d.Type("a101")
	d.WaitFor("found 1")
	d.Press("enter", "enter")
	d.WaitFor("> A-101", "Meera Joshi", "98*** **210", "Dues", "Vehicles")
	d.Press("down", "ctrl+r")
	d.WaitFor("Meera Joshi: ")
	drawn(d, "directory", "The directory: who lives in a unit, whom to call, what is due, who came")
}
