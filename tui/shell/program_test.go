package shell_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// runProgram runs a desk as Bubble Tea does, with real timers and goroutines;
// the deadline only keeps a desk that hangs from hanging the test.
func runProgram(t *testing.T, b *tuitest.Backend, typed string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	env := tui.NewEnv(ctx, desktest.Xterm(), io.Discard, slog.New(slog.DiscardHandler))
	model := &painted{Desk: shell.NewDesk(env, b, shell.Options{Session: b.Session(), House: b.Society})}
	p := tea.NewProgram(model, tea.WithContext(ctx), tea.WithInput(strings.NewReader(typed)),
		tea.WithOutput(&bytes.Buffer{}), tea.WithoutSignalHandler())
	_, err := p.Run()
	return model.first, err
}

// painted remembers the first view.
type painted struct {
	*shell.Desk
	first string
}

func (p *painted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := p.Desk.Update(msg)
	return p, cmd
}

func (p *painted) View() string {
	v := p.Desk.View()
	if p.first == "" {
		p.first = v
	}
	return v
}

func TestDeskInARealProgram(t *testing.T) {
	t.Parallel()
	w := &desktest.World{Visits: desktest.Visits(5), Page: 50}
	b := tuitest.NewBackend(tui.Entry{Name: "gate", Title: "Gate", Key: 'g', New: desktest.NewGate(w)})
	first, err := runProgram(t, b, "oyqq")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(first, "Green Park CHS") {
		t.Errorf("the first paint lacks the house:\n%s", first)
	}
	if b.Called("SignOut") != 1 {
		t.Error("leaving did not sign out")
	}
}

// bomb is a screen that panics on x.
type bomb struct{ desktest.Plain }

func (b *bomb) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok && k.String() == "x" {
		panic("a fault of the screen")
	}
	return nil
}

func TestPanicEndsTheProgramAndNoMore(t *testing.T) {
	t.Parallel()
	b := tuitest.NewBackend(tui.Entry{Name: "bomb", Title: "Bomb", Key: 'b', New: func(*tui.Env, string) tui.Screen {
		return &bomb{}
	}})
	if _, err := runProgram(t, b, "x"); !errors.Is(err, tea.ErrProgramPanic) {
		t.Errorf("the program ended with %v", err)
	}
}

// TestTimersEndWithTheirSession: a desk that is gone leaves no timer behind.
func TestTimersEndWithTheirSession(t *testing.T) {
	t.Parallel()
	ctx, hangUp := context.WithCancel(t.Context())
	env := tui.NewEnv(ctx, desktest.Xterm(), io.Discard, nil)
	desk := shell.NewDesk(env, tuitest.NewBackend(), shell.Options{CloseAfter: time.Hour})
	batch, ok := desk.Init()().(tea.BatchMsg)
	if !ok {
		t.Fatal("the desk starts without commands")
	}
	hangUp()
	var running sync.WaitGroup
	for _, cmd := range batch {
		if cmd != nil {
			running.Go(func() { cmd() })
		}
	}
	running.Wait()
}
