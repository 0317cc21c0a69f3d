package tickets

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Counted is how far tickets that are done are counted: a count of this many means
// this many or more.
const Counted = 1000

// Counts are the figures above the lists of tickets.
type Counts struct {
	// Open and InProgress together are the queue; Mine and Unassigned are parts
	// of it, and so are those Over their target.
	Open, InProgress, Mine, Unassigned, Over int
	// Resolved wait to be confirmed, a resident's where they live now (ViewResolved).
	// These three count up to Counted.
	Resolved, Closed, Rejected int
}

// Counts counts the actor's lists by status in one round trip: of one
// category as a Filter has it, or of all where it is empty.
func (s *Store) Counts(ctx context.Context, actor role.Actor, category string) (Counts, error) {
	allowed, err := actor.Permit(role.ReadTickets)
	if err != nil {
		return Counts{}, err
	}
	args := s.Targets()
	args["actor"], args["since"] = value.NullID(actor.UserID), s.settings.Today()
	mine := scopeTickets(allowed)
	if category = value.Clean(category); category != "" {
		mine += ` AND ` + ofCategory
		args["category"] = category
	}
	done := func(condition string) string {
		return `(SELECT count(*) FROM (SELECT FROM maintenance_tickets t WHERE ` + condition + ` AND ` + mine + ` LIMIT ` + strconv.Itoa(Counted) + `) d)`
	}
	return register.One[Counts](ctx, s.reg, `
		SELECT q.open, q.in_progress, q.mine, q.unassigned, q.over,
			`+done(confirms(allowed))+` AS resolved, `+done(`t.status = 'closed'`)+` AS closed, `+done(`t.status = 'rejected'`)+` AS rejected
		FROM (SELECT
				count(*) FILTER (WHERE coalesce(t.status, 'open') = 'open') AS open,
				count(*) FILTER (WHERE t.status = 'in_progress') AS in_progress,
				count(*) FILTER (WHERE t.assigned_to_id = @actor) AS mine,
				count(*) FILTER (WHERE NOT `+held()+`) AS unassigned,
				count(*) FILTER (WHERE `+TicketOverAt(`now()`)+`) AS over
			FROM maintenance_tickets t WHERE `+TicketIsOpen+` AND `+mine+`) q`, args)
}

// TicketOverAt is true of an open ticket t that is past its target at a moment;
// Targets gives the targets. One of which nobody noted when it was raised has none.
func TicketOverAt(moment string) string {
	return `t.created_at < ` + moment + ` - CASE society360_priority_rank(t.priority)
	WHEN 0 THEN @critical::interval WHEN 1 THEN @high::interval WHEN 2 THEN @medium::interval ELSE @low::interval END`
}

// SomeWentOver is true where an open ticket passed its target between two moments;
// Targets gives the targets. Of each priority those are a range of the queue's index.
func SomeWentOver(since, until string) string {
	var ranks []string
	for rank, p := range Priorities() {
		ranks = append(ranks, fmt.Sprintf(`(%d::smallint, @%s::interval)`, rank, p))
	}
	return `EXISTS (SELECT FROM (VALUES ` + strings.Join(ranks, `, `) + `) p (rank, target) CROSS JOIN LATERAL (
			SELECT FROM maintenance_tickets t WHERE ` + TicketIsOpen + ` AND society360_priority_rank(t.priority) = p.rank
				AND t.created_at >= ` + since + ` - p.target AND t.created_at < ` + until + ` - p.target) over)`
}

// Targets are the arguments of TicketOverAt.
func (s *Store) Targets() pgx.NamedArgs {
	targets, args := Targets().In(s.settings.Last()), pgx.NamedArgs{}
	for _, p := range Priorities() {
		args[string(p)] = targets.For(p)
	}
	return args
}

// The categories in use, in the order of their letters: of all tickets, by their index,
// and of those that a resident may read.
const (
	usedByAll = `
			(SELECT lower(t.category) AS key, t.category AS name FROM maintenance_tickets t
				ORDER BY lower(t.category) LIMIT 1)
			UNION ALL
			SELECT n.key, n.name FROM used, LATERAL (
				SELECT lower(t.category) AS key, t.category AS name FROM maintenance_tickets t
				WHERE lower(t.category) > used.key ORDER BY lower(t.category) LIMIT 1) n`
	usedByOwn = `SELECT DISTINCT ON (lower(t.category)) lower(t.category) AS key, t.category AS name FROM maintenance_tickets t
				WHERE t.category IS NOT NULL AND `
)

// Categories returns the usual ones and the categories in use, in the order
// of their letters, at most 60. Whoever may raise a ticket may read them. A category is
// what somebody typed: a resident is offered none but of tickets that they may read.
func (s *Store) Categories(ctx context.Context, actor role.Actor) ([]string, error) {
	allowed, err := actor.Permit(role.RaiseTickets)
	if err != nil {
		return nil, err
	}
	used := usedByAll
	if allowed != role.Everything {
		used = usedByOwn + scopeTickets(allowed) + ` ORDER BY lower(t.category), t.id`
	}
	rows, err := register.List[struct{ Name string }](ctx, s.reg, `
		WITH RECURSIVE used AS (`+used+`
		),
		known (name) AS (VALUES ('Plumbing'), ('Electrical'), ('Cleaning'))
		SELECT c.name FROM (
			SELECT k.name, lower(k.name) AS key FROM known k
			UNION ALL
			(SELECT u.name, u.key FROM used u WHERE u.key NOT IN (SELECT lower(k.name) FROM known k) LIMIT 57)
		) c ORDER BY c.key`, pgx.NamedArgs{"actor": value.NullID(actor.UserID)})
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(rows))
	for _, r := range rows {
		if name := value.Clean(r.Name); name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// Hand is a member of staff or an admin, who may be given tickets.
type Hand struct {
	UserID uuid.UUID
	Name   string
	// Open is how many tickets they have that are open or in progress.
	Open int
}

// Hands lists the active members of staff and admins: the actor first, then
// by how little they have to do, at most 60.
func (s *Store) Hands(ctx context.Context, actor role.Actor) ([]Hand, error) {
	if _, err := actor.Permit(role.WorkTickets); err != nil {
		return nil, err
	}
	return register.List[Hand](ctx, s.reg, `
		SELECT h.id AS user_id, h.full_name AS name, coalesce(busy.tickets, 0) AS open
		FROM users h JOIN roles hr ON hr.id = h.role_id
			LEFT JOIN (SELECT t.assigned_to_id AS id, count(*) AS tickets FROM maintenance_tickets t
				WHERE `+TicketIsOpen+` GROUP BY t.assigned_to_id) busy ON busy.id = h.id
		WHERE `+WorksOnTickets()+`
		ORDER BY h.id IS NOT DISTINCT FROM @actor::uuid DESC, hr.name DESC, coalesce(busy.tickets, 0), h.full_name, h.id LIMIT 60`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID)})
}
