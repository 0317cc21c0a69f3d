// Package tickets is the maintenance tickets: how they are raised, move and count.
package tickets

import (
	"context"
	"strconv"
	"time"

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

// Status is maintenance_tickets.status.
type Status string

// The statuses of a ticket.
const (
	Open       Status = "open"
	InProgress Status = "in_progress"
	// Resolved is "resolved": the issue is fixed and waits to be confirmed.
	Resolved Status = "resolved"
	Closed   Status = "closed"
	Rejected Status = "rejected"
)

// CanBecome reports whether a ticket may move from one status to another; the
// empty status is a ticket not yet raised.
func (s Status) CanBecome(next Status) bool {
	switch s {
	case "":
		return next == Open
	case Open:
		return next == InProgress || next == Rejected
	case InProgress:
		return next == Resolved || next == Rejected || next == Open
	case Resolved:
		return next == Closed || next == InProgress
	}
	return false
}

// Open reports whether there is still work to do on a ticket: it stands in the
// queue, and may be edited.
func (s Status) Open() bool { return s == Open || s == InProgress }

// Priority is maintenance_tickets.priority.
type Priority string

// The priorities, the most urgent first.
const (
	Critical Priority = "critical"
	High     Priority = "high"
	Medium   Priority = "medium"
	Low      Priority = "low"
)

// Priorities lists the priorities, the most urgent first.
func Priorities() []Priority {
	return []Priority{Critical, High, Medium, Low}
}

// rank is the priority's place in the queue, as society360_priority_rank has it.
func (p Priority) rank() int {
	for i, known := range Priorities() {
		if p == known {
			return i
		}
	}
	return len(Priorities()) - 1
}

func (p Priority) valid() bool { return Priorities()[p.rank()] == p }

// Ticket is a row of maintenance_tickets with the names it refers to. Strings
// are cleaned, times UTC.
type Ticket struct {
	ID uuid.UUID `json:"id"`
	// Number is what people call the ticket by; zero while an upgrade has not given it
	// one.
	Number int        `json:"number"`
	UnitID *uuid.UUID `json:"unit_id"`
	// Unit is the unit's label such as "A-101", empty when there is none.
	Unit        string     `json:"unit"`
	RequesterID *uuid.UUID `json:"requester_id"`
	Requester   string     `json:"requester"`
	// Category is Plumbing, Electrical, Cleaning or other words.
	Category string `json:"category"`
	Title    string `json:"title"`
	// Description may have several lines, and may be empty.
	Description string   `json:"description"`
	Priority    Priority `json:"priority"`
	Status      Status   `json:"status"`
	// AssigneeID and Assignee are who has the ticket, or had it when it was done; nil
	// and empty for nobody.
	AssigneeID *uuid.UUID `json:"assignee_id"`
	Assignee   string     `json:"assignee"`
	// LeftBy is who had an open ticket and works on none any more; empty for nobody.
	LeftBy    string    `json:"left_by"`
	CreatedAt time.Time `json:"created_at"`
	// Undated says that nobody noted when the ticket was raised: CreatedAt is then when
	// it is first known.
	Undated    bool       `json:"undated"`
	UpdatedAt  time.Time  `json:"updated_at"`
	ResolvedAt *time.Time `json:"resolved_at"`
	// Due is when the ticket should be resolved: its creation and the hours that
	// maintenance.sla_hours gives its priority. It means nothing of an Undated one.
	Due time.Time `db:"-" json:"due"`
	// Version changes with every change of the row, whoever makes it; a move names
	// the one that the person saw.
	Version string `json:"version"`
	// Archived says that the ticket was moved to the archive: it can be read, and not
	// changed.
	Archived bool `db:"-" json:"archived"`

	// listed is when the list was read in which it stands; see Cursor.
	listed time.Time
}

// Called is the ticket by its number, as people say and type it: "#123"; empty while it
// has none.
func (t Ticket) Called() string {
	if t.Number == 0 {
		return ""
	}
	return "#" + strconv.Itoa(t.Number)
}

// Target is the time left at now until the ticket is due, negative when it is over.
// running says whether its clock still runs: it stops when the ticket is resolved.
// counted is false for a ticket that has no clock: nobody noted when it was raised, it
// was rejected, or closed by a program that noted no time.
func (t Ticket) Target(now time.Time) (left time.Duration, running, counted bool) {
	switch {
	case t.Undated:
		return 0, false, false
	case t.Status.Open():
		return t.Due.Sub(now), true, true
	case t.ResolvedAt != nil && t.Status != Rejected:
		return t.Due.Sub(*t.ResolvedAt), false, true
	}
	return 0, false, false
}

// ticketRow is a ticket as t maintenance_tickets has it, with its unit u, requester q
// and assignee w, of the role wr.
var ticketRow = describe(`t.xmin::text`)

// archivedRows are tickets as the archive has them; nothing is changed there by its version.
var archivedRows = register.RowsWith(register.Tickets, `t`, describe(`''`).Columns, ticketRow.Joins,
	Ticket.place, func(t *Ticket) { t.Archived = true })

func describe(version string) register.Aggregate {
	return register.Describe(
		"maintenance_tickets", "t", `
	LEFT JOIN units u ON u.id = t.unit_id
	LEFT JOIN users q ON q.id = t.requester_id
	LEFT JOIN users w ON w.id = t.assigned_to_id
	LEFT JOIN roles wr ON wr.id = w.role_id`,
		register.Column{Name: "id"},
		register.Column{Name: "ticket_number", Field: "number", Or: `0`},
		register.Column{Name: "unit_id", Audited: true},
		register.Column{Field: "unit", Read: `coalesce(u.label, u.unit_number, '')`},
		register.Column{Name: "requester_id", Audited: true},
		register.Column{Field: "requester", Read: `coalesce(q.full_name, '')`},
		register.Column{Name: "category", Audited: true},
		register.Column{Name: "title", Audited: true},
		register.Column{Name: "description", Text: true, Audited: true},
		register.Column{Name: "priority", Or: `'medium'`, Audited: true},
		register.Column{Name: "status", Or: `'open'`, Audited: true},
		register.Column{
			Name: "assigned_to_id", Field: "assignee_id", Audited: true, AuditAs: `t.assigned_to_id`,
			Read: `CASE WHEN ` + lost() + ` THEN NULL ELSE t.assigned_to_id END`,
		},
		register.Column{Field: "assignee", Read: `CASE WHEN ` + lost() + ` THEN '' ELSE coalesce(w.full_name, '') END`},
		register.Column{Field: "left_by", Read: `CASE WHEN ` + lost() + ` THEN coalesce(w.full_name, '') ELSE '' END`},
		register.Column{Name: "created_at", Read: ticketAt},
		register.Column{Field: "undated", Read: undated},
		register.Column{Name: "updated_at", Read: `coalesce(t.updated_at, ` + ticketAt + `)`},
		register.Column{Name: "resolved_at", Audited: true},
		register.Column{Name: "xmin", Field: "version", Read: version},
	)
}

// ticketAt is when a ticket t was raised; the platform lets it be NULL.
const ticketAt = `coalesce(t.created_at, t.updated_at, t.resolved_at, '1970-01-01 00:00+00')`

// TicketIsOpen is written as the queue's index is.
const TicketIsOpen = `coalesce(t.status, 'open') IN ('open', 'in_progress')`

// scopeTickets is the condition that keeps a resident to what was raised in their own
// time in their own units, and a guard to what that guard raised since midnight (@since, in the society's zone).
func scopeTickets(s role.Scope) string {
	switch s {
	case role.Everything:
		return `true`
	case role.OwnUnits:
		return homes.LivedThen(`t.unit_id`, homes.DayOf(ticketAt))
	case role.RaisedToday:
		return `t.id IN (SELECT raised.resource_id FROM audit_logs raised
			WHERE raised.user_id = @actor AND raised.created_at >= @since AND raised.action = '` + string(action.TicketCreated) + `'
			  AND raised.resource_type = 'maintenance_tickets')`
	}
	return `false`
}

// movedOut is the rule that a resident still lives where a ticket is.
func movedOut(s role.Scope) register.Rule[Ticket] {
	return register.Rule[Ticket]{Holds: homes.StillTheirs(s, `t.unit_id`), Of: func(t Ticket) error {
		return fault.Refuse("You do not live in %s any more; what was there can be read, not changed.", t.Unit)
	}}
}

// Get returns one ticket. A resident sees those of their own time in their own units, a
// guard those that they raised today; others are NotFound.
func (s *Store) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (Ticket, error) {
	allowed, err := actor.Permit(role.ReadTickets)
	if err != nil {
		return Ticket{}, err
	}
	return s.ticketByID(ctx, s.reg, actor, allowed, id)
}

func (s *Store) ticketByID(ctx context.Context, d connect.DB, actor role.Actor, allowed role.Scope, id uuid.UUID) (Ticket, error) {
	which := ` WHERE t.id = @id AND ` + scopeTickets(allowed)
	t, err := register.OneOfBoth(ctx, d, archivedRows, ticketRow.Query()+which, `SELECT t.id, t.created_at AS at FROM `+register.Tickets.Listed+` t`+which,
		pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID), "since": s.settings.Today()})
	if err != nil {
		return Ticket{}, err
	}
	return s.targeted(t), nil
}

// changeable is a ticket whose change did not happen, as it stands; Refused where it is in
// the archive.
func changeable(t Ticket, err error) (Ticket, error) {
	if err == nil && t.Archived {
		return t, register.IsArchived()
	}
	return t, err
}

// targeted gives a ticket its due time by the settings as last read.
func (s *Store) targeted(t Ticket) Ticket {
	t.Due = t.CreatedAt.Add(Targets().In(s.settings.Last()).For(t.Priority))
	return t
}

// writeTicket sends a write whose result is a ticket.
func (s *Store) writeTicket(ctx context.Context, actor role.Actor, w register.Write) (Ticket, error) {
	w.Resource = "maintenance_tickets"
	t, err := register.Run[Ticket](ctx, s.reg, actor, w)
	if err != nil {
		return Ticket{}, err
	}
	return s.targeted(t), nil
}
