package gate

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// barred is what of the visitor in the form is barred, read as soon as a field is left,
// and anew with the news of a change.
type barred struct {
	f *visitForm
	// of is what was looked up, whole that its phone is typed to its last digit.
	of   visits.Text
	bars *tui.Fetch[[]visits.Bar]
	// noted are the fields beside which that stands now.
	noted map[field]bool
}

func newBarred(f *visitForm) *barred {
	b := &barred{f: f, noted: map[field]bool{}, bars: tui.NewFetch[[]visits.Bar](f.s.Stack)}
	b.bars.Then = func([]visits.Bar, error) tea.Cmd {
		b.show()
		return nil
	}
	return b
}

// follow looks up what stands in the fields that were left. A field that is being typed
// in counts as what it was, but for a phone that is whole.
func (b *barred) follow() tea.Cmd {
	form := b.f.Form
	left := func(k field, was string) string {
		now := strings.TrimSpace(form.Value(k))
		whole := now == "" || k == phoneField && value.WholePhone(now, b.f.s.region())
		if form.Focused() == k && !whole {
			return was
		}
		return now
	}
	now := visits.Text{
		Phone: left(phoneField, b.of.Phone), Name: left(nameField, b.of.Name), Plate: left(plateField, b.of.Plate), UnitID: b.f.unitInView(),
	}
	if now == b.of {
		return nil
	}
	b.of, b.f.insist.Override = now, ""
	b.bars.Forget()
	b.show()
	if now.Phone == "" && now.Name == "" && now.Plate == "" {
		return nil
	}
	store, actor := b.f.s.store, b.f.s.actor
	return b.bars.Ask(func(ctx context.Context) ([]visits.Bar, error) { return store.Visits.BarredOf(ctx, actor, now) })
}

// again looks up the same anew.
func (b *barred) again() tea.Cmd {
	if b.of == (visits.Text{}) {
		return nil
	}
	return b.bars.Again()
}

// notes say beside a field who barred what stands there, until when and why.
func (b *barred) notes(kind visits.BarKind) (notes []string) {
	for _, bar := range b.bars.Val {
		if bar.Kind == kind {
			notes = append(notes, "! "+show.Barred(b.f.s.env, bar))
		}
	}
	return notes
}

func (b *barred) show() {
	b.f.notePhone()
	b.note(nameField, b.notes(visits.BarredName))
	b.note(plateField, b.notes(visits.BarredPlate))
}

// note puts notes beside a field; where there are none, and were none, what stands there
// is somebody else's.
func (b *barred) note(k field, notes []string) {
	if len(notes) > 0 || b.noted[k] {
		b.f.Form.Note(k, notes...)
	}
	b.noted[k] = len(notes) > 0
}

// notePhone says beside the phone who barred it, and what is known of it.
func (f *visitForm) notePhone() {
	notes := f.barred.notes(visits.BarredPhone)
	switch {
	case f.failed:
		notes = append(notes, f.s.env.T("not looked up: no answer from the database"))
	case f.looked:
		notes = append(notes, f.knownNotes()...)
	}
	if f.seen == nil {
		f.Form.Note(phoneField, notes...)
		return
	}
	f.barred.note(phoneField, notes)
}

// Refresh reads anew who is barred, and what could not be looked up.
func (f *visitForm) Refresh() tea.Cmd {
	if f.Sending() {
		return nil
	}
	return tea.Batch(f.Sheet.Refresh(), f.barred.again())
}

// askOverride asks whoever may let the visitor in all the same why; false where err is
// about nothing of the kind, or the person may not.
func (s *screen) askOverride(err error, name string, again func(reason string) tea.Cmd) bool {
	var refused *visits.Barred
	if !errors.As(err, &refused) || !refused.MayOverride {
		return false
	}
	s.env.Do(tui.Prompt{
		Text:     tui.Explain(s.env, err) + ". " + s.env.T("Why is %s let in all the same?", name),
		Required: true, Max: tui.ReasonMax, OnDone: again,
	})
	return true
}
