package shell_test

import (
	"fmt"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
	"github.com/civoranexus/society360/tui/wire"
)

// TestAScreenIsNotToldOfItsOwnWrites: it has read again after them, and only it has.
func TestAScreenIsNotToldOfItsOwnWrites(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	read := func(do func()) int {
		before := d.World.Reads
		do()
		return d.World.Reads - before
	}
	if n := read(func() { d.FillIn(); d.Keys("ctrl+s"); d.See("Checked in Ramesh Kumar.") }); n != 1 {
		t.Fatalf("a save reads %d times", n)
	}
	own, others := uuid.MustParse(d.World.Keys[0]), uuid.New()
	d.Send(tui.Open{Name: "bills"})
	for name, c := range map[string]struct {
		news        shell.Refresh
		gate, bills int
	}{
		"its own write":              {shell.Refresh{Topics: []string{"visits"}, Writes: map[string][]uuid.UUID{"visits": {own}}}, 0, 1},
		"another's write":            {shell.Refresh{Topics: []string{"visits"}, Writes: map[string][]uuid.UUID{"visits": {others}}}, 1, 1},
		"its own and another's":      {shell.Refresh{Topics: []string{"visits"}, Writes: map[string][]uuid.UUID{"visits": {own, others}}}, 1, 1},
		"a program's":                {shell.Refresh{Topics: []string{"visits"}}, 1, 1},
		"its own, and another topic": {shell.Refresh{Topics: []string{"visits", "units"}, Writes: map[string][]uuid.UUID{"visits": {own}}}, 1, 1},
		"all there is":               {shell.Refresh{}, 1, 1},
	} {
		bills := d.Bills.Fresh
		if n := read(func() { d.Send(c.news) }); n != c.gate || d.Bills.Fresh-bills != c.bills {
			t.Errorf("%s: the gate reads %d times, another screen %d times", name, n, d.Bills.Fresh-bills)
		}
	}
}

// TestRefreshesTogether: what two say that wait for a desk is all said by the one
// that takes their place.
func TestRefreshesTogether(t *testing.T) {
	t.Parallel()
	a, b := uuid.New(), uuid.New()
	visits := func(by ...uuid.UUID) shell.Refresh {
		return shell.Refresh{Topics: []string{"visits"}, Writes: map[string][]uuid.UUID{"visits": by}}
	}
	bills := shell.Refresh{Topics: []string{"bills"}}
	for name, c := range map[string]struct {
		older, newer shell.Refresh
		topics       string
		visits       []uuid.UUID
	}{
		"two writes":              {visits(a), visits(b), "[visits]", []uuid.UUID{a, b}},
		"a write, then anybody's": {visits(a), visits(), "[visits]", nil},
		"anybody's, then a write": {visits(), visits(a), "[visits]", nil},
		"another topic":           {visits(a), bills, "[visits bills]", []uuid.UUID{a}},
		"more writes than are known": {
			visits(slices.Repeat([]uuid.UUID{a}, 64)...), visits(b), "[visits]", nil,
		},
		"everything, then a write": {shell.Refresh{}, visits(a), "[]", nil},
		"a write, then everything": {visits(a), shell.Refresh{}, "[]", nil},
	} {
		both, is := c.newer.With(c.older).(shell.Refresh)
		if !is || fmt.Sprint(both.Topics) != c.topics || !slices.Equal(both.Writes["visits"], c.visits) {
			t.Errorf("%s: %+v", name, both)
		}
	}
}

// TestNewsOfChangesTakesOnePlace: however often it comes to a desk that stands still,
// it pushes nothing else out of its mailbox.
func TestNewsOfChangesTakesOnePlace(t *testing.T) {
	t.Parallel()
	keys := map[any]bool{}
	for _, news := range []tea.Msg{tui.HouseChanged{}, tui.BannerChanged{}, shell.Refresh{}} {
		state, is := news.(wire.State)
		if !is || keys[state.StateKey()] {
			t.Errorf("%T has no place of its own", news)
			continue
		}
		keys[state.StateKey()] = true
	}
}

// TestRefreshReachesOnlyScreensThatShowIt puts two screens of other topics and
// one of none on the stack.
func TestRefreshReachesOnlyScreensThatShowIt(t *testing.T) {
	t.Parallel()
	gate, bills, about := &desktest.Plain{Called: "Gate"}, &desktest.Plain{Called: "Bills"}, &desktest.Plain{Called: "About"}
	entry := func(s *desktest.Plain, key rune, topics ...string) tui.Entry {
		return tui.Entry{
			Name: s.Called, Title: s.Called, Key: key, Topics: topics,
			New: func(*tui.Env, string) tui.Screen { return s },
		}
	}
	backend := tuitest.NewBackend(entry(gate, 'g', "visits", "units"), entry(bills, 'b', "bills", "units"), entry(about, 'a'))
	stage := tuitest.NewStage(t, desktest.Xterm())
	d := stage.Run(shell.NewDesk(stage.Env, backend, shell.Options{Session: backend.Session()}))
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
		gate.Fresh, bills.Fresh, about.Fresh = 0, 0, 0
		d.Send(shell.Refresh{Topics: c.topics})
		if gate.Fresh != c.gate || bills.Fresh != c.bills || about.Fresh != c.about {
			t.Errorf("a change of %v refreshed gate %d, bills %d, about %d times", c.topics, gate.Fresh, bills.Fresh, about.Fresh)
		}
	}
}
