// Package gate is the guard's screen: who is inside, who is expected, who came
// today and before; check-in, check-out, approval, denial and the muster list.
package gate

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// Store is what the screen reads and writes; *data.Store satisfies it.
type Store interface {
	Settings(ctx context.Context) (data.Settings, error)
	Visits(ctx context.Context, actor data.Actor, f data.VisitFilter) (data.VisitPage, error)
	VisitCounts(ctx context.Context, actor data.Actor) (data.VisitCounts, error)
	Visit(ctx context.Context, actor data.Actor, id uuid.UUID) (data.Visit, error)
	VisitTrail(ctx context.Context, actor data.Actor, id uuid.UUID) ([]data.VisitStep, error)
	KnownVisitor(ctx context.Context, actor data.Actor, phone string) (data.KnownVisitor, error)
	FindUnits(ctx context.Context, actor data.Actor, term string) ([]data.Unit, error)
	Residents(ctx context.Context, actor data.Actor, unit uuid.UUID) ([]data.Resident, error)
	RevealPhone(ctx context.Context, actor data.Actor, intent, unit, user uuid.UUID) (string, error)
	LogVisit(ctx context.Context, actor data.Actor, intent uuid.UUID, as data.VisitStatus, n data.NewVisit) (data.Visit, error)
	Approve(ctx context.Context, actor data.Actor, intent, id uuid.UUID, a data.Approval) (data.Visit, error)
	Deny(ctx context.Context, actor data.Actor, intent, id uuid.UUID, reason string) (data.Visit, error)
	CheckIn(ctx context.Context, actor data.Actor, intent uuid.UUID, visit data.Visit, second bool) (data.Visit, error)
	CheckOut(ctx context.Context, actor data.Actor, intent, id uuid.UUID) (data.Visit, error)
	UndoCheckOut(ctx context.Context, actor data.Actor, intent, id uuid.UUID) (data.Visit, error)
	PresumeLeft(ctx context.Context, actor data.Actor, intent, id uuid.UUID, note string) (data.Visit, error)
	Correct(ctx context.Context, actor data.Actor, intent uuid.UUID, c data.Correction) (data.Visit, error)
	Muster(ctx context.Context, actor data.Actor, after *data.MusterLine) (data.MusterPage, error)
	Settle(ctx context.Context, actor data.Actor, intent uuid.UUID) (saved bool, err error)
}

// Export puts a text of 80 columns where the person can fetch it, under a file
// name, and says where. It runs outside the event loop; its errors should be
// tui.Sentences.
type Export func(name string, text []byte) (where string, err error)

// Option is what a gate may have beside its store.
type Option func(*Screen)

// WithExport lets the muster list be written out. Without it the key is absent.
func WithExport(export Export) Option { return func(s *Screen) { s.export = export } }

// Screen is the gate at one desk.
type Screen struct {
	env    *tui.Env
	store  Store
	actor  data.Actor
	export Export
	keys   keys

	width, height int

	lists *tui.Lists[data.Visit]

	counts         data.VisitCounts
	counted        bool
	countsTicket   tui.Ticket
	settings       data.Settings
	settingsTicket tui.Ticket

	sends   *tui.Sends[written]
	lastOut *data.Visit // the last check-out at this desk
	reason  denialReason

	seek    tui.Ticket // of the search for who waits for approval
	naming  *naming    // the choice of the resident who approves
	form    *visitForm
	details *details
	muster  *muster
}

// New makes the gate's screen for an actor; id is a visit to open, or empty. It
// does no I/O.
func New(env *tui.Env, store Store, actor data.Actor, id string, options ...Option) tui.Screen {
	s := &Screen{env: env, store: store, actor: actor, keys: newKeys(env), settings: data.SettingsOf(nil)}
	s.sends = tui.NewSends[written](env, s.settle())
	s.lists = s.newLists()
	for _, o := range options {
		o(s)
	}
	if visit, err := uuid.Parse(id); err == nil {
		s.details = &details{id: visit, root: true}
	}
	return s
}

// Init reads the list of those inside, the figures and the settings, and the
// visit that was asked for.
func (s *Screen) Init() tea.Cmd {
	cmds := []tea.Cmd{s.readSettings(), s.readCounts(), s.lists.Show(int(inside))}
	if s.details != nil {
		cmds = append(cmds, s.readDetails())
	}
	return tea.Batch(cmds...)
}

// Title stands in the header.
func (s *Screen) Title() string {
	switch {
	case s.form != nil && s.form.seen != nil:
		return s.env.T("Gate > Correct")
	case s.form != nil:
		return s.env.T("Gate > Check in")
	case s.muster != nil:
		return s.env.T("Gate > Muster")
	case s.details != nil:
		return s.env.T("Gate > Visit")
	}
	return s.env.T("Gate")
}

// SetSize gives the body's size in cells.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

// CapturesKeys reports whether a field has the keys.
func (s *Screen) CapturesKeys() bool { return s.form != nil || s.lists.Typing() }

// Dirty reports whether something typed is not saved, or a write is on its way
// whose outcome the person would not learn.
func (s *Screen) Dirty() bool {
	return s.form != nil && s.form.form.Dirty() || s.sends.Any()
}

// Waiting reports whether the next key would mean the wrong thing: a list whose
// rows are on their way, a write that will move the row under the cursor, a
// question about to be asked. An outcome that is being checked holds nothing up.
func (s *Screen) Waiting() bool {
	switch {
	case s.sends.Sending():
		return true
	case s.form != nil || s.lists.Typing():
		return false
	}
	return s.seek.Valid() || s.naming != nil || s.details == nil && s.muster == nil && s.lists.Waiting()
}

// Back is Esc: from the details or the muster to the list, from a search to the
// whole list.
func (s *Screen) Back() bool {
	switch {
	case s.seek.Valid() || s.naming != nil:
		s.seek, s.naming = tui.Ticket{}, nil
	case s.muster != nil:
		s.muster = nil
	case s.details != nil && !s.details.root:
		s.details = nil
	case s.details == nil:
		return s.lists.Back()
	default:
		return false
	}
	return true
}

// Refresh reads again what is shown; the cursor stays on its row.
func (s *Screen) Refresh() tea.Cmd {
	cmds := []tea.Cmd{s.readSettings(), s.reread()}
	if s.muster != nil {
		cmds = append(cmds, s.readMuster())
	}
	return tea.Batch(cmds...)
}

// reread reads the figures, the shown list and the shown visit; other lists are
// read when they are next shown.
func (s *Screen) reread() tea.Cmd {
	cmds := []tea.Cmd{s.readCounts(), s.lists.Reload()}
	if s.details != nil {
		cmds = append(cmds, s.readDetails())
	}
	return tea.Batch(cmds...)
}

func (s *Screen) readCounts() tea.Cmd {
	store, actor := s.store, s.actor
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (data.VisitCounts, error) {
		return store.VisitCounts(ctx, actor)
	})
	s.countsTicket = ticket
	return cmd
}

func (s *Screen) readSettings() tea.Cmd {
	ticket, cmd := tui.Load(s.env, s.store.Settings)
	s.settingsTicket = ticket
	return cmd
}

// region is the country of phones written without a country code.
func (s *Screen) region() string { return s.settings.Country() }
