package tickets

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/tickets"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// edit is called when every field of an edited ticket is well.
func (f *form) edit() tea.Cmd {
	s, env := f.s, f.s.env
	e := tickets.Edit{
		Category: strings.TrimSpace(f.Form.Value(categoryField)), Title: strings.TrimSpace(f.Form.Value(titleField)),
		Description: f.Form.Value(descriptionField), Seen: *f.seen,
	}
	title, unit := s.called(tickets.Ticket{Title: e.Title, Unit: f.seen.Unit})
	what := env.T("edit of %s (%s)", title, unit)
	store, actor := s.store, s.actor
	return tui.SendSheet(f.Sheet, s.Sends, what, func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
		return store.Tickets.Edit(ctx, actor, key, e)
	}, func(out tui.Outcome[tickets.Ticket]) tea.Cmd {
		if !out.Saved {
			f.Fail(out.Err)
			f.showTheirs(out.Err)
			return s.board.RereadAfter(out.Err)
		}
		said := env.T("saved: %s", what)
		if out.Answered {
			s.board.Put(out.Val)
			said = env.T("Changed %s (%s).", title, unit)
		}
		s.board.Tell(tui.NotifySuccess, said)
		return tea.Batch(f.Close(), s.board.Reread())
	})
}

// showTheirs shows what somebody else changed and what was not saved. What the
// person left as it was reads as theirs now; beside what both changed stands
// theirs. The next save is made knowing it.
func (f *form) showTheirs(err error) {
	var c *tickets.Conflict
	if !errors.As(err, &c) {
		return
	}
	was, now, env := *f.seen, c.Now, f.s.env
	f.seen = &now
	for k, text := range map[field]struct{ was, now string }{
		categoryField:    {was.Category, now.Category},
		titleField:       {was.Title, now.Title},
		descriptionField: {was.Description, now.Description},
	} {
		switch typed := f.Form.Value(k); {
		case text.now == text.was:
		case text.now == typed:
			f.Form.Note(k)
		case typed == text.was || !f.Form.Touched(k):
			f.Form.Set(k, text.now)
			f.Form.Note(k, env.T("changed meanwhile"))
		default:
			f.Form.Note(k, env.T("now: %s", tui.OrDash(tui.Plain(text.now))))
		}
	}
	title, unit := f.s.called(tickets.Ticket{Title: f.Form.Value(titleField), Unit: now.Unit})
	lines := f.s.bothSides(ticketChange{what: env.T("edit of %s (%s)", title, unit)}, c)
	if now.Status.Open() {
		lines = append(lines, "", env.T("What you typed is still in the form."))
	}
	env.Do(tui.Info{Title: f.s.byWhom(c), Lines: lines})
}
