package tui_test

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

func TestFetchTakesTheAnswerToItsNewestQuestion(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	f := tui.NewFetch[int](p.stack)
	f.Val = 7
	var told []int
	f.Then = func(n int, err error) tea.Cmd {
		told = append(told, n)
		return nil
	}
	ask := func(n int, err error) tea.Cmd {
		return f.Ask(func(context.Context) (int, error) { return n, err })
	}
	if f.Again() != nil || f.Waiting() || f.Known() {
		t.Error("something was asked before Ask")
	}
	older, newer := ask(1, nil), ask(2, nil)
	if !f.Waiting() {
		t.Error("nothing is awaited")
	}
	p.Do(older)
	if f.Val != 7 || f.Known() {
		t.Errorf("an older answer was taken: %d", f.Val)
	}
	p.Do(newer)
	if f.Val != 2 || !f.Known() || f.Waiting() || len(told) != 1 {
		t.Errorf("%d, told %v", f.Val, told)
	}
	// A failure keeps what is known; the same question is asked again.
	failing := error(outage("Away."))
	cmd := f.Ask(func(context.Context) (int, error) { return 3, failing })
	p.Do(cmd)
	if f.Val != 2 || f.Err() == nil || f.Sorry() != "The database cannot be reached; this may be old. r tries again." {
		t.Errorf("%d, %q", f.Val, f.Sorry())
	}
	failing = nil
	p.Do(f.Again())
	if f.Val != 3 || f.Err() != nil || f.Sorry() != "" {
		t.Errorf("%d, %q", f.Val, f.Sorry())
	}
}

// TestFetchIsOfItsScreen: an answer that comes when its screen is gone does nothing.
func TestFetchIsOfItsScreen(t *testing.T) {
	t.Parallel()
	p, other := newPile(t), newPile(t)
	f := tui.NewFetch[int](p.stack)
	other.Do(f.Ask(func(context.Context) (int, error) { return 1, nil }))
	if f.Known() {
		t.Error("another screen took the answer")
	}
}

// TestFetchForgets what is known and what is on its way.
func TestFetchForgets(t *testing.T) {
	t.Parallel()
	p := newPile(t)
	f := tui.NewFetch[int](p.stack)
	ask := func(n int) tea.Cmd { return f.Ask(func(context.Context) (int, error) { return n, nil }) }
	p.Do(ask(1))
	late := ask(2)
	f.Forget()
	p.Do(late)
	if f.Val != 0 || f.Known() || f.Waiting() {
		t.Errorf("%d is known: %v; awaited: %v", f.Val, f.Known(), f.Waiting())
	}
}
