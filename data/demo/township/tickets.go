package township

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// tickets are all that were raised, in the order of their numbers.
type tickets []ticket

// ticket is a maintenance ticket with all that became of it by now.
type ticket struct {
	id        uuid.UUID
	unit      *unit
	requester *person
	hand      *person // nil where it is nobody's
	by        *person // who gave it to the hand, or refused it
	kind      int
	priority  string
	status    string
	// 0 where it did not come to it.
	created, assigned, started, resolved, closed, rejected instant
	note                                                   string
}

// complaint is what people complain of.
type complaint struct {
	category, title, text, priority, mended string
}

func complaints() []complaint {
	var list []complaint
	for line := range strings.SplitSeq(strings.TrimSpace(`
Plumbing|Tap in the kitchen drips||low|Washer changed
Plumbing|Flush tank overflows|Runs the whole night.|medium|Float valve replaced
Plumbing|Water leak in the bathroom ceiling|Water comes through near the lamp.|high|Joint in the flat above sealed
Plumbing|No water since the morning|Neighbours have it.|high|Valve in the duct opened
Plumbing|Drain in the kitchen is slow||low|Drain cleared
Plumbing|Pipe burst in the duct|Water runs down to the second floor.|critical|Pipe replaced, duct dried
Electrical|Corridor lamp flickers||low|Lamp changed
Electrical|No power in half of the flat|The breaker does not stay in.|high|Breaker replaced
Electrical|Sparks at the meter board||critical|Loose neutral tightened, board checked
Electrical|Bell does not ring||low|Transformer changed
Lift|Lift door makes a loud noise||medium|Door rollers greased
Lift|Lift stuck between floors|Doors open halfway.|critical|Relay replaced; lift tested with load
Lift|Lift light is dead||low|Tube changed
Carpentry|Balcony door does not close|Swollen since the rains.|low|Planed
Carpentry|Lock of the letter box is broken||low|Lock changed
Cleaning|Rubbish not collected for two days||medium|Contractor told; collected
Cleaning|Staircase not swept||low|Swept, round added
Pest control|Cockroaches in the duct||medium|Duct sprayed, again in a fortnight
Pest control|Rats near the parking||medium|Bait laid
Security|Intercom is dead|The gate cannot call us.|high|Handset changed; tested with the gate
Security|Stranger rings at night||high|Rounds doubled, camera turned
Parking|Somebody parks in my place|White car, every evening.|medium|Owner called, car moved
Garden|Bench in the garden is broken||low|Slat replaced and painted
Painting|Paint peels beside the lift||low|Scraped and painted
Seepage|Wall of the bedroom is damp|Spreads since the rains.|medium|Outer joint filled
Other|Neighbour's music at night||low|Spoken to
`), "\n") {
		f := strings.Split(line, "|")
		list = append(list, complaint{f[0], f[1], f[2], f[3], f[4]})
	}
	return list
}

// repair raises the tickets of all days and works on them.
func (t *town) repair() tickets {
	rng, kinds, now := t.chance(2, 0), t.kinds, at(t.now)
	list := make(tickets, 0, len(t.units)*ticketsAUnit)
	for range len(t.units) * ticketsAUnit {
		day := rng.IntN(days + 1)
		created := at(t.day(day)).plus(7*time.Hour + time.Duration(rng.IntN(15*3600))*time.Second)
		u := t.units[rng.IntN(len(t.units))]
		home := u.household(day)
		if home == nil || created > now-instant(time.Hour/time.Microsecond) {
			continue
		}
		k := ticket{
			unit: u, requester: home.living[rng.IntN(len(home.living))], kind: rng.IntN(len(kinds)), created: created, status: "open",
			by: t.office[rng.IntN(len(t.office))],
		}
		k.id, k.priority = id(rng, created), kinds[k.kind].priority
		next := func(from instant, least, most int) instant {
			return from.plus(time.Duration(least*60+rng.IntN((most-least)*60)) * time.Second)
		}
		reached := func(step *instant, when instant, status string) bool {
			if when >= now {
				return false
			}
			*step, k.status = when, status
			return true
		}
		// How long a step takes in minutes, by the priority.
		slow := map[string]int{"critical": 1, "high": 6, "medium": 24, "low": 60}[k.priority]
		switch n := rng.IntN(100); {
		case n < 4:
			if reached(&k.rejected, next(created, 20, 600), "rejected") {
				k.note = "A duplicate, or not maintenance"
			}
		case n < 5 && day < days-30: // forgotten
			if n%2 == 0 && reached(&k.assigned, next(created, 5, 60*slow), "open") {
				k.hand = t.hands[rng.IntN(len(t.hands))]
			}
		default:
			if !reached(&k.assigned, next(created, 5, 30*slow), "open") {
				break
			}
			k.hand = t.hands[rng.IntN(len(t.hands))]
			if !reached(&k.started, next(k.assigned, 3, 60*slow), "in_progress") || !reached(&k.resolved, next(k.started, 10, 90*slow), "resolved") {
				break
			}
			k.note = kinds[k.kind].mended
			if n < 92 {
				reached(&k.closed, next(k.resolved, 60, 4000), "closed")
			}
		}
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b ticket) int { return int(a.created - b.created) })
	return list
}

// updated is the time of the last step.
func (k *ticket) updated() instant {
	return max(k.created, k.assigned, k.started, k.resolved, k.closed, k.rejected)
}

// title is what the ticket is called: some name their unit as well.
func (t *town) title(k *ticket) string {
	if k.id[15]%3 == 0 {
		return t.kinds[k.kind].title + ", " + k.unit.label
	}
	return t.kinds[k.kind].title
}
