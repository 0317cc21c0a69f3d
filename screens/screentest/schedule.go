package screentest

import (
	"context"
	"slices"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/schedule"

	"github.com/google/uuid"
)

// Schedule is the store of what is done by the calendar. What became of it is what a
// test says (Society.Runs); nothing is done.
type Schedule struct{ s *Society }

// List returns the jobs with what became of them.
func (d Schedule) List(ctx context.Context, actor role.Actor) ([]schedule.Status, error) {
	return read(ctx, d.s, actor, "Schedule.List", func() (all []schedule.Status, err error) {
		for _, j := range d.s.Jobs {
			all = append(all, d.status(j))
		}
		return all, nil
	})
}

func (d Schedule) status(j schedule.Job) schedule.Status {
	st := schedule.Status{Job: j}
	if d.s.Known != nil {
		st.Next = j.When.After(*d.s.Known, d.s.Zone)
	}
	for _, r := range d.s.Runs[j.Name] {
		switch {
		case r.State == schedule.Asked:
			st.Wanted = r.AskedAt
		case st.Last == nil:
			st.Last, st.Next = &r, j.When.After(*r.StartedAt, d.s.Zone)
		}
		if r.State == schedule.Failed && st.SucceededAt == nil {
			st.Failures++
		}
		if r.State == schedule.Done && st.SucceededAt == nil {
			st.SucceededAt = r.StartedAt
		}
	}
	if st.Wanted != nil {
		st.Next = *st.Wanted
	}
	return st
}

// History is a page of a job's runs.
func (d Schedule) History(ctx context.Context, actor role.Actor, job string, after *schedule.Run, limit int) (schedule.Page, error) {
	return read(ctx, d.s, actor, "Schedule.History", func() (page schedule.Page, err error) {
		if err := d.isJob(job); err != nil {
			return page, err
		}
		if limit == 0 {
			limit = d.s.Page
		}
		runs := d.s.Runs[job]
		if after != nil {
			runs = runs[1+slices.IndexFunc(runs, func(r schedule.Run) bool { return r.ID == after.ID }):]
		}
		n := min(limit, len(runs))
		return schedule.Page{Runs: runs[:n], More: len(runs) > n}, nil
	})
}

// Ask has a run wait for a server that there is not.
func (d Schedule) Ask(ctx context.Context, actor role.Actor, key uuid.UUID, job string) (schedule.Run, error) {
	return again(ctx, d.s, actor, "Schedule.Ask", key, func() (schedule.Run, error) {
		if err := d.isJob(job); err != nil {
			return schedule.Run{}, err
		}
		run := schedule.Run{ID: d.s.newID(), Job: job, State: schedule.Asked}
		if waits := d.s.Runs[job]; len(waits) > 0 && waits[0].State == schedule.Asked {
			run.ID = waits[0].ID
		} else {
			now, kept := d.s.Clock(), run
			kept.AskedAt, kept.AskedBy = &now, actor.Name
			d.s.Runs[job] = append([]schedule.Run{kept}, waits...)
		}
		d.s.told(actor, action.JobAsked, "society360_job_runs", run.ID, "", "", change{"job": {"", job}})
		return run, nil
	})
}

// isJob refuses what is no job.
func (d Schedule) isJob(job string) error {
	if slices.ContainsFunc(d.s.Jobs, func(j schedule.Job) bool { return j.Name == job }) {
		return nil
	}
	return &fault.Error{Kind: fault.NotFound, Format: "There is no job %s; society360 schedule list has them.", Args: []any{job}}
}
