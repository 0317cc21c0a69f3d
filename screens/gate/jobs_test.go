package gate_test

import (
	"testing"

	"github.com/civoranexus/society360/data/visits"
)

// TestJobsTakeTheKeysTheyMay holds what the gate's jobs cost: exactly these keys,
// typed at any pace.
func TestJobsTakeTheKeysTheyMay(t *testing.T) {
	t.Parallel()
	jobs := []struct {
		name  string
		run   func(d *desk)
		check func(t *testing.T, d *desk)
	}{
		{"a returning visitor in", func(d *desk) {
			d.Keys("n")
			d.Type("9820012345")
			d.Keys("ctrl+s")
		}, func(t *testing.T, d *desk) {
			v := d.Visits.Find("Ramesh Kumar")
			if v.Status != visits.CheckedIn || v.Unit != "A-101" || v.Purpose != "Service" || v.Plate != "MH12AB1234" {
				t.Errorf("checked in: %+v", v)
			}
			if len(d.logged()) != 1 || d.logged()[0].Phone != "9820012345" || d.logged()[0].Gate != "Main" {
				t.Errorf("logged: %+v", d.logged())
			}
			d.See("Checked in Ramesh Kumar to A-101 at 14:07.", "[Inside 4]")
		}},
		{"a returning delivery in, to the last unit", func(d *desk) {
			d.Visits.Change("Anita Desai", func(v *visits.Visit) { v.Status, v.Purpose = visits.CheckedOut, "Delivery" })
			d.Keys("n")
			d.Type("9811122233")
			d.Keys("ctrl+s", "ctrl+s")
		}, func(t *testing.T, d *desk) {
			if len(d.logged()) != 1 || d.logged()[0].Name != "Anita Desai" {
				t.Errorf("logged: %+v", d.logged())
			}
			d.See("Checked in Anita Desai to B-204 at 14:07.")
		}},
		{"an announced guest by name in", func(d *desk) {
			d.Visits.Change("Dipa Sen", func(v *visits.Visit) { v.Phone = "" })
			d.Keys("n", "tab")
			d.Type("dipa")
			d.Keys("tab")
			d.Type("b204")
			d.Keys("ctrl+s", "y")
		}, func(t *testing.T, d *desk) {
			if v := d.Visits.Find("Dipa Sen"); v.Status != visits.CheckedIn || v.Plate != "WB02AB1111" || d.Called("Visits.Correct") != 0 {
				t.Errorf("checked in: %+v", v)
			}
			d.See("Checked in Dipa Sen to B-204 at 14:07.")
		}},
		{"a new delivery for a unit", func(d *desk) {
			d.Keys("n", "tab")
			d.Type("Ravi")
			d.Keys("tab")
			d.Type("b 204")
			d.Keys("tab", "d", "ctrl+s")
		}, func(t *testing.T, d *desk) {
			v := d.Visits.Find("Ravi")
			if v.Status != visits.CheckedIn || v.Unit != "B-204" || v.Purpose != "Delivery" {
				t.Errorf("checked in: %+v", v)
			}
			d.See("Checked in Ravi to B-204 at 14:07.")
		}},
		{"out, from the top of the list", func(d *desk) { d.Keys("o", "y") }, func(t *testing.T, d *desk) {
			if v := d.Visits.Find("Anita Desai"); v.Status != visits.CheckedOut {
				t.Errorf("top of the list: %+v", v)
			}
			d.See("Checked out Anita Desai (B-204) at 14:07.", "[Inside 2]", "> 12:57  Farid Khan +3")
		}},
		{"out, by name", func(d *desk) {
			d.Keys("/")
			d.Type("kir")
			d.Keys("enter", "o", "y")
		}, func(t *testing.T, d *desk) {
			if v := d.Visits.Find("Kiran (AC service)"); v.Status != visits.CheckedOut {
				t.Errorf("found by name: %+v", v)
			}
		}},
		{"out, by plate", func(d *desk) {
			d.Keys("/")
			d.Type("zz00")
			d.Keys("enter", "o", "y")
		}, func(t *testing.T, d *desk) {
			if v := d.Visits.Find("Farid Khan"); v.Status != visits.CheckedOut {
				t.Errorf("found by plate: %+v", v)
			}
		}},
		{"approve who waits, by phone", func(d *desk) { d.Keys("a", "p") }, func(t *testing.T, d *desk) {
			v := d.Visits.Find("Suresh Patil")
			if v.Status != visits.Approved || len(d.approvals()) != 1 || d.approvals()[0] != (visits.Approval{Channel: visits.ByPhone}) {
				t.Errorf("approved: %+v by %+v", v, d.approvals())
			}
			d.See("Approved Suresh Patil (A-101). Space checks in.", "> YES    Suresh Patil", "[Inside 3]")
		}},
	}
	for _, job := range jobs {
		t.Run(job.name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			job.run(d)
			job.check(t, d)
		})
		t.Run(job.name+", typed before any answer", func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.Pause()
			job.run(d)
			if n := len(d.logged()) + len(d.approvals()); n > 0 {
				t.Fatal("something was written before an answer came")
			}
			d.Resume()
			job.check(t, d)
		})
	}
}

func TestSearchThenTheUnitFindsToo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("/")
	d.Type("c 302")
	d.See("found 1", "Kiran (AC service)")
	d.Miss("Anita Desai")
	d.Keys("esc")
	d.See("Anita Desai", "Farid Khan")
	d.Miss("found")
}

func TestTheBriefestFormIsNeverSentHalf(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("n")
	d.Type("9000000009")
	d.Keys("ctrl+s")
	d.See("Who is it? A visit needs a name.", "Which unit? Type its number, such as A-101.", "first visit")
	if n := d.Called("Visits.Log"); n != 0 {
		t.Errorf("%d writes of a nameless visitor", n)
	}
}

func TestCtrlSTwiceSendsOnce(t *testing.T) {
	t.Parallel()
	for _, paused := range []bool{false, true} {
		d := open(t)
		d.Keys("n")
		d.Type("9820012345")
		if paused {
			d.Pause()
		}
		d.Keys("ctrl+s", "ctrl+s", "f2")
		d.Resume()
		if n := d.Called("Visits.Log"); n != 1 {
			t.Errorf("paused %v: %d writes", paused, n)
		}
	}
}

func TestTypedAheadCheckOutsMeanTheNextRow(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Pause()
	d.Keys("o", "y", "o", "y")
	d.Resume()
	if a, f := d.Visits.Find("Anita Desai"), d.Visits.Find("Farid Khan"); a.Status != visits.CheckedOut || f.Status != visits.CheckedOut {
		t.Errorf("two check-outs typed ahead: %s, %s", a.Status, f.Status)
	}
	if v := d.Visits.Find("Kiran (AC service)"); v.Status != visits.CheckedIn {
		t.Error("a third visitor was checked out")
	}
}
