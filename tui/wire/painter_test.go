package wire

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// After any history of views, windows, wipes, broken writes and frames that were
// never painted the newest view stands there as if it had been written on an
// empty screen.
func TestTerminalShowsTheNewestView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() Size {
			return Size{rapid.IntRange(1, 90).Draw(t, "width"), rapid.IntRange(1, 26).Draw(t, "height")}
		}
		size, term := draw(), rapid.SampledFrom(terms).Draw(t, "term")
		behind := vt.NewEmulator(size.Width, size.Height)
		line := &flaky{dst: behind}
		p := newPainter(newDisplay(line, size, term, Charset{}))
		defer p.close()
		var lines []string
		for range rapid.IntRange(1, 8).Draw(t, "views") {
			event := rapid.SampledFrom([]string{"", "", "", "wipe", "resize", "break", "hurry"}).Draw(t, "event")
			switch event {
			case "wipe":
				p.wipe()
			case "resize":
				size = draw()
				behind.Resize(size.Width, size.Height)
				p.resize(size)
			}
			before := lines
			lines = mutate(t, lines, size.Height+rapid.IntRange(0, 2).Draw(t, "more"))
			view := strings.Join(lines, "\n")
			p.last = time.Time{} // no waiting here
			switch event {
			case "break":
				line.fail, line.part = true, rapid.IntRange(0, 300).Draw(t, "part")
				p.show(view)
				line.fail, p.last = false, time.Time{}
			case "hurry": // two views that are late for their frame, the second the older one
				p.last = time.Now().Add(time.Hour)
				p.show(view)
				p.show(strings.Join(before, "\n"))
				if p.timer != nil && p.timer.Stop() {
					p.due()
				}
				p.last = time.Time{}
			}
			p.show(view)
			if d := different(whole(view, size, term), screen(behind)); d != "" {
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
	p := newPainter(newDisplay(&line, Size{20, 2}, "xterm", Charset{}))
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
	p := newPainter(newDisplay(screen, Size{20, 2}, "xterm", Charset{}))
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
