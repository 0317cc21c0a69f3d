package units

import (
	"context"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// makePrimary makes a resident the unit's primary contact.
func (s *screen) makePrimary(l line) tea.Cmd {
	store, actor, seen, label := s.store, s.actor, *l.resident, l.whole.Label
	return tui.SendChange(s.lists.Board, tui.Change[homes.Residency]{
		What: s.env.T("primary contact %s", seen.Name),
		Write: func(ctx context.Context, intent uuid.UUID) (homes.Residency, error) {
			return store.Homes.SetPrimary(ctx, actor, intent, seen)
		},
		Put: s.putResident,
		Tell: func(r homes.Residency) string {
			switch {
			case r.PrimaryAhead:
				return s.env.T("%s becomes the primary contact of %s on %s.", r.Name, label, s.date(r.MovedIn))
			case r.MovesIn():
				return s.env.T("%s does not become the primary contact of %s.", r.Name, label)
			}
			return s.env.T("%s is the primary contact of %s.", r.Name, label)
		},
	})
}

// turnMaintenance puts the unit under maintenance, after asking why, or ends that.
func (s *screen) turnMaintenance(u homes.UnitRow) tea.Cmd {
	if u.Status == homes.UnderMaintenance {
		return s.setMaintenance(u, false, "")
	}
	s.notes.AskNote(s.env, u.ID.String(), s.env.T("Why is %s under maintenance? Its history shows it; it may stay empty.", u.Label),
		func(note string) tea.Cmd { return s.setMaintenance(u, true, note) })
	return nil
}

func (s *screen) setMaintenance(u homes.UnitRow, under bool, note string) tea.Cmd {
	store, actor := s.store, s.actor
	return tui.SendChange(s.lists.Board, tui.Change[homes.UnitRow]{
		What: s.env.T("maintenance of %s", u.Label),
		Write: func(ctx context.Context, intent uuid.UUID) (homes.UnitRow, error) {
			return store.Homes.SetMaintenance(ctx, actor, intent, u.ID, under, note)
		},
		Put:  s.put,
		Done: func(homes.UnitRow) { s.notes.Saved(u.ID.String()) },
		Offer: func(now homes.UnitRow) *tui.Offer {
			if now.Status != homes.UnderMaintenance {
				return nil
			}
			return &tui.Offer{Key: s.keys.Status, Do: func() tea.Cmd { return s.setMaintenance(now, false, "") }}
		},
		Tell: func(u homes.UnitRow) string {
			switch u.Status {
			case homes.UnderMaintenance:
				return s.env.T("%s is under maintenance. s ends it.", u.Label)
			case "occupied":
				return s.env.T("%s is occupied again.", u.Label)
			}
			return s.env.T("%s is vacant again.", u.Label)
		},
	})
}

// put shows a unit as a write returned it, in the lists and where it is open: the
// next key must not mean what it was.
func (s *screen) put(u homes.UnitRow) {
	s.lists.Put(row{unit: &u})
	if s.record == nil || s.record.unit != u.ID {
		return
	}
	if rows := s.record.Rows(); len(rows) > 0 {
		rows[0].whole.UnitRow = u // which all lines are about
	}
}

// putResident is put for a resident of the open unit. The next change is made from
// the row as this one left it, and not refused as if somebody else had.
func (s *screen) putResident(r homes.Residency) {
	if s.record == nil {
		return
	}
	for _, l := range s.record.Rows() {
		if l.resident != nil && l.resident.ID == r.ID {
			*l.resident = r
		}
	}
}

// remove asks before a unit or a block goes.
func (l lists) remove(r row) tea.Cmd {
	if r.block != nil {
		return l.s.askDelete(r.block.Name, l.s.store.Homes.DeleteBlock, r.block.ID)
	}
	return l.s.askDelete(r.unit.Label, l.s.store.Homes.DeleteUnit, r.unit.ID)
}

// remove asks before the unit goes.
func (r *record) remove(l line) tea.Cmd {
	return r.s.askDelete(l.whole.Label, r.s.store.Homes.DeleteUnit, r.unit)
}

// hangs lists what hangs on a unit.
func (s *screen) hangs(h homes.UnitHangs) string {
	list := ""
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{h.Visits, "1 visit", "%d visits"},
		{h.Bills, "1 bill", "%d bills"},
		{h.Tickets, "1 ticket", "%d tickets"},
		{h.Ties, "1 resident", "%d residents"},
	} {
		if p.n == 0 {
			continue
		}
		text := s.env.Count(p.n, p.one, p.many)
		if list != "" {
			text = s.env.T("%s, %s", list, text)
		}
		list = text
	}
	return list
}

func (s *screen) askDelete(name string, remove func(context.Context, role.Actor, uuid.UUID, uuid.UUID) (string, error), id uuid.UUID) tea.Cmd {
	actor := s.actor
	return s.env.Do(tui.Confirm{
		Text: s.env.T("Delete %s?", name),
		OnYes: func() tea.Cmd {
			return tui.SendChange(s.lists.Board, tui.Change[string]{
				What: s.env.T("deletion of %s", name),
				Write: func(ctx context.Context, intent uuid.UUID) (string, error) {
					return remove(ctx, actor, intent, id)
				},
				Tell: func(string) string { return s.env.T("Deleted %s.", name) },
				Done: func(string) { s.gone(id) },
			})
		},
	})
}

// gone takes what was deleted off the screen; what is shown then is read after it.
func (s *screen) gone(id uuid.UUID) {
	for at := range tabs {
		s.lists.Lists.Table(int(at)).Drop(id.String())
	}
	if s.block != nil && s.block.ID == id {
		s.block = nil
	}
	switch r := s.opened(); {
	case r == nil || r.unit != id:
	case s.Holds(s.lists):
		s.Drop(r)
	default:
		s.env.Do(tui.Close{Screen: s})
	}
}
