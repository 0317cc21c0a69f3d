package gate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"pgregory.net/rapid"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// presses are the keys a hand may hit at a gate.
func presses() []string {
	return []string{
		"n", "o", "u", "a", "d", "m", "e", "x", "p", "y", "b", "i", "r", "/", " ", "enter", "esc", "tab", "shift+tab",
		"up", "down", "left", "right", "pgup", "pgdown", "home", "end", "ctrl+s", "f2", "ctrl+p", "ctrl+t", "ctrl+r",
		"backspace", "1", "9", "k", "?", "g",
	}
}

// TestAnyKeysInAnyOrder presses random keys while the register moves, fails and
// comes back: no panic, no view that does not fit, no step of the register that
// its rules do not know.
func TestAnyKeysInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := open(t, func(s *setup) {
			if rapid.Bool().Draw(rt, "staff") {
				s.role = role.Staff
			}
		})
		d.Page = rapid.IntRange(1, 6).Draw(rt, "page")
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 14).Draw(rt, "what") {
			case 0:
				if d.Down == nil {
					d.Down = screentest.Down()
				} else {
					d.Down = nil
				}
			case 1:
				d.Lose("Visits." + rapid.SampledFrom([]string{"Log", "CheckOut", "CheckIn", "Approve", "Deny"}).Draw(rt, "lost"))
			case 2:
				d.Refresh()
			case 3:
				d.Advance(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
			case 4:
				d.add("Walker", "", "A-101", "Guest", "", visits.CheckedIn, d.Now())
			case 5:
				d.Pause()
			case 6:
				d.Resume()
			case 7:
				d.Resize(rapid.IntRange(60, 170).Draw(rt, "width"), rapid.IntRange(16, 40).Draw(rt, "height"))
			default:
				d.Keys(rapid.SampledFrom(presses()).Draw(rt, "key"))
			}
			_ = d.Raw()
		}
		d.Down = nil
		d.Resume()
		d.Resize(80, 24)
		sound(t, d, 80, 24)
	})
}

// TestTypedTextOutlivesEveryFailure types a visitor, fails the save in random
// ways with any answer lost or refused between, and finds every letter again.
func TestTypedTextOutlivesEveryFailure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := open(t)
		name := rapid.StringMatching(`[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}`).Draw(rt, "name")
		plate := rapid.StringMatching(`[A-Z]{2}[0-9]{2}[A-Z]{1,2}[0-9]{4}`).Draw(rt, "plate")
		note := rapid.StringMatching(`[a-z]{3,8}( [a-z]{3,8}){0,3}`).Draw(rt, "note")
		phone := rapid.StringMatching(`9[0-9]{9}`).Draw(rt, "phone")
		if rapid.Bool().Draw(rt, "away while typing") {
			d.Down = screentest.Down()
		}
		d.Keys("n")
		d.Type(phone)
		d.Keys("tab")
		d.Type(name)
		d.Keys("tab")
		d.Type("c302")
		d.Keys("tab", "tab")
		d.Type(plate)
		d.Keys("tab", "tab", "tab")
		d.Type(note)
		for range rapid.IntRange(1, 5).Draw(rt, "failures") {
			d.Down = nil
			switch rapid.IntRange(0, 3).Draw(rt, "failure") {
			case 0:
				d.Down = screentest.Down()
			case 1:
				d.Fail("Visits.Log", tuitest.Unsure{})
			case 2:
				d.Fail("Visits.Log", screentest.Refusal("The register changed meanwhile; nothing was saved. Try again."))
			case 3:
				d.Fail("Visits.Log", screentest.Down())
				d.Fail("Visits.KnownVisitor", screentest.Down())
			}
			d.Keys("ctrl+s")
			d.Advance(3 * time.Second)
			if len(d.logged()) != 0 {
				rt.Fatal("a failed save was logged")
			}
			for _, text := range []string{phone, name, plate, note} {
				if !strings.Contains(d.View(), text) {
					rt.Fatalf("%q is gone:\n%s", text, d.View())
				}
			}
		}
		d.Mend()
		d.Keys("ctrl+s")
		if len(d.logged()) != 1 {
			rt.Fatalf("the last save did not arrive:\n%s", d.View())
		}
		got := d.logged()[0]
		if got.Name != name || got.Plate != plate || got.Note != note || got.Phone != phone || got.UnitID != d.Units.Find("C-302").ID {
			rt.Fatalf("logged %+v", got)
		}
	})
}
