package bills_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestUnitsAreFoundAndOpened(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) { raise(s, "C-302", "Water", 90_000_00, today(), today()) }))
	if top, next := strings.Index(d.View(), "C-302"), strings.Index(d.View(), "A-101"); top < 0 || next < top {
		t.Errorf("the unit that owes most is not on top:\n%s", d.View())
	}
	d = open(t)
	d.Miss("C-302") // owes nothing
	d.Keys("/")
	d.Type("c302")
	d.See("C-302", "found 1")
	d.Keys("enter", "enter")
	d.See("Bills > C-302", "owes nothing", "Nothing is due. Tab shows all bills, n raises one.")
	d.Keys("esc")
	d.See("[Units]", "/ c302")
	d.Keys("esc")
	d.See("> A-101")
	d.Keys("/")
	d.Type("zz")
	d.See("Nothing matches zz: type a unit, three letters of a name, or a phone.")
	d = open(t, func(s *setup) { s.open = id(101).String() })
	d.See("Bills > A-101", "owes ₹18,675.00")
	d.Keys("right", "/")
	d.Type("late fee")
	d.See("Late Fee: 5% of ₹3,500.00", "found 1")
}

func TestDefaultersAgreeWithTheirTotals(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("right")
	d.See("5,000.00      5,000.00      5,175.00      3,500.00     18,675.00",
		"1 unit late, 5 bills:  0-30 ₹5,000.00  31-60 ₹5,000.00  61-90 ₹5,175.00", "90+ ₹3,500.00  in all ₹18,675.00")
	d.Keys("/")
	d.Type("joshi")
	d.See("> A-101", "found 1")
	d.Keys("ctrl+u")
	d.Type("nair") // is not late
	d.See("No unit that is late matches nair.")
}

func TestTheDayOfTheCashCloseTurns(t *testing.T) {
	t.Parallel()
	d := open(t)
	pay(d.Society, bill(d.Society, 2), 5000_00, money.Cash, "", today())
	back, now := pay(d.Society, bill(d.Society, 3), 250_00, money.UPI, "UPI-9", today().AddDays(-1)), d.Society.Clock()
	back.Status, back.ReversedAt = money.PaymentTakenBack, &now
	d.Keys("left")
	d.See("21 Nov 2026:  Cash ₹5,000.00  taken back ₹250.00  in all ₹4,750.00")
	d.Keys("]")
	d.See("That day is yet to come.")
	d.Keys("[")
	d.See("20 Nov 2026:  UPI ₹250.00  in all ₹250.00")
	d.Keys("d", "ctrl+u")
	d.Type("2 sep")
	d.Keys("enter")
	d.See("2 Sep 2026:  UPI ₹1,500.00  in all ₹1,500.00")
	d.Keys("[")
	d.See("Nothing was taken on 1 Sep 2026.")
	d.Keys("d", "ctrl+u")
	d.Type("someday")
	d.Keys("enter")
	d.See("! Type a day")
}

func TestABillIsRaisedByHand(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "o", "tab")
	d.Type("12500")
	d.Keys("tab", "tab", "ctrl+u")
	d.Type("31 dec")
	d.See("Thursday 31 December 2026")
	d.Keys("tab")
	d.Type("from the old ledger")
	d.Fail("Money.RaiseBill", screentest.Complaint("amount", "That is more than this society bills."))
	d.Keys("ctrl+s")
	d.See("! That is more than this society bills.", "from the old ledger", "not saved")
	d.Keys("ctrl+s")
	d.See("Raised a bill of ₹12,500.00 for A-101, due 31 Dec 2026.", "31,175.00")
	d.UpToDate()
	b := d.Bills.Find("from the old ledger")
	if b.Type != money.Opening || b.Amount != 12500_00 || b.BillDate != today() || b.DueDate != day(2026, time.December, 31) || b.Description != "from the old ledger" {
		t.Errorf("%+v", b)
	}
	d.Keys("n", "shift+tab", "ctrl+u", "ctrl+s")
	d.See("! Which unit? Type its number, such as A-101.", "! This needs an amount above zero")
}

func TestABillIsRaisedForAnyHeadOfTheSociety(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) {
		s.Set("billing.heads", `["Sinking Fund","Repairs","Non-Occupancy","Cheque Return"]`)
	}))
	d.Keys("n")
	d.See("( ) Sinking Fund", "( ) Non-Occupancy", "( ) Cheque Return", "( ) Opening dues")
	d.Keys("r", "tab")
	d.Type("700")
	d.Keys("tab", "tab", "tab")
	d.Type("the lift")
	d.Keys("ctrl+s")
	d.See("Raised a bill of ₹700.00 for A-101")
	if b := d.Bills.Find("the lift"); b.Type != "Repairs" {
		t.Errorf("raised for %s", b.Type)
	}
}

func TestACorrectionKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "end", "c")
	d.Type("4500")
	d.Keys("ctrl+s")
	d.See("! Why? The reason stays with the bill.")
	d.Type("agreed in the meeting")
	bill(d.Society, 4).Description, bill(d.Society, 4).Version = "With the lift", "another's" // somebody else was here
	d.Keys("ctrl+s")
	d.See("Changed meanwhile, now: Text With the lift.", "Not saved: Amount 4500.", "4500", "changed meanwhile", "agreed in the meeting")
	d.Keys("ctrl+s")
	d.See("Corrected the bill of A-101: Maintenance, Nov 2026.", "4,500.00")
	if b := bill(d.Society, 4); b.Amount != 4500_00 || b.Description != "With the lift" {
		t.Errorf("the second save left %+v", b)
	}
	d.Keys("home", "c")
	d.See("₹1,500.00 is paid on this bill already: reverse the payment first.")
	// Another bill's waiver does not stand under it.
	d.Keys("down", "down", "w")
	d.See("Late Fee: 5% of ₹3,500.00")
	d.Miss("is paid on this bill already")
}

// TestACorrectionSaysWhatBecomesOfTheLateFee, while it is typed.
func TestACorrectionSaysWhatBecomesOfTheLateFee(t *testing.T) {
	t.Parallel()
	d := open(t, with(func(s *screentest.Society) {
		base, october := value.Paise(5000_00), bill(s, 3)
		fee := raise(s, "A-101", money.LateFee, 250_00, day(2026, 10, 16), day(2026, 10, 31))
		fee.LateFeeOf, fee.FeeBase, fee.FeePercent, fee.Description = &october.ID, &base, "5", "Late fee on Maintenance"
	}))
	d.Keys("enter", "down", "down", "down", "c")
	d.Type("4000")
	d.See("Its late fee of ₹250.00 becomes ₹200.00.")
	d.Keys("ctrl+u")
	d.Type("6000")
	d.Miss("Its late fee")
	d.Keys("ctrl+u")
	d.Type("4000")
	d.Keys("shift+tab")
	d.Type("read wrongly")
	d.Keys("ctrl+s")
	d.See("Corrected the bill of A-101")
	if fee := d.Bills.Find("Late fee on Maintenance"); fee.Amount != 200_00 || *fee.FeeBase != 4000_00 {
		t.Errorf("%+v", fee)
	}
}

func TestDuesAreWaivedAndBillsVoided(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "down", "down", "w")
	d.See("Late Fee: 5% of ₹3,500.00", "175.00")
	d.Type("first time")
	d.Keys("shift+tab")
	d.Type("200")
	d.Keys("ctrl+s")
	d.See("! At most ₹175.00 is due.")
	d.Keys("ctrl+u")
	d.Type("100")
	d.See("cannot be undone")
	d.Keys("ctrl+s")
	d.See("Waived ₹100.00 of A-101: Late Fee: 5% of ₹3,500.00.", "75.00")
	d.Keys("end", "v", "enter")
	d.See("It cannot be undone. Why is the bill of ₹5,000.00 for A-101", "Please type something.")
	d.Type("raised twice")
	if d.Keys("esc"); d.Called("Money.VoidBill") != 0 {
		t.Error("void without a reason")
	}
	d.Keys("v")
	d.Type("raised twice")
	d.Keys("enter")
	d.See("The bill of ₹5,000.00 for A-101 is void.", "[Dues 4]")
	if reasons := d.Notes(action.BillWaived, action.BillVoided); !slices.Equal(reasons, []string{"first time", "raised twice"}) {
		t.Errorf("reasons %q", reasons)
	}
	d.Keys("right")
	d.See("void")
	d.Keys("v")
	d.See("This bill is void; nothing on it can be changed.")
	d.Keys("w")
	d.See("Nothing is due on this bill any more.")
	d.Keys("enter")
	d.See("Maintenance   void", "raised twice")
}

func TestTheRunIsShownBeforeItIsDone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R")
	d.See("Maintenance of November 2026", "1 unit to be billed, ₹5,000.00 in all; 1 billed already.", "C-302       3BHK        no fee for its type")
	d.Keys("right")
	d.See("2 units to be billed, ₹10,000.00 in all; 0 billed already.")
	d.Keys("ctrl+s")
	d.See("Raise 2 bills of ₹10,000.00 in all for December 2026? y/n")
	if d.Keys("n"); d.Called("Money.RunBills") != 0 {
		t.Fatal("run without a yes")
	}
	d.Stop = screentest.Refusal("Stopped half-way. What is done stays; run it again to do the rest.")
	d.Keys("ctrl+s", "y")
	d.See("Stopped half-way.", "Before it stopped: Raised 1 bill of ₹5,000.00 in all for December 2026.", "1 unit to be billed")
	d.Stop = nil
	d.Pause()
	d.Keys("ctrl+s", "y")
	d.See("Working.")
	d.Keys("ctrl+s", "y", "esc")
	d.See("Still at work; wait until it is done.")
	d.Resume()
	d.See("Raised 1 bill of ₹5,000.00 in all for December 2026.", "0 units to be billed")
	d.UpToDate()
	if n := d.Called("Money.RunBills"); n != 2 {
		t.Errorf("%d runs", n)
	}
	d.Keys("ctrl+s")
	d.See("No unit is left to be billed for December 2026.")
	d.Keys("esc", "/")
	d.Type("b204")
	d.See("6,200.00")
}

// TestARunIsWhatItsQuestionSaid: a fee that another desk changes meanwhile shows in
// the preview, and nothing is done for a yes to what was asked before.
func TestARunIsWhatItsQuestionSaid(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("R", "ctrl+s")
	d.See("Raise 1 bill of ₹5,000.00 in all for November 2026? y/n")
	d.Set("billing.maintenance_fee", `{"2BHK": 6000}`)
	d.Refresh()
	d.Keys("y")
	d.See("Nothing was done: the figures have changed.", "1 unit to be billed, ₹6,000.00 in all")
	if d.Called("Money.RunBills") != 0 {
		t.Fatal("run for another question's yes")
	}
	d.Keys("ctrl+s", "y")
	d.See("Raised 1 bill of ₹6,000.00 in all for November 2026.")
}

func TestLateFeesShowTheirArithmetic(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.See("3 late fees wait, ₹750.00 in all. O shows them.")
	d.Fail("Money.PreviewOverdue", screentest.Down())
	d.Keys("O")
	d.See("! The database cannot be reached")
	d.Keys("r")
	d.See("3 bills to be marked overdue. 3 late fees wait, ₹750.00 in all.", "Late fees are for dues of 1 Sep 2026 or later", "5% of ₹5,000.00 = ₹250.00")
	d.Keys("ctrl+s")
	d.See("Mark 3 bills overdue and charge 3 late fees of ₹750.00 in all? y/n")
	if d.Keys("n"); d.Called("Money.ChargeLateFees")+d.Called("Money.MarkOverdue") != 0 {
		t.Fatal("charged without a yes")
	}
	d.Keys("ctrl+s", "y")
	d.See("Marked 3 bills overdue. Charged 3 late fees of ₹750.00 in all.", "0 late fees")
	d.Keys("ctrl+s")
	d.See("Every late bill is marked, and no late fee waits.")
	d.Keys("esc")
	d.See("19,425.00")
	d.Miss("late fees wait")
}

// TestLateFeesAreThoseOfTheQuestion: as many, of the same sum, on other bills is
// another question; what changes behind a yes is left and said.
func TestLateFeesAreThoseOfTheQuestion(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("O", "ctrl+s")
	d.See("charge 3 late fees of ₹750.00 in all? y/n")
	pay(d.Society, bill(d.Society, 4), 5000_00, money.Cash, "", today())
	raise(d.Society, "B-204", "Water", 5000_00, day(2026, 10, 1), day(2026, 10, 16))
	d.Refresh()
	d.Keys("y")
	d.See("Nothing was done: the figures have changed.", "3 late fees wait, ₹750.00 in all.")
	if d.Called("Money.ChargeLateFees")+d.Called("Money.MarkOverdue") != 0 {
		t.Fatal("charged for another question's yes")
	}
	d.Keys("ctrl+s")
	pay(d.Society, bill(d.Society, 3), 100_00, money.Cash, "", today())
	d.Keys("y")
	d.See("Charged 2 late fees of ₹500.00 in all; left 1 that changed meanwhile.")
}

// TestDaysThatAreTooFarOff: refused beside the field as it is typed, before anything
// is asked of the database; the cash close stays where it is.
func TestDaysThatAreTooFarOff(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "w", "tab")
	d.Type("100")
	for _, day := range []string{"1/1/0001", "21/11/1950", "31/12/9999"} {
		d.Keys("tab", "ctrl+u")
		d.Type(day)
		d.Keys("ctrl+s")
		d.See("! Choose a day from 21 Nov 1976 to 21 Nov 2036.")
		d.Keys("shift+tab")
	}
	if d.Called("Money.RaiseBill") != 0 {
		t.Error("a bill was raised")
	}
	d = open(t)
	d.Keys("left", "d", "ctrl+u")
	d.Type("31/12/1940")
	d.Keys("enter")
	d.See("Choose a day from 21 Nov 1976 to 21 Nov 2036.", "21 Nov 2026", "> 31/12/1940")
	// What was typed stands there to be put right.
	for typed, says := range map[string]string{"bank day": "Type a day, such as today", "31 jan 2027": "That day is yet to come."} {
		d.Keys("ctrl+u")
		d.Type(typed)
		d.Keys("enter")
		d.See("Cash close of which day?", "> "+typed, says)
	}
	d.Keys("ctrl+u")
	d.Type("3 nov 2026")
	d.Keys("enter")
	d.Miss("Cash close of which day?", "! ")
	d.See("3 Nov 2026")
}

// TestADueDateOfTheYearToComeIsRead: four digits behind a day are its year where no
// time is asked for.
func TestADueDateOfTheYearToComeIsRead(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n", "w", "tab")
	d.Type("100")
	d.Keys("tab", "tab", "ctrl+u")
	d.Type("31 jan 2027")
	d.See("> Due", "31 jan 2027", "Sunday 31 January 2027")
	d.Keys("shift+tab")
	d.Miss("Type a day")
}

// TestWhatIsSavedAndCannotBeShown: the form closes as after any save, and says so;
// nothing offers to save it again.
func TestWhatIsSavedAndCannotBeShown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "w")
	d.Fail("Money.WaiveBill", fault.SavedUnshown(errors.New("year 20000")))
	d.Type("first time")
	d.Keys("ctrl+s", "y")
	d.See("Bills > A-101", "[Dues 5]", "saved, but it cannot be shown: waiver of ₹3,500.00 for A-101")
	d.Miss("Reason", "not saved")
	d.Fail("Money.VoidBill", fault.SavedUnshown(errors.New("year 20000")))
	d.Keys("end", "v")
	d.Type("raised twice")
	d.Keys("enter", "y")
	d.See("saved, but it cannot be shown: void of ")
	if d.Called("Money.WaiveBill") != 1 || d.Called("Money.VoidBill") != 1 {
		t.Error("sent again")
	}
	d.Keys("esc")
	d.Fail("Money.ChargeLateFees", fault.SavedUnshown(errors.New("year 20000")))
	d.Keys("O", "ctrl+s", "y")
	d.See("Saved, but it cannot be shown.")
	d.Miss("Before it stopped")
}

// TestAskingWaitsForThePreview: a key pressed while the preview is read is not
// lost; another key takes it back.
func TestAskingWaitsForThePreview(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Pause()
	d.Keys("O", "ctrl+s")
	d.Resume()
	d.See("Mark 3 bills overdue and charge 3 late fees of ₹750.00 in all? y/n")
	d.Keys("n")
	d.Pause()
	d.Refresh()
	d.Keys("ctrl+s", "down")
	d.Resume()
	d.Miss("y/n")
}

func TestLateFeesThatNobodyCharges(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Set("billing.late_fees", "no")
	d.Keys("O")
	d.See("Late fees are off: billing.late_fees is no (Settings).")
	d.Keys("ctrl+s")
	d.See("Late fees are off")
	if d.Called("Money.ChargeLateFees") != 0 {
		t.Fatal("charged")
	}
	d = open(t, staff)
	d.Miss("late fees wait")
	if d.Called("Money.FeesWaiting") != 0 {
		t.Error("staff ask what waits for an admin")
	}
	d.Keys("O")
	d.See("Only an admin raises and changes bills")
}

// TestManyLateFeesAreWaivedAtOnce: chosen one by one, and all of a day, with one
// reason that survives a failure.
func TestManyLateFeesAreWaivedAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("O", "ctrl+s", "y", "w")
	d.See("Bills > Late fees charged", "Space chooses a late fee, A all of its day; w waives them.", "> ", "250.00", "175.00")
	d.Keys(" ", " ", " ", " ", "up", " ")
	d.See("Chosen: 3 late fees, ₹")
	d.Keys("home", "A")
	d.See("Chosen: all of 21 Nov 2026.")
	d.Keys(" ")
	d.Miss("Chosen: all of 21 Nov 2026.")
	d.Keys("home", "A")
	d.See("Chosen: all of 21 Nov 2026.")
	d.Keys("w")
	d.See("It cannot be undone. Why waive 4 late fees of ₹925.00 in", "all?")
	d.Keys("enter", "esc")
	if d.Called("Money.WaiveLateFees") != 0 {
		t.Fatal("waived without a reason")
	}
	d.Fail("Money.WaiveLateFees", screentest.Down())
	d.Keys("w")
	d.Type("charged by mistake")
	d.Keys("enter")
	d.See("The database cannot be reached", "Chosen: ")
	d.Stop = screentest.Refusal("Stopped half-way. What is done stays; run it again to do the rest.")
	d.Keys("w", "enter")
	d.See("Before it stopped: Waived 1 late fee of ₹")
	d.Stop = nil
	d.Pause()
	d.Keys("w", "enter")
	d.See("Working.")
	d.Keys("w", " ", "A", "esc")
	d.See("Still at work; wait until it is done.")
	d.Resume()
	d.See(" that changed meanwhile.", "Space chooses a late fee")
	if reasons := d.Notes(action.BillWaived); len(reasons) != 4 || !slices.Equal(slices.Compact(reasons), []string{"charged by mistake"}) {
		t.Errorf("reasons %q", reasons)
	}
	d.Keys("esc")
	d.See("Bills", "[Units]")
}
