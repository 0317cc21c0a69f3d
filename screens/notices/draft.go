package notices

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// field names a field of the form; data complains about fields by these names.
type field string

const (
	titleField     field = "title"
	contentField   field = "content"
	audienceField  field = "audience"
	importantField field = "important"
	expiresField   field = "expires"
	againField     field = "again"
)

// The width from which the preview stands beside the form, the form's width then,
// the lines of the text's field, and those of the other fields.
const (
	besideFrom = 110
	formWidth  = 62
	textLines  = 6
	fieldLines = 4
	gap        = 3
)

const yes = "yes"

// draft is the form of a notice being written, with a preview of it.
type draft struct {
	*tui.Sheet[field]
	s *screen
	// seen is the notice being changed as the person last saw it, nil for a new one.
	seen *notices.Notice
	// ends is what stood in the field of the end at first, for seen's own end.
	ends string
	// readers is how many have read it and would read it again.
	readers *tui.Fetch[int]
	// theirs is what somebody else saved meanwhile, until it is overwritten.
	theirs *notices.Notice
	place  tui.Reading // in the preview
	drawn  []string    // the preview as it last was
	fresh  bool        // it is of what the form says now

	width, height int
}

// write opens the form: for a new notice, or to change one.
func (s *screen) write(seen *notices.Notice) tea.Cmd {
	d := &draft{s: s, seen: seen}
	form := tui.NewForm(s.env, d.fields()...)
	form.OnSubmit = d.submit
	short, title := s.env.T("Write"), s.env.T("Write a notice")
	form.SaveLabel = s.env.T("publish")
	if seen != nil {
		short, title = s.env.T("Change"), s.env.T("Change %s", seen.Title)
		form.SaveLabel = s.env.T("save")
	}
	d.Sheet = tui.NewSheetPage(s.Stack, short, title, form)
	form.Hide(againField, true)
	if seen == nil {
		d.endsChanged("")
		return s.Push(d)
	}
	d.load(*seen)
	d.readers = tui.NewFetch[int](s.Stack)
	d.readers.Then = d.tookReaders
	return tea.Batch(s.Push(d), d.askReaders(""))
}

func (d *draft) load(n notices.Notice) {
	form := d.Form
	form.Set(titleField, n.Title)
	form.Set(contentField, n.Content)
	form.Set(audienceField, string(n.Audience))
	form.Set(importantField, banner(n))
	d.ends = d.endOf(n)
	form.Set(expiresField, d.ends)
	d.endsChanged("")
}

// endOf is a notice's end as the field writes it.
func (d *draft) endOf(n notices.Notice) string {
	if n.ExpiresAt == nil {
		return ""
	}
	return d.s.env.DateTime(*n.ExpiresAt)
}

func (d *draft) fields() []tui.Field[field] {
	env := d.s.env
	audiences := make([]tui.Option, 0, len(notices.Audiences()))
	for _, a := range notices.Audiences() {
		audiences = append(audiences, tui.Option{Value: string(a), Label: d.s.audience(a)})
	}
	return []tui.Field[field]{
		{Key: titleField, Label: env.T("Title"), Width: 50, MaxRunes: notices.TitleMax, Required: true},
		{
			Key: contentField, Label: env.T("Text"), Kind: tui.FieldLines, Width: 50, Height: textLines,
			MaxRunes: notices.ContentMax, Required: true,
		},
		{Key: audienceField, Label: env.T("For"), Kind: tui.FieldChoice, Options: audiences, OnChange: d.askReaders},
		{Key: importantField, Label: env.T("Banner"), Kind: tui.FieldChoice, Options: []tui.Option{
			{Label: env.T("no"), Key: 'n'},
			{Value: yes, Label: env.T("yes, until it is read"), Key: 'y'},
		}},
		{
			Key: expiresField, Label: env.T("Ends"), Width: 24, MaxRunes: 40,
			Check: d.checkEnds, OnChange: d.endsChanged,
		},
		{Key: againField, Label: env.T("Show again"), Kind: tui.FieldChoice, Options: d.againOptions(0)},
	}
}

// end is when the notice ends, nil where nothing was typed. A day without a time
// is all of that day.
func (d *draft) end() (*time.Time, error) {
	text, env := strings.TrimSpace(d.Form.Value(expiresField)), d.s.env
	switch {
	case text == "":
		return nil, nil //nolint:nilnil // a notice without an end is no error
	case d.seen != nil && text == d.ends:
		// To the second, as it was: the field shows minutes.
		return d.seen.ExpiresAt, nil
	}
	at, err := env.ReadMoment(text)
	if err != nil {
		if day, dayErr := show.ReadDay(env, text, calendar.Next); dayErr == nil {
			at, err = day.AddDays(1).In(env.Now().Location()).Add(-time.Minute), nil
		}
	}
	switch {
	case err != nil:
		return nil, err
	case !at.After(env.Now()):
		return nil, &fault.Error{Kind: fault.Invalid, Format: "That time is past."}
	}
	if err := value.RegisterDays().Check(value.DayOf(at), value.DayOf(env.Now())); err != nil {
		return nil, err
	}
	return &at, nil
}

func (d *draft) checkEnds(string) error {
	_, err := d.end()
	return err
}

// endsChanged shows how the moment was understood.
func (d *draft) endsChanged(string) tea.Cmd {
	note := d.s.env.T("never; or such as Fri 18:00, 30 Nov")
	if at, err := d.end(); err == nil && at != nil {
		note = d.s.env.Weekday(*at)
	}
	d.Form.Note(expiresField, note)
	return nil
}

// text is what the form says now; its end is nil where that cannot be read.
func (d *draft) text() notices.Text {
	form := d.Form
	t := notices.Text{
		Title: strings.TrimSpace(form.Value(titleField)), Content: form.Value(contentField),
		Audience: notices.Audience(form.Value(audienceField)), Important: form.Value(importantField) == yes,
	}
	if at, err := d.end(); err == nil {
		t.ExpiresAt = at
	}
	return t
}

// submit is called when every field is well.
func (d *draft) submit() tea.Cmd {
	s, text := d.s, d.text()
	store, actor := s.store, s.actor
	what, again := s.env.T("notice %s", text.Title), false
	write := func(ctx context.Context, key uuid.UUID) (notices.Notice, error) {
		return store.Notices.Write(ctx, actor, key, text)
	}
	if d.seen != nil {
		what = s.env.T("change of %s", text.Title)
		change := d.change()
		write = func(ctx context.Context, key uuid.UUID) (notices.Notice, error) {
			return store.Notices.Change(ctx, actor, key, change)
		}
		again = change.Again && d.asked()
	}
	return tui.SendSheet(d.Sheet, s.Sends, what, write, func(out tui.Outcome[notices.Notice]) tea.Cmd {
		if out.Saved {
			return d.saved(what, out, again)
		}
		return d.refused(out.Err)
	})
}

// saved closes the form and goes to the notice; again says that it is shown to those who
// had read it.
func (d *draft) saved(what string, out tui.Outcome[notices.Notice], again bool) tea.Cmd {
	s := d.s
	open, closed := d.Open(), d.Close()
	s.env.Do(tui.BannerChanged{})
	switch {
	case !out.Answered:
		s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
	case d.seen != nil:
		s.board.Put(out.Val)
		told := s.env.T("Changed %s.", out.Val.Title)
		if again {
			told = s.env.T("Changed %s. Who has read it is shown it again.", out.Val.Title)
		}
		s.board.Tell(tui.NotifySuccess, told)
	default:
		s.board.Tell(tui.NotifySuccess, s.env.T("Published %s. Every desk of its readers has it.", out.Val.Title))
		if open && s.board.InList() {
			s.board.Lists.ClearSearch()
			s.board.Lists.Spoil()
			shown := s.board.Lists.Show(0)
			s.board.Lists.Want(out.Val.ID.String())
			return tea.Batch(closed, shown)
		}
	}
	return tea.Batch(closed, s.board.Reread())
}

// refused keeps the form and says why it was not saved. What somebody else made of the
// notice meanwhile stands above the fields and whole in the preview, and the next save
// is made from that.
func (d *draft) refused(err error) tea.Cmd {
	d.Fail(err)
	if now, by, found := show.Overtaken[notices.Notice](err); found && d.Open() {
		was, ends := *d.seen, d.ends
		d.theirs, d.seen, d.ends = &now, &now, d.endOf(now)
		show.Conflict(d.s.env, d.Sheet, by, d.held(was, now, ends))
		d.place = tui.Reading{}
		d.suggestAgain()
		d.SetSize(d.width, d.height) // for the lines above the fields
	}
	return d.s.board.RereadAfter(err)
}

// held are a notice's values in the form's fields, before and now; ended is what the
// field of the end had of the one before.
func (d *draft) held(was, now notices.Notice, ended string) []show.Held[field] {
	env := d.s.env
	return []show.Held[field]{
		{Key: titleField, Label: env.T("Title"), Was: was.Title, Now: now.Title},
		{Key: contentField, Label: env.T("Text"), Was: was.Content, Now: now.Content},
		{Key: audienceField, Label: env.T("For"), Was: string(was.Audience), Now: string(now.Audience)},
		{Key: importantField, Label: env.T("Banner"), Was: banner(was), Now: banner(now)},
		{Key: expiresField, Label: env.T("Ends"), Was: ended, Now: d.ends},
	}
}

// banner is the value of the field that puts a notice into the banner.
func banner(n notices.Notice) string {
	if n.Important {
		return yes
	}
	return ""
}

// Commands are the form's, and those that move within a preview that is not shown
// whole.
func (d *draft) Commands() tui.Commands {
	commands, env := d.Sheet.Commands(), d.s.env
	if _, _, height := d.room(); len(d.drawn) > height {
		move := func(to tea.KeyType) func() tea.Cmd {
			return func() tea.Cmd {
				d.place.Key(env, tea.KeyMsg{Type: to}, len(d.drawn), height)
				return nil
			}
		}
		more, back := env.Keys.PageDown, env.Keys.PageUp
		own := commands[0]
		// Before the last two, which a narrow line keeps.
		commands[0] = slices.Insert(own, len(own)-2,
			tui.Command{Key: tui.Bind(more.Help().Key, env.T("preview"), more.Keys()...), Do: move(tea.KeyPgDown), Hint: tui.Hinted},
			tui.Command{Key: back, Do: move(tea.KeyPgUp)})
	}
	return commands
}

// Update takes the keys of the fields, and the answers to what the form asked.
func (d *draft) Update(msg tea.Msg) tea.Cmd {
	cmd := d.Sheet.Update(msg)
	if _, typed := msg.(tea.KeyMsg); typed {
		d.suggestAgain()
		d.see()
	}
	return cmd
}

// room says whether the preview stands beside the form, and gives its size.
func (d *draft) room() (beside bool, width, height int) {
	if d.width >= besideFrom {
		return true, d.width - formWidth - gap, d.height
	}
	// Under the form; where there is little room the form scrolls.
	fields := fieldLines
	if d.asked() {
		fields++
	}
	return false, d.width, max(4, d.height-1-textLines-fields-d.Sheet.Above())
}

// see keeps in view what the last key made of the preview.
func (d *draft) see() {
	_, width, height := d.room()
	lines := d.preview(width)
	changed := 0
	for changed < len(lines) && changed < len(d.drawn) && lines[changed] == d.drawn[changed] {
		changed++
	}
	if changed < max(len(lines), len(d.drawn)) {
		d.place.Reveal(changed, len(lines), height)
	}
	d.drawn, d.fresh = lines, true
}

// SetSize gives the page's size in cells.
func (d *draft) SetSize(width, height int) {
	d.width, d.height, d.fresh = width, height, false
	beside, _, preview := d.room()
	if beside {
		d.Sheet.SetSize(formWidth, height)
		return
	}
	d.Sheet.SetSize(width, max(1, height-preview))
}

// preview is the notice as its readers will see it, under what somebody else
// made of it meanwhile.
func (d *draft) preview(width int) []string {
	s, env, th := d.s, d.s.env, d.s.env.Theme
	heading := func(text string) string {
		rule := strings.Repeat(th.Glyphs.Rule, 2)
		return th.Muted.Render(th.Clip(rule+" "+text+" "+strings.Repeat(th.Glyphs.Rule, max(0, width-tui.Width(text)-4)), width))
	}
	var lines []string
	if d.theirs != nil {
		lines = append(lines, heading(env.T("saved meanwhile by somebody else")))
		lines = append(append(lines, s.about(*d.theirs, width)...), s.body(d.theirs.Content, width)...)
		lines = append(lines, "")
	}
	text := d.text()
	n := notices.Notice{
		Title: text.Title, Audience: text.Audience, Important: text.Important, ExpiresAt: text.ExpiresAt,
		Author: s.actor.Name, CreatedAt: env.Now(),
	}
	if d.seen != nil {
		n.Author, n.CreatedAt = d.seen.Author, d.seen.CreatedAt
		n.Expired = text.ExpiresAt != nil && !text.ExpiresAt.After(env.Now())
	}
	lines = append(lines, heading(env.T("as its readers will see it")))
	return append(append(lines, s.about(n, width)...), s.body(text.Content, width)...)
}

// View draws the form and the preview beside or under it.
func (d *draft) View() string {
	beside, width, height := d.room()
	if !d.fresh {
		d.drawn = d.preview(width)
	}
	preview := d.place.View(d.s.env, d.drawn, height)
	if beside {
		return d.s.env.Theme.Beside(d.Sheet.View(), formWidth, strings.Split(preview, "\n"), width)
	}
	return d.Sheet.View() + "\n" + preview
}
