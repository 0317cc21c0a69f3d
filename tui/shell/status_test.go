package shell_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
)

func TestARefusalGoesWithThePlaceItSpeaksOf(t *testing.T) {
	t.Parallel()
	for _, opens := range []struct{ keys, shows string }{{"d", "Why?"}, {"enter", "this is Detail"}, {"?", "Keys"}} {
		d := desktest.NewDesk(t, desktest.Xterm(), true)
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
	d := desktest.NewDesk(t, desktest.Xterm(), true)
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

// TestAnOfferIsTakenOnceAndWhereItStands: the key is the sentence's while that
// stands, and the screen's before and after.
func TestAnOfferIsTakenOnceAndWhereItStands(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	taken, stands := 0, true
	offer := func() {
		d.Send(tui.Notify{
			Kind: tui.NotifySuccess, Text: "Checked out Anita. u undoes.", While: func() bool { return stands },
			Offer: &tui.Offer{Key: tui.Bind("u", "undo", "u"), Do: func() tea.Cmd { taken++; return nil }},
		})
	}
	offer()
	d.See("u undoes")
	d.Keys("u")
	d.Miss("u undoes")
	d.Keys("u")
	if taken != 1 {
		t.Errorf("taken %d times", taken)
	}
	offer()
	stands = false
	d.Refresh()
	d.Miss("u undoes")
	stands = true
	offer()
	d.Keys("2") // another screen
	d.Miss("u undoes")
	d.Keys("u")
	if taken != 1 {
		t.Errorf("taken %d times where it did not stand", taken)
	}
	// A sentence that comes after it takes its place, and its key.
	offer()
	d.Send(tui.Notify{Kind: tui.NotifySuccess, Text: "Saved."})
	d.Keys("u")
	if taken != 1 {
		t.Errorf("taken %d times behind another sentence", taken)
	}
}

// TestASentenceIsReadToItsEnd: what does not fit its line goes on in the next one, and
// the body gives the line up as long as it stands.
func TestASentenceIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Send(tui.Notify{Kind: tui.NotifyRefusal, Text: "Lakshmi Narayanan Subramaniam was corrected by Meera Joshi at 14:05 and waits for a new approval; a approves."})
	d.See("! Lakshmi Narayanan Subramaniam was corrected by Meera Joshi at 14:05 and", "waits for a new approval; a approves.")
	if lines := strings.Split(d.View(), "\n"); len(lines) != 24 || !strings.Contains(lines[23], "? keys") {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
	d.Send(tui.Notify{Text: strings.Repeat("without end ", 60)})
	d.See("…")
	d.Send(tui.Notify{})
	d.Miss("without end")
}
