package township

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/demo/cast"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// How large a township is, a unit. Over two years each unit has 500 visits, 30 tickets,
// 100 bills and 120 payments; its trail, which begins with the desk (trailDays), has
// about 800 rows.
const (
	days          = 730
	trailDays     = 450
	visitsAUnit   = 500
	ticketsAUnit  = 30
	rowsAUnit     = 1750 // in all tables, about
	unitsABlock   = 250
	unitsAFloor   = 10
	guestsAUnit   = 30
	mobileNumbers = 1_000_000 // of one beginning
)

// Gates of every township; large ones have more.
const (
	mainGate    = "Main"
	serviceGate = "Service"
)

// Where audit rows come from.
const (
	officeTerminal = "10.0.4.17"
	gateClient     = "OpenSSH_9.6 vt220"
	officeClient   = "OpenSSH_9.6 xterm-256color"
)

// instant is a time in microseconds since 1970, 0 for none: a register has millions.
type instant int64

func at(t time.Time) instant { return instant(t.UnixMicro()) }

func (i instant) time() time.Time { return time.UnixMicro(int64(i)).UTC() }

func (i instant) plus(d time.Duration) instant { return i + instant(d.Microseconds()) }

// orNull is the time as COPY takes it; NULL for none.
func (i instant) orNull() any {
	if i == 0 {
		return nil
	}
	return i.time()
}

// person is an account of the township.
type person struct {
	id                 uuid.UUID
	name, email, phone string
	role               role.Role
	since              instant
	password           string
	address, client    string
	// acts is the person as the details of an audit row name them.
	acts []byte
}

// unit is a home and who has lived in it: one household, or two of which one moved out.
type unit struct {
	id, block           uuid.UUID
	label, number, kind string
	floor               int
	status              string
	built               instant
	stays               []stay
	owner               *person // who does not live there, nil where nobody does so
	habit               habit
	parks               bool
}

// stay is a household in a unit, from a day of the register to another; primary is whom
// the gate calls.
type stay struct {
	living      []*person
	tenants     bool
	from, until int
}

// household is who lives in the unit on a day, nil for nobody.
func (u *unit) household(day int) *stay {
	for i := range u.stays {
		if s := &u.stays[i]; s.from <= day && day < s.until {
			return s
		}
	}
	return nil
}

// town is the township while it is made: who lives and works there. What happens
// follows from it and from the seed, so that it can be told twice, once for the tables
// and once for the trail.
type town struct {
	seed  uint64
	now   time.Time
	zone  *time.Location
	first time.Time // the first day of the register, at its midnight
	today int       // the number of the last one

	rng   *rand.Rand
	names *cast.Names
	hash  string

	blocks  []block
	units   []*unit
	people  []*person
	admin   *person
	office  []*person // staff who record and assign
	hands   []*person // staff who repair
	gates   []string
	guards  [][]*person // of each gate: morning, evening, night
	callers callers

	ledger
	settings []setting
	kinds    []complaint
	tickets  tickets
}

type block struct {
	id    uuid.UUID
	name  string
	about string
	built instant
}

func newTown(now time.Time, zone *time.Location, units int, seed uint64, hash string) *town {
	local := now.In(zone)
	t := &town{
		seed: seed, now: now.UTC().Truncate(time.Second), zone: zone, hash: hash, today: days,
		first: time.Date(local.Year(), local.Month(), local.Day()-days, 0, 0, 0, 0, zone),
	}
	t.rng = t.chance(0, 0)
	t.names = cast.New(t.rng)
	t.employ(units)
	t.build(units)
	t.moveIn()
	t.callers = t.invite()
	t.ledger = t.keepBooks()
	t.kinds = complaints()
	t.tickets = t.repair()
	return t
}

// chance is a source of its own for a part of the township and a number within it: what
// happens on one day does not depend on what was told of another.
func (t *town) chance(part, number int) *rand.Rand {
	return rand.New(rand.NewPCG(t.seed, uint64(part)<<40|uint64(number))) //nolint:gosec // a township that is the same each time, no secret
}

// day is the midnight with which a day of the register begins.
func (t *town) day(n int) time.Time {
	return time.Date(t.first.Year(), t.first.Month(), t.first.Day()+n, 0, 0, 0, 0, t.zone)
}

// date is a day of the register as a calendar has it.
func (t *town) date(n int) time.Time {
	return time.Date(t.first.Year(), t.first.Month(), t.first.Day()+n, 0, 0, 0, 0, time.UTC)
}

// id makes a row's key of its time and of chance, as the register does.
func id(rng *rand.Rand, at instant) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at/1000)<<16|rng.Uint64()&0xfff) //nolint:gosec // a time of this century
	binary.BigEndian.PutUint64(id[8:], rng.Uint64())
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// phone is the mobile number of that many: no two numbers give the same one, and all are
// of beginnings that Indian operators use.
func phone(n int) string {
	beginnings := []string{"9820", "9821", "9833", "9930", "9769", "9869", "9822", "9850", "9922", "9730", "8879", "9004"}
	n = n * 7_368_787 % (len(beginnings) * mobileNumbers) // a prime: each is met once
	digits := beginnings[n/mobileNumbers] + fmt.Sprintf("%06d", n%mobileNumbers)
	switch n % 7 {
	case 0:
		return "+91 " + digits[:5] + " " + digits[5:]
	case 1, 2:
		return digits
	}
	return digits[:5] + " " + digits[5:]
}

// Whose phones are which numbers, for no two people to have one.
const (
	phonesOfPeople  = 0
	phonesOfCallers = 200_000
	phonesOfGuests  = 400_000
	phonesOfOthers  = 2_000_000
)

// name is somebody's: of three, one has a middle name.
func (t *town) name(h cast.Household, woman bool) (name, latin string) {
	if t.rng.IntN(3) == 0 {
		return t.names.Fuller(h, woman)
	}
	return t.names.Member(h, woman)
}

// enter makes an account.
func (t *town) enter(name, email string, as role.Role, since instant) *person {
	p := &person{
		id: id(t.rng, since), name: name, email: email, phone: phone(phonesOfPeople + len(t.people)), role: as,
		since: since, password: accounts.UnusablePassword, address: officeTerminal, client: officeClient,
	}
	if as == role.Resident {
		p.address = fmt.Sprintf("203.0.113.%d", 2+t.rng.IntN(250))
	}
	p.acts = append([]byte(`{"actor": `), value.MustJSON(json.Marshal(map[string]string{"name": name, "email": email, "role": string(as)}))...)
	t.people = append(t.people, p)
	return p
}
