package demo

import (
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// demoVisit is a visit while it goes through its steps.
type demoVisit struct {
	id                                   uuid.UUID
	unit                                 *demoUnit
	who                                  *caller
	party                                int
	entry, exit                          string
	status                               visits.Status
	created, expected, approved, in, out time.Time
	guard, approver                      *demoPerson
	presumed                             bool
	name                                 string // as corrected; else the caller's
}

// caller is somebody who comes to the gate, once or again and again.
type caller struct {
	name, phone, purpose, plate string
	// busy is until when the caller is inside.
	busy time.Time
	// home is where this caller goes, nil for anywhere.
	home *demoUnit
}

// snapshot has the fields that visitRow audits.
func (v *demoVisit) snapshot() map[string]any {
	var approver any
	if v.approver != nil {
		approver = v.approver.id.String()
	}
	return map[string]any{
		"unit_id": v.unit.id.String(), "visitor_name": v.name, "visitor_phone": jsonText(v.who.phone),
		"purpose": jsonText(v.who.purpose), "vehicle_number": jsonText(v.who.plate), "entry_gate": jsonText(v.entry),
		"exit_gate": jsonText(v.exit), "status": string(v.status), "expected_arrival": jsonTime(v.expected),
		"approved_at": jsonTime(v.approved), "check_in_time": jsonTime(v.in), "check_out_time": jsonTime(v.out),
		"approved_by_user_id": approver, "party_size": v.party, "presumed_left": v.presumed,
	}
}

// step changes a visit and records it; the first step is the visit's beginning.
func (d *demo) step(v *demoVisit, at time.Time, actor role.Actor, did action.Action, a visits.Approval, notes string, move func()) {
	var before map[string]any
	if v.status != "" {
		before = v.snapshot()
	} else {
		v.id, v.created = d.id(at), at
		if actor.Role != role.Resident {
			v.guard = d.member(actor)
		}
	}
	move()
	d.record(at, actor, did, "visitor_logs", &v.id, change{
		before: before, after: v.snapshot(), notes: notes, details: a.Details(),
	})
}

// member is the employee that an actor is, nil for others.
func (d *demo) member(a role.Actor) *demoPerson {
	for _, p := range []*demoPerson{d.guards.morning, d.guards.evening, d.guards.night, d.guards.service, d.office} {
		if p.id == a.UserID {
			return p
		}
	}
	return nil
}

func newDemoVisit(c *caller, u *demoUnit, party int) *demoVisit {
	return &demoVisit{who: c, name: c.name, unit: u, party: party}
}

// walkIn lets somebody in at the gate, with a resident's word if there is one.
func (d *demo) walkIn(v *demoVisit, at time.Time, gate string, a visits.Channel) {
	approval := visits.Approval{Channel: a}
	guard := d.guardOn(gate, at)
	d.step(v, at, guard.atGate(gate), action.VisitorCheckedIn, approval, "", func() {
		if a != visits.NoApproval {
			v.approved, v.approver = at, v.unit.primary
		}
		v.status, v.in, v.entry = visits.CheckedIn, at, gate
	})
}

// await puts somebody down who waits at the gate for a resident's word.
func (d *demo) await(v *demoVisit, at time.Time) {
	d.step(v, at, d.guardOn(mainGate, at).atGate(mainGate), action.VisitorAnnounced, visits.Approval{}, "", func() { v.status = visits.Pending })
}

// approve records a resident's word, which came over a channel.
func (d *demo) approve(v *demoVisit, at time.Time, by visits.Channel) {
	d.step(v, at, d.guardOn(mainGate, at).atGate(mainGate), action.VisitorApproved, visits.Approval{Channel: by}, "", func() {
		v.status, v.approved, v.approver = visits.Approved, at, v.unit.primary
	})
}

// preApprove is a resident who says whom to expect.
func (d *demo) preApprove(v *demoVisit, at, expected time.Time) {
	d.step(v, at, v.unit.primary.atHome(), action.VisitorPreApproved, visits.Approval{Channel: visits.ByResident}, "", func() {
		v.status, v.approved, v.approver, v.expected = visits.Approved, at, v.unit.primary, expected
	})
}

// enterExpected lets an approved visitor in.
func (d *demo) enterExpected(v *demoVisit, at time.Time, gate string) {
	guard := d.guardOn(gate, at)
	d.step(v, at, guard.atGate(gate), action.VisitorCheckedIn, visits.Approval{}, "", func() {
		v.status, v.in, v.entry, v.guard = visits.CheckedIn, at, gate, guard
	})
}

// deny turns somebody away, who waited or only just came.
func (d *demo) deny(v *demoVisit, at time.Time, reason string) {
	d.step(v, at, d.guardOn(mainGate, at).atGate(mainGate), action.VisitorDenied, visits.Approval{}, reason, func() { v.status = visits.Denied })
}

// leave checks somebody out.
func (d *demo) leave(v *demoVisit, at time.Time, gate string) {
	d.step(v, at, d.guardOn(gate, at).atGate(gate), action.VisitorCheckedOut, visits.Approval{}, "", func() {
		v.status, v.out, v.exit = visits.CheckedOut, at, gate
	})
}

// presumeLeft closes a visit that nobody checked out.
func (d *demo) presumeLeft(v *demoVisit, at time.Time) {
	d.step(v, at, d.office.atOffice(), action.VisitorPresumedLeft, visits.Approval{}, "Not seen on the morning round", func() {
		v.status, v.out, v.presumed = visits.CheckedOut, at, true
	})
}

// correct puts a mistyped name right.
func (d *demo) correct(v *demoVisit, at time.Time, name string) {
	gate := v.entry
	d.step(v, at, d.guardOn(gate, at).atGate(gate), action.VisitorCorrected, visits.Approval{}, "", func() { v.name = name })
}

// file writes a visit's row as its last step left it.
func (d *demo) file(v *demoVisit) {
	var guard, approver *uuid.UUID
	if v.guard != nil {
		guard = &v.guard.id
	}
	if v.approver != nil {
		approver = &v.approver.id
	}
	d.tables.visits.add(v.id, v.unit.id, v.name, value.Tidy(v.who.phone), value.Tidy(v.who.purpose), nullTime(v.in), nullTime(v.out),
		value.Tidy(v.who.plate), value.Tidy(v.entry), approver, guard, string(v.status), v.created, nullTime(v.expected),
		nullTime(v.approved), value.Tidy(v.exit), v.party, v.presumed)
}
