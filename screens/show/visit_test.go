package show_test

import (
	"testing"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

func TestAPlateIsFoldedAndKeepsItsNumber(t *testing.T) {
	t.Parallel()
	for plate, want := range map[string]tui.Cell{
		"mh 12 ab-1234": {Text: "MH12", Tail: "AB1234"},
		"KA 7":          {Tail: "KA7"},
		"":              {Text: "-"},
		"दिल्ली":        {Text: "दिल्ली"},
	} {
		if got := show.Plate(plate); got != want {
			t.Errorf("%q is shown as %v, want %v", plate, got, want)
		}
	}
}
