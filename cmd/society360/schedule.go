package main

import (
	"context"
	"fmt"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/schedule"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// scheduleCommand shows what is done by the calendar, and does one of it now.
func (a *app) scheduleCommand() *cobra.Command {
	return a.group("schedule", "See what is done by the calendar, or do one of it now", a.scheduleHistory(), a.scheduleList(), a.scheduleRun())
}

func (a *app) scheduleList() *cobra.Command {
	return listsAll(a, &cobra.Command{
		Use:   "list",
		Short: "List the jobs: when each is due, when it was last done, and what became of it",
		Example: `  society360 schedule list
  society360 schedule list --json | jq -r 'select(.failures > 0) | [.job, .result] | @tsv'`,
	}, jobColumns(time.Now), func(ctx context.Context, c call) (pages[schedule.Status], error) {
		jobs, err := c.society.Schedule.List(ctx, c.actor)
		return inPages(jobs), err
	})
}

// jobColumns are the jobs' columns; now is what lateness is reckoned by.
func jobColumns(now func() time.Time) []column[schedule.Status] {
	last := func(of func(schedule.Run) any) func(schedule.Status) any {
		return func(s schedule.Status) any {
			if s.Last == nil {
				return nil
			}
			return of(*s.Last)
		}
	}
	return []column[schedule.Status]{
		{name: "job", value: func(s schedule.Status) any { return s.Job.Name }},
		{name: "due", value: func(s schedule.Status) any { return s.Job.When.String() }},
		{name: "state", value: last(func(r schedule.Run) any { return string(r.State) }), blank: "never run"},
		{name: "started_at", value: last(func(r schedule.Run) any { return r.StartedAt })},
		{name: "seconds", value: last(func(r schedule.Run) any { return int(r.Took(now()).Seconds()) })},
		{name: "result", value: last(func(r schedule.Run) any { return prose(r.Result) }), blank: "-"},
		{name: "failures", wide: true, value: func(s schedule.Status) any { return s.Failures }},
		{name: "succeeded_at", wide: true, value: func(s schedule.Status) any { return s.SucceededAt }},
		{name: "next_at", value: func(s schedule.Status) any {
			if s.Next.IsZero() {
				return nil
			}
			return s.Next
		}, blank: "when a server serves"},
		{name: "late", wide: true, value: func(s schedule.Status) any { return s.Late(now()) }},
		{name: "wanted_at", wide: true, value: func(s schedule.Status) any { return s.Wanted }},
		{name: "server", wide: true, value: last(func(r schedule.Run) any { return r.Server })},
		{name: "does", wide: true, value: func(s schedule.Status) any { return s.Job.Does }},
	}
}

func (a *app) scheduleHistory() *cobra.Command {
	return lists(a, &cobra.Command{
		Use:   "history JOB",
		Short: "List the runs of a job, the newest first",
		Args:  a.takes("a job, as schedule list names it"),
	}, jobRunColumns(), func(_ context.Context, c call) (pages[schedule.Run], error) {
		return func(ctx context.Context, after *schedule.Run, limit int) ([]schedule.Run, bool, error) {
			page, err := c.society.Schedule.History(ctx, c.actor, c.args[0], after, limit)
			return page.Runs, page.More, err
		}, nil
	})
}

func jobRunColumns() []column[schedule.Run] {
	return []column[schedule.Run]{
		{name: "started_at", value: func(r schedule.Run) any { return r.StartedAt }, blank: "not yet"},
		{name: "state", value: func(r schedule.Run) any { return string(r.State) }},
		{name: "seconds", value: func(r schedule.Run) any { return int(r.Took(time.Now()).Seconds()) }},
		{name: "result", value: func(r schedule.Run) any { return prose(r.Result) }, blank: "-"},
		{name: "asked_at", wide: true, value: func(r schedule.Run) any { return r.AskedAt }},
		{name: "asked_by", value: func(r schedule.Run) any { return r.AskedBy }},
		{name: "ended_at", wide: true, value: func(r schedule.Run) any { return r.EndedAt }},
		{name: "server", value: func(r schedule.Run) any { return r.Server }},
		{name: "id", wide: true, value: func(r schedule.Run) any { return r.ID.String() }},
	}
}

func (a *app) scheduleRun() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run JOB",
		Short: "Do one job now",
		Long: `Run does a job now, here, and says what it did; who asked for it stands in the audit
trail. A server that is at the same job is left alone, and then nothing is done here.`,
		Example: `  society360 schedule run statistics`,
		Args:    a.takes("a job, as schedule list names it"),
	}
	a.actsAs(cmd)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		run, err := c.society.Schedule.Run(ctx, c.actor, uuid.New(), c.args[0], a.scheduled(c))
		if err != nil {
			return err
		}
		a.tellRun(run)
		if run.State == schedule.Leftover {
			return fail(nil, "%s was left: it %s.", run.Job, run.Result)
		}
		return nil
	})
}

// tellRun says what a run did.
func (a *app) tellRun(run schedule.Run) {
	switch {
	case run.State == schedule.Leftover:
	case run.Result == "":
		fmt.Fprintf(a.out, "%s: nothing to do.\n", run.Job)
	default:
		fmt.Fprintf(a.out, "%s: %s.\n", run.Job, run.Result)
	}
}

// scheduled is where jobs are done.
func (a *app) scheduled(c call) schedule.Work {
	return schedule.Work{Config: c.config, Folder: c.folder, Operator: c.actor.Origin.Operator, Backup: a.scheduledBackup(c), Seal: a.scheduledSeal(c), Log: a.log, Progress: a.progress}
}

// startSchedule does the schedule in the background until stop is called, which waits
// for a run that is being broken off; askedOnly leaves the calendar to others.
func (a *app) startSchedule(ctx context.Context, db database, society *data.Society, askedOnly bool) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	work := a.scheduled(call{config: db.Config, folder: db.folder, private: db.private, society: society, actor: role.Program()})
	work.Progress, work.AskedOnly = nil, askedOnly
	go func() {
		defer close(done)
		society.Schedule.Serve(ctx, work)
	}()
	return func() { cancel(); <-done }
}
