package schedule

import (
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Store is the schedule and its runs. It is safe for use by many goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
	rooms    Rooms
	jobs     []Job
	// wakes have the loops of Serve look at once.
	wakes [lanes]chan struct{}
}

// New makes the store over the register and the stores that it asks.
func New(reg *register.Register, settings *settings.Store, rooms Rooms, jobs []Job) *Store {
	s := &Store{reg: reg, settings: settings, rooms: rooms, jobs: jobs}
	for i := range s.wakes {
		s.wakes[i] = make(chan struct{}, 1)
	}
	return s
}

// State is how a run stands.
type State string

// The states of a run.
const (
	// Asked says that a person wants it now.
	Asked   State = "asked"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
	// Leftover cannot be done here; the result says why.
	Leftover State = "left"
	// BrokenOff says that the program that was at it ended.
	BrokenOff State = "broken_off"
)

// Run is one run of a job.
type Run struct {
	ID    uuid.UUID `db:"id"`
	Job   string    `db:"job"`
	State State     `db:"state"`
	// AskedAt is when somebody asked for it, nil where it came by the calendar; AskedBy
	// is their name, empty for the command line without --as.
	AskedAt   *time.Time `db:"asked_at"`
	AskedBy   string     `db:"asked_by"`
	StartedAt *time.Time `db:"started_at"`
	EndedAt   *time.Time `db:"ended_at"`
	// Result is what it did, or why it failed; empty where there was nothing to do.
	Result string `db:"result"`
	// Server is the machine that did it.
	Server string `db:"server"`
}

// Took is how long a run took, until now where it runs; zero where it has not begun.
func (r Run) Took(now time.Time) time.Duration {
	switch {
	case r.StartedAt == nil:
		return 0
	case r.EndedAt == nil:
		return now.Sub(*r.StartedAt)
	}
	return r.EndedAt.Sub(*r.StartedAt)
}

// Status is a job with what became of it.
type Status struct {
	Job Job
	// Last is the last run that began, nil for none.
	Last *Run
	// SucceededAt is when it was last done, nil for never.
	SucceededAt *time.Time
	// Failures is how often it failed since.
	Failures int
	// RetriedSince is when the first of the tries began that are as many as a job has before
	// its next time; nil where it failed less often.
	RetriedSince *time.Time
	// Wanted is since when a person waits for it, nil for nobody.
	Wanted *time.Time
	// Next is when it is due; zero before any server knew of the job.
	Next time.Time

	known *time.Time
	asked *uuid.UUID
}

// Late reports whether a job should have been done by now: nothing serves, or nothing
// that may do it.
func (j Status) Late(now time.Time) bool {
	running := j.Last != nil && j.Last.State == Running
	return !j.Next.IsZero() && !running && now.After(j.Next.Add(lateAfter))
}

// lateAfter is how much later than its time a job may begin: others may be before it.
const lateAfter = 3 * time.Hour

// List returns all jobs, in the order of the list. Admins only.
func (s *Store) List(ctx context.Context, actor role.Actor) ([]Status, error) {
	if err := actor.PermitAll(role.ReadHealth); err != nil {
		return nil, err
	}
	return s.statuses(ctx, s.jobs, time.Now())
}

// found is what is stored of a job.
type found struct {
	Job          string     `db:"job"`
	Known        *time.Time `db:"known_since"`
	SucceededAt  *time.Time `db:"succeeded_at"`
	Failures     int        `db:"failures"`
	RetriedSince *time.Time `db:"retried_since"`
	Wanted       *time.Time `db:"wanted"`
	Asked        *uuid.UUID `db:"asked"`
}

// rowColumns are those of the table of runs.
const rowColumns = `id, job, state, asked_at, asked_by, started_at, ended_at, result, server`

// runColumns reads a run r with the account u that asked for it.
const runColumns = `r.id, r.job, r.state, r.asked_at, coalesce(u.full_name, '') AS asked_by, r.started_at, r.ended_at,
	coalesce(r.result, '') AS result, coalesce(r.server, '') AS server`

// began is that a run r began. One that lies ahead, as a clock that was wrong left it, says
// nothing of when its job is due: nothing would be done until then, and nobody told.
const began = `r.started_at <= now() + interval '1 minute'`

// statuses reads what became of jobs. A connection is held once.
func (s *Store) statuses(ctx context.Context, jobs []Job, now time.Time) ([]Status, error) {
	names := make([]string, len(jobs))
	for i, j := range jobs {
		names[i] = j.Name
	}
	args := pgx.NamedArgs{"jobs": names, "retries": retries}
	last, err := register.List[Run](ctx, s.reg, `SELECT `+runColumns+`
		FROM unnest(@jobs::text[]) AS j (name)
		CROSS JOIN LATERAL (SELECT `+rowColumns+` FROM society360_job_runs r WHERE r.job = j.name AND `+began+` ORDER BY r.started_at DESC, r.id DESC LIMIT 1) r
		LEFT JOIN users u ON u.id = r.asked_by`, args)
	if err != nil {
		return nil, err
	}
	rows, err := register.List[found](ctx, s.reg, `SELECT j.name AS job, k.known_since, d.started_at AS succeeded_at, f.failures, t.started_at AS retried_since,
			w.asked_at AS wanted, w.id AS asked
		FROM unnest(@jobs::text[]) AS j (name)
		LEFT JOIN society360_jobs k ON k.job = j.name
		LEFT JOIN LATERAL (SELECT r.started_at FROM society360_job_runs r WHERE r.job = j.name AND `+began+` AND r.state = 'done'
			ORDER BY r.started_at DESC, r.id DESC LIMIT 1) d ON true
		LEFT JOIN LATERAL (SELECT count(*)::int AS failures FROM society360_job_runs r WHERE r.job = j.name AND r.state = 'failed'
			AND r.started_at > coalesce(d.started_at, '-infinity') AND `+began+`) f ON true
		LEFT JOIN LATERAL (SELECT r.started_at FROM society360_job_runs r WHERE r.job = j.name AND r.state = 'failed'
			AND r.started_at > coalesce(d.started_at, '-infinity') AND `+began+` ORDER BY r.started_at DESC OFFSET @retries LIMIT 1) t ON true
		LEFT JOIN LATERAL (SELECT r.id, r.asked_at FROM society360_job_runs r WHERE r.job = j.name AND r.started_at IS NULL AND r.state = 'asked'
			ORDER BY r.asked_at LIMIT 1) w ON true`, args)
	if err != nil {
		return nil, err
	}
	values, err := s.settings.Values(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Status, len(jobs))
	for i, j := range jobs {
		all[i] = Status{Job: j}
		if n := slices.IndexFunc(last, func(r Run) bool { return r.Job == j.Name }); n >= 0 {
			all[i].Last = &last[n]
		}
		if n := slices.IndexFunc(rows, func(f found) bool { return f.Job == j.Name }); n >= 0 {
			f := rows[n]
			all[i].known, all[i].SucceededAt, all[i].Failures, all[i].RetriedSince, all[i].Wanted, all[i].asked = present(f.Known, now), f.SucceededAt, f.Failures, f.RetriedSince, present(f.Wanted, now), f.Asked
		}
		all[i].Next = all[i].due(now, values.Zone())
	}
	return all, nil
}

// present is a moment that lies ahead by no clock.
func present(at *time.Time, now time.Time) *time.Time {
	if at != nil && at.After(now) {
		return &now
	}
	return at
}

// Page is a page of a job's history.
type Page struct {
	Runs []Run
	More bool
}

// pageSize is how many runs a page has.
const pageSize = 50

// History returns the runs of a job, the newest first, behind a run or from the first;
// those that somebody asked for and that have not begun stand at the front. Admins only.
func (s *Store) History(ctx context.Context, actor role.Actor, job string, after *Run, limit int) (Page, error) {
	if err := actor.PermitAll(role.ReadHealth); err != nil {
		return Page{}, err
	}
	if _, err := s.find(job); err != nil {
		return Page{}, err
	}
	if limit <= 0 {
		limit = pageSize
	}
	args := pgx.NamedArgs{"job": job, "limit": limit + 1, "at": nil, "id": nil}
	if after != nil {
		args["at"], args["id"] = after.StartedAt, after.ID
	}
	// One that has not begun has no time, and stands before all that have.
	const at = `coalesce(r.started_at, 'infinity')`
	runs, err := register.List[Run](ctx, s.reg, `SELECT `+runColumns+` FROM society360_job_runs r LEFT JOIN users u ON u.id = r.asked_by
		WHERE r.job = @job AND (@id::uuid IS NULL OR (`+at+`, r.id) < (coalesce(@at::timestamptz, 'infinity'), @id))
		ORDER BY r.started_at DESC, r.id DESC LIMIT @limit`, args)
	n := min(limit, len(runs))
	return Page{Runs: runs[:n], More: len(runs) > n}, err
}

func (s *Store) find(name string) (Job, error) {
	for _, j := range s.jobs {
		if j.Name == name {
			return j, nil
		}
	}
	return Job{}, unknownJob(name)
}

// Ask has the server that does the schedule run a job now. Asked twice before it began
// it is run once. Admins, and the command line.
func (s *Store) Ask(ctx context.Context, actor role.Actor, intent uuid.UUID, job string) (Run, error) {
	if err := actor.PermitAll(role.RunSchedule); err != nil {
		return Run{}, err
	}
	if _, err := s.find(job); err != nil {
		return Run{}, err
	}
	run, err := register.Run[Run](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.JobAsked, Resource: "society360_job_runs", Payload: job, Quiet: true,
		Lock: "schedule " + job,
		Change: `
			waits AS (
				SELECT r.id FROM society360_job_runs r WHERE r.job = @job AND r.started_at IS NULL AND r.state = 'asked' ORDER BY r.asked_at LIMIT 1
			),
			asked AS (
				INSERT INTO society360_job_runs (id, job, state, asked_at, asked_by)
				SELECT @run, @job, 'asked', clock_timestamp(), a.id FROM actor a WHERE NOT EXISTS (SELECT FROM waits)
				RETURNING id
			),
			change AS (
				SELECT r.id, NULL::jsonb AS before, jsonb_build_object('job', @job::text) AS after,
					jsonb_build_object('ID', r.id, 'Job', @job::text, 'State', 'asked') AS result
				FROM (SELECT id FROM asked UNION ALL SELECT w.id FROM waits w, actor) r
			)`,
		Args:    pgx.NamedArgs{"job": job, "run": value.NewID()},
		Explain: func(context.Context, connect.DB) error { return register.AccountChanged() },
	})
	if err == nil {
		s.tell()
		s.wake()
	}
	return run, err
}

// tell has desks that show the schedule read it again.
func (s *Store) tell() { s.reg.Notify(topic.Schedule) }

// keep is how long runs are kept.
const keep = 100 * 24 * time.Hour

// forget deletes old runs, but each job's last, and brings those back to the present that
// lie ahead.
func (s *Store) forget(ctx context.Context) (int, error) {
	_, err := s.reg.Exec(ctx, `UPDATE society360_job_runs r SET started_at = least(r.started_at, now()), ended_at = least(r.ended_at, now())
		WHERE greatest(r.started_at, r.ended_at) > now() + interval '1 minute' AND r.state <> 'running'`)
	if err != nil {
		return 0, connect.WriteError(err)
	}
	tag, err := s.reg.Exec(ctx, `DELETE FROM society360_job_runs r WHERE r.id IN (
		SELECT o.id FROM society360_job_runs o WHERE coalesce(o.started_at, o.asked_at) < now() - @keep::interval
			AND EXISTS (SELECT FROM society360_job_runs l WHERE l.job = o.job AND l.started_at > o.started_at) LIMIT 10000)`, pgx.NamedArgs{"keep": keep})
	return int(tag.RowsAffected()), connect.ReadError(err)
}
