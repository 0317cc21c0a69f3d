package accounts

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// has reports whether a turn has its slot.
func (t *hashTurn) has() bool {
	select {
	case <-t.came:
		return true
	default:
		return false
	}
}

// TestWhoIsKnownComesBeforeStrangers, in the order in which they came, and after each
// four of them a stranger.
func TestWhoIsKnownComesBeforeStrangers(t *testing.T) {
	s := &hashSlots{free: 1}
	first := s.queue(false)
	if !first.has() {
		t.Fatal("a free slot is not given")
	}
	names, turns := []string{}, []*hashTurn{}
	for name := range strings.FieldsSeq("s1 s2 k1 k2 s3 k3 k4 k5 k6") {
		names, turns = append(names, name), append(turns, s.queue(name[0] == 'k'))
	}
	var order []string
	seen := map[string]bool{}
	for range turns {
		s.leave()
		for i, turn := range turns {
			if turn.has() && !seen[names[i]] {
				seen[names[i]] = true
				order = append(order, names[i])
			}
		}
	}
	if got := strings.Join(order, " "); got != "k1 k2 k3 k4 s1 k5 k6 s2 s3" {
		t.Errorf("they came as %s", got)
	}
	s.leave()
	if s.free != 1 || len(s.known)+len(s.strange) != 0 {
		t.Errorf("%d slots are free at the end", s.free)
	}
}

// TestNoHashSlotIsLost: whoever comes, goes or gives up, no more have a slot than there
// are, and no slot is free while somebody waits.
func TestNoHashSlotIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slots := rapid.IntRange(1, 3).Draw(t, "slots")
		s := &hashSlots{free: slots}
		var turns []*hashTurn
		pick := func() int { return rapid.IntRange(0, len(turns)-1).Draw(t, "which") }
		take := func(i int) { turns = append(turns[:i], turns[i+1:]...) }
		t.Repeat(map[string]func(*rapid.T){
			"come": func(t *rapid.T) { turns = append(turns, s.queue(rapid.Bool().Draw(t, "known"))) },
			"end": func(t *rapid.T) {
				if len(turns) == 0 {
					t.Skip()
				}
				i := pick()
				if turns[i].has() || !s.giveUp(turns[i]) {
					s.leave()
				}
				take(i)
			},
			"": func(t *rapid.T) {
				have := 0
				for _, turn := range turns {
					if turn.has() {
						have++
					}
				}
				if have+s.free != slots || s.free > 0 && have < len(turns) {
					t.Fatalf("%d of %d have a slot of %d, %d are free", have, len(turns), slots, s.free)
				}
			},
		})
	})
}

// TestWhoGivesUpLeavesTheirTurn to those behind.
func TestWhoGivesUpLeavesTheirTurn(t *testing.T) {
	s := &hashSlots{free: 1}
	release, err := s.enter(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.enter(gone, true); err == nil {
		t.Error("it was let in whose line was cut")
	}
	behind := s.queue(false)
	release()
	if !behind.has() {
		t.Error("the turn of who gave up is nobody's")
	}
}
