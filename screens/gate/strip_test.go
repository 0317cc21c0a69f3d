package gate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/accounts"
)

// says has a resident at home answer who waits at the gate: yes, or no with a reason.
func says(d *desk, resident, name, no string) {
	who, v := d.Accounts.Find(resident), d.Visits.Find(name)
	by := role.Actor{UserID: who.ID, Name: who.Name, Role: role.Resident}
	visitsRoom := d.Rooms().Visits
	var err error
	if no == "" {
		_, err = visitsRoom.Approve(context.Background(), by, uuid.New(), v.ID, visits.Approval{})
	} else {
		_, err = visitsRoom.Deny(context.Background(), by, uuid.New(), v.ID, no)
	}
	if err != nil {
		panic(err)
	}
	d.Refresh()
}

// wait puts somebody at the gate who waits since so long ago.
func (d *desk) wait(name, unit string, ago time.Duration) {
	d.add(name, "", unit, "Delivery", "", visits.Pending, d.Now().Add(-ago))
}

// manyAtGate has eight stand there.
func manyAtGate(d *desk) {
	d.wait("Vikas Amazon", "A-101", 3*time.Minute)
	d.wait("Salesman Ravi", "A-101", 5*time.Minute)
	for i := range 5 {
		d.wait(fmt.Sprint("Porter ", i+1), "B-204", time.Duration(i+1)*time.Minute)
	}
	says(d, "Meera Joshi", "Vikas Amazon", "")
	says(d, "Meera Joshi", "Salesman Ravi", "not known")
}

// TestTheResidentSaidYes: the answer comes to who waits, under the cursor; Space lets them
// in, and the cursor is on them in the list.
func TestTheResidentSaidYes(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]func(d *desk){
		"logged by the guard": func(d *desk) { d.logIn("Vikas Amazon", "A-101", "ctrl+p") },
		"found in the strip": func(d *desk) {
			d.wait("Vikas Amazon", "A-101", time.Minute)
			d.Refresh()
			d.Keys("up")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			wait(d)
			d.Advance(time.Minute)
			d.See("AT THE GATE   2 wait", "Vikas Amazon", "Meera Joshi 98*** **210", "a approves", "[Inside 3]")
			says(d, "Meera Joshi", "Vikas Amazon", "")
			d.See("1 waits, 1 may enter", "> YES    Vikas Amazon", "Meera Joshi, 14:08", "Space in")
			d.Keys(" ")
			d.See("Check in Vikas Amazon (A-101)? y/n")
			d.Keys("y")
			d.See("Checked in Vikas Amazon to A-101 at 14:08.", "> 14:08  Vikas Amazon", "AT THE GATE   1 waits")
			d.Miss("may enter")
		})
	}
}

// TestWhoWasRefusedIsCleared: the guard tells them, and the row goes for good; it stands
// in the register who told them.
func TestWhoWasRefusedIsCleared(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.wait("Salesman Ravi", "A-101", time.Minute)
	says(d, "Meera Joshi", "Salesman Ravi", "not known")
	d.See("1 waits, 1 refused", "  NO     Salesman Ravi", "Meera Joshi: not known", "Space clears")
	d.Keys("up", "home", " ")
	d.See("Salesman Ravi (A-101) was told of the no.", ">  12m   Suresh Patil")
	d.Miss("refused", "Space clears")
	d.Refresh()
	d.Miss("refused")
	if n := d.Called("Visits.TellDenied"); n != 1 || d.Visits.Find("Salesman Ravi").Status != visits.Denied {
		t.Errorf("told %d times: %+v", n, d.Visits.Find("Salesman Ravi"))
	}
	// The guard's own no was told by the guard.
	d.Keys("d")
	d.Type("no papers")
	d.Keys("enter")
	d.See("Denied entry to Suresh Patil (A-101).")
	d.Miss("AT THE GATE")
}

// TestARowOfTheStripThatMovedOn: whoever moved them on, the row stays under the cursor and
// says so, and Space does nothing to anybody else.
func TestARowOfTheStripThatMovedOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		moves func(d *desk)
		says  string
	}{
		"let in by another guard": {func(d *desk) {
			d.Visits.Change("Vikas Amazon", func(v *visits.Visit) {
				v.Status, v.CheckInTime, v.Guard = visits.CheckedIn, at(d.Now()), "Imran Shaikh"
			})
		}, "! Vikas Amazon came in at 14:07, let in by Imran Shaikh."},
		"let in and out": {func(d *desk) {
			d.Visits.Change("Vikas Amazon", func(v *visits.Visit) {
				v.Status, v.CheckInTime, v.CheckOutTime = visits.CheckedOut, at(d.Now()), at(d.Now())
			})
		}, "! Vikas Amazon came in."},
		"told by another guard": {func(d *desk) {
			says(d, "Meera Joshi", "Vikas Amazon", "a mistake")
			d.Step(d.Visits.Find("Vikas Amazon").ID, visits.Step{At: d.Now(), Action: action.VisitorDenialTold, Who: "Imran Shaikh", Gate: "Main"})
		}, "! Vikas Amazon was told of the no already."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.wait("Vikas Amazon", "A-101", time.Minute)
			d.wait("Salesman Ravi", "A-101", time.Minute)
			says(d, "Meera Joshi", "Vikas Amazon", "")
			says(d, "Meera Joshi", "Salesman Ravi", "not known")
			d.Keys("up", "home")
			d.See("> YES    Vikas Amazon")
			c.moves(d)
			d.Refresh()
			d.Keys(" ")
			d.See(c.says)
			for line := range strings.SplitSeq(d.View(), "\n") {
				if strings.Contains(line, ">") && !strings.Contains(line, "Vikas Amazon") {
					t.Errorf("the cursor is at %q", line)
				}
			}
			if n := d.Called("Visits.TellDenied") + d.Called("Visits.CheckIn") + d.Called("Visits.CheckOut"); n != 0 {
				t.Errorf("%d writes", n)
			}
			// Once the cursor leaves, the row goes.
			d.Keys("down", "down")
			if strings.Contains(strings.Split(d.View(), "[Inside")[0], "Vikas Amazon") {
				t.Errorf("it stands there still:\n%s", d.View())
			}
		})
	}
}

// TestAWordThatIsTakenBack or lapsed turns the row under the cursor.
func TestAWordThatIsTakenBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.wait("Vikas Amazon", "A-101", time.Minute)
	says(d, "Meera Joshi", "Vikas Amazon", "")
	d.Keys("up", "home")
	d.Accounts.Change("Meera Joshi", func(a *accounts.User) { a.Status = "banned" })
	d.Refresh()
	d.See("> lapsed!  Vikas Amazon", "The account of Meera", "2 wait")
	d.Keys(" ")
	d.See("The account of Meera Joshi, who approved, is closed.", "how did it come?")
	d.Keys("esc")
	d.Accounts.Change("Meera Joshi", func(a *accounts.User) { a.Status = "active" })
	says(d, "Meera Joshi", "Vikas Amazon", "a mistake")
	d.See("> NO ", "Meera Joshi: a mistake")
}

// TestOthersComeAndGo above and below the row under the cursor, which stays.
func TestOthersComeAndGo(t *testing.T) {
	t.Parallel()
	d := open(t)
	manyAtGate(d)
	d.See("AT THE GATE   6 wait, 1 may enter, 1 refused", "and 4 more")
	d.Keys("up", "home", "down", "down", "down")
	d.See(">   5m   Porter 5")
	says(d, "Meera Joshi", "Suresh Patil", "")
	says(d, "Farah Khan", "Porter 4", "who?")
	d.wait("Newcomer", "A-101", time.Second)
	d.Refresh()
	d.See(">   5m   Porter 5")
	// Down from the last row is the list, Up from its first the strip's last.
	for range 9 {
		d.Keys("down")
	}
	d.See("> 12:07  Kiran")
	d.Keys("home", "up")
	d.See(">   0m   Newcomer")
	d.Keys("right")
	d.See("[Expected")
	d.Miss(">   0m   Newcomer     ")
}

// TestTheStripIsOfOneGate: who stands at another gate is not let in here.
func TestTheStripIsOfOneGate(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.See("AT THE GATE   1 waits")
	elsewhere(d, "Suresh Patil")
	d.Miss("AT THE GATE")
	// a finds who waits elsewhere all the same.
	d.Keys("a")
	d.See("Approve Suresh Patil (A-101)")
}

// TestWhoStoodThereTooLongGoes though nothing happens at the gate.
func TestWhoStoodThereTooLongGoes(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.wait("Salesman Ravi", "A-101", time.Minute)
	says(d, "Meera Joshi", "Salesman Ravi", "not known")
	for range 7 {
		d.Advance(2 * time.Minute)
		d.Keys("down")
	}
	d.See("1 refused")
	d.Keys("down")
	d.Advance(2 * time.Minute)
	d.Miss("1 refused")
	d.See("AT THE GATE   1 waits")
	for range 30 {
		d.Keys("down")
		d.Advance(4 * time.Minute)
	}
	d.Miss("AT THE GATE")
}

// TestTheStripIsReadWithoutColour and where it is narrow.
func TestTheStripIsReadWithoutColour(t *testing.T) {
	t.Parallel()
	for _, term := range [][]string{{"vt100"}, {"linux"}, {"dumb"}, {"xterm-256color", "NO_COLOR", "1"}} {
		d := open(t, func(s *setup) { s.term = term })
		manyAtGate(d)
		d.Keys("up", "home", "down")
		d.See("> NO     Salesman Ravi", "  YES    Vikas Amazon", "Meera Joshi: not known")
		d.Resize(60, 16)
		d.See("> NO     Salesman Ravi", "Meera Joshi", "[Inside 3]")
	}
}

// TestASearchLeavesTheStrip: what is typed goes to the list.
func TestASearchLeavesTheStrip(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("up", "/")
	d.Type("kir")
	d.Keys("enter", "o")
	d.See("Check out Kiran (AC service) (C-302)?")
	d.Keys("n", "up")
	d.See(">  12m   Suresh Patil")
	d.Keys("enter")
	d.See("Suresh Patil   waits")
	d.Keys("esc", "down")
	d.See("> 12:07  Kiran")
}

// TestSpaceAsksHowTheWordCame for who waits in the strip.
func TestSpaceAsksHowTheWordCame(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("up", " ", "p")
	d.See("Approved Suresh Patil (A-101). Space checks in.", "> YES    Suresh Patil", "by phone, 14:07")
}
