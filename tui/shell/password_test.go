package shell_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// keeper is a society of one account whose password can be changed.
type keeper struct {
	*tuitest.Backend
	due  bool
	lost bool  // the next answer is lost
	down error // of the next change
	keys []uuid.UUID
	done map[uuid.UUID]bool
}

type keeping struct {
	shell.Session
	k   *keeper
	due bool
}

func (k *keeper) SignIn(ctx context.Context, email, password string) (shell.Session, error) {
	s, err := k.Backend.SignIn(ctx, email, password)
	if err != nil {
		return nil, err
	}
	return &keeping{s, k, k.due}, nil
}

func (s *keeping) PasswordDue() bool { return s.due }

func (s *keeping) ChangePassword(_ context.Context, key uuid.UUID, own, next string) (shell.Session, error) {
	k := s.k
	k.keys = append(k.keys, key)
	switch err := k.down; {
	case err != nil:
		k.down = nil
		return nil, err
	case own != k.Password:
		return nil, tuitest.FieldErrors{"own": "This is not your own password."}
	case len(next) < 8:
		return nil, tuitest.FieldErrors{"password": "A password needs 8 characters at least."}
	}
	k.Password, k.due, k.done[key] = next, false, true
	if k.lost {
		return nil, tuitest.Unsure{}
	}
	return &keeping{s.Session, k, false}, nil
}

func (s *keeping) SettlePassword(_ context.Context, key uuid.UUID) (bool, error) {
	return s.k.done[key], nil
}

func plainEntry() tui.Entry {
	return tui.Entry{Name: "gate", Title: "Gate", Key: 'g', New: func(*tui.Env, string) tui.Screen { return &desktest.Plain{Called: "gate"} }}
}

func keeperDesk(t *testing.T, due bool) (*tuitest.Driver, *keeper) {
	t.Helper()
	k := &keeper{Backend: tuitest.NewBackend(plainEntry()), due: due, done: map[uuid.UUID]bool{}}
	stage := tuitest.NewStage(t, tuitest.Terminal("xterm-256color"))
	d := stage.Run(shell.NewDesk(stage.Env, k, shell.Options{Email: "guard@demo.example"}))
	d.Type(k.Password)
	d.Keys("enter")
	return d, k
}

// choose types a present password and a new one, twice.
func choose(d *tuitest.Driver, own, next, again string) {
	for i, text := range []string{own, next, again} {
		if i > 0 {
			d.Keys("tab")
		}
		d.Type(text)
	}
	d.Keys("enter")
}

func TestADuePasswordComesBeforeEverything(t *testing.T) {
	t.Parallel()
	d, k := keeperDesk(t, true)
	d.See("New password", "Your password was for one sign-in.", "> Current password")
	d.Golden("password-due", "80x24")
	d.Keys("f2") // the fields are empty
	d.See("Please fill this in.")
	for _, key := range []string{"ctrl+o", "pgdown"} {
		d.Keys(key)
	}
	d.Send(tui.Open{Name: "gate"})
	d.See("New password", "Your password was for one sign-in.")
	d.Miss("this is gate")
	choose(d, k.Password, "day shift 8", "day shift 9")
	d.See("This is not the same as above.")
	if len(k.keys) != 0 {
		t.Fatal("two different passwords were sent")
	}
	d.Keys("ctrl+u")
	d.Type("day shift 8")
	d.Keys("ctrl+s")
	d.See("Your password is changed.", "this is gate")
	d.Miss("day shift")
	if k.Password != "day shift 8" || len(k.keys) != 1 {
		t.Errorf("the password is %q after %d changes", k.Password, len(k.keys))
	}
}

func TestADuePasswordIsNotLeftByOneKey(t *testing.T) {
	t.Parallel()
	d, k := keeperDesk(t, true)
	d.Keys("esc")
	d.See("If you leave now, the one-time password is used up", "Esc once more leaves.")
	d.Keys("x", "esc")
	d.See("Esc once more leaves.")
	if k.Called("SignOut") != 0 {
		t.Fatal("one Esc, or two that are not in a row, gave the only sign-in away")
	}
	d.Keys("esc")
	d.See("E-mail")
	if k.Called("SignOut") != 1 {
		t.Error("the session was left signed in")
	}
	d, _ = keeperDesk(t, true)
	d.Advance(20 * time.Minute)
	d.See("E-mail", "The desk was left alone, and its one-time password is used up.")
}

func TestChangeOnesOwnPassword(t *testing.T) {
	t.Parallel()
	d, k := keeperDesk(t, false)
	d.See("this is gate")
	d.Keys("g")
	d.See("My password")
	d.Keys("p")
	choose(d, "not it", "day shift 8", "day shift 8")
	d.See("This is not your own password.", "> Current password")
	d.Keys("ctrl+u")
	d.Type("demo-society360")
	k.down = tuitest.Sentence("The database cannot be reached.")
	d.Keys("ctrl+s")
	d.See("not saved: The database cannot be reached.")
	d.Keys("ctrl+s")
	d.See("Your password is changed. Your other desks are signed out.", "this is gate")
	if k.Password != "day shift 8" {
		t.Errorf("the password is %q", k.Password)
	}
	d.Miss("Go to")
	d.Keys("g", "p")
	d.Type("something")
	d.Keys("esc")
	d.See("this is gate")
	d.Keys("g", "p")
	d.Miss("something", strings.Repeat("*", 5), "Go to")
	d.Advance(6 * time.Minute)
	d.See("Locked.")
}

func TestAPasswordWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	d, k := keeperDesk(t, false)
	k.lost = true
	d.Keys("g", "p")
	choose(d, "demo-society360", "day shift 8", "day shift 8")
	d.See("Your password is changed. Sign in with the new one.", "E-mail")
	if len(k.keys) != 1 {
		t.Errorf("sent %d times", len(k.keys))
	}
}

func TestTheMenuOffersAPasswordOnlyWhereThereIsOne(t *testing.T) {
	t.Parallel()
	b := tuitest.NewBackend(plainEntry())
	stage := tuitest.NewStage(t, tuitest.Terminal("xterm-256color"))
	d := stage.Run(shell.NewDesk(stage.Env, b, shell.Options{Session: b.Session()}))
	d.Keys("g")
	d.See("Go to")
	d.Miss("My password")
}
