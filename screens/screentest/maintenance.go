package screentest

import (
	"context"

	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/role"
)

// Maintenance is the store of the database's upkeep. Sizes are what a test says
// (Society.Sizes).
type Maintenance struct{ s *Society }

// Sizes returns how large the tables are.
func (m Maintenance) Sizes(ctx context.Context, actor role.Actor) ([]maintenance.Size, error) {
	return read(ctx, m.s, actor, "Maintenance.Sizes", func() ([]maintenance.Size, error) { return m.s.Sizes, nil })
}
