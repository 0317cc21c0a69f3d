package gate

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// household is who lives in the unit of the form, and whom to call.
type household struct {
	f         *visitForm
	unit      uuid.UUID
	residents *tui.Fetch[[]homes.Resident]
	revealed  map[uuid.UUID]string
	// reveal is apart from the screen's other writes: no key waits for a phone.
	reveal tui.Save[string]
}

func newHousehold(f *visitForm) *household {
	h := &household{f: f, residents: tui.NewFetch[[]homes.Resident](f.s.Stack)}
	h.residents.Then = func([]homes.Resident, error) tea.Cmd {
		h.show()
		return f.sync()
	}
	return h
}

// shownResidents is how many stand beside the unit; those to call come first.
const shownResidents = 4

// follow reads who lives in the unit when it became another one.
func (h *household) follow(unit uuid.UUID) tea.Cmd {
	if unit == h.unit {
		return nil
	}
	h.unit, h.revealed, h.reveal = unit, map[uuid.UUID]string{}, tui.Save[string]{}
	h.residents.Forget()
	h.show()
	if unit == uuid.Nil {
		return nil
	}
	store, actor := h.f.s.store, h.f.s.actor
	return h.residents.Ask(func(ctx context.Context) ([]homes.Resident, error) {
		return store.Homes.Residents(ctx, actor, unit)
	})
}

// show puts the residents beside the unit, and among those who may have approved.
func (h *household) show() {
	f, env, residents := h.f, h.f.s.env, h.residents.Val
	options := []tui.Option{{Label: env.T("nobody named"), Key: 'n'}}
	for _, r := range residents {
		options = append(options, tui.Option{Value: r.UserID.String(), Label: r.Name})
	}
	f.Form.SetOptions(byField, options)
	var notes []string
	if f.theirUnit != "" {
		notes = append(notes, f.theirUnit)
	}
	switch {
	case h.unit == uuid.Nil && f.lastUnit != nil && !f.lastOffered:
		notes = append(notes, env.T("the last time %s", f.lastUnit.Label))
	case h.residents.Err() != nil:
		notes = append(notes, env.T("who lives here is not known: no answer"))
	case h.residents.Known() && len(residents) == 0:
		notes = append(notes, env.T("nobody lives here"))
	}
	offered := false
	for i, r := range residents {
		if i == shownResidents && len(residents) > shownResidents+1 {
			notes = append(notes, env.T("and %s more", strconv.Itoa(len(residents)-i)))
			break
		}
		note := env.T("%s (%s)", r.Name, show.Resident(env, r))
		phone, shown := h.revealed[r.UserID]
		if !shown {
			phone = r.Phone
		}
		key := ""
		if !shown && r.Phone != "" && !offered {
			offered, key = true, "  "+env.T("^R show")
		}
		switch {
		case phone == "":
		case f.width < printWidth && key != "":
			note = phone + key + "  " + note
		case f.width < printWidth:
			// Whom to call needs the number, and its key, more than the last letters of a
			// name, which go into the next line.
			note = phone + " " + note
		default:
			note += " " + phone + key
		}
		notes = append(notes, note)
	}
	f.Form.Note(unitField, notes...)
}

// revealNext shows the first phone that is still masked. Who looked at whose is
// audited, so each press shows one.
func (h *household) revealNext() tea.Cmd {
	s := h.f.s
	if h.reveal.Busy() {
		return nil
	}
	for _, r := range h.residents.Val {
		if _, shown := h.revealed[r.UserID]; shown || r.Phone == "" {
			continue
		}
		store, actor, unit, user := s.store, s.actor, h.unit, r.UserID
		h.reveal.Done = func(out tui.Outcome[string]) tea.Cmd { return h.tookPhone(user, out) }
		return h.reveal.Start(s.env, func(ctx context.Context, key uuid.UUID) (string, error) {
			return store.Homes.RevealPhone(ctx, actor, key, unit, user)
		}, tui.SettleAs(actor, store.Settle))
	}
	return s.board.Tell(tui.NotifyInfo, s.env.T("There is no phone to show: choose a unit first."))
}

func (h *household) tookPhone(user uuid.UUID, out tui.Outcome[string]) tea.Cmd {
	s := h.f.s
	switch {
	case !out.Saved:
		return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, out.Err))
	case !out.Answered:
		return s.board.Tell(tui.NotifyRefusal, s.env.T("The phone was not received. Ctrl+R asks again."))
	}
	h.revealed[user] = value.FormatPhone(out.Val, s.region())
	h.show()
	return nil
}
