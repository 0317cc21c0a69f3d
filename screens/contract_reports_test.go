package screens_test

import (
	"time"

	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
)

// playReports hears the figures of a society in which nobody came and nothing is
// owed, before they were made and after.
func playReports(w *world) {
	today := w.today()
	year := reports.Range{From: today.AddDays(-300), To: today}
	all := func(actor role.Actor, within reports.Range) {
		w.hear(w.Reports.Visits(w.ctx, actor, within))
		w.hear(w.Reports.Stays(w.ctx, actor, within))
		w.hear(w.Reports.Tickets(w.ctx, actor, within))
		w.hear(w.Reports.Collection(w.ctx, actor, within))
		w.hear(w.Reports.Occupancy(w.ctx, actor, within))
	}
	all(w.Admin, year)
	for _, wrong := range []reports.Range{
		{},
		{From: today},
		{From: today, To: today.AddDays(-1)},
		{From: value.Day{Year: 1900, Month: time.May, Day: 1}, To: today},
		{From: today.AddDays(-30 * 365), To: today},
	} {
		all(w.Admin, wrong)
	}
	for _, name := range reports.Reports() {
		w.hear(w.Reports.Refresh(w.ctx, w.Admin, key(), name))
	}
	all(w.Admin, reports.Range{From: today.AddDays(-3), To: today})
	for _, actor := range []role.Actor{w.Staff, w.Guard, w.Meera} {
		all(actor, year)
		w.hear(w.Reports.Refresh(w.ctx, actor, key(), reports.Visits))
	}
}
