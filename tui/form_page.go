package tui

import tea "github.com/charmbracelet/bubbletea"

// FormPage is a page with a form that writes nothing, such as a filter; for one
// that does there is Sheet.
type FormPage[K ~string] struct {
	Form *Form[K]
	// Title stands above the form, already through the printer; empty for none.
	Title string

	env   *Env
	short string
	width int
}

// NewFormPage makes a page of a form; it is called short in the header. Esc takes it
// off the stack.
func NewFormPage[K ~string](stack *Stack, short, title string, form *Form[K]) *FormPage[K] {
	p := &FormPage[K]{Form: form, Title: title, env: stack.env, short: short}
	form.OnCancel = func() tea.Cmd { return stack.Drop(p) }
	return p
}

func (p *FormPage[K]) inside() Page { return p }

// Name is what the form is called in the header.
func (p *FormPage[K]) Name() string { return p.short }

// Commands are the form's.
func (p *FormPage[K]) Commands() Commands { return Commands{p.Form.Commands()} }

// CapturesKeys is true: a field has the keys.
func (p *FormPage[K]) CapturesKeys() bool { return true }

// Waiting reports whether the form is to be sent and waits for answers.
func (p *FormPage[K]) Waiting() bool { return p.Form.Promised() }

// Refresh asks again what failed: news of a change, or that the database is back, has
// nobody wait for the next save.
func (p *FormPage[K]) Refresh() tea.Cmd { return p.Form.LookUpAgain() }

// Update takes the answers to what the form asked, and the keys of its fields.
func (p *FormPage[K]) Update(msg tea.Msg) tea.Cmd { return p.Form.Update(msg) }

// SetSize gives the page's size in cells.
func (p *FormPage[K]) SetSize(width, height int) {
	p.width = width
	if p.Title != "" {
		height--
	}
	p.Form.SetSize(width, max(0, height))
}

// View draws the form under its title.
func (p *FormPage[K]) View() string {
	if p.Title == "" {
		return p.Form.View()
	}
	return p.env.Theme.Head(p.Title, "", p.width) + "\n" + p.Form.View()
}
