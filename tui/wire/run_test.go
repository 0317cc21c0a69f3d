package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// glass is an emulator that tells when its screen shows something.
type glass struct {
	mu   sync.Mutex
	emu  *vt.Emulator
	news chan struct{}
}

func newGlass(w, h int) *glass {
	return &glass{emu: vt.NewEmulator(w, h), news: make(chan struct{}, 1)}
}

func (g *glass) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, err := g.emu.Write(p)
	select {
	case g.news <- struct{}{}:
	default:
	}
	return n, err
}

func (g *glass) text() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.emu.String()
}

// await waits until the screen holds the text; the test's own timeout ends it.
func (g *glass) await(t *testing.T, want string) {
	t.Helper()
	for !strings.Contains(g.text(), want) {
		select {
		case <-g.news:
		case <-t.Context().Done():
			t.Fatalf("never showed %q, but %q", want, g.text())
		}
	}
}

// desk is a small program that shows all that it was told.
type desk struct {
	log   []string
	react func(tea.Msg) tea.Cmd
	draw  func(*desk) string
}

func (d *desk) Init() tea.Cmd { return nil }

func (d *desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.KeyMsg:
		if m.String() == "q" {
			return d, tea.Quit
		}
		d.log = append(d.log, "key "+m.String())
	case tea.WindowSizeMsg:
		d.log = append(d.log, fmt.Sprintf("size %dx%d", m.Width, m.Height))
	default:
		d.log = append(d.log, fmt.Sprintf("%T%v", m, m))
	}
	if d.react != nil {
		return d, d.react(msg)
	}
	return d, nil
}

func (d *desk) View() string {
	if d.draw != nil {
		return d.draw(d)
	}
	return strings.Join(d.log, "\n")
}

// running is a program under test with its terminal.
type running struct {
	keys    *io.PipeWriter
	screen  *glass
	resizes chan Size
	mail    *Mailbox
	cancel  context.CancelCauseFunc
	result  chan error
}

func start(t *testing.T, d *desk) *running {
	t.Helper()
	in, keys := io.Pipe()
	ctx, cancel := context.WithCancelCause(t.Context())
	r := &running{keys, newGlass(60, 10), make(chan Size, 1), NewMailbox(4), cancel, make(chan error, 1)}
	go func() {
		_, err := Run(ctx, Line{In: in, Out: r.screen, Environ: environOf("TERM", "xterm"), Size: Size{60, 10}, Resizes: r.resizes, Mail: r.mail}, d)
		r.result <- err
	}()
	t.Cleanup(func() { _ = keys.Close() })
	return r
}

func (r *running) press(t *testing.T, keys string) {
	t.Helper()
	if _, err := io.WriteString(r.keys, keys); err != nil {
		t.Fatal(err)
	}
}

// environOf is an environment of these variables, in pairs.
func environOf(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

type news struct{ n int }

func (news) StateKey() any { return "news" }

func TestRunBringsKeysSizesAndMail(t *testing.T) {
	r := start(t, &desk{})
	r.screen.await(t, "size 60x10")
	r.press(t, "a\x1b[A")
	r.screen.await(t, "key up")
	r.mail.Post("hello")
	r.screen.await(t, "stringhello")
	r.resizes <- Size{50, 9}
	r.screen.await(t, "size 50x9")
	close(r.resizes) // a session whose channel has ended goes on without spinning
	r.press(t, pasteStart+strings.Repeat("x", pasteLimit+1)+pasteEnd)
	r.screen.await(t, "wire.Cut")
	if s := r.screen.text(); strings.Contains(s, "0x0") {
		t.Errorf("a closed channel became a window: %q", s)
	}
	r.press(t, "q")
	if err := <-r.result; err != nil {
		t.Error(err)
	}
}

func TestViewWaitsForItsSize(t *testing.T) {
	var early atomic.Bool
	r := start(t, &desk{draw: func(d *desk) string {
		if len(d.log) == 0 {
			early.Store(true)
			return "drawn without a size"
		}
		return "first " + d.log[0]
	}})
	r.screen.await(t, "first size 60x10")
	r.press(t, "q")
	if err := <-r.result; err != nil {
		t.Error(err)
	}
	if early.Load() {
		t.Error("a view was asked for before the size was known")
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	cause := errors.New("terminal was pulled out")
	r := start(t, &desk{})
	r.screen.await(t, "size")
	r.cancel(cause)
	if err := <-r.result; !errors.Is(err, cause) {
		t.Errorf("ended with %v", err)
	}
}

func TestPanicsEndOnlyTheProgram(t *testing.T) {
	boom := func() tea.Msg { panic("boom") }
	on := func(cmd tea.Cmd) func(tea.Msg) tea.Cmd {
		return func(msg tea.Msg) tea.Cmd {
			if _, ok := msg.(tea.KeyMsg); ok {
				return cmd
			}
			return nil
		}
	}
	tests := map[string]*desk{
		"update": {react: func(msg tea.Msg) tea.Cmd {
			if _, ok := msg.(tea.KeyMsg); ok {
				panic("boom")
			}
			return nil
		}},
		"view": {draw: func(d *desk) string {
			if len(d.log) > 1 {
				panic("boom")
			}
			return "size"
		}},
		"command":  {react: on(boom)},
		"batch":    {react: on(tea.Batch(boom, boom))},
		"sequence": {react: on(tea.Sequence(func() tea.Msg { return nil }, boom))},
		"nested":   {react: on(tea.Sequence(tea.Batch(nil, tea.Sequence(boom, boom)), boom))},
	}
	for name, d := range tests {
		t.Run(name, func(t *testing.T) {
			r := start(t, d)
			r.screen.await(t, "size")
			r.press(t, "a")
			err := <-r.result
			var p *PanicError
			if !errors.As(err, &p) {
				t.Fatalf("ended with %v", err)
			}
			if p.Value != "boom" || !strings.Contains(string(p.Stack), "run_test.go") {
				t.Errorf("caught %v at\n%s", p.Value, p.Stack)
			}
			if r.screen.emu.IsAltScreen() {
				t.Error("the terminal was left as it was")
			}
		})
	}
}

func TestMailbox(t *testing.T) {
	m := NewMailbox(3)
	for i := range 3 {
		m.Post(i)
	}
	m.Post(news{1}) // full: the oldest goes
	m.Post(news{2}) // the newest state wins, in its place in time
	m.Post("last")
	var got []tea.Msg
	for msg, ok := m.next(); ok; msg, ok = m.next() {
		got = append(got, msg)
	}
	if fmt.Sprint(got) != fmt.Sprint([]tea.Msg{2, news{2}, "last"}) {
		t.Errorf("got %v", got)
	}
}

// heap is a message that gathers what it is told.
type heap []int

func (heap) StateKey() any { return "heap" }

func (h heap) With(older State) State { return append(older.(heap), h...) }

func TestMailboxGathers(t *testing.T) {
	m := NewMailbox(2)
	m.Post("first")
	for i := range 5 {
		m.Post(heap{i})
	}
	var got []tea.Msg
	for msg, ok := m.next(); ok; msg, ok = m.next() {
		got = append(got, msg)
	}
	if fmt.Sprint(got) != fmt.Sprint([]tea.Msg{"first", heap{0, 1, 2, 3, 4}}) {
		t.Errorf("got %v", got)
	}
}

// A program that stands still must not hold up whoever has news for it.
func TestPostNeverWaits(t *testing.T) {
	stuck := make(chan struct{})
	r := start(t, &desk{react: func(msg tea.Msg) tea.Cmd {
		if _, ok := msg.(tea.KeyMsg); ok {
			<-stuck
		}
		return nil
	}})
	r.screen.await(t, "size")
	r.press(t, "a")
	for i := range 1000 {
		r.mail.Post(news{i})
	}
	close(stuck)
	r.screen.await(t, "{999}")
	r.press(t, "q")
	if err := <-r.result; err != nil {
		t.Error(err)
	}
}

// The desk on the machine's own terminal: raw mode, sizes, and all put back.
func TestRunTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = ptmx.Close(), tty.Close() }()
	if err := pty.Setsize(ptmx, &pty.Winsize{Cols: 60, Rows: 10}); err != nil {
		t.Fatal(err)
	}
	screen := newGlass(60, 10)
	go func() { _, _ = io.Copy(screen, ptmx) }()
	result := make(chan error, 1)
	go func() {
		_, err := RunTerminal(t.Context(), tty, tty, os.Getenv, nil, &desk{})
		result <- err
	}()
	screen.await(t, "size 60x10")
	if _, err := ptmx.WriteString("\x03"); err != nil { // no signal in raw mode
		t.Fatal(err)
	}
	screen.await(t, "key ctrl+c")
	if err := pty.Setsize(ptmx, &pty.Winsize{Cols: 50, Rows: 9}); err != nil {
		t.Fatal(err)
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(syscall.SIGWINCH); err != nil { // the test has no controlling terminal
		t.Fatal(err)
	}
	screen.await(t, "size 50x9")
	if _, err := ptmx.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	if err := <-result; err != nil {
		t.Fatal(err)
	}
	if _, err := ptmx.WriteString("echoed\n"); err != nil {
		t.Fatal(err)
	}
	screen.await(t, "echoed") // the line discipline echoes again
}
