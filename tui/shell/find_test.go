package shell_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// finds is a desk with a screen of commands and two plain ones, whose session finds
// what a test says.
type finds struct {
	*tuitest.Driver

	backend *tuitest.Backend
	page    *desktest.Leaf
	detail  *desktest.Plain
	id      string // that Detail was opened with last
	refused string // why there is no way to break
	did     string
}

const shutter = 300 * time.Millisecond // after which things are asked for

func newFinds(tb testing.TB) *finds {
	tb.Helper()
	f := &finds{page: &desktest.Leaf{}, detail: &desktest.Plain{Called: "Detail"}, refused: "It is broken already."}
	row := func(key, does string) tui.Command {
		shown := key
		if key == "tab" {
			shown = "Right Tab"
		}
		return tui.Command{Key: tui.Bind(shown, does, key), Do: func() tea.Cmd { f.did += key; return nil }}
	}
	breaks, hidden := row("x", "break the seal"), row("h", "hidden from all")
	breaks.Refused = func() string { return f.refused }
	hidden.When = func() bool { return false }
	f.page.Table = tui.Commands{{row("n", "check someone in"), row("o", "check out"), breaks, hidden, row("tab", "next list")}}
	f.backend = tuitest.NewBackend(
		tui.Entry{Name: "gate", Title: "Gate", Key: 'g', New: func(env *tui.Env, _ string) tui.Screen {
			s := tui.NewStack(env, "Gate", nil)
			s.Words = map[string]string{"muster": "who is inside, for an emergency"}
			s.Push(f.page)
			return s
		}},
		tui.Entry{Name: "detail", Title: "Detail", Key: 'd', New: func(_ *tui.Env, id string) tui.Screen {
			f.id = id
			f.detail = &desktest.Plain{Called: "Detail " + id}
			return f.detail
		}},
	)
	f.backend.Finds = func(text string) ([]shell.Found, error) {
		return []shell.Found{
			{Kind: "unit", Label: "A-101", Detail: "Tower A", Where: tui.Open{Name: "detail", ID: "u of " + text}},
			{Kind: "visitor", Label: "Ramesh Kumar", Detail: "A-101, MH12AB1234", Where: tui.Open{Name: "detail", ID: "v of " + text}},
			{Kind: "secret", Label: "Not for this account", Where: tui.Open{Name: "vault", ID: "s"}},
		}, nil
	}
	stage := tuitest.NewStage(tb, desktest.Xterm())
	f.Driver = stage.Run(shell.NewDesk(stage.Env, f.backend, shell.Options{Session: f.backend.Session()}))
	return f
}

// find types into the field and waits for what is found.
func (f *finds) find(text string) {
	f.Keys("ctrl+k")
	f.Type(text)
	f.Advance(shutter)
}

func TestFindViews(t *testing.T) {
	t.Parallel()
	tuitest.Views(t, newFinds, map[string]func(f *finds){
		"find":         func(f *finds) { f.Keys("ctrl+k") },
		"find_refused": func(f *finds) { f.Keys("ctrl+k"); f.Type("seal") },
		"find_typed":   func(f *finds) { f.find("de"); f.Keys("down") },
		"find_nothing": func(f *finds) { f.backend.Finds = nil; f.find("zzzz") },
		"find_outage": func(f *finds) {
			f.backend.Finds = func(string) ([]shell.Found, error) {
				return []shell.Found{{Kind: "unit", Label: "A-101", Where: tui.Open{Name: "detail"}}},
					tuitest.Sentence("The database cannot be reached just now. Try again in a moment.")
			}
			f.find("ch")
		},
	})
}

func TestFindCarriesOutTheCommandOfThePage(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.Keys("ctrl+k")
	f.Miss("hidden from all")
	f.Type("out")
	f.Keys("enter")
	f.Miss("find anything", "> out")
	if f.did != "o" || f.page.Typed != "" {
		t.Errorf("did %q, and the page was given %q", f.did, f.page.Typed)
	}
	// What is refused says why, stays, and is not done; then it is.
	f.Keys("ctrl+k")
	f.Type("break")
	f.Keys("enter")
	f.See("! It is broken already.", "! break the seal")
	f.refused = ""
	f.Miss("It is broken already.")
	f.Keys("enter")
	if f.did != "ox" {
		t.Errorf("did %q", f.did)
	}
}

// TestFindKnowsWhatAHintMeans holds that a command whose hint is a bare word stands in
// the panel in full, and is found by either.
func TestFindKnowsWhatAHintMeans(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"emer", "inside who", "must"} {
		f := newFinds(t)
		f.page.Table = tui.Commands{{{Key: tui.Bind("m", "muster", "m"), Do: func() tea.Cmd { f.did = "mustered"; return nil }, Hint: tui.Hinted}}}
		f.find(typed)
		f.See("who is inside, for an emergency", "here    m")
		f.Keys("enter")
		if f.did != "mustered" {
			t.Errorf("%q does %q", typed, f.did)
		}
		f.See("m muster")
	}
}

// TestFindDoesNothingOnAnotherPage holds that a command is done only where its page is
// still in front.
func TestFindDoesNothingOnAnotherPage(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.Keys("ctrl+k")
	f.Type("out")
	f.page.Table = nil // as when something opened another page meanwhile
	f.Keys("enter")
	f.See("! This cannot be done here any more.")
	if f.did != "" {
		t.Errorf("did %q", f.did)
	}
}

func TestFindDoesWhatTheDeskDoes(t *testing.T) {
	t.Parallel()
	for text, sees := range map[string]string{"lock": "Locked", "keys": "Keys: Gate", "det": "Detail"} {
		f := newFinds(t)
		f.Keys("ctrl+k")
		f.Type(text)
		f.Keys("enter")
		f.See(sees)
		if text == "lock" {
			f.Type("demo-society360")
			f.Keys("enter")
			f.Miss("> lock") // the dialog does not come back with the screens
		}
	}
	f := newFinds(t)
	f.Keys("ctrl+k")
	f.Type("leave")
	f.Keys("enter")
	f.See("Leave the desk? y/n")
	f.Keys("q")
	if !f.Quit() {
		t.Error("leave does not leave")
	}
}

func TestFindShowsTheThing(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.find("ramesh")
	f.See("Ramesh Kumar  A-101, MH12AB1234", "visitor 2")
	f.Miss("Not for this account") // no screen of the account shows it
	f.Keys("down", "enter")
	f.See("this is Detail v of ramesh")
	f.Keys("esc")
	f.See("page")
	f.Miss("> ramesh")
}

// TestFindAsksBeforeSomethingIsLost holds that what is found lies over what is shown,
// and takes the place of what was found before.
func TestFindAsksBeforeSomethingIsLost(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.page.Unsaved = true // stays beneath: nothing is lost
	f.find("first")
	f.Keys("enter")
	f.See("this is Detail u of first")
	f.detail.Unsaved = true
	f.find("second")
	f.Keys("enter")
	f.See("Go there and lose what you typed? y/n")
	f.Keys("n")
	f.See("this is Detail u of first")
	f.find("second")
	f.Keys("enter", "y")
	f.See("this is Detail u of second")
	f.Keys("esc")
	f.See("page")
	f.Miss("this is Detail")
	// A screen asks for all that it takes away.
	f.Keys("ctrl+k")
	f.Type("detail")
	f.Keys("enter")
	f.See("Go there and lose what you typed? y/n")
}

func TestFindTakesTheNewestAnswer(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.Keys("ctrl+k")
	f.Type("ol")
	f.Advance(shutter / 2)
	f.Type("d")
	f.Advance(shutter / 2)
	if n := f.backend.Called("Find ol") + f.backend.Called("Find old"); n != 0 {
		t.Errorf("asked %d times before there was a pause", n)
	}
	f.Pause() // the answer to this one comes when another text stands there
	f.Advance(shutter)
	f.Keys("backspace")
	f.Resume()
	if f.backend.Called("Find old") != 1 {
		t.Errorf("calls: %v", f.backend.Calls)
	}
	f.Miss("A-101")
	f.See("Looking for more...")
	f.Advance(shutter)
	f.See("A-101")
	f.Keys("enter")
	f.See("this is Detail u of ol")
}

// TestFindEnterAheadOfTheAnswer holds that Enter before there is anything asks at
// once, and opens what is found where that is one thing, as by a whole phone number.
func TestFindEnterAheadOfTheAnswer(t *testing.T) {
	t.Parallel()
	one := func(text string) ([]shell.Found, error) {
		return []shell.Found{{Kind: "visitor", Label: "Ramesh", Where: tui.Open{Name: "detail", ID: text}}}, nil
	}
	f := newFinds(t)
	f.backend.Finds = one
	f.Keys("ctrl+k")
	f.Type("9820012345")
	f.Keys("enter")
	f.See("this is Detail 9820012345")

	f = newFinds(t) // of two it opens none
	f.Keys("ctrl+k")
	f.Type("9820012345")
	f.Keys("enter")
	f.See("Ramesh Kumar", "> 9820012345")
	f.Advance(shutter)
	if n := f.backend.Called("Find 9820012345"); n != 1 {
		t.Errorf("asked %d times", n)
	}

	f = newFinds(t) // who types on wants something else
	f.backend.Finds = one
	f.Keys("ctrl+k")
	f.Type("982001234")
	f.Pause()
	f.Keys("enter")
	f.Type("5")
	f.Resume()
	f.Advance(shutter)
	f.See("> 9820012345", "Ramesh")
}

func TestFindLeavesTheScreenAlone(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	before := f.View()
	f.find("ramesh")
	f.Keys("esc")
	if f.View() != before {
		t.Errorf("Esc leaves\n%s\nand it was\n%s", f.View(), before)
	}
	f.Keys("ctrl+k")
	f.Miss("ramesh")
	f.Pause()
	f.Type("ramesh")
	f.Keys("esc")
	f.Resume()
	f.Advance(time.Second) // the pause is over when nobody asks any more
	if n := f.backend.Called("Find ramesh"); n != 1 || f.View() != before {
		t.Errorf("asked %d times, and shows\n%s", n, f.View())
	}
}

func TestFindKeepsTheCursorWhereItIs(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.Keys("ctrl+k")
	f.Type("check")
	f.Keys("down")
	f.See("> check out")
	f.Advance(shutter)
	f.See("> check out", "A-101")
	f.Keys("down", "down", "down", "down", "down", "enter")
	f.See("this is Detail v of check") // the last one
}

// TestFindIsTheFieldsOwnWhereOneHasTheKeys holds that Ctrl+K cuts a line's end where a
// field has the keys.
func TestFindIsTheFieldsOwnWhereOneHasTheKeys(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n")
	d.Type("98200")
	d.Keys("home", "ctrl+k")
	d.Miss("98200", "do it")
}

func TestFindDrawsHostileNames(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.backend.Finds = func(string) ([]shell.Found, error) {
		return []shell.Found{
			{Kind: "visitor", Label: "Evil\x1b]0;x\x07\u202e\nname", Detail: "\x1b[31mred\u200b", Where: tui.Open{Name: "detail"}},
			{Kind: "visitor", Label: strings.Repeat("नमस्ते", 40), Detail: strings.Repeat("e\u0301\u0301\u0301\u0301", 90), Where: tui.Open{Name: "detail"}},
		}, nil
	}
	f.find("zz")
	f.See("Evil]0;x name  [31mred", "visitor 2")
	for _, size := range [][2]int{{80, 24}, {60, 16}} {
		f.Resize(size[0], size[1])
		tuitest.Fits(t, f.Raw(), size[0], size[1])
	}
	if raw := f.Raw(); strings.Contains(raw, "\x1b]0") || strings.Contains(raw, "\u202e") {
		t.Errorf("a name reaches the terminal as it is: %q", raw)
	}
}

func TestFindScrolls(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	f.backend.Finds = func(string) (all []shell.Found, _ error) {
		for i := range 30 {
			all = append(all, shell.Found{Kind: "unit", Label: fmt.Sprintf("Z-%d", 100+i), Where: tui.Open{Name: "detail", ID: fmt.Sprint(i)}})
		}
		return all, nil
	}
	f.find("z-1")
	f.See("> Z-100", "more below")
	f.Keys("pgdown", "pgdown", "pgdown", "pgdown")
	f.See("> Z-129")
	f.Miss("Z-100", "more below")
	f.Keys("pgup", "pgup", "pgup", "pgup")
	f.See("> Z-100")
}

// TestFindIsHintedWhereThereIsRoom holds that the key that finds all others is named as
// soon as the line of hints has room for it, and pushes out none of the page's own.
func TestFindIsHintedWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	f := newFinds(t)
	var own []string
	for i, does := range []string{"check in", "check out", "approve", "deny entry", "muster"} {
		key := string("cfkmw"[i])
		f.page.Table[0] = append(f.page.Table[0], tui.Command{Key: tui.Bind(key, does, key), Hint: tui.Hinted})
		own = append(own, key+" "+does)
	}
	shown := 0
	for width := 60; width <= 120; width++ {
		f.Resize(width, 24)
		line := strings.TrimRight(f.Line(23), " ")
		whole := !slices.ContainsFunc(own, func(h string) bool { return !strings.Contains(line, h) })
		switch hinted := strings.Contains(line, "  Ctrl+K find  ? keys"); {
		case hinted && !whole:
			t.Errorf("%d columns: it pushes out one of %v: %s", width, own, line)
		case hinted:
			shown++
		case whole && tui.Width(line)+tui.Width("Ctrl+K find  ") < width: // the last column stays free
			t.Errorf("%d columns: there is room for it: %s", width, line)
		}
	}
	if shown == 0 {
		t.Error("it was never shown")
	}
}
