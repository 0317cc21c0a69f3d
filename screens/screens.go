// Package screens lists the screens that a signed-in account may open, and is
// the one place where the shell meets the database: it implements shell.Backend
// over *data.Society.
package screens

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/audit"
	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/screens/directory"
	"github.com/civoranexus/society360/screens/gate"
	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/screens/notices"
	"github.com/civoranexus/society360/screens/reports"
	"github.com/civoranexus/society360/screens/sessions"
	"github.com/civoranexus/society360/screens/settings"
	"github.com/civoranexus/society360/screens/tickets"
	"github.com/civoranexus/society360/screens/units"
	"github.com/civoranexus/society360/screens/upkeep"
	"github.com/civoranexus/society360/screens/users"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// The stores' error answers all that the kit asks of an error.
var _ interface {
	tui.Sentence
	tui.FieldErrors
	tui.Unsure
	tui.Stored
	tui.Fault
	tui.Outage
} = (*fault.Error)(nil)

// Options are what a desk's screens may have beside the society.
type Options struct {
	// Files gives the place for an account's files.
	Files func(role.Actor) tui.Files
	// Refused, which may be nil, is told of a sign-in at the login screen that failed.
	Refused func(ctx context.Context, origin role.Origin, email string, err error)
}

// Backend is the society as one desk meets it: everything done there comes from
// the same origin. It is safe for use by many goroutines.
type Backend struct {
	society *data.Society
	origin  role.Origin
	opts    Options

	mu   sync.Mutex
	open *session
	// screen is the one opened last; changed is called when it or open changes.
	screen  string
	changed func()
	// confirmed reports whether it was asked lately who may stay; nil at a desk
	// that no Live keeps.
	confirmed func() bool
	// changing says that the account's own password is being changed: the change
	// itself must not end its session.
	changing bool
	// pressed is when a key was last pressed, in Unix seconds.
	pressed atomic.Int64
}

// NewBackend makes the backend of a desk at origin, whose gate is what
// entry_gate and exit_gate get.
func NewBackend(society *data.Society, origin role.Origin, opts Options) *Backend {
	b := &Backend{society: society, origin: origin, opts: opts}
	b.Pressed()
	return b
}

// Pressed notes that a key was pressed at the desk.
func (b *Backend) Pressed() { b.pressed.Store(time.Now().Unix()) }

// Rests tells since when no key was pressed at the desk.
func (b *Backend) Rests() time.Time { return time.Unix(b.pressed.Load(), 0) }

// House returns the settings that the shell itself obeys. Errors are *fault.Error.
func (b *Backend) House(ctx context.Context) (shell.House, error) {
	s, err := b.society.Settings.Values(ctx)
	if err != nil {
		return shell.House{}, err
	}
	return shell.House{Name: s.Society(), Zone: s.Zone(), IdleLock: s.SessionTimeout()}, nil
}

// SignIn checks a password and opens the account's session at this desk. Errors
// are *fault.Error.
func (b *Backend) SignIn(ctx context.Context, email, password string) (shell.Session, error) {
	actor, err := b.society.Accounts.SignIn(ctx, b.origin, email, password)
	if err != nil {
		if b.opts.Refused != nil {
			b.opts.Refused(ctx, b.origin, email, err)
		}
		return nil, err
	}
	return b.Opened(ctx, actor), nil
}

// Opened is the session of an account that has signed in already, as over SSH.
func (b *Backend) Opened(ctx context.Context, actor role.Actor) shell.Session {
	s := &session{backend: b, actor: actor, worn: b.look(ctx, actor)}
	b.change(func() { b.open, b.screen = s, "" })
	return s
}

// Transfers notes that the account's file is on its way, as over SSH, by the name
// of the command: there is no screen and nobody signs out.
func (b *Backend) Transfers(actor role.Actor, command string) {
	b.change(func() { b.open, b.screen = &session{backend: b, actor: actor}, command })
}

// change carries out what changes who sits at the desk, or what they look at, and tells of it.
func (b *Backend) change(do func()) {
	b.mu.Lock()
	do()
	changed := b.changed
	b.mu.Unlock()
	if changed != nil {
		changed()
	}
}

// keptBy has changed called after every change, and confirmed asked before a read.
func (b *Backend) keptBy(changed func(), confirmed func() bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changed, b.confirmed = changed, confirmed
}

// sure reports whether it is known, without asking, that who sits here may stay.
func (b *Backend) sure() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changing || b.confirmed != nil && b.confirmed()
}

// presence is who sits at the desk, for the register.
func (b *Backend) presence() accounts.Presence {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := accounts.Presence{Origin: b.origin, Screen: b.screen, ActiveAt: time.Unix(b.pressed.Load(), 0)}
	if b.open != nil {
		id := b.open.actor.UserID
		p.UserID, p.Role, p.Epoch = &id, b.open.actor.Role, b.open.actor.Epoch
		if b.changing {
			p.Epoch = accounts.AnyEpoch
		}
	}
	return p
}

// forget takes a dismissed account off the desk; it reports whether it did.
// Somebody who signed in since stays, and so does an account whose own password is
// being changed: it is asked about again.
func (b *Backend) forget(p accounts.Presence) (gone bool) {
	b.change(func() {
		if !b.changing && b.open != nil && p.UserID != nil && b.open.actor.UserID == *p.UserID && b.open.actor.Epoch == p.Epoch {
			b.open, b.screen, gone = nil, "", true
		}
	})
	return gone
}

// Close signs out whoever is still signed in, as when the line dropped or the
// program was told to end. Errors are *fault.Error.
func (b *Backend) Close(ctx context.Context) error {
	b.mu.Lock()
	open := b.open
	b.mu.Unlock()
	if open == nil {
		return nil
	}
	return open.SignOut(ctx)
}

// session is an account at a desk.
type session struct {
	backend *Backend
	actor   role.Actor
	news    news
	worn    tui.Look // what the account had chosen when it signed in
}

func (s *session) store() *data.Society { return s.backend.society }

// files is where the account's files go to and come from.
func (s *session) files() tui.Files { return s.backend.opts.Files(s.actor) }

// Account is the person as the header shows them.
func (s *session) Account() shell.Account {
	return shell.Account{
		ID: s.actor.UserID.String(), Name: s.actor.Name, Email: s.actor.Email, Role: string(s.actor.Role),
	}
}

// Screens lists what the account's role may open; a role that the program does
// not know has none.
func (s *session) Screens() []tui.Entry {
	all := []struct {
		roles []role.Role
		entry tui.Entry
	}{
		{[]role.Role{role.Guard, role.Staff, role.Admin}, tui.Entry{
			Name: "gate", Title: "Gate", Key: 'g', New: s.gate,
			// An approval lapses with the account of who gave it.
			Topics: topics(topic.Visits, topic.Units, topic.Accounts),
		}},
		{[]role.Role{role.Resident}, tui.Entry{
			Name: "home", Title: "Home", Key: 'h', New: s.home,
			Topics: topics(topic.Bills, topic.Visits, topic.Units, topic.Tickets, topic.Accounts),
		}},
		{[]role.Role{role.Guard, role.Staff, role.Admin, role.Resident}, tui.Entry{
			Name: "tickets", Title: "Tickets", Key: 't', New: s.tickets,
			// A ticket of somebody who is barred counts as unassigned.
			Topics: topics(topic.Tickets, topic.Units, topic.Accounts),
		}},
		{[]role.Role{role.Staff, role.Admin}, tui.Entry{
			Name: "bills", Title: "Bills", Key: 'b', New: s.bills,
			Topics: topics(topic.Bills, topic.Units),
		}},
		{[]role.Role{role.Guard, role.Staff, role.Admin, role.Resident}, tui.Entry{
			Name: "notices", Title: "Notices", Key: 'n', New: s.notices, Banner: true,
			Topics: topics(topic.Notices, topic.Units),
		}},
		{[]role.Role{role.Guard, role.Staff, role.Admin}, tui.Entry{
			Name: "directory", Title: "Directory", Key: 'd', New: s.directory,
			Topics: topics(topic.Units, topic.Accounts, topic.Visits, topic.Bills),
		}},
		{[]role.Role{role.Admin}, tui.Entry{
			// Every write of the society adds to the trail: it is read again when
			// somebody asks (r), not for each.
			Name: "audit", Title: "Audit", Key: 'a', New: s.audit, Topics: topics(),
		}},
		{[]role.Role{role.Admin}, tui.Entry{
			// An account says at how many desks it is, and when a key was used last.
			Name: "users", Title: "Users", Key: 'u', New: s.users,
			Topics: topics(topic.Accounts, topic.Units, topic.Sessions),
		}},
		{[]role.Role{role.Admin}, tui.Entry{
			Name: "units", Title: "Units", Key: 'i', New: s.units,
			Topics: topics(topic.Units, topic.Accounts),
		}},
		{[]role.Role{role.Admin}, tui.Entry{
			Name: "settings", Title: "Settings", Key: 's', New: s.settings, Topics: topics(),
		}},
		{[]role.Role{role.Admin}, tui.Entry{
			// Figures change when they are made anew; those that are read as they are
			// cost too much to be read with every payment and visit.
			Name: "reports", Title: "Reports", Key: 'r', New: s.reports, Topics: topics(topic.Reports),
		}},
		{[]role.Role{role.Admin}, tui.Entry{
			Name: "sessions", Title: "Sessions", Key: 'e', New: s.sessions, Topics: topics(topic.Sessions),
		}},
		{[]role.Role{role.Admin}, tui.Entry{
			// What a check found is read again when it may have been mended.
			Name: "upkeep", Title: "Upkeep", Key: 'k', New: s.upkeep,
			Topics: topics(topic.Accounts, topic.Units, topic.Visits, topic.Tickets, topic.Bills, topic.Schedule),
		}},
	}
	var open []tui.Entry
	for _, a := range all {
		if slices.Contains(a.roles, s.actor.Role) {
			open = append(open, s.noted(a.entry))
		}
	}
	return open
}

// topics are what a screen shows. Every screen reads a setting or two, and hears
// of those as well.
func topics(shown ...topic.Topic) []string {
	names := []string{string(topic.Settings)}
	for _, t := range shown {
		names = append(names, string(t))
	}
	return names
}

// noted is an entry whose opening is noted for the register of desks.
func (s *session) noted(e tui.Entry) tui.Entry {
	build := e.New
	e.New = func(env *tui.Env, id string) tui.Screen {
		s.backend.change(func() { s.backend.screen = e.Name })
		return build(env, id)
	}
	return e
}

func (s *session) gate(env *tui.Env, id string) tui.Screen {
	return gate.New(env, gate.Stores{Settings: s.store().Settings, Homes: s.store().Homes, Visits: s.store().Visits, Settle: s.store().Settle}, s.actor, s.files(), id)
}

func (s *session) audit(env *tui.Env, id string) tui.Screen {
	return audit.New(env, audit.Stores{Trail: s.store().Trail, Seal: s.store().Seal}, s.actor, s.files(), id)
}

func (s *session) units(env *tui.Env, id string) tui.Screen {
	return units.New(env, units.Stores{Settings: s.store().Settings, Homes: s.store().Homes, Directory: s.store().Directory, Imports: s.store().Imports, Settle: s.store().Settle}, s.actor, s.files(), id)
}

func (s *session) reports(env *tui.Env, id string) tui.Screen {
	return reports.New(env, reports.Stores{Money: s.store().Money, Reports: s.store().Reports}, s.actor, s.files(), id)
}

func (s *session) sessions(env *tui.Env, id string) tui.Screen {
	return sessions.New(env, sessions.Stores{Accounts: s.store().Accounts, Trail: s.store().Trail, Settle: s.store().Settle}, s.actor, id)
}

func (s *session) upkeep(env *tui.Env, id string) tui.Screen {
	pool := func() (used, most int) {
		p := s.store().Pool()
		return p.InUse, p.Most
	}
	return upkeep.New(env, upkeep.Stores{
		Health: s.store().Health, Schedule: s.store().Schedule, Maintenance: s.store().Maintenance, Pool: pool, Settle: s.store().Settle,
	}, s.actor, id)
}

func (s *session) bills(env *tui.Env, id string) tui.Screen {
	return bills.New(env, bills.Stores{Settings: s.store().Settings, Homes: s.store().Homes, Money: s.store().Money, Settle: s.store().Settle}, s.actor, s.files(), id)
}

func (s *session) home(env *tui.Env, id string) tui.Screen {
	return home.New(env, home.Stores{Settings: s.store().Settings, Homes: s.store().Homes, Visits: s.store().Visits, Tickets: s.store().Tickets, Money: s.store().Money, Directory: s.store().Directory, Settle: s.store().Settle}, s.actor, s.files(), id)
}

func (s *session) notices(env *tui.Env, id string) tui.Screen {
	return notices.New(env, notices.Stores{Notices: s.store().Notices, Settle: s.store().Settle}, s.actor, id)
}

func (s *session) tickets(env *tui.Env, id string) tui.Screen {
	return tickets.New(env, tickets.Stores{Homes: s.store().Homes, Tickets: s.store().Tickets, Settle: s.store().Settle}, s.actor, id)
}

func (s *session) directory(env *tui.Env, id string) tui.Screen {
	return directory.New(env, directory.Stores{Settings: s.store().Settings, Homes: s.store().Homes, Visits: s.store().Visits, Money: s.store().Money, Directory: s.store().Directory, Settle: s.store().Settle}, s.actor, id)
}

func (s *session) settings(env *tui.Env, id string) tui.Screen {
	return settings.New(env, settings.Stores{Settings: s.store().Settings, Archive: s.store().Archive, Settle: s.store().Settle}, s.actor, id)
}

func (s *session) users(env *tui.Env, id string) tui.Screen {
	return users.New(env, users.Stores{Settings: s.store().Settings, Accounts: s.store().Accounts, Tickets: s.store().Tickets, Settle: s.store().Settle}, s.actor, id)
}

// notePrefix tells the word of the program in the banner from a notice.
const notePrefix = "note:"

// Banner returns the important notices that the account has not read, and what an
// upgrade has to tell an admin once.
func (s *session) Banner(ctx context.Context) ([]shell.Notice, error) {
	var notices []shell.Notice
	if s.actor.May(role.ManageSettings) {
		notes, err := s.store().Accounts.UpgradeNotes(ctx, s.actor)
		if err != nil {
			return nil, err
		}
		for _, n := range notes {
			notices = append(notices, shell.Notice{ID: notePrefix + n.Name, Text: n.Text, More: n.More})
		}
	}
	unread, err := s.store().Notices.UnreadImportant(ctx, s.actor)
	for _, n := range unread {
		notices = append(notices, shell.Notice{ID: n.ID.String(), Text: n.Title, Since: n.Since, Changed: n.Changed})
	}
	return notices, err
}

// MarkRead records that the account has read a notice. A repeat after a lost
// answer is a new intent: to have read a notice twice changes nothing.
func (s *session) MarkRead(ctx context.Context, id string) error {
	intent, err := uuid.NewV7()
	if err != nil {
		return err
	}
	if name, ok := strings.CutPrefix(id, notePrefix); ok {
		return s.store().Accounts.ReadUpgradeNote(ctx, s.actor, intent, name)
	}
	notice, err := uuid.Parse(id)
	if err != nil {
		return &fault.Error{Kind: fault.NotFound, Format: "This notice was read already, or is gone.", Cause: err}
	}
	shown, err := s.store().Notices.Get(ctx, s.actor, notice)
	if err != nil {
		return err
	}
	return s.store().Notices.MarkRead(ctx, s.actor, intent, shown.ID, shown.Version)
}

// Unlock checks the account's password again.
func (s *session) Unlock(ctx context.Context, password string) error {
	err := s.store().Accounts.Unlock(ctx, s.actor, password)
	if errors.Is(err, accounts.ErrWrongPassword) {
		return tui.WrongPassword{Cause: err}
	}
	return err
}

// Sure lets a read go on where the account was lately found to be in order, and
// else asks. An account that was changed reads nothing, and where nobody can tell,
// nobody does: it may have been barred meanwhile.
func (s *session) Sure(ctx context.Context) error {
	if s.backend.sure() || s.backend.isChanging() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	err := s.store().Accounts.Alive(ctx, s.actor)
	var e *fault.Error
	if err == nil || errors.As(err, &e) && (e.Kind == fault.Forbidden || e.Kind == fault.Unavailable) {
		return err
	}
	return &fault.Error{
		Kind: fault.Unavailable, Cause: err,
		Format: "Your account cannot be checked just now, so nothing is shown. Try again in a moment.",
	}
}

// SignOut ends the session; the desk is free for the next one even where the
// register could not be told.
func (s *session) SignOut(ctx context.Context) error {
	b := s.backend
	b.change(func() {
		if b.open == s {
			b.open, b.screen = nil, ""
		}
	})
	return s.store().Accounts.SignOut(ctx, s.actor)
}
