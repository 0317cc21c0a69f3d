package screens_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/money"
	datanotices "github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	datatickets "github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// walked are the accounts that walk, one of each role.
func walked() map[role.Role]string {
	return map[role.Role]string{role.Guard: "Sunita Pawar", role.Staff: "Vijay More", role.Resident: "Meera Joshi", role.Admin: "Asha Rao"}
}

// emptySociety has the accounts, a unit in which one of them lives, and no more.
func emptySociety() *screentest.Society {
	s := screentest.New()
	s.Set("general.society_name", "Green Park CHS")
	s.Set(money.PaymentsByResidents().Key, string(money.ResidentsSimulate))
	for _, label := range []string{"A-101", "B-204", "C-302"} {
		s.Unit(label).Status = "vacant"
	}
	for _, as := range []role.Role{role.Guard, role.Staff, role.Resident, role.Admin} {
		s.Person(walked()[as], as, "98200 43210")
	}
	s.Lives(s.Actor("Meera Joshi"), "A-101", "owner")
	s.Units.Find("A-101")
	return s
}

// fullSociety has rows of every kind, so that every command has one that it is
// for.
func fullSociety() *screentest.Society {
	s := emptySociety()
	s.Lives(s.Person("Farah Khan", role.Resident, "99300 45678"), "B-204", "tenant")
	s.Units.Change("A-101", func(u *screentest.Home) { u.Status = "occupied" })
	s.Units.Change("B-204", func(u *screentest.Home) { u.Status = "occupied" })
	s.Units.Change("C-302", func(u *screentest.Home) { u.Status = homes.UnderMaintenance })
	walkVisits(s)
	walkMoney(s)
	walkTickets(s)
	for i, who := range []datanotices.Audience{datanotices.ForAll, datanotices.ForStaff, datanotices.ForOwners} {
		s.Notices.Put(datanotices.Notice{
			Title: fmt.Sprintf("Notice %d", i), Author: "Asha Rao", Audience: who, Content: "Water is off.", Important: i == 0,
			CreatedAt: *hoursAgo(i + 1),
		})
	}
	walkAccounts(s)
	s.Files.In = map[string]string{"units.csv": "good", "old.csv": "bad"}
	good := imports.Report{Lines: 3, Added: imports.Counts{Blocks: 1, Units: 2}, NewBlocks: []string{"Tower C"}}
	bad := good
	bad.Bad = []imports.BadLine{{Line: 7, Column: "floor", Why: screentest.Refusal("The floor is missing.")}}
	s.Plans["good"], s.Plans["bad"] = good, bad
	return s
}

func hoursAgo(n int) *time.Time {
	at := tuitest.Start().Add(-time.Duration(n) * time.Hour)
	return &at
}

// walkVisits has visitors of every status.
func walkVisits(s *screentest.Society) {
	for n, status := range []visits.Status{visits.CheckedIn, visits.CheckedIn, visits.CheckedOut, visits.CheckedOut, visits.Denied, visits.Approved, visits.Approved, visits.Pending} {
		u, meera := s.Units.Find("A-101"), s.Actor("Meera Joshi")
		v := visits.Visit{
			UnitID: &u.ID, Unit: u.Label, Name: fmt.Sprintf("Visitor %d", n), Phone: fmt.Sprintf("98111 2223%d", n), Purpose: "Delivery",
			Plate: "MH12AB1234", Status: status, PartySize: 1, Guard: "Sunita Pawar", CreatedAt: *hoursAgo(20 - 2*n),
		}
		switch status {
		case visits.CheckedIn, visits.CheckedOut:
			v.CheckInTime, v.EntryGate = &v.CreatedAt, "Main"
		case visits.Approved:
			v.ApprovedAt, v.Approver, v.ApproverID = &v.CreatedAt, meera.Name, &meera.UserID
			if n == 5 {
				v.CreatedAt = *hoursAgo(40) // which lapsed
				v.ApprovedAt = hoursAgo(40)
			}
		}
		if n == 0 {
			v.CheckInTime = hoursAgo(30)
		}
		if status == visits.CheckedOut {
			v.CheckOutTime, v.ExitGate = hoursAgo(n-2), "Main"
		}
		s.Visits.Put(v)
	}
	meera, sunita := s.Actor("Meera Joshi"), s.Actor("Sunita Pawar")
	unit := s.Units.Find("A-101").ID
	s.Bars.Put(visits.Bar{Kind: visits.BarredPhone, Value: "98000 11111", Reason: "took parcels", By: sunita.Name, ByID: &sunita.UserID, CreatedAt: s.Clock()})
	s.Bars.Put(visits.Bar{Kind: visits.BarredName, Value: "Old Friend", UnitID: &unit, Unit: "A-101", Reason: "shouts", By: meera.Name, ByID: &meera.UserID, ByResident: true, CreatedAt: s.Clock()})
}

// walkMoney has bills of every age, payments and a claim.
func walkMoney(s *screentest.Society) {
	meera, vijay, today := s.Actor("Meera Joshi"), s.Actor("Vijay More"), value.DayOf(tuitest.Start())
	bill := func(unit, kind string, due value.Day) *money.Bill {
		home := s.Units.Find(unit).ID
		return s.Bills.Put(money.Bill{UnitID: &home, Unit: unit, Type: kind, Amount: 500_000, BillDate: due.AddDays(-14), DueDate: due, Description: kind + " " + due.String()})
	}
	late, paid := bill("A-101", money.Maintenance, today.AddDays(-40)), bill("A-101", "Water", today.AddDays(-20))
	bill("A-101", "Parking", today.AddDays(10))
	bill("B-204", money.Maintenance, today.AddDays(-3))
	for n, b := range []*money.Bill{late, paid} {
		receipt := screentest.ID(900 + n)
		s.Payments.Put(money.Payment{
			BillID: &b.ID, PayerID: &meera.UserID, Payer: meera.Name, RecordedBy: &vijay.UserID, Recorder: vijay.Name,
			Amount: 200_000, Method: money.UPI, Reference: "UPI-4471", At: *hoursAgo(n + 1), Status: money.PaymentSucceeded,
			ReceiptID: &receipt, Receipt: fmt.Sprintf("2026-%06d", n+1),
		})
	}
	s.Claimed(meera, late, 100_000, "UPI-9921", time.Hour)
	cheque, dated := screentest.ID(910), today
	s.Payments.Put(money.Payment{
		ID: cheque, BillID: &paid.ID, PayerID: &meera.UserID, Payer: meera.Name, RecordedBy: &vijay.UserID, Recorder: vijay.Name,
		Amount: 100_000, Method: money.Cheque, Reference: "004217", Bank: "HDFC", At: *hoursAgo(3), ReceivedOn: today, ChequeDate: &dated,
		Status: money.PaymentUncleared, ClaimID: &cheque, ClaimedAt: hoursAgo(3),
	})
}

// walkTickets has tickets of every status.
func walkTickets(s *screentest.Society) {
	for n, status := range []datatickets.Status{datatickets.Open, datatickets.InProgress, datatickets.InProgress, datatickets.Resolved, datatickets.Closed, datatickets.Rejected} {
		u, meera, hand := s.Units.Find("A-101"), s.Actor("Meera Joshi"), s.Actor([]string{"Vijay More", "Asha Rao"}[n%2])
		t := datatickets.Ticket{
			Title: fmt.Sprintf("Ticket %d", n), Category: "Plumbing", UnitID: &u.ID, Unit: u.Label, Priority: datatickets.Medium, Status: status,
			CreatedAt: *hoursAgo(n + 3), UpdatedAt: *hoursAgo(n + 1), RequesterID: &meera.UserID, Requester: meera.Name,
		}
		if status != datatickets.Open {
			t.AssigneeID, t.Assignee = &hand.UserID, hand.Name
		}
		if status == datatickets.Resolved || status == datatickets.Closed {
			t.ResolvedAt = hoursAgo(n)
		}
		s.Tickets.Put(t)
	}
}

// walkAccounts has accounts of every status, their desks and keys, and a trail.
func walkAccounts(s *screentest.Society) {
	for status, name := range map[string]string{accounts.Inactive: "Arun Joshi", "banned": "Imran Shaikh"} {
		s.Person(name, role.Guard, "")
		s.Accounts.Change(name, func(u *accounts.User) { u.Status = status })
	}
	sunita, asha := s.Actor("Sunita Pawar"), s.Actor("Asha Rao")
	for n, who := range []role.Actor{sunita, asha} {
		s.SSHKeys.Put(screentest.Key{UserID: who.UserID, SSHKey: accounts.SSHKey{Fingerprint: fmt.Sprintf("SHA256:%d", n), Comment: who.Name}})
		s.Desks.Put(accounts.Session{UserID: &who.UserID, Name: who.Name, Role: string(who.Role), Gate: "Main", Screen: "gate", Address: "10.0.4.17", Client: "SSH-2.0-OpenSSH_9.2 vt100", StartedAt: *hoursAgo(3), ActiveAt: *hoursAgo(1)})
	}
	for n, did := range []action.Action{action.UserLogin, action.VisitorCheckedIn, action.UserLoginFailed} {
		s.Trail.Put(trail.Row{
			At: *hoursAgo(n + 1), Action: did, UserID: &sunita.UserID, Who: sunita.Name, Role: string(sunita.Role), Resource: "users",
			ResourceID: &sunita.UserID, Label: sunita.Name, Address: "10.0.4.17", Details: json.RawMessage(`{"after": {"status": "active"}}`),
		})
	}
}
