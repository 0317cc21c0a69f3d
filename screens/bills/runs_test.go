package bills_test

import (
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/money"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/shell"
)

// TestARunIsTakenBackAndDoneAgain at the desk: looked at, asked why, and the month
// is billed anew.
func TestARunIsTakenBackAndDoneAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R", "right", "ctrl+s", "y", "l")
	d.See("Dec 2026", "Nov 2026", "10,000.00", "5,000.00")
	d.Keys("v")
	d.See("Run of December 2026", "Raised by Asha Rao on 21 Nov: 2 bills of ₹10,000.00 in all.", "The month can be billed anew.")
	d.Keys("ctrl+s")
	d.See("Take back 2 bills of ₹10,000.00 in all? It cannot be undone.", "Why is the run of December 2026 taken back?")
	if d.Keys("enter", "esc"); d.Called("Money.TakeBackRun") != 0 {
		t.Fatal("taken back without a reason")
	}
	d.Keys("ctrl+s")
	d.Type("the wrong fee")
	d.Fail("Money.TakeBackRun", screentest.Down())
	d.Keys("enter")
	d.See("The database cannot be reached")
	d.Keys("ctrl+s")
	d.See("the wrong fee") // typed once
	d.Keys("enter")
	d.See("Took back 2 bills of ₹10,000.00 in all; December 2026 can be billed anew.")
	if b := d.Bills.Find("Maintenance December 2026"); b.Status != money.Void || b.VoidReason != "the wrong fee" {
		t.Errorf("%+v", b)
	}
	if reasons := d.Notes(action.BillRunTakenBack); len(reasons) != 1 || reasons[0] != "the wrong fee" {
		t.Errorf("reasons %q", reasons)
	}
	// Nothing is left to look at: the list of runs stands in front.
	d.See("Runs", "taken back")
	d.Miss("No run of December 2026")
	d.Keys("v")
	d.See("Asha Rao took this run back on 21 Nov: the wrong fee")
	d.Keys("esc")
	d.See("2 units to be billed, ₹10,000.00 in all; 0 billed already.")
	d.Keys("ctrl+s", "y")
	d.See("Raised 2 bills of ₹10,000.00 in all for December 2026.")
	d.Keys("l")
	d.See("Dec 2026", "10,000.00", "taken back")
}

// TestAPaidRunIsNotTakenBack: the bill that keeps it is named, and nothing is asked.
func TestAPaidRunIsNotTakenBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R", "l", "end", "v")
	d.See("Run of August 2026", "It stays, for something is paid or claimed on 1 bill:", "A-101", "paid ₹1,500.00")
	d.Keys("ctrl+s")
	d.See("Something is paid on this run: reverse that first.")
	if d.Called("Money.TakeBackRun") != 0 {
		t.Error("it was tried all the same")
	}
}

// TestAHalfTakenBackRunIsSaidAndCompleted, also where somebody pays meanwhile.
func TestAHalfTakenBackRunIsSaidAndCompleted(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R", "ctrl+s", "y", "l", "v")
	d.Stop = screentest.Refusal("Stopped half-way. What is done stays; run it again to do the rest.")
	d.Keys("ctrl+s")
	d.Type("twice")
	d.Keys("enter")
	d.See("Stopped half-way.", "Before it stopped: Took back 1 bill of ₹5,000.00", "It was taken back half-way; Ctrl+S takes back the rest.")
	d.Keys("esc")
	d.See("unfinished!")
	d.Keys("esc")
	d.See("! The run of November 2026 is being taken back, or that stopped half-way")
	d.Stop = nil
	d.Keys("l", "v", "ctrl+s", "enter")
	d.See("Took back 1 bill of ₹5,000.00 in all; November 2026 can be billed anew.", "taken back")
	d.Miss("unfinished!", "is in force")
}

// TestAMonthFarAheadIsAskedAbout: the next one is not.
func TestAMonthFarAheadIsAskedAbout(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R", "right", "ctrl+s")
	d.See("Raise 2 bills of ₹10,000.00 in all for December 2026? y/n")
	d.Keys("n", "right", "ctrl+s")
	d.See("January 2027 is 2 months ahead. Raise 2 bills of ₹10,000.00 in all for it? y/n")
}

// TestARunTakenBackElsewhereIsNotTakenBackTwice: what was looked at is no more.
func TestARunTakenBackElsewhereIsNotTakenBackTwice(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R", "l", "v")
	d.Fail("Money.TakeBackRun", screentest.Refusal("This run was taken back meanwhile, or is another by now; look again."))
	d.Keys("ctrl+s")
	d.Type("twice")
	d.Keys("enter")
	d.See("This run was taken back meanwhile")
	d.Send(shell.Refresh{})
	d.See("Run of November 2026")
}
