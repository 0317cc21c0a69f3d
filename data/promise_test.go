package data_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// journal is what a client was told of its writes.
type journal struct {
	mu        sync.Mutex
	saved     map[string]bool
	settled   int
	doneCount atomic.Int64
}

func (j *journal) note(name string, saved, asked bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.saved[name] = saved
	if asked {
		j.settled++
	}
	if saved {
		j.doneCount.Add(1)
	}
}

// TestPromiseNothingAcknowledgedIsLost kills Postgres in the middle of work, and
// holds what the clients were told against what the database has: what was
// acknowledged is there, once, with its audit row; what was called not saved is
// not there.
func TestPromiseNothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	kills := datatest.Times(2, 200)
	server := datatest.NewServer(t)
	s := server.Society(t)
	told := &journal{saved: map[string]bool{}}
	ctx, stop := context.WithCancel(t.Context())
	var guards sync.WaitGroup
	for g := range 4 {
		guards.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				work(t, s, told, fmt.Sprintf("Guest %d-%d", g, i))
			}
		})
	}
	for range kills {
		before := told.doneCount.Load()
		datatest.WaitUntil(t, func() bool { return told.doneCount.Load() >= before+20 })
		server.Crash(t)
		server.Revive(t)
	}
	stop()
	guards.Wait()

	stands := standing(t, s.Owner)
	acknowledged := 0
	for name, saved := range told.saved {
		switch {
		case saved:
			acknowledged++
			if got := stands[name]; len(got) != 1 || got[0] != 1 {
				t.Errorf("%s was acknowledged and stands with these audit rows: %v", name, got)
			}
		case len(stands[name]) != 0:
			t.Errorf("%s was called not saved and stands in the register", name)
		}
	}
	if len(stands) != acknowledged {
		t.Errorf("%d visits, %d acknowledged", len(stands), acknowledged)
	}
	t.Logf("%d kills: %d writes acknowledged, %d of all outcomes found out by key, 0 lost, 0 twice",
		kills, acknowledged, told.settled)
}

// standing is, by the visitor's name, how many audit rows each visit has.
func standing(t *testing.T, owner *pgxpool.Pool) map[string][]int {
	t.Helper()
	rows, err := owner.Query(t.Context(), `SELECT v.visitor_name, count(a.id) FROM visitor_logs v
		LEFT JOIN audit_logs a ON a.resource_type = 'visitor_logs' AND a.resource_id = v.id GROUP BY v.id, v.visitor_name`)
	if err != nil {
		t.Fatal(err)
	}
	stands := map[string][]int{}
	var name string
	var audited int
	if _, err := pgx.ForEachRow(rows, []any{&name, &audited}, func() error {
		stands[name] = append(stands[name], audited)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return stands
}

// work logs one visit and notes what it was told, asking by the key until it
// knows, as a desk does.
func work(t *testing.T, s *datatest.Society, told *journal, name string) {
	t.Helper()
	key := uuid.New()
	_, err := s.Visits.Log(context.Background(), s.Guard, key, visits.CheckedIn,
		visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
	var e *fault.Error
	switch {
	case err == nil:
		told.note(name, true, false)
		return
	case !errors.As(err, &e):
		t.Errorf("%s: %v", name, err)
		return
	case e.Kind != fault.Unknown:
		told.note(name, false, false)
		return
	}
	datatest.WaitUntil(t, func() bool {
		saved, err := s.Settle(context.Background(), s.Guard, key)
		if err == nil {
			told.note(name, saved, true)
		}
		return err == nil
	})
}
