package gate

import (
	"context"
	"strconv"
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
		f.known, f.knowsInside = visits.Known{}, false
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
	f.failed, f.knowsInside, f.knowsDenied = false, false, false
	f.relook.Forget()
	f.Form.Note(phoneField)
}

// tookKnown fills what the person has not typed with what the register knows.
func (f *visitForm) tookKnown(k visits.Known, err error) tea.Cmd {
	if f.failed = err != nil; f.failed {
		f.Form.Note(phoneField, f.s.env.T("not looked up: no answer from the database"))
		return nil
	}
	f.known = k
	f.Form.Note(phoneField, f.knownNotes()...)
	from := k.Expected
	for _, v := range []*visits.Visit{k.Inside, k.Last, k.Denied} {
		if from == nil {
			from = v
		}
	}
	if from == nil {
		return nil
	}
	f.fill(nameField, from.Name)
	f.fill(plateField, from.Plate)
	f.fill(purposeField, f.purpose(from.Purpose))
	if from.UnitID != nil && f.Form.FillPick(unitField, tui.Option{Value: from.UnitID.String(), Label: from.Unit}) {
		f.filled = append(f.filled, unitField)
	}
	// A party is a matter of one day: it is filled for the visit that was
	// announced, not from the last one.
	if from == k.Expected && from.PartySize > 1 {
		f.fill(partyField, strconv.Itoa(from.PartySize))
	}
	return nil
}

func (f *visitForm) fill(k field, value string) {
	if value != "" && f.Form.Fill(k, value) {
		f.filled = append(f.filled, k)
	}
}

// knownNotes say beside the phone what the guard should know, on a narrow terminal
// in as few words as have room there.
func (f *visitForm) knownNotes() []string {
	env, s, k := f.s.env, f.s, f.known
	switch {
	case k.Visits == 0 && value.WholePhone(f.Form.Value(phoneField), s.region()):
		return []string{env.T("first visit")}
	case k.Visits == 0:
		return f.oddNotes()
	case f.width < printWidth:
		return f.shortNotes()
	}
	note := env.T("known: %s", s.times(k.Visits))
	if k.Last != nil {
		note = env.T("known: %s, last %s to %s", s.times(k.Visits), s.ago(k.Last.At), tui.OrDash(k.Last.Unit))
	}
	notes := []string{note}
	if v := k.Inside; v != nil {
		notes = append(notes, env.T("! inside: %s since %s (%s)", v.Name, env.Moment(v.At), tui.OrDash(v.Unit)))
	}
	if v := k.Expected; v != nil {
		switch {
		case v.Lapsed:
			notes = append(notes, env.T("! %s", show.WhyLapsed(env, *v)))
		case v.Status == visits.Pending:
			notes = append(notes, env.T("waits for approval since %s (%s)", env.Moment(v.WaitsSince()), tui.OrDash(v.Unit)))
		default:
			notes = append(notes, env.T("expected: approved for %s", tui.OrDash(v.Unit)))
		}
	}
	if v := k.Denied; v != nil {
		notes = append(notes, env.T("! denied last time, %s (%s)", s.ago(v.At), tui.OrDash(v.Unit)))
	}
	return notes
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

func (f *visitForm) shortNotes() []string {
	env, s, k := f.s.env, f.s, f.known
	note := env.T("known: %s", s.times(k.Visits))
	if k.Last != nil {
		note = env.T("known: %s to %s", s.ago(k.Last.At), tui.OrDash(k.Last.Unit))
	}
	notes := []string{note}
	if v := k.Inside; v != nil {
		notes = append(notes, env.T("! inside %s since %s", tui.OrDash(v.Unit), env.Moment(v.At)))
	}
	if v := k.Expected; v != nil {
		switch {
		case v.Lapsed:
			notes = append(notes, env.T("! approval for %s lapsed", tui.OrDash(v.Unit)))
		case v.Status == visits.Pending:
			notes = append(notes, env.T("waits for %s since %s", tui.OrDash(v.Unit), env.Moment(v.WaitsSince())))
		default:
			notes = append(notes, env.T("approved for %s", tui.OrDash(v.Unit)))
		}
	}
	if v := k.Denied; v != nil {
		notes = append(notes, env.T("! denied %s, %s", s.ago(v.At), tui.OrDash(v.Unit)))
	}
	return notes
}

// resized writes the notes beside the fields again: a narrow terminal has shorter
// ones.
func (f *visitForm) resized() {
	if !f.failed && f.known.Visits > 0 {
		f.Form.Note(phoneField, f.knownNotes()...)
	}
	if f.house.residents.Known() {
		f.house.show()
	}
}

// lookAgain reads what is known of the phone anew after a save that was refused:
// somebody else may have moved the visit. Nothing is filled. ask has the person asked
// about the visitor inside when the answer is there.
func (f *visitForm) lookAgain(ask bool) tea.Cmd {
	phone := f.Form.Value(phoneField)
	if f.seen != nil && !ask || !worthLookingUp(phone) {
		return nil
	}
	f.relook.Then = func(known visits.Known, err error) tea.Cmd {
		switch {
		case err == nil && f.seen != nil:
			f.known.Inside = known.Inside
		case err == nil:
			f.known, f.failed = known, false
			f.Form.Note(phoneField, f.knownNotes()...)
		}
		if ask && f.Open() {
			return f.askInside()
		}
		return nil
	}
	store, actor := f.s.store, f.s.actor
	return f.relook.Ask(func(ctx context.Context) (visits.Known, error) {
		return store.Visits.KnownVisitor(ctx, actor, phone)
	})
}

// askInside asks before a second visit of a phone is opened.
func (f *visitForm) askInside() tea.Cmd {
	env := f.s.env
	text := env.T("Someone with this phone is inside already.")
	if v := f.known.Inside; v != nil {
		text = env.T("Someone with this phone is inside already: %s since %s (%s).", v.Name, env.Moment(v.At), tui.OrDash(v.Unit))
	}
	if f.seen != nil {
		text = env.T("%s Save it all the same?", text)
	} else {
		text = env.T("%s Check in all the same?", text)
	}
	return env.Do(tui.Confirm{Text: text, OnYes: func() tea.Cmd {
		f.knowsInside = true
		return f.submit()
	}})
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
