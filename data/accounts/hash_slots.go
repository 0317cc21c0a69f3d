package accounts

import (
	"context"
	"slices"
	"sync"

	"github.com/civoranexus/society360/data/fault"
)

// strangersTurn is how many who are known come before a stranger whose turn it is.
const strangersTurn = 4

// hashSlots are the bcrypts that may run at once, so that a morning's sign-ins leave a
// core to the gate. A guess costs as much as a right password: strangers by the hundred,
// each under another name, would have a guard wait behind all of them. So they wait
// behind who is known, and come in now and then.
type hashSlots struct {
	mu      sync.Mutex
	free    int
	known   []*hashTurn
	strange []*hashTurn
	row     int // how many known ones came in a row while strangers waited
}

// hashTurn is somebody's wait for a slot; came is closed when they have one.
type hashTurn struct{ came chan struct{} }

// queue gives a slot at once, or puts a turn into its queue.
func (s *hashSlots) queue(known bool) *hashTurn {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &hashTurn{came: make(chan struct{})}
	switch {
	case s.free > 0:
		s.free--
		close(t.came)
	case known:
		s.known = append(s.known, t)
	default:
		s.strange = append(s.strange, t)
	}
	return t
}

// leave gives a slot back, to whose turn it is.
func (s *hashSlots) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := &s.strange
	switch {
	case len(s.known) == 0 && len(s.strange) == 0:
		s.free++
		return
	case len(s.known) > 0 && (len(s.strange) == 0 || s.row < strangersTurn):
		from = &s.known
		s.row++
	}
	if from == &s.strange || len(s.strange) == 0 {
		s.row = 0
	}
	next := (*from)[0]
	*from = slices.Delete(*from, 0, 1)
	close(next.came)
}

// giveUp takes a turn out of its queue; false means that it has its slot already.
func (s *hashSlots) giveUp(t *hashTurn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, queue := range []*[]*hashTurn{&s.known, &s.strange} {
		if i := slices.Index(*queue, t); i >= 0 {
			*queue = slices.Delete(*queue, i, i+1)
			return true
		}
	}
	return false
}

// enter waits for a slot, which is held until release is called.
func (s *hashSlots) enter(ctx context.Context, known bool) (release func(), err error) {
	t := s.queue(known)
	select {
	case <-t.came:
		return s.leave, nil
	case <-ctx.Done():
	}
	if !s.giveUp(t) {
		s.leave()
	}
	return nil, fault.Away.Unsaved(ctx.Err())
}
