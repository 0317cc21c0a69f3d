package gate

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// field names a field of the form; data complains about fields by these names.
type field string

const (
	phoneField    field = "phone"
	nameField     field = "name"
	unitField     field = "unit"
	purposeField  field = "purpose"
	plateField    field = "plate"
	partyField    field = "party"
	approvalField field = "approval"
	byField       field = "by"
	noteField     field = "note"
)

// lookupDigits is how many digits of a phone are worth looking up, and wholeDigits
// how many the longest number has that is dialled within a country.
const (
	lookupDigits = 7
	wholeDigits  = 10
)

// visitForm is the form of a check-in, or of a correction.
type visitForm struct {
	s     *screen
	form  *tui.Form[field]
	sheet *tui.Sheet[field]
	// seen is the visit being corrected as the person last saw it, nil for a
	// new one.
	seen *visits.Visit
	// as is what the visit is to be saved as.
	as visits.Status

	// What the register knows of the phone that was typed.
	known  visits.Known
	failed bool // the register did not answer
	filled []field
	relook tui.Ticket
	ask    bool // whether to ask about the visitor inside when relook answers

	// What somebody else saved while the visit was being corrected.
	theirs    tui.Ticket
	theirUnit string

	house household
	word  word

	// typedUnit is what stood in the unit field, unpicked, before the save key.
	typedUnit string
	pointed   bool // the arrows chose among the suggestions
	// knowsInside and knowsDenied: the person was asked and went on.
	knowsInside, knowsDenied bool
	reason                   string // of a visitor turned away
}

// openForm opens the form: for a new visit, or to correct one.
func (s *screen) openForm(correct *visits.Visit) tea.Cmd {
	f := &visitForm{s: s, seen: correct}
	f.form = tui.NewForm(s.env, f.fields()...)
	f.form.OnSubmit = f.submit
	f.form.SaveLabel = s.env.T("check in")
	f.form.Hide(byField, true)
	f.sheet = tui.NewSheet(s.env, s.env.T("Check in"), f.form, func() { s.form = nil })
	s.form = f
	if correct != nil {
		f.sheet.Title = s.env.T("Correct %s", correct.Name)
		f.form.Hide(approvalField, true)
		f.form.Focus(nameField)
		f.load(*correct)
	}
	s.layout()
	return f.sync()
}

// load puts a visit's values into the fields.
func (f *visitForm) load(v visits.Visit) {
	f.form.Set(phoneField, v.Phone)
	f.form.Set(nameField, v.Name)
	if v.UnitID != nil {
		f.form.SetPick(unitField, tui.Option{Value: v.UnitID.String(), Label: v.Unit})
	}
	f.form.Set(purposeField, f.purpose(v.Purpose))
	f.form.Set(plateField, v.Plate)
	f.form.Set(partyField, strconv.Itoa(max(1, v.PartySize)))
}

func (f *visitForm) fields() []tui.Field[field] {
	env := f.s.env
	phone := tui.Field[field]{
		Key: phoneField, Label: env.T("Phone"), Width: 18, MaxRunes: 20, OnChange: f.phoneChanged,
	}
	if f.seen == nil {
		phone.Ask = f.lookUp()
	}
	return []tui.Field[field]{
		phone,
		{Key: nameField, Label: env.T("Name"), Width: 34, MaxRunes: 100, Check: f.checkName},
		{
			Key: unitField, Label: env.T("Unit"), Kind: tui.FieldLookup, Width: 12, MaxRunes: 40,
			Search: f.findUnits(), MustPick: true, Check: f.checkUnit, OnChange: f.unitChanged,
		},
		{
			Key: purposeField, Label: env.T("For"), Kind: tui.FieldChoice, Width: 24, MaxRunes: 100,
			Options: f.purposes(),
		},
		{Key: plateField, Label: env.T("Plate"), Width: 18, MaxRunes: 20},
		{Key: partyField, Label: env.T("People"), Kind: tui.FieldNumber, Width: 6, MaxRunes: 2, Value: "1"},
		{Key: approvalField, Label: env.T("Approval"), Kind: tui.FieldChoice, Options: f.approvals()},
		{
			Key: byField, Label: env.T("By"), Kind: tui.FieldChoice,
			Options: []tui.Option{{Label: env.T("nobody named")}},
		},
		{Key: noteField, Label: env.T("Note"), Width: 46, MaxRunes: tui.ReasonMax},
	}
}

// purposes are what people come for; the Value is what the register keeps.
func (f *visitForm) purposes() []tui.Option {
	env := f.s.env
	return []tui.Option{
		{Value: "Guest", Label: env.T("Guest"), Key: 'g'},
		{Value: "Delivery", Label: env.T("Delivery"), Key: 'd'},
		{Value: "Service", Label: env.T("Service"), Key: 's'},
		{Value: "Cab", Label: env.T("Cab"), Key: 'c'},
		{Label: env.T("Other"), Key: 'o', Free: true},
	}
}

// purpose is a purpose as one of the options writes it, where it is one.
func (f *visitForm) purpose(typed string) string {
	for _, o := range f.purposes() {
		if strings.EqualFold(strings.TrimSpace(typed), o.Value) && !o.Free {
			return o.Value
		}
	}
	return typed
}

// approvals are the ways an approval came; the first says whether one is needed.
func (f *visitForm) approvals() []tui.Option {
	none := tui.Option{Label: f.s.env.T("not needed"), Key: 'n'}
	if visits.RequireApproval().In(f.s.settings) {
		none.Label = f.s.env.T("approval needed")
	}
	return append([]tui.Option{none}, f.s.channels()...)
}

// settingsChanged shows a changed setting on the open form.
func (f *visitForm) settingsChanged() {
	f.form.SetOptions(approvalField, f.approvals())
	f.word = word{} // the next sync says it anew
}

func (f *visitForm) checkName(v string) error {
	if strings.TrimSpace(v) == "" {
		return &fault.Error{Kind: fault.Invalid, Format: "Who is it? A visit needs a name."}
	}
	return nil
}

func (f *visitForm) checkUnit(v string) error {
	if _, ok := f.form.Picked(unitField); !ok && strings.TrimSpace(v) == "" {
		return &fault.Error{Kind: fault.Invalid, Format: "Which unit? Type its number, such as A-101."}
	}
	return nil
}

// findUnits searches the units by number however it is written.
func (f *visitForm) findUnits() func(context.Context, string) ([]tui.Option, error) {
	store, actor, vacant := f.s.store, f.s.actor, f.s.env.T("vacant")
	repair := f.s.env.T("under maintenance")
	return func(ctx context.Context, text string) ([]tui.Option, error) {
		units, err := store.Homes.FindUnits(ctx, actor, text)
		options := make([]tui.Option, len(units))
		for i, u := range units {
			detail := []string{u.Block, u.Type}
			switch u.Status {
			case "vacant":
				detail = append(detail, vacant)
			case "under_maintenance":
				detail = append(detail, repair)
			}
			options[i] = tui.Option{Value: u.ID.String(), Label: u.Label, Detail: strings.Join(detail, ", ")}
		}
		return options, err
	}
}

// fold is a unit as typed with nothing but its letters and digits.
func fold(unit string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, unit)
}

// unitChanged forgets that the arrows chose a suggestion for another text.
func (f *visitForm) unitChanged(string) tea.Cmd {
	f.pointed = false
	return nil
}

// unit is the chosen unit.
func (f *visitForm) unit() (uuid.UUID, bool) {
	o, ok := f.form.Picked(unitField)
	if !ok {
		return uuid.Nil, false
	}
	id, err := uuid.Parse(o.Value)
	return id, err == nil
}

// update takes the answers to what the form asked.
func (f *visitForm) update(msg tea.Msg) tea.Cmd {
	cmds := []tea.Cmd{f.form.Update(msg), f.house.answer(f, msg)}
	f.relooked(msg)
	f.tookTheirs(msg)
	return tea.Batch(append(cmds, f.sync())...)
}

// key carries out a key: those of the form's own, else the fields'.
func (f *visitForm) key(msg tea.KeyMsg) tea.Cmd {
	k, shared := f.s.keys, f.s.env.Keys
	var cmd tea.Cmd
	switch {
	case f.sheet.Sending():
		cmd = f.sheet.Key(msg)
	case key.Matches(msg, shared.Save):
		cmd = f.save(visits.CheckedIn)
	case key.Matches(msg, k.Wait) && f.seen == nil:
		cmd = f.save(visits.Pending)
	case key.Matches(msg, k.TurnAway) && f.seen == nil:
		cmd = f.save(visits.Denied)
	case key.Matches(msg, k.Reveal):
		cmd = f.house.revealNext(f)
	default:
		f.pointed = f.pointed || f.form.Focused() == unitField && key.Matches(msg, shared.Up, shared.Down)
		cmd = f.sheet.Key(msg)
	}
	if !f.sheet.Open() {
		return cmd
	}
	return tea.Batch(cmd, f.sync())
}

// sync makes the form's parts follow its values: who lives in the unit, and
// whether a resident can be named.
func (f *visitForm) sync() tea.Cmd {
	f.followWord()
	f.form.Hide(byField, f.seen != nil && !f.word.again || f.form.Value(approvalField) == "" || len(f.house.residents) == 0)
	return f.house.follow(f, f.unitInView())
}

// unitInView is the chosen unit, or the one whose name was typed in full or that
// the arrows point at: the guard sees whom to call before going on.
func (f *visitForm) unitInView() uuid.UUID {
	if unit, ok := f.unit(); ok {
		return unit
	}
	o, ok := f.form.Suggested(unitField)
	if !ok || !f.pointed && fold(o.Label) != fold(f.form.Value(unitField)) {
		return uuid.Nil
	}
	unit, err := uuid.Parse(o.Value)
	if err != nil {
		return uuid.Nil
	}
	return unit
}

func (f *visitForm) hints() []key.Binding {
	keys := f.form.Keys()
	hints := []key.Binding{keys[0]}
	if f.seen == nil {
		hints = append(hints, f.s.keys.Wait, f.s.keys.TurnAway)
	}
	return append(hints, f.s.keys.Reveal, f.s.env.Keys.Next, f.s.env.Keys.Back)
}
