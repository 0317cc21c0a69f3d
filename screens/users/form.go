package users

import (
	"context"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// field names a field of the forms; data complains about fields by these names.
type field string

const (
	nameField  field = "name"
	emailField field = "email"
	phoneField field = "phone"
	roleField  field = "role"
	keyField   field = "key"
	ownField   field = "own"
)

// The longest line of an authorized_keys file that is taken, and the longest
// password with a line end and one byte more.
const (
	keyMax = 4000
	ownMax = 75
)

// form is one of the screen's forms over the account seen, zero for a new one.
type form struct {
	*tui.Sheet[field]
	s    *screen
	seen accounts.User
}

// newForm makes a form; it is called short in the header.
func (s *screen) newForm(short, title, save string, seen accounts.User, submit func(*form) tea.Cmd, fields ...tui.Field[field]) *form {
	f := &form{s: s, seen: seen}
	inner := tui.NewForm(s.env, fields...)
	inner.SaveLabel = save
	inner.OnSubmit = func() tea.Cmd { return submit(f) }
	f.Sheet = tui.NewSheetPage(s.Stack, short, title, inner)
	return f
}

func (s *screen) person(u accounts.User) []tui.Field[field] {
	env := s.env
	return []tui.Field[field]{
		{Key: nameField, Label: env.T("Name"), Width: 40, MaxRunes: 100, Required: true, Value: u.Name},
		{
			Key: emailField, Label: env.T("E-mail"), Width: 40, MaxRunes: 255, Required: true, Value: u.Email, Normalise: strings.TrimSpace,
			Check: func(v string) error { return show.CheckAccountEmail(v, u.Email) },
		},
		{
			Key: phoneField, Label: env.T("Phone"), Width: 20, MaxRunes: 20, Value: u.Phone,
			Check: func(v string) error { return show.CheckAccountPhone(v, u.Phone, s.settings.Val.Country()) },
		},
	}
}

func (s *screen) roles(present string) tui.Field[field] {
	env := s.env
	return tui.Field[field]{
		Key: roleField, Label: env.T("Role"), Kind: tui.FieldChoice, Value: present,
		Options: []tui.Option{
			{Value: string(role.Guard), Label: env.Term("guard"), Key: 'g'},
			{Value: string(role.Staff), Label: env.Term("staff"), Key: 's'},
			{Value: string(role.Resident), Label: env.Term("resident"), Key: 'r'},
			{Value: string(role.Admin), Label: env.Term("admin"), Key: 'a'},
		},
	}
}

// own asks for the admin's own password again; data holds to it.
func (s *screen) own() tui.Field[field] {
	return tui.Field[field]{
		Key: ownField, Label: s.env.T("Your password"), Kind: tui.FieldPassword, Width: 40, MaxBytes: ownMax, Required: true,
	}
}

func (f *form) text(k field) string { return strings.TrimSpace(f.Form.Value(k)) }

// ownPassword is what was typed, blanks and all.
func (f *form) ownPassword() string { return f.Form.Value(ownField) }

func (s *screen) addForm() tea.Cmd {
	return s.Push(s.newForm(s.env.T("Add"), s.env.T("Add an account"), s.env.T("add"), accounts.User{}, (*form).add,
		append(s.person(accounts.User{}), s.roles(""), s.own())...))
}

func (s *screen) editForm(u accounts.User) tea.Cmd {
	return s.Push(s.newForm(s.env.T("Edit"), s.env.T("Edit %s", u.Name), s.env.T("save"), u, (*form).edit, s.person(u)...))
}

func (s *screen) roleForm(u accounts.User) tea.Cmd {
	return s.withTickets(u, func(held int) tea.Cmd {
		f := s.newForm(s.env.T("Role"), s.env.T("Role of %s; open desks end", u.Name), s.env.T("give the role"), u, (*form).role,
			s.roles(u.Role), s.own())
		if held > 0 {
			f.Form.Note(roleField, s.env.T("%s, nobody's as guard or resident", s.tickets(held)))
		}
		return s.Push(f)
	})
}

func (s *screen) resetForm(u accounts.User) tea.Cmd {
	return s.Push(s.newForm(s.env.T("Password"), s.env.T("One-time password for %s; open desks end", u.Name), s.env.T("make one"), u,
		(*form).reset, s.own()))
}

func (s *screen) keyForm(u accounts.User) tea.Cmd {
	env := s.env
	f := s.newForm(env.T("SSH key"), env.T("SSH key of %s", u.Name), env.T("add"), u, (*form).addKey,
		tui.Field[field]{
			Key: keyField, Label: env.T("Public key"), Kind: tui.FieldLines, Width: 56, Height: 4, MaxRunes: keyMax, Required: true,
		}, s.own())
	f.Form.Note(keyField, env.T("one line of a .pub file"))
	return s.Push(f)
}

func (f *form) add() tea.Cmd {
	n := accounts.Draft{
		Name: value.Clean(f.text(nameField)), Email: f.text(emailField), Phone: f.text(phoneField), Role: role.Role(f.text(roleField)),
	}
	own, once := f.ownPassword(), accounts.NewOneTime()
	store, actor := f.s.store, f.s.actor
	return f.send(f.s.env.T("account of %s", n.Name), func(ctx context.Context, key uuid.UUID) (accounts.User, error) {
		return store.Accounts.Add(ctx, actor, key, own, n, once)
	}, func(u accounts.User) string {
		f.s.reveal(n.Name, n.Email, once)
		return f.s.env.T("Added %s.", n.Name)
	})
}

func (f *form) edit() tea.Cmd {
	e := accounts.Edit{Name: value.Clean(f.text(nameField)), Email: f.text(emailField), Phone: f.text(phoneField)}
	store, actor, seen := f.s.store, f.s.actor, f.seen
	return f.send(f.s.env.T("edit of %s", seen.Name), func(ctx context.Context, key uuid.UUID) (accounts.User, error) {
		return store.Accounts.Edit(ctx, actor, key, seen, e)
	}, func(accounts.User) string { return f.s.env.T("Saved %s.", e.Name) })
}

func (f *form) role() tea.Cmd {
	own, as := f.ownPassword(), role.Role(f.text(roleField))
	store, actor, seen := f.s.store, f.s.actor, f.seen
	return f.send(f.s.env.T("role of %s", seen.Name), func(ctx context.Context, key uuid.UUID) (accounts.User, error) {
		return store.Accounts.SetRole(ctx, actor, key, own, seen, as)
	}, func(accounts.User) string {
		return f.s.env.T("%s is %s now. Open desks end.", seen.Name, f.s.env.Term(string(as)))
	})
}

func (f *form) reset() tea.Cmd {
	own, once := f.ownPassword(), accounts.NewOneTime()
	store, actor, seen := f.s.store, f.s.actor, f.seen
	return f.send(f.s.env.T("password of %s", seen.Name), func(ctx context.Context, key uuid.UUID) (accounts.User, error) {
		return store.Accounts.ResetPassword(ctx, actor, key, own, seen.ID, once)
	}, func(accounts.User) string {
		f.s.reveal(seen.Name, seen.Email, once)
		return f.s.env.T("%s has a one-time password.", seen.Name)
	})
}

func (f *form) addKey() tea.Cmd {
	line, own := oneLine(f.text(keyField)), f.ownPassword()
	store, actor, seen := f.s.store, f.s.actor, f.seen
	return tui.SendSheet(f.Sheet, f.s.Sends, f.s.env.T("key of %s", seen.Name),
		func(ctx context.Context, key uuid.UUID) (accounts.SSHKey, error) {
			return store.Accounts.AddAccountKey(ctx, actor, key, own, seen.ID, line)
		}, func(out tui.Outcome[accounts.SSHKey]) tea.Cmd {
			if !out.Saved {
				return f.refused(out.Err)
			}
			return tea.Batch(f.Close(), f.saved(f.s.env.T("%s may sign in with the key.", seen.Name), seen.ID))
		})
}

// oneLine mends a key whose line a terminal broke where it was copied. Several keys
// stay several lines, which data refuses.
func oneLine(key string) string {
	lines := strings.Split(key, "\n")
	for _, l := range lines[1:] {
		if strings.HasPrefix(l, "ssh-") || strings.HasPrefix(l, "ecdsa-") || strings.HasPrefix(l, "sk-") {
			return key
		}
	}
	return strings.Join(lines, "")
}

// send sends the form's write; tell is the sentence for it once it is done, the
// account as it was left, or the zero one where the answer was lost.
func (f *form) send(what string, write func(ctx context.Context, key uuid.UUID) (accounts.User, error), tell func(accounts.User) string) tea.Cmd {
	return tui.SendSheet(f.Sheet, f.s.Sends, what, write, func(out tui.Outcome[accounts.User]) tea.Cmd {
		if !out.Saved {
			return f.refused(out.Err)
		}
		if out.Answered {
			f.s.board.Put(out.Val)
		}
		return tea.Batch(f.Close(), f.saved(tell(out.Val), out.Val.ID))
	})
}

// saved goes to the account.
func (f *form) saved(text string, id uuid.UUID) tea.Cmd {
	board := f.s.board
	board.Tell(tui.NotifySuccess, text)
	cmd := board.Reread()
	if id != uuid.Nil && board.InList() {
		board.Lists.Want(id.String())
	}
	return cmd
}

// refused keeps the form and says why it was not saved. What somebody else made of the
// account meanwhile stands beside the fields, and the next save is made from that.
func (f *form) refused(err error) tea.Cmd {
	f.Fail(err)
	if tui.IsOutage(err) || f.seen.ID == uuid.Nil {
		return nil
	}
	if now, by, found := show.Overtaken[accounts.User](err); found && f.Open() {
		f.take(now, by)
	}
	return f.s.board.Reread()
}

// take shows what the account is now.
func (f *form) take(now accounts.User, by show.By) {
	was, env := f.seen, f.s.env
	f.seen = now
	held := []show.Held[field]{
		{Key: nameField, Label: env.T("Name"), Was: was.Name, Now: now.Name},
		{Key: emailField, Label: env.T("E-mail"), Was: was.Email, Now: now.Email},
		{Key: phoneField, Label: env.T("Phone"), Was: was.Phone, Now: now.Phone},
		{Key: roleField, Label: env.T("Role"), Was: was.Role, Now: now.Role},
	}
	values := f.Form.Values()
	held = slices.DeleteFunc(held, func(h show.Held[field]) bool {
		_, there := values[h.Key]
		return !there
	})
	show.Conflict(env, f.Sheet, by, held)
}

// reveal shows a one-time password, this once.
func (s *screen) reveal(name, email string, password accounts.OneTime) {
	env, th := s.env, s.env.Theme
	page := tui.NewTextPage(env, env.T("One-time password"), func(width int) []string {
		lines := []string{
			" " + th.Title.Render(th.Clip(tui.Plain(env.T("One-time password for %s", name)), width-2)),
			"", "     " + th.Strong.Render(password.Reveal()), "",
		}
		for _, text := range []string{
			env.T("It goes with %s, and is shown this once: write it down.", email),
			env.T("Whoever signs in with it chooses another password before anything else."),
			env.T("Lost? p on the account makes another one."),
		} {
			for _, l := range tui.Wrap(text, width-6) {
				lines = append(lines, "   "+l)
			}
		}
		return lines
	})
	page.Loses = env.T("the one-time password")
	page.Offered = tui.Commands{{{
		Key: tui.Bind("Enter", env.T("written down"), "enter", "esc"), Hint: tui.Hinted, Do: func() tea.Cmd { return s.Drop(page) },
	}}}
	s.Push(page)
}
