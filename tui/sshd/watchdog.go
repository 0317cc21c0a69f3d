package sshd

import (
	"sync"
	"time"
)

// watchdog acts when something that was started is not stopped in time. Starts
// nest: the clock runs from the first until the last has stopped.
type watchdog struct {
	mu    sync.Mutex
	depth int
	after time.Duration
	timer *time.Timer
	act   func()
}

func newWatchdog(after time.Duration, act func()) watchdog {
	return watchdog{after: after, act: act}
}

// allow changes the time, from the next start on.
func (w *watchdog) allow(after time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.after = after
}

func (w *watchdog) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.depth++; w.depth > 1 {
		return
	}
	if w.timer == nil {
		w.timer = time.AfterFunc(w.after, w.act)
		return
	}
	w.timer.Reset(w.after)
}

func (w *watchdog) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.depth--; w.depth == 0 {
		w.timer.Stop()
	}
}
