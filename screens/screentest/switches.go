package screentest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
)

// Switches make a society's stores fail, hang and lose answers on demand, and note
// what is called. A call is named by its room and method, as "Notices.MarkRead".
type Switches struct {
	Mu sync.Mutex
	// Calls are the calls in their order.
	Calls []string
	// Wrote are those of them that were sent with the key of a write.
	Wrote []string
	// Down, where set, is what every call answers.
	Down error

	texts   []any
	script  map[string][]error
	lost    map[string]bool
	held    map[string]bool
	intents map[uuid.UUID]bool
	answers map[uuid.UUID]any
}

// known panics where no store has such a call: a failure that was prepared for it
// would never come.
func known(call string) {
	if !slices.Contains(Calls(), call) {
		panic("screentest: there is no call " + call)
	}
}

// Calls are the names of all that the rooms can be asked.
func Calls() []string {
	calls := []string{"Settle", "Files.Put", "Files.Inbox", "Files.Get", "Files.Print"}
	for room := range reflect.TypeFor[Rooms]().Fields() {
		for method := range room.Type.Methods() {
			calls = append(calls, room.Name+"."+method.Name)
		}
	}
	return calls
}

// Fail has the next calls of that name answer these errors, before they do
// anything.
func (f *Switches) Fail(call string, errs ...error) {
	known(call)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if f.script == nil {
		f.script = map[string][]error{}
	}
	f.script[call] = errs
}

// Lose has the next write of that name done and its answer lost.
func (f *Switches) Lose(call string) {
	known(call)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if f.lost == nil {
		f.lost = map[string]bool{}
	}
	f.lost[call] = true
}

// Hold has the calls of that name wait until nobody waits for them any more.
func (f *Switches) Hold(call string) {
	known(call)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if f.held == nil {
		f.held = map[string]bool{}
	}
	f.held[call] = true
}

// Sent are the texts of that type that writes which were done had in them, in
// their order: a visits.Draft as it was typed, say.
func Sent[T any](s interface{ switches() *Switches }) (all []T) {
	f := s.switches()
	f.Mu.Lock()
	defer f.Mu.Unlock()
	for _, text := range f.texts {
		if t, is := text.(T); is {
			all = append(all, t)
		}
	}
	return all
}

func (f *Switches) switches() *Switches { return f }

// sent keeps what a write had in it.
func (f *Switches) sent(text any) { f.texts = append(f.texts, text) }

// Mend takes back what was said to fail.
func (f *Switches) Mend() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.Down, f.script, f.lost = nil, nil, nil
}

// Called counts the calls of that name.
func (f *Switches) Called(call string) int {
	known(call)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n := 0
	for _, c := range f.Calls {
		if c == call {
			n++
		}
	}
	return n
}

// begin notes a call, refuses it to a role that may not, waits where it is held, and
// gives the failure that is there for it. Without an error Mu is locked, and the caller unlocks it.
func (f *Switches) begin(ctx context.Context, actor role.Actor, call string) error {
	f.Mu.Lock()
	f.Calls = append(f.Calls, call)
	if !may(actor, call) {
		f.Mu.Unlock()
		return forbidden()
	}
	if f.held[call] {
		f.Mu.Unlock()
		<-ctx.Done()
		return ctx.Err()
	}
	err := f.Down
	if next := f.script[call]; err == nil && len(next) > 0 {
		f.script[call], err = next[1:], next[0]
	}
	if err != nil {
		f.Mu.Unlock()
	}
	return err
}

// read answers a question. Where the database is away nothing was to be saved.
func read[T any](ctx context.Context, s *Society, actor role.Actor, call string, answer func() (T, error)) (T, error) {
	if err := s.begin(ctx, actor, call); err != nil {
		var none T
		var e *fault.Error
		if errors.As(err, &e) && e.Kind == fault.Unavailable {
			err = fault.Away.Unread(nil)
		}
		return none, err
	}
	defer s.Mu.Unlock()
	return answer()
}

// again is write for what a screen may send again with its key: it is done once,
// and answers the same.
func again[T any](ctx context.Context, s *Society, actor role.Actor, call string, key uuid.UUID, do func() (T, error)) (T, error) {
	s.Mu.Lock()
	done, ok := s.answers[key].(T)
	s.Mu.Unlock()
	if ok {
		return read(ctx, s, actor, call, func() (T, error) { return done, nil })
	}
	return write(ctx, s, actor, call, key, func() (T, error) {
		done, err := do()
		if err == nil {
			s.answers[key] = done
		}
		return done, err
	})
}

// write does a write once a key. A key that was used before is a defect of the
// screen, and panics.
func write[T any](ctx context.Context, s *Society, actor role.Actor, call string, key uuid.UUID, do func() (T, error)) (T, error) {
	var none T
	if err := s.begin(ctx, actor, call); err != nil {
		return none, err
	}
	defer s.Mu.Unlock()
	s.Wrote = append(s.Wrote, call)
	if s.intents[key] {
		panic(call + ": the key was used before")
	}
	done, err := do()
	if err != nil {
		return none, err
	}
	if s.intents == nil {
		s.intents = map[uuid.UUID]bool{}
	}
	s.intents[key] = true
	if s.lost[call] {
		delete(s.lost, call)
		return none, &fault.Error{Kind: fault.Unknown, Format: "The connection was lost; it is not known yet whether this was saved."}
	}
	return done, nil
}
