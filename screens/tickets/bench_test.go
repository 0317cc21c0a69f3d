package tickets_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/tui/tuitest"
)

// BenchmarkKey is what one key costs over a long queue: Update and View. The
// budget is 1 ms.
func BenchmarkKey(b *testing.B) {
	d := open(b)
	for i := range 500 {
		d.add(fmt.Sprint("Tap drips ", i), "Plumbing", "A-101", tickets.Medium, d.Now().Add(-time.Duration(i)*time.Minute))
	}
	d.Refresh()
	keys := []any{tuitest.Key(b, "down"), tuitest.Key(b, "up")}
	for i := 0; b.Loop(); i++ {
		d.Send(keys[i%len(keys)])
		_ = d.Raw()
	}
}
