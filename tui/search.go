package tui

import tea "github.com/charmbracelet/bubbletea"

const searchMax = 60

// SearchLine is the line in which a list's search is typed. What is typed counts
// at once; the line keeps it when the keys go back to the list. When it has the keys
// again, the first letter begins another search, and a key that moves or deletes goes
// on with the old one.
type SearchLine struct {
	env    *Env
	edit   editor
	active bool
	over   bool // the next letter is typed over what stands there
}

// NewSearchLine makes an empty line without the keys.
func NewSearchLine(env *Env) *SearchLine {
	return &SearchLine{env: env, edit: editor{maxRunes: searchMax}}
}

// Open gives the line the keys.
func (s *SearchLine) Open() { s.active, s.over = true, true }

// Leave gives the keys back to the list; the text stays.
func (s *SearchLine) Leave() { s.active = false }

// Clear empties the line and gives the keys back.
func (s *SearchLine) Clear() {
	s.edit.set("")
	s.active = false
}

// Active reports whether the line has the keys.
func (s *SearchLine) Active() bool { return s.active }

// Text is what was typed.
func (s *SearchLine) Text() string { return s.edit.text() }

// Update takes a key of an editor; it reports whether the text changed.
func (s *SearchLine) Update(msg tea.KeyMsg) (changed bool) {
	before, over := s.edit.text(), s.over
	if s.over = false; over && msg.Type == tea.KeyRunes {
		s.over = !s.edit.typeOver(msg)
	} else {
		s.edit.update(msg)
	}
	return s.edit.text() != before
}

// View draws the line's field in width cells.
func (s *SearchLine) View(width int) string {
	return s.edit.view(s.env.Theme, width, s.active, false)
}
