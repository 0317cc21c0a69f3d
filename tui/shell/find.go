package shell

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// Finder is a Session that finds things of the society by what is typed of them, for
// the key that finds everything.
type Finder interface {
	// Find returns a few things of each kind that the account may see; what it found
	// also where another part could not be read, with the error of that.
	Find(ctx context.Context, text string) ([]Found, error)
}

// Found is a thing of the society.
type Found struct {
	// Kind says what it is, an English word that is also the key of its translation.
	Kind string
	// Label is what it is called, Detail a word more about it.
	Label, Detail string
	// Where shows it.
	Where tui.Open
}

// find lists everything that can be done from here, to be chosen by letters.
func (d *Desk) find() {
	dlg := &findDialog{edit: tui.NewSearchLine(d.env), open: d.findable}
	dlg.edit.Open()
	dlg.hand = slices.Concat(d.findHere(), d.findScreens(), d.findDesk())
	dlg.shown = dlg.hand
	dlg.run = func(f findable) tea.Cmd {
		if d.place != placeScreens {
			return nil
		}
		// First: what is done may lock the desk, which keeps its dialogs.
		d.dialogs = slices.DeleteFunc(d.dialogs, func(o tui.Dialog) bool { return o == tui.Dialog(dlg) })
		return f.do()
	}
	if finder, ok := d.session.(Finder); ok {
		dlg.ask = func(text string) (tui.Ticket, tea.Cmd) {
			return tui.Load(d.env, func(ctx context.Context) ([]Found, error) { return finder.Find(ctx, text) })
		}
	}
	d.dialogs = append(d.dialogs, dlg)
}

// findHere are the commands of the page in front.
func (d *Desk) findHere() []findable {
	top := d.top()
	s, ok := top.(tui.Commander)
	if !ok {
		return nil
	}
	var items []findable
	for _, group := range s.Commands().Offered() {
		for _, c := range group {
			if h := c.Key.Help(); h.Key != "" {
				items = append(items, findable{
					kind: d.env.T("here"), key: h.Key, label: cmp.Or(c.Words, h.Desc), hint: h.Desc,
					refused: func() string { return c.Refusal() },
					do:      func() tea.Cmd { return d.carryOut(top, h) },
				})
			}
		}
	}
	return items
}

// carryOut does the command of that key and words, where the screen is still in front
// and its page still has it.
func (d *Desk) carryOut(top tui.Screen, chosen key.Help) tea.Cmd {
	if s, ok := top.(tui.Commander); ok && d.top() == top {
		for _, group := range s.Commands().Offered() {
			for _, c := range group {
				if c.Key.Help() == chosen {
					return s.CarryOut(*c)
				}
			}
		}
	}
	d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("This cannot be done here any more.")})
	return nil
}

// findScreens are the screens of the account.
func (d *Desk) findScreens() []findable {
	items := make([]findable, len(d.entries))
	for i, e := range d.entries {
		items[i] = findable{
			kind: d.env.T("screen"), key: d.screenKey(i), label: d.env.Term(e.Title),
			do: func() tea.Cmd { return d.jump(e) },
		}
	}
	return items
}

// screenKey is how one gets to the screen of that place.
func (d *Desk) screenKey(at int) string {
	if at < 9 {
		return strconv.Itoa(1 + at)
	}
	return d.keys.menu.Help().Key + " " + string(d.entries[at].Key)
}

// findDesk are the things that the desk itself does.
func (d *Desk) findDesk() []findable {
	k := d.keys
	item := func(b key.Binding, do func() tea.Cmd) findable {
		return findable{kind: d.env.T("desk"), key: b.Help().Key, label: b.Help().Desc, do: do}
	}
	then := func(do func()) func() tea.Cmd {
		return func() tea.Cmd { do(); return nil }
	}
	var items []findable
	if len(d.notices) > 0 {
		items = append(items, item(k.notice, d.noticeKey))
	}
	items = append(items, item(k.help, then(d.help)), item(k.lock, then(d.lockUp)))
	if changer, can := d.session.(PasswordChanger); can {
		items = append(items, findable{
			kind: d.env.T("desk"), key: k.menu.Help().Key + " " + string(menuPasswordKey), label: d.env.T("My password"),
			do: then(func() { d.choosePassword(changer, false) }),
		})
	}
	if keeper, keeps := d.session.(LookKeeper); keeps {
		items = append(items, findable{
			kind: d.env.T("desk"), key: k.menu.Help().Key + " " + string(menuLookKey), label: d.env.T("Colours and letters"),
			do: then(func() { d.chooseLook(keeper) }),
		})
	}
	return append(items,
		item(k.repaint, func() tea.Cmd { return tea.ClearScreen }),
		item(k.quit, d.leave))
}

// findable is a thing that was found, with the key of the screen that shows it.
func (d *Desk) findable(f Found) (findable, bool) {
	at := slices.IndexFunc(d.entries, func(e tui.Entry) bool { return e.Name == f.Where.Name })
	if at < 0 {
		return findable{}, false
	}
	return findable{
		kind: d.env.Term(f.Kind), key: d.screenKey(at), label: f.Label, detail: f.Detail,
		do: func() tea.Cmd { return d.openFound(f.Where) },
	}, true
}

// openFound shows a thing over what is shown, so that Esc leads back there. One that
// was found before makes room: who looks up one thing after the other would else
// have them all beneath, each read again with every change.
func (d *Desk) openFound(where tui.Open) tea.Cmd {
	at := d.foundAt()
	if at < 0 {
		at = len(d.stack)
	}
	return d.guarded("Go there and lose %s?", at, func() tea.Cmd {
		// Asked anew: something may have closed while the question stood.
		if at := d.foundAt(); at >= 0 {
			d.drop(d.stack[at].screen)
		}
		n := len(d.stack)
		cmd := d.open(where)
		if len(d.stack) > n {
			d.stack[n].found = true
		}
		return cmd
	})
}

// foundAt is the place on the stack of what was found before, -1 for none.
func (d *Desk) foundAt() int {
	return slices.IndexFunc(d.stack, func(s stacked) bool { return s.found })
}

// finding are the dialogs in which something is looked for, those that sleep behind
// the lock included.
func (d *Desk) finding() []*findDialog {
	var open []*findDialog
	for _, o := range slices.Concat(d.dialogs, d.asleep) {
		if f, ok := o.(*findDialog); ok {
			open = append(open, f)
		}
	}
	return open
}

// findPaused asks for things where the dialog still stands.
func (d *Desk) findPaused(msg findDue) tea.Cmd {
	if !slices.Contains(d.finding(), msg.dialog) {
		return nil
	}
	return msg.dialog.due(msg.round)
}

// tookFound gives what was found to the dialog that asked last for just that.
func (d *Desk) tookFound(msg tui.Loaded[[]Found]) tea.Cmd {
	for _, f := range d.finding() {
		if msg.Ticket.Valid() && f.ticket == msg.Ticket {
			return f.took(d.env, msg)
		}
	}
	return nil
}
