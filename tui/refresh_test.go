package tui_test

import (
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestRefreshReachesOnlyScreensThatShowIt puts two screens of other topics and
// one of none on the stack.
func TestRefreshReachesOnlyScreensThatShowIt(t *testing.T) {
	t.Parallel()
	gate, bills, about := &plain{name: "Gate"}, &plain{name: "Bills"}, &plain{name: "About"}
	entry := func(s *plain, key rune, topics ...string) tui.Entry {
		return tui.Entry{
			Name: s.name, Title: s.name, Key: key, Topics: topics,
			New: func(*tui.Env, string) tui.Screen { return s },
		}
	}
	backend := tuitest.NewBackend(entry(gate, 'g', "visits", "units"), entry(bills, 'b', "bills", "units"), entry(about, 'a'))
	stage := tuitest.NewStage(t, xterm())
	d := stage.Run(tui.NewDesk(stage.Env, backend, tui.Options{Session: backend.Session()}))
	d.Send(tui.Open{Name: "Bills"})
	d.Send(tui.Open{Name: "About"})
	for _, c := range []struct {
		topics             []string
		gate, bills, about int
	}{
		{[]string{"visits"}, 1, 0, 1},
		{[]string{"bills"}, 0, 1, 1},
		{[]string{"notices", "units"}, 1, 1, 1},
		{[]string{"notices"}, 0, 0, 1},
		{nil, 1, 1, 1},
	} {
		gate.fresh, bills.fresh, about.fresh = 0, 0, 0
		d.Send(tui.Refresh{Topics: c.topics})
		if gate.fresh != c.gate || bills.fresh != c.bills || about.fresh != c.about {
			t.Errorf("a change of %v refreshed gate %d, bills %d, about %d times", c.topics, gate.fresh, bills.fresh, about.fresh)
		}
	}
}
