package tui_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func TestDetectTerminal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		environ         func(string) string
		profile         termenv.Profile
		colour, unicode bool
	}{
		{tuitest.Terminal("xterm-256color"), termenv.ANSI256, true, true},
		{tuitest.Terminal("xterm"), termenv.ANSI, true, true},
		{tuitest.Terminal("xterm-256color", "COLORTERM", "truecolor"), termenv.TrueColor, true, true},
		{tuitest.Terminal("xterm-256color", "NO_COLOR", "1"), termenv.ANSI256, false, true},
		{tuitest.Terminal("xterm-256color", "NO_COLOR", ""), termenv.ANSI256, true, true},
		{tuitest.Terminal("linux"), termenv.ANSI, true, false},
		{tuitest.Terminal("linux", "NO_COLOR", "1"), termenv.ANSI, false, false},
		{tuitest.Terminal("vt100", "COLORTERM", "truecolor"), termenv.ANSI, false, false},
		{tuitest.Terminal("vt220"), termenv.ANSI, false, false},
		{tuitest.Terminal("xterm-256color", "LC_ALL", "C"), termenv.ANSI256, true, false},
		{tuitest.Terminal("xterm-256color", "LANG", "en_IN.UTF-8"), termenv.ANSI256, true, true},
		{tuitest.Terminal("screen.xterm-256color", "LC_CTYPE", "en_US.ISO-8859-1", "LANG", "en_US.UTF-8"), termenv.ANSI256, true, false},
		{tuitest.Terminal("xterm-mono"), termenv.ANSI, false, false},
		{tuitest.Terminal("dumb"), termenv.Ascii, false, false},
		{tuitest.Terminal(""), termenv.Ascii, false, false},
		{tuitest.Terminal("tmux-256color"), termenv.ANSI256, true, true},
	} {
		want := tui.Terminal{Profile: c.profile, Colour: c.colour, Unicode: c.unicode}
		if got := tui.DetectTerminal(c.environ); got != want {
			t.Errorf("TERM=%q NO_COLOR=%q: %+v, want %+v", c.environ("TERM"), c.environ("NO_COLOR"), got, want)
		}
	}
}

// loud is an output that must not be written to.
type loud struct{ t *testing.T }

func (l loud) Write(p []byte) (int, error) {
	l.t.Errorf("the terminal was asked %q", p)
	return len(p), nil
}

func TestThemeAsksTheTerminalNothing(t *testing.T) {
	t.Parallel()
	th := tui.NewTheme(desktest.Xterm(), loud{t})
	if th.Danger.Render("x") == "x" {
		t.Error("styles do nothing")
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	stage := tuitest.NewStage(t, desktest.Xterm())
	env := stage.Env
	env.Log = slog.New(slog.NewTextHandler(&log, nil))
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{tuitest.Sentence("Vijay did that."), "Vijay did that."},
		{fmt.Errorf("deep: %w", tuitest.Sentence("100% sure.")), "100% sure."},
		{errors.New("pq: secret"), "Something went wrong. Look at the list before you try again."},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), "The database did not answer in time. Try again."},
	} {
		if got := tui.Explain(env, c.err); got != c.want {
			t.Errorf("Explain(%v) = %q, want %q", c.err, got, c.want)
		}
	}
	if !strings.Contains(log.String(), "pq: secret") {
		t.Error("the cause is not in the log")
	}
}

func TestTimesAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	now := tuitest.Start()
	for ago, want := range map[time.Duration]string{
		-time.Minute:          "0m",
		30 * time.Second:      "0m",
		9 * time.Minute:       "9m",
		59 * time.Minute:      "59m",
		time.Hour:             "1h",
		26 * time.Hour:        "26h",
		47 * time.Hour:        "47h",
		48 * time.Hour:        "19 Nov",
		24 * 400 * time.Hour:  "17 Oct 2025",
		24 * 1000 * time.Hour: "25 Feb 2024",
	} {
		if got := env.Since(now.Add(-ago)); got != want {
			t.Errorf("%v ago reads %q, want %q", ago, got, want)
		}
	}
	if got := env.HM(now); got != "14:07" {
		t.Errorf("the clock says %q", got)
	}
	if got := env.DateTime(now); got != "21 Nov 2026, 14:07" {
		t.Errorf("the whole truth is %q", got)
	}
	// 20:00 UTC is the next day in India.
	if got := env.Date(time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)); got != "2 Mar" {
		t.Errorf("the day is %q", got)
	}
	for _, got := range []string{env.Since(time.Time{}), env.HM(time.Time{}), env.Date(time.Time{}), env.DateTime(time.Time{})} {
		if got != "" {
			t.Errorf("no time reads %q", got)
		}
	}
}

func TestSentencesGroupNumbersButNotIdentifiers(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	if got := env.T("%d visits to %s", 12345, "2026"); got != "12,345 visits to 2026" {
		t.Error(got)
	}
	if got := env.Term("Gate"); got != "Gate" {
		t.Error(got)
	}
}

func TestTicketsAreUnique(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	seen := map[tui.Ticket]bool{}
	for range 1000 {
		ticket, cmd := tui.Load(env, func(ctx context.Context) (int, error) {
			if _, limited := ctx.Deadline(); !limited {
				return 0, errors.New("no timeout")
			}
			return 7, nil
		})
		if seen[ticket] || !ticket.Valid() {
			t.Fatal("a ticket came twice")
		}
		seen[ticket] = true
		got, ok := cmd().(tui.Loaded[int])
		if !ok || got.Ticket != ticket || got.Val != 7 || got.Err != nil {
			t.Fatalf("answered %+v", got)
		}
	}
}

func TestLoadEndsWithTheSession(t *testing.T) {
	t.Parallel()
	env := tuitest.NewStage(t, desktest.Xterm()).Env
	ctx, cancel := context.WithCancel(context.Background())
	env.Context = ctx
	_, cmd := tui.Load(env, func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	})
	cancel()
	if got, ok := cmd().(tui.Loaded[int]); !ok || !errors.Is(got.Err, context.Canceled) {
		t.Errorf("answered %+v", got)
	}
}

func TestCountsAreSaidInTheLanguagesOwnForms(t *testing.T) {
	t.Parallel()
	env := tui.NewEnv(t.Context(), func(string) string { return "" }, io.Discard, nil)
	rows := func(n int) string { return env.Count(n, "1 row", "%d rows") }
	for n, want := range map[int]string{0: "0 rows", 1: "1 row", 2: "2 rows", 1200: "1,200 rows"} {
		if got := rows(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	words := catalog.NewBuilder()
	for key, msg := range map[string]catalog.Message{
		"1 row":   catalog.String("1 rząd"),
		"%d rows": plural.Selectf(1, "%d", "few", "%d rzędy", "other", "%d rzędów"),
	} {
		if err := words.Set(language.Polish, key, msg); err != nil {
			t.Fatal(err)
		}
	}
	env.Printer = message.NewPrinter(language.Polish, message.Catalog(words))
	for n, want := range map[int]string{1: "1 rząd", 3: "3 rzędy", 5: "5 rzędów"} {
		if got := rows(n); got != want {
			t.Errorf("in Polish %d is %q, want %q", n, got, want)
		}
	}
}
