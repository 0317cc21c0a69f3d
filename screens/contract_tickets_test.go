package screens_test

import (
	"strings"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"
)

func playTickets(w *world) {
	a101, b204 := w.Units["A-101"], w.Units["B-204"]
	raise := func(actor role.Actor, n tickets.Draft) tickets.Ticket {
		t, err := w.Tickets.Raise(w.ctx, actor, key(), n)
		w.hear(t, err)
		return t
	}
	leak := raise(w.Staff, tickets.Draft{UnitID: b204, RequesterID: &w.Tenant.UserID, Category: "Plumbing", Title: " Water  leak", Description: "Ceiling\nwet \n", Priority: tickets.Critical})
	lift := raise(w.Meera, tickets.Draft{UnitID: a101, Category: "Lift", Title: "Lift stuck"})
	lamp := raise(w.Guard, tickets.Draft{UnitID: a101, Category: "electrical", Title: "Corridor lamp", Priority: tickets.Low})
	bell := raise(w.Staff, tickets.Draft{UnitID: a101, Category: "Electrical", Title: "Bell", Priority: tickets.High})
	raise(w.Staff, tickets.Draft{})
	raise(w.Staff, tickets.Draft{UnitID: uuid.New(), Category: "Lift", Title: "No unit"})
	raise(w.Meera, tickets.Draft{UnitID: b204, Category: "Lift", Title: "Not hers"})
	raise(w.Staff, tickets.Draft{UnitID: a101, RequesterID: &w.Tenant.UserID, Category: "Lift", Title: "Not there"})

	lists := func() {
		for _, actor := range []role.Actor{w.Staff, w.Guard, w.Guard2, w.Meera, w.Tenant} {
			for _, view := range []tickets.View{tickets.ViewQueue, tickets.ViewMine, tickets.ViewUnassigned, tickets.ViewAll, tickets.ViewClosed, tickets.ViewResolved} {
				w.hear(w.Tickets.List(w.ctx, actor, tickets.Filter{View: view}))
			}
			w.hear(w.Tickets.Counts(w.ctx, actor, ""))
		}
		w.hear(w.Tickets.Counts(w.ctx, w.Staff, "Electrical"))
		w.hear(w.Tickets.Hands(w.ctx, w.Staff))
		w.hear(w.Tickets.Hands(w.ctx, w.Admin))
	}
	lists()
	w.hear(w.Tickets.Categories(w.ctx, w.Guard))
	w.hear(w.Tickets.Categories(w.ctx, w.Meera))
	w.hear(w.Tickets.Categories(w.ctx, w.Tenant))
	for _, search := range []string{"li", "lift", "b204", "a1", "a", "-", "nothing", "#2", "2", "#2147483648", "#", "# ", "#0", "#-3", "# 3", "#a", "0", "00", "#99999999999999999999", "99999999999999999999", "."} {
		w.hear(w.Tickets.List(w.ctx, w.Staff, tickets.Filter{Search: search}))
		w.hear(w.Tickets.List(w.ctx, w.Staff, tickets.Filter{View: tickets.ViewAll, Search: search}))
	}
	w.hear(w.Tickets.List(w.ctx, w.Staff, tickets.Filter{Category: "electrical"}))
	w.hear(w.Tickets.List(w.ctx, w.Staff, tickets.Filter{View: tickets.ViewAll, Statuses: []tickets.Status{tickets.Open, tickets.Closed}}))
	first, err := w.Tickets.List(w.ctx, w.Staff, tickets.Filter{Limit: 2})
	w.hear(first, err)
	w.hear(w.Tickets.List(w.ctx, w.Staff, tickets.Filter{Limit: 2, After: first.Tickets[1].Cursor()}))
	all, err := w.Tickets.List(w.ctx, w.Staff, tickets.Filter{View: tickets.ViewAll, Limit: 1})
	w.hear(all, err)
	w.hear(w.Tickets.List(w.ctx, w.Staff, tickets.Filter{View: tickets.ViewAll, Limit: 3, After: all.Tickets[0].Cursor()}))
	for _, actor := range []role.Actor{w.Meera, w.Guard, w.Guard2} {
		w.hear(w.Tickets.Get(w.ctx, actor, lamp.ID))
		w.hear(w.Tickets.Get(w.ctx, actor, leak.ID))
	}
	w.hear(w.Tickets.Get(w.ctx, w.Staff, uuid.New()))

	step := func(t tickets.Ticket, err error) tickets.Ticket {
		w.hear(t, err)
		return t
	}
	leak = step(w.Tickets.Assign(w.ctx, w.Admin, key(), leak, &w.Staff.UserID))
	step(w.Tickets.Assign(w.ctx, w.Admin, key(), leak, &w.Staff.UserID))
	step(w.Tickets.Assign(w.ctx, w.Admin, key(), leak, &w.Guard.UserID))
	step(w.Tickets.Assign(w.ctx, w.Admin, key(), lift, nil))
	step(w.Tickets.Resolve(w.ctx, w.Staff, key(), leak, "done"))
	step(w.Tickets.Close(w.ctx, w.Staff, key(), leak, ""))
	step(w.Tickets.Release(w.ctx, w.Staff, key(), leak, ""))
	leak = step(w.Tickets.Assign(w.ctx, w.Admin, key(), leak, nil))
	old := leak
	leak = step(w.Tickets.Start(w.ctx, w.Staff, key(), leak))
	step(w.Tickets.Assign(w.ctx, w.Admin, key(), old, &w.Staff.UserID))
	step(w.Tickets.Start(w.ctx, w.Staff, key(), leak))
	step(w.Tickets.Assign(w.ctx, w.Admin, key(), leak, nil))
	step(w.Tickets.Resolve(w.ctx, w.Staff, key(), leak, " "))
	leak = step(w.Tickets.Release(w.ctx, w.Staff, key(), leak, " waits for a part "))
	leak = step(w.Tickets.Prioritize(w.ctx, w.Staff, key(), leak, tickets.Low))
	step(w.Tickets.Prioritize(w.ctx, w.Staff, key(), leak, tickets.Low))
	leak = step(w.Tickets.Start(w.ctx, w.Admin, key(), leak))
	leak = step(w.Tickets.Resolve(w.ctx, w.Staff, key(), leak, "Joint tightened"))
	step(w.Tickets.Start(w.ctx, w.Staff, key(), leak))
	step(w.Tickets.Reopen(w.ctx, w.Meera, key(), leak, ""))
	leak = step(w.Tickets.Reopen(w.ctx, w.Tenant, key(), leak, "still wet"))
	leak = step(w.Tickets.Resolve(w.ctx, w.Staff, key(), leak, "New joint"))
	leak = step(w.Tickets.Close(w.ctx, w.Tenant, key(), leak, ""))
	step(w.Tickets.Reopen(w.ctx, w.Staff, key(), leak, ""))
	step(w.Tickets.Reject(w.ctx, w.Staff, key(), bell, ""))
	bell = step(w.Tickets.Reject(w.ctx, w.Staff, key(), bell, "a duplicate"))
	step(w.Tickets.Edit(w.ctx, w.Staff, key(), tickets.Edit{Category: "Bell", Title: "Bell", Seen: bell}))
	step(w.Tickets.Edit(w.ctx, w.Staff, key(), tickets.Edit{Seen: lift}))
	step(w.Tickets.Edit(w.ctx, w.Staff, key(), tickets.Edit{Category: "Lift", Title: "Lift stuck", Seen: lift}))
	edited := step(w.Tickets.Edit(w.ctx, w.Staff, key(), tickets.Edit{Category: "Lift", Title: "Lift of Tower A", Description: "Since nine", Seen: lift}))
	step(w.Tickets.Prioritize(w.ctx, w.Admin, key(), edited, tickets.High))
	step(w.Tickets.Edit(w.ctx, w.Staff, key(), tickets.Edit{Category: "Lift", Title: "Mine", Seen: lift}))
	step(w.Tickets.Comment(w.ctx, w.Meera, key(), lift.ID, " Thank  you "))
	step(w.Tickets.Comment(w.ctx, w.Meera, key(), leak.ID, "Not hers"))
	step(w.Tickets.Note(w.ctx, w.Staff, key(), lift.ID, " Owes  us "))
	step(w.Tickets.Note(w.ctx, w.Staff, key(), lift.ID, " "))
	step(w.Tickets.Note(w.ctx, w.Meera, key(), lift.ID, "Not for her"))
	step(w.Tickets.Comment(w.ctx, w.Meera, key(), lift.ID, strings.Repeat(" ", 3)))
	step(w.Tickets.Start(w.ctx, w.Staff, key(), lift))
	step(w.Tickets.Start(w.ctx, w.Staff, key(), tickets.Ticket{ID: uuid.New()}))
	for _, t := range []tickets.Ticket{leak, lift, bell} {
		w.hear(w.Tickets.Trail(w.ctx, w.Staff, t.ID))
		w.hear(w.Tickets.Trail(w.ctx, w.Tenant, t.ID))
	}
	lists()
	// Who is barred has no tickets any more.
	lost := raise(w.Admin, tickets.Draft{UnitID: a101, RequesterID: &w.Meera.UserID, Category: "Lift", Title: "Lift again"})
	lost = step(w.Tickets.Assign(w.ctx, w.Admin, key(), lost, &w.Staff.UserID))
	held := func() {
		w.hear(w.Tickets.HeldBy(w.ctx, w.Admin, w.Staff.UserID))
		w.hear(w.Tickets.Get(w.ctx, w.Admin, lost.ID))
		for _, view := range []tickets.View{tickets.ViewQueue, tickets.ViewUnassigned, tickets.ViewAll} {
			w.hear(w.Tickets.List(w.ctx, w.Admin, tickets.Filter{View: view}))
		}
		w.hear(w.Tickets.Counts(w.ctx, w.Admin, ""))
		w.hear(w.Tickets.Hands(w.ctx, w.Admin))
	}
	held()
	seen, _, err := w.Accounts.Get(w.ctx, w.Admin, w.Staff.UserID)
	w.hear(seen.Name, err)
	_, err = w.Accounts.SetStatus(w.ctx, w.Admin, key(), seen, accounts.Inactive)
	w.hear("barred", err)
	held()
	step(w.Tickets.Assign(w.ctx, w.Admin, key(), lost, nil))
	lost = step(w.Tickets.Start(w.ctx, w.Admin, key(), lost))
	w.hear(w.Tickets.Trail(w.ctx, w.Admin, lost.ID))
	held()
}
