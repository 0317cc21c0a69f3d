package wire

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// readToken reads one token.
func readToken(t *testing.T, in *input) string {
	t.Helper()
	p := make([]byte, 256)
	n, err := in.Read(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(p[:n])
}

// send writes to a source without waiting for it to be read.
func send(t *testing.T, w io.Writer, s string) {
	t.Helper()
	go func() { _, _ = io.WriteString(w, s) }()
}

// handTimed returns an input whose timers fire only when the test says so.
func handTimed(src io.Reader) (in *input, expire chan time.Time, asked chan time.Duration) {
	in = idleInput(src, nil)
	expire, asked = make(chan time.Time), make(chan time.Duration, 16)
	in.wait = func(d time.Duration) (<-chan time.Time, func() bool) {
		asked <- d
		return expire, func() bool { return true }
	}
	go in.pump()
	return in, expire, asked
}

func TestLoneEscapeWaitsForItsTimerOnly(t *testing.T) {
	r, w := io.Pipe()
	in, expire, asked := handTimed(r)
	defer func() { _, _ = w.Close(), in.Close() }()

	send(t, w, "a")
	if got := readToken(t, in); got != "a" {
		t.Fatalf("got %q", got)
	}
	send(t, w, "\x1b")
	go func() { <-asked; expire <- time.Time{} }()
	if got := readToken(t, in); got != "\x1b" {
		t.Fatalf("got %q", got)
	}
	// The rest of a sequence after the timer is what it looks like by itself.
	send(t, w, "[")
	if got := readToken(t, in); got != "[" {
		t.Fatalf("got %q", got)
	}
	if n := len(asked); n != 0 {
		t.Errorf("%d timers ran while nothing was unfinished", n)
	}
}

func TestEscapeIsPromptWithRealTimers(t *testing.T) {
	r, w := io.Pipe()
	in := newInput(r, nil)
	defer func() { _, _ = w.Close(), in.Close() }()
	send(t, w, "\x1b")
	if got := readToken(t, in); got != "\x1b" {
		t.Fatalf("got %q", got)
	}
}

func TestSequenceAcrossReadsIsJoined(t *testing.T) {
	r, w := io.Pipe()
	in, _, asked := handTimed(r)
	defer func() { _, _ = w.Close(), in.Close() }()
	go func() {
		for _, b := range "\x1b[1;5A" {
			_, _ = w.Write([]byte{byte(b)})
		}
	}()
	if got := readToken(t, in); got != "\x1b[1;5A" {
		t.Fatalf("got %q", got)
	}
	if d := <-asked; d != escapeWait {
		t.Errorf("after ESC the wait was %v", d)
	}
	if d := <-asked; d != escapeWait {
		t.Errorf("after ESC [ the wait was %v", d)
	}
	if d := <-asked; d != replyWait {
		t.Errorf("after a parameter the wait was %v", d)
	}
}

func TestStalledPasteEnds(t *testing.T) {
	r, w := io.Pipe()
	in, expire, asked := handTimed(r)
	defer func() { _, _ = w.Close(), in.Close() }()
	send(t, w, "\x1b[200~ab")
	if got := readToken(t, in); got != "\x1b[200~ab" {
		t.Fatalf("got %q", got)
	}
	go func() {
		if d := <-asked; d == pasteWait {
			expire <- time.Time{}
		}
	}()
	if got := readToken(t, in); got != pasteEnd {
		t.Fatalf("got %q", got)
	}
}

func TestSmallBufferLosesNothing(t *testing.T) {
	in := newInput(strings.NewReader("ab\x1b[Añ"), nil)
	defer func() { _ = in.Close() }()
	var got []byte
	p := make([]byte, 1)
	for {
		n, err := in.Read(p)
		got = append(got, p[:n]...)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			break
		}
	}
	if string(got) != "ab\x1b[Añ" {
		t.Errorf("got %q", got)
	}
}

func TestSourceErrorReachesTheProgramAfterItsKeys(t *testing.T) {
	broken := errors.New("line broke")
	in := newInput(io.MultiReader(strings.NewReader("a\x1b"), &failing{broken}), nil)
	defer func() { _ = in.Close() }()
	if a, e := readToken(t, in), readToken(t, in); a != "a" || e != "\x1b" {
		t.Errorf("got %q %q", a, e)
	}
	if _, err := in.Read(make([]byte, 8)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestCutIsReported(t *testing.T) {
	told := make(chan struct{}, 8)
	src := strings.NewReader(pasteStart + strings.Repeat("x", 2*pasteLimit) + pasteEnd)
	in := newInput(src, func() { told <- struct{}{} })
	defer func() { _ = in.Close() }()
	n, err := io.Copy(io.Discard, in)
	if err != nil || n != pasteLimit+int64(len(pasteStart)+len(pasteEnd)) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if len(told) != 1 {
		t.Errorf("told %d times", len(told))
	}
}

// quitter leaves on q.
type quitter struct{ collector }

func (q *quitter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyMsg); ok && k.String() == "q" {
		return q, tea.Quit
	}
	return q, nil
}

// A program over a silent source must end at once and leave no goroutine: over
// a file by cancelling its read, over a stream when its owner closes it.
func TestQuitDoesNotHang(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _, _ = r.Close(), w.Close() }()
		before := goleak.IgnoreCurrent()
		runQuitter(t, r, w)
		// Close alone must have ended the pump: the pipe is still open.
		goleak.VerifyNone(t, before)
	})
	t.Run("stream", func(t *testing.T) {
		r, w := io.Pipe()
		runQuitter(t, r, w)
		_ = w.Close()
	})
}

func runQuitter(t *testing.T, r io.Reader, w io.Writer) {
	t.Helper()
	in := newInput(r, nil)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := tea.NewProgram(&quitter{}, tea.WithInput(in), tea.WithContext(ctx), tea.WithoutRenderer(), tea.WithoutSignalHandler())
	send(t, w, "q")
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Read(make([]byte, 8)); !errors.Is(err, io.EOF) {
		t.Errorf("after Close: %v", err)
	}
}
