package audit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/audit"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
	"github.com/civoranexus/society360/tui/tuitest"
)

const guardAddress = "10.0.4.17"

// newSociety has a day of the gate, a ticket, a setting and what nobody did.
func newSociety() *screentest.Society {
	s := screentest.New()
	sealedAt := tuitest.Start().Add(-59 * time.Second)
	s.Sealed = seal.State{SealedAt: &sealedAt, Rows: 67, Waiting: 1, Stage: seal.StageDone}
	s.Unit("A-101").ID = id(101)
	for i, name := range []string{"Asha Rao", "Sunita Pawar", "Vijay More", "Imran Shaikh", "Sunita Before"} {
		as := []role.Role{role.Admin, role.Guard, role.Staff, role.Guard, role.Guard}[i]
		s.Accounts.Put(accounts.User{ID: id(100 + i), Name: name, Email: strings.ToLower(name[:4]) + "@demo.example", Role: string(as), Status: accounts.Active})
	}
	s.Accounts.Row(id(104)).DeletedAt = &time.Time{}
	add := func(minutes int, who, did, resource string, thing int, label, details string) *trail.Row {
		r := trail.Row{
			ID: id(1000 + s.Trail.Len()), At: tuitest.Start().Add(-time.Duration(minutes) * time.Minute), Action: action.Action(did),
			Resource: resource, Label: label, Address: guardAddress, Client: "SSH-2.0-OpenSSH_9.2 vt100", Details: json.RawMessage(details),
		}
		if who != "" {
			actor := s.Actor(who)
			r.UserID, r.Who, r.Role, r.Email = &actor.UserID, who, string(actor.Role), strings.ToLower(strings.Fields(who)[0])+"@demo.example"
		}
		if thing > 0 {
			of := id(thing)
			r.ResourceID = &of
		}
		return s.Trail.Put(r)
	}
	add(1, "Asha Rao", "SETTING_CHANGED", "system_config", 7, "billing.late_fee_percentage",
		`{"before": {"config_value": "5"}, "after": {"config_value": "2"}, "notes": "as the meeting of 14 Nov decided"}`)
	add(5, "Sunita Pawar", "VISITOR_CHECKED_OUT", "visitor_logs", 5, "Ramesh Kumar",
		`{"before": {"status": "checked_in"}, "after": {"status": "checked_out", "check_out_time": "2026-11-21T08:32:30.123+00:00", "exit_gate": "Main"}}`).Gate = "Main"
	add(19, "Sunita Pawar", "VISITOR_CHECKED_IN", "visitor_logs", 5, "Ramesh Kumar",
		`{"after": {"status": "checked_in", "visitor_name": "Ramesh Kumar", "unit_id": "`+id(101).String()+`", "vehicle_number": "MH12AB1234"}}`).Gate = "Main"
	add(30, "Vijay More", "TICKET_RESOLVED", "maintenance_tickets", 6, "Lift stuck, Tower A",
		`{"before": {"status": "in_progress"}, "after": {"status": "resolved", "resolved_at": "2026-11-21T08:07:30+00:00"}, "notes": "Relay replaced; lift tested with load, twice, by the technician of the maker who signed the book in the machine room"}`)
	add(40, "", "BILL_OVERDUE", "bills", 8, "A-101 Maintenance 2026-11-01", `null`).Client = "cli"
	add(50, "", "OTHER_PROGRAM", "", 0, "", `["a", 1]`)
	add(55, "Asha Rao", "UNITS_IMPORTED", "units", 0, "", `{"after": {"blocks": 2, "units": 40}}`)
	for n := range 60 {
		add(60+n, "Imran Shaikh", "VISITOR_CHECKED_IN", "visitor_logs", 100+n, fmt.Sprintf("Visitor %d", n), `{"after": {"status": "checked_in"}}`)
	}
	return s
}

func id(n int) uuid.UUID { return screentest.ID(n) }

// newest changes the latest row of the trail.
func newest(d *screentest.Desk, edit func(*trail.Row)) { edit(d.Trail.Row(id(1000))) }

type setup struct {
	term    []string
	open    string
	society *screentest.Society
}

func open(tb testing.TB, setups ...func(*setup)) *screentest.Desk {
	tb.Helper()
	set := setup{society: newSociety()}
	for _, f := range setups {
		f(&set)
	}
	s := set.society
	rooms, actor := s.Rooms(), s.Actor("Asha Rao")
	actor.Origin.Gate = "Main"
	return s.Desk(tb, screentest.Seat{
		Actor: actor, Screen: "audit", Named: shell.Account{ID: "1", Name: "Sunita Pawar", Role: "guard"}, Term: set.term,
		New: func(env *tui.Env, _ string) tui.Screen {
			return audit.New(env, audit.Stores{Trail: rooms.Trail, Seal: rooms.Seal}, actor, s.Files, set.open)
		},
	})
}

// filters are those that the trail was read with.
func filters(d *screentest.Desk) []trail.Filter { return screentest.Sent[trail.Filter](d) }

func last(d *screentest.Desk) trail.Filter { return filters(d)[len(filters(d))-1] }
