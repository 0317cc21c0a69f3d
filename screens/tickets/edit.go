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
		Category: strings.TrimSpace(f.form.Value(categoryField)), Title: strings.TrimSpace(f.form.Value(titleField)),
		Description: f.form.Value(descriptionField), Seen: *f.seen,
	}
	title, unit := s.called(tickets.Ticket{Title: e.Title, Unit: f.seen.Unit})
	what := env.T("edit of %s (%s)", title, unit)
	store, actor := s.store, s.actor
	return tui.SendSheet(f.sheet, s.board.Sends, what, func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
		return store.Tickets.Edit(ctx, actor, key, e)
	}, func(out tui.Outcome[tickets.Ticket]) tea.Cmd {
		if !out.Saved {
			f.sheet.Fail(out.Err)
			f.showTheirs(out.Err)
			return s.board.RereadAfter(out.Err)
		}
		f.sheet.Close()
		if out.Answered {
			s.board.Put(out.Val)
			s.board.Tell(tui.NotifySuccess, env.T("Changed %s (%s).", title, unit))
		} else {
			s.board.Tell(tui.NotifySuccess, env.T("saved: %s", what))
		}
		return s.board.Reread()
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
		switch typed := f.form.Value(k); {
		case text.now == text.was:
		case text.now == typed:
			f.form.Note(k)
		case typed == text.was || !f.form.Touched(k):
			f.form.Set(k, text.now)
			f.form.Note(k, env.T("changed meanwhile"))
		default:
			f.form.Note(k, env.T("now: %s", orDash(tui.Plain(text.now))))
		}
	}
	title, unit := f.s.called(tickets.Ticket{Title: f.form.Value(titleField), Unit: now.Unit})
	lines := f.s.bothSides(ticketChange{what: env.T("edit of %s (%s)", title, unit)}, c)
	if now.Status.Open() {
		lines = append(lines, "", env.T("What you typed is still in the form."))
	}
	env.Do(tui.Info{Title: f.s.byWhom(c), Lines: lines})
}
