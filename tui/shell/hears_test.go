package shell_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestADeskThatDoesNotHearSaysSo holds that an idle desk says since when what it shows
// may be old, whatever else has to go for that, and no longer than it is so.
func TestADeskThatDoesNotHearSaysSo(t *testing.T) {
	t.Parallel()
	for _, in := range []bool{true, false} {
		d := desktest.NewDesk(t, desktest.Xterm(), in)
		d.Miss("not live")
		for _, width := range []int{120, 80, 60} {
			d.Resize(width, 24)
			d.Send(shell.Hears{Lost: tuitest.Start().Add(-3 * time.Minute)})
			d.See("! not live since 14:04 | 14:07")
			tuitest.Fits(t, d.Raw(), width, 24)
			d.Send(shell.Hears{Lost: tuitest.Start().Add(-24 * time.Hour)})
			d.See("not live since 20 Nov, 14:07 | 14:07")
			tuitest.Fits(t, d.Raw(), width, 24)
			d.Send(shell.Hears{})
			d.Miss("not live")
		}
	}
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Send(shell.Hears{Lost: tuitest.Start(), ReadOnly: true})
	d.See("read-only since 14:07")
	d.Send(shell.Hears{Lost: tuitest.Start()})
	d.Keys("L")
	d.See("Locked", "not live since 14:07")
}

func TestKeysOfTheDeskDoNotWaitForAList(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("2")
	d.Pause()
	d.Keys("1")
	d.Miss("Visitor 0", "this is Bills")
	d.Keys("?")
	d.See("Keys: Gate")
	d.Keys("esc", "2")
	d.See("this is Bills")
	// Behind a key that waits, they wait as well: it is the first that is meant first.
	d.Keys("1", "o", "2")
	d.Miss("this is Bills")
	d.Resume()
	d.See("y/n")
}
