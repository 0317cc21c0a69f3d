package screentest

import (
	"cmp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// Desk is a screen in a desk at a society, on a driver.
type Desk struct {
	*tuitest.Driver
	*Society

	// Backend is the desk's own: its banner, and who sits at it.
	Backend *tuitest.Backend
	// Opened are the other screens that it led to, each by its name and the ID.
	Opened []string
}

// keys are the letters of the screens.
func keys() map[string]rune {
	return map[string]rune{
		"gate": 'g', "home": 'h', "tickets": 't', "bills": 'b', "notices": 'n', "directory": 'd', "audit": 'a',
		"users": 'u', "units": 'i', "settings": 's', "reports": 'r', "sessions": 'e',
	}
}

// elsewhere is a screen of another area.
type elsewhere struct {
	tui.Screen
	title string
}

func (e elsewhere) Title() string { return e.title }

// Desk opens a screen by its name, as an account sees it, on a terminal such as
// "vt100" (xterm-256color where none is said) with further variables in pairs.
func (s *Society) Desk(tb testing.TB, actor data.Actor, screen string, build func(env *tui.Env, open string) tui.Screen, term ...string) *Desk {
	tb.Helper()
	d := &Desk{Society: s}
	entries := []tui.Entry{{
		Name: screen, Title: strings.ToUpper(screen[:1]) + screen[1:], Key: keys()[screen], Banner: screen == "notices",
		New: func(env *tui.Env, open string) tui.Screen {
			s.Clock, s.Zone = env.Clock, env.Zone
			return build(env, open)
		},
	}}
	for name, key := range keys() {
		if name == screen {
			continue
		}
		title := strings.ToUpper(name[:1]) + name[1:]
		entries = append(entries, tui.Entry{Name: name, Title: title, Key: key, New: func(env *tui.Env, open string) tui.Screen {
			d.Opened = append(d.Opened, strings.TrimSpace(name+" "+open))
			return elsewhere{build(env, ""), strings.TrimSpace(title + " " + open)}
		}})
	}
	if len(term) == 0 {
		term = []string{"xterm-256color"}
	}
	stage := tuitest.NewStage(tb, tuitest.Terminal(term[0], term[1:]...))
	stage.Env.Gate = cmp.Or(actor.Origin.Gate, stage.Env.Gate)
	d.Backend = tuitest.NewBackend(entries...)
	d.Backend.Person = tui.Account{ID: actor.UserID.String(), Name: actor.Name, Email: actor.Email, Role: string(actor.Role)}
	d.Driver = stage.Run(tui.NewDesk(stage.Env, d.Backend, tui.Options{Session: d.Backend.Session()}))
	return d
}
