package money

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// MissedClaims returns the payments of the actor's own claims that somebody else
// decided since a moment, the latest last, at most 500.
func (s *Store) MissedClaims(ctx context.Context, actor role.Actor, since time.Time) ([]Payment, error) {
	allowed, err := actor.Permit(role.ReadBills)
	if err != nil {
		return nil, err
	}
	return register.List[Payment](ctx, s.reg, paymentRow.Query()+`
		WHERE b.unit_id IN (SELECT l.unit_id FROM user_units l WHERE l.user_id = @actor) AND y.claim_id IS NOT NULL AND `+isClaim+`
		  AND y.payer_id = @actor AND y.decided_at > @since AND y.decided_by IS DISTINCT FROM @actor AND `+scopeBills(allowed)+`
		ORDER BY y.decided_at, y.id LIMIT 500`, pgx.NamedArgs{"actor": value.NullID(actor.UserID), "since": since})
}
