package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// filmReturningVisitor takes the check-in that the desk is known for, key by key,
// and draws its form on the way. It begins and ends at the gate.
func filmReturningVisitor(t *testing.T, d desk, drawn func(d desk, name, title string)) {
	t.Helper()
	const phone = "9820012345"
	film := d.Film(slices.Concat([]string{"n"}, strings.Split(phone, ""), []string{"ctrl+s"})...)
	film.Show(1500 * time.Millisecond)

	film.Press()
	d.WaitFor("nothing saved yet")
	film.Show(800 * time.Millisecond)

	field := regexp.MustCompile(`> Phone +(\d*)[ _]`)
	for i := range phone {
		film.Press()
		d.WaitUntil("the phone number "+phone[:i+1], func(screen string) bool {
			typed := field.FindStringSubmatch(screen)
			return typed != nil && typed[1] == phone[:i+1]
		})
		if i < len(phone)-1 {
			film.Show(180 * time.Millisecond)
		}
	}
	d.WaitFor("known: ", "Meera Joshi (owner, primary)", "MH12AB1234")
	film.Show(400 * time.Millisecond)
	drawn(d, "check-in", "A returning visitor: the phone number fills the rest")
	film.Show(2 * time.Second)

	film.Press()
	row := regexp.MustCompile(`> \d\d:\d\d  Ramesh Kumar`)
	d.WaitUntil("the visit on the register", func(screen string) bool {
		return strings.Contains(screen, "Checked in Ramesh Kumar") && strings.Contains(screen, "[Inside 13]") && row.MatchString(screen)
	})
	film.Show(600 * time.Millisecond)
	film.Show(4 * time.Second)
	keep(t, "returning", film.SVG("A returning visitor: n, the phone number, Ctrl+S, and the visit is on the register"))
}
