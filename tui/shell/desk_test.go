package shell_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
	"github.com/civoranexus/society360/tui/wire"
)

func TestSignInKeepsTheEmailAndDropsThePassword(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), false)
	d.Type("wrong")
	d.Keys("enter")
	d.See("The e-mail or the password is wrong.", "guard@demo.example")
	d.Miss("*****", "wrong ")
	d.Type("demo-society360")
	d.Miss("demo-society360")
	d.Keys("enter")
	d.See("Sunita Pawar, guard", "Visitor 0")
	if n := d.Backend.Called("SignIn"); n != 2 {
		t.Errorf("%d sign-ins were sent", n)
	}
}

func TestSignInSendsOnceAndTakesNoKeysMeanwhile(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), false)
	d.Type("demo-society360")
	d.Pause()
	d.Keys("enter", "enter", "x")
	d.See("Signing in...")
	d.Resume()
	d.See("Visitor 0")
	if n := d.Backend.Called("SignIn"); n != 1 {
		t.Errorf("%d sign-ins were sent", n)
	}
}

func TestSignInWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), false)
	d.Backend.Down = tuitest.Sentence("The database cannot be reached.")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("The database cannot be reached.", "guard@demo.example")
	d.Backend.Down = nil
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("Visitor 0")
}

func TestKeysTypedAheadMeetTheDialog(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	// One read of a slow line brings both keys.
	d.Burst("oy")
	d.See("Checked out Visitor 0.")
	d.Keys("down")
	d.Burst("on")
	d.Miss("Checked out Visitor 1.", "y/n")
}

func TestKeysAreHeldWhileTheListIsOnItsWay(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("2")
	d.Pause()
	d.Keys("1")
	d.Burst("oy")
	d.Miss("Checked out", "y/n")
	d.Resume()
	d.See("Checked out Visitor 0.")
}

func TestEscGivesUpWaiting(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("2")
	d.Pause()
	d.Keys("1", "o", "y", "esc")
	d.Resume()
	d.Miss("Checked out", "y/n")
	d.See("Visitor 0")
}

func TestDigitsAndMenuGoToScreens(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("2")
	d.See("this is Bills")
	d.Keys("g", "d")
	d.See("this is Detail")
	d.Keys("9")
	d.See("this is Detail")
	d.Keys("1")
	d.See("Visitor 0")
	if d.World.Opened != 2 {
		t.Errorf("the gate was made %d times, want at the start and by 1", d.World.Opened)
	}
	d.Keys("1")
	if d.World.Opened != 2 {
		t.Error("the digit of the screen that is shown made it anew")
	}
}

func TestOpenCloseAndBack(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("enter")
	d.See("this is Detail")
	d.Keys("esc")
	d.See("Visitor 0")
	d.Keys("esc")
	d.See("Visitor 0")
	d.Keys("enter")
	d.Send(tui.Close{})
	d.See("Visitor 0")
	d.Send(tui.Close{})
	d.See("Visitor 0")
	// A screen that is not on the stack any more closes nothing.
	d.Keys("enter")
	d.Send(tui.Close{Screen: d.Bills})
	d.See("this is Detail")
	d.Send(tui.Open{Name: "nowhere"})
	d.See("This account may not open that.", "this is Detail")
}

func TestKeysGoToTheTopScreenAndMessagesToAll(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("enter", "x")
	type foreign struct{}
	d.Send(foreign{})
	if strings.Join(d.Detail.Keys, "") != "x" {
		t.Errorf("the top screen got keys %q", d.Detail.Keys)
	}
	count := func(msgs []tea.Msg) (n int) {
		for _, m := range msgs {
			if _, ok := m.(foreign); ok {
				n++
			}
			if k, ok := m.(tea.KeyMsg); ok && k.String() == "x" {
				t.Error("a key went to a screen below the top")
			}
		}
		return n
	}
	if count(d.Detail.Got) != 1 || count(d.World.Got) != 1 {
		t.Error("a message did not go to every live screen once")
	}
	d.Refresh()
	if d.Detail.Fresh != 1 {
		t.Error("a live screen was not refreshed")
	}
}

func TestBackStepsWithinTheScreenFirst(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("enter", "esc")
	d.Keys("2", "esc")
	d.See("this is Bills")
	if len(d.Bills.Keys) != 0 {
		t.Errorf("Esc went on to the screen: %q", d.Bills.Keys)
	}
}

func TestLeavingAsksWhereSomethingWouldBeLost(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"q", "2", "ctrl+c", "esc"} {
		d := desktest.NewDesk(t, desktest.Xterm(), true)
		d.Keys("enter")
		d.Detail.Unsaved = true
		d.Keys(how)
		d.See("y/n")
		d.Keys("n")
		d.See("this is Detail")
		if d.Quit() {
			t.Fatalf("%s left against the answer", how)
		}
		d.Keys(how, "y")
		if gone := d.Quit() || !strings.Contains(d.View(), "this is Detail"); !gone {
			t.Errorf("%s and y left nothing", how)
		}
	}
}

func TestLeavingNamesWhatWouldBeLost(t *testing.T) {
	t.Parallel()
	for _, lost := range []struct {
		dirty      bool
		work, says string
	}{
		{true, "", "lose what you typed?"},
		{false, "the outcome of the export", "lose the outcome of the export?"},
		{true, "the outcome of the export", "lose what you typed and the outcome of the export?"},
	} {
		for how, asks := range map[string]string{
			"q": "Leave the desk and", "ctrl+c": "Leave the desk and", "2": "Go there and", "1": "Go back to the list and",
			"esc": "Leave this and",
		} {
			d := desktest.NewDesk(t, desktest.Xterm(), true)
			d.Keys("enter")
			d.Detail.Unsaved, d.Detail.Work = lost.dirty, lost.work
			d.Keys(how)
			d.See(asks + " " + lost.says)
		}
	}
}

func TestLeavingSignsOut(t *testing.T) {
	t.Parallel()
	for _, how := range [][]string{{"q", "q"}, {"q", "y"}, {"q", "ctrl+c"}, {"ctrl+c"}} {
		d := desktest.NewDesk(t, desktest.Xterm(), true)
		d.Keys(how...)
		if !d.Quit() || d.Backend.Called("SignOut") != 1 {
			t.Errorf("%s: left %v, signed out %d times", how, d.Quit(), d.Backend.Called("SignOut"))
		}
	}
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("enter")
	d.Detail.Unsaved = true
	d.Keys("ctrl+c", "ctrl+c")
	if !d.Quit() {
		t.Error("a second Ctrl+C does not leave")
	}
}

// TestAKeyBesideAnotherLeavesNothing holds that q alone closes no desk, nor q and a key
// that is pressed on; and that where something would be lost q once more is no yes.
func TestAKeyBesideAnotherLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"q"}, {"q", "n"}, {"q", "esc"}, {"q", "1"}, {"q", "a"}} {
		d := desktest.NewDesk(t, desktest.Xterm(), true)
		d.Keys(keys...)
		if d.Quit() {
			t.Errorf("%v left the desk", keys)
		}
	}
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("q")
	d.See("Leave the desk? y/n", "y yes  n no  q leave")
	d.Keys("n")
	d.Miss("Leave the desk?")
	d.See("Visitor 0")
	d.Keys("enter")
	d.Detail.Unsaved = true
	d.Keys("q", "q")
	d.See("lose what you typed?")
	if d.Quit() {
		t.Error("what was typed is lost")
	}
}

func TestBannerIsReadNoticeByNotice(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.See("Water off tomorrow", "1 of 2")
	height := detailHeight(d)
	d.Keys("b")
	d.See("Lift A is being serviced", "1 of 1")
	d.Keys("b")
	d.Miss("Lift A")
	if d.Backend.Called("MarkRead n1") != 1 || d.Backend.Called("MarkRead n2") != 1 {
		t.Errorf("calls: %v", d.Backend.Calls)
	}
	if got := detailHeight(d); got != height+1 {
		t.Errorf("the body has %d lines without the banner, %d with it", got, height)
	}
	d.Backend.Notices = []shell.Notice{{ID: "n3", Text: "Gate 2 is shut"}}
	d.Send(tui.BannerChanged{})
	d.See("Gate 2 is shut")
}

// detailHeight is the body's height as a screen is told it.
func detailHeight(d *desktest.Desk) int {
	d.Keys("enter")
	defer d.Keys("esc")
	return d.Detail.H
}

func TestNoticeThatCouldNotBeMarkedComesBack(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Pause()
	d.Backend.Down = tuitest.Sentence("away")
	d.Keys("b")
	d.Miss("Water off")
	d.Resume()
	d.Backend.Down = nil
	d.Send(tui.BannerChanged{})
	d.See("2 of 2")
}

func TestNoticeJustReadDoesNotComeBackWithALateAnswer(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Pause()
	d.Send(tui.BannerChanged{})
	d.Keys("b")
	d.Resume()
	d.See("Lift A is being serviced", "1 of 1")
}

func TestScreenThatDrawsTooMuchIsCut(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Detail.Called = strings.Repeat(strings.Repeat("wide ", 50)+"\n", 50)
	d.Keys("enter")
	tuitest.Fits(t, d.Raw(), 80, 24)
	d.See("q leave")
}

func TestStatusLineStaysAWhile(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("o", "y", "down", "down")
	d.See("Checked out Visitor 0.")
	d.Advance(11 * time.Second)
	d.See("Checked out Visitor 0.")
	d.Keys("up")
	d.Miss("Checked out Visitor 0.")
	d.Send(tui.Notify{Kind: tui.NotifyRefusal, Text: "Vijay checked him out at 14:02."})
	d.See("! Vijay checked him out at 14:02.")
}

func TestPromptPickAndHelp(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("d", "enter")
	d.See("Please type something.")
	d.Type(" no id ")
	d.Keys("enter")
	d.See("denied: no id")
	d.Keys("a", "p")
	d.See("approved by phone")
	d.Keys("a", "n")
	d.See("approved by person")
	d.Keys("a", "down", "enter")
	d.See("approved by intercom")
	var many []tui.Option
	for i := range 30 {
		many = append(many, tui.Option{Label: fmt.Sprintf("Option %02d", i)})
	}
	d.Send(tui.Pick{Text: "Which?", Options: many})
	d.See("> o  Option 00", "more below")
	for range 29 {
		d.Keys("down")
	}
	d.See(">    Option 29")
	d.Miss("more below")
	d.Keys("esc")
	d.Keys("?")
	d.See("Keys: Gate", "approve")
	d.Keys("pgdown")
	d.See("Ctrl+C")
	d.Keys("x")
	d.Miss("Keys: Gate")
}

func TestClockMovesOnceAMinute(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.See("14:07")
	d.Advance(29 * time.Second)
	d.See("14:07")
	d.Advance(time.Second)
	d.See("14:08")
	n := d.Timers()
	for range 3 {
		d.Keys("down")
		d.Advance(time.Minute)
	}
	if d.Timers() != n {
		t.Errorf("%d timers are under way, %d three minutes before", d.Timers(), n)
	}
}

func TestEndedGoesToLoginWithTheReason(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("o")
	d.Send(tui.Ended{Reason: "This account was closed."})
	d.See("This account was closed.", "E-mail")
	d.Miss("Visitor 0", "y/n", "Water off")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("Visitor 0")
	d.Miss("This account was closed.")
}

func TestHouseChanges(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Backend.Society.Name = "Blue Hill CHS"
	d.Backend.Society.Zone = time.UTC
	d.Send(tui.HouseChanged{})
	d.See("Blue Hill CHS", "08:37")
}

func TestInputThatWasCutIsTold(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Send(wire.Cut{})
	d.See("! That was too much to paste at once; its end was dropped.")
}

func TestHeldKeysAreBounded(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("2")
	d.Pause()
	d.Keys("1")
	for range 2000 {
		d.Keys("down")
	}
	d.Keys("o")
	d.Resume()
	d.Miss("y/n")
	d.See("> 08:11")
}

func TestLongConfirmIsReadWhole(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Send(tui.Confirm{Text: strings.Repeat("word ", 30) + "end?"})
	d.See("end? y/n")
	d.Keys("y")
	d.Miss("end?")
}

func TestCtrlLPaintsAnew(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	m := shell.NewDesk(d.Env, d.Backend, shell.Options{})
	_, cmd := m.Update(tuitest.Key(t, "ctrl+l"))
	if cmd == nil {
		t.Fatal("Ctrl+L does nothing")
	}
	if got, want := desktest.Answer(cmd), tea.ClearScreen(); got != want {
		t.Errorf("Ctrl+L sends %T", got)
	}
}

func TestAnAccountWithoutScreensIsToldSo(t *testing.T) {
	t.Parallel()
	for role, says := range map[string]string{
		"clown": "There is nothing that this account may open. Its role is clown; an admin",
		"":      "There is nothing that this account may open. It has no role; an admin",
	} {
		b := tuitest.NewBackend()
		b.Person.Role = role
		stage := tuitest.NewStage(t, desktest.Xterm())
		d := stage.Run(shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session()}))
		d.See(says, "L lock", "q leave")
		if line := d.Line(0); strings.Contains(line, "CHS |") || !strings.Contains(line, "Green Park CHS") {
			t.Errorf("the header is %q", line)
		}
		before := d.View()
		d.Keys("g")
		d.Miss("Go to", "choose")
		d.See("! There is nothing that this account may open.")
		d.Keys("1", "esc", " ", "enter", "/", "n")
		d.Advance(11 * time.Second)
		d.Keys("down")
		// The line above the hints is empty again; what is told in the body stays.
		if d.View() != before {
			t.Errorf("it was\n%s\nand is\n%s", before, d.View())
		}
		d.Keys("?")
		d.See("Keys", "lock")
		d.Miss("all screens")
		d.Keys("esc", "L")
		d.See("Locked", "Password")
		d.Type("demo-society360")
		d.Keys("enter")
		d.See(says)
		d.Keys("q", "q")
		if !d.Quit() {
			t.Error("it cannot leave")
		}
	}
}
