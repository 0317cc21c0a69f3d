// Package termtest is a terminal for end-to-end tests: what a program writes
// goes through an emulator, and the test types keys and waits for what a person
// would see. It works over a pty and over an SSH channel alike.
package termtest

import (
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
)

// patience is how long a test waits for a screen before it fails; a screen that
// comes is seen at once.
const patience = 2 * time.Minute

// Terminal is an emulator with a program at the other end.
type Terminal struct {
	tb  testing.TB
	rw  io.ReadWriter
	emu *vt.Emulator

	mu sync.Mutex
	// changed is closed and replaced whenever the screen changed.
	changed chan struct{}
	ended   bool
	pointed bool // the cursor is to be seen
}

// New shows what rw's reader gives on a terminal of w by h cells, and types
// into its writer. Reading ends with rw.
func New(tb testing.TB, w, h int, rw io.ReadWriter) *Terminal {
	tb.Helper()
	t := &Terminal{tb: tb, rw: rw, emu: vt.NewEmulator(w, h), changed: make(chan struct{}), pointed: true}
	t.emu.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { t.pointed = visible }})
	go t.read()
	go func() {
		// Answers of the terminal itself.
		_, _ = io.Copy(rw, t.emu)
	}()
	tb.Cleanup(func() {
		// This ends the copying above; the emulator's own Close is not made for
		// somebody who reads meanwhile.
		if answers, ok := t.emu.InputPipe().(io.Closer); ok {
			_ = answers.Close()
		}
	})
	return t
}

func (t *Terminal) read() {
	buf := make([]byte, 32*1024)
	for {
		n, err := t.rw.Read(buf)
		t.mu.Lock()
		if n > 0 {
			_, _ = t.emu.Write(buf[:n])
		}
		t.ended = err != nil
		close(t.changed)
		t.changed = make(chan struct{})
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Screen returns the rows as text, trailing blanks cut.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen()
}

func (t *Terminal) screen() string {
	var b strings.Builder
	for y := range t.emu.Height() {
		var row strings.Builder
		for x := 0; x < t.emu.Width(); {
			cell := t.emu.CellAt(x, y)
			if cell == nil || cell.Width == 0 {
				row.WriteByte(' ')
				x++
				continue
			}
			row.WriteString(cell.Content)
			x += cell.Width
		}
		b.WriteString(strings.TrimRight(row.String(), " "))
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}

// Resize changes the emulator's size; the caller tells the program.
func (t *Terminal) Resize(w, h int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.emu.Resize(w, h)
}

// Type sends text as it is.
func (t *Terminal) Type(text string) {
	t.tb.Helper()
	if _, err := io.WriteString(t.rw, text); err != nil {
		t.tb.Fatalf("type %q: %v", text, err)
	}
}

// Press sends keys by name ("enter", "ctrl+s", "esc", "f2", "up", "space") or
// by the character itself.
func (t *Terminal) Press(keys ...string) {
	t.tb.Helper()
	for _, key := range keys {
		t.Type(sequence(key))
	}
}

func sequence(key string) string {
	switch key {
	case "enter":
		return "\r"
	case "tab":
		return "\t"
	case "shift+tab":
		return "\x1b[Z"
	case "esc":
		return "\x1b"
	case "space":
		return " "
	case "backspace":
		return "\x7f"
	case "up":
		return "\x1b[A"
	case "down":
		return "\x1b[B"
	case "right":
		return "\x1b[C"
	case "left":
		return "\x1b[D"
	case "f2":
		return "\x1bOQ"
	}
	if letter, ok := strings.CutPrefix(key, "ctrl+"); ok && len(letter) == 1 {
		return string(rune(letter[0] & 0x1f))
	}
	return key
}

// WaitFor waits until the screen holds every one of the texts.
func (t *Terminal) WaitFor(texts ...string) {
	t.tb.Helper()
	t.WaitUntil(strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitGone waits until the screen no longer holds text.
func (t *Terminal) WaitGone(text string) {
	t.tb.Helper()
	t.WaitUntil("no "+text, func(screen string) bool { return !strings.Contains(screen, text) })
}

// WaitUntil waits for a screen that seen accepts; what names it in a failure.
func (t *Terminal) WaitUntil(what string, seen func(screen string) bool) {
	t.tb.Helper()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for {
		t.mu.Lock()
		screen, changed, ended := t.screen(), t.changed, t.ended
		t.mu.Unlock()
		if seen(screen) {
			return
		}
		if ended {
			t.tb.Fatalf("the program ended before the screen showed %s:\n%s", what, screen)
		}
		select {
		case <-changed:
		case <-timeout.C:
			t.tb.Fatalf("the screen does not show %s:\n%s", what, screen)
		}
	}
}

// WaitEnd waits until the program has closed its end.
func (t *Terminal) WaitEnd() {
	t.tb.Helper()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for {
		t.mu.Lock()
		screen, changed, ended := t.screen(), t.changed, t.ended
		t.mu.Unlock()
		if ended {
			return
		}
		select {
		case <-changed:
		case <-timeout.C:
			t.tb.Fatalf("the program does not end:\n%s", screen)
		}
	}
}
