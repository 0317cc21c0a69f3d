package connect_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// TestPromiseNothingAcknowledgedIsLostWithItsServer: the standby is away, the
// waits for it end in a desk's deadline or are cancelled by an operator, and the
// primary dies. What was called saved is on the standby; of what only the dead
// server had, nothing was.
func TestPromiseNothingAcknowledgedIsLostWithItsServer(t *testing.T) {
	t.Parallel()
	primary := datatest.NewServer(t)
	s := primary.Society(t)
	standby := primary.Standby(t)
	logs := func(name string) func(ctx context.Context, key uuid.UUID) error {
		return func(ctx context.Context, key uuid.UUID) error {
			_, err := s.Visits.Log(ctx, s.Guard, key, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
			return err
		}
	}
	before := uuid.New()
	if err := logs("Before")(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	guest, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Guest", UnitID: s.Units["A-101"]}})
	if err != nil {
		t.Fatal(err)
	}
	leaves := func(who role.Actor) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			_, err := s.Visits.CheckOut(ctx, who, uuid.New(), guest.ID)
			return err
		}
	}
	standby.Leave(t)

	// A desk gives up waiting; the server then has the visit and shows it.
	after := uuid.New()
	datatest.Kind(t, givenUp(t, primary, func(ctx context.Context) error { return logs("After")(ctx, after) }), fault.Unknown)
	datatest.WaitUntil(t, func() bool { return s.Count(t, `visitor_logs WHERE visitor_name = 'After'`) == 1 })
	datatest.Kind(t, givenUp(t, primary, leaves(s.Guard)), fault.Unknown)
	datatest.WaitUntil(t, func() bool { return s.Count(t, `visitor_logs WHERE check_out_time IS NOT NULL`) == 1 })
	for name, ask := range map[string]func(ctx context.Context) error{
		"that another did it already": leaves(s.Guard2),
		"its repeat":                  func(ctx context.Context) error { return logs("After")(ctx, after) },
		"settling":                    func(ctx context.Context) error { _, err := s.Settle(ctx, s.Guard, after); return err },
		"giving up another": func(ctx context.Context) error {
			_, err := s.Settle(ctx, s.Guard, uuid.New())
			return err
		},
	} {
		t.Run(name+" is not answered by a server that may be alone", func(t *testing.T) {
			datatest.Kind(t, givenUp(t, primary, ask), fault.Unknown)
		})
	}
	// An operator ends the wait: to the desk's connection COMMIT was well.
	csv := []byte("block,unit,floor,type\nTower C,301,3,2BHK\n")
	for name, write := range map[string]func(ctx context.Context) error{
		"a visit":  func(ctx context.Context) error { return logs("Cancelled")(ctx, uuid.New()) },
		"settling": func(ctx context.Context) error { _, err := s.Settle(ctx, s.Guard, after); return err },
		"an import": func(ctx context.Context) error {
			_, err := s.Imports.Import(ctx, s.Admin, uuid.New(), csv, nil)
			return err
		},
	} {
		t.Run(name+" does not count where its wait was cancelled", func(t *testing.T) {
			datatest.Kind(t, cancelled(t, primary, write), fault.Unknown)
		})
	}

	// Once the standby is back there is an answer.
	standby.Return(t)
	if saved, err := s.Settle(t.Context(), s.Guard, after); err != nil || !saved {
		t.Errorf("with both servers: %v, %v", saved, err)
	}
	if done := datatest.Kind(t, leaves(s.Guard2)(t.Context()), fault.Refused); !done.Done {
		t.Errorf("with both servers: %v", done)
	}
	standby.Leave(t)
	lost := uuid.New()
	datatest.Kind(t, givenUp(t, primary, func(ctx context.Context) error { return logs("Lost")(ctx, lost) }), fault.Unknown)
	datatest.WaitUntil(t, func() bool { return s.Count(t, `visitor_logs WHERE visitor_name = 'Lost'`) == 1 })
	datatest.Kind(t, givenUp(t, primary, func(ctx context.Context) error { _, err := s.Settle(ctx, s.Guard, lost); return err }), fault.Unknown)

	primary.Crash(t)
	society, err := data.Open(t.Context(), standby.Promote(t, s.Name), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(society.Close)
	for name, want := range map[uuid.UUID]bool{before: true, after: true, lost: false} {
		if saved, err := society.Settle(t.Context(), s.Guard, name); err != nil || saved != want {
			t.Errorf("after the failover: saved %v, want %v, %v", saved, want, err)
		}
	}
}

// givenUp runs work until it waits for the standby, and ends it then as a desk's
// deadline does.
func givenUp(t *testing.T, primary *datatest.Server, work func(ctx context.Context) error) error {
	t.Helper()
	primary.NoWaits(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- work(ctx) }()
	primary.Waiting(t)
	cancel()
	return <-ended
}

// cancelled runs work, and has an operator cancel its waits for the standby, both
// the write's and that of the second try's question.
func cancelled(t *testing.T, primary *datatest.Server, work func(ctx context.Context) error) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- work(t.Context()) }()
	for {
		select {
		case err := <-ended:
			return err
		default:
			primary.CancelWaits(t)
		}
	}
}

// TestASecondTryDoesNotSpeakForTheFirst: the first lost its connection and may
// still be at work, which is what the second runs into. That it gave up says
// nothing of whether the first was saved.
func TestASecondTryDoesNotSpeakForTheFirst(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	key := uuid.New()
	held, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), `INSERT INTO write_intents (key, action, payload_hash) VALUES ($1, 'HELD', '')`, key); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		n := datatest.Ramesh(s)
		n.Phone = ""
		_, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, n)
		ended <- err
	}()
	datatest.WaitUntil(t, func() bool {
		return s.Count(t, `(SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND usename = 'society360_desk' AND wait_event_type = 'Lock') ended`) > 0
	})
	datatest.Kind(t, <-ended, fault.Unknown)
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if saved, err := s.Settle(t.Context(), s.Guard, key); err != nil || saved {
		t.Errorf("settled: %v, %v", saved, err)
	}
}
