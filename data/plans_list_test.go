package data_test

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
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
	phone, label, number          string
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
	list("overstays", f.guard, visits.Filter{View: visits.Overstays})
	list("overstays, deep", f.guard, visits.Filter{View: visits.Overstays, After: behind})
	list("own overstays", f.resident, visits.Filter{View: visits.Overstays})
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
		awaited{"Visits.AtGate", of(func(ctx context.Context, s *data.Society) ([]visits.Standing, error) {
			return s.Visits.AtGate(ctx, f.guard, f.visit)
		})},
		awaited{"Visits.Missed", of(func(ctx context.Context, s *data.Society) ([]visits.Visit, error) {
			return s.Visits.Missed(ctx, f.guard, time.Now().AddDate(0, 0, -1))
		})},
		awaited{"Visits.Missed own", of(func(ctx context.Context, s *data.Society) ([]visits.Visit, error) {
			return s.Visits.Missed(ctx, f.resident, time.Now().AddDate(0, 0, -1))
		})},
		awaited{"Visits.Get", of(func(ctx context.Context, s *data.Society) (visits.Visit, error) {
			return s.Visits.Get(ctx, f.guard, f.visit)
		})},
		awaited{"Visits.Trail", of(func(ctx context.Context, s *data.Society) ([]visits.Step, error) {
			return s.Visits.Trail(ctx, f.guard, f.visit)
		})},
		awaited{"Visits.BarredOf", of(func(ctx context.Context, s *data.Society) ([]visits.Bar, error) {
			return s.Visits.BarredOf(ctx, f.guard, visits.Text{Name: "Ramesh Kumar", Phone: f.phone, Plate: "MH12AB1234", UnitID: f.unit})
		})},
		awaited{"Visits.Bars", of(func(ctx context.Context, s *data.Society) (visits.BarPage, error) {
			return s.Visits.Bars(ctx, f.guard, visits.BarFilter{Limit: pageRows})
		})},
		awaited{"Visits.Bars deep", of(func(ctx context.Context, s *data.Society) (visits.BarPage, error) {
			return s.Visits.Bars(ctx, f.guard, visits.BarFilter{Ended: true, Limit: pageRows, After: &visits.BarCursor{At: f.deep, ID: f.visit}})
		})},
		awaited{"Visits.Bars search", of(func(ctx context.Context, s *data.Society) (visits.BarPage, error) {
			return s.Visits.Bars(ctx, f.guard, visits.BarFilter{Search: "ramesh", Limit: pageRows})
		})},
		awaited{"Visits.Bars own", of(func(ctx context.Context, s *data.Society) (visits.BarPage, error) {
			return s.Visits.Bars(ctx, f.resident, visits.BarFilter{Limit: pageRows})
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
