package main

import (
	"sync"
	"time"
)

// repeats counts refusals that are alike: of one account at one address, for one
// reason. A flood of them has a row of the trail for its first, and then for those that
// double their number. The rest is in the program's log.
type repeats struct {
	mu sync.Mutex
	of map[string]repeated
}

// repeated is how often something was refused, and when last.
type repeated struct {
	n    int
	last time.Time
}

// How many kinds are counted at once, and how long one that comes no more is.
const (
	repeatsMost  = 1024
	repeatsQuiet = time.Hour
)

func newRepeats() *repeats { return &repeats{of: map[string]repeated{}} }

// next counts one more of a kind. told says that its number is one to be told.
func (r *repeats) next(kind string, now time.Time) (n int, told bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	was, known := r.of[kind]
	if !known && len(r.of) >= repeatsMost {
		clear(r.of) // so many kinds are bounded by the limit of all rows
	}
	if now.Sub(was.last) > repeatsQuiet {
		was.n = 0
	}
	was.n, was.last = was.n+1, now
	r.of[kind] = was
	return was.n, was.n&(was.n-1) == 0
}
