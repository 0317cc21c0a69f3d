package tui_test

import (
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestNothingIsReadForAnAccountThatNobodyIsSureOf: neither lists nor the banner,
// while the person can still leave.
func TestNothingIsReadForAnAccountThatNobodyIsSureOf(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.See("Visitor 0")
	d.Backend.Unsure = tuitest.Sentence("It cannot be checked whether you may go on.")
	read := d.Backend.Called("Banner")
	d.Refresh()
	d.Send(tui.BannerChanged{})
	d.See("It cannot be checked whether you may go on.")
	if again := d.Backend.Called("Banner") - read; again != 0 {
		t.Errorf("the banner was read %d times", again)
	}
	d.Backend.Unsure = nil
	d.Send(tui.BannerChanged{})
	if again := d.Backend.Called("Banner") - read; again != 1 {
		t.Errorf("the banner was read %d times once it may be", again)
	}
}
