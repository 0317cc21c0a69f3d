package tui_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
)

func TestARefusalGoesWithThePlaceItSpeaksOf(t *testing.T) {
	t.Parallel()
	for _, opens := range []struct{ keys, shows string }{{"d", "Why?"}, {"enter", "this is Detail"}, {"?", "Keys"}} {
		d := newDesk(t, xterm(), true)
		refuse := func() { d.Send(tui.Notify{Kind: tui.NotifyRefusal, Text: "Vijay was first."}) }
		refuse()
		// What came by itself may not have been read yet when a key follows at once.
		d.Keys(opens.keys)
		d.See(opens.shows, "! Vijay was first.")
		d.Keys("esc")
		refuse()
		d.Advance(4 * time.Second)
		d.Keys("down")
		d.See("! Vijay was first.")
		d.Keys(opens.keys)
		d.See(opens.shows)
		d.Miss("Vijay was first.")
	}
}

func TestAKeysRefusalGoesAtOnceAndASuccessStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t, xterm(), true)
	d.Keys("z")
	d.See("! There is no z.")
	d.Keys("down")
	d.See("! There is no z.")
	d.Keys("d")
	d.See("Why?")
	d.Miss("There is no z.")
	d.Keys("esc", "o", "y")
	d.See("Checked out Visitor 1.")
	d.Advance(4 * time.Second)
	d.Keys("enter")
	d.See("this is Detail", "Checked out Visitor 1.")
}
