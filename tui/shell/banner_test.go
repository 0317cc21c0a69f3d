package shell_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// TestTheBannersKeyOpensTheNotice: where the account has a screen for notices,
// the key shows the one in the banner there, and the next one in its place.
func TestTheBannersKeyOpensTheNotice(t *testing.T) {
	t.Parallel()
	shown := map[string]*desktest.Plain{}
	b := tuitest.NewBackend(
		tui.Entry{Name: "bills", Title: "Bills", Key: 'b', New: func(*tui.Env, string) tui.Screen { return &desktest.Plain{Called: "Bills"} }},
		tui.Entry{Name: "notices", Title: "Notices", Key: 'n', Banner: true, New: func(_ *tui.Env, id string) tui.Screen {
			shown[id] = &desktest.Plain{Called: "Notice " + id}
			return shown[id]
		}},
	)
	b.Notices = []shell.Notice{{ID: "n1", Text: "Water off"}, {ID: "n2", Text: "Lift A stands"}}
	stage := tuitest.NewStage(t, desktest.Xterm())
	d := stage.Run(shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session()}))
	d.Keys("b")
	d.See("this is Notice n1", "Lift A stands", "2 of 2")
	if b.Called("MarkRead n1") != 0 {
		t.Error("the notice was marked read before its screen showed it")
	}
	d.Keys("b")
	d.See("this is Notice n2")
	d.Keys("esc")
	d.See("this is Bills")

	// What somebody types in a notice's place is not thrown away unasked.
	d.Keys("b")
	shown["n1"].Unsaved = true
	d.Keys("b")
	d.See("Leave without saving what you typed? y/n", "this is Notice n1")
	d.Keys("n")
	d.See("this is Notice n1")
	d.Keys("b", "y")
	d.See("this is Notice n2")

	// The last notice goes while the key's question stands.
	d.Keys("b")
	d.See("this is Notice n1")
	shown["n1"].Unsaved = true
	d.Keys("b")
	b.Notices = nil
	d.Send(tui.BannerChanged{})
	d.Keys("y")
	d.See("this is Notice n2")
}

// typing is a screen with a field that has the keys.
type typing struct{ *desktest.Plain }

func (typing) CapturesKeys() bool { return true }

// TestTheBannerNamesItsKeyWhereItActs: in a field and at a question b is a letter.
func TestTheBannerNamesItsKeyWhereItActs(t *testing.T) {
	t.Parallel()
	b := tuitest.NewBackend(
		tui.Entry{Name: "bills", Title: "Bills", Key: 'b', New: func(*tui.Env, string) tui.Screen { return &desktest.Plain{Called: "Bills"} }},
		tui.Entry{Name: "units", Title: "Units", Key: 'i', New: func(*tui.Env, string) tui.Screen { return typing{&desktest.Plain{Called: "Units"}} }},
	)
	b.Notices = []shell.Notice{{ID: "n1", Text: "Water off"}}
	stage := tuitest.NewStage(t, desktest.Xterm())
	d := stage.Run(shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session()}))
	named := func() bool { return strings.HasSuffix(strings.TrimSpace(d.Line(1)), "1 of 1  b") }
	if !named() {
		t.Errorf("not named on a screen: %q", d.Line(1))
	}
	d.Keys("g")
	if named() {
		t.Errorf("named at a question: %q", d.Line(1))
	}
	d.Keys("i")
	d.See("this is Units")
	if named() {
		t.Errorf("named in a field: %q", d.Line(1))
	}
}

// TestTheBannersKeyTellsTheRest: what has no page of its own is told on the status
// line, and read with that.
func TestTheBannersKeyTellsTheRest(t *testing.T) {
	t.Parallel()
	b := tuitest.NewBackend(
		tui.Entry{Name: "bills", Title: "Bills", Key: 'b', New: func(*tui.Env, string) tui.Screen { return &desktest.Plain{Called: "Bills"} }},
		tui.Entry{Name: "notices", Title: "Notices", Key: 'n', Banner: true, New: func(_ *tui.Env, id string) tui.Screen {
			return &desktest.Plain{Called: "Notice " + id}
		}},
	)
	b.Notices = []shell.Notice{{ID: "note:x", Text: "Fees wait", More: "Settings say who charges them."}, {ID: "n2", Text: "Lift A stands"}}
	stage := tuitest.NewStage(t, desktest.Xterm())
	d := stage.Run(shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session()}))
	d.See("! Fees wait", "1 of 2")
	d.Keys("b")
	d.See("this is Bills", "Settings say who charges them.", "! Lift A stands", "1 of 1")
	if b.Called("MarkRead note:x") != 1 {
		t.Error("it was not marked read")
	}
	d.Send(tui.BannerChanged{})
	d.Miss("Fees wait")
}

// TestNewsComesIntoView: what has just been published must not wait behind a
// notice that the person has looked at all day.
func TestNewsComesIntoView(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.See("Water off tomorrow", "1 of 2")
	old := d.Backend.Notices
	d.Backend.Notices = append([]shell.Notice{{ID: "n9", Text: "Fire drill now"}}, old...)
	d.Send(tui.BannerChanged{})
	d.See("! Fire drill now", "1 of 3")
	d.Backend.Notices = append([]shell.Notice{}, old[1], old[0], shell.Notice{ID: "n9", Text: "Fire drill now"})
	d.Send(tui.BannerChanged{})
	d.See("! Fire drill now", "3 of 3") // it is no news any more, and stays in view
	d.Backend.Notices = old
	d.Send(tui.BannerChanged{})
	d.Backend.Notices = append([]shell.Notice{}, old[0], old[1], shell.Notice{ID: "n9", Text: "Fire drill now"})
	d.Send(tui.BannerChanged{})
	d.See("Water off tomorrow", "1 of 3") // that comes back once more is no news
	d.Backend.Notices = append([]shell.Notice{}, old[0], old[1], shell.Notice{ID: "n9", Text: "Fire drill at five", Since: tuitest.Start(), Changed: true})
	d.Send(tui.BannerChanged{})
	d.See("! changed: Fire drill at five", "3 of 3") // that is shown anew is
}
