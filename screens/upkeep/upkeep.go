// Package upkeep is the admin's screen of what stands in the register and should not:
// what was looked for, how much was found, and the way to where it is mended; and of what
// is done by the calendar.
package upkeep

import (
	"context"

	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/schedule"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads: what it asks of each room of data.
type Stores struct {
	Health      Health
	Schedule    Schedule
	Maintenance Maintenance
	// Pool tells how many connections to the database this process has in use, and how many
	// it has at most.
	Pool func() (used, most int)
	// Settle tells what became of a write whose answer was lost.
	Settle func(ctx context.Context, actor role.Actor, intent uuid.UUID) (saved bool, err error)
}

// Schedule is what the screen asks of what is done by the calendar.
type Schedule interface {
	List(ctx context.Context, actor role.Actor) ([]schedule.Status, error)
	History(ctx context.Context, actor role.Actor, job string, after *schedule.Run, limit int) (schedule.Page, error)
	Ask(ctx context.Context, actor role.Actor, intent uuid.UUID, job string) (schedule.Run, error)
}

// Maintenance is what the screen asks of the database's upkeep.
type Maintenance interface {
	Sizes(ctx context.Context, actor role.Actor) ([]maintenance.Size, error)
}

// Health is what the screen asks of the checks.
type Health interface {
	Look(ctx context.Context, actor role.Actor, deep bool) ([]health.Result, error)
	List(ctx context.Context, actor role.Actor, f health.Filter) (health.Page, error)
}

// screen is the list of checks and what one of them found, or the jobs of the schedule.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
}

// New makes the screen; id is a check's name to open, "schedule", or empty. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor}
	s.Stack = tui.NewStack(env, env.T("Upkeep"), tui.SettleAs(actor, store.Settle))
	if check, err := health.Find(id); err == nil {
		s.Push(s.newFindings(check, false))
		return s
	}
	if id == scheduleID {
		s.Push(s.newJobs())
		return s
	}
	s.Push(s.newChecks())
	return s
}
