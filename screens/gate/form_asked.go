package gate

import (
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// What a save is asked about before it is done: a visit that it met.

// askInside asks before a second visit of a phone is opened.
func (f *visitForm) askInside(v visits.Visit) tea.Cmd {
	env := f.s.env
	return f.askAllTheSame(env.T("Someone with this phone is inside already: %s since %s (%s).",
		v.Name, env.Moment(v.At), tui.OrDash(v.Unit)), func() { f.insist.Phone = true })
}

// askMet asks about the visit for which the register refused the save.
func (f *visitForm) askMet(met *visits.Met, err error) tea.Cmd {
	told := tui.Explain(f.s.env, err)
	switch {
	case errors.Is(met, visits.ErrDuplicateInside):
		return f.askAllTheSame(told, func() { f.insist.Phone = true })
	case errors.Is(met, visits.ErrVehicleInside):
		return f.askAllTheSame(told, func() { f.insist.Plate = true })
	}
	return f.askWhich(met.Visit)
}

// askAllTheSame tells what was met, and saves again where the person insists.
func (f *visitForm) askAllTheSame(told string, insist func()) tea.Cmd {
	env := f.s.env
	question := env.T("Check in all the same?")
	if f.seen != nil {
		question = env.T("Save all the same?")
	}
	return env.Do(tui.Confirm{Text: told + " " + question, OnYes: func() tea.Cmd {
		insist()
		return f.again()
	}})
}

// The answers to whether a visitor is the one who is expected.
const (
	theExpected  = "expected"
	somebodyElse = "another"
)

// again saves once more what was asked about; why somebody is turned away was said
// before.
func (f *visitForm) again() tea.Cmd {
	if f.seen == nil && f.as == visits.Denied {
		return f.turnAway(f.reason)
	}
	return f.submit()
}

// askWhich asks whether the visitor is the one of that name who is expected at the
// unit.
func (f *visitForm) askWhich(v visits.Visit) tea.Cmd {
	env := f.s.env
	name, unit := show.Visitor(v)
	text := env.T("%s is expected at %s, %s. Is it this visitor?", name, unit, env.Moment(v.Due))
	if v.Status == visits.Pending {
		text = env.T("%s waits for the word of %s since %s. Is it this visitor?", name, unit, env.Moment(v.WaitsSince()))
	}
	return env.Do(tui.Pick{
		Text: text,
		Options: []tui.Option{
			{Value: theExpected, Label: env.T("yes"), Key: 'y'},
			{Value: somebodyElse, Label: env.T("no, somebody else"), Key: 'n'},
		},
		OnPick: func(o tui.Option) tea.Cmd {
			if o.Value == theExpected {
				f.isThe = &v
			} else {
				f.insist.Another = true
			}
			return f.again()
		},
	})
}

// asExpected is what was typed of the visitor who is the expected one: the name was
// another way to write theirs, and what was left out is as it was announced. phone is
// theirs where they were announced without one.
func (f *visitForm) asExpected(v visits.Visit, n visits.Draft) (said visits.Draft, phone string) {
	if f.isThe == nil || f.isThe.ID != v.ID {
		return n, ""
	}
	n.Name = v.Name
	if v.Phone == "" || n.Phone == "" {
		phone, n.Phone = n.Phone, v.Phone
	}
	if n.Plate == "" {
		n.Plate = v.Plate
	}
	if !f.Form.Touched(purposeField) {
		n.Purpose = v.Purpose
	}
	if !f.Form.Touched(partyField) {
		n.PartySize = v.PartySize
	}
	return n, phone
}

// awaited is the expected visit that this one is: the one that the person said it is,
// else that of the phone to the unit.
func (f *visitForm) awaited() *visits.Visit {
	unit, ok := f.unit()
	switch {
	case !ok:
		return nil
	case f.isThe != nil && f.isThe.UnitID != nil && *f.isThe.UnitID == unit:
		return f.isThe
	}
	return f.known.ExpectedAt(unit)
}

// whichUnit is the complaint about a unit that is missing, or the offer of the last.
func (f *visitForm) whichUnit() (format string, args []any) {
	if f.lastUnit == nil {
		return "Which unit? Type its number, such as A-101.", nil
	}
	f.lastOffered = true
	f.house.show()
	return "To %s, as the last time? Save again if it is; or type another.", []any{strings.TrimSpace(f.lastUnit.Label)}
}
