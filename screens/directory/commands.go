package directory

import (
	"context"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// openKey opens what the cursor is on.
func (s *screen) openKey() key.Binding { return tui.Bind("Enter", s.env.T("open"), "enter", " ") }

// commands are those of a unit's page.
func (rec *record) commands() tui.Commands {
	open := rec.OnRow(rec.s.openKey(), rec.open, rec.notOpened)
	open.When = rec.leadsOn
	return tui.Commands{{rec.RetryCommand(), open, rec.s.revealCommand(rec.residents), rec.s.BackCommand()}}
}

// leadsOn reports whether Enter does something: a resident's tells of the phone, as
// long as that is masked.
func (rec *record) leadsOn() bool {
	l, _ := rec.Selected()
	return l.visit != nil || l.dues != nil || l.resident != nil && rec.s.masked(rec.residents()) != nil
}

// notOpened says which key is about a resident.
func (rec *record) notOpened(l line) string {
	if l.resident == nil {
		return ""
	}
	return rec.s.env.T("Ctrl+R shows the phone of %s.", l.resident.Name)
}

// open opens what a line speaks of on its own screen.
func (rec *record) open(l line) tea.Cmd {
	if l.visit != nil {
		return rec.s.env.Do(tui.Open{Name: "gate", ID: l.visit.ID.String()})
	}
	return rec.s.env.Do(tui.Open{Name: "bills", ID: rec.unit.String()})
}

// residents are whose phones the reveal key means, in its order: the one under the
// cursor, else all of the unit.
func (rec *record) residents() (uuid.UUID, []homes.Resident) {
	if l, _ := rec.Selected(); l.resident != nil {
		return rec.unit, []homes.Resident{*l.resident}
	}
	if h := rec.household(); h != nil {
		return rec.unit, h.Residents
	}
	return rec.unit, nil
}

// revealCommand asks for the first phone of these residents that is still masked.
// Who looked at whose is audited, so each press shows one.
func (s *screen) revealCommand(residents func() (unit uuid.UUID, _ []homes.Resident)) tui.Command {
	return tui.Command{
		Key: tui.Bind("Ctrl+R", s.env.T("show phone"), "ctrl+r"), Hint: tui.Hinted,
		When: func() bool {
			_, all := residents()
			return len(all) > 0
		},
		Refused: func() string {
			if s.masked(residents()) == nil {
				return s.env.T("There is no phone left to show.")
			}
			return ""
		},
		Do: func() tea.Cmd {
			if s.phones.Sending() {
				return nil
			}
			unit, all := residents()
			return s.askPhone(unit, *s.masked(unit, all))
		},
	}
}

// masked is the first of a unit's residents whose phone is not shown yet, nil for
// none.
func (s *screen) masked(unit uuid.UUID, residents []homes.Resident) *homes.Resident {
	for i, r := range residents {
		if _, shown := s.revealed[ids(unit, r.UserID)]; !shown && r.Phone != "" {
			return &residents[i]
		}
	}
	return nil
}

// ids name a resident's phone among those that were revealed.
func ids(unit, user uuid.UUID) [2]uuid.UUID { return [2]uuid.UUID{unit, user} }

func (s *screen) askPhone(unit uuid.UUID, r homes.Resident) tea.Cmd {
	store, actor, user := s.store, s.actor, r.UserID
	_, cmd := tui.Start(s.phones, s.env.T("phone of %s", r.Name), func(ctx context.Context, key uuid.UUID) (string, error) {
		return store.Homes.RevealPhone(ctx, actor, key, unit, user)
	}, func(out tui.Outcome[string]) tea.Cmd {
		told := tui.Notify{Kind: tui.NotifyRefusal}
		switch {
		case !out.Saved:
			told.Text = tui.Explain(s.env, out.Err)
		case !out.Answered:
			told.Text = s.env.T("The phone was not received. Ctrl+R asks again.")
		default:
			s.revealed[ids(unit, user)] = out.Val
			told = tui.Notify{Kind: tui.NotifyInfo, Text: s.env.T("%s: %s", r.Name, value.FormatPhone(out.Val, s.settings.Val.Country()))}
		}
		return s.env.Do(told)
	})
	return cmd
}
