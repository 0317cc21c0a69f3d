package shell_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// wardrobe is a society of one account that keeps how its desks look.
type wardrobe struct {
	*tuitest.Backend
	kept tui.Look
	down error
}

type dressed struct {
	shell.Session
	w *wardrobe
}

func (w *wardrobe) SignIn(ctx context.Context, email, password string) (shell.Session, error) {
	s, err := w.Backend.SignIn(ctx, email, password)
	if err != nil {
		return nil, err
	}
	return &dressed{s, w}, nil
}

func (s *dressed) Look() tui.Look { return s.w.kept }

func (s *dressed) KeepLook(_ context.Context, _ uuid.UUID, look tui.Look) (tui.Look, error) {
	if s.w.down != nil {
		return tui.Look{}, s.w.down
	}
	s.w.kept = look
	return look, nil
}

func (s *dressed) SettleLook(context.Context, uuid.UUID) (bool, error) { return false, nil }

func wardrobeDesk(t *testing.T) (*tuitest.Driver, *tuitest.Stage, *wardrobe) {
	t.Helper()
	stage := tuitest.NewStage(t, desktest.Xterm())
	w := &wardrobe{Backend: tuitest.NewBackend(plainEntry())}
	d := stage.Run(shell.NewDesk(stage.Env, w, shell.Options{Email: "guard@demo.example"}))
	comeIn(d, w)
	return d, stage, w
}

func comeIn(d *tuitest.Driver, w *wardrobe) {
	d.Type(w.Password)
	d.Keys("enter")
}

// Colours and letters are chosen from the list of screens or with the key that finds
// everything, seen at once, and kept for the account.
func TestALookIsChosen(t *testing.T) {
	t.Parallel()
	d, stage, w := wardrobeDesk(t)
	plain := stage.Env.Theme.Selected.Render("x")
	d.Keys("g", "c")
	d.See("Colours and letters", "Colours for a light background", "Letters of ASCII alone", "now")
	d.Keys("3")
	d.See("Your desks look like this from now on.")
	if w.kept != (tui.Look{Theme: "light"}) || stage.Env.Theme.Selected.Render("x") == plain {
		t.Errorf("kept %+v", w.kept)
	}
	d.Keys("g", "c", "9")
	if w.kept != (tui.Look{Theme: "light", Letters: "ascii"}) || stage.Env.Theme.Glyphs.Rupee != "Rs " {
		t.Errorf("kept %+v", w.kept)
	}
	d.Keys("g", "c", "1")
	if w.kept != (tui.Look{Letters: "ascii"}) || stage.Env.Theme.Selected.Render("x") != plain {
		t.Errorf("kept %+v", w.kept)
	}
	d.Keys("ctrl+k")
	d.Type("letters")
	d.Keys("enter")
	d.See("No colours: bold and reverse")
	d.Keys("esc")
	// Who signs in next has their own.
	d.Send(tui.Ended{Reason: "An admin ended this session."})
	if stage.Env.Theme.Glyphs.Rupee != "₹" {
		t.Error("the letters stayed with the desk")
	}
	comeIn(d, w)
	if stage.Env.Theme.Glyphs.Rupee != "Rs " {
		t.Error("the letters of the account were forgotten")
	}
}

// A look that cannot be kept is this desk's until it is left, and says so.
func TestALookThatCannotBeKept(t *testing.T) {
	t.Parallel()
	d, stage, w := wardrobeDesk(t)
	w.down = tuitest.Sentence("The database is away.")
	d.Keys("g", "c", "2")
	if !strings.Contains(d.View(), "Only this desk looks like this") {
		t.Errorf("says\n%s", d.View())
	}
	if w.kept != (tui.Look{}) || !strings.Contains(stage.Env.Theme.Selected.Render("x"), "117") {
		t.Errorf("kept %+v, shown %q", w.kept, stage.Env.Theme.Selected.Render("x"))
	}
}
