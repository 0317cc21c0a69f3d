package users_test

import (
	"regexp"
	"testing"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d *screentest.Desk) {
	return map[string]func(d *screentest.Desk){
		"list":    func(*screentest.Desk) {},
		"deleted": func(d *screentest.Desk) { d.Keys("left") },
		"search": func(d *screentest.Desk) {
			d.Keys("/")
			d.Type("josh")
		},
		"details": func(d *screentest.Desk) { d.Keys("down", "down", "down", "enter") },
		"keys":    func(d *screentest.Desk) { d.Keys("down", "down", "down", "down", "enter", "k") },
		"add": func(d *screentest.Desk) {
			d.Keys("n")
			d.Type("Ravi Singh")
		},
		"edit-conflict": func(d *screentest.Desk) {
			d.Keys("end", "e")
			d.Accounts.Change("Vijay More", func(u *u) { u.Phone = "98200 99999" })
			d.Keys("ctrl+s")
		},
		"role":   func(d *screentest.Desk) { d.Keys("end", "r", "ctrl+s") },
		"status": func(d *screentest.Desk) { d.Keys("end", "s") },
		"help":   func(d *screentest.Desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) *screentest.Desk { return open(tb, "") }, scenes())
}

func TestAOneTimePasswordStandsOutOnEverySize(t *testing.T) {
	t.Parallel()
	password := regexp.MustCompile(`(?m)^     [a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$`)
	for _, size := range [][2]int{{80, 24}, {120, 40}, {60, 16}} {
		d := open(t, "")
		d.Resize(size[0], size[1])
		d.Keys("end", "p")
		d.Type(d.Password)
		d.Keys("ctrl+s")
		if !password.MatchString(d.View()) {
			t.Errorf("%v: no password is shown:\n%s", size, d.View())
		}
		d.See("One-time password for Vijay More", "It goes with vijay@greenpark.example", "Enter written down")
	}
}

func TestSelectionAndStandingShowWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"vt100", "linux", "dumb"} {
		d := open(t, "", term)
		d.See("> Arun Joshi", "[All]", "banned!", "password due")
		for i, r := range d.View() {
			if r > '~' {
				t.Fatalf("%s: %q at %d is not ASCII", term, r, i)
			}
		}
	}
}
