package settings

import (
	"context"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/settings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// submit is called when every field is well.
func (f *form) submit() tea.Cmd {
	s, value, seen := f.s, f.value(), f.seen
	own := ""
	if seen.Guarded() {
		own = f.Form.Value(ownField)
	}
	// A value has several spellings: who typed nothing changed nothing.
	if !f.Dirty() || seen.Stored != nil && *seen.Stored == value || seen.Stored == nil && seen.Value == value {
		s.board.Tell(tui.NotifyInfo, s.env.T("Nothing was changed."))
		return f.Close()
	}
	save := func() tea.Cmd { return f.send(value, own) }
	if kind, is := archive.KindOf(seen.Key); is {
		if months, is := sooner(seen.Value, value); is {
			return f.askArchive(kind, months, save)
		}
	}
	return save()
}

// send saves a value.
func (f *form) send(value, own string) tea.Cmd {
	s, seen, write := f.s, f.seen, f.write
	what := s.env.T("change of %s", short(seen))
	return tui.SendSheet(f.Sheet, s.Sends, what, func(ctx context.Context, key uuid.UUID) (settings.Row, error) {
		return write(ctx, key, own, seen, value)
	}, func(out tui.Outcome[settings.Row]) tea.Cmd {
		if !out.Saved {
			return f.refused(out.Err)
		}
		if out.Answered {
			s.board.Put(out.Val)
			s.board.Tell(tui.NotifySuccess, s.told(out.Val))
		} else {
			s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		}
		return tea.Batch(f.Close(), s.board.Reread())
	})
}

// refused keeps the form and says why it was not saved. What somebody else set
// meanwhile stands above the fields, and the next save is made from that.
func (f *form) refused(err error) tea.Cmd {
	f.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	if now, by, found := show.Overtaken[settings.Row](err); found && f.Open() {
		f.take(now, by)
	}
	return f.s.board.Reread()
}

// take shows what the setting is now.
func (f *form) take(now settings.Row, by show.By) {
	was := f.seen
	f.seen = now
	f.SetSize(f.width, f.height)
	show.Conflict(f.s.env, f.Sheet, by, f.held(was, now))
	if kindOf(now) == kindFee && f.holds(modeField) {
		f.feeMode(f.Form.Value(modeField))
	}
}

// holds reports whether the form has a field: one that sets a default back has none
// but the password.
func (f *form) holds(k field) bool {
	_, there := f.Form.Values()[k]
	return there
}

// held are a setting's values in the form's fields, before and now.
func (f *form) held(was, now settings.Row) []show.Held[field] {
	env := f.s.env
	var held []show.Held[field]
	add := func(k field, label, was, now string) {
		if f.holds(k) {
			held = append(held, show.Held[field]{Key: k, Label: label, Was: was, Now: now})
		}
	}
	switch kindOf(now) {
	case kindHours:
		before, after := hoursOf(was.Value), hoursOf(now.Value)
		for _, p := range priorities() {
			add(field(p), env.Term(p), strconv.Itoa(before[p]), strconv.Itoa(after[p]))
		}
	case kindFee:
		before, after := feeFields(was), feeFields(now)
		add(modeField, env.T("Fee"), before[modeField], after[modeField])
		add(amountField, env.T("Amount"), before[amountField], after[amountField])
		add(typesField, env.T("Amounts"), before[typesField], after[typesField])
	case kindNames:
		add(valueField, env.T("Names"), strings.Join(names(was.Value), "\n"), strings.Join(names(now.Value), "\n"))
	default:
		add(valueField, env.T("Value"), was.Value, now.Value)
	}
	return held
}

// lead are the lines above the fields: what the setting does, and what it is.
func (f *form) lead() []string {
	s, width := f.s, f.width
	now := s.env.T("now: %s", s.value(f.seen, f.seen.Value))
	if f.seen.IsDefault() {
		now = s.env.T("now: %s, the default", s.value(f.seen, f.seen.Value))
	}
	if who := s.changed(f.seen); f.seen.ChangedAt != nil {
		now += " (" + who + ")"
	}
	var lines []string
	for _, text := range []string{s.env.Term(f.seen.Description), now} {
		for _, l := range tui.Wrap(tui.Plain(text), max(1, width-6)) {
			lines = append(lines, s.env.Theme.Clip("   "+l, width))
		}
	}
	return append(lines, "")
}

// SetSize gives the form's size in cells; the lead has its share of it.
func (f *form) SetSize(width, height int) {
	f.width, f.height = width, height
	f.about = f.lead()
	f.Sheet.SetSize(width, max(0, height-len(f.about)))
}

// View draws the form with its lead under its title.
func (f *form) View() string {
	head, fields, _ := strings.Cut(f.Sheet.View(), "\n")
	return head + "\n" + strings.Join(f.about, "\n") + "\n" + fields
}
