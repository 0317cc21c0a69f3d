package gate_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/gate"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// desk is the gate's screen in a desk, as a guard sees it.
type desk struct {
	*tuitest.Driver
	*register
	exported map[string]string
	printed  map[string]string
}

// Put, Inbox, Get and Print are the desk's files; the script may refuse them.
func (d *desk) Put(_ context.Context, name string, write func(io.Writer) error) (string, error) {
	var b strings.Builder
	err := errors.Join(d.Call("Put"), write(&b))
	if err == nil {
		d.exported[name] = b.String()
	}
	return "./" + name, err
}

func (d *desk) Print(_ context.Context, name string, content []byte) error {
	err := d.Call("Print")
	if err == nil {
		d.printed[name] = string(content)
	}
	return err
}
func (d *desk) Inbox(context.Context) ([]string, error)     { return nil, nil }
func (d *desk) Get(context.Context, string) ([]byte, error) { return nil, nil }

type setup struct {
	term     []string // TERM and further variables
	role     data.Role
	open     string
	register *register
}

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, role: data.RoleGuard, register: newRegister()}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{register: set.register, exported: map[string]string{}, printed: map[string]string{}}
	actor := data.Actor{UserID: id(1), Name: "Sunita Pawar", Role: set.role, Origin: data.Origin{Gate: "Main"}}
	d.Driver = tuitest.NewDesk(tb, tuitest.Terminal(set.term[0], set.term[1:]...), func(env *tui.Env, _ string) tui.Screen {
		d.clock = env.Clock
		return gate.New(env, d.register.stores(), actor, d, set.open)
	})
	return d
}
