package screens_test

import (
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

func playVisits(w *world) {
	a101, b204 := w.Units["A-101"], w.Units["B-204"]
	log := func(actor role.Actor, as visits.Status, n visits.Draft) visits.Visit {
		v, err := w.Visits.Log(w.ctx, actor, key(), as, n)
		w.hear(v, err)
		return v
	}
	// What may come in.
	anita := log(w.Guard, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: " Anita  Desai", Phone: "98111 22233", UnitID: b204, Purpose: "Guest", PartySize: 2}, Gate: "Main"})
	log(w.Guard, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Anita Desai", Phone: "+919811122233", UnitID: a101}})
	second := log(w.Guard, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Anita Desai", Phone: "9811122233", UnitID: a101}, Insist: visits.Insist{Phone: true}})
	log(w.Guard, visits.CheckedIn, visits.Draft{Text: visits.Text{Phone: "12", PartySize: 1}})
	log(w.Guard, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Nowhere", UnitID: uuid.New()}})
	log(w.Guard, visits.Approved, visits.Draft{Text: visits.Text{Name: "Nobody's", UnitID: a101}})
	log(w.Guard, visits.Approved, visits.Draft{Text: visits.Text{Name: "Wrong word", UnitID: a101}, Approval: visits.Approval{Channel: visits.ByPhone, By: &w.Tenant.UserID}})
	suresh := log(w.Guard, visits.Pending, visits.Draft{Text: visits.Text{Name: "Suresh Patil", Phone: "90040 11111", UnitID: a101, Purpose: "Delivery", Plate: "MH 12 AB 1234"}})
	soon := w.now.Add(2 * time.Hour)
	dipa := log(w.Tenant, visits.Approved, visits.Draft{Text: visits.Text{Name: "Dipa Sen", Phone: "9004022222", UnitID: b204, Plate: "WB02AB1111"}, ExpectedArrival: &soon})
	log(w.Tenant, visits.Approved, visits.Draft{Text: visits.Text{Name: "Not hers", UnitID: a101}})
	log(w.Guard, visits.Denied, visits.Draft{Text: visits.Text{Name: "Pushy Seller", Phone: "98333 00000", UnitID: a101}, Note: "drunk"})
	own := log(w.Guard, visits.Approved, visits.Draft{Text: visits.Text{Name: "Desk's own", UnitID: a101}, Approval: visits.Approval{Channel: visits.InPerson}})

	// What the lists hold.
	lists := func() {
		for _, actor := range []role.Actor{w.Guard, w.Meera, w.Tenant} {
			for _, view := range []visits.View{visits.Inside, visits.Expected, visits.Today, visits.History, visits.Overstays} {
				w.hear(w.Visits.List(w.ctx, actor, visits.Filter{View: view}))
			}
			w.hear(w.Visits.Counts(w.ctx, actor))
		}
	}
	lists()
	for _, term := range []string{"an", "ani", "98111", "22233", "9811122233", "811", "mh12", "b 204", "b2", "a", "1", "xyz", "pat", "204"} {
		w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.History, Search: term}))
		w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.Inside, Search: term}))
	}
	w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.History, UnitID: &b204}))
	w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.History, Status: visits.Denied}))
	first, err := w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.History, Limit: 2})
	w.hear(first, err)
	w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.History, Limit: 2, After: first.Visits[1].Cursor()}))
	for _, phone := range []string{"9811122233", "90040 11111", "9833300000", "9004022222", "123", "9000000000", "99811122233"} {
		w.hear(w.Visits.KnownVisitor(w.ctx, w.Guard, phone))
	}
	page, err := w.Visits.Muster(w.ctx, w.Guard, nil)
	w.hear(page, err)
	w.hear(w.Visits.Muster(w.ctx, w.Guard, &page.Lines[0]))
	w.hear(w.Visits.Get(w.ctx, w.Guard, anita.ID))
	w.atGate(log)
	w.hear(w.Visits.Get(w.ctx, w.Meera, anita.ID))
	w.hear(w.Visits.Get(w.ctx, w.Guard, uuid.New()))

	// How they move, and who says no.
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), suresh, visits.Entry{}))
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), suresh.ID, visits.Approval{Channel: visits.ByPhone, By: &w.Tenant.UserID}))
	w.hear(w.Visits.Approve(w.ctx, w.Tenant, key(), suresh.ID, visits.Approval{}))
	approved, err := w.Visits.Approve(w.ctx, w.Meera, key(), suresh.ID, visits.Approval{})
	w.hear(approved, err)
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), suresh.ID, visits.Approval{Channel: visits.ByPhone}))
	in, err := w.Visits.CheckIn(w.ctx, w.Guard, key(), approved, visits.Entry{})
	w.hear(in, err)
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard2, key(), approved, visits.Entry{}))
	w.hear(w.Visits.Deny(w.ctx, w.Guard, key(), suresh.ID, "late"))
	w.hear(w.Visits.PresumeLeft(w.ctx, w.Staff, key(), suresh.ID, "forgotten"))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), suresh.ID, visits.Insist{}))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), suresh.ID))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard2, key(), suresh.ID))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), suresh.ID, visits.Insist{}))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), uuid.New()))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), second.ID))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), second.ID, visits.Insist{}))
	w.hear(w.Visits.Deny(w.ctx, w.Guard, key(), own.ID, " "))
	w.hear(w.Visits.Deny(w.ctx, w.Guard, key(), own.ID, "not expected"))
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), own.ID, visits.Approval{Channel: visits.ByPhone}))
	w.hear(w.Visits.Trail(w.ctx, w.Guard, suresh.ID))
	w.hear(w.Visits.Trail(w.ctx, w.Tenant, suresh.ID))
	w.hear(w.Visits.Trail(w.ctx, w.Guard, uuid.New()))
	lists()

	playHours(w)
	playQuestions(w)
	playCorrections(w, anita, dipa)
	playBarred(w)
}

// playBarred bars visitors from the society and from a unit, and lets nobody of them in.
func playBarred(w *world) {
	a101, b204 := w.Units["A-101"], w.Units["B-204"]
	tomorrow := w.today().AddDays(1)
	bar := func(actor role.Actor, d visits.BarDraft) visits.Bar {
		b, err := w.Visits.Bar(w.ctx, actor, key(), d)
		w.hear(b, err)
		return b
	}
	log := func(actor role.Actor, as visits.Status, n visits.Draft) visits.Visit {
		v, err := w.Visits.Log(w.ctx, actor, key(), as, n)
		w.hear(v, err)
		return v
	}
	comes := visits.Draft{Text: visits.Text{Name: "Bala Nair", Phone: "90000 77777", Plate: "KL07AB1234", UnitID: a101}}
	waits := log(w.Guard, visits.Pending, comes)
	first := bar(w.Staff, visits.BarDraft{Kind: visits.BarredPhone, Value: " +91 90000  77777", Reason: "took parcels", LastDay: tomorrow})
	bar(w.Admin, visits.BarDraft{Kind: visits.BarredPhone, Value: "9000077777", Reason: "again"})
	bar(w.Guard, visits.BarDraft{Kind: visits.BarredPlate, Value: "none", LastDay: tomorrow.AddDays(-3)})
	bar(w.Guard, visits.BarDraft{Kind: visits.BarredPlate, Value: "KL 07", Reason: "x", LastDay: tomorrow.AddDays(-3)})
	bar(w.Guard, visits.BarDraft{Kind: visits.BarredPhone, Value: "12345", Reason: "x"})
	name := bar(w.Guard, visits.BarDraft{Kind: visits.BarredName, Value: "Pushy Seller", Reason: "shouts"})
	bar(w.Meera, visits.BarDraft{Kind: visits.BarredName, Value: "Old Friend", Reason: "x"})
	bar(w.Meera, visits.BarDraft{Kind: visits.BarredName, Value: "Old Friend", Reason: "x", UnitID: &b204})
	own := bar(w.Meera, visits.BarDraft{Kind: visits.BarredName, Value: "Old Friend", Reason: "x", UnitID: &a101})
	for _, actor := range []role.Actor{w.Guard, w.Meera, w.Arun, w.Tenant} {
		w.hear(w.Visits.Bars(w.ctx, actor, visits.BarFilter{}))
		w.hear(w.Visits.BarredOf(w.ctx, actor, visits.Text{Name: "old friend", Phone: "9000077777", UnitID: a101}))
		w.hear(w.Visits.GetBar(w.ctx, actor, own.ID))
	}
	page, err := w.Visits.Bars(w.ctx, w.Guard, visits.BarFilter{Limit: 1, Search: "seller"})
	w.hear(page, err)
	w.hear(w.Visits.Bars(w.ctx, w.Guard, visits.BarFilter{After: page.Bars[0].Cursor()}))
	for _, as := range []visits.Status{visits.CheckedIn, visits.Pending} {
		log(w.Guard, as, visits.Draft{Text: comes.Text, Insist: visits.Insist{Another: true}})
	}
	log(w.Meera, visits.Approved, comes)
	log(w.Meera, visits.Approved, visits.Draft{Text: visits.Text{Name: "OLD friend", UnitID: a101}})
	log(w.Tenant, visits.Approved, visits.Draft{Text: visits.Text{Name: "Old Friend", UnitID: b204}})
	w.hear(w.Visits.Approve(w.ctx, w.Meera, key(), waits.ID, visits.Approval{}))
	approved, err := w.Visits.Approve(w.ctx, w.Guard, key(), waits.ID, visits.Approval{Channel: visits.ByPhone})
	w.hear(approved, err)
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), approved, visits.Entry{Insist: visits.Insist{Override: "said so"}}))
	seller := log(w.Guard, visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Pushy Seller", UnitID: a101}, Insist: visits.Insist{Override: "another of that name"}, Approval: visits.Approval{Channel: visits.ByPhone}})
	fix := visits.Correction{Text: seller.Text(), Seen: seller}
	fix.Phone = "9000077777"
	w.hear(w.Visits.Correct(w.ctx, w.Guard, key(), fix))
	fix.Phone = "9000088888"
	w.hear(w.Visits.Correct(w.ctx, w.Guard, key(), fix))
	w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{}))
	w.hear(w.Visits.List(w.ctx, w.Meera, visits.Filter{}))
	w.hear(w.Visits.Lift(w.ctx, w.Guard, key(), first.ID, "x"))
	w.hear(w.Visits.Lift(w.ctx, w.Guard, key(), name.ID, " "))
	w.hear(w.Visits.Lift(w.ctx, w.Guard, key(), name.ID, "mistyped"))
	w.hear(w.Visits.Lift(w.ctx, w.Staff, key(), name.ID, "x"))
	w.hear(w.Visits.Lift(w.ctx, w.Tenant, key(), own.ID, "x"))
	w.hear(w.Visits.Lift(w.ctx, w.Arun, key(), own.ID, "they made up"))
	w.hear(w.Visits.CheckIn(w.ctx, w.Admin, key(), approved, visits.Entry{Insist: visits.Insist{Override: "the police asked"}}))
	w.hear(w.Visits.Bars(w.ctx, w.Guard, visits.BarFilter{Ended: true}))
}

// playHours has visits stand as they did long before.
func playHours(w *world) {
	a101 := w.Units["A-101"]
	var logged []visits.Visit
	for _, n := range []visits.Draft{
		{Text: visits.Text{Name: "Kiran", Phone: "99300 45678", UnitID: a101}},
		{Text: visits.Text{Name: "Old Promise", Phone: "90040 33333", UnitID: a101}, Approval: visits.Approval{Channel: visits.ByPhone, By: &w.Meera.UserID}},
		{Text: visits.Text{Name: "Forgotten", Phone: "90040 44444", UnitID: a101}, Approval: visits.Approval{Channel: visits.ByPhone}},
		{Text: visits.Text{Name: "Gone", UnitID: a101}},
	} {
		as := visits.CheckedIn
		if n.Approval.Channel != visits.NoApproval {
			as = visits.Approved
		}
		v, err := w.Visits.Log(w.ctx, w.Guard, key(), as, n)
		w.hear(v, err)
		logged = append(logged, v)
	}
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), logged[3].ID))
	for i, ago := range []time.Duration{13 * time.Hour, 30 * time.Hour, 60 * time.Hour, time.Hour} {
		w.older(logged[i].ID, ago)
	}
	for _, view := range []visits.View{visits.Inside, visits.Expected, visits.Today, visits.History, visits.Overstays} {
		w.hear(w.Visits.List(w.ctx, w.Meera, visits.Filter{View: view}))
	}
	w.hear(w.Visits.Counts(w.ctx, w.Meera))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), logged[1], visits.Entry{}))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), logged[2], visits.Entry{}))
	w.hear(w.Visits.KnownVisitor(w.ctx, w.Guard, "90040 33333"))
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), logged[1].ID, visits.Approval{Channel: visits.ByPhone}))
	w.hear(w.Visits.PresumeLeft(w.ctx, w.Staff, key(), logged[0].ID, "forgotten"))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), logged[3].ID, visits.Insist{}))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), logged[0].ID, visits.Insist{}))
	w.hear(w.Visits.Trail(w.ctx, w.Guard, logged[0].ID))
}

// playCorrections corrects who is inside, and who comes by a resident's word.
func playCorrections(w *world, anita, dipa visits.Visit) {
	a101, b204 := w.Units["A-101"], w.Units["B-204"]
	correct := func(c visits.Correction) visits.Visit {
		v, err := w.Visits.Correct(w.ctx, w.Guard, key(), c)
		w.hear(v, err)
		return v
	}
	typed := func(v visits.Visit) visits.Correction {
		return visits.Correction{Text: v.Text(), Seen: v}
	}
	c := typed(anita)
	c.Name, c.Note = "Anita Dessai", "spelling"
	now := correct(c)
	correct(c)
	w.hear(w.Visits.Trail(w.ctx, w.Guard, anita.ID)) // says who was first
	c = typed(now)
	c.UnitID, c.Name, c.Phone = uuid.Nil, "", "x"
	correct(c)
	c = typed(now)
	c.UnitID = uuid.New()
	correct(c)
	c.UnitID, c.Approval = a101, visits.Approval{Channel: visits.ByPhone}
	correct(c)

	c = typed(dipa)
	c.Name = "Dipa Roy"
	dipa = correct(c)
	c = typed(dipa)
	c.UnitID, c.Approval = a101, visits.Approval{Channel: visits.ByPhone}
	correct(c)
	c.Approval = visits.Approval{}
	asked := correct(c)
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), dipa, visits.Entry{}))
	w.hear(w.Visits.Trail(w.ctx, w.Guard, dipa.ID))
	approved, err := w.Visits.Approve(w.ctx, w.Guard, key(), asked.ID, visits.Approval{Channel: visits.ByIntercom, By: &w.Meera.UserID})
	w.hear(approved, err)
	correct(typed(asked))
	c = typed(approved)
	c.PartySize = 4
	asked = correct(c)
	w.hear(w.Visits.Approve(w.ctx, w.Guard, key(), asked.ID, visits.Approval{Channel: visits.ByIntercom}))
	more, err := w.Visits.Get(w.ctx, w.Guard, asked.ID)
	w.hear(more, err)
	c = typed(more)
	c.PartySize, c.Approval = 5, visits.Approval{Channel: visits.InPerson, By: &w.Tenant.UserID}
	correct(c)
	c.Approval.By = &w.Arun.UserID
	more = correct(c)
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), asked, visits.Entry{}))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), more, visits.Entry{}))
	w.hear(w.Visits.Trail(w.ctx, w.Guard, more.ID))

	// Where nobody enters without a word.
	w.set(visits.RequireApproval().Key, "true")
	w.hear(w.Visits.Log(w.ctx, w.Guard, key(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Zed", UnitID: b204}}))
	inside, err := w.Visits.Get(w.ctx, w.Guard, more.ID)
	w.hear(inside, err)
	c = typed(inside)
	c.UnitID = b204
	correct(c)
	c.Approval = visits.Approval{Channel: visits.ByPhone}
	correct(c)
}

// playQuestions has guards asked: who is inside with the vehicle, and whether somebody
// is the one who is expected; and announcements withdrawn.
func playQuestions(w *world) {
	b204 := w.Units["B-204"]
	log := func(actor role.Actor, as visits.Status, n visits.Draft) visits.Visit {
		v, err := w.Visits.Log(w.ctx, actor, key(), as, n)
		w.hear(v, err)
		return v
	}
	by := func(name, plate string, insist visits.Insist) visits.Draft {
		return visits.Draft{Text: visits.Text{Name: name, Plate: plate, UnitID: b204}, Insist: insist}
	}
	driver := log(w.Guard, visits.CheckedIn, by("Driver", "KA 05 MM 7", visits.Insist{}))
	log(w.Guard, visits.CheckedIn, by("Another driver", "ka05mm7", visits.Insist{}))
	other := log(w.Guard, visits.CheckedIn, by("Another driver", "ka05mm7", visits.Insist{Plate: true}))
	log(w.Guard, visits.CheckedIn, by("Walker", "none", visits.Insist{}))
	walker := log(w.Guard, visits.CheckedIn, by("Walker too", "none", visits.Insist{}))
	c := visits.Correction{Text: walker.Text(), Seen: walker}
	c.Plate, c.Phone = "KA-05-MM-7", "9811122233"
	w.hear(w.Visits.Correct(w.ctx, w.Guard, key(), c))
	c.Insist.Phone = true
	w.hear(w.Visits.Correct(w.ctx, w.Guard, key(), c))
	c.Insist.Plate = true
	w.hear(w.Visits.Correct(w.ctx, w.Guard, key(), c))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), other.ID))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), other.ID, visits.Insist{}))
	w.hear(w.Visits.UndoCheckOut(w.ctx, w.Guard, key(), other.ID, visits.Insist{Plate: true}))
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), driver.ID))

	tonight := w.now.Add(5 * time.Hour)
	ritu := by("Ritu Sharma", "", visits.Insist{})
	ritu.ExpectedArrival = &tonight
	announced := log(w.Tenant, visits.Approved, ritu)
	for _, name := range []string{"ritu", "Sharma Ritu", "Rit"} {
		for _, as := range []visits.Status{visits.Pending, visits.Denied} {
			log(w.Guard, as, by(name, "", visits.Insist{}))
		}
	}
	log(w.Guard, visits.Denied, by("ritu", "", visits.Insist{Another: true}))
	log(w.Tenant, visits.Approved, by("Ritu", "", visits.Insist{}))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), announced, visits.Entry{Phone: "12"}))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), announced, visits.Entry{Phone: "98111 22233"}))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), announced, visits.Entry{Phone: "98000 77777"}))

	gone := log(w.Tenant, visits.Approved, visits.Draft{Text: visits.Text{Name: "Gone", Phone: "90040 88888", UnitID: b204}})
	w.hear(w.Visits.Withdraw(w.ctx, w.Tenant, key(), gone.ID, " not  today "))
	w.hear(w.Visits.Withdraw(w.ctx, w.Tenant, key(), gone.ID, ""))
	w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.History, Status: visits.Withdrawn}))
	w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: visits.History, Status: visits.Denied}))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), gone, visits.Entry{}))
	w.hear(w.Visits.KnownVisitor(w.ctx, w.Guard, "90040 88888"))
	w.hear(w.Visits.Trail(w.ctx, w.Guard, gone.ID))
	stands := log(w.Guard, visits.Approved, visits.Draft{
		Text: visits.Text{Name: "Stands there", UnitID: b204}, Approval: visits.Approval{Channel: visits.InPerson},
	})
	w.hear(w.Visits.Withdraw(w.ctx, w.Guard, key(), stands.ID, ""))
	w.hear(w.Visits.Withdraw(w.ctx, w.Guard, key(), uuid.New(), ""))
	w.hear(w.Visits.Withdraw(w.ctx, w.Meera, key(), stands.ID, ""))
	for _, view := range []visits.View{visits.Inside, visits.Expected, visits.Today, visits.History, visits.Overstays} {
		w.hear(w.Visits.List(w.ctx, w.Guard, visits.Filter{View: view}))
	}
	w.hear(w.Visits.Counts(w.ctx, w.Guard))
}

// atGate is who stands at the gate: who waits, may enter and was refused, and is told so.
func (w *world) atGate(log func(role.Actor, visits.Status, visits.Draft) visits.Visit) {
	wait := func(name string) visits.Visit {
		return log(w.Guard, visits.Pending, visits.Draft{Text: visits.Text{Name: name, UnitID: w.Units["A-101"]}})
	}
	stand := func() {
		for _, actor := range []role.Actor{w.Guard, w.Meera} {
			w.hear(w.Visits.AtGate(w.ctx, actor, uuid.Nil))
		}
	}
	home := w.Meera
	home.Origin.Gate = ""
	asked, no, yes := wait("Qasim"), wait("Xavier"), wait("Yamini")
	stand()
	w.hear(w.Visits.TellDenied(w.ctx, w.Guard, key(), asked.ID))
	w.hear(w.Visits.Deny(w.ctx, home, key(), no.ID, "not known"))
	w.hear(w.Visits.Approve(w.ctx, home, key(), yes.ID, visits.Approval{}))
	stand()
	w.hear(w.Visits.TellDenied(w.ctx, w.Meera, key(), no.ID))
	w.hear(w.Visits.TellDenied(w.ctx, w.Guard, key(), no.ID))
	w.hear(w.Visits.TellDenied(w.ctx, w.Guard, key(), no.ID))
	w.hear(w.Visits.TellDenied(w.ctx, w.Guard, key(), uuid.New()))
	w.hear(w.Visits.Trail(w.ctx, w.Guard, no.ID))
	w.hear(w.Visits.CheckIn(w.ctx, w.Guard, key(), yes, visits.Entry{}))
	w.hear(w.Visits.AtGate(w.ctx, w.Guard, yes.ID))
	w.hear(w.Visits.Deny(w.ctx, w.Guard, key(), asked.ID, "tired of waiting"))
	stand()
}
