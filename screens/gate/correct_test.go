package gate_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/visits"
)

func TestACorrection(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "e", "ctrl+u")
	d.Type("Anita Dessai")
	d.Keys("tab", "ctrl+u")
	d.Type("a101")
	d.Keys("tab", "tab", "tab", "ctrl+u")
	d.Type("2")
	d.Keys("f2")
	if v := d.Visits.Find("Anita Dessai"); v.Unit != "A-101" || v.PartySize != 2 || v.Phone != "98111 22233" {
		t.Errorf("corrected: %+v", v)
	}
	d.See("Corrected Anita Dessai +1 (A-101).", "Gate > Visit", "Anita Dessai +1   inside")
}

// TestACorrectionSomebodyElseMadeFirst: what this desk did not touch stays as the other
// desk corrected it, however often this one saves.
func TestACorrectionSomebodyElseMadeFirst(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "e", "ctrl+u")
	d.Type("Anita Dessai")
	d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Plate = "MH99" })
	d.Keys("ctrl+s")
	d.See("Anita Desai was corrected meanwhile; look again, then save.",
		"Changed meanwhile by Imran Shaikh at 14:07, now: Plate MH99.", "Not saved: Name Anita Dessai.",
		"MH99", "changed meanwhile")
	d.Miss("now: Anita Desai")
	if v := d.Visits.Find("Anita Desai"); v.Plate != "MH99" {
		t.Error("the other's correction was overwritten unseen")
	}
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Anita Dessai"); v.Name != "Anita Dessai" || v.Plate != "MH99" {
		t.Errorf("the second save left %+v", v)
	}
}

// TestACorrectionOfWhatSomebodyElseCorrectedToo: what both corrected stays as it was
// typed, and beside it stands what is now.
func TestACorrectionOfWhatSomebodyElseCorrectedToo(t *testing.T) {
	t.Parallel()
	d := open(t)
	was := d.Visits.Find("Anita Desai")
	d.Keys("enter", "e", "ctrl+u")
	d.Type("Anita Dessai")
	d.Keys("tab", "ctrl+u")
	d.Type("a101")
	d.Keys("tab")
	other := d.Units.Find("C-302")
	d.Visits.Change("Anita Desai", func(v *visits.Visit) {
		v.Name, v.Phone, v.UnitID, v.Unit = "Anita Deshpande", "90040 22222", &other.ID, other.Label
	})
	d.Keys("ctrl+s")
	d.See("Phone 90040 22222; Name", "Anita Deshpande; Unit C-302.",
		"Not saved: Name Anita Dessai; Unit A-101.", "now: Anita Deshpande", "now: C-302")
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Anita Dessai"); v.Unit != "A-101" || v.Phone != "90040 22222" || v.ID != was.ID {
		t.Errorf("the second save left %+v", v)
	}
}

// TestACorrectionTwiceOvertaken: each time the form takes what is now.
func TestACorrectionTwiceOvertaken(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "e", "ctrl+u")
	d.Type("Anita Dessai")
	for _, plate := range []string{"MH99", "MH98"} {
		d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Plate = plate })
		d.Keys("ctrl+s")
		d.See("Changed meanwhile by Imran Shaikh at 14:07, now: Plate "+plate+".", "Not saved: Name Anita Dessai.")
	}
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Anita Dessai"); v.Plate != "MH98" {
		t.Errorf("the third save left %+v", v)
	}
}

func TestAClosedVisitIsNotCorrected(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("left", "left", "end", "enter", "e")
	d.See("this one is closed.")
	if strings.Contains(d.Line(0), "Correct") {
		t.Error("the form opened")
	}
}
