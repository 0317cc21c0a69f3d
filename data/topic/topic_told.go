package topic

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Told is what changed, by topic: the intents of the writes that changed it, or
// none where anybody may have changed it, such as another program. A screen that
// made all of these writes itself, and has read since, need not read again.
type Told map[Topic][]uuid.UUID

// toldMost bounds the intents of a topic: a notification holds 8,000 bytes, and
// what waits for a slow desk must not grow. Where more wrote, anybody may have.
const toldMost = 16

// Add adds a topic that these writes changed; where none is named, anybody may have
// changed it.
func (t Told) Add(topic Topic, by ...uuid.UUID) {
	before, there := t[topic]
	if len(by) == 0 || there && len(before) == 0 || len(before)+len(by) > toldMost {
		t[topic] = nil
		return
	}
	t[topic] = slices.Concat(before, by)
}

// Of is by which writes a topic changed, Everything counted in; none where anybody may
// have changed it.
func (t Told) Of(topic Topic) (by []uuid.UUID, told bool) {
	merged := Told{}
	for _, about := range []Topic{topic, Everything} {
		if by, is := t[about]; is {
			merged.Add(topic, by...)
		}
	}
	by, told = merged[topic]
	return by, told
}

// String is what ReadTold reads: the topics, and behind them a word such as
// visits=ID,ID for each that only these writes changed. A program that does not know
// such words takes them for topics that it shows nowhere.
func (t Told) String() string {
	topics := slices.Sorted(maps.Keys(t))
	var words []string
	for _, topic := range topics {
		words = append(words, string(topic))
	}
	for _, topic := range topics {
		if len(t[topic]) == 0 {
			continue
		}
		var by []string
		for _, intent := range t[topic] {
			by = append(by, intent.String())
		}
		words = append(words, string(topic)+"="+strings.Join(by, ","))
	}
	return strings.Join(words, " ")
}

// ReadTold reads what String wrote, also where only topics stand, as other programs
// send them; a word that is no topic is left out.
func ReadTold(words string) Told {
	t := Told{}
	for word := range strings.FieldsSeq(words) {
		name, by, named := strings.Cut(word, "=")
		topic := Topic(name)
		if _, there := t[topic]; topic.isOurs() && (!named || there) {
			t[topic] = readIntents(by)
		}
	}
	return t
}

// readIntents gives none where it cannot read all of them.
func readIntents(list string) []uuid.UUID {
	var intents []uuid.UUID
	for id := range strings.SplitSeq(list, ",") {
		intent, err := uuid.Parse(id)
		if err != nil {
			return nil
		}
		intents = append(intents, intent)
	}
	return intents
}
