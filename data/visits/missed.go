package visits

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// What is told at a sign-in of the time before: so many visits of the last days.
const (
	missedMost = 50
)

// Missed returns what became since a moment of the visits that the actor waits for, the
// latest last, at most 50 of the last thirty days. A resident waits for those whom they
// announced themselves: who came in, or was turned away. Who works at the gate waits for
// the word on those whom they logged: who may enter, and has not, and who was turned
// away. What the actor did is left out, and what another program refused, for it does
// not say when.
func (s *Store) Missed(ctx context.Context, actor role.Actor, since time.Time) ([]Visit, error) {
	allowed, err := actor.Permit(role.ReadVisits)
	if err != nil {
		return nil, err
	}
	mine := `v.security_guard_id = @actor`
	answered := `SELECT v.id, v.approved_at AS at FROM visitor_logs v
		WHERE ` + IsExpected + ` AND v.status = 'approved' AND v.approved_at > @since AND v.approved_by_user_id <> @actor AND ` + mine
	if allowed == role.OwnUnits {
		mine = `v.approved_by_user_id = @actor`
		answered = `SELECT v.id, v.check_in_time AS at FROM visitor_logs v
			WHERE ` + VisitAt + ` > @since AND v.check_in_time IS NOT NULL AND v.security_guard_id IS DISTINCT FROM @actor AND ` + mine + ` AND ` + Scope(allowed)
	}
	return register.List[Visit](ctx, s.reg, visitRow.Query()+`
		JOIN (SELECT m.id, max(m.at) AS at FROM (
				`+answered+`
				UNION ALL
				SELECT v.id, a.created_at FROM audit_logs a JOIN visitor_logs v ON v.id = a.resource_id
				WHERE a.action = '`+string(action.VisitorDenied)+`' AND a.created_at > @since AND a.user_id IS DISTINCT FROM @actor
				  AND v.status = 'denied' AND v.withdrawn_at IS NULL AND `+mine+` AND `+Scope(allowed)+`
			) m GROUP BY m.id ORDER BY max(m.at) DESC LIMIT @limit) m ON m.id = v.id
		ORDER BY m.at, v.id`,
		pgx.NamedArgs{"actor": value.NullID(actor.UserID), "since": later(since, time.Now().Add(-30*24*time.Hour)), "limit": missedMost})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
