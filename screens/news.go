package screens

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// newsMost is how many who wait are followed: more stand at no gate at once.
const newsMost = 200

// awaited are the visits that an account waits for, or that wait for it, as they
// were when it last heard of them.
type awaited struct {
	mu     sync.Mutex
	known  bool
	visits map[uuid.UUID]visits.Visit
}

// NewsTopics are what the news rest on.
func (s *session) NewsTopics() []string { return []string{string(topic.Visits)} }

// News tells the gate what became of the visits that wait there, and a resident who
// waits for their word. The rows as they are now are held against those seen before:
// so it does not matter who changed them, and how.
func (s *session) News(ctx context.Context) ([]shell.Tiding, error) {
	if !s.actor.May(role.ReadVisits) {
		return nil, nil
	}
	s.awaited.mu.Lock()
	defer s.awaited.mu.Unlock()
	page, err := s.store().Visits.List(ctx, s.actor, visits.Filter{
		View: visits.Expected, Status: visits.Pending, Limit: newsMost,
	})
	if err != nil {
		return nil, err
	}
	waits := make(map[uuid.UUID]visits.Visit, len(page.Visits))
	for _, v := range page.Visits {
		waits[v.ID] = v
	}
	before, first := s.awaited.visits, !s.awaited.known
	var news []shell.Tiding
	switch {
	case first:
	case s.asked():
		news = s.waitHere(page.Visits, before)
	default:
		if news, err = s.decided(ctx, waits, before); err != nil {
			return nil, err // and is told with the next reading
		}
	}
	s.awaited.known, s.awaited.visits = true, s.follows(waits, before, first)
	return news, nil
}

// asked reports whether visitors wait for the account's own word, as they do for a
// resident's.
func (s *session) asked() bool { return s.actor.Over(role.ApproveVisits) == role.OwnUnits }

// follows is whom the account waits for. Who works at the gate waits for those
// logged by this account or by another program; a guard also for those left by the
// shift before, which only guards have.
func (s *session) follows(waits, before map[uuid.UUID]visits.Visit, first bool) map[uuid.UUID]visits.Visit {
	if s.asked() {
		return waits
	}
	mine := map[uuid.UUID]visits.Visit{}
	for id, v := range waits {
		_, followed := before[id]
		own := v.GuardID == nil || *v.GuardID == s.actor.UserID
		if own || followed || first && s.actor.Role == role.Guard {
			mine[id] = v
		}
	}
	return mine
}

// waitHere tells a resident of those who wait and did not before, the newest last.
func (s *session) waitHere(waits []visits.Visit, before map[uuid.UUID]visits.Visit) []shell.Tiding {
	var news []shell.Tiding
	for _, v := range waits {
		if _, told := before[v.ID]; told {
			continue
		}
		t := shell.Tiding{
			Format: "%s waits at the gate for your word (%s).", Args: []any{v.Name, v.Unit},
			Where: tui.Open{Name: "home", ID: v.ID.String()},
		}
		if len(waits) > 1 {
			t.Format, t.Args = "%s waits at the gate for your word (%s), %d wait in all.", append(t.Args, len(waits))
		}
		news = append(news, t)
	}
	return news
}

// decided tells the gate what became of those who waited and wait no more.
func (s *session) decided(ctx context.Context, waits, before map[uuid.UUID]visits.Visit) ([]shell.Tiding, error) {
	var news []shell.Tiding
	for id := range before {
		if _, still := waits[id]; still {
			continue
		}
		v, err := s.store().Visits.Get(ctx, s.actor, id)
		var e *fault.Error
		switch {
		case errors.As(err, &e) && e.Kind == fault.NotFound:
			continue
		case err != nil:
			return nil, err
		}
		trail, err := s.store().Visits.Trail(ctx, s.actor, id)
		if err != nil {
			return nil, err
		}
		if t, ok := s.word(v, trail); ok {
			t.Where = tui.Open{Name: "gate", ID: id.String()}
			news = append(news, t)
		}
	}
	return news, nil
}

// word is the answer to a visit that waited; false where there is none to tell, as
// for what was decided at this desk.
func (s *session) word(v visits.Visit, trail []visits.Step) (shell.Tiding, bool) {
	var last visits.Step
	for _, step := range trail {
		if step.Action == action.VisitorApproved || step.Action == action.VisitorDenied {
			last = step
		}
	}
	decided := action.VisitorApproved
	if v.Status == visits.Denied {
		decided = action.VisitorDenied
	}
	if last.Action != decided {
		last = visits.Step{} // another program leaves no trail
	}
	who := last.Who
	if v.Status == visits.Approved && v.Approver != "" {
		who = v.Approver
	}
	switch {
	case last.Who != "" && last.Who == s.actor.Name:
		return shell.Tiding{}, false
	case v.Status == visits.Approved && who == "":
		return shell.Tiding{Kind: tui.NotifySuccess, Format: "Yes: %s may enter (%s).", Args: []any{v.Name, v.Unit}}, true
	case v.Status == visits.Approved:
		return shell.Tiding{Kind: tui.NotifySuccess, Format: "%s said yes: %s may enter (%s).", Args: []any{who, v.Name, v.Unit}}, true
	case v.Status != visits.Denied:
		return shell.Tiding{}, false
	case who == "":
		return shell.Tiding{Kind: tui.NotifyRefusal, Format: "No: %s (%s) is turned away.", Args: []any{v.Name, v.Unit}}, true
	case last.Note == "":
		return shell.Tiding{Kind: tui.NotifyRefusal, Format: "%s said no to %s (%s).", Args: []any{who, v.Name, v.Unit}}, true
	}
	return shell.Tiding{Kind: tui.NotifyRefusal, Format: "%s said no to %s (%s): %s.", Args: []any{who, v.Name, v.Unit, strings.TrimRight(last.Note, ". ")}}, true
}
