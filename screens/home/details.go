package home

import (
	"context"
	"strconv"

	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

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

// facts are the fields of a visit, a line each.
func (s *screen) facts(v visits.Visit, width int) []string {
	env := s.env
	told := func(at, by string) string {
		if by == "" {
			return at
		}
		return env.T("%s by %s", at, by)
	}
	at := func(moment, gate string) string {
		if gate == "" {
			return moment
		}
		return env.T("%s, gate %s", moment, gate)
	}
	rows := [][2]string{
		{env.T("Unit"), tui.OrDash(v.Unit)},
		{env.T("Phone"), tui.OrDash(value.FormatPhone(v.Phone, s.settings.Val.Country()))},
		{env.T("For"), tui.OrDash(v.Purpose)},
		{env.T("Plate"), tui.OrDash(v.Plate)},
		{env.T("People"), strconv.Itoa(max(1, v.PartySize))},
	}
	if v.ExpectedArrival != nil {
		rows = append(rows, [2]string{env.T("Due"), env.Weekday(*v.ExpectedArrival)})
	}
	if v.Status == visits.Pending && v.AskedAt != nil {
		rows = append(rows, [2]string{env.T("Asked"), env.DateTime(*v.AskedAt)})
	}
	if v.ApprovedAt != nil {
		rows = append(rows, [2]string{env.T("Approved"), told(env.DateTime(*v.ApprovedAt), v.Approver)})
	}
	if v.Lapse != visits.NotLapsed {
		format, args := v.WhyLapsed()
		rows = append(rows, [2]string{env.T("Lapsed"), env.T(format, args...)})
	}
	if v.CheckInTime != nil {
		rows = append(rows, [2]string{env.T("In"), at(env.DateTime(*v.CheckInTime), v.EntryGate)})
	}
	if v.CheckOutTime != nil && !v.PresumedLeft {
		rows = append(rows, [2]string{env.T("Out"), at(env.DateTime(*v.CheckOutTime), v.ExitGate)})
	}
	state := tui.Cell{Text: env.Term(v.Word())}
	if v.Overstay {
		state.Text += ", " + s.since(v).Text
	}
	if v.Overstay || v.Lapsed {
		state.Tone = tui.ToneDanger
	}
	name, _ := who(v)
	return env.Theme.Facts(name, state, rows, width)
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
