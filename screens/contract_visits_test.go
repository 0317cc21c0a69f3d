package screens_test

import (
	"time"

	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

func playVisits(w *world) {
	a101, b204 := w.Units["A-101"], w.Units["B-204"]
	log := func(actor role.Actor, as data.VisitStatus, n data.NewVisit) data.Visit {
		v, err := w.Visits.LogVisit(w.ctx, actor, key(), as, n)
		w.hear(v, err)
		return v
	}
	// What may come in.
	anita := log(w.Guard, data.VisitCheckedIn, data.NewVisit{VisitText: data.VisitText{Name: " Anita  Desai", Phone: "98111 22233", UnitID: b204, Purpose: "Guest", PartySize: 2}, Gate: "Main"})
	log(w.Guard, data.VisitCheckedIn, data.NewVisit{VisitText: data.VisitText{Name: "Anita Desai", Phone: "+919811122233", UnitID: a101}})
	second := log(w.Guard, data.VisitCheckedIn, data.NewVisit{VisitText: data.VisitText{Name: "Anita Desai", Phone: "9811122233", UnitID: a101}, SecondVisit: true})
	log(w.Guard, data.VisitCheckedIn, data.NewVisit{VisitText: data.VisitText{Phone: "12", PartySize: 1}})
	log(w.Guard, data.VisitCheckedIn, data.NewVisit{VisitText: data.VisitText{Name: "Nowhere", UnitID: uuid.New()}})
	log(w.Guard, data.VisitApproved, data.NewVisit{VisitText: data.VisitText{Name: "Nobody's", UnitID: a101}})
	log(w.Guard, data.VisitApproved, data.NewVisit{VisitText: data.VisitText{Name: "Wrong word", UnitID: a101}, Approval: data.Approval{Channel: data.ByPhone, By: &w.Tenant.UserID}})
	suresh := log(w.Guard, data.VisitPending, data.NewVisit{VisitText: data.VisitText{Name: "Suresh Patil", Phone: "90040 11111", UnitID: a101, Purpose: "Delivery", Plate: "MH 12 AB 1234"}})
	soon := w.now.Add(2 * time.Hour)
	dipa := log(w.Tenant, data.VisitApproved, data.NewVisit{VisitText: data.VisitText{Name: "Dipa Sen", Phone: "9004022222", UnitID: b204, Plate: "WB02AB1111"}, ExpectedArrival: &soon})
	log(w.Tenant, data.VisitApproved, data.NewVisit{VisitText: data.VisitText{Name: "Not hers", UnitID: a101}})
	log(w.Guard, data.VisitDenied, data.NewVisit{VisitText: data.VisitText{Name: "Pushy Seller", Phone: "98333 00000", UnitID: a101}, Note: "drunk"})
	own := log(w.Guard, data.VisitApproved, data.NewVisit{VisitText: data.VisitText{Name: "Desk's own", UnitID: a101}, Approval: data.Approval{Channel: data.InPerson}})

	// What the lists hold.
	lists := func() {
		for _, actor := range []role.Actor{w.Guard, w.Meera, w.Tenant} {
			for _, view := range []data.VisitView{data.VisitsInside, data.VisitsExpected, data.VisitsToday, data.VisitsHistory} {
				w.hear(w.Visits.Visits(w.ctx, actor, data.VisitFilter{View: view}))
			}
			w.hear(w.Visits.VisitCounts(w.ctx, actor))
		}
	}
	lists()
	for _, term := range []string{"an", "ani", "98111", "22233", "9811122233", "811", "mh12", "b 204", "b2", "a", "1", "xyz", "pat", "204"} {
		w.hear(w.Visits.Visits(w.ctx, w.Guard, data.VisitFilter{View: data.VisitsHistory, Search: term}))
		w.hear(w.Visits.Visits(w.ctx, w.Guard, data.VisitFilter{View: data.VisitsInside, Search: term}))
	}
	w.hear(w.Visits.Visits(w.ctx, w.Guard, data.VisitFilter{View: data.VisitsHistory, UnitID: &b204}))
	w.hear(w.Visits.Visits(w.ctx, w.Guard, data.VisitFilter{View: data.VisitsHistory, Status: data.VisitDenied}))
	first, err := w.Visits.Visits(w.ctx, w.Guard, data.VisitFilter{View: data.VisitsHistory, Limit: 2})
	w.hear(first, err)
	w.hear(w.Visits.Visits(w.ctx, w.Guard, data.VisitFilter{View: data.VisitsHistory, Limit: 2, After: first.Visits[1].Cursor()}))
	for _, phone := range []string{"9811122233", "90040 11111", "9833300000", "9004022222", "123", "9000000000", "99811122233"} {
		w.hear(w.Visits.KnownVisitor(w.ctx, w.Guard, phone))
	}
	page, err := w.Visits.Muster(w.ctx, w.Guard, nil)
	w.hear(page, err)
	w.hear(w.Visits.Muster(w.ctx, w.Guard, &page.Lines[0]))
	w.hear(w.Visits.Visit(w.ctx, w.Guard, anita.ID))
	w.hear(w.Visits.Visit(w.ctx, w.Meera, anita.ID))
	w.hear(w.Visits.Visit(w.ctx, w.Guard, uuid.New()))

	// How they move, and who says no.
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), suresh, false))
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), suresh.ID, data.Approval{Channel: data.ByPhone, By: &w.Tenant.UserID}))
	w.hear(w.Visits.Approve(w.ctx, w.Tenant, key(), suresh.ID, data.Approval{}))
	approved, err := w.Visits.Approve(w.ctx, w.Meera, key(), suresh.ID, data.Approval{})
	w.hear(approved, err)
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), suresh.ID, data.Approval{Channel: data.ByPhone}))
	in, err := w.Visits.CheckIn(w.ctx, w.Guard, key(), approved, false)
	w.hear(in, err)
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard2, key(), approved, false))
	w.hear(w.Visits.Deny(w.ctx, w.Guard, key(), suresh.ID, "late"))
	w.hear(w.Visits.PresumeLeft(w.ctx, w.Staff, key(), suresh.ID, "forgotten"))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), suresh.ID))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), suresh.ID))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard2, key(), suresh.ID))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), suresh.ID))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), uuid.New()))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), second.ID))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), second.ID))
	w.hear(w.Visits.Deny(w.ctx, w.Guard, key(), own.ID, " "))
	w.hear(w.Visits.Deny(w.ctx, w.Guard, key(), own.ID, "not expected"))
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), own.ID, data.Approval{Channel: data.ByPhone}))
	w.hear(w.Visits.VisitTrail(w.ctx, w.Guard, suresh.ID))
	w.hear(w.Visits.VisitTrail(w.ctx, w.Tenant, suresh.ID))
	w.hear(w.Visits.VisitTrail(w.ctx, w.Guard, uuid.New()))
	lists()

	playHours(w)
	playCorrections(w, anita, dipa)
}

// playHours has visits stand as they did long before.
func playHours(w *world) {
	a101 := w.Units["A-101"]
	var visits []data.Visit
	for _, n := range []data.NewVisit{
		{VisitText: data.VisitText{Name: "Kiran", Phone: "99300 45678", UnitID: a101}},
		{VisitText: data.VisitText{Name: "Old Promise", Phone: "90040 33333", UnitID: a101}, Approval: data.Approval{Channel: data.ByPhone, By: &w.Meera.UserID}},
		{VisitText: data.VisitText{Name: "Forgotten", Phone: "90040 44444", UnitID: a101}, Approval: data.Approval{Channel: data.ByPhone}},
		{VisitText: data.VisitText{Name: "Gone", UnitID: a101}},
	} {
		as := data.VisitCheckedIn
		if n.Approval.Channel != data.NoApproval {
			as = data.VisitApproved
		}
		v, err := w.Visits.LogVisit(w.ctx, w.Guard, key(), as, n)
		w.hear(v, err)
		visits = append(visits, v)
	}
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), visits[3].ID))
	for i, ago := range []time.Duration{13 * time.Hour, 30 * time.Hour, 60 * time.Hour, time.Hour} {
		w.older(visits[i].ID, ago)
	}
	for _, view := range []data.VisitView{data.VisitsInside, data.VisitsExpected, data.VisitsToday, data.VisitsHistory} {
		w.hear(w.Visits.Visits(w.ctx, w.Meera, data.VisitFilter{View: view}))
	}
	w.hear(w.Visits.VisitCounts(w.ctx, w.Meera))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), visits[1], false))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), visits[2], false))
	w.hear(w.Visits.KnownVisitor(w.ctx, w.Guard, "90040 33333"))
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), visits[1].ID, data.Approval{Channel: data.ByPhone}))
	w.hear(w.Visits.PresumeLeft(w.ctx, w.Staff, key(), visits[0].ID, "forgotten"))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), visits[3].ID))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), visits[0].ID))
	w.hear(w.Visits.VisitTrail(w.ctx, w.Guard, visits[0].ID))
}

// playCorrections corrects who is inside, and who comes by a resident's word.
func playCorrections(w *world, anita, dipa data.Visit) {
	a101, b204 := w.Units["A-101"], w.Units["B-204"]
	correct := func(c data.Correction) data.Visit {
		v, err := w.Visits.Correct(w.ctx, w.Guard, key(), c)
		w.hear(v, err)
		return v
	}
	typed := func(v data.Visit) data.Correction {
		return data.Correction{VisitText: v.Text(), Seen: v}
	}
	c := typed(anita)
	c.Name, c.Note = "Anita Dessai", "spelling"
	now := correct(c)
	correct(c)
	c = typed(now)
	c.UnitID, c.Name, c.Phone = uuid.Nil, "", "x"
	correct(c)
	c = typed(now)
	c.UnitID = uuid.New()
	correct(c)
	c.UnitID, c.Approval = a101, data.Approval{Channel: data.ByPhone}
	correct(c)

	c = typed(dipa)
	c.Name = "Dipa Roy"
	dipa = correct(c)
	c = typed(dipa)
	c.UnitID, c.Approval = a101, data.Approval{Channel: data.ByPhone}
	correct(c)
	c.Approval = data.Approval{}
	asked := correct(c)
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), dipa, false))
	w.hear(w.Visits.VisitTrail(w.ctx, w.Guard, dipa.ID))
	approved, err := w.Visits.Approve(w.ctx, w.Guard, key(), asked.ID, data.Approval{Channel: data.ByIntercom, By: &w.Meera.UserID})
	w.hear(approved, err)
	correct(typed(asked))
	c = typed(approved)
	c.PartySize = 4
	asked = correct(c)
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), asked.ID, data.Approval{Channel: data.ByIntercom}))
	more, err := w.Visits.Visit(w.ctx, w.Guard, asked.ID)
	w.hear(more, err)
	c = typed(more)
	c.PartySize, c.Approval = 5, data.Approval{Channel: data.InPerson, By: &w.Tenant.UserID}
	correct(c)
	c.Approval.By = &w.Arun.UserID
	more = correct(c)
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), asked, false))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), more, false))
	w.hear(w.Visits.VisitTrail(w.ctx, w.Guard, more.ID))

	// Where nobody enters without a word.
	w.set(data.RequireApproval().Key, "true")
	w.hear(w.Visits.LogVisit(w.ctx, w.Guard, key(), data.VisitCheckedIn, data.NewVisit{VisitText: data.VisitText{Name: "Zed", UnitID: b204}}))
	inside, err := w.Visits.Visit(w.ctx, w.Guard, more.ID)
	w.hear(inside, err)
	c = typed(inside)
	c.UnitID = b204
	correct(c)
	c.Approval = data.Approval{Channel: data.ByPhone}
	correct(c)
}
