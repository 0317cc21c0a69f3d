package gate

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// lookUp asks who the phone belongs to as soon as it may be one; a save waits
// for the answer.
func (f *visitForm) lookUp() tui.Asker {
	store, actor := f.s.store, f.s.actor
	return tui.Asking(worthLookingUp,
		func(ctx context.Context, phone string) (visits.Known, error) {
			return store.Visits.KnownVisitor(ctx, actor, phone)
		}, f.tookKnown)
}

// worthLookingUp reports whether enough of a phone is typed.
func worthLookingUp(phone string) bool { return len(value.OnlyDigits(phone)) >= lookupDigits }

// phoneChanged forgets what was known of another phone: its visitor's name must
// not stay beside this one.
func (f *visitForm) phoneChanged(string) tea.Cmd {
	if f.seen == nil {
		f.forget()
	} else {
		f.known, f.insist.Phone = visits.Known{}, false
	}
	return nil
}

func (f *visitForm) forget() {
	for _, k := range f.filled {
		if f.Form.Touched(k) {
			continue
		}
		switch k {
		case purposeField:
			f.Form.Set(k, show.Purposes(f.s.env)[0].Value)
		case partyField:
			f.Form.Set(k, "1")
		default:
			f.Form.Set(k, "")
		}
	}
	f.filled, f.known = nil, visits.Known{}
	f.failed, f.looked, f.insist, f.knowsDenied, f.isThe = false, false, visits.Insist{}, false, nil
	f.relook.Forget()
	f.notePhone()
	f.offerLast(nil)
}

// tookKnown fills what the person has not typed with what the register knows.
func (f *visitForm) tookKnown(k visits.Known, err error) tea.Cmd {
	if f.failed = err != nil; f.failed {
		f.notePhone()
		return nil
	}
	f.known, f.looked = k, true
	f.notePhone()
	from, expected := latest(k)
	if from == nil {
		return nil
	}
	f.fill(nameField, from.Name)
	f.fill(plateField, from.Plate)
	f.fill(purposeField, f.purpose(from.Purpose))
	switch unit := unitOf(*from); {
	case unit == nil:
	case !expected && goesAnywhere(from.Purpose):
		f.offerLast(unit)
	case f.Form.FillPick(unitField, *unit):
		f.filled = append(f.filled, unitField)
	}
	// A party is a matter of one day: it is filled for the visit that was
	// announced, not from the last one.
	if expected && from.PartySize > 1 {
		f.fill(partyField, strconv.Itoa(from.PartySize))
	}
	return nil
}

// latest is the visit that says most of the visitor at the gate: the one that is due
// first, else who is inside, came or was turned away the last time.
func latest(k visits.Known) (v *visits.Visit, expected bool) {
	switch {
	case len(k.Expected) > 0:
		return &k.Expected[0], true
	case len(k.Inside) > 0:
		return &k.Inside[0], false
	case k.Last != nil:
		return k.Last, false
	}
	return k.Denied, false
}

// unitOf is a visit's unit as the field of the unit has it, nil where it is gone.
func unitOf(v visits.Visit) *tui.Option {
	if v.UnitID == nil {
		return nil
	}
	return &tui.Option{Value: v.UnitID.String(), Label: v.Unit}
}

// goesAnywhere reports whether who comes for that goes to another unit each time.
func goesAnywhere(purpose string) bool {
	return strings.EqualFold(purpose, "Delivery") || strings.EqualFold(purpose, "Cab")
}

// offerLast offers the unit of the last visit, which is filled in by a second save
// alone.
func (f *visitForm) offerLast(unit *tui.Option) {
	f.lastUnit, f.lastOffered = unit, false
	f.house.show()
}

// takeLast puts the unit of the last visit into the empty field, where the save before
// offered it.
func (f *visitForm) takeLast() {
	if f.lastOffered && strings.TrimSpace(f.Form.Value(unitField)) == "" {
		f.Form.SetPick(unitField, *f.lastUnit)
	}
}

func (f *visitForm) fill(k field, value string) {
	if value != "" && f.Form.Fill(k, value) {
		f.filled = append(f.filled, k)
	}
}

// notedMost is how many visits inside, and how many that are expected, are noted.
const notedMost = 2

// knownNotes say beside the phone what the guard should know, on a narrow terminal
// in as few words as have room there.
func (f *visitForm) knownNotes() []string {
	env, k, narrow := f.s.env, f.known, f.width < printWidth
	if k.Nothing() && !value.WholePhone(f.Form.Value(phoneField), f.s.region()) {
		return f.oddNotes()
	}
	var notes []string
	switch {
	case k.Last != nil && narrow:
		notes = append(notes, env.T("known: %s to %s", f.s.ago(k.Last.At), tui.OrDash(k.Last.Unit)))
	case k.Last != nil:
		notes = append(notes, env.T("known: %s, last %s to %s", f.s.times(k.Visits), f.s.ago(k.Last.At), tui.OrDash(k.Last.Unit)))
	case k.Denied == nil:
		notes = append(notes, env.T("first visit"))
	}
	for _, v := range k.Inside[:min(len(k.Inside), notedMost)] {
		notes = append(notes, f.insideNote(v, narrow))
	}
	for _, v := range k.Expected[:min(len(k.Expected), notedMost)] {
		notes = append(notes, f.expectedNote(v, narrow))
	}
	if v := k.Denied; v != nil && narrow {
		notes = append(notes, env.T("! denied %s, %s", f.s.ago(v.At), tui.OrDash(v.Unit)))
	} else if v != nil {
		notes = append(notes, env.T("! denied last time, %s (%s)", f.s.ago(v.At), tui.OrDash(v.Unit)))
	}
	return notes
}

func (f *visitForm) insideNote(v visits.Visit, narrow bool) string {
	env := f.s.env
	if narrow {
		return env.T("! inside %s since %s", tui.OrDash(v.Unit), env.Moment(v.At))
	}
	return env.T("! inside: %s since %s (%s)", v.Name, env.Moment(v.At), tui.OrDash(v.Unit))
}

func (f *visitForm) expectedNote(v visits.Visit, narrow bool) string {
	env, unit := f.s.env, tui.OrDash(v.Unit)
	switch {
	case v.Lapsed() && narrow:
		return env.T("! approval for %s lapsed", unit)
	case v.Lapsed():
		return env.T("! %s", show.WhyLapsed(env, v))
	case v.Status == visits.Pending && narrow:
		return env.T("waits for %s since %s", unit, env.Moment(v.WaitsSince()))
	case v.Status == visits.Pending:
		return env.T("waits for approval since %s (%s)", env.Moment(v.WaitsSince()), unit)
	case narrow:
		return env.T("approved for %s", unit)
	}
	return env.T("expected: approved for %s", unit)
}

// oddNotes warn of too many digits: such a number is nobody's, and another person's
// may be hidden in it. While digits may still follow nothing is said.
func (f *visitForm) oddNotes() []string {
	digits := 0
	for _, r := range value.PhoneNumber(f.Form.Value(phoneField), f.s.region()) {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits <= wholeDigits {
		return nil
	}
	return []string{f.s.env.T("! %s digits: look again", strconv.Itoa(digits))}
}

// samePhone reports whether the phone is still the same number: another spelling of
// it is, one with a digit more is not.
func (f *visitForm) samePhone(a, b string) bool {
	return a == b || value.SamePhone(a, b, f.s.region())
}

// resized writes the notes beside the fields again: a narrow terminal has shorter
// ones.
func (f *visitForm) resized() {
	f.notePhone()
	if f.house.residents.Known() {
		f.house.show()
	}
}

// lookAgain reads what is known of the phone anew after a save that was refused:
// somebody else may have moved the visit. Nothing is filled.
func (f *visitForm) lookAgain() tea.Cmd {
	phone := f.Form.Value(phoneField)
	if f.seen != nil || !worthLookingUp(phone) {
		return nil
	}
	f.relook.Then = func(known visits.Known, err error) tea.Cmd {
		if err == nil {
			f.known, f.failed, f.looked = known, false, true
			f.notePhone()
		}
		return nil
	}
	store, actor := f.s.store, f.s.actor
	return f.relook.Ask(func(ctx context.Context) (visits.Known, error) {
		return store.Visits.KnownVisitor(ctx, actor, phone)
	})
}

// askDenied asks before somebody is let in who was turned away the last time.
func (f *visitForm) askDenied(v visits.Visit) tea.Cmd {
	env := f.s.env
	return env.Do(tui.Confirm{
		Text: env.T("%s was denied entry the last time, %s (%s). Check in all the same?", v.Name, f.s.ago(v.At), tui.OrDash(v.Unit)),
		OnYes: func() tea.Cmd {
			f.knowsDenied = true
			return f.submit()
		},
	})
}
