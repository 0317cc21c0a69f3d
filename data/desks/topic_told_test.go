package desks_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// sameTold reports whether the same is told, topic by topic.
func sameTold(a, b topic.Told) bool {
	return maps.EqualFunc(a, b, slices.Equal)
}

// TestToldOfTheSameTopicByOthers: what anybody may have changed stays so, whatever
// is told besides.
func TestToldOfTheSameTopicByOthers(t *testing.T) {
	t.Parallel()
	a, b := uuid.New(), uuid.New()
	for name, c := range map[string]struct {
		first, then, want []uuid.UUID
	}{
		"two writes":               {[]uuid.UUID{a}, []uuid.UUID{b}, []uuid.UUID{a, b}},
		"a write, then anybody's":  {[]uuid.UUID{a}, nil, nil},
		"anybody's, then a write":  {nil, []uuid.UUID{a}, nil},
		"more writes than it says": {[]uuid.UUID{a}, slices.Repeat([]uuid.UUID{b}, 16), nil},
	} {
		told := topic.Told{}
		told.Add(topic.Visits, c.first...)
		told.Add(topic.Visits, c.then...)
		if want := (topic.Told{topic.Visits: c.want}); !sameTold(told, want) {
			t.Errorf("%s: told %v, want %v", name, told, want)
		}
	}
}

// TestToldTravels through a notification, and to and from programs that know topics
// alone.
func TestToldTravels(t *testing.T) {
	t.Parallel()
	a, b := uuid.New(), uuid.New()
	told := topic.Told{topic.Visits: {a, b}, topic.Units: nil, topic.Bills: {b}}
	words := told.String()
	if want := fmt.Sprintf("bills units visits bills=%s visits=%s,%s", b, a, b); words != want {
		t.Errorf("it says %q, want %q", words, want)
	}
	if got := topic.ReadTold(words); !sameTold(got, told) {
		t.Errorf("%q is read as %v", words, got)
	}
	for words, want := range map[string]topic.Told{
		"":                             {},
		"visits tickets":               {topic.Visits: nil, topic.Tickets: nil},
		"visits visits=somebody":       {topic.Visits: nil},
		"visits tickets=" + a.String(): {topic.Visits: nil},
		"visits visits=" + a.String() + " visits": {topic.Visits: nil},
		"visit x visits VISITS \x1b[2J":           {topic.Visits: nil},
	} {
		if got := topic.ReadTold(words); !sameTold(got, want) {
			t.Errorf("%q is read as %v, want %v", words, got, want)
		}
	}
	full := topic.Told{}
	for _, topicOf := range []topic.Topic{
		topic.Visits, topic.Settings, topic.Accounts, topic.Sessions, topic.Notices,
		topic.Tickets, topic.Bills, topic.Units, topic.Reports, topic.Everything,
	} {
		for range 20 {
			if full.Add(topicOf, a); len(full[topicOf]) == 16 {
				break
			}
		}
	}
	if got := topic.ReadTold(full.String()); !sameTold(got, full) {
		t.Errorf("all topics are read as %v", got)
	}
	if n := len(full.String()); n > 7900 {
		t.Errorf("a notification of %d bytes, and the server takes 8,000", n)
	}
}

// TestTheBusTellsWhoseWritesItWere: as long as only desks wrote.
func TestTheBusTellsWhoseWritesItWere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	sub := datatest.RunBus(t, s.Society, s.Config, datatest.Never())
	key := uuid.New()
	if _, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s)); err != nil {
		t.Fatal(err)
	}
	<-sub.C
	if told, want := sub.Take(), (topic.Told{topic.Visits: {key}}); !sameTold(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}
