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
		"Visits":           role.ReadVisits,
		"Approve":          role.ApproveVisits,
		"Deny":             role.ApproveVisits,
		"PresumeLeft":      role.PresumeLeft,
		"Tickets":          role.ReadTickets,
		"RaiseTicket":      role.RaiseTickets,
		"AssignTicket":     role.WorkTickets,
		"StartTicket":      role.WorkTickets,
		"ReleaseTicket":    role.WorkTickets,
		"ResolveTicket":    role.WorkTickets,
		"RejectTicket":     role.WorkTickets,
		"PrioritizeTicket": role.WorkTickets,
		"EditTicket":       role.WorkTickets,
		"CloseTicket":      role.ConfirmTickets,
		"ReopenTicket":     role.ConfirmTickets,
		"CommentTicket":    role.CommentTickets,
		"UnitDues":         role.ReadBills,
		"RaiseBill":        role.ManageBills,
		"CorrectBill":      role.ManageBills,
		"VoidBill":         role.ManageBills,
		"WaiveBill":        role.ManageBills,
		"RunBills":         role.ManageBills,
		"ChargeOverdue":    role.ManageBills,
		"FeesWaiting":      role.ManageBills,
		"WaiveLateFees":    role.ManageBills,
		"ReversePayment":   role.ReversePayments,
		"ReverseReceipt":   role.ReversePayments,
		"WriteNotice":      role.WriteNotices,
		"ChangeNotice":     role.WriteNotices,
		"ExpireNotice":     role.WriteNotices,
		"UpgradeNotes":     role.ManageSettings,
		"AuditEntry":       role.ReadAudit,
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
