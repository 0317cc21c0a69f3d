package bills_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

func (b *books) Put(_ context.Context, name string, write func(io.Writer) error) (string, error) {
	var text strings.Builder
	if err := errors.Join(b.Call("Put"), write(&text)); err != nil {
		return "", err
	}
	b.files[name] = text.String()
	return name, nil
}

func (b *books) Print(_ context.Context, name string, content []byte) error {
	b.files["printed "+name] = string(content)
	return b.Call("Print")
}
func (b *books) Inbox(context.Context) ([]string, error)     { return nil, nil }
func (b *books) Get(context.Context, string) ([]byte, error) { return nil, nil }

// desk is the bills' screen in a desk, as an admin sees it.
type desk struct {
	*tuitest.Driver
	*books
}

type setup struct {
	term  []string // TERM and further variables
	role  data.Role
	open  string
	books *books
}

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, role: data.RoleAdmin, books: newBooks()}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{books: set.books}
	actor := data.Actor{UserID: id(1), Name: "Asha Rao", Role: set.role}
	b := tuitest.NewBackend(
		tui.Entry{Name: "bills", Title: "Bills", Key: 'b', New: func(env *tui.Env, _ string) tui.Screen {
			return bills.New(env, d.books.stores(), actor, d.books, set.open)
		}},
		tui.Entry{Name: "audit", Title: "Audit", Key: 'a', New: func(env *tui.Env, id string) tui.Screen {
			return bills.New(env, (&books{Fake: tuitest.Fake{Down: refused("audit of %s", id)}}).stores(), actor, nil, "")
		}},
	)
	b.Person = tui.Account{ID: "1", Name: actor.Name, Role: string(actor.Role)}
	stage := tuitest.NewStage(tb, tuitest.Terminal(set.term[0], set.term[1:]...))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, b, tui.Options{Session: b.Session()}))
	return d
}

func staff(s *setup) { s.role = data.RoleStaff }
