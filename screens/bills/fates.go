package bills

import (
	"context"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

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
		s.reasons.Ask(s.env, kept, show.Joined(" ", s.env.T("It cannot be undone."), show.FeeFates(s.env, fates), question), do)
		return nil
	})
}

// whyOf asks for the reason of what ends a claim or a cheque: it says before what
// becomes of the late fees that follow.
func (s *screen) whyOf(kept string, claim uuid.UUID, question string, do func(reason string) tea.Cmd) tea.Cmd {
	store, actor := s.store, s.actor
	return tui.Await(s.Stack, func(ctx context.Context) ([]money.FeeFate, error) {
		return store.Money.ClaimFates(ctx, actor, claim)
	}, func(fates []money.FeeFate, err error) tea.Cmd {
		if err != nil {
			s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
			return nil
		}
		s.reasons.Ask(s.env, kept, show.Joined(" ", show.FeeFates(s.env, fates), question), do)
		return nil
	})
}
