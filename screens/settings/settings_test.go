package settings_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// scenes are what the golden archives show, each at its sizes.
func scenes() map[string]func(d desk) {
	return map[string]func(d desk){
		"general":       func(desk) {},
		"security":      func(d desk) { d.on(1, 0) },
		"billing":       func(d desk) { d.on(2, 0) },
		"notifications": func(d desk) { d.on(4, 0) },
		"search": func(d desk) {
			d.Keys("/")
			d.Type("zone")
		},
		"details": func(d desk) { d.Keys("enter") },
		"zone": func(d desk) {
			d.on(0, 1)
			d.Keys("e", "ctrl+u")
			d.Type("Europe/Lisbon")
		},
		"gates": func(d desk) {
			d.on(0, 3)
			d.Keys("e")
			d.Type("\n")
		},
		"hours": func(d desk) { d.on(3, 1); d.Keys("e", "ctrl+u", "ctrl+s") },
		"fee": func(d desk) {
			d.on(2, 0)
			d.Keys("e", "t", "tab")
			d.Type("2BHK 5000")
		},
		"timeout": func(d desk) { d.on(1, 0); d.Keys("e", "ctrl+u"); d.Type("59"); d.Keys("ctrl+s") },
		"help":    func(d desk) { d.Keys("?") },
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, func(tb testing.TB) desk { return open(tb, "") }, scenes())
}

// TestEveryEditor changes a setting of each kind by its keys and reads what is
// stored.
func TestEveryEditor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list, place int
		key, want   string
		play        func(d desk)
	}{
		"text":            {0, 0, "general.society_name", "Blue Park", func(d desk) { d.Keys("ctrl+u"); d.Type("Blue Park ") }},
		"zone":            {0, 1, "general.timezone", "Asia/Kathmandu", func(d desk) { d.Keys("ctrl+u"); d.Type("Asia/Kathmandu") }},
		"country":         {0, 2, "general.country", "NP", func(d desk) { d.Keys("ctrl+u"); d.Type("NP") }},
		"heads":           {2, 6, "billing.heads", `["Sinking Fund","Repairs"]`, func(d desk) { d.Type("Sinking Fund"); d.Keys("enter"); d.Type("Repairs") }},
		"names":           {0, 3, "general.gates", `["Main","Service"]`, func(d desk) { d.Keys("end", "enter"); d.Type(" Service ") }},
		"gates in a line": {0, 3, "general.gates", `["Main","Service","North"]`, func(d desk) { d.Keys("end"); d.Type(", Service, North") }},
		"number":          {1, 0, "security.session_timeout", "600", func(d desk) { d.Keys("ctrl+u"); d.Type("600") }},
		"boolean":         {1, 1, "security.require_approval", "true", func(d desk) { d.Keys("y") }},
		"hours": {3, 1, "maintenance.sla_hours", `{"critical":2,"high":24,"low":168,"medium":72}`, func(d desk) {
			d.Keys("ctrl+u")
			d.Type("2")
		}},
		"one fee": {2, 0, "billing.maintenance_fee", "4500.50", func(d desk) { d.Keys("tab", "ctrl+u"); d.Type("Rs 4,500.5") }},
		"fees by type": {2, 0, "billing.maintenance_fee", `{"1 BHK":3000.00,"2BHK":5000.50}`, func(d desk) {
			d.Keys("t", "tab")
			d.Type("2BHK 5,000.50")
			d.Keys("enter")
			d.Type("1 BHK  3000")
		}},
		"choice":     {2, 2, "billing.late_fees", "no", func(d desk) { d.Keys("n") }},
		"day":        {2, 4, "billing.late_fee_from", "2026-12-01", func(d desk) { d.Keys("ctrl+u"); d.Type("1.12.26"); d.See("Tuesday 1 December 2026") }},
		"percentage": {2, 1, "billing.late_fee_percentage", "2.5", func(d desk) { d.Keys("ctrl+u"); d.Type("2.5") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, "")
			d.on(c.list, c.place)
			d.Keys("e")
			c.play(d)
			if c.list == 1 {
				d.Keys("tab")
				d.Type(d.Password)
			}
			d.Keys("ctrl+s")
			r := d.Config.Find(c.key)
			if r.Stored == nil || *r.Stored != c.want {
				t.Fatalf("stored %v of %+v, want %s\n%s", r.Stored, r, c.want, d.View())
			}
			d.See("In force at every desk: ", "0m, Asha Rao")
		})
	}
}

func TestWhatCannotBeIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list, place int
		play        func(d desk)
		want        string
	}{
		"range":      {1, 0, func(d desk) { d.Keys("ctrl+u"); d.Type("59"); d.Keys("tab"); d.Type(d.Password) }, "This needs a whole number from 60 to 3600."},
		"zone":       {0, 1, func(d desk) { d.Type("x") }, "This is not a time zone such as Asia/Kolkata."},
		"no day":     {2, 4, func(d desk) { d.Keys("ctrl+u"); d.Type("31 nov") }, "Type a day, such as today"},
		"far day":    {2, 4, func(d desk) { d.Keys("ctrl+u"); d.Type("9999-12-31") }, "Choose a day from "},
		"no gates":   {0, 3, func(d desk) { d.Keys("ctrl+u") }, "This needs a list of names"},
		"hours":      {3, 1, func(d desk) { d.Type("9999") }, "This needs 1 to 8760 hours."},
		"amount":     {2, 0, func(d desk) { d.Keys("tab"); d.Type("x") }, "“5,000.00x” has “x” in it"},
		"half hours": {3, 1, func(d desk) { d.Type("1.5") }, "“1.5” is no whole number; give one such as 12."},
		"no types":   {2, 0, func(d desk) { d.Keys("t") }, "This needs an amount"},
		"bad types":  {2, 0, func(d desk) { d.Keys("t", "tab"); d.Type("5000") }, "5000 is not a unit type and its amount"},
		"types once": {2, 0, func(d desk) { d.Keys("t", "tab"); d.Type("A 1"); d.Keys("enter"); d.Type("a 2") }, "a is there twice."},
		"own head":   {2, 6, func(d desk) { d.Type("late fee") }, "Late Fee is there by itself"},
		"gate twice": {0, 3, func(d desk) { d.Keys("end"); d.Type(", main") }, "Two gates have the same name."},
		"gates once": {0, 3, func(d desk) { d.Keys("end", "enter"); d.Type("main") }, "Two gates have the same name."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, "")
			d.on(c.list, c.place)
			d.Keys("e")
			c.play(d)
			d.Keys("ctrl+s")
			d.See(c.want)
			if n := strings.Count(d.View(), c.want); n != 1 {
				t.Errorf("it is said %d times:\n%s", n, d.View())
			}
			if d.Called("Settings.Set") != 0 {
				t.Error("it was sent")
			}
		})
	}
}

func TestASecuritySettingAsksForTheOwnPassword(t *testing.T) {
	t.Parallel()
	d := open(t, "security.overstay_hours")
	d.See("wrong!", "many is not valid; the default is in force")
	d.Keys("e", "ctrl+u")
	d.Type("8")
	d.Keys("ctrl+s")
	d.See("! Please fill this in.")
	d.Type("wrong")
	d.Keys("ctrl+s")
	d.See("! This is not your own password.", "Value          8")
	d.Keys("ctrl+u")
	d.Type(d.Password)
	d.Keys("ctrl+s")
	d.See("In force at every desk: overstay hours is 8.")
	d.Keys("u")
	d.See("Set overstay hours back to 12", "> Your password")
	d.UpToDate()
	d.Type(d.Password)
	d.Keys("ctrl+s")
	d.See("In force at every desk: overstay hours is 12.", "default")
}

func TestASettingThatSomebodyElseChangedFirst(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("e", "ctrl+u")
	d.Type("Blue Park")
	d.SetBy("Vijay More", "general.society_name", "Red Park")
	d.Keys("ctrl+s")
	d.See("Vijay More changed this at 14:07; look before you save. It is Red Park now.", "now: Red Park (0m, Vijay More)",
		"Changed meanwhile by Vijay More at 14:07, now: Value Red Park.", "Not saved: Value Blue Park.")
	if v := d.Config.Find("general.society_name").Value; v != "Red Park" {
		t.Fatalf("%s was overwritten unseen", v)
	}
	d.Keys("ctrl+s")
	d.See("In force at every desk: society name is Blue Park.")
}

// TestHoursThatSomebodyElseChangedInPart: the second save changes only the hours that
// this desk changed.
func TestHoursThatSomebodyElseChangedInPart(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.on(3, 1)
	d.Keys("e", "ctrl+u")
	d.Type("2")
	d.SetBy("Vijay More", "maintenance.sla_hours", `{"critical":4,"high":24,"low":96,"medium":72}`)
	d.Keys("ctrl+s")
	d.See("Changed meanwhile by Vijay More at 14:07, now: low 96.", "Not saved: critical 2.", "96", "changed meanwhile")
	d.Keys("ctrl+s")
	if v := d.Config.Find("maintenance.sla_hours").Value; v != `{"critical":2,"high":24,"low":96,"medium":72}` {
		t.Errorf("the second save left %s", v)
	}
}

// TestAValueSpeltOtherwiseIsNoChange: a form that nobody typed into saves nothing,
// however the register writes the same amount.
func TestAValueSpeltOtherwiseIsNoChange(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.SetBy("Vijay More", "billing.maintenance_fee", `{"2BHK": 5000.00, "1BHK": 4000}`)
	d.Refresh()
	d.on(2, 0)
	d.See("> maintenance fee")
	d.Keys("e", "ctrl+s")
	d.See("Nothing was changed.")
	if by := d.Config.Find("billing.maintenance_fee").ChangedBy; by != "Vijay More" {
		t.Errorf("saved by %s", by)
	}
}

func TestDefaultHistoryAndOthersEntries(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("h")
	if !slices.Equal(d.Opened, []string{"audit system_config/" + d.Config.Find("general.society_name").ID.String()}) {
		t.Errorf("opened %v", d.Opened)
	}
	d.Keys("esc", "u")
	d.See("Set society name back to Our Society? y/n")
	d.Keys("y")
	d.See("In force at every desk: society name is Our Society.", "default")
	d.Keys("u")
	d.See("The default is in force: Our Society.")
	d.Keys("down", "h")
	d.See("Nobody has changed this yet")
	d.on(4, 1)
	for _, key := range []string{"e", " ", "u"} {
		d.Keys(key)
		d.See("Another program owns this setting; it is not changed here: sms sender")
	}
}

func TestALostAnswerAndAFailedSave(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Fail("Settings.Set", screentest.Down())
	d.Lose("Settings.Set")
	d.Keys("e", "ctrl+u")
	d.Type("Blue Park")
	d.Keys("ctrl+s")
	d.See("not saved: the database cannot be reached", "Blue Park")
	d.Keys("ctrl+s")
	d.See("saved: change of society name", "Blue Park")
	if n := d.Called("Settings.Set"); n != 2 {
		t.Errorf("sent %d times", n)
	}
	d.Keys("e", "ctrl+s")
	d.See("Nothing was changed.")
	if n := d.Called("Settings.Set"); n != 2 {
		t.Errorf("what is the same was sent")
	}
}
