package gate_test

import (
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/gate"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestHistoryIsTheAdmins: h opens the audit trail of the visit that is meant, in
// the list and on the visit itself, for who may read it; at anybody else's gate
// it means nothing.
func TestHistoryIsTheAdmins(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"h"}, {"enter", "h"}} {
		for _, c := range []struct {
			role data.Role
			may  bool
		}{{data.RoleAdmin, true}, {data.RoleStaff, false}, {data.RoleGuard, false}} {
			register, actorID := newRegister(), id(1)
			var asked []string
			build := func(env *tui.Env, id string) tui.Screen {
				return gate.New(env, register.stores(), data.Actor{UserID: actorID, Role: c.role}, &desk{}, id)
			}
			backend := tuitest.NewBackend(
				tui.Entry{Name: "gate", Title: "Gate", Key: 'g', New: build},
				tui.Entry{Name: "audit", Title: "Audit", Key: 'a', New: func(env *tui.Env, id string) tui.Screen {
					asked = append(asked, id)
					return build(env, "")
				}})
			stage := tuitest.NewStage(t, tuitest.Terminal("xterm-256color"))
			register.clock = stage.Env.Clock
			d := stage.Run(tui.NewDesk(stage.Env, backend, tui.Options{Session: backend.Session()}))
			visit := register.find("Anita Desai")
			d.Keys("/")
			d.Type("anita")
			d.Keys("enter")
			d.Keys(keys...)
			if opened := len(asked) == 1 && asked[0] == "visitor_logs/"+visit.ID.String(); opened != c.may || len(asked) > 1 || !c.may && len(asked) > 0 {
				t.Errorf("%s, %v: opened %v", c.role, keys, asked)
			}
		}
	}
}
