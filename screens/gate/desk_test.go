package gate_test

import (
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
}

type setup struct {
	term     []string // TERM and further variables
	role     data.Role
	open     string
	noExport bool
	register *register
}

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, role: data.RoleGuard, register: newRegister()}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{register: set.register, exported: map[string]string{}}
	actor := data.Actor{UserID: id(1), Name: "Sunita Pawar", Role: set.role, Origin: data.Origin{Gate: "Main"}}
	var options []gate.Option
	if !set.noExport {
		options = append(options, gate.WithExport(func(name string, text []byte) (string, error) {
			d.exported[name] = string(text)
			return "./" + name, nil
		}))
	}
	d.Driver = tuitest.NewDesk(tb, tuitest.Terminal(set.term[0], set.term[1:]...), func(env *tui.Env, _ string) tui.Screen {
		d.clock = env.Clock
		return gate.New(env, d.register, actor, set.open, options...)
	})
	return d
}
