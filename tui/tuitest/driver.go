// Package tuitest drives a desk without a terminal: commands run at once and in
// order, the clock stands until a test moves it, and views are compared with
// golden archives. Screens test with it as the shell does.
package tuitest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// Start is the time at which a test's clock stands at first: a Saturday,
// 14:07:30 in India.
func Start() time.Time { return time.Date(2026, 11, 21, 8, 37, 30, 0, time.UTC) }

// India is the zone of the tests' society. It needs no zone files.
func India() *time.Location { return time.FixedZone("IST", 5*3600+1800) }

// Driver runs a desk synchronously. It belongs to one test's goroutine.
type Driver struct {
	tb   testing.TB
	desk tea.Model
	now  time.Time

	timers  []timer
	waiting []tea.Cmd
	paused  bool
	quit    bool
}

type timer struct {
	at time.Time
	fn func(time.Time) tea.Msg
}

// armed is what a timer's command answers to the driver.
type armed struct{ timer timer }

// Terminal is an environment for NewEnv: TERM and, in pairs, further variables.
func Terminal(term string, more ...string) func(string) string {
	vars := map[string]string{"TERM": term}
	for i := 0; i+1 < len(more); i += 2 {
		vars[more[i]] = more[i+1]
	}
	return func(name string) string { return vars[name] }
}

// Stage is a session's Env whose clock and timers a Driver moves.
type Stage struct {
	Env    *tui.Env
	driver *Driver
}

// NewStage makes an Env for a terminal such as Terminal("xterm-256color").
func NewStage(tb testing.TB, environ func(string) string) *Stage {
	tb.Helper()
	d := &Driver{tb: tb, now: Start()}
	log := slog.New(slog.DiscardHandler)
	env := tui.NewEnv(context.Background(), environ, io.Discard, log)
	env.Clock = func() time.Time { return d.now }
	env.Zone = India()
	env.Timer = func(wait time.Duration, fn func(time.Time) tea.Msg) tea.Cmd {
		at := d.now.Add(wait)
		return func() tea.Msg { return armed{timer{at: at, fn: fn}} }
	}
	return &Stage{Env: env, driver: d}
}

// Run starts a model (a *shell.Desk) built on the stage's Env at 80x24.
func (s *Stage) Run(model tea.Model) *Driver {
	d := s.driver
	d.desk = model
	d.Do(model.Init())
	d.Resize(80, 24)
	return d
}

// Do carries out a command and all that follows from it.
func (d *Driver) Do(cmd tea.Cmd) {
	if cmd == nil || d.quit {
		return
	}
	d.waiting = append(d.waiting, cmd)
	if !d.paused {
		d.settle()
	}
}

// settle carries out commands until none is left.
func (d *Driver) settle() {
	for n := 0; len(d.waiting) > 0; n++ {
		if n > 10_000 {
			d.tb.Fatal("commands follow one another without end")
		}
		cmd := d.waiting[0]
		d.waiting = d.waiting[1:]
		if cmd == nil {
			continue
		}
		d.take(cmd())
	}
}

func (d *Driver) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
		return
	case armed:
		d.timers = append(d.timers, msg.timer)
		return
	case tea.QuitMsg:
		d.quit = true
		d.waiting = nil
		return
	case tea.BatchMsg:
		d.waiting = append(append([]tea.Cmd{}, msg...), d.waiting...)
		return
	}
	// Bubble Tea's own sequence has no exported type.
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		cmds := make([]tea.Cmd, 0, v.Len()+len(d.waiting))
		for i := range v.Len() {
			cmd, _ := reflect.TypeAssert[tea.Cmd](v.Index(i))
			cmds = append(cmds, cmd)
		}
		d.waiting = append(cmds, d.waiting...)
		return
	}
	d.update(msg)
}

func (d *Driver) update(msg tea.Msg) {
	if d.quit {
		return
	}
	var cmd tea.Cmd
	d.desk, cmd = d.desk.Update(msg)
	d.Do(cmd)
}

// Send gives the desk a message, as a program's Send does.
func (d *Driver) Send(msg tea.Msg) {
	d.tb.Helper()
	d.take(msg)
	if !d.paused {
		d.settle()
	}
}

// Pause holds commands back: what a key starts stays under way until Resume.
func (d *Driver) Pause() { d.paused = true }

// Resume carries out what Pause held back.
func (d *Driver) Resume() {
	d.paused = false
	d.settle()
}

// Advance moves the clock and rings the timers that fall due on the way.
func (d *Driver) Advance(by time.Duration) {
	d.tb.Helper()
	end := d.now.Add(by)
	for {
		sort.SliceStable(d.timers, func(i, j int) bool { return d.timers[i].at.Before(d.timers[j].at) })
		if len(d.timers) == 0 || d.timers[0].at.After(end) {
			break
		}
		next := d.timers[0]
		d.timers = d.timers[1:]
		if next.at.After(d.now) {
			d.now = next.at
		}
		d.Send(next.fn(d.now))
	}
	d.now = end
}

// Timers is the number of timers under way.
func (d *Driver) Timers() int { return len(d.timers) }

// Now is the test's clock.
func (d *Driver) Now() time.Time { return d.now }

// Resize gives the desk a terminal of that size.
func (d *Driver) Resize(width, height int) {
	d.tb.Helper()
	d.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Keys presses keys by Bubble Tea's names: "n", "ctrl+s", "enter", " ".
func (d *Driver) Keys(names ...string) {
	d.tb.Helper()
	for _, name := range names {
		d.Send(Key(d.tb, name))
	}
}

// Type presses a key for each character of text.
func (d *Driver) Type(text string) {
	d.tb.Helper()
	for _, r := range text {
		if r == ' ' {
			d.Send(tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}})
			continue
		}
		d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
}

// Burst sends text as one read from a slow line brings it: one message.
func (d *Driver) Burst(text string) {
	d.tb.Helper()
	d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)})
}

// Paste pastes text.
func (d *Driver) Paste(text string) {
	d.tb.Helper()
	d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// Quit reports whether the desk was left.
func (d *Driver) Quit() bool { return d.quit }

// Raw is the view with its styles.
func (d *Driver) Raw() string { return d.desk.View() }

// View is the view as text, without styles and blanks at line ends.
func (d *Driver) View() string {
	lines := strings.Split(ansi.Strip(d.desk.View()), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// Line is the n-th line of View, from 0; negative counts from the end.
func (d *Driver) Line(n int) string {
	lines := strings.Split(d.View(), "\n")
	if n < 0 {
		n += len(lines)
	}
	if n < 0 || n >= len(lines) {
		return ""
	}
	return lines[n]
}

// See fails the test unless every text stands in the view.
func (d *Driver) See(texts ...string) {
	d.tb.Helper()
	for _, text := range texts {
		if !strings.Contains(d.View(), text) {
			d.tb.Errorf("%q is not shown:\n%s", text, d.View())
		}
	}
}

// Miss fails the test if one of the texts stands in the view.
func (d *Driver) Miss(texts ...string) {
	d.tb.Helper()
	for _, text := range texts {
		if strings.Contains(d.View(), text) {
			d.tb.Errorf("%q is shown:\n%s", text, d.View())
		}
	}
}

// Refresh tells the desk that data of those topics changed elsewhere; with none, any
// may have.
func (d *Driver) Refresh(topics ...string) {
	d.tb.Helper()
	d.Send(shell.Refresh{Topics: topics})
}

// UpToDate fails the test where reading again shows what the desk does not: after a
// save it is not told of it, and has to have read all of it by itself.
func (d *Driver) UpToDate() {
	d.tb.Helper()
	was := d.View()
	d.Refresh()
	if now := d.View(); now != was {
		d.tb.Errorf("it does not show what it reads:\n%s\nbut\n%s", now, was)
	}
}

// Golden compares the view as text with a view of a scene's golden archive, as
// the function Golden does.
func (d *Driver) Golden(name, view string) {
	d.tb.Helper()
	Golden(d.tb, name, view, d.View()+"\n")
}

// GoldenRaw is Golden for the view with its styles, written readably.
func (d *Driver) GoldenRaw(name, view string) {
	d.tb.Helper()
	Golden(d.tb, name, view, strings.ReplaceAll(d.Raw(), "\x1b", "<ESC>")+"\n")
}

// Key is the message for a key by Bubble Tea's name.
func Key(tb testing.TB, name string) tea.KeyMsg {
	tb.Helper()
	if name == " " || name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	bare, alt := strings.CutPrefix(name, "alt+")
	if rs := []rune(bare); len(rs) == 1 {
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: rs, Alt: alt}
	}
	for t := tea.KeyType(-200); t < 200; t++ {
		if t != tea.KeyRunes && t != tea.KeySpace && fmt.Sprint(t) == bare {
			return tea.KeyMsg{Type: t, Alt: alt}
		}
	}
	tb.Fatalf("no key is named %q", name)
	return tea.KeyMsg{}
}
