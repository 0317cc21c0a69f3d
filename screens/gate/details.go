package gate

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
	k := s.keys
	var keys []key.Binding
	if v := s.details.visit; v != nil {
		switch {
		case v.Status == data.VisitCheckedIn:
			keys = append(keys, k.CheckOut)
			if s.mayPresume() && v.Overstay {
				keys = append(keys, k.PresumeLeft)
			}
		case v.Status == data.VisitPending || v.Lapsed:
			keys = append(keys, k.Approve, k.Deny)
		case v.Status == data.VisitApproved:
			keys = append(keys, tui.Bind("Space", s.env.T("check in"), " "), k.Deny)
		case v.Status == data.VisitCheckedOut && v.CheckOutTime != nil && s.env.Clock().Sub(*v.CheckOutTime) < undoWindow:
			keys = append(keys, k.Undo)
		}
		if v.Status.Open() {
			keys = append(keys, k.Correct)
		}
	}
	if s.details.sorry != "" {
		keys = append(keys, s.env.Keys.Retry)
	}
	return keys
}

func (s *Screen) detailsKey(msg tea.KeyMsg) tea.Cmd {
	d, shared := s.details, s.env.Keys
	switch {
	case key.Matches(msg, s.keys.Correct):
		if d.visit == nil {
			return nil
		}
		if !d.visit.Status.Open() {
			s.tell(tui.NotifyRefusal, s.env.T("A visit can be corrected while it is open; this one is closed."))
			return nil
		}
		return s.openForm(d.visit)
	case key.Matches(msg, shared.Retry):
		return s.readDetails()
	}
	d.place.Key(s.env, msg, len(s.detailLines()), s.height)
	return nil
}

func (s *Screen) detailsView() string {
	return s.details.place.View(s.env, s.detailLines(), s.height)
}

func (s *Screen) detailLines() []string {
	th, d := s.env.Theme, s.details
	var lines []string
	if d.sorry != "" {
		lines = append(lines, " "+th.Danger.Render(th.Clip("! "+d.sorry, s.width-2)), "")
	}
	if d.visit == nil {
		return lines
	}
	lines = append(lines, s.facts(*d.visit, s.width)...)
	if len(d.trail) == 0 {
		return lines
	}
	lines = append(lines, "")
	for _, step := range d.trail {
		lines = append(lines, th.Clip("   "+s.step(step), s.width))
	}
	return lines
}

// facts are every field of a visit, a line each.
func (s *Screen) facts(v data.Visit, width int) []string {
	env := s.env
	gate := func(name string) string {
		if name == "" {
			return ""
		}
		return ", " + env.T("gate %s", name)
	}
	rows := [][2]string{
		{env.T("Unit"), unitOf(v)},
		{env.T("Phone"), orDash(data.FormatPhone(v.Phone, s.region()))},
		{env.T("For"), orDash(v.Purpose)},
		{env.T("Plate"), orDash(v.Plate)},
		{env.T("People"), strconv.Itoa(max(1, v.PartySize))},
		{env.T("Logged"), joined(env.DateTime(v.CreatedAt), env.T("by"), v.Guard)},
	}
	if v.ExpectedArrival != nil {
		rows = append(rows, [2]string{env.T("Due"), env.DateTime(*v.ExpectedArrival)})
	}
	if v.ApprovedAt != nil {
		rows = append(rows, [2]string{env.T("Approved"), joined(env.DateTime(*v.ApprovedAt), env.T("by"), v.Approver)})
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
