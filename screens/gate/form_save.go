package gate

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

type writeFunc func(ctx context.Context, key uuid.UUID) (visits.Visit, error)

// save begins a save of the visit as a status. What a lost database left
// unanswered is asked again first, and the save waits for it.
func (f *visitForm) save(as visits.Status) func() tea.Cmd {
	return func() tea.Cmd {
		f.as, f.typedUnit = as, ""
		var cmds []tea.Cmd
		f.takeLast()
		if f.failed {
			cmds = append(cmds, f.Form.AskAgain(phoneField))
		}
		if _, picked := f.Form.Picked(unitField); !picked && !f.Form.Pointed(unitField) {
			f.typedUnit = f.Form.Value(unitField)
		}
		cmds = append(cmds, f.Form.Submit())
		if _, picked := f.Form.Picked(unitField); !picked && f.Form.Value(unitField) != "" {
			if again := f.Form.AskAgain(unitField); again != nil {
				cmds = append(cmds, again, f.Form.Submit())
			}
		}
		return tea.Batch(cmds...)
	}
}

// submit is called when every field is well and every lookup answered.
func (f *visitForm) submit() tea.Cmd {
	if f.Sending() {
		return nil
	}
	// A unit that was taken for the person, from a text that is not its name,
	// has to be seen before a visitor is sent there.
	if o, ok := f.Form.Picked(unitField); ok && f.typedUnit != "" && fold(f.typedUnit) != fold(o.Label) {
		f.typedUnit = ""
		f.Form.Focus(unitField)
		return f.s.board.Tell(tui.NotifyInfo, f.s.env.T("Is it %s? Save again if it is.", o.Label))
	}
	if ask, odd := f.askOdd(); odd {
		return ask
	}
	switch {
	case f.seen != nil:
		return f.correct()
	case f.as == visits.Denied:
		return f.askReason()
	case f.as == visits.Pending:
		return f.letWait()
	}
	return f.checkIn()
}

// askOdd asks about a phone that is no whole number, and goes to it: after a no it is
// looked at. Of one that the register has so the person is not asked again.
func (f *visitForm) askOdd() (tea.Cmd, bool) {
	phone := f.Form.Value(phoneField)
	if f.registered(phone) {
		return nil, false
	}
	ask, odd := f.odd.Ask(f.s.env, phone, f.s.region(), f.submit)
	if odd {
		f.Form.Focus(phoneField)
	}
	return ask, odd
}

// checkIn lets the visitor in: the one who is expected under this phone, else a
// new one.
func (f *visitForm) checkIn() tea.Cmd {
	if len(f.known.Inside) > 0 && !f.insist.Phone {
		return f.askInside(f.known.Inside[0])
	}
	if f.known.Denied != nil && !f.knowsDenied {
		return f.askDenied(*f.known.Denied)
	}
	if v := f.awaited(); v != nil {
		return f.checkInAwaited(*v)
	}
	return f.log(visits.CheckedIn, f.newVisit())
}

func (f *visitForm) letWait() tea.Cmd {
	if v := f.awaited(); v != nil && !v.Lapsed() {
		name, unit := show.Visitor(*v)
		if v.Status == visits.Pending {
			return f.s.board.Tell(tui.NotifyInfo, f.s.env.T("%s (%s) waits for approval already.", name, unit))
		}
		return f.s.board.Tell(tui.NotifyInfo, f.s.env.T("%s (%s) is approved already; Ctrl+S checks in.", name, unit))
	}
	n := f.newVisit()
	n.Approval = visits.Approval{}
	return f.log(visits.Pending, n)
}

// askReason asks why a visitor is turned away before anything is saved.
func (f *visitForm) askReason() tea.Cmd {
	return f.s.env.Do(tui.Prompt{
		Text:  f.s.env.T("Why is %s turned away?", strings.TrimSpace(f.Form.Value(nameField))),
		Value: f.reason, Required: true, Max: tui.ReasonMax,
		OnDone: func(reason string) tea.Cmd {
			f.reason = reason
			return f.turnAway(reason)
		},
	})
}

func (f *visitForm) turnAway(reason string) tea.Cmd {
	if v := f.awaited(); v != nil {
		store, actor, id := f.s.store, f.s.actor, v.ID
		return f.send(f.s.env.T("denial of %s (%s)", v.Name, tui.OrDash(v.Unit)),
			func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
				return store.Visits.Deny(ctx, actor, key, id, reason)
			})
	}
	n := f.newVisit()
	n.Approval = visits.Approval{}
	if n.Note == "" {
		n.Note = reason
	} else {
		n.Note = reason + "; " + n.Note
	}
	return f.log(visits.Denied, n)
}

// newVisit is what stands in the form.
func (f *visitForm) newVisit() visits.Draft {
	unit, _ := f.unit()
	people, _ := f.Form.Int(partyField)
	return visits.Draft{
		Text: visits.Text{
			Name: strings.TrimSpace(f.Form.Value(nameField)), Phone: strings.TrimSpace(f.Form.Value(phoneField)),
			UnitID: unit, Purpose: show.Purpose(f.Form, purposeField), Plate: strings.TrimSpace(f.Form.Value(plateField)), PartySize: people,
		},
		Gate: f.gate(), Note: strings.TrimSpace(f.Form.Value(noteField)),
		Approval: f.approval(), Insist: f.insist,
		OddPhone: !f.known.Nothing() || f.odd.Insisted(f.Form.Value(phoneField)),
	}
}

func (f *visitForm) gate() string {
	if f.s.actor.Origin.Gate != "" {
		return f.s.actor.Origin.Gate
	}
	return f.s.env.Gate
}

func (f *visitForm) approval() visits.Approval {
	a := visits.Approval{Channel: visits.Channel(f.Form.Value(approvalField))}
	if a.Channel == visits.NoApproval {
		return a
	}
	if by, err := uuid.Parse(f.Form.Value(byField)); err == nil {
		a.By = &by
	}
	return a
}

func (f *visitForm) log(as visits.Status, n visits.Draft) tea.Cmd {
	store, actor, env := f.s.store, f.s.actor, f.s.env
	o, _ := f.Form.Picked(unitField)
	name, unit := show.Visitor(visits.Visit{Name: n.Name, Unit: o.Label, PartySize: n.PartySize})
	what := env.T("check-in of %s (%s)", name, unit)
	switch as {
	case visits.Pending:
		what = env.T("wait of %s (%s)", name, unit)
	case visits.Denied:
		what = env.T("denial of %s (%s)", name, unit)
	}
	return f.send(what, func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
		return store.Visits.Log(ctx, actor, key, as, n)
	})
}

// derived is the intent key of a further write of one save: a repeat of the save
// has the same one.
func derived(key uuid.UUID, step string) uuid.UUID { return uuid.NewSHA1(key, []byte(step)) }

// checkInAwaited lets the expected visitor in. What the person typed otherwise is
// corrected before, for that is who is let in; where that takes the approval back,
// or there is none that holds, the form has to say how a new one came.
func (f *visitForm) checkInAwaited(v visits.Visit) tea.Cmd {
	store, actor := f.s.store, f.s.actor
	n, phone := f.asExpected(v, f.newVisit())
	fix, correct := f.correction(v, n)
	ask := v.Status == visits.Pending || v.Lapsed() || correct && fix.TakesWordBack(f.s.region())
	if ask && n.Approval.Channel == visits.NoApproval {
		format, args := whyApprove(v)
		f.Form.Fail(&fault.Error{Kind: fault.Invalid, Bad: map[string]error{
			string(approvalField): &fault.Error{Kind: fault.Invalid, Format: format, Args: args},
		}})
		return nil
	}
	return f.send(f.s.env.T("check-in of %s (%s)", n.Name, tui.OrDash(v.Unit)),
		func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			now := v
			if correct {
				fixed, err := store.Visits.Correct(ctx, actor, derived(key, "correct"), fix)
				if err != nil {
					return visits.Visit{}, err
				}
				now = fixed
			}
			if ask {
				// A refusal means that somebody approved or denied meanwhile: the
				// check-in decides.
				_, err := store.Visits.Approve(ctx, actor, derived(key, "approve"), v.ID, n.Approval)
				if err != nil && !isKind(err, fault.Refused) {
					return visits.Visit{}, err
				}
			}
			return store.Visits.CheckIn(ctx, actor, key, now, visits.Entry{Insist: n.Insist, Phone: phone, OddPhone: n.OddPhone})
		})
}

// whyApprove says why an expected visitor has to be approved before the check-in.
func whyApprove(v visits.Visit) (format string, args []any) {
	switch {
	case v.Status == visits.Pending:
		return "%s waits for approval. How did it come?", []any{v.Name}
	case v.Lapsed():
		return v.WhyLapsed()
	case v.Approver == "":
		return "This is not what was approved. How did the new approval come?", nil
	}
	return "This is not what %s approved. How did the new approval come?", []any{v.Approver}
}

func isKind(err error, kind fault.Kind) bool {
	var e *fault.Error
	return errors.As(err, &e) && e.Kind == kind
}

// correction is what the form says otherwise than the visit; false where
// nothing.
func (f *visitForm) correction(v visits.Visit, n visits.Draft) (visits.Correction, bool) {
	c := visits.Correction{Text: n.Text, Note: n.Note, Insist: n.Insist, OddPhone: n.OddPhone, Seen: v}
	c.PartySize = max(1, n.PartySize)
	was := v.Text()
	if f.samePhone(c.Phone, was.Phone) {
		was.Phone = c.Phone
	}
	same := c.Text == was && c.Note == ""
	return c, !same
}

func (f *visitForm) correct() tea.Cmd {
	store, actor, seen := f.s.store, f.s.actor, *f.seen
	n := f.newVisit()
	c, _ := f.correction(seen, n)
	if c.MayApprove(f.s.region()) {
		c.Approval = n.Approval
	}
	name, unit := show.Visitor(seen)
	return f.send(f.s.env.T("correction of %s (%s)", name, unit),
		func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Visits.Correct(ctx, actor, key, c)
		})
}

// send sends the form's write.
func (f *visitForm) send(what string, write writeFunc) tea.Cmd {
	return tui.SendSheet(f.Sheet, f.s.Sends, what, write, func(out tui.Outcome[visits.Visit]) tea.Cmd {
		if out.Saved {
			return f.saved(what, out)
		}
		return f.refused(out.Err)
	})
}
