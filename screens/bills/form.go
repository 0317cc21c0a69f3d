package bills

import (
	"strings"

	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// field names a field of the forms; data complains about fields by these names.
type field string

const (
	unitField        field = "unit"
	typeField        field = "type"
	amountField      field = "amount"
	methodField      field = "method"
	referenceField   field = "reference"
	payerField       field = "payer"
	noteField        field = "note"
	billDateField    field = "bill_date"
	dueDateField     field = "due_date"
	descriptionField field = "description"
	reasonField      field = "reason"
)

// form is what the screen's forms share.
type form struct {
	s      *screen
	fields *tui.Form[field]
	sheet  *tui.Sheet[field]
}

// open makes the form of its fields.
func (f *form) open(s *screen, inputs []tui.Field[field]) {
	f.s = s
	f.fields = tui.NewForm(s.env, inputs...)
	f.sheet = tui.NewSheet(s.env, "", f.fields, func() { s.over = nil })
}

func (f *form) key(msg tea.KeyMsg) tea.Cmd { return f.sheet.Key(msg) }
func (f *form) update(msg tea.Msg) tea.Cmd { return f.sheet.Update(msg) }
func (f *form) view(int, int) string       { return f.sheet.View() }
func (f *form) setSize(width, height int)  { f.sheet.SetSize(width, height) }
func (f *form) hints() []key.Binding       { return f.sheet.Keys() }
func (f *form) captures() bool             { return true }
func (f *form) dirty() bool                { return f.sheet.Dirty() }
func (f *form) working() bool              { return false }

// saved closes the form and tells what was saved.
func (f *form) saved(text string) tea.Cmd {
	return f.savedAs(tui.Notify{Kind: tui.NotifySuccess, Text: text})
}

// savedAs is saved with a sentence that offers a key.
func (f *form) savedAs(told tui.Notify) tea.Cmd {
	f.sheet.Close()
	f.s.env.Do(told)
	return f.s.reread()
}

// failed keeps the form and says why it was not saved.
func (f *form) failed(err error) tea.Cmd {
	f.sheet.Fail(err)
	if tui.IsOutage(err) {
		return nil
	}
	return f.s.reread()
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

// dayInput is a field for a day; how it was understood stands beside it.
func (f *form) dayInput(k field, label string, day value.Day) tui.Field[field] {
	return tui.Field[field]{
		Key: k, Label: label, Width: 18, MaxRunes: 40, Required: true, Replaces: true, Value: f.s.date(day),
		Check: func(v string) error {
			_, err := f.s.readDay(v)
			return err
		},
		OnChange: func(v string) tea.Cmd {
			if day, err := f.s.readDay(v); err == nil {
				f.fields.Note(k, f.s.env.T("%s %s", f.s.env.Term(day.Format("Mon")), f.s.date(day)))
			} else {
				f.fields.Note(k)
			}
			return nil
		},
	}
}

// readDay reads a day as people type it; without its year it is the one nearest
// to today, for bills are of this month and due in the next.
func (s *screen) readDay(v string) (value.Day, error) {
	day, err := s.nearestDay(v)
	if err != nil {
		return value.Day{}, err
	}
	return day, value.RegisterDays().Check(day, s.today())
}

func (s *screen) nearestDay(v string) (value.Day, error) {
	past, _, err := s.env.ReadPastDays(v)
	if err != nil {
		return value.Day{}, err
	}
	day, today := value.DayOf(past), s.today()
	typed := strings.Contains(v, day.Format("2006"))
	if ahead := value.DayOf(past.AddDate(1, 0, 0)); !typed && ahead.DaysSince(today) < today.DaysSince(day) && ahead.Day == day.Day {
		return ahead, nil
	}
	return day, nil
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
func (f *form) value(k field) string { return strings.TrimSpace(f.fields.Value(k)) }
