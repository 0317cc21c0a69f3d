package shell

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// Closing says that the program around the desk is about to end. A desk on which
// nothing is being typed leaves at once; another is told, and leaves as soon as
// that is saved or given up. Who sent it closes what is left after In.
type Closing struct {
	In time.Duration
	// Reason is what the person reads where the desk was, an English sentence that is
	// also the key of its translation; empty where somebody else says it.
	Reason string
}

func (d *Desk) startClosing(msg Closing) {
	d.closing = true
	if msg.Reason != "" {
		d.farewell = d.env.Term(msg.Reason)
	}
	in := d.env.Count(int(msg.In.Seconds()), "1 second", "%d seconds")
	if d.dirty(0) {
		d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("The desk closes in %s: save what you are typing now.", in)})
	} else if lost := d.unfinished(0); lost != "" {
		d.notify(tui.Notify{Kind: tui.NotifyRefusal, Text: d.env.T("The desk closes in %s. Still under way: %s.", in, lost)})
	}
}

// GiveWay asks a desk to leave for another of its account. One on which something
// would be lost stays.
type GiveWay struct {
	// Reason is what the person reads behind the desk, a sentence already through
	// the printer.
	Reason string
}

// giveWay leaves the desk for another one.
func (d *Desk) giveWay(msg GiveWay) tea.Cmd {
	if d.leaving || d.losesByEnding() {
		return nil
	}
	d.farewell = msg.Reason
	return d.quit()
}

// Farewell is what the person should read where the desk was, once the program has
// ended; empty where they left it themselves.
func (d *Desk) Farewell() string { return d.farewell }

// losesByEnding reports whether the person would lose something by the desk's end: what is
// typed or under way, or the one sign-in that a one-time password gives.
func (d *Desk) losesByEnding() bool {
	return d.place == placePassword || d.login.ticket.Valid() || d.loses(0) != ""
}

// tellLoss tells Options.Loses whether something would be lost, when that changes.
func (d *Desk) tellLoss() {
	if d.opts.Loses == nil {
		return
	}
	if loss := d.losesByEnding(); loss != d.toldLoss {
		d.toldLoss = loss
		d.opts.Loses(loss)
	}
}

// closeWhenFree leaves a closing desk once nothing can be lost by it.
func (d *Desk) closeWhenFree() tea.Cmd {
	if !d.closing || d.leaving || d.loses(0) != "" {
		return nil
	}
	return d.quit()
}
