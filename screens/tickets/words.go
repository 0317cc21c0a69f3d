package tickets

import (
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/tui"
)

// titleTold is how much of a title a sentence on the status line has room for.
const titleTold = 40

// named is a ticket's number, to be said on the telephone, and its title.
func named(t tickets.Ticket) string { return strings.TrimSpace(t.Called() + " " + t.Title) }

// called names a ticket in a question or a sentence: title and unit.
func (s *screen) called(t tickets.Ticket) (title, unit string) {
	return s.env.Theme.Clip(t.Title, titleTold), tui.OrDash(t.Unit)
}

// hoursTold is how long a span is told in hours; longer ones in days.
const hoursTold = 72

// span tells a length of time: 40m, 26h, 5d.
func (s *screen) span(d time.Duration) string {
	switch d = d.Abs(); {
	case d < time.Hour:
		return s.env.T("%sm", strconv.Itoa(int(d/time.Minute)))
	case d < hoursTold*time.Hour:
		return s.env.T("%sh", strconv.Itoa(int(d/time.Hour)))
	}
	return s.env.T("%sd", strconv.Itoa(int(d/(24*time.Hour))))
}

// target is the time left until the ticket is due, or over; once it is resolved,
// whether it was in time.
func (s *screen) target(t tickets.Ticket) tui.Cell {
	left, running, known := t.Target(s.env.Clock())
	switch {
	case !known:
		return tui.Cell{Text: "-"}
	case running && left < 0:
		return tui.Cell{Text: s.env.T("%s over!", s.span(left)), Tone: tui.ToneDanger}
	case running:
		return tui.Cell{Text: s.env.T("%s left", s.span(left))}
	case left < 0:
		return tui.Cell{Text: s.env.T("%s late", s.span(left))}
	}
	return tui.Cell{Text: s.env.T("in time")}
}

// with is who has a ticket; of one that somebody had who works on none any more, who
// that was.
func (s *screen) with(t tickets.Ticket) string {
	if t.LeftBy != "" {
		return s.env.T("nobody; %s had it and works on tickets no more", t.LeftBy)
	}
	return tui.OrDash(t.Assignee)
}

// facts are the fields of a ticket, a line each, and its text.
func (s *screen) facts(t tickets.Ticket, width int) []string {
	env := s.env
	told := func(at, by string) string {
		if by == "" {
			return at
		}
		return env.T("%s by %s", at, by)
	}
	raised := env.DateTime(t.CreatedAt)
	if t.Undated {
		raised = env.T("not noted when")
	}
	rows := [][2]string{
		{env.T("Unit"), tui.OrDash(t.Unit)},
		{env.T("Category"), t.Category},
		{env.T("Priority"), env.Term(t.Priority.Word())},
		{env.T("With"), s.with(t)},
		{env.T("Raised"), told(raised, t.Requester)},
	}
	goal := s.target(t)
	if _, _, known := t.Target(env.Clock()); known {
		rows = append(rows, [2]string{env.T("Target"), env.T("%s, %s", env.DateTime(t.Due), goal.Text)})
	}
	if t.ResolvedAt != nil {
		rows = append(rows, [2]string{env.T("Resolved"), env.DateTime(*t.ResolvedAt)})
	}
	if t.Archived {
		rows = append(rows, [2]string{env.T("Archived"), env.T("to be read, and not changed")})
	}
	state := tui.Cell{Text: env.Term(t.Status.Word())}
	if goal.Tone == tui.ToneDanger {
		state.Text, state.Tone = env.T("%s, %s", state.Text, goal.Text), goal.Tone
	}
	lines := env.Theme.Facts(named(t), state, rows, width)
	if t.Description != "" {
		lines = append(lines, "")
		lines = append(lines, indented(t.Description, width, "   ")...)
	}
	return lines
}

// indented breaks a text into lines behind a lead.
func indented(text string, width int, lead string) []string {
	lines := tui.Wrap(text, max(1, width-tui.Width(lead)))
	for i := range lines {
		lines[i] = lead + lines[i]
	}
	return lines
}

// lines are all there is to say about an opened ticket.
func (s *screen) lines(t tickets.Ticket, steps timeline, width int) []string {
	lines := s.facts(t, width)
	if len(steps) > 0 {
		lines = append(lines, "")
	}
	for _, step := range steps {
		for i, l := range tui.Wrap(tui.Plain(s.step(step)), max(1, width-5)) {
			// What follows hangs under the words, not under the time.
			lead := "   "
			if i > 0 {
				lead = "     "
			}
			lines = append(lines, lead+l)
		}
	}
	return lines
}

// step tells one step of the timeline.
func (s *screen) step(step tickets.Step) string {
	env := s.env
	text := env.DateTime(step.At) + "  " + env.Term(step.Word())
	if step.Who != "" {
		text = env.T("%s, %s", text, step.Who)
	}
	for _, c := range step.Changes {
		// A step's own word says what became of the status.
		if c.Field != "status" || step.Action == action.TicketUpdated || step.Word() == string(step.Action) {
			text += "; " + s.change(c)
		}
	}
	if step.Note != "" {
		text += ": " + step.Note
	}
	return text
}

// change tells one changed field: "with Vijay More", "priority high, was medium".
func (s *screen) change(c tickets.Change) string {
	env := s.env
	before, after, coded := c.Words()
	if coded {
		before, after = env.Term(before), env.Term(after)
	}
	name := env.Term(c.Word())
	switch {
	case c.Field == "description":
		return env.T("the text was changed")
	case c.Field == "assigned_to_id" && after == "":
		return env.T("with nobody")
	case before == "":
		return name + " " + after
	}
	return env.T("%s %s, was %s", name, tui.OrDash(after), before)
}

// fold is a text with nothing but what a search of categories goes by.
func fold(text string) string { return strings.ToLower(strings.TrimSpace(text)) }
