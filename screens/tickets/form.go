package tickets

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/tickets"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// field names a field of the form; data complains about fields by these names.
type field string

const (
	unitField        field = "unit"
	requesterField   field = "requester"
	categoryField    field = "category"
	titleField       field = "title"
	priorityField    field = "priority"
	descriptionField field = "description"
)

// How long the texts may be, in characters, and how many names stand beside a
// field.
const (
	categoryMax    = 50
	titleMax       = 100
	descriptionMax = 4000
	namedBeside    = 6
)

// form is the form in which a ticket is raised, or what it says is edited.
type form struct {
	*tui.Sheet[field]
	s *screen
	// seen is the ticket being edited as the person last saw it, nil for a new
	// one.
	seen *tickets.Ticket
	// unit is the one whose residents may have asked.
	unit uuid.UUID
}

// raiseForm opens the form for a new ticket; a resident's own units are needed for
// it.
func (s *screen) raiseForm() tea.Cmd {
	switch {
	case !s.forOwnUnit():
		return tea.Batch(s.push(nil), s.categories.Again())
	case len(s.units.Val) > 0:
		return tea.Batch(s.push(nil), s.units.Again(), s.categories.Again())
	}
	return tea.Batch(tui.Await(s.Stack, s.readUnits(), func(units []homes.Unit, err error) tea.Cmd {
		switch {
		case err != nil:
			return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		case len(units) == 0:
			return s.board.Tell(tui.NotifyRefusal, s.env.T("No unit is yours now. The office can say from when, or put it right."))
		}
		s.units.Val = units
		return s.push(nil)
	}), s.categories.Again())
}

// editForm opens the form for what a ticket says.
func (s *screen) editForm(t tickets.Ticket) tea.Cmd { return s.push(&t) }

// raising is the form of a new ticket, while that is open.
func (s *screen) raising() (*form, bool) {
	f, ok := s.Front().(*form)
	return f, ok && f.seen == nil
}

// push opens the form, for a ticket to edit or for a new one.
func (s *screen) push(edit *tickets.Ticket) tea.Cmd {
	f := &form{s: s, seen: edit}
	inner := tui.NewForm(s.env, f.fields()...)
	inner.OnSubmit, inner.SaveLabel = f.raise, s.env.T("raise")
	short, title := s.env.T("Raise"), s.env.T("Raise a ticket")
	inner.Hide(requesterField, edit != nil || s.forOwnUnit())
	if edit != nil {
		short, title = s.env.T("Edit"), s.env.T("Edit the ticket of %s", tui.OrDash(edit.Unit))
		inner.OnSubmit, inner.SaveLabel = f.edit, s.env.T("save")
		for _, k := range []field{unitField, priorityField} {
			inner.Hide(k, true)
		}
		inner.Set(categoryField, edit.Category)
		inner.Set(titleField, edit.Title)
		inner.Set(descriptionField, edit.Description)
		inner.Focus(titleField)
	}
	f.Sheet = tui.NewSheetPage(s.Stack, short, title, inner)
	if edit == nil {
		f.setUnits()
	}
	f.noteCategories()
	return s.Push(f)
}

func (f *form) fields() []tui.Field[field] {
	env := f.s.env
	priorities := f.s.priorities()
	return []tui.Field[field]{
		{
			Key: unitField, Label: env.T("Unit"), Kind: tui.FieldLookup, Width: 12, MaxRunes: 40,
			Search: show.FindUnits(f.s.env, f.s.store.Homes, f.s.actor), MustPick: true, Check: f.checkUnit, OnPick: func(tui.Option) tea.Cmd { return f.follow() },
		},
		{Key: requesterField, Label: env.T("Asked by"), Kind: tui.FieldChoice, Options: []tui.Option{f.oneself()}},
		{
			Key: categoryField, Label: env.T("Category"), Kind: tui.FieldLookup, Width: 24, MaxRunes: categoryMax,
			Search: f.findCategories(), Completes: true, Check: needs("What kind of issue? Such as Plumbing or Electrical."),
		},
		{
			Key: titleField, Label: env.T("Title"), Width: 46, MaxRunes: titleMax,
			Check: needs("What is wrong? A few words, such as Lift stuck."),
		},
		{
			Key: priorityField, Label: env.T("Priority"), Kind: tui.FieldChoice, Options: priorities,
			Value: string(tickets.Medium),
		},
		{Key: descriptionField, Label: env.T("Text"), Kind: tui.FieldLines, Width: 60, Height: 4, MaxRunes: descriptionMax},
	}
}

func complaint(format string) error { return &fault.Error{Kind: fault.Invalid, Format: format} }

// needs refuses an empty field with a question.
func needs(question string) func(string) error {
	return func(v string) error {
		if strings.TrimSpace(v) == "" {
			return complaint(question)
		}
		return nil
	}
}

func (f *form) checkUnit(v string) error {
	if _, ok := f.Form.Picked(unitField); !ok && strings.TrimSpace(v) == "" {
		return complaint("Which unit? Type its number, such as A-101.")
	}
	return nil
}

// findCategories searches those in use; another one can be typed.
func (f *form) findCategories() func(context.Context, string) ([]tui.Option, error) {
	names := f.s.categories.Val
	return func(_ context.Context, text string) ([]tui.Option, error) {
		var options []tui.Option
		for _, name := range names {
			if strings.HasPrefix(fold(name), fold(text)) {
				options = append(options, tui.Option{Value: name, Label: name})
			}
		}
		return options, nil
	}
}

// noteCategories names some of the categories beside the field.
func (f *form) noteCategories() {
	if names := f.s.categories.Val; len(names) > 0 {
		f.Form.Note(categoryField, f.s.env.T("such as %s", strings.Join(names[:min(namedBeside, len(names))], ", ")))
	}
}

// setUnits asks a resident for the unit where there are several, and names them.
func (f *form) setUnits() {
	units := f.s.units.Val
	if !f.s.forOwnUnit() {
		return
	}
	f.Form.Hide(unitField, len(units) == 1)
	labels := make([]string, 0, namedBeside)
	for _, u := range units[:min(namedBeside, len(units))] {
		labels = append(labels, u.Label)
	}
	f.Form.Note(unitField, f.s.env.T("yours: %s", strings.Join(labels, ", ")))
	if len(units) == 1 {
		f.Title = f.s.env.T("Raise a ticket for %s", units[0].Label)
	}
}

func (f *form) oneself() tui.Option {
	return tui.Option{Label: f.s.env.T("me (%s)", f.s.actor.Name), Key: 'm'}
}

// chosenUnit is the ticket's unit: a resident's only one, or the one that was
// chosen.
func (f *form) chosenUnit() (id uuid.UUID, label string) {
	if units := f.s.units.Val; f.s.forOwnUnit() && len(units) == 1 {
		return units[0].ID, units[0].Label
	}
	o, _ := f.Form.Picked(unitField)
	id, err := uuid.Parse(o.Value)
	if err != nil {
		return uuid.Nil, ""
	}
	return id, o.Label
}

// Update takes the keys of the fields and the answers to what the form asked, and
// does what follows from the unit.
func (f *form) Update(msg tea.Msg) tea.Cmd { return tea.Batch(f.Sheet.Update(msg), f.follow()) }

// follow reads who lives in the unit when it became another one: at the desk and
// at the gate a resident may have asked.
func (f *form) follow() tea.Cmd {
	if f.seen != nil || f.s.forOwnUnit() {
		return nil
	}
	unit := f.unitInView()
	if unit == f.unit {
		return nil
	}
	f.unit = unit
	f.setResidents(nil)
	if unit == uuid.Nil {
		return nil
	}
	store, actor := f.s.store, f.s.actor
	residents := tui.NewFetch[[]homes.Resident](f.s.Stack)
	residents.Then = func(now []homes.Resident, _ error) tea.Cmd {
		if f.unit == unit {
			f.setResidents(now)
		}
		return nil
	}
	return residents.Ask(func(ctx context.Context) ([]homes.Resident, error) { return store.Homes.Residents(ctx, actor, unit) })
}

// unitInView is the chosen unit, or the one whose name was typed in full: who lives
// there is known when the next field is reached.
func (f *form) unitInView() uuid.UUID {
	if unit, _ := f.chosenUnit(); unit != uuid.Nil {
		return unit
	}
	o, ok := f.Form.Suggested(unitField)
	bare := strings.NewReplacer("-", "", " ", "").Replace
	if !ok || !strings.EqualFold(bare(o.Label), bare(f.Form.Value(unitField))) {
		return uuid.Nil
	}
	unit, err := uuid.Parse(o.Value)
	if err != nil {
		return uuid.Nil
	}
	return unit
}

func (f *form) setResidents(residents []homes.Resident) {
	options := []tui.Option{f.oneself()}
	for _, r := range residents {
		options = append(options, tui.Option{Value: r.UserID.String(), Label: r.Name})
	}
	f.Form.SetOptions(requesterField, options)
}

// raise is called when every field of a new ticket is well.
func (f *form) raise() tea.Cmd {
	s, env := f.s, f.s.env
	unit, label := f.chosenUnit()
	n := tickets.Draft{
		UnitID: unit, Category: strings.TrimSpace(f.Form.Value(categoryField)), Title: strings.TrimSpace(f.Form.Value(titleField)),
		Description: f.Form.Value(descriptionField), Priority: tickets.Priority(f.Form.Value(priorityField)),
	}
	if by, err := uuid.Parse(f.Form.Value(requesterField)); err == nil {
		n.RequesterID = &by
	}
	what := env.T("ticket %s (%s)", n.Title, tui.OrDash(label))
	store, actor := s.store, s.actor
	return tui.SendSheet(f.Sheet, s.Sends, what, func(ctx context.Context, key uuid.UUID) (tickets.Ticket, error) {
		return store.Tickets.Raise(ctx, actor, key, n)
	}, func(out tui.Outcome[tickets.Ticket]) tea.Cmd {
		if !out.Saved {
			return f.refused(out.Err)
		}
		return f.raised(what, out)
	})
}

// raised tells that the ticket is there, closes the form and goes to it.
func (f *form) raised(what string, out tui.Outcome[tickets.Ticket]) tea.Cmd {
	s, t := f.s, out.Val
	open, closed := f.Open(), f.Close()
	if !out.Answered {
		s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		return tea.Batch(closed, s.board.Reread())
	}
	title, unit := s.called(t)
	title = strings.TrimSpace(t.Called() + " " + title)
	said := s.env.T("Raised %s (%s).", title, unit)
	if t.Assignee != "" {
		said = s.env.T("Raised %s (%s). %s has it.", title, unit, t.Assignee)
	}
	s.board.Tell(tui.NotifySuccess, said)
	if !open || s.board.InOpened() {
		return tea.Batch(closed, s.board.Reread())
	}
	s.category = ""
	s.board.Lists.ClearSearch()
	shown := tea.Batch(closed, s.board.Lists.Show(0), s.board.Lists.Restart(), s.readCounts())
	s.board.Lists.Want(t.ID.String())
	return shown
}

// refused keeps the form and says why it was not saved.
func (f *form) refused(err error) tea.Cmd {
	s := f.s
	f.Fail(err)
	if !s.forOwnUnit() || tui.IsOutage(err) {
		return s.board.RereadAfter(err)
	}
	// What was refused may have been the unit: it is not the resident's any more.
	return tea.Batch(s.board.RereadAfter(err), s.units.Again())
}
