package home

import (
	"context"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

// details is one visit, whole.
type details struct {
	id uuid.UUID
	// root is set where the screen was opened for this visit: Esc leaves it.
	root   bool
	visit  *data.Visit
	trail  []data.VisitStep
	sorry  string
	ticket tui.Ticket
	place  tui.Reading
}

type visitAndTrail struct {
	visit data.Visit
	trail []data.VisitStep
}

func (s *Screen) openDetails() tea.Cmd {
	v, ok := s.lists.Shown().Selected()
	if !ok {
		return nil
	}
	s.details = &details{id: v.ID, visit: &v}
	return s.readDetails()
}

func (s *Screen) readDetails() tea.Cmd {
	store, actor, id := s.store, s.actor, s.details.id
	ticket, cmd := tui.Load(s.env, func(ctx context.Context) (visitAndTrail, error) {
		v, err := store.Visit(ctx, actor, id)
		if err != nil {
			return visitAndTrail{}, err
		}
		trail, err := store.VisitTrail(ctx, actor, id)
		return visitAndTrail{v, trail}, err
	})
	s.details.ticket = ticket
	return cmd
}

func (d *details) answer(env *tui.Env, msg tea.Msg) {
	l, ok := msg.(tui.Loaded[visitAndTrail])
	if !ok || !l.Ticket.Valid() || l.Ticket != d.ticket {
		return
	}
	d.ticket = tui.Ticket{}
	if l.Err != nil {
		d.sorry = tui.Explain(env, l.Err)
		return
	}
	d.visit, d.trail, d.sorry = &l.Val.visit, l.Val.trail, ""
}

func (s *Screen) detailsKeys() []key.Binding {
	var keys []key.Binding
	if v := s.details.visit; v != nil {
		if awaitsWord(*v) {
			keys = append(keys, s.keys.Approve)
		}
		if v.Status == data.VisitPending || v.Status == data.VisitApproved {
			keys = append(keys, s.keys.Deny)
		}
	}
	if s.details.sorry != "" {
		keys = append(keys, s.env.Keys.Retry)
	}
	return keys
}

func (s *Screen) detailLines() []string {
	th, d := s.env.Theme, s.details
	var lines []string
	if d.sorry != "" {
		lines = append(lines, " "+th.Danger.Render(th.Clip("! "+tui.Plain(d.sorry), s.width-2)), "")
	}
	if d.visit == nil {
		return lines
	}
	lines = append(lines, s.facts(*d.visit, s.width)...)
	if len(d.trail) > 0 {
		lines = append(lines, "")
	}
	for _, step := range d.trail {
		lines = append(lines, th.Clip("   "+s.step(step), s.width))
	}
	return lines
}

// facts are the fields of a visit, a line each.
func (s *Screen) facts(v data.Visit, width int) []string {
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
		{env.T("Unit"), orDash(v.Unit)},
		{env.T("Phone"), orDash(data.FormatPhone(v.Phone, s.settings.Country()))},
		{env.T("For"), orDash(v.Purpose)},
		{env.T("Plate"), orDash(v.Plate)},
		{env.T("People"), strconv.Itoa(max(1, v.PartySize))},
	}
	if v.ExpectedArrival != nil {
		rows = append(rows, [2]string{env.T("Due"), env.Weekday(*v.ExpectedArrival)})
	}
	if v.ApprovedAt != nil {
		rows = append(rows, [2]string{env.T("Approved"), told(env.DateTime(*v.ApprovedAt), v.Approver)})
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
func (s *Screen) step(step data.VisitStep) string {
	env := s.env
	text := env.DateTime(step.At) + "  " + env.Term(step.Word())
	if step.Channel != data.NoApproval {
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
