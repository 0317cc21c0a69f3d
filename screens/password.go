package screens

import (
	"context"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui/shell"
)

// PasswordDue reports whether the account signed in with a one-time password.
func (s *session) PasswordDue() bool { return s.actor.PasswordDue }

// ChangePassword gives the account another password; the session that is returned
// goes on, the account's others end. Errors are *fault.Error.
func (s *session) ChangePassword(ctx context.Context, key uuid.UUID, own, next string) (shell.Session, error) {
	b := s.backend
	b.setChanging(true)
	defer b.setChanging(false)
	actor, err := s.store().Accounts.ChangeOwnPassword(ctx, s.actor, key, own, next)
	if err != nil {
		return nil, err
	}
	on := &session{backend: b, actor: actor, worn: b.look(ctx, actor)}
	b.change(func() {
		if b.open == s {
			b.open = on
		}
	})
	return on, nil
}

// SettlePassword tells whether a change with that key was done.
func (s *session) SettlePassword(ctx context.Context, key uuid.UUID) (saved bool, err error) {
	return s.store().Settle(ctx, s.actor, key)
}

func (b *Backend) setChanging(is bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changing = is
}

func (b *Backend) isChanging() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changing
}
