package tui_test

import (
	"context"
	"strings"
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// leftFields are a field that refuses, one that doubts, and a lookup of which one must
// be chosen.
func leftFields() []tui.Field[desktest.SendField] {
	fields := textFields()[:3]
	fields[0].Check = func(v string) error {
		if strings.HasPrefix(v, "x") {
			return tuitest.Sentence("No name begins so.")
		}
		return nil
	}
	fields[1].Doubt = func(v string) error {
		if len(v) < 10 {
			return tuitest.Sentence("Few digits.")
		}
		return nil
	}
	return append(fields, tui.Field[desktest.SendField]{
		Key: desktest.FieldNote, Label: "Unit", Kind: tui.FieldLookup, MustPick: true,
		Search: func(_ context.Context, text string) ([]tui.Option, error) {
			if text == "A" {
				return []tui.Option{{Value: "1", Label: "A-101"}}, nil
			}
			return nil, nil
		},
	})
}

// TestAFieldIsToldOfAsItIsLeft: whoever types a wrong name sees it beside the name and
// not only when all the rest is filled in.
func TestAFieldIsToldOfAsItIsLeft(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, leftFields()...)
	d.Type("xy")
	d.Miss("No name begins so.")
	d.Keys("tab")
	d.See("! No name begins so.")
	d.Type("12")
	d.Miss("Few digits.")
	d.Keys("tab")
	d.Type("3x")
	d.Keys("tab")
	d.See("! Few digits.", "“3x” is no whole number")
	d.Type("Z")
	d.Keys("tab")
	d.See("! Nothing found for Z.")
	if s.form.Focused() != desktest.FieldName || len(s.submitted) != 0 {
		t.Errorf("the focus is on %s, %d sent", s.form.Focused(), len(s.submitted))
	}
	// What is typed next is not complained of before it is left as well.
	d.Keys("ctrl+e")
	d.Type("z")
	d.Miss("No name begins so.")
}

// TestAFieldWithoutAnythingIsNotComplainedOf: the person may come back to it, and what
// nobody typed is nobody's mistake.
func TestAFieldWithoutAnythingIsNotComplainedOf(t *testing.T) {
	t.Parallel()
	fields := leftFields()
	fields[0].Required, fields[1].Value = true, "12"
	_, d := newSheet(t, fields...)
	d.Type("a")
	d.Keys("backspace", "tab", "tab", "tab", "tab", "tab")
	d.Miss("! ")
}

func TestADoubtRefusesNothing(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, leftFields()...)
	s.form.Note(desktest.FieldPhone, "two digits")
	d.Keys("tab")
	d.Type("12")
	d.See("two digits")
	d.Keys("tab")
	d.See("! Few digits.")
	d.Miss("two digits")
	d.Keys("ctrl+s")
	d.See("! Few digits.")
	if len(s.submitted) != 1 {
		t.Errorf("sent %d times", len(s.submitted))
	}
}

// TestAComplaintGoesWithWhatItHungOn: a field may be wrong beside another alone.
func TestAComplaintGoesWithWhatItHungOn(t *testing.T) {
	t.Parallel()
	var s *sheet
	fields := textFields()[:2]
	fields[0].Check = func(v string) error {
		if v > s.form.Value(desktest.FieldPhone) {
			return tuitest.Sentence("That is later than the other.")
		}
		return nil
	}
	s, d := newSheet(t, fields...)
	d.Type("b")
	d.Keys("tab")
	d.See("! That is later than the other.")
	d.Type("c")
	d.Keys("tab")
	d.Miss("That is later than the other.")
	// What a save said is not known here: it stands until the field is another.
	s.form.Fail(tuitest.FieldErrors{string(desktest.FieldName): "Not that."})
	d.Keys("tab", "tab")
	d.See("! Not that.")
}

// TestSuggestionsThatComeLateAreAwaited: nothing is said of a lookup that was left before
// its answer came.
func TestSuggestionsThatComeLateAreAwaited(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, leftFields()...)
	s.form.Focus(desktest.FieldNote)
	d.Pause()
	d.Type("A")
	d.Keys("tab")
	d.Miss("! ")
	d.Resume()
	d.See("A-101")
	d.Miss("! ")
	s.form.Focus(desktest.FieldNote)
	d.Pause()
	d.Keys("ctrl+u")
	d.Type("Z")
	d.Keys("tab")
	d.Miss("! ")
	d.Resume()
	d.See("! Nothing found for Z.")
}
