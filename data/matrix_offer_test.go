package data_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
)

// offers are the methods that a screen offers by what Actor.May and Actor.Over say,
// with the permission that it asks about.
func offers() map[string]data.Permission {
	return map[string]data.Permission{
		"Visits":           data.ReadVisits,
		"Approve":          data.ApproveVisits,
		"Deny":             data.ApproveVisits,
		"PresumeLeft":      data.PresumeLeft,
		"Tickets":          data.ReadTickets,
		"RaiseTicket":      data.RaiseTickets,
		"AssignTicket":     data.WorkTickets,
		"StartTicket":      data.WorkTickets,
		"ReleaseTicket":    data.WorkTickets,
		"ResolveTicket":    data.WorkTickets,
		"RejectTicket":     data.WorkTickets,
		"PrioritizeTicket": data.WorkTickets,
		"EditTicket":       data.WorkTickets,
		"CloseTicket":      data.ConfirmTickets,
		"ReopenTicket":     data.ConfirmTickets,
		"CommentTicket":    data.CommentTickets,
		"UnitDues":         data.ReadBills,
		"RaiseBill":        data.ManageBills,
		"CorrectBill":      data.ManageBills,
		"VoidBill":         data.ManageBills,
		"WaiveBill":        data.ManageBills,
		"RunBills":         data.ManageBills,
		"ChargeOverdue":    data.ManageBills,
		"FeesWaiting":      data.ManageBills,
		"WaiveLateFees":    data.ManageBills,
		"ReversePayment":   data.ReversePayments,
		"ReverseReceipt":   data.ReversePayments,
		"WriteNotice":      data.WriteNotices,
		"ChangeNotice":     data.WriteNotices,
		"ExpireNotice":     data.WriteNotices,
		"UpgradeNotes":     data.ManageSettings,
		"AuditEntry":       data.ReadAudit,
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
	if r.list != nil && (answer == yes) != (c.actor.Over(p) == data.Everything) {
		t.Errorf("%s as %s: answered %s, over %d", name, c.column, answer, c.actor.Over(p))
	}
}
