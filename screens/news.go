package screens

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// newsMost is how many things are followed: more stand at no gate at once.
const newsMost = 200

// following is one kind of thing of which an account is told. The rows as they are now
// are held against those seen before: so it does not matter who changed them, and how.
type following interface {
	// topics are what it rests on: a change of any may make it otherwise.
	topics() []topic.Topic
	// where shows such a thing.
	where(id uuid.UUID) tui.Open
	// look returns what happened since the look before, in its order; the first one
	// returns nothing but what nobody else tells.
	look(ctx context.Context) ([]event.Event, error)
	// stands reports whether what an event said is still so.
	stands(ctx context.Context, e event.Event) (bool, error)
}

// remembering is a following of what is decided while the account is away.
type remembering interface {
	following
	// missed returns what became since a moment of what the account waited for.
	missed(ctx context.Context, since time.Time) ([]event.Event, error)
}

// news is what an account follows, and the event that it was told last.
type news struct {
	mu      sync.Mutex
	follows []following
	last    *event.Event
	of      following // last's
	// caughtUp says that what was missed before the sign-in has been told.
	caughtUp bool
}

// NewsTopics are what the news rest on.
func (s *session) NewsTopics() (all []string) {
	for _, f := range s.followed() {
		for _, t := range f.topics() {
			if !slices.Contains(all, string(t)) {
				all = append(all, string(t))
			}
		}
	}
	return all
}

// News tells what happened to what the account waits for, or what waits for it, and
// that what it was told before is no longer so. It looks at what topics tell of, at all
// where there are none.
func (s *session) News(ctx context.Context, topics []string) ([]shell.Tiding, error) {
	n := &s.news
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.follows == nil {
		n.follows = s.followed()
	}
	concerns := func(f following) bool {
		return len(topics) == 0 || slices.ContainsFunc(f.topics(), func(t topic.Topic) bool { return slices.Contains(topics, string(t)) })
	}
	var told []shell.Tiding
	if n.last != nil && concerns(n.of) {
		stands, err := n.of.stands(ctx, *n.last)
		if err != nil {
			return nil, err
		}
		if !stands {
			told = append(told, shell.Tiding{Over: true, Where: n.of.where(n.last.ID)})
			n.last = nil
		}
	}
	tell := func(f following, events []event.Event) {
		for _, e := range events {
			n.last, n.of = &e, f
			told = append(told, shell.Tiding{
				Kind: kindOf(e.Tone), Format: e.Format, Args: e.Args, Where: f.where(e.ID),
			})
		}
	}
	before := len(told)
	for _, f := range n.follows {
		if !concerns(f) {
			continue
		}
		events, err := f.look(ctx)
		switch {
		case err != nil && len(told) > 0:
			return told, nil // the rest is told with the next reading
		case err != nil:
			return nil, err
		}
		tell(f, events)
	}
	if !n.caughtUp {
		until, err := s.missed(ctx, tell)
		switch {
		case err != nil && len(told) > 0:
			return told, nil // tried again with the next reading
		case err != nil:
			return nil, err
		}
		n.caughtUp = true
		s.markTold(ctx, until)
	} else if len(told) > before {
		s.markTold(ctx, time.Time{})
	}
	return told, nil
}

// markTold keeps until when the account was told; where that fails, it is told again.
func (s *session) markTold(ctx context.Context, until time.Time) {
	_ = s.store().Accounts.MarkTold(ctx, s.actor, until)
}

// missed tells what became, since the account's desks told something last, of what it
// waited for, and returns until when that is. Where none of its desks has told anything
// yet, there is nothing to tell.
func (s *session) missed(ctx context.Context, tell func(following, []event.Event)) (until time.Time, err error) {
	since, until, err := s.store().Accounts.ToldUntil(ctx, s.actor)
	if err != nil || since.IsZero() {
		return until, err
	}
	for _, f := range s.news.follows {
		m, ok := f.(remembering)
		if !ok {
			continue
		}
		events, err := m.missed(ctx, since)
		if err != nil {
			return until, err
		}
		tell(f, events)
	}
	return until, nil
}

// followed is what the account may follow.
func (s *session) followed() []following {
	all := []following{}
	if s.actor.May(role.ReadVisits) {
		all = append(all, &visitNews{s: s})
	}
	if s.actor.May(role.WorkTickets) || s.actor.Over(role.ReadTickets) == role.OwnUnits {
		all = append(all, &ticketNews{s: s})
	}
	switch {
	case s.paysClaims():
		all = append(all, &claimNews{s: s})
	case s.actor.May(role.RecordPayments):
		all = append(all, &waitingNews{s: s})
	}
	if s.actor.May(role.ManageAccounts) {
		all = append(all, &guessNews{s: s})
	}
	if s.actor.May(role.ReadNotices) {
		all = append(all, &noticeNews{s: s})
	}
	return all
}

func kindOf(t event.Tone) tui.NotifyKind {
	switch t {
	case event.Yes:
		return tui.NotifySuccess
	case event.No:
		return tui.NotifyRefusal
	case event.Plain:
	}
	return tui.NotifyInfo
}

// seen are the things of one kind as they were when the account last heard of them.
type seen[T any] struct {
	known bool
	rows  map[uuid.UUID]T
}

// gone reports whether an error says that a thing is not there, or not the account's
// any more.
func gone(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && e.Kind == fault.NotFound
}
