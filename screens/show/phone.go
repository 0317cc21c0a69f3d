package show

import (
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// CheckPhone is the check of a field for a visitor's phone: what has no digit is none. Of
// one that is odd the person is asked as it is saved (OddPhone).
func CheckPhone(phone, region string) error {
	if odd := value.OddPhone(phone, region); odd != nil && value.OnlyDigits(phone) == "" {
		return odd
	}
	return nil
}

// DoubtPhone is the doubt of such a field: what is odd about the number stands beside it
// as soon as it is left, while the rest of the form is still to be filled in.
func DoubtPhone(phone, region string) error {
	if odd := value.OddPhone(phone, region); odd != nil {
		return odd
	}
	return nil
}

// CheckAccountPhone is the check of a field for an account's phone: an odd one is none,
// but for what the account has already.
func CheckAccountPhone(phone, has, region string) error {
	if odd := value.OddPhone(phone, region); odd != nil && phone != has {
		return odd
	}
	return nil
}

// CheckAccountEmail is the check of a field for an account's e-mail address, but for
// what the account has already.
func CheckAccountEmail(email, has string) error {
	if wrong := value.WrongEmail(value.Clean(email)); wrong != nil && email != has {
		return wrong
	}
	return nil
}

// OddPhone is the question whether a visitor's phone is to be saved although it is no
// whole number: asked once for each that is typed. Who has no digit is not asked; that
// is refused.
type OddPhone struct{ insisted string }

// Insisted reports whether the person wants this phone saved as it is.
func (o *OddPhone) Insisted(phone string) bool {
	return o.insisted != "" && o.insisted == value.Clean(phone)
}

// Ask asks about an odd phone that the person has not insisted on yet, and goes on
// with again after a yes. False where there is nothing to ask.
func (o *OddPhone) Ask(env *tui.Env, phone, region string, again func() tea.Cmd) (tea.Cmd, bool) {
	odd := value.OddPhone(phone, region)
	if odd == nil || CheckPhone(phone, region) != nil || o.Insisted(phone) {
		return nil, false
	}
	return env.Do(tui.Confirm{
		Text: env.T("%s Save it so?", tui.Explain(env, odd)),
		OnYes: func() tea.Cmd {
			o.insisted = value.Clean(phone)
			return again()
		},
	}), true
}
