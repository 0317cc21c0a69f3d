package screens_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	binding "github.com/charmbracelet/bubbles/key"

	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/screens/audit"
	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/screens/directory"
	"github.com/civoranexus/society360/screens/gate"
	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/screens/notices"
	"github.com/civoranexus/society360/screens/reports"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/sessions"
	"github.com/civoranexus/society360/screens/settings"
	"github.com/civoranexus/society360/screens/tickets"
	"github.com/civoranexus/society360/screens/units"
	"github.com/civoranexus/society360/screens/upkeep"
	"github.com/civoranexus/society360/screens/users"
	"github.com/civoranexus/society360/tui"
)

// walker goes through every page of a screen as one account does, each time at a new
// desk over a new society.
type walker struct {
	screen  string
	role    role.Role
	society func() *screentest.Society

	seen  map[string]bool
	queue []page
}

// page is one that the walker came to, and the keys that led there.
type page struct {
	path []string
	// hints are what the line of hints has of the screen's own, keys all that it
	// lists under ?.
	hints, keys []binding.Binding
	name        string
	// bare are what its keys do in a word that is nowhere said in full.
	bare []string
	// captures says that a field has the keys, asks that a question has them.
	captures, asks bool
}

// visit is a desk with a screen on which keys were pressed.
type visit struct {
	*screentest.Desk
	screen tui.Screen
}

func (w *walker) open(t *testing.T, width, height int, path ...string) *visit {
	t.Helper()
	s := w.society()
	v, actor := &visit{}, s.Actor(walked()[w.role])
	actor.Origin.Gate = "Main"
	v.Desk = s.Desk(t, screentest.Seat{
		Actor: actor, Screen: w.screen, Others: slices.DeleteFunc(entriesByRole()[w.role], func(name string) bool { return name == w.screen }),
		New: func(env *tui.Env, open string) tui.Screen {
			screen := screenOf(w.screen, env, s, actor, open)
			if v.screen == nil {
				v.screen = screen
			}
			return screen
		},
	})
	v.Resize(width, height)
	for _, k := range path {
		v.press(k)
	}
	return v
}

// typed is a key of a path that stands for words, as the answer to a question.
const typed = "words:"

func (v *visit) press(k string) {
	if words, ok := strings.CutPrefix(k, typed); ok {
		v.Type(words)
		return
	}
	v.Keys(k)
}

func screenOf(name string, env *tui.Env, s *screentest.Society, actor role.Actor, open string) tui.Screen {
	r := s.Rooms()
	switch name {
	case "gate":
		return gate.New(env, gate.Stores{Settings: r.Settings, Homes: r.Homes, Visits: r.Visits, Settle: s.Settle}, actor, s.Files, open)
	case "home":
		return home.New(env, home.Stores{Settings: r.Settings, Homes: r.Homes, Visits: r.Visits, Tickets: r.Tickets, Money: r.Money, Directory: r.Directory, Settle: s.Settle}, actor, s.Files, open)
	case "tickets":
		return tickets.New(env, tickets.Stores{Homes: r.Homes, Tickets: r.Tickets, Settle: s.Settle}, actor, open)
	case "bills":
		return bills.New(env, bills.Stores{Settings: r.Settings, Homes: r.Homes, Money: r.Money, Settle: s.Settle}, actor, s.Files, open)
	case "notices":
		return notices.New(env, notices.Stores{Notices: r.Notices, Settle: s.Settle}, actor, open)
	case "directory":
		return directory.New(env, directory.Stores{Settings: r.Settings, Homes: r.Homes, Visits: r.Visits, Money: r.Money, Directory: r.Directory, Settle: s.Settle}, actor, open)
	case "audit":
		return audit.New(env, audit.Stores{Trail: r.Trail, Seal: r.Seal}, actor, s.Files, open)
	case "users":
		return users.New(env, users.Stores{Settings: r.Settings, Accounts: r.Accounts, Tickets: r.Tickets, Settle: s.Settle}, actor, open)
	case "units":
		return units.New(env, units.Stores{Settings: r.Settings, Homes: r.Homes, Directory: r.Directory, Imports: r.Imports, Settle: s.Settle}, actor, s.Files, open)
	case "settings":
		return settings.New(env, settings.Stores{Settings: r.Settings, Archive: r.Archive, Settle: s.Settle}, actor, open)
	case "reports":
		return reports.New(env, reports.Stores{Money: r.Money, Reports: r.Reports}, actor, s.Files, open)
	case "sessions":
		return sessions.New(env, sessions.Stores{Accounts: r.Accounts, Trail: r.Trail, Settle: s.Settle}, actor, open)
	case "upkeep":
		return upkeep.New(env, upkeep.Stores{Health: r.Health, Schedule: r.Schedule, Maintenance: r.Maintenance, Pool: func() (int, int) { return 1, 6 }, Settle: s.Settle}, actor, open)
	}
	panic("there is no screen " + name)
}

// here is the page at the end of a path; false where that leads out of the screen.
func (w *walker) here(t *testing.T, path []string) (p page, inside bool) {
	t.Helper()
	v := w.open(t, 120, 40, path...)
	if v.Quit() || len(v.Opened) > 0 {
		return page{}, false
	}
	p = page{path: path, name: v.screen.Title(), hints: v.screen.ShortHelp(), keys: slices.Concat(v.screen.FullHelp()...)}
	if c, ok := v.screen.(tui.KeyCapturer); ok {
		p.captures = c.CapturesKeys()
	}
	if c, ok := v.screen.(tui.Commander); ok && !p.captures {
		for _, group := range c.Commands().Offered() {
			for _, c := range group {
				does := c.Key.Help().Desc
				if !strings.Contains(does, " ") && c.Words == "" && !slices.Contains([]string{"", "back", "search"}, does) {
					p.bare = append(p.bare, does)
				}
			}
		}
	}
	line := v.Line(-1)
	if p.captures {
		p.asks = len(p.hints) > 0 && !strings.Contains(line, p.hints[0].Help().Key+" "+p.hints[0].Help().Desc)
	} else {
		p.asks = !strings.HasSuffix(line, "? keys  q leave")
	}
	return p, true
}

// seenAs tells pages apart: by their names and by what can be done on them.
func (p page) seenAs(parent string) string {
	if p.asks {
		return parent + "?" + p.path[len(p.path)-1]
	}
	// One month is as the next.
	as := fmt.Sprint(strings.TrimRight(p.name, " 0123456789"), p.captures)
	if run, _, months := strings.Cut(as, " Run of "); months {
		as = run
	}
	for _, b := range p.keys {
		as += "|" + b.Help().Key + b.Help().Desc
	}
	return as
}

const (
	deepest  = 8
	mostSeen = 120
)

// walk finds the pages, each by the shortest way.
func (w *walker) walk(t *testing.T) (pages []page) {
	t.Helper()
	w.seen = map[string]bool{}
	come := func(parent string, path []string) {
		p, inside := w.here(t, path)
		if as := p.seenAs(parent); inside && !w.seen[as] && len(path) <= deepest {
			w.seen[as] = true
			w.queue = append(w.queue, p)
		}
	}
	come("", nil)
	for len(w.queue) > 0 {
		p := w.queue[0]
		w.queue = w.queue[1:]
		if !p.asks {
			pages = append(pages, p)
		}
		if len(pages) > mostSeen {
			t.Fatalf("%s as %s has pages without end", w.screen, w.role)
		}
		for _, next := range w.ways(p) {
			come(p.seenAs(""), slices.Concat(p.path, next))
		}
	}
	return pages
}

// ways are the keys that may lead on from a page.
func (w *walker) ways(p page) (ways [][]string) {
	if p.asks {
		return [][]string{{"enter"}, {"y"}, {typed + "late", "enter"}, {"down", "enter"}}
	}
	keys := p.hints
	if !p.captures {
		keys = p.keys
	}
	for _, b := range keys {
		if k := b.Keys()[0]; !slices.Contains([]string{"tab", "shift+tab", "esc"}, k) {
			ways = append(ways, []string{k})
		}
	}
	if !p.captures {
		ways = append(ways, []string{"down"}, []string{"right"})
	}
	return ways
}

// acts reports whether a key does something on a page: whether another view comes of
// it, or a call of a store.
func (w *walker) acts(t *testing.T, p page, k string, width, height int) bool {
	t.Helper()
	v := w.open(t, width, height, p.path...)
	v.Send(tui.Notify{}) // what the way here told
	v.Keys("f12")        // and marked as new
	view, calls := v.Raw(), v.asked()
	v.press(k)
	return v.Quit() || v.Raw() != view || v.asked() != calls
}

// asked counts the calls that went to a database.
func (v *visit) asked() (n int) {
	for _, call := range v.Calls {
		if call != "Money.PaymentMethodsFor" {
			n++
		}
	}
	return n
}

// helped are the names of the keys that stand under ?.
func (w *walker) helped(t *testing.T, p page) map[string]bool {
	t.Helper()
	v := w.open(t, 80, 24, slices.Concat(p.path, []string{"?"})...)
	names := map[string]bool{}
	for range 10 {
		for line := range strings.SplitSeq(v.View(), "\n") {
			_, row, in := strings.Cut(line, "│ ")
			keys, _, listed := strings.Cut(row, "  ")
			if in && listed {
				for name := range strings.FieldsSeq(keys) {
					names[name] = true
				}
			}
		}
		v.Keys("down", "down", "down", "down", "down", "down")
	}
	if !names["?"] {
		t.Fatalf("no help on %s:\n%s", p.name, v.View())
	}
	return names
}

// strays are the keys that somebody may press unasked; those that mean the same on
// every screen are not among them.
func strays() (keys []string) {
	for r := '!'; r <= '~'; r++ {
		if !strings.ContainsRune("123456789gjbLq?", r) {
			keys = append(keys, string(r))
		}
	}
	for r := 'a'; r <= 'z'; r++ {
		if !strings.ContainsRune("chilm", r) { // leave, backspace, Tab, paint anew, Enter
			keys = append(keys, "ctrl+"+string(r))
		}
	}
	return append(keys, " ", "enter", "tab", "shift+tab", "left", "right", "up", "down", "pgup", "pgdown", "home", "end", "delete", "backspace", "insert", "f1", "f2", "f3")
}

// shown is what the help calls a key.
func shown(k string) string {
	names := map[string]string{" ": "Space", "pgup": "PgUp", "pgdown": "PgDn"}
	if name, ok := names[k]; ok {
		return name
	}
	if len(k) == 1 {
		return k
	}
	parts := strings.Split(k, "+")
	for i, p := range parts {
		parts[i] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "+")
}

// TestEveryHintIsSo walks every page of every screen as each role, with rows of every
// kind and with none: every key that is hinted does something, at each size, and
// every key that does something is named under ?.
func TestEveryHintIsSo(t *testing.T) {
	t.Parallel()
	for name, society := range map[string]func() *screentest.Society{"full": fullSociety, "empty": emptySociety} {
		for as, screens := range entriesByRole() {
			if walked()[as] == "" {
				continue
			}
			for _, screen := range screens {
				t.Run(fmt.Sprint(name, "/", as, "/", screen), func(t *testing.T) {
					t.Parallel()
					w := &walker{screen: screen, role: as, society: society}
					for _, p := range w.walk(t) {
						w.audit(t, p)
					}
				})
			}
		}
	}
}

// audit holds a page to its hints, and logs them as rows of a table.
func (w *walker) audit(t *testing.T, p page) {
	t.Helper()
	at := fmt.Sprintf("%s as %s, by %q", p.name, w.role, p.path)
	for _, b := range p.hints {
		for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}} {
			for _, k := range b.Keys() {
				if !w.acts(t, p, k, size[0], size[1]) {
					t.Errorf("%s at %dx%d: %s %s is hinted, and %s does nothing", at, size[0], size[1], b.Help().Key, b.Help().Desc, k)
				}
			}
		}
	}
	if p.captures {
		t.Logf("%-32s %q hints %s", p.name, p.path, hinted(p))
		return
	}
	for _, does := range p.bare {
		t.Errorf("%s: who looks for %q by Ctrl+K finds the bare word", at, does)
	}
	helped := w.helped(t, p)
	var besides []string
	for _, k := range strays() {
		if !w.acts(t, p, k, 80, 24) {
			continue
		}
		if !helped[shown(k)] {
			t.Errorf("%s: %s does something, and is not under ?", at, shown(k))
		}
		if !slices.ContainsFunc(p.hints, func(b binding.Binding) bool { return slices.Contains(b.Keys(), k) }) {
			besides = append(besides, shown(k))
		}
	}
	t.Logf("%-32s %q hints %s, ? has besides %s", p.name, p.path, hinted(p), strings.Join(besides, " "))
}

func hinted(p page) string {
	var names []string
	for _, b := range p.hints {
		names = append(names, b.Help().Key)
	}
	return strings.Join(names, " ")
}
