package shell_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

func TestAClosingDeskLeavesWhenNothingIsTyped(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Send(shell.Closing{In: time.Minute})
	if !d.Quit() {
		t.Error("an idle desk stays")
	}
}

func TestAClosingDeskWaitsForWhatIsTyped(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n")
	d.Type("98")
	d.Send(shell.Closing{In: time.Minute})
	d.See("The desk closes in 60 seconds")
	if d.Quit() {
		t.Fatal("what was typed is lost")
	}
	d.Keys("esc", "y")
	if !d.Quit() {
		t.Error("the desk stays though nothing is left to lose")
	}
}

func TestAClosingDeskWaitsForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("enter")
	d.Detail.Work = "the outcome of the export"
	d.Send(shell.Closing{In: time.Minute})
	d.See("! The desk closes in 60 seconds. Still under way: the outcome of the export.")
	if d.Quit() {
		t.Fatal("the export is lost")
	}
	d.Detail.Work = ""
	if d.Keys("down"); !d.Quit() {
		t.Error("the desk stays though nothing is left to lose")
	}
}

// TestWhoIsClosedReadsWhy: a desk on which nothing would be lost goes at once, and says
// why where it was; so does one that had to be saved first.
func TestWhoIsClosedReadsWhy(t *testing.T) {
	t.Parallel()
	for _, unsaved := range []bool{false, true} {
		stage := tuitest.NewStage(t, desktest.Xterm())
		screen := &desktest.Plain{Called: "Screen", Unsaved: unsaved}
		b := tuitest.NewBackend(tui.Entry{Name: "screen", Title: "Screen", Key: 's', New: func(*tui.Env, string) tui.Screen { return screen }})
		desk := shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session()})
		d := stage.Run(desk)
		if desk.Farewell() != "" {
			t.Errorf("before it ends it says %q", desk.Farewell())
		}
		d.Send(shell.Closing{In: time.Minute, Reason: "The server stops."})
		if d.Quit() == unsaved {
			t.Errorf("left %v, with something unsaved %v", d.Quit(), unsaved)
		}
		screen.Unsaved = false
		d.Keys("down")
		if !d.Quit() || desk.Farewell() != "The server stops." {
			t.Errorf("left %v, and says %q", d.Quit(), desk.Farewell())
		}
	}
}

func TestAnEndIsForItsAccount(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Send(tui.Ended{Reason: "Somebody else's.", Account: "another"})
	d.See("Visitor 0")
	d.Send(tui.Ended{Reason: "Your account was changed. Sign in again."})
	d.See("Your account was changed.", "E-mail")
}

func TestADeskGivesWayUnlessSomethingWouldBeLost(t *testing.T) {
	t.Parallel()
	var held []bool
	b := tuitest.NewBackend(tui.Entry{Name: "gate", Title: "Gate", Key: 'g', New: desktest.NewGate(&desktest.World{Visits: desktest.Visits(3), Page: 50})})
	stage := tuitest.NewStage(t, desktest.Xterm())
	desk := shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session(), Loses: func(is bool) { held = append(held, is) }})
	d := stage.Run(desk)
	d.See("Visitor 0")
	d.Keys("n")
	d.Type("98")
	d.Send(shell.GiveWay{Reason: "Another desk was opened."})
	if d.Quit() || desk.Farewell() != "" {
		t.Fatal("what was typed is lost")
	}
	d.Keys("esc", "y")
	d.Send(shell.GiveWay{Reason: "Another desk was opened."})
	if !d.Quit() || desk.Farewell() != "Another desk was opened." {
		t.Errorf("the desk stays, or leaves with %q", desk.Farewell())
	}
	if b.Called("SignOut") != 1 {
		t.Error("it was not signed out")
	}
	if n := len(held); n < 2 || held[n-2] != true || held[n-1] != false {
		t.Errorf("told %v", held)
	}
}
