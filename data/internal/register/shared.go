package register

import (
	"context"
	"fmt"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// sharedTime bounds a read that several desks wait for.
const sharedTime = 8 * time.Second

// Shared lets desks that ask the same thing at the same time share one answer:
// after a change all of them read again what they show. Only a read that began
// after the last change that this process knows of is shared, so that nobody is
// given a list without the very change that made them ask.
//
// The answer belongs to all who get it: nobody may change it. key has to name
// everything that the answer depends on.
func Shared[T any](ctx context.Context, s *Register, key string, read func(ctx context.Context) (T, error)) (answer T, err error) {
	key = fmt.Sprintf("%d %t %s", s.changes.Load(), s.elsewhere(ctx) != nil, key)
	answers := s.reads.DoChan(key, func() (_ any, err error) {
		// Whoever asked first may hang up while others wait.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sharedTime)
		defer cancel()
		// A panic in here would end the process instead of one session.
		defer func() {
			if v := recover(); v != nil {
				err = fault.Broken(fmt.Errorf("panic in a shared read: %v", v))
			}
		}()
		return read(ctx)
	})
	select {
	case <-ctx.Done():
		return answer, connect.ReadError(ctx.Err())
	case got := <-answers:
		if got.Err != nil {
			return answer, got.Err
		}
		answer, ok := got.Val.(T)
		if !ok {
			return answer, fault.Broken(fmt.Errorf("a shared read of %T", got.Val))
		}
		return answer, nil
	}
}

// Changed says that something changed: answers read before are shared no longer.
func (s *Register) Changed() { s.changes.Add(1) }
