package notices

import "github.com/civoranexus/society360/data/event"

// Waits is the event that an important notice was published, or shown again, to who has
// not read what it says.
func (h Headline) Waits() event.Event {
	e := event.Event{ID: h.ID, Format: "New notice: %s", Args: []any{h.Title}}
	if h.Changed {
		e.Format = "Changed notice: %s"
	}
	return e
}
