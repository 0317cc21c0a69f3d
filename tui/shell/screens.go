package shell

import (
	"cmp"
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// enter makes a signed-in session the desk's: its screens, its banner, its
// first screen open.
func (d *Desk) enter(s Session) tea.Cmd {
	d.session, d.account, d.entries = s, s.Account(), nil
	d.place, d.lock, d.dialogs, d.status = placeScreens, nil, nil, status{}
	d.lastKey = d.env.Clock()
	if k, ok := s.(LookKeeper); ok {
		d.dress(k.Look())
	}
	if p, ok := s.(PasswordChanger); ok && p.PasswordDue() {
		d.choosePassword(p, true)
		return tea.Batch(d.readHouse(), d.armIdle())
	}
	d.entries = s.Screens()
	cmds := []tea.Cmd{d.readHouse(), d.readBanner(), d.readNews(nil), d.armIdle()}
	if len(d.entries) > 0 {
		cmds = append(cmds, d.show(d.entries[0], ""))
	}
	return tea.Batch(cmds...)
}

// show puts a new screen on the stack.
func (d *Desk) show(e tui.Entry, id string) tea.Cmd {
	s := e.New(d.env, id)
	d.stack = append(d.stack, stacked{entry: e, screen: s})
	d.layout = layoutSize{}
	d.measure()
	return s.Init()
}

func (d *Desk) top() tui.Screen {
	if len(d.stack) == 0 {
		return nil
	}
	return d.stack[len(d.stack)-1].screen
}

func (d *Desk) open(msg tui.Open) tea.Cmd {
	if d.place == placeLogin {
		return nil
	}
	for _, e := range d.entries {
		if e.Name == msg.Name {
			return d.show(e, msg.ID)
		}
	}
	d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("This account may not open that.")})
	return nil
}

// drop takes a screen and what lies on it off the stack; nil means the top one.
// The last screen stays.
func (d *Desk) drop(s tui.Screen) {
	for i := len(d.stack) - 1; i > 0; i-- {
		if s == nil || d.stack[i].screen == s {
			clear(d.stack[i:])
			d.stack = d.stack[:i]
			d.layout = layoutSize{}
			return
		}
	}
}

// jump replaces the whole stack by an entry's screen, after asking where
// something typed would be lost.
func (d *Desk) jump(e tui.Entry) tea.Cmd {
	if len(d.stack) > 0 && d.stack[0].entry.Name == e.Name {
		return d.guarded("Go back to the list and lose %s?", 1, func() tea.Cmd {
			if len(d.stack) > 1 {
				d.drop(d.stack[1].screen)
			}
			return nil
		})
	}
	return d.guarded("Go there and lose %s?", 0, func() tea.Cmd {
		d.clearStack()
		return d.show(e, "")
	})
}

func (d *Desk) clearStack() {
	clear(d.stack)
	d.stack, d.dialogs, d.asleep, d.held = d.stack[:0], nil, nil, nil
}

// leaveQuestion is asked before the desk is left, of what would be lost.
const leaveQuestion = "Leave the desk and lose %s?"

// guarded runs fn at once. Where something on the screens from the given place of
// the stack upwards would be lost, it runs fn after a yes to the question, which
// names what that is.
func (d *Desk) guarded(question string, from int, fn func() tea.Cmd) tea.Cmd {
	lost := d.loses(from)
	if lost == "" {
		return fn()
	}
	d.ask(tui.Confirm{Text: d.env.T(question, lost), OnYes: fn})
	return nil
}

// loses names what would be lost with the screens from the given place of the
// stack upwards: what was typed, and what is under way; empty for nothing.
func (d *Desk) loses(from int) string {
	lost := d.unfinished(from)
	switch {
	case !d.dirty(from):
		return lost
	case lost == "":
		return d.env.T("what you typed")
	}
	return d.env.T("%s and %s", d.env.T("what you typed"), lost)
}

// dirty reports whether something typed would be lost.
func (d *Desk) dirty(from int) bool {
	for i := from; i < len(d.stack); i++ {
		if k, ok := d.stack[i].screen.(tui.DirtyKeeper); ok && k.Dirty() {
			return true
		}
	}
	return false
}

// unfinished names what is under way.
func (d *Desk) unfinished(from int) string {
	lost := ""
	for i := from; i < len(d.stack); i++ {
		u, ok := d.stack[i].screen.(tui.Unfinisher)
		if !ok {
			continue
		}
		switch more := u.Unfinished(); {
		case lost == "":
			lost = more
		case more != "":
			lost = d.env.T("%s and %s", lost, more)
		}
	}
	return lost
}

// back is Esc outside of fields: a step within the screen, else one screen less.
func (d *Desk) back() tea.Cmd {
	if b, ok := d.top().(tui.Backer); ok {
		if cmd, stepped := b.Back(); stepped {
			return cmd
		}
	}
	if len(d.stack) <= 1 {
		return nil
	}
	return d.guarded("Leave this and lose %s?", len(d.stack)-1, func() tea.Cmd {
		d.drop(nil)
		return nil
	})
}

// leave ends the program, after asking: its key lies beside others, and who is gone has
// to sign in anew. Where nothing would be lost the same key once more says yes.
func (d *Desk) leave() tea.Cmd {
	if d.loses(0) != "" {
		return d.guarded(leaveQuestion, 0, d.quit)
	}
	ask, _ := tui.NewDialog(tui.Confirm{Text: d.env.T("Leave the desk?"), OnYes: d.quit})
	d.dialogs = append(d.dialogs, &leaveDialog{Dialog: ask, again: d.keys.quit, leave: d.quit})
	return nil
}

// quit signs out, without letting a lost database hold the person back, and
// ends the program.
func (d *Desk) quit() tea.Cmd {
	d.leaving = true
	out := d.signOut()
	if out == nil {
		return tea.Quit
	}
	return tea.Sequence(out, tea.Quit)
}

// signOutTimeout is how long leaving may take.
const signOutTimeout = 2 * time.Second

func (d *Desk) signOut() tea.Cmd {
	if d.session == nil {
		return nil
	}
	s, log := d.session, d.env.Log
	_, cmd := tui.Ask(d.env, func(ctx context.Context) (signedOut, error) {
		ctx, cancel := context.WithTimeout(ctx, signOutTimeout)
		defer cancel()
		err := s.SignOut(ctx)
		if err != nil && log != nil {
			log.WarnContext(ctx, "sign out", "error", err)
		}
		return signedOut{}, err
	})
	return cmd
}

type signedOut struct{}

// end drops the session and goes back to the login screen with a reason. The
// account's e-mail stands there already: who types on without looking, as at the
// lock, types into the password's field, where nothing is shown.
func (d *Desk) end(reason string) {
	if d.session == nil {
		return
	}
	email := cmp.Or(d.account.Email, d.opts.Email)
	d.clearStack()
	d.session, d.account, d.entries, d.notices = nil, Account{}, nil, nil
	d.lock, d.password = nil, nil
	d.noticeAt, d.noticeTicket, d.told = 0, tui.Ticket{}, nil
	d.newsTicket, d.newsAgain = tui.Ticket{}, false
	d.place, d.status = placeLogin, status{}
	d.dress(tui.Look{})
	d.login = newLogin(d.env, email)
	d.login.form.OnSubmit = d.signIn
	d.login.reason = reason
}

// handOver signs the present account out, with all that it left open, for
// somebody else to sign in.
func (d *Desk) handOver() tea.Cmd {
	out := d.signOut()
	d.end("")
	d.login.form.Set(loginEmail, "")
	d.login.form.Focus(loginEmail)
	return out
}
