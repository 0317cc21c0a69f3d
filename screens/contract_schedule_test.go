package screens_test

import "github.com/civoranexus/society360/data/role"

func playSchedule(w *world) {
	list := func(actor role.Actor) {
		jobs, err := w.Schedule.List(w.ctx, actor)
		for _, j := range jobs {
			w.hear(struct {
				Name   string
				Wanted bool
				Ran    bool
			}{j.Job.Name, j.Wanted != nil, j.Last != nil}, err)
		}
		w.hear(len(jobs), err)
	}
	list(w.Admin)
	list(w.Guard)
	for _, actor := range []role.Actor{w.Guard, w.Meera, w.Admin} {
		w.hear(w.Schedule.Ask(w.ctx, actor, key(), "tidying"))
	}
	w.hear(w.Schedule.Ask(w.ctx, w.Admin, key(), "nonsense"))
	w.hear(w.Schedule.Ask(w.ctx, w.Admin, key(), "tidying"))
	list(w.Admin)
	for _, job := range []string{"tidying", "reports", "nonsense"} {
		page, err := w.Schedule.History(w.ctx, w.Admin, job, nil, 0)
		for _, r := range page.Runs {
			w.hear(struct{ Job, State, By string }{r.Job, string(r.State), r.AskedBy}, nil)
		}
		w.hear(len(page.Runs), err)
		w.hear(page.More, err)
	}
	_, err := w.Schedule.History(w.ctx, w.Guard, "tidying", nil, 0)
	w.hear(nil, err)
}
