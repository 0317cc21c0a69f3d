package tickets

import (
	"context"
	"maps"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ticketMove is a change of one ticket's row under rules. It is made on the
// ticket as the person saw it: what somebody else changed since refuses it.
type ticketMove struct {
	action  action.Action
	may     role.Permission
	seen    Ticket
	payload any
	// rules are on the row t.
	rules register.Rules[Ticket]
	// set is the list of assignments.
	set   string
	args  pgx.NamedArgs
	notes string
	// bad complains of what was typed, to whoever may make the change.
	bad error
}

// moveTicket locks the ticket, changes it if nobody else did and the rules hold,
// and audits the change. Where somebody else did, the error's cause is a
// *Conflict.
func (s *Store) moveTicket(ctx context.Context, actor role.Actor, intent uuid.UUID, m ticketMove) (Ticket, error) {
	allowed, err := actor.Permit(m.may)
	if err != nil {
		return Ticket{}, err
	}
	if m.bad != nil {
		return Ticket{}, m.bad
	}
	if utf8.RuneCountInString(m.notes) > ticketNoteMax {
		return Ticket{}, fault.Wrong("note", "At most %d characters fit here.", ticketNoteMax)
	}
	args := pgx.NamedArgs{"id": m.seen.ID, "version": m.seen.Version, "since": s.settings.Today()}
	maps.Copy(args, m.args)
	may := append(register.Rules[Ticket]{movedOut(allowed), {
		Holds: `t.xmin::text = @version`,
		Ask:   func(ctx context.Context, d connect.DB, now Ticket) error { return conflict(ctx, d, m.seen, now) },
	}}, m.rules...)
	return s.writeTicket(ctx, actor, register.Write{
		Intent: intent, Action: m.action, Notes: m.notes, Args: args,
		Payload: []any{m.seen.ID, m.seen.Version, m.payload, m.notes},
		Change:  ticketRow.Move(`t.id = @id AND `+scopeTickets(allowed), may.Broken(), m.set),
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Ticket, error) {
			return changeable(s.ticketByID(ctx, d, actor, allowed, m.seen.ID))
		}),
	})
}

// cannot refuses what cannot be done with a ticket of its status.
func (t Ticket) cannot() error { return fault.Already(t.Status.MayBecome()) }

// MayBecome says what can be done with a ticket of that status, and by whom, as a
// refusal of what cannot: residents read it, too.
func (s Status) MayBecome() string {
	switch s {
	case Open:
		return "This ticket is open: the office can assign, start or reject it."
	case InProgress:
		return "This ticket is in progress: the office can resolve, reject or give it back."
	case Resolved:
		return "This ticket is resolved: it can be closed or reopened."
	case Closed:
		return "This ticket is closed. Raise a new one."
	case Rejected:
		return "This ticket was rejected. Raise a new one."
	}
	return "This ticket cannot be moved: its status is unknown to this program."
}

// Assign gives a ticket that is open or in progress to an active member of
// staff or admin; its status stays. A nil to takes an open one from whoever has
// it.
func (s *Store) Assign(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket, to *uuid.UUID) (Ticket, error) {
	may := register.Rules[Ticket]{
		{Holds: TicketIsOpen, Of: Ticket.cannot},
		{Holds: `t.assigned_to_id IS DISTINCT FROM @to`, Of: func(t Ticket) error {
			return fault.Already("%s has this ticket already.", t.Assignee)
		}},
		{
			Holds: `EXISTS (SELECT FROM users h JOIN roles hr ON hr.id = h.role_id WHERE h.id = @to AND ` + WorksOnTickets() + `)`,
			Says:  fault.Wrong("to", "This person does not work on tickets any more."),
		},
	}
	if to == nil {
		may = register.Rules[Ticket]{
			{Holds: TicketIsOpen, Of: Ticket.cannot},
			{Holds: held(), Says: fault.Refuse("Nobody has this ticket.")},
			{Holds: `coalesce(t.status, 'open') = 'open'`, Of: Ticket.cannot},
		}
	}
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketAssigned, may: role.WorkTickets, seen: seen, payload: to, rules: may,
		set:  `assigned_to_id = @to`,
		args: pgx.NamedArgs{"to": to},
	})
}

// Start moves an open ticket to in_progress, and gives it to the actor
// where nobody has it.
func (s *Store) Start(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket) (Ticket, error) {
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketStarted, may: role.WorkTickets, seen: seen,
		rules: register.Rules[Ticket]{{Holds: `coalesce(t.status, 'open') = 'open'`, Of: Ticket.cannot}},
		set:   `status = 'in_progress', assigned_to_id = CASE WHEN ` + held() + ` THEN t.assigned_to_id ELSE @actor END`,
	})
}

// Release gives a ticket in progress back to the queue: it is open and
// nobody's again. The note may be empty.
func (s *Store) Release(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket, note string) (Ticket, error) {
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketReleased, may: role.WorkTickets, seen: seen, notes: value.Clean(note),
		rules: register.Rules[Ticket]{{Holds: `t.status = 'in_progress'`, Of: Ticket.cannot}},
		set:   `status = 'open', assigned_to_id = NULL`,
	})
}

// Resolve says that a ticket in progress is fixed, and how; it waits to be
// confirmed, and its target's clock stops. Invalid: the note is missing.
func (s *Store) Resolve(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket, note string) (Ticket, error) {
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketResolved, may: role.WorkTickets, seen: seen, notes: value.Clean(note),
		bad:   noteMissing(note, "What was done? The note stays with the ticket."),
		rules: register.Rules[Ticket]{{Holds: `t.status = 'in_progress'`, Of: Ticket.cannot}},
		set:   `status = 'resolved', resolved_at = now()`,
	})
}

// Reject turns down a ticket that is open or in progress. Invalid: the
// reason is missing.
func (s *Store) Reject(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket, reason string) (Ticket, error) {
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketRejected, may: role.WorkTickets, seen: seen, notes: value.Clean(reason),
		bad:   noteMissing(reason, "Why? The reason stays with the ticket."),
		rules: register.Rules[Ticket]{{Holds: TicketIsOpen, Of: Ticket.cannot}},
		set:   `status = 'rejected'`,
	})
}

// noteMissing complains where a note is empty that has to be given.
func noteMissing(note, format string) error {
	if value.Clean(note) == "" {
		return fault.Wrong("note", format)
	}
	return nil
}

// Close confirms that a resolved ticket is done; a resident does so for
// own units. The note may be empty.
func (s *Store) Close(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket, note string) (Ticket, error) {
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketClosed, may: role.ConfirmTickets, seen: seen, notes: value.Clean(note),
		rules: register.Rules[Ticket]{{Holds: `t.status = 'resolved'`, Of: Ticket.cannot}},
		set:   `status = 'closed'`,
	})
}

// Reopen says that a resolved ticket is not fixed: it is in progress again
// with whoever had it, and its target's clock runs on. A resident does so for own
// units. The note may be empty.
func (s *Store) Reopen(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket, note string) (Ticket, error) {
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketReopened, may: role.ConfirmTickets, seen: seen, notes: value.Clean(note),
		rules: register.Rules[Ticket]{{Holds: `t.status = 'resolved'`, Of: Ticket.cannot}},
		set:   `status = 'in_progress', resolved_at = NULL`,
	})
}

// Prioritize gives a ticket that is open or in progress another priority,
// and so another target.
func (s *Store) Prioritize(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Ticket, p Priority) (Ticket, error) {
	bad := fault.Fields{}
	if !p.valid() {
		bad.Add("priority", "A priority is critical, high, medium or low.")
	}
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketUpdated, may: role.WorkTickets, seen: seen, payload: p, bad: bad.Alone(),
		rules: register.Rules[Ticket]{
			{Holds: TicketIsOpen, Of: Ticket.cannot},
			{Holds: `coalesce(t.priority, 'medium') <> @priority`, Says: fault.Already("This ticket has that priority already.")},
		},
		set:  `priority = @priority`,
		args: pgx.NamedArgs{"priority": string(p)},
	})
}

// Edit is what a ticket says, put right. Field names for complaints:
// category, title, description.
type Edit struct {
	Category    string `json:"category"`
	Title       string `json:"title"`
	Description string `json:"description"`
	// Seen is the ticket as it was when the person began.
	Seen Ticket `json:"-"`
}

// Edit changes what a ticket says while it is open or in progress.
func (s *Store) Edit(ctx context.Context, actor role.Actor, intent uuid.UUID, e Edit) (Ticket, error) {
	bad := fault.Fields{}
	ticketText{&e.Category, &e.Title, &e.Description}.checks(bad)
	return s.moveTicket(ctx, actor, intent, ticketMove{
		action: action.TicketUpdated, may: role.WorkTickets, seen: e.Seen, payload: e, bad: bad.Err(),
		rules: register.Rules[Ticket]{
			{Holds: TicketIsOpen, Of: Ticket.cannot},
			{
				Holds: `(t.category, t.title, t.description) IS DISTINCT FROM (@category, @title, @description)`,
				Says:  fault.Already("Nothing was changed: that is what the ticket says already."),
			},
		},
		set:  `category = @category, title = @title, description = @description`,
		args: pgx.NamedArgs{"category": e.Category, "title": e.Title, "description": nullText(e.Description)},
	})
}

// Comment adds a comment to a ticket's timeline, whatever its status: everyone who
// may see the ticket reads it there. It changes nothing of the ticket itself, so the
// caller need not have seen its latest state. Invalid: it is empty or too long.
func (s *Store) Comment(ctx context.Context, actor role.Actor, intent, id uuid.UUID, text string) (Ticket, error) {
	return s.tell(ctx, actor, intent, id, role.CommentTickets, action.TicketCommented, text)
}

// Note adds a note to a ticket's timeline as Comment does, for those alone who work on
// tickets: nobody else learns that there is one. Invalid: it is empty or too long.
func (s *Store) Note(ctx context.Context, actor role.Actor, intent, id uuid.UUID, text string) (Ticket, error) {
	return s.tell(ctx, actor, intent, id, role.WorkTickets, action.TicketNoted, text)
}

// tell adds a text to a ticket's timeline.
func (s *Store) tell(ctx context.Context, actor role.Actor, intent, id uuid.UUID, may role.Permission, did action.Action, text string) (Ticket, error) {
	allowed, err := actor.Permit(may)
	if err != nil {
		return Ticket{}, err
	}
	empty := "The comment is empty."
	if did == action.TicketNoted {
		empty = "The note is empty."
	}
	text = value.Clean(text)
	switch {
	case text == "":
		return Ticket{}, fault.Wrong("note", empty)
	case utf8.RuneCountInString(text) > ticketNoteMax:
		return Ticket{}, fault.Wrong("note", "At most %d characters fit here.", ticketNoteMax)
	}
	return s.writeTicket(ctx, actor, register.Write{
		Intent: intent, Action: did, Payload: []any{id, text}, Notes: text,
		Args: pgx.NamedArgs{"id": id, "since": s.settings.Today()},
		Change: `
			change AS (
				SELECT t.id, NULL::jsonb AS before, '{}'::jsonb AS after,
					(SELECT to_jsonb(r) FROM (SELECT ` + ticketRow.Columns + `) r) AS result
				FROM maintenance_tickets t` + ticketRow.Joins + `
				WHERE t.id = @id AND EXISTS (SELECT FROM actor) AND ` + scopeTickets(allowed) + ` AND ` + homes.StillTheirs(allowed, `t.unit_id`) + `
			)`,
		Explain: func(ctx context.Context, d connect.DB) error {
			seen, err := changeable(s.ticketByID(ctx, d, actor, allowed, id))
			switch {
			case err != nil:
				return err
			case allowed == role.OwnUnits:
				return movedOut(allowed).Of(seen)
			}
			return register.ChangedMeanwhile()
		},
	})
}
