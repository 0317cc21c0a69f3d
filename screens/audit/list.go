package audit

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/trail"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// viewKind is what a view lists.
type viewKind uint8

const (
	log     viewKind = iota // what the filter shows
	history                 // all of one thing, and of what belongs to it
	session                 // what was done in one session
)

// view is a page: one list of rows and the row that is opened on it.
type view struct {
	*tui.Board[trail.Row, trail.Entry]
	s      *screen
	kind   viewKind
	filter trail.Filter
	// words are the filter in words, empty for the whole trail; typed is what
	// stands in its form.
	words string
	typed map[field]string
	who   tui.Option
	// of is the row whose session is shown.
	of    trail.Row
	width int
}

// Name is what the view is called in the header.
func (v *view) Name() string {
	switch {
	case v.InOpened():
		return v.s.env.T("Row")
	case v.kind == history:
		return v.s.env.T("History")
	case v.kind == session:
		return v.s.env.T("Session")
	}
	return ""
}

// SetSize gives the body's size in cells.
func (v *view) SetSize(width, height int) {
	v.width = width
	v.Board.SetSize(width, height)
}

// Back is Esc: from a row to its list, from a filter to the whole trail.
func (v *view) Back() (tea.Cmd, bool) {
	if cmd, stepped := v.Board.Back(); stepped {
		return cmd, true
	}
	if v.kind != log || v.words == "" {
		return nil, false
	}
	return v.s.Restart(v.s.fill(&view{kind: log})), true
}

// fill gives a view its board, which reads when the view comes onto the stack.
func (s *screen) fill(v *view) *view {
	table := tui.NewTable(s.env, s.columns(), func(r trail.Row) string { return r.ID.String() }, s.row)
	lists := tui.NewLists(s.env, table)
	// The heading has what the aside leaves, less brackets, blanks and a gap.
	lists.Name = func(int) string {
		return s.env.Theme.Clip(tui.Plain(s.heading(v)), max(12, v.width-tui.Width(tui.Plain(s.aside(v)))-6))
	}
	lists.Source = func(int, string) tui.Source[trail.Row] { return s.source(v) }
	lists.Empty = func(int, string) string { return s.empty(v) }
	lists.Aside = func(room int) (string, bool) { return s.env.Theme.Clip(s.aside(v), room), s.isBroken() }
	lists.Pane = func(r trail.Row, width int) []string { return s.lines(r, trail.Entry{}, width) }
	v.s, v.Board = s, tui.NewBoardPage[trail.Row, trail.Entry](s.Stack, lists)
	v.Holds = func(int, trail.Row) bool { return true }
	v.Read, v.Board.Lines = s.readRow, s.lines
	v.Offered = v.commands()
	return v
}

// columns of a list. Narrow terminals lose what was changed; wide ones gain
// where from and by which client.
func (s *screen) columns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: env.T("When"), Min: 19},
		{Title: env.T("Action"), Min: 18, Flex: 1, Max: 26},
		{Title: env.T("Who"), Min: 13, Flex: 1, Max: 24},
		{Title: env.T("What"), Min: 14, Flex: 2, Max: 44, Drop: 1},
		{Title: env.T("From"), Min: 15, Wide: 100},
		{Title: env.T("Client"), Min: 18, Wide: 125},
	}
}

func (s *screen) row(r trail.Row) []tui.Cell {
	return tui.Cells(s.stamp(r.At), string(r.Action), s.whoDid(r), s.what(r), tui.OrDash(r.Address), tui.OrDash(r.Client))
}

// source reads a view's pages.
func (s *screen) source(v *view) tui.Source[trail.Row] {
	store, actor, kind, filter, of := s.store, s.actor, v.kind, v.filter, v.of
	return func(ctx context.Context, after *trail.Row) (tui.Batch[trail.Row], error) {
		var place *trail.Cursor
		if after != nil {
			place = after.Cursor()
		}
		var page trail.Page
		var err error
		if kind == session {
			page, err = store.Trail.Session(ctx, actor, of, place)
		} else {
			filter.After, filter.Brief = place, true
			page, err = store.Trail.List(ctx, actor, filter)
		}
		return tui.Batch[trail.Row]{Rows: page.Rows, More: page.More}, err
	}
}

// heading says what a view lists.
func (s *screen) heading(v *view) string {
	env := s.env
	switch {
	case v.kind == session && v.of.UserID == nil:
		return env.T("done from %s around %s", tui.OrDash(v.of.Address), s.stamp(v.of.At))
	case v.kind == session:
		return env.T("session of %s, %s, around %s", s.whoDid(v.of), tui.OrDash(v.of.Address), s.stamp(v.of.At))
	case v.kind == history:
		name := v.filter.Resource + " " + short(*v.filter.ResourceID)
		for _, r := range v.Lists.Shown().Rows() {
			if v.about(r) && r.Label != "" {
				return env.T(`%s "%s"`, name, r.Label)
			}
		}
		return name
	case v.words != "":
		return v.words
	}
	return env.T("all, newest first")
}

// aside is how the seal stands and the cursor's place, or how far an export has come.
func (s *screen) aside(v *view) string {
	if s.export != nil {
		return s.export.state(s.env)
	}
	place := v.Lists.Shown().Position()
	if said := s.sealSaid(v); said != "" {
		return strings.TrimSpace(said + "   " + place)
	}
	return place
}

// isBroken reports whether the trail is not as it was sealed.
func (s *screen) isBroken() bool { return s.sealed.Val.Broken != "" }

// sealSaid is how the seal stands, in a few words: over the whole trail always, over what
// was chosen of it where it is broken.
func (s *screen) sealSaid(v *view) string {
	env, is := s.env, s.sealed.Val
	switch {
	case !s.sealed.Known():
		return ""
	case s.isBroken() && is.BrokenAt != nil:
		return env.T("SEAL BROKEN since %s", s.clock(*is.BrokenAt, false))
	case v.kind != log || v.words != "":
		return ""
	case is.StuckAt != nil && s.env.Now().Sub(*is.StuckAt) > stuckTime:
		return env.T("NOT SEALED since %s", s.clock(*is.StuckAt, false))
	case is.SealedAt == nil:
		return env.T("Not sealed")
	}
	said := env.T("Sealed to %s", s.clock(*is.SealedAt, true))
	switch {
	case is.AnewAt != nil && v.width >= 78:
		return env.T("%s, key lost %s", said, is.AnewAt.In(env.Zone).Format("2 Jan 2006"))
	case is.Untold != "" && v.width >= 78:
		return env.T("%s, heads not shipped", said)
	case v.width < 78 || is.Waiting == 0:
		return said
	case is.Waiting == 1:
		return env.T("%s, 1 row waiting", said)
	}
	return env.T("%s, %d rows waiting", said, is.Waiting)
}

// stuckTime is how long sealing may stand still untold: another process may take it up.
const stuckTime = 2 * time.Minute

// clock is a moment of today by the clock, with seconds or without, and any other with its
// day.
func (s *screen) clock(at time.Time, seconds bool) string {
	at, now := at.In(s.env.Zone), s.env.Now().In(s.env.Zone)
	form := "15:04"
	if seconds {
		form = "15:04:05"
	}
	if at.Format(time.DateOnly) != now.Format(time.DateOnly) {
		form = "2 Jan 15:04"
	}
	return at.Format(form)
}

func (s *screen) empty(v *view) string {
	switch {
	case v.kind == history:
		return s.env.T("The trail has nothing about this.")
	case v.kind == session:
		return s.env.T("Nothing else was done there.")
	case v.words != "":
		return s.env.T("Nothing in the trail matches this. f changes the filter, Esc shows all.")
	}
	return s.env.T("The trail is empty.")
}

// readRow gives the reader of one row, with what its details name.
func (s *screen) readRow(id string) func(context.Context) (trail.Row, trail.Entry, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) (trail.Row, trail.Entry, error) {
		row, err := uuid.Parse(id)
		if err != nil {
			return trail.Row{}, trail.Entry{}, err
		}
		entry, err := store.Trail.Get(ctx, actor, row)
		return entry.Row, entry, err
	}
}

// about reports whether a row is about the very thing whose history a view is,
// and not about what belongs to it.
func (v *view) about(r trail.Row) bool {
	return r.Resource == v.filter.Resource && r.ResourceID != nil && *r.ResourceID == *v.filter.ResourceID
}

// openHistory shows all that the trail has of the row's thing.
func (v *view) openHistory(r trail.Row) tea.Cmd {
	s := v.s
	switch {
	case r.ResourceID == nil || r.Resource == "":
		return s.tell(tui.NotifyRefusal, s.env.T("%s is not about one thing, so it has no history.", string(r.Action)))
	case v.kind == history && v.about(r):
		return s.tell(tui.NotifyInfo, s.env.T("This is its whole history."))
	}
	return s.show(&view{kind: history, filter: trail.Filter{Resource: r.Resource, ResourceID: r.ResourceID, Whole: true}}, r)
}

// openSession shows what was done in the row's session.
func (v *view) openSession(r trail.Row) tea.Cmd {
	if v.kind == session {
		return v.s.tell(tui.NotifyInfo, v.s.env.T("This is the session."))
	}
	return v.s.show(&view{kind: session, of: r}, r)
}

// show puts a view in front with the cursor on the row that it was opened from.
func (s *screen) show(v *view, from trail.Row) tea.Cmd {
	cmd := s.Push(s.fill(v))
	v.Lists.Want(from.ID.String())
	return cmd
}

func (s *screen) tell(kind tui.NotifyKind, text string) tea.Cmd {
	return s.env.Do(tui.Notify{Kind: kind, Text: text})
}
