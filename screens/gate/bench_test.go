package gate_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/visits"
)

// BenchmarkKey is what one key costs at a busy gate: Update and View. The budget
// is 1 ms.
func BenchmarkKey(b *testing.B) {
	d := open(b)
	for i := range 500 {
		d.add(fmt.Sprint("Visitor ", i), fmt.Sprintf("98200 %05d", i), "A-101", "Delivery", fmt.Sprintf("MH12AB%04d", i),
			visits.CheckedIn, d.Now().Add(-time.Duration(i)*time.Minute))
	}
	d.Page = 500
	d.Refresh()
	for _, run := range []struct {
		name string
		keys []string
	}{
		{"list", []string{"down", "up"}},
		{"form", []string{"n", "tab", "x", "backspace"}},
		{"muster", []string{"m", "down", "up"}},
	} {
		b.Run(run.name, func(b *testing.B) {
			if run.name != "list" {
				d.Keys(run.keys[0])
				run.keys = run.keys[1:]
			}
			for i := 0; b.Loop(); i++ {
				d.Keys(run.keys[i%len(run.keys)])
				_ = d.Raw()
			}
			if run.name != "list" {
				d.Keys("esc")
			}
		})
	}
}
