package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"

	"github.com/google/uuid"
)

// demoUnit is a unit and who lives in it.
type demoUnit struct {
	id           uuid.UUID
	block, label string
	number, kind string
	floor        int
	status       string
	built        time.Time
	// primary is whom to call, nil where nobody lives; living are all.
	primary *demoPerson
	owner   *demoPerson
	living  []*demoPerson
}

// tie is a row of user_units.
type tie struct {
	who     *demoPerson
	unit    *demoUnit
	kind    string // owner, tenant or family_member
	primary bool
	from    time.Time
	until   time.Time // zero for who still lives there
}

func (t tie) snapshot() map[string]any {
	s := map[string]any{
		"user_id": t.who.id.String(), "unit_id": t.unit.id.String(), "resident_type": t.kind,
		"is_primary_contact": t.primary, "move_in_date": t.from.Format(time.DateOnly), "status": "active",
	}
	if !t.until.IsZero() {
		s["status"], s["move_out_date"] = "moved_out", t.until.Format(time.DateOnly)
	}
	return s
}

// Units that the tour of the demo society speaks of.
const (
	homeOfResident = "A-101"
	homeOfTenant   = "C-203"
)

// erect builds four towers of six floors with four units each.
func (d *demo) erect() {
	kinds := []string{"2BHK", "1BHK", "2BHK", "3BHK"}
	by := d.admin.atOffice()
	for i, letter := range []string{"A", "B", "C", "D"} {
		built := d.day(-558, 11, 5*i)
		name, id := "Tower "+letter, d.id(built)
		about := fmt.Sprintf("Six floors, 24 units, lift %d", i+1)
		d.tables.blocks.add(id, name, about, built)
		d.record(built, by, action.BlockCreated, "blocks", &id, change{
			after: map[string]any{"name": name, "description": about},
		})
		for n := range 24 {
			at := built.Add(time.Duration(n+1) * 7 * time.Second)
			number := fmt.Sprintf("%d%02d", n/4+1, n%4+1)
			d.units = append(d.units, &demoUnit{
				id: d.id(at), block: id.String(), number: number, label: letter + "-" + number,
				floor: n/4 + 1, kind: kinds[n%4], status: "vacant", built: at,
			})
		}
	}
}

func (d *demo) unit(label string) *demoUnit {
	for _, u := range d.units {
		if u.label == label {
			return u
		}
	}
	panic("data: the demo society has no unit " + label)
}

// moveIn fills most units: owners with their families, and tenants.
func (d *demo) moveIn() {
	for _, i := range d.rng.Perm(len(d.units)) {
		u := d.units[i]
		switch {
		case u.label == homeOfResident:
			d.joshis(u)
		case u.label == homeOfTenant:
			d.tenantFamily(u)
		case !d.spoken(u) && d.chance(9):
			if d.chance(20) {
				u.status = "under_maintenance"
			}
		default:
			d.family(u)
		}
	}
	// One of each, whatever chance gave.
	d.empty(d.unit("D-602"), "under_maintenance")
	d.empty(d.unit("D-504"), "vacant")
	// Two owners have a second unit, which they let.
	d.secondHome(d.unit("D-302"), d.unit("A-203").owner)
	d.secondHome(d.unit("D-401"), d.unit("B-302").owner)
	d.enterResidents()
}

// spoken are units that other parts of the society count on.
func (d *demo) spoken(u *demoUnit) bool {
	switch u.label {
	case "A-203", "B-204", "B-302", "C-302":
		return true
	}
	return false
}

func (d *demo) joshis(u *demoUnit) {
	meera := d.settle("Meera Joshi", "resident@demo.example", d.names.Keep("98204 63210"), 550)
	meera.password = d.hash
	arun := d.settle("Arun Joshi", d.names.Email("arun.joshi", "mail.example"), d.names.Keep("98204 63277"), 550)
	u.own(meera, true)
	u.join(arun)
}

func (d *demo) tenantFamily(u *demoUnit) {
	farhan := d.settle("Farhan Shaikh", "tenant@demo.example", d.names.Keep("99300 28465"), 210)
	farhan.password = d.hash
	u.own(d.newcomer(d.names.Household(), false, 540), false)
	u.rent(farhan)
	u.join(d.settle("Zoya Shaikh", d.names.Email("zoya.shaikh", "mail.example"), d.names.Keep("99300 28466"), 210))
}

// family moves a household in: owners, or tenants of an owner who lives elsewhere.
func (d *demo) family(u *demoUnit) {
	days := d.between(60, 545)
	h := d.names.Household()
	head := d.newcomer(h, d.chance(45), days)
	if d.chance(26) {
		u.own(d.newcomer(d.names.Household(), d.chance(35), d.between(days, 548)), false)
		u.rent(head)
	} else {
		u.own(head, true)
	}
	for range d.rng.IntN(4) {
		u.join(d.newcomer(h, d.chance(55), max(40, days-d.between(0, 20))))
	}
}

func (u *demoUnit) own(p *demoPerson, lives bool) {
	u.owner, u.status = p, "occupied"
	if lives {
		u.primary, u.living = p, append(u.living, p)
	}
}

func (u *demoUnit) rent(p *demoPerson) {
	u.primary, u.status = p, "occupied"
	u.living = append(u.living, p)
}

func (u *demoUnit) join(p *demoPerson) { u.living = append(u.living, p) }

// empty clears a unit of whoever chance put there.
func (d *demo) empty(u *demoUnit, status string) {
	keep := d.residents[:0]
	for _, p := range d.residents {
		if !u.holds(p) {
			keep = append(keep, p)
		}
	}
	d.residents = keep
	u.owner, u.primary, u.living, u.status = nil, nil, nil, status
}

func (u *demoUnit) holds(p *demoPerson) bool {
	return u.owner == p || slices.Contains(u.living, p)
}

func (d *demo) secondHome(u *demoUnit, owner *demoPerson) {
	d.empty(u, "occupied")
	u.own(owner, false)
	u.rent(d.newcomer(d.names.Household(), d.chance(40), 120))
}

// enterResidents writes the units, the residents and what ties them.
func (d *demo) enterResidents() {
	by := d.admin.atOffice()
	for _, u := range d.units {
		block := uuid.MustParse(u.block)
		d.tables.units.add(u.id, block, u.number, u.floor, u.kind, u.status, u.built)
		d.record(u.built, by, action.UnitCreated, "units", &u.id, change{after: map[string]any{
			"block_id": u.block, "unit_number": u.number, "floor_number": u.floor, "type": u.kind, "status": "vacant",
		}})
	}
	for _, p := range d.residents {
		d.enter(p, by)
	}
	for _, u := range d.units {
		if u.owner != nil && (len(u.living) == 0 || u.living[0] != u.owner) {
			d.bind(tie{who: u.owner, unit: u, kind: "owner", from: d.since(u.owner)})
		}
		for i, p := range u.living {
			kind := "family_member"
			switch {
			case p == u.owner:
				kind = "owner"
			case i == 0:
				kind = "tenant"
			}
			d.bind(tie{who: p, unit: u, kind: kind, primary: p == u.primary, from: d.since(p)})
		}
	}
}

// since is the day on which a resident moved in.
func (d *demo) since(p *demoPerson) time.Time {
	at := p.since.In(d.zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

// bind ties a resident to a unit.
func (d *demo) bind(t tie) {
	at := t.who.since.Add(d.minutes(2, 20))
	id := d.id(at)
	status, until := "active", nullTime(t.until)
	if until != nil {
		status = "moved_out"
	}
	d.tables.residents.add(id, t.who.id, t.unit.id, t.kind, t.primary, t.from, until, status, at)
	began := t
	began.until = time.Time{}
	d.record(at, d.admin.atOffice(), action.ResidentMovedIn, "user_units", &id, change{after: began.snapshot()})
	if until != nil {
		d.record(t.until.Add(9*time.Hour), d.office.atOffice(), action.ResidentMovedOut, "user_units", &id,
			change{before: began.snapshot(), after: t.snapshot()})
	}
}

// moveOut are the tenants of before, of units where nobody lives now or others
// came later: one's account was deleted, one's banned, two are inactive.
func (d *demo) moveOut() {
	by := d.admin.atOffice()
	count := 0
	for _, u := range d.units {
		left := d.date(-d.between(60, 200))
		if u.primary != nil {
			left = d.since(u.primary).AddDate(0, 0, -d.between(4, 20))
		}
		if days := int(d.now.Sub(left).Hours() / 24); days > 330 || count == 8 || !d.chance(60) {
			continue
		}
		count++
		p := d.newcomer(d.names.Household(), d.chance(40), d.between(480, 545))
		before, ended := p.snapshot(d.roles[p.role]), left.Add(30*time.Hour)
		switch count {
		case 1:
			p.left = ended
		case 2:
			p.status = "banned"
		case 3, 4:
			p.status = "inactive"
		}
		d.enter(p, by)
		d.bind(tie{who: p, unit: u, kind: "tenant", primary: true, from: d.since(p), until: left})
		switch {
		case count == 1:
			d.record(ended, by, action.UserDeleted, "users", &p.id, change{
				before: map[string]any{}, after: map[string]any{"deleted_at": jsonTime(ended)}, notes: "Asked for it on leaving",
			})
		case p.status != "active":
			d.record(ended, by, action.UserStatusChanged, "users", &p.id, change{before: before, after: p.snapshot(d.roles[p.role])})
		}
	}
}
