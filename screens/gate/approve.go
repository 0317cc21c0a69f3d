package gate

import (
	"context"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// notWaiting says of a visit that there is nothing to approve.
func (s *screen) notWaiting(v visits.Visit) string {
	if show.AwaitsWord(v) {
		return ""
	}
	name, _ := show.Visitor(v)
	return s.env.T("%s does not wait for approval.", name)
}

// approveFirst asks how the approval came of the selected visitor, else of the one
// who waits the longest at this gate, else at another. A selected one whom the resident has approved this very moment is not
// passed over for another, to whom the key was not meant.
func (s *screen) approveFirst() tea.Cmd {
	v, ok := s.board.Subject()
	switch {
	case ok && s.notWaiting(v) == "":
		return s.approve(v)
	case ok && v.Status == visits.Approved:
		name, unit := show.Visitor(v)
		s.board.TellOf(v, tui.NotifyRefusal, s.env.T("%s (%s) is approved already. Space checks in.", name, unit))
		return nil
	}
	if v, more, waits := s.firstAtGate(); waits {
		s.board.Lists.ToStrip(v.ID.String())
		s.tellMore(more)
		return s.approve(v)
	}
	store, actor := s.store, s.actor
	return tui.Await(s.Stack, func(ctx context.Context) (show.Waiting, error) { return show.FindWaiting(ctx, store.Visits, actor) }, s.foundWaiting)
}

// foundWaiting goes to who waits and asks how the approval came.
func (s *screen) foundWaiting(w show.Waiting, err error) tea.Cmd {
	switch {
	case err != nil:
		return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	case w.Visit == nil:
		return s.board.Tell(tui.NotifyInfo, s.env.T("Nobody waits for approval."))
	}
	s.board.Lists.ClearSearch()
	s.board.Lists.Spoil()
	cmd := s.board.Lists.Show(int(expected))
	s.board.Lists.Want(w.Visit.ID.String())
	s.tellMore(w.More)
	return tea.Batch(cmd, s.approve(*w.Visit))
}

func (s *screen) tellMore(n int) {
	if n > 0 {
		s.board.Tell(tui.NotifyInfo, s.env.Count(n, "1 more waits for approval.", "%d more wait for approval."))
	}
}

// The answers to how an approval came; nameFirst asks whose word it was before.
const nameFirst = "by"

// approve asks for the channel: one key is enough.
func (s *screen) approve(v visits.Visit) tea.Cmd {
	name, unit := show.Visitor(v)
	options := append(s.channels(), tui.Option{
		Value: nameFirst, Label: s.env.T("name the resident first"), Key: 'b',
	})
	text := s.env.T("Approve %s (%s): how did the approval come?", name, unit)
	if v.Lapse != visits.NotLapsed && v.Lapse != visits.LapsedUnused {
		text = s.env.T("%s Approve %s (%s) anew: how did it come?", show.WhyLapsed(s.env, v), name, unit)
	}
	return s.env.Do(tui.Pick{
		Text: text, Options: options,
		OnPick: func(o tui.Option) tea.Cmd {
			if o.Value == nameFirst {
				return s.askName(v)
			}
			return s.approved(v, visits.Approval{Channel: visits.Channel(o.Value)})
		},
	})
}

// channels are the ways an approval comes to the gate, with their keys.
func (s *screen) channels() []tui.Option {
	return []tui.Option{
		{Value: string(visits.ByPhone), Label: s.env.T("phone"), Key: 'p'},
		{Value: string(visits.ByIntercom), Label: s.env.T("intercom"), Key: 'i'},
		{Value: string(visits.InPerson), Label: s.env.T("in person"), Key: 'r'},
	}
}

// askName asks whose word it is, among those who live in the visit's unit.
func (s *screen) askName(v visits.Visit) tea.Cmd {
	if v.UnitID == nil {
		s.board.Tell(tui.NotifyRefusal, s.env.T("This visit's unit is gone; nobody can be named."))
		return s.approve(v)
	}
	store, actor, unit := s.store, s.actor, *v.UnitID
	return tui.Await(s.Stack, func(ctx context.Context) ([]homes.Resident, error) {
		return store.Homes.Residents(ctx, actor, unit)
	}, func(residents []homes.Resident, err error) tea.Cmd { return s.nameResident(v, residents, err) })
}

func (s *screen) nameResident(v visits.Visit, residents []homes.Resident, err error) tea.Cmd {
	_, unit := show.Visitor(v)
	switch {
	case err != nil:
		return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	case len(residents) == 0:
		s.board.Tell(tui.NotifyInfo, s.env.T("Nobody lives in %s.", unit))
		return s.approve(v)
	}
	options := make([]tui.Option, len(residents))
	for i, r := range residents {
		options[i] = tui.Option{Value: r.UserID.String(), Label: r.Name, Detail: show.Resident(s.env, r)}
	}
	return s.env.Do(tui.Pick{
		Text: s.env.T("Who in %s approved?", unit), Options: options,
		OnPick: func(o tui.Option) tea.Cmd {
			by, err := uuid.Parse(o.Value)
			if err != nil {
				return nil
			}
			return s.askChannel(v, by, o.Label)
		},
	})
}

func (s *screen) askChannel(v visits.Visit, by uuid.UUID, resident string) tea.Cmd {
	name, unit := show.Visitor(v)
	return s.env.Do(tui.Pick{
		Text:    s.env.T("Approve %s (%s) on the word of %s: how did it come?", name, unit, resident),
		Options: s.channels(),
		OnPick: func(o tui.Option) tea.Cmd {
			return s.approved(v, visits.Approval{Channel: visits.Channel(o.Value), By: &by})
		},
	})
}

func (s *screen) approved(v visits.Visit, a visits.Approval) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return s.board.Send(tui.Change[visits.Visit]{
		What: s.env.T("approval of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.Approve(ctx, actor, key, v.ID, a)
		},
		Tell: func(visits.Visit) string {
			return s.env.T("Approved %s (%s). Space checks in.", name, unit)
		},
		Stands: s.board.Stands, Follow: s.board.Follow,
	})
}
