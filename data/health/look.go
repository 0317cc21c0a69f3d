package health

import (
	"context"
	"errors"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"golang.org/x/sync/errgroup"
)

// CountMost is how many findings of a check are counted.
const CountMost = 999

// Result is what became of one check.
type Result struct {
	Check Check
	// Found is how many things it found, More says that there are more than that.
	Found int
	More  bool
	// Cost is how many rows it would have read of a large table, for which it was left
	// out; zero where it was made.
	Cost int
	// Err says why it could not be made; nil where it was, or was left out.
	Err *fault.Error
}

// lookAtOnce is how many checks are made at the same time: a desk that looks leaves
// connections to the others.
const lookAtOnce = 2

// Look makes every check that is quick and counts what each found; deep has it make
// the others too, which may take minutes: as long as ctx lasts. One that could not be
// made says so, and the rest go on. Admins only.
func (s *Store) Look(ctx context.Context, actor role.Actor, deep bool) ([]Result, error) {
	if err := actor.PermitAll(role.ReadHealth); err != nil {
		return nil, err
	}
	if deep { // for one who asked for it: desks wait for a shared answer, and not so long
		return s.lookAll(ctx, actor, deep)
	}
	return register.Shared(ctx, s.reg, "health", func(ctx context.Context) ([]Result, error) { return s.lookAll(ctx, actor, deep) })
}

func (s *Store) lookAll(ctx context.Context, actor role.Actor, deep bool) ([]Result, error) {
	checks := Checks()
	results := make([]Result, len(checks))
	var group errgroup.Group
	group.SetLimit(lookAtOnce)
	for i, c := range checks {
		group.Go(func() error {
			results[i] = s.look(ctx, actor, c, deep)
			if e := results[i].Err; e != nil && e.Kind == fault.Unavailable {
				return e // all would wait for it in vain
			}
			return nil
		})
	}
	err := group.Wait()
	return results, err
}

func (s *Store) look(ctx context.Context, actor role.Actor, c Check, deep bool) Result {
	r := Result{Check: c}
	var err error
	if r.Cost, err = s.cost(ctx, c); err == nil && (r.Cost == 0 || deep) {
		var page Page
		page, err = s.page(ctx, actor, c, nil, CountMost, longest(deep))
		r.Cost, r.Found, r.More = 0, len(page.Findings), page.More
	}
	if err != nil && !errors.As(err, &r.Err) {
		r.Err = fault.Broken(err)
	}
	return r
}
