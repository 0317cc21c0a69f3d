package gate

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// readVisit gives the reader of a visit and its trail.
func (s *screen) readVisit(id string) func(context.Context) (visits.Visit, []visits.Step, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) (visits.Visit, []visits.Step, error) {
		visit, err := uuid.Parse(id)
		if err != nil {
			return visits.Visit{}, nil, err
		}
		v, err := store.Visits.Get(ctx, actor, visit)
		if err != nil {
			return visits.Visit{}, nil, err
		}
		trail, err := store.Visits.Trail(ctx, actor, visit)
		return v, trail, err
	}
}

// correct opens the form on a visit.
func (s *screen) correct(v visits.Visit) tea.Cmd { return s.openForm(&v) }

// closed says of a visit that is over that it cannot be corrected.
func (s *screen) closed(v visits.Visit) string {
	if v.Status.Open() {
		return ""
	}
	return s.env.T("A visit can be corrected while it is open; this one is closed.")
}

// lines are what there is to say about a visit: its fields, then its trail.
func (s *screen) lines(v visits.Visit, trail []visits.Step, width int) []string {
	lines := s.facts(v, width)
	if len(trail) > 0 {
		lines = append(lines, "")
	}
	for _, step := range trail {
		lines = append(lines, s.env.Theme.Clip("   "+s.step(step), width))
	}
	return lines
}

// facts are every field of a visit, a line each.
func (s *screen) facts(v visits.Visit, width int) []string {
	env := s.env
	gate := func(name string) string {
		if name == "" {
			return ""
		}
		return ", " + env.T("gate %s", name)
	}
	rows := [][2]string{
		{env.T("Unit"), tui.OrDash(v.Unit)},
		{env.T("Phone"), tui.OrDash(value.FormatPhone(v.Phone, s.region()))},
		{env.T("For"), tui.OrDash(v.Purpose)},
		{env.T("Plate"), tui.OrDash(v.Plate)},
		{env.T("People"), strconv.Itoa(max(1, v.PartySize))},
		{env.T("Logged"), joined(env.DateTime(v.CreatedAt), env.T("by"), v.Guard)},
	}
	if v.ExpectedArrival != nil {
		rows = append(rows, [2]string{env.T("Due"), env.DateTime(*v.ExpectedArrival)})
	}
	if v.Status == visits.Pending && v.AskedAt != nil {
		rows = append(rows, [2]string{env.T("Asked"), env.DateTime(*v.AskedAt)})
	}
	if v.ApprovedAt != nil {
		rows = append(rows, [2]string{env.T("Approved"), joined(env.DateTime(*v.ApprovedAt), env.T("by"), v.Approver)})
	}
	if v.Lapse != visits.NotLapsed {
		rows = append(rows, [2]string{env.T("Lapsed"), s.whyLapsed(v)})
	}
	if v.CheckInTime != nil {
		rows = append(rows, [2]string{env.T("In"), env.DateTime(*v.CheckInTime) + gate(v.EntryGate)})
	}
	if v.CheckOutTime != nil {
		word := env.DateTime(*v.CheckOutTime) + gate(v.ExitGate)
		if v.PresumedLeft {
			word += ", " + env.T("presumed left")
		}
		rows = append(rows, [2]string{env.T("Out"), word})
	}
	state := tui.Cell{Text: env.Term(v.Word())}
	if v.Overstay {
		state.Text += ", " + s.since(v).Text
	}
	if v.Overstay || v.Lapsed {
		state.Tone = tui.ToneDanger
	}
	return env.Theme.Facts(party(v.Name, v.PartySize), state, rows, width)
}

// joined puts two values into a line, or the first alone.
func joined(first, by, second string) string {
	if second == "" {
		return first
	}
	return first + " " + by + " " + second
}

// step tells one step of the visit's trail.
func (s *screen) step(step visits.Step) string {
	env := s.env
	text := env.DateTime(step.At) + "  " + env.Term(step.Word())
	if step.Channel != visits.NoApproval {
		text += " " + env.Term(step.Channel.Word())
	}
	if step.Who != "" {
		text += ", " + step.Who
	}
	if step.Gate != "" {
		text += ", " + env.T("gate %s", step.Gate)
	}
	if step.Note != "" {
		text += ": " + step.Note
	}
	return tui.Plain(text)
}
