package gate

import (
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// strip is who stands at the gate, above the lists.
type strip struct {
	read *tui.Fetch[[]visits.Standing]
	// rows are as they were read last, by visit: what was said of each.
	rows map[uuid.UUID]visits.Standing
	// held is who was asked for besides those who stand there: the one under the cursor.
	held uuid.UUID
	// answered are the answers that the guard has been told of by the bell.
	answered map[uuid.UUID]visits.Status
}

// stripDue says that somebody who stood at the gate is taken to have gone.
type stripDue struct {
	of *screen
	at time.Time
}

func (s *screen) newStrip() {
	table := tui.NewTable(s.env, s.stripColumns(), func(v visits.Visit) string { return v.ID.String() }, s.stripRow)
	table.Caption = s.stripCaption
	table.Rest = func(n int) string { return s.env.Count(n, "and 1 more", "and %d more") }
	table.Faint = func(v visits.Visit) bool {
		here, known := s.standing(v)
		return known && !s.onStrip(here)
	}
	read := tui.NewFetch[[]visits.Standing](s.Stack)
	read.Then = s.tookStrip
	s.strip.read = read
	s.board.Lists.Strip = &tui.Strip[visits.Visit]{
		Table: table, Left: s.pruneStrip,
		Holds:   func(v visits.Visit) bool { return v.Stands(s.soon()) },
		Reading: func() bool { return read.Waiting() && !read.Known() },
	}
}

// soon is the desk's clock with the moments by which the register's may be ahead.
func (s *screen) soon() time.Time { return s.env.Clock().Add(time.Minute) }

// onStrip reports whether somebody stands at the gate, as far as is known.
func (s *screen) onStrip(r visits.Standing) bool {
	if r.Status == visits.Denied {
		return !r.Told
	}
	return r.Stands(s.soon())
}

// standing is what the strip has of a visit.
func (s *screen) standing(v visits.Visit) (visits.Standing, bool) {
	r, known := s.strip.rows[v.ID]
	if known {
		r.Visit = v // as a write may have left it
	}
	return r, known
}

// readStrip reads who stands at the gate, and besides whoever the cursor is on: their row
// changes, and no other comes in its place under a key that was meant for them.
func (s *screen) readStrip() tea.Cmd {
	store, actor, held := s.store, s.actor, s.chosenInStrip()
	s.strip.held = held
	return s.strip.read.Ask(func(ctx context.Context) ([]visits.Standing, error) {
		return store.Visits.AtGate(ctx, actor, held)
	})
}

// chosenInStrip is whose row of the strip the cursor is on, Nil for nobody's.
func (s *screen) chosenInStrip() uuid.UUID {
	if v, ok := s.board.Lists.Selected(); ok && s.board.Lists.InStrip() {
		return v.ID
	}
	return uuid.Nil
}

func (s *screen) tookStrip(all []visits.Standing, err error) tea.Cmd {
	if err != nil {
		return nil
	}
	chosen := s.chosenInStrip()
	is := func(r visits.Standing) bool { return r.ID == chosen }
	if chosen != uuid.Nil && chosen != s.strip.held && !slices.ContainsFunc(all, is) {
		return s.readStrip() // the cursor went there meanwhile
	}
	s.strip.rows = make(map[uuid.UUID]visits.Standing, len(all))
	var rows []visits.Visit
	var until time.Time
	for _, r := range all {
		if s.strip.rows[r.ID] = r; r.ID == chosen || s.onStrip(r) {
			rows = append(rows, r.Visit)
		}
		if at := r.Until(); s.onStrip(r) && (until.IsZero() || at.Before(until)) {
			until = at
		}
	}
	s.board.Lists.SetStrip(rows)
	return tea.Batch(s.ring(all), s.rereadAt(until))
}

// ring rings the bell once for each answer that came since the last reading, to who
// stands here and waited for it.
func (s *screen) ring(all []visits.Standing) tea.Cmd {
	before, first := s.strip.answered, s.strip.answered == nil
	s.strip.answered = make(map[uuid.UUID]visits.Status, len(all))
	var news bool
	for _, r := range all {
		answered := s.onStrip(r) && !show.AwaitsWord(r.Visit) && r.WordBy != s.actor.Name
		if answered {
			s.strip.answered[r.ID] = r.Status
		}
		news = news || answered && before[r.ID] != r.Status
	}
	if first || !news {
		return nil
	}
	return s.env.Ring()
}

// rereadAt reads again when somebody is taken to have gone, unless that happened before.
func (s *screen) rereadAt(until time.Time) tea.Cmd {
	if until.IsZero() {
		return nil
	}
	return s.env.After(max(time.Second, until.Sub(s.env.Clock())+time.Second), func(time.Time) tea.Msg { return stripDue{s, until} })
}

// Update takes what the screen waits for.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if due, ok := msg.(stripDue); ok {
		stands := func(r visits.Standing) bool { return r.Until().Equal(due.at) }
		if due.of == s && slices.ContainsFunc(s.strip.read.Val, stands) {
			return s.readStrip()
		}
		return nil
	}
	return s.Stack.Update(msg)
}

// pruneStrip takes those off the strip who stand there no more, once the cursor left them.
func (s *screen) pruneStrip() {
	chosen := s.chosenInStrip()
	rows := s.board.Lists.Strip.Table.Rows()
	kept := slices.DeleteFunc(slices.Clone(rows), func(v visits.Visit) bool {
		r, known := s.standing(v)
		return known && v.ID != chosen && !s.onStrip(r)
	})
	if len(kept) < len(rows) {
		s.board.Lists.SetStrip(kept)
	}
}

// firstAtGate is who waits at the gate the longest, and how many more do.
func (s *screen) firstAtGate() (first visits.Visit, more int, waits bool) {
	for _, v := range s.board.Lists.Strip.Table.Rows() {
		switch {
		case !show.AwaitsWord(v):
		case !waits:
			first, waits = v, true
		default:
			more++
		}
	}
	return first, more, waits
}

// tellDenied notes that who was refused was told so: the row goes, at every desk.
func (s *screen) tellDenied(v visits.Visit) tea.Cmd {
	store, actor := s.store, s.actor
	name, unit := show.Visitor(v)
	return tui.SendChange(s.board, tui.Change[visits.Visit]{
		What: s.env.T("note that %s (%s) was told of the no", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.TellDenied(ctx, actor, key, v.ID)
		},
		Tell: func(visits.Visit) string { return s.env.T("%s (%s) was told of the no.", name, unit) },
		Done: func(visits.Visit) { s.board.Lists.DropStrip(v.ID.String()) },
	})
}
