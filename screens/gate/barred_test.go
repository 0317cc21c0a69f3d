package gate_test

import (
	"testing"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"
)

// bar has the office bar somebody, as it would stand in the register.
func (d *desk) bar(kind visits.BarKind, of string, edit ...func(*visits.Bar)) {
	b := visits.Bar{Kind: kind, Value: of, Reason: "took parcels", By: "Vijay More", CreatedAt: d.Now()}
	for _, e := range edit {
		e(&b)
	}
	d.Bars.Put(b)
}

func untilDecember(b *visits.Bar) { b.LastDay = value.Day{Year: 2026, Month: 12, Day: 31} }

// TestTheFormSaysWhoIsBarred as soon as a field is left, whichever of them it is, and no
// longer when another stands there.
func TestTheFormSaysWhoIsBarred(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bar(visits.BarredPhone, "+91 98200 12345", untilDecember)
	d.bar(visits.BarredName, "Ravi Rao")
	d.bar(visits.BarredPlate, "MH 12 ZZ 9999", func(b *visits.Bar) {
		unit := d.Units.Find("B-204").ID
		b.Unit, b.UnitID = "B-204", &unit
	})
	d.Keys("n")
	d.Type("9820012345")
	d.See("! BARRED by Vijay More until 31 Dec: took parcels")
	d.Keys("ctrl+u")
	d.Type("9000077777")
	d.Miss("BARRED")
	d.Keys("tab")
	d.Type("ravi rao")
	d.Miss("BARRED")
	d.Keys("tab")
	d.See("! BARRED by Vijay More: took parcels")
	d.Keys("shift+tab", "ctrl+u")
	d.Type("Ravi Raote")
	d.Keys("tab")
	d.Miss("BARRED")
	d.Type("b204")
	d.Keys("tab", "tab")
	d.Type("mh12zz9999")
	d.Keys("tab")
	d.See("! BARRED from B-204 by Vijay More: took parcels")
}

// TestWhoIsBarredIsRefusedAndNothingTypedIsLost, also where the bar came while the form
// stood open.
func TestWhoIsBarredIsRefusedAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9000077777")
	d.Keys("tab")
	d.Type("Ravi Rao")
	d.Keys("tab")
	d.Type("a101")
	d.Keys("tab")
	d.Miss("BARRED")
	d.bar(visits.BarredPhone, "9000077777", untilDecember)
	d.Keys("ctrl+s")
	d.See("BARRED by Vijay More until 31 Dec: took parcels", "9000077777", "Ravi Rao", "A-101")
	if n := len(d.logged()); n != 0 {
		t.Errorf("%d were logged", n)
	}
	// They can be turned away.
	d.Keys("ctrl+t")
	d.Type("barred")
	d.Keys("enter")
	d.See("Denied entry to Ravi Rao (A-101).")
}

// TestNewsOfABarReachesTheOpenForm: nobody has to save to learn of it.
func TestNewsOfABarReachesTheOpenForm(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9000077777")
	d.bar(visits.BarredPhone, "9000077777")
	d.Refresh("visits")
	d.See("! BARRED by Vijay More: took parcels")
}

// TestAnOverrideAsksWhy: an admin of anybody, a guard of a name alone.
func TestAnOverrideAsksWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		role role.Role
		kind visits.BarKind
		may  bool
	}{"a guard, a phone": {role.Guard, visits.BarredPhone, false}, "a guard, a name": {role.Guard, visits.BarredName, true}, "an admin": {role.Admin, visits.BarredPhone, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, func(s *setup) { s.role = c.role })
			d.bar(c.kind, map[visits.BarKind]string{visits.BarredPhone: "9000077777", visits.BarredName: "Ravi Rao"}[c.kind])
			d.Keys("n")
			d.Type("9000077777")
			d.Keys("tab")
			d.Type("Ravi Rao")
			d.Keys("tab")
			d.Type("a101")
			d.Keys("ctrl+s")
			d.See("BARRED by Vijay More: took parcels")
			if !c.may {
				d.Miss("all the same")
				return
			}
			d.See("Why is Ravi Rao let in", "all the same?")
			d.Keys("esc")
			d.See("9000077777", "Ravi Rao", "A-101")
			d.Keys("ctrl+s")
			d.Type("the police asked")
			d.Keys("enter")
			d.See("Checked in Ravi Rao to A-101")
			if got := d.logged(); len(got) != 1 || got[0].Insist.Override != "the police asked" {
				t.Errorf("logged %+v", got)
			}
		})
	}
}

// TestWhoIsExpectedAndBarredIsNotLetIn by the list's own key.
func TestWhoIsExpectedAndBarredIsNotLetIn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bar(visits.BarredPlate, "WB02AB1111", untilDecember)
	d.Keys("right", "/")
	d.Type("dipa")
	d.Keys("enter", " ", "y")
	d.See("BARRED by Vijay More until 31 Dec: took parcels")
	if v := d.Visits.Find("Dipa Sen"); v.Status != visits.Approved {
		t.Errorf("it is %s", v.Status)
	}
}

// barredThree has the office bar a phone, a plate and a name, the last from one unit.
func barredThree(d *desk) {
	unit := d.Units.Find("B-204").ID
	d.bar(visits.BarredPhone, "+91 98200 12345", untilDecember)
	d.bar(visits.BarredPlate, "MH12ZZ9999")
	d.bar(visits.BarredName, "Pushy Seller", func(b *visits.Bar) {
		b.Unit, b.UnitID, b.Reason = "B-204", &unit, "shouted at the children in the lobby of Tower B and came back twice"
	})
}

// TestBarringAndLifting: the form's bar stands in the list, holds at the check-in, and is
// lifted with a reason by who may.
func TestBarringAndLifting(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("B")
	d.See("Nobody is barred. n bars a phone, a plate or a name.")
	d.Keys("n", "tab")
	d.Type("9000077777")
	d.Keys("tab")
	d.Type("zz")
	d.Keys("tab")
	d.See("Nothing found for zz.")
	d.Keys("shift+tab", "ctrl+u", "tab")
	d.Type("yesterday")
	d.Keys("tab", "ctrl+s")
	d.See("That day is gone; choose today or later.", "Why? The gate reads it.")
	d.Keys("ctrl+u")
	d.Type("31 dec")
	d.See("Thursday 31 December 2026")
	d.Keys("tab")
	d.Type("took parcels")
	d.Keys("ctrl+s")
	d.See("90000 77777 is barred; the gate sees it.", "31 Dec 2026", "took parcels")
	d.Keys("esc", "n")
	d.Type("9000077777")
	d.See("! BARRED by Sunita Pawar until 31 Dec: took parcels")
	d.Keys("esc", "y", "B", "l")
	d.See("Why may 90000 77777 come in again?")
	d.Type("mistyped")
	d.Keys("enter")
	d.See("90000 77777 is not barred any more.")
	if b := d.Bars.Find("9000077777"); b.State != visits.BarLifted || b.LiftReason != "mistyped" {
		t.Errorf("it is %+v", b)
	}
	d.Keys("right")
	d.See("90000 77777")
	d.Keys("l")
	d.See("90000 77777 was lifted already.")
}

// TestAGuardLeavesTheOfficesBars as they are.
func TestAGuardLeavesTheOfficesBars(t *testing.T) {
	t.Parallel()
	d := open(t)
	barredThree(d)
	d.Keys("B", "l")
	d.See("A guard lifts what they barred themselves today")
	d.Keys("/")
	d.Type("zz99")
	d.See("MH12ZZ9999")
	d.Miss("Pushy Seller")
}

// TestWhoIsInsideAndBarredIsMarked: who came in before learns nothing of it, the gate does.
func TestWhoIsInsideAndBarredIsMarked(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Miss("BARRED")
	d.bar(visits.BarredPhone, "9811122233")
	d.bar(visits.BarredPlate, "MH01ZZ0007")
	d.Refresh("visits")
	d.See("Anita Desai BARRED", "Farid Khan +3 BARRED")
	d.Resize(60, 16)
	d.See("BARRED")
}
