package township

import (
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/visits"
)

// gateMove is a step of a visit.
type gateMove struct {
	at    instant
	did   action.Action
	visit *visit
}

// moves adds the steps of the visit to a list.
func (v *visit) moves(list []gateMove) []gateMove {
	add := func(at instant, did action.Action) { list = append(list, gateMove{at, did, v}) }
	switch {
	case v.announced:
		add(v.created, action.VisitorPreApproved)
	case v.waited:
		add(v.created, action.VisitorAnnounced)
		if v.approved != 0 {
			add(v.approved, action.VisitorApproved)
		}
	case v.status == visits.Denied:
		add(v.created, action.VisitorDenied)
	}
	if v.in != 0 {
		add(v.in, action.VisitorCheckedIn)
	}
	if v.out != 0 {
		add(v.out, action.VisitorCheckedOut)
	}
	return list
}

// entryAt writes a step at a gate out.
func (t *town) entryAt(m gateMove) entry {
	v := m.visit
	who, gate := v.guard, v.gate
	switch m.did {
	case action.VisitorPreApproved:
		who = v.approver
	case action.VisitorCheckedOut:
		who, gate = v.letOut, v.outGate
	}
	e := entry{at: m.at, did: m.did, table: "visitor_logs", resource: v.id, who: who, address: who.address}
	at := ""
	if m.did != action.VisitorPreApproved {
		at, e.address = t.gates[gate], gateAddress(gate)
	}
	d := by(who, at)
	switch m.did {
	case action.VisitorPreApproved:
		v.whole(d.text("approval", string(v.channel)), visits.Approved)
	case action.VisitorAnnounced:
		v.whole(d, visits.Pending)
	case action.VisitorDenied:
		v.whole(d.text("notes", v.reason), visits.Denied)
	case action.VisitorApproved:
		d.text("approval", string(v.channel)).begin("before").text("status", string(visits.Pending)).end()
		d.begin("after").text("status", string(visits.Approved)).time("approved_at", v.approved).id("approved_by_user_id", v.approver.id).end()
	case action.VisitorCheckedOut:
		d.begin("before").text("status", string(visits.CheckedIn)).end()
		d.begin("after").text("status", string(visits.CheckedOut)).time("check_out_time", v.out).text("exit_gate", v.exit).end()
	default:
		if v.announced || v.waited {
			d.begin("before").text("status", string(visits.Approved)).end()
			d.begin("after").text("status", string(visits.CheckedIn)).time("check_in_time", v.in).text("entry_gate", v.entry).end()
			break
		}
		v.whole(d.text("approval", string(v.channel)), visits.CheckedIn)
	}
	e.details = d.done()
	return e
}

// whole writes the visit as its first step left it.
func (v *visit) whole(d *details, as visits.Status) {
	d.begin("after").id("unit_id", v.unit.id).text("visitor_name", v.name).text("visitor_phone", v.phone).text("purpose", v.purpose).
		text("vehicle_number", v.plate).text("status", string(as)).number("party_size", v.party).truth("presumed_left", false)
	if v.announced {
		d.time("expected_arrival", v.expected)
	}
	if as == visits.CheckedIn {
		d.time("check_in_time", v.in).text("entry_gate", v.entry)
	}
	if as == visits.CheckedIn || as == visits.Approved {
		d.time("approved_at", v.approved)
		if v.approver != nil {
			d.id("approved_by_user_id", v.approver.id)
		}
	}
	d.end()
}
