package shell

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// typed takes what Bubble Tea read in one go. Letters that arrived together
// (typed fast, or joined by a slow line) are keys one after the other; a paste
// stays whole and means nothing outside of fields.
func (d *Desk) typed(msg tea.KeyMsg) tea.Cmd {
	if d.leaving {
		return nil
	}
	d.touch()
	// Only then: a key that a sentence offers is good for as long as it stands there.
	defer d.ageStatus()
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) <= 1 {
		return d.key(msg)
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
		if r == ' ' {
			one.Type = tea.KeySpace
		}
		cmds = append(cmds, d.key(one), d.drain())
	}
	return tea.Batch(cmds...)
}

// key routes one key: repaint and leave first, then the pane that is shown, the
// top dialog, a screen that captures keys, the keys that mean the same
// everywhere, and the top screen.
func (d *Desk) key(msg tea.KeyMsg) tea.Cmd {
	k := d.keys
	switch {
	case key.Matches(msg, k.repaint):
		return tea.ClearScreen
	case key.Matches(msg, k.abort):
		return d.abort()
	case d.tooSmall():
		// A key typed blind could do anything.
		return nil
	}
	switch {
	case len(d.dialogs) > 0:
		return d.dialogKey(msg)
	case d.place == placeLogin:
		return d.login.form.Update(d.login.accept(msg))
	case d.place == placeLocked:
		return d.lockKey(msg)
	case d.place == placePassword:
		return d.passwordKey(msg)
	}
	s := d.top()
	if s == nil {
		cmd, _ := d.globalKey(msg)
		return cmd
	}
	if w, ok := s.(tui.Waiter); ok && w.Waiting() && !d.passes(s, msg) {
		// Esc gives the wait up, with all that was typed into it.
		if !key.Matches(msg, d.env.Keys.Back) {
			if len(d.held) < heldMost {
				d.held = append(d.held, msg)
			}
			return nil
		}
		d.held = nil
	}
	if c, ok := s.(tui.KeyCapturer); ok && c.CapturesKeys() {
		return s.Update(msg)
	}
	if msg.Paste {
		d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("What was pasted was not taken: nothing is typed here.")})
		return nil
	}
	if cmd, ok := d.globalKey(msg); ok {
		return cmd
	}
	if do, ok := d.offered(msg); ok {
		return do()
	}
	return s.Update(msg)
}

// passes reports whether a key need not wait with the screen: it means the same
// whatever rows come, nothing was typed ahead of it, and nothing would be lost.
// Who came to a list that is long on its way can turn back.
func (d *Desk) passes(s tui.Screen, msg tea.KeyMsg) bool {
	l, ok := s.(tui.Lister)
	if !ok || !l.Listing() || len(d.held) > 0 || d.loses(0) != "" {
		return false
	}
	if c, ok := s.(tui.KeyCapturer); ok && c.CapturesKeys() {
		return false
	}
	k := d.keys
	return key.Matches(msg, k.jump, k.menu, k.help, k.lock, k.quit)
}

// release delivers the keys that were held while a screen waited.
func (d *Desk) release() tea.Cmd {
	var cmds []tea.Cmd
	for len(d.held) > 0 && d.place == placeScreens {
		if w, ok := d.top().(tui.Waiter); ok && w.Waiting() {
			break
		}
		msg := d.held[0]
		d.keying = true
		d.held = slices.Delete(d.held, 0, 1)
		cmds = append(cmds, d.key(msg), d.drain())
	}
	return tea.Batch(cmds...)
}

func (d *Desk) dialogKey(msg tea.KeyMsg) tea.Cmd {
	at := len(d.dialogs) - 1
	top := d.dialogs[at]
	done, cmd := top.Key(d.env, msg)
	if done {
		// What the answer did may have put another dialog on, or dropped them all.
		if i := slices.Index(d.dialogs, top); i >= 0 {
			d.dialogs = slices.Delete(d.dialogs, i, i+1)
		}
	}
	return cmd
}

// abort is Ctrl+C; a second one while the question stands says yes to it.
func (d *Desk) abort() tea.Cmd {
	if d.place == placeLogin {
		return d.quit()
	}
	for _, dlg := range d.dialogs {
		if _, ok := dlg.(*leaveDialog); ok {
			return d.quit()
		}
	}
	lost := d.loses(0)
	if lost == "" {
		return d.quit()
	}
	ask, _ := tui.NewDialog(tui.Confirm{Text: d.env.T(leaveQuestion, lost), OnYes: d.quit})
	d.dialogs = append(d.dialogs, &leaveDialog{Dialog: ask, again: d.keys.abort, leave: d.quit})
	return nil
}

// leaveDialog is the question before the desk is left; the key that asked it says yes
// when it is pressed again.
type leaveDialog struct {
	tui.Dialog

	again key.Binding
	leave func() tea.Cmd
}

// Key takes a key.
func (l *leaveDialog) Key(env *tui.Env, msg tea.KeyMsg) (done bool, cmd tea.Cmd) {
	if key.Matches(msg, l.again) {
		return true, l.leave()
	}
	return l.Dialog.Key(env, msg)
}

// Hints are the keys of the question, and that one.
func (l *leaveDialog) Hints(env *tui.Env) []key.Binding { return append(l.Dialog.Hints(env), l.again) }

// ask puts a question, such as a Confirm, over what is shown.
func (d *Desk) ask(question tea.Msg) {
	if dlg, ok := tui.NewDialog(question); ok {
		d.dialogs = append(d.dialogs, dlg)
	}
}

// globalKey carries out a key that means the same on every screen; it reports
// whether msg was one.
func (d *Desk) globalKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := d.keys
	switch {
	case key.Matches(msg, k.jump):
		if n := int(msg.Runes[0] - '1'); n < len(d.entries) {
			return d.jump(d.entries[n]), true
		}
		return nil, true
	case key.Matches(msg, k.menu):
		d.menu()
	case key.Matches(msg, k.find):
		d.find()
	case key.Matches(msg, k.help):
		d.help()
	case key.Matches(msg, k.lock):
		d.lockUp()
	case key.Matches(msg, k.quit):
		return d.leave(), true
	case key.Matches(msg, k.notice) && len(d.notices) > 0:
		return d.noticeKey(), true
	case key.Matches(msg, d.env.Keys.Back):
		return d.back(), true
	default:
		return nil, false
	}
	return nil, true
}

// touch notes that a key was pressed.
func (d *Desk) touch() {
	d.lastKey = d.env.Clock()
	if d.opts.Pressed != nil {
		d.opts.Pressed()
	}
	d.status.pressed = true
}

// ageStatus takes a sentence that has stood long enough off with a key, whatever the
// key did.
func (d *Desk) ageStatus() {
	if d.lastKey.Sub(d.status.from) >= statusStays {
		d.status = status{}
	}
}

// menu lists all screens by letter.
func (d *Desk) menu() {
	if len(d.entries) == 0 {
		d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("There is nothing that this account may open.")})
		return
	}
	var p tui.Pick
	p.Text = d.env.T("Go to")
	for i, e := range d.entries {
		o := tui.Option{Value: e.Name, Label: d.env.Term(e.Title), Key: e.Key}
		if i < 9 {
			o.Detail = string(rune('1' + i))
		}
		p.Options = append(p.Options, o)
	}
	changer, can := d.session.(PasswordChanger)
	if can {
		p.Options = append(p.Options, tui.Option{Value: menuPassword, Label: d.env.T("My password"), Key: menuPasswordKey})
	}
	keeper, keeps := d.session.(LookKeeper)
	if keeps {
		p.Options = append(p.Options, tui.Option{Value: menuLook, Label: d.env.T("Colours and letters"), Key: menuLookKey})
	}
	p.OnPick = func(o tui.Option) tea.Cmd {
		if keeps && o.Value == menuLook {
			d.chooseLook(keeper)
			return nil
		}
		if can && o.Value == menuPassword {
			d.dialogs = nil // this list must not come back after it
			d.choosePassword(changer, false)
			return nil
		}
		for _, e := range d.entries {
			if e.Name == o.Value {
				return d.jump(e)
			}
		}
		return nil
	}
	d.ask(p)
}

// everywhere are the keys that work on every screen.
func (d *Desk) everywhere() []key.Binding {
	k := d.keys
	keys := []key.Binding{k.find, k.notice, d.env.Keys.Back, k.help, k.lock, k.repaint, k.quit, k.abort}
	if _, hears := d.session.(NewsReader); hears {
		keys = append([]key.Binding{k.news}, keys...)
	}
	if len(d.entries) > 0 {
		keys = append([]key.Binding{k.jump, k.menu}, keys...)
	}
	return keys
}

// help lists every key of the top screen and those that work everywhere.
func (d *Desk) help() {
	k := d.env.Keys
	var groups [][]key.Binding
	moving := k.Rows()
	if s := d.top(); s != nil {
		groups = append(groups, s.FullHelp()...)
		if m, ok := s.(tui.Mover); ok {
			moving = m.Moving()
		}
	}
	// A form has every key for itself, ? as well: its keys are told here.
	inForms := []key.Binding{
		tui.Bind("Tab", d.env.T("in a form: next field"), k.Next.Keys()...),
		tui.Bind("Shift+Tab", d.env.T("in a form: field before"), k.Prev.Keys()...),
		tui.Bind("Ctrl+S", d.env.T("in a form: save"), k.Save.Keys()...),
	}
	groups = append(groups, moving, inForms, d.everywhere())
	column := 16
	for _, b := range slices.Concat(groups...) {
		column = max(column, tui.Width(tui.KeyNames(b))+2)
	}
	seen := map[string]bool{}
	var lines []string
	for _, g := range groups {
		var own []string
		for _, b := range g {
			h := b.Help()
			line := d.env.Theme.Fit(tui.KeyNames(b), column, false) + h.Desc
			if b.Enabled() && h.Key != "" && !seen[line] {
				seen[line] = true
				own = append(own, line)
			}
		}
		if len(own) > 0 && len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, own...)
	}
	title := d.env.T("Keys")
	if s := d.top(); s != nil {
		title = d.env.T("Keys: %s", s.Title())
	}
	d.ask(tui.Info{Title: title, Lines: lines})
}
