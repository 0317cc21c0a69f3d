package schedule

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// The jobs that a server does beside one another: those that may take long, and all
// others.
const lanes = 2

func (j Job) lane() int {
	if j.Slow {
		return 1
	}
	return 0
}

const (
	// lookEvery is how often a server looks for what is due, and for what somebody asked
	// for at another one.
	lookEvery = 30 * time.Second
	// rests is how long it leaves a job alone that another server is at, or that could
	// not even begin.
	rests = 5 * time.Minute
)

// Serve does what is due by the calendar until ctx ends, and waits for the runs that
// are being broken off then. Of several servers one does each run.
func (s *Store) Serve(ctx context.Context, w Work) {
	var loops sync.WaitGroup
	for lane := range lanes {
		var jobs []Job
		for _, j := range s.jobs {
			if j.lane() == lane {
				jobs = append(jobs, j)
			}
		}
		if len(jobs) > 0 {
			loops.Go(func() { s.loop(ctx, w, jobs, s.wakes[lane]) })
		}
	}
	loops.Wait()
}

// wake has the loops look at once.
func (s *Store) wake() {
	for _, w := range s.wakes {
		select {
		case w <- struct{}{}:
		default: // it will look
		}
	}
}

func (s *Store) loop(ctx context.Context, w Work, jobs []Job, wake <-chan struct{}) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	resting := map[string]time.Time{}
	// Since when a job is due counts from when somebody would do it by the calendar.
	for known := w.AskedOnly; ; {
		if !known {
			err := s.know(ctx)
			known = err == nil
			s.log(ctx, w, "", err)
		}
		if known {
			s.turn(ctx, w, jobs, resting)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-wake:
		}
	}
}

// know keeps since when the jobs are known, for those that are new.
func (s *Store) know(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connect.AskTime)
	defer cancel()
	var names []string
	for _, j := range s.jobs {
		names = append(names, j.Name)
	}
	_, err := s.reg.Exec(ctx, `INSERT INTO society360_jobs (job) SELECT unnest(@jobs::text[]) ON CONFLICT DO NOTHING`, pgx.NamedArgs{"jobs": names})
	return connect.WriteError(err)
}

// turn does those jobs that are due. One that fails keeps none of the others.
func (s *Store) turn(ctx context.Context, w Work, jobs []Job, resting map[string]time.Time) {
	asking, cancel := context.WithTimeout(ctx, connect.AskTime)
	all, err := s.statuses(asking, jobs, time.Now())
	cancel()
	if err != nil {
		s.log(ctx, w, "", err)
		return
	}
	for _, j := range all {
		if now := time.Now(); ctx.Err() != nil || !w.wants(j, now) || now.Before(resting[j.Job.Name]) {
			continue
		}
		began := false
		ran, err := desks.Alone(ctx, s.rooms.Desks, w.Config, j.Job.Name, func(ctx context.Context) (err error) {
			began, err = s.ifDue(ctx, w, j.Job)
			return err
		})
		if !ran || !began && err != nil {
			resting[j.Job.Name] = time.Now().Add(rests)
		}
		s.log(ctx, w, j.Job.Name, err)
	}
}

// ifDue does a job, whose lock the caller holds, unless another server has done it
// meanwhile.
func (s *Store) ifDue(ctx context.Context, w Work, job Job) (began bool, err error) {
	now, err := s.statuses(ctx, []Job{job}, time.Now())
	if err != nil {
		return false, err
	}
	j := now[0]
	if j.Last != nil && j.Last.State == Running && j.Next.After(time.Now()) {
		return true, s.breakOff(ctx, job) // whoever was at it is gone
	}
	if !w.wants(j, time.Now()) {
		return true, nil
	}
	run, err := s.do(ctx, job, w, j.asked)
	if run.State == Done && run.Result != "" {
		w.Log.InfoContext(ctx, "the schedule", "job", job.Name, "did", run.Result)
	}
	return run.StartedAt != nil, err
}

// wants reports whether a job is to be done now.
func (w Work) wants(j Status, now time.Time) bool {
	return j.isDue(now) && (j.asked != nil || !w.AskedOnly)
}

// log tells of what failed, and of which job, unless the program is told to end; job
// is empty where it was none's.
func (s *Store) log(ctx context.Context, w Work, job string, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	each := []error{err}
	// What do joined, and nothing below it: the tries of a connection are one failure.
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		each = several.Unwrap()
	}
	for _, failed := range each {
		var known jobError
		if job != "" && !errors.As(failed, &known) {
			failed = jobError{job, failed}
		}
		w.Log.WarnContext(ctx, "the schedule", "error", failed)
	}
}

// jobError is the failure of a job. The log names the class of a trouble.
type jobError struct {
	job string
	error
}

func (e jobError) Error() string { return e.job + ": " + e.error.Error() }

func (e jobError) Unwrap() error { return e.error }

// LogValue has the job beside what a log says of the error.
func (e jobError) LogValue() slog.Value {
	var known *fault.Error
	if !errors.As(e.error, &known) || known.Trouble == fault.Sound {
		return slog.StringValue(e.Error())
	}
	return slog.GroupValue(append(known.LogValue().Group(), slog.String("job", e.job))...)
}
