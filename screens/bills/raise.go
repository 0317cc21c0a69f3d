package bills

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// newBill is the form of a bill raised by hand.
type newBill struct{ form }

// raise opens the form, for the unit that is meant.
func (l *lists) raise() tea.Cmd {
	s, b, title := l.s, &newBill{l.form()}, l.s.env.T("New bill")
	today := s.today()
	b.open(title, title,
		tui.Field[field]{
			Key: unitField, Label: s.env.T("Unit"), Kind: tui.FieldLookup, Width: 12, MaxRunes: 40,
			Search: show.FindUnits(s.env, s.store.Homes, s.actor), MustPick: true, Check: b.checkUnit,
		},
		tui.Field[field]{Key: typeField, Label: s.env.T("For"), Kind: tui.FieldChoice, Options: s.billTypes()},
		s.amountInput(0),
		b.dayInput(billDateField, s.env.T("Date"), today),
		b.dayInput(dueDateField, s.env.T("Due"), today.AddDays(money.DueDays().In(s.settings.Val))),
		s.textInput(""))
	if unit, label, ok := l.unit(); ok {
		b.Form.SetPick(unitField, tui.Option{Value: unit.String(), Label: label})
		b.Form.Focus(typeField)
	}
	b.Form.SaveLabel = s.env.T("raise the bill")
	b.Form.OnSubmit = b.submit
	return s.Push(b)
}

func (b *newBill) checkUnit(v string) error {
	if _, ok := b.Form.Picked(unitField); !ok && strings.TrimSpace(v) == "" {
		return complaint("Which unit? Type its number, such as A-101.")
	}
	return nil
}

// billTypes are what a bill may be for, and dues from before.
func (s *screen) billTypes() []tui.Option {
	keys := map[string]rune{"Maintenance": 'm', "Electricity": 'e', "Water": 'w', "Parking": 'p', "Amenity": 'a', money.Opening: 'o'}
	var options []tui.Option
	for _, t := range money.BillTypes(s.settings.Val) {
		label := s.env.Term(t)
		if t == money.Opening {
			label = s.env.T("Opening dues")
		}
		options = append(options, tui.Option{Value: t, Label: label, Key: keys[t]})
	}
	return options
}

func (b *newBill) submit() tea.Cmd {
	s := b.s
	unit, _ := b.Form.Picked(unitField)
	id, err := uuid.Parse(unit.Value)
	if err != nil {
		return nil
	}
	n := money.BillDraft{Unit: id, Type: b.value(typeField), Description: b.value(descriptionField)}
	if n.Amount, n.BillDate, n.DueDate, err = b.figures(); err != nil {
		return nil
	}
	store, actor := s.store, s.actor
	what := s.env.T("bill of %s for %s", show.Rupees(s.env, n.Amount), unit.Label)
	return tui.SendSheet(b.Sheet, s.Sends, what, func(ctx context.Context, intent uuid.UUID) (money.Bill, error) {
		return store.Money.RaiseBill(ctx, actor, intent, n)
	}, func(out tui.Outcome[money.Bill]) tea.Cmd {
		switch {
		case !out.Saved:
			return b.failed(out.Err)
		case !out.Answered:
			return b.saved(s.env.T("saved: %s", what))
		}
		return b.saved(s.env.T("Raised a bill of %s for %s, due %s.", show.Rupees(s.env, n.Amount), unit.Label, show.Day(s.env, out.Val.DueDate)))
	})
}

// figures are the amount and the days that stand in a form.
func (f *form) figures() (amount value.Paise, date, due value.Day, err error) {
	if amount, err = value.ReadAmount(f.value(amountField)); err != nil {
		return 0, date, due, err
	}
	if date, err = f.s.readDay(f.value(billDateField)); err != nil {
		return 0, date, due, err
	}
	due, err = f.s.readDay(f.value(dueDateField))
	return amount, date, due, err
}
