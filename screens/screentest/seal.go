package screentest

import (
	"context"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"
)

// Seal is the store of the trail's seal.
type Seal struct{ s *Society }

// State tells how the seal stands.
func (l Seal) State(ctx context.Context, actor role.Actor) (seal.State, error) {
	return read(ctx, l.s, actor, "Seal.State", func() (seal.State, error) { return l.s.Sealed, nil })
}
