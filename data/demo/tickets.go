package demo

import (
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// demoTicket is a maintenance ticket while it is worked on.
type demoTicket struct {
	id                              uuid.UUID
	unit                            *demoUnit
	requester, assigned             *demoPerson
	category, title, text, priority string
	status                          string
	created, updated, resolved      time.Time
}

func (t *demoTicket) snapshot() map[string]any {
	var assigned any
	if t.assigned != nil {
		assigned = t.assigned.id.String()
	}
	return map[string]any{
		"unit_id": t.unit.id.String(), "requester_id": t.requester.id.String(), "category": t.category,
		"title": t.title, "description": jsonText(t.text), "priority": t.priority, "status": t.status,
		"assigned_to_id": assigned, "resolved_at": jsonTime(t.resolved),
	}
}

func (d *demo) work(t *demoTicket, at time.Time, actor role.Actor, did action.Action, notes string, move func()) {
	before := t.snapshot()
	move()
	t.updated = at
	d.record(at, actor, did, "maintenance_tickets", &t.id, change{before: before, after: t.snapshot(), notes: notes})
}

// ticketPlan is a ticket as the society tells of it. until is the last status
// it reached, days how long ago it was raised, note what was done or why not.
type ticketPlan struct {
	unit, category, title, text, priority, until string
	days                                         int
	note                                         string
}

func ticketPlans() []ticketPlan {
	return []ticketPlan{
		{"A-101", "Lift", "Lift stuck, Tower A", "Stops between the third and the fourth floor, doors open halfway.", "critical", "resolved", 2, "Relay replaced; lift tested with load"},
		{"B-204", "Plumbing", "Water leak in the kitchen ceiling", "Water comes through near the lamp, bucket fills in an hour.", "critical", "in_progress", 0, ""},
		{"D-402", "Electrical", "No power on the fourth floor", "All four units since the storm.", "critical", "open", 0, ""},
		{"C-502", "Electrical", "Sparks at the meter board", "", "critical", "closed", 13, "Loose neutral tightened, board checked"},
		{"C-302", "Plumbing", "Flush tank overflows", "Runs the whole night.", "high", "open", 1, ""},
		{"A-403", "Lift", "Lift door makes a loud noise", "", "high", "in_progress", 1, ""},
		{"B-101", "Security", "Intercom is dead", "The gate cannot call us.", "high", "resolved", 4, "Handset changed; tested with the main gate"},
		{"D-103", "Plumbing", "No water on the top floors", "Every morning until eight.", "high", "closed", 17, "Booster pump serviced"},
		{"A-502", "Cleaning", "Rubbish not collected for two days", "", "medium", "open", 2, ""},
		{"C-203", "Carpentry", "Balcony door does not close", "Swollen since the rains.", "medium", "open", 4, ""},
		{"B-303", "Electrical", "Corridor lamp flickers, second floor", "", "medium", "in_progress", 3, ""},
		{"D-203", "Pest control", "Cockroaches in the duct", "", "medium", "resolved", 6, "Duct sprayed, again in a fortnight"},
		{"A-204", "Plumbing", "Tap in the common bathroom drips", "", "medium", "closed", 20, "Washer changed"},
		{"C-401", "Parking", "Somebody parks in my place", "White car, every evening.", "medium", "rejected", 9, "Place belongs to C-402 as per the register; owner was shown it"},
		{"B-503", "Electrical", "Fan in the lobby is slow", "", "low", "open", 8, ""},
		{"D-304", "Painting", "Paint peels beside the lift", "", "low", "in_progress", 11, ""},
		{"A-303", "Garden", "Bench in the garden is broken", "", "low", "resolved", 7, "Slat replaced and painted"},
		{"C-104", "Cleaning", "Name plate is dirty", "", "low", "closed", 19, "Cleaned"},
		{"B-402", "Other", "Neighbour's television is loud", "", "low", "rejected", 5, "Not maintenance; the committee was told"},
		{"A-101", "Electrical", "Bell does not ring", "", "medium", "open", 1, ""},
		{"C-203", "Plumbing", "Drain in the kitchen is slow", "", "low", "closed", 26, "Drain cleared"},
	}
}

// repair raises the tickets and works on them.
func (d *demo) repair() {
	for i, p := range ticketPlans() {
		u := d.unit(p.unit)
		if u.primary == nil {
			u = d.lived()
		}
		created := d.day(-p.days, d.between(8, 11), d.between(0, 59))
		if latest := d.now.Add(-time.Duration(95+i) * time.Minute); created.After(latest) {
			created = latest
		}
		t := &demoTicket{
			unit: u, requester: u.primary, category: p.category, title: p.title, text: p.text,
			priority: p.priority, status: "open", created: created, updated: created, id: d.id(created),
		}
		d.record(created, t.requester.atHome(), action.TicketCreated, "maintenance_tickets", &t.id, change{after: t.snapshot()})
		d.treat(t, p, i)
		var assigned *uuid.UUID
		if t.assigned != nil {
			assigned = &t.assigned.id
		}
		d.tables.tickets.add(t.id, t.unit.id, t.requester.id, t.category, t.title, value.Tidy(t.text), t.priority, t.status,
			assigned, t.created, t.updated, nullTime(t.resolved))
	}
}

// treat takes a ticket as far as the plan says; each step is past.
func (d *demo) treat(t *demoTicket, p ticketPlan, i int) {
	hand := d.office
	if p.category == "Plumbing" || i%4 == 3 {
		hand = d.plumber
	}
	at := t.created
	next := func(least, most int) time.Time {
		at = at.Add(d.minutes(least, most))
		return at
	}
	switch {
	case p.until == "open" && i%2 == 0:
		return
	case p.until == "rejected":
		d.work(t, next(20, 60), d.office.atOffice(), action.TicketRejected, p.note, func() { t.status = "rejected" })
		return
	}
	d.work(t, next(5, 25), d.office.atOffice(), action.TicketAssigned, "", func() { t.assigned = hand })
	if p.until == "open" {
		return
	}
	d.work(t, next(3, 20), hand.atOffice(), action.TicketStarted, "", func() { t.status = "in_progress" })
	if p.until == "in_progress" {
		return
	}
	d.work(t, next(10, 40), hand.atOffice(), action.TicketResolved, p.note, func() { t.status, t.resolved = "resolved", at })
	if p.until == "closed" {
		d.work(t, next(60, 900), t.requester.atHome(), action.TicketClosed, "", func() { t.status = "closed" })
	}
}
