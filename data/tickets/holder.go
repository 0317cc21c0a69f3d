package tickets

import (
	"context"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// An open ticket is with somebody as long as they work on tickets. Whoever is barred,
// deleted or given another role has none from that moment on, whichever program did
// it: the ticket counts as unassigned, and its row goes on saying with whom it was.

// worksOnTickets is true of an active account of a role, by the names of their rows,
// that may be given tickets.
func worksOnTickets(account, itsRole string) string {
	return itsRole + `.name IN ('staff', 'admin') AND ` + register.ActiveUser(account)
}

// WorksOnTickets is true of an active account h of the role hr that may be given
// tickets.
func WorksOnTickets() string { return worksOnTickets(`h`, `hr`) }

// held is true of an open ticket t that somebody has who still works on tickets: those
// are read once, and not for each ticket.
func held() string {
	return `((t.assigned_to_id IN (SELECT h.id FROM users h JOIN roles hr ON hr.id = h.role_id WHERE ` + WorksOnTickets() + `)) IS TRUE)`
}

// lost is true of an open ticket t whose assignee w, with the role wr, works on tickets
// no more. One that is over stays with whoever did it.
func lost() string {
	return `(` + TicketIsOpen + ` AND t.assigned_to_id IS NOT NULL AND (` + worksOnTickets(`w`, `wr`) + `) IS NOT TRUE)`
}

// HeldBy counts the open tickets that an account has: they count as unassigned as soon
// as it is barred, deleted or given a role that works on none.
func (s *Store) HeldBy(ctx context.Context, actor role.Actor, account uuid.UUID) (int, error) {
	if _, err := actor.Permit(role.WorkTickets); err != nil {
		return 0, err
	}
	held, err := register.One[struct{ Open int }](ctx, s.reg, `SELECT count(*) AS open FROM maintenance_tickets t
		WHERE t.assigned_to_id = @account AND `+TicketIsOpen, pgx.NamedArgs{"account": account})
	return held.Open, err
}
