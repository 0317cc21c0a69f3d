package settings

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a gate terminal may have no zone files

	"github.com/civoranexus/society360/data/fault"
)

// zone takes UTC and names with a place in them, as society360_local_date does: a
// zone that only one of the two knew would give the desk and the database different
// days.
func zone() Typed[*time.Location] {
	return Define(Timezone, "Asia/Kolkata", "Time zone of every time shown (IANA name)", Format[*time.Location]{Stored: "string", Plain: ZoneName, Read: func(name string) (*time.Location, error) {
		name = ZoneName(name)
		area, place, _ := strings.Cut(name, "/")
		zone, err := location(name)
		if err != nil || name != "UTC" && (area == "" || place == "" || strings.ContainsAny(area, "0123456789+-")) {
			return nil, fault.Sentence("This is not a time zone such as Asia/Kolkata.")
		}
		return zone, nil
	}})
}

// locations are the zones that were read, by their names: a day is asked for with each
// write, and time.LoadLocation reads a file each time.
var locations sync.Map //nolint:gochecknoglobals // a zone's rules are the same for all

func location(name string) (*time.Location, error) {
	if was, ok := locations.Load(name); ok {
		return was.(*time.Location), nil //nolint:forcetypeassert // nothing else is kept
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		locations.Store(name, zone)
	}
	return zone, err
}

// Zone is the society's time zone.
func (s Values) Zone() *time.Location { return zone().In(s) }

// zoneWord is a word of a zone's name, in small letters, as the list of zones has it: with
// one capital, but for some.
func zoneWord(word string) string {
	for _, odd := range []string{
		"of", "es", "au", "US", "UTC", "UCT", "GMT", "GMT0", "IN", "ACT", "NSW", "LHI",
		"ComodRivadavia", "DumontDUrville", "McMurdo", "DeNoronha", "EasterIsland", "BajaNorte", "BajaSur",
	} {
		if strings.EqualFold(odd, word) {
			return odd
		}
	}
	if word == "" {
		return word
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// ZoneName is a zone's name as it is spelled in the list of zones, whatever case it has:
// the database reads asia/kolkata as Asia/Kolkata, and this program has to.
func ZoneName(name string) string {
	if strings.EqualFold(name, "UTC") {
		// The database takes a zone without a place in these letters alone.
		return name
	}
	var b strings.Builder
	for rest := strings.ToLower(name); rest != ""; {
		end := strings.IndexAny(rest, "/_-+")
		if end < 0 {
			end = len(rest)
		}
		b.WriteString(zoneWord(rest[:end]))
		if end < len(rest) {
			b.WriteByte(rest[end])
			end++
		}
		rest = rest[end:]
	}
	return b.String()
}
