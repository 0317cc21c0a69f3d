package tickets

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// ticketChange is one change of one ticket.
type ticketChange struct {
	// what names the change; tell is the sentence for it when it is done.
	what, tell string
	write      func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error)
	// stands and offer belong to a sentence that offers a key, nil for others.
	stands func(tickets.Ticket) func() bool
	offer  func(tickets.Ticket) *tui.Offer
	// note is what was typed with it, kept under noted until it is saved.
	note, noted string
}

func (s *screen) send(c ticketChange) tea.Cmd {
	return s.board.Send(tui.Change[tickets.Ticket]{
		What: c.what, Write: c.write,
		Tell:   func(tickets.Ticket) string { return c.tell },
		Stands: c.stands, Offer: c.offer,
		Refused: func(err error) bool { return s.tookConflict(c, err) },
		Done:    func(tickets.Ticket) { delete(s.notes, c.noted) },
	})
}

// ask asks for the note of a step. What was typed and not saved stands there
// again.
func (s *screen) ask(step string, t tickets.Ticket, question string, done func(note, noted string) tea.Cmd) tea.Cmd {
	noted := step + " " + t.ID.String()
	if s.notes[noted] == nil {
		s.notes[noted] = &tui.Kept{}
	}
	s.notes[noted].Ask(s.env, noted, question, func(note string) tea.Cmd { return done(note, noted) })
	return nil
}

// tookConflict shows what somebody else changed beside what was to be saved; it
// reports whether err was a conflict.
func (s *screen) tookConflict(own ticketChange, err error) bool {
	var c *tickets.Conflict
	if !errors.As(err, &c) {
		return false
	}
	s.board.Put(c.Now)
	s.board.Tell(tui.NotifyRefusal, tui.Unsaved(s.env, err))
	s.env.Do(tui.Info{Title: s.byWhom(c), Lines: s.bothSides(own, c)})
	return true
}

// byWhom says who changed a ticket, and when.
func (s *screen) byWhom(c *tickets.Conflict) string {
	if c.Who == "" {
		return s.env.T("Changed meanwhile, at %s", s.env.Moment(c.At))
	}
	return s.env.T("Changed meanwhile by %s at %s", c.Who, s.env.Moment(c.At))
}

// bothWidth is how wide the lines are in which both changes stand; they fit into
// the smallest desk.
const bothWidth = 50

// bothSides are the other's change and one's own, which was not saved.
func (s *screen) bothSides(own ticketChange, c *tickets.Conflict) []string {
	env := s.env
	lines := []string{env.T("Now:")}
	if len(c.Changes) == 0 {
		// Another program wrote what is not shown here.
		lines = append(lines, "  "+env.T("as you see it"))
	}
	for _, change := range c.Changes {
		lines = append(lines, indented(tui.Plain(s.change(change)), bothWidth, "  ")...)
		if change.Field == "description" {
			lines = append(lines, indented(change.After, bothWidth, "    ")...)
		}
	}
	if c.Note != "" {
		lines = append(lines, indented(tui.Plain(c.Note), bothWidth, "  ")...)
	}
	lines = append(lines, "", env.T("Not saved:"))
	lines = append(lines, indented(tui.Plain(own.what), bothWidth, "  ")...)
	if own.note != "" {
		lines = append(lines, indented(tui.Plain(own.note), bothWidth, "  ")...)
		lines = append(lines, "", env.T("What you typed is kept for the next try."))
	}
	return lines
}

// act is Space: what the ticket needs next.
func (s *screen) act(t tickets.Ticket) tea.Cmd {
	switch {
	case t.Status == tickets.Resolved:
		return s.askClose(t)
	case s.works() && t.Status == tickets.Open:
		return s.start(t)
	case s.works() && t.Status == tickets.InProgress:
		return s.resolve(t)
	case t.Status.Open():
		return s.board.Tell(tui.NotifyInfo, s.env.T("The office works on it. m comments."))
	}
	return s.board.Tell(tui.NotifyInfo, s.env.T("Nothing is left to do for %s.", s.env.Theme.Clip(t.Title, titleTold)))
}

// start starts a ticket; who starts what nobody has takes it.
func (s *screen) start(t tickets.Ticket) tea.Cmd {
	store, actor, env := s.store, s.actor, s.env
	title, unit := s.called(t)
	m := ticketChange{
		what: env.T("start of %s (%s)", title, unit), tell: env.T("Started %s (%s). It is yours.", title, unit),
		write: func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
			return store.Tickets.Start(ctx, actor, key, t)
		},
	}
	if t.AssigneeID == nil || *t.AssigneeID == actor.UserID {
		return s.send(m)
	}
	m.tell = env.T("Started %s (%s), with %s.", title, unit, t.Assignee)
	return env.Do(tui.Confirm{
		Text:  env.T("%s has this ticket and keeps it. Start it?", t.Assignee),
		OnYes: func() tea.Cmd { return s.send(m) },
	})
}

// offerHands asks who gets the ticket, once it is known who may.
func (s *screen) offerHands(t tickets.Ticket) tea.Cmd {
	store, actor := s.store, s.actor
	return tui.Await(s.Stack, func(ctx context.Context) ([]tickets.Hand, error) {
		return store.Tickets.Hands(ctx, actor)
	}, func(hands []tickets.Hand, err error) tea.Cmd {
		if err != nil {
			return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		}
		return s.askHand(t, hands)
	})
}

// askHand asks who of the hands gets the ticket, oneself first.
func (s *screen) askHand(t tickets.Ticket, hands []tickets.Hand) tea.Cmd {
	env := s.env
	var options []tui.Option
	for _, h := range hands {
		o := tui.Option{Value: h.UserID.String(), Label: h.Name, Detail: env.T("%s open", strconv.Itoa(h.Open))}
		if h.UserID == s.actor.UserID {
			o.Label, o.Key = env.T("me (%s)", h.Name), 'm'
		}
		options = append(options, o)
	}
	if t.Status == tickets.Open && t.AssigneeID != nil {
		options = append(options, tui.Option{Label: env.T("nobody")})
	}
	options = slices.DeleteFunc(options, func(o tui.Option) bool { return t.AssigneeID != nil && o.Value == t.AssigneeID.String() })
	title, unit := s.called(t)
	return env.Do(tui.Pick{
		Text: env.T("Who gets %s (%s)?", title, unit), Options: options,
		OnPick: func(o tui.Option) tea.Cmd { return s.assign(t, o) },
	})
}

func (s *screen) assign(t tickets.Ticket, o tui.Option) tea.Cmd {
	store, actor, env := s.store, s.actor, s.env
	title, unit := s.called(t)
	tell := env.T("%s (%s) is nobody's now.", title, unit)
	var to *uuid.UUID
	if id, err := uuid.Parse(o.Value); err == nil {
		to, tell = &id, env.T("%s (%s) is with %s now.", title, unit, o.Label)
		if id == actor.UserID {
			tell = env.T("%s (%s) is yours now.", title, unit)
		}
	}
	m := ticketChange{
		what: env.T("assignment of %s (%s) to %s", title, unit, o.Label), tell: tell,
		write: func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
			return store.Tickets.Assign(ctx, actor, key, t, to)
		},
	}
	if to != nil && *to == actor.UserID && t.Status == tickets.Open {
		// The ticket may have left the list for that of one's own.
		m.tell = env.T("%s (%s) is yours now. s starts it.", title, unit)
		m.stands = s.board.StandsBeside
		m.offer = func(now tickets.Ticket) *tui.Offer {
			return &tui.Offer{Key: tui.Bind("s", env.T("start"), "s"), Do: func() tea.Cmd { return s.start(now) }}
		}
	}
	return s.send(m)
}

// noted is a step that needs a note or a reason.
type noted func(ctx context.Context, actor role.Actor, intent uuid.UUID, seen tickets.Ticket, note string) (tickets.Ticket, error)

// askAndSend asks for a step's note and sends it.
func (s *screen) askAndSend(t tickets.Ticket, step noted, question, what, tell string) tea.Cmd {
	actor := s.actor
	return s.ask(what, t, question, func(note, kept string) tea.Cmd {
		return s.send(ticketChange{
			what: what, tell: tell, note: note, noted: kept,
			write: func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
				return step(ctx, actor, key, t, note)
			},
		})
	})
}

func (s *screen) release(t tickets.Ticket) tea.Cmd {
	env := s.env
	title, unit := s.called(t)
	return s.askAndSend(t, s.store.Tickets.Release, env.T("Why is %s (%s) given back to the queue?", title, unit),
		env.T("return of %s (%s)", title, unit), env.T("%s (%s) is open again, and nobody's.", title, unit))
}

func (s *screen) resolve(t tickets.Ticket) tea.Cmd {
	env := s.env
	title, unit := s.called(t)
	return s.askAndSend(t, s.store.Tickets.Resolve, env.T("What was done about %s (%s)?", title, unit),
		env.T("resolution of %s (%s)", title, unit), env.T("Resolved %s (%s). It waits to be confirmed.", title, unit))
}

func (s *screen) reject(t tickets.Ticket) tea.Cmd {
	env := s.env
	title, unit := s.called(t)
	return s.askAndSend(t, s.store.Tickets.Reject, env.T("Why is %s (%s) rejected? The resident reads it.", title, unit),
		env.T("rejection of %s (%s)", title, unit), env.T("Rejected %s (%s).", title, unit))
}

func (s *screen) reopen(t tickets.Ticket) tea.Cmd {
	env := s.env
	title, unit := s.called(t)
	return s.askAndSend(t, s.store.Tickets.Reopen, env.T("What is still wrong with %s (%s)?", title, unit),
		env.T("reopening of %s (%s)", title, unit), env.T("Reopened %s (%s).", title, unit))
}

// comment adds a comment, which everyone who may see the ticket reads.
func (s *screen) comment(t tickets.Ticket) tea.Cmd {
	env, store := s.env, s.store
	title, unit := s.called(t)
	comment := func(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, text string) (tickets.Ticket, error) {
		return store.Tickets.Comment(ctx, actor, key, seen.ID, text)
	}
	return s.askAndSend(t, comment, env.T("Comment on %s (%s):", title, unit),
		env.T("comment on %s (%s)", title, unit), env.T("Commented on %s (%s).", title, unit))
}

// note adds a note, which those alone read who work on tickets; the question says so.
func (s *screen) note(t tickets.Ticket) tea.Cmd {
	env, store := s.env, s.store
	title, unit := s.called(t)
	note := func(ctx context.Context, actor role.Actor, key uuid.UUID, seen tickets.Ticket, text string) (tickets.Ticket, error) {
		return store.Tickets.Note(ctx, actor, key, seen.ID, text)
	}
	return s.askAndSend(t, note, env.T("For the office alone, on %s (%s):", title, unit),
		env.T("note on %s (%s)", title, unit), env.T("Noted on %s (%s), for the office alone.", title, unit))
}

// askClose confirms that a ticket is done, which cannot be undone.
func (s *screen) askClose(t tickets.Ticket) tea.Cmd {
	store, actor, env := s.store, s.actor, s.env
	title, unit := s.called(t)
	return env.Do(tui.Confirm{Text: env.T("Is %s (%s) done? Close it?", title, unit), OnYes: func() tea.Cmd {
		return s.send(ticketChange{
			what: env.T("closing of %s (%s)", title, unit), tell: env.T("Closed %s (%s).", title, unit),
			write: func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
				return store.Tickets.Close(ctx, actor, key, t, "")
			},
		})
	}})
}

// priorities are the priorities to choose from, with their keys.
func (s *screen) priorities() []tui.Option {
	var options []tui.Option
	for _, p := range tickets.Priorities() {
		options = append(options, tui.Option{Value: string(p), Label: s.env.Term(p.Word()), Key: rune(p[0])})
	}
	return options
}

func (s *screen) askPriority(t tickets.Ticket) tea.Cmd {
	store, actor, env := s.store, s.actor, s.env
	title, unit := s.called(t)
	options := slices.DeleteFunc(s.priorities(), func(o tui.Option) bool { return o.Value == string(t.Priority) })
	return env.Do(tui.Pick{
		Text: env.T("%s (%s) is %s. Which priority instead?", title, unit, env.Term(t.Priority.Word())), Options: options,
		OnPick: func(o tui.Option) tea.Cmd {
			return s.send(ticketChange{
				what: env.T("priority of %s (%s): %s", title, unit, o.Label),
				tell: env.T("%s (%s) is %s now.", title, unit, o.Label),
				write: func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
					return store.Tickets.Prioritize(ctx, actor, key, t, tickets.Priority(o.Value))
				},
			})
		},
	})
}
