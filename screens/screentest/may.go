package screentest

import (
	"slices"
	"strings"

	"github.com/civoranexus/society360/data"
)

// may reports whether an actor's role has what a call wants of it. What hangs on
// settings, on units and on whose something is, each call says itself.
func may(actor data.Actor, call string) bool {
	room, _, _ := strings.Cut(call, ".")
	want, known := wants()[call]
	if !known {
		want, known = wants()[room]
	}
	scope := actor.Over(want)
	return !known || scope == data.Everything || scope != data.Nothing && !slices.Contains(ofAll(), call)
}

// ofAll are the calls that are over the whole society: to have their permission over
// one's own unit is not enough.
func ofAll() []string {
	return []string{"Money.Ageing", "Money.Claims", "Money.ConfirmClaim", "Money.Defaulters", "Money.RefuseClaim"}
}

// wants are the permissions that calls want, by the call, or else by the room.
func wants() map[string]data.Permission {
	return map[string]data.Permission{
		"Accounts":                 data.ManageAccounts,
		"Accounts.DeskSessions":    data.ManageSessions,
		"Accounts.EndSession":      data.ManageSessions,
		"Directory":                data.ReadDirectory,
		"Directory.UnitRecord":     data.ManageUnits,
		"Homes":                    data.ManageUnits,
		"Homes.FindUnits":          data.ReadDirectory,
		"Homes.MyUnits":            data.ReadDirectory,
		"Homes.Residents":          data.ReadDirectory,
		"Homes.Units":              data.ReadDirectory,
		"Homes.RevealPhone":        data.RevealPhones,
		"Imports":                  data.ManageUnits,
		"Money":                    data.ManageBills,
		"Money.Ageing":             data.ReadBills,
		"Money.Bill":               data.ReadBills,
		"Money.Bills":              data.ReadBills,
		"Money.Claims":             data.ReadBills,
		"Money.Defaulters":         data.ReadBills,
		"Money.IssueReceipt":       data.ReadBills,
		"Money.Payments":           data.ReadBills,
		"Money.Receipt":            data.ReadBills,
		"Money.UnitAccounts":       data.ReadBills,
		"Money.UnitDues":           data.ReadBills,
		"Money.ClaimPayment":       data.RecordPayments,
		"Money.ConfirmClaim":       data.RecordPayments,
		"Money.Pay":                data.RecordPayments,
		"Money.PaymentMethodsFor":  data.RecordPayments,
		"Money.RefuseClaim":        data.RecordPayments,
		"Money.WithdrawClaim":      data.RecordPayments,
		"Money.ReversePayment":     data.ReversePayments,
		"Money.ReverseReceipt":     data.ReversePayments,
		"Money.Takings":            data.ReadTakings,
		"Notices":                  data.WriteNotices,
		"Notices.MarkRead":         data.ReadNotices,
		"Notices.Notice":           data.ReadNotices,
		"Notices.Notices":          data.ReadNotices,
		"Reports":                  data.ReadReports,
		"Settings.ResetSetting":    data.ManageSettings,
		"Settings.SetSetting":      data.ManageSettings,
		"Settings.SettingRows":     data.ManageSettings,
		"Settings.SettingTrail":    data.ManageSettings,
		"Tickets":                  data.WorkTickets,
		"Tickets.CloseTicket":      data.ConfirmTickets,
		"Tickets.ReopenTicket":     data.ConfirmTickets,
		"Tickets.CommentTicket":    data.CommentTickets,
		"Tickets.RaiseTicket":      data.RaiseTickets,
		"Tickets.TicketCategories": data.RaiseTickets,
		"Tickets.Ticket":           data.ReadTickets,
		"Tickets.TicketCounts":     data.ReadTickets,
		"Tickets.Tickets":          data.ReadTickets,
		"Tickets.TicketTrail":      data.ReadTickets,
		"Trail":                    data.ReadAudit,
		"Visits":                   data.ReadVisits,
		"Visits.Approve":           data.ApproveVisits,
		"Visits.Deny":              data.ApproveVisits,
		"Visits.CheckIn":           data.LogVisits,
		"Visits.CheckOut":          data.LogVisits,
		"Visits.KnownVisitor":      data.LogVisits,
		"Visits.UndoCheckOut":      data.LogVisits,
		"Visits.Correct":           data.CorrectVisits,
		"Visits.LogVisit":          data.ApproveVisits,
		"Visits.PresumeLeft":       data.PresumeLeft,
	}
}
