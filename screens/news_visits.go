package screens

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// visitNews tells the gate what became of the visits that wait there, and a resident
// who waits for their word.
type visitNews struct {
	s       *session
	awaited seen[visits.Visit]
}

// asked reports whether visitors wait for the account's own word, as they do for a
// resident's.
func (n *visitNews) asked() bool { return n.s.actor.Over(role.ApproveVisits) == role.OwnUnits }

// topics: an approval holds as long as who gave it lives there and may sign in.
func (n *visitNews) topics() []topic.Topic {
	return []topic.Topic{topic.Visits, topic.Units, topic.Accounts, topic.Settings}
}

func (n *visitNews) where(id uuid.UUID) tui.Open {
	screen := "gate"
	if n.asked() {
		screen = "home"
	}
	return tui.Open{Name: screen, ID: id.String()}
}

func (n *visitNews) look(ctx context.Context) (news []event.Event, err error) {
	page, err := n.s.store().Visits.List(ctx, n.s.actor, visits.Filter{
		View: visits.Expected, Status: visits.Pending, Limit: newsMost,
	})
	if err != nil {
		return nil, err
	}
	waits := make(map[uuid.UUID]visits.Visit, len(page.Visits))
	for _, v := range page.Visits {
		waits[v.ID] = v
	}
	before, first := n.awaited.rows, !n.awaited.known
	switch {
	case first:
	case n.asked():
		for _, v := range page.Visits {
			if _, told := before[v.ID]; !told {
				news = append(news, v.Waits(len(page.Visits)))
			}
		}
	default:
		if news, err = n.decided(ctx, waits, before); err != nil {
			return nil, err
		}
	}
	n.awaited = seen[visits.Visit]{known: true, rows: n.follows(waits, before, first)}
	return news, nil
}

// missed is what became of those whom the account announced, or logged at the gate.
func (n *visitNews) missed(ctx context.Context, since time.Time) (news []event.Event, err error) {
	became, err := n.s.store().Visits.Missed(ctx, n.s.actor, since)
	for _, v := range became {
		if n.asked() && v.Status != visits.Denied {
			news = append(news, v.CameIn())
			continue
		}
		trail, err := n.s.store().Visits.Trail(ctx, n.s.actor, v.ID)
		if err != nil {
			return nil, err
		}
		if e, ok := v.Decided(trail, n.s.actor.Name); ok {
			news = append(news, e)
		}
	}
	return news, err
}

// follows is whom the account waits for. Who works at the gate waits for those
// logged by this account or by another program; a guard also for those left by the
// shift before, which only guards have.
func (n *visitNews) follows(waits, before map[uuid.UUID]visits.Visit, first bool) map[uuid.UUID]visits.Visit {
	if n.asked() {
		return waits
	}
	mine := map[uuid.UUID]visits.Visit{}
	for id, v := range waits {
		_, followed := before[id]
		own := v.GuardID == nil || *v.GuardID == n.s.actor.UserID
		if own || followed || first && n.s.actor.Role == role.Guard {
			mine[id] = v
		}
	}
	return mine
}

// decided is what became of those who waited and wait no more.
func (n *visitNews) decided(ctx context.Context, waits, before map[uuid.UUID]visits.Visit) ([]event.Event, error) {
	var news []event.Event
	// In the order in which they were logged, as their IDs are.
	for _, id := range slices.SortedFunc(maps.Keys(before), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) {
		if _, still := waits[id]; still {
			continue
		}
		v, err := n.s.store().Visits.Get(ctx, n.s.actor, id)
		if gone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		trail, err := n.s.store().Visits.Trail(ctx, n.s.actor, id)
		if err != nil {
			return nil, err
		}
		if e, ok := v.Decided(trail, n.s.actor.Name); ok {
			news = append(news, e)
		}
	}
	return news, nil
}

// stands: who waits still does, and who was let in or turned away has not moved on.
func (n *visitNews) stands(ctx context.Context, e event.Event) (bool, error) {
	v, err := n.s.store().Visits.Get(ctx, n.s.actor, e.ID)
	switch {
	case gone(err):
		return false, nil
	case err != nil:
		return false, err
	case e.Tone == event.Yes && n.asked(): // who was let in
		return v.Status == visits.CheckedIn, nil
	case e.Tone == event.Yes:
		return v.Status == visits.Approved && !v.Lapsed(), nil
	case e.Tone == event.No:
		return v.Status == visits.Denied, nil
	}
	return v.Status == visits.Pending, nil
}
