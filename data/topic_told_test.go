package data_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// sameTold reports whether the same is told, topic by topic.
func sameTold(a, b data.Told) bool {
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
		told := data.Told{}
		told.Add(data.VisitsChanged, c.first...)
		told.Add(data.VisitsChanged, c.then...)
		if want := (data.Told{data.VisitsChanged: c.want}); !sameTold(told, want) {
			t.Errorf("%s: told %v, want %v", name, told, want)
		}
	}
}

// TestToldTravels through a notification, and to and from programs that know topics
// alone.
func TestToldTravels(t *testing.T) {
	t.Parallel()
	a, b := uuid.New(), uuid.New()
	told := data.Told{data.VisitsChanged: {a, b}, data.UnitsChanged: nil, data.BillsChanged: {b}}
	words := told.String()
	if want := fmt.Sprintf("bills units visits bills=%s visits=%s,%s", b, a, b); words != want {
		t.Errorf("it says %q, want %q", words, want)
	}
	if got := data.ReadTold(words); !sameTold(got, told) {
		t.Errorf("%q is read as %v", words, got)
	}
	for words, want := range map[string]data.Told{
		"":                             {},
		"visits tickets":               {data.VisitsChanged: nil, data.TicketsChanged: nil},
		"visits visits=somebody":       {data.VisitsChanged: nil},
		"visits tickets=" + a.String(): {data.VisitsChanged: nil},
		"visits visits=" + a.String() + " visits": {data.VisitsChanged: nil},
	} {
		if got := data.ReadTold(words); !sameTold(got, want) {
			t.Errorf("%q is read as %v, want %v", words, got, want)
		}
	}
	full := data.Told{}
	for _, topic := range []data.Topic{
		data.VisitsChanged, data.SettingsChanged, data.AccountsChanged, data.SessionsChanged, data.NoticesChanged,
		data.TicketsChanged, data.BillsChanged, data.UnitsChanged, data.ReportsChanged, data.EverythingChanged,
	} {
		for range 20 {
			if full.Add(topic, a); len(full[topic]) == 16 {
				break
			}
		}
	}
	if n := len(full.String()); n > 7900 {
		t.Errorf("a notification of %d bytes, and the server takes 8,000", n)
	}
}

// TestTheBusTellsWhoseWritesItWere: as long as only desks wrote.
func TestTheBusTellsWhoseWritesItWere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	sub := datatest.RunBus(t, s.Store, s.Config, datatest.Never())
	key := uuid.New()
	if _, err := s.Store.LogVisit(t.Context(), s.Guard, key, data.VisitCheckedIn, datatest.Ramesh(s)); err != nil {
		t.Fatal(err)
	}
	<-sub.C
	if told, want := sub.Take(), (data.Told{data.VisitsChanged: {key}}); !sameTold(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}
