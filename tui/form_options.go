package tui

import tea "github.com/charmbracelet/bubbletea"

// SetOptions gives a FieldChoice other options. The chosen one stays where the
// new options have its Value, else the first is chosen.
func (f *Form[K]) SetOptions(k K, options []Option) {
	in := f.at(k)
	chosen := in.value()
	unchanged := chosen == in.saved
	in.Options = append([]Option{}, options...)
	assignKeys(in.Options)
	in.chosen = 0
	for i, o := range in.Options {
		if o.Value == chosen && !o.Free {
			in.chosen = i
			break
		}
	}
	if unchanged {
		in.saved = in.value()
	}
}

// AskAgain asks a field's questions about its present value once more, as after
// an answer that failed; a submit waits for the answers. Questions that are on
// their way are not asked twice.
func (f *Form[K]) AskAgain(k K) tea.Cmd {
	in := f.at(k)
	if in.waiting() {
		return nil
	}
	return in.ask()
}

// Suggested is the suggestion under a FieldLookup's cursor, which leaving the
// field would take; false where none answers the text as it stands.
func (f *Form[K]) Suggested(k K) (Option, bool) {
	in := f.at(k)
	if in.picked != nil || in.ticket.Valid() || !in.marked() {
		return Option{}, false
	}
	return in.found[in.cursor], true
}

// Pointed reports whether the arrows chose the suggestion that Suggested gives.
func (f *Form[K]) Pointed(k K) bool {
	_, suggested := f.Suggested(k)
	return suggested && f.at(k).chose
}
