package shell

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// PasswordChanger is a Session whose person can choose another password.
type PasswordChanger interface {
	// PasswordDue reports whether the account came in with a one-time password: a
	// new one is chosen before anything else opens.
	PasswordDue() bool
	// ChangePassword gives the account another password under an intent key, and
	// returns the session that goes on; the account's others end. Its FieldErrors
	// are about "own", the present password, and "password", the next.
	ChangePassword(ctx context.Context, key uuid.UUID, own, next string) (Session, error)
	// SettlePassword tells whether a change with that key was done (see Save.Start).
	SettlePassword(ctx context.Context, key uuid.UUID) (saved bool, err error)
}

// Further fields of the form in which a password is chosen.
const (
	passwordOwn   loginField = "own"
	passwordAgain loginField = "again"
)

// menuPassword is the line of the list of screens that opens the form.
const (
	menuPassword    = "own password"
	menuPasswordKey = 'p'
)

// passwordPane is the form in which somebody chooses a new password, over the
// screens or, where it is due, in place of them.
type passwordPane struct {
	form   *tui.Form[loginField]
	save   tui.Save[Session]
	due    bool
	reason string
	// leaving is set while it is asked whether to leave without a new password.
	leaving bool
}

// choosePassword shows the form.
func (d *Desk) choosePassword(p PasswordChanger, due bool) {
	env := d.env
	field := func(k loginField, label string) tui.Field[loginField] {
		return tui.Field[loginField]{
			Key: k, Label: label, Kind: tui.FieldPassword, MaxBytes: passwordMax, Required: true, Width: 40,
		}
	}
	pane := &passwordPane{due: due}
	pane.form = tui.NewForm(env, field(passwordOwn, env.T("Current password")),
		field(loginPassword, env.T("New password")), field(passwordAgain, env.T("Once more")))
	pane.form.EnterSubmits = true
	pane.form.SaveLabel = env.T("change it")
	pane.form.OnSubmit = func() tea.Cmd { return d.changePassword(p) }
	pane.save.Done = d.passwordChanged
	d.place, d.password, d.held = placePassword, pane, nil
	d.dialogs, d.asleep = nil, d.dialogs
}

// passwordKey takes a key at the form. Esc goes back to the screens, or to the
// login screen where there are none yet.
func (d *Desk) passwordKey(msg tea.KeyMsg) tea.Cmd {
	pane := d.password
	switch {
	case pane.save.Busy():
		return nil
	case !key.Matches(msg, d.env.Keys.Back):
		if pane.leaving {
			pane.leaving, pane.reason = false, ""
		}
		return pane.form.Update(msg)
	case pane.due && !pane.leaving:
		// There is no second sign-in with what is typed here.
		pane.leaving = true
		pane.reason = d.env.T("If you leave now, the one-time password is used up and an admin has to make another. Esc once more leaves.")
		return nil
	case pane.due:
		out := d.signOut()
		d.end("")
		return out
	}
	d.leavePassword()
	return nil
}

// leavePassword goes back to the screens.
func (d *Desk) leavePassword() {
	d.place, d.password = placeScreens, nil
	d.dialogs, d.asleep = d.asleep, nil
}

func (d *Desk) changePassword(p PasswordChanger) tea.Cmd {
	pane := d.password
	own, next := pane.form.Value(passwordOwn), pane.form.Value(loginPassword)
	pane.reason = ""
	if pane.form.Value(passwordAgain) != next {
		pane.form.Fail(differs{})
		return nil
	}
	return pane.save.Start(d.env, func(ctx context.Context, key uuid.UUID) (Session, error) {
		return p.ChangePassword(ctx, key, own, next)
	}, p.SettlePassword)
}

// differs is the complaint about a new password that was typed in two ways.
type differs struct{}

// Error is the sentence in English.
func (differs) Error() string { return "This is not the same as above." }

// Sentence is what the person reads.
func (e differs) Sentence() (format string, args []any) { return e.Error(), nil }

// Fields puts it beside the second of the two.
func (e differs) Fields() map[string]error { return map[string]error{string(passwordAgain): e} }

// passwordChanged takes the outcome of a change.
func (d *Desk) passwordChanged(out tui.Outcome[Session]) tea.Cmd {
	pane := d.password
	switch {
	case !out.Saved:
		if !pane.form.Fail(out.Err) {
			pane.reason = tui.Unsaved(d.env, out.Err)
		}
		return nil
	case !out.Answered || out.Val == nil:
		// The session that would go on was lost with the answer.
		end := d.signOut()
		d.end(d.env.T("Your password is changed. Sign in with the new one."))
		return end
	case pane.due:
		d.password = nil
		cmd := d.enter(out.Val)
		d.notify(tui.Notify{Kind: tui.NotifySuccess, Text: d.env.T("Your password is changed.")})
		return cmd
	}
	d.session, d.entries = out.Val, out.Val.Screens()
	d.leavePassword()
	d.notify(tui.Notify{Kind: tui.NotifySuccess, Text: d.env.T("Your password is changed. Your other desks are signed out.")})
	return nil
}

// passwordIdle is what a resting keyboard does at the form: what was typed into it
// goes, and nobody finds an open desk.
func (d *Desk) passwordIdle() tea.Cmd {
	d.lastKey = d.env.Clock()
	if d.password.due {
		out := d.signOut()
		d.end(d.env.T("The desk was left alone, and its one-time password is used up. Ask an admin for another one."))
		return tea.Batch(out, d.armIdle())
	}
	d.leavePassword()
	d.lockUp()
	return d.armIdle()
}

func (d *Desk) passwordView(height int) []string {
	th, env, pane := d.env.Theme, d.env, d.password
	width := d.width - 6
	lines := []string{"", "   " + tui.Render(th.Title, th.Clip(tui.Plain(d.houseName()), width)), ""}
	text := env.T("Choose a new password, 8 characters at least.")
	if pane.due {
		text = env.T("Your password was for one sign-in. Choose your own, 8 characters at least.")
	}
	for _, l := range tui.Wrap(text, width) {
		lines = append(lines, "   "+l)
	}
	lines = append(lines, "")
	pane.form.SetSize(d.width, 6)
	lines = append(lines, strings.Split(pane.form.View(), "\n")...)
	switch status := pane.save.Status(env); {
	case pane.save.Busy() && status == "":
		lines = append(lines, "   "+tui.Render(th.Muted, env.T("Changing it...")))
	case pane.save.Busy():
		lines = append(lines, "   "+tui.Render(th.Danger, "! "+status))
	case pane.reason != "":
		for _, l := range tui.Wrap("! "+pane.reason, width) {
			lines = append(lines, "   "+tui.Render(th.Danger, l))
		}
	}
	return tui.Pad(lines, height)
}

// passwordHints are the keys at the form.
func (d *Desk) passwordHints() []key.Binding {
	k := d.env.Keys
	back := k.Back
	if d.password.due {
		back = tui.Bind(k.Back.Help().Key, d.env.T("leave"), k.Back.Keys()...)
	}
	return []key.Binding{d.password.form.Keys()[0], k.Next, back, d.keys.abort}
}
