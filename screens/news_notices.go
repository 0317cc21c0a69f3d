package screens

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/topic"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// noticeNews tells everybody of the important notices that they have to read.
type noticeNews struct {
	s *session
	// unread is since when each of them waits: shown again, it is news again.
	unread seen[time.Time]
}

func (n *noticeNews) topics() []topic.Topic { return []topic.Topic{topic.Notices} }

func (n *noticeNews) where(id uuid.UUID) tui.Open { return tui.Open{Name: "notices", ID: id.String()} }

func (n *noticeNews) look(ctx context.Context) ([]event.Event, error) {
	unread, err := n.read(ctx)
	if err != nil {
		return nil, err
	}
	now := seen[time.Time]{known: true, rows: make(map[uuid.UUID]time.Time, len(unread))}
	var news []event.Event
	for _, h := range unread {
		now.rows[h.ID] = h.Since
		before, had := n.unread.rows[h.ID]
		own := h.AuthorID != nil && *h.AuthorID == n.s.actor.UserID
		if n.unread.known && !own && (!had || h.Since.After(before)) {
			news = append(news, h.Waits())
		}
	}
	n.unread = now
	return news, nil
}

func (n *noticeNews) read(ctx context.Context) ([]notices.Headline, error) {
	return n.s.store().Notices.UnreadImportant(ctx, n.s.actor)
}

// stands: it is still to be read.
func (n *noticeNews) stands(ctx context.Context, e event.Event) (bool, error) {
	unread, err := n.read(ctx)
	for _, h := range unread {
		if h.ID == e.ID {
			return true, err
		}
	}
	return false, err
}
