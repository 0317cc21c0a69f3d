package tuitest

import (
	"slices"
	"sync"

	"github.com/google/uuid"
)

// Fake is what the fake stores of the screens' tests have in common: it notes
// what is called, fails when a test says so, does a write once a key, and can
// lose the answer of one. Its zero value is ready; a store embeds it, and takes
// Mu in each method.
type Fake struct {
	Mu sync.Mutex
	// Calls are the names of the methods that were called, in their order.
	Calls []string
	// Down, where set, is what every call answers.
	Down error

	script  map[string][]error
	lost    map[string]int
	intents map[uuid.UUID]bool
}

// Fail has the next calls of a method answer these errors, before they do
// anything.
func (f *Fake) Fail(method string, errs ...error) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if f.script == nil {
		f.script = map[string][]error{}
	}
	f.script[method] = errs
}

// Lose has the next write of a method done and its answer lost.
func (f *Fake) Lose(method string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if f.lost == nil {
		f.lost = map[string]int{}
	}
	f.lost[method] = 1
}

// Mend takes back what was said to fail.
func (f *Fake) Mend() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.Down, f.script, f.lost = nil, nil, nil
}

// Called counts the calls of a method.
func (f *Fake) Called(method string) int {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return len(f.Calls) - len(slices.DeleteFunc(slices.Clone(f.Calls), func(c string) bool { return c == method }))
}

// Call notes a call, and gives the failure that waits for it. Mu is held.
func (f *Fake) Call(method string) error {
	f.Calls = append(f.Calls, method)
	if f.Down != nil {
		return f.Down
	}
	if next := f.script[method]; len(next) > 0 {
		f.script[method] = next[1:]
		return next[0]
	}
	return nil
}

// Settled is what asking after a write's key answers: whether it was done.
func (f *Fake) Settled(key uuid.UUID) (bool, error) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if err := f.Call("Settle"); err != nil {
		return false, err
	}
	return f.intents[key], nil
}

// Write does a write once a key. A key that was used before is a defect of the
// screen, and panics; a lost answer is Unsure.
func Write[T any](f *Fake, method string, key uuid.UUID, do func() (T, error)) (T, error) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var none T
	if err := f.Call(method); err != nil {
		return none, err
	}
	if f.intents[key] {
		panic(method + ": the key was used before")
	}
	done, err := do()
	if err != nil {
		return none, err
	}
	if f.intents == nil {
		f.intents = map[uuid.UUID]bool{}
	}
	f.intents[key] = true
	if f.lost[method] > 0 {
		f.lost[method]--
		return none, Unsure{}
	}
	return done, nil
}
