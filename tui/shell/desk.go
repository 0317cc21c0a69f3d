// Package shell is the desk around the screens: the root model with header, banner,
// status line and key hints, the screens on their stack and the dialogs over it,
// sign-in and lock, and the key that finds everything. It is made of the kit of package
// tui, and knows neither the database nor any particular screen.
package shell

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/wire"
)

// place is what the desk shows: nobody signed in, somebody's screens, or what
// hides them.
type place uint8

const (
	placeLogin place = iota
	placeScreens
	placeLocked
	// placePassword is the form for a new password, over the screens or before them.
	placePassword
)

// The idle lock where the house does not say, and the bounds of what it may
// say.
const (
	idleDefault = 15 * time.Minute
	idleLeast   = time.Minute
	idleMost    = time.Hour
	unlockTries = 3
	heldMost    = 256
)

// Options are what a desk may start with.
type Options struct {
	// Email stands in the login screen's first field.
	Email string
	// Session, where set, is somebody already signed in (as over SSH): the desk
	// starts at their first screen.
	Session Session
	// House, where its Name is set, is the house as it stands now: the first
	// paint shows its name and time without waiting for the Backend.
	House House
	// Guide is what a stranger is told at the login screen, a line each, already
	// through the printer.
	Guide []string
	// Pressed, where set, is called for every key, so that others may know how
	// long the keyboard rests. It must not block.
	Pressed func()
	// Loses, where set, is told whether ending the desk would lose something,
	// whenever that changes. It must not block.
	Loses func(loss bool)
	// CloseAfter ends the program when the keyboard rested that long at the lock
	// or the login screen; zero never does.
	CloseAfter time.Duration
}

// Desk is the root model: header, banner, body, status line and key hints, the
// screen stack, the dialogs over it, and the login and lock screens around it.
type Desk struct {
	env     *tui.Env
	keys    *deskKeys
	backend Backend
	opts    Options

	width, height int
	place         place
	house         House
	houseTicket   tui.Ticket

	login    *login
	lock     *lockPane
	password *passwordPane

	look     tui.Look // how the desk looks
	lookSave tui.Save[tui.Look]
	dressed  tea.Cmd // what the line is to be told of it

	session Session
	account Account
	entries []tui.Entry
	stack   []stacked
	dialogs []tui.Dialog
	asleep  []tui.Dialog // the screens' dialogs while the desk is locked
	held    []tea.KeyMsg

	notices      []Notice
	noticeAt     int
	noticeTicket tui.Ticket
	told         map[showing]bool // the notices that stood in the banner
	newsTicket   tui.Ticket
	newsAgain    bool // something changed while the news were read

	healer healer
	// hears says whether the desk hears of what changes, and can save.
	hears Hears

	status status
	keying bool // a key is being carried out

	lastKey   time.Time
	idleArmed bool
	idleAt    time.Time
	idleRound int // of the timer under way; an older one means nothing
	leaving   bool
	closing   bool // the program around is about to end
	toldLoss  bool // what Options.Loses was told last
	farewell  string
	layout    layoutSize
}

// stacked is a screen on the stack with the entry it came from.
type stacked struct {
	entry  tui.Entry
	screen tui.Screen
	own    []uuid.UUID // the keys of its last writes
	found  bool        // the key that finds everything opened it
}

type layoutSize struct{ width, height int }

type (
	minuteTick struct{}
	idleTick   struct{ round int }
)

// NewDesk makes the desk of one session. It does no I/O before Init.
func NewDesk(env *tui.Env, backend Backend, opts Options) *Desk {
	d := &Desk{env: env, keys: newDeskKeys(env), backend: backend, opts: opts, width: 80, height: 24}
	d.lastKey = env.Clock()
	env.Sure = func() func(context.Context) error {
		if d.session == nil {
			return nil
		}
		return d.session.Sure
	}
	if opts.House.Name != "" {
		d.takeHouse(opts.House)
	}
	d.login = newLogin(env, opts.Email)
	d.login.form.OnSubmit = d.signIn
	return d
}

// Init reads the house and starts the clock, and opens the first screen of
// somebody who has already signed in.
func (d *Desk) Init() tea.Cmd {
	cmds := []tea.Cmd{d.readHouse(), d.nextMinute(), d.armIdle()}
	if d.opts.Session != nil {
		cmds = append(cmds, d.enter(d.opts.Session))
	}
	return tea.Batch(append(cmds, d.drain(), d.takeDressed())...)
}

// Update routes a message: size, then what the shell itself awaits, then keys
// to the one who should have them, and everything else to every live screen.
func (d *Desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, d.keying = msg.(tea.KeyMsg)
	healed := d.heal(msg)
	cmd := d.route(msg)
	more := d.drain()
	held := d.release()
	d.keepStatus()
	d.measure()
	d.tellLoss()
	return d, tea.Batch(healed, cmd, more, held, d.takeDressed(), d.closeWhenFree())
}

func (d *Desk) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		d.width, d.height = max(msg.Width, 0), max(msg.Height, 0)
		return nil
	case tea.KeyMsg:
		return d.typed(msg)
	case tea.MouseMsg, tea.FocusMsg, tea.BlurMsg:
		return nil
	case minuteTick:
		return d.nextMinute()
	case healTick:
		return d.tryAgain()
	case idleTick:
		if msg.round != d.idleRound {
			return nil
		}
		d.idleArmed = false
		return d.idle()
	}
	if cmd, ok := d.own(msg); ok {
		return cmd
	}
	return d.everyone(msg)
}

// drain carries out what screens handed over by Env.Do, and what that hands
// over in turn.
func (d *Desk) drain() tea.Cmd {
	var cmds []tea.Cmd
	for {
		msgs := d.env.TakePosted()
		if len(msgs) == 0 {
			return tea.Batch(cmds...)
		}
		for _, m := range msgs {
			cmds = append(cmds, d.route(m))
		}
	}
}

// own carries out the messages that are the shell's; it reports whether msg was
// one.
func (d *Desk) own(msg tea.Msg) (tea.Cmd, bool) {
	if dlg, ok := tui.NewDialog(msg); ok {
		switch d.place {
		case placeScreens:
			d.dialogs = append(d.dialogs, dlg)
		case placeLocked, placePassword:
			d.asleep = append(d.asleep, dlg)
		case placeLogin:
		}
		return nil, true
	}
	switch msg := msg.(type) {
	case tui.Notify:
		d.notify(msg)
	case wire.Cut:
		d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("That was too much to paste at once; its end was dropped.")})
	case tui.Open:
		return d.open(msg), true
	case tui.Close:
		d.drop(msg.Screen)
	case Refresh:
		return d.refresh(msg), true
	case Hears:
		d.hears = msg
	case tui.HouseChanged:
		return d.readHouse(), true
	case tui.BannerChanged:
		return d.readBanner(), true
	case tui.Ended:
		if msg.Account == "" || msg.Account == d.account.ID {
			d.end(msg.Reason)
		}
	case Closing:
		d.startClosing(msg)
	case GiveWay:
		return d.giveWay(msg), true
	case tui.Lock:
		d.lockUp()
	case tui.Loaded[House]:
		return d.tookHouse(msg)
	case tui.Loaded[[]Notice]:
		return d.tookBanner(msg)
	case tui.Loaded[tidings]:
		return d.tookNews(msg)
	case findDue:
		return d.findPaused(msg), true
	case tui.Loaded[[]Found]:
		return d.tookFound(msg), true
	default:
		return nil, false
	}
	return nil, true
}

// nextMinute wakes the header's clock at the next full minute: nothing else
// ticks.
func (d *Desk) nextMinute() tea.Cmd {
	now := d.env.Clock()
	wait := now.Truncate(time.Minute).Add(time.Minute).Sub(now)
	return d.env.After(wait, func(time.Time) tea.Msg { return minuteTick{} })
}
