package tickets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"pgregory.net/rapid"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// presses are the keys a hand may hit at the office.
func presses() []string {
	return []string{
		"n", "s", "t", "u", "r", "x", "c", "o", "p", "e", "m", "f", "h", "y", "a", "b", "/", " ", "enter", "esc", "tab",
		"shift+tab", "up", "down", "left", "right", "pgdown", "home", "end", "ctrl+s", "backspace", "1", "2", "9", "?", "g",
	}
}

// sound holds what is true of every view: it fits, and nothing in it steers a
// terminal but styles.
func sound(t *rapid.T, d *desk, width, height int) {
	if n := strings.Count(d.Raw(), "\n") + 1; n != height {
		t.Fatalf("%d lines on a desk of %d", n, height)
	}
	for line := range strings.SplitSeq(d.Raw(), "\n") {
		for i, part := range strings.Split(line, "\x1b") {
			style, _, ended := strings.Cut(part, "m")
			if i > 0 && (!ended || strings.Trim(style, "[0123456789;") != "") {
				t.Fatalf("an escape sequence that is no style: %q", line)
			}
		}
	}
	for line := range strings.SplitSeq(d.View(), "\n") {
		if tui.Width(line) > width {
			t.Fatalf("%d cells on a desk of %d: %q", tui.Width(line), width, line)
		}
		for _, r := range line {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("%q in %q", r, line)
			}
		}
	}
}

// TestAnyKeysInAnyOrder presses random keys while the register moves, fails and
// comes back: no panic, no view that does not fit, no step that a ticket cannot
// take, none by who may not take it.
func TestAnyKeysInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{vijay, asha, meera, sunita}).Draw(rt, "actor")
		d := open(t, as(name))
		actor := d.actor
		before := map[string]tickets.Status{}
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 14).Draw(rt, "what") {
			case 0:
				if d.Down == nil {
					d.Down = screentest.Down()
				} else {
					d.Down = nil
				}
			case 1:
				d.Lose("Tickets." + rapid.SampledFrom([]string{"Raise", "Start", "Resolve", "Comment"}).Draw(rt, "lost"))
			case 2:
				d.Refresh()
			case 3:
				d.Advance(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
			case 4:
				if k := d.Tickets.Find("No power on the fourth floor"); k.Status == tickets.Open {
					d.takenByAnil(k.Title)
				}
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
			d.Tickets.Each(func(k *tickets.Ticket) {
				was, known := before[k.ID.String()]
				if known && was != k.Status && !was.CanBecome(k.Status) {
					rt.Fatalf("%s went from %s to %s", k.Title, was, k.Status)
				}
				before[k.ID.String()] = k.Status
			})
		}
		d.Down = nil
		d.Resume()
		d.Resize(80, 24)
		sound(rt, d, 80, 24)
		for _, call := range d.Calls {
			switch call {
			case "Tickets.Start", "Tickets.Assign", "Tickets.Release", "Tickets.Resolve", "Tickets.Reject", "Tickets.Prioritize", "Tickets.Edit", "Tickets.Hands", "Tickets.Note":
				if actor.Role != role.Staff && actor.Role != role.Admin {
					rt.Fatalf("%s by a %s", call, actor.Role)
				}
			case "Tickets.Close", "Tickets.Reopen", "Tickets.Comment":
				if actor.Role == role.Guard {
					rt.Fatalf("%s by a guard", call)
				}
			}
		}
	})
}

// TestATypedNoteOutlivesEveryFailure types a note once, fails the save in random
// ways, and finds every letter of it in the register.
func TestATypedNoteOutlivesEveryFailure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := open(t)
		title := "Water leak in the kitchen ceiling"
		note := rapid.StringMatching(`[a-z]{3,8}( [a-z]{3,8}){0,3}`).Draw(rt, "note")
		d.Keys("r")
		d.Type(note)
		for i := range rapid.IntRange(1, 5).Draw(rt, "failures") {
			d.Down = nil
			switch rapid.IntRange(0, 2).Draw(rt, "failure") {
			case 0:
				d.Down = screentest.Down()
			case 1:
				d.Fail("Tickets.Resolve", tuitest.Unsure{})
			case 2:
				d.change(title, func(k *tickets.Ticket) { k.Assignee = fmt.Sprint("Anil ", i) })
			}
			d.Keys("enter")
			d.Advance(3 * time.Second)
			d.Down = nil
			d.Advance(3 * time.Second)
			if strings.Contains(d.View(), "Changed meanwhile") {
				d.Keys("esc")
			}
			if len(d.notes()) != 0 {
				rt.Fatal("a failed save arrived")
			}
			d.Refresh()
			d.Keys("r")
			if !strings.Contains(d.View(), "> "+note) {
				rt.Fatalf("%q is gone:\n%s", note, d.View())
			}
		}
		d.Keys("enter")
		if !slices.Equal(d.notes(), []string{note}) {
			rt.Fatalf("the register has %q:\n%s", d.notes(), d.View())
		}
	})
}

// TestHostileTextIsHarmless: what the store gives is clean, and the screen does
// not rely on it.
func TestHostileTextIsHarmless(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		bad := rapid.String().Draw(rt, "text") + "\x1b]0;x\x07\u202e\u0085"
		d := open(t, as(asha))
		d.Tickets.Each(func(k *tickets.Ticket) {
			k.Title, k.Category, k.Description, k.Unit, k.Assignee, k.Requester = bad, bad, bad, bad, bad, bad
			d.TicketStep(k.ID, tickets.Step{
				At: k.CreatedAt, Action: action.Action(bad), Who: bad, Note: bad,
				Changes: []tickets.Change{{Field: "title", Before: bad, After: bad + "x"}, {Field: bad, After: bad}},
			})
		})
		d.Accounts.Each(func(a *accounts.User) { a.Name = bad })
		d.Refresh()
		for _, keys := range [][]string{{}, {"t"}, {"esc"}, {"enter"}, {"r"}, {"esc"}, {"e"}, {"esc", "esc"}, {"f"}, {"esc"}, {"n"}} {
			d.Keys(keys...)
			sound(rt, d, 80, 24)
		}
		d.Resize(160, 40)
		d.Keys("esc")
		sound(rt, d, 160, 40)
	})
}
