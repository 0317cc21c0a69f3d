package tuitest

import (
	"fmt"
	"testing"
)

// Scene is a desk in a test that can be looked at.
type Scene interface {
	Resize(width, height int)
	Golden(name string)
}

// Views plays each scene on a new desk at the three sizes that screens are drawn
// for, and compares what is shown with testdata/NAME-WxH.golden.
func Views[D Scene](t *testing.T, open func(testing.TB) D, scenes map[string]func(D)) {
	t.Helper()
	for name, play := range scenes {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {60, 16}} {
			view := fmt.Sprintf("%s-%dx%d", name, size[0], size[1])
			t.Run(view, func(t *testing.T) {
				t.Parallel()
				d := open(t)
				d.Resize(size[0], size[1])
				play(d)
				d.Golden(view)
			})
		}
	}
}
