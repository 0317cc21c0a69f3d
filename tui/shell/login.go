package shell

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// loginField names the fields of the login and lock screens.
type loginField string

const (
	loginEmail    loginField = "email"
	loginPassword loginField = "password"
)

// The longest e-mail, and the longest password with its line end and one byte more,
// so that a longer one is refused and not cut.
const (
	emailMax    = 255
	passwordMax = 75
)

// login is the screen at which somebody signs in.
type login struct {
	form   *tui.Form[loginField]
	keys   *tui.KeyMap
	ticket tui.Ticket // of the sign-in under way
	reason string     // why it failed, or why the last session ended
}

func newLogin(env *tui.Env, email string) *login {
	l := &login{keys: env.Keys, form: tui.NewForm(
		env,
		tui.Field[loginField]{
			Key: loginEmail, Label: env.T("E-mail"), Value: email, MaxRunes: emailMax,
			Required: true, Width: 40, Normalise: firstWord, Replaces: true,
		},
		tui.Field[loginField]{
			Key: loginPassword, Label: env.T("Password"), Kind: tui.FieldPassword, MaxBytes: passwordMax,
			Required: true, Width: 40,
		},
	)}
	l.form.EnterSubmits = true
	l.form.SaveLabel = env.T("sign in")
	if email != "" {
		l.form.Focus(loginPassword)
	}
	return l
}

// firstWord is the e-mail of what was typed or pasted: the password may come with
// it, and must not stand where it can be read.
func firstWord(typed string) string {
	words := strings.Fields(typed)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// accept lets a key through to the form unless a sign-in is under way: what is
// typed then could end in the wrong field. Of a line pasted as the e-mail only
// that much comes through.
func (l *login) accept(msg tea.KeyMsg) tea.Msg {
	switch {
	case l.ticket.Valid():
		return nil
	case l.form.Focused() == loginPassword && msg.Type != tea.KeyEnter && key.Matches(msg, l.keys.Next, l.keys.Down):
		// Behind the password there is no field. Whoever was in the middle of choosing
		// one when the session ended types the next one here, and not into the e-mail.
		return nil
	case msg.Paste && l.form.Focused() == loginEmail:
		msg.Runes = []rune(firstWord(string(msg.Runes)))
	}
	return msg
}

// signIn sends what was typed.
func (d *Desk) signIn() tea.Cmd {
	l := d.login
	email, password := firstWord(l.form.Value(loginEmail)), l.form.Value(loginPassword)
	l.reason = ""
	backend := d.backend
	var cmd tea.Cmd
	l.ticket, cmd = tui.Ask(d.env, func(ctx context.Context) (Session, error) {
		return backend.SignIn(ctx, email, password)
	})
	return cmd
}

// loginAnswer takes the answer to a sign-in. The password goes in any case;
// the e-mail stays.
func (d *Desk) loginAnswer(msg tea.Msg) tea.Cmd {
	l := d.login
	in, ok := msg.(tui.Loaded[Session])
	if !ok || !l.ticket.Valid() || in.Ticket != l.ticket {
		if d.place == placeLogin {
			return l.form.Update(msg)
		}
		return nil
	}
	l.ticket = tui.Ticket{}
	l.form.Set(loginPassword, "")
	if in.Err != nil || in.Val == nil {
		if !l.form.Fail(in.Err) {
			l.reason = d.unreachable(in.Err)
		}
		l.form.Focus(loginPassword)
		return nil
	}
	return d.enter(in.Val)
}

// unreachable explains an error where nothing could have been saved.
func (d *Desk) unreachable(err error) string {
	if err == nil {
		return d.env.T("Please try again.")
	}
	if words, passes := tui.Passing(err); passes {
		return d.env.T("%s. Type the password again in a moment.", d.env.Term(words)) // it went with the answer
	}
	return tui.Explain(d.env, err)
}

func (d *Desk) loginView(height int) []string {
	th, env := d.env.Theme, d.env
	lines := []string{""}
	lines = append(lines, "   "+tui.Render(th.Title, th.Clip(tui.Plain(d.houseName()), d.width-3)), "")
	formHeight := 5
	d.login.form.SetSize(d.width, formHeight)
	lines = append(lines, strings.Split(d.login.form.View(), "\n")...)
	switch {
	case d.login.ticket.Valid():
		lines = append(lines, "   "+tui.Render(th.Muted, env.T("Signing in...")))
	case d.login.reason != "":
		for _, l := range tui.Wrap("! "+d.login.reason, d.width-6) {
			lines = append(lines, "   "+tui.Render(th.Danger, l))
		}
	}
	// The guide stands at the foot, and gives way where there is no room for it.
	lines = tui.Pad(lines, height)
	if foot := height - len(d.opts.Guide); foot > 0 && !used(lines[foot:]) {
		for i, line := range d.opts.Guide {
			lines[foot+i] = "   " + th.Clip(tui.Plain(line), d.width-3)
		}
	}
	return lines
}

func used(lines []string) bool { return strings.TrimSpace(strings.Join(lines, "")) != "" }

func (d *Desk) houseName() string {
	if d.house.Name == "" {
		return "Society360"
	}
	return d.house.Name
}
