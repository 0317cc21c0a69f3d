package shell

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// A list that could not be read, because the database was away or no connection was
// free, shows what it has and a sentence. That it can be read again is told by nobody
// where the fault was the desk's alone, so the desk tries again by itself: soon at
// first, then seldom, and never while nothing failed.
const (
	healSoon   = 3 * time.Second
	healSeldom = 48 * time.Second
)

// healer is a desk's attempts to read what it could not.
type healer struct {
	due  bool          // one is to come
	wait time.Duration // before it
	last time.Time     // when the one before it was
}

// healTick is when to try again.
type healTick struct{}

// mayPass is an error that may be gone at the next try.
type mayPass interface {
	error
	MayPass() bool
}

// heal looks at the answer to a read, and has what failed for a trouble that may pass
// read again later.
func (d *Desk) heal(msg tea.Msg) tea.Cmd {
	answer, is := msg.(tui.Answer)
	if !is {
		return nil
	}
	var err mayPass
	if !errors.As(answer.Failure(), &err) || !err.MayPass() {
		return nil
	}
	if d.healer.due {
		return nil
	}
	d.healer.due = true
	if now := d.env.Clock(); now.Sub(d.healer.last) > healSeldom {
		d.healer.wait = healSoon // another trouble
	} else {
		d.healer.wait = min(2*d.healer.wait, healSeldom)
	}
	return d.env.After(d.healer.wait, func(time.Time) tea.Msg { return healTick{} })
}

// tryAgain reads again what every screen shows.
func (d *Desk) tryAgain() tea.Cmd {
	d.healer.due, d.healer.last = false, d.env.Clock()
	return d.refresh(Refresh{})
}
