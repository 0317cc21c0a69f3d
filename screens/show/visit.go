package show

import (
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/tui"
)

// Others counts those who came with the visitor: " +3", empty for nobody.
func Others(size int) string {
	if size > 1 {
		return " +" + strconv.Itoa(size-1)
	}
	return ""
}

// CheckParty refuses a form's number of people that is no party's; none typed is one.
func CheckParty(typed string) error {
	people, err := strconv.Atoi(value.ASCIIDigits(strings.TrimSpace(typed)))
	if err != nil {
		return nil //nolint:nilerr // the field itself says what is no number
	}
	return visits.CheckParty(people)
}

// plateEnd is how much of a plate stays where a column has no room: its number.
const plateEnd = 6

// Plate is a vehicle's plate in a list: folded, so that it is short and always written
// one way, and if it must be cut, in front.
func Plate(plate string) tui.Cell {
	folded := value.PlateKey(plate)
	if folded == "" {
		return tui.Cell{Text: tui.OrDash(plate)}
	}
	at := max(0, len(folded)-plateEnd)
	return tui.Cell{Text: folded[:at], Tail: folded[at:]}
}

// PlateText is a plate where it has all the room that it needs; a dash for none.
func PlateText(plate string) string {
	c := Plate(plate)
	return c.Text + c.Tail
}

// Visitor names a visit in a question or a sentence: visitor, "Ramesh Kumar +3", and
// unit.
func Visitor(v visits.Visit) (name, unit string) {
	return v.Name + Others(v.PartySize), tui.OrDash(v.Unit)
}

// AwaitsWord reports whether a visitor waits for a resident's word, or had it too long
// ago.
func AwaitsWord(v visits.Visit) bool { return v.Status == visits.Pending || v.Lapsed() }

// WhyLapsed says why an approval does not hold any more.
func WhyLapsed(env *tui.Env, v visits.Visit) string {
	format, args := v.WhyLapsed()
	return env.T(format, args...)
}

// Inside is since when somebody is inside: how long, over a day the day, with the word
// that marks an overstay.
func Inside(env *tui.Env, v visits.Visit) tui.Cell {
	since := env.Since(v.At)
	if env.Clock().Sub(v.At) > 24*time.Hour {
		since = env.Date(v.At)
	}
	return marked(env, v, since)
}

// marked is since when, or how long, somebody is inside, with the word for an overstay.
func marked(env *tui.Env, v visits.Visit, since string) tui.Cell {
	if v.Overstay {
		return tui.Cell{Text: env.T("%s overstay!", since), Tone: tui.ToneDanger}
	}
	return tui.Cell{Text: since}
}

// insideFor is how long somebody is inside, beside the day on which they came.
func insideFor(env *tui.Env, v visits.Visit) tui.Cell {
	d := max(0, env.Clock().Sub(v.At))
	text := env.T("%sh", strconv.Itoa(int(d/time.Hour)))
	if d >= 72*time.Hour {
		text = env.T("%s days", strconv.Itoa(int(d/(24*time.Hour))))
	}
	return tui.Cell{Text: text, Tone: tui.ToneDanger}
}

// VisitWhen is the time that a list of visits is about, which its column names
// (WhenColumn): when somebody came in, or of who has not come when they are due or were
// asked about.
func VisitWhen(env *tui.Env, view visits.View, v visits.Visit) string {
	dated := func(at time.Time) string { return env.T("%s %s", env.Date(at), env.HM(at)) }
	short := func(at time.Time) string {
		if env.Date(at) == env.Date(env.Clock()) {
			return env.HM(at)
		}
		return dated(at)
	}
	switch {
	case view == visits.History, view == visits.Overstays:
		return dated(v.At)
	case view != visits.Expected:
		return env.HM(v.At)
	case v.ExpectedArrival != nil:
		return short(*v.ExpectedArrival)
	case v.Lapsed():
		return "-"
	case v.Announced():
		return env.T("any time")
	case env.Date(v.WaitsSince()) != env.Date(env.Clock()):
		return dated(v.WaitsSince())
	}
	return env.T("asked %s", env.HM(v.WaitsSince()))
}

// WhenColumn is the column of VisitWhen in a list.
func WhenColumn(env *tui.Env, view visits.View) tui.Column {
	switch view {
	case visits.Expected:
		return tui.Column{Title: env.T("Due"), Min: 12}
	case visits.History:
		return tui.Column{Title: env.T("In or asked"), Min: 13}
	case visits.Overstays:
		return tui.Column{Title: env.T("In"), Min: 12}
	}
	return tui.Column{Title: env.T("In"), Min: 5}
}

// VisitState is a visit's state with what the eye needs beside it.
func VisitState(env *tui.Env, v visits.Visit) tui.Cell {
	word := env.Term(v.Word())
	switch {
	case v.Archived && v.Status == visits.CheckedOut && !v.PresumedLeft:
		return tui.Cell{Text: env.T("archived")}
	case v.Archived:
		return tui.Cell{Text: env.T("%s, archived", word)}
	case v.Overstay:
		return marked(env, v, env.Since(v.At)) // the day stands beside it
	case v.Status == visits.Pending:
		return tui.Cell{Text: env.T("waits %s", env.Since(v.WaitsSince())), Tone: tui.ToneStrong}
	case v.Lapsed():
		return tui.Cell{Text: word, Tone: tui.ToneDanger}
	case v.Withdrawn():
		return tui.Cell{Text: word}
	case v.Status == visits.Denied || v.PresumedLeft:
		return tui.Cell{Text: word, Tone: tui.ToneStrong}
	case v.Status == visits.CheckedOut && v.CheckOutTime != nil:
		return tui.Cell{Text: env.T("left %s", left(env, v.At, *v.CheckOutTime))}
	}
	return tui.Cell{Text: word}
}

// left is when a visitor left: the clock time on the day of the visit, else the date.
func left(env *tui.Env, came, at time.Time) string {
	if env.Date(at) == env.Date(came) {
		return env.HM(at)
	}
	return env.Date(at)
}

// VisitPage shows a visit whole.
type VisitPage struct {
	Env *tui.Env
	// Region is the country as whose phones are written.
	Region string
	// AtGate adds what is the gate's alone: who logged the visit, and when a forgotten
	// one was closed, which is not when the visitor left.
	AtGate bool
}

// Lines are what there is to say about a visit: its facts, then its trail.
func (p VisitPage) Lines(v visits.Visit, trail []visits.Step, width int) []string {
	lines := p.Facts(v, width)
	if len(trail) > 0 {
		lines = append(lines, "")
	}
	for _, s := range trail {
		lines = append(lines, hung(step(p.Env, s), width)...)
	}
	return lines
}

// hung are the lines of a text that is read whole, however long a note is; what goes
// on in the next line is set in.
func hung(text string, width int) []string {
	const first, further = 3, 5
	lines := tui.Wrap(text, max(1, width-further))
	for i := range lines {
		if i == 0 {
			lines[i] = strings.Repeat(" ", first) + lines[i]
		} else {
			lines[i] = strings.Repeat(" ", further) + lines[i]
		}
	}
	return lines
}

// Facts are the fields of a visit, a line each.
func (p VisitPage) Facts(v visits.Visit, width int) []string {
	env := p.Env
	told := func(at time.Time, by string) string {
		if by == "" {
			return env.DateTime(at)
		}
		return env.T("%s by %s", env.DateTime(at), by)
	}
	through := func(at time.Time, gate string) string {
		if gate == "" {
			return env.DateTime(at)
		}
		return env.T("%s, gate %s", env.DateTime(at), gate)
	}
	rows := [][2]string{
		{env.T("Unit"), tui.OrDash(v.Unit)},
		{env.T("Phone"), tui.OrDash(value.FormatPhone(v.Phone, p.Region))},
		{env.T("For"), tui.OrDash(v.Purpose)},
		{env.T("Plate"), PlateText(v.Plate)},
		{env.T("People"), strconv.Itoa(max(1, v.PartySize))},
	}
	add := func(name, said string) { rows = append(rows, [2]string{name, said}) }
	if p.AtGate {
		add(env.T("Logged"), told(v.CreatedAt, v.Guard))
	}
	if v.ExpectedArrival != nil {
		add(env.T("Due"), env.Weekday(*v.ExpectedArrival))
	}
	if v.Status == visits.Pending && v.AskedAt != nil {
		add(env.T("Asked"), env.DateTime(*v.AskedAt))
	}
	if v.ApprovedAt != nil {
		add(env.T("Approved"), told(*v.ApprovedAt, v.Approver))
	}
	if v.Lapse != visits.NotLapsed {
		add(env.T("Lapsed"), WhyLapsed(env, v))
	}
	if v.Withdrawn() {
		add(env.T("Withdrawn"), told(*v.WithdrawnAt, v.WithdrawnBy))
	}
	if v.CheckInTime != nil {
		add(env.T("In"), through(*v.CheckInTime, v.EntryGate))
	}
	if v.CheckOutTime != nil && (p.AtGate || !v.PresumedLeft) {
		out := through(*v.CheckOutTime, v.ExitGate)
		if v.PresumedLeft {
			out = env.T("%s, presumed left", out)
		}
		add(env.T("Out"), out)
	}
	if v.Archived {
		add(env.T("Archived"), env.T("to be read, and not changed"))
	}
	state := tui.Cell{Text: env.Term(v.Word())}
	if v.Overstay {
		state.Text += ", " + Inside(env, v).Text
	}
	if v.Overstay || v.Lapsed() {
		state.Tone = tui.ToneDanger
	}
	name, _ := Visitor(v)
	return env.Theme.Facts(name, state, rows, width)
}

// step tells one step of the visit's trail.
func step(env *tui.Env, s visits.Step) string {
	said := []string{env.Term(s.Word())}
	if s.Channel != visits.NoApproval {
		said[0] += " " + env.Term(s.Channel.Word())
	}
	if s.Who != "" {
		said = append(said, s.Who)
	}
	if s.Gate != "" {
		said = append(said, env.T("gate %s", s.Gate))
	}
	text := env.DateTime(s.At) + "  " + strings.Join(said, ", ")
	if s.Note != "" {
		text += ": " + s.Note
	}
	return tui.Plain(text)
}

// Purposes are what people come for; the Value is what the register keeps.
func Purposes(env *tui.Env) []tui.Option {
	return []tui.Option{
		{Value: "Guest", Label: env.T("Guest"), Key: 'g'},
		{Value: "Delivery", Label: env.T("Delivery"), Key: 'd'},
		{Value: "Service", Label: env.T("Service"), Key: 's'},
		{Value: "Cab", Label: env.T("Cab"), Key: 'c'},
		{Label: env.T("Other"), Key: 'o', Free: true},
	}
}

// Purpose is what stands in a form's field of the Purposes.
func Purpose[K ~string](form *tui.Form[K], k K) string {
	purpose := strings.TrimSpace(form.Value(k))
	if o, ok := form.Picked(k); ok && o.Free && purpose == "" {
		return "Other"
	}
	return purpose
}
