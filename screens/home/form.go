package home

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// field names a field of the form; data complains about fields by these names.
type field string

const (
	nameField     field = "name"
	phoneField    field = "phone"
	unitField     field = "unit"
	purposeField  field = "purpose"
	plateField    field = "plate"
	expectedField field = "expected"
	partyField    field = "party"
	noteField     field = "note"
)

// namedUnits is how many of the resident's units stand beside the field.
const namedUnits = 6

// announcement is the form in which a resident says who will come.
type announcement struct {
	*tui.Sheet[field]
	s     *screen
	units []homes.Unit
	odd   show.OddPhone
}

// announceKey opens the form; the units are needed for it.
func (s *screen) announceKey() tea.Cmd {
	if len(s.homes.Val.units) > 0 {
		return tea.Batch(s.homes.Again(), s.openForm())
	}
	return tui.Await(s.Stack, s.readHomes(), func(now flats, err error) tea.Cmd {
		if err != nil {
			return s.board.Tell(tui.NotifyRefusal, tui.Explain(s.env, err))
		}
		s.homes.Val = now
		s.tookHomes(now, nil)
		switch {
		case s.onlyMovesIn():
			return s.board.Tell(tui.NotifyRefusal, s.movesIn())
		case len(now.units) == 0:
			return s.board.Tell(tui.NotifyRefusal, s.noUnit())
		}
		return s.openForm()
	})
}

// tookHomes takes the resident's own units. A form that is open keeps what it has
// where none is theirs any more: the write says so.
func (s *screen) tookHomes(now flats, err error) tea.Cmd {
	if err != nil {
		return nil
	}
	// Who has no unit reads in every list why it is empty.
	for at := range int(tabs) {
		s.board.Lists.Table(at).Empty = s.board.Lists.Empty(at, s.board.Lists.Term())
	}
	for at := range int(duesTabs) {
		s.dues.board.Lists.Table(at).Empty = s.dues.board.Lists.Empty(at, "")
	}
	if f, open := s.Front().(*announcement); open && len(now.units) > 0 {
		f.setUnits(now.units)
	}
	return nil
}

func (s *screen) openForm() tea.Cmd {
	f := &announcement{s: s}
	form := tui.NewForm(s.env, f.fields()...)
	form.OnSubmit = f.submit
	form.SaveLabel = s.env.T("announce")
	f.Sheet = tui.NewSheetPage(s.Stack, s.env.T("Announce"), s.env.T("Announce a visitor"), form)
	f.setUnits(s.homes.Val.units)
	f.expectedChanged("")
	return s.Push(f)
}

// setUnits asks for the unit where there are several, and names them.
func (f *announcement) setUnits(units []homes.Unit) {
	f.units = units
	f.Form.Hide(unitField, len(units) == 1)
	labels := make([]string, 0, namedUnits)
	for i, u := range units {
		if i == namedUnits {
			labels = append(labels, "...")
			break
		}
		labels = append(labels, u.Label)
	}
	if len(units) == 1 {
		f.Title = f.s.env.T("Announce a visitor to %s", units[0].Label)
	}
	f.Form.Note(unitField, f.s.env.T("yours: %s", strings.Join(labels, ", ")))
}

func (f *announcement) fields() []tui.Field[field] {
	env := f.s.env
	return []tui.Field[field]{
		{Key: nameField, Label: env.T("Name"), Width: 34, MaxRunes: 100, Check: f.checkName},
		{
			Key: phoneField, Label: env.T("Phone"), Width: 18, MaxRunes: 20,
			Check: func(v string) error { return show.CheckPhone(v, f.s.settings.Val.Country()) },
			Doubt: func(v string) error { return show.DoubtPhone(v, f.s.settings.Val.Country()) },
		},
		{
			Key: unitField, Label: env.T("Unit"), Kind: tui.FieldLookup, Width: 12, MaxRunes: 40,
			Search: show.FindUnits(env, f.s.store.Homes, f.s.actor), MustPick: true, Check: f.checkUnit,
		},
		{
			Key: purposeField, Label: env.T("For"), Kind: tui.FieldChoice, Width: 24, MaxRunes: 100,
			Options: show.Purposes(env),
		},
		{Key: plateField, Label: env.T("Plate"), Width: 18, MaxRunes: 20},
		{
			Key: expectedField, Label: env.T("Comes"), Width: 24, MaxRunes: 40,
			Check: f.checkExpected, OnChange: f.expectedChanged,
		},
		{Key: partyField, Label: env.T("People"), Kind: tui.FieldNumber, Width: 6, MaxRunes: 2, Value: "1", Check: show.CheckParty},
		{Key: noteField, Label: env.T("Note"), Width: 46, MaxRunes: tui.ReasonMax},
	}
}

func complaint(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}

func (f *announcement) checkName(v string) error {
	if strings.TrimSpace(v) == "" {
		return complaint("Who is it? A visit needs a name.")
	}
	return nil
}

func (f *announcement) checkUnit(v string) error {
	if _, ok := f.Form.Picked(unitField); !ok && strings.TrimSpace(v) == "" {
		return complaint("Which of your units?")
	}
	return nil
}

// arrival is when the visitor is to come, zero where nothing was typed.
func (f *announcement) arrival() (time.Time, error) {
	text := strings.TrimSpace(f.Form.Value(expectedField))
	if text == "" {
		return time.Time{}, nil
	}
	at, err := f.s.env.ReadMoment(text)
	switch {
	case err != nil:
		return time.Time{}, err
	case at.Before(f.s.env.Now().Truncate(time.Minute)):
		return time.Time{}, complaint("That time is past.")
	}
	return at, value.ArrivalDays().Check(value.DayOf(at), value.DayOf(f.s.env.Now()))
}

func (f *announcement) checkExpected(string) error {
	_, err := f.arrival()
	return err
}

// expectedChanged shows how the moment was understood.
func (f *announcement) expectedChanged(string) tea.Cmd {
	if at, err := f.arrival(); err == nil && !at.IsZero() {
		f.Form.Note(expectedField, f.s.env.Weekday(at))
		return nil
	}
	f.Form.Note(expectedField, f.s.env.T("such as today 18:30"))
	return nil
}

// unit is the visitor's unit: the only one, or the one that was chosen.
func (f *announcement) unit() (id uuid.UUID, label string) {
	if len(f.units) == 1 {
		return f.units[0].ID, f.units[0].Label
	}
	o, _ := f.Form.Picked(unitField)
	id, err := uuid.Parse(o.Value)
	if err != nil {
		return uuid.Nil, ""
	}
	return id, o.Label
}

// submit is called when every field is well and every lookup answered.
func (f *announcement) submit() tea.Cmd {
	expected, err := f.arrival()
	if err != nil {
		return nil
	}
	s, phone := f.s, strings.TrimSpace(f.Form.Value(phoneField))
	if ask, odd := f.odd.Ask(s.env, phone, s.settings.Val.Country(), f.submit); odd {
		f.Form.Focus(phoneField) // after a no it is looked at
		return ask
	}
	unit, label := f.unit()
	people, _ := f.Form.Int(partyField)
	n := visits.Draft{
		Text: visits.Text{
			Name: strings.TrimSpace(f.Form.Value(nameField)), Phone: phone,
			UnitID: unit, Purpose: show.Purpose(f.Form, purposeField), Plate: strings.TrimSpace(f.Form.Value(plateField)), PartySize: people,
		},
		Note: strings.TrimSpace(f.Form.Value(noteField)), OddPhone: f.odd.Insisted(phone),
	}
	if !expected.IsZero() {
		n.ExpectedArrival = &expected
	}
	name, at := show.Visitor(visits.Visit{Name: n.Name, Unit: label, PartySize: people})
	what := s.env.T("announcement of %s (%s)", name, at)
	store, actor := s.store, s.actor
	return tui.SendSheet(f.Sheet, s.Sends, what, func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
		return store.Visits.Log(ctx, actor, key, visits.Approved, n)
	}, func(out tui.Outcome[visits.Visit]) tea.Cmd {
		if out.Saved {
			return f.saved(what, out)
		}
		return f.refused(out.Err)
	})
}

// saved tells that the visit is in the register, closes the form and goes to the
// visitor.
func (f *announcement) saved(what string, out tui.Outcome[visits.Visit]) tea.Cmd {
	s, v := f.s, out.Val
	open := f.Open()
	closed := f.Close()
	if !out.Answered {
		s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
		return tea.Batch(closed, s.Stack.Refresh())
	}
	name, unit := show.Visitor(v)
	if v.ExpectedArrival != nil {
		s.board.Tell(tui.NotifySuccess, s.env.T("Announced %s (%s) for %s. The gate sees it.", name, unit, s.env.Moment(*v.ExpectedArrival)))
	} else {
		s.board.Tell(tui.NotifySuccess, s.env.T("Announced %s (%s). The gate sees it.", name, unit))
	}
	if open && s.board.Opened == nil {
		return tea.Batch(closed, goTo(s, s.board, int(expected), v.ID.String()), s.counts.Again())
	}
	return tea.Batch(closed, s.Stack.Refresh())
}

// refused keeps the form and says why it was not saved.
func (f *announcement) refused(err error) tea.Cmd {
	s := f.s
	f.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	// What was refused may have been the unit: it is not the resident's any more.
	return tea.Batch(s.homes.Again(), s.Stack.Refresh())
}
