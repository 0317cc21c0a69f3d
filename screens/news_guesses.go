package screens

import (
	"context"
	"slices"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/topic"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// guessNews tells admins at which accounts passwords are guessed: as it begins, as their
// number doubles, and of what began before at the sign-in, for nobody else was told.
type guessNews struct {
	s *session
	// told is how many there were of each when it was told.
	told map[uuid.UUID]int
}

func (n *guessNews) topics() []topic.Topic { return []topic.Topic{topic.Accounts} }

func (n *guessNews) where(id uuid.UUID) tui.Open { return tui.Open{Name: "users", ID: id.String()} }

func (n *guessNews) look(ctx context.Context) ([]event.Event, error) {
	guessed, err := n.s.store().Accounts.Guessed(ctx, n.s.actor)
	if err != nil {
		return nil, err
	}
	told := make(map[uuid.UUID]int, len(guessed))
	var news []event.Event
	for _, g := range guessed {
		told[g.ID] = n.told[g.ID]
		if g.Failures >= 2*told[g.ID] {
			told[g.ID] = g.Failures
			news = append(news, g.Event())
		}
	}
	n.told = told
	return news, nil
}

// stands: they are guessed at still, or were within a day.
func (n *guessNews) stands(ctx context.Context, e event.Event) (bool, error) {
	guessed, err := n.s.store().Accounts.Guessed(ctx, n.s.actor)
	return slices.ContainsFunc(guessed, func(g accounts.Guess) bool { return g.ID == e.ID }), err
}
