package demo

import (
	"fmt"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/demo/cast"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Terminals of the demo society, as audit rows name them.
const (
	mainTerminal    = "10.0.4.11"
	serviceTerminal = "10.0.4.12"
	officeTerminal  = "10.0.4.17"
	gateClient      = "OpenSSH_9.6 vt220"
	officeClient    = "OpenSSH_9.6 xterm-256color"
)

// Gates of the demo society.
const (
	mainGate    = "Main"
	serviceGate = "Service"
)

// demoPerson is an account of the demo society.
type demoPerson struct {
	id                 uuid.UUID
	name, email, phone string
	role               role.Role
	status             string
	since              time.Time
	left               time.Time
	password           string
	address            string
}

// at is the person at a terminal.
func (p *demoPerson) at(origin role.Origin) role.Actor {
	return role.Actor{UserID: p.id, Name: p.name, Email: p.email, Role: p.role, Origin: origin}
}

func (p *demoPerson) atOffice() role.Actor {
	return p.at(role.Origin{Address: officeTerminal, Client: officeClient})
}

func (p *demoPerson) atGate(gate string) role.Actor {
	address := mainTerminal
	if gate == serviceGate {
		address = serviceTerminal
	}
	return p.at(role.Origin{Address: address, Client: gateClient, Gate: gate})
}

// atHome is a resident at a desk of their own.
func (p *demoPerson) atHome() role.Actor {
	return p.at(role.Origin{Address: p.address, Client: officeClient})
}

func (p *demoPerson) snapshot(role int32) map[string]any {
	return map[string]any{
		"full_name": p.name, "email": p.email, "phone_number": jsonText(p.phone),
		"role_id": role, "status": p.status,
	}
}

// hire makes an account of the society's own people, since so many days.
func (d *demo) hire(name, email, phone string, as role.Role, days int) *demoPerson {
	p := &demoPerson{
		name: name, email: email, phone: d.names.Keep(phone), role: as, status: "active",
		since: d.day(-days, 10, d.between(0, 59)), password: accounts.UnusablePassword, address: officeTerminal,
	}
	p.id = d.id(p.since)
	return p
}

// enter gives a person an account; by is who made it, an admin or the program.
func (d *demo) enter(p *demoPerson, by role.Actor) {
	var deleted *time.Time
	updated := p.since
	if !p.left.IsZero() {
		deleted, updated = &p.left, p.left
	}
	d.tables.users.add(p.id, p.name, p.email, p.password, value.Tidy(p.phone), d.roles[p.role], p.status,
		p.since, updated, deleted, p.since)
	// What is in the row now may have come later; the account began active.
	began := *p
	began.status = "active"
	d.record(p.since, by, action.UserCreated, "users", &p.id, change{after: began.snapshot(d.roles[p.role])})
}

// demoGuards are the guards by where and when they stand.
type demoGuards struct {
	morning, evening, night, service *demoPerson
}

// guardOn is who stands at a gate at a time; the service gate keeps day hours.
func (d *demo) guardOn(gate string, at time.Time) *demoPerson {
	hour := at.In(d.zone).Hour()
	switch {
	case gate == serviceGate:
		return d.guards.service
	case hour >= 7 && hour < 15:
		return d.guards.morning
	case hour >= 15 && hour < 23:
		return d.guards.evening
	}
	return d.guards.night
}

// employ makes the accounts of those who run the society. The first admin has
// none above, so the program itself made that one.
func (d *demo) employ() {
	d.admin = d.hire("Rajesh Kulkarni", "admin@demo.example", "98220 41760", role.Admin, 560)
	d.admin.password = d.hash
	d.enter(d.admin, role.Program())

	d.office = d.hire("Vijay More", "staff@demo.example", "98230 55172", role.Staff, 555)
	d.office.password = d.hash
	d.plumber = d.hire("Prakash Sutar", "prakash.sutar@greenpark.example", "97630 20918", role.Staff, 530)
	d.guards = demoGuards{
		morning: d.hire("Sunita Pawar", "guard@demo.example", "99220 76034", role.Guard, 540),
		evening: d.hire("Balwinder Singh", "balwinder.singh@greenpark.example", "98500 31887", role.Guard, 520),
		night:   d.hire("Mahesh Yadav", "mahesh.yadav@greenpark.example", "90040 66513", role.Guard, 480),
		service: d.hire("Lalita Kamble", "lalita.kamble@greenpark.example", "97300 84420", role.Guard, 430),
	}
	d.guards.morning.password = d.hash
	gone := d.hire("Ramnath Pal", "ramnath.pal@greenpark.example", "98690 11735", role.Guard, 545)
	gone.status = "inactive"

	by := d.admin.atOffice()
	for _, p := range []*demoPerson{
		d.office, d.guards.morning, gone, d.plumber, d.guards.evening, d.guards.night, d.guards.service,
		d.hire("Deepa Nair", "deepa.nair@greenpark.example", "98330 47251", role.Staff, 400),
		d.hire("Imran Qureshi", "imran.qureshi@greenpark.example", "88790 90346", role.Staff, 360),
		d.hire("Neha Agarwal", "neha.agarwal@greenpark.example", "98210 63908", role.Admin, 350),
	} {
		d.enter(p, by)
	}
	d.record(d.day(-75, 18, 5), by, action.UserStatusChanged, "users", &gone.id, change{
		before: map[string]any{"status": "active"}, after: map[string]any{"status": "inactive"},
		notes: "Left the agency",
	})
}

// settle makes a resident's account.
func (d *demo) settle(name, email, phone string, days int) *demoPerson {
	p := &demoPerson{
		name: name, email: email, phone: phone, role: role.Resident, status: "active",
		since: d.day(-days, d.between(9, 18), d.between(0, 59)), password: accounts.UnusablePassword,
		address: fmt.Sprintf("203.0.113.%d", d.between(2, 250)),
	}
	p.id = d.id(p.since)
	d.residents = append(d.residents, p)
	return p
}

// newcomer is a resident with a name by chance, of a household.
func (d *demo) newcomer(h cast.Household, woman bool, days int) *demoPerson {
	name, latin := d.names.Member(h, woman)
	return d.settle(name, d.names.Email(latin, "mail.example"), d.names.Phone(), days)
}

// signIns are three weeks of shifts, and one who mistyped.
func (d *demo) signIns() {
	shift := func(p *demoPerson, gate string, in, out time.Time) {
		if in.After(d.now) {
			return
		}
		in = in.Add(-d.minutes(1, 9))
		d.record(in, p.atGate(gate), action.UserLogin, "users", &p.id, change{})
		if out = out.Add(d.minutes(1, 9)); out.Before(d.now) {
			d.record(out, p.atGate(gate), action.UserLogout, "users", &p.id, change{})
		}
	}
	for days := -demoDays; days <= 0; days++ {
		shift(d.guards.morning, mainGate, d.day(days, 7, 0), d.day(days, 15, 0))
		shift(d.guards.evening, mainGate, d.day(days, 15, 0), d.day(days, 23, 0))
		shift(d.guards.night, mainGate, d.day(days, 23, 0), d.day(days+1, 7, 0))
		shift(d.guards.service, serviceGate, d.day(days, 7, 0), d.day(days, 19, 0))
	}
	slip := d.day(-6, 6, 51)
	d.record(slip, role.Actor{Origin: d.guards.morning.atGate(mainGate).Origin}, action.UserLoginFailed, "users", &d.guards.morning.id,
		change{details: map[string]any{"email": d.guards.morning.email, "failures": 1}})
}
