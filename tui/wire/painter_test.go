package wire

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// whole paints a view on an empty screen, line by line.
func whole(view string, w, h int) *vt.Emulator {
	e := vt.NewEmulator(w, h)
	lines := strings.Split(view, "\n")
	for i, line := range lines[max(0, len(lines)-h):] {
		_, _ = fmt.Fprintf(e, "\x1b[%d;1H\x1b[m%s", i+1, ansi.Truncate(line, w, ""))
	}
	return e
}

// After any history of views, windows and wipes the newest view stands there as
// if it had been painted on an empty screen.
func TestPainterShowsTheNewestView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 90).Draw(t, "width"), rapid.IntRange(1, 26).Draw(t, "height")
		behind := vt.NewEmulator(w, h)
		term := rapid.SampledFrom([]string{"xterm", "linux", "vt220"}).Draw(t, "term")
		p := newPainter(newWriter(behind, w, h, term), Size{w, h})
		defer p.close()
		var lines []string
		for range rapid.IntRange(1, 6).Draw(t, "views") {
			switch rapid.SampledFrom([]string{"", "", "", "wipe", "resize"}).Draw(t, "event") {
			case "wipe":
				p.wipe()
			case "resize":
				w, h = rapid.IntRange(1, 90).Draw(t, "width"), rapid.IntRange(1, 26).Draw(t, "height")
				behind.Resize(w, h)
				p.resize(Size{w, h})
			}
			lines = mutate(t, lines, h+rapid.IntRange(0, 2).Draw(t, "more"))
			view := strings.ReplaceAll(strings.Join(lines, "\n"), "\x1b[4:3m", "\x1b[4m")
			p.last = time.Time{} // no waiting here
			p.show(view)
			if d := different(screen(whole(view, w, h)), screen(behind)); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// chunks keeps every write.
type chunks struct{ got []string }

func (c *chunks) Write(p []byte) (int, error) {
	c.got = append(c.got, string(p))
	return len(p), nil
}

// Of views that come faster than frames the newest is shown, in its time; and
// when all is shown nothing runs.
func TestPainterWaitsItsTime(t *testing.T) {
	var line chunks
	p := newPainter(newWriter(&line, 20, 2, "xterm"), Size{20, 2})
	defer p.close()
	p.show("first")
	p.last = time.Now().Add(time.Hour) // the next frame is far away
	for i := range 100 {
		p.show(fmt.Sprint("view ", i))
	}
	if n := len(line.got); n != 2 { // taking over, and the first frame
		t.Fatalf("%d writes: %q", n, line.got)
	}
	if p.timer == nil || !p.timer.Stop() {
		t.Fatal("nothing waits")
	}
	p.due()
	if n := len(line.got); n != 3 || !strings.Contains(line.got[2], "99") {
		t.Fatalf("%d writes: %q", n, line.got)
	}
	p.show("view 99")
	if p.timer != nil || len(line.got) != 3 {
		t.Error("something runs while nothing changes")
	}
}

func TestPainterPaintsByItself(t *testing.T) {
	screen := newGlass(20, 2)
	p := newPainter(newWriter(screen, 20, 2, "xterm"), Size{20, 2})
	p.show("first")
	p.show("second")
	screen.await(t, "second")
	p.show("third")
	p.close()
	p.show("late")
	p.due() // a timer that had fired already
	if s := screen.text(); strings.Contains(s, "late") || strings.Contains(s, "third") {
		t.Errorf("painted after its end: %q", s)
	}
}

// Ctrl+L repairs what noise on the line has done to the screen.
func TestClearScreenPaintsAnew(t *testing.T) {
	r := start(t, &desk{
		react: func(msg tea.Msg) tea.Cmd {
			if k, ok := msg.(tea.KeyMsg); ok && k.Type == tea.KeyCtrlL {
				return tea.ClearScreen
			}
			return nil
		},
		draw: func(*desk) string { return "steady\nview" },
	})
	r.screen.await(t, "steady")
	_, _ = io.WriteString(r.screen, "\x1b[1;1Hn0i$e#\x1b[5;5Hnoise")
	r.press(t, "\x0c")
	r.screen.await(t, "steady")
	if s := r.screen.text(); strings.Contains(s, "noise") {
		t.Errorf("still there: %q", s)
	}
	r.press(t, "q")
	if err := <-r.result; err != nil {
		t.Error(err)
	}
}
