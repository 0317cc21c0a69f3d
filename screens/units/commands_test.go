package units_test

import (
	"testing"

	"github.com/civoranexus/society360/screens/screentest"
)

// TestKeysSayWhatTheyNeed: a key that needs a unit, or a resident, says so where the
// cursor is on none, as long as that is so.
func TestKeysSayWhatTheyNeed(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("left", "m")
	d.See("! That needs a unit; Enter shows the block's.")
	d.Keys("right")
	d.Miss("That needs a unit", "x delete")
	d.Keys("p")
	d.See("Units > A-101", "Choose the primary contact, then p.", "s maintenance")
	d.Miss("x delete") // 14 visits hang on it
	d.Keys("enter")
	d.See("! Enter opens a resident, the bills and the visits.")
	d.Keys("p")
	d.See("! Choose the primary contact, then p.")
	d.Keys("down")
	d.Miss("Choose the primary contact", "s maintenance")
	d.See("p primary contact")
	d.Keys("down")
	d.Miss("p primary contact")
	d.Keys("p")
	d.See("! Meera Joshi is the primary contact already.")
}

// TestWhatChangedUnderAFormIsReadWhenItIsLeft: a form keeps what was typed.
func TestWhatChangedUnderAFormIsReadWhenItIsLeft(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Keys("enter", "e")
	d.Type("9")
	d.Units.Change("A-101", func(u *screentest.Home) { u.Floor = 7 })
	d.Refresh("units")
	d.See("Edit A-101", "1019")
	d.Keys("esc", "y")
	d.See("floor 7")
	d.UpToDate()
}
