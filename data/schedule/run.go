package schedule

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Run does a job now, in this process. Another one that is at it is left alone:
// Refused. A failure of the job is the run's. Admins, and the command line.
func (s *Store) Run(ctx context.Context, actor role.Actor, intent uuid.UUID, name string, w Work) (Run, error) {
	if err := actor.PermitAll(role.RunSchedule); err != nil {
		return Run{}, err
	}
	job, err := s.find(name)
	if err != nil {
		return Run{}, err
	}
	var run Run
	ran, err := desks.Alone(ctx, s.rooms.Desks, w.Config, job.Name, func(ctx context.Context) error {
		asked, err := s.Ask(ctx, actor, intent, name)
		if err != nil {
			return err
		}
		run, err = s.do(ctx, job, w, &asked.ID)
		return err
	})
	if err == nil && !ran {
		return run, &fault.Error{Kind: fault.Refused, Format: "Another process of this society is doing this now; nothing was done here."}
	}
	return run, err
}

// Which are the jobs that Maintain does.
type Which int

// What is due, as for a timer; that and what a night does, whenever it was done last; or
// every job.
const (
	Due Which = iota
	Nightly
	All
)

// always reports whether a job is done that is not due.
func (w Which) always(job Job) bool {
	return w == All || w == Nightly && !job.When.longer() && !job.Slow
}

// early is how long before its time a job of a span is done by a timer of the same span,
// which never comes on the dot: it would leave every second run to the one behind.
const early = 10 * time.Minute

// Maintain does jobs in this process, one after the other, and tells what became of each.
// Those that another process is at are left to it: ran is false where it is at all of them.
func (s *Store) Maintain(ctx context.Context, w Work, which Which, tell func(Job, Run)) (ran bool, err error) {
	if err := s.know(ctx); err != nil {
		return false, err
	}
	var failed []error
	left := false
	for _, job := range s.jobs {
		if !which.always(job) {
			at := time.Now()
			now, err := s.statuses(ctx, []Job{job}, at)
			if err != nil {
				return ran, err
			}
			if job.When.every > 0 {
				at = at.Add(min(early, job.When.every/2))
			}
			if !now[0].isDue(at) {
				continue
			}
		}
		alone, err := desks.Alone(ctx, s.rooms.Desks, w.Config, job.Name, func(ctx context.Context) error {
			run, err := s.do(ctx, job, w, nil)
			tell(job, run)
			return err
		})
		ran, left = ran || alone, left || !alone
		if err != nil {
			failed = append(failed, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return ran || !left, errors.Join(failed...)
}

// do does a job, whose lock the caller holds, and keeps what became of it. asked is the
// run that a person asked for, nil where it came by the calendar. The error is a
// jobError where the job failed.
func (s *Store) do(ctx context.Context, job Job, w Work, asked *uuid.UUID) (Run, error) {
	run, err := s.begin(ctx, job, asked)
	if err != nil {
		return run, jobError{job.Name, err}
	}
	did, err := s.safely(ctx, job, w)
	var why *left
	switch {
	case err == nil:
		run.State, run.Result = Done, did
	case errors.As(err, &why):
		run.State, run.Result = Leftover, why.why
		err = nil
	case ctx.Err() != nil:
		run.State, run.Result = BrokenOff, did
	default:
		run.State, run.Result = Failed, sentence(err)
		if did != "" {
			run.Result = did + "; then: " + run.Result
		}
	}
	if did != "" && job.Owner {
		err = errors.Join(err, s.audit(ctx, w, run, did))
	}
	if err != nil {
		err = jobError{job.Name, err}
	}
	return run, errors.Join(err, s.end(ctx, &run))
}

// audit notes in the trail what was done with the owner's rights.
func (s *Store) audit(ctx context.Context, w Work, run Run, did string) error {
	_, err := register.Run[string](context.WithoutCancel(ctx), s.reg, w.program(), register.Write{
		Intent: value.NewID(), Action: action.JobDone, Resource: "society360_job_runs", Payload: run.ID, Quiet: true,
		Change: `change AS (
			SELECT @run::uuid AS id, NULL::jsonb AS before, jsonb_build_object('job', @job::text, 'did', @did::text) AS after, to_jsonb(@job::text) AS result FROM actor
		)`,
		Args:    pgx.NamedArgs{"run": run.ID, "job": run.Job, "did": did},
		Explain: func(context.Context, connect.DB) error { return register.AccountChanged() },
	})
	return err
}

// sentence is what may be shown of a failure.
func sentence(err error) string {
	var known *fault.Error
	if errors.As(err, &known) {
		return value.Clean(fmt.Sprintf(known.Format, known.Args...))
	}
	return value.Clean(err.Error())
}

// begin keeps that a run began. What ran before and did not end was broken off, for
// its lock is free.
func (s *Store) begin(ctx context.Context, job Job, asked *uuid.UUID) (Run, error) {
	ctx, cancel := context.WithTimeout(ctx, connect.AskTime)
	defer cancel()
	server, _ := os.Hostname() // nobody misses it
	args := pgx.NamedArgs{"job": job.Name, "id": value.NewID(), "asked": asked, "server": value.Limit(value.Clean(server), 100)}
	if err := s.breakOff(ctx, job); err != nil {
		return Run{}, err
	}
	run, err := register.One[Run](ctx, s.reg, `WITH taken AS (
			UPDATE society360_job_runs SET state = 'running', started_at = clock_timestamp(), server = @server WHERE id = @asked AND state = 'asked' RETURNING `+rowColumns+`
		), made AS (
			INSERT INTO society360_job_runs (id, job, state, started_at, server)
			SELECT @id, @job, 'running', clock_timestamp(), @server WHERE @asked::uuid IS NULL RETURNING `+rowColumns+`
		)
		SELECT `+runColumns+` FROM (SELECT `+rowColumns+` FROM taken UNION ALL SELECT `+rowColumns+` FROM made) r LEFT JOIN users u ON u.id = r.asked_by`, args)
	s.tell()
	return run, err
}

// breakOff keeps of runs that are said to go on that they do not: the job's lock is free.
func (s *Store) breakOff(ctx context.Context, job Job) error {
	_, err := s.reg.Exec(ctx, `UPDATE society360_job_runs SET state = 'broken_off', ended_at = now() WHERE job = $1 AND state = 'running'`, job.Name)
	return connect.WriteError(err)
}

// end keeps how a run ended, also where the program is told to.
func (s *Store) end(ctx context.Context, run *Run) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connect.AskTime)
	defer cancel()
	err := s.reg.QueryRow(ctx, `UPDATE society360_job_runs SET state = @state, ended_at = clock_timestamp(), result = nullif(@result, '')
		WHERE id = @id RETURNING ended_at`, pgx.NamedArgs{"id": run.ID, "state": string(run.State), "result": run.Result}).Scan(&run.EndedAt)
	s.tell()
	return connect.WriteError(err)
}

// safely does a job within its time. Its panic is its failure: the desks of this server
// go on.
func (s *Store) safely(ctx context.Context, job Job, w Work) (did string, err error) {
	within, cancel := context.WithTimeout(ctx, job.Within)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
		if err != nil && within.Err() != nil && ctx.Err() == nil {
			err = &fault.Error{Kind: fault.Unavailable, Cause: err, Format: "It took longer than %s and was broken off.", Args: []any{job.Within}}
		}
	}()
	turn := Turn{Rooms: s.rooms, Work: w, Store: s}
	if job.Owner {
		conn, err := s.owner(within, w.Config)
		if err != nil {
			return "", err
		}
		defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
		turn.Owner = conn
	}
	return job.Do(within, turn)
}

// owner is a connection of the tables' owner, or the error that there is none here.
func (s *Store) owner(ctx context.Context, cfg connect.Config) (*pgx.Conn, error) {
	conn, err := connect.SocietyOwner(ctx, cfg)
	if err != nil {
		return nil, err
	}
	var owns bool
	err = conn.QueryRow(ctx, `SELECT pg_has_role(current_user, c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = to_regclass(format('%I.%I', current_schema(), 'visitor_logs'))`).Scan(&owns)
	if err == nil && !owns {
		err = Left(NeedsOwner)
	}
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, connect.ReadError(err)
	}
	return conn, nil
}
