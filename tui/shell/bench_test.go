package shell_test

import (
	"testing"

	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// BenchmarkKey is the processor time of Update and View for one key; the budget
// is one millisecond.
func BenchmarkKey(b *testing.B) {
	for _, c := range []struct {
		name string
		size [2]int
		keys []string
		open func(d *desktest.Desk)
	}{
		{"list80x24", [2]int{80, 24}, []string{"down", "up"}, func(*desktest.Desk) {}},
		{"list200x60", [2]int{200, 60}, []string{"down", "up"}, func(*desktest.Desk) {}},
		{"form80x24", [2]int{80, 24}, []string{"x", "backspace"}, func(d *desktest.Desk) { d.Keys("n", "tab") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := desktest.NewDesk(b, desktest.Xterm(), true)
			d.World.Visits = desktest.Visits(500)
			d.World.Page = 500
			d.Resize(c.size[0], c.size[1])
			d.Keys("2", "1")
			c.open(d)
			msgs := make([]any, len(c.keys))
			for i, k := range c.keys {
				msgs[i] = tuitest.Key(b, k)
			}
			b.ResetTimer()
			for i := range b.N {
				d.Send(msgs[i%len(msgs)])
				_ = d.Raw()
			}
		})
	}
}
