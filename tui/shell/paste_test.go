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
