package screentest

import (
	"context"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/role"
)

// Archive is the store of what is archived. What would go there is what a test says
// (Society.Due).
type Archive struct{ s *Society }

// Due is what would go to the archive.
func (a Archive) Due(ctx context.Context, actor role.Actor, kind archive.Kind, _ int) ([]archive.Month, error) {
	return read(ctx, a.s, actor, "Archive.Due", func() ([]archive.Month, error) { return a.s.Due[kind], nil })
}
