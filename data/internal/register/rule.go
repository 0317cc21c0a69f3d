package register

import (
	"context"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// Rule is a condition under which a change of a T is made, and the complaint where
// it does not hold: one of Says, Of and Ask is set.
type Rule[T any] struct {
	// Holds is the condition, in SQL over the row under its lock. Where it is NULL it
	// does not hold.
	Holds string
	// Sure says that it holds of a call of this kind, whatever the database has: the
	// statement does without it. Each kind has a statement of its own to be prepared, so
	// that what is typed does not belong here.
	Sure bool
	// Says is a complaint that is the same of every row.
	Says error
	// Of makes the complaint from the row as it stands, Ask with a further look at the
	// database. Either returns nil where the row has changed again since and nothing
	// is left to complain of.
	Of  func(now T) error
	Ask func(ctx context.Context, d connect.DB, now T) error
}

// Rules are looked at in their order: the complaint is that of the first that does
// not hold.
type Rules[T any] []Rule[T]

// Broken is the number of the first rule that does not hold, from 1, in SQL; 0 where
// all hold.
func (r Rules[T]) Broken() string {
	var b strings.Builder
	for i, rule := range r {
		if !rule.Sure {
			b.WriteString(` WHEN (` + rule.Holds + `) IS NOT TRUE THEN ` + strconv.Itoa(i+1))
		}
	}
	if b.Len() == 0 {
		return `0`
	}
	return `CASE` + b.String() + ` ELSE 0 END`
}

// Judged is the CTE of that name for a change that has no row to lock: the change is
// made where the CTE's column broken is 0.
func (r Rules[T]) Judged() string {
	return `judged AS MATERIALIZED (SELECT ` + r.Broken() + ` AS broken)`
}

// Refuse is Write.Refuse for a new T, whose complaints need no row.
func (r Rules[T]) Refuse(ctx context.Context, d connect.DB, broken int) error {
	var none T
	return r.complaint(ctx, d, broken, none)
}

// RefuseOf is Write.Refuse for a T that is there: read reads it as it stands.
func (r Rules[T]) RefuseOf(read func(context.Context, connect.DB) (T, error)) func(context.Context, connect.DB, int) error {
	return func(ctx context.Context, d connect.DB, broken int) error {
		now, err := read(ctx, d)
		if err != nil {
			return err
		}
		return r.complaint(ctx, d, broken, now)
	}
}

// complaint is what the rule of that number says; ChangedMeanwhile where none was
// broken, or the rule has nothing to say any more.
func (r Rules[T]) complaint(ctx context.Context, d connect.DB, broken int, now T) (err error) {
	if broken > 0 {
		switch rule := r[broken-1]; {
		case rule.Says != nil:
			err = rule.Says
		case rule.Of != nil:
			err = rule.Of(now)
		default:
			err = rule.Ask(ctx, d, now)
		}
	}
	if err == nil {
		err = ChangedMeanwhile()
	}
	return err
}

// ChangedMeanwhile refuses a change that did not happen although no rule is broken
// any more: it can be tried again.
func ChangedMeanwhile() *fault.Error {
	return fault.Refuse("The register changed meanwhile; nothing was saved. Try again.")
}
