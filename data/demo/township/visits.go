package township

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/demo/cast"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// visit is a visit with all that became of it by now.
type visit struct {
	id                         uuid.UUID
	unit                       *unit
	name, phone, plate, reason string
	purpose, entry, exit       string
	party                      int
	status                     visits.Status
	// created is its first step; waited tells that the gate asked for a word before it
	// let anybody in, announced that the resident did.
	created, expected, approved, in, out instant
	waited, announced                    bool
	channel                              visits.Channel
	guard, letOut, approver              *person
	gate, outGate                        int
}

// forgotten is how many of ten thousand visits nobody checked out: they are inside still.
const forgotten = 97

// gateDay is a day at the gates while it is told.
type gateDay struct {
	t     *town
	day   int
	begun time.Time
	now   instant
	rng   *rand.Rand
	names *cast.Names
	// busy is until when the callers who come to anybody are inside.
	busy     [][]instant
	serial   int
	arrivals []arrival
}

type arrival struct {
	second, hour, of int
}

// visitsOf tells the visits that began on a day, in the order of their first steps, and on
// the last day those that wait now. The same day is told alike each time.
func (t *town) visitsOf(day int) []*visit {
	rng := t.chance(1, day)
	g := &gateDay{
		t: t, day: day, begun: t.day(day), now: at(t.now), rng: rng, names: cast.New(rng),
		serial: day * (len(t.units)/4 + 100), busy: make([][]instant, len(t.callers.regular)),
	}
	for of, who := range t.callers.regular {
		g.busy[of] = make([]instant, len(who))
	}
	// Weekends have a fifth more than other days.
	count := len(t.units) * visitsAUnit * 20 / (21 * days)
	if weekday := g.begun.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		count = count * 6 / 5
	}
	count += rng.IntN(count/10+2) - count/20
	for range count {
		hour, of := t.callers.pick(rng)
		g.arrivals = append(g.arrivals, arrival{hour*3600 + rng.IntN(3600), hour, of})
	}
	slices.SortFunc(g.arrivals, func(a, b arrival) int { return a.second - b.second })
	list := make([]*visit, 0, count+20)
	for _, a := range g.arrivals {
		if v := g.visit(a); v != nil {
			list = append(list, v)
		}
	}
	if day == t.today {
		list = append(list, g.waiting()...)
	}
	slices.SortStableFunc(list, func(a, b *visit) int { return int(a.created - b.created) })
	return list
}

// visit is one arrival; nil where it is still to come.
func (g *gateDay) visit(a arrival) *visit {
	in := at(g.begun.Add(time.Duration(a.second) * time.Second))
	if in > g.now-instant(time.Minute/time.Microsecond) {
		return nil
	}
	u, home := g.unit()
	if home == nil {
		return nil
	}
	stays := g.rng.IntN(10_000) >= forgotten
	who, busy := g.who(a.of, u, in, !stays)
	p := g.t.callers.purposes[a.of]
	gate := g.t.gateOf(g.rng, a.of, a.hour)
	v := &visit{
		unit: u.unit, name: who.name, phone: who.phone, plate: who.plate, purpose: p.name, party: 1, gate: gate,
		guard: g.t.onDuty(gate, a.hour),
	}
	if a.of == guest && g.rng.IntN(100) < 35 {
		v.party = 2 + g.rng.IntN(4)
	}
	v.created = in
	g.let(v, in, home, p.called)
	v.id = id(g.rng, v.created)
	if v.status == visits.Denied {
		return v
	}
	v.status, v.in, v.entry = visits.CheckedIn, in, g.t.gates[gate]
	if out := in.plus(time.Duration(p.least*60+g.rng.IntN((p.most-p.least)*60)) * time.Second); stays && out < g.now {
		v.leave(g, out)
		if busy != nil {
			*busy = out
		}
	} else if busy != nil {
		*busy = g.now + 1
	}
	return v
}

// let has the guard or a resident decide who comes in, before the time of coming in.
func (g *gateDay) let(v *visit, in instant, home *stay, called int) {
	primary := home.living[0]
	switch n := g.rng.IntN(100); {
	case n < 2:
		v.status, v.reason = visits.Denied, []string{"Nobody at home", "Resident does not know the person", "Came to the wrong society"}[g.rng.IntN(3)]
	case called == 100 && n < 14:
		v.announced, v.approver, v.channel = true, primary, visits.ByResident
		v.created = in.plus(-time.Duration(60+g.rng.IntN(540)) * time.Minute)
		v.expected, v.approved = in-in%instant((15*time.Minute).Microseconds()), v.created
	case called == 100 && n < 24:
		v.waited, v.approver = true, primary
		v.created = in.plus(-time.Duration(240+g.rng.IntN(300)) * time.Second)
		v.approved, v.channel = in.plus(-time.Duration(60+g.rng.IntN(120))*time.Second), g.asked()
	case g.rng.IntN(100) < called:
		v.approved, v.approver, v.channel = in, primary, g.asked()
	}
}

func (g *gateDay) asked() visits.Channel {
	return []visits.Channel{visits.ByIntercom, visits.ByIntercom, visits.ByPhone, visits.InPerson}[g.rng.IntN(4)]
}

// leave checks the visit out, mostly at the gate where it came in.
func (v *visit) leave(g *gateDay, out instant) {
	hour := out.time().In(g.t.zone).Hour()
	v.outGate = v.gate
	if v.gate != 0 && g.rng.IntN(100) < 15 {
		v.outGate = 0
	}
	v.status, v.out, v.exit, v.letOut = visits.CheckedOut, out, g.t.gates[v.outGate], g.t.onDuty(v.outGate, hour)
}

// placed is a unit and its place among all.
type placed struct {
	*unit
	place int
}

// unit is one where somebody lives on the day.
func (g *gateDay) unit() (placed, *stay) {
	for range 20 {
		i := g.rng.IntN(len(g.t.units))
		if home := g.t.units[i].household(g.day); home != nil {
			return placed{g.t.units[i], i}, home
		}
	}
	return placed{}, nil
}

// who comes: one of those who come to anybody and is not inside, a guest of the unit's, or
// somebody who was never there. Whoever is never checked out does not come again.
func (g *gateDay) who(of int, u placed, in instant, once bool) (caller, *instant) {
	regular := g.t.callers.regular[of]
	switch {
	case once, of == other, of == guest && g.rng.IntN(8) == 0:
	case of == guest:
		// Some come every week, some once a year.
		nth := min(g.rng.IntN(guestsAUnit), g.rng.IntN(guestsAUnit))
		c := g.t.callers.guests[u.place*guestsAUnit+nth]
		return c, nil
	default:
		for try := range 6 {
			i := g.rng.IntN(len(regular))
			if of == help && try == 0 {
				i = (u.place*7 + g.rng.IntN(2)*13) % len(regular)
			}
			if g.busy[of][i] < in {
				return regular[i], &g.busy[of][i]
			}
		}
	}
	g.serial++
	return stranger(g.rng, g.names, g.serial), nil
}

// waiting are those for whom the gate waits now: some at the barrier, some announced.
func (g *gateDay) waiting() []*visit {
	var list []*visit
	minute := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	for i := range 7 + len(g.t.units)/125 {
		u, home := g.unit()
		if home == nil {
			continue
		}
		g.serial++
		who := stranger(g.rng, g.names, g.serial)
		v := &visit{unit: u.unit, name: who.name, phone: who.phone, plate: who.plate, purpose: "Guest", party: 1 + g.rng.IntN(3)}
		if i%3 == 0 {
			v.waited, v.status, v.created = true, visits.Pending, g.now.plus(-minute(1+g.rng.IntN(14)))
			v.guard = g.t.onDuty(0, v.created.time().In(g.t.zone).Hour())
		} else {
			v.announced, v.status, v.channel, v.approver = true, visits.Approved, visits.ByResident, home.living[0]
			v.created = g.now.plus(-minute(20 + g.rng.IntN(200)))
			v.approved, v.expected = v.created, at(g.t.now.Add(minute(30+g.rng.IntN(600))).Truncate(15*time.Minute))
		}
		v.id = id(g.rng, v.created)
		list = append(list, v)
	}
	return list
}
