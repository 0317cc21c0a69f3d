package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Closing says that the program around the desk is about to end. A desk on which
// nothing is being typed leaves at once; another is told, and leaves as soon as
// that is saved or given up. Who sent it closes what is left after In.
type Closing struct{ In time.Duration }

func (d *Desk) startClosing(msg Closing) {
	d.closing = true
	in := d.env.Count(int(msg.In.Seconds()), "1 second", "%d seconds")
	if d.dirty(0) {
		d.notify(Notify{NotifyRefusal, d.env.T("The desk closes in %s: save what you are typing now.", in)})
	} else if lost := d.unfinished(0); lost != "" {
		d.notify(Notify{NotifyRefusal, d.env.T("The desk closes in %s; not known yet: %s.", in, lost)})
	}
}

// closeWhenFree leaves a closing desk once nothing can be lost by it.
func (d *Desk) closeWhenFree() tea.Cmd {
	if !d.closing || d.leaving || d.loses(0) != "" {
		return nil
	}
	return d.quit()
}
