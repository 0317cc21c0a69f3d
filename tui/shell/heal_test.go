package shell_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// mayPass is a failure that may be gone at the next try.
type mayPass struct{ error }

func (mayPass) MayPass() bool   { return true }
func (e mayPass) Unwrap() error { return e.error }

// TestTheDeskReadsAgainByItself: what could not be read because the database was
// busy heals without a key and without news, and goes on trying until it does.
func TestTheDeskReadsAgainByItself(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, tuitest.Terminal("xterm"), true)
	d.World.Fail = mayPass{tuitest.Sentence("The database is busy.")}
	d.Keys("2", "1")
	d.See("The database is busy.")
	d.Advance(3 * time.Second)
	d.See("The database is busy.")
	d.World.Fail = nil
	d.Advance(3 * time.Second)
	d.See("The database is busy.") // the second wait is longer
	d.Advance(3 * time.Second)
	d.Miss("The database is busy.")
	d.See("Visitor 0")
}

// TestWhatStaysWrongIsNotAskedAgain: a rule answers the same each time.
func TestWhatStaysWrongIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	d := desktest.NewDesk(t, tuitest.Terminal("xterm"), true)
	d.World.Fail = tuitest.Sentence("You may not.")
	d.Keys("2", "1")
	d.See("You may not.")
	d.World.Fail = nil
	d.Advance(time.Minute)
	d.See("You may not.")
}
