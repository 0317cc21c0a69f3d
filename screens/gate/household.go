package gate

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// household is who lives in the unit of the form, and whom to call.
type household struct {
	unit      uuid.UUID
	ticket    tui.Ticket
	residents []homes.Resident
	known     bool
	failed    bool
	revealed  map[uuid.UUID]string
	reveal    tui.Save[string]
}

type unitResidents []homes.Resident

// shownResidents is how many stand beside the unit; those to call come first.
const shownResidents = 4

// follow reads who lives in the unit when it became another one.
func (h *household) follow(f *visitForm, unit uuid.UUID) tea.Cmd {
	if unit == h.unit {
		return nil
	}
	*h = household{unit: unit}
	h.show(f)
	if unit == uuid.Nil {
		return nil
	}
	store, actor := f.s.store, f.s.actor
	var cmd tea.Cmd
	h.ticket, cmd = tui.Load(f.s.env, func(ctx context.Context) (unitResidents, error) {
		return store.Homes.Residents(ctx, actor, unit)
	})
	return cmd
}

func (h *household) answer(f *visitForm, msg tea.Msg) tea.Cmd {
	if l, ok := msg.(tui.Loaded[unitResidents]); ok && l.Ticket.Valid() && l.Ticket == h.ticket {
		h.ticket = tui.Ticket{}
		h.residents, h.known, h.failed = l.Val, l.Err == nil, l.Err != nil
		h.show(f)
		return nil
	}
	return h.reveal.Update(msg)
}

// show puts the residents beside the unit, and among those who may have approved.
func (h *household) show(f *visitForm) {
	env := f.s.env
	options := []tui.Option{{Label: env.T("nobody named"), Key: 'n'}}
	for _, r := range h.residents {
		options = append(options, tui.Option{Value: r.UserID.String(), Label: r.Name})
	}
	f.form.SetOptions(byField, options)
	var notes []string
	if f.theirUnit != "" {
		notes = append(notes, env.T("now: %s", f.theirUnit))
	}
	switch {
	case h.failed:
		notes = append(notes, env.T("who lives here is not known: no answer"))
	case h.known && len(h.residents) == 0:
		notes = append(notes, env.T("nobody lives here"))
	}
	offered := false
	for i, r := range h.residents {
		if i == shownResidents && len(h.residents) > shownResidents+1 {
			notes = append(notes, env.T("and %s more", strconv.Itoa(len(h.residents)-i)))
			break
		}
		note := env.T("%s (%s)", r.Name, f.s.resident(r))
		phone, shown := h.revealed[r.UserID]
		if !shown {
			phone = r.Phone
		}
		switch {
		case phone == "":
		case f.s.width < printWidth:
			// Whom to call needs the number more than the last letters of a name.
			note = phone + " " + note
		default:
			note += " " + phone
		}
		if !shown && r.Phone != "" && !offered {
			offered = true
			note += "  " + env.T("^R show")
		}
		notes = append(notes, note)
	}
	f.form.Note(unitField, notes...)
}

// revealNext shows the first phone that is still masked. Who looked at whose is
// audited, so each press shows one.
func (h *household) revealNext(f *visitForm) tea.Cmd {
	if h.reveal.Busy() {
		return nil
	}
	for _, r := range h.residents {
		if _, shown := h.revealed[r.UserID]; shown || r.Phone == "" {
			continue
		}
		store, actor, unit, user := f.s.store, f.s.actor, h.unit, r.UserID
		h.reveal.Done = func(out tui.Outcome[string]) tea.Cmd { return h.tookPhone(f, user, out) }
		return h.reveal.Start(f.s.env, func(ctx context.Context, key uuid.UUID) (string, error) {
			return store.Homes.RevealPhone(ctx, actor, key, unit, user)
		}, f.s.settle())
	}
	f.s.board.Tell(tui.NotifyInfo, f.s.env.T("There is no phone to show: choose a unit first."))
	return nil
}

func (h *household) tookPhone(f *visitForm, user uuid.UUID, out tui.Outcome[string]) tea.Cmd {
	switch {
	case !out.Saved:
		f.s.board.Tell(tui.NotifyRefusal, tui.Explain(f.s.env, out.Err))
	case !out.Answered:
		f.s.board.Tell(tui.NotifyRefusal, f.s.env.T("The phone was not received. Ctrl+R asks again."))
	default:
		if h.revealed == nil {
			h.revealed = map[uuid.UUID]string{}
		}
		h.revealed[user] = value.FormatPhone(out.Val, f.s.region())
		h.show(f)
	}
	return nil
}
