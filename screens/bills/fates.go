package bills

import (
	"context"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// why asks for the reason of what cannot be undone, which is its one question: it says
// what becomes of the late fees that follow. The reason is kept under a name.
func (s *screen) why(kept string, of money.FeeCause, question string, do func(reason string) tea.Cmd) tea.Cmd {
	store, actor := s.store, s.actor
	return tui.Await(s.Stack, func(ctx context.Context) ([]money.FeeFate, error) {
		return store.Money.FeeFates(ctx, actor, of)
	}, func(fates []money.FeeFate, err error) tea.Cmd {
		if err != nil {
			s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
			return nil
		}
		s.reasons.Ask(s.env, kept, show.Joined(" ", s.env.T("It cannot be undone."), s.fates(fates), question), do)
		return nil
	})
}

// fates says what becomes of late fees, a sentence each.
func (s *screen) fates(fates []money.FeeFate) string {
	env, all := s.env, ""
	for _, f := range fates {
		due, becomes := show.Rupees(env, f.Due), show.Rupees(env, f.Becomes)
		switch {
		case f.Paid:
			all = show.Joined(" ", all, env.T("Something is paid on its late fee, which stays."))
		case f.Becomes == 0:
			all = show.Joined(" ", all, env.T("Its late fee of %s is waived.", due))
		default:
			all = show.Joined(" ", all, env.T("Its late fee of %s becomes %s.", due, becomes))
		}
	}
	return all
}
