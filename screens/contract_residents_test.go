package screens_test

import (
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"
)

func playResidents(w *world) {
	a101, a102 := w.Units["A-101"], w.Units["A-102"]
	today := w.today()
	for _, term := range []string{"jo", "joshi", "farah@", "farah", "9811", "98110 43216", "nobody"} {
		w.hear(w.Homes.FindResidentAccounts(w.ctx, w.Admin, term))
	}
	tie := func(r homes.Residency, err error) homes.Residency {
		w.hear(r, err)
		return r
	}
	record := func(unit uuid.UUID) directory.Record {
		r, err := w.Directory.Record(w.ctx, w.Admin, unit)
		w.hear(r, err)
		w.hear(w.Directory.Unit(w.ctx, w.Guard, unit))
		return r
	}
	record(a101)
	record(uuid.New())
	move := func(m homes.MoveIn) homes.Residency { return tie(w.Homes.MoveIn(w.ctx, w.Admin, key(), m)) }
	ravi := move(homes.MoveIn{UnitID: a102, Name: " Ravi  Iyer", Email: "ravi@test.example", Phone: "98200 77777", Type: "owner", Primary: true, From: today})
	move(homes.MoveIn{UnitID: a102, Type: "guest"})
	move(homes.MoveIn{UnitID: a102, Name: "X", Email: "Ravi@test.example", Type: "owner"})
	move(homes.MoveIn{UnitID: uuid.New(), UserID: &w.Tenant.UserID, Type: "owner"})
	move(homes.MoveIn{UnitID: a101, UserID: &w.Meera.UserID, Type: "owner"})
	nobody := uuid.New()
	move(homes.MoveIn{UnitID: a101, UserID: &nobody, Type: "owner"})
	move(homes.MoveIn{UnitID: a101, UserID: &w.Tenant.UserID, Type: "owner", From: today.AddYears(9)})
	tara := move(homes.MoveIn{UnitID: a102, Name: "Tara Iyer", Email: "tara@test.example", Type: "family_member", Primary: true})
	farah := move(homes.MoveIn{UnitID: a102, UserID: &w.Tenant.UserID, Type: "tenant", Primary: true, From: today.AddMonths(2)})
	move(homes.MoveIn{UnitID: a102, UserID: &w.Tenant.UserID, Type: "tenant"})
	record(a102)
	w.hear(w.Directory.MyArrivals(w.ctx, w.Tenant))
	w.hear(w.Directory.MyArrivals(w.ctx, w.Meera))

	farah = tie(w.Homes.SetPrimary(w.ctx, w.Admin, key(), farah))
	farah = tie(w.Homes.SetPrimary(w.ctx, w.Admin, key(), farah))
	tie(w.Homes.SetPrimary(w.ctx, w.Admin, key(), tara))
	tie(w.Homes.SetPrimary(w.ctx, w.Admin, key(), ravi)) // as it was before it was cleared
	ravi = record(a102).People[1]
	ravi = tie(w.Homes.SetPrimary(w.ctx, w.Admin, key(), ravi))
	farah = tie(w.Homes.UpdateResidency(w.ctx, w.Admin, key(), farah, "owner", today.AddMonths(3)))
	tie(w.Homes.UpdateResidency(w.ctx, w.Admin, key(), farah, "guest", today.AddYears(9)))
	tie(w.Homes.UpdateResidency(w.ctx, w.Admin, key(), homes.Residency{ID: uuid.New()}, "owner", today))
	tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), farah, today.AddMonths(1)))
	tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), farah, value.Day{}))
	farah = tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), farah, today))
	tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), farah, today))
	ravi = tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), ravi, today.AddMonths(1)))
	tie(w.Homes.UpdateResidency(w.ctx, w.Admin, key(), ravi, "owner", today.AddMonths(2)))
	ravi = tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), ravi, value.Day{}))
	tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), ravi, today.AddDays(-1)))
	ravi = tie(w.Homes.MoveOut(w.ctx, w.Admin, key(), ravi, today))
	tie(w.Homes.SetPrimary(w.ctx, w.Admin, key(), ravi))
	tie(w.Homes.UpdateResidency(w.ctx, w.Admin, key(), ravi, "tenant", today))
	record(a102)

	visit := func(name, plate string) {
		w.hear(w.Visits.Log(w.ctx, w.Guard, key(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: a101, Plate: plate}}))
	}
	visit("Kiran", "mh12ab1234")
	visit("Ramesh", "MH 12 AB 1234")
	visit("Sita", "KA05X99")
	visit("Dipa", "")
	record(a101)
	for _, actor := range []role.Actor{w.Guard, w.Meera} {
		for _, search := range []string{"", "a1", "204", "joshi", "jo", "9811", "43214", "mh12", "mh", "1234", "zz", "-"} {
			w.hear(w.Directory.List(w.ctx, actor, directory.Filter{Search: search}))
		}
	}
	page, err := w.Directory.List(w.ctx, w.Guard, directory.Filter{Limit: 1})
	w.hear(page, err)
	w.hear(w.Directory.List(w.ctx, w.Guard, directory.Filter{After: page.Households[0].Cursor()}))
	w.hear(w.Directory.Unit(w.ctx, w.Meera, a102))
	w.hear(w.Directory.Unit(w.ctx, w.Guard, uuid.New()))
}

// playPast has a tenant move in behind a bill, and out again.
func playPast(w *world) {
	a101, today := w.Units["A-101"], w.today()
	for _, days := range []int{-40, 0} {
		w.hear(w.Money.RaiseBill(w.ctx, w.Admin, key(), money.BillDraft{
			Unit: a101, Type: "Water", Amount: 100_00, BillDate: today.AddDays(days), DueDate: today.AddDays(days + 15),
		}))
	}
	visit, err := w.Visits.Log(w.ctx, w.Guard, key(), visits.Pending, visits.Draft{Text: visits.Text{Name: "Kiran", UnitID: a101}})
	w.hear(visit, err)
	old, err := w.Visits.Log(w.ctx, w.Guard, key(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Old", UnitID: a101, Plate: "KA05X98"}})
	w.hear(old, err)
	w.older(old.ID, 10*24*time.Hour)
	ticket, err := w.Tickets.Raise(w.ctx, w.Admin, key(), tickets.Draft{UnitID: a101, RequesterID: &w.Meera.UserID, Category: "Lift", Title: "Stuck"})
	w.hear(ticket, err)
	look := func() {
		for _, who := range []role.Actor{w.Tenant, w.Meera, w.Arun} {
			w.hear(w.Money.Bills(w.ctx, who, money.BillFilter{}))
			w.hear(w.Money.UnitDues(w.ctx, who, a101))
			w.hear(w.Visits.List(w.ctx, who, visits.Filter{View: visits.History}))
			w.hear(w.Tickets.List(w.ctx, who, tickets.Filter{View: tickets.ViewAll}))
			w.hear(w.Tickets.Get(w.ctx, who, ticket.ID))
			w.hear(w.Visits.Trail(w.ctx, who, old.ID))
			w.hear(w.Directory.Unit(w.ctx, who, a101))
		}
	}
	look()
	farah, err := w.Homes.MoveIn(w.ctx, w.Admin, key(), homes.MoveIn{UnitID: a101, UserID: &w.Tenant.UserID, Type: "tenant", From: today.AddDays(-5)})
	w.hear(farah, err)
	look()
	farah, err = w.Homes.UpdateResidency(w.ctx, w.Admin, key(), farah, "owner", today.AddDays(-5))
	w.hear(farah, err)
	look()
	w.hear(w.Homes.MoveOut(w.ctx, w.Admin, key(), farah, today))
	look()
	w.hear(w.Visits.Deny(w.ctx, w.Tenant, key(), visit.ID, "No."))
	w.hear(w.Tickets.Comment(w.ctx, w.Tenant, key(), ticket.ID, "Mine"))
}
