package units_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports"

	"github.com/civoranexus/society360/screens/screentest"
)

func TestUnitsAreFoundAndFiltered(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.See("[All units]", "A-101", "A-103", "B-204", "Meera Joshi", "! maintenance")
	d.Keys("/")
	d.Type("a 10")
	d.See("found 3")
	d.Miss("B-204")
	d.Keys("esc", "right")
	d.See("[Occupied]", "A-101", "B-204")
	d.Miss("A-102", "A-103")
	d.Keys("right", "right")
	d.See("[Maintenance]", "A-103")
	d.Keys("right")
	d.See("[Blocks]", "Tower A", "Six floors")
	// A block leads to its units, Esc to all.
	d.Keys("down", "enter")
	d.See("[Tower B]", "B-204")
	d.Miss("A-101")
	d.Keys("right")
	d.See("[Occupied]", "B-204")
	d.Miss("A-101")
	d.Keys("left", "esc")
	d.See("[All units]", "A-101", "B-204")
}

func TestPagesAreReadOn(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) { s.edits = func(r *screentest.Society) { r.Page = 2 } })
	d.Keys("end", "end")
	d.See("> B-204")
}

func TestAUnitIsAddedWithItsBlock(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.See("a new name adds a block")
	d.Type("Tower C")
	d.Keys("tab")
	d.See("a new block")
	d.Type("301")
	d.Keys("ctrl+s")
	d.See("Please fill this in.")
	d.Miss("is no floor")
	d.Type("high")
	d.Keys("tab")
	d.Type("2 bhk")
	d.Keys("ctrl+s")
	d.See("“high” is no floor", "Tower C", "301")
	d.Keys("backspace", "backspace", "backspace", "backspace")
	d.Type("3")
	d.Lose("Homes.CreateUnit")
	d.Keys("ctrl+s")
	d.See("saved: unit 301", "C-301", "Tower C")
	if u := d.Units.Find("C-301"); d.Called("Homes.CreateUnit") != 1 || d.Called("Settle") != 1 || u.Type != "2BHK" || u.Floor != 3 {
		t.Errorf("calls %v, %+v", d.Calls, u)
	}
	// A block that is there is chosen; a number that is taken is said beside it.
	d.Keys("n")
	d.Type("tower a")
	d.Keys("tab")
	d.Type("101")
	d.Keys("tab")
	d.Type("1")
	d.Keys("tab")
	d.Type("1RK")
	d.Keys("f2")
	d.See("This block has a unit of that number already.", "101", "1RK")
	d.Keys("backspace")
	d.Type("9")
	d.Keys("f2")
	// It is opened: m means it, wherever in the lists it stands.
	d.See("Added A-109. m moves somebody in.", "> Unit", "A-109", "nobody")
	d.UpToDate()
	d.Keys("m")
	d.See("Move in to A-109")
	// So it is from within another unit.
	d.Keys("esc", "n")
	d.Type("tower b")
	d.Keys("tab")
	d.Type("7")
	d.Keys("tab")
	d.Type("0")
	d.Keys("tab")
	d.Type("Shop")
	d.Keys("f2", "m")
	d.See("Move in to B-7")
	d.Keys("esc", "esc")
	d.See("[All units]", "> B-7")
	if n := d.Blocks.Len(); n != 3 {
		t.Errorf("%d blocks", n)
	}
}

func TestSomebodyNewMovesIn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "m")
	d.See("Move in to A-102", "name, e-mail or phone")
	d.Type("Ravi Iyer")
	d.Keys("tab")
	d.See("a new account")
	// All that is wrong is told at once, each beside its field.
	d.Type("ravi")
	d.Keys("tab")
	d.Type("98200 1234")
	d.Keys("tab", "t", "tab", "tab")
	d.Type("31 feb")
	d.Keys("ctrl+s")
	d.See("is no e-mail address", "has 9 digits", "! Type a day", "Ravi Iyer", " > E-mail")
	d.Type("@new.example")
	d.Keys("tab", "ctrl+u", "tab", "tab", "tab", "ctrl+u")
	// Without its year it is a day that was, or one of the coming week.
	for typed, read := range map[string]string{"mon": "Monday 16 November 2026", "1 dec": "Monday 1 December 2025", "25 nov": "Wednesday 25 November 2026", "15/3/2024": "Friday 15 March 2024", "1/3/2027": "Monday 1 March 2027"} {
		d.Type(typed)
		d.See(read)
		d.Keys("ctrl+u")
	}
	for _, far := range []string{"1/1/1950", "1/12/2027", "31/12/9999"} {
		d.Type(far)
		d.Keys("ctrl+s")
		d.See("! Choose a day from 21 Nov 1976 to 21 Nov 2027.")
		d.Keys("ctrl+u")
	}
	d.Type("nov 2025")
	d.See("Saturday 1 November 2025")
	d.Keys("ctrl+s")
	d.See("Ravi Iyer moved into A-102.", "occupied")
	d.UpToDate()
	p := d.Ties.Find("Ravi Iyer")
	if p.Type != "tenant" || !p.Primary || p.MovedIn != day("2025-11-01") || p.Email != "ravi@new.example" {
		t.Errorf("moved in: %+v", p)
	}
}

func TestSomebodyKnownMovesIn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("m")
	d.See("now Meera Joshi")
	d.Type("farah")
	d.Keys("tab")
	d.See("farah@test.example, B-204")
	d.Miss("E-mail ")
	d.Keys("f", "ctrl+s")
	d.See("Farah Khan moved into A-101.")
	if p := d.Ties.Find("Farah Khan"); p.Primary || p.Type != "family_member" || p.UnitID != id(d, "A-101") || p.MovedIn != day("2026-11-21") {
		t.Errorf("moved in: %+v", p)
	}
}

// TestSomebodyMovesInLater: nothing of the unit changes before the day, and until
// then it can be moved, and called off.
func TestSomebodyMovesInLater(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("m")
	d.Type("farah")
	d.Keys("tab", "t", "tab", "y", "tab")
	d.Type("1/2/2027")
	d.Keys("ctrl+s")
	d.See("Farah Khan moves into A-101 on 1 Feb 2027.", "Meera Joshi")
	d.Keys("enter", "down", "down", "down")
	d.See("owner, primary", "Moves in", "tenant, then primary", "on 1 Feb 2027", "o move out")
	d.Keys("p")
	d.See("Farah Khan does not become the primary contact of A-101.")
	d.Keys("p")
	d.See("Farah Khan becomes the primary contact of A-101 on 1 Feb 2027.")
	d.Keys("e", "tab")
	d.Type("1/3/2027")
	d.Keys("ctrl+s")
	d.See("Changed Farah Khan.", "on 1 Mar 2027")
	d.UpToDate()
	d.Keys("o")
	d.See("moves in on 1 Mar 2027; today calls that off")
	d.Keys("ctrl+s")
	d.See("Farah Khan does not move in.", "owner, primary")
	d.Miss("Moves in")
	if p := d.Ties.Find("Farah Khan"); p.Status != "moved_out" || p.Primary {
		t.Errorf("called off: %+v", p)
	}
}

func TestResidentsComeAndGo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter")
	d.See("Units > A-101", "Meera Joshi", "owner, primary", "family (inactive)", "until 31 Dec", "Lived", "Old Tenant", "to 30 Apr 2024",
		"₹12,340.50 due", "1 open", "1 inside")
	d.Keys("o")
	d.See("Choose who moves out, then o.")
	d.Keys("down", "p")
	d.See("Arun Joshi is the primary contact of A-101.")
	d.Fail("Homes.SetPrimary", &fault.Error{Kind: fault.Refused, Format: "Someone else changed %s meanwhile; look again before you save.", Args: []any{"Meera Joshi"}})
	d.Keys("down", "p")
	d.See("Someone else changed Meera Joshi meanwhile")
	// Out: ahead, back again, and today.
	d.Keys("o")
	d.See("Meera Joshi moves out of A-101", "21 Nov")
	// A day without its year is the nearest, one within a week ahead.
	d.Type("15 nov")
	d.See("Sunday 15 November 2026")
	d.Keys("ctrl+u")
	d.Type("fri")
	d.See("Friday 27 November 2026")
	d.Keys("ctrl+u")
	d.Type("1 mar")
	d.See("Monday 1 March 2027")
	d.Keys("ctrl+u")
	d.Type("1/12/2027")
	d.Keys("ctrl+s")
	d.See("! Choose a day from 21 Nov 1976 to 21 Nov 2027.")
	d.Keys("ctrl+u")
	d.Type("30 nov")
	d.See("Monday 30 November 2026")
	// What is due stays with whoever stays; it is asked, and refused to nobody.
	d.Keys("ctrl+s")
	d.See("A-101 owes ₹12,340.50, which stays with Arun Joshi. Does", "Meera Joshi move out all the same? y/n")
	d.Keys("n")
	if d.Called("Homes.MoveOut") != 0 {
		t.Error("moved out after a no")
	}
	d.See("Meera Joshi moves out of A-101", "30 nov")
	d.Keys("ctrl+s", "y")
	d.See("Meera Joshi moves out on 30 Nov.", "until 30 Nov")
	d.Keys("o")
	d.See("-: takes the day back")
	d.Type("-")
	d.Fail("Directory.Record", screentest.Down()) // a key may come before it is read again
	d.Keys("ctrl+s", "o")
	d.See("Meera Joshi moves out of A-101", "21 Nov")
	d.Miss("-: takes the day back")
	d.See("A-101 owes ₹12,340.50, which", "stays with Arun Joshi.")
	d.Fail("Homes.MoveOut", screentest.Down())
	d.Keys("ctrl+s", "y")
	d.See("not saved", "Meera Joshi moves out of A-101")
	d.Keys("ctrl+s", "y")
	d.See("Meera Joshi moved out.", "to 21 Nov")
	d.UpToDate()
	// What a resident is.
	d.Keys("home", "down", "e")
	d.See("Arun Joshi in A-101")
	d.Keys("o", "tab", "ctrl+s")
	d.See("Changed Arun Joshi.", "owner")
	// Who has moved out stays so.
	d.Keys("end", "up", "o")
	d.See("has moved out already.")
	d.Keys("e")
	d.See("has moved out; m moves somebody in.")
}

func TestMaintenanceAndDeletion(t *testing.T) {
	t.Parallel()
	d := open(t)
	// Why is kept through a save that failed, and need not be said.
	d.Fail("Homes.SetMaintenance", screentest.Down())
	d.Keys("s")
	d.See("Why is A-101 under maintenance?")
	d.Type("new pipes")
	d.Keys("enter")
	d.See("not saved")
	d.Keys("s", "enter")
	d.See("A-101 is under maintenance. s ends it.")
	// It means that unit, wherever the cursor went meanwhile.
	d.Keys("down", "s")
	d.See("A-101 is occupied again.")
	d.Keys("up")
	d.Keys("s", "esc")
	d.Keys("s", "enter", "s")
	d.See("A-101 is occupied again.")
	if got := strings.Join(d.Notes(action.UnitStatusChanged), "|"); got != "new pipes|||" {
		t.Errorf("notes %q", got)
	}
	d.Keys("x")
	d.See("Delete A-101? y/n")
	d.Keys("y")
	d.See("A-101 cannot be deleted: 14 visits, 3 bills, 2 tickets, 3 residents.")
	d.Keys("enter", "x")
	d.See("A-101 stays: 14 visits, 3 bills, 2 tickets, 3 residents.")
	if d.Called("Homes.DeleteUnit") != 1 {
		t.Error("a unit that is known to stay was sent for deletion")
	}
	d.Keys("esc", "down", "x", "y")
	d.See("Deleted A-102.", "> A-103")
	d.Miss("A-102  ")
	d.Keys("enter", "x", "y")
	d.See("Deleted A-103.", "[All units]", "> B-204")
	// Blocks.
	d.Keys("left", "x", "y")
	d.See("Tower A cannot be deleted: it has 1 unit.")
	d.Keys("n")
	d.Type("Tower C")
	d.Keys("ctrl+s")
	d.See("Added Tower C. Enter shows it, n there adds units.", "> Tower C")
	d.Keys("x", "y")
	d.See("Deleted Tower C.")
}

func TestEditsKeepWhatOthersChanged(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("down", "e")
	d.See("Edit A-102")
	d.Units.Change("A-102", func(u *screentest.Home) { u.Floor = 7 })
	d.Keys("end")
	d.Type("B")
	d.Keys("ctrl+s")
	d.See("A-102 was changed by Imran Shaikh at 14:07", "Changed meanwhile by Imran Shaikh at 14:07, now: Floor 7.", "Not saved: Number 102B.", "changed meanwhile")
	d.Keys("ctrl+s")
	d.See("Changed A-102B.", "> A-102B")
	if u := d.Units.Find("A-102B"); u.Floor != 7 {
		t.Errorf("the second save took the floor back: %+v", u)
	}
	// An open unit is what was saved before it is read again: a key may come first.
	d.Keys("enter", "e", "end")
	d.Type("2")
	d.Fail("Directory.Record", screentest.Down())
	d.Keys("ctrl+s")
	d.See("Units > A-102B2")
	d.Keys("x")
	d.See("Delete A-102B2? y/n")
	d.Keys("n", "esc")
	d.Keys("left", "e", "end")
	d.Type("1")
	d.Keys("ctrl+s")
	d.See("Changed Tower A1.")
	if b := d.Blocks.Find("Tower A1"); b.Description != "Six floors\nlift 1" {
		t.Errorf("the block says %q", b.Description)
	}
}

func TestTheUnitLeadsOn(t *testing.T) {
	t.Parallel()
	unit, meera := screentest.ID(101).String(), screentest.ID(1).String()
	for _, c := range []struct{ keys, want string }{
		{"h", "audit units/" + unit},
		{"down down h", "audit user_units/" + meera},
		{"down down enter", "users " + screentest.ID(1001).String()},
		{"down down down enter", "bills " + unit},
		{"down down down down down enter", "directory " + unit},
	} {
		d := open(t, func(s *setup) { s.open = unit })
		d.See("Units > A-101")
		d.Keys(strings.Fields(c.keys)...)
		if len(d.Opened) != 1 || d.Opened[0] != c.want {
			t.Errorf("%s opened %v, want %s", c.keys, d.Opened, c.want)
		}
	}
	d := open(t, func(s *setup) { s.open = screentest.ID(777).String() })
	d.See("It is no longer there.")
	d = open(t)
	d.Keys("left", "h")
	if len(d.Opened) != 1 || d.Opened[0] != "audit blocks/"+d.Blocks.Find("Tower A").ID.String() {
		t.Errorf("opened %v", d.Opened)
	}
}

func TestAFileIsImported(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("i")
	d.See("old.CSV", "units.csv", "nothing imported yet")
	d.Miss("notes.txt")
	d.Keys("enter")
	d.See("3 of 300 lines of old.CSV are bad", "The floor is missing.", "Ravi is in this unit already on line 8.", "This line has 3 columns, the header 10.")
	d.Keys("ctrl+s")
	if d.Called("Imports.Import") != 0 {
		t.Fatal("a bad file was imported")
	}
	d.Keys("down", "enter")
	d.See("Line 9, column resident_email")
	d.Keys("esc", "end")
	d.See("3 of 3. Correct the file")
	// Corrected, and read again.
	d.Files.In["old.CSV"] = "good"
	d.Keys("r")
	d.See("all of them good", "1 block, 120 units, 290 accounts, 300 residents", "4 units, left as they are")
	d.Lose("Imports.Import")
	d.Keys("ctrl+s")
	d.See("Import 1 block, 120 units, 290 accounts, 300 residents? y/n")
	d.Keys("n")
	if d.Called("Imports.Import") != 0 {
		t.Fatal("imported after a no")
	}
	d.Keys("ctrl+s", "y")
	d.See("unknown whether it was imported. Ctrl+S asks, and imports it once.")
	d.Keys("ctrl+s", "y")
	d.See("Imported old.CSV: 1 block, 120 units, 290 accounts, 300 residents.", "Added")
	if imported := screentest.Sent[screentest.Imported](d); len(imported) != 1 || imported[0] != "good" || d.Called("Imports.Import") != 2 {
		t.Errorf("imported %v by %v", imported, d.Calls)
	}
	d.Keys("ctrl+s")
	if d.Called("Imports.Import") != 2 {
		t.Error("imported twice")
	}
	d.Keys("esc")
	d.See("[All units]", "A-101")
}

func TestWhatAFileLacksIsToldWhole(t *testing.T) {
	t.Parallel()
	columns := strings.Join(imports.Columns(), ", ")
	d := open(t, func(s *setup) {
		s.edits = func(r *screentest.Society) {
			r.Fail("Imports.Check", &fault.Error{Kind: fault.Refused, Format: "There is no column \"name\". Columns are " + columns + "."})
		}
	})
	d.Resize(60, 16)
	d.Keys("i", "end", "enter")
	d.See("! There is no column", "move_in.")
	// A header alone.
	d.Files.In["units.csv"], d.Plans["nothing"] = "nothing", imports.Report{}
	d.Keys("r")
	d.See("No lines", "There is nothing to import.")
	d.Keys("ctrl+s")
	d.Miss("Everything of")
}

func TestImportsThatFail(t *testing.T) {
	t.Parallel()
	d := open(t, func(s *setup) {
		s.edits = func(r *screentest.Society) {
			r.Fail("Imports.Check", &fault.Error{Kind: fault.Refused, Format: "The column floor is missing."})
		}
	})
	d.Keys("i", "end", "enter")
	d.See("! The column floor is missing.", "nothing imported")
	d.Keys("r")
	d.See("all of them good")
	d.Fail("Imports.Import", screentest.Down())
	d.Keys("ctrl+s", "y")
	d.See("not saved: the database cannot be reached.", "all of them good")
	// Lines that went bad since the file was checked.
	d.Fail("Imports.Import", &fault.Error{Kind: fault.Invalid, Cause: imports.ErrBadLines, Format: "%d lines are bad; nothing was imported.", Args: []any{3}})
	d.Keys("ctrl+s", "y")
	d.See("3 lines are bad; nothing was imported.")
	d.Keys("esc")
	d.See("units.csv")
	d.Keys("esc")
	d.See("[All units]")
	d.Files.In = map[string]string{"notes.txt": ""}
	d.Keys("i")
	d.See("There is no CSV file.")
}

// TestProgressIsShown: while the import is at work, its rows are counted and a
// second Ctrl+S does nothing.
func TestProgressIsShown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("i", "end", "enter", "ctrl+s")
	d.Pause()
	d.Keys("y")
	d.See("Importing.")
	d.Keys("ctrl+s", "esc")
	d.See("Still at work; wait until it is done.")
	d.Resume()
	d.See("Imported units.csv")
	if d.Called("Imports.Import") != 1 {
		t.Errorf("calls %v", d.Calls)
	}
}

func TestWhatWasSavedStaysThoughTheUnitCannotBeRead(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter")
	d.See("> Unit", "Meera Joshi")
	d.Fail("Directory.Record", screentest.Down())
	d.Keys("s", "enter")
	d.See("A-101 is under maintenance. s ends it. What is shown may be old.")
	d.Miss("nothing was saved")
}
