package screens_test

import "github.com/civoranexus/society360/data/health"

func playHealth(w *world) {
	w.hear(w.Health.Look(w.ctx, w.Admin, false))
	w.hear(w.Health.Look(w.ctx, w.Guard, false))
	w.hear(w.Health.List(w.ctx, w.Guard, health.Filter{Check: "settings"}))
	w.hear(w.Health.List(w.ctx, w.Admin, health.Filter{Check: "nonsense"}))
	for _, c := range health.Checks() {
		w.hear(w.Health.List(w.ctx, w.Admin, health.Filter{Check: c.Name}))
	}
	w.leaves("billing.due_days", "12.5")
	w.leaves("security.session_timeout", "soon")
	w.hear(w.Health.Look(w.ctx, w.Admin, true))
	first, err := w.Health.List(w.ctx, w.Admin, health.Filter{Check: "settings", Limit: 1})
	w.hear(first, err)
	w.hear(w.Health.List(w.ctx, w.Admin, health.Filter{Check: "settings", After: &first.Findings[0]}))
}
