package screens

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// look reads what an account has chosen for its desks. A desk opens without it: the
// person is not to wait outside for colours.
func (b *Backend) look(ctx context.Context, actor role.Actor) tui.Look {
	chosen, err := b.society.Accounts.Look(ctx, actor)
	if err != nil {
		return tui.Look{}
	}
	return tui.Look(chosen)
}

// Look is what the account had chosen when it signed in.
func (s *session) Look() tui.Look { return s.worn }

// KeepLook keeps what the account chose for its desks. Errors are *fault.Error.
func (s *session) KeepLook(ctx context.Context, key uuid.UUID, look tui.Look) (tui.Look, error) {
	kept, err := s.store().Accounts.KeepLook(ctx, s.actor, key, accounts.Look(look))
	return tui.Look(kept), err
}

// SettleLook tells whether a change with that key was done.
func (s *session) SettleLook(ctx context.Context, key uuid.UUID) (saved bool, err error) {
	return s.store().Settle(ctx, s.actor, key)
}
