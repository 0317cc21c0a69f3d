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

func TestACorrectionSomebodyElseMadeFirst(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "e", "ctrl+u")
	d.Type("Anita Dessai")
	d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Plate = "MH99" })
	d.Keys("ctrl+s")
	d.See("Anita Desai was corrected meanwhile; look again, then save.", "now: Anita Desai", "now: MH99", "Anita Dessai")
	if v := d.Visits.Find("Anita Desai"); v.Plate != "MH99" {
		t.Error("the other's correction was overwritten unseen")
	}
	d.Keys("ctrl+s")
	if v := d.Visits.Find("Anita Dessai"); v.Name != "Anita Dessai" {
		t.Error("the second save was refused as well")
	}
}

func TestAClosedVisitIsNotCorrected(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("left", "end", "enter", "e")
	d.See("this one is closed.")
	if strings.Contains(d.Line(0), "Correct") {
		t.Error("the form opened")
	}
}
