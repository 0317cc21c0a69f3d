package tui_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
)

func TestAClosingDeskLeavesWhenNothingIsTyped(t *testing.T) {
	t.Parallel()
	d := newDesk(t, xterm(), true)
	d.Send(tui.Closing{In: time.Minute})
	if !d.Quit() {
		t.Error("an idle desk stays")
	}
}

func TestAClosingDeskWaitsForWhatIsTyped(t *testing.T) {
	t.Parallel()
	d := newDesk(t, xterm(), true)
	d.Keys("n")
	d.Type("98")
	d.Send(tui.Closing{In: time.Minute})
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
	d := newDesk(t, xterm(), true)
	d.Keys("enter")
	d.detail.work = "the outcome of the export"
	d.Send(tui.Closing{In: time.Minute})
	d.See("! The desk closes in 60 seconds; not known yet: the outcome of the export.")
	if d.Quit() {
		t.Fatal("the export is lost")
	}
	d.detail.work = ""
	if d.Keys("down"); !d.Quit() {
		t.Error("the desk stays though nothing is left to lose")
	}
}

func TestAnEndIsForItsAccount(t *testing.T) {
	t.Parallel()
	d := newDesk(t, xterm(), true)
	d.Send(tui.Ended{Reason: "Somebody else's.", Account: "another"})
	d.See("Visitor 0")
	d.Send(tui.Ended{Reason: "Your account was changed. Sign in again."})
	d.See("Your account was changed.", "E-mail")
}
