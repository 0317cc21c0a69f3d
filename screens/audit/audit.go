// Package audit is the auditor's screen: the trail by every filter, a row with
// what it changed, a thing's whole history, a session's, and their export.
package audit

import (
	"context"
	"io"
	"strings"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/trail"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Stores are what the screen reads and writes: what it asks of each room of data.
type Stores struct {
	Trail Trail
	Seal  Seal
}

// Seal is what the screen asks of the trail's seal.
type Seal interface {
	State(ctx context.Context, actor role.Actor) (seal.State, error)
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

// screen is the audit trail at one desk: views that lie on one another, the trail,
// and from a row of it histories and sessions. It never reads again by itself: rows
// come with everything that anybody does, and r shows them.
type screen struct {
	*tui.Stack
	env   *tui.Env
	store Stores
	actor role.Actor
	files tui.Files
	// words are the actions and kinds that the filter's form suggests.
	words *tui.Fetch[trail.Words]
	// sealed is how the trail's seal stands.
	sealed *tui.Fetch[seal.State]
	export *export
	drawn  drawn
}

// New makes the audit screen; id is "resource_type/uuid" for that thing's
// history, or empty for the trail. It does no I/O.
func New(env *tui.Env, store Stores, actor role.Actor, files tui.Files, id string) tui.Screen {
	s := &screen{env: env, store: store, actor: actor, files: files, Stack: tui.NewStack(env, env.T("Audit"), nil)}
	s.Stack.Words = inFull()
	s.words = tui.NewFetch[trail.Words](s.Stack)
	s.sealed = tui.NewFetch[seal.State](s.Stack)
	v := &view{kind: log}
	if kind, thing, ok := strings.Cut(id, "/"); ok {
		if row, err := uuid.Parse(thing); err == nil {
			v = &view{kind: history, filter: trail.Filter{Resource: kind, ResourceID: &row, Whole: true}}
		}
	}
	s.Push(s.fill(v))
	return s
}

// Init reads the newest rows.
func (s *screen) Init() tea.Cmd {
	store, actor := s.store, s.actor
	return tea.Batch(s.Stack.Init(), s.words.Ask(func(ctx context.Context) (trail.Words, error) {
		return store.Trail.Words(ctx, actor)
	}), s.sealed.Ask(func(ctx context.Context) (seal.State, error) {
		return store.Seal.State(ctx, actor)
	}))
}

// Update takes a key, or the answer to something the screen asked.
func (s *screen) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(tea.KeyMsg); !ok {
		s.drawn = drawn{}
	}
	return tea.Batch(s.exported(msg), s.Stack.Update(msg))
}

// Unfinished names an export that is on its way.
func (s *screen) Unfinished() string {
	if s.export == nil {
		return ""
	}
	return s.env.T("the outcome of the export")
}
