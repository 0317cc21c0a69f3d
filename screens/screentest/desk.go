package screentest

import (
	"cmp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
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
		"users": 'u', "units": 'i', "settings": 's', "reports": 'r', "sessions": 'e', "upkeep": 'k',
	}
}

// elsewhere is a screen of another area.
type elsewhere struct {
	tui.Screen
	title string
}

func (e elsewhere) Title() string { return e.title }

// Seat is who sits down at a screen.
type Seat struct {
	Actor  role.Actor
	Screen string
	New    func(env *tui.Env, open string) tui.Screen
	// Named is whom the header names; the actor where nobody is said.
	Named shell.Account
	// Others are screens that it may lead to, by name.
	Others []string
	// Term is a terminal such as "vt100", with further variables in pairs;
	// xterm-256color where none is said.
	Term []string
}

// Desk opens a screen.
func (s *Society) Desk(tb testing.TB, seat Seat) *Desk {
	tb.Helper()
	d := &Desk{Society: s}
	entries := []tui.Entry{entry(seat.Screen, func(env *tui.Env, open string) tui.Screen {
		s.Clock, s.Zone = env.Clock, env.Zone
		return seat.New(env, open)
	})}
	for _, name := range seat.Others {
		entries = append(entries, entry(name, func(env *tui.Env, open string) tui.Screen {
			d.Opened = append(d.Opened, strings.TrimSpace(name+" "+open))
			return elsewhere{seat.New(env, ""), strings.TrimSpace(entry(name, nil).Title + " " + open)}
		}))
	}
	if len(seat.Term) == 0 {
		seat.Term = []string{"xterm-256color"}
	}
	stage := tuitest.NewStage(tb, tuitest.Terminal(seat.Term[0], seat.Term[1:]...))
	stage.Env.Gate = cmp.Or(seat.Actor.Origin.Gate, stage.Env.Gate)
	d.Backend = tuitest.NewBackend(entries...)
	d.Backend.Person = cmp.Or(seat.Named, shell.Account{
		ID: seat.Actor.UserID.String(), Name: seat.Actor.Name, Email: seat.Actor.Email, Role: string(seat.Actor.Role),
	})
	d.Driver = stage.Run(shell.NewDesk(stage.Env, d.Backend, shell.Options{Session: d.Backend.Session()}))
	return d
}

// entry is a screen in the list of those that may be opened.
func entry(name string, build func(env *tui.Env, open string) tui.Screen) tui.Entry {
	return tui.Entry{Name: name, Title: strings.ToUpper(name[:1]) + name[1:], Key: keys()[name], Banner: name == "notices", New: build}
}
