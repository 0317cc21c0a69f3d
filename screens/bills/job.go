package bills

import (
	"context"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// done is how far a job has come.
type done struct{ of, total int }

// job is work over the whole society that is under way on a page, whose outcome is
// told there alone.
type job struct {
	s      *screen
	ticket tui.Ticket
	far    done
}

// begin begins the work.
func begin[R any](j *job, work func(ctx context.Context, report func(done)) (R, error)) tea.Cmd {
	var cmd tea.Cmd
	j.far = done{}
	j.ticket, cmd = tui.LoadLong(j.s.env, work)
	return cmd
}

// working reports whether it is under way.
func (j *job) working() bool { return j.ticket.Valid() }

// progress takes how far it is.
func (j *job) progress(msg tui.Progress[done]) tea.Cmd {
	if msg.Ticket != j.ticket {
		return nil
	}
	j.far = msg.Val
	return msg.Next
}

// ended reports whether the work's answer is there.
func (j *job) ended(ticket tui.Ticket) bool {
	if !ticket.Valid() || ticket != j.ticket {
		return false
	}
	j.ticket = tui.Ticket{}
	return true
}

// soFar says how far it is.
func (j *job) soFar() string {
	if j.far.total == 0 {
		return j.s.env.T("Working.")
	}
	return j.s.env.T("Working: %s of %s done.", strconv.Itoa(j.far.of), strconv.Itoa(j.far.total))
}

// Unfinished names what the person would not learn who leaves.
func (j *job) Unfinished() string {
	if !j.working() {
		return ""
	}
	return j.s.env.T("the outcome of the run")
}

// Back keeps the page while the work is under way.
func (j *job) Back() (tea.Cmd, bool) {
	if j.working() {
		j.s.tell(tui.NotifyRefusal, j.s.env.T("Still at work; wait until it is done."))
	}
	return nil, j.working()
}
