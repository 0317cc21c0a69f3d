package users

import (
	"cmp"
	"context"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// ownAccount reports whether the account is the actor's. Whoever bars or deletes their
// own account cannot undo it.
func (s *screen) ownAccount(u accounts.User) bool { return u.ID == s.actor.UserID }

// withTickets asks something about an account once it is known how many open tickets
// it has, which nobody has afterwards. Where that cannot be read it asks nothing.
func (s *screen) withTickets(u accounts.User, ask func(held int) tea.Cmd) tea.Cmd {
	if !role.Role(u.Role).Works() {
		return ask(0)
	}
	store, actor := s.store, s.actor
	return tui.Await(s.Stack, func(ctx context.Context) (int, error) {
		return store.Tickets.HeldBy(ctx, actor, u.ID)
	}, func(held int, err error) tea.Cmd {
		if err != nil {
			return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		}
		return ask(held)
	})
}

// tickets says how many open tickets an account has.
func (s *screen) tickets(held int) string {
	return s.env.Count(held, "1 open ticket", "%d open tickets")
}

// askStatus asks what the account is to be. It can be undone, so there is no
// further question but for one's own account.
func (s *screen) askStatus(u accounts.User) tea.Cmd {
	return s.withTickets(u, func(held int) tea.Cmd { return s.pickStatus(u, held) })
}

func (s *screen) pickStatus(u accounts.User, held int) tea.Cmd {
	env := s.env
	p := tui.Pick{Text: env.T("%s is %s. Make the account:", u.Name, env.Term(u.Status))}
	if held > 0 && u.Active() {
		p.Text = env.T("%s is %s and has %s, nobody's once they may not sign in. Make the account:", u.Name, env.Term(u.Status), s.tickets(held))
	}
	for _, o := range []tui.Option{
		{Value: accounts.Active, Label: env.T("active"), Detail: env.T("may sign in"), Key: 'a'},
		{Value: accounts.Inactive, Label: env.T("inactive"), Detail: env.T("may not sign in for now; open desks end"), Key: 'i'},
		{Value: accounts.Banned, Label: env.T("banned"), Detail: env.T("may not sign in any more; open desks end"), Key: 'b'},
	} {
		if o.Value != u.Status {
			p.Options = append(p.Options, o)
		}
	}
	p.OnPick = func(o tui.Option) tea.Cmd {
		if !s.ownAccount(u) {
			return s.setStatus(u, o.Value)
		}
		return env.Do(tui.Confirm{
			Text:  env.T("Make your own account %s? Only another admin undoes it.", env.Term(o.Value)),
			OnYes: func() tea.Cmd { return s.setStatus(u, o.Value) },
		})
	}
	return env.Do(p)
}

func (s *screen) setStatus(u accounts.User, status string) tea.Cmd {
	store, actor := s.store, s.actor
	return s.board.Send(tui.Change[accounts.User]{
		What: s.env.T("new status of %s", u.Name),
		Write: func(ctx context.Context, key uuid.UUID) (accounts.User, error) {
			return store.Accounts.SetStatus(ctx, actor, key, u, status)
		},
		Tell: func(now accounts.User) string {
			if now.Active() {
				return s.env.T("%s is active and may sign in.", now.Name)
			}
			return s.env.T("%s is %s. Open desks end now.", now.Name, s.env.Term(now.Status))
		},
	})
}

func (s *screen) askDelete(u accounts.User) tea.Cmd {
	return s.withTickets(u, func(held int) tea.Cmd { return s.confirmDelete(u, held) })
}

func (s *screen) confirmDelete(u accounts.User, held int) tea.Cmd {
	text := s.env.T("Delete %s (%s)? Open desks end.", u.Name, u.Email)
	if held > 0 {
		text = s.env.T("Delete %s (%s), who has %s, nobody's then? Open desks end.", u.Name, u.Email, s.tickets(held))
	}
	if s.ownAccount(u) {
		text = s.env.T("Delete your own account? Only another admin undoes it.")
	}
	return s.env.Do(tui.Confirm{
		Text:  text,
		OnYes: func() tea.Cmd { return s.remove(u) },
	})
}

func (s *screen) remove(u accounts.User) tea.Cmd {
	store, actor := s.store, s.actor
	return s.board.Send(tui.Change[accounts.User]{
		What: s.env.T("deletion of %s", u.Name),
		Write: func(ctx context.Context, key uuid.UUID) (accounts.User, error) {
			return store.Accounts.Delete(ctx, actor, key, u.ID)
		},
		Tell: func(now accounts.User) string {
			return s.env.T("Deleted %s. The last list holds the account; u restores it.", now.Name)
		},
		Stands: s.board.Unchanged,
		Offer: func(now accounts.User) *tui.Offer {
			return &tui.Offer{Key: tui.Bind("u", s.env.T("restore"), "u"), Do: func() tea.Cmd { return s.restore(now) }}
		},
	})
}

// restore gives a deleted account back; who did not mean it deletes it again.
func (s *screen) restore(u accounts.User) tea.Cmd {
	store, actor := s.store, s.actor
	return s.board.Send(tui.Change[accounts.User]{
		What: s.env.T("restoring of %s", u.Name),
		Write: func(ctx context.Context, key uuid.UUID) (accounts.User, error) {
			return store.Accounts.Restore(ctx, actor, key, u.ID)
		},
		Tell: func(now accounts.User) string {
			return s.env.T("Restored %s: %s, %s.", now.Name, tui.OrDash(s.env.Term(now.Role)), s.env.Term(now.Status))
		},
	})
}

// keyCells is how much of a key's comment, and of its fingerprint, tells it from
// others in one line.
const keyCells = 16

// offerKeys asks which key goes, or for another one.
func (s *screen) offerKeys() tea.Cmd {
	o := s.board.Opened
	if o.Row == nil || !o.Whole {
		return nil // why it could not be read stands in the details
	}
	u, th := *o.Row, s.env.Theme
	p := tui.Pick{
		Text:    s.env.T("SSH keys of %s: add one, or choose one to remove", u.Name),
		Options: []tui.Option{{Label: s.env.T("add a key"), Key: 'n'}},
	}
	byPrint := map[string]accounts.SSHKey{}
	for i, k := range o.Detail.Keys {
		byPrint[k.Fingerprint] = k
		option := tui.Option{
			Value: k.Fingerprint, Label: th.Clip(tui.Plain(tui.OrDash(k.Comment)), keyCells), Detail: th.Clip(k.Fingerprint, keyCells) + ", " + s.used(k),
		}
		if i < 9 {
			option.Key = rune('1' + i)
		}
		p.Options = append(p.Options, option)
	}
	p.OnPick = func(o tui.Option) tea.Cmd {
		if o.Value == "" {
			return s.keyForm(u)
		}
		return s.askRemoveKey(u, byPrint[o.Value])
	}
	return s.env.Do(p)
}

func (s *screen) askRemoveKey(u accounts.User, k accounts.SSHKey) tea.Cmd {
	return s.env.Do(tui.Confirm{
		Text:  s.env.T("Remove the key %s from %s? Open desks end.", cmp.Or(k.Comment, k.Fingerprint), u.Name),
		OnYes: func() tea.Cmd { return s.removeKey(u, k) },
	})
}

func (s *screen) removeKey(u accounts.User, k accounts.SSHKey) tea.Cmd {
	store, actor := s.store, s.actor
	return tui.SendChange(s.board, tui.Change[accounts.SSHKey]{
		What: s.env.T("removal of a key of %s", u.Name),
		Write: func(ctx context.Context, key uuid.UUID) (accounts.SSHKey, error) {
			return store.Accounts.RemoveKey(ctx, actor, key, k.Fingerprint)
		},
		Tell: func(accounts.SSHKey) string {
			return s.env.T("Removed the key. Open desks of %s end now.", u.Name)
		},
	})
}
