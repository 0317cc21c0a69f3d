package main

import "testing"

// TestFindOverSSH finds a visitor by the plate, a unit and a command with the one key,
// each on the screen that shows it.
func TestFindOverSSH(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"xterm-256color", "vt100"} {
		t.Run(term, func(t *testing.T) {
			t.Parallel()
			s := newSociety(t)
			d := serve(t, s.Config).connect(term, "guard@demo.example", password())
			d.WaitFor("Inside 12")
			d.Press("ctrl+k")
			d.WaitFor("Type what to do")
			d.Type("mh 12 ab 1234")
			d.WaitFor("Ramesh Kumar", "MH12AB1234", "visitor")
			d.Press("esc")
			d.WaitGone("visitor 1")
			d.Press("ctrl+k")
			d.Type("b-204")
			d.WaitFor("> B-204")
			d.Press("enter")
			d.WaitFor("Directory > B-204")
			d.Press("esc")
			d.WaitFor("Inside 12")
			d.Press("ctrl+k")
			d.Type("muster")
			d.WaitFor("> muster")
			d.Press("enter")
			d.WaitFor("Muster")
		})
	}
}
