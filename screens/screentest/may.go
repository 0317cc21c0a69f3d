package screentest

import (
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/role"
)

// may reports whether an actor's role has what a call wants of it. What hangs on
// settings, on units and on whose something is, each call says itself.
func may(actor role.Actor, call string) bool {
	room, _, _ := strings.Cut(call, ".")
	want, known := wants()[call]
	if !known {
		want, known = wants()[room]
	}
	scope := actor.Over(want)
	return !known || scope == role.Everything || scope != role.Nothing && !slices.Contains(ofAll(), call)
}

// ofAll are the calls that are over the whole society: to have their permission over
// one's own unit is not enough.
func ofAll() []string {
	return []string{"Money.Ageing", "Money.BounceCheque", "Money.Cheques", "Money.Claims", "Money.ClearCheque", "Money.ConfirmClaim", "Money.Defaulters", "Money.RefuseClaim"}
}

// wants are the permissions that calls want, by the call, or else by the room.
func wants() map[string]role.Permission {
	return map[string]role.Permission{
		"Accounts":                role.ManageAccounts,
		"Accounts.Sessions":       role.ManageSessions,
		"Accounts.EndSession":     role.ManageSessions,
		"Archive":                 role.ArchiveRecords,
		"Directory":               role.ReadDirectory,
		"Directory.Record":        role.ManageUnits,
		"Health":                  role.ReadHealth,
		"Homes":                   role.ManageUnits,
		"Homes.FindUnits":         role.ReadDirectory,
		"Homes.MyUnits":           role.ReadDirectory,
		"Homes.Residents":         role.ReadDirectory,
		"Homes.Units":             role.ReadDirectory,
		"Homes.RevealPhone":       role.RevealPhones,
		"Imports":                 role.ManageUnits,
		"Maintenance":             role.ReadHealth,
		"Money":                   role.ManageBills,
		"Money.Ageing":            role.ReadBills,
		"Money.Bill":              role.ReadBills,
		"Money.Bills":             role.ReadBills,
		"Money.BounceCheque":      role.RecordPayments,
		"Money.Cheques":           role.ReadBills,
		"Money.Claims":            role.ReadBills,
		"Money.ClaimFates":        role.RecordPayments,
		"Money.ClearCheque":       role.RecordPayments,
		"Money.CloseDay":          role.CloseDays,
		"Money.Closings":          role.ReadTakings,
		"Money.PreviewClosing":    role.CloseDays,
		"Money.UndoClosing":       role.CloseDays,
		"Money.Defaulters":        role.ReadBills,
		"Money.IssueReceipt":      role.ReadBills,
		"Money.Payments":          role.ReadBills,
		"Money.Receipt":           role.ReadBills,
		"Money.UnitAccounts":      role.ReadBills,
		"Money.UnitDues":          role.ReadBills,
		"Money.ClaimPayment":      role.RecordPayments,
		"Money.ConfirmClaim":      role.RecordPayments,
		"Money.Pay":               role.RecordPayments,
		"Money.PaymentMethodsFor": role.RecordPayments,
		"Money.RefuseClaim":       role.RecordPayments,
		"Money.WithdrawClaim":     role.RecordPayments,
		"Money.ReversePayment":    role.ReversePayments,
		"Money.ReverseReceipt":    role.ReversePayments,
		"Money.Takings":           role.ReadTakings,
		"Notices":                 role.WriteNotices,
		"Notices.MarkRead":        role.ReadNotices,
		"Notices.Readers":         role.WriteNotices,
		"Notices.Get":             role.ReadNotices,
		"Notices.List":            role.ReadNotices,
		"Reports":                 role.ReadReports,
		"Schedule":                role.ReadHealth,
		"Schedule.Ask":            role.RunSchedule,
		"Settings.Reset":          role.ManageSettings,
		"Settings.Set":            role.ManageSettings,
		"Settings.List":           role.ManageSettings,
		"Settings.Trail":          role.ManageSettings,
		"Tickets":                 role.WorkTickets,
		"Tickets.Close":           role.ConfirmTickets,
		"Tickets.Reopen":          role.ConfirmTickets,
		"Tickets.Comment":         role.CommentTickets,
		"Tickets.Raise":           role.RaiseTickets,
		"Tickets.Categories":      role.RaiseTickets,
		"Tickets.Get":             role.ReadTickets,
		"Tickets.Counts":          role.ReadTickets,
		"Tickets.List":            role.ReadTickets,
		"Tickets.Trail":           role.ReadTickets,
		"Seal":                    role.ReadAudit,
		"Trail":                   role.ReadAudit,
		"Visits":                  role.ReadVisits,
		"Visits.Approve":          role.ApproveVisits,
		"Visits.Deny":             role.ApproveVisits,
		"Visits.Withdraw":         role.ApproveVisits,
		"Visits.CheckIn":          role.LogVisits,
		"Visits.AtGate":           role.LogVisits,
		"Visits.TellDenied":       role.LogVisits,
		"Visits.CheckOut":         role.LogVisits,
		"Visits.KnownVisitor":     role.LogVisits,
		"Visits.UndoCheckOut":     role.LogVisits,
		"Visits.Correct":          role.CorrectVisits,
		"Visits.Log":              role.ApproveVisits,
		"Visits.PresumeLeft":      role.PresumeLeft,
	}
}
