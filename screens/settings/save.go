package settings

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/settings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// submit is called when every field is well.
func (f *form) submit() tea.Cmd {
	s, value, seen, write := f.s, f.value(), f.seen, f.write
	own := ""
	if seen.Guarded() {
		own = f.sheet.Form.Value(ownField)
	}
	if seen.Stored != nil && *seen.Stored == value || seen.Stored == nil && seen.Value == value {
		f.sheet.Close()
		s.board.Tell(tui.NotifyInfo, s.env.T("Nothing was changed."))
		return nil
	}
	what := s.env.T("change of %s", short(seen))
	return tui.SendSheet(f.sheet, s.board.Sends, what, func(ctx context.Context, key uuid.UUID) (settings.Row, error) {
		return write(ctx, key, own, seen, value)
	}, func(out tui.Outcome[settings.Row]) tea.Cmd {
		if !out.Saved {
			return f.refused(out.Err)
		}
		f.sheet.Close()
		if out.Answered {
			s.board.Put(out.Val)
			s.board.Tell(tui.NotifySuccess, s.told(out.Val))
		} else {
			s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		}
		return s.board.Reread()
	})
}

// refused keeps the form and says why it was not saved. What somebody else set
// meanwhile is read and shown above the fields.
func (f *form) refused(err error) tea.Cmd {
	f.sheet.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	store, actor, key := f.s.store, f.s.actor, f.seen.Key
	ticket, cmd := tui.Load(f.s.env, func(ctx context.Context) (nowRow, error) {
		row, err := readRow(ctx, store, actor, key)
		return nowRow{row}, err
	})
	f.now = ticket
	return tea.Batch(cmd, f.s.board.Reread())
}

// update takes the answers to what the form asked.
func (f *form) update(msg tea.Msg) tea.Cmd {
	if l, ok := msg.(tui.Loaded[nowRow]); ok && l.Ticket == f.now && l.Ticket.Valid() {
		f.now = tui.Ticket{}
		if now := l.Val.row; l.Err == nil && now.Version != f.seen.Version {
			// The next save is made from this one, for it is shown.
			f.seen = now
			f.layout()
		}
	}
	return f.sheet.Update(msg)
}

// lead are the lines above the fields: what the setting does, and what it is.
func (f *form) lead() []string {
	s, width := f.s, f.s.width
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

func (f *form) layout() {
	f.about = f.lead()
	f.sheet.SetSize(f.s.width, max(0, f.s.height-len(f.about)))
}

// view draws the form with its lead under its title.
func (f *form) view() string {
	head, fields, _ := strings.Cut(f.sheet.View(), "\n")
	return head + "\n" + strings.Join(f.about, "\n") + "\n" + fields
}
