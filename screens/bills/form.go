package bills

import (
	"strings"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// field names a field of the forms; data complains about fields by these names.
type field string

const (
	unitField        field = "unit"
	typeField        field = "type"
	amountField      field = "amount"
	toField          field = "to"
	methodField      field = "method"
	referenceField   field = "reference"
	bankField        field = "bank"
	chequeDateField  field = "cheque_date"
	receivedField    field = "received_on"
	payerField       field = "payer"
	noteField        field = "note"
	billDateField    field = "bill_date"
	dueDateField     field = "due_date"
	descriptionField field = "description"
	reasonField      field = "reason"
)

// form is what the screen's forms share.
type form struct {
	*tui.Sheet[field]
	s *screen
	// over are the lists that it was opened from.
	over *lists
	// theirs shows what somebody else made meanwhile of the bill that the form changes.
	theirs func(now money.Bill, by show.By)
}

// form is a form over the lists, yet without fields.
func (l *lists) form() form { return form{s: l.s, over: l} }

// open makes the form of its fields; it is called short in the header.
func (f *form) open(short, title string, inputs ...tui.Field[field]) {
	f.Sheet = tui.NewSheetPage(f.s.Stack, short, title, tui.NewForm(f.s.env, inputs...))
}

// saved closes the form and tells what was saved.
func (f *form) saved(text string) tea.Cmd {
	return f.savedAs(tui.Notify{Kind: tui.NotifySuccess, Text: text})
}

// savedAs is saved with a sentence that offers a key.
func (f *form) savedAs(told tui.Notify) tea.Cmd {
	f.s.env.Do(told)
	return tea.Batch(f.s.Stack.Refresh(), f.Close())
}

// failed keeps the form and says why it was not saved; what it rests on is read
// again.
func (f *form) failed(err error) tea.Cmd {
	f.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	return f.s.Stack.Refresh()
}

// amountInput is a field for an amount; what is offered is typed over.
func (s *screen) amountInput(offered value.Paise) tui.Field[field] {
	in := tui.Field[field]{
		Key: amountField, Label: s.env.T("Amount"), Width: 16, MaxRunes: 20, Replaces: true,
		Check: func(v string) error {
			_, err := value.ReadAmount(v)
			return err
		},
	}
	if offered > 0 {
		in.Value = offered.String()
	}
	return in
}

// textInput is a field for what a bill says.
func (s *screen) textInput(text string) tui.Field[field] {
	return tui.Field[field]{Key: descriptionField, Label: s.env.T("Text"), Width: 46, MaxRunes: tui.ReasonMax, Value: text}
}

// dayInput is a field for a day; how it was understood stands beside it.
func (f *form) dayInput(k field, label string, day value.Day) tui.Field[field] {
	return tui.Field[field]{
		Key: k, Label: label, Width: 18, MaxRunes: 40, Required: true, Replaces: true, Value: show.Day(f.s.env, day),
		Check: func(v string) error {
			_, err := f.s.readDay(v)
			return err
		},
		OnChange: func(v string) tea.Cmd {
			if day, err := f.s.readDay(v); err == nil {
				f.Form.Note(k, show.DayWords(f.s.env, day))
			} else {
				f.Form.Note(k)
			}
			return nil
		},
	}
}

// pastDayInput is dayInput for a day that has come.
func (f *form) pastDayInput(k field, label string, day value.Day) tui.Field[field] {
	in := f.dayInput(k, label, day)
	in.Check = func(v string) error {
		day, err := f.s.readDay(v)
		if err == nil && f.s.today().Before(day) {
			err = complaint("%s is yet to come; else type its year.", show.Day(f.s.env, day))
		}
		return err
	}
	return in
}

// day is the day that stands in a field, no day where it cannot be read.
func (f *form) day(k field) value.Day {
	day, err := f.s.readDay(f.Form.Value(k))
	if err != nil {
		return value.Day{}
	}
	return day
}

// readDay reads a day as people type it; without its year it is the one nearest
// to today, for bills are of this month and due in the next.
func (s *screen) readDay(v string) (value.Day, error) {
	day, err := show.ReadDay(s.env, v, calendar.Nearest)
	if err != nil {
		return value.Day{}, err
	}
	return day, value.RegisterDays().Check(day, s.today())
}

// reasonInput is a field for why something is done.
func (s *screen) reasonInput() tui.Field[field] {
	return tui.Field[field]{
		Key: reasonField, Label: s.env.T("Reason"), Width: 46, MaxRunes: tui.ReasonMax,
		Check: func(v string) error {
			if strings.TrimSpace(v) == "" {
				return complaint("Why? The reason stays with the bill.")
			}
			return nil
		},
	}
}

// value is a field's text without blanks around it.
func (f *form) value(k field) string { return strings.TrimSpace(f.Form.Value(k)) }
