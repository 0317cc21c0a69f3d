package schedule_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/schedule"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// work is where a society's jobs are done; log takes what they tell.
func work(s *datatest.Society, log *strings.Builder) schedule.Work {
	return schedule.Work{Config: s.Config, Log: slog.New(slog.NewTextHandler(log, nil))}
}

// hourly is a job that is due at once.
func hourly(name string, do func(ctx context.Context) (string, error)) schedule.Job {
	return schedule.Job{
		Name: name, When: schedule.Every(time.Hour), Within: time.Minute,
		Do: func(ctx context.Context, _ schedule.Turn) (string, error) { return do(ctx) },
	}
}

// did is a job that says so.
func did(what string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return what, nil }
}

// status is what became of a job.
func status(t *testing.T, s *datatest.Society, of *schedule.Store, name string) schedule.Status {
	t.Helper()
	all, err := of.List(t.Context(), s.Admin)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range all {
		if j.Job.Name == name {
			return j
		}
	}
	t.Fatalf("there is no %s among %v", name, all)
	return schedule.Status{}
}

// TestAFailureKeepsNoneOfTheOthers: nor does a panic, a deadline or what cannot be done
// here; each is told in the log and in the table.
func TestAFailureKeepsNoneOfTheOthers(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, stop := context.WithCancel(t.Context())
	slow := hourly("slow", func(ctx context.Context) (string, error) {
		<-ctx.Done()
		return "half", ctx.Err()
	})
	slow.Within = time.Millisecond
	store := schedule.With(s.Schedule,
		hourly("refused", func(context.Context) (string, error) {
			return "", &fault.Error{Kind: fault.Refused, Format: "The %s is shut.", Args: []any{"gate"}, Cause: errors.New("a secret")}
		}),
		hourly("panics", func(context.Context) (string, error) { panic("at the disco") }),
		slow,
		hourly("left", func(context.Context) (string, error) { return "", schedule.Left(schedule.NeedsOwner) }),
		hourly("idle", did("")),
		hourly("last", func(context.Context) (string, error) { stop(); return "3 things done", nil }),
	)
	var log strings.Builder
	store.Serve(ctx, work(s, &log))
	for name, want := range map[string]struct {
		state  schedule.State
		result string
	}{
		"refused": {schedule.Failed, "The gate is shut."},
		"panics":  {schedule.Failed, "panic: at the disco"},
		"slow":    {schedule.Failed, "half; then: It took longer than 1ms and was broken off."},
		"left":    {schedule.Leftover, schedule.NeedsOwner},
		"idle":    {schedule.Done, ""},
		"last":    {schedule.Done, "3 things done"},
	} {
		j := status(t, s, store, name)
		if j.Last == nil || j.Last.State != want.state || j.Last.Result != want.result || j.Last.EndedAt == nil {
			t.Errorf("%s: %+v", name, j.Last)
		}
		if failed := want.state == schedule.Failed; (j.Failures == 1) != failed || (j.SucceededAt != nil) != (want.state == schedule.Done) {
			t.Errorf("%s failed %d times, and was last done %v", name, j.Failures, j.SucceededAt)
		}
	}
	for _, want := range []string{"refused: The gate is shut.", "panics: panic: at the disco", "slow: It took longer than 1ms"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log has no %q:\n%s", want, log.String())
		}
	}
	for _, not := range []string{"left:", "idle"} {
		if strings.Contains(log.String(), not) {
			t.Errorf("the log has %q:\n%s", not, log.String())
		}
	}
}

// TestOneOfSeveralServersDoesIt: each run is done once, by whoever is there first.
func TestOneOfSeveralServersDoesIt(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	runs := 0
	job := hourly("counted", func(context.Context) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		runs++
		return "", nil
	})
	var servers sync.WaitGroup
	var looked sync.WaitGroup
	for range 3 {
		society, err := data.Open(t.Context(), s.Config, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(society.Close)
		looked.Add(1)
		// Each has looked at the first when it comes to the second.
		own := hourly("own "+uuid.NewString(), func(context.Context) (string, error) { looked.Done(); return "", nil })
		servers.Go(func() {
			schedule.With(society.Schedule, job, own).Serve(ctx, schedule.Work{Config: s.Config, Log: slog.New(slog.DiscardHandler)})
		})
	}
	looked.Wait()
	stop()
	servers.Wait()
	if runs != 1 || s.Count(t, `society360_job_runs WHERE job = 'counted'`) != 1 {
		t.Errorf("done %d times", runs)
	}
}

// TestAServerThatEndsBreaksARunOff, and the next finds one that ended without a word.
func TestAServerThatEndsBreaksARunOff(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, stop := context.WithCancel(t.Context())
	store := schedule.With(s.Schedule, hourly("long", func(ctx context.Context) (string, error) {
		stop()
		<-ctx.Done()
		return "half of it", ctx.Err()
	}))
	var log strings.Builder
	store.Serve(ctx, work(s, &log))
	if j := status(t, s, store, "long"); j.Last.State != schedule.BrokenOff || j.Last.Result != "half of it" || log.Len() > 0 {
		t.Errorf("it is %+v; the log has %s", j.Last, log.String())
	}
	s.Exec(t, `UPDATE society360_job_runs SET state = 'running', ended_at = NULL, result = NULL`)
	ctx, stop = context.WithCancel(t.Context())
	next := schedule.With(s.Schedule, hourly("long", did("again")), hourly("behind", func(context.Context) (string, error) { stop(); return "", nil }))
	next.Serve(ctx, work(s, &log))
	if j := status(t, s, next, "long"); j.Last.State != schedule.BrokenOff || j.Last.EndedAt == nil || j.Failures > 0 {
		t.Errorf("of a server that was killed it is %+v", j.Last)
	}
}

// TestWhatSomebodyAsksForIsDoneNow, once for all who ask before it begins.
func TestWhatSomebodyAsksForIsDoneNow(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, stop := context.WithCancel(t.Context())
	night := schedule.Job{Name: "night", When: schedule.Monthly(1, 2, 30), Within: time.Minute, Do: func(context.Context, schedule.Turn) (string, error) { stop(); return "woken", nil }}
	store := schedule.With(s.Schedule, night)
	first, err := store.Ask(t.Context(), s.Admin, uuid.New(), "night")
	if err != nil {
		t.Fatal(err)
	}
	key := uuid.New()
	for range 2 {
		if again, err := store.Ask(t.Context(), s.Admin, key, "night"); err != nil || again.ID != first.ID {
			t.Errorf("asked again: %+v, %v", again, err)
		}
	}
	if j := status(t, s, store, "night"); j.Wanted == nil || j.Last != nil || !j.Next.Equal(*j.Wanted) {
		t.Errorf("before it began: %+v", j)
	}
	store.Serve(ctx, work(s, &strings.Builder{}))
	page, err := store.History(t.Context(), s.Admin, "night", nil, 0)
	if err != nil || len(page.Runs) != 1 || page.Runs[0].ID != first.ID || page.Runs[0].State != schedule.Done || page.Runs[0].AskedBy != s.Admin.Name {
		t.Errorf("its history: %+v, %v", page, err)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'JOB_ASKED' AND user_id = $1 AND resource_id = $2`, s.Admin.UserID, first.ID); n != 2 {
		t.Errorf("%d audit rows of two who asked", n)
	}
}

// TestADeskDoesWhatIsAskedForAlone, and leaves the calendar to a server.
func TestADeskDoesWhatIsAskedForAlone(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, stop := context.WithCancel(t.Context())
	store := schedule.With(s.Schedule, hourly("due", did("the calendar's")), hourly("asked", func(context.Context) (string, error) { stop(); return "woken", nil }))
	s.Exec(t, `INSERT INTO society360_jobs (job, known_since) VALUES ('due', now() - interval '3 hours')`)
	if _, err := store.Ask(t.Context(), s.Admin, uuid.New(), "asked"); err != nil {
		t.Fatal(err)
	}
	if j := status(t, s, store, "due"); !j.Late(time.Now()) {
		t.Fatalf("it is not due: %+v", j)
	}
	w := work(s, &strings.Builder{})
	w.AskedOnly = true
	store.Serve(ctx, w)
	if j := status(t, s, store, "asked"); j.Last == nil || j.Last.State != schedule.Done {
		t.Errorf("what was asked for: %+v", j.Last)
	}
	if j := status(t, s, store, "due"); j.Last != nil {
		t.Errorf("what is due: %+v", j.Last)
	}
}

// TestAClockThatWasWrongStopsNothing: what was done in the year ahead is as if it had not
// been, for who asks what is due; and the history has it back in the present.
func TestAClockThatWasWrongStopsNothing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, stop := context.WithCancel(t.Context())
	store := schedule.With(s.Schedule, hourly("done ahead", did("today's")), hourly("known ahead", did("as well")),
		hourly("asked ahead", func(context.Context) (string, error) { stop(); return "", nil }))
	s.Exec(t, `INSERT INTO society360_jobs (job, known_since) VALUES ('done ahead', now() - interval '2 hours'), ('known ahead', now() + interval '1 year'), ('asked ahead', now())`)
	s.Exec(t, `INSERT INTO society360_job_runs (id, job, state, asked_at, started_at, ended_at) VALUES
		(gen_random_uuid(), 'done ahead', 'done', NULL, now() + interval '1 year', now() + interval '1 year'),
		(gen_random_uuid(), 'asked ahead', 'asked', now() + interval '1 year', NULL, NULL)`)
	if j := status(t, s, store, "done ahead"); j.Last != nil || j.SucceededAt != nil || !j.Next.Before(time.Now()) {
		t.Errorf("before: %+v", j)
	}
	store.Serve(ctx, work(s, &strings.Builder{}))
	for _, name := range []string{"done ahead", "known ahead", "asked ahead"} {
		if j := status(t, s, store, name); j.Last == nil || j.Last.State != schedule.Done || j.Last.StartedAt.After(time.Now().Add(time.Minute)) {
			t.Errorf("%s: %+v", name, j.Last)
		}
	}
	if _, err := s.Schedule.Run(t.Context(), s.Admin, uuid.New(), "tidying", work(s, &strings.Builder{})); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `society360_job_runs WHERE greatest(started_at, ended_at) > now() + interval '1 minute'`); n != 0 {
		t.Errorf("%d runs lie ahead still", n)
	}
}

// TestEachTimeHasItsTries: what failed yesterday takes none of today's.
func TestEachTimeHasItsTries(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	store := schedule.With(s.Schedule, hourly("fails", did("")))
	s.Exec(t, `INSERT INTO society360_job_runs (id, job, state, started_at, ended_at)
		SELECT gen_random_uuid(), 'fails', CASE n WHEN 5 THEN 'done' ELSE 'failed' END, now() - n * interval '1 hour', now() FROM generate_series(1, 9) n`)
	if j := status(t, s, store, "fails"); j.Failures != 4 || j.RetriedSince == nil || time.Since(*j.RetriedSince).Round(time.Hour) != 4*time.Hour {
		t.Errorf("it is %+v", j)
	}
	s.Exec(t, `DELETE FROM society360_job_runs WHERE started_at > now() - interval '90 minutes'`)
	if j := status(t, s, store, "fails"); j.Failures != 3 || j.RetriedSince != nil {
		t.Errorf("it is %+v", j)
	}
}

// TestTheHistoryIsReadPageByPage, and is kept for 100 days, but for the last.
func TestTheHistoryIsReadPageByPage(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	store := schedule.With(s.Schedule, hourly("often", did("")))
	s.Exec(t, `INSERT INTO society360_job_runs (id, job, state, started_at, ended_at)
		SELECT gen_random_uuid(), 'often', 'done', now() - n * interval '1 day', now() FROM generate_series(90, 109) n`)
	if _, err := store.Ask(t.Context(), s.Admin, uuid.New(), "often"); err != nil {
		t.Fatal(err)
	}
	var seen []schedule.Run
	for {
		var after *schedule.Run
		if len(seen) > 0 {
			after = &seen[len(seen)-1]
		}
		page, err := store.History(t.Context(), s.Admin, "often", after, 7)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, page.Runs...)
		if !page.More {
			break
		}
	}
	if len(seen) != 21 || seen[0].State != schedule.Asked || !seen[1].StartedAt.After(*seen[20].StartedAt) {
		t.Errorf("%d runs: %+v", len(seen), seen)
	}
	s.Exec(t, `INSERT INTO society360_job_runs (id, job, state, started_at, ended_at) VALUES (gen_random_uuid(), 'rare', 'done', now() - interval '200 days', now())`)
	if _, err := s.Schedule.Run(t.Context(), s.Admin, uuid.New(), "tidying", work(s, &strings.Builder{})); err != nil {
		t.Fatal(err)
	}
	if often, rare := s.Count(t, `society360_job_runs WHERE job = 'often'`), s.Count(t, `society360_job_runs WHERE job = 'rare'`); often != 11 || rare != 1 {
		t.Errorf("%d and %d are left", often, rare)
	}
}

// TestATimerDoesWhatIsDue, an hour's job also where the timer comes a little early, and a
// night's once a night.
func TestATimerDoesWhatIsDue(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	night := schedule.Job{Name: "night", When: schedule.Daily(2, 30), Within: time.Minute, MakesUp: true, Do: func(context.Context, schedule.Turn) (string, error) { return "night's", nil }}
	store := schedule.With(s.Schedule, hourly("early", did("x")), hourly("just now", did("x")), hourly("late", did("x")), night)
	s.Exec(t, `INSERT INTO society360_jobs (job, known_since) SELECT unnest('{early,just now,late,night}'::text[]), now() - interval '3 days'`)
	s.Exec(t, `INSERT INTO society360_job_runs (id, job, state, started_at, ended_at) SELECT gen_random_uuid(), v.job, 'done', now() - v.ago, now()
		FROM (VALUES ('early', interval '55 minutes'), ('just now', '10 minutes'), ('late', '90 minutes')) v (job, ago)`)
	maintain := func(which schedule.Which) string {
		t.Helper()
		var names []string
		ran, err := store.Maintain(t.Context(), work(s, &strings.Builder{}), which, func(j schedule.Job, _ schedule.Run) { names = append(names, j.Name) })
		if err != nil || !ran {
			t.Errorf("ran %t, %v", ran, err)
		}
		return strings.Join(names, ", ")
	}
	if done := maintain(schedule.Due); done != "early, late, night" {
		t.Errorf("done were %s", done)
	}
	if done := maintain(schedule.Due); done != "" {
		t.Errorf("a second time %s", done)
	}
	if done := maintain(schedule.Nightly); done != "early, just now, late, night" {
		t.Errorf("by hand %s", done)
	}
}

// TestEveryJobOfTheListIsWhole, and does nothing to a society that is in order.
func TestEveryJobOfTheListIsWhole(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	names := map[string]bool{}
	for _, j := range schedule.Jobs() {
		if j.Name == "" || len(j.Name) > 40 || names[j.Name] || j.Title == "" || !strings.HasSuffix(j.Does, ".") || j.Within == 0 || j.Do == nil || j.When == (schedule.When{}) {
			t.Errorf("%+v", j)
		}
		names[j.Name] = true
	}
	here := work(s, &strings.Builder{})
	here.Backup = func(context.Context, bool) (string, error) { return "", nil }
	here.Seal = func(context.Context) (schedule.SealDone, error) { return schedule.SealDone{}, nil }
	ran, err := s.Schedule.Maintain(t.Context(), here, schedule.All, func(j schedule.Job, r schedule.Run) {
		if r.State != schedule.Done {
			t.Errorf("%s: %+v", j.Name, r)
		}
		delete(names, j.Name)
	})
	if !ran || err != nil || len(names) > 0 {
		t.Errorf("not done: %v; %v", names, err)
	}
}
