package shell

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// lockPane hides the screens of a session until its password is given again.
// The screens live on under it, with all that was typed into them.
type lockPane struct {
	form   *tui.Form[loginField]
	ticket tui.Ticket
	reason string
	tries  int
}

type unlocked struct{}

// lockUp hides the screens.
func (d *Desk) lockUp() {
	if d.place != placeScreens {
		return
	}
	d.place, d.held = placeLocked, nil
	d.dialogs, d.asleep = nil, d.dialogs
	d.lock = &lockPane{form: tui.NewForm(d.env, tui.Field[loginField]{
		Key: loginPassword, Label: d.env.T("Password"), Kind: tui.FieldPassword, MaxBytes: passwordMax,
		Required: true, Width: 40,
	})}
	d.lock.form.EnterSubmits = true
	d.lock.form.SaveLabel = d.env.T("unlock")
	d.lock.form.OnSubmit = d.unlock
}

// lockKey takes a key at the lock. Dialogs of the screens sleep meanwhile.
func (d *Desk) lockKey(msg tea.KeyMsg) tea.Cmd {
	if d.lock.ticket.Valid() {
		return nil
	}
	if key.Matches(msg, d.keys.other) {
		return d.someoneElse()
	}
	if key.Matches(msg, d.env.Keys.Back) {
		d.lock.form.Set(loginPassword, "")
		return nil
	}
	return d.lock.form.Update(msg)
}

// someoneElse hands the desk over, after asking where the present account would
// lose something.
func (d *Desk) someoneElse() tea.Cmd {
	question := d.env.T("Let someone else sign in and lose what %s typed?", d.account.Name)
	return d.guarded(question, 0, d.handOver)
}

func (d *Desk) unlock() tea.Cmd {
	password, session := d.lock.form.Value(loginPassword), d.session
	d.lock.reason = ""
	var cmd tea.Cmd
	d.lock.ticket, cmd = tui.Ask(d.env, func(ctx context.Context) (unlocked, error) {
		return unlocked{}, session.Unlock(ctx, password)
	})
	return cmd
}

func (d *Desk) lockAnswer(msg tea.Msg) tea.Cmd {
	l := d.lock
	if l == nil {
		return nil
	}
	in, ok := msg.(tui.Loaded[unlocked])
	if !ok || !l.ticket.Valid() || in.Ticket != l.ticket {
		return nil
	}
	l.ticket = tui.Ticket{}
	l.form.Set(loginPassword, "")
	if in.Err == nil {
		d.place, d.lock = placeScreens, nil
		d.dialogs, d.asleep = d.asleep, nil
		d.lastKey = d.env.Clock()
		return tea.Batch(d.armIdle(), d.readBanner())
	}
	l.reason = d.unreachable(in.Err)
	var wrongPassword tui.WrongPassword
	if !errors.As(in.Err, &wrongPassword) {
		return nil // a database that is away must not cost anybody what they typed
	}
	if l.tries++; l.tries < unlockTries || d.dirty(0) {
		return nil // nor may a passer-by throw away what somebody typed
	}
	out := d.signOut()
	d.end(d.env.T("The desk was locked and the password was wrong too often. Please sign in."))
	return out
}

// idleAfter is how long the keyboard may rest before the desk locks.
func (d *Desk) idleAfter() time.Duration {
	if d.house.IdleLock <= 0 {
		return idleDefault
	}
	return min(max(d.house.IdleLock, idleLeast), idleMost)
}

// rest is how long the keyboard may rest where the desk stands now; zero is for
// ever.
func (d *Desk) rest() time.Duration {
	if d.place == placeScreens || d.place == placePassword {
		return d.idleAfter()
	}
	return d.opts.CloseAfter
}

// armIdle starts the one timer that watches the keyboard. Keys do not touch it:
// when it rings early it is set again for what is left.
func (d *Desk) armIdle() tea.Cmd {
	rest := d.rest()
	if d.idleArmed || rest <= 0 {
		return nil
	}
	d.idleArmed = true
	d.idleRound++
	round := d.idleRound
	d.idleAt = d.lastKey.Add(rest)
	left := max(d.idleAt.Sub(d.env.Clock()), time.Millisecond)
	return d.env.After(left, func(time.Time) tea.Msg { return idleTick{round} })
}

func (d *Desk) idle() tea.Cmd {
	rest := d.rest()
	if rest <= 0 || d.env.Clock().Sub(d.lastKey) < rest {
		return d.armIdle()
	}
	switch d.place {
	case placeScreens:
	case placePassword:
		return d.passwordIdle()
	case placeLogin, placeLocked:
		return d.quit()
	}
	d.lastKey = d.env.Clock()
	d.lockUp()
	return d.armIdle()
}

func (d *Desk) lockView(height int) []string {
	th, env := d.env.Theme, d.env
	width := d.width - 6
	lines := []string{"", "   " + tui.Render(th.Title, th.Clip(tui.Plain(d.houseName()), width)), ""}
	who := env.T("Locked. %s unlocks with the password.", tui.Plain(d.account.Name))
	lines = append(lines, "   "+th.Clip(who, width))
	if d.dirty(0) {
		lines = append(lines, "   "+th.Clip(env.T("What was typed here is kept, but not saved yet."), width))
	}
	lines = append(lines, "")
	d.lock.form.SetSize(d.width, 3)
	lines = append(lines, strings.Split(d.lock.form.View(), "\n")...)
	switch {
	case d.lock.ticket.Valid():
		lines = append(lines, "   "+tui.Render(th.Muted, env.T("Checking...")))
	case d.lock.reason != "":
		for _, l := range tui.Wrap("! "+d.lock.reason, width) {
			lines = append(lines, "   "+tui.Render(th.Danger, l))
		}
	}
	return tui.Pad(lines, height)
}
