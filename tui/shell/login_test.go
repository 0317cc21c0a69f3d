package shell_test

import (
	"testing"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

// gateTerminal is a desk that knows no e-mail before somebody signs in.
func gateTerminal(t *testing.T, options func(*tuitest.Backend, *shell.Options)) (*tuitest.Driver, *tuitest.Backend) {
	t.Helper()
	b := tuitest.NewBackend(plainEntry())
	stage := tuitest.NewStage(t, desktest.Xterm())
	var opts shell.Options
	if options != nil {
		options(b, &opts)
	}
	return stage.Run(shell.NewDesk(stage.Env, b, opts)), b
}

func signedIn(b *tuitest.Backend, o *shell.Options) { o.Session = b.Session() }

// TestWhoTypesOnBlindShowsNoPassword is somebody who types the password again
// without looking up, after the session ended under the keys.
func TestWhoTypesOnBlindShowsNoPassword(t *testing.T) {
	t.Parallel()
	ends := map[string]func(*tuitest.Driver){
		"wrong too often": func(d *tuitest.Driver) {
			d.Keys("L")
			for range 3 {
				d.Type("wrong")
				d.Keys("enter")
			}
			d.See("wrong too often")
		},
		"ended from outside": func(d *tuitest.Driver) { d.Send(tui.Ended{Reason: "This account was closed."}) },
		"ended at the lock": func(d *tuitest.Driver) {
			d.Keys("L")
			d.Type("demo-")
			d.Send(tui.Ended{Reason: "This account was closed."})
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := gateTerminal(t, signedIn)
			end(d)
			d.See("Sign in", "guard@demo.example")
			d.Type("demo-society360")
			d.Miss("demo-society360")
			d.Keys("enter")
			d.See("Sunita Pawar, guard")
		})
	}
}

// TestWhoChoosesAPasswordAsTheSessionEndsShowsNone: the keys were for three fields,
// and this form has two.
func TestWhoChoosesAPasswordAsTheSessionEndsShowsNone(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"tab", "down"} {
		d, _ := gateTerminal(t, signedIn)
		d.Send(tui.Ended{Reason: "Your account was changed. Sign in again."})
		d.Type("demo-society360")
		d.Keys(next)
		d.Type("my-next-secret")
		d.Keys(next)
		d.Type("my-next-secret")
		d.Miss("my-next-secret")
		d.See("guard@demo.example")
		d.Keys("shift+tab")
		d.Type("night@demo.example")
		d.See("> E-mail    night@demo.example")
	}
}

// TestTheNextGuardTypesOverTheEmail is the shift after such an end.
func TestTheNextGuardTypesOverTheEmail(t *testing.T) {
	t.Parallel()
	d, b := gateTerminal(t, signedIn)
	d.Send(tui.Ended{Reason: "This account was closed."})
	d.Keys("shift+tab")
	b.Person.Email = "night@demo.example"
	d.Type("night@demo.example")
	d.Keys("enter")
	d.Miss("guard@demo.example")
	d.Type("demo-society360")
	d.Keys("enter")
	d.See("Sunita Pawar, guard")
}

func TestSomeoneElseStartsWithAnEmptyEmail(t *testing.T) {
	t.Parallel()
	d, _ := gateTerminal(t, signedIn)
	d.Keys("L", "ctrl+o")
	d.See("Sign in")
	d.Miss("guard@demo.example")
}

func TestAPasswordPastedBehindTheEmailIsNotShown(t *testing.T) {
	t.Parallel()
	for _, between := range []string{" ", "\n", "\t", "\r\n"} {
		d, _ := gateTerminal(t, nil)
		d.Paste("guard@demo.example" + between + "demo-society360")
		d.Miss("demo-society360")
		d.See("guard@demo.example")
	}
}
