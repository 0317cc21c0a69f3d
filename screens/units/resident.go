package units

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// moveIn opens the form in which somebody moves into a unit.
func (s *screen) moveIn(u homes.UnitRow) tea.Cmd {
	env := s.env
	var f *form
	f = s.newForm(env.T("%s > Move in", u.Label), env.T("Move in to %s", u.Label), env.T("move in"),
		tui.Field[field]{
			Key: personField, Label: env.T("Who"), Kind: tui.FieldLookup, Width: 30, MaxRunes: 100, Search: s.findAccounts(), MustPick: true,
			Check: func(v string) error {
				if strings.TrimSpace(v) == "" {
					return complaint("Who is it? Type a name, an e-mail address or a phone.")
				}
				return nil
			},
			OnChange: func(string) tea.Cmd { f.personChanged(); return nil },
			OnPick:   func(tui.Option) tea.Cmd { f.personChanged(); return nil },
		},
		tui.Field[field]{
			Key: emailField, Label: env.T("E-mail"), Width: 36, MaxRunes: 255, Normalise: strings.TrimSpace,
			Check: func(v string) error {
				if o, _ := f.Form.Picked(personField); o.Value != created && v == "" {
					return nil // nobody is named yet, who may have an account
				}
				return show.CheckAccountEmail(v, "")
			},
		},
		tui.Field[field]{
			Key: phoneField, Label: env.T("Phone"), Width: 18, MaxRunes: 20,
			Check: func(v string) error { return show.CheckAccountPhone(v, "", s.settings.Val.Country()) },
		},
		s.relationInput(""),
		tui.Field[field]{Key: primaryField, Label: env.T("Primary"), Kind: tui.FieldChoice, Options: []tui.Option{
			{Value: "yes", Label: env.T("yes"), Key: 'y'}, {Value: "no", Label: env.T("no"), Key: 'n'},
		}},
		s.dayInput(&f, fromField, env.T("Since"), s.today(), s.past))
	if u.Contact != "" {
		f.Form.Set(primaryField, "no")
		f.Form.Note(primaryField, env.T("now %s", u.Contact))
	}
	f.personChanged()
	f.Form.OnSubmit = func() tea.Cmd { return f.submitMoveIn(u) }
	return s.Push(f)
}

// personChanged asks for what a new account needs, where one is to be made.
func (f *form) personChanged() {
	o, picked := f.Form.Picked(personField)
	there := picked && o.Value != created
	f.Form.Hide(emailField, there)
	f.Form.Hide(phoneField, there)
	if !picked {
		f.Form.Note(personField, f.s.env.T("name, e-mail or phone"))
		return
	}
	f.Form.Note(personField, o.Detail)
}

// findAccounts searches the accounts by name, e-mail or phone, and offers to make
// one of that name.
func (s *screen) findAccounts() func(context.Context, string) ([]tui.Option, error) {
	store, actor, makes := s.store, s.actor, s.env.T("a new account")
	return func(ctx context.Context, text string) ([]tui.Option, error) {
		found, err := store.Homes.FindResidentAccounts(ctx, actor, text)
		options := make([]tui.Option, len(found), len(found)+1)
		for i, a := range found {
			options[i] = tui.Option{Value: a.ID.String(), Label: a.Name, Detail: show.Joined(", ", a.Email, a.Units)}
		}
		if name := value.Clean(text); name != "" {
			options = append(options, tui.Option{Value: created, Label: name, Detail: makes})
		}
		return options, err
	}
}

func (s *screen) relationInput(value string) tui.Field[field] {
	env := s.env
	in := tui.Field[field]{Key: typeField, Label: env.T("As"), Kind: tui.FieldChoice, Options: []tui.Option{
		{Value: "owner", Label: env.T("owner"), Key: 'o'},
		{Value: "tenant", Label: env.T("tenant"), Key: 't'},
		{Value: "family_member", Label: env.T("family"), Key: 'f'},
	}}
	in.Value = value
	return in
}

// dayInput is a field for a day; how it was understood stands beside it. of is
// where the field's form will be.
func (s *screen) dayInput(of **form, k field, label string, day value.Day, read func(string) (value.Day, error)) tui.Field[field] {
	return tui.Field[field]{
		Key: k, Label: label, Width: 18, MaxRunes: 40, Replaces: true, Value: s.date(day),
		Check: func(v string) error {
			if none(v) {
				return nil
			}
			_, err := read(v)
			return err
		},
		OnChange: func(v string) tea.Cmd {
			(*of).Form.Note(k)
			if day, err := read(v); err == nil && !none(v) {
				(*of).Form.Note(k, show.DayWords(s.env, day))
			}
			return nil
		},
	}
}

// none reports whether a field for a day has none: nothing, or a dash, which is
// typed over what stands there with one key.
func none(v string) bool { return strings.Trim(v, " -") == "" }

// day is what stands in a field for a day, zero where none does.
func (f *form) day(k field, seen value.Day, read func(string) (value.Day, error)) value.Day {
	text := f.value(k)
	if !f.Form.Touched(k) {
		return seen
	}
	if none(text) {
		return value.Day{}
	}
	day, err := read(text)
	if err != nil { // checked
		return value.Day{}
	}
	return day
}

func (f *form) submitMoveIn(u homes.UnitRow) tea.Cmd {
	s := f.s
	m := homes.MoveIn{
		UnitID: u.ID, Type: f.value(typeField), Primary: f.value(primaryField) == "yes", From: f.day(fromField, s.today(), s.past),
	}
	o, _ := f.Form.Picked(personField)
	name := o.Label
	if o.Value == created {
		m.Name, m.Email, m.Phone = name, f.value(emailField), f.value(phoneField)
	} else {
		id, err := uuid.Parse(o.Value)
		if err != nil {
			return nil
		}
		m.UserID = &id
	}
	store, actor := s.store, s.actor
	return send(f, tui.Change[homes.Residency]{
		What: s.env.T("move of %s into %s", name, u.Label),
		Write: func(ctx context.Context, intent uuid.UUID) (homes.Residency, error) {
			r, err := store.Homes.MoveIn(ctx, actor, intent, m)
			return r, onPerson(err)
		},
		Tell: func(r homes.Residency) string {
			if r.MovesIn() {
				return s.env.T("%s moves into %s on %s.", r.Name, u.Label, s.date(r.MovedIn))
			}
			return s.env.T("%s moved into %s.", r.Name, u.Label)
		},
	})
}

// onPerson puts a complaint about the name to the field in which it was typed.
func onPerson(err error) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Bad["name"] == nil {
		return err
	}
	e.Bad["person"] = e.Bad["name"]
	return e
}

// editResident opens the form of what somebody is in a unit, and since when.
func (s *screen) editResident(seen homes.Residency, unit string) tea.Cmd {
	env := s.env
	var f *form
	f = s.newForm(env.T("%s > Edit", seen.Name), env.T("%s in %s", seen.Name, unit), "",
		s.relationInput(seen.Type), s.dayInput(&f, fromField, env.T("Since"), seen.MovedIn, s.past))
	f.Form.Note(typeField, env.T("Enter on a resident opens the account"))
	f.followResident(&seen, func(was, now homes.Residency) []show.Held[field] {
		return []show.Held[field]{
			{Key: typeField, Label: env.T("As"), Was: was.Type, Now: now.Type},
			{Key: fromField, Label: env.T("Since"), Was: s.date(was.MovedIn), Now: s.date(now.MovedIn)},
		}
	})
	store, actor := s.store, s.actor
	f.Form.OnSubmit = func() tea.Cmd {
		seen := seen
		kind, from := f.value(typeField), f.day(fromField, seen.MovedIn, s.past)
		return send(f, tui.Change[homes.Residency]{
			What: env.T("change of %s", seen.Name),
			Write: func(ctx context.Context, intent uuid.UUID) (homes.Residency, error) {
				return store.Homes.UpdateResidency(ctx, actor, intent, seen, kind, from)
			},
			Tell: func(r homes.Residency) string { return env.T("Changed %s.", r.Name) },
			Put:  s.putResident,
		})
	}
	return s.Push(f)
}

// followResident has the form show what somebody else made of the resident.
func (f *form) followResident(seen *homes.Residency, held func(was, now homes.Residency) []show.Held[field]) {
	overtaken(f, func(now homes.Residency, by show.By) {
		was := *seen
		*seen = now
		show.Conflict(f.s.env, f.Sheet, by, held(was, now))
	})
}
