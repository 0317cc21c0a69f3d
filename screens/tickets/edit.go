package tickets

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/tickets"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
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
	show.Conflict(env, f.Sheet, show.By{Who: c.Who, At: c.At}, []show.Held[field]{
		{Key: categoryField, Label: env.T("Category"), Was: was.Category, Now: now.Category},
		{Key: titleField, Label: env.T("Title"), Was: was.Title, Now: now.Title},
		{Key: descriptionField, Label: env.T("Text"), Was: was.Description, Now: now.Description},
	})
	told := slices.ContainsFunc(c.Changes, func(change tickets.Change) bool {
		return !slices.Contains([]string{"category", "title", "description"}, change.Field)
	})
	if !told && now.Status.Open() {
		return // the lines above the fields say all of it
	}
	title, unit := f.s.called(tickets.Ticket{Title: f.Form.Value(titleField), Unit: now.Unit})
	lines := f.s.bothSides(ticketChange{what: env.T("edit of %s (%s)", title, unit)}, c)
	if now.Status.Open() {
		lines = append(lines, "", env.T("What you typed is still in the form."))
	}
	env.Do(tui.Info{Title: f.s.byWhom(c), Lines: lines})
}
