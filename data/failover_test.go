package data_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// saveTime is how long a desk waits for a save before it asks what became of it.
const saveTime = 10 * time.Second

// failover is four desks of four processes, which write to a society on two servers of
// which one takes the changes.
type failover struct {
	// called is what the names of their visits begin with.
	called  string
	desks   []*writer
	stop    context.CancelFunc
	working sync.WaitGroup
}

// writer is a desk that logs visits one after the other and keeps what it was told.
type writer struct {
	number  int
	society *data.Society
	heard   *desks.Subscription
	guard   role.Actor
	unit    uuid.UUID

	mu    sync.Mutex
	saved map[string]bool
	// last is when it was told last that a visit is saved, silence the longest time
	// between two of these.
	last    time.Time
	silence time.Duration
}

// openDesks has the desks begin; cfg names both servers.
func openDesks(t *testing.T, called string, cfg data.Config, s *datatest.Society) *failover {
	t.Helper()
	f := &failover{called: called}
	ctx, stop := context.WithCancel(t.Context())
	f.stop = stop
	t.Cleanup(func() { stop(); f.working.Wait() })
	for n := range 4 {
		society, err := data.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(society.Close)
		w := &writer{number: n, society: society, guard: s.Guard, unit: s.Units["A-101"], saved: map[string]bool{}}
		w.heard = datatest.RunBus(t, society, cfg, desks.BusOptions{})
		f.desks = append(f.desks, w)
		f.working.Go(func() { w.work(ctx, t, called) })
	}
	return f
}

// pair is a server and its standby, with a society.
func pair(t *testing.T) (*datatest.Server, *datatest.Standby, *datatest.Society) {
	t.Helper()
	primary := datatest.NewServer(t)
	society := primary.Society(t)
	return primary, primary.Standby(t), society
}

// work logs visits until ctx ends.
func (w *writer) work(ctx context.Context, t *testing.T, called string) {
	pace := time.NewTicker(2 * time.Millisecond)
	defer pace.Stop()
	for i := 0; ctx.Err() == nil; i++ {
		<-pace.C
		name := fmt.Sprintf("%s %d-%d", called, w.number, i)
		saved, err := w.log(t, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		w.note(name, saved)
	}
}

// log saves a visit as a desk does: where the answer is lost it asks until it knows.
func (w *writer) log(t *testing.T, name string) (saved bool, err error) {
	key := uuid.New()
	ctx, cancel := context.WithTimeout(context.Background(), saveTime)
	defer cancel()
	_, err = w.society.Visits.Log(ctx, w.guard, key, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: w.unit}})
	var e *fault.Error
	switch {
	case err == nil:
		return true, nil
	case !errors.As(err, &e):
		return false, err
	case e.Kind == fault.Unavailable:
		return false, nil // nothing was sent; whoever stands there tries again
	case e.Kind != fault.Unknown:
		return false, err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		ctx, cancel := context.WithTimeout(context.Background(), saveTime)
		saved, err = w.society.Settle(ctx, w.guard, key)
		cancel()
		if err == nil || !errors.As(err, &e) || e.Kind != fault.Unknown || t.Context().Err() != nil {
			break
		}
	}
	return saved, err
}

func (w *writer) note(name string, saved bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.saved[name] = saved
	if !saved {
		return
	}
	now := time.Now()
	if !w.last.IsZero() {
		w.silence = max(w.silence, now.Sub(w.last))
	}
	w.last = now
}

// done is how many of a desk's visits are saved.
func (w *writer) done() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, saved := range w.saved {
		if saved {
			n++
		}
	}
	return n
}

// more waits until each desk has saved n visits more.
func (f *failover) more(t *testing.T, n int) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	ended := time.After(3 * time.Minute) // whatever promotes the standby may take one
	for _, w := range f.desks {
		for goal := w.done() + n; w.done() < goal; {
			select {
			case <-tick.C:
			case <-ended:
				t.Fatal("the desks do not go on")
			}
		}
	}
}

// fresh forgets the silences so far.
func (f *failover) fresh() {
	for _, w := range f.desks {
		w.mu.Lock()
		w.silence = 0
		w.mu.Unlock()
	}
}

// silences are the longest of each desk.
func (f *failover) silences() []time.Duration {
	var all []time.Duration
	for _, w := range f.desks {
		w.mu.Lock()
		all = append(all, w.silence)
		w.mu.Unlock()
	}
	return all
}

// count ends the work and holds what the desks were told against what stands at the
// server that takes the changes now.
func (f *failover) count(t *testing.T, url string, into *outcome) {
	t.Helper()
	f.stop()
	f.working.Wait()
	now, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer now.Close()
	stands := standing(t, now)
	maps.DeleteFunc(stands, func(name string, _ []int) bool { return !strings.HasPrefix(name, f.called+" ") })
	for _, w := range f.desks {
		for name, saved := range w.saved {
			switch got := stands[name]; {
			case saved && len(got) == 0:
				into.lost++
				t.Errorf("%s was acknowledged and is lost", name)
			case saved && (len(got) > 1 || got[0] != 1):
				into.twice++
				t.Errorf("%s was acknowledged and stands with these audit rows: %v", name, got)
			case saved:
				into.saved++
			case len(got) != 0:
				into.twice++
				t.Errorf("%s was called not saved and stands in the register", name)
			}
			delete(stands, name)
		}
	}
	if len(stands) != 0 {
		t.Errorf("%d visits stand there that no desk was told of", len(stands))
	}
	into.silences = append(into.silences, f.silences()...)
}

// outcome is that of all tries of one way in which a server goes.
type outcome struct {
	// saved are the visits that were acknowledged and stand there once.
	saved, lost, twice int
	silences           []time.Duration
}

func (g *outcome) say(t *testing.T, how string, tries int) {
	t.Helper()
	if len(g.silences) == 0 {
		return // it failed before
	}
	slices.Sort(g.silences)
	t.Logf("%s: %d times, %d saved, %d lost, %d twice, silence %v p50, %v worst", how, tries, g.saved, g.lost, g.twice,
		g.silences[len(g.silences)/2].Round(10*time.Millisecond), g.silences[len(g.silences)-1].Round(10*time.Millisecond))
}

// TestPromiseWhatWasSavedSurvivesItsServer: the primary dies under four desks, and
// its standby takes its place.
func TestPromiseWhatWasSavedSurvivesItsServer(t *testing.T) {
	t.Parallel()
	tries := datatest.Times(1, 10)
	var g outcome
	for range tries {
		primary, standby, society := pair(t)
		f := openDesks(t, "Guest", standby.Both(t, society.Name), society)
		f.more(t, 20)
		f.fresh()
		primary.Crash(t)
		cfg := standby.Promote(t, society.Name)
		f.more(t, 20)
		f.count(t, cfg.OwnerURL, &g)
	}
	g.say(t, "by hand, killed", tries)
}

// TestPromiseWhatWasSavedSurvivesBehindAPooler: the same, with desks that work through a
// pooler. It knows nothing of the two servers until it is told where the other one is.
func TestPromiseWhatWasSavedSurvivesBehindAPooler(t *testing.T) {
	t.Parallel()
	tries := datatest.Times(1, 10)
	var g outcome
	for range tries {
		primary, standby, society := pair(t)
		// As its package leaves it, it would try a server that did not answer again in 15 s.
		pooler := datatest.NewPooler(t, society.DB, map[string]string{"pool_mode": "transaction", "server_login_retry": "1"})
		cfg := standby.Both(t, society.Name)
		cfg.URL, cfg.StatementMode = pooler.Config.URL, connect.StatementDescribed
		f := openDesks(t, "Guest", cfg, society)
		f.more(t, 20)
		f.fresh()
		primary.Crash(t)
		now := standby.Promote(t, society.Name)
		pooler.Lead(now.URL)
		f.more(t, 20)
		f.count(t, now.OwnerURL, &g)
	}
	g.say(t, "by hand, killed, through a pooler", tries)
}

// TestPromiseWhatWasSavedSurvivesASwitch: the two servers change their roles under
// four desks, to and fro.
func TestPromiseWhatWasSavedSurvivesASwitch(t *testing.T) {
	t.Parallel()
	tries := datatest.Times(2, 40)
	var g outcome
	leads, follows, society := pair(t)
	f := openDesks(t, "Guest", follows.Both(t, society.Name), society)
	for range tries {
		f.more(t, 20)
		f.fresh()
		leads, follows = &follows.Server, follows.Switch(t)
		f.more(t, 20)
		g.silences = append(g.silences, f.silences()...)
	}
	f.count(t, leads.URL(society.Name, "postgres"), &g)
	g.say(t, "by hand, switched", tries)
}

// TestPromiseAFrozenServerIsLeft: the primary neither answers nor closes. Desks hear
// of the others again at its standby, and what the frozen one still had in hand counts
// for nothing when it comes back.
func TestPromiseAFrozenServerIsLeft(t *testing.T) {
	t.Parallel()
	tries := datatest.Times(1, 10)
	var g outcome
	var heard []time.Duration
	for range tries {
		primary, standby, society := pair(t)
		f := openDesks(t, "Guest", standby.Both(t, society.Name), society)
		f.more(t, 20)
		f.fresh()
		for _, w := range f.desks {
			w.heard.Take()
		}
		primary.Freeze(t)
		frozen := time.Now()
		cfg := standby.Promote(t, society.Name)
		for _, w := range f.desks {
			datatest.Told(t, w.heard, topic.Everything) // it listens at the other one
			heard = append(heard, time.Since(frozen))
		}
		f.more(t, 20)
		primary.Thaw(t)
		f.more(t, 20)
		f.count(t, cfg.OwnerURL, &g)
	}
	g.say(t, "by hand, frozen", tries)
	slices.Sort(heard)
	t.Logf("desks heard of others again after %v at the latest", heard[len(heard)-1].Round(10*time.Millisecond))
}
