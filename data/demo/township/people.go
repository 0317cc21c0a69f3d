package township

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/role"
)

// employ makes the accounts of those who run the township. The demo society's addresses
// and its password open one of each.
func (t *town) employ(units int) {
	since := at(t.first.Add(-700 * 24 * time.Hour))
	hire := func(name, email string, as role.Role) *person {
		since = since.plus(37 * time.Minute)
		return t.enter(name, email, as, since)
	}
	known := func(name, email string, as role.Role) *person {
		p := hire(name, email, as)
		p.password = t.hash
		return p
	}
	somebody := func(as role.Role) *person {
		name, latin := t.name(t.names.Household(), t.rng.IntN(3) == 0)
		return hire(name, t.names.Email(latin, "township.example"), as)
	}
	emails := map[role.Role]string{}
	for i, as := range []role.Role{role.Guard, role.Staff, role.Admin} {
		emails[as] = demo.Emails()[i]
	}
	t.admin = known("Rajesh Kulkarni", emails[role.Admin], role.Admin)
	t.office = append(t.office, known("Vijay More", emails[role.Staff], role.Staff))
	for range units / 2500 {
		t.office = append(t.office, somebody(role.Staff))
	}
	for range 2 + units/400 {
		t.hands = append(t.hands, somebody(role.Staff))
	}
	t.gates = []string{mainGate, serviceGate}
	for i := range min(units/2500, 6) {
		t.gates = append(t.gates, fmt.Sprintf("Gate %d", 3+i))
	}
	for _, gate := range t.gates {
		var shifts []*person
		for shift := range 3 {
			var p *person
			if gate == mainGate && shift == 0 {
				p = known("Sunita Pawar", emails[role.Guard], role.Guard)
			} else {
				p = somebody(role.Guard)
			}
			p.client = gateClient
			shifts = append(shifts, p)
		}
		t.guards = append(t.guards, shifts)
	}
}

// gateAddress is the terminal at a gate.
func gateAddress(gate int) string { return fmt.Sprintf("10.0.4.%d", 21+gate) }

// onDuty is who stands at a gate at an hour.
func (t *town) onDuty(gate, hour int) *person {
	switch {
	case hour >= 7 && hour < 15:
		return t.guards[gate][0]
	case hour >= 15 && hour < 23:
		return t.guards[gate][1]
	}
	return t.guards[gate][2]
}

// letters are the block's: A to Z, then AA and so on.
func letters(n int) string {
	if n < 26 {
		return string("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n])
	}
	return letters(n/26-1) + letters(n%26)
}

// build puts up the blocks, each of as many floors as it needs.
func (t *town) build(units int) {
	count := max((units+unitsABlock-1)/unitsABlock, min(4, units/10))
	kinds := []string{"2BHK", "1BHK", "2BHK", "3BHK", "2BHK"}
	begun := at(t.first.Add(-600 * 24 * time.Hour))
	for i := range count {
		letter := letters(i)
		of := units*(i+1)/count - units*i/count
		built := begun.plus(time.Duration(i) * time.Hour)
		b := block{id: id(t.rng, built), name: "Tower " + letter, about: fmt.Sprintf("%d units, %d floors", of, (of+unitsAFloor-1)/unitsAFloor), built: built}
		t.blocks = append(t.blocks, b)
		for n := range of {
			made := built.plus(time.Duration(n+1) * 7 * time.Second)
			floor := n/unitsAFloor + 1
			number := fmt.Sprintf("%d%02d", floor, n%unitsAFloor+1)
			t.units = append(t.units, &unit{
				id: id(t.rng, made), block: b.id, number: number, label: letter + "-" + number, floor: floor,
				kind: kinds[n%len(kinds)], status: "vacant", built: made,
			})
		}
	}
}

// moveIn fills the units: in one of 25 nobody lives, in a fourth of the others tenants,
// and in a tenth the household changed within the register's two years.
func (t *town) moveIn() {
	for i, u := range t.units {
		u.habit = habitOf(t.rng)
		u.parks = t.rng.IntN(100) < 80
		switch {
		case i > 1 && t.rng.IntN(25) == 0:
			if t.rng.IntN(5) == 0 {
				u.status = "under_maintenance"
			}
			continue
		case i > 1 && t.rng.IntN(10) == 0:
			leave := 60 + t.rng.IntN(days-120)
			u.owner = t.resident(-540, false)
			u.stays = []stay{t.family(-20-t.rng.IntN(500), leave, true), t.family(leave+3+t.rng.IntN(40), days+1, true)}
		case i > 1 && t.rng.IntN(4) == 0:
			u.owner = t.resident(-540, false)
			u.stays = []stay{t.family(-20-t.rng.IntN(500), days+1, true)}
		default:
			u.stays = []stay{t.family(-20-t.rng.IntN(500), days+1, false)}
		}
		u.status = "occupied"
	}
	// The first two homes are those of the accounts that people may try.
	t.known(t.units[0], "Meera Joshi", 3, false)
	t.known(t.units[1], "Farhan Shaikh", 4, true)
}

// known makes the head of a unit's household an account that people may try.
func (t *town) known(u *unit, name string, email int, tenant bool) {
	p := u.stays[0].living[0]
	*p = *t.renamed(p, name, demo.Emails()[email])
	if tenant {
		u.stays[0].tenants, u.owner = true, t.resident(-540, false)
	}
}

// renamed is a person under another name and address.
func (t *town) renamed(p *person, name, email string) *person {
	is := t.enter(name, email, p.role, p.since)
	t.people = t.people[:len(t.people)-1]
	is.id, is.phone, is.password = p.id, p.phone, t.hash
	return is
}

// resident makes an account since about a day of the register.
func (t *town) resident(day int, woman bool) *person {
	name, latin := t.name(t.names.Household(), woman)
	return t.enter(name, t.names.Email(latin, "mail.example"), role.Resident, t.officeHour(t.rng, day))
}

// family is a household: its head, and up to four more.
func (t *town) family(from, until int, tenants bool) stay {
	s := stay{from: from, until: until, tenants: tenants}
	h := t.names.Household()
	for n := range 1 + []int{0, 0, 1, 1, 1, 2, 2, 3}[t.rng.IntN(8)] {
		name, latin := t.name(h, (n+t.rng.IntN(2))%2 == 1)
		s.living = append(s.living, t.enter(name, t.names.Email(latin, "mail.example"), role.Resident, t.officeHour(t.rng, from)))
	}
	return s
}

// officeHour is a time of a day at which the office works.
func (t *town) officeHour(rng *rand.Rand, day int) instant {
	return at(t.day(day)).plus(10*time.Hour + time.Duration(rng.IntN(8*3600))*time.Second)
}
