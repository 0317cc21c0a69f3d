package show_test

import (
	"testing"

	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// TestWhatIsLessHasItsSignBeforeTheRupees, as on a receipt.
func TestWhatIsLessHasItsSignBeforeTheRupees(t *testing.T) {
	t.Parallel()
	env := &tui.Env{Theme: &tui.Theme{}}
	env.Theme.Glyphs.Rupee = "₹"
	for paise, want := range map[value.Paise]string{-11500_00: "-₹11,500.00", -1: "-₹0.01", 0: "₹0.00", 11500_00: "₹11,500.00"} {
		if got := show.Rupees(env, paise); got != want {
			t.Errorf("%d is shown as %s, want %s", paise, got, want)
		}
	}
}
