package data

import (
	"context"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
)

// rule is a condition under which a change of a T is made, and the complaint where
// it does not hold: one of says, of and ask.
type rule[T any] struct {
	// holds is the condition, in SQL over the row under its lock. Where it is NULL it
	// does not hold.
	holds string
	// says is a complaint that is the same of every row.
	says error
	// of makes the complaint of the row as it stands, ask with a further look at the
	// database. Nil where the row has changed again since, and there is nothing to
	// complain of any more.
	of  func(now T) error
	ask func(ctx context.Context, d connect.DB, now T) error
}

// rules are looked at in their order: the complaint is of the first that does not
// hold.
type rules[T any] []rule[T]

// broken is the number of the first rule that does not hold, from 1, in SQL; 0 where
// all hold.
func (r rules[T]) broken() string {
	if len(r) == 0 {
		return `0`
	}
	var b strings.Builder
	b.WriteString(`CASE`)
	for i, rule := range r {
		b.WriteString(` WHEN (` + rule.holds + `) IS NOT TRUE THEN ` + strconv.Itoa(i+1))
	}
	b.WriteString(` ELSE 0 END`)
	return b.String()
}

// judged is the CTE of that name for a change that has no row to lock: the change is
// made where its column broken is 0.
func (r rules[T]) judged() string {
	return `judged AS MATERIALIZED (SELECT ` + r.broken() + ` AS broken)`
}

// refuse is that of a write of a new T: its complaints speak of no row.
func (r rules[T]) refuse(ctx context.Context, d connect.DB, broken int) error {
	var none T
	return r.complaint(ctx, d, broken, none)
}

// refuseOf is the refuse of a write of a T that is there, and that read reads as it
// stands.
func (r rules[T]) refuseOf(read func(context.Context, connect.DB) (T, error)) func(context.Context, connect.DB, int) error {
	return func(ctx context.Context, d connect.DB, broken int) error {
		now, err := read(ctx, d)
		if err != nil {
			return err
		}
		return r.complaint(ctx, d, broken, now)
	}
}

// complaint is what the rule of that number says; where none was broken, or has
// nothing to say any more, that something changed.
func (r rules[T]) complaint(ctx context.Context, d connect.DB, broken int, now T) (err error) {
	if broken > 0 {
		switch rule := r[broken-1]; {
		case rule.says != nil:
			err = rule.says
		case rule.of != nil:
			err = rule.of(now)
		default:
			err = rule.ask(ctx, d, now)
		}
	}
	if err == nil {
		err = changedMeanwhile()
	}
	return err
}

// changedMeanwhile refuses a change that nothing stands against any more.
func changedMeanwhile() *fault.Error {
	return fault.Refuse("The register changed meanwhile; nothing was saved. Try again.")
}
