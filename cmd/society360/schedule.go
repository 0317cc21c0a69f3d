package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/civoranexus/society360/data"
)

// scheduleEvery is how often a server looks for what is due by the calendar. What
// lists show is right without it; it keeps what is stored, and charges.
const scheduleEvery = time.Hour

// task is one thing that is done by the calendar. It is safe to repeat, and to be
// broken off: the next turn completes it.
type task struct {
	name string
	do   func(ctx context.Context, store *data.Store) error
}

// tasks are the society's schedule, in the order in which a turn does them. All
// of them are done by the program itself, which has no account.
func (a *app) tasks() []task {
	return []task{
		{"overdue bills", a.chargeOverdue},
	}
}

// chargeOverdue marks overdue bills and charges their late fees.
func (a *app) chargeOverdue(ctx context.Context, store *data.Store) error {
	done, err := store.ChargeOverdue(ctx, data.Program(), nil)
	if done.Marks > 0 || done.Fees > 0 {
		a.log.InfoContext(ctx, "bills went overdue", "marked", done.Marks, "late_fees", done.Fees, "sum", done.Total.String())
	}
	return err
}

// startSchedule does the schedule in the background, at once and then every
// hour, until stop is called, which waits for a turn that is being broken off.
func (a *app) startSchedule(ctx context.Context, cfg data.Config, store *data.Store) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(scheduleEvery)
		defer tick.Stop()
		for {
			a.takeTurn(ctx, cfg, store)
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return func() { cancel(); <-done }
}

// takeTurn does every task, unless another server is at it. A task that fails is
// logged, keeps none of the others, and is tried again at the next turn.
func (a *app) takeTurn(ctx context.Context, cfg data.Config, store *data.Store) (ran bool) {
	ran, err := data.Alone(ctx, cfg, func(ctx context.Context) error {
		var failed error
		for _, t := range a.tasks() {
			if err := safely(ctx, t, store); err != nil {
				failed = errors.Join(failed, fmt.Errorf("%s: %w", t.name, err))
			}
		}
		return failed
	})
	if err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "the schedule", "error", err)
	}
	return ran
}

// safely turns a task's panic into its failure: the desks of this server go on.
func safely(ctx context.Context, t task, store *data.Store) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return t.do(ctx, store)
}
