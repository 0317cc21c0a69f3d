package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// longTimeout bounds work that tells of its progress: the bills of a large
// society, the export of years.
const longTimeout = 30 * time.Minute

// Progress tells how far a LoadLong has come. Return Next from Update: it waits
// for what comes after.
type Progress[P any] struct {
	Ticket Ticket
	Val    P
	Next   tea.Cmd
}

// LoadLong is Load for work that takes long: fn tells its progress by report,
// which never waits, and of which only the newest is told; the answer is
// Loaded[T] under the same ticket. The work goes on where nobody takes its
// messages, and ends with the session.
func LoadLong[P, T any](env *Env, fn func(ctx context.Context, report func(P)) (T, error)) (Ticket, tea.Cmd) {
	ticket, parent := newTicket(), env.Context
	sure := guard(env, func(context.Context) (struct{}, error) { return struct{}{}, nil })
	news := make(chan P, 1)
	report := func(p P) {
		select {
		case <-news: // what was not told yet is out of date
		default:
		}
		select {
		case news <- p:
		default: // another goroutine of the work was first
		}
	}
	work := func() tea.Msg {
		defer close(news)
		ctx, cancel := context.WithTimeout(parent, longTimeout)
		defer cancel()
		if _, err := sure(ctx); err != nil {
			return Loaded[T]{Ticket: ticket, Err: err}
		}
		val, err := fn(ctx, report)
		return Loaded[T]{Ticket: ticket, Val: val, Err: err}
	}
	var next tea.Cmd
	next = func() tea.Msg {
		p, ok := <-news
		if !ok {
			return nil
		}
		return Progress[P]{Ticket: ticket, Val: p, Next: next}
	}
	return ticket, tea.Batch(work, next)
}
