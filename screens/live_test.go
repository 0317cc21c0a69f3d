package screens_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// register is what a Live keeps.
type register interface {
	Attend(ctx context.Context, server uuid.UUID, present []accounts.Presence) error
	Dismissed(ctx context.Context, present []accounts.Presence) ([]accounts.Dismissal, error)
}

// silentOnce is a register whose first questions are never answered, as over a
// connection that neither answers nor closes.
type silentOnce struct {
	register

	attended, asked atomic.Bool
}

func (s *silentOnce) Attend(ctx context.Context, server uuid.UUID, present []accounts.Presence) error {
	if !s.attended.Swap(true) {
		<-ctx.Done()
		return ctx.Err()
	}
	return s.register.Attend(ctx, server, present)
}

func (s *silentOnce) Dismissed(ctx context.Context, present []accounts.Presence) ([]accounts.Dismissal, error) {
	if len(present) > 0 && !s.asked.Swap(true) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.register.Dismissed(ctx, present)
}

// TestABarredAccountsDeskEndsBehindASilentConnection: neither the question who may
// stay nor the register's entry is waited for without end.
func TestABarredAccountsDeskEndsBehindASilentConnection(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	log := slog.New(slog.DiscardHandler)
	live := screens.NewLive(&silentOnce{register: s.Accounts}, desks.NewBus(s.Desks, s.Config, desks.BusOptions{Rows: time.Hour, Clock: time.Hour}), log)
	backend := screens.NewBackend(s.Society, s.Tenant.Origin, screens.Options{})
	session := backend.Opened(t.Context(), s.Tenant)
	ended := make(chan tui.Ended, 1)
	leave := live.Join(&screens.LiveDesk{ID: uuid.New(), Backend: backend, Post: func(msg tea.Msg) {
		if end, is := msg.(tui.Ended); is {
			ended <- end
		}
	}})
	t.Cleanup(leave)
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Tenant.UserID)
	// Until then it reads nothing: nobody said lately that it may.
	kind(t, session.Sure(t.Context()), fault.Forbidden)
	t.Cleanup(live.Start(t.Context()))
	if end := <-ended; end.Account != s.Tenant.UserID.String() {
		t.Errorf("ended %+v", end)
	}
}

// TestDesksAreToldWhileTheDatabaseIsAway: those that are there, one that comes
// meanwhile, and all when it is back.
func TestDesksAreToldWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	line := datatest.Proxy(t, s.DB)
	live := screens.NewLive(s.Accounts, desks.NewBus(s.Desks, line.Config, datatest.Quickly()), slog.New(slog.DiscardHandler))
	sit := func() <-chan shell.Hears {
		told := make(chan shell.Hears, 16)
		t.Cleanup(live.Join(&screens.LiveDesk{
			ID: uuid.New(), Backend: screens.NewBackend(s.Society, s.Tenant.Origin, screens.Options{}), Post: func(msg tea.Msg) {
				if hears, is := msg.(shell.Hears); is {
					told <- hears
				}
			},
		}))
		return told
	}
	early := sit()
	t.Cleanup(live.Start(t.Context()))
	line.Cut()
	away := <-early
	if away.Lost.IsZero() {
		t.Fatal("the desk is told that it hears")
	}
	late := sit()
	if told := <-late; !told.Lost.Equal(away.Lost) {
		t.Errorf("who comes meanwhile is told of %v, not %v", told.Lost, away.Lost)
	}
	line.Restore()
	for _, desk := range []<-chan shell.Hears{early, late} {
		if told := <-desk; !told.Lost.IsZero() {
			t.Errorf("the database is back, and the desk is told %v", told)
		}
	}
}

// TestNothingIsReadWhereNobodyCanTellWhoMay: the desk asks by itself where its
// server did not lately, and shows nothing without an answer.
func TestNothingIsReadWhereNobodyCanTellWhoMay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	session := screens.NewBackend(s.Society, s.Tenant.Origin, screens.Options{}).Opened(t.Context(), s.Tenant)
	if err := session.Sure(t.Context()); err != nil {
		t.Errorf("an account in order: %v", err)
	}
	// Whoever holds the table is no outage, and answers nothing in time.
	held, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), `LOCK TABLE users IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	if err := session.Sure(t.Context()); err == nil {
		t.Error("it reads, and nobody could tell whether it may")
	}
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Tenant.UserID)
	kind(t, session.Sure(t.Context()), fault.Forbidden)
}

func kind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Fatalf("got error %v, want kind %d", err, want)
	}
}
