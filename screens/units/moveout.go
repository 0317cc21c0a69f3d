package units

import (
	"context"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// moveOut asks on which day a resident moves out, once it is known what the unit owes.
func (s *screen) moveOut(l line) tea.Cmd {
	store, actor, seen, unit := s.store, s.actor, *l.resident, l.whole.ID
	return tui.Await(s.Stack, func(ctx context.Context) (directory.Record, error) {
		return store.Directory.Record(ctx, actor, unit)
	}, func(now directory.Record, err error) tea.Cmd {
		if err != nil {
			return s.lists.Board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		}
		return s.moveOutForm(seen, now)
	})
}

// staysWith says what a unit owes and with whom that stays when a resident moves out,
// nothing where nothing is due; asks is set where nobody else may know of it.
func (s *screen) staysWith(goes homes.Residency, unit directory.Record) (text string, asks bool) {
	env, stays := s.env, unit.StaysWith(goes)
	sum := show.Rupees(env, stays.Due)
	switch {
	case stays.Due == 0:
		return "", false
	case stays.With != nil:
		text = env.T("%s owes %s, which stays with %s.", unit.Label, sum, stays.With.Name)
	case stays.Comes != nil:
		text = env.T("%s owes %s, which stays with the unit: %s moves in on %s.", unit.Label, sum, stays.Comes.Name, s.date(stays.Comes.MovedIn))
	default:
		text = env.T("%s owes %s, which stays with the unit: nobody else lives there.", unit.Label, sum)
	}
	return text, stays.Asks
}

// moveOutForm opens the form of the day on which a resident moves out.
func (s *screen) moveOutForm(seen homes.Residency, unit directory.Record) tea.Cmd {
	env := s.env
	day := s.today()
	if !seen.MovesOut.IsZero() {
		day = seen.MovesOut
	}
	var f *form
	f = s.newForm(env.T("%s > Move out", seen.Name), env.T("%s moves out of %s", seen.Name, unit.Label), env.T("move out"),
		s.dayInput(&f, untilField, env.T("On"), day, s.either))
	note := []string{env.T("today or before: at once; later: as that day begins")}
	if seen.MovesIn() {
		note[0] = env.T("moves in on %s; today calls that off", s.date(seen.MovedIn))
	}
	if !seen.MovesOut.IsZero() {
		note = append(note, env.T("-: takes the day back"))
	}
	owes, asks := s.staysWith(seen, unit)
	if owes != "" {
		note = append(note, owes)
	}
	f.Form.Note(untilField, note...)
	f.followResident(&seen, func(_, now homes.Residency) []show.Held[field] {
		was := day
		if day = now.MovesOut; day.IsZero() {
			day = s.today()
		}
		return []show.Held[field]{{Key: untilField, Label: env.T("On"), Was: s.date(was), Now: s.date(day)}}
	})
	store, actor := s.store, s.actor
	leave := func() tea.Cmd {
		seen := seen
		until := f.day(untilField, day, s.either)
		return send(f, tui.Change[homes.Residency]{
			What: env.T("move-out of %s", seen.Name),
			Write: func(ctx context.Context, intent uuid.UUID) (homes.Residency, error) {
				return store.Homes.MoveOut(ctx, actor, intent, seen, until)
			},
			Tell: func(r homes.Residency) string {
				switch {
				case r.Status != "active" && seen.MovesIn():
					return env.T("%s does not move in.", r.Name)
				case r.Status != "active":
					return env.T("%s moved out.", r.Name)
				case r.MovesOut.IsZero():
					return env.T("%s stays.", r.Name)
				}
				return env.T("%s moves out on %s.", r.Name, s.date(r.MovesOut))
			},
			Put: s.putResident,
		})
	}
	f.Form.OnSubmit = func() tea.Cmd {
		if !asks || f.day(untilField, day, s.either).IsZero() {
			return leave()
		}
		return env.Do(tui.Confirm{Text: env.T("%s Does %s move out all the same?", owes, seen.Name), OnYes: leave})
	}
	return s.Push(f)
}
