package shell_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// hearing is a session that has news.
type hearing struct {
	shell.Session
	next  [][]shell.Tiding // of each call
	calls int
}

func (h *hearing) NewsTopics() []string { return []string{"visits"} }

func (h *hearing) News(context.Context, []string) ([]shell.Tiding, error) {
	h.calls++
	if len(h.next) == 0 {
		return nil, nil
	}
	news := h.next[0]
	h.next = h.next[1:]
	return news, nil
}

func yes(who string) shell.Tiding {
	return shell.Tiding{
		Kind: tui.NotifySuccess, Format: "%s said yes: %s may enter (%s).", Args: []any{"Meera Joshi", who, "A-101"},
		Where: tui.Open{Name: "detail", ID: who},
	}
}

func hearingDesk(t *testing.T) (*desktest.Desk, *hearing) {
	t.Helper()
	d := desktest.NewDesk(t, desktest.Xterm(), false)
	h := &hearing{Session: d.Backend.Session()}
	stage := tuitest.NewStage(t, desktest.Xterm())
	d.Env = stage.Env
	d.Driver = stage.Run(shell.NewDesk(stage.Env, d.Backend, shell.Options{Session: h}))
	return d, h
}

func TestNewsAreToldOnAnyScreen(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	if h.calls != 1 {
		t.Fatalf("asked %d times at the start", h.calls)
	}
	d.Keys("2")
	d.See("Bills")
	h.next = [][]shell.Tiding{{yes("Ravi")}}
	d.Refresh("tickets")
	if h.calls != 1 {
		t.Error("asked for what the news do not rest on")
	}
	d.Refresh("visits")
	d.See("Meera Joshi said yes: Ravi may enter (A-101). j goes there.")
	d.Refresh()
	if h.calls != 3 {
		t.Errorf("asked %d times", h.calls)
	}
	// It stands on the next screen too, and its key goes where it happened.
	d.Keys("1")
	d.See("Visitor 0", "Meera Joshi said yes")
	d.Keys("j")
	d.See("Detail")
	d.Miss("Meera Joshi said yes")
	d.Keys("j")
	if len(d.Detail.Keys) != 1 {
		t.Errorf("what was told is gone, and its key is the screen's again: %q", d.Detail.Keys)
	}
}

func TestNewsOfferNoKeyThatAFieldTakes(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	d.Keys("n")
	h.next = [][]shell.Tiding{{yes("Ravi"), yes("Anita")}}
	d.Refresh()
	d.See("Meera Joshi said yes: Anita may enter (A-101). (and 1 more)")
	d.Miss("j goes there")
	d.Keys("esc")
	d.See("(and 1 more) j goes there.")
}

// TestAReasonEndsBeforeTheOffer: it is somebody's own words, with no full stop.
func TestAReasonEndsBeforeTheOffer(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	for reason, seen := range map[string]string{
		"no such credit":  "refused: no such credit. j goes there.",
		"no such credit.": "refused: no such credit. j goes there.",
	} {
		refused := yes("Ravi")
		refused.Format, refused.Args = "refused: %s", []any{reason}
		h.next = append(h.next, []shell.Tiding{refused})
		d.Refresh()
		d.See(seen)
	}
}

// TestAnOfferIsGoodForAsLongAsItStands: whoever comes back to the desk a while later
// reads it, and its key does what it says.
func TestAnOfferIsGoodForAsLongAsItStands(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	h.next = [][]shell.Tiding{{yes("Ravi")}}
	d.Refresh()
	d.Advance(time.Minute)
	d.See("Ravi may enter (A-101). j goes there.")
	d.Keys("j")
	d.See("Detail")
	d.Miss("Ravi may enter")
	// Another key takes it off.
	d, h = hearingDesk(t)
	h.next = [][]shell.Tiding{{yes("Ravi")}}
	d.Refresh()
	d.Advance(time.Minute)
	d.Keys("down")
	d.Miss("Ravi may enter")
}

func TestTheKeyOfALongTidingIsSeen(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	d.Resize(60, 16)
	h.next = [][]shell.Tiding{{yes(strings.Repeat("Lakshmi ", 20))}}
	d.Refresh()
	d.See("Meera Joshi said yes: Lakshmi", "j goes there.")
}

func TestNewsWhileOneIsReadAreReadAgain(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	d.Pause()
	for range 5 {
		d.Refresh()
	}
	h.next = [][]shell.Tiding{nil, {yes("Ravi")}}
	d.Resume()
	d.See("Ravi may enter")
	if h.calls != 3 {
		t.Errorf("asked %d times: one at the start, one, and one for all that came meanwhile", h.calls)
	}
}

func TestNewsWaitBehindTheLock(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	d.Keys("L")
	h.next = [][]shell.Tiding{{yes("Ravi")}}
	d.Refresh()
	d.Miss("Ravi")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("Ravi may enter")
	d.Advance(11 * time.Second)
	d.Keys("down")
	d.Miss("Ravi may enter")
}

// TestATidingGoesWhenItIsNoLongerSo, and no other sentence does.
func TestATidingGoesWhenItIsNoLongerSo(t *testing.T) {
	t.Parallel()
	d, h := hearingDesk(t)
	over := yes("Ravi")
	over.Over = true
	h.next = [][]shell.Tiding{{yes("Anita")}, {over}, {yes("Ravi")}, {over}}
	d.Refresh()
	d.Refresh()
	d.See("Anita may enter")
	d.Refresh()
	d.See("Ravi may enter")
	d.Refresh()
	d.Miss("may enter")
}
