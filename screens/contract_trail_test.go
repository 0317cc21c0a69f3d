package screens_test

import (
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

func playTrail(w *world) {
	w.hear(w.Trail.List(w.ctx, w.Admin, trail.Filter{}))
	w.hear(w.Trail.Words(w.ctx, w.Admin))
	w.hear(w.Seal.State(w.ctx, w.Admin))
	w.hear(w.Seal.State(w.ctx, w.Guard))
	lift, err := w.Tickets.Raise(w.ctx, w.Meera, key(), tickets.Draft{UnitID: w.Units["A-101"], Category: "Lift", Title: "Lift stuck"})
	w.hear(lift, err)
	lift, err = w.Tickets.Start(w.ctx, w.Staff, key(), lift)
	w.hear(lift, err)
	w.hear(w.Tickets.Resolve(w.ctx, w.Staff, key(), lift, "Relay replaced"))
	anita, err := w.Visits.Log(w.ctx, w.Guard, key(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Anita Desai", UnitID: w.Units["B-204"]}, Gate: "Main"})
	w.hear(anita, err)
	w.hear(w.Visits.CheckOut(w.ctx, w.Guard, key(), anita.ID))
	w.hear(w.Notices.Write(w.ctx, w.Admin, key(), notices.Text{Title: "Water off", Content: "Tomorrow.", Audience: notices.ForAll}))

	rows := func(f trail.Filter) trail.Page {
		page, err := w.Trail.List(w.ctx, w.Admin, f)
		w.hear(page, err)
		return page
	}
	all := rows(trail.Filter{})
	hour := w.now.Add(-time.Hour)
	for _, f := range []trail.Filter{
		{Person: &w.Staff.UserID},
		{Actions: []action.Action{action.VisitorCheckedOut}},
		{Actions: []action.Action{action.VisitorCheckedOut, action.TicketStarted}},
		{Resource: "visitor_logs"},
		{Resource: "visitor_logs", ResourceID: &anita.ID},
		{Resource: "visitor_logs", ResourceID: &anita.ID, Text: "nothing of it"},
		{ResourceID: &anita.ID},
		{Address: "10.0.4.17"},
		{Address: "10.0.4.99"},
		{From: hour},
		{To: hour},
		{From: w.now, To: hour},
		{Text: "relay"},
		{Text: "relay", From: hour},
		{Text: "vijay", From: hour},
		{Limit: 2},
		{Limit: 3, After: all.Rows[1].Cursor()},
	} {
		rows(f)
	}
	of := all.Rows[len(all.Rows)-2]
	w.hear(w.Trail.Session(w.ctx, w.Admin, of, nil))
	w.hear(w.Trail.Session(w.ctx, w.Admin, of, all.Rows[len(all.Rows)-3].Cursor()))
	w.hear(w.Trail.Get(w.ctx, w.Admin, of.ID))
	w.hear(w.Trail.Get(w.ctx, w.Admin, uuid.New()))
	for _, term := range []string{"su", "jos", "asha@test.example", "nobody"} {
		w.hear(w.Trail.People(w.ctx, w.Admin, term))
	}
	w.hear(w.Trail.Words(w.ctx, w.Admin))
	export := func(f trail.Filter, format trail.Format) {
		var text strings.Builder
		var told int
		n, err := w.Trail.Export(w.ctx, w.Admin, key(), f, format, &text, func(rows int) { told = rows })
		w.hear(n, told, strings.Count(text.String(), "\n"), strings.Count(text.String(), "vijay@test.example") > 1, err)
	}
	export(trail.Filter{Person: &w.Staff.UserID}, trail.JSONLines)
	export(trail.Filter{Person: &w.Staff.UserID}, trail.CSV)
	export(trail.Filter{Text: "relay"}, trail.CSV)
	rows(trail.Filter{})
}
