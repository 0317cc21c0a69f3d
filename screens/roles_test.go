package screens_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// entriesByRole are the screens of each role, in the order of their digits, by
// what the role may (data/README.md, Roles): guards and residents have tickets
// too, to raise and to follow up their own.
func entriesByRole() map[role.Role][]string {
	return map[role.Role][]string{
		role.Guard:    {"gate", "tickets", "notices", "directory"},
		role.Staff:    {"gate", "tickets", "bills", "notices", "directory"},
		role.Resident: {"home", "tickets", "notices"},
		role.Admin: {
			"gate", "tickets", "bills", "notices", "directory", "audit", "users", "units", "settings", "reports", "sessions", "upkeep",
		},
		"clown": nil,
		"":      nil,
	}
}

const mayNotOpen = "This account may not open that."

// TestPromiseNoRoleOpensAnothersScreen asks the real shell for every screen as every
// role, by its name as screens do and by its letter as people do.
func TestPromiseNoRoleOpensAnothersScreen(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	accounts := map[role.Role]role.Actor{
		role.Guard: s.Guard, role.Staff: s.Staff, role.Admin: s.Admin, role.Resident: s.Meera,
		"clown": s.Stranger, "": {UserID: s.Stranger.UserID, Name: s.Stranger.Name},
	}
	every := map[string]tui.Entry{}
	for _, e := range opened(t, s, s.Admin).Screens() {
		every[e.Name] = e
	}
	for _, e := range opened(t, s, s.Meera).Screens() {
		every[e.Name] = e
	}
	for role, want := range entriesByRole() {
		session := opened(t, s, accounts[role])
		var names []string
		for _, e := range session.Screens() {
			names = append(names, e.Name)
		}
		if !slices.Equal(names, want) {
			t.Errorf("the role %q has %q, want %q", role, names, want)
		}
		for name, e := range every {
			may := slices.Contains(want, name)
			d := desk(t, s, session)
			d.Send(tui.Open{Name: name})
			if refused := strings.Contains(d.View(), mayNotOpen); refused == may {
				t.Errorf("%q as %q by its name: refused %v\n%s", name, role, refused, d.View())
			}
			if shown := shows(d, e); shown != may {
				t.Errorf("%q as %q by its name: shown %v\n%s", name, role, shown, d.View())
			}
			d = desk(t, s, session)
			d.Keys("g", string(e.Key))
			if shown := shows(d, e); shown != may {
				t.Errorf("%q as %q by its letter: shown %v\n%s", name, role, shown, d.View())
			}
		}
		d := desk(t, s, session)
		d.Send(tui.Open{Name: "nowhere"})
		d.See(mayNotOpen)
		t.Logf("%-10s%s", role, strings.Join(names, " "))
	}
}

// TestEachLetterOpensOneScreen: of two with one letter, the second could not be
// opened by it, and a person's own password stands among them.
func TestEachLetterOpensOneScreen(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, actor := range []role.Actor{s.Guard, s.Staff, s.Admin, s.Meera} {
		session := opened(t, s, actor)
		letters := map[rune]string{}
		for _, e := range session.Screens() {
			if other, is := letters[e.Key]; is {
				t.Errorf("the letter %c of the %s opens %q and %q", e.Key, actor.Role, other, e.Name)
			}
			letters[e.Key] = e.Name
		}
		d := desk(t, s, session)
		d.Keys("g", "p")
		d.See("Choose a new password")
	}
}

func opened(t *testing.T, s *datatest.Society, actor role.Actor) shell.Session {
	t.Helper()
	files := func(role.Actor) tui.Files { return nil }
	return screens.NewBackend(s.Society, actor.Origin, screens.Options{Files: files}).Opened(t.Context(), actor)
}

func desk(t *testing.T, s *datatest.Society, session shell.Session) *tuitest.Driver {
	t.Helper()
	stage := tuitest.NewStage(t, func(string) string { return "" })
	backend := screens.NewBackend(s.Society, s.Guard.Origin, screens.Options{})
	return stage.Run(shell.NewDesk(stage.Env, backend, shell.Options{Session: session}))
}

// shows reports whether the header names the entry's screen.
func shows(d *tuitest.Driver, e tui.Entry) bool {
	return strings.Contains(d.Line(0), "| "+e.Title)
}
