package tuitest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// Sentence is an error that may be shown as it stands.
type Sentence string

// Error returns the sentence.
func (s Sentence) Error() string { return string(s) }

// Sentence returns the sentence as its own format.
func (s Sentence) Sentence() (format string, args []any) { return "%s", []any{string(s)} }

// FieldErrors are complaints about single fields.
type FieldErrors map[string]string

// Error lists the complaints.
func (f FieldErrors) Error() string { return fmt.Sprintf("bad fields: %v", map[string]string(f)) }

// Fields returns the complaints as Sentences.
func (f FieldErrors) Fields() map[string]error {
	out := make(map[string]error, len(f))
	for k, v := range f {
		out[k] = Sentence(v)
	}
	return out
}

// Unsure is an error after which nobody knows whether a write was done.
type Unsure struct{}

// Error names the error.
func (Unsure) Error() string { return "connection lost after the write was sent" }

// OutcomeUnknown is true.
func (Unsure) OutcomeUnknown() bool { return true }

// Backend is a society of one account, for desks in tests. Its fields may be
// changed between a Driver's steps.
type Backend struct {
	mu sync.Mutex

	// Society is what House returns.
	Society shell.House
	// Person signs in with Password.
	Person   shell.Account
	Password string
	// Entries are the screens of the account.
	Entries []tui.Entry
	// Notices stand in the banner until they are read.
	Notices []shell.Notice
	// Finds, where set, is what the account finds by what is typed.
	Finds func(text string) ([]shell.Found, error)
	// Down, where set, is what every call answers.
	Down error
	// Unsure, where set, is why the account may not go on, or why nobody can tell
	// whether it may.
	Unsure error
	// Calls are the calls so far, by name.
	Calls []string
}

// NewBackend makes a society with a guard who may open the entries.
func NewBackend(entries ...tui.Entry) *Backend {
	return &Backend{
		Society:  shell.House{Name: "Green Park CHS", Zone: India(), IdleLock: 5 * time.Minute},
		Person:   shell.Account{ID: "1", Name: "Sunita Pawar", Email: "guard@demo.example", Role: "guard"},
		Password: "demo-society360",
		Entries:  entries,
	}
}

// NewDesk runs one screen, signed in, as its only one.
func NewDesk(tb testing.TB, environ func(string) string, build func(env *tui.Env, id string) tui.Screen) *Driver {
	tb.Helper()
	b := NewBackend(tui.Entry{Name: "screen", Title: "Screen", Key: 's', New: build})
	stage := NewStage(tb, environ)
	stage.Env.Gate = "Main"
	return stage.Run(shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session()}))
}

func (b *Backend) call(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.Calls = append(b.Calls, name)
	return b.Down
}

// Called counts the calls of that name.
func (b *Backend) Called(name string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, c := range b.Calls {
		if c == name {
			n++
		}
	}
	return n
}

// House returns Society.
func (b *Backend) House(context.Context) (shell.House, error) { return b.Society, b.call("House") }

// SignIn takes the account's e-mail and password.
func (b *Backend) SignIn(_ context.Context, email, password string) (shell.Session, error) {
	if err := b.call("SignIn"); err != nil {
		return nil, err
	}
	if email != b.Person.Email || password != b.Password {
		return nil, Sentence("The e-mail or the password is wrong.")
	}
	return b.Session(), nil
}

// Session is the account signed in.
func (b *Backend) Session() shell.Session { return &session{b} }

type session struct{ b *Backend }

func (s *session) Account() shell.Account { return s.b.Person }
func (s *session) Screens() []tui.Entry   { return s.b.Entries }

func (s *session) Banner(context.Context) ([]shell.Notice, error) {
	return s.b.Notices, s.b.call("Banner")
}

func (s *session) MarkRead(_ context.Context, id string) error {
	if err := s.b.call("MarkRead " + id); err != nil {
		return err
	}
	var left []shell.Notice
	for _, n := range s.b.Notices {
		if n.ID != id {
			left = append(left, n)
		}
	}
	s.b.Notices = left
	return nil
}

func (s *session) Unlock(_ context.Context, password string) error {
	if err := s.b.call("Unlock"); err != nil {
		return err
	}
	if password != s.b.Password {
		return tui.WrongPassword{}
	}
	return nil
}

// Find is what Finds gives, or Down.
func (s *session) Find(_ context.Context, text string) ([]shell.Found, error) {
	if err := s.b.call("Find " + text); err != nil || s.b.Finds == nil {
		return nil, err
	}
	return s.b.Finds(text)
}

func (s *session) Sure(context.Context) error { return s.b.Unsure }

func (s *session) SignOut(context.Context) error { return s.b.call("SignOut") }
