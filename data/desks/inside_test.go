package desks

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"
)

// Turned is what the clock of a bus tells that last looked at since.
func Turned(ctx context.Context, s *Store, since time.Time) ([]topic.Topic, error) {
	return (&clock{store: s, seen: since, day: s.settings.ThisDay()}).look(ctx, s.reg)
}

// TurnedSinceDay is what the clock of a bus tells that last looked on a day.
func TurnedSinceDay(ctx context.Context, s *Store, day value.Day) ([]topic.Topic, error) {
	return (&clock{store: s, seen: time.Now(), day: day}).look(ctx, s.reg)
}
