package shell_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func TestGoldenViews(t *testing.T) {
	t.Parallel()
	view := func(in bool, scenes map[string]func(d *desktest.Desk)) {
		tuitest.Views(t, func(tb testing.TB) *desktest.Desk { return desktest.NewDesk(tb, desktest.Xterm(), in) }, scenes)
	}
	view(false, map[string]func(d *desktest.Desk){
		"login":         func(*desktest.Desk) {},
		"login_refused": func(d *desktest.Desk) { d.Type("wrong"); d.Keys("enter") },
	})
	view(true, map[string]func(d *desktest.Desk){
		"list":        func(d *desktest.Desk) { d.Keys("down") },
		"confirm":     func(d *desktest.Desk) { d.Keys("o") },
		"pick":        func(d *desktest.Desk) { d.Keys("a", "down") },
		"prompt":      func(d *desktest.Desk) { d.Keys("d", "enter") },
		"form":        func(d *desktest.Desk) { d.Keys("n"); d.Type("9820012345"); d.Keys("tab", "tab") },
		"form_lookup": func(d *desktest.Desk) { d.Keys("n", "tab", "tab"); d.Type("a10"); d.Keys("down") },
		"form_errors": func(d *desktest.Desk) { d.Keys("n", "tab", "tab"); d.Type("zz"); d.Keys("ctrl+s") },
		"form_other":  func(d *desktest.Desk) { d.Keys("n", "tab", "tab", "tab", "o"); d.Type("Plumber") },
		"menu":        func(d *desktest.Desk) { d.Keys("g") },
		"help":        func(d *desktest.Desk) { d.Keys("?") },
		"lock":        func(d *desktest.Desk) { d.Keys("n"); d.Type("98"); d.Send(lockMsg()) },
		"empty":       func(d *desktest.Desk) { d.World.Visits = nil; d.Keys("2", "1") },
		"failed":      func(d *desktest.Desk) { d.World.Fail = tuitest.Sentence("The database is away."); d.Keys("2", "1") },
	})
}

func TestGoldenTerminals(t *testing.T) {
	t.Parallel()
	terminals := map[string]func(string) string{
		"xterm":    desktest.Xterm(), // on nobody knows what
		"dark":     tuitest.Terminal("xterm-256color", "COLORFGBG", "15;0"),
		"light":    tuitest.Terminal("xterm-256color", "COLORFGBG", "0;15"),
		"no_color": tuitest.Terminal("xterm-256color", "NO_COLOR", "1"),
		"vt100":    tuitest.Terminal("vt100"),
		"linux":    tuitest.Terminal("linux"),
		"dumb":     tuitest.Terminal("dumb"),
	}
	for name, environ := range terminals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for scene, drive := range map[string]func(d *desktest.Desk){
				"list": func(d *desktest.Desk) { d.Keys("down") },
				"form": func(d *desktest.Desk) { d.Keys("n"); d.Type("98200"); d.Keys("left") },
				"menu": func(d *desktest.Desk) { d.Keys("g") },
			} {
				d := desktest.NewDesk(t, environ, true)
				drive(d)
				d.GoldenRaw("term_"+scene, name)
				checkTerminal(t, name, d.Raw())
				if !strings.Contains(d.View(), ">") {
					t.Errorf("nothing shows what is selected:\n%s", d.View())
				}
			}
		})
	}
}

// checkTerminal asserts what each kind of terminal may be sent.
func checkTerminal(t *testing.T, name, raw string) {
	t.Helper()
	colour := tuitest.Coloured(raw)
	switch name {
	case "dumb":
		if strings.Contains(raw, "\x1b") {
			t.Errorf("a dumb terminal is sent escapes: %q", raw)
		}
	case "vt100", "no_color":
		if colour {
			t.Errorf("colour is sent: %q", raw)
		}
		if !strings.Contains(raw, "\x1b[1m") {
			t.Errorf("bold is lost: %q", raw)
		}
	case "xterm": // where colours are told with their ground alone
		if strings.Count(raw, "38;5;") != strings.Count(raw, "48;5;") {
			t.Errorf("a colour is sent without its ground: %q", raw)
		}
	default:
		if !colour && strings.Contains(raw, "overstay!") {
			t.Errorf("no colour is sent: %q", raw)
		}
	}
	if name == "vt100" || name == "linux" || name == "dumb" {
		for _, r := range raw {
			if r > 126 {
				t.Errorf("%q is not ASCII", r)
			}
		}
	}
}

func TestTooSmall(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	for _, size := range [][2]int{{59, 24}, {80, 15}, {10, 3}, {1, 1}, {0, 0}} {
		d.Resize(size[0], size[1])
		if size[0] > 30 {
			d.See("too small")
		}
		for l := range strings.SplitSeq(d.Raw(), "\n") {
			if ansi.StringWidth(l) > max(size[0], 1) {
				t.Errorf("too wide for %v: %q", size, l)
			}
		}
		d.Keys("o", "y")
	}
	d.Resize(80, 24)
	d.Miss("Checked out", "y/n")
	d.See("Visitor 0")
}

func lockMsg() tui.Lock { return tui.Lock{} }
