package show

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// barField names a field of the form; data complains about fields by these names.
type barField string

const (
	barKind   barField = "kind"
	barValue  barField = "value"
	barUnit   barField = "unit"
	barUntil  barField = "last_day"
	barReason barField = "reason"
)

// barForm is the form in which somebody bars a visitor.
type barForm struct {
	*tui.Sheet[barField]
	p   *BarPages
	odd OddPhone
}

func (p *BarPages) openForm() tea.Cmd {
	env := p.Env
	f := &barForm{p: p}
	form := tui.NewForm(env, f.fields()...)
	form.OnSubmit, form.SaveLabel = f.submit, env.T("bar")
	f.Sheet = tui.NewSheetPage(p.Stack, env.T("Bar"), env.T("Bar a visitor"), form)
	f.noteUnit()
	return p.Stack.Push(f)
}

func (f *barForm) fields() []tui.Field[barField] {
	env := f.p.Env
	return []tui.Field[barField]{
		{Key: barKind, Label: env.T("What"), Kind: tui.FieldChoice, Options: f.p.kinds()},
		{Key: barValue, Label: env.T("Who"), Width: 34, MaxRunes: 100, Check: f.checkValue},
		{
			Key: barUnit, Label: env.T("From"), Kind: tui.FieldLookup, Width: 12, MaxRunes: 40,
			Search: FindUnits(env, f.p.Units, f.p.Actor), MustPick: true, Check: f.checkUnit,
		},
		{Key: barUntil, Label: env.T("Until"), Width: 24, MaxRunes: 40, Check: f.checkUntil, OnChange: f.untilChanged},
		{Key: barReason, Label: env.T("Reason"), Width: 46, MaxRunes: 200, Check: func(v string) error {
			if strings.TrimSpace(v) == "" {
				return &fault.Error{Kind: fault.Invalid, Format: "Why? The gate reads it."}
			}
			return nil
		}},
	}
}

// own reports whether the actor bars from own units alone.
func (f *barForm) own() bool { return f.p.Actor.Over(role.BarVisitors) == role.OwnUnits }

// noteUnit says what no unit means, and no day.
func (f *barForm) noteUnit() {
	if !f.own() {
		f.Form.Note(barUnit, f.p.Env.T("empty: from the whole society"))
	}
	f.Form.Note(barUntil, f.p.Env.T("empty: until it is lifted"))
}

func (f *barForm) kind() visits.BarKind { return visits.BarKind(f.Form.Value(barKind)) }

func (f *barForm) checkValue(v string) error {
	switch v = strings.TrimSpace(v); {
	case v == "":
		return &fault.Error{Kind: fault.Invalid, Format: "Who is barred? Type a phone, a plate or a name."}
	case f.kind() == visits.BarredPhone:
		return CheckPhone(v, f.p.Region())
	case f.kind() == visits.BarredPlate && value.Vehicle(v) == "":
		return &fault.Error{Kind: fault.Invalid, Format: "A plate has letters and digits, such as MH12AB1234."}
	}
	return nil
}

func (f *barForm) checkUnit(v string) error {
	if _, picked := f.Form.Picked(barUnit); f.own() && !picked && strings.TrimSpace(v) == "" {
		return &fault.Error{Kind: fault.Invalid, Format: "Which of your units?"}
	}
	return nil
}

// until is the last day, zero where nothing was typed.
func (f *barForm) until(v string) (value.Day, error) {
	if strings.TrimSpace(v) == "" {
		return value.Day{}, nil
	}
	day, err := ReadDay(f.p.Env, v, calendar.Next)
	if err != nil {
		return value.Day{}, err
	}
	today := value.DayOf(f.p.Env.Now())
	if day.Before(today) {
		return value.Day{}, &fault.Error{Kind: fault.Invalid, Format: "That day is gone; choose today or later."}
	}
	return day, value.RegisterDays().Check(day, today)
}

func (f *barForm) checkUntil(v string) error {
	_, err := f.until(v)
	return err
}

// untilChanged shows how the day was understood.
func (f *barForm) untilChanged(v string) tea.Cmd {
	if day, err := f.until(v); err == nil && !day.IsZero() {
		f.Form.Note(barUntil, DayWords(f.p.Env, day))
	} else {
		f.Form.Note(barUntil, f.p.Env.T("empty: until it is lifted"))
	}
	return nil
}

// submit is called when every field is well and every lookup answered.
func (f *barForm) submit() tea.Cmd {
	p, env := f.p, f.p.Env
	d := visits.BarDraft{Kind: f.kind(), Value: strings.TrimSpace(f.Form.Value(barValue)), Reason: strings.TrimSpace(f.Form.Value(barReason))}
	if d.Kind == visits.BarredPhone {
		if ask, odd := f.odd.Ask(env, d.Value, p.Region(), f.submit); odd {
			f.Form.Focus(barValue)
			return ask
		}
		d.OddPhone = f.odd.Insisted(d.Value)
	}
	if o, picked := f.Form.Picked(barUnit); picked {
		unit, err := uuid.Parse(o.Value)
		if err != nil {
			return nil
		}
		d.UnitID = &unit
	}
	var err error
	if d.LastDay, err = f.until(f.Form.Value(barUntil)); err != nil {
		return nil
	}
	what := env.T("the bar of %s", d.Value)
	store, actor := p.Bars, p.Actor
	return tui.SendSheet(f.Sheet, p.Stack.Sends, what, func(ctx context.Context, key uuid.UUID) (visits.Bar, error) {
		return store.Bar(ctx, actor, key, d)
	}, func(out tui.Outcome[visits.Bar]) tea.Cmd {
		if !out.Saved {
			f.Fail(out.Err)
			return p.board.RereadAfter(out.Err)
		}
		closed := f.Close()
		if out.Answered {
			p.board.Put(out.Val)
			p.board.Tell(tui.NotifySuccess, env.T("%s is barred; the gate sees it.", p.who(out.Val)))
		} else {
			p.board.Tell(tui.NotifySuccess, env.T("saved: %s", what))
		}
		return tea.Batch(closed, p.Stack.Refresh())
	})
}
