package desks_test

import (
	"fmt"
	"maps"
	"math"
	"reflect"
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
}

// TestNewsTravels through a notification, however much it is, and to and
// from programs that know less.
func TestNewsTravels(t *testing.T) {
	t.Parallel()
	full := topic.News{Told: topic.Told{}, Written: topic.Written{Rows: map[string]int64{}, Run: "1764443000.123456", First: math.MaxInt64}}
	for i, about := range []topic.Topic{
		topic.Visits, topic.Settings, topic.Accounts, topic.Sessions, topic.Notices,
		topic.Tickets, topic.Bills, topic.Units, topic.Reports, topic.Everything,
	} {
		for range 16 {
			full.Told.Add(about, uuid.New())
		}
		full.Written.Rows[fmt.Sprint("maintenance_tickets", i)] = math.MaxInt64
	}
	words := full.String()
	if n := len(words); n > 7900 {
		t.Errorf("a notification of %d bytes, and the server takes 8,000", n)
	}
	if got := topic.ReadNews(words); !sameTold(got.Told, full.Told) || !reflect.DeepEqual(got.Written, full.Written) {
		t.Errorf("%q is read as %v", words, got)
	}
	if got := topic.ReadTold(words); !sameTold(got, full.Told) {
		t.Errorf("whoever knows of topics alone reads %v", got)
	}
	told := topic.Told{topic.Visits: nil}
	for _, words := range []string{"visits", "visits written={", "visits written=all", `visits written={"rows":{"visitor_logs":"all"}}`} {
		if got := topic.ReadNews(words); !sameTold(got.Told, told) || len(got.Written.Rows) > 0 {
			t.Errorf("%q is read as %v", words, got)
		}
	}
}

// TestWritesThatAreToldTogether explain the rows of all of them, where none can have
// been counted before.
func TestWritesThatAreToldTogether(t *testing.T) {
	t.Parallel()
	wrote := func(bills int64, run string, first uint64) topic.Written {
		return topic.Written{Rows: map[string]int64{"bills": bills}, Run: run, First: first}
	}
	for what, c := range map[string]struct {
		writes []topic.Written
		want   topic.Written
	}{
		"one":                                  {[]topic.Written{wrote(2, "r", 7)}, wrote(2, "r", 7)},
		"the earlier first":                    {[]topic.Written{wrote(2, "r", 7), wrote(1, "r", 9)}, wrote(3, "r", 7)},
		"the later first":                      {[]topic.Written{wrote(2, "r", 9), wrote(1, "r", 7)}, wrote(3, "r", 7)},
		"one that wrote nothing of them":       {[]topic.Written{wrote(2, "r", 9), {Run: "r", First: 7}}, wrote(2, "r", 9)},
		"one of a server that has failed":      {[]topic.Written{wrote(2, "q", 7), wrote(1, "r", 9)}, wrote(1, "r", 9)},
		"one that does not know what it wrote": {[]topic.Written{wrote(2, "r", 7), {}}, wrote(2, "r", 7)},
	} {
		var news topic.News
		for _, w := range c.writes {
			news.Add(topic.News{Told: topic.Told{topic.Bills: nil}, Written: w})
		}
		if !reflect.DeepEqual(news.Written, c.want) {
			t.Errorf("%s: %v, want %v", what, news.Written, c.want)
		}
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
