package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// scheduleEvery is how often a server looks for what is due by the calendar. What
// lists show is right without it; it keeps what is stored, and charges late fees
// where billing.late_fees is automatic.
const scheduleEvery = time.Hour

// How long a task may take before it is broken off, so that a database that went
// silent in the middle of one does not end the schedule: far longer than the
// largest society needs. zoneTime is for a question before it.
const (
	taskTime = 2 * time.Hour
	zoneTime = 3 * time.Second
)

// task is one thing that is done by the calendar. It is safe to repeat, and to be
// broken off: the next turn completes it.
type task struct {
	name string
	do   func(ctx context.Context, society *data.Society) error
}

// tasks are the society's schedule, in the order in which a turn does them. All
// of them are done by the program itself, which has no account.
func (a *app) tasks() []task {
	return []task{
		{"move-outs", a.moveOut},
		{"move-ins", a.moveIn},
		{"overdue bills", a.chargeOverdue},
		// Those that were never made, or whose zone or targets an admin changed.
		{"reports", func(ctx context.Context, society *data.Society) error { return a.makeReports(ctx, society, true) }},
	}
}

// nightTasks are what a night does besides, while few are at their desks.
func (a *app) nightTasks(cfg data.Config) []task {
	return []task{
		{"tidying", a.tidy},
		{"statistics", func(ctx context.Context, _ *data.Society) error { _, err := desks.Analyze(ctx, cfg); return err }},
		{"reports", func(ctx context.Context, society *data.Society) error { return a.makeReports(ctx, society, false) }},
	}
}

// The hour of the night's tasks, in the society's zone.
const (
	nightHour   = 2
	nightMinute = 30
)

// nextNight is the first half past two after now in the society's zone. Where
// the clocks jump over it, it is the hour that they show instead.
func nextNight(now time.Time, zone *time.Location) time.Time {
	now = now.In(zone)
	at := func(days int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, nightHour, nightMinute, 0, 0, zone)
	}
	if tonight := at(0); tonight.After(now) {
		return tonight
	}
	return at(1)
}

// untilNight is how long it is to the next night; where the zone cannot be read
// just now, the schedule looks again at its next turn.
func (a *app) untilNight(ctx context.Context, society *data.Society) time.Duration {
	asking, cancel := context.WithTimeout(ctx, zoneTime)
	defer cancel()
	settings, err := society.Settings.Values(asking)
	if err != nil {
		a.log.WarnContext(ctx, "the society's zone", "error", err)
		return 2 * scheduleEvery
	}
	return time.Until(nextNight(time.Now(), settings.Zone()))
}

// moveOut moves out whose day has come.
func (a *app) moveOut(ctx context.Context, society *data.Society) error {
	moved, err := society.Homes.MoveOutDue(ctx, role.Program(), uuid.New())
	if moved.Residents > 0 {
		a.log.InfoContext(ctx, "residents moved out", "residents", moved.Residents)
	}
	for _, u := range moved.Owing {
		a.log.WarnContext(ctx, "a unit whose resident moved out owes", "unit", u.Unit, "due", u.Due.String())
	}
	return err
}

// moveIn turns what is stored of those whose day of moving in has come.
func (a *app) moveIn(ctx context.Context, society *data.Society) error {
	moved, err := society.Homes.MoveInDue(ctx, role.Program(), uuid.New())
	if moved > 0 {
		a.log.InfoContext(ctx, "residents moved in", "residents", moved)
	}
	return err
}

// tidy forgets what the desk kept long enough.
func (a *app) tidy(ctx context.Context, society *data.Society) error {
	done, err := society.Desks.Tidy(ctx, role.Program())
	if done != (desks.Tidied{}) {
		a.log.InfoContext(ctx, "tidied", "intents", done.Intents, "files", done.Files, "sign_in_attempts", done.Attempts,
			"sign_in_places", done.Places, "desk_sessions", done.Sessions)
	}
	return err
}

// makeReports makes the figures of reports anew, all or those that are due.
func (a *app) makeReports(ctx context.Context, society *data.Society, due bool) error {
	made, err := society.Reports.RefreshAll(ctx, role.Program(), due)
	if made > 0 {
		a.log.InfoContext(ctx, "reports were made anew", "reports", made)
	}
	return err
}

// chargeOverdue marks overdue bills, and charges their late fees where that is
// the calendar's affair.
func (a *app) chargeOverdue(ctx context.Context, society *data.Society) error {
	done, err := society.Money.ChargeOverdue(ctx, role.Program(), nil)
	if done.Marks+done.Clears+done.Fees > 0 {
		a.log.InfoContext(ctx, "bills went overdue", "marked", done.Marks, "cleared", done.Clears, "late_fees", done.Fees, "sum", done.Total.String())
	}
	return err
}

// startSchedule does the schedule in the background, at once, then every hour and
// with the night's tasks every night, until stop is called, which waits for a
// turn that is being broken off.
func (a *app) startSchedule(ctx context.Context, cfg data.Config, society *data.Society) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(scheduleEvery)
		defer tick.Stop()
		for tasks := a.tasks(); ; {
			a.takeTurn(ctx, cfg, society, tasks)
			// Reckoned anew each time: an admin may have changed the zone.
			night := time.NewTimer(a.untilNight(ctx, society))
			select {
			case <-ctx.Done():
				night.Stop()
				return
			case <-tick.C:
				tasks = a.tasks()
			case <-night.C:
				tasks = append(a.tasks(), a.nightTasks(cfg)...)
			}
			night.Stop()
		}
	}()
	return func() { cancel(); <-done }
}

// takeTurn does every task, unless another server is at it. A task that fails is
// logged, keeps none of the others, and is tried again at the next turn.
func (a *app) takeTurn(ctx context.Context, cfg data.Config, society *data.Society, tasks []task) (ran bool) {
	ran, err := doAll(ctx, cfg, society, tasks)
	if err == nil || ctx.Err() != nil {
		return ran
	}
	each := []error{err}
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		each = several.Unwrap()
	}
	for _, failed := range each {
		a.log.WarnContext(ctx, "the schedule", "error", failed)
	}
	return ran
}

// taskError is the failure of a task. The log names the class of a trouble.
type taskError struct {
	task string
	error
}

func (e taskError) Error() string { return e.task + ": " + e.error.Error() }

func (e taskError) Unwrap() error { return e.error }

// LogValue has the task beside what a log says of the error.
func (e taskError) LogValue() slog.Value {
	var known *fault.Error
	if !errors.As(e.error, &known) || known.Trouble == fault.Sound {
		return slog.StringValue(e.Error())
	}
	return slog.GroupValue(append(known.LogValue().Group(), slog.String("task", e.task))...)
}

// doAll does every task, and goes on after one that failed. While another process
// of the society does them, it does none.
func doAll(ctx context.Context, cfg data.Config, society *data.Society, tasks []task) (ran bool, err error) {
	return desks.Alone(ctx, society.Desks, cfg, func(ctx context.Context) error {
		var failed []error
		for _, t := range tasks {
			if err := safely(ctx, t, society); err != nil {
				failed = append(failed, taskError{t.name, err})
			}
		}
		return errors.Join(failed...)
	})
}

// safely turns a task's panic into its failure: the desks of this server go on.
func safely(ctx context.Context, t task, society *data.Society) (err error) {
	ctx, cancel := context.WithTimeout(ctx, taskTime)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return t.do(ctx, society)
}
