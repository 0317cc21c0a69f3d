package bills

import (
	"context"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// foretold asks a question, with what becomes of the late fees that a yes changes.
func (s *screen) foretold(of money.FeeCause, question string, yes func() tea.Cmd) tea.Cmd {
	store, actor := s.store, s.actor
	return tui.Await(s.Stack, func(ctx context.Context) ([]money.FeeFate, error) {
		return store.Money.FeeFates(ctx, actor, of)
	}, func(fates []money.FeeFate, err error) tea.Cmd {
		if err != nil {
			s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
			return nil
		}
		return s.env.Do(tui.Confirm{Text: show.Joined(" ", question, s.fates(fates)), OnYes: yes})
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
