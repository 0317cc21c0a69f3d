package visits

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Step is one step of a visit as its audit row tells it. It never carries
// an address or a client: a resident may see it.
type Step struct {
	At     time.Time
	Action action.Action
	// Who took the step, empty where nobody is named.
	Who string
	// Channel is how an approval came, NoApproval for other steps.
	Channel Channel
	// Gate is where it was done, empty away from a gate.
	Gate string
	// TakenBack says that the step took an approval back.
	TakenBack bool
	// Note is the reason or note typed with it.
	Note string
}

// trailMost is how many steps are told, the latest.
const trailMost = 100

// Trail returns the steps of one visit, oldest first, the latest 100. A
// resident sees those of own units; of others' visits nothing is returned.
func (s *Store) Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]Step, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return nil, err
	}
	type row struct {
		ID uuid.UUID
		Step
	}
	rows, err := register.Steps(ctx, s.reg, register.Visits, `
		l.id, coalesce(l.created_at, '0001-01-01 00:00:00+00') AS at, l.action, `+register.Who(`l`, `u`)+` AS who,
			coalesce(l.details ->> 'approval', '') AS channel, coalesce(l.details ->> 'gate', '') AS gate,
			coalesce(l.action = 'VISITOR_CORRECTED' AND ('null' IN (l.details #> '{after,approved_at}', l.details #> '{after,approved_by_user_id}')
				OR l.details #>> '{after,status}' = 'pending'), false) AS taken_back,
			coalesce(l.details ->> 'notes', '') AS note`,
		`EXISTS `+register.Visits.Both(func(table string) string { return `SELECT FROM ` + table + ` v WHERE v.id = @id AND ` + Scope(allowed) }),
		trailMost, pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)}, func(r row) register.Place { return register.Place{At: r.At, ID: r.ID} })
	steps := make([]Step, len(rows))
	for i, r := range rows {
		steps[len(rows)-1-i] = r.Step
	}
	return steps, err
}
