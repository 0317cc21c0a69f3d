package tui_test

import (
	"context"
	"testing"
	"time"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

func lookupField(search func(string) ([]tui.Option, error)) tui.Field[desktest.SendField] {
	return tui.Field[desktest.SendField]{
		Key: desktest.FieldUnit, Label: "Unit", Kind: tui.FieldLookup,
		Search: func(_ context.Context, text string) ([]tui.Option, error) { return search(text) },
	}
}

func TestLookupTakesTheNewestAnswer(t *testing.T) {
	t.Parallel()
	f := lookupField(func(text string) ([]tui.Option, error) {
		return []tui.Option{{Value: text, Label: "unit " + text}}, nil
	})
	f.MustPick = true
	s, d := newSheet(t, f, textFields()[0])
	first := s.form.Update(tuitest.Key(t, "a"))
	second := s.form.Update(tuitest.Key(t, "b"))
	d.Do(second)
	d.See("> unit ab")
	d.Do(first)
	d.See("> unit ab")
	d.Keys("tab")
	if o, ok := s.form.Picked(desktest.FieldUnit); !ok || o.Value != "ab" || s.form.Value(desktest.FieldUnit) != "unit ab" {
		t.Errorf("picked %v %v, text %q", o, ok, s.form.Value(desktest.FieldUnit))
	}
	// Another letter makes it text again.
	d.Keys("shift+tab", "backspace")
	if _, ok := s.form.Picked(desktest.FieldUnit); ok {
		t.Error("changed text still counts as picked")
	}
}

func TestLookupWithoutMustPickLeavesTheText(t *testing.T) {
	t.Parallel()
	s, d := newSheet(t, lookupField(func(string) ([]tui.Option, error) {
		return []tui.Option{{Value: "1", Label: "Meera Joshi"}, {Value: "2", Label: "Arun Joshi"}}, nil
	}), textFields()[0])
	d.Type("Jo")
	d.See("  Meera Joshi")
	d.Miss("> Meera Joshi") // what leaving the field does not take is not marked
	d.Keys("tab")
	if s.form.Value(desktest.FieldUnit) != "Jo" {
		t.Errorf("the text became %q", s.form.Value(desktest.FieldUnit))
	}
	d.Keys("shift+tab")
	d.Type("s")
	d.Keys("down")
	d.See("> Meera Joshi")
	d.Keys("up")
	d.Miss("> Meera Joshi")
	d.Keys("down", "down")
	d.See("> Arun Joshi")
	d.Keys("enter")
	if o, _ := s.form.Picked(desktest.FieldUnit); o.Value != "2" {
		t.Errorf("picked %v", o)
	}
}

func TestLookupThatCompletesTakesTheSuggestion(t *testing.T) {
	t.Parallel()
	f := lookupField(func(text string) ([]tui.Option, error) {
		if text == "garden" {
			return nil, nil
		}
		return []tui.Option{{Value: "Plumbing", Label: "Plumbing"}}, nil
	})
	f.Completes = true
	s, d := newSheet(t, f, textFields()[0])
	d.Type("plu")
	d.See("> Plumbing")
	d.Keys("enter")
	if got := s.form.Value(desktest.FieldUnit); got != "Plumbing" {
		t.Errorf("the text became %q", got)
	}
	// Other words stay, and so does the beginning of one that is put away.
	for _, typed := range []struct {
		text string
		keys []string
	}{{"garden", []string{"tab"}}, {"plu", []string{"esc", "tab"}}} {
		s, d := newSheet(t, f, textFields()[0])
		d.Type(typed.text)
		d.Keys(typed.keys...)
		if got := s.form.Value(desktest.FieldUnit); got != typed.text {
			t.Errorf("%q became %q", typed.text, got)
		}
	}
}

func TestSubmitWaitsForTheLookup(t *testing.T) {
	t.Parallel()
	f := lookupField(func(string) ([]tui.Option, error) { return []tui.Option{{Value: "1", Label: "A-101"}}, nil })
	f.MustPick = true
	s, d := newSheet(t, f)
	d.Pause()
	d.Type("a101")
	d.Keys("ctrl+s")
	if len(s.submitted) != 0 {
		t.Fatal("submitted before the unit was known")
	}
	d.Resume()
	if len(s.submitted) != 1 || s.submitted[0][desktest.FieldUnit] != "A-101" {
		t.Errorf("submitted %v", s.submitted)
	}
	// Esc takes the wish back, and stays in the form.
	s, d = newSheet(t, f)
	d.Pause()
	d.Type("a101")
	d.Keys("ctrl+s", "esc")
	d.Resume()
	if len(s.submitted) != 0 || s.cancelled != 0 {
		t.Errorf("submitted %v, left %d times", s.submitted, s.cancelled)
	}
	// So does a change that gets to the form.
	s, d = newSheet(t, f)
	d.Pause()
	d.Type("a101")
	d.Keys("ctrl+s")
	d.Type("x")
	d.Resume()
	if len(s.submitted) != 0 {
		t.Errorf("submitted %v", s.submitted)
	}
}

func TestSlowSubmitSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, desktest.Xterm(), true)
	d.Keys("n")
	d.Type("982001234")
	screen := d.Gate
	answer := screen.Update(tuitest.Key(t, "5"))
	d.Keys("ctrl+s")
	d.Miss("Waiting for the database")
	d.Advance(150 * time.Millisecond)
	d.See("Waiting for the database...")
	d.Do(answer)
	d.See("Checked in Ramesh Kumar.")
	d.Miss("Waiting")
}

// TestSubmitAsksAFailedLookupOnceMore: what the database could not say while it was
// away is asked again with the save, once.
func TestSubmitAsksAFailedLookupOnceMore(t *testing.T) {
	t.Parallel()
	away, asked := true, 0
	f := lookupField(func(string) ([]tui.Option, error) {
		if asked++; away {
			return nil, tuitest.Sentence("The database cannot be reached.")
		}
		return []tui.Option{{Value: "1", Label: "A-101"}}, nil
	})
	f.MustPick = true
	s, d := newSheet(t, f, textFields()[0])
	d.Type("a")
	d.Keys("tab", "ctrl+s")
	d.See("The database cannot be reached.")
	if len(s.submitted) != 0 || asked != 2 {
		t.Errorf("submitted %v, asked %d times", s.submitted, asked)
	}
	away = false
	d.Keys("ctrl+s")
	if len(s.submitted) != 1 || s.submitted[0][desktest.FieldUnit] != "A-101" || asked != 3 {
		t.Errorf("submitted %v, asked %d times:\n%s", s.submitted, asked, d.View())
	}
}

// TestAFailedLookupIsAskedAgainWithTheNews that the database is back, or of any change.
func TestAFailedLookupIsAskedAgainWithTheNews(t *testing.T) {
	t.Parallel()
	away, asked := true, 0
	f := lookupField(func(string) ([]tui.Option, error) {
		if asked++; away {
			return nil, tuitest.Sentence("The database cannot be reached.")
		}
		return []tui.Option{{Value: "1", Label: "A-101"}}, nil
	})
	f.MustPick = true
	s, d := newSheet(t, f, textFields()[0])
	d.Type("a")
	d.See("The database cannot be reached.")
	away = false
	d.Do(s.form.LookUpAgain())
	d.See("> A-101")
	d.Do(s.form.LookUpAgain())
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}

	away = true
	d.Keys("backspace")
	d.Type("a")
	d.Keys("tab")
	away = false
	d.Do(s.form.LookUpAgain())
	if o, ok := s.form.Picked(desktest.FieldUnit); !ok || o.Value != "1" || s.form.Value(desktest.FieldUnit) != "A-101" {
		t.Errorf("picked %v %t:\n%s", o, ok, d.View())
	}
}
