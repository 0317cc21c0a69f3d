package seal

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
)

// State is how the seal stands, by what the database says: a verification says more.
type State struct {
	// SealedAt is when the newest head was signed; nil where nothing is sealed.
	SealedAt *time.Time
	// Rows is how many are sealed; Waiting how many that came since are not yet, counted
	// up to mostWaiting.
	Rows    int64
	Waiting int
	// Oldest is when the first of those that wait was done.
	Oldest *time.Time
	// Stage is StageDone once the rows from before sealing began are sealed too; empty
	// where it has not begun.
	Stage string
	// Broken is what was found to be other than it was signed, since BrokenAt.
	Broken   string
	BrokenAt *time.Time
	// VerifiedAt is when the whole trail was last found unchanged.
	VerifiedAt *time.Time
	// Untold is why heads cannot be shipped to where they are kept outside; empty where
	// they are. ToldAt is when they last were.
	Untold string
	ToldAt *time.Time
	// AnewAt is when the key was begun anew, the one before being lost; nil where none was.
	AnewAt *time.Time
	// Stuck is why rows cannot be sealed, since StuckAt; empty where they can.
	Stuck   string
	StuckAt *time.Time
}

// mostWaiting is up to where waiting rows are counted.
const mostWaiting = 1000

// State tells it. Admins and the program only.
func (s *Store) State(ctx context.Context, actor role.Actor) (State, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return State{}, err
	}
	return register.One[State](ctx, s.reg, `WITH last AS (SELECT b.sealed_at, b.first + b.leaves AS size FROM society360_seals b ORDER BY b.first DESC LIMIT 1),
		state AS (SELECT t.horizon, t.stage, t.broken, t.broken_at, t.verified_at, t.untold, t.told_at, t.anew_at, t.stuck, t.stuck_at FROM society360_seal_state t),
		recent AS MATERIALIZED (SELECT unnest(b.ids) AS id FROM society360_seals b WHERE b.until >= (SELECT t.horizon FROM state t)),
		waiting AS (SELECT l.created_at FROM audit_logs l WHERE l.created_at >= (SELECT t.horizon FROM state t) AND NOT EXISTS (SELECT FROM recent r WHERE r.id = l.id)
			ORDER BY l.created_at LIMIT @most)
		SELECT l.sealed_at, coalesce(l.size, 0) AS rows, coalesce(t.stage, '') AS stage, coalesce(t.broken, '') AS broken, t.broken_at, t.verified_at, coalesce(t.untold, '') AS untold, t.told_at, t.anew_at, coalesce(t.stuck, '') AS stuck, t.stuck_at,
			(SELECT count(*)::int FROM waiting) AS waiting, (SELECT min(w.created_at) FROM waiting w WHERE isfinite(w.created_at)) AS oldest
		FROM (SELECT 1) one LEFT JOIN last l ON true LEFT JOIN state t ON true`, pgx.NamedArgs{"most": mostWaiting})
}
