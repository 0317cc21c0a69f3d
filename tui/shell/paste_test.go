package shell_test

import (
	"testing"

	"github.com/civoranexus/society360/tui/desktest"
)

func TestPasteOutsideOfFieldsMeansNothing(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Paste("o")
	d.Paste("q")
	d.Paste("o\r\ny")
	d.Miss("y/n", "Checked out")
	d.See("! What was pasted was not taken: nothing is typed here.")
	if d.Quit() {
		t.Error("a pasted q left the desk")
	}
}

// A sentence about what was pasted beside a field goes where one has the keys: there it
// would seem to be about what is typed now.
func TestThePastesRefusalGoesWhereAFieldOpens(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Paste("Roy Thomas, B-204")
	d.See("! What was pasted was not taken: nothing is typed here.")
	d.Keys("n")
	d.Miss("What was pasted was not taken")
}
