package data_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/role"
)

// offers are the methods that a screen offers by what Actor.May and Actor.Over say,
// with the permission that it asks about.
func offers() map[string]role.Permission {
	return map[string]role.Permission{
		"Visits.List":           role.ReadVisits,
		"Visits.Approve":        role.ApproveVisits,
		"Visits.Deny":           role.ApproveVisits,
		"Visits.PresumeLeft":    role.PresumeLeft,
		"Tickets.List":          role.ReadTickets,
		"Tickets.Raise":         role.RaiseTickets,
		"Tickets.Assign":        role.WorkTickets,
		"Tickets.Start":         role.WorkTickets,
		"Tickets.Release":       role.WorkTickets,
		"Tickets.Resolve":       role.WorkTickets,
		"Tickets.Reject":        role.WorkTickets,
		"Tickets.Prioritize":    role.WorkTickets,
		"Tickets.Edit":          role.WorkTickets,
		"Tickets.Close":         role.ConfirmTickets,
		"Tickets.Reopen":        role.ConfirmTickets,
		"Tickets.Comment":       role.CommentTickets,
		"Tickets.Note":          role.WorkTickets,
		"Money.UnitDues":        role.ReadBills,
		"Money.RaiseBill":       role.ManageBills,
		"Money.CorrectBill":     role.ManageBills,
		"Money.VoidBill":        role.ManageBills,
		"Money.WaiveBill":       role.ManageBills,
		"Money.RunBills":        role.ManageBills,
		"Money.TakeBackRun":     role.ManageBills,
		"Money.ChargeOverdue":   role.ManageBills,
		"Money.FeesWaiting":     role.ManageBills,
		"Money.WaiveLateFees":   role.ManageBills,
		"Money.ReversePayment":  role.ReversePayments,
		"Money.ReverseReceipt":  role.ReversePayments,
		"Notices.Write":         role.WriteNotices,
		"Notices.Change":        role.WriteNotices,
		"Notices.Readers":       role.WriteNotices,
		"Notices.Expire":        role.WriteNotices,
		"Accounts.UpgradeNotes": role.ManageSettings,
		"Trail.Get":             role.ReadAudit,
	}
}

// isOffered holds what a screen offers against what the method answers: nothing is
// offered that is Forbidden, and what is not Forbidden is offered. Of an account
// that was changed since it signed in only the database knows, and the program
// itself has no screen.
func (r trial) isOffered(t *testing.T, c *cell, answer string) {
	t.Helper()
	p, asked := offers()[r.method]
	if !asked || c.column == "barred" || c.column == "exadm" || c.column == "prog" {
		return
	}
	name := strings.TrimSpace(r.method + " " + r.as)
	if c.actor.May(p) == (answer == no) {
		t.Errorf("%s as %s: answered %s, and offered: %v", name, c.column, answer, c.actor.May(p))
	}
	if r.list != nil && (answer == yes) != (c.actor.Over(p) == role.Everything) {
		t.Errorf("%s as %s: answered %s, over %d", name, c.column, answer, c.actor.Over(p))
	}
}
