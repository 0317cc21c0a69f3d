package units_test

import (
	"testing"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/screentest"
)

// TestEditsOfWhatSomebodyElseEdited: the form stays, what was left alone becomes what is
// now, and the next save changes only what the person did.
func TestEditsOfWhatSomebodyElseEdited(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("left", "e")
	d.See("Edit Tower A")
	d.Blocks.Change("Tower A", func(b *homes.Block) { b.Description = "Seven floors" })
	d.Keys("end")
	d.Type("1")
	d.Keys("ctrl+s")
	d.See("Changed meanwhile by Imran Shaikh at 14:07, now: About Seven floors.", "Not saved: Name Tower A1.")
	d.Keys("ctrl+s")
	d.See("Changed Tower A1.")
	if b := d.Blocks.Find("Tower A1"); b.Description != "Seven floors" {
		t.Errorf("the second save took back what the block says: %q", b.Description)
	}
}

func TestAResidentWhomSomebodyElseEdited(t *testing.T) {
	t.Parallel()
	d := open(t)
	arun := d.Accounts.Find("Arun Joshi").ID
	edited := func(day value.Day) {
		d.Ties.Each(func(tie *screentest.Tie) {
			if tie.UserID == arun {
				tie.MovedIn, tie.Version = day, tie.Version+"'"
			}
		})
	}
	d.Keys("enter", "down", "e")
	d.See("Arun Joshi in A-101")
	edited(value.Day{Year: 2024, Month: 5, Day: 3})
	d.Keys("o", "ctrl+s")
	d.See("Arun Joshi was changed meanwhile", "Changed meanwhile, now: Since 3 May 2024.", "Not saved: As owner.")
	d.Keys("ctrl+s")
	d.See("Changed Arun Joshi.")
	d.Keys("o")
	edited(value.Day{Year: 2024, Month: 5, Day: 4})
	d.Keys("ctrl+s", "y")
	d.See("Arun Joshi was changed by Asha Rao at 14:07", "Changed meanwhile by Asha Rao at 14:07.")
	d.Keys("ctrl+s", "y")
	d.See("Arun Joshi moves out on 31 Dec.")
}
