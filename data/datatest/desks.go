package datatest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/topic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data"
)

// NewKey makes a key and its authorized_keys line.
func NewKey(t *testing.T) (ssh.PublicKey, string) {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return key, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))) + " sunita@laptop"
}

// Presence is an actor at a desk, for Attend.
func Presence(actor role.Actor) accounts.Presence {
	return accounts.Presence{ID: uuid.New(), UserID: &actor.UserID, Role: actor.Role, Origin: actor.Origin, Epoch: actor.Epoch, ActiveAt: time.Now()}
}

// Told waits for a topic on a subscription.
func Told(t *testing.T, sub *desks.Subscription, want topic.Topic) {
	t.Helper()
	timeout := time.After(2 * time.Minute)
	for {
		select {
		case <-sub.C:
			if _, is := sub.Take()[want]; is {
				return
			}
		case <-timeout:
			t.Fatalf("%s was not told", want)
		}
	}
}

// RunBus runs a bus until the test ends, and listens to it.
func RunBus(t *testing.T, society *data.Society, cfg connect.Config, opts desks.BusOptions) *desks.Subscription {
	t.Helper()
	bus := desks.NewBus(society.Desks, cfg, opts)
	sub := bus.Subscribe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		bus.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-done; sub.Close() })
	Told(t, sub, topic.Everything) // it listens now
	return sub
}

// Quickly is a bus that finds by itself at once what nobody tells; Never is one that
// finds nothing of it.
func Quickly() desks.BusOptions {
	return desks.BusOptions{Rows: 100 * time.Millisecond, Clock: 100 * time.Millisecond, Answer: time.Second}
}

// Never is a bus that finds by itself nothing that nobody tells.
func Never() desks.BusOptions { return desks.BusOptions{Rows: time.Hour, Clock: time.Hour} }

// Another writes as another program does, over a connection of its own: at its end
// at the latest the server counts what it wrote.
func Another(t *testing.T, s *Society, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL(t, setup.OwnerRole))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
