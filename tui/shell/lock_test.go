package shell_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

func TestLockHidesAndKeepsEverything(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("down", "L")
	d.See("Locked. Sunita Pawar unlocks with the password.")
	d.Send(tui.Notify{Text: "Anita Desai came in."})
	d.Miss("Visitor", "Water off", "Anita Desai")
	d.Keys("o", "y", "q", "1")
	d.Miss("Visitor", "Checked out")
	d.Keys("esc")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("> 08:01", "Water off")
	d.Miss("Checked out")
}

func TestLockKeepsAHalfTypedFormAndItsQuestion(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n")
	d.Type("98200")
	d.Keys("esc")
	d.See("Leave without saving what you typed? y/n")
	d.Advance(5 * time.Minute)
	d.See("Locked.", "What was typed here is kept, but not saved yet.")
	d.Miss("98200", "y/n")
	d.Type("y")
	d.Keys("esc")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("98200", "Leave without saving what you typed? y/n")
	d.Keys("n")
	d.See("98200")
}

func TestIdleLockCountsFromTheLastKey(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Advance(4 * time.Minute)
	d.Keys("down")
	d.Advance(4 * time.Minute)
	d.See("Visitor 0")
	d.Refresh() // data that changes is nobody at the keyboard
	d.Advance(time.Minute)
	d.See("Locked.")
}

func TestIdleLockFollowsTheSetting(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	for range 5 {
		d.Backend.Society.IdleLock = 2 * time.Minute
		d.Send(tui.HouseChanged{})
	}
	d.Advance(119 * time.Second)
	d.See("Visitor 0")
	d.Advance(time.Second)
	d.See("Locked.")
	d.Advance(20 * time.Minute)
	if n := d.Timers(); n != 1 {
		t.Errorf("%d timers are under way, want the clock's", n)
	}
}

func TestOneTimerWatchesTheKeyboard(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	for _, rest := range []time.Duration{4 * time.Minute, 3 * time.Minute, 10 * time.Minute, 2 * time.Minute} {
		d.Backend.Society.IdleLock = rest
		d.Send(tui.HouseChanged{})
	}
	for range 40 {
		d.Keys("down")
		d.Advance(50 * time.Second)
	}
	d.Miss("Locked.")
	if n := d.Timers(); n != 2 {
		t.Errorf("%d timers are under way, want the clock's and the keyboard's", n)
	}
}

func TestIdleLockIsBounded(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Backend.Society.IdleLock = time.Second
	d.Send(tui.HouseChanged{})
	d.Advance(59 * time.Second)
	d.See("Visitor 0")
	d.Advance(time.Second)
	d.See("Locked.")
	e := desktest.NewDesk(t, desktest.Xterm(), true)
	e.Backend.Society.IdleLock = 100 * time.Hour
	e.Send(tui.HouseChanged{})
	e.Advance(time.Hour)
	e.See("Locked.")
}

func TestThreeWrongPasswordsAtTheLock(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("L")
	for i := range 3 {
		d.See("Locked.")
		d.Type("wrong")
		d.Keys("enter")
		if i < 2 {
			d.See("The password is wrong.")
		}
	}
	d.See("E-mail", "wrong too often")
	d.Miss("Locked.")
	if d.Backend.Called("SignOut") != 1 {
		t.Error("the session was not signed out")
	}
}

// readOnly is the answer of a database that is so for a while.
type readOnly struct{ tuitest.Sentence }

func (readOnly) Outage() (words string, is bool) { return "The database is read-only just now", true }
func (readOnly) Passing() bool                   { return true }

// TestAPasswordIsAskedForAnew: it goes with every answer, so that the sentence of a
// trouble must not promise that what was typed is kept.
func TestAPasswordIsAskedForAnew(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Send(tui.Lock{})
	d.Backend.Down = readOnly{"The database is read-only just now. Nothing typed is lost; try again in a moment."}
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("Locked.", "The database is read-only just now. Type the password again in a moment.")
	d.Miss("Nothing typed is lost")
	d.Backend.Down = nil
	d.Type("demo-society360")
	d.Keys("enter")
	d.Miss("Locked.")
}

func TestADatabaseThatIsAwayIsNoWrongPassword(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n")
	d.Type("98200")
	d.Send(tui.Lock{})
	d.Backend.Down = tuitest.Sentence("The database is away.")
	for range 5 {
		d.Type("demo-society360")
		d.Keys("enter")
		d.See("Locked.", "The database is away.")
	}
	d.Backend.Down = nil
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("98200")
}

func TestUnlockAsksOnceAtATime(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("L")
	d.Type("demo-society360")
	d.Pause()
	d.Keys("enter", "enter", "ctrl+o")
	d.See("Checking...")
	d.Resume()
	d.See("Visitor 0")
	if n := d.Backend.Called("Unlock"); n != 1 {
		t.Errorf("the password was checked %d times", n)
	}
}

func TestSomeoneElseSignsIn(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("L", "ctrl+o")
	d.See("E-mail")
	d.Miss("Sunita Pawar", "guard@demo.example")
	if d.Backend.Called("SignOut") != 1 {
		t.Error("the first account was not signed out")
	}
	d.Type("guard@demo.example")
	d.Keys("enter")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("Visitor 0")
}

func TestSomeoneElseAsksWhereSomethingWouldBeLost(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n")
	d.Type("98200")
	d.Send(tui.Lock{})
	d.Keys("ctrl+o")
	d.See("lose what Sunita Pawar typed? y/n")
	d.Keys("n")
	d.See("Locked.")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("98200")
	d.Send(tui.Lock{})
	d.Keys("ctrl+o", "y")
	d.See("E-mail")
}

func TestCloseAfterARestedLock(t *testing.T) {
	t.Parallel()
	b := tuitest.NewBackend()
	stage := tuitest.NewStage(t, desktest.Xterm())
	d := stage.Run(shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session(), CloseAfter: 10 * time.Minute}))
	d.Advance(5 * time.Minute)
	d.See("Locked.")
	d.Advance(9 * time.Minute)
	if d.Quit() {
		t.Fatal("closed too early")
	}
	d.Advance(time.Minute)
	if !d.Quit() {
		t.Error("a rested lock screen stays open")
	}
}

func TestAPasserByCannotThrowAwayAForm(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n")
	d.Type("98200")
	d.Send(tui.Lock{})
	for range 4 {
		d.Type("guess")
		d.Keys("enter")
	}
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("98200")
}
