package settings

import (
	"strings"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// dayEditor asks for a day as people type it, which is stored as the program writes
// days; what was read stands beside it in words.
func (s *screen) dayEditor(r settings.Row, setting settings.Setting, title, save string) *form {
	var f *form
	stored := func(typed string) (string, error) {
		if typed = strings.TrimSpace(typed); typed == "" {
			return "", setting.Check("")
		}
		day, err := show.ReadDay(s.env, typed, calendar.Nearest)
		if err != nil {
			return "", err
		}
		return day.String(), setting.Check(day.String())
	}
	f = s.newForm(r, title, save, []tui.Field[field]{{
		Key: valueField, Label: s.env.T("Value"), Width: 20, MaxRunes: 40, Value: r.Value, Replaces: true,
		Check: func(v string) error {
			_, err := stored(v)
			return err
		},
		OnChange: func(v string) tea.Cmd {
			f.Form.Note(valueField)
			if text, err := stored(v); err == nil && text != "" {
				day, _ := value.ParseDay(text)
				f.Form.Note(valueField, show.DayWords(s.env, day))
			}
			return nil
		},
	}})
	f.value = func() string {
		text, _ := stored(f.Form.Value(valueField)) // checked
		return text
	}
	return f
}
