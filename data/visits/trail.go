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

// Trail returns the steps of one visit, oldest first, at most 100. A
// resident sees those of own units; of others' visits nothing is returned.
func (s *Store) Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]Step, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return nil, err
	}
	return register.List[Step](ctx, s.reg, `
		SELECT l.created_at AS at, l.action, coalesce(l.details #>> '{actor,name}', u.full_name, '') AS who,
			coalesce(l.details ->> 'approval', '') AS channel, coalesce(l.details ->> 'gate', '') AS gate,
			coalesce(l.action = 'VISITOR_CORRECTED' AND ('null' IN (l.details #> '{after,approved_at}', l.details #> '{after,approved_by_user_id}')
				OR l.details #>> '{after,status}' = 'pending'), false) AS taken_back,
			coalesce(l.details ->> 'notes', '') AS note
		FROM `+register.OfBoth(`SELECT v.id FROM visitor_logs v WHERE v.id = @id AND `+Scope(allowed))+` v
			CROSS JOIN LATERAL `+register.StepsOf("visitor_logs", "v")+` l LEFT JOIN users u ON u.id = l.user_id
		ORDER BY l.created_at, l.id LIMIT 100`, pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)})
}
