// Package audit is the auditor's screen: the trail by every filter, a row with
// what it changed, a thing's whole history, a session's, and their export.
package audit

import (
	"context"
	"io"
	"strings"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Trail Trail
}

// Trail is what the screen asks of the audit log.
type Trail interface {
	List(ctx context.Context, actor role.Actor, f trail.Filter) (trail.Page, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (trail.Entry, error)
	Session(ctx context.Context, actor role.Actor, of trail.Row, after *trail.Cursor) (trail.Page, error)
	People(ctx context.Context, actor role.Actor, term string) ([]trail.Person, error)
	Words(ctx context.Context, actor role.Actor) (trail.Words, error)
	Export(ctx context.Context, actor role.Actor, intent uuid.UUID, f trail.Filter, format trail.Format,
		w io.Writer, progress func(rows int)) (rows int, err error)
}

// screen is the audit trail at one desk. It never reads again by itself: rows
// come with everything that anybody does, and r shows them.
type screen struct {
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	keys  keys

	width, height int

	// views lie on one another: the trail, and from a row of it histories and
	// sessions. The last is shown.
	views []*view
	form  *filterForm

	// words are the actions and kinds that the filter's form suggests.
	words       trail.Words
	wordsTicket tui.Ticket

	export *export
	drawn  drawn
}

// New makes the audit screen; id is "resource_type/uuid" for that thing's
// history, or empty for the trail. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files, keys: newKeys(env)}
	v := &view{kind: log}
	if kind, thing, ok := strings.Cut(id, "/"); ok {
		if row, err := uuid.Parse(thing); err == nil {
			v = &view{kind: history, filter: trail.Filter{Resource: kind, ResourceID: &row, Whole: true}}
		}
	}
	s.add(v)
	return s
}

// top is the view that is shown.
func (s *screen) top() *view { return s.views[len(s.views)-1] }

// Init reads the newest rows.
func (s *screen) Init() tea.Cmd { return tea.Batch(s.top().board.Init(), s.readWords()) }

func (s *screen) readWords() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (trail.Words, error) {
		return store.Trail.Words(ctx, actor)
	})
	s.wordsTicket = ticket
	return cmd
}

// Title stands in the header.
func (s *screen) Title() string {
	switch {
	case s.form != nil:
		return s.env.T("Audit > Filter")
	case s.top().board.Opened != nil:
		return s.env.T("Audit > Row")
	case s.top().kind == history:
		return s.env.T("Audit > History")
	case s.top().kind == session:
		return s.env.T("Audit > Session")
	}
	return s.env.T("Audit")
}

// SetSize gives the body's size in cells.
func (s *screen) SetSize(width, height int) {
	s.width, s.height = width, height
	for _, v := range s.views {
		v.board.SetSize(width, height)
	}
	if s.form != nil {
		s.form.form.SetSize(width, max(0, height-1))
	}
}

// View draws the filter's form, a row, or a list.
func (s *screen) View() string {
	if s.form != nil {
		return s.env.Theme.Head(s.env.T("Show the rows of the trail that match all of this"), "", s.width) + "\n" + s.form.form.View()
	}
	return s.top().board.View()
}

// CapturesKeys reports whether a field has the keys.
func (s *screen) CapturesKeys() bool { return s.form != nil }

// Unfinished names an export that is on its way.
func (s *screen) Unfinished() string {
	if s.export == nil {
		return ""
	}
	return s.env.T("the outcome of the export")
}

// Waiting reports whether the next key would mean a row that is on its way.
func (s *screen) Waiting() bool { return s.form == nil && s.top().board.Waiting() }

// Back is Esc: from a row to its list, from a history to where it was opened,
// from a filter to the whole trail.
func (s *screen) Back() (tea.Cmd, bool) {
	v := s.top()
	cmd, stepped := v.board.Back()
	switch {
	case stepped:
		return cmd, true
	case len(s.views) > 1:
		s.views = s.views[:len(s.views)-1]
		return nil, true
	case v.kind == log && v.words != "":
		return s.clearFilter(), true
	}
	return nil, false
}

// Refresh reads again what is shown.
func (s *screen) Refresh() tea.Cmd { return s.top().board.Reread() }
