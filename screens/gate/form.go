package gate

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
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
	*tui.Sheet[field]
	s *screen
	// seen is the visit being corrected as the person last saw it, nil for a
	// new one.
	seen *visits.Visit
	// as is what the visit is to be saved as.
	as visits.Status

	// What the register knows of the phone that was typed.
	known  visits.Known
	failed bool // the register did not answer
	looked bool // it did
	filled []field
	relook *tui.Fetch[visits.Known]

	// What somebody else saved while the visit was being corrected.
	theirUnit string // stands beside the unit

	house  *household
	word   word
	barred *barred

	// typedUnit is what stood in the unit field, unpicked, before the save key.
	typedUnit string
	// lastUnit is where the visitor went the last time, offered and not filled in.
	lastUnit    *tui.Option
	lastOffered bool // by a save that had no unit
	// insist and knowsDenied: the person was asked and went on.
	insist      visits.Insist
	knowsDenied bool
	odd         show.OddPhone
	// isThe is the expected visit that the person says this one is.
	isThe  *visits.Visit
	reason string // of a visitor turned away

	width int
}

// openForm opens the form: for a new visit, or to correct one.
func (s *screen) openForm(correct *visits.Visit) tea.Cmd {
	env := s.env
	f := &visitForm{s: s, seen: correct, relook: tui.NewFetch[visits.Known](s.Stack)}
	f.house, f.barred = newHousehold(f), newBarred(f)
	inner := tui.NewForm(env, f.fields()...)
	inner.OnSubmit, inner.SaveLabel = f.submit, env.T("check in")
	inner.Hide(byField, true)
	f.Sheet = tui.NewSheetPage(s.Stack, env.T("Check in"), env.T("Check in"), inner)
	if correct != nil {
		f.Short, f.Title = env.T("Correct"), env.T("Correct %s", correct.Name)
		inner.Hide(approvalField, true)
		inner.Focus(nameField)
		f.load(*correct)
	}
	return s.Push(f)
}

// Init reads who lives in the unit.
func (f *visitForm) Init() tea.Cmd { return f.sync() }

// load puts a visit's values into the fields.
func (f *visitForm) load(v visits.Visit) {
	f.Form.Set(phoneField, v.Phone)
	f.Form.Set(nameField, v.Name)
	if v.UnitID != nil {
		f.Form.SetPick(unitField, tui.Option{Value: v.UnitID.String(), Label: v.Unit})
	}
	f.Form.Set(purposeField, f.purpose(v.Purpose))
	f.Form.Set(plateField, v.Plate)
	f.Form.Set(partyField, strconv.Itoa(max(1, v.PartySize)))
}

func (f *visitForm) fields() []tui.Field[field] {
	env := f.s.env
	phone := tui.Field[field]{
		Key: phoneField, Label: env.T("Phone"), Width: 18, MaxRunes: 20, OnChange: f.phoneChanged,
		Check: f.checkPhone, Doubt: f.doubtPhone,
	}
	if f.seen == nil {
		phone.Ask = f.lookUp()
	}
	return []tui.Field[field]{
		phone,
		{Key: nameField, Label: env.T("Name"), Width: 34, MaxRunes: 100, Check: f.checkName},
		{
			Key: unitField, Label: env.T("Unit"), Kind: tui.FieldLookup, Width: 12, MaxRunes: 40,
			Search: show.FindUnits(env, f.s.store.Homes, f.s.actor), MustPick: true, Check: f.checkUnit,
		},
		{
			Key: purposeField, Label: env.T("For"), Kind: tui.FieldChoice, Width: 24, MaxRunes: 100,
			Options: show.Purposes(f.s.env),
		},
		{Key: plateField, Label: env.T("Plate"), Width: 18, MaxRunes: 20},
		{Key: partyField, Label: env.T("People"), Kind: tui.FieldNumber, Width: 6, MaxRunes: 2, Value: "1", Check: show.CheckParty},
		{Key: approvalField, Label: env.T("Approval"), Kind: tui.FieldChoice, Options: f.approvals()},
		{
			Key: byField, Label: env.T("By"), Kind: tui.FieldChoice,
			Options: []tui.Option{{Label: env.T("nobody named")}},
		},
		{Key: noteField, Label: env.T("Note"), Width: 46, MaxRunes: tui.ReasonMax},
	}
}

// purpose is a purpose as one of the options writes it, where it is one.
func (f *visitForm) purpose(typed string) string {
	for _, o := range show.Purposes(f.s.env) {
		if strings.EqualFold(strings.TrimSpace(typed), o.Value) && !o.Free {
			return o.Value
		}
	}
	return typed
}

// approvals are the ways an approval came; the first says whether one is needed.
func (f *visitForm) approvals() []tui.Option {
	none := tui.Option{Label: f.s.env.T("not needed"), Key: 'n'}
	if visits.RequireApproval().In(f.s.settings.Val) {
		none.Label = f.s.env.T("approval needed")
	}
	return append([]tui.Option{none}, f.s.channels()...)
}

// settingsChanged shows a changed setting on the open form.
func (f *visitForm) settingsChanged() tea.Cmd {
	f.Form.SetOptions(approvalField, f.approvals())
	f.word = word{} // to be said anew
	return f.sync()
}

// checkPhone lets stand what the visit has already.
func (f *visitForm) checkPhone(v string) error {
	if f.seen != nil && strings.TrimSpace(v) == f.seen.Phone {
		return nil
	}
	return show.CheckPhone(v, f.s.region())
}

// doubtPhone says what is odd about a phone that the register does not have.
func (f *visitForm) doubtPhone(v string) error {
	if f.registered(v) {
		return nil
	}
	return show.DoubtPhone(v, f.s.region())
}

// registered reports whether a phone was saved as it stands before, however odd it is.
func (f *visitForm) registered(phone string) bool {
	return !f.known.Nothing() || f.seen != nil && strings.TrimSpace(phone) == f.seen.Phone
}

func (f *visitForm) checkName(v string) error {
	if strings.TrimSpace(v) == "" {
		return &fault.Error{Kind: fault.Invalid, Format: "Who is it? A visit needs a name."}
	}
	return nil
}

func (f *visitForm) checkUnit(v string) error {
	if _, ok := f.Form.Picked(unitField); !ok && strings.TrimSpace(v) == "" {
		format, args := f.whichUnit()
		return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
	}
	return nil
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

// unit is the chosen unit.
func (f *visitForm) unit() (uuid.UUID, bool) {
	o, ok := f.Form.Picked(unitField)
	if !ok {
		return uuid.Nil, false
	}
	id, err := uuid.Parse(o.Value)
	return id, err == nil
}

// Commands are the form's, and those of the gate: to let the visitor wait or turn
// them away, and to see a phone. While a write is on its way there are none of these.
func (f *visitForm) Commands() tui.Commands {
	env, form := f.s.env, f.Sheet.Commands()[0] // to save, to the next field, to the one before, to leave
	form[2].Hint = tui.HelpOnly
	idle := func() bool { return !f.Sending() }
	anew := func() bool { return idle() && f.seen == nil }
	if idle() {
		form[0].Do = f.save(visits.CheckedIn)
	}
	all := append([]tui.Command{
		form[0],
		{Key: tui.Bind("Ctrl+P", env.T("wait"), "ctrl+p", "f3"), When: anew, Do: f.save(visits.Pending), Hint: tui.Hinted},
		{Key: tui.Bind("Ctrl+T", env.T("deny"), "ctrl+t", "f4"), When: anew, Do: f.save(visits.Denied), Hint: tui.Hinted},
		{Key: tui.Bind("Ctrl+R", env.T("phone"), "ctrl+r"), When: idle, Do: f.house.revealNext, Hint: tui.Hinted},
	}, form[1:]...)
	for i := range all {
		do := all[i].Do
		all[i].Do = func() tea.Cmd { return tea.Batch(do(), f.sync()) }
	}
	return tui.Commands{all}
}

// Update takes the answers to what the form asked, and the keys of its fields.
func (f *visitForm) Update(msg tea.Msg) tea.Cmd {
	return tea.Batch(f.Sheet.Update(msg), f.house.reveal.Update(msg), f.sync())
}

// SetSize gives the form's size in cells.
func (f *visitForm) SetSize(width, height int) {
	f.width = width
	f.resized()
	f.Sheet.SetSize(width, height)
}

// sync makes the form's parts follow its values: who lives in the unit, and
// whether a resident can be named.
func (f *visitForm) sync() tea.Cmd {
	if !f.Open() {
		return nil
	}
	f.followWord()
	f.Form.Hide(byField, f.seen != nil && !f.word.again || f.Form.Value(approvalField) == "" || len(f.house.residents.Val) == 0)
	return tea.Batch(f.house.follow(f.unitInView()), f.barred.follow())
}

// unitInView is the chosen unit, or the one whose name was typed in full or that
// the arrows point at: the guard sees whom to call before going on.
func (f *visitForm) unitInView() uuid.UUID {
	if unit, ok := f.unit(); ok {
		return unit
	}
	o, ok := f.Form.Suggested(unitField)
	if !ok || !f.Form.Pointed(unitField) && fold(o.Label) != fold(f.Form.Value(unitField)) {
		return uuid.Nil
	}
	unit, err := uuid.Parse(o.Value)
	if err != nil {
		return uuid.Nil
	}
	return unit
}
