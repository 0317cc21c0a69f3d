package data_test

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// pageRows is the page that lists are read in.
const pageRows = 10

// awaited is a read that somebody waits for.
type awaited struct {
	name string
	read func(ctx context.Context, s *data.Society) error
}

// found are rows of a township that reads are tried with.
type found struct {
	admin, staff, guard, resident role.Actor
	unit, block, bill, payment    uuid.UUID
	receipt, ticket, visit        uuid.UUID
	notice                        uuid.UUID
	phone, label                  string
	thing                         uuid.UUID
	day                           value.Day
	deep                          time.Time
}

// of is a read of an answer that nobody looks at.
func of[T any](read func(ctx context.Context, s *data.Society) (T, error)) func(context.Context, *data.Society) error {
	return func(ctx context.Context, s *data.Society) error {
		_, err := read(ctx, s)
		return err
	}
}

func (f found) reads() []awaited {
	all := append(f.gateReads(), f.ticketReads()...)
	all = append(all, f.billReads()...)
	all = append(all, f.peopleReads()...)
	return append(all, f.deskReads()...)
}

func (f found) gateReads() (all []awaited) {
	list := func(name string, who role.Actor, filter visits.Filter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Visits.List " + name, of(func(ctx context.Context, s *data.Society) (visits.Page, error) {
			return s.Visits.List(ctx, who, filter)
		})})
	}
	behind := &visits.Cursor{At: f.deep, Due: f.deep, Late: true, ID: f.visit}
	list("inside", f.guard, visits.Filter{})
	list("inside, deep", f.guard, visits.Filter{After: behind})
	list("inside, a unit", f.guard, visits.Filter{UnitID: &f.unit})
	list("expected", f.guard, visits.Filter{View: visits.Expected})
	list("expected, waiting", f.guard, visits.Filter{View: visits.Expected, Status: visits.Pending})
	list("expected, deep", f.guard, visits.Filter{View: visits.Expected, After: behind})
	list("today", f.guard, visits.Filter{View: visits.Today})
	list("today, out", f.guard, visits.Filter{View: visits.Today, Status: visits.CheckedOut})
	list("history", f.guard, visits.Filter{View: visits.History})
	list("history, deep", f.guard, visits.Filter{View: visits.History, After: behind})
	list("history, a unit", f.guard, visits.Filter{View: visits.History, UnitID: &f.unit})
	list("history, days", f.guard, visits.Filter{View: visits.History, Since: f.deep.AddDate(0, 0, -2), Until: f.deep})
	for _, status := range []visits.Status{visits.Pending, visits.Approved, visits.CheckedIn, visits.CheckedOut, visits.Denied, visits.Withdrawn} {
		list("history, "+string(status), f.guard, visits.Filter{View: visits.History, Status: status})
	}
	list("history, denied, deep", f.guard, visits.Filter{View: visits.History, Status: visits.Denied, After: behind})
	list("own inside", f.resident, visits.Filter{})
	list("own expected", f.resident, visits.Filter{View: visits.Expected})
	list("own history", f.resident, visits.Filter{View: visits.History})
	list("own today", f.resident, visits.Filter{View: visits.Today})
	return append(all,
		awaited{"Visits.Counts", of(func(ctx context.Context, s *data.Society) (visits.Counts, error) {
			return s.Visits.Counts(ctx, f.guard)
		})},
		awaited{"Visits.Counts own", of(func(ctx context.Context, s *data.Society) (visits.Counts, error) {
			return s.Visits.Counts(ctx, f.resident)
		})},
		awaited{"Visits.Muster", of(func(ctx context.Context, s *data.Society) (visits.MusterPage, error) {
			return s.Visits.Muster(ctx, f.guard, nil)
		})},
		awaited{"Visits.Muster, deep", of(func(ctx context.Context, s *data.Society) (visits.MusterPage, error) {
			page, err := s.Visits.Muster(ctx, f.guard, nil)
			if err == nil && page.More {
				page, err = s.Visits.Muster(ctx, f.guard, &page.Lines[len(page.Lines)-1])
			}
			return page, err
		})},
		awaited{"Visits.Muster own", of(func(ctx context.Context, s *data.Society) (visits.MusterPage, error) {
			return s.Visits.Muster(ctx, f.resident, nil)
		})},
		awaited{"Visits.Get", of(func(ctx context.Context, s *data.Society) (visits.Visit, error) {
			return s.Visits.Get(ctx, f.guard, f.visit)
		})},
		awaited{"Visits.Trail", of(func(ctx context.Context, s *data.Society) ([]visits.Step, error) {
			return s.Visits.Trail(ctx, f.guard, f.visit)
		})},
		awaited{"Visits.KnownVisitor", of(func(ctx context.Context, s *data.Society) (visits.Known, error) {
			return s.Visits.KnownVisitor(ctx, f.guard, f.phone)
		})},
	)
}

func (f found) ticketReads() (all []awaited) {
	list := func(name string, who role.Actor, filter tickets.Filter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Tickets.List " + name, of(func(ctx context.Context, s *data.Society) (tickets.Page, error) {
			return s.Tickets.List(ctx, who, filter)
		})})
	}
	behind := &tickets.Cursor{Moment: time.Now(), Due: f.deep, At: f.deep, Rank: 2, ID: f.ticket}
	list("queue", f.staff, tickets.Filter{})
	list("queue, deep", f.staff, tickets.Filter{After: behind})
	list("queue, a category", f.staff, tickets.Filter{Category: "plumbing"})
	list("queue, open", f.staff, tickets.Filter{Statuses: []tickets.Status{tickets.Open}})
	list("mine", f.staff, tickets.Filter{View: tickets.ViewMine})
	list("unassigned", f.staff, tickets.Filter{View: tickets.ViewUnassigned})
	list("all", f.staff, tickets.Filter{View: tickets.ViewAll})
	list("all, deep", f.staff, tickets.Filter{View: tickets.ViewAll, After: behind})
	list("all, a category", f.staff, tickets.Filter{View: tickets.ViewAll, Category: "plumbing"})
	list("all, a category nobody has", f.staff, tickets.Filter{View: tickets.ViewAll, Category: "nothing"})
	list("all, rejected", f.staff, tickets.Filter{View: tickets.ViewAll, Statuses: []tickets.Status{tickets.Rejected}})
	list("all, in progress", f.staff, tickets.Filter{View: tickets.ViewAll, Statuses: []tickets.Status{tickets.InProgress}})
	list("all, a unit", f.staff, tickets.Filter{View: tickets.ViewAll, UnitID: &f.unit})
	list("all, a requester", f.staff, tickets.Filter{View: tickets.ViewAll, RequesterID: &f.resident.UserID})
	list("closed", f.staff, tickets.Filter{View: tickets.ViewClosed})
	list("resolved", f.staff, tickets.Filter{View: tickets.ViewResolved})
	list("own queue", f.resident, tickets.Filter{})
	list("own all", f.resident, tickets.Filter{View: tickets.ViewAll})
	list("own resolved", f.resident, tickets.Filter{View: tickets.ViewResolved})
	list("a guard's all", f.guard, tickets.Filter{View: tickets.ViewAll})
	for name, who := range map[string]role.Actor{"": f.staff, " own": f.resident, " a guard's": f.guard} {
		all = append(all,
			awaited{"Tickets.Counts" + name, of(func(ctx context.Context, s *data.Society) (tickets.Counts, error) {
				return s.Tickets.Counts(ctx, who, "")
			})},
			awaited{"Tickets.Categories" + name, of(func(ctx context.Context, s *data.Society) ([]string, error) { return s.Tickets.Categories(ctx, who) })},
		)
	}
	return append(all,
		awaited{"Tickets.Counts a category", of(func(ctx context.Context, s *data.Society) (tickets.Counts, error) {
			return s.Tickets.Counts(ctx, f.staff, "plumbing")
		})},
		awaited{"Tickets.Hands", of(func(ctx context.Context, s *data.Society) ([]tickets.Hand, error) {
			return s.Tickets.Hands(ctx, f.staff)
		})},
		awaited{"Tickets.HeldBy", of(func(ctx context.Context, s *data.Society) (int, error) {
			return s.Tickets.HeldBy(ctx, f.admin, f.staff.UserID)
		})},
		awaited{"Tickets.Get", of(func(ctx context.Context, s *data.Society) (tickets.Ticket, error) {
			return s.Tickets.Get(ctx, f.staff, f.ticket)
		})},
		awaited{"Tickets.Trail", of(func(ctx context.Context, s *data.Society) ([]tickets.Step, error) {
			return s.Tickets.Trail(ctx, f.staff, f.ticket)
		})},
	)
}

func (f found) billReads() (all []awaited) {
	bills := func(name string, who role.Actor, filter money.BillFilter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Money.Bills " + name, of(func(ctx context.Context, s *data.Society) (money.BillPage, error) {
			return s.Money.Bills(ctx, who, filter)
		})})
	}
	bills("all", f.staff, money.BillFilter{})
	bills("deep", f.staff, money.BillFilter{After: &money.BillCursor{Date: value.DayOf(f.deep), ID: f.bill}})
	bills("of a type", f.staff, money.BillFilter{Types: []string{"Parking"}})
	bills("late fees", f.staff, money.BillFilter{Types: []string{money.LateFee}})
	for _, status := range []money.BillStatus{money.Unpaid, money.PartiallyPaid, money.Overdue, money.Paid, money.Void} {
		bills("of status "+string(status), f.staff, money.BillFilter{Statuses: []money.BillStatus{status}})
		bills("of status "+string(status)+", deep", f.staff, money.BillFilter{
			Statuses: []money.BillStatus{status}, After: &money.BillCursor{Date: value.DayOf(f.deep), ID: f.bill},
		})
	}
	bills("due", f.staff, money.BillFilter{Statuses: []money.BillStatus{money.Unpaid, money.PartiallyPaid, money.Overdue}})
	bills("days", f.staff, money.BillFilter{From: &f.day, To: &f.day})
	bills("of a unit", f.staff, money.BillFilter{Unit: &f.unit})
	bills("own", f.resident, money.BillFilter{})
	bills("own due", f.resident, money.BillFilter{Statuses: []money.BillStatus{money.Unpaid, money.PartiallyPaid, money.Overdue}})

	paid := func(name string, who role.Actor, filter money.PaymentFilter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Money.Payments " + name, of(func(ctx context.Context, s *data.Society) (money.PaymentPage, error) {
			return s.Money.Payments(ctx, who, filter)
		})})
	}
	paid("all", f.staff, money.PaymentFilter{})
	paid("deep", f.staff, money.PaymentFilter{After: &money.PaymentCursor{At: f.deep, ID: f.payment}})
	for _, status := range []money.PaymentStatus{money.PaymentSucceeded, money.PaymentFailed, money.PaymentPending, money.PaymentTakenBack, money.PaymentClaimed, money.PaymentRefused, money.PaymentWithdrawn, money.PaymentUncleared, money.PaymentBounced} {
		paid("of status "+string(status), f.staff, money.PaymentFilter{Status: status})
	}
	for _, method := range []money.PaymentMethod{money.Cash, money.UPI} {
		paid("by "+string(method), f.staff, money.PaymentFilter{Method: method})
	}
	paid("claimed", f.staff, money.PaymentFilter{Claimed: true})
	paid("elsewhere", f.staff, money.PaymentFilter{Elsewhere: true})
	paid("days", f.staff, money.PaymentFilter{From: &f.day, To: &f.day})
	paid("by who recorded", f.staff, money.PaymentFilter{By: &f.staff.UserID})
	paid("of a bill", f.staff, money.PaymentFilter{Bill: &f.bill})
	paid("of a unit", f.staff, money.PaymentFilter{Unit: &f.unit})
	paid("own", f.resident, money.PaymentFilter{})

	dues := func(name string, who role.Actor, filter money.AccountFilter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Money.UnitAccounts " + name, of(func(ctx context.Context, s *data.Society) (money.AccountPage, error) {
			return s.Money.UnitAccounts(ctx, who, filter)
		})})
	}
	dues("by label", f.staff, money.AccountFilter{})
	dues("by label, deep", f.staff, money.AccountFilter{After: &money.AccountCursor{Key: "M 0000000101", ID: f.unit}})
	dues("owing", f.staff, money.AccountFilter{Owing: true})
	dues("most first", f.staff, money.AccountFilter{MostFirst: true})
	dues("own", f.resident, money.AccountFilter{})
	return append(all,
		awaited{"Money.Bill", of(func(ctx context.Context, s *data.Society) (money.Bill, error) {
			return s.Money.Bill(ctx, f.staff, f.bill)
		})},
		awaited{"Money.UnitDues", of(func(ctx context.Context, s *data.Society) (money.UnitDues, error) {
			return s.Money.UnitDues(ctx, f.staff, f.unit)
		})},
		awaited{"Money.UnitDues own", of(func(ctx context.Context, s *data.Society) (money.UnitDues, error) {
			return s.Money.UnitDues(ctx, f.resident, f.unit)
		})},
		awaited{"Money.Defaulters", of(func(ctx context.Context, s *data.Society) (money.AgeingPage, error) {
			return s.Money.Defaulters(ctx, f.staff, money.AgeingFilter{Limit: pageRows})
		})},
		awaited{"Money.Defaulters of a block", of(func(ctx context.Context, s *data.Society) (money.AgeingPage, error) {
			return s.Money.Defaulters(ctx, f.staff, money.AgeingFilter{Block: &f.block, Limit: pageRows})
		})},
		awaited{"Money.Ageing", of(func(ctx context.Context, s *data.Society) (money.Ageing, error) { return s.Money.Ageing(ctx, f.staff) })},
		awaited{"Money.PreviewRun", of(func(ctx context.Context, s *data.Society) (money.RunPreview, error) {
			return s.Money.PreviewRun(ctx, f.admin, f.day.AddMonths(2).FirstOfMonth())
		})},
		awaited{"Money.BillRuns", of(func(ctx context.Context, s *data.Society) (money.RunPage, error) {
			return s.Money.BillRuns(ctx, f.admin, money.RunFilter{Limit: pageRows})
		})},
		awaited{"Money.PreviewOverdue", of(func(ctx context.Context, s *data.Society) (money.OverduePreview, error) {
			return s.Money.PreviewOverdue(ctx, f.admin)
		})},
		awaited{"Money.FeesWaiting", of(func(ctx context.Context, s *data.Society) (money.FeesWaiting, error) {
			return s.Money.FeesWaiting(ctx, f.admin)
		})},
		awaited{"Money.FeeFates", of(func(ctx context.Context, s *data.Society) ([]money.FeeFate, error) {
			return s.Money.FeeFates(ctx, f.admin, money.FeeCause{Void: &f.bill})
		})},
		awaited{"Money.ChargedFees", of(func(ctx context.Context, s *data.Society) (money.ChargedFees, error) {
			return s.Money.ChargedFees(ctx, f.admin, f.day)
		})},
		awaited{"Money.Claims", of(func(ctx context.Context, s *data.Society) (money.ClaimPage, error) {
			return s.Money.Claims(ctx, f.staff, money.ClaimFilter{Limit: pageRows})
		})},
		awaited{"Money.Cheques", of(func(ctx context.Context, s *data.Society) (money.ChequePage, error) {
			return s.Money.Cheques(ctx, f.staff, money.ChequeFilter{Limit: pageRows})
		})},
		awaited{"Money.Takings", of(func(ctx context.Context, s *data.Society) ([]money.Taking, error) {
			return s.Money.Takings(ctx, f.staff, f.day)
		})},
		awaited{"Money.PreviewClosing", of(func(ctx context.Context, s *data.Society) (money.ClosingPreview, error) {
			return s.Money.PreviewClosing(ctx, f.admin, f.day)
		})},
		awaited{"Money.Closings", of(func(ctx context.Context, s *data.Society) (money.ClosingPage, error) {
			return s.Money.Closings(ctx, f.staff, money.ClosingFilter{Limit: pageRows})
		})},
		awaited{"Money.Receipt", of(func(ctx context.Context, s *data.Society) (money.Receipt, error) {
			return s.Money.Receipt(ctx, f.staff, f.receipt)
		})},
		awaited{"Money.ReceiptOf", of(func(ctx context.Context, s *data.Society) (money.Receipt, error) {
			return s.Money.ReceiptOf(ctx, f.staff, f.payment)
		})},
	)
}

func (f found) peopleReads() (all []awaited) {
	for name, filter := range map[string]directory.Filter{
		"": {}, ", deep": {After: &directory.Cursor{Key: "M 0000000101", ID: f.unit}},
	} {
		filter.Limit = pageRows
		all = append(all, awaited{"Directory.List" + name, of(func(ctx context.Context, s *data.Society) (directory.Page, error) {
			return s.Directory.List(ctx, f.guard, filter)
		})})
	}
	for name, filter := range map[string]homes.UnitFilter{
		"": {}, " deep": {After: &homes.UnitCursor{Key: "M 0000000101", ID: f.unit}}, " of a block": {BlockID: &f.block},
		" vacant": {Status: "vacant"}, " under maintenance": {Status: "under_maintenance"},
	} {
		filter.Limit = pageRows
		all = append(all, awaited{"Homes.Units" + name, of(func(ctx context.Context, s *data.Society) (homes.UnitPage, error) {
			return s.Homes.Units(ctx, f.admin, filter)
		})})
	}
	for name, filter := range map[string]accounts.Filter{
		"": {}, " deep": {After: &accounts.Cursor{ID: f.resident.UserID}}, " guards": {Role: role.Guard},
		" residents": {Role: role.Resident}, " barred": {Status: accounts.Barred}, " deleted": {Deleted: true},
	} {
		filter.Limit = pageRows
		all = append(all, awaited{"Accounts.List" + name, of(func(ctx context.Context, s *data.Society) (accounts.Page, error) {
			return s.Accounts.List(ctx, f.admin, filter)
		})})
	}
	return append(all,
		awaited{"Directory.Unit", of(func(ctx context.Context, s *data.Society) (directory.Entry, error) {
			return s.Directory.Unit(ctx, f.guard, f.unit)
		})},
		awaited{"Directory.Record", of(func(ctx context.Context, s *data.Society) (directory.Record, error) {
			return s.Directory.Record(ctx, f.admin, f.unit)
		})},
		awaited{"Directory.MyArrivals", of(func(ctx context.Context, s *data.Society) ([]directory.Arrival, error) {
			return s.Directory.MyArrivals(ctx, f.resident)
		})},
		awaited{"Homes.FindUnits", of(func(ctx context.Context, s *data.Society) ([]homes.Unit, error) {
			return s.Homes.FindUnits(ctx, f.guard, f.label)
		})},
		awaited{"Homes.MyUnits", of(func(ctx context.Context, s *data.Society) ([]homes.Unit, error) {
			return s.Homes.MyUnits(ctx, f.resident)
		})},
		awaited{"Homes.Residents", of(func(ctx context.Context, s *data.Society) ([]homes.Resident, error) {
			return s.Homes.Residents(ctx, f.guard, f.unit)
		})},
		awaited{"Homes.UnitByLabel", of(func(ctx context.Context, s *data.Society) (homes.Unit, error) {
			return s.Homes.UnitByLabel(ctx, f.admin, f.label)
		})},
		awaited{"Homes.Blocks", of(func(ctx context.Context, s *data.Society) (homes.BlockPage, error) {
			return s.Homes.Blocks(ctx, f.admin, homes.BlockFilter{Limit: pageRows})
		})},
		awaited{"Accounts.Get", of(func(ctx context.Context, s *data.Society) (accounts.Detail, error) {
			_, detail, err := s.Accounts.Get(ctx, f.admin, f.resident.UserID)
			return detail, err
		})},
		awaited{"Accounts.ByEmail", of(func(ctx context.Context, s *data.Society) (accounts.User, error) {
			return s.Accounts.ByEmail(ctx, f.admin, f.resident.Email, false)
		})},
		awaited{"Accounts.Guessed", of(func(ctx context.Context, s *data.Society) ([]accounts.Guess, error) {
			return s.Accounts.Guessed(ctx, f.admin)
		})},
		awaited{"Accounts.Keys", of(func(ctx context.Context, s *data.Society) ([]accounts.SSHKey, error) {
			return s.Accounts.Keys(ctx, f.admin, "")
		})},
		awaited{"Accounts.Terminals", of(func(ctx context.Context, s *data.Society) ([]accounts.SSHKey, error) {
			return s.Accounts.Terminals(ctx, f.admin)
		})},
		awaited{"Accounts.Sessions", of(func(ctx context.Context, s *data.Society) ([]accounts.Session, error) {
			return s.Accounts.Sessions(ctx, f.admin, nil)
		})},
		awaited{"Accounts.Look", of(func(ctx context.Context, s *data.Society) (accounts.Look, error) {
			return s.Accounts.Look(ctx, f.guard)
		})},
		awaited{"Accounts.UpgradeNotes", of(func(ctx context.Context, s *data.Society) ([]accounts.UpgradeNote, error) {
			return s.Accounts.UpgradeNotes(ctx, f.admin)
		})},
		awaited{"Accounts.Alive", func(ctx context.Context, s *data.Society) error { return s.Accounts.Alive(ctx, f.guard) }},
		awaited{"Accounts.Resume", of(func(ctx context.Context, s *data.Society) (role.Actor, error) {
			return s.Accounts.Resume(ctx, f.guard.Origin, f.guard.UserID, time.Now())
		})},
		awaited{"Accounts.SignInPlaces", of(func(ctx context.Context, s *data.Society) ([]accounts.SignInPlace, error) {
			return s.Accounts.SignInPlaces(ctx, 90*24*time.Hour)
		})},
		awaited{"Accounts.Dismissed", of(func(ctx context.Context, s *data.Society) ([]accounts.Dismissal, error) {
			return s.Accounts.Dismissed(ctx, []accounts.Presence{{UserID: &f.guard.UserID, ID: uuid.New()}})
		})},
	)
}

func (f found) deskReads() (all []awaited) {
	list := func(name string, filter trail.Filter) {
		filter.Limit = pageRows
		all = append(all, awaited{"Trail.List " + name, of(func(ctx context.Context, s *data.Society) (trail.Page, error) {
			return s.Trail.List(ctx, f.admin, filter)
		})})
	}
	behind := &trail.Cursor{At: f.deep, ID: f.thing}
	list("all", trail.Filter{})
	list("deep", trail.Filter{After: behind})
	list("a person", trail.Filter{Person: &f.guard.UserID})
	list("a person, deep", trail.Filter{Person: &f.guard.UserID, After: behind})
	list("an action", trail.Filter{Actions: []action.Action{action.VisitorCheckedIn}})
	list("a rare action", trail.Filter{Actions: []action.Action{action.PaymentReversed}})
	list("an action nobody did", trail.Filter{Actions: []action.Action{"NOTHING"}})
	list("several actions", trail.Filter{Actions: []action.Action{action.PaymentReversed, action.BillVoided, action.TicketRejected}})
	list("several actions, deep", trail.Filter{Actions: []action.Action{action.PaymentReversed, action.VisitorDenied}, After: behind})
	for _, kind := range []string{"visitor_logs", "maintenance_tickets", "bills", "payments", "users", "units", "announcements", "system_config", "amenities"} {
		list("a kind: "+kind, trail.Filter{Resource: kind})
		list("a kind, deep: "+kind, trail.Filter{Resource: kind, After: behind})
	}
	list("several kinds", trail.Filter{Resources: []string{"users", "user_units"}})
	list("a thing", trail.Filter{Resource: "visitor_logs", ResourceID: &f.visit})
	list("a whole bill", trail.Filter{Resource: "bills", ResourceID: &f.bill, Whole: true})
	list("an address", trail.Filter{Address: "10.0.4.21"})
	list("an address's beginning", trail.Filter{Address: "10.0."})
	list("a role", trail.Filter{Role: role.Staff})
	list("the program", trail.Filter{Program: true})
	list("days", trail.Filter{From: f.deep.AddDate(0, 0, -2), To: f.deep})
	list("text of a week", trail.Filter{From: time.Now().AddDate(0, 0, -6), Text: "plumber"})
	list("text of a week that nobody wrote", trail.Filter{From: time.Now().AddDate(0, 0, -6), Text: "no such words"})
	note := func(name string, filter notices.Filter, who role.Actor) {
		filter.Limit = pageRows
		all = append(all, awaited{"Notices.List " + name, of(func(ctx context.Context, s *data.Society) (notices.Page, error) {
			return s.Notices.List(ctx, who, filter)
		})})
	}
	note("all", notices.Filter{}, f.admin)
	note("expired", notices.Filter{View: notices.Expired}, f.admin)
	note("own", notices.Filter{}, f.resident)
	lastMonths := reports.Range{From: f.day.AddDays(-90), To: f.day}
	return append(all,
		awaited{"Trail.People", of(func(ctx context.Context, s *data.Society) ([]trail.Person, error) {
			return s.Trail.People(ctx, f.admin, f.guard.Email)
		})},
		awaited{"Trail.Words", of(func(ctx context.Context, s *data.Society) (trail.Words, error) { return s.Trail.Words(ctx, f.admin) })},
		awaited{"Notices.UnreadImportant", of(func(ctx context.Context, s *data.Society) ([]notices.Headline, error) {
			return s.Notices.UnreadImportant(ctx, f.resident)
		})},
		awaited{"Notices.Get", of(func(ctx context.Context, s *data.Society) (notices.Notice, error) {
			return s.Notices.Get(ctx, f.admin, f.notice)
		})},
		awaited{"Notices.Readers", of(func(ctx context.Context, s *data.Society) (int, error) {
			return s.Notices.Readers(ctx, f.admin, f.notice, notices.ForAll)
		})},
		awaited{"Files.List", of(func(ctx context.Context, s *data.Society) ([]files.File, error) {
			return s.Files.List(ctx, f.guard, files.Outbox)
		})},
		awaited{"Settings.List", func(ctx context.Context, s *data.Society) error {
			_, err := s.Settings.List(ctx, f.admin)
			return err
		}},
		awaited{"Settings.Values", func(ctx context.Context, s *data.Society) error {
			_, err := s.Settings.Values(ctx)
			return err
		}},
		awaited{"Reports.Visits", of(func(ctx context.Context, s *data.Society) (reports.VisitReport, error) {
			return s.Reports.Visits(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Stays", of(func(ctx context.Context, s *data.Society) (reports.StayReport, error) {
			return s.Reports.Stays(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Tickets", of(func(ctx context.Context, s *data.Society) (reports.TicketReport, error) {
			return s.Reports.Tickets(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Collection", of(func(ctx context.Context, s *data.Society) (reports.CollectionReport, error) {
			return s.Reports.Collection(ctx, f.admin, lastMonths)
		})},
		awaited{"Reports.Occupancy", of(func(ctx context.Context, s *data.Society) (reports.OccupancyReport, error) {
			return s.Reports.Occupancy(ctx, f.admin, lastMonths)
		})},
	)
}
