package tui_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func stillTyped(t *testing.T, d *desktest.Desk) {
	t.Helper()
	d.See("9820012345", "Ramesh Kumar", "A-101", "(o) Delivery")
}

func TestReturningVisitorInThreeSteps(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Pause() // nothing of what the keys ask is answered before the last key
	d.Burst("n9820012345")
	d.Keys("ctrl+s")
	d.Resume()
	d.See("Checked in Ramesh Kumar.")
	if len(d.World.Saved) != 1 || d.World.Saved[0][desktest.FieldUnit] != "A-101" {
		t.Errorf("saved %v", d.World.Saved)
	}
}

func TestNewDeliveryByKeysAlone(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Pause()
	d.Keys("n")
	d.Type("9")
	d.Keys("tab")
	d.Type("Kiran")
	d.Keys("tab")
	d.Type("b101")
	d.Keys("tab", "d", "ctrl+s")
	d.Resume()
	d.See("Checked in Kiran.")
	want := map[desktest.SendField]string{
		desktest.FieldPhone: "9", desktest.FieldName: "Kiran", desktest.FieldUnit: "B-101", desktest.FieldFor: "Delivery",
		desktest.FieldCount: "1", desktest.FieldNote: "",
	}
	for k, v := range want {
		if got := d.World.Saved[0][k]; got != v {
			t.Errorf("%s is %q, want %q", k, got, v)
		}
	}
}

func TestSaveIsSentOnce(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.FillIn()
	d.Pause()
	d.Keys("ctrl+s", "ctrl+s", "f2")
	d.Resume()
	if len(d.World.Saved) != 1 {
		t.Errorf("the visit was written %d times", len(d.World.Saved))
	}
}

func TestSaveRefusedKeepsTheForm(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.World.Write = func(n int) error {
		switch n {
		case 1:
			return tuitest.Sentence("Ramesh Kumar is inside already.")
		case 2:
			return tuitest.FieldErrors{"name": "That name is too long."}
		default:
			return nil
		}
	}
	d.FillIn()
	d.Keys("ctrl+s")
	d.See("Ramesh Kumar is inside already.", "Check in: not saved")
	stillTyped(t, d)
	d.Keys("ctrl+s")
	d.See("! That name is too long.", " > Name")
	stillTyped(t, d)
	d.Keys("ctrl+s")
	d.See("Checked in Ramesh Kumar.")
	keys := d.World.Keys
	slices.Sort(keys)
	if len(slices.Compact(keys)) != 3 {
		t.Errorf("a write known not to be done kept its key: %v", d.World.Keys)
	}
}

func TestSaveUnknownAsksUntilItKnows(t *testing.T) {
	t.Parallel()
	for _, saved := range []bool{true, false} {
		d := desktest.NewDesk(t, desktest.Xterm(), true)
		d.World.Write = func(int) error { return tuitest.Unsure{} }
		d.World.Settle = func(n int) (bool, error) {
			if n < 4 {
				return false, errors.New("still away")
			}
			return saved, nil
		}
		d.FillIn()
		d.Keys("ctrl+s")
		d.See("unknown, checking")
		stillTyped(t, d)
		d.Advance(2 * time.Second)
		if d.World.Settled != 3 {
			t.Errorf("asked %d times in two seconds", d.World.Settled)
		}
		d.See("unknown, checking")
		stillTyped(t, d)
		d.Advance(time.Second)
		d.Miss("unknown, checking")
		if saved {
			d.See("Checked in Ramesh Kumar.")
		} else {
			d.See("not saved", "The connection was lost; nothing was saved. Try again.")
			stillTyped(t, d)
		}
		d.Advance(10 * time.Second)
		if d.World.Settled != 4 {
			t.Errorf("asked on after the answer: %d times", d.World.Settled)
		}
	}
}

func TestSubmitWhileUnknownAsksAndSendsNothing(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.World.Write = func(int) error { return tuitest.Unsure{} }
	d.World.Settle = func(int) (bool, error) { return false, errors.New("still away") }
	d.FillIn()
	d.Keys("ctrl+s", "ctrl+s", "ctrl+s")
	if len(d.World.Keys) != 1 {
		t.Errorf("sent %d times", len(d.World.Keys))
	}
	if d.World.Settled != 3 {
		t.Errorf("asked %d times", d.World.Settled)
	}
	// Each asking has its own ticket: only the newest one asks on.
	d.Advance(time.Second)
	if d.World.Settled != 4 {
		t.Errorf("asked %d times a second later", d.World.Settled)
	}
	d.Keys("q")
	d.Keys("ctrl+c")
	d.See("y/n")
}

func TestSaveKeyStaysWhileTheOutcomeIsUnknown(t *testing.T) {
	t.Parallel()
	stage := tuitest.NewStage(t, desktest.Xterm())
	var asked, sent []uuid.UUID
	var save tui.Save[int]
	var outcome tui.Outcome[int]
	save.Done = func(o tui.Outcome[int]) tea.Cmd { outcome = o; return nil }
	answer := error(tuitest.Unsure{})
	var settled error = tuitest.Sentence("away")
	start := func() tea.Cmd {
		return save.Start(stage.Env, func(_ context.Context, key uuid.UUID) (int, error) {
			sent = append(sent, key)
			return 7, answer
		}, func(_ context.Context, key uuid.UUID) (bool, error) {
			asked = append(asked, key)
			return false, settled
		})
	}
	m := &saver{save: &save}
	d := stage.Run(m)
	d.Do(start())
	d.Do(start())
	if save.State() != tui.SaveChecking || !save.Busy() {
		t.Fatalf("state %v", save.State())
	}
	for _, k := range asked {
		if k != sent[0] || k.Version() != 7 {
			t.Errorf("asked for %v, sent %v", k, sent[0])
		}
	}
	settled = nil
	d.Do(start())
	if outcome.Saved || outcome.Err == nil || save.Status(stage.Env) != "not saved" {
		t.Errorf("outcome %+v, status %q", outcome, save.Status(stage.Env))
	}
	answer = nil
	d.Do(start())
	if !outcome.Saved || !outcome.Answered || outcome.Val != 7 || save.Status(stage.Env) != "saved" {
		t.Errorf("outcome %+v, status %q", outcome, save.Status(stage.Env))
	}
	if len(sent) != 2 || sent[0] == sent[1] {
		t.Errorf("sent under %v", sent)
	}
}

// saver is a model that does nothing but pass messages to a Save.
type saver struct{ save *tui.Save[int] }

func (s *saver) Init() tea.Cmd                           { return nil }
func (s *saver) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return s, s.save.Update(msg) }
func (s *saver) View() string                            { return "" }

func TestSaveOfAnErrorNobodyClassifiedIsChecked(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.World.Write = func(int) error { return errors.New("broken pipe") }
	d.World.Settle = func(int) (bool, error) { return true, nil }
	d.FillIn()
	d.Keys("ctrl+s")
	d.See("Checked in Ramesh Kumar.")
}
